//! BMP: only the facts in its header are read, because the format has no place for metadata; and a colour profile.

use super::contents::Contents;
use super::facts;
use super::format::Format;
use crate::block::{Block, BlockKind, Root};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::Value;

const SIGNATURE: &[u8] = b"BM";

pub(crate) const FORMAT: Format = Format { id: FormatId::Bmp, sniff, read };

/// The file header has 14 bytes. The size of the info header that follows it tells which variant it is.
const FILE_HEADER: usize = 14;

/// Both headers, if the second one is the shortest variant.
const SHORTEST: usize = 26;

// BITMAPCOREHEADER, the short and the full header of OS/2 2.x, and BITMAPINFOHEADER, which later headers extend.
const CORE: u32 = 12;
const OS2_SHORT: u32 = 16;
const INFO: u32 = 40;
/// BITMAPV3INFOHEADER, the first with an alpha mask (at byte 52).
const V3: u32 = 56;
const OS2: u32 = 64;
/// BITMAPV5HEADER, the first with a colour profile (its place at byte 112).
const V5: u32 = 124;
/// An exclusive upper bound: every known header is smaller.
const LARGEST: u32 = 256;

/// Where the file header says where the pixels are.
const PIXELS: usize = 10;

// The colour spaces of a header with a profile: the path of a file with it, or the profile itself. A number holds the
// letters, so that they are reversed.
const LINKED: &[u8] = b"KNIL";
const EMBEDDED: &[u8] = b"DEBM";
/// The limit for the path of a profile.
const LONGEST_PATH: u32 = 4096;

fn sniff(head: Bytes<'_>) -> bool {
    let size = head.u32(FILE_HEADER, Little);
    head.starts_with(SIGNATURE)
        && head.len() >= SHORTEST
        && size.is_some_and(|size| matches!(size, CORE | OS2_SHORT | INFO..LARGEST))
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let header = reader.head().from(FILE_HEADER);
    let Some(size) = header.u32(0, Little) else { return };
    let (width, height, depth) = if size == CORE {
        let side = |at| header.u16(at, Little).map(u32::from);
        (side(4), side(6), header.u16(10, Little))
    } else {
        // A negative height means that the rows are stored from top to bottom.
        let height = header.u32(8, Little).map(|height| height.cast_signed().unsigned_abs());
        (header.u32(4, Little), height, header.u16(14, Little))
    };
    (out.info.width, out.info.height) = (width, height);
    let mask = header.u32(52, Little).filter(|_| size >= V3 && size != OS2);
    let alpha = depth.is_some_and(|depth| matches!(depth, 16 | 32)) && mask.is_some_and(|mask| mask != 0);
    out.info.has_alpha = Some(alpha);
    out.info.components = Some(if alpha { 4 } else { 3 });
    if cx.shows_tags {
        show(reader, size, cx, out);
    }
    if size >= V5
        && let Some(header) = reader.head().from(FILE_HEADER).get(0, size as usize)
    {
        profile(reader, header, cx, out);
    }
}

/// Hands the header over, and shows what it leads to.
fn show<'a>(reader: &'a Reader<'a>, size: u32, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let Some(header) = reader.head().from(FILE_HEADER).get(0, size as usize) else {
        let at = Some(FILE_HEADER as u64);
        return cx.issue(IssueCode::Truncated, Stage::Container, at, || "the file ends in its header");
    };
    // Like ExifTool, read of all headers of OS/2 what the first version has.
    let is_core = matches!(size, CORE | OS2_SHORT | OS2);
    let table = if is_core { "BMP.Core" } else { "BMP.Main" };
    let root = Root::Table { table, group: "", order: Little };
    out.blocks.push(Block { root, ..Block::new(BlockKind::File, View::memory(header)) });
    if is_core {
        return;
    }
    picture(reader, header, out);
}

/// A picture that is stored as a JPEG or a PNG.
fn picture<'a>(reader: &Reader<'a>, header: Bytes<'a>, out: &mut Contents<'a>) {
    let name = match header.u32(16, Little) {
        Some(4) => "EmbeddedJPG",
        Some(5) => "EmbeddedPNG",
        _ => return,
    };
    let (Some(start), Some(length)) = (reader.head().u32(PIXELS, Little), header.u32(20, Little)) else {
        return;
    };
    if length > 0 {
        out.tags.push(facts::tag(name, Value::Unread(length.into()), None, start.into()));
    }
}

/// A colour profile, or the path of one. Its place is counted from the info header.
fn profile<'a>(reader: &'a Reader<'a>, header: Bytes<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let space = header.from(56);
    let (is_linked, is_embedded) = (space.starts_with(LINKED), space.starts_with(EMBEDDED));
    if !is_linked && !is_embedded {
        return;
    }
    let (Some(start), Some(length)) = (header.u32(112, Little), header.u32(116, Little)) else { return };
    let start = u64::from(start) + FILE_HEADER as u64;
    if start.saturating_add(length.into()) > reader.len() {
        let at = Some(header.absolute(112));
        return cx.issue(IssueCode::BadOffset, Stage::Container, at, || "the profile lies beyond the file");
    }
    if is_embedded {
        out.blocks.push(Block::profile(View::file(reader, start, length.into())));
    } else if let Some(path) = reader.get(start, length.min(LONGEST_PATH) as usize) {
        let end = memchr::memchr(0, path.as_slice()).unwrap_or(path.len());
        let text = crate::text::with(path.up_to(0, end).as_slice(), encoding_rs::WINDOWS_1252, cx);
        out.tags.push(facts::tag("LinkedProfileName", Value::text(text), None, start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Extractor;
    use crate::container::testing::{every_prefix, read};

    fn bmp(header: &[u32]) -> Vec<u8> {
        let header: Vec<u8> = header.iter().flat_map(|word| word.to_le_bytes()).collect();
        [b"BM", &[0; 12][..], &header].concat()
    }

    fn shown(file: &[u8]) -> Vec<String> {
        let tags = Extractor::new().from_bytes(file).unwrap().tags;
        tags.iter()
            .skip(3)
            .map(|tag| format!("{}:{}={}|{}", tag.group, tag.name, tag.value, tag.raw()))
            .collect()
    }

    #[test]
    fn headers_of_all_kinds() {
        let minus_six = (-6i32).cast_unsigned();
        for (file, alpha) in [
            (bmp(&[12, 6 << 16 | 8, 24 << 16 | 1]), false),
            (bmp(&[16, 8, 6, 24 << 16 | 1]), false),
            (bmp(&[40, 8, minus_six, 32 << 16 | 1, 0, 0, 0, 0, 0, 0]), false),
            (bmp(&[56, 8, minus_six, 32 << 16 | 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0xff]), true),
            (bmp(&[64, 8, 6, 24 << 16 | 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), false),
        ] {
            let info = read(&FORMAT, &file).info;
            assert_eq!((info.width, info.height, info.has_alpha), (Some(8), Some(6), Some(alpha)));
            every_prefix(&FORMAT, &file);
        }
    }

    #[test]
    fn the_header_is_shown() {
        let mut words = vec![124, 8, (-6i32).cast_unsigned(), 32 << 16 | 1, 5, 3, 2835, 2835, 0, 0];
        words.extend([0xff, 0, 0, 0xff00_0000, 0, 0x28f5_c28f, 0x151e_b852, 0x01eb_851f]);
        words.extend([0; 6]);
        words.extend([0x23333, 0, 0x20000, 4, 0, 0, 0]);
        let shown = shown(&bmp(&words));
        for tag in [
            "File:EmbeddedPNG=(Binary data 3 bytes, use -b option to extract)|(Binary data 3 bytes, use -b option to extract)",
            "File:BMPVersion=Windows V5|124",
            "File:ImageHeight=6|6",
            "File:NumColors=Use BitDepth|0",
            "File:AlphaMask=0xff000000|4278190080",
            "File:ColorSpace=Calibrated RGB|0",
            "File:RedEndpoint=0.640000 0.330000 0.030000|0.639999999664724 0.330000000074506 0.0300000002607703",
            "File:RenderingIntent=Picture (LCS_GM_IMAGES)|4",
        ] {
            assert!(shown.iter().any(|shown| shown == tag), "{tag} in {shown:#?}");
        }
        assert!(!shown.iter().any(|tag| tag.contains("Profile")));
    }

    #[test]
    fn a_profile_is_named_or_embedded() {
        let mut words = vec![124, 8, 6, 24 << 16 | 1];
        words.resize(31, 0);
        (words[28], words[29]) = (124, 6);
        words[14] = u32::from_le_bytes(*b"KNIL");
        let linked = [&bmp(&words)[..], b"a.icc\0"].concat();
        assert!(shown(&linked).contains(&"File:LinkedProfileName=a.icc|a.icc".to_owned()));
        words[14] = u32::from_le_bytes(*b"DEBM");
        let embedded = [&bmp(&words)[..], b"a.icc\0"].concat();
        assert!(shown(&embedded).contains(&"File:ColorSpace=Embedded Color Profile|MBED".to_owned()));
        // A profile beyond the end of the file is reported.
        let cut = linked.get(..linked.len() - 1).unwrap();
        assert_eq!(Extractor::new().from_bytes(cut).unwrap().issues.len(), 1);
    }

    #[test]
    fn text_is_no_picture() {
        assert!(!sniff(Bytes::new(b"BMW is a maker of cars, and this is text", 0)));
    }
}
