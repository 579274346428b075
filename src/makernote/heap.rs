//! Canon's heaps of records, in CRW files and in a segment of some JPEGs.

use crate::ciff::{self, Form, Record};
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::record;
use crate::layout::state::State;
use crate::layout::tables::{HEAP, Shape, Table};

/// The size of a record.
const RECORD: u64 = 10;
/// A longer value that is not text is shown by its length.
const LONGEST: u64 = 512;

/// Reads a heap and the heaps in it, all of which have the same table.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(records) = ciff::records(part.window.view, part.at, part.size, part.order()) else {
        state.issue(IssueCode::BadDirectory, part.absolute(), || "a heap without a directory".to_owned());
        return;
    };
    for record in records.clone().filter(|record| record.is_whole && record.form() != Form::Heap) {
        early(state, table, &part, &record);
    }
    for record in records {
        if !state.pay(RECORD) {
            state.issue(IssueCode::Budget, part.absolute(), || "the heaps overlap too much".to_owned());
            return;
        }
        if !record.is_whole {
            // Like ExifTool, do not trust the records after it.
            let at = part.window.view.absolute(record.place);
            state.issue(IssueCode::BadOffset, at, || format!("record {:#06x}", record.code));
            return;
        }
        if record.form() == Form::Heap {
            // The meaning of a record depends on the heap that it is in.
            let outer = enter(state, Item::Int(record.code.into()));
            let inner =
                Part { at: record.at, size: record.size, depth: part.depth.saturating_add(1), ..part };
            if state.enter(&inner) {
                read(state, table, inner);
            }
            enter(state, outer);
        } else {
            value(state, table, &part, &record);
        }
    }
}

/// Remembers the values in a record on which the meaning of records before it depends.
fn early<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    record: &Record,
) -> Option<()> {
    let rows = table.tag(record.code.into());
    let leads_to = rows.first()?.leads_to()?.table();
    let size = record.size.min(LONG);
    if !leads_to.has_early || leads_to.shape != Shape::Record || !state.pay(size) {
        return None;
    }
    let bytes = part.window.view.get(record.at, usize::try_from(size).ok()?)?;
    record::early(state, leads_to, &Part { at: record.at, size: record.size, ..*part }, bytes);
    Some(())
}

/// Remembers which heap is read, and returns which one was read before.
fn enter<'a>(state: &mut State<'_, 'a>, heap: Item<'a>) -> Item<'a> {
    state.registers.get_mut(HEAP).map_or(Item::None, |register| std::mem::replace(register, heap))
}

/// Reads one record.
fn value<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    record: &Record,
) -> Option<()> {
    let rows = table.tag(record.code.into());
    if rows.is_empty() && !state.cx.unknown {
        return None;
    }
    let format = match record.form() {
        Form::Bytes => Format::Int8u,
        Form::Text => Format::Text,
        Form::Shorts => Format::Int16u,
        Form::Longs => Format::Int32u,
        Form::Other | Form::Heap => Format::Undef,
    };
    let size = usize::try_from(record.size.min(LONG)).ok()?;
    if !record.is_inline && !state.pay(size as u64) {
        state.issue(IssueCode::Budget, part.window.view.absolute(record.place), || {
            "too many values".to_owned()
        });
        return None;
    }
    let bytes = part.window.view.get(record.at, size)?;
    let count = record.size / format.size() as u64;
    let stored = Stored { part, bytes, at: record.at, format, count };
    let Some(row) = emit::choose(state, rows, &stored, bytes.len()) else {
        if rows.is_empty() {
            emit::unknown(state, table, record.code, &stored);
        }
        return None;
    };
    if !emit::is_needed(state, row) {
        return None;
    }
    if record.size == 0 && row.subtable == 0 {
        emit::item(state, table, row, &stored, Item::Text(""));
        return None;
    }
    if record.size > LONGEST && row.subtable == 0 && format != Format::Text {
        emit::unread(state, table, row, &stored, record.size);
        return None;
    }
    // What stands in a record has room for several numbers, of which the first counts.
    let is_one = record.is_inline && row.subtable == 0 && !format.is_run() && row.count <= 1;
    let stored =
        if is_one { Stored { bytes: bytes.up_to(0, format.size()), count: 1, ..stored } } else { stored };
    emit::row(state, table, row, &stored);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{tags, value};

    fn record(kind: u16, len: u32, at: u32) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &len.to_le_bytes(), &at.to_le_bytes()].concat()
    }

    /// A heap with its values, which begin at 0, and its records.
    fn heap(values: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
        let count = u16::try_from(records.len()).unwrap();
        let end = u32::try_from(values.len()).unwrap();
        [values, &count.to_le_bytes(), &records.concat(), &end.to_le_bytes()].concat()
    }

    fn file(heap: &[u8]) -> Vec<u8> {
        [&b"II\x1a\0\0\0HEAPCCDR\0\0\x01\0"[..], &[0; 8], heap].concat()
    }

    #[test]
    fn records_are_read_in_heaps_within_heaps() {
        let description = heap(b"A description\0", &[record(0x0805, 14, 0)]);
        let mut values = description.clone();
        values.extend(b"A comment\0");
        let (len, at) = (u32::try_from(description.len()).unwrap(), u32::try_from(values.len()).unwrap());
        let records = [
            record(0x2804, len, 0),
            record(0x0805, 10, len),
            record(0x5817, 1_161_602, 77), // in the record itself, with room for two numbers
            record(0x1810, 9, at),         // beyond the heap's values and its directory
        ];
        let tags = tags(&file(&heap(&values, &records)));
        assert_eq!(value(&tags, "CanonRaw:CanonFileDescription"), "A description");
        assert_eq!(value(&tags, "CanonRaw:UserComment"), "A comment");
        assert_eq!(value(&tags, "CanonRaw:FileNumber"), "116-1602");
    }

    #[test]
    fn a_record_may_depend_on_one_after_it() {
        // A focal length of 227 in units of 1/32 mm, and the settings with the units, 25 numbers further.
        let mut values = [2u16, 227, 0, 0].map(u16::to_le_bytes).concat();
        values.extend((0..26u16).flat_map(|at| {
            if at == 0 {
                52
            } else if at == 25 {
                32
            } else {
                0u16
            }
            .to_le_bytes()
        }));
        let records = [record(0x1029, 8, 0), record(0x102d, 52, 8)];
        let tags = tags(&file(&heap(&values, &records)));
        assert_eq!(value(&tags, "Canon:FocalLength"), "7.09375 mm");
    }

    #[test]
    fn a_heap_tells_which_camera_it_is_from() {
        let camera = b"Canon\0Canon EOS D30\0";
        let records = [record(0x080a, 20, 0), record(0x580b, 0x0001_0002, 0)];
        let tags = tags(&file(&heap(camera, &records)));
        assert_eq!(value(&tags, "CanonRaw:Model"), "Canon EOS D30");
        assert_eq!(value(&tags, "CanonRaw:SerialNumber"), "1-00002");
    }

    #[test]
    fn a_heap_of_itself_is_left() {
        let records = [record(0x300a, 16, 0)];
        assert!(tags(&file(&heap(&[], &records))).iter().all(|(name, _)| !name.starts_with("CanonRaw")));
    }
}
