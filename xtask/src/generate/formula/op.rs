//! The words of the bytecode, from the file of the library that has them.

#[path = "../../../../src/formula/op.rs"]
mod library;

pub(super) use library::{Fact, Function, NESTING, Op, STACK, Step};
