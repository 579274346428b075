//! Compiles the formulas of tables to the bytecode that `src/formula/machine.rs` runs.
//!
//! `lex.rs` makes tokens of the text, `parse.rs` a tree of them, and `emit.rs` the bytecode; `pattern.rs` compiles
//! regular expressions. Equal formulas have one program, and all programs of a table stand in one run of bytes
//! (`compiler.rs`). `table.rs` compiles the formulas that test the machine.

mod compiler;
mod context;
mod emit;
mod lex;
mod op;
mod parse;
mod pattern;
mod table;

pub use table::compile as compile_tests;
#[allow(unused_imports)] // until there are tables with formulas
pub use {compiler::Compiler, context::Column, context::Registers};
