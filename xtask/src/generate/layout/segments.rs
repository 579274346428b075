//! The ways into the application segments of JPEG files.

use super::builder::{ALLOW, Builder};
use crate::generate::formula::Column;
use crate::generate::out::Out;
use crate::generate::table::Row;

/// The first marker of an application segment.
const APP0: u8 = 0xe0;

impl Builder<'_> {
    /// A way into a segment. None if no room has its table.
    pub(super) fn segment(&mut self, row: &Row<'_>) -> Option<String> {
        let number = row.get("marker").strip_prefix("APP").and_then(|number| number.parse::<u8>().ok());
        let marker = number.filter(|number| *number < 16).unwrap_or_else(|| row.wrong("marker"));
        let table = *self.indices.get(row.get("table"))?;
        let when = self.formula(row, row.get("when"), Column::When);
        let start = if row.get("start").is_empty() { 0 } else { row.number::<u16>("start") };
        let order = match row.get("order") {
            "" | "big" => "Big",
            "little" => "Little",
            "tiff" => "Tiff",
            "mark" => "Mark",
            _ => row.wrong("order"),
        };
        let join = match row.get("join") {
            "" => "None",
            "length" => "Length",
            "numbers" => "Numbers",
            "streams" => "Streams",
            "ratio" => "Ratio",
            _ => row.wrong("join"),
        };
        let (sets, remembers) = row.get("sets").split_once(" = ").unwrap_or_default();
        let remembers = self.formula(row, remembers, Column::Value);
        let sets = if sets.is_empty() { 0 } else { self.register(sets) + 1 };
        Some(format!(
            "Way {{ marker: {:#x}, when: {when}, table: {table}, start: {start}, order: Order::{order}, join: Join::{join}, sets: {sets}, remembers: {remembers} }}",
            APP0 + marker
        ))
    }
}

/// Writes the ways.
pub(super) fn write(out: &mut Out, ways: &[String]) {
    let code = format!("{ALLOW}static WAYS: [Way; {}] = [\n    {},\n];\n", ways.len(), ways.join(",\n    "));
    out.write("src/segments/generated.rs", &["segments.tsv"], &code);
}
