//! What is known of the terminal.

use clap::Command;
use std::io::{self, IsTerminal};

/// Wider terminals are used no further.
const WIDEST: usize = 500;

/// The columns of the terminal on standard output; none where that is no terminal.
///
/// The crate of the arguments asks for the width to wrap its help, and hands it to nobody. So it is asked to wrap words
/// of one letter, and how far a line came is the width: the first one of an odd number of signs, or of an even one.
pub(super) fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let words = "x ".repeat(WIDEST);
    [wrapped(&words), wrapped(&format!("xx {words}"))].into_iter().flatten().max()
}

/// How long the first line of a help text is.
fn wrapped(text: &str) -> Option<usize> {
    let mut command =
        Command::new("width").about(text.to_owned()).max_term_width(WIDEST).help_template("{about}");
    command.render_help().to_string().lines().next().map(str::len)
}
