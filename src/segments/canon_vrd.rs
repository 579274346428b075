//! The recipes that Canon's raw converter appends to a file: blocks, one of which holds the edits.

use super::items::{find, value};
use crate::issue_code::IssueCode;
use crate::layout::format::Format;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// A type and a length come before each block.
const HEADER: usize = 8;
/// A length comes before each record.
const LENGTH: usize = 4;
/// The length of the oldest part of the edits, which is always there.
const FIRST: usize = 0x272;
/// How many blocks are read.
const MOST: usize = 64;

/// Reads the blocks.
pub(super) fn blocks<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let view = part.window.view;
    let mut at = part.at;
    for _ in 0..MOST {
        let header = view.get(at, HEADER);
        let Some((kind, length)) = header.and_then(|header| Some((header.be32(0)?, header.be32(4)?))) else {
            return;
        };
        at = at.saturating_add(HEADER as u64);
        if let Some(row) = find(table, kind)
            && let Some(bytes) = usize::try_from(length).ok().and_then(|length| view.get(at, length))
        {
            value(state, table, &part, row, (bytes, Format::Undef));
        }
        at = at.saturating_add(length.into());
    }
}

/// Reads the edits: the first record has the oldest part, the stamps with their length, and what later versions added.
pub(super) fn edits<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let length = bytes.be32(0).and_then(|length| usize::try_from(length).ok());
    let Some(record) = length.and_then(|length| bytes.get(LENGTH, length)) else {
        state.issue(IssueCode::Truncated, bytes.absolute(0), || "Canon's edits".to_owned());
        return;
    };
    let Some(_) = find(table, 1) else {
        // The newer form has one part only.
        if let Some(row) = find(table, 0) {
            value(state, table, &part, row, (record, Format::Undef));
        }
        return;
    };
    let rest = record.from(FIRST);
    let stamps = rest.be32(0).and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let parts = [
        record.up_to(0, FIRST),
        rest.from(LENGTH).up_to(0, stamps),
        rest.from(LENGTH.saturating_add(stamps)),
    ];
    for (number, data) in (0..).zip(parts) {
        if let Some(row) = find(table, number).filter(|_| !data.is_empty()) {
            value(state, table, &part, row, (data, Format::Undef));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{issues, jpeg, tags};

    /// A trailer with one block of edits.
    fn trailer(edits: &[u8]) -> Vec<u8> {
        let length = u32::try_from(edits.len()).unwrap();
        let blocks = [&0xffff_00f4u32.to_be_bytes()[..], &length.to_be_bytes(), edits].concat();
        let length = u32::try_from(blocks.len()).unwrap().to_be_bytes();
        let name = b"CANON OPTIONAL DATA\0";
        [name, &b"\0\x01\0\0"[..], &length, &blocks, name, &length, &[0; 38], b"\xff\xd9"].concat()
    }

    #[test]
    fn edits_have_three_parts() {
        let mut record = vec![0; 0x272];
        record[2..4].copy_from_slice(&311u16.to_be_bytes());
        record.extend([0, 0, 0, 4, 0, 0, 0, 3]);
        record.extend([0, 0, 0, 0, 0, 2]);
        let edits = [&u32::try_from(record.len()).unwrap().to_be_bytes()[..], &record].concat();
        let whole = [jpeg(&[]), trailer(&edits)].concat();
        let found = tags(&whole);
        for tag in ["VRDVersion=3.1.1", "StampToolCount=3", "PictureStyle=Landscape"] {
            assert!(found.iter().any(|known| known == &format!("CanonVRD:{tag}")), "{tag}: {found:?}");
        }
        let cut = [jpeg(&[]), trailer(&edits[..100])].concat();
        assert_eq!(issues(&cut), ["truncated"]);
    }
}
