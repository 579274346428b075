//! What Nikon's raw converter adds to a picture: its settings, and where it found parts of the file.
//!
//! All numbers have the least significant byte first in the settings.

use crate::bytes::{ByteOrder, Bytes};
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::record;
use crate::layout::state::State;
use crate::layout::tables::{Flags, Table};

/// The size of what stands before the settings.
const HEAD: usize = 22;
/// Where the size of a setting is, and how much of it is not data. Its first four bytes are its identifier.
const SIZE: usize = 18;
const OWN: usize = 4;

/// Reads the settings.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let part = part.ordered(ByteOrder::Little);
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = HEAD;
    while let Some(head) = bytes.get(at, HEAD) {
        let (Some(id), Some(size)) = (head.u32(0, ByteOrder::Little), head.u32(SIZE, ByteOrder::Little))
        else {
            return;
        };
        // The size of a long text does not count itself.
        let is_text = table.tag(id).iter().any(|row| row.flags.has(Flags::BINARY));
        let Some(size) =
            usize::try_from(size).ok().and_then(|size| size.checked_sub(if is_text { 0 } else { OWN }))
        else {
            return;
        };
        let Some(data) = bytes.get(at + HEAD, size) else { return };
        setting(state, table, &part, id, data);
        at = at.saturating_add(HEAD).saturating_add(size);
    }
}

/// Reads one setting.
fn setting<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, id: u32, data: Bytes<'a>) {
    let whole = Stored {
        part,
        bytes: data,
        at: part.position(data),
        format: Format::Undef,
        count: data.len() as u64,
    };
    let Some(row) = emit::choose(state, table.tag(id), &whole, data.len()) else { return };
    if !emit::is_needed(state, row) {
        return;
    }
    let format = record::format(table, row);
    let is_run = row.subtable > 0 || row.flags.has(Flags::BINARY) || format.is_run();
    // One number is read; where there is none, the bytes are shown.
    let stored = match data.get(0, format.size()) {
        Some(bytes) if !is_run => Stored { bytes, format, count: 1, ..whole },
        _ => whole,
    };
    emit::row(state, table, row, &stored);
}

/// The size of an offset's entry: a tag, the offset, and bytes of no meaning.
const ENTRY: usize = 12;

/// Reads offsets of parts of the file. The number of them comes first.
pub(crate) fn offsets<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let Some(count) = bytes.u16(0, part.order()) else { return };
    let mut at = 2;
    for _ in 0..count {
        let (Some(id), Some(offset)) = (bytes.u32(at, part.order()), bytes.get(at + 4, 4)) else {
            state.issue(IssueCode::BadCount, part.absolute(), || format!("{count} offsets"));
            return;
        };
        emit::element(state, table, &part, id, offset, Format::Int32u);
        at += ENTRY;
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    fn file(tag: u16, data: &[u8]) -> Vec<u8> {
        let size = u32::try_from(data.len()).unwrap();
        let note = [&directory(&[(tag, 7, size, NOTE + 2 + 12 + 4)])[..], data].concat();
        picture("NIKON CORPORATION", "NIKON D70", &note)
    }

    fn setting(id: u32, data: &[u8]) -> Vec<u8> {
        let size = u32::try_from(data.len()).unwrap() + 4;
        [&id.to_le_bytes()[..], &[0; 14], &size.to_le_bytes(), data].concat()
    }

    #[test]
    fn settings_have_their_own_formats() {
        let data =
            [vec![0; 22], setting(0x76a4_3207, &[90, 0]), setting(0x76a4_3200, &[1]), vec![9; 30]].concat();
        let tags = tags(&file(0x0e01, &data));
        assert_eq!(value(&tags, "NikonCapture:Rotation"), "90");
        assert_eq!(value(&tags, "NikonCapture:UnsharpMask"), "On");
    }

    #[test]
    fn offsets_are_read() {
        let data = [&b"0100"[..], &[1, 0], &[1, 0, 0, 0], &[8, 0, 0, 0], &[0; 4]].concat();
        assert_eq!(value(&tags(&file(0x0e0e, &data)), "Nikon:IFD0_Offset"), "8");
    }
}
