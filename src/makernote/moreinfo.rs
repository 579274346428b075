//! Sony's list of records: their identifiers and offsets.

use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// The number of records, and the length of all of them.
const HEAD: usize = 4;
/// An identifier and an offset.
const ENTRY: usize = 4;

/// Reads the records. One reaches to the next higher offset.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let number = |at: usize| bytes.u16(at, part.order()).map(usize::from);
    let (Some(count), Some(length)) = (number(0), number(2)) else { return };
    if count.saturating_mul(ENTRY).saturating_add(HEAD) > length {
        // Like ExifTool, read nothing of it.
        state
            .issue(IssueCode::BadDirectory, part.absolute(), || format!("{count} records in {length} bytes"));
        return;
    }
    let end = length.min(bytes.len());
    let entries = bytes.up_to(HEAD, count.saturating_mul(ENTRY)).len() / ENTRY;
    let offset = |index: usize| number(HEAD + index * ENTRY + 2);
    let mut offsets: Vec<usize> = (0..entries).filter_map(offset).collect();
    offsets.sort_unstable();
    for index in 0..entries {
        let (Some(id), Some(start)) = (number(HEAD + index * ENTRY), offset(index)) else { return };
        let next =
            offsets.get(offsets.partition_point(|other| *other <= start)).copied().unwrap_or(end).min(end);
        let Some(record) = next.checked_sub(start).and_then(|size| bytes.get(start, size)) else { continue };
        emit::element(state, table, &part, u32::try_from(id).unwrap_or_default(), record, Format::Undef);
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    #[test]
    fn a_record_ends_where_the_next_one_begins() {
        let mut data = [2u16, 400, 0x0201, 12, 0x0001, 380].map(u16::to_le_bytes).concat();
        data.resize(400, 0);
        data[12 + 293..12 + 297].copy_from_slice(&[7, 0, 0, 9]);
        let note =
            [&directory(&[(0x0020, 7, 400, NOTE + 2 + 24 + 4), (0xff00, 1, 1, 0)])[..], &data].concat();
        let tags = tags(&picture("SONY", "DSLR-A900", &note));
        assert_eq!(value(&tags, "Sony:ShutterCount"), "7");
    }
}
