//! Sources that fail halfway: a disk with a bad sector, a network connection that drops.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

use embedmeta::{Error, Extraction, Extractor, Limits, Source};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// The size of the first read, so that little of a small sample is in memory.
const HEAD: usize = 512;

/// A file that cannot be read from `from` on.
struct Failing<'b> {
    bytes: &'b [u8],
    from: u64,
}

impl Source for Failing<'_> {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if offset + buffer.len() as u64 > self.from {
            return Err(io::Error::other("the disk is broken"));
        }
        self.bytes.read_at(offset, buffer)
    }
}

fn read(bytes: &[u8], from: u64) -> Result<Extraction, Error> {
    let mut limits = Limits::default();
    limits.head = HEAD;
    Extractor::new().limits(limits).from_source(&Failing { bytes, from })
}

fn said(read: &Extraction) -> String {
    format!("{:?} {:?}", read.tags, read.metadata)
}

/// An error of the source was taken for the end of the file, so that half a record looked complete.
#[test]
fn no_record_is_half_in_silence() {
    let (mut formats, mut told) = (BTreeSet::new(), BTreeSet::new());
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")).expect("a folder")
    {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        let Ok(whole) = read(&bytes, u64::MAX) else { continue };
        assert!(whole.issues.iter().all(|issue| issue.code != "unreadable"), "{path:?}");
        formats.insert(whole.file.format.to_string());
        for part in 0..16 {
            let from = bytes.len() as u64 * part / 16;
            match read(&bytes, from) {
                Err(Error::Io(error)) => assert_eq!(error.to_string(), "the disk is broken"),
                Err(error) => panic!("{path:?}: {error}"),
                Ok(half) if half.issues.iter().any(|issue| issue.code == "unreadable") => {
                    let issue = half.issues.iter().find(|issue| issue.code == "unreadable").expect("one");
                    assert!(issue.detail.ends_with("the disk is broken"), "{issue}");
                    assert!(issue.offset.is_some_and(|offset| offset < bytes.len() as u64), "{issue}");
                    told.insert(whole.file.format.to_string());
                }
                // The unreadable part was not needed.
                Ok(half) => assert_eq!(said(&half), said(&whole), "{path:?} from {from}"),
            }
        }
    }
    println!("{} formats, {} of them told: {told:?}", formats.len(), told.len());
    assert!(formats.len() > 30 && told.len() > 20, "{formats:?} {told:?}");
}

/// The source is asked for a broken range once or twice, and the failure is reported once.
#[test]
fn a_broken_range_is_told_once() {
    let bytes =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/replica.jpg")).expect("a file");
    let half = read(&bytes, 20_000).expect("the head can be read");
    let offsets: Vec<_> =
        half.issues.iter().filter(|issue| issue.code == "unreadable").map(|issue| issue.offset).collect();
    let once: BTreeSet<_> = offsets.iter().collect();
    assert!(!offsets.is_empty() && once.len() == offsets.len(), "{offsets:?}");
}
