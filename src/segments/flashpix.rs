//! `FlashPix`: property sets and other streams of a compound document [`FlashPix` 1.0.1; MS-OLEPS].

use super::items::{find, named, value};
use crate::bytes::{ByteOrder, Bytes};
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{self, Row, Table};
use crate::source::View;
use crate::tiff::directory::Window;
use crate::tiff::header::Layout;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// What the names of property sets begin with.
const PROPERTIES: &[u8] = b"\x05";
/// The tag of a stream that may hold a JPEG, with what that begins with, and the key of its row.
const SCREEN_NAIL: &str = "ScreenNail";
const JPEG: &[u8] = b"\xff\xd8\xff";
const PREVIEW: &[u8] = b"PreviewImage";
/// The header of a property set, and where it has the place of its first section.
const HEADER: usize = 48;
const SECTION: usize = 44;
/// What stands before the entries of a section, and the length of an entry.
const ENTRIES: usize = 8;
const ENTRY: usize = 8;
/// How many properties are read, and how many values of one.
const MOST: u32 = 256;
/// The properties that all sets have, and the table with their rows.
const COMMON: [u32; 2] = [1, 0x8000_0000];
const SUMMARY: &str = "FlashPix.SummaryInfo";
/// How the types of properties are combined.
const VECTOR: u32 = 0x1000;
const VARIANT: u32 = 12;
/// How long a value of fixed length is at least.
const ALIGNED: usize = 4;
/// Hundreds of nanoseconds from 1601 to 1970, and in a second.
const EPOCH: i64 = 116_444_736_000_000_000;
const SECOND: i64 = 10_000_000;
/// Less than a year after 1601 is a span of time.
const SPAN: i64 = 365 * 24 * 3600 * SECOND;

/// Reads a stream by its name, the last part of its path. Names of storages end with a class, others with a number.
pub(super) fn stream<'a>(state: &mut State<'_, 'a>, table: &'static Table, path: &[u8], data: View<'a>) {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let name = name.strip_prefix(PROPERTIES).unwrap_or(name);
    let row = named(table, name).or_else(|| named(table, without_class(name)));
    let Some(row) = row.or_else(|| named(table, without_number(name))) else { return };
    let layout = Layout { order: ByteOrder::Little, big: false };
    let window = Window { header: 0, ..Window::tiff(data, layout) };
    let part = Part { window, at: 0, size: data.len(), depth: 0 };
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    value(state, table, &part, row, (bytes, Format::Undef));
    let jpeg = memchr::memmem::find(bytes.as_slice(), JPEG).filter(|_| row.name() == SCREEN_NAIL);
    if let Some((jpeg, row)) = jpeg.zip(named(table, PREVIEW)) {
        value(state, table, &part, row, (bytes.from(jpeg), Format::Undef));
    }
}

/// A name without the class at its end.
fn without_class(name: &[u8]) -> &[u8] {
    let at = name.len().saturating_sub(17);
    match name.split_at_checked(at) {
        Some((name, [b'_', class @ ..])) if class.iter().all(u8::is_ascii_hexdigit) => name,
        _ => name,
    }
}

/// A name without the number at its end.
fn without_number(name: &[u8]) -> &[u8] {
    let end = name.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1);
    let name = name.get(..end).unwrap_or_default();
    name.strip_suffix(b" ").unwrap_or(name)
}

/// Reads the properties of a set.
pub(super) fn properties<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let order = match bytes.get(0, 2).map(Bytes::as_slice) {
        Some(b"\xff\xfe") => ByteOrder::Big,
        _ => ByteOrder::Little,
    };
    let part = part.ordered(order);
    let section = bytes.u32(SECTION, order).and_then(|at| usize::try_from(at).ok());
    let Some(section) = section.filter(|at| *at >= HEADER && *at < bytes.len()).map(|at| bytes.from(at))
    else {
        state
            .issue(IssueCode::BadOffset, bytes.absolute(0), || "a property set without a section".to_owned());
        return;
    };
    for number in 0..section.u32(4, order).unwrap_or(0).min(MOST) {
        let at = ENTRIES + number as usize * ENTRY;
        let (Some(id), Some(place)) = (section.u32(at, order), section.u32(at + 4, order)) else { return };
        let Some((table, row)) = known(table, id) else { continue };
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let (Some(kind), data) = (section.u32(place, order), section.from(place.saturating_add(4))) else {
            state
                .issue(IssueCode::BadOffset, section.absolute(at), || "a property beyond its set".to_owned());
            continue;
        };
        let format = if matches!(kind & 0xfff, 8 | 30) { Format::Text } else { Format::Undef };
        let stored = Stored { part: &part, bytes: data, at: part.position(data), format, count: 1 };
        let item = property(state, kind, data, order);
        if emit::is_needed(state, row) {
            emit::item(state, table, row, &stored, item);
        }
    }
}

/// The row of a property. Some are the same in all sets, and those of extensions have the number of their extension above.
fn known(table: &'static Table, id: u32) -> Option<(&'static Table, &'static Row)> {
    let table = if COMMON.contains(&id) { tables::named(SUMMARY)? } else { table };
    let row = find(table, id).or_else(|| find(table, id & 0xffff).filter(|_| id > 0xffff));
    Some((table, row?))
}

/// The value of a property; of a list, all values on a line each.
fn property<'a>(state: &State<'_, 'a>, kind: u32, data: Bytes<'a>, order: ByteOrder) -> Item<'a> {
    if kind & VECTOR == 0 {
        return single(state, kind, data, order).map_or(Item::None, |(item, _)| item);
    }
    let count = data.u32(0, order).unwrap_or(0).min(MOST);
    let mut rest = data.from(4);
    let mut items = Vec::new();
    for _ in 0..count {
        let (kind, is_alone) = match kind & !VECTOR {
            VARIANT => {
                let Some(kind) = rest.u32(0, order) else { break };
                rest = rest.from(4);
                (kind, true)
            }
            kind => (kind, false),
        };
        let Some((item, len)) = single(state, kind, rest, order) else { break };
        // Short numbers are aligned if they stand alone.
        let len = if is_alone { len } else { width(kind).unwrap_or(len) };
        items.push(item);
        rest = rest.from(len);
    }
    if let [one] = items.as_slice() {
        return *one;
    }
    let mut text = ArenaString::new_in(state.cx.arena);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&String::from_utf8_lossy(item.bytes(state.cx.arena)));
    }
    Item::Text(text.into_bump_str())
}

/// The width of a number that is shorter than four bytes.
fn width(kind: u32) -> Option<usize> {
    match kind {
        16 | 17 => Some(1),
        2 | 11 | 18 => Some(2),
        _ => None,
    }
}

/// One value, and how many bytes it takes [MS-OLEPS 2.15].
fn single<'a>(
    state: &State<'_, 'a>,
    kind: u32,
    data: Bytes<'a>,
    order: ByteOrder,
) -> Option<(Item<'a>, usize)> {
    let arena = state.cx.arena;
    let number = |format: Format| {
        let size = format.size();
        Some((format.read(data.get(0, size)?, order, arena), size.max(ALIGNED)))
    };
    let run = |unit: usize| {
        let len = usize::try_from(data.u32(0, order)?).ok()?.checked_mul(unit)?;
        Some((data.get(4, len)?, 4 + len.next_multiple_of(ALIGNED)))
    };
    match kind {
        2 | 11 => number(Format::Int16s),
        3 | 10 | 22 => number(Format::Int32s),
        4 => number(Format::Float),
        5 => number(Format::Double),
        6 | 20 => number(Format::Int64s),
        16 => number(Format::Int8s),
        17 => number(Format::Int8u),
        18 => number(Format::Int16u),
        19 | 23 => number(Format::Int32u),
        21 => number(Format::Int64u),
        8 | 30 => run(1).map(|(bytes, len)| (Format::Text.read(bytes, order, arena), len)),
        31 => run(2).map(|(bytes, len)| (Format::Unicode.read(bytes, order, arena), len)),
        64 => Some((time(state, i64::try_from(data.u64(0, order)?).ok()?), 8)),
        65 | 71 => run(1).map(|(bytes, len)| (Item::Bytes(bytes.as_slice()), len)),
        72 => Some((class(state, data.get(0, 16)?, order)?, 16)),
        _ => None,
    }
}

/// A moment, or a span in seconds.
fn time<'a>(state: &State<'_, 'a>, ticks: i64) -> Item<'a> {
    #[allow(clippy::cast_precision_loss)] // spans are short
    if ticks < SPAN {
        return Item::Real(ticks as f64 / SECOND as f64);
    }
    let seconds = ticks.saturating_sub(EPOCH).div_euclid(SECOND);
    let text = chrono::DateTime::from_timestamp(seconds, 0)
        .map(|moment| moment.format("%Y:%m:%d %H:%M:%S").to_string());
    text.map_or(Item::None, |text| Item::Text(state.cx.text(&text)))
}

/// A class as it is written.
fn class<'a>(state: &State<'_, 'a>, bytes: Bytes<'a>, order: ByteOrder) -> Option<Item<'a>> {
    let mut text = ArenaString::new_in(state.cx.arena);
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{:08X}-{:04X}-{:04X}-",
        bytes.u32(0, order)?,
        bytes.u16(4, order)?,
        bytes.u16(6, order)?
    );
    for (index, byte) in bytes.from(8).as_slice().iter().enumerate() {
        let _ = write!(text, "{}{byte:02X}", if index == 2 { "-" } else { "" });
    }
    Some(Item::Text(text.into_bump_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::testing::{issues, jpeg, tags};

    /// A list of one stream, and a segment with the stream.
    fn segments(name: &str, data: &[u8]) -> [Vec<u8>; 2] {
        let mut list = b"FPXR\0\0\x01\0\x01".to_vec();
        list.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        list.push(0);
        list.extend(name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
        [list, [b"FPXR\0\0\x02\0\0\0\0\0\0", data].concat()]
    }

    /// A set with one section of these properties.
    fn set(properties: &[(u32, u32, &[u8])]) -> Vec<u8> {
        let mut bytes = b"\xfe\xff".to_vec();
        bytes.resize(SECTION, 0);
        bytes.extend(48u32.to_le_bytes());
        let count = u32::try_from(properties.len()).unwrap();
        bytes.extend([0, count].map(u32::to_le_bytes).concat());
        let mut at = 8 + 8 * count;
        for (id, _, value) in properties {
            bytes.extend([*id, at].map(u32::to_le_bytes).concat());
            at += 4 + u32::try_from(value.len()).unwrap();
        }
        for (_, kind, value) in properties {
            bytes.extend(kind.to_le_bytes());
            bytes.extend(*value);
        }
        bytes
    }

    fn found(name: &str, data: &[u8]) -> Vec<String> {
        let [list, stream] = segments(name, data);
        tags(&jpeg(&[(2, &list), (2, &stream)]))
    }

    #[test]
    fn properties_have_types() {
        let set = set(&[
            (1, 2, &1200u16.to_le_bytes()),
            (0x1000_0000, VECTOR | 0x12, &[2, 0, 0, 0, 1, 0, 2, 0]),
            (0x10001, 31, b"\x03\0\0\0a\0b\0\0\0\0\0"),
            (0x10004, 64, &0x01be_9e53_5a74_5480u64.to_le_bytes()),
        ]);
        assert_eq!(
            found("/\u{5}Extension List", &set),
            [
                "FlashPix:CodePage=Unicode UTF-16, little endian",
                "FlashPix:UsedExtensionNumbers=1, 2",
                "FlashPix:ExtensionName=ab",
                "FlashPix:ExtensionCreateDate=1999:05:14 21:47:25",
            ]
        );
    }

    #[test]
    fn names_of_streams_may_end_with_a_class() {
        assert_eq!(without_class(b"Screen Nail_bd0100609719a180"), b"Screen Nail");
        assert_eq!(without_class(b"Screen Nail"), b"Screen Nail");
        assert_eq!(without_number(b"Audio Stream 000002"), b"Audio Stream");
        assert_eq!(without_number(b"17"), b"");
    }

    #[test]
    fn a_set_that_points_beyond_itself_is_an_issue() {
        let mut data = set(&[(1, 2, &[1, 0])]);
        data[60..64].copy_from_slice(&9999u32.to_le_bytes());
        let [list, stream] = segments("/\u{5}Extension List", &data);
        assert_eq!(issues(&jpeg(&[(2, &list), (2, &stream)])), ["bad-offset"]);
        let whole = set(&[(1, VECTOR | VARIANT, &[9, 0, 0, 0, 31, 0, 0, 0, 9, 0])]);
        for end in 0..whole.len() {
            found("/\u{5}Extension List", &whole[..end]);
        }
    }
}
