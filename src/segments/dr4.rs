//! The newer form of the recipes of Canon's raw converter: a header, and a directory of typed values.

use super::items::{find, named};
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;

/// The length of the header, and where it has the number of entries.
const HEADER: usize = 36;
const COUNT: usize = 28;
/// The length of an entry: a number, a type, three flags, and the place and the length of the value.
const ENTRY: usize = 28;
const FLAGS: usize = 8;
const PLACE: usize = 20;
const LENGTH: usize = 24;
/// How many entries are read.
const MOST: usize = 1024;
/// The key of the row for the header.
const HEADER_ROW: &[u8] = b"header";

/// Reads the header and the values.
pub(super) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let part = part.marked().map_or(part, |marked| part.ordered(marked.order()));
    let Some(count) = bytes.u32(COUNT, part.order()).and_then(|count| usize::try_from(count).ok()) else {
        state.issue(IssueCode::Truncated, bytes.absolute(0), || "Canon's recipe has no header".to_owned());
        return;
    };
    if let Some(row) = named(table, HEADER_ROW) {
        show(state, table, &part, row, bytes.up_to(0, HEADER), Format::Undef);
    }
    for number in 0..count.min(MOST) {
        let at = HEADER.saturating_add(number.saturating_mul(ENTRY));
        let Some(entry) = bytes.get(at, ENTRY) else {
            state.issue(IssueCode::Truncated, bytes.absolute(at), || "Canon's recipe".to_owned());
            return;
        };
        value(state, table, &part, bytes, entry);
    }
}

/// Reads a value, and its flags that have rows of their own.
fn value<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    bytes: Bytes<'a>,
    entry: Bytes<'a>,
) -> Option<()> {
    let order = part.order();
    let (id, kind) = (entry.u32(0, order)?, entry.u32(4, order)?);
    let (place, length) = (entry.u32(PLACE, order)?, entry.u32(LENGTH, order)?);
    let data = bytes.get(usize::try_from(place).ok()?, usize::try_from(length).ok()?);
    match data {
        Some(data) => {
            if let Some(row) = find(table, id) {
                show(state, table, part, row, data, format(kind));
            }
        }
        None => state.issue(IssueCode::BadOffset, entry.absolute(PLACE), || {
            "a value beyond Canon's recipe".to_owned()
        }),
    }
    for flag in 0..3 {
        let Some(row) = named(table, format!("{id:#x}.{flag}").as_bytes()) else { continue };
        let stored = entry.get(FLAGS + 4 * flag, 4)?;
        let number = stored.u32(0, order)?;
        let at = part.position(stored);
        let stored = Stored { part, bytes: stored, at, format: Format::Int32u, count: 1 };
        emit::item(state, table, row, &stored, Item::Int(number.into()));
    }
    Some(())
}

/// Makes a tag of a value, or reads what it leads to.
fn show<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    row: &'static crate::layout::tables::Row,
    bytes: Bytes<'a>,
    format: Format,
) {
    let count = (bytes.len() / format.size()) as u64;
    if emit::is_needed(state, row) && count > 0 {
        emit::row(state, table, row, &Stored { part, bytes, at: part.position(bytes), format, count });
    }
}

/// The format of a value.
fn format(kind: u32) -> Format {
    match kind {
        1 | 8 | 33 => Format::Int32u,
        2 => Format::Text,
        9 | 24 => Format::Int32s,
        13 | 38 => Format::Double,
        _ => Format::Undef,
    }
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{issues, jpeg, tags};

    /// A JPEG with a recipe of these entries in its trailer.
    fn file(entries: &[(u32, u32, &[u8])]) -> Vec<u8> {
        let mut recipe = b"IIII\x04\0\x04\0\0\0\0\0\x18\x02\0\x80".to_vec();
        recipe.resize(28, 0);
        recipe.extend(u32::try_from(entries.len()).unwrap().to_le_bytes());
        recipe.resize(36, 0);
        let mut at = u32::try_from(36 + 28 * entries.len()).unwrap();
        for (id, kind, value) in entries {
            let length = u32::try_from(value.len()).unwrap();
            recipe.extend([*id, *kind, 1, 0, 0, at, length].map(u32::to_le_bytes).concat());
            at += length;
        }
        for (_, _, value) in entries {
            recipe.extend(*value);
        }
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_be_bytes();
        let record = [&length(&recipe)[..], &recipe].concat();
        let blocks = [&0xffff_00f7u32.to_be_bytes()[..], &length(&record), &record].concat();
        let name = b"CANON OPTIONAL DATA\0";
        let footer = [name, &length(&blocks)[..], &[0; 38], b"\xff\xd9"].concat();
        [&jpeg(&[])[..], name, b"\0\x01\0\0", &length(&blocks), &blocks, &footer].concat()
    }

    #[test]
    fn values_have_types_and_flags() {
        let levels = [1000u32, 1024, 1024, 2000].map(u32::to_le_bytes).concat();
        let file =
            file(&[(0x1_0002, 1, &[90, 0, 0, 0]), (0x2_0125, 33, &levels), (0x2_0702, 1, &[70, 0, 0, 0])]);
        assert_eq!(
            tags(&file),
            [
                "CanonDR4:DR4CameraModel=EOS 5D Mark II",
                "CanonDR4:Rotation=90",
                "CanonDR4:WBAdjRGGBLevels=1024 1024 2000",
                "CanonDR4:PeripheralIllumination=70",
                "CanonDR4:PeripheralIlluminationOn=Yes",
            ]
        );
    }

    #[test]
    fn a_value_beyond_the_recipe_is_an_issue() {
        let mut file = file(&[(0x1_0002, 1, &[90, 0, 0, 0])]);
        let entry = file.windows(4).position(|bytes| bytes == [2, 0, 1, 0]).unwrap();
        file[entry + 20..entry + 24].copy_from_slice(&9999u32.to_le_bytes());
        assert_eq!(tags(&file), ["CanonDR4:DR4CameraModel=EOS 5D Mark II"]);
        assert_eq!(issues(&file), ["bad-offset"]);
    }
}
