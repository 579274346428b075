//! How records are printed.

mod json;
mod record;

pub(crate) use json::{Style, Writer};
pub(crate) use record::{Answer, Job};
