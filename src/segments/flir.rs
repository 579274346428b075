//! FLIR's thermal data: a header, a directory, and the records to which it points.

use super::items::{find, value};
use crate::bytes::{ByteOrder, Bytes};
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::moment::Moment;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

/// The header: a signature, the name of a program, the version, and the place and the number of the entries.
const HEADER: usize = 64;
const VERSION: usize = 20;
const DIRECTORY: usize = 24;
const COUNT: usize = 28;
/// The versions that are known. They tell the byte order too.
const VERSIONS: std::ops::Range<u32> = 100..200;
/// The length of an entry, and where it has the place and the length of its record.
const ENTRY: u64 = 32;
const PLACE: usize = 12;
const LENGTH: usize = 16;
/// How many records are read.
const MOST: u32 = 128;
/// The number of the row for the header.
const HEADER_ROW: u32 = 0;

/// What stands before the measurements, and before the values of one.
const MEASUREMENTS: usize = 12;
const MEASUREMENT: usize = 36;
const VALUES: usize = 4;
const KIND: usize = 10;

/// Reads the records.
pub(super) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let header = part.bytes(HEADER as u64).filter(|header| header.len() == HEADER);
    let found = header.and_then(|header| {
        let order = [ByteOrder::Big, ByteOrder::Little]
            .into_iter()
            .find(|order| header.u32(VERSION, *order).is_some_and(|version| VERSIONS.contains(&version)))?;
        Some((order, header, header.u32(DIRECTORY, order)?, header.u32(COUNT, order)?))
    });
    let Some((order, header, directory, count)) = found else {
        state.issue(IssueCode::BadHeader, part.absolute(), || "FLIR: no version that is known".to_owned());
        return;
    };
    let part = part.ordered(order);
    if let Some(row) = find(table, HEADER_ROW) {
        value(state, table, &part, row, (header, Format::Undef));
    }
    for number in 0..count.min(MOST) {
        let at = u64::from(directory) + u64::from(number) * ENTRY;
        let Some(entry) = part.window.view.get(part.at.saturating_add(at), 32) else { break };
        record(state, table, &part, entry);
    }
}

/// Reads the record to which an entry points.
fn record<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    entry: Bytes<'a>,
) -> Option<()> {
    let order = part.order();
    let kind = entry.u16(0, order).filter(|kind| *kind > 0)?;
    let row = find(table, kind.into())?;
    let (place, length) = (entry.u32(PLACE, order)?, entry.u32(LENGTH, order)?);
    let at = part.at.saturating_add(place.into());
    let data = part.window.view.get(at, usize::try_from(length).ok()?);
    let Some(bytes) = data else {
        state.issue(IssueCode::BadOffset, entry.absolute(PLACE), || "a record beyond FLIR's data".to_owned());
        return None;
    };
    let stored = Stored { part, bytes, at, format: Format::Undef, count: length.into() };
    if emit::is_needed(state, row) && !bytes.is_empty() {
        emit::row(state, table, row, &stored);
    }
    Some(())
}

/// Reads the measurements: for each its length, the length of its values, its type, the values, and a label in UTF-16.
pub(super) fn measurements<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = MEASUREMENTS;
    for number in 1..=MOST {
        let length = bytes.u16(at, part.order()).map_or(0, usize::from);
        let Some(own) = bytes.get(at, length).filter(|_| length > MEASUREMENT) else { return };
        let values = own.u16(VALUES, part.order()).map_or(0, usize::from);
        measured(
            state,
            table,
            &part,
            number,
            [
                own.up_to(KIND, 2),
                own.up_to(MEASUREMENT, values),
                own.from(MEASUREMENT.saturating_add(values)),
            ],
        );
        at = at.saturating_add(length);
    }
}

/// Shows one measurement. The names of its tags contain its number.
fn measured<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    number: u32,
    [kind, values, label]: [Bytes<'a>; 3],
) {
    let parts = [(kind, Format::Int16u), (values, Format::Int16u), (label, Format::Unicode)];
    for (row, (bytes, format)) in table.rows().iter().zip(parts) {
        let stored = Stored { part, bytes, at: part.position(bytes), format, count: 1 };
        let item = format.read(bytes, part.order(), state.cx.arena);
        let raw = shown(state, item);
        let printed = match row.codes() {
            Some(_) => {
                let meaning = Moment { state, row, stored: &stored, size: bytes.len() }.printed(item);
                shown(state, meaning)
            }
            None => raw.clone(),
        };
        let name = row.name().replacen('1', &number.to_string(), 1);
        let source = Origin::new(state.block, stored.absolute());
        let group = Group::Other(Cow::Borrowed(table.group()));
        let raw = Some(raw).filter(|raw| *raw != printed);
        state.sink.tags.push(Tag::new(group, state.cx.text(&name), printed, raw, source));
    }
}

/// A value as it is shown.
fn shown<'a>(state: &State<'_, 'a>, item: Item<'a>) -> Value<'a> {
    match item {
        Item::Int(number) => Value::Int(number),
        item => Value::text(crate::text::marked(item.bytes(state.cx.arena), state.cx.arena)),
    }
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{issues, jpeg, tags};

    /// FLIR's data with these records.
    fn data(records: &[(u16, &[u8])]) -> Vec<u8> {
        let count = u32::try_from(records.len()).unwrap();
        let mut bytes = b"FFF\0".to_vec();
        bytes.extend(b"Camera\0\0\0\0\0\0\0\0\0\0");
        bytes.extend([100u32, 64, count].map(u32::to_be_bytes).concat());
        bytes.resize(64, 0);
        let mut at = 64 + 32 * count;
        for (kind, record) in records {
            let length = u32::try_from(record.len()).unwrap();
            bytes.extend([kind.to_be_bytes(), [0; 2]].concat());
            bytes.extend([100, 0, at, length].map(u32::to_be_bytes).concat());
            bytes.extend([0; 12]);
            at += length;
        }
        bytes.extend(records.iter().flat_map(|(_, record)| record.iter()));
        bytes
    }

    fn segment(number: u8, last: u8, data: &[u8]) -> Vec<u8> {
        [b"FLIR\0\x01", &[number, last][..], data].concat()
    }

    fn raw() -> Vec<u8> {
        [&[0, 2, 0, 64, 0, 32][..], &[0; 26], b"\x89PNG\r\n\x1a\n", &[7; 36]].concat()
    }

    #[test]
    fn records_are_read_in_their_byte_order() {
        let expected = [
            "FLIR:CreatorSoftware=Camera",
            "FLIR:RawThermalImageWidth=64",
            "FLIR:RawThermalImageHeight=32",
            "FLIR:RawThermalImageType=PNG",
            "FLIR:RawThermalImage=(Binary data 44 bytes, use -b option to extract)",
        ];
        let whole = data(&[(1, &raw())]);
        assert_eq!(tags(&jpeg(&[(1, &segment(0, 0, &whole))])), expected);
        let mut swapped = raw();
        swapped[..6].copy_from_slice(&[2, 0, 64, 0, 32, 0]);
        assert_eq!(tags(&jpeg(&[(1, &segment(0, 0, &data(&[(1, &swapped)])))])), expected);
        // Parts have numbers and may be disordered.
        let (first, second) = whole.split_at(100);
        let parts = [segment(1, 1, second), segment(0, 1, first)];
        assert_eq!(tags(&jpeg(&[(1, &parts[0]), (1, &parts[1])])), expected);
    }

    #[test]
    fn measurements_have_numbers() {
        let mut bytes = vec![1, 0, 12, 0, 36, 0, 0, 0, 0, 0, 0, 0];
        for kind in [1, 2] {
            bytes.extend([46, 0, 0, 0, 4, 0, 0, 0, 0, 0, kind, 0]);
            bytes.extend([0; 24]);
            bytes.extend([10, 0, 20, 0, b'S', 0, b'p', 0, b'1', 0]);
        }
        let tags = tags(&jpeg(&[(1, &segment(0, 0, &data(&[(0x21, &bytes)])))]));
        assert_eq!(
            tags[1..],
            [
                "FLIR:Meas1Type=Spot",
                "FLIR:Meas1Params=10 20",
                "FLIR:Meas1Label=Sp1",
                "FLIR:Meas2Type=Area",
                "FLIR:Meas2Params=10 20",
                "FLIR:Meas2Label=Sp1",
            ]
        );
    }

    #[test]
    fn what_is_missing_is_told() {
        let whole = data(&[(1, &raw())]);
        let cut = jpeg(&[(1, &segment(0, 0, &whole[..whole.len() - 1]))]);
        assert_eq!(tags(&cut), ["FLIR:CreatorSoftware=Camera"]);
        assert_eq!(issues(&cut), ["bad-offset"]);
        let part = jpeg(&[(1, &segment(0, 1, &whole))]);
        assert_eq!(issues(&part), ["missing"]);
        for end in 0..whole.len() {
            tags(&jpeg(&[(1, &segment(0, 0, &whole[..end]))]));
        }
    }
}
