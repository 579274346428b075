//! What Adobe's programs write for the web: the quality, a comment and a copyright notice.

use super::items::find;
use crate::bytes::{ByteOrder, Bytes};
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;

/// A number and a length come before a value.
const HEADER: usize = 4;
/// How many letters a text has stands before it.
const COUNT: usize = 4;

/// Reads the values. The number 0 ends them.
pub(super) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = 0;
    while let (Some(number), Some(length)) = (bytes.be16(at), bytes.be16(at.saturating_add(2))) {
        if number == 0 {
            return;
        }
        at = at.saturating_add(HEADER);
        let Some(value) = bytes.get(at, length.into()) else {
            state.issue(IssueCode::Truncated, bytes.absolute(at), || "a value of Ducky".to_owned());
            return;
        };
        at = at.saturating_add(value.len());
        let Some(row) = find(table, number.into()).filter(|_| !value.is_empty()) else { continue };
        let item = if row.format == Format::Int32u {
            value.be32(0).map_or(Item::None, |number| Item::Int(number.into()))
        } else {
            text(state, value)
        };
        let place = part.position(value);
        let stored = Stored { part: &part, bytes: value, at: place, format: Format::Undef, count: 1 };
        emit::item(state, table, row, &stored, item);
    }
}

/// A text in UTF-16.
fn text<'a>(state: &State<'_, 'a>, value: Bytes<'a>) -> Item<'a> {
    Format::Unicode.read(value.from(COUNT), ByteOrder::Big, state.cx.arena)
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{issues, jpeg, tags};

    const DUCKY: &[u8] = b"Ducky\0\x01\0\x04\0\0\0\x3c\0\x02\0\x08\0\0\0\x02\0h\0i\0\0";

    #[test]
    fn values_have_numbers() {
        assert_eq!(tags(&jpeg(&[(12, DUCKY)])), ["Ducky:Quality=60%", "Ducky:Comment=hi"]);
    }

    #[test]
    fn a_value_beyond_the_segment_is_an_issue() {
        let cut = jpeg(&[(12, &DUCKY[..DUCKY.len() - 4])]);
        assert_eq!(tags(&cut), ["Ducky:Quality=60%"]);
        assert_eq!(issues(&cut), ["truncated"]);
    }
}
