//! The items of metadata [QuickTime File Format, metadata item list], whose values stand in boxes of their own with the
//! type of what they hold.

use super::boxes::{child, code, each};
use super::{keys, languages, userdata};
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::{self, Format};
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Flags, Row, Table, key};
use bumpalo::collections::String as ArenaString;
use std::borrow::Cow;

/// The boxes in an item.
const DATA: u32 = u32::from_be_bytes(*b"data");
const MEAN: u32 = u32::from_be_bytes(*b"mean");
const NAME: u32 = u32::from_be_bytes(*b"name");
/// The type of an item that has its own name.
const FREE: u32 = u32::from_be_bytes(*b"----");
/// Before a value stand its type and its locale.
const HEAD: usize = 8;
/// Before a name stand a version and flags.
const VERSION: usize = 4;
/// A longer value is shown by its length.
const LONGEST: u64 = 256 * 1024;

/// What an item is: the row of its type, or a name that was made of its key.
enum Title<'a> {
    Row(&'static Table, &'static [Row]),
    Name(&'static Table, &'a str),
}

/// Reads the items.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let keys = state.film.keys;
    each(state, &part, |state, one| {
        let Some(inner) = child(&part, one.body).filter(|_| one.is_complete) else { return };
        let kind = code(&one);
        let title = match keys.and_then(|(table, list)| Some((table, keys::named(list, kind)?))) {
            Some((table, key)) => Some(of_key(state, table, key)),
            None if kind == FREE => free(state, table, &inner),
            None if table.tag(kind).is_empty() => {
                let is_text = one.box_type[0] == 0xa9;
                is_text.then(|| Title::Name(table, userdata::unknown(state, one.box_type)))
            }
            None => Some(Title::Row(table, table.tag(kind))),
        };
        if let Some(title) = title.filter(|title| is_needed(state, title)) {
            each(state, &inner, |state, one| {
                if code(&one) == DATA {
                    value(state, &title, &inner, one.body);
                }
            });
        }
    });
}

/// Whether anything comes of an item.
fn is_needed(state: &State<'_, '_>, title: &Title<'_>) -> bool {
    match title {
        Title::Row(_, rows) => !emit::are_idle(state, rows),
        Title::Name(..) => state.cx.shows_tags,
    }
}

/// The item of a key.
fn of_key<'a>(state: &State<'_, 'a>, table: &'static Table, whole: &'a [u8]) -> Title<'a> {
    let short = whole.strip_prefix(b"com.").unwrap_or(whole);
    let apple = short.strip_prefix(b"apple.quicktime.");
    let candidates = [Some(whole), apple.filter(|_| short != whole), Some(short)];
    for candidate in candidates.into_iter().flatten() {
        if let Some(row) = table.rows().iter().find(|row| key(row.id).as_bytes() == candidate) {
            return Title::Row(table, std::slice::from_ref(row));
        }
    }
    Title::Name(table, name_of(state, apple.filter(|_| short != whole).unwrap_or(short)))
}

/// The item with a name of its own.
fn free<'a>(state: &mut State<'_, 'a>, table: &'static Table, inner: &Part<'a>) -> Option<Title<'a>> {
    let table = table.tag(FREE).first()?.leads_to()?.table();
    let mut names = [None; 2];
    each(state, inner, |_, one| {
        let place = match code(&one) {
            MEAN => names.first_mut(),
            NAME => names.last_mut(),
            _ => None,
        };
        if let (Some(place), Some(bytes)) = (place, one.body.part(0, LONG).all()) {
            *place = Some(bytes.from(VERSION).as_slice());
        }
    });
    let [mean, name] = names;
    let is_apple = mean.is_none_or(|mean| mean == b"com.apple.iTunes");
    let name = format::until_nul(name?);
    let row = table.rows().iter().find(|row| is_apple && key(row.id).as_bytes() == name);
    Some(match row {
        Some(row) => Title::Row(table, std::slice::from_ref(row)),
        None => Title::Name(table, plain_name(state, name)),
    })
}

/// The name of a tag that is made of a key: `XiaomiFoo` of `xiaomi.foo`.
fn name_of<'a>(state: &State<'_, 'a>, key: &[u8]) -> &'a str {
    let mut name = ArenaString::new_in(state.cx.arena);
    let mut is_start = true;
    for letter in key.iter().map(|byte| char::from(*byte)) {
        let is_plain = letter.is_ascii_alphanumeric() || letter == '-';
        if is_plain {
            name.push(if is_start { letter.to_ascii_uppercase() } else { letter });
        }
        is_start = !is_plain;
    }
    name.into_bump_str()
}

/// The name of a tag that is the name of an item, without what names of tags do not have.
fn plain_name<'a>(state: &State<'_, 'a>, item: &[u8]) -> &'a str {
    let letters = item.iter().map(|byte| char::from(*byte));
    let mut letters = letters.filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let mut name = ArenaString::new_in(state.cx.arena);
    name.extend(first.into_iter().chain(letters));
    name.into_bump_str()
}

/// Makes a tag of a value.
fn value<'a>(
    state: &mut State<'_, 'a>,
    title: &Title<'a>,
    part: &Part<'a>,
    body: crate::source::View<'a>,
) -> Option<()> {
    let head = body.part(0, HEAD as u64).all().filter(|head| head.len() == HEAD)?;
    let kind = head.be32(0)? & 0x00ff_ffff;
    let locale = languages::locale(head.be32(4)?, state.cx.arena);
    let size = body.len().checked_sub(HEAD as u64)?;
    let inner = child(part, body)?;
    let inner = Part { at: inner.at.saturating_add(HEAD as u64), size, ..inner };
    let room = size.min(LONGEST);
    let bytes = inner.bytes(room).filter(|_| state.pay(room))?;
    let stored = Stored { part: &inner, bytes, at: inner.at, format: Format::Undef, count: size };
    userdata::in_language(state, locale, |state| {
        let _ = shown(state, title, &stored, kind);
    });
    Some(())
}

/// Makes a tag of a value by what its item is.
fn shown<'a>(state: &mut State<'_, 'a>, title: &Title<'a>, stored: &Stored<'_, 'a>, kind: u32) -> Option<()> {
    let (bytes, size) = (stored.bytes, stored.count);
    let typed = typed(state, kind, bytes).filter(|_| size <= LONGEST);
    let (table, rows) = match title {
        Title::Row(table, rows) => (table, rows),
        Title::Name(table, name) => {
            match typed {
                Some(item) => emit::titled(state, table, name, stored, item),
                None => emit::titled_unread(state, table, name, stored, size),
            }
            return Some(());
        }
    };
    let row = emit::choose(state, rows, stored, bytes.len()).filter(|row| emit::is_needed(state, row))?;
    if let Some(subtable) = row.leads_to() {
        (state.follow)(state, subtable, stored, stored.at, size);
        return Some(());
    }
    let item = match row.format {
        Format::Stored => typed,
        _ if size > LONGEST => None,
        Format::Undef => Some(format::bytes(bytes.as_slice())),
        format if bytes.len() < format.size() => typed,
        format => Some(format.read(bytes, stored.part.order(), state.cx.arena)),
    };
    match item.filter(|_| !row.flags.has(Flags::BINARY) || row.value > 0) {
        Some(item) => emit::item(state, table, row, stored, item),
        None => emit::unread(state, table, row, stored, size),
    }
    Some(())
}

/// A value of a well-known type; none if it is not shown as text or as a number.
fn typed<'a>(state: &State<'_, 'a>, kind: u32, bytes: Bytes<'a>) -> Option<Item<'a>> {
    let order = crate::bytes::ByteOrder::Big;
    let arena = state.cx.arena;
    let format = match (kind, bytes.len()) {
        (2 | 5, _) => {
            let (text, _) = encoding_rs::UTF_16BE.decode_with_bom_removal(bytes.as_slice());
            let text = text.split('\0').next().unwrap_or_default();
            return Some(Item::Text(arena.alloc_str(text)));
        }
        (3, _) => {
            let (text, _, _) = encoding_rs::SHIFT_JIS.decode(bytes.as_slice());
            return Some(match text {
                Cow::Borrowed(text) => Item::Text(text),
                Cow::Owned(text) => Item::Text(arena.alloc_str(&text)),
            });
        }
        (1 | 4, _) => return Some(format::bytes(bytes.as_slice())),
        (21, 1) => Format::Int8s,
        (21, 2) => Format::Int16s,
        (21, 4) => Format::Int32s,
        (21, 8) => Format::Int64s,
        (0 | 22, 1) => Format::Int8u,
        (0 | 22, 2) => Format::Int16u,
        (22, 4) => Format::Int32u,
        (22, 8) => Format::Int64u,
        (23, 4) => Format::Float,
        (24, 8) => Format::Double,
        _ => return None,
    };
    Some(format.read(bytes, order, arena))
}
