//! CRW: Canon's raws before CR2. A heap of directories whose tags Canon numbers in its own way (CIFF).
//!
//! CIFF has no EXIF: the values are in Canon's own tags, which are a maker note. XMP may follow in Canon's trailer.

use super::contents::Contents;
use super::format::Format;
use super::trailer;
use crate::block::Block;
use crate::bytes::Bytes;
use crate::ciff::{self, Form};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

pub(crate) const FORMAT: Format = Format { id: FormatId::Crw, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    ciff::header(head).is_some()
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let end = trailer::read(reader, cx, out);
    let Some((order, start)) = ciff::header(reader.head()).filter(|(_, start)| *start < end) else { return };
    let file = View::file(reader, 0, end);
    out.blocks.push(Block::note("CanonRaw", "", order, file));
    let mut heaps = vec![(start, end - start)];
    for _ in 0..cx.limits.directories {
        let Some((start, size)) = heaps.pop() else { return };
        let Some(records) = ciff::records(file, start, size, order) else {
            cx.issue(IssueCode::BadOffset, Stage::Container, Some(start), || "a heap without a directory");
            continue;
        };
        for record in records.filter(|record| record.is_whole && !record.is_inline) {
            if record.form() == Form::Heap {
                heaps.push((record.at, record.size));
            } else if record.code == IMAGE_SPEC
                && let Some(spec) = file.part(record.at, record.size).get(0, 8)
            {
                out.info.width = spec.u32(0, order);
                out.info.height = spec.u32(4, order);
            }
        }
    }
}

/// The record with the size of the picture [CIFF 1.0, 5].
const IMAGE_SPEC: u16 = 0x1810;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::container::testing::{assert_is, every_prefix, read_source as found};

    /// A heap that contains one heap, which holds the size of the picture.
    fn crw() -> Vec<u8> {
        let record = |kind: u16, len: u32, at: u32| {
            [&kind.to_le_bytes()[..], &len.to_le_bytes(), &at.to_le_bytes()].concat()
        };
        let directory = |record: Vec<u8>, at: u32| [&[1, 0], &record[..], &at.to_le_bytes()].concat();
        let spec = [30u32.to_le_bytes(), 20u32.to_le_bytes()].concat();
        let inner = [spec, directory(record(0x1810, 8, 0), 8)].concat();
        let len = u32::try_from(inner.len()).unwrap();
        let mut bytes = b"II\x1a\0\0\0HEAPCCDR".to_vec();
        bytes.resize(0x1a, 0);
        bytes.extend([inner, directory(record(0x300a, len, 0), len)].concat());
        bytes
    }

    fn with_trailer() -> Vec<u8> {
        let packet = b"<x/>";
        let block = [&0xffff_00f6u32.to_be_bytes()[..], &[0, 0, 0, 4], packet].concat();
        let mut footer = [&b"CANON OPTIONAL DATA\0"[..], &[0, 0, 0, 12]].concat();
        footer.resize(64, 0);
        [&crw()[..], b"CANON OPTIONAL DATA\0\0\x01\0\0\0\0\0\x0c", &block, &footer].concat()
    }

    #[test]
    fn the_size_lies_in_a_heap() {
        let found = found(&FORMAT, &crw().as_slice());
        assert_eq!((found.info.width, found.info.height), (Some(30), Some(20)));
        assert!(found.issues.is_empty());
        assert_is(&crw(), "CRW");
    }

    #[test]
    fn a_trailer_has_xmp() {
        let found = found(&FORMAT, &with_trailer().as_slice());
        let start = crw().len() as u64;
        assert_eq!(found.places(), [(BlockKind::Xmp, start + 36), (BlockKind::MakerNote, 0)]);
        assert_eq!((found.info.width, found.info.height), (Some(30), Some(20)));
    }

    #[test]
    fn a_heap_of_itself_is_left() {
        let mut bytes = crw();
        let len = bytes.len();
        // The inner heap claims the extent of the outer one, so it would end beyond the directory.
        let whole = u32::try_from(len - 0x1a).unwrap().to_le_bytes();
        bytes[len - 12..len - 8].copy_from_slice(&whole);
        assert!(found(&FORMAT, &bytes.as_slice()).info.width.is_none());
    }

    #[test]
    fn every_prefix_is_read() {
        every_prefix(&FORMAT, &with_trailer());
    }
}
