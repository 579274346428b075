//! What the tests of the containers share.
#![allow(clippy::expect_used)] // it is compiled for tests alone

use super::contents::Contents;
use super::format::Format;
use super::formats::detect;
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::file_info::ContainerInfo;
use crate::limits::Limits;
use crate::source::{Reader, Source};
use bumpalo::Bump;

/// What a format's reader finds, without a borrow.
pub(super) struct Found {
    /// The kinds of the blocks, and their bytes.
    pub blocks: Vec<(BlockKind, Vec<u8>)>,
    /// Where each of them starts.
    offsets: Vec<u64>,
    pub info: ContainerInfo,
    /// The codes of the issues.
    pub issues: Vec<&'static str>,
    /// How many bytes were read of the source.
    pub bytes_read: u64,
}

impl Found {
    /// The kinds of the blocks, and where each starts.
    pub(super) fn places(&self) -> Vec<(BlockKind, u64)> {
        self.blocks.iter().map(|(kind, _)| *kind).zip(self.offsets.iter().copied()).collect()
    }

    /// The kinds of the blocks, and their bytes.
    pub(super) fn contents(&self) -> Vec<(BlockKind, &[u8])> {
        self.blocks.iter().map(|(kind, bytes)| (*kind, bytes.as_slice())).collect()
    }
}

/// Reads bytes as a file of `format`, whatever the first of them are.
pub(super) fn read(format: &Format, bytes: &[u8]) -> Found {
    read_source(format, &bytes)
}

/// Reads a source as a file of `format`.
pub(super) fn read_source(format: &Format, source: &dyn Source) -> Found {
    let (limits, arena) = (Limits::default(), Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let mut head = Vec::new();
    let reader = Reader::new(source, &cx, &mut head).expect("the source can be read");
    let mut out = Contents::default();
    (format.read)(&reader, &cx, &mut out);
    let bytes_read = reader.bytes_read();
    // Blocks that are as large as a file are not wanted here.
    let bytes = |data: &crate::source::View<'_>| {
        (data.len() < 1 << 20)
            .then(|| data.all())
            .flatten()
            .map(|b| b.as_slice().to_vec())
            .unwrap_or_default()
    };
    let blocks = out.blocks.iter().map(|block| (block.kind, bytes(&block.data))).collect();
    let offsets = out.blocks.iter().map(|block| block.data.absolute(0)).collect();
    let issues = cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect();
    Found { blocks, offsets, info: std::mem::take(&mut out.info), issues, bytes_read }
}

/// Asserts that no prefix of a file panics or gives more blocks than the whole.
pub(super) fn every_prefix(format: &Format, file: &[u8]) {
    assert!((format.sniff)(Bytes::new(file, 0)), "the whole file is a {}", format.id.name());
    let whole = read(format, file).blocks.len();
    for end in 0..file.len() {
        let found = read(format, &file[..end]).blocks.len();
        assert!(
            found <= whole,
            "{end} of {} bytes of a {}: {found} blocks, {whole} in all",
            file.len(),
            format.id.name()
        );
    }
}

/// Asserts that no single byte that differs makes the reader panic.
pub(super) fn every_flip(format: &Format, file: &[u8]) {
    let mut file = file.to_vec();
    for at in 0..file.len() {
        let original = file[at];
        for value in [0, 1, 0x7f, 0xff, original ^ 1] {
            file[at] = value;
            read(format, &file);
        }
        file[at] = original;
    }
}

/// A slice as a source that is read by ranges, as a file is.
pub(super) struct Slice<'a>(pub &'a [u8]);

impl Source for Slice<'_> {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read_at(offset, buffer)
    }
}

/// A file of which only some stretches are more than zeros.
pub(super) struct Sparse {
    pub len: u64,
    pub parts: Vec<(u64, Vec<u8>)>,
}

impl Source for Sparse {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(usize::try_from(self.len.saturating_sub(offset)).expect("it fits"));
        for (i, byte) in buffer[..count].iter_mut().enumerate() {
            let at = offset + i as u64;
            let part = self.parts.iter().find_map(|(start, bytes)| {
                bytes.get(usize::try_from(at.checked_sub(*start)?).ok()?).copied()
            });
            *byte = part.unwrap_or(0);
        }
        Ok(count)
    }
}

/// Asserts that a file with these first bytes is taken for a `name`, whatever the order of `FORMATS`.
pub(super) fn assert_is(head: &[u8], name: &str) {
    assert_eq!(detect(Bytes::new(head, 0)).map(|format| format.id.name()).ok(), Some(name));
}

/// A JPEG with an Exif segment of one empty directory, and a frame of 3 × 2 pixels.
pub(super) const JPEG: &[u8] = b"\xff\xd8\
    \xff\xe1\x00\x16Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0\
    \xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00\
    \xff\xd9";
