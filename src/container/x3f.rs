//! X3F: the raws of Sigma. A directory at the end of the file lists sections. One of them may be a preview: a complete
//! JPEG with the metadata.

use super::contents::Contents;
use super::format::Format;
use super::jpeg;
use crate::block::{Block, BlockKind, Root};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};

const SIGNATURE: &[u8] = b"FOVb";

pub(crate) const FORMAT: Format = Format { id: FormatId::X3f, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE)
}

/// The signature, the version and the number of sections.
const DIRECTORY_HEADER: u64 = 12;
/// Offset, length and name of a section.
const ENTRY: u64 = 12;
/// The header of a picture's section, before its data.
const PICTURE_HEADER: u64 = 28;
/// The kind of a picture section that is a preview.
const PREVIEW: u32 = 2;
/// The size of the settings in the header.
const SETTINGS: usize = 160;
/// The first bytes of a JPEG with metadata.
const WITH_EXIF: &[u8] = b"\xff\xd8\xff\xe1";
/// The data format of a picture section that is a JPEG.
const JPEG: u32 = 18;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    size(reader.head(), out);
    if cx.shows_tags {
        header(reader.head(), out);
    }
    let damaged =
        |at| cx.issue(IssueCode::BadOffset, Stage::Container, Some(at), || "no directory of sections");
    // The last four bytes of the file give the offset of the directory.
    let end = reader.len().saturating_sub(4);
    let Some(start) = reader.get(end, 4).and_then(|b| b.u32(0, Little)).map(u64::from) else { return };
    let Some(header) = reader.get(start, 12).filter(|header| header.starts_with(b"SECd")) else {
        return damaged(end);
    };
    let Some(count) = header.u32(8, Little) else { return };
    let mut has_picture = false;
    for index in 0..u64::from(count.min(cx.limits.parts)) {
        let at = start + DIRECTORY_HEADER + index * ENTRY;
        let Some(entry) = reader.get(at, 12) else { return damaged(at) };
        let (Some(section), name) = (entry.u32(0, Little), entry.from(8)) else { return };
        if cx.shows_tags {
            show(reader, entry, out);
        }
        // Only processed pictures are of interest: a plain `IMAG` is a thumbnail without metadata.
        if !has_picture && name.as_slice() == b"IMA2" {
            has_picture = picture(reader, u64::from(section), cx, out);
        }
        if has_picture && !cx.shows_tags {
            return;
        }
    }
}

/// Hands the header over, whose parts depend on its version.
fn header<'a>(head: Bytes<'a>, out: &mut Contents<'a>) {
    let Some(version) = head.u32(4, Little) else { return };
    // A label of the white balance and the settings came with 2.1, another label with 2.3.
    let (table, size) = match version {
        0..0x0002_0001 => ("SigmaRaw.Header", 40),
        0x0002_0001..0x0002_0003 => ("SigmaRaw.Header", 72),
        0x0002_0003..0x0004_0000 => ("SigmaRaw.Header", 104),
        _ => ("SigmaRaw.Header4", 104),
    };
    out.blocks.push(part(table, View::memory(head.up_to(0, size))));
    if (0x0002_0001..0x0004_0000).contains(&version) {
        out.blocks.push(part("SigmaRaw.HeaderExt", View::memory(head.from(size).up_to(0, SETTINGS))));
    }
}

fn part<'a>(table: &'static str, data: View<'a>) -> Block<'a> {
    let root = Root::Table { table, group: "", order: Little };
    Block { root, ..Block::new(BlockKind::Document, data) }
}

/// Shows what is in a section: the properties, or a picture.
fn show<'a>(reader: &'a Reader<'a>, entry: Bytes<'a>, out: &mut Contents<'a>) {
    let (Some(start), Some(size)) = (entry.u32(0, Little), entry.u32(4, Little)) else { return };
    let data = View::file(reader, start.into(), size.into());
    let name = entry.from(8);
    match name.as_slice() {
        b"PROP" => out.blocks.push(part("SigmaRaw.Properties", data)),
        b"IMAG" | b"IMA2" => {
            let Some(head) = data.peek::<32>(0) else { return };
            let head = Bytes::new(&head, 0);
            let is_picture = head.u32(8, Little) == Some(PREVIEW) && head.u32(12, Little) == Some(JPEG);
            let length = u64::from(size).saturating_sub(PICTURE_HEADER);
            if !head.starts_with(b"SECi") || !is_picture || length == 0 {
                return;
            }
            // A JPEG with metadata is made of the raw picture.
            let is_whole = name.as_slice() == b"IMA2" && head.from(28).starts_with(WITH_EXIF);
            let name = if is_whole { "JpgFromRaw" } else { "PreviewImage" };
            let source = Origin::new(BlockKind::Document, data.absolute(PICTURE_HEADER));
            let group = Group::Other("SigmaRaw".into());
            out.tags.retain(|tag| !(tag.group == group && tag.name == name));
            out.tags.push(Tag::new(group, name, Value::Unread(length), None, source));
        }
        _ => {}
    }
}

/// The size of the raw picture is in the header, but only before version 4.0.
fn size(head: Bytes<'_>, out: &mut Contents<'_>) {
    const VERSION_4: u32 = 0x0004_0000;
    if head.u32(4, Little).is_some_and(|version| version < VERSION_4) {
        out.info.width = head.u32(28, Little);
        out.info.height = head.u32(32, Little);
    }
}

/// Reads a picture section if it is a JPEG with metadata. The facts of the file are then those of the JPEG.
fn picture<'a>(reader: &'a Reader<'a>, section: u64, cx: &'a Context<'a>, out: &mut Contents<'a>) -> bool {
    let Some(header) = reader.get(section, 16).filter(|header| header.starts_with(b"SECi")) else {
        return false;
    };
    if header.u32(12, Little) != Some(JPEG) {
        return false;
    }
    let before = out.blocks.len();
    let raw = (out.info.width.take(), out.info.height.take());
    jpeg::read_at(reader, section + PICTURE_HEADER, cx, out);
    if out.info.width.is_none() {
        (out.info.width, out.info.height) = raw;
    }
    out.blocks.len() > before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{JPEG, every_prefix, read_source as found};

    fn x3f() -> Vec<u8> {
        let number = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        let mut bytes = [SIGNATURE, &number(0x0002_0002)].concat();
        bytes.resize(28, 0);
        bytes.extend([number(30), number(20)].concat());
        let section = bytes.len();
        bytes.extend([b"SECi", &number(0x0002_0000)[..], &number(2), &number(18), &[0; 12], JPEG].concat());
        let (directory, len) = (bytes.len(), bytes.len() - section);
        bytes.extend([b"SECd", &number(0x0002_0000)[..], &number(1)].concat());
        bytes.extend([&number(section)[..], &number(len), b"IMA2", &number(directory)].concat());
        bytes
    }

    #[test]
    fn a_preview_may_have_the_metadata() {
        let found = found(&FORMAT, &x3f().as_slice());
        let places = found.places();
        let exif: Vec<_> = places.iter().filter(|(kind, _)| *kind == BlockKind::Exif).collect();
        assert_eq!(exif, [&(BlockKind::Exif, 36 + 28 + 12)]);
        assert_eq!((found.info.width, found.info.height), (Some(3), Some(2)));
        assert!(found.issues.is_empty());
    }

    #[test]
    fn without_a_preview_the_size_is_that_of_the_raw() {
        let mut bytes = x3f();
        bytes[36 + 12] = 11;
        let found = found(&FORMAT, &bytes.as_slice());
        assert!(found.blocks.iter().all(|(kind, _)| *kind == BlockKind::Document));
        assert_eq!((found.info.width, found.info.height), (Some(30), Some(20)));
    }

    #[test]
    fn every_prefix_is_read() {
        every_prefix(&FORMAT, &x3f());
    }
}
