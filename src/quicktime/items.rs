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
use crate::text;
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
            Some((table, key)) => of_key(state, table, key),
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
fn of_key<'a>(state: &State<'_, 'a>, table: &'static Table, whole: &'a [u8]) -> Option<Title<'a>> {
    let short = whole.strip_prefix(b"com.").unwrap_or(whole);
    let apple = short.strip_prefix(b"apple.quicktime.");
    let candidates = [Some(whole), apple.filter(|_| short != whole), Some(short)];
    for candidate in candidates.into_iter().flatten() {
        if let Some(row) = table.rows().iter().find(|row| key(row.id).as_bytes() == candidate) {
            return Some(Title::Row(table, std::slice::from_ref(row)));
        }
    }
    let name = name_of(state, apple.filter(|_| short != whole).unwrap_or(short))?;
    Some(Title::Name(table, name))
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
    let name = text::until_nul(name?);
    if !name.iter().any(u8::is_ascii_alphanumeric) {
        return None;
    }
    let row = table.rows().iter().find(|row| is_apple && key(row.id).as_bytes() == name);
    Some(match row {
        Some(row) => Title::Row(table, std::slice::from_ref(row)),
        None => Title::Name(table, plain_name(state, name)),
    })
}

/// The name of a tag that is made of a key: `XiaomiFoo` of `xiaomi.foo`; none if a key has other characters.
fn name_of<'a>(state: &State<'_, 'a>, key: &[u8]) -> Option<&'a str> {
    let mut name = ArenaString::new_in(state.cx.arena);
    let mut is_start = true;
    for letter in key.iter().map(|byte| char::from(*byte)) {
        match letter {
            '.' | ' ' => {}
            '_' | '-' => name.push(letter),
            letter if letter.is_ascii_alphanumeric() => {
                let letter = if is_start { letter.to_ascii_uppercase() } else { letter };
                // An underscore between small letters and a capital is not needed.
                let mut before = name.chars().rev();
                if letter.is_ascii_uppercase()
                    && before.next() == Some('_')
                    && before.next().is_some_and(|letter| letter.is_ascii_lowercase())
                {
                    name.pop();
                }
                name.push(letter);
            }
            _ => return None,
        }
        is_start = matches!(letter, '.' | ' ' | '_');
    }
    if name.len() < 2 {
        name.insert_str(0, "Tag_");
    } else if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.insert_str(0, "Tag");
    }
    Some(name.into_bump_str())
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

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, handler, tags, value};

    fn item(kind: [u8; 4], data_type: u8, locale: u32, value: &[u8]) -> Vec<u8> {
        let head = [&[0, 0, 0, data_type][..], &locale.to_be_bytes()].concat();
        iso_box(&kind, &iso_box(b"data", &[&head, value].concat()))
    }

    fn with_keys(keys: &[&str], items: &[Vec<u8>]) -> Vec<u8> {
        let mut list = vec![0; 7];
        list.push(u8::try_from(keys.len()).unwrap());
        list.extend(keys.iter().flat_map(|key| iso_box(b"mdta", key.as_bytes())));
        let parts = [handler(*b"mdta"), iso_box(b"keys", &list), iso_box(b"ilst", &items.concat())];
        film(&[iso_box(b"meta", &parts.concat())])
    }

    #[test]
    fn items_refer_to_keys() {
        let keys =
            ["com.apple.quicktime.location.ISO6709", "com.android.version", "com.foo.ab_cd", "com.foo.n"];
        let file = with_keys(
            &keys,
            &[
                item([0, 0, 0, 1], 1, 0, b"+32.0929+034.8620/"),
                item([0, 0, 0, 2], 1, 0x55c4, b"9"),
                item([0, 0, 0, 3], 2, 0x5553_15c7, &[0, b'A']),
                item([0, 0, 0, 4], 21, 0, &[0xff, 0xfb]),
                item([0, 0, 0, 9], 1, 0, b"no key"),
            ],
        );
        let tags = tags(&file);
        assert_eq!(value(&tags, "Keys:GPSCoordinates"), "32 deg 5' 34.44\" N, 34 deg 51' 43.20\" E");
        assert_eq!(value(&tags, "Keys:AndroidVersion"), "9");
        assert_eq!(value(&tags, "Keys:FooAbCd-eng-US"), "A");
        assert_eq!(value(&tags, "Keys:FooAbCd"), "A");
        assert_eq!(value(&tags, "Keys:FooN"), "-5");
        damaged(&file);
    }

    #[test]
    fn items_have_types_or_names() {
        let named = [
            iso_box(b"mean", b"\0\0\0\0com.apple.iTunes"),
            iso_box(b"name", b"\0\0\0\0my TAG"),
            iso_box(b"data", b"\0\0\0\x01\0\0\0\0v"),
        ];
        let items = [
            item(*b"\xa9nam", 1, 0, b"A title"),
            item(*b"trkn", 0, 0, &[0, 0, 0, 1, 0, 2, 0, 0]),
            item(*b"covr", 13, 0, &[0xff; 40]),
            item(*b"cpil", 21, 0, &[1]),
            iso_box(b"----", &named.concat()),
        ];
        let meta = [&[0; 4], &handler(*b"mdir")[..], &iso_box(b"ilst", &items.concat())].concat();
        let tags = tags(&film(&[iso_box(b"udta", &iso_box(b"meta", &meta))]));
        assert_eq!(value(&tags, "ItemList:Title"), "A title");
        assert_eq!(value(&tags, "ItemList:TrackNumber"), "1 of 2");
        assert_eq!(value(&tags, "ItemList:CoverArt"), "(Binary data 40 bytes, use -b option to extract)");
        assert_eq!(value(&tags, "ItemList:Compilation"), "Yes");
        assert_eq!(value(&tags, "iTunes:MyTAG"), "v");
    }
}
