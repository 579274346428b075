//! The options of a summary, and its width.

use super::args::{self, ProfileArg, SummaryFormatArg};
use super::terminal;
use crate::output::{Form, Summary};

/// The width of a summary that is not written to a terminal.
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
    let terminal = if args.common.work.is_on_stdout() { terminal::width() } else { None };
    // Wider tables are harder to read, not easier.
    terminal.map_or(WIDTH, |width| width.min(2 * WIDTH))
}
