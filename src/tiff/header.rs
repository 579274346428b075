//! The header of a TIFF structure, and the numbers of its directories: what Exif blocks and TIFF files share.

use crate::bytes::{ByteOrder, Bytes};

// The number after the byte order: that of a TIFF [TIFF6 p.13], of a BigTIFF, and what others have instead.
pub const TIFF: u16 = 42;
pub const BIG_TIFF: u16 = 43;
pub const PANASONIC: u16 = 0x0055; // raws of Panasonic and Leica
pub const OLYMPUS: u16 = 0x4f52; // raws of Olympus, which have either
pub const OLYMPUS_TOO: u16 = 0x5352;
pub const CAMERA_PROFILE: u16 = 0x4352; // [DNG17 chapter 6]
pub const JPEG_XR: u16 = 0x01bc; // [T.832 A.4]
pub const JPEG_XR_EARLY: u16 = 0x00bc;

/// The numbers of a TIFF structure: their order, and their width in directories.
#[derive(Clone, Copy)]
pub struct Layout {
    pub order: ByteOrder,
    /// Whether it is a BigTIFF, whose offsets have eight bytes.
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

    /// The bytes of a directory of `count` entries, with the offset of the next.
    #[cfg(feature = "strip")]
    pub fn directory_size(self, count: usize) -> usize {
        self.count_size() + count * self.entry_size() + self.offset_size()
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

/// The header: byte order, version, and where the first directory lies [TIFF6 p.13; BigTIFF design].
pub struct Header {
    pub layout: Layout,
    /// [`TIFF`], or one of the others.
    pub version: u16,
    pub first: u64,
}

impl Header {
    /// Reads the header at the start of `head`: 8 bytes, of a BigTIFF 16.
    pub fn read(head: Bytes<'_>) -> Option<Self> {
        let order = match head.get(0, 2)?.as_slice() {
            b"II" => ByteOrder::Little,
            b"MM" => ByteOrder::Big,
            _ => return None,
        };
        let version = head.u16(2, order)?;
        let first = head.u32(4, order)?;
        // A BigTIFF states that its offsets have 8 bytes, and a reserved 0, before its first offset.
        let big = version == BIG_TIFF && head.u16(4, order)? == 8 && head.u16(6, order)? == 0;
        let first = if big { head.u64(8, order)? } else { u64::from(first) };
        Some(Self { layout: Layout { order, big }, version, first })
    }
}
