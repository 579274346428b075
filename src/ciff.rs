//! CIFF: Canon's heaps of records [CIFF 1.0]. A CRW file is one, and some JPEGs have one in a segment.
//!
//! A heap ends with the offset of its directory. A record of the directory has a code, and the place of its value in the
//! heap; small values stand in the record itself.

use crate::bytes::{ByteOrder, Bytes};
use crate::source::View;

/// The signature after the byte order and the header length [CIFF 1.0, 3]: a heap of raw pictures or of JPEGs.
const SIGNATURES: [&[u8]; 2] = [b"HEAPCCDR", b"HEAPJPGM"];

/// The byte order of a file and the offset of its heap.
pub(crate) fn header(head: Bytes<'_>) -> Option<(ByteOrder, u64)> {
    let order = ByteOrder::marked(head.as_slice())?;
    let is_heap = SIGNATURES.iter().any(|signature| head.from(6).starts_with(signature));
    Some((order, head.u32(2, order)?.into())).filter(|_| is_heap)
}

// The bits of a type that say where its value is, what form it has, and what it means [CIFF 1.0, 4.4].
const PLACE: u16 = 0xc000;
const FORM: u16 = 0x3800;
const CODE: u16 = 0x3fff;
const IN_HEAP: u16 = 0;
const IN_RECORD: u16 = 0x4000;

/// A type, a length and an offset.
const RECORD: usize = 10;
/// How many bytes a value in its record has.
const INLINE: u64 = 8;

/// The form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Bytes,
    Text,
    Shorts,
    Longs,
    /// A structure.
    Other,
    /// A heap within the heap.
    Heap,
}

/// A record of a directory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    /// The form and the meaning of the value.
    pub code: u16,
    /// The position of the value in the view, and its size.
    pub at: u64,
    pub size: u64,
    pub is_inline: bool,
    /// Whether the record is as it must be: its value lies in the heap, and a heap is smaller than the one that it is in.
    pub is_whole: bool,
    /// The position of the record in the view.
    pub place: u64,
}

impl Record {
    /// The form of its value.
    pub fn form(&self) -> Form {
        match self.code & FORM {
            0x0000 => Form::Bytes,
            0x0800 => Form::Text,
            0x1000 => Form::Shorts,
            0x1800 => Form::Longs,
            0x2800 | 0x3000 => Form::Heap,
            _ => Form::Other,
        }
    }
}

/// The records of the heap at a range of a view. `None` if there is no directory.
pub(crate) fn records(
    view: View<'_>,
    start: u64,
    size: u64,
    order: ByteOrder,
) -> Option<impl Iterator<Item = Record> + Clone> {
    let last = start.checked_add(size.checked_sub(4)?)?;
    let offset = u64::from(view.get(last, 4)?.u32(0, order)?);
    let directory = start.checked_add(offset)?;
    let count = usize::from(view.get(directory, 2)?.u16(0, order)?);
    let first = directory.checked_add(2)?;
    let records = view.get(first, count.checked_mul(RECORD)?)?;
    Some((0..records.len()).step_by(RECORD).map_while(move |at| {
        let kind = records.u16(at, order)?;
        let place = first.saturating_add(at as u64);
        let code = kind & CODE;
        if kind & PLACE != IN_HEAP {
            let (at, is_whole) = (place.saturating_add(2), kind & PLACE == IN_RECORD);
            return Some(Record { code, at, size: INLINE, is_inline: true, is_whole, place });
        }
        let (len, from) = (u64::from(records.u32(at + 2, order)?), u64::from(records.u32(at + 6, order)?));
        let mut record = Record {
            code,
            at: start.saturating_add(from),
            size: len,
            is_inline: false,
            is_whole: false,
            place,
        };
        record.is_whole = from.checked_add(len)? <= size && (len < size || record.form() != Form::Heap);
        Some(record)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_their_values_in_the_heap_or_in_themselves() {
        let mut bytes = vec![1, 0, 0, 0, 2, 0];
        bytes.extend([0x10, 0x18, 4, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend([0x17, 0x58, 1, 2, 3, 4, 5, 6, 7, 8]);
        bytes.extend([4, 0, 0, 0]);
        let view = View::memory(Bytes::new(&bytes, 0));
        let found: Vec<Record> = records(view, 0, bytes.len() as u64, ByteOrder::Little).unwrap().collect();
        assert_eq!((found[0].code, found[0].at, found[0].size, found[0].is_whole), (0x1810, 0, 4, true));
        assert_eq!((found[1].code, found[1].at, found[1].size, found[1].is_inline), (0x1817, 18, 8, true));
        assert_eq!(found[0].form(), Form::Longs);
    }

    #[test]
    fn a_value_beyond_the_heap_is_not_whole() {
        let bytes = [1, 0, 0x10, 0x18, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let view = View::memory(Bytes::new(&bytes, 0));
        let found: Vec<Record> = records(view, 0, 16, ByteOrder::Little).unwrap().collect();
        assert!(!found[0].is_whole);
        assert!(records(view, 0, 3, ByteOrder::Little).is_none());
    }
}
