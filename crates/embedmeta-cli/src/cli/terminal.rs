//! Properties of the terminal.

use std::io::{self, IsTerminal};

/// The width of the terminal on standard output; `None` if it is not a terminal.
pub(super) fn width() -> Option<usize> {
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten();
    width.map(|(terminal_size::Width(columns), _)| columns.into())
}
