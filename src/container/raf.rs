//! RAF: the raws of Fujifilm. A header says where the sensor data is, and where the preview is: a complete JPEG with
//! all of the metadata.

use super::contents::Contents;
use super::facts;
use super::format::Format;
use super::jpeg;
use crate::block::{Block, BlockKind, Root};
use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::Value;

const SIGNATURE: &[u8] = b"FUJIFILM";

pub(crate) const FORMAT: Format = Format { id: FormatId::Raf, sniff, read };

/// Where the offset of the header for several raws is stored; 0 if the file holds only one.
const SEVERAL: usize = 0x48;
/// Where the offset and length of the preview are stored.
const PREVIEW: usize = 0x54;

/// The part of the header that has tags.
const HEADER: u64 = 112;
/// Where the offset and length of the first directory are stored, and how much later those of the second.
const DIRECTORIES: usize = 0x5c;
const BETWEEN: usize = 0x1c;

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE) && head.get(PREVIEW, 8).is_some()
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    if head.be32(SEVERAL).is_some_and(|offset| offset != 0) {
        out.info.format = Some(FormatId::RafMRaw);
    }
    let (Some(start), Some(len)) = (head.be32(PREVIEW), head.be32(PREVIEW + 4)) else { return };
    if u64::from(start) + u64::from(len) > reader.len() {
        cx.issue(
            IssueCode::BadOffset,
            Stage::Container,
            Some(PREVIEW as u64),
            || "the preview lies beyond the file",
        );
    }
    let is_jpeg = |start: u32| reader.peek::<2>(start.into()) == Some(*b"\xff\xd8");
    if cx.shows_tags && is_jpeg(start) {
        out.tags.push(facts::tag("PreviewImage", Value::Unread(len.into()), None, start.into()));
    }
    jpeg::read_at(reader, u64::from(start), cx, out);
    // After the metadata, because some values depend on the camera.
    if cx.shows_tags {
        tables(reader, out);
    }
}

/// The header, and the directories that it leads to.
fn tables<'a>(reader: &'a Reader<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    let mut part = |table, group, start: u64, size: u64| {
        let root = Root::Table { table, group, order: ByteOrder::Big };
        let data = View::file(reader, start, size);
        out.blocks.push(Block { root, ..Block::new(BlockKind::Document, data) });
    };
    part("RAF.Header", "", 0, HEADER);
    for (index, group) in ["RAF", "RAF2"].into_iter().enumerate() {
        let at = DIRECTORIES + index * BETWEEN;
        // The preview may take the place of the second one.
        let is_there = index == 0 || head.be32(PREVIEW).is_some_and(|start| start as usize >= at + 16);
        let (Some(start), Some(size)) = (head.be32(at), head.be32(at + 4)) else { return };
        if !is_there {
            return;
        }
        if start > 0 && size > 0 {
            part("RAF.Directory", group, start.into(), size.into());
        }
        // Newer cameras put the sensor data into a TIFF structure.
        let (Some(start), Some(size)) = (head.be32(at + 8), head.be32(at + 12)) else { return };
        let begin = reader.peek::<4>(start.into());
        if begin.is_some_and(|begin| begin == *b"II*\0" || begin == *b"MM\0*") {
            part("RAF.Sensor", "", start.into(), size.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{JPEG, every_prefix, read_source as found};

    fn raf() -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.resize(PREVIEW, 0);
        bytes.extend(0x94u32.to_be_bytes());
        bytes.extend(u32::try_from(JPEG.len()).unwrap().to_be_bytes());
        bytes.resize(0x94, 0);
        bytes.extend(JPEG);
        bytes
    }

    #[test]
    fn the_preview_has_the_metadata() {
        let found = found(&FORMAT, &raf().as_slice());
        assert_eq!(found.places(), [(BlockKind::Exif, 0x94 + 12)]);
        assert_eq!((found.info.width, found.info.height), (Some(3), Some(2)));
        assert!(found.issues.is_empty());
    }

    #[test]
    fn several_raws_are_a_kind_of_their_own() {
        let mut bytes = raf();
        bytes[SEVERAL + 3] = 1;
        assert_eq!(found(&FORMAT, &bytes.as_slice()).info.format, Some(FormatId::RafMRaw));
    }

    #[test]
    fn every_prefix_is_read() {
        every_prefix(&FORMAT, &raf());
    }
}
