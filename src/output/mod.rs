//! How records are printed.

mod escape;
mod explain;
mod json;
mod record;
mod sheet;
mod words;

pub(crate) use json::{Style, Writer};
pub(crate) use record::{Answer, Job};
pub(crate) use sheet::Sheet;
