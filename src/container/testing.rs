//! What the tests of the containers share.

use super::{Contents, Format, detect};
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::file_info::FileInfo;
use crate::issue::Issue;
use crate::limits::Limits;
use crate::source::{Reader, Source};
use bumpalo::Bump;

/// What a format's reader finds.
pub(super) struct Found {
    /// The kinds of the blocks, and where each starts.
    pub blocks: Vec<(BlockKind, u64)>,
    pub info: FileInfo,
    pub issues: Vec<Issue>,
}

/// Reads a source whose first bytes are of `format`; `None` where they are of another.
pub(super) fn read(format: &Format, source: &dyn Source) -> Option<Found> {
    let (limits, arena) = (Limits::default(), Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let reader = Reader::new(source, &cx).unwrap();
    detect(reader.head()).ok().filter(|found| std::ptr::fn_addr_eq(found.sniff, format.sniff))?;
    let mut contents = Contents::default();
    (format.read)(&reader, &cx, &mut contents);
    let blocks = contents.blocks.iter().map(|block| (block.kind, block.data.absolute(0))).collect();
    Some(Found { blocks, info: contents.info, issues: cx.take_issues() })
}

/// Asserts that no prefix of a file gives more blocks than the whole.
pub(super) fn assert_prefixes(format: &Format, file: &[u8]) {
    let whole = read(format, &file).expect("the whole file is of the format");
    for end in 0..file.len() {
        let Some(found) = read(format, &&file[..end]) else { continue };
        assert!(found.blocks.len() <= whole.blocks.len(), "{end} of {} bytes", file.len());
    }
}

/// A JPEG with an Exif segment of one empty directory, and a frame of 3 × 2 pixels.
pub(super) const JPEG: &[u8] = b"\xff\xd8\
    \xff\xe1\x00\x16Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0\
    \xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00\
    \xff\xd9";

/// Whether no two formats claim the same first bytes is for the order of `FORMATS`; this asserts whose these are.
pub(super) fn assert_is(head: &[u8], name: &str) {
    assert_eq!(detect(Bytes::new(head, 0)).map(|format| format.name).ok(), Some(name));
}
