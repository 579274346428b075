//! The formulas that test the machine: `src/formula/tests.tsv`.

use super::compiler::Compiler;
use super::context::{Column, Registers};
use crate::generate::out::Out;
use crate::generate::table::{self, Table};
use std::fmt::Write;

/// The functions that the tests supply.
const NAMED: &[&str] = &["twice"];

/// Compiles the tests.
pub fn compile(out: &mut Out) {
    let mut compiler = Compiler::new(NAMED);
    let mut registers = Registers::default();
    let mut cases = String::new();
    let table = Table::read("src/formula/tests.tsv");
    for row in table.rows() {
        let column = match row.get("column") {
            "when" => Column::When,
            "value" => Column::Value,
            "print" => Column::Print,
            "shift" => Column::Shift,
            _ => row.wrong("no such column"),
        };
        let (formula, x, result) = (row.get("formula"), row.get("x"), row.get("result"));
        let place = compiler.compile(formula, column, &mut registers).unwrap_or_else(|why| row.wrong(&why));
        let _ = writeln!(cases, "    ({formula:?}, {x:?}, {place}, {result:?}),");
    }
    let code = compiler.into_code();
    let code = format!(
        "static REGISTERS: &[&str] = &{:?};\n\n#[rustfmt::skip]\nstatic CASES: &[(&str, &str, u32, &str)] = \
         &[\n{cases}];\n\n#[rustfmt::skip]\nstatic CODE: &[u8] = &{};\n",
        registers.names(),
        table::numbers(code)
    );
    out.write("src/formula/tests/generated.rs", &["tests.tsv"], &code);
}
