//! The form of the records for machines: a JSON Schema, or declarations in TypeScript.
//!
//! Both are printed from one model ([`shape`]). The records are written by hand in [`records`], and the fields of the
//! consolidated object come from the table of fields ([`fields`]).

mod fields;
mod json_schema;
mod records;
mod shape;
mod summary;
mod typescript;

pub(crate) use json_schema::json_schema;
pub(crate) use typescript::typescript;
