//! JPEG: a run of marker segments up to the first scan [ITU-T T.81 annex B].
//!
//! Metadata is in application segments: Exif and XMP in APP1, Photoshop resources in APP13, Adobe's colour transform
//! in APP14, JUMBF boxes in APP11, ICC profiles in APP2, JFIF's density in APP0. Segments are read up to the start of the scan, and the end
//! of the file is searched for trailers. The pixels are never read.

use super::super::contents::{AppSegment, Contents};
use super::super::format::Format;
use super::super::trailer;
use super::app11;
use super::application::{STEREO, xmp};
use super::headers::{adobe, coding, comment, frame, jfif};
use super::markers::{
    APP0, APP1, APP2, APP3, APP6, APP11, APP13, APP14, APP15, COM, EOI, SOS, TEM, is_frame,
};
use super::mpf;
use super::profile::{self, ProfileSegments};
use super::run::Run;
use super::segment::{Segment, SegmentFault, Segments};
use crate::block::Block;
use crate::bytes::Bytes;
use crate::ciff;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

/// SOI, and the first byte of the next marker.
const SIGNATURE: &[u8] = b"\xff\xd8\xff";

pub(crate) const FORMAT: Format = Format { id: FormatId::Jpeg, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    out.info.format = Some(FORMAT.id);
    segments(reader, 2, cx, out);
    trailer::read(reader, cx, out);
}

/// Reads a complete JPEG that starts at `start` in a file of another format: the preview in a camera raw.
pub(crate) fn read_at<'a>(reader: &'a Reader<'a>, start: u64, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    match reader.get(start, SIGNATURE.len()) {
        Some(head) if head.starts_with(SIGNATURE) => segments(reader, start.saturating_add(2), cx, out),
        _ => cx.issue(
            IssueCode::BadOffset,
            Stage::Container,
            Some(start),
            || "no JPEG where one is said to be",
        ),
    }
}

/// Reads segments from `position` on, up to the first scan.
pub(crate) fn segments<'a>(
    reader: &'a Reader<'a>,
    position: u64,
    cx: &'a Context<'a>,
    out: &mut Contents<'a>,
) {
    let (mut boxes, mut profile) = (app11::JumbfSegments::default(), ProfileSegments::default());
    up_to_scan(reader, position, cx, (&mut boxes, &mut profile), out);
    profile.finish(reader, cx, out);
    boxes.finish(reader, cx, out);
}

fn up_to_scan<'a>(
    reader: &'a Reader<'a>,
    position: u64,
    cx: &'a Context<'a>,
    (boxes, profile): (&mut app11::JumbfSegments, &mut ProfileSegments),
    out: &mut Contents<'a>,
) {
    let mut segments = Segments::new(View::file(reader, 0, reader.len()), position);
    let mut run = Run::default();
    // Like ExifTool, trust nothing that looks like a frame header after a damaged length; the fields may use it.
    let mut is_whole = true;
    for _ in 0..cx.limits.parts {
        let Some((marker, body)) = next(&mut segments, cx, out) else {
            return run.finish(cx, out);
        };
        if run.takes(marker, body, cx, out) {
            continue;
        }
        match marker {
            SOS | EOI => return,
            APP0 => {
                jfif(body, out);
                heap(body, out);
            }
            APP1 => out.blocks.extend(xmp(body)),
            APP11 => boxes.add(body, segments.position()),
            APP2 if body.starts_with(mpf::MARK) => {
                mpf::index(body, out);
            }
            APP2 => profile.add(body, segments.position(), cx),
            APP3 => stereo(body, out),
            APP14 => adobe(body, out),
            COM if cx.shows_tags => comment(body, cx, out),
            TEM => is_whole = false,
            marker if is_frame(marker) => {
                if cx.shows_tags && is_whole {
                    coding(marker, body, out);
                }
                frame(body, out);
            }
            _ => {}
        }
    }
    let at = Some(segments.position());
    cx.issue(IssueCode::TooManyParts, Stage::Container, at, || "segments beyond the limit");
    run.finish(cx, out);
}

/// The marker of the next segment, and as much of its body as is needed. Damage raises an issue. Application segments are
/// kept if tags are wanted, so that they can be read when the camera is known.
fn next<'a>(
    segments: &mut Segments<'a>,
    cx: &Context<'_>,
    out: &mut Contents<'a>,
) -> Option<(u8, Bytes<'a>)> {
    let issue = |code, at, what: &dyn Fn() -> String| cx.issue(code, Stage::Container, Some(at), what);
    let segment = loop {
        match segments.next()? {
            Ok(segment) => break segment,
            Err(SegmentFault::Garbage(at)) => {
                issue(IssueCode::Garbage, at, &|| "bytes between two segments".into());
            }
            Err(SegmentFault::BadLength(at, length)) => {
                issue(IssueCode::BadLength, at, &|| format!("segment length {length}"));
                return Some((TEM, Bytes::new(&[], at)));
            }
            Err(SegmentFault::CutLength(at)) => {
                issue(IssueCode::Truncated, at, &|| "the file ends in a segment's length".into());
            }
        }
    };
    let Segment { marker, start, body, size, .. } = segment;
    // Of those that are read here alone, only GoPro's carries fields.
    if (cx.shows_tags && (APP0..=APP15).contains(&marker)) || marker == APP6 {
        out.segments.push(AppSegment { marker, data: body });
    }
    // JUMBF boxes are read by range, and the pictures in them not at all.
    let wanted = match marker {
        APP11 => size.min(app11::HEAD as u64),
        APP2 if body.peek::<4>(0).as_ref() == Some(mpf::MARK) => size,
        APP2 => size.min(profile::HEAD as u64),
        _ if is_wanted(marker, cx) => size,
        _ => return Some((marker, Bytes::new(&[], start))),
    };
    let bytes = body.part(0, wanted).all()?;
    let there = if (bytes.len() as u64) < wanted { bytes.len() as u64 } else { body.len() };
    if there < size {
        issue(IssueCode::Truncated, start, &|| {
            format!("segment FF{marker:02X} has {there} of its {size} bytes")
        });
    }
    Some((marker, bytes))
}

/// Whether the contents of the segment are needed.
fn is_wanted(marker: u8, cx: &Context<'_>) -> bool {
    matches!(marker, APP0 | APP1 | APP3 | APP11 | APP13 | APP14)
        || is_frame(marker)
        || (marker == COM && cx.shows_tags)
}

/// Canon's heap, which older cameras store beside or in place of EXIF [CIFF 1.0].
fn heap<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    if let Some((order, _)) = ciff::header(body) {
        out.blocks.push(Block::note("CanonRaw", "CIFF", order, View::memory(body)));
    }
}

/// JPS, which has two pictures side by side in one frame, is a format of its own.
fn stereo(body: Bytes<'_>, out: &mut Contents<'_>) {
    // In EXV or a raw, the file stays what it is.
    if body.starts_with(STEREO) && out.info.format == Some(FORMAT.id) {
        out.info.format = Some(FormatId::Jps);
    }
}

#[cfg(test)]
mod tests {
    use super::super::application::{ADOBE, EXTENDED_XMP, JFIF, PHOTOSHOP, PHOTOSHOP_2, XMP};
    use super::super::markers::{DHT, SOF0};
    use super::*;
    use crate::block::{Block, BlockKind};
    use crate::container::testing::Slice;
    use crate::issue::Issue;
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

    /// The blocks with their kinds and bytes, and everything else that was read.
    struct Read {
        blocks: Vec<(BlockKind, Vec<u8>)>,
        tags: Vec<String>,
        info: crate::file_info::ContainerInfo,
        issues: Vec<Issue>,
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
        read_with(file, &Limits::default()).issues.iter().filter_map(|issue| issue.code.known()).collect()
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
        assert_eq!((read.blocks.len(), read.issues[0].code.as_str()), (0, "budget"));
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
