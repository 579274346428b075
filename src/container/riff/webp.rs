//! WebP: a RIFF file of chunks [RFC 9649].

use super::super::contents::Contents;
use super::super::exif_header::EXIF_HEADER;
use super::super::format::Format;
use super::chunks::{Chunk, Chunks, HEADER, SIGNATURE};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

pub(crate) const FORMAT: Format = Format { id: FormatId::Webp, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE) && head.from(8).starts_with(b"WEBP") // [RFC9649 2.4]
}

// The names that ExifTool gives to the three kinds.

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let issue = |code, offset, what: &str| cx.issue(code, Stage::Container, Some(offset), || what);
    super::tell(reader, cx, out);
    // The size in the header is often wrong, so read up to the end of the file.
    let mut chunks = Chunks::new(View::file(reader, HEADER, u64::MAX), cx.limits.parts);
    let mut first = true;
    for chunk in chunks.by_ref() {
        if chunk.length == 0 && chunk.code == [0; 4] {
            // Zeros are not a chunk header: the next chunk cannot be located.
            return issue(IssueCode::Garbage, chunk.offset, "zeros where a chunk should be");
        }
        if !chunk.is_complete() {
            cx.issue(IssueCode::Truncated, Stage::Container, Some(chunk.data.absolute(0)), || {
                format!("the file ends within chunk {}", chunk.code.escape_ascii())
            });
        }
        one(&chunk, first, out);
        first = false;
    }
    if chunks.is_at_limit() {
        issue(IssueCode::TooManyParts, chunks.offset(), "chunks beyond the limit");
    } else if chunks.has_rest() {
        issue(IssueCode::Truncated, chunks.offset(), "the file ends in a chunk's header");
    }
}

fn one<'a>(chunk: &Chunk<'a>, first: bool, out: &mut Contents<'a>) {
    let data = chunk.data;
    match &chunk.code {
        b"VP8X" => extended(data, out),
        b"VP8 " => lossy(data, first, out),
        b"VP8L" => lossless(data, first, out),
        b"EXIF" if chunk.is_complete() => {
            // The prefix of a JPEG's Exif segment does not belong here, but many programs write it.
            let prefix = data.get(0, 6).is_some_and(|head| head.starts_with(EXIF_HEADER));
            let data = if prefix { data.part(6, data.len() - 6) } else { data };
            out.blocks.push(Block::new(BlockKind::Exif, data));
        }
        b"ICCP" if chunk.is_complete() => out.blocks.push(Block::profile(data)), // [RFC9649 2.7.1.4]
        b"C2PA" => out.blocks.push(Block::manifest_store("WebP C2PA", data)),    // [C2PA 2.1 A.3]
        // A NUL in place of the space is a common mistake.
        b"XMP " | b"XMP\0" if chunk.is_complete() => out.blocks.push(Block::new(BlockKind::Xmp, data)),
        _ => {}
    }
}

/// The flags, and the width and height of the canvas, each minus one [RFC9649 2.7.1].
fn extended(data: View<'_>, out: &mut Contents<'_>) {
    const ALPHA: u8 = 0x10;
    out.info.format = Some(FormatId::WebpExtended);
    let Some(data) = data.get(0, 10) else { return };
    let alpha = data.u8(0).is_some_and(|flags| flags & ALPHA != 0);
    facts(
        out,
        data.u32(4, Little).map(|w| (w & 0xff_ffff) + 1),
        data.u32(6, Little).map(|h| (h >> 8) + 1),
        alpha,
    );
}

/// The frame header of a key frame: a start code, then width and height in 14 bits each, with a 2-bit scale above them
/// [RFC6386 9.1].
fn lossy(data: View<'_>, first: bool, out: &mut Contents<'_>) {
    let Some(data) = data.get(0, 10).filter(|_| first) else { return };
    if data.from(3).starts_with(b"\x9d\x01\x2a") {
        let side = |at| data.u16(at, Little).map(|side| u32::from(side & 0x3fff));
        facts(out, side(6), side(8), false);
    }
}

/// A signature byte, width and height minus one in 14 bits each, and a flag for the use of alpha [RFC9649 3.4].
fn lossless(data: View<'_>, first: bool, out: &mut Contents<'_>) {
    out.info.format = match out.info.format {
        Some(FormatId::WebpExtended) => Some(FormatId::WebpExtendedLossless),
        None if first => Some(FormatId::WebpLossless),
        other => other,
    };
    let Some(data) = data.get(0, 5).filter(|data| first && data.starts_with(b"\x2f")) else { return };
    let Some(bits) = data.u32(1, Little) else { return };
    facts(out, Some((bits & 0x3fff) + 1), Some((bits >> 14 & 0x3fff) + 1), bits >> 28 & 1 != 0);
}

fn facts(out: &mut Contents<'_>, width: Option<u32>, height: Option<u32>, alpha: bool) {
    (out.info.width, out.info.height) = (width, height);
    out.info.has_alpha = Some(alpha);
    out.info.components = Some(if alpha { 4 } else { 3 });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};

    fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        let mut out = [kind, &length.to_le_bytes(), data].concat();
        out.resize(out.len().next_multiple_of(2), 0);
        out
    }

    fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = [&b"WEBP"[..], &chunks.concat()].concat();
        [&b"RIFF"[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
    }

    const VP8X: &[u8] = &[0x1c, 0, 0, 0, 7, 0, 0, 5, 0, 0];
    const VP8: &[u8] = &[0x10, 0, 0, 0x9d, 1, 0x2a, 8, 0x40, 6, 0, 0];

    #[test]
    fn zeros_end_the_chunks() {
        let zeros = chunk(&[0; 4], &[]);
        let found = read(&FORMAT, &webp(&[chunk(b"VP8X", VP8X), zeros, chunk(b"XMP ", b"<x/>")]));
        assert_eq!((found.blocks.len(), found.issues), (0, vec!["garbage"]));
    }

    #[test]
    fn facts_of_all_kinds() {
        let found = read(&FORMAT, &webp(&[chunk(b"VP8 ", VP8)]));
        assert_eq!(
            (found.info.width, found.info.height, found.info.has_alpha),
            (Some(8), Some(6), Some(false))
        );
        let bits = 7u32 | 5 << 14 | 1 << 28;
        let lossless = chunk(b"VP8L", &[&[0x2f][..], &bits.to_le_bytes()].concat());
        let found = read(&FORMAT, &webp(std::slice::from_ref(&lossless)));
        assert_eq!(
            (found.info.width, found.info.height, found.info.has_alpha),
            (Some(8), Some(6), Some(true))
        );
        assert_eq!(found.info.format, Some(FormatId::WebpLossless));
        let found = read(&FORMAT, &webp(&[chunk(b"VP8X", VP8X), lossless]));
        assert_eq!(
            (found.info.width, found.info.height, found.info.has_alpha),
            (Some(8), Some(6), Some(true))
        );
        assert_eq!(found.info.format, Some(FormatId::WebpExtendedLossless));
    }

    #[test]
    fn blocks_and_padding() {
        let file = webp(&[
            chunk(b"VP8X", VP8X),
            chunk(b"VP8 ", VP8),
            chunk(b"EXIF", b"Exif\0\0II*\0!"),
            chunk(b"EXIF", b"MM\0*"),
            chunk(b"XMP ", b"<x/>"),
            chunk(b"C2PA", b"boxes"),
        ]);
        let found = read(&FORMAT, &file);
        let kinds = found.contents();
        let expected = [
            (BlockKind::Exif, &b"II*\0!"[..]),
            (BlockKind::Exif, b"MM\0*"),
            (BlockKind::Xmp, b"<x/>"),
            (BlockKind::Jumbf, b"boxes"),
        ];
        assert_eq!(kinds, expected);
        assert!(found.issues.is_empty());
        every_prefix(&FORMAT, &file);
    }

    #[test]
    fn the_size_of_the_whole_may_be_wrong() {
        let mut file = webp(&[chunk(b"VP8X", VP8X), chunk(b"XMP ", b"<x/>")]);
        file[4..8].copy_from_slice(&[3, 0, 0, 0]);
        assert_eq!(read(&FORMAT, &file).blocks.len(), 1);
    }
}
