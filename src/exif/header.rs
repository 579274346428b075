//! The header of a TIFF structure, and what it says about the numbers of its directories.

use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::issue::Stage;
use crate::source::View;

/// What stands after the byte order: 42 [TIFF6 p.13], and what some raw formats (Olympus, Panasonic), camera profiles
/// [DNG17 chapter 6] and JPEG XR [T.832 A.4] have instead.
const MAGIC: [u16; 7] = [42, 0x4f52, 0x5352, PANASONIC, 0x4352, 0x00bc, 0x01bc];
/// What raws of Panasonic and Leica have.
pub(super) const PANASONIC: u16 = 0x0055;

/// The numbers of a TIFF structure: their order, and their width in directories.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    pub order: ByteOrder,
    pub big: bool,
}

impl Layout {
    /// The bytes of a directory's count of entries.
    pub fn count_size(self) -> usize {
        if self.big { 8 } else { 2 }
    }

    /// A directory's count of entries.
    pub fn count(self, bytes: Bytes<'_>) -> Option<u64> {
        if self.big { bytes.u64(0, self.order) } else { bytes.u16(0, self.order).map(u64::from) }
    }

    /// The bytes of one entry.
    pub fn entry_size(self) -> usize {
        if self.big { 20 } else { 12 }
    }

    /// The bytes of an offset, which are also those of a value that lies in its entry.
    pub fn offset_size(self) -> usize {
        if self.big { 8 } else { 4 }
    }

    /// An offset or a count of values.
    pub fn offset(self, bytes: Bytes<'_>, at: usize) -> Option<u64> {
        if self.big { bytes.u64(at, self.order) } else { bytes.u32(at, self.order).map(u64::from) }
    }
}

/// The header: byte order, 42 or BigTIFF's 43 or another, and where the first directory lies [TIFF6 p.13].
pub(super) fn header(view: View<'_>, cx: &Context<'_>) -> Option<(Layout, u16, u64)> {
    let malformed = |detail: &'static str| {
        cx.issue("bad-header", Stage::Exif, Some(view.absolute(0)), || detail);
        None
    };
    let Some(head) = view.get(0, 8) else { return malformed("the block ends in its header") };
    let order = match head.as_slice() {
        [b'I', b'I', ..] => ByteOrder::Little,
        [b'M', b'M', ..] => ByteOrder::Big,
        _ => return malformed("no byte order"),
    };
    let magic = head.u16(2, order)?;
    if magic == 43 && head.u16(4, order)? == 8 && head.u16(6, order)? == 0 {
        let first = view.get(8, 8)?.u64(0, order)?;
        return Some((Layout { order, big: true }, magic, first));
    }
    if !MAGIC.contains(&magic) {
        cx.issue("bad-header", Stage::Exif, Some(view.absolute(2)), || format!("{magic} instead of 42"));
    }
    let first = u64::from(head.u32(4, order)?);
    if first < 8 {
        return malformed("the first directory lies in the header");
    }
    Some((Layout { order, big: false }, magic, first))
}
