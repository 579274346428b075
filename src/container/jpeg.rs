//! JPEG: a run of marker segments up to the first scan [ITU-T T.81 annex B].
//!
//! Metadata lies in application segments: Exif and XMP in APP1, Photoshop resources in APP13, Adobe's colour
//! transform in APP14, JUMBF boxes in APP11, JFIF's density in APP0. Segments are read up to the start of the scan,
//! and the file's last bytes for trailers; the pixels never.

use super::contents::Contents;
use super::format::Format;
use super::run::Run;
use super::{jumbf, trailer};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};

/// SOI and the first byte of the next marker.
const SIGNATURE: &[u8] = b"\xff\xd8\xff";

pub(crate) const FORMAT: Format = Format { name: "JPEG", mime: "image/jpeg", sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE)
}

// Markers [T.81 table B.1].
const STUFFED: u8 = 0x00; // not a marker but coded data [T.81 B.1.1.5]
const TEM: u8 = 0x01;
const SOF0: u8 = 0xc0;
const DHT: u8 = 0xc4;
const JPG: u8 = 0xc8;
const DAC: u8 = 0xcc;
const SOF15: u8 = 0xcf;
const RST0: u8 = 0xd0;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
pub(super) const APP1: u8 = 0xe1;
const APP3: u8 = 0xe3;
const APP11: u8 = 0xeb;
pub(super) const APP13: u8 = 0xed;
const APP14: u8 = 0xee;

// What an application segment begins with.
const EXIF: &[u8] = b"Exif\0"; // a second NUL or fill byte follows [EXIF30 4.7.2]
pub(crate) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0"; // [XMP part 3, 1.1.3]
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0"; // [XMP part 3, 1.1.3.1]
pub(crate) const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const PHOTOSHOP_2: &[u8] = b"Adobe_Photoshop2.5:"; // eight more bytes follow
pub(crate) const JFIF: &[u8] = b"JFIF\0"; // [T.871 10.1]
pub(crate) const ADOBE: &[u8] = b"Adobe";
const STEREO: &[u8] = b"_JPSJPS_"; // [JPS 1.0, stereoscopic descriptor]

/// Some writers put a few bytes before `Exif`.
const EXIF_GARBAGE: usize = 4;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    (out.info.format, out.info.mime) = (FORMAT.name, FORMAT.mime);
    segments(reader, 2, cx, out);
    trailer::read(reader, cx, out);
}

/// Reads a whole JPEG that starts at `start` of a file of another format: the preview in a camera raw.
pub(super) fn read_at<'a>(reader: &'a Reader<'a>, start: u64, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    match reader.get(start, SIGNATURE.len()) {
        Some(head) if head.starts_with(SIGNATURE) => segments(reader, start.saturating_add(2), cx, out),
        _ => cx.issue("bad-offset", Stage::Container, Some(start), || "no JPEG where one is said to be"),
    }
}

/// Reads segments from `position` on, up to the first scan.
pub(super) fn segments<'a>(
    reader: &'a Reader<'a>,
    position: u64,
    cx: &'a Context<'a>,
    out: &mut Contents<'a>,
) {
    let mut boxes = jumbf::Segments::default();
    up_to_scan(reader, position, cx, &mut boxes, out);
    boxes.finish(reader, cx, out);
}

fn up_to_scan<'a>(
    reader: &'a Reader<'a>,
    mut position: u64,
    cx: &'a Context<'a>,
    boxes: &mut jumbf::Segments,
    out: &mut Contents<'a>,
) {
    let mut run = Run::default();
    for _ in 0..cx.limits.parts {
        let Some(segment) = next_segment(reader, cx, position) else {
            return run.finish(cx, out);
        };
        position = segment.end;
        if let Some(part) = run.part(segment.marker, segment.body) {
            if !part.continues {
                run.finish(cx, out);
                run.kind = Some(part.kind);
            }
            run.parts.push(part.bytes);
            continue;
        }
        run.finish(cx, out);
        match segment.marker {
            SOS | EOI => return,
            APP0 => jfif(segment.body, out),
            APP1 => out.blocks.extend(xmp(segment.body)),
            APP11 => boxes.add(segment.body, segment.end),
            APP3 => stereo(segment.body, out),
            APP14 => adobe(segment.body, out),
            marker if is_frame(marker) => frame(segment.body, out),
            _ => {}
        }
    }
    cx.issue("too-many-parts", Stage::Container, Some(position), || "segments beyond the limit");
    run.finish(cx, out);
}

struct Segment<'a> {
    marker: u8,
    body: Bytes<'a>,
    /// Where the next marker is expected.
    end: u64,
}

/// The segment whose marker stands at `position` or after it.
///
/// A marker may be preceded by any number of fill bytes 0xFF [T.81 B.1.1.2]; other bytes before it are garbage,
/// which is passed over with an issue.
fn next_segment<'a>(reader: &Reader<'a>, cx: &Context<'a>, position: u64) -> Option<Segment<'a>> {
    let mut at = find_marker(reader, cx, position)?;
    let marker = loop {
        let marker = reader.get(at, 1)?.u8(0)?;
        at += 1;
        if marker != 0xff {
            break marker;
        }
    };
    if matches!(marker, STUFFED | TEM | RST0..=EOI) {
        return Some(Segment { marker, body: Bytes::new(&[], at), end: at });
    }
    let Some(length) = reader.get(at, 2).and_then(|b| b.be16(0)) else {
        cx.issue("truncated", Stage::Container, Some(at), || "the file ends in a segment's length");
        return None;
    };
    if length < 2 {
        // The length counts itself. One below that is damage: what follows is searched for the next marker.
        cx.issue("bad-length", Stage::Container, Some(at), || format!("segment length {length}"));
        return Some(Segment { marker: TEM, body: Bytes::new(&[], at), end: at + 2 });
    }
    let size = usize::from(length) - 2;
    if !is_wanted(marker) {
        return Some(Segment { marker, body: Bytes::new(&[], at + 2), end: at + u64::from(length) });
    }
    // JUMBF boxes are read by range: the pictures in them never.
    let wanted = if marker == APP11 { size.min(jumbf::HEAD) } else { size };
    let body = reader.up_to(at + 2, wanted)?;
    let there = if body.len() < wanted { body.len() as u64 } else { reader.len().saturating_sub(at + 2) };
    if there < size as u64 {
        cx.issue("truncated", Stage::Container, Some(at), || {
            format!("segment FF{marker:02X} has {there} of its {size} bytes")
        });
    }
    Some(Segment { marker, body, end: at + u64::from(length) })
}

/// Whether the segment's bytes are looked at.
fn is_wanted(marker: u8) -> bool {
    matches!(marker, APP0 | APP1 | APP3 | APP11 | APP13 | APP14) || is_frame(marker)
}

fn is_frame(marker: u8) -> bool {
    (SOF0..=SOF15).contains(&marker) && !matches!(marker, DHT | JPG | DAC)
}

/// The byte after the first 0xFF at or after `position` that starts a marker.
fn find_marker(reader: &Reader<'_>, cx: &Context<'_>, position: u64) -> Option<u64> {
    if reader.get(position, 1)?.u8(0)? == 0xff {
        return Some(position + 1);
    }
    cx.issue("garbage", Stage::Container, Some(position), || "bytes between two segments");
    let mut from = position;
    loop {
        let chunk = reader.up_to(from, 4096).filter(|chunk| !chunk.is_empty())?;
        let marker = memchr::memchr_iter(0xff, chunk.as_slice())
            .find(|at| chunk.u8(at + 1).is_some_and(|next| next != STUFFED));
        if let Some(at) = marker {
            return Some(chunk.absolute(at + 1));
        }
        // One byte is looked at again: 0xFF may be the last.
        from += (chunk.len() as u64 - 1).max(1);
    }
}

/// The TIFF structure of an Exif segment. Its name is also met in other letters and after a few other bytes.
pub(crate) fn exif(body: Bytes<'_>) -> Option<Bytes<'_>> {
    (0..=EXIF_GARBAGE)
        .find(|&at| body.get(at, EXIF.len()).is_some_and(|name| name.as_slice().eq_ignore_ascii_case(EXIF)))
        .map(|at| body.from(at + EXIF.len() + 1))
}

/// The image resources of an APP13 segment.
pub(crate) fn photoshop(body: Bytes<'_>) -> Option<Bytes<'_>> {
    body.strip_prefix(PHOTOSHOP).or_else(|| body.strip_prefix(PHOTOSHOP_2).map(|rest| rest.from(8)))
}

/// An XMP packet or a chunk of an extended one. Writers that got the name of the segment wrong still wrote one
/// that begins with `http` or `XMP`, or left it out.
pub(crate) fn xmp(body: Bytes<'_>) -> Option<Block<'_>> {
    let block = |kind, bytes| Some(Block::new(kind, View::memory(bytes)));
    if let Some(rest) = body.strip_prefix(XMP) {
        return block(BlockKind::Xmp, rest);
    }
    if let Some(rest) = body.strip_prefix(EXTENDED_XMP) {
        return block(BlockKind::ExtendedXmp, rest);
    }
    if !(body.starts_with(b"http") || body.starts_with(b"XMP\0") || body.starts_with(b"<?xpacket")) {
        return None;
    }
    let start = memchr::memchr(b'<', body.as_slice())?;
    block(BlockKind::Xmp, body.from(start))
}

/// The frame header: precision, height, width, components [T.81 B.2.2]. The first one counts whose length fits its
/// number of components: bytes that were taken for a segment after damage do not.
fn frame(body: Bytes<'_>, out: &mut Contents<'_>) {
    let fits = body.u8(5).is_some_and(|components| body.len() == 6 + 3 * usize::from(components));
    if out.info.width.is_none() && fits {
        out.info.height = body.be16(1).map(u32::from);
        out.info.width = body.be16(3).map(u32::from);
        out.info.components = body.u8(5);
        out.info.has_alpha = Some(false);
    }
}

/// Two pictures side by side in one: JPS is a kind of its own.
fn stereo(body: Bytes<'_>, out: &mut Contents<'_>) {
    // In EXV or a raw, the file stays what it is.
    if body.starts_with(STEREO) && out.info.format == FORMAT.name {
        out.info.format = "JPS";
        out.info.mime = "image/x-jps";
    }
}

/// JFIF's version, density and the size of its thumbnail [T.871 10.1].
fn jfif<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    let Some(rest) = body.strip_prefix(JFIF) else { return };
    let mut tag =
        |name, at, value, raw| out.tags.push(header_tag(Group::Jfif, name, value, raw, rest.absolute(at)));
    if let (Some(major), Some(minor)) = (rest.u8(0), rest.u8(1)) {
        let text = format!("{major}.{minor:02}");
        let raw = format!("{major} {minor}");
        tag("JFIFVersion", 0, Value::Text(text.into()), Some(Value::Text(raw.into())));
    }
    if let Some(unit) = rest.u8(2) {
        let text = match unit {
            0 => "None".into(),
            1 => "inches".into(),
            2 => "cm".into(),
            _ => format!("Unknown ({unit})").into(),
        };
        tag("ResolutionUnit", 2, Value::Text(text), Some(Value::Int(i64::from(unit))));
    }
    for (name, at) in [("XResolution", 3), ("YResolution", 5)] {
        if let Some(density) = rest.be16(at) {
            tag(name, at, Value::Int(i64::from(density)), None);
        }
    }
    for (name, at) in [("ThumbnailWidth", 7), ("ThumbnailHeight", 8)] {
        if let Some(pixels) = rest.u8(at).filter(|&pixels| pixels > 0) {
            tag(name, at, Value::Int(i64::from(pixels)), None);
        }
    }
}

/// Adobe's segment: version, flags, and the colour transform, which tells how three or four components are to be
/// read.
fn adobe<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    let Some(rest) = body.strip_prefix(ADOBE) else { return };
    let mut tag =
        |name, at, value, raw| out.tags.push(header_tag(Group::Adobe, name, value, raw, rest.absolute(at)));
    if let Some(version) = rest.be16(0) {
        tag("DCTEncodeVersion", 0, Value::Int(i64::from(version)), None);
    }
    for (name, at) in [("APP14Flags0", 2), ("APP14Flags1", 4)] {
        if let Some(flags) = rest.be16(at) {
            tag(name, at, adobe_flags(flags, at == 2), Some(Value::Int(i64::from(flags))));
        }
    }
    if let Some(transform) = rest.u8(6) {
        let text = match transform {
            0 => "Unknown (RGB or CMYK)".into(),
            1 => "YCbCr".into(),
            2 => "YCCK".into(),
            _ => format!("Unknown ({transform})").into(),
        };
        tag("ColorTransform", 6, Value::Text(text), Some(Value::Int(i64::from(transform))));
    }
}

/// The flags that are set, by number: only the highest of the first word has a name.
fn adobe_flags(flags: u16, is_first: bool) -> Value<'static> {
    let name = |bit: u32| match bit {
        15 if is_first => "Encoded with Blend=1 downsampling".to_owned(),
        _ => format!("[{bit}]"),
    };
    if flags == 0 {
        return Value::text("(none)");
    }
    let set: Vec<String> = (0..16).filter(|bit| flags >> bit & 1 == 1).map(name).collect();
    Value::Text(set.join(", ").into())
}

fn header_tag<'a>(
    group: Group<'a>,
    name: &'static str,
    value: Value<'a>,
    raw: Option<Value<'a>>,
    offset: u64,
) -> Tag<'a> {
    let source = Origin { block: BlockKind::Header, offset, standard: true, charset: None };
    Tag::new(group, name, value, raw, source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::Slice;
    use crate::issue::Raised;
    use crate::limits::Limits;
    use bumpalo::Bump;
    use encoding_rs::WINDOWS_1252;

    const TIFF: &[u8] = b"II*\0\x08\0\0\0";
    const PACKET: &[u8] = b"<x:xmpmeta/>";

    fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        let mut bytes = vec![0xff, marker];
        bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    fn exif_segment(tiff: &[u8]) -> Vec<u8> {
        segment(APP1, &[b"Exif\0\0", tiff])
    }

    fn jpeg(parts: &[&[u8]]) -> Vec<u8> {
        let scan = segment(SOS, &[b"\x01\x01\0\0\x3f\0"]);
        [b"\xff\xd8", &parts.concat()[..], &scan, b"\x12\x34\xff\xd9"].concat()
    }

    /// The blocks by kind and bytes, with all that was read beside them.
    struct Read {
        blocks: Vec<(BlockKind, Vec<u8>)>,
        tags: Vec<String>,
        info: crate::file_info::ContainerInfo,
        issues: Vec<Raised>,
    }

    fn read_with(file: &[u8], limits: &Limits) -> Read {
        let arena = Bump::new();
        let cx = Context::new(limits, &arena, WINDOWS_1252);
        let source = Slice(file);
        let (blocks, tags, info) = {
            let mut head = Vec::new();
            let reader = Reader::new(&source, &cx, &mut head).unwrap();
            let mut out = Contents::default();
            read(&reader, &cx, &mut out);
            let bytes = |block: &Block<'_>| block.data.all().unwrap().as_slice().to_vec();
            let blocks = out.blocks.iter().map(|block| (block.kind, bytes(block))).collect();
            let tags =
                out.tags.iter().map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect();
            (blocks, tags, out.info)
        };
        Read { blocks, tags, info, issues: cx.take_issues() }
    }

    fn blocks(file: &[u8]) -> Vec<(BlockKind, Vec<u8>)> {
        read_with(file, &Limits::default()).blocks
    }

    fn codes(file: &[u8]) -> Vec<&'static str> {
        read_with(file, &Limits::default()).issues.iter().map(|issue| issue.code).collect()
    }

    fn kinds(file: &[u8]) -> Vec<BlockKind> {
        blocks(file).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn exif_under_its_names() {
        let whole = [(BlockKind::Exif, TIFF.to_vec())];
        for name in
            [&b"Exif\0\0"[..], b"Exif\0\xff", b"exif\0\0", b"EXIF\0\0", b"xxExif\0\0", b"xxxxExif\0\0"]
        {
            assert_eq!(blocks(&jpeg(&[&segment(APP1, &[name, TIFF])])), whole, "{name:?}");
        }
        for name in [&b"Exif"[..], b"", b"Exif\x01\0", b"xxxxxExif\0\0"] {
            assert_eq!(blocks(&jpeg(&[&segment(APP1, &[name, TIFF])])), [], "{name:?}");
        }
    }

    #[test]
    fn exif_runs_on_in_the_next_segment() {
        let (first, rest) = TIFF.split_at(5);
        let (second, third) = rest.split_at(1);
        let whole = [(BlockKind::Exif, TIFF.to_vec())];
        let parts = [exif_segment(first), exif_segment(second), exif_segment(third)];
        assert_eq!(blocks(&jpeg(&[&parts.concat()])), whole);
        let comment = segment(0xfe, &[b"hi"]);
        assert_eq!(kinds(&jpeg(&[&parts[0], &comment, &parts[1]])), [BlockKind::Exif; 2]);
        assert_eq!(
            blocks(&jpeg(&[&exif_segment(TIFF), &exif_segment(TIFF)])),
            [whole.clone(), whole].concat()
        );
    }

    #[test]
    fn xmp_under_its_names() {
        let whole = [(BlockKind::Xmp, PACKET.to_vec())];
        let odd = &b"http://ns.adobe.com/xap/1.0/"[..];
        for name in [XMP, odd, b"http://ns.adobe.com/xap/1.1/\0", b"XMP\0", b"http"] {
            assert_eq!(blocks(&jpeg(&[&segment(APP1, &[name, PACKET])])), whole, "{name:?}");
        }
        for name in [&b""[..], b"xmp\0", b"XMP", b"xxhttp://ns.adobe.com/xap/1.0/\0"] {
            assert_eq!(blocks(&jpeg(&[&segment(APP1, &[name, PACKET])])), [], "{name:?}");
        }
        assert_eq!(kinds(&jpeg(&[&segment(APP1, &[b"<?xpacket?>", PACKET])])), [BlockKind::Xmp]);
        assert_eq!(kinds(&jpeg(&[&segment(APP1, &[EXTENDED_XMP, b"guid"])])), [BlockKind::ExtendedXmp]);
    }

    #[test]
    fn photoshop_segments_are_joined_where_they_meet() {
        let photoshop = |bytes: &[u8]| segment(APP13, &[PHOTOSHOP, bytes]);
        let block = |bytes: &[u8]| (BlockKind::Irb, bytes.to_vec());
        let whole = &b"8BIM\x04\x04\0\0\0\0\0\x02ab"[..];
        let (start, end) = whole.split_at(13);
        assert_eq!(blocks(&jpeg(&[&photoshop(start), &photoshop(end)])), [block(whole)]);
        assert_eq!(blocks(&jpeg(&[&photoshop(whole), &photoshop(end)])), [block(whole), block(end)]);
        assert_eq!(blocks(&jpeg(&[&photoshop(start), &photoshop(whole)])), [block(start), block(whole)]);
        let between = segment(APP1, &[b"other"]);
        let apart = jpeg(&[&photoshop(start), &between, &photoshop(end)]);
        assert_eq!(blocks(&apart), [block(start), block(end)]);
        let old = segment(APP13, &[PHOTOSHOP_2, &[0; 8], b"ab"]);
        assert_eq!(blocks(&jpeg(&[&old])), [block(b"ab")]);
        assert_eq!(blocks(&jpeg(&[&photoshop(b"c"), &old])), [block(b"c"), block(b"ab")]);
        for name in [&b"Photoshop 3.0"[..], b"photoshop 3.0\0", b"\x1c\x02\x05\0\x01a"] {
            assert_eq!(blocks(&jpeg(&[&segment(APP13, &[name, b"8BIM"])])), []);
        }
    }

    #[test]
    fn what_stands_between_segments() {
        let (exif, xmp) = (exif_segment(TIFF), segment(APP1, &[XMP, PACKET]));
        let both = [BlockKind::Exif, BlockKind::Xmp];
        for (between, code) in [
            (&b"garbage"[..], Some("garbage")),
            (b"gar\xff\0bage\xff\xff", Some("garbage")),
            (b"\xff\xff\xff", None),
            (b"\xff\x01", None),
            (b"\xff\xd0", None),
            (b"\xff\xd8", None),
            (b"\xff\xe2\0\x02", None),
            (b"\xff\xe2\0\x01", Some("bad-length")),
            (b"\xff\xe2\0\0", Some("bad-length")),
        ] {
            let file = jpeg(&[&exif, between, &xmp]);
            assert_eq!(kinds(&file), both, "{between:x?}");
            assert_eq!(codes(&file).first().copied(), code, "{between:x?}");
        }
    }

    #[test]
    fn nothing_is_read_after_the_scan_or_the_end() {
        let exif = exif_segment(TIFF);
        assert_eq!(blocks(&[&jpeg(&[]), &exif[..]].concat()), []);
        assert_eq!(blocks(&jpeg(&[b"\xff\xd9", &exif])), []);
    }

    #[test]
    fn a_cut_segment_is_read_as_far_as_it_goes() {
        let file = jpeg(&[&exif_segment(TIFF)]);
        let cut = &file[..file.len() - 20];
        assert_eq!(kinds(cut), [BlockKind::Exif]);
        assert_eq!(codes(cut), ["truncated"]);
    }

    #[test]
    fn every_prefix_has_no_more_blocks() {
        let (exif, xmp) = (exif_segment(TIFF), segment(APP1, &[XMP, PACKET]));
        let photoshop = segment(APP13, &[PHOTOSHOP, b"8BIM"]);
        let jfif = segment(APP0, &[JFIF, &[1, 2, 1, 0, 72, 0, 72, 0, 0]]);
        let file = jpeg(&[&jfif, &exif, b"garbage", &xmp, &photoshop, &photoshop]);
        let all = blocks(&file).len();
        assert_eq!(all, 4);
        for end in 0..file.len() {
            assert!(blocks(&file[..end]).len() <= all, "{end}");
        }
    }

    #[test]
    fn segments_are_bounded() {
        let file = [b"\xff\xd8", &b"\xff\xe1\0\x02".repeat(4_000_000)[..]].concat();
        assert_eq!(codes(&file), ["too-many-parts"]);
        let limits = Limits { parts: 2, ..Limits::default() };
        let exif = exif_segment(TIFF);
        let read = read_with(&jpeg(&[&exif, &exif, &exif]), &limits);
        assert_eq!(read.blocks.len(), 2);
    }

    #[test]
    fn joining_is_paid_for() {
        let limits = Limits { head: 1 << 20, read: 100_000, ..Limits::default() };
        let start = segment(APP13, &[PHOTOSHOP, b"8BIM\x04\x04\0\0\0\x01\xff\xff", &vec![0; 60_000]]);
        let part = segment(APP13, &[PHOTOSHOP, &vec![0; 60_000]]);
        assert_eq!(read_with(&jpeg(&[&start]), &limits).blocks.len(), 1);
        let read = read_with(&jpeg(&[&start, &part]), &limits);
        assert_eq!((read.blocks.len(), read.issues[0].code), (0, "budget"));
    }

    #[test]
    fn headers_become_tags() {
        let jfif = segment(APP0, &[JFIF, &[1, 2, 3, 0, 72, 0, 71, 2, 0]]);
        let adobe = segment(APP14, &[ADOBE, &[0, 100, 0x80, 1, 0, 0, 2]]);
        assert_eq!(
            read_with(&jpeg(&[&jfif, &adobe]), &Limits::default()).tags,
            [
                "JFIF:JFIFVersion=1.02",
                "JFIF:ResolutionUnit=Unknown (3)",
                "JFIF:XResolution=72",
                "JFIF:YResolution=71",
                "JFIF:ThumbnailWidth=2",
                "Adobe:DCTEncodeVersion=100",
                "Adobe:APP14Flags0=[0], Encoded with Blend=1 downsampling",
                "Adobe:APP14Flags1=(none)",
                "Adobe:ColorTransform=YCCK",
            ]
        );
    }

    #[test]
    fn the_first_frame_gives_the_size() {
        let frame = |marker, width: u8| segment(marker, &[&[8, 0, 4, 0, width, 3], &[0; 9]]);
        let misfit = segment(0xc1, &[&[8, 0, 4, 0, 7, 3]]);
        let file = jpeg(&[&frame(DHT, 9), &misfit, &frame(0xc2, 5), &frame(SOF0, 6)]);
        let info = read_with(&file, &Limits::default()).info;
        assert_eq!((info.width, info.height, info.components), (Some(5), Some(4), Some(3)));
        assert_eq!(info.has_alpha, Some(false));
    }
}
