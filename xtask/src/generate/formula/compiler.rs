//! Compiles formulas, each once.

use super::context::{Column, Registers};
use super::op::Op;
use super::{emit, parse};
use std::collections::HashMap;

/// Compiles formulas into one run of bytes.
pub struct Compiler<'n> {
    code: Vec<u8>,
    /// Where the program of a formula begins, by its text and by what is between the items of its lists.
    known: HashMap<(String, &'static str), u32>,
    named: &'n [&'n str],
}

impl<'n> Compiler<'n> {
    /// A compiler that knows these functions besides those of the language; each has its place as its number.
    pub fn new(named: &'n [&'n str]) -> Self {
        // No program begins at 0, which stands for no formula.
        Self { code: vec![Op::End as u8], known: HashMap::new(), named }
    }

    /// The place of the program of a formula; 0 if the text is empty.
    pub fn compile(&mut self, text: &str, column: Column, registers: &mut Registers) -> Result<u32, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(0);
        }
        let key = (text.to_owned(), column.between());
        if let Some(place) = self.known.get(&key) {
            return Ok(*place);
        }
        let tree = parse::parse(text, column, self.named, registers)?;
        let program = emit::program(&tree)?;
        let place = u32::try_from(self.code.len()).map_err(|_| "too much code")?;
        self.code.extend(program);
        self.known.insert(key, place);
        Ok(place)
    }

    /// The place of the program of a formula whose registers are its own, so that equal texts may differ in what they
    /// ask for.
    pub fn compile_apart(
        &mut self,
        text: &str,
        column: Column,
        registers: &mut Registers,
    ) -> Result<u32, String> {
        self.known.clear();
        self.compile(text, column, registers)
    }

    /// The bytes of all programs.
    pub fn into_code(self) -> Vec<u8> {
        self.code
    }
}
