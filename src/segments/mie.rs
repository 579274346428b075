//! MIE, a format of elements with names, which may stand alone or behind a picture [MIE 1.1].

use super::items::{named, value};
use crate::bytes::ByteOrder;
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Row, Subtable, Table};

/// The first byte of an element.
const SYNC: u8 = b'~';
/// What stands before the name: the first byte, the type, and the lengths of the name and of the value.
const HEADER: usize = 4;
/// Types of elements, and the bits of a group that tell its byte order, and of a value that is compressed.
const GROUP: u8 = 0x10;
const LITTLE: u8 = 0x08;
const COMPRESSED: u8 = 0x04;
/// Lengths from here on stand for longer numbers behind the name.
const LONG: u8 = 253;
/// How many elements are read.
const MOST: usize = 4096;

/// An element.
struct Element {
    kind: u8,
    /// Where its name and its value are.
    name: (u64, usize),
    value: (u64, u64),
}

/// Reads the elements of a group, up to its end.
pub(super) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let mut part = part;
    // The first element of a file is the group of all others.
    if let Some(first) = element(&part, part.at).filter(|first| is_root(&part, first)) {
        part.at = first.value.0;
        part = part.ordered(order(first.kind));
    }
    group(state, table, &mut part);
}

/// Whether an element is the group of a whole file.
fn is_root(part: &Part<'_>, element: &Element) -> bool {
    let name = part.window.view.get(element.name.0, element.name.1);
    name.is_some_and(|name| name.as_slice() == b"0MIE")
}

/// Reads elements until the group ends, and leaves the part behind it.
fn group<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &mut Part<'a>) {
    if !state.enter(part) {
        return;
    }
    for _ in 0..MOST {
        let Some(next) = element(part, part.at) else {
            if part.at < part.window.view.len() {
                state.issue(IssueCode::BadHeader, part.absolute(), || "no element of MIE".to_owned());
            }
            return;
        };
        part.at = next.value.0.saturating_add(next.value.1);
        if next.name.1 == 0 {
            return;
        }
        one(state, table, part, &next);
    }
}

/// Reads an element: a group, or a value.
fn one<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &mut Part<'a>,
    next: &Element,
) -> Option<()> {
    let view = part.window.view;
    let name = view.get(next.name.0, next.name.1)?;
    let row = named(table, name.as_slice());
    if next.kind & 0xf0 == GROUP {
        let leads = row.and_then(Row::leads_to).map_or(table, Subtable::table);
        let mut own = Part { depth: part.depth.saturating_add(1), ..*part }.ordered(order(next.kind));
        own.at = next.value.0.saturating_add(next.value.1);
        group(state, leads, &mut own);
        part.at = own.at;
        return Some(());
    }
    let (row, format) = (row?, format(next.kind)?);
    if next.kind & COMPRESSED != 0 && format != Format::Undef {
        return None;
    }
    let bytes = view.get(next.value.0, usize::try_from(next.value.1).ok()?)?;
    if bytes.is_empty() && row.subtable == 0 {
        let stored = Stored { part, bytes, at: next.value.0, format, count: 0 };
        emit::item(state, table, row, &stored, Item::Text(""));
    } else {
        value(state, table, part, row, (bytes, format));
    }
    Some(())
}

/// The element at a place.
fn element(part: &Part<'_>, at: u64) -> Option<Element> {
    let view = part.window.view;
    let head = view.get(at, HEADER)?;
    let [SYNC, kind, name, length] = *head.as_slice() else { return None };
    let named = at.checked_add(HEADER as u64)?;
    let behind = named.checked_add(name.into())?;
    let order = part.order();
    let (length, long) = match length.checked_sub(LONG) {
        None => (u64::from(length), 0),
        Some(0) => (view.get(behind, 8)?.u64(0, order)?, 8),
        Some(1) => (view.get(behind, 4)?.u32(0, order)?.into(), 4),
        Some(_) => (view.get(behind, 2)?.u16(0, order)?.into(), 2),
    };
    Some(Element { kind, name: (named, name.into()), value: (behind.checked_add(long)?, length) })
}

/// The byte order of a group.
fn order(kind: u8) -> ByteOrder {
    if kind & LITTLE != 0 { ByteOrder::Little } else { ByteOrder::Big }
}

/// The format of a value.
fn format(kind: u8) -> Option<Format> {
    Some(match kind & !COMPRESSED {
        0x00 => Format::Undef,
        0x20 | 0x28 | 0x30 | 0x38 => Format::Text,
        0x40 => Format::Int8u,
        0x41 => Format::Int16u,
        0x42 => Format::Int32u,
        0x43 => Format::Int64u,
        0x48 => Format::Int8s,
        0x49 => Format::Int16s,
        0x4a => Format::Int32s,
        0x4b => Format::Int64s,
        0x52 => Format::Rational32u,
        0x53 => Format::Rational64u,
        0x5a => Format::Rational32s,
        0x5b => Format::Rational64s,
        0x72 => Format::Float,
        0x73 => Format::Double,
        _ => return None,
    })
}
