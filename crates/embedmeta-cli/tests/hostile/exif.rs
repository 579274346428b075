//! Directories that lead nowhere, back to themselves, or everywhere.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg;
use crate::{alone, codes, grows_evenly, measured, read, tells};
use embedmeta::Extractor;

/// A little-endian TIFF structure with directories at offsets that the test chooses.
struct Raw(Vec<u8>);

impl Raw {
    fn new(first: u32) -> Self {
        Self([b"II*\0", &first.to_le_bytes()[..]].concat())
    }

    /// The offset of the next directory.
    fn here(&self) -> u32 {
        u32::try_from(self.0.len()).expect("small")
    }

    /// Adds a directory of entries (tag, type, count, value or offset) with the offset of the next one in its chain.
    fn directory(mut self, entries: &[(u16, u16, u32, u32)], next: u32) -> Self {
        self.0.extend(u16::try_from(entries.len()).expect("few").to_le_bytes());
        for (tag, kind, count, value) in entries {
            self.0.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            self.0.extend([count.to_le_bytes(), value.to_le_bytes()].concat());
        }
        self.0.extend(next.to_le_bytes());
        self
    }
}

const EXIF: u16 = 34665;
const INTEROP: u16 = 40965;
const SUB_IFDS: u16 = 330;

#[test]
fn a_directory_that_is_its_own_next() {
    let read = read(|| {
        let mut file = Raw::new(8).directory(&[(274, 3, 1, 6)], 8);
        file.0.resize(64, 0);
        file.0
    });
    assert_eq!(codes(&read), ["loop"]);
    assert!(read.metadata.get("Orientation").is_some(), "what was read is kept");
}

#[test]
fn directories_that_lead_back_to_the_first() {
    // IFD0 → Exif → Interop → SubIFD → Exif, 18 bytes each.
    let read = read(|| {
        let place = |n: u32| 8 + n * 18;
        let chain = [(EXIF, 1), (INTEROP, 2), (SUB_IFDS, 3), (EXIF, 1)];
        let start = Raw::new(8);
        chain.iter().fold(start, |file, (tag, n)| file.directory(&[(*tag, 4, 1, place(*n))], 0)).0
    });
    assert_eq!(codes(&read), ["loop"]);
    assert_eq!(read.issues.len(), 1, "none was entered twice");
}

/// A directory of `n` pointers to a second one, which has `n` to a third, and so on for three levels.
fn fan_out(n: u32) -> Vec<u8> {
    let mut file = Raw::new(8);
    for _ in 0..3 {
        let here = file.here();
        let (array, after) = (here + 18, here + 18 + 4 * n);
        file = file.directory(&[(SUB_IFDS, 4, n, array)], 0);
        for _ in 0..n {
            file.0.extend(after.to_le_bytes());
        }
    }
    file.directory(&[(274, 3, 1, 6)], 0).0
}

#[test]
fn fan_out_of_directories() {
    let read = read(|| fan_out(200));
    assert!(tells(&read, "loop"));
    let count = read.tags.iter().filter(|tag| tag.group != embedmeta::Group::File).count();
    assert!(count <= 4, "each was entered once: {count}");
    grows_evenly(50, |n| fan_out(u32::try_from(n).expect("small")));
}

#[test]
fn values_that_overlap() {
    let make = || {
        // 4,000 texts of 200,000 bytes that all share the same bytes.
        let at = 8 + 2 + 12 * 4_000 + 4;
        let entries: Vec<_> = (0..4_000).map(|_| (270, 2, 200_000, at)).collect();
        let mut file = Raw::new(8).directory(&entries, 0);
        file.0.extend(vec![b'x'; 200_000]);
        file.0
    };
    let found = read(make);
    assert!(tells(&found, "budget"));
    let file = make();
    let _alone = alone();
    let ((), peak) = measured(|| drop(Extractor::new().from_bytes(&file)));
    assert!(peak < 2 << 20, "{peak} bytes of memory");
}

#[test]
fn pointers_that_overlap() {
    grows_evenly(400, |n| {
        let at = u32::try_from(8 + 2 + 12 * n + 4).expect("small");
        let entries: Vec<_> = (0..n).map(|_| (SUB_IFDS, 4, 256, at)).collect();
        let mut file = Raw::new(8).directory(&entries, 0);
        file.0.extend(vec![8; 1024]);
        file.0
    });
}

#[test]
fn offsets_and_sizes_that_wrap() {
    for offset in [0xffff_ffff, 0xffff_fff8, 0x8000_0000, 0x7fff_ffff] {
        for count in [1, 0x2000_0000, 0x2000_0001, 0x8000_0000, 0xffff_ffff] {
            for kind in [2, 5, 12] {
                let read = read(|| {
                    Raw::new(8)
                        .directory(
                            &[(271, kind, count, offset), (274, 3, 1, 6), (EXIF, 4, 1, offset)],
                            offset,
                        )
                        .0
                });
                assert!(!read.issues.is_empty(), "{kind} × {count} at {offset}");
            }
        }
        let read = read(|| [b"II*\0", &u32::to_le_bytes(offset)[..], &[0; 56]].concat());
        assert_eq!(codes(&read), ["bad-directory"]);
    }
}

#[test]
fn offsets_of_64_bits_that_wrap() {
    for number in [u64::MAX, u64::MAX - 7, 1 << 63, 0xffff_ffff] {
        let read = read(|| {
            let mut file = [b"II+\0\x08\0\0\0", &16u64.to_le_bytes()[..], &2u64.to_le_bytes()].concat();
            for (tag, kind, count) in [(271u16, 2u16, number), (34665, 13, 1)] {
                file.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
                file.extend([count.to_le_bytes(), number.to_le_bytes()].concat());
            }
            file.extend(number.to_le_bytes());
            file
        });
        assert!(!read.issues.is_empty(), "{number}");
    }
    // So many entries that their size overflows.
    let read =
        read(|| [b"II+\0\x08\0\0\0", &16u64.to_le_bytes()[..], &u64::MAX.to_le_bytes(), &[0; 64]].concat());
    assert_eq!(codes(&read), ["bad-directory"]);
}

#[test]
fn counts_of_every_type_that_are_lies() {
    for kind in 0..=20 {
        for tag in [271, 282, 700, 33_723, 34_377, SUB_IFDS, EXIF, 0xcd41, 50_341] {
            read(|| {
                let mut file = Raw::new(8).directory(&[(274, 3, 1, 6), (tag, kind, 0xffff_ffff, 60)], 0);
                file.0.resize(4096, 1);
                file.0
            });
        }
    }
}

#[test]
fn a_long_array_is_not_taken_apart() {
    // A million two-byte numbers, 40 times.
    let read = read(|| {
        let at = 8 + 2 + 12 * 40 + 4;
        let entries: Vec<_> = (0..40).map(|_| (530, 3, 1_000_000, at)).collect();
        let mut file = Raw::new(8).directory(&entries, 0);
        file.0.extend(vec![1; 2_000_000]);
        file.0
    });
    assert!(read.tags.len() <= 40);
}

#[test]
fn a_flood_of_issues_is_counted() {
    let read = read(|| {
        // 65,535 entries without a type.
        let mut file = Raw::new(8).0;
        file.extend(0xffffu16.to_le_bytes());
        file.extend([274u16, 3, 1, 0, 6, 0].iter().flat_map(|n| n.to_le_bytes()));
        file.extend([0xee; 12].repeat(0xfffe));
        file
    });
    assert_eq!(read.issues.len(), 101);
    assert!(read.issues.last().is_some_and(|issue| issue.code == "more-issues"), "{:?}", read.issues.last());
    assert!(read.metadata.get("Orientation").is_some());
}

#[test]
fn two_exif_blocks() {
    let block = |maker| jpeg::exif(&tiff(true, vec![Directory(vec![(271, Data::Ascii(maker))])]));
    let read = read(|| jpeg::jpeg(&[block("First"), block("Second")]));
    let of_make = read.provenance.iter().find(|why| why.field == "Make").expect("a maker");
    assert_eq!(of_make.losers.len(), 1, "the other one is told: {of_make:?}");
}
