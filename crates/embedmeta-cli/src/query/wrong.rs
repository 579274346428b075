//! What is wrong with a condition.

use crate::output::is_unsafe;

/// So much of the condition is shown before the place that is wrong, and behind it.
const SHOWN: usize = 50;

/// What is wrong with a condition, and at which byte.
#[derive(Debug, PartialEq)]
pub(super) struct Wrong {
    pub at: usize,
    pub what: String,
}

impl Wrong {
    pub(super) fn new(at: usize, what: String) -> Self {
        Self { at, what }
    }

    /// What is wrong, with the condition and a mark below the place.
    pub(super) fn pointed(&self, text: &str) -> String {
        let column = text.get(..self.at).unwrap_or(text).chars().count();
        let from = column.saturating_sub(SHOWN);
        let plain = |c: char| if c.is_control() || is_unsafe(c) { '\u{fffd}' } else { c };
        let shown: String = text.chars().skip(from).take(2 * SHOWN).map(plain).collect();
        let mark = " ".repeat(column - from);
        format!("column {}: {}\n\n  {shown}\n  {mark}^", column + 1, self.what)
    }
}
