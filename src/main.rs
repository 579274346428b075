//! The command `embedmeta`: arguments → calls → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    embedmeta::cli::run()
}
