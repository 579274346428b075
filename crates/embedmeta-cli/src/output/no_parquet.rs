//! Takes the place of Parquet in builds without it.

use super::record::Answer;
use embedmeta::{Dates, Error};
use std::io;
use std::path::Path;

/// It has no values, so none of its functions can ever be called.
pub(crate) enum Table {}

pub(crate) struct Row;

pub(crate) enum File {}

impl Table {
    pub(crate) fn new(_: &[String], _: bool, _: bool, _: Dates) -> Result<Self, &'static str> {
        Err("this command is built without Parquet; \
             `cargo install embedmeta --features parquet` builds it with it")
    }

    pub(crate) fn row(&self, _: &Path, _: Result<&Answer<'_>, &Error>) -> Row {
        match *self {}
    }
}

impl File {
    pub(crate) fn new(table: &Table) -> io::Result<Self> {
        match *table {}
    }

    pub(crate) fn push(&mut self, _: Row) -> io::Result<Vec<u8>> {
        match *self {}
    }

    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        match self {}
    }
}
