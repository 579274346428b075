//! The directories of Phase One, whose entries have 16 or 12 bytes.

use crate::bytes::{ByteOrder, Bytes};
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::record;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// Where the offset of the directory is, and where its entries begin.
const DIRECTORY: u64 = 8;
const FIRST: u64 = 8;
/// The size of an entry that states its format, and of one that does not.
const TYPED: usize = 16;
const UNTYPED: usize = 12;
/// What an untyped directory begins with after its byte order: its version.
const VERSIONS: [&[u8]; 2] = [b"IIII\x01\0\0\0", b"MMMM\0\0\0\x01"];

/// Reads a directory.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(head) = part.bytes(DIRECTORY + 4).filter(|head| head.len() == 12) else { return };
    let part = part.ordered(ByteOrder::marked(head.as_slice()).unwrap_or(ByteOrder::Little));
    let is_untyped = VERSIONS.iter().any(|version| head.starts_with(version));
    let size = if is_untyped { UNTYPED } else { TYPED };
    if entries(state, table, &part, head, size).is_none() {
        state.issue(IssueCode::BadDirectory, part.absolute(), || {
            format!("{}: it is not whole", table.group())
        });
    }
}

fn entries<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    head: Bytes<'a>,
    size: usize,
) -> Option<()> {
    let view = part.window.view;
    let at = part.at.checked_add(head.u32(8, part.order())?.into())?;
    let count = view.get(at, 4)?.u32(0, part.order())?.min(state.cx.limits.entries);
    let bytes = view.get(at.checked_add(FIRST)?, usize::try_from(count).ok()?.checked_mul(size)?)?;
    for start in (0..bytes.len()).step_by(size) {
        let entry = bytes.get(start, size)?;
        let place = at.saturating_add(FIRST).saturating_add(start as u64);
        value(state, table, part, entry, place);
    }
    Some(())
}

/// Reads one entry: its tag, its format if it has one, its size, and the value or its offset.
fn value<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    entry: Bytes<'a>,
    place: u64,
) -> Option<()> {
    let number = |at: usize| entry.u32(at, part.order());
    let field = entry.len().checked_sub(4)?;
    let rows = table.tag(number(0)?);
    let size = u64::from(number(field.checked_sub(4)?)?);
    let format = match number(4)? {
        _ if entry.len() == UNTYPED => Format::Undef,
        1 => Format::Text,
        2 => Format::Int16s,
        4 => Format::Int32s,
        _ => Format::Undef,
    };
    let at = if size <= 4 {
        place.checked_add(field as u64)?
    } else {
        part.at.checked_add(number(field)?.into())?
    };
    let read = size.min(LONG);
    if rows.is_empty() {
        return None;
    }
    let bytes = match part.window.view.get(at, usize::try_from(read).ok()?) {
        Some(bytes) if size <= 4 || state.pay(read) => bytes,
        _ => {
            let what = number(0)?;
            state.issue(IssueCode::BadOffset, part.window.view.absolute(place), || format!("tag {what:#x}"));
            return None;
        }
    };
    let whole = Stored { part, bytes, at, format: Format::Undef, count: size };
    let row = emit::choose(state, rows, &whole, bytes.len()).filter(|row| emit::is_needed(state, row))?;
    let format = if row.format == Format::Stored { format } else { record::format(table, row) };
    let count = size / format.size() as u64;
    emit::row(state, table, row, &Stored { format, count, ..whole });
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{picture, tags, value};

    #[test]
    fn entries_have_values_or_offsets() {
        let mut note = b"IIIITwaR".to_vec();
        note.extend([20, 0, 0, 0]);
        note.extend(b"ABC 123\0");
        note.extend([2, 0, 0, 0, 0, 0, 0, 0]);
        for entry in [[0x108u32, 4, 4, 7000], [0x102, 1, 8, 12]] {
            note.extend(entry.map(u32::to_le_bytes).concat());
        }
        let tags = tags(&picture("Phase One", "P 25", &note));
        assert_eq!(value(&tags, "PhaseOne:SensorWidth"), "7000");
        assert_eq!(value(&tags, "PhaseOne:SerialNumber"), "ABC 123");
    }
}
