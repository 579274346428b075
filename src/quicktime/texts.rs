//! Texts and values with languages and types, which some cameras add to films: a number of entries of 16 bits, and for
//! each its size, its type, its language and how it is stored.

use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;

/// The size, the type, the language and the kind of storage.
const HEAD: usize = 10;
/// The kind of storage of texts, which are UTF-16.
const TEXT: u16 = 1;

/// Reads the entries.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = 2;
    for _ in 0..bytes.be16(0).unwrap_or_default() {
        let (Some(size), Some(id), Some(kind)) = (bytes.be16(at), bytes.be32(at + 2), bytes.be16(at + 8))
        else {
            return;
        };
        let size = usize::from(size);
        let Some(value) = size.checked_sub(HEAD).and_then(|size| bytes.get(at + HEAD, size)) else { return };
        if !state.pay(size as u64) {
            return;
        }
        let stored = Stored {
            part: &part,
            bytes: value,
            at: part.position(value),
            format: Format::Undef,
            count: value.len() as u64,
        };
        let row = emit::choose(state, table.tag(id), &stored, value.len());
        if let Some(row) = row.filter(|row| emit::is_needed(state, row)) {
            let item = if kind == TEXT {
                let (text, _) = encoding_rs::UTF_16BE.decode_with_bom_removal(value.as_slice());
                Item::Text(state.cx.arena.alloc_str(text.split('\0').next().unwrap_or_default()))
            } else {
                Item::of_bytes(value.as_slice())
            };
            emit::item(state, table, row, &stored, item);
        }
        at += size;
    }
}
