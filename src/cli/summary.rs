//! What a summary is to tell, and how wide it may be.

use super::args::{self, ProfileArg, SummaryFormatArg};
use crate::output::{Form, Summary};
use std::io::{self, IsTerminal};

/// The columns of a summary that goes to no terminal.
const WIDTH: usize = 80;

pub(super) fn of(args: &args::Summary) -> Summary {
    Summary {
        documented: matches!(args.choices.profile, ProfileArg::Documented),
        all_fields: args.all_fields,
        top: args.top,
        form: match args.format {
            SummaryFormatArg::Text => Form::Text { width: width(args) },
            SummaryFormatArg::Json => Form::Json,
        },
    }
}

fn width(args: &args::Summary) -> usize {
    let is_stdout = args.common.work.output.as_ref().is_none_or(|path| path.as_os_str() == "-");
    if is_stdout && io::stdout().is_terminal() { width_of_terminal() } else { WIDTH }
}

/// The columns of the terminal, or one less, as the parser of arguments knows them: it breaks its help into lines that
/// fit. Other ways to ask are calls of the system that are not safe.
fn width_of_terminal() -> usize {
    let words = "x ".repeat(WIDTH * 4);
    let mut help = clap::Command::new("width").help_template("{about}").about(words).max_term_width(0);
    let help = help.render_help().to_string();
    help.lines().map(|line| line.trim_end().len()).max().unwrap_or(WIDTH).min(WIDTH * 2)
}
