//! The private data of a DNG [DNG17 `DNGPrivateData`]: Adobe's copy of the maker note, or the maker's own note.

use crate::bytes::{ByteOrder, Bytes};
use crate::sink::MakerNote;
use crate::tag::Group;
use crate::tiff::directory::{ValueRange, Window};

/// How Adobe's converter begins its private data; blocks follow, each with its name and size.
const ADOBE: &[u8] = b"Adobe\0";
/// The name of the block with the maker note. It holds the byte order of the raw picture, the offset of the note in it,
/// and the note.
const NOTE: &[u8] = b"MakN";
/// The head of a block: a name and a size.
const HEAD: usize = 8;
/// What stands before the note in its block: a byte order and an offset.
const ORIGIN: usize = 6;
/// Makers whose notes are the private data.
const MAKERS: [&[u8]; 3] = [b"PENTAX \0", b"RICOH\0", b"SAMSUNG\0"];

/// The maker note in private data.
pub(super) fn note(window: Window<'_>, value: ValueRange) -> Option<MakerNote<'_>> {
    let whole = window.view.get(value.at, usize::try_from(value.size).ok()?)?;
    if MAKERS.iter().any(|maker| whole.starts_with(maker)) {
        return Some(MakerNote { window, at: value.at, size: value.size, way: None, group: Group::Ifd(0) });
    }
    let mut at = ADOBE.len();
    if !whole.starts_with(ADOBE) {
        return None;
    }
    loop {
        let head = whole.get(at, HEAD)?;
        let size = usize::try_from(head.be32(4)?).ok()?;
        let data = whole.up_to(at + HEAD, size);
        if head.starts_with(NOTE) {
            return adobe(window, value.at.saturating_add((at + HEAD) as u64), data);
        }
        // Blocks begin at even offsets.
        at = at.checked_add(HEAD)?.checked_add(size)?.checked_next_multiple_of(2)?;
    }
}

/// The note in Adobe's block at `at`. Its offsets are those of the raw picture.
fn adobe<'a>(mut window: Window<'a>, at: u64, data: Bytes<'a>) -> Option<MakerNote<'a>> {
    window.layout.order = ByteOrder::marked(data.as_slice())?;
    window.layout.big = false;
    let origin = data.be32(2)?;
    let at = at.saturating_add(ORIGIN as u64);
    window.base = i64::try_from(at).ok()?.checked_sub(origin.into())?;
    Some(MakerNote {
        window,
        at,
        size: (data.len() as u64).saturating_sub(ORIGIN as u64),
        way: None,
        group: Group::Ifd(0),
    })
}
