//! How records are printed, and what they look like.

mod escape;
mod explain;
mod json;
mod record;
mod schema;
mod sheet;
mod words;

pub(crate) use escape::shown;
pub(crate) use json::{Style, Writer};
pub(crate) use record::{Answer, Job};
pub(crate) use schema::{json_schema, typescript};
pub(crate) use sheet::Sheet;
