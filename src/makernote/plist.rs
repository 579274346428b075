//! Maker notes that are Apple's property lists.

use super::bplist::List;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Table, key};

/// Reads the dictionary of a list. The keys of rows are those of the dictionary.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let Some(list) = List::open(bytes) else { return };
    for (name, value, at) in list.entries().unwrap_or_default() {
        let row = table.rows().iter().find(|row| key(row.id).as_bytes() == name);
        if let Some(row) = row.filter(|row| emit::is_needed(state, row)) {
            let at = part.at.saturating_add(at as u64);
            let stored =
                Stored { part: &part, bytes: bytes.up_to(0, 0), at, format: Format::Undef, count: 1 };
            emit::item(state, table, row, &stored, value);
        }
    }
}
