//! Why the command stops before its end.

use std::io;

/// Why the command stops before its end.
pub(super) enum Failure {
    /// The arguments are wrong.
    Usage(String),
    /// What the records are written to, by its name, takes no more.
    Records(String, io::Error),
    /// Something else that is no fault of the arguments.
    Run(String),
}

/// An error of what is printed to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Records("standard output".into(), error)
    }
}
