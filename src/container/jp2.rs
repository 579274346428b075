//! JPEG 2000: boxes around a codestream [ISO/IEC 15444-1 annex I, 15444-2 annex M], or the codestream alone.
//!
//! Metadata is in `uuid` boxes. Adobe defined some of the UUIDs, and early converters the others.

use super::contents::Contents;
use super::exif_header;
use super::format::Format;
use super::settled::settle;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::isobmff::boxes::{BoxReader, BoxType, Dialect, FILE, IsoBox, Uuid, XMP};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

pub(crate) const FORMAT: Format = Format { id: FormatId::Jp2, sniff, read };
pub(crate) const CODESTREAM: Format =
    Format { id: FormatId::J2c, sniff: sniff_codestream, read: read_codestream };

/// The signature box up to its type. Early writers used another form of it [15444-1 I.5.1].
const SIGNATURES: [&[u8]; 2] = [b"\0\0\0\x0cjP  ", b"\0\0\0\x0cjP\x1a\x1a"];

/// The SOC and SIZ markers [15444-1 A.4.1, A.5.1].
const SOC_SIZ: &[u8] = b"\xff\x4f\xff\x51";

fn sniff(head: Bytes<'_>) -> bool {
    SIGNATURES.iter().any(|signature| head.starts_with(signature))
}

fn sniff_codestream(head: Bytes<'_>) -> bool {
    head.starts_with(SOC_SIZ)
}

const EXIF: Uuid = *b"JpgTiffExif->JP2";
/// EXIF as Photoshop writes it.
const EXIF_PHOTOSHOP: Uuid = *b"\x05\x37\xcd\xab\x9d\x0c\x44\x31\xa7\x2a\xfa\x56\x1f\x2a\x11\x3e";
/// A TIFF structure of one pixel whose tags georeference the picture (`GeoJP2`).
const GEO: Uuid = *b"\xb1\x4b\xf8\xbd\x08\x3d\x4b\x43\xa5\xae\x8c\xd7\xd5\xa6\xce\x03";
const IPTC: Uuid = *b"\x33\xc7\xa4\xd2\xb8\x1d\x47\x23\xa0\xba\xf1\xa3\xe0\x97\xad\x38";
const IPTC_OTHER: Uuid = *b"\x09\xa1\x4e\x97\xc0\xb4\x42\xe0\xbe\xbf\x36\xdf\x6f\x0c\xe3\x6f";
const PHOTOSHOP: Uuid = *b"\x2c\x4c\x01\x00\x85\x04\x40\xb9\xa0\x3e\x56\x21\x48\xd6\xdf\xeb";

/// Any box may extend to the end of what holds it [15444-1 I.4].
const BOXES: Dialect = Dialect { zero_is_to_end: true, ..FILE };
/// The most bytes of a text that are shown.
const TEXT: u64 = 64 * 1024;
/// The maximum nesting of boxes. Associations within a page of a compound image are 4 deep.
const DEPTH: usize = 8;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let boxes = BoxReader::new(cx, BOXES);
    let mut levels = vec![boxes.file(reader)];
    while let Some(level) = levels.last_mut() {
        let Some(part) = level.next() else {
            levels.pop();
            continue;
        };
        if cx.shows_tags {
            tell(part, out);
        }
        match &part.box_type {
            b"ftyp" => brand(part, out),
            b"ihdr" => header(part, out),
            b"cdef" => channels(part, out),
            b"colr" => profile(part, out),
            b"xml " => xml(part, cx, out),
            b"Exif" => exif(part, out),
            b"jumb" if cx.shows_tags => out.blocks.push(Block::jumbf("JPEG 2000 jumb", part.body)),
            b"uuid" => uuid(part, out),
            b"jp2h" | b"jpch" | b"jplh" | b"res " | b"asoc" | b"uinf" | b"page" | b"lobj" | b"comp"
            | b"drep" => {
                if levels.len() < DEPTH {
                    levels.push(boxes.children(part.body));
                } else {
                    cx.issue(
                        IssueCode::TooDeep,
                        Stage::Container,
                        Some(part.offset()),
                        || "boxes within boxes",
                    );
                }
            }
            _ => {}
        }
    }
    if cx.shows_tags {
        settle(out, &[BlockKind::Jpeg2000]);
    }
}

/// Hands over the boxes that tables describe.
pub(super) fn tell<'a>(part: IsoBox<'a>, out: &mut Contents<'a>) {
    let table = match &part.box_type {
        b"ftyp" => "Jpeg2000.FileType",
        b"ihdr" => "Jpeg2000.ImageHeader",
        b"colr" => "Jpeg2000.ColorSpec",
        b"resc" => "Jpeg2000.CaptureResolution",
        b"resd" => "Jpeg2000.DisplayResolution",
        _ => return text(part.box_type, part.body, out),
    };
    out.blocks.push(Block::table(BlockKind::Jpeg2000, table, part.body));
}

/// The boxes that are text: a label and an address [15444-2 M.11.13, 15444-1 I.7.3.2].
fn text<'a>(kind: BoxType, body: View<'a>, out: &mut Contents<'a>) {
    let name = match &kind {
        b"lbl " => "Label",
        b"url " => "URL",
        b"hrgm" => {
            return push("GainMapImage", Value::Unread(body.len()), body.absolute(0), out);
        }
        _ => return,
    };
    let Some(bytes) = body.part(0, TEXT).all() else { return };
    // Like in ExifTool, a text ends with its first NUL, even where a version stands before it.
    let text = crate::text::until_nul(bytes.as_slice());
    let shown = Value::Text(Cow::Owned(String::from_utf8_lossy(text).into_owned()));
    push(name, shown, bytes.absolute(0), out);
}

fn push<'a>(name: &'static str, value: Value<'a>, offset: u64, out: &mut Contents<'a>) {
    let origin = Origin { block: BlockKind::Jpeg2000, offset, standard: true, charset: None };
    let group = Group::Other(Cow::Borrowed("Jpeg2000"));
    out.tags.push(Tag::new(group, name, value, None, origin));
}

fn read_codestream<'a>(reader: &'a Reader<'a>, _: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    // The size of the reference grid minus the offset at which the image area begins [15444-1 A.5.1].
    let side = |at: usize| head.be32(at + 8)?.checked_sub(head.be32(at + 16)?);
    (out.info.width, out.info.height) = (side(0), side(4));
    out.info.components = head.be16(40).and_then(|count| u8::try_from(count).ok());
}

/// The brand names the part of the standard that the file follows [15444-1 I.5.2, 15444-2 M.8, 15444-6, 15444-15].
fn brand(part: IsoBox<'_>, out: &mut Contents<'_>) {
    out.info.format = Some(match part.body.get(0, 4).map(Bytes::as_slice) {
        Some(b"jpx ") => FormatId::Jpx,
        Some(b"jpm ") => FormatId::Jpm,
        Some(b"jph ") => FormatId::Jph,
        _ => FormatId::Jp2,
    });
}

/// The height, the width and the number of components [15444-1 I.5.3.1].
fn header(part: IsoBox<'_>, out: &mut Contents<'_>) {
    let Some(bytes) = part.body.get(0, 10) else { return };
    if out.info.width.is_none() {
        (out.info.height, out.info.width) = (bytes.be32(0), bytes.be32(4));
        out.info.components = bytes.be16(8).and_then(|count| u8::try_from(count).ok());
        out.info.has_alpha.get_or_insert(false);
    }
}

/// The channel definitions: each channel is a colour or an opacity [15444-1 I.5.3.6].
fn channels(part: IsoBox<'_>, out: &mut Contents<'_>) {
    const ROWS: u64 = 64;
    let Some(bytes) = part.body.part(2, ROWS * 6).all() else { return };
    if (0..bytes.len()).step_by(6).any(|at| matches!(bytes.be16(at + 2), Some(1 | 2))) {
        out.info.has_alpha = Some(true);
    }
}

/// The colours, which may be defined by a profile of the restricted kind (2) or of any kind (3) [15444-1 I.5.3.3,
/// 15444-2 M.11.7.3].
fn profile<'a>(part: IsoBox<'a>, out: &mut Contents<'a>) {
    const HEAD: u64 = 3;
    if let Some([2 | 3, ..]) = part.body.peek::<3>(0) {
        out.blocks.push(Block::profile(part.body.part(HEAD, u64::MAX)));
    }
}

fn uuid<'a>(part: IsoBox<'a>, out: &mut Contents<'a>) {
    let kind = match part.uuid {
        Some(EXIF | EXIF_PHOTOSHOP) => return exif(part, out),
        Some(GEO) => {
            out.blocks.push(Block { standard: false, ..Block::new(BlockKind::Exif, part.body) });
            return;
        }
        Some(XMP) => BlockKind::Xmp,
        Some(IPTC | IPTC_OTHER) => BlockKind::Iim,
        Some(PHOTOSHOP) => BlockKind::Irb,
        _ => return,
    };
    out.blocks.push(Block::new(kind, part.body));
}

fn exif<'a>(part: IsoBox<'a>, out: &mut Contents<'a>) {
    out.blocks.push(Block::new(BlockKind::Exif, exif_header::behind_offset(part.body)));
}

/// An `xml ` box may hold any XML. If it is an XMP packet, the packet is used, but this is not its standard place.
fn xml<'a>(part: IsoBox<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    const START: u64 = 1024;
    let Some(start) = part.body.part(0, START).all() else { return };
    if memchr::memmem::find(start.as_slice(), b"adobe:ns:meta/").is_some() {
        out.blocks.push(Block { standard: false, ..Block::new(BlockKind::Xmp, part.body) });
    } else if cx.shows_tags {
        out.blocks.push(Block::table(BlockKind::Jpeg2000, "XML.Main", part.body));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{every_flip, every_prefix, read};
    use super::*;
    use crate::isobmff::boxes::tests::iso_box;

    fn picture() -> Vec<u8> {
        let header = iso_box(b"ihdr", &[0, 0, 0, 10, 0, 0, 0, 20, 0, 4, 7, 7, 0, 0]);
        let profile = iso_box(b"colr", b"\x02\0\0profile");
        let colours = iso_box(b"colr", b"\x01\0\0\0\0\0\x10");
        let channels = iso_box(b"cdef", &[0, 2, 0, 0, 0, 0, 0, 1, 0, 3, 0, 1, 0, 0]);
        let uuid = |id: &Uuid, body: &[u8]| iso_box(b"uuid", &[id, body].concat());
        [
            iso_box(b"jP  ", b"\r\n\x87\n"),
            iso_box(b"ftyp", b"jpx \0\0\0\0jp2 "),
            iso_box(b"jp2h", &[header, colours, profile, channels].concat()),
            uuid(&EXIF, b"Exif\0\0II*\0exif"),
            iso_box(b"uinf", &uuid(&XMP, b"<xmp/>")),
            uuid(&IPTC, b"iim"),
            uuid(&PHOTOSHOP, b"8BIM"),
            iso_box(b"xml ", b"<not-xmp/>"),
            b"\0\0\0\0jp2cstream".to_vec(),
        ]
        .concat()
    }

    #[test]
    fn facts_and_blocks() {
        let found = read(&FORMAT, &picture()[..]);
        let info = &found.info;
        assert_eq!((info.format, info.width, info.height), (Some(FormatId::Jpx), Some(20), Some(10)));
        assert_eq!((info.components, info.has_alpha), (Some(4), Some(true)));
        let expected = [
            (BlockKind::IccProfile, b"profile".to_vec()),
            (BlockKind::Exif, b"II*\0exif".to_vec()),
            (BlockKind::Xmp, b"<xmp/>".to_vec()),
            (BlockKind::Iim, b"iim".to_vec()),
            (BlockKind::Irb, b"8BIM".to_vec()),
        ];
        assert_eq!(found.blocks, expected);
        assert!(found.issues.is_empty());
        assert_eq!(
            found.tables,
            [
                "Jpeg2000.FileType",
                "Jpeg2000.ImageHeader",
                "Jpeg2000.ColorSpec",
                "ICC_Profile.Main",
                "XML.Main"
            ]
        );
    }

    #[test]
    fn the_last_box_may_have_no_length() {
        let colour = [0, 0, 0, 0, b'c', b'o', b'l', b'r', 1, 0, 0, 0, 0, 0, 16];
        let file = [
            iso_box(b"jP  ", b"\r\n\x87\n"),
            iso_box(b"lbl ", b"a label\0"),
            iso_box(b"jp2h", &colour),
            iso_box(b"uinf", &iso_box(b"url ", b"http://x")),
        ];
        let found = read(&FORMAT, &file.concat()[..]);
        assert_eq!(found.tables, ["Jpeg2000.ColorSpec"]);
        assert_eq!(found.shown(), [("Label", "a label"), ("URL", "http://x")]);
    }

    #[test]
    fn a_codestream_alone() {
        let mut bytes = [SOC_SIZ, &[0, 41, 0, 0]].concat();
        for number in [25u32, 12, 5, 2, 25, 12, 0, 0] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend([0, 3]);
        let info = read(&CODESTREAM, &bytes[..]).info;
        assert_eq!((info.width, info.height, info.components), (Some(20), Some(10), Some(3)));
    }

    #[test]
    fn boxes_within_boxes_end() {
        let mut file = iso_box(b"asoc", b"");
        for _ in 0..1_000 {
            file = iso_box(b"asoc", &file);
        }
        let found = read(&FORMAT, &file[..]);
        assert_eq!(found.issues, ["too-deep"]);
    }

    #[test]
    fn damage_of_every_kind() {
        every_prefix(&FORMAT, &picture());
        every_flip(&FORMAT, &picture());
    }
}
