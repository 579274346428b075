//! Reasons for the command to stop early.

use std::io;

/// A reason for the command to stop early.
pub(super) enum Failure {
    /// The arguments are wrong.
    Usage(String),
    /// The named output of the records cannot be written.
    Records(String, io::Error),
    /// Any other failure that the arguments are not to blame for.
    Run(String),
}

/// An error while writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Records("standard output".into(), error)
    }
}
