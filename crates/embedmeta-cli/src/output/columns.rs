//! Which fields have a column of their own if records are rows.

use crate::facts::FACTS;
use embedmeta::internal::fields::{self, DESCRIPTIONS, FIELDS, Field, Shown};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The fields that have columns, in column order.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    all: Vec<Column>,
    by_name: HashMap<String, usize>,
}

/// The column of a field.
#[derive(Debug)]
pub(crate) struct Column {
    /// The name of the field in the object.
    pub name: String,
    /// The field's row in the table; `None` for a field that the table does not know.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))] // text needs no types
    pub field: Option<&'static Field>,
}

/// Which fields have columns if none is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Documented,
    /// The documented fields, and all others that the table describes: those of the IPTC standard, of the camera, of
    /// the place, and those that are derived.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))] // too wide for a sheet
    Described,
}

impl Columns {
    /// The requested fields in order, each once; if none is requested, those of `choice` in table order. Names of facts
    /// and of `others` (columns that are not fields) are skipped, because they are there already.
    pub(crate) fn new(asked: &[String], choice: Choice, others: &[&str]) -> Self {
        let mut columns = Self::default();
        if asked.is_empty() {
            let known = FIELDS.iter().zip(DESCRIPTIONS).filter(|(field, description)| match choice {
                Choice::Documented => field.shown == Shown::Documented,
                Choice::Described => field.shown != Shown::Encoding && !description.is_empty(),
            });
            known.for_each(|(field, _)| columns.push(field.name, Some(field)));
        } else {
            let is_other =
                |name: &str| others.contains(&name) || FACTS.iter().any(|fact| fact.column == name);
            for name in asked.iter().filter(|name| !is_other(name)) {
                columns.push(name, fields::row(name).and_then(|row| FIELDS.get(row)));
            }
        }
        columns
    }

    fn push(&mut self, name: &str, field: Option<&'static Field>) {
        if let Entry::Vacant(place) = self.by_name.entry(name.to_owned()) {
            place.insert(self.all.len());
            self.all.push(Column { name: name.to_owned(), field });
        }
    }

    /// The index of a field's column.
    pub(crate) fn place(&self, field: &str) -> Option<usize> {
        self.by_name.get(field).copied()
    }

    /// The column at an index.
    #[cfg(feature = "parquet")]
    pub(crate) fn get(&self, place: usize) -> Option<&Column> {
        self.all.get(place)
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.all.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asked_fields_keep_their_order_and_stand_once() {
        let asked = ["Title", "path", "Mine", "Artist", "Title"].map(str::to_owned);
        let columns = Columns::new(&asked, Choice::Documented, &["path"]);
        let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["Title", "Mine", "Artist"]);
        assert_eq!(
            (columns.place("Artist"), columns.place("Mine"), columns.place("path")),
            (Some(2), Some(1), None)
        );
        let known: Vec<_> = columns.iter().map(|column| column.field.is_some()).collect();
        assert_eq!(known, [true, false, true]);
    }

    #[test]
    fn documented_fields_are_described_ones() {
        let documented = Columns::new(&[], Choice::Documented, &[]);
        let described = Columns::new(&[], Choice::Described, &[]);
        assert_eq!(documented.len(), 180);
        assert!(documented.iter().all(|column| described.place(&column.name).is_some()));
        for name in ["Make", "GPSLatitude", "DataMining", "AISystemUsed", "MWGKeywords", "Regions"] {
            assert!(documented.place(name).is_none() && described.place(name).is_some(), "{name}");
        }
    }
}
