//! How records are printed, and what they look like.

mod columns;
mod csv;
mod escape;
mod explain;
mod json;
mod json_text;
mod line;
#[cfg(feature = "verify")]
mod opinion;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod record;
mod schema;
mod sheet;
mod summary;
mod tag_csv;
mod width;
mod words;

pub(crate) use csv::Csv;
pub(crate) use escape::{is_unsafe, shown};
pub(crate) use json::{Style, Writer};
#[cfg(feature = "verify")]
pub(crate) use opinion::opinion;
pub(crate) use parquet::{File as ParquetFile, Row, Table};
pub(crate) use plain::Plain;
pub(crate) use record::{Answer, Job, TagList, start_of_record};
pub(crate) use schema::{json_schema, typescript};
pub(crate) use sheet::Sheet;
pub(crate) use summary::{Collection, Digest, End, Form, Summary};
pub(crate) use tag_csv::TagCsv;
pub(crate) use words::grouped;
