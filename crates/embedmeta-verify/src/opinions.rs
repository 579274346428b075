//! The second opinion on each block of a file.

use super::report::Report;
use super::{checks, exif, xmp};
use embedmeta::internal::{Block, Bytes, Context, Extension, View, read_again};
use embedmeta::{BlockKind, Error, Extractor, Limits, Source};

/// Reads a file and asks for a second opinion on each of its blocks.
///
/// # Errors
///
/// Those of [`Extractor::from_source`]: nothing could be read at all.
pub fn source(source: &dyn Source, extractor: &Extractor) -> Result<Report, Error> {
    read_again(extractor, source, |seen| {
        let (blocks, cx) = (seen.blocks, seen.cx);
        let mut report = Report::default();
        opinions(blocks, cx, &mut report);
        checks::blocks(blocks, cx, &mut report);
        let extraction = seen.extraction(true);
        checks::extraction(&extraction, &mut report);
        checks::thumbnails(blocks, (extraction.file.width, extraction.file.height), cx, &mut report);
        report
    })
}

/// The opinions on a bare Exif block, a TIFF structure: for fuzzing.
pub fn exif_block(bytes: &[u8]) -> Report {
    one(BlockKind::Exif, bytes)
}

/// The opinions on a bare XMP packet: for fuzzing.
pub fn xmp_packet(bytes: &[u8]) -> Report {
    one(BlockKind::Xmp, bytes)
}

fn one(kind: BlockKind, bytes: &[u8]) -> Report {
    let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
    let mut cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    cx.unknown = true;
    let mut report = Report::default();
    // In a picture no block starts at byte 0 of the file.
    opinions(&[Block::new(kind, View::memory(Bytes::new(bytes, 1)))], &cx, &mut report);
    report
}

fn opinions<'a>(blocks: &[Block<'a>], cx: &'a Context<'a>, report: &mut Report) {
    let mut extension = Extension::default();
    for block in blocks.iter().filter(|block| block.kind == BlockKind::ExtendedXmp) {
        extension.add(block, cx);
    }
    for block in blocks {
        match block.kind {
            BlockKind::Exif => exif::ask(block, cx, report),
            BlockKind::Xmp | BlockKind::SidecarXmp => xmp::ask(block, &extension, cx, report),
            _ => {}
        }
    }
}
