//! The limits on the cost of one file.
//!
//! [`Limits`] holds every bound in one place, each default with its reason. [`Budget`] is what is left of a bound
//! while a file is read. Reaching a bound is reported as an issue, and the rest of the file is still read.

use std::cell::Cell;

/// Defines [`Limits`] and [`BOUNDS`] from rows of the form `reason, name: type = default; at least least: why`.
macro_rules! limits {
    ($(
        $(#[doc = $reason:literal])+
        $name:ident: $number:ty = $default:expr; at least $least:literal: $why:literal,
    )+) => {
        /// Bounds on the work and the memory that one file may cost.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Limits {
            $($(#[doc = $reason])+ pub $name: $number,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        /// All limits, in their order.
        pub const BOUNDS: &[Bound] = &[$(Bound {
            name: stringify!($name),
            reason: concat!($($reason),+),
            least: $least,
            why: $why,
            default: || Limits::default().$name.try_into().unwrap_or(u64::MAX),
            set: |limits, number| {
                limits.$name = number.try_into().ok()?;
                Some(())
            },
        },)+];
    };
}

/// One of the limits, which can be set by name.
pub struct Bound {
    /// Its name in [`Limits`].
    pub name: &'static str,
    /// What it bounds, and the reason for its default.
    pub reason: &'static str,
    /// The smallest value that the command accepts: with less hardly anything could be read.
    pub least: u64,
    /// The reason for that smallest value.
    pub why: &'static str,
    /// Its default.
    pub default: fn() -> u64,
    /// Sets it; `None` if the number does not fit its type.
    pub set: fn(&mut Limits, u64) -> Option<()>,
}

limits! {
    /// Bytes of the head that are read in one go. 64 KiB hold the metadata of nearly every camera file, and a
    /// JPEG segment is at most that long.
    head: usize = 64 * 1024; at least 4_096: "a packet of XMP is known by its first 4 KiB",
    /// Bytes that may be read or decoded for one file beyond its head. Real files stay below 20 MiB (extended
    /// XMP with depth maps); a damaged directory can ask for gigabytes.
    read: u64 = 64 * 1024 * 1024; at least 4_096: "no less is read at a time",
    /// Segments, chunks, boxes or resources of one file. A JPEG of 4 million empty segments is an attack.
    parts: u32 = 65_536; at least 16: "many pictures have a dozen before their metadata",
    /// Directories of one Exif block. Camera raws have about 20.
    directories: u32 = 256; at least 4: "IFD0, and those of EXIF, interoperability and GPS",
    /// How deep directories may be nested (IFD0 → `ExifIFD` → `InteropIFD` is 3).
    directory_depth: u32 = 8; at least 1: "those of EXIF and GPS lie below IFD0",
    /// Entries of one directory. The largest real ones (DNG) have about 200.
    entries: u32 = 4_096; at least 16: "the first directory of a plain camera has as many",
    /// Numbers of one array; longer ones are shown as binary data.
    array: u32 = 100_000; at least 4: "a lens has four numbers, coordinates have three",
    /// Datasets of one IPTC-IIM block.
    datasets: u32 = 65_536; at least 3: "a character set and a version come before the first value",
    /// Nesting of elements in an XMP packet.
    xmp_depth: u32 = 64; at least 6: "an item of a list is so deep in its packet",
    /// Properties of an XMP packet: the reference picture has 400, a long editing history some thousands.
    xmp_properties: u32 = 100_000; at least 16: "the items of lists count too",
    /// Tags that an XMP packet is flattened to; the reference picture has 300. A list of 100,000 items is one tag, but
    /// as many names would take forty times their length of memory.
    xmp_tags: u32 = 10_000; at least 16: "a plain camera writes as many",
    /// Attributes of one XML element.
    xmp_attributes: u32 = 1_024; at least 16: "the declarations of namespaces count too",
    /// Bytes of one XMP packet, the extended one included. Real depth maps exceed 2 MB.
    xmp_packet: u64 = 16 * 1024 * 1024; at least 4_096: "an empty packet with its padding has as many",
    /// Bytes of the JUMBF boxes that are joined out of the segments of a JPEG. Real manifest stores, whose
    /// thumbnails make up most of them, stay below some MiB.
    jumbf: u64 = 16 * 1024 * 1024; at least 512: "a manifest with one claim has more",
    /// Bytes of the claim of a manifest. It names its assertions, about 100 bytes each.
    claim: u64 = 1024 * 1024; at least 100: "a claim that names one assertion has more",
    /// Bytes that one compressed part may become. The largest compressed packets and profiles known have some
    /// hundred KiB; 4 KiB of deflated zeros become 4 MiB.
    inflate_part: usize = 4 * 1024 * 1024; at least 4_096: "a packet has as many",
    /// Bytes that all compressed parts of a file may become together.
    inflate: u64 = 16 * 1024 * 1024; at least 4_096: "a packet has as many",
    /// Bytes that are searched for a packet in a file whose structure does not tell where it lies.
    scan: u64 = 32 * 1024 * 1024; at least 4_096: "no less is read at a time",
    /// Issues that are kept of one file; the others are counted.
    issues: usize = 100; at least 0: "they are counted all the same",
}

/// The bytes that a file may still cost.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// A budget of `total` bytes.
    pub fn new(total: u64) -> Self {
        Self { left: Cell::new(total) }
    }

    /// The number of bytes left.
    pub fn left(&self) -> u64 {
        self.left.get()
    }

    /// Takes `cost` from what is left; `None` if that is not enough, and then nothing is taken.
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
