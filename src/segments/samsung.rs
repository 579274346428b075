//! The blocks that Samsung's phones append to a picture: each has a type, a name and data, and a directory lists them.

use crate::bytes::ByteOrder::Little;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{BLOCK_NAME, Flags, Table};

/// The directory: a mark, a version and the number of entries; and at the end its length and a mark.
const HEADER: u64 = 12;
const ENDING: u64 = 8;
/// An entry: two unused bytes, the type, the distance from the block back to the directory, and the length.
const ENTRY: u64 = 12;
/// What stands before the name of a block: two unused bytes, its type, and the length of the name.
const BLOCK: usize = 8;
/// The row for the name of a block of a type has this added to its number.
const NAME: u32 = 0x1_0000;
/// How many blocks are read.
const MOST: u32 = 256;

/// Reads the blocks. Those that hold pictures, sound or films are shown by their length.
pub(super) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let part = part.ordered(Little);
    let view = part.window.view;
    let directory = (|| {
        let end = view.len().checked_sub(ENDING)?;
        end.checked_sub(view.get(end, 4)?.u32(0, Little)?.into())
    })();
    let Some(directory) = directory else { return };
    let count = view.get(directory, 12).and_then(|header| header.u32(8, Little)).unwrap_or(0);
    for number in 0..count.min(MOST) {
        let entry = view.get(directory + HEADER + u64::from(number) * ENTRY, 12);
        if entry.and_then(|entry| block(state, table, &part, directory, entry)).is_none() {
            return;
        }
    }
}

/// Reads a block.
fn block<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    directory: u64,
    entry: Bytes<'a>,
) -> Option<()> {
    let (kind, distance, length) = (entry.u16(2, Little)?, entry.u32(4, Little)?, entry.u32(8, Little)?);
    let at = directory.checked_sub(distance.into())?;
    let view = part.window.view;
    let header = view.get(at, BLOCK)?;
    // The block repeats its type.
    if header.u16(2, Little) != Some(kind) {
        return Some(());
    }
    let name = header.u32(4, Little)?;
    let start = at.checked_add(BLOCK as u64)?;
    let bytes = view.get(start, usize::try_from(name).ok()?)?;
    remember(state, bytes);
    one(state, table, part, NAME + u32::from(kind), (start, name.into(), bytes));
    let data = start.checked_add(name.into())?;
    let size = u64::from(length).checked_sub(BLOCK as u64)?.checked_sub(name.into())?;
    let bytes = view.get(data, usize::try_from(size.min(LONG)).ok()?)?;
    one(state, table, part, kind.into(), (data, size, bytes));
    Some(())
}

/// Remembers the name of a block, on which the meaning of some depends.
fn remember<'a>(state: &mut State<'_, 'a>, name: Bytes<'a>) {
    if let Some(register) = state.registers.get_mut(BLOCK_NAME) {
        *register = Item::of_bytes(name.as_slice());
    }
}

/// Makes a tag of a value of which not all bytes may have been read.
fn one<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    id: u32,
    (at, size, bytes): (u64, u64, Bytes<'a>),
) {
    let stored = Stored { part, bytes, at, format: Format::Undef, count: size };
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let Some(row) = emit::choose(state, table.tag(id), &stored, length) else { return };
    if size > bytes.len() as u64 || row.flags.has(Flags::BINARY) {
        emit::unread(state, table, row, &stored, size);
    } else {
        emit::row(state, table, row, &stored);
    }
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{jpeg, tags};

    #[test]
    fn blocks_are_shown_by_names_and_lengths() {
        let block = b"\0\0\x00\x01\x0d\0\0\0SoundShot_000<sound>";
        let mut file = jpeg(&[]);
        file.extend(block);
        file.extend(b"SEFH\x65\0\0\0\x01\0\0\0\0\0\x00\x01");
        let length = u32::try_from(block.len()).unwrap().to_le_bytes();
        file.extend([length, length, 24u32.to_le_bytes()].concat());
        file.extend(b"SEFT");
        assert_eq!(
            tags(&file),
            [
                "Samsung:EmbeddedAudioFileName=SoundShot_000",
                "Samsung:EmbeddedAudioFile=(Binary data 7 bytes, use -b option to extract)",
            ]
        );
        for end in jpeg(&[]).len()..file.len() {
            assert_eq!(tags(&file[..end]), [""; 0], "{end}");
        }
    }
}
