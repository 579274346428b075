//! PNG, and its relatives MNG and JNG: a run of chunks [PNG3 5].
//!
//! Exif is in eXIf, and XMP in iTXt under a keyword of its own. Older programs, written before these chunks existed,
//! store profiles as hexadecimal text in tEXt and zTXt. The pixels are never inflated.

use super::super::contents::Contents;
use super::super::exif_header::EXIF_HEADER;
use super::super::format::Format;
use super::super::samsung;
use super::super::settled::settle;
use super::chunk::Chunk;
use super::facts;
use super::text::text;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::inflate;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

// [PNG3 5.2], [MNG 4], [JNG 3]
const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
const MNG_SIGNATURE: &[u8; 8] = b"\x8aMNG\r\n\x1a\n";
const JNG_SIGNATURE: &[u8; 8] = b"\x8bJNG\r\n\x1a\n";

pub(crate) const FORMAT: Format =
    Format { id: FormatId::Png, sniff: |head| head.starts_with(SIGNATURE), read };
pub(crate) const MNG: Format =
    Format { id: FormatId::Mng, sniff: |head| head.starts_with(MNG_SIGNATURE), read };
pub(crate) const JNG: Format =
    Format { id: FormatId::Jng, sniff: |head| head.starts_with(JNG_SIGNATURE), read };

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    if chunks(reader, cx, out).is_some_and(|end| end < reader.len()) {
        samsung::read(reader, reader.len(), cx, out);
    }
    if cx.shows_tags {
        settle(out, &[BlockKind::Png, BlockKind::PngText]);
    }
}

/// Reads the chunks. Returns the end of the last one if it is the end of the picture.
fn chunks<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) -> Option<u64> {
    let mut position = SIGNATURE.len() as u64;
    let mut ended = false;
    let mut colour = None;
    for _ in 0..cx.limits.parts {
        let Some(header) = reader.peek::<8>(position) else {
            if !ended {
                cx.issue(
                    IssueCode::Truncated,
                    Stage::Container,
                    Some(position),
                    || "the file ends without an IEND chunk",
                );
            }
            return ended.then_some(position);
        };
        let header = Bytes::new(&header, position);
        let (Some(length), Some(kind)) = (header.be32(0), header.get(4, 4)) else { return None };
        // Lengths have 31 bits [PNG3 5.3]. The data after IEND need not be chunks.
        if length > 0x7fff_ffff || (ended && !kind.as_slice().iter().all(u8::is_ascii_alphabetic)) {
            if !ended {
                cx.issue(IssueCode::BadLength, Stage::Container, Some(position), || {
                    format!("chunk length {length}")
                });
            }
            return ended.then_some(position);
        }
        let chunk = Chunk { reader, cx, kind: kind.as_slice(), start: position + 8, length };
        match chunk.kind {
            b"IEND" | b"MEND" => ended = true,
            _ => one(&chunk, out),
        }
        if cx.shows_tags {
            if chunk.kind == b"IHDR" {
                colour = chunk.head(10).and_then(|head| head.u8(9));
            }
            facts::chunk(&chunk, colour, out);
        }
        // Length, type, data, checksum.
        position = chunk.start.saturating_add(u64::from(length)).saturating_add(4);
    }
    cx.issue(IssueCode::TooManyParts, Stage::Container, Some(position), || "chunks beyond the limit");
    None
}

fn one<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    match chunk.kind {
        b"IHDR" => image_header(chunk, out),
        b"MHDR" => size(chunk, out),
        b"JHDR" => jng_header(chunk, out),
        b"tRNS" => out.info.has_alpha = Some(true),
        b"acTL" => out.info.format = Some(FormatId::Apng),
        // The whole document of Fireworks: only the name of the format tells.
        b"cpIp" => out.info.format = Some(FormatId::PngPlus),
        b"tEXt" | b"zTXt" | b"iTXt" => text(chunk, out),
        b"iCCP" if chunk.cx.profiles || chunk.cx.shows_tags => facts::profile(chunk, out),
        // Read by range, and so without checking its checksum: the store contains hashes of its own [C2PA 2.1 A.3].
        b"caBX" => {
            let data = View::file(chunk.reader, chunk.start, chunk.length.into());
            out.blocks.push(Block::manifest_store("PNG caBX", data));
        }
        kind if kind.eq_ignore_ascii_case(b"eXIf") || kind.eq_ignore_ascii_case(b"zxIf") => exif(chunk, out),
        _ => {}
    }
}

/// The size, the depth and the colour type [PNG3 11.2.1]. Only the first header counts, because an MNG has one in each
/// frame.
fn image_header(chunk: &Chunk<'_, '_>, out: &mut Contents<'_>) {
    if out.info.components.is_some() {
        return;
    }
    size(chunk, out);
    let Some(colour) = chunk.head(10).and_then(|head| head.u8(9)) else { return };
    colours(colour, out);
}

fn jng_header(chunk: &Chunk<'_, '_>, out: &mut Contents<'_>) {
    size(chunk, out);
    // The colour types are those of PNG plus 8 [JNG 4.1.1].
    let Some(colour) = chunk.head(9).and_then(|head| head.u8(8)?.checked_sub(8)) else { return };
    colours(colour, out);
}

fn size(chunk: &Chunk<'_, '_>, out: &mut Contents<'_>) {
    let Some(head) = chunk.head(8) else { return };
    if let (None, Some(width), Some(height)) = (out.info.width, head.be32(0), head.be32(4)) {
        (out.info.width, out.info.height) = (Some(width), Some(height));
    }
}

fn colours(colour: u8, out: &mut Contents<'_>) {
    let (components, alpha) = match colour {
        0 => (1, false),
        2 | 3 => (3, false),
        4 => (2, true),
        6 => (4, true),
        _ => return,
    };
    out.info.components = Some(components);
    out.info.has_alpha = Some(alpha || out.info.has_alpha == Some(true));
}

/// A TIFF structure [PNG3 11.3.4.5]. Some writers add the prefix that it has in a JPEG, or deflate it after a NUL and
/// its size.
fn exif<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    let Some(data) = chunk.data() else { return };
    let data = if data.u8(0) == Some(0) {
        let Some(data) = inflate::zlib(data.from(5), chunk.cx) else { return };
        data
    } else if let Some(rest) = data.strip_prefix(EXIF_HEADER) {
        chunk.issue(IssueCode::BadHeader, "it begins with \"Exif\", which belongs into JPEG");
        rest
    } else {
        data
    };
    out.blocks.push(Block { detached: true, ..Block::new(BlockKind::Exif, View::memory(data)) });
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read, read_source};
    use std::fmt::Write;

    pub(in super::super) fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
        let sum = crc32fast::hash(&[kind, data].concat());
        let length = u32::try_from(data.len()).unwrap();
        [&length.to_be_bytes(), kind, data, &sum.to_be_bytes()].concat()
    }

    pub(in super::super) fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
        let header = chunk(b"IHDR", &[0, 0, 0, 8, 0, 0, 0, 6, 8, 2, 0, 0, 0]);
        [&SIGNATURE[..], &header, &chunks.concat(), &chunk(b"IDAT", &[0; 40]), &chunk(b"IEND", &[])].concat()
    }

    pub(in super::super) fn deflated(data: &[u8]) -> Vec<u8> {
        miniz_oxide::deflate::compress_to_vec_zlib(data, 6)
    }

    fn raw(kind: &str, bytes: &[u8]) -> Vec<u8> {
        let mut text = format!("\n{kind}\n{:8}\n", bytes.len());
        for byte in bytes {
            write!(text, "{byte:02x}").unwrap();
        }
        let keyword = format!("Raw profile type {kind}\0\0");
        chunk(b"zTXt", &[keyword.as_bytes(), &deflated(text.as_bytes())].concat())
    }

    #[test]
    fn facts() {
        let found = read(&FORMAT, &png(&[chunk(b"tRNS", &[0; 6])]));
        assert_eq!((found.info.width, found.info.height), (Some(8), Some(6)));
        assert_eq!((found.info.components, found.info.has_alpha), (Some(3), Some(true)));
        assert!(found.issues.is_empty());
        assert_eq!(read(&FORMAT, &png(&[chunk(b"acTL", &[0; 8])])).info.format, Some(FormatId::Apng));
    }

    #[test]
    fn blocks_in_all_their_places() {
        // A profile states its length.
        let profile = [&200u32.to_be_bytes()[..], &[1; 196]].concat();
        let packet = [b"XML:com.adobe.xmp\0\x01\0\0\0", &deflated(b"<x/>")[..]].concat();
        let file = png(&[
            chunk(b"eXIf", b"II*\0"),
            chunk(b"eXIf", b"Exif\0\0MM\0*"),
            chunk(b"zxIf", &[&[0, 0, 0, 0, 4], &deflated(b"II*\0")[..]].concat()),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
            chunk(b"iTXt", &packet),
            chunk(b"tEXt", b"Comment\0no metadata"),
            raw("exif", b"Exif\0\0II*\0"),
            raw("APP1", b"http://ns.adobe.com/xap/1.0/\0<x/>"),
            raw("iptc", b"\x1c\x02\x5a\0\0"),
            raw("iptc", b"8BIM\x04\x04"),
            raw("icc", &profile),
            chunk(b"iCCP", &[b"name\0\0", &deflated(&profile)[..]].concat()),
            chunk(b"caBX", b"boxes"),
        ]);
        let found = read(&FORMAT, &file);
        let kinds = found.contents();
        assert_eq!(
            kinds,
            [
                (BlockKind::Exif, &b"II*\0"[..]),
                (BlockKind::Exif, b"MM\0*"),
                (BlockKind::Exif, b"II*\0"),
                (BlockKind::Xmp, b"<x/>"),
                (BlockKind::Xmp, b"<x/>"),
                (BlockKind::Exif, b"II*\0"),
                (BlockKind::Xmp, b"<x/>"),
                (BlockKind::Iim, b"\x1c\x02\x5a\0\0"),
                (BlockKind::Irb, b"8BIM\x04\x04"),
                (BlockKind::IccProfile, &profile),
                (BlockKind::IccProfile, &profile),
                (BlockKind::Jumbf, b"boxes"),
            ]
        );
        assert_eq!(found.issues, ["bad-header"]);
        every_prefix(&FORMAT, &file);
    }

    #[test]
    fn damage_is_an_issue() {
        let mut file = png(&[chunk(b"eXIf", b"II*\0")]);
        file[33 + 8 + 4] ^= 1;
        let found = read(&FORMAT, &file);
        assert_eq!((found.blocks.len(), &found.issues[..]), (1, &["bad-checksum"][..]));

        let found = read(&FORMAT, &png(&[b"\xff\xff\xff\xffeXIfII*\0".to_vec()]));
        assert_eq!((found.blocks.len(), &found.issues[..]), (0, &["bad-length"][..]));
    }

    /// A file that consists of zeros except for the bytes around its pixels.
    struct Large {
        before: Vec<u8>,
        pixels: u64,
        after: Vec<u8>,
    }

    impl crate::Source for Large {
        fn len(&self) -> u64 {
            self.before.len() as u64 + self.pixels + self.after.len() as u64
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
            let start = self.before.len() as u64 + self.pixels;
            for (byte, at) in buffer.iter_mut().zip(offset..) {
                let place = |at| usize::try_from(at).unwrap();
                let after = at.checked_sub(start).and_then(|at| self.after.get(place(at)));
                *byte = self.before.get(place(at)).or(after).copied().unwrap_or(0);
            }
            Ok(buffer.len())
        }
    }

    #[test]
    fn pixels_are_never_read() {
        let small = png(&[]);
        let (head, _) = small.split_at(8 + 25);
        let pixels = 1_u32 << 30;
        let before = [head, &pixels.to_be_bytes(), b"IDAT"].concat();
        let after = [&[0; 4][..], &chunk(b"eXIf", b"II*\0"), &chunk(b"IEND", &[])].concat();
        let found = read_source(&FORMAT, &Large { before, pixels: pixels.into(), after });
        assert_eq!(found.contents(), [(BlockKind::Exif, &b"II*\0"[..])]);
        assert!(found.issues.is_empty() && found.bytes_read < 100_000);
    }

    #[test]
    fn chunks_after_the_end_are_read() {
        let mut file = png(&[]);
        file.extend(chunk(b"eXIf", b"II*\0"));
        file.extend(b"and bytes of no chunk");
        let found = read(&FORMAT, &file);
        assert_eq!((found.blocks.len(), found.issues.len()), (1, 0));
    }
}
