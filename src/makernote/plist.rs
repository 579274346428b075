//! Maker notes that are Apple's property lists.

use super::bplist::List;
use super::emit;
use super::format::Format;
use super::note::Note;
use super::part::{Part, Stored};
use super::tables::{Table, key};

/// Reads the dictionary of a list. The keys of rows are those of the dictionary.
pub(super) fn read<'a>(note: &mut Note<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let Some(list) = List::open(bytes) else { return };
    for (name, value, at) in list.entries().unwrap_or_default() {
        let row = table.rows().iter().find(|row| key(row.id).as_bytes() == name);
        if let Some(row) = row.filter(|row| emit::is_needed(note, row)) {
            let at = part.at.saturating_add(at as u64);
            let stored =
                Stored { part: &part, bytes: bytes.up_to(0, 0), at, format: Format::Undef, count: 1 };
            emit::item(note, table, row, &stored, value);
        }
    }
}
