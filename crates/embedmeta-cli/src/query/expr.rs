//! The meaning of a condition.

use super::lex::Sign;
use super::literal::Literal;
use super::names::Operand;

/// A part of a condition. The parser limits its depth.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Has(Operand),
    Test(Operand, Sign, Literal),
}

impl Expr {
    /// Calls `see` for each operand.
    pub(super) fn each(&self, see: &mut impl FnMut(&Operand)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(see)),
            Self::Not(part) => part.each(see),
            Self::Has(operand) | Self::Test(operand, _, _) => see(operand),
        }
    }
}
