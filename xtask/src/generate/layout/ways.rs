//! The ways into maker notes.

use super::builder::Builder;
use super::columns::{base, process};
use crate::generate::first;
use crate::generate::formula::Column;
use crate::generate::table::Row;

impl Builder<'_> {
    /// A way into a maker note.
    pub(super) fn way(&mut self, row: &Row<'_>) -> String {
        let when = self.formula(row, row.get("when"), Column::When);
        let table = match row.get("table") {
            "" => "None".to_owned(),
            name => match self.indices.get(name) {
                Some(index) => format!("Some({index})"),
                None => "None".to_owned(),
            },
        };
        let start = match row.get("start").trim_matches(['[', ']']) {
            "" | "note" => "0",
            start => start.strip_prefix("note + ").unwrap_or_else(|| row.wrong("start")),
        };
        let is_stored = row.get("start").starts_with('[');
        let base = base(row, row.get("base"));
        let order = match row.get("order") {
            "" => "Same",
            "BigEndian" => "Big",
            "LittleEndian" | "Little-endian" => "Little",
            "Unknown" => "Guess",
            _ => row.wrong("order"),
        };
        let process = process(row, row.get("process"));
        let (sets, remembers) = row.get("sets").split_once(" = ").unwrap_or_default();
        let remembers = self.formula(row, remembers, Column::Value);
        let sets = if sets.is_empty() { 0 } else { self.register(sets) + 1 };
        let first = first::first(row.get("when"))
            .map_or("First::Any".to_owned(), |first| format!("First::{}(&{:?})", first.subject, first.bytes));
        let (gaps, gap) = gaps(row);
        format!(
            "Way {{ name: {:?}, when: {when}, first: {first}, table: {table}, start: {start}, start_is_stored: {is_stored}, base: Base::{base}, order: Order::{order}, process: Process::{process}, gaps: {gaps:#x}, gap: {gap}, sets: {sets}, remembers: {remembers} }}",
            row.get("name")
        )
    }
}

/// How far behind a directory its values may begin, if its base has to be found: `0 2 4, else 4`.
fn gaps(row: &Row<'_>) -> (u32, i32) {
    let Some((usual, gap)) = row.get("gaps").split_once(", else ") else { return (0, 0) };
    let number = |text: &str| text.parse::<u32>().unwrap_or_else(|_| row.wrong("gaps"));
    let bits = |text: &str| match text.split_once('-') {
        Some((first, last)) => (number(first)..=number(last)).fold(0, |bits, gap| bits | 1 << gap),
        None => 1 << number(text),
    };
    (
        usual.split(' ').fold(0, |all, text| all | bits(text)),
        gap.parse().unwrap_or_else(|_| row.wrong("gaps")),
    )
}
