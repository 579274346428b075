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

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, tags, value};

    #[test]
    fn entries_have_types() {
        let entry = |id: u8, kind: u8, value: &[u8]| {
            let size = u8::try_from(value.len() + 10).unwrap();
            [&[0, size, 0, 0, 0, id, 0x55, 0xc4, 0, kind][..], value].concat()
        };
        let entries = [
            vec![0, 3],
            entry(1, 1, &[0, b'T', 0, b'i']),
            entry(11, 0, &[0xff, 0xa6]),
            entry(10, 0, &[0, 0, 0, 1, 0, 0, 0, 2]),
        ];
        let uuid = b"USMT!\xd2\x4f\xce\xbb\x88\x69\x5c\xfa\xc9\xc7\x40";
        let body = [&uuid[..], &iso_box(b"MTDT", &entries.concat())].concat();
        let file = film(&[iso_box(b"uuid", &body)]);
        let tags = tags(&file);
        assert_eq!(value(&tags, "QuickTime:Title"), "Ti");
        assert_eq!(value(&tags, "QuickTime:TimeZone"), "-01:30");
        assert_eq!(value(&tags, "QuickTime:TrackProperty"), "Main track; No attributes; Priority 2");
        damaged(&file);
    }
}
