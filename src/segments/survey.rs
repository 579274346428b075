//! RMETA, in which Ricoh's cameras for surveys keep what their users have chosen: names, texts and numbers, in sections of
//! their own.

use super::items::named;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;
use crate::tag::{Group, Origin, Tag, Value};

/// What stands before the sections, from the byte order on.
const HEADER: usize = 20;
/// A type and a length, which includes itself.
const SECTION: usize = 4;
const LENGTH: usize = 2;
const NAMES: u16 = 1;
const TEXTS: u16 = 2;
const NUMBERS: u16 = 3;
/// How many sections and names are read.
const MOST: usize = 256;

/// Reads the sections.
pub(super) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(part) = part.marked() else {
        state.issue(IssueCode::BadHeader, part.absolute(), || "RMETA: no byte order".to_owned());
        return;
    };
    // The mark has been passed.
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let [mut names, mut texts, mut numbers] = [Bytes::new(&[], 0); 3];
    let mut at = HEADER - 2;
    for _ in 0..MOST {
        let (Some(kind), Some(length)) = (bytes.u16(at, part.order()), bytes.u16(at + 2, part.order()))
        else {
            break;
        };
        let Some(size) = usize::from(length).checked_sub(LENGTH) else { break };
        let data = bytes.up_to(at + SECTION, size);
        match kind {
            NAMES => names = data,
            TEXTS => texts = data,
            NUMBERS => numbers = data,
            _ => {}
        }
        at = at.saturating_add(SECTION).saturating_add(size);
    }
    let mut texts = texts.as_slice().split(|byte| *byte == 0);
    for (index, name) in names.as_slice().split(|byte| *byte == 0).enumerate().take(MOST) {
        let text = texts.next().unwrap_or_default();
        let Some(row) = named(table, name) else { continue };
        let number = numbers.u16(2 * index, part.order());
        let value = numbers.get(2 * index, 2).unwrap_or(numbers);
        let at = part.position(value);
        let stored = Stored { part: &part, bytes: value, at, format: Format::Int16u, count: 1 };
        let text = std::str::from_utf8(text).ok().filter(|text| !text.is_empty());
        match (text, number) {
            // The text is the meaning of the number, as the camera's user sees it.
            (Some(text), number) => {
                let source = Origin::new(state.block, stored.absolute());
                let raw = number.map(|number| Value::Int(number.into()));
                let group = Group::Other(table.group().into());
                state.sink.tags.push(Tag::new(group, row.name(), Value::text(text), raw, source));
            }
            (None, Some(number)) => emit::item(state, table, row, &stored, Item::Int(number.into())),
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{jpeg, tags};

    fn segment(sections: &[(u8, &[u8])]) -> Vec<u8> {
        let mut bytes = b"RMETA\0MM\x01\0\0\0\0\0\0\x0a\0\x05ASCII\0\0\0".to_vec();
        for (kind, data) in sections {
            bytes.extend([0, *kind, 0, u8::try_from(data.len() + 2).unwrap()]);
            bytes.extend(*data);
        }
        bytes
    }

    #[test]
    fn texts_are_the_meanings_of_numbers() {
        let whole = segment(&[(1, b"Lit\0Azimuth\0"), (2, b"No\0\0"), (3, &[0, 2, 0, 5])]);
        assert_eq!(tags(&jpeg(&[(5, &whole)])), ["RMETA:Lit=No", "RMETA:Azimuth=5"]);
    }

    #[test]
    fn sections_may_be_missing_or_cut() {
        let names = segment(&[(1, b"Lit\0Azimuth\0")]);
        assert_eq!(tags(&jpeg(&[(5, &names)])), [""; 0]);
        let whole = segment(&[(1, b"Lit\0"), (2, b"No\0"), (3, &[0, 2])]);
        for end in 0..whole.len() {
            tags(&jpeg(&[(5, &whole[..end])]));
        }
    }
}
