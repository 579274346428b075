//! Maintenance tasks of the repository.
//!
//! ```sh
//! cargo xtask arrows             # no file imports in a circle, or from a floor above its own
//! cargo xtask generate           # generates Rust from the tables
//! cargo xtask generate --check   # checks that the stored files are up to date
//! ```

mod arrows;
mod generate;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    // Tables and generated files are named by paths relative to the repository.
    let entered = std::env::set_current_dir(repository).map_err(|error| error.to_string());
    let complaints = entered.and_then(|()| match arguments.as_slice() {
        ["arrows"] => arrows::check(repository),
        ["generate"] => match generate::all().keep() {
            Ok(()) => Ok(Vec::new()),
            Err((path, error)) => Err(format!("{}: {error}", path.display())),
        },
        ["generate", "--check"] => {
            let stale = |path| format!("{path}: not what its tables say; run cargo xtask generate");
            Ok(generate::all().stale().map(stale).collect())
        }
        _ => Err("usage: cargo xtask arrows | generate [--check]".to_owned()),
    });
    match complaints {
        Ok(complaints) if complaints.is_empty() => ExitCode::SUCCESS,
        Ok(complaints) => {
            for complaint in &complaints {
                eprintln!("{complaint}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}
