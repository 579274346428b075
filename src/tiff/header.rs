//! The header of a TIFF structure, and how its directories store numbers. Exif blocks and TIFF files share both.

use crate::bytes::{ByteOrder, Bytes};

// The version after the byte order: of TIFF [TIFF6 p.13], of BigTIFF, and of the formats that replace it.
pub const TIFF: u16 = 42;
pub const BIG_TIFF: u16 = 43;
pub const PANASONIC: u16 = 0x0055; // raws of Panasonic and Leica
pub const OLYMPUS: u16 = 0x4f52; // raws of Olympus, which have either value
pub const OLYMPUS_TOO: u16 = 0x5352;
pub const CAMERA_PROFILE: u16 = 0x4352; // [DNG17 chapter 6]
pub const JPEG_XR: u16 = 0x01bc; // [T.832 A.4]
pub const JPEG_XR_EARLY: u16 = 0x00bc;

/// How a TIFF structure stores numbers: their byte order, and their width in directories.
#[derive(Clone, Copy)]
pub struct Layout {
    pub order: ByteOrder,
    /// Whether it is a BigTIFF, with offsets of eight bytes.
    pub big: bool,
}

impl Layout {
    /// The size of a directory's entry count.
    pub fn count_size(self) -> usize {
        if self.big { 8 } else { 2 }
    }

    /// Reads a directory's entry count.
    pub fn count(self, bytes: Bytes<'_>) -> Option<u64> {
        if self.big { bytes.u64(0, self.order) } else { bytes.u16(0, self.order).map(u64::from) }
    }

    /// The size of an entry.
    pub fn entry_size(self) -> usize {
        if self.big { 20 } else { 12 }
    }

    /// The size of a directory of `count` entries, including the offset of the next directory.
    #[cfg(feature = "strip")]
    pub fn directory_size(self, count: usize) -> usize {
        self.count_size() + count * self.entry_size() + self.offset_size()
    }

    /// The size of an offset, and also of the field for an inline value in an entry.
    pub fn offset_size(self) -> usize {
        if self.big { 8 } else { 4 }
    }

    /// Reads an offset or a count of values.
    pub fn offset(self, bytes: Bytes<'_>, at: usize) -> Option<u64> {
        if self.big { bytes.u64(at, self.order) } else { bytes.u32(at, self.order).map(u64::from) }
    }
}

/// The header: the byte order, the version and the offset of the first directory [TIFF6 p.13; BigTIFF design].
pub struct Header {
    pub layout: Layout,
    /// [`TIFF`] or one of the other versions.
    pub version: u16,
    pub first: u64,
}

impl Header {
    /// Reads the header at the start of `head`: 8 bytes, or 16 for a BigTIFF.
    pub fn read(head: Bytes<'_>) -> Option<Self> {
        let order = ByteOrder::marked(head.as_slice())?;
        let version = head.u16(2, order)?;
        let first = head.u32(4, order)?;
        // Before its first offset, a BigTIFF states that offsets have 8 bytes, followed by a reserved 0.
        let big = version == BIG_TIFF && head.u16(4, order)? == 8 && head.u16(6, order)? == 0;
        let first = if big { head.u64(8, order)? } else { u64::from(first) };
        Some(Self { layout: Layout { order, big }, version, first })
    }
}
