//! How records are printed, and what they look like.

mod json;
mod record;
mod schema;

pub(crate) use json::{Style, Writer};
pub(crate) use record::{Answer, Job};
pub(crate) use schema::{json_schema, typescript};
