//! What is known of the terminal.

use std::io::{self, IsTerminal};

/// The columns of the terminal on standard output; none where that is no terminal.
pub(super) fn width() -> Option<usize> {
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten();
    width.map(|(terminal_size::Width(columns), _)| columns.into())
}
