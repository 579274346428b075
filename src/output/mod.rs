//! How records are printed, and what they look like.

mod columns;
mod csv;
mod escape;
mod explain;
mod json;
mod names;
#[cfg(feature = "verify")]
mod opinion;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet;
mod record;
mod schema;
mod sheet;
mod words;

pub(crate) use csv::Csv;
pub(crate) use escape::shown;
pub(crate) use json::{Style, Writer};
pub(crate) use names::{asks_for_file, resolve as fields_of};
#[cfg(feature = "verify")]
pub(crate) use opinion::opinion;
pub(crate) use parquet::{File as ParquetFile, Row, Table};
pub(crate) use record::{Answer, Job, start_of_record};
pub(crate) use schema::{json_schema, typescript};
pub(crate) use sheet::Sheet;
pub(crate) use words::grouped;
