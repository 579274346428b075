//! JPEG: a run of marker segments up to the first scan [ITU-T T.81 annex B].
//!
//! Metadata lies in application segments: Exif and XMP in APP1, Photoshop resources in APP13, Adobe's colour
//! transform in APP14, JFIF's density in APP0. Segments are read up to the start of the scan; the pixels never.

use super::{Contents, Format};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

/// SOI and the first byte of the next marker.
const SIGNATURE: &[u8] = b"\xff\xd8\xff";

pub(crate) const FORMAT: Format = Format { name: "JPEG", mime: "image/jpeg", sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE)
}

// Markers [T.81 table B.1].
const TEM: u8 = 0x01;
const SOF0: u8 = 0xc0;
const DHT: u8 = 0xc4;
const JPG: u8 = 0xc8;
const DAC: u8 = 0xcc;
const SOF15: u8 = 0xcf;
const RST0: u8 = 0xd0;
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP3: u8 = 0xe3;
const APP13: u8 = 0xed;
const APP14: u8 = 0xee;

// What an application segment begins with.
const EXIF: &[u8] = b"Exif\0"; // a second NUL or fill byte follows [EXIF30 4.7.2]
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0"; // [XMP part 3, 1.1.3]
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0"; // [XMP part 3, 1.1.3.1]
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const JFIF: &[u8] = b"JFIF\0"; // [T.871 10.1]
const ADOBE: &[u8] = b"Adobe";
const STEREO: &[u8] = b"_JPSJPS_"; // [JPS 1.0, stereoscopic descriptor]

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    (out.info.format, out.info.mime) = (FORMAT.name, FORMAT.mime);
    segments(reader, 2, cx, out);
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
    mut position: u64,
    cx: &'a Context<'a>,
    out: &mut Contents<'a>,
) {
    let mut photoshop = Vec::new();
    for _ in 0..cx.limits.parts {
        let Some(segment) = next_segment(reader, cx, position) else {
            return finish(cx, photoshop, out);
        };
        position = segment.end;
        match segment.marker {
            SOS | EOI => return finish(cx, photoshop, out),
            APP0 => jfif(segment.body, out),
            APP1 => app1(segment.body, out),
            APP3 => stereo(segment.body, out),
            APP13 => photoshop.extend(segment.body.strip_prefix(PHOTOSHOP)),
            APP14 => adobe(segment.body, out),
            SOF0..=SOF15 if !matches!(segment.marker, DHT | JPG | DAC) => frame(segment.body, out),
            _ => {}
        }
    }
    cx.issue("too-many-parts", Stage::Container, Some(position), || "segments beyond the limit");
    finish(cx, photoshop, out);
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
    if matches!(marker, TEM | RST0..=EOI) {
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
    if marker == SOS || !is_wanted(marker) {
        return Some(Segment { marker, body: Bytes::new(&[], at + 2), end: at + u64::from(length) });
    }
    let body = reader.up_to(at + 2, size)?;
    if body.len() < size {
        cx.issue("truncated", Stage::Container, Some(at), || {
            format!("segment FF{marker:02X} has {} of its {size} bytes", body.len())
        });
    }
    Some(Segment { marker, body, end: at + u64::from(length) })
}

/// Whether the segment's bytes are looked at.
fn is_wanted(marker: u8) -> bool {
    matches!(marker, APP0 | APP1 | APP3 | APP13 | APP14)
        || ((SOF0..=SOF15).contains(&marker) && !matches!(marker, DHT | JPG | DAC))
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
            .find(|at| chunk.u8(at + 1).is_some_and(|next| next != 0 && next != SOI));
        if let Some(at) = marker {
            return Some(chunk.absolute(at + 1));
        }
        // One byte is looked at again: 0xFF may be the last.
        from += (chunk.len() as u64 - 1).max(1);
    }
}

fn app1<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    let block = if let Some(rest) = body.strip_prefix(EXIF) {
        Block::new(BlockKind::Exif, View::memory(rest.from(1)))
    } else if let Some(rest) = body.strip_prefix(XMP) {
        Block::new(BlockKind::Xmp, View::memory(rest))
    } else if let Some(rest) = body.strip_prefix(EXTENDED_XMP) {
        Block::new(BlockKind::ExtendedXmp, View::memory(rest))
    } else {
        return;
    };
    out.blocks.push(block);
}

/// Joins the Photoshop segments: a resource may run on from one into the next.
fn finish<'a>(cx: &'a Context<'a>, parts: Vec<Bytes<'a>>, out: &mut Contents<'a>) {
    let joined = match parts.as_slice() {
        [] => return,
        [one] => *one,
        [first, ..] => {
            let size: usize = parts.iter().map(|part| part.len()).sum();
            if cx.spend(size as u64).is_none() {
                return;
            }
            let joined = cx.arena.alloc_slice_fill_iter(
                parts.iter().flat_map(|part| part.as_slice()).copied().collect::<Vec<u8>>(),
            );
            Bytes::new(joined, first.absolute(0))
        }
    };
    out.blocks.push(Block::new(BlockKind::Irb, View::memory(joined)));
}

/// The frame header: precision, height, width, components [T.81 B.2.2]. The first one counts.
fn frame(body: Bytes<'_>, out: &mut Contents<'_>) {
    if out.info.width.is_none() {
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

/// JFIF's version and density [T.871 10.1].
fn jfif<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    let Some(rest) = body.strip_prefix(JFIF) else { return };
    let mut tag = |name, at, value, raw| {
        out.tags.push(Tag {
            group: Group::Jfif,
            name: Cow::Borrowed(name),
            lang: None,
            value,
            raw,
            stored: None,
            source: Origin { block: BlockKind::Header, offset: rest.absolute(at), standard: true },
        });
    };
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
}

/// Adobe's segment: the colour transform tells how three or four components are to be read.
fn adobe<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    let Some(rest) = body.strip_prefix(ADOBE) else { return };
    let Some(transform) = rest.u8(6) else { return };
    let text = match transform {
        0 => "Unknown (RGB or CMYK)".into(),
        1 => "YCbCr".into(),
        2 => "YCCK".into(),
        _ => format!("Unknown ({transform})").into(),
    };
    out.tags.push(Tag {
        group: Group::Adobe,
        name: Cow::Borrowed("ColorTransform"),
        lang: None,
        value: Value::Text(text),
        raw: Some(Value::Int(i64::from(transform))),
        stored: None,
        source: Origin { block: BlockKind::Header, offset: rest.absolute(6), standard: true },
    });
}
