//! What one file may cost.
//!
//! [`Limits`] holds every bound in one place, each default with its reason; [`Budget`] is what is left of them
//! while a file is read. A bound that is reached becomes an issue, and the rest of the file is still read.

use std::cell::Cell;

/// Bounds on the work and the memory that one file may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the head that are read in one go. 64 KiB hold the metadata of nearly every camera file, and a
    /// JPEG segment is at most that long.
    pub head: usize,
    /// Bytes that may be read or decoded for one file beyond its head. Real files stay below 20 MiB (extended
    /// XMP with depth maps); a damaged directory can ask for gigabytes.
    pub read: u64,
    /// Segments, chunks, boxes or resources of one file. A JPEG of 4 million empty segments is an attack.
    pub parts: u32,
    /// Directories of one Exif block. Camera raws have about 20.
    pub directories: u32,
    /// How deep directories may be nested (IFD0 → `ExifIFD` → `InteropIFD` is 3).
    pub directory_depth: u32,
    /// Entries of one directory. The largest real ones (DNG) have about 200.
    pub entries: u32,
    /// Numbers of one array; longer ones are shown as binary data.
    pub array: u32,
    /// Datasets of one IPTC-IIM block.
    pub datasets: u32,
    /// Nesting of elements in an XMP packet.
    pub xmp_depth: u32,
    /// Properties of an XMP packet: the reference picture has 400, a long editing history some thousands.
    pub xmp_properties: u32,
    /// Attributes of one XML element.
    pub xmp_attributes: u32,
    /// Bytes of one XMP packet, the extended one included. Real depth maps exceed 2 MB.
    pub xmp_packet: u64,
    /// Bytes of the JUMBF boxes that are joined out of the segments of a JPEG. Real manifest stores, whose
    /// thumbnails make up most of them, stay below some MiB.
    pub jumbf: u64,
    /// Bytes of the claim of a manifest. It names its assertions, about 100 bytes each.
    pub claim: u64,
    /// Bytes that one compressed part may become. The largest compressed packets and profiles known have some
    /// hundred KiB; 4 KiB of deflated zeros become 4 MiB.
    pub inflate_part: usize,
    /// Bytes that all compressed parts of a file may become together.
    pub inflate: u64,
    /// Bytes that are searched for a packet in a file whose structure does not tell where it lies.
    pub scan: u64,
    /// Issues that are kept of one file; the others are counted.
    pub issues: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: 64 * 1024,
            read: 64 * 1024 * 1024,
            parts: 65_536,
            directories: 256,
            directory_depth: 8,
            entries: 4_096,
            array: 100_000,
            datasets: 65_536,
            xmp_depth: 64,
            xmp_properties: 100_000,
            xmp_attributes: 1_024,
            xmp_packet: 16 * 1024 * 1024,
            jumbf: 16 * 1024 * 1024,
            claim: 1024 * 1024,
            inflate_part: 4 * 1024 * 1024,
            inflate: 16 * 1024 * 1024,
            scan: 32 * 1024 * 1024,
            issues: 100,
        }
    }
}

/// What is left of the bytes that a file may cost.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// A budget of `total` bytes.
    pub fn new(total: u64) -> Self {
        Self { left: Cell::new(total) }
    }

    /// What is left.
    pub fn left(&self) -> u64 {
        self.left.get()
    }

    /// Takes `cost` from what is left; `None` where it is not enough, and then nothing is taken.
    pub fn spend(&self, cost: u64) -> Option<()> {
        let left = self.left.get().checked_sub(cost)?;
        self.left.set(left);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_once() {
        let budget = Budget::new(10);
        assert_eq!(budget.spend(6), Some(()));
        assert_eq!(budget.spend(5), None);
        assert_eq!(budget.spend(4), Some(()));
        assert_eq!(budget.spend(1), None);
    }
}
