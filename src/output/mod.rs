//! How records are printed, and what they look like.

mod escape;
mod explain;
mod json;
#[cfg(feature = "verify")]
mod opinion;
mod record;
mod schema;
mod sheet;
mod words;

pub(crate) use json::{Style, Writer};
#[cfg(feature = "verify")]
pub(crate) use opinion::opinion;
pub(crate) use record::{Answer, Job};
pub(crate) use schema::{json_schema, typescript};
pub(crate) use sheet::Sheet;
