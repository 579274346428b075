//! PNG, and its relatives MNG and JNG: a run of chunks [PNG3 5].
//!
//! Exif lies in eXIf, XMP in iTXt under a keyword of its own; programs of the time before those chunks keep
//! profiles as hexadecimal text in tEXt and zTXt. The colour profile (iCCP) and the pixels are never inflated.

use super::contents::Contents;
use super::exif_header::{EXIF_HEADER, is_tiff};
use super::format::Format;
use super::jpeg::application;
use super::{hex, samsung};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::inflate;
use crate::issue::Stage;
use crate::source::{Reader, View};

// [PNG3 5.2], [MNG 4], [JNG 3]
const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
const MNG_SIGNATURE: &[u8; 8] = b"\x8aMNG\r\n\x1a\n";
const JNG_SIGNATURE: &[u8; 8] = b"\x8bJNG\r\n\x1a\n";

pub(crate) const FORMAT: Format =
    Format { name: "PNG", mime: "image/png", sniff: |head| head.starts_with(SIGNATURE), read };
pub(crate) const MNG: Format =
    Format { name: "MNG", mime: "video/mng", sniff: |head| head.starts_with(MNG_SIGNATURE), read };
pub(crate) const JNG: Format =
    Format { name: "JNG", mime: "image/jng", sniff: |head| head.starts_with(JNG_SIGNATURE), read };

/// The keyword of XMP [XMP part 3, 1.1.5].
const XMP: &[u8] = b"XML:com.adobe.xmp";
/// What the keyword of a profile in hexadecimal begins with; its kind follows.
pub(crate) const RAW_PROFILE: &[u8] = b"Raw profile type ";
/// The kinds of profiles that are metadata.
const PROFILES: [&[u8]; 7] = [b"exif", b"app1", b"iptc", b"8bim", b"app13", b"photoshop", b"xmp"];
/// A keyword has 1 to 79 bytes; a NUL ends it [PNG3 11.3.3.1].
const KEYWORD: usize = 80;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    if chunks(reader, cx, out).is_some_and(|end| end < reader.len()) {
        samsung::read(reader, reader.len(), cx, out);
    }
}

/// Reads the chunks; gives the end of the last one, where that is the end of the picture.
fn chunks<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) -> Option<u64> {
    let mut position = SIGNATURE.len() as u64;
    let mut ended = false;
    for _ in 0..cx.limits.parts {
        let Some(header) = reader.peek::<8>(position) else {
            if !ended {
                cx.issue(
                    "truncated",
                    Stage::Container,
                    Some(position),
                    || "the file ends without an IEND chunk",
                );
            }
            return ended.then_some(position);
        };
        let header = Bytes::new(&header, position);
        let (Some(length), Some(kind)) = (header.be32(0), header.get(4, 4)) else { return None };
        // Lengths have 31 bits [PNG3 5.3]. What follows IEND need not be chunks.
        if length > 0x7fff_ffff || (ended && !kind.as_slice().iter().all(u8::is_ascii_alphabetic)) {
            if !ended {
                cx.issue("bad-length", Stage::Container, Some(position), || format!("chunk length {length}"));
            }
            return ended.then_some(position);
        }
        let chunk = Chunk { reader, cx, kind: kind.as_slice(), start: position + 8, length };
        match chunk.kind {
            b"IEND" | b"MEND" => ended = true,
            _ => one(&chunk, out),
        }
        // Length, type, data, checksum.
        position = chunk.start.saturating_add(u64::from(length)).saturating_add(4);
    }
    cx.issue("too-many-parts", Stage::Container, Some(position), || "chunks beyond the limit");
    None
}

struct Chunk<'a, 'h> {
    reader: &'a Reader<'a>,
    cx: &'a Context<'a>,
    kind: &'h [u8],
    start: u64,
    length: u32,
}

impl<'a> Chunk<'a, '_> {
    /// All bytes; `None`, with an issue, where the file ends before. A wrong checksum is an issue and no more.
    fn data(&self) -> Option<Bytes<'a>> {
        let length = usize::try_from(self.length).ok()?;
        let Some(whole) = self.reader.get(self.start, length.checked_add(4)?) else {
            self.issue("truncated", "the file ends within it");
            return None;
        };
        let data = whole.up_to(0, length);
        // The checksum covers the type as well [PNG3 5.3].
        let mut digest = crc32fast::Hasher::new();
        digest.update(self.kind);
        digest.update(data.as_slice());
        if whole.be32(length) != Some(digest.finalize()) {
            self.issue("bad-checksum", "its checksum is wrong");
        }
        Some(data)
    }

    /// The first bytes.
    fn head(&self, len: usize) -> Option<Bytes<'a>> {
        self.reader.up_to(self.start, len.min(usize::try_from(self.length).ok()?))
    }

    fn issue(&self, code: &'static str, what: &str) {
        self.cx.issue(code, Stage::Container, Some(self.start), || {
            format!("chunk {}: {what}", self.kind.escape_ascii())
        });
    }
}

fn one<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    match chunk.kind {
        b"IHDR" => image_header(chunk, out),
        b"MHDR" => size(chunk, out),
        b"JHDR" => jng_header(chunk, out),
        b"tRNS" => out.info.has_alpha = Some(true),
        b"acTL" => (out.info.format, out.info.mime) = ("APNG", "image/apng"),
        // The whole document of Fireworks: only the name of the format tells.
        b"cpIp" => (out.info.format, out.info.mime) = ("PNG Plus", "image/png"),
        b"tEXt" | b"zTXt" | b"iTXt" => text(chunk, out),
        // Read by range, and so without its checksum: the store has hashes of its own [C2PA 2.1 A.3].
        b"caBX" => {
            let data = View::file(chunk.reader, chunk.start, chunk.length.into());
            out.blocks.push(Block::manifest_store("PNG caBX", data));
        }
        kind if kind.eq_ignore_ascii_case(b"eXIf") || kind.eq_ignore_ascii_case(b"zxIf") => exif(chunk, out),
        _ => {}
    }
}

/// Size, depth and colour type [PNG3 11.2.1]. The first header counts: an MNG has one a frame.
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
    // As in PNG, and 8 more [JNG 4.1.1].
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

/// A TIFF structure [PNG3 11.3.4.5], possibly with JPEG's prefix, or deflated after a NUL and its size.
fn exif<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    let Some(data) = chunk.data() else { return };
    let data = if data.u8(0) == Some(0) {
        let Some(data) = inflate::zlib(data.from(5), chunk.cx) else { return };
        data
    } else if let Some(rest) = data.strip_prefix(EXIF_HEADER) {
        chunk.issue("bad-header", "it begins with \"Exif\", which belongs into JPEG");
        rest
    } else {
        data
    };
    out.blocks.push(Block { detached: true, ..Block::new(BlockKind::Exif, View::memory(data)) });
}

/// Text under a keyword [PNG3 11.3.3]: read only where the keyword says that it is metadata.
fn text<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    let Some(head) = chunk.head(KEYWORD) else { return };
    let Some(end) = memchr::memchr(0, head.as_slice()) else { return };
    let keyword = head.up_to(0, end);
    if keyword.as_slice() == XMP {
        let Some(packet) = chunk.data().and_then(|data| content(chunk, data.from(end + 1))) else { return };
        let standard = chunk.kind == b"iTXt";
        out.blocks.push(Block { standard, ..Block::new(BlockKind::Xmp, View::memory(packet)) });
    } else if let Some(kind) = raw_profile(keyword.as_slice()) {
        if !PROFILES.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
            return;
        }
        let Some(text) = chunk.data().and_then(|data| content(chunk, data.from(end + 1))) else { return };
        let Some(data) = hexadecimal(chunk, text) else { return };
        let Some((kind, data)) = profile(kind, data) else {
            return chunk.issue("unknown-profile", "what it holds was not recognized");
        };
        // IPTC has no other place in a PNG; Exif and XMP have.
        let standard = matches!(kind, BlockKind::Irb | BlockKind::Iim);
        out.blocks.push(Block { standard, detached: true, ..Block::new(kind, View::memory(data)) });
    }
}

/// The kind of a profile, where the keyword is that of one. Programs differ in its letters.
pub(crate) fn raw_profile(keyword: &[u8]) -> Option<&[u8]> {
    let (start, kind) = keyword.split_at_checked(RAW_PROFILE.len())?;
    start.eq_ignore_ascii_case(RAW_PROFILE).then_some(kind)
}

/// The text after a keyword, inflated where it is compressed.
fn content<'a>(chunk: &Chunk<'a, '_>, data: Bytes<'a>) -> Option<Bytes<'a>> {
    let (compressed, method, text) = match chunk.kind {
        // [PNG3 11.3.3.2]
        b"tEXt" => (false, 0, data),
        // [PNG3 11.3.3.3]
        b"zTXt" => (true, data.u8(0)?, data.from(1)),
        // Flag, method, language, translated keyword [PNG3 11.3.3.4].
        _ => {
            let language = data.from(2);
            let translated = language.from(memchr::memchr(0, language.as_slice())? + 1);
            let text = translated.from(memchr::memchr(0, translated.as_slice())? + 1);
            (data.u8(0)? != 0, data.u8(1)?, text)
        }
    };
    if !compressed {
        return Some(text);
    }
    if method != 0 {
        chunk.issue("unknown-compression", &format!("compression method {method}"));
        return None;
    }
    inflate::zlib(text, chunk.cx)
}

/// The bytes of a profile: its name, its length in decimal digits, then hexadecimal digits. `ImageMagick` writes the
/// first two on lines of their own; others put any white space between the three, and leave out the name.
fn hexadecimal<'a>(chunk: &Chunk<'a, '_>, text: Bytes<'a>) -> Option<Bytes<'a>> {
    let Some((length, digits)) = profile_length(text) else {
        chunk.issue("bad-length", "a profile that does not tell its length");
        return None;
    };
    let bytes = hex::decode(digits, chunk.cx)?;
    if bytes.len() != length {
        chunk.issue("bad-length", &format!("a profile of {length} bytes has {}", bytes.len()));
    }
    Some(bytes)
}

/// The length that a profile tells, and what follows it: the first of its words that is a number. Names have two
/// words at most (`generic profile`).
fn profile_length(text: Bytes<'_>) -> Option<(usize, Bytes<'_>)> {
    const WORDS: usize = 3;
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let mut rest = text;
    for _ in 0..WORDS {
        rest = rest.from(rest.as_slice().iter().position(|byte| !is_space(byte))?);
        let end = rest.as_slice().iter().position(is_space)?;
        let word = rest.up_to(0, end).as_slice();
        rest = rest.from(end);
        if word.iter().all(u8::is_ascii_digit) {
            let digits = rest.from(rest.as_slice().iter().position(|byte| !is_space(byte))?);
            return Some((std::str::from_utf8(word).ok()?.parse().ok()?, digits));
        }
    }
    None
}

/// What a profile is. Its bytes tell, for most were made for a JPEG and have the header that they have there; its
/// name counts where they do not.
fn profile<'a>(name: &[u8], data: Bytes<'a>) -> Option<(BlockKind, Bytes<'a>)> {
    const PACKET: [&[u8]; 3] = [b"<?xpacket", b"<x:xmpmeta", b"<rdf:RDF"];
    let begins = |starts: &[&[u8]]| starts.iter().any(|start| data.starts_with(start));
    let is = |names: &[&[u8]]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    if is_tiff(data.as_slice()) {
        return Some((BlockKind::Exif, data));
    }
    if let Some(rest) = application::exif(data) {
        return Some((BlockKind::Exif, rest));
    }
    if begins(&PACKET) {
        return Some((BlockKind::Xmp, data));
    }
    if let Some(block) = application::xmp(data) {
        return Some((block.kind, block.data.all()?));
    }
    if let Some(rest) = application::photoshop(data) {
        return Some((BlockKind::Irb, rest));
    }
    if data.starts_with(b"\x1c") {
        return Some((BlockKind::Iim, data));
    }
    if is(&[b"exif", b"app1"]) && begins(&[b"II", b"MM"]) {
        return Some((BlockKind::Exif, data));
    }
    if is(&[b"xmp"]) {
        return Some((BlockKind::Xmp, data));
    }
    (data.starts_with(b"8BIM") || is(&[b"iptc", b"8bim", b"app13", b"photoshop"]))
        .then_some((BlockKind::Irb, data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read, read_source};
    use std::fmt::Write;

    fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
        let sum = crc32fast::hash(&[kind, data].concat());
        let length = u32::try_from(data.len()).unwrap();
        [&length.to_be_bytes(), kind, data, &sum.to_be_bytes()].concat()
    }

    fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
        let header = chunk(b"IHDR", &[0, 0, 0, 8, 0, 0, 0, 6, 8, 2, 0, 0, 0]);
        [&SIGNATURE[..], &header, &chunks.concat(), &chunk(b"IDAT", &[0; 40]), &chunk(b"IEND", &[])].concat()
    }

    fn deflated(data: &[u8]) -> Vec<u8> {
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
        assert_eq!(read(&FORMAT, &png(&[chunk(b"acTL", &[0; 8])])).info.mime, "image/apng");
    }

    #[test]
    fn blocks_in_all_their_places() {
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
            raw("icc", b"profile"),
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

    /// A file of which only the bytes around its pixels are there.
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
