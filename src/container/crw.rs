//! CRW: Canon's raws before CR2. A heap of directories whose tags Canon numbers in its own way (CIFF).
//!
//! CIFF has no EXIF: the values are in Canon's own tags, which are not read here. XMP may follow in Canon's trailer.

use super::contents::Contents;
use super::format::Format;
use super::trailer;
use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

/// The signature after the byte order and the header length [CIFF 1.0, 3]: a heap of raw pictures or of JPEGs.
const SIGNATURES: [&[u8]; 2] = [b"HEAPCCDR", b"HEAPJPGM"];

pub(crate) const FORMAT: Format = Format { id: FormatId::Crw, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    order(head).is_some() && SIGNATURES.iter().any(|signature| head.from(6).starts_with(signature))
}

fn order(head: Bytes<'_>) -> Option<ByteOrder> {
    match head.get(0, 2)?.as_slice() {
        b"II" => Some(ByteOrder::Little),
        b"MM" => Some(ByteOrder::Big),
        _ => None,
    }
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let end = trailer::read(reader, cx, out);
    let Some(order) = order(reader.head()) else { return };
    let Some(start) = reader.head().u32(2, order).map(u64::from).filter(|&start| start < end) else { return };
    let mut heaps = vec![View::file(reader, start, end - start)];
    for _ in 0..cx.limits.directories {
        let Some(heap) = heaps.pop() else { return };
        if this_heap(heap, order, &mut heaps, out).is_none() {
            cx.issue(
                IssueCode::BadOffset,
                Stage::Container,
                Some(heap.absolute(0)),
                || "a heap without a directory",
            );
        }
    }
}

/// A type's code without the bits that say where its value is and what form it has [CIFF 1.0, 4.4].
const CODE: u16 = 0x3fff;
/// The bits for the form of a value. Two forms mean a heap within the heap.
const FORM: u16 = 0x3800;
const HEAPS: [u16; 2] = [0x2800, 0x3000];
/// The bits for the location of a value: in the heap, or in the record itself.
const PLACE: u16 = 0xc000;
const IN_HEAP: u16 = 0;
const IMAGE_SPEC: u16 = 0x1810;

/// Reads the directory of a heap. The last number of the heap is the directory's offset.
fn this_heap<'a>(
    heap: View<'a>,
    order: ByteOrder,
    heaps: &mut Vec<View<'a>>,
    out: &mut Contents<'_>,
) -> Option<()> {
    const RECORD: usize = 10;
    let offset = u64::from(heap.get(heap.len().checked_sub(4)?, 4)?.u32(0, order)?);
    let count = usize::from(heap.get(offset, 2)?.u16(0, order)?);
    let records = heap.get(offset.checked_add(2)?, count * RECORD)?;
    for at in (0..records.len()).step_by(RECORD) {
        let (kind, len) = (records.u16(at, order)?, u64::from(records.u32(at + 2, order)?));
        let start = u64::from(records.u32(at + 6, order)?);
        if kind & PLACE != IN_HEAP || start.checked_add(len)? > offset {
            continue;
        }
        let value = heap.part(start, len);
        if HEAPS.contains(&(kind & FORM)) {
            heaps.push(value);
        } else if kind & CODE == IMAGE_SPEC {
            let spec = value.get(0, 8)?;
            out.info.width = spec.u32(0, order);
            out.info.height = spec.u32(4, order);
        }
    }
    Some(())
}

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
        assert_eq!(found.places(), [(BlockKind::Xmp, crw().len() as u64 + 36)]);
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
