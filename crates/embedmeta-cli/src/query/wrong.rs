//! Errors in a condition.

use crate::output::is_unsafe;

/// How much of the condition is shown before and after the error.
const SHOWN: usize = 50;

/// The error in a condition, and its byte.
#[derive(Debug, PartialEq)]
pub(super) struct Wrong {
    pub at: usize,
    pub what: String,
}

impl Wrong {
    pub(super) fn new(at: usize, what: String) -> Self {
        Self { at, what }
    }

    /// The error, with the condition and a mark below its place.
    pub(super) fn pointed(&self, text: &str) -> String {
        let column = text.get(..self.at).unwrap_or(text).chars().count();
        let from = column.saturating_sub(SHOWN);
        let plain = |c: char| if c.is_control() || is_unsafe(c) { '\u{fffd}' } else { c };
        let shown: String = text.chars().skip(from).take(2 * SHOWN).map(plain).collect();
        let mark = " ".repeat(column - from);
        format!("column {}: {}\n\n  {shown}\n  {mark}^", column + 1, self.what)
    }
}
