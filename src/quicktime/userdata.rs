//! User data [QuickTime File Format, user data list entry types; 3GPP TS 26.244 8]: texts in several languages among
//! boxes of other kinds.

use super::boxes::{self, child, code};
use super::languages;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::isobmff::boxes::IsoBox;
use crate::layout::emit;
use crate::layout::format::{self, Format};
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Flags, Row, Table};
use bumpalo::collections::String as ArenaString;
use encoding_rs::{MACINTOSH, UTF_16BE, UTF_16LE};
use std::fmt::Write;

/// The first letter of the types of texts.
const COPYRIGHT: u8 = 0xa9;
/// Other types whose boxes hold lists of texts.
const LISTS: [[u8; 4]; 2] = [*b"tnam", *b"kgtt"];
/// Before a text in a list stand its length and its language.
const HEAD: usize = 4;
/// Before the text of 3GPP stand a version and a language.
const VERSION: usize = 4;

/// Reads the boxes of user data.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    boxes::each(state, &part, |state, one| {
        let rows = table.tag(code(&one));
        // Like ExifTool, do not divide the lists of texts in a track.
        let is_list = one.box_type[0] == COPYRIGHT && !state.film.is_track();
        if !is_list && !rows.iter().any(|row| row.flags.has(Flags::LINGUAL)) {
            boxes::body(state, table, &part, one);
        } else if one.is_complete && !emit::are_idle(state, rows) {
            texts(state, table, &part, rows, one);
        }
    });
}

/// Makes tags of the texts of a box.
fn texts<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    rows: &'static [Row],
    one: IsoBox<'a>,
) -> Option<()> {
    if rows.is_empty() && !state.cx.shows_tags {
        return None;
    }
    let inner = child(part, one.body)?;
    let bytes = inner.bytes(LONG).filter(|bytes| state.pay(bytes.len() as u64))?;
    let place = Place { table, part, rows, box_type: one.box_type };
    if one.box_type[0] != COPYRIGHT && !LISTS.contains(&one.box_type) {
        let text = bytes.from(VERSION + 2);
        if bytes.len() > VERSION + 2 {
            single(state, &place, bytes.be16(VERSION).unwrap_or_default(), text);
        }
        return Some(());
    }
    let mut at = 0;
    while let (Some(size), Some(language)) = (bytes.be16(at), bytes.be16(at + 2)) {
        let Some(text) = bytes.get(at + HEAD, size.into()) else { break };
        if !text.is_empty() {
            single(state, &place, language, text);
        }
        at += HEAD + usize::from(size);
    }
    Some(())
}

/// Where texts stand.
struct Place<'p, 'a> {
    table: &'static Table,
    part: &'p Part<'a>,
    rows: &'static [Row],
    box_type: [u8; 4],
}

/// Makes a tag of one text.
fn single<'a>(state: &mut State<'_, 'a>, place: &Place<'_, 'a>, language: u16, text: Bytes<'a>) {
    let at = place.part.position(text);
    let stored =
        Stored { part: place.part, bytes: text, at, format: Format::Undef, count: text.len() as u64 };
    let item = decoded(state, language, text.as_slice());
    let suffix = languages::suffix(language, state.cx.arena);
    in_language(state, suffix, |state| shown(state, place, &stored, item));
}

/// Makes a tag with its language in its name. At the end it is shown without it as well, if no other tag has the name.
pub(super) fn in_language<'n, 'a>(
    state: &mut State<'n, 'a>,
    suffix: Option<&'a str>,
    show: impl FnOnce(&mut State<'n, 'a>),
) {
    let before = state.sink.tags.len();
    state.film.language = suffix;
    show(state);
    state.film.language = None;
    if let (Some(suffix), Ok(index)) = (suffix, u32::try_from(before))
        && state.sink.tags.len() > before
    {
        state.foreign.push((index, suffix));
    }
}

/// Makes a tag of a text by its row, or by the type of its box.
fn shown<'a>(state: &mut State<'_, 'a>, place: &Place<'_, 'a>, stored: &Stored<'_, 'a>, item: Item<'a>) {
    match emit::choose(state, place.rows, stored, stored.bytes.len()) {
        Some(row) if emit::is_needed(state, row) => emit::item(state, place.table, row, stored, item),
        None if place.rows.is_empty() => {
            let name = unknown(state, place.box_type);
            emit::titled(state, place.table, name, stored, item);
        }
        _ => {}
    }
}

/// The name of a text whose type has no row: `UserData_xyz`.
pub(super) fn unknown<'a>(state: &State<'_, 'a>, box_type: [u8; 4]) -> &'a str {
    let mut name = ArenaString::from_str_in("UserData_", state.cx.arena);
    for letter in box_type.into_iter().skip(1) {
        // Writing to a string cannot fail.
        let _ = match letter {
            letter if letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_') => {
                name.write_char(char::from(letter))
            }
            letter => write!(name, "x{letter:02x}"),
        };
    }
    name.into_bump_str()
}

/// A text: UTF-16 with a byte order mark; the Macintosh's characters or UTF-8 by the kind of its language code.
fn decoded<'a>(state: &State<'_, 'a>, language: u16, text: &'a [u8]) -> Item<'a> {
    let arena = state.cx.arena;
    let set = match text {
        [0xfe, 0xff, ..] => UTF_16BE,
        [0xff, 0xfe, ..] if languages::is_macintosh(language) => UTF_16LE,
        _ if languages::is_macintosh(language) && std::str::from_utf8(text).is_err() => MACINTOSH,
        _ => return format::bytes(text),
    };
    let (decoded, _) = set.decode_with_bom_removal(text);
    Item::Text(arena.alloc_str(&decoded))
}

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, tags, track, value};

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"DEVC"` is a reference
    fn texts(kind: &[u8; 4], texts: &[(u16, &[u8])]) -> Vec<u8> {
        let one = |(language, text): &(u16, &[u8])| {
            let length = u16::try_from(text.len()).unwrap();
            [&length.to_be_bytes(), &language.to_be_bytes(), *text].concat()
        };
        iso_box(kind, &texts.iter().flat_map(one).collect::<Vec<u8>>())
    }

    fn data(parts: &[Vec<u8>]) -> Vec<u8> {
        film(&[iso_box(b"udta", &parts.concat())])
    }

    #[test]
    fn texts_have_languages() {
        let file = data(&[
            texts(b"\xa9nam", &[(1, b"Titre\x8e"), (0x15c7, b"Title")]),
            texts(b"\xa9cmt", &[(0x1a41, b"Mot")]),
            texts(b"\xa9xyz", &[(0x15c7, b"+51.4169-000.0806+012.345/")]),
            texts(b"\xa9day", &[(0, b"2010-07-30T12:13:14+0200")]),
            texts(b"\xa9z z", &[(0, b"unknown")]),
        ]);
        let tags = tags(&file);
        assert_eq!(value(&tags, "UserData:Title"), "Title");
        assert_eq!(value(&tags, "UserData:Title-fr"), "Titre\u{e9}");
        assert_eq!(value(&tags, "UserData:Comment"), "Mot");
        assert_eq!(value(&tags, "UserData:Comment-fra"), "Mot");
        let place = "51 deg 25' 0.84\" N, 0 deg 4' 50.16\" W, 12.345 m Above Sea Level";
        assert_eq!(value(&tags, "UserData:GPSCoordinates"), place);
        assert_eq!(value(&tags, "UserData:ContentCreateDate"), "2010:07:30 12:13:14+02:00");
        assert_eq!(value(&tags, "UserData:UserData_zx20z"), "unknown");
        damaged(&file);
    }

    #[test]
    fn texts_of_3gpp_have_a_version() {
        let title = iso_box(b"titl", b"\0\0\0\0\x15\xc7\xfe\xff\0A\0B\0\0");
        let keywords = iso_box(b"kywd", b"\0\0\0\0\x15\xc7\x02\x04one\0\x04two\0");
        let place =
            [&b"\0\0\0\0\x15\xc7Place\0\x01"[..], &[0, 2, 0x20, 0, 0, 0x33, 0, 0, 0, 1, 0, 0], b"earth\0\0"];
        let tags = tags(&data(&[title, keywords, iso_box(b"loci", &place.concat())]));
        assert_eq!(value(&tags, "UserData:Title"), "AB");
        assert_eq!(value(&tags, "UserData:Keywords"), "one, two");
        let place = "Place Role=real Lat=51.00000 Lon=2.12500 Alt=1.00 Body=earth Notes=";
        assert_eq!(value(&tags, "UserData:LocationInformation"), place);
    }

    #[test]
    fn in_a_track_names_tell_the_track() {
        let data = iso_box(b"udta", &iso_box(b"name", b"Stereo"));
        let tags = tags(&film(&[track(*b"vide", &[], &[]), track(*b"soun", &[], &data)]));
        assert_eq!(value(&tags, "AudioUserData:Track2Name"), "Stereo");
    }
}
