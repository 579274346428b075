//! Microsoft's properties: names, and for each some values with their types, the least significant byte first but for the
//! sizes.

use crate::bytes::{ByteOrder, Bytes};
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Table, key};
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// The types of values.
const TEXT: u16 = 8;
const NUMBER: u16 = 19;
const TIME: u16 = 21;
const GUID: u16 = 72;
/// The size and the type of a value.
const HEAD: usize = 6;
/// From 1601 to 1970, in seconds, and how many units of time are one.
const EPOCH: i64 = 11_644_473_600;
const UNITS: i64 = 10_000_000;

/// Reads the properties.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(LONG).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    let mut at = 0;
    while let Some(size) = bytes.be32(at).and_then(|size| usize::try_from(size).ok()) {
        if size < 4 {
            return;
        }
        property(state, table, &part, bytes.up_to(at, size));
        at = at.saturating_add(size);
    }
}

/// Reads one property.
fn property<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    one: Bytes<'a>,
) -> Option<()> {
    let length = usize::try_from(one.be32(4)?).ok()?;
    let name = one.get(8, length)?;
    let row = table.rows().iter().find(|row| key(row.id).as_bytes() == name.as_slice())?;
    if !emit::is_needed(state, row) {
        return None;
    }
    let mut at = length.checked_add(12)?;
    let mut all = ArenaString::new_in(state.cx.arena);
    let mut last = Item::None;
    for index in 0..one.be32(length.checked_add(8)?)? {
        let (Some(size), Some(kind)) = (one.be32(at), one.be16(at + 4)) else { break };
        let size = usize::try_from(size).ok()?.checked_sub(HEAD)?;
        let Some(value) = one.get(at + HEAD, size) else { break };
        last = item(state, kind, value)?;
        if index > 0 {
            all.push('\n');
        }
        all.push_str(&String::from_utf8_lossy(last.bytes(state.cx.arena)));
        at = at.checked_add(HEAD)?.checked_add(size)?;
    }
    let item = if all.contains('\n') { Item::Text(all.into_bump_str()) } else { last };
    let stored =
        Stored { part, bytes: one, at: part.position(one), format: Format::Undef, count: one.len() as u64 };
    emit::item(state, table, row, &stored, item);
    Some(())
}

/// A value of a type; none of an unknown one.
fn item<'a>(state: &State<'_, 'a>, kind: u16, value: Bytes<'a>) -> Option<Item<'a>> {
    let arena = state.cx.arena;
    match kind {
        TEXT => Some(Format::Unicode.read(value, ByteOrder::Little, arena)),
        NUMBER => Some(Format::Int64u.read(value.get(0, 8)?, ByteOrder::Little, arena)),
        TIME => {
            let ticks = i64::try_from(value.u64(0, ByteOrder::Little)?).ok()?;
            let time = chrono::DateTime::from_timestamp(ticks.div_euclid(UNITS).checked_sub(EPOCH)?, 0)?;
            Some(Item::Text(arena.alloc_str(&time.format("%Y:%m:%d %H:%M:%S+00:00").to_string())))
        }
        GUID => {
            let mut text = ArenaString::new_in(arena);
            let rest = value.get(8, 8)?;
            let (first, second, third) = (
                value.u32(0, ByteOrder::Little)?,
                value.u16(4, ByteOrder::Little)?,
                value.u16(6, ByteOrder::Little)?,
            );
            // Writing to a string cannot fail.
            let _ = write!(text, "{first:08X}-{second:04X}-{third:04X}-");
            for (index, byte) in rest.as_slice().iter().enumerate() {
                let _ = write!(text, "{}{byte:02X}", if index == 2 { "-" } else { "" });
            }
            Some(Item::Text(text.into_bump_str()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, tags, value};

    fn sized(body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len() + 4).unwrap().to_be_bytes(), body].concat()
    }

    fn property(name: &str, values: &[(u16, &[u8])]) -> Vec<u8> {
        let length = u32::try_from(name.len()).unwrap();
        let count = u32::try_from(values.len()).unwrap();
        let values = values.iter().flat_map(|(kind, value)| sized(&[&kind.to_be_bytes(), *value].concat()));
        let values: Vec<u8> = values.collect();
        sized(&[&length.to_be_bytes(), name.as_bytes(), &count.to_be_bytes(), &values].concat())
    }

    #[test]
    fn properties_have_types() {
        let parts = [
            property("WM/SharedUserRating", &[(19, &[75, 0, 0, 0, 0, 0, 0, 0])]),
            property("WM/Category", &[(8, b"a\0\0\0"), (8, b"b\0\0\0")]),
            property("WM/EncodingTime", &[(21, &129_067_308_000_000_000u64.to_le_bytes())]),
            property("unknown", &[(8, b"c\0")]),
        ];
        let file = film(&[iso_box(b"udta", &iso_box(b"Xtra", &parts.concat()))]);
        let tags = tags(&file);
        assert_eq!(value(&tags, "Microsoft:SharedUserRating"), "75");
        assert_eq!(value(&tags, "Microsoft:Category"), "a, b");
        assert_eq!(value(&tags, "Microsoft:EncodingTime"), "2009:12:31 11:00:00+00:00");
        damaged(&file);
    }
}
