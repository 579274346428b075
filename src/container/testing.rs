//! Helpers that the tests of the containers share.
#![allow(clippy::expect_used)] // only tests compile this file

use super::contents::Contents;
use super::format::Format;
use super::formats::detect;
use crate::block::{BlockKind, Root};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::file_info::ContainerInfo;
use crate::limits::Limits;
use crate::source::{Reader, Source};
use bumpalo::Bump;

/// What the reader of a format found, in owned form.
pub(super) struct Found {
    /// The kinds of the blocks, and their bytes.
    pub blocks: Vec<(BlockKind, Vec<u8>)>,
    /// Where each block starts.
    offsets: Vec<u64>,
    /// The tables of the parts that tables describe; these are not among the blocks.
    pub tables: Vec<&'static str>,
    /// The names and the printed values of the container's own tags.
    tags: Vec<(String, String)>,
    pub info: ContainerInfo,
    /// The codes of the issues.
    pub issues: Vec<&'static str>,
    /// How many bytes of the source were read.
    pub bytes_read: u64,
}

impl Found {
    /// The kinds of the blocks, and where each starts.
    pub(super) fn places(&self) -> Vec<(BlockKind, u64)> {
        self.blocks.iter().map(|(kind, _)| *kind).zip(self.offsets.iter().copied()).collect()
    }

    /// The names and the printed values of the container's own tags.
    pub(super) fn shown(&self) -> Vec<(&str, &str)> {
        self.tags.iter().map(|(name, value)| (&**name, &**value)).collect()
    }

    /// The kinds of the blocks, and their bytes.
    pub(super) fn contents(&self) -> Vec<(BlockKind, &[u8])> {
        self.blocks.iter().map(|(kind, bytes)| (*kind, bytes.as_slice())).collect()
    }
}

/// Reads bytes as a file of `format`, without looking at the signature.
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
    // Blocks as large as a whole file are not compared.
    let bytes = |data: &crate::source::View<'_>| {
        (data.len() < 1 << 20)
            .then(|| data.all())
            .flatten()
            .map(|b| b.as_slice().to_vec())
            .unwrap_or_default()
    };
    let tables = out.blocks.iter().filter_map(|block| match block.root {
        Root::Table { table, .. } => Some(table),
        _ => None,
    });
    let tables = tables.collect();
    // What only describes the file to those who want its tags is no finding; a profile is one.
    out.blocks
        .retain(|block| block.kind == BlockKind::IccProfile || !matches!(block.root, Root::Table { .. }));
    let tags = out.tags.iter().map(|tag| (tag.name.to_string(), tag.value.to_string())).collect();
    let blocks = out.blocks.iter().map(|block| (block.kind, bytes(&block.data))).collect();
    let offsets = out.blocks.iter().map(|block| block.data.absolute(0)).collect();
    let issues = cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect();
    Found { blocks, offsets, tables, tags, info: std::mem::take(&mut out.info), issues, bytes_read }
}

/// Asserts that no prefix of a file causes a panic or yields more blocks than the whole file.
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

/// Asserts that changing any single byte does not make the reader panic.
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

/// A slice as a source that is read in ranges, as a file is.
pub(super) struct Slice<'a>(pub &'a [u8]);

impl Source for Slice<'_> {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read_at(offset, buffer)
    }
}

/// A file that consists of zeros except for some parts.
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

/// Asserts that a file with these first bytes is detected as `name`, whatever the order of `FORMATS`.
pub(super) fn assert_is(head: &[u8], name: &str) {
    assert_eq!(detect(Bytes::new(head, 0)).map(|format| format.id.name()).ok(), Some(name));
}

/// A JPEG with an Exif segment of one empty directory, and a frame of 3 × 2 pixels.
pub(super) const JPEG: &[u8] = b"\xff\xd8\
    \xff\xe1\x00\x16Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0\
    \xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00\
    \xff\xd9";
