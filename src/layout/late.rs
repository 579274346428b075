//! Printed forms that depend on values that stand behind theirs.
//!
//! The printed form of a value may ask for other values, some of which are stored in parts that are read later. Such
//! forms are made once more when the whole note has been read.

use super::format::Format;
use super::part::{Part, Stored};
use super::tables::Row;
use crate::bytes::Bytes;
use crate::formula::Item;

/// A tag whose printed form asked for other values.
pub(crate) struct Late<'a> {
    /// Its place among the tags, counted from 1.
    pub place: u32,
    pub row: &'static Row,
    /// The value, and what is stored.
    pub items: (Item<'a>, Item<'a>),
    pub part: Part<'a>,
    pub bytes: Bytes<'a>,
    pub at: u64,
    pub format: Format,
    pub count: u64,
}

impl<'a> Late<'a> {
    /// Keeps what is needed to make the printed form again.
    pub fn new(place: u32, row: &'static Row, stored: &Stored<'_, 'a>, items: (Item<'a>, Item<'a>)) -> Self {
        let Stored { part, bytes, at, format, count } = *stored;
        Self { place, row, items, part: *part, bytes, at, format, count }
    }
}
