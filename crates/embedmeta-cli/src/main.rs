//! The command `embedmeta`: arguments → calls → exit code.

mod cli;
mod facts;
mod names;
mod output;
mod query;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
