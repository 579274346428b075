//! Maker notes that are text: values with keys, in several notations.

use crate::bytes::Bytes;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Flags;
use crate::layout::tables::{Notation, Row, Shape, Table, key};
use std::ops::Range;

/// A key and a value.
type Pair = (Range<usize>, Range<usize>);

/// How many pairs are read.
const MOST: usize = 256;
/// What the picture begins with: a JPEG whose first segment is a quantization table.
const JPEG: &[u8] = b"\xff\xd8\xff\xdb";

/// Reads the pairs of a text.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>, notation: Notation) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    if !state.pay(bytes.len() as u64) {
        return;
    }
    let text = bytes.as_slice();
    if notation == Notation::Labels {
        return labels(state, table, &part, bytes);
    }
    let mut at = 0;
    for _ in 0..MOST {
        let next = match notation {
            Notation::Brackets => brackets(text, at),
            Notation::Assignments => assignment(text, at),
            Notation::Letters => letters(text, at),
            Notation::Words | Notation::Labels => words(text, at),
        };
        let Some((name, value)) = next else { return };
        at = value.end;
        let name = text.get(name).unwrap_or_default();
        let row = table.rows().iter().find(|row| key(row.id).as_bytes() == name);
        if notation == Notation::Brackets && !is_text(text.get(value.clone()).unwrap_or_default()) {
            binary(state, table, &part, bytes, row, value);
        } else if row.is_some() || matches!(notation, Notation::Brackets | Notation::Assignments) {
            one(state, table, &part, bytes, row, (name, value));
        }
    }
}

/// Whether there is text before the NULs at the end.
fn is_text(value: &[u8]) -> bool {
    let end = value.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let text = value.get(..end).unwrap_or_default();
    !text.is_empty() && text.iter().all(|byte| (b' '..=b'~').contains(byte))
}

/// Makes a tag of a value that is not text.
fn binary<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    bytes: Bytes<'a>,
    row: Option<&'static Row>,
    value: Range<usize>,
) {
    let at = part.at.saturating_add(value.start as u64);
    let count = value.len() as u64;
    let stored =
        Stored { part, bytes: bytes.up_to(value.start, value.len()), at, format: Format::Undef, count };
    if let Some(row) = row {
        emit::unread(state, table, row, &stored, count);
    }
}

/// Makes a tag of a pair. In the first two notations a key that no row has is the name of a tag.
fn one<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    bytes: Bytes<'a>,
    row: Option<&'static Row>,
    (name, value): (&'a [u8], Range<usize>),
) {
    let data = bytes.up_to(value.start, value.len());
    let at = part.at.saturating_add(value.start as u64);
    let stored = Stored { part, bytes: data, at, format: Format::Text, count: data.len() as u64 };
    match row {
        Some(row) if emit::is_needed(state, row) => emit::row(state, table, row, &stored),
        Some(_) => {}
        None => {
            let capitals = table.shape == Shape::Text(Notation::Brackets);
            emit::named(state, table, (name, capitals), &stored);
        }
    }
}

/// The position of some bytes from `from` on.
fn position(text: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.windows(what.len()).position(|bytes| bytes == what).map(|at| from + at)
}

/// The first position from `from` on at which a byte is not as it must be.
fn while_is(text: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !is(*byte)).unwrap_or(rest.len())
}

fn brackets(text: &[u8], from: usize) -> Option<Pair> {
    let open = position(text, from, b"[")? + 1;
    let colon = position(text, open, b":")?;
    // A value may hold any bytes, also a bracket: it ends where the next one begins, or the text.
    let end = text.strip_suffix(b"\n").unwrap_or(text).strip_suffix(b"]").map(<[u8]>::len);
    let close = position(text, colon, b"][").or(end).filter(|close| colon < *close)?;
    Some((open..colon, colon + 1..close))
}

fn assignment(text: &[u8], from: usize) -> Option<Pair> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'#' | b'-');
    let mut at = from;
    loop {
        let equals = position(text, at, b"=")?;
        let before = text.get(from..equals)?;
        let start = equals - before.iter().rev().take_while(|byte| is_name(**byte)).count();
        let end = while_is(text, equals + 1, |byte| (b' '..=b'~').contains(&byte) && byte != b'[');
        let value = text.get(equals + 1..end)?;
        let value = before_next(value, is_name).trim_ascii_end();
        if start < equals && !value.is_empty() {
            return Some((start..equals, equals + 1..equals + 1 + value.len()));
        }
        at = equals + 1;
    }
}

/// The part of a value before another key on the same line.
fn before_next(value: &[u8], is_name: impl Fn(u8) -> bool) -> &[u8] {
    let equals = value.iter().position(|byte| *byte == b'=').unwrap_or(0);
    let before = value.get(..equals).unwrap_or_default();
    let key = before.iter().rev().take_while(|byte| is_name(**byte)).count();
    match equals.saturating_sub(key) {
        0 => value,
        start => before.get(..start).unwrap_or(value),
    }
}

fn letters(text: &[u8], from: usize) -> Option<Pair> {
    let mut at = from;
    loop {
        let start = while_is(text, at, |byte| !byte.is_ascii_uppercase());
        text.get(start)?;
        let value = while_is(text, start + 1, |byte| byte.is_ascii_lowercase());
        let end = while_is(text, value, |byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte));
        if (2..=3).contains(&(value - start)) && end > value && text.get(end) == Some(&b';') {
            return Some((start..value, value..end));
        }
        at = start + 1;
    }
}

fn words(text: &[u8], from: usize) -> Option<Pair> {
    let colon = position(text, from, b":")?;
    let before = text.get(from..colon)?;
    let start = colon - before.iter().rev().take_while(|byte| byte.is_ascii_uppercase()).count();
    let end = text.len().min(colon + 5);
    (end >= colon + 4).then_some((start..colon, colon + 1..end))
}

/// Reads the values of the keys that rows have, each up to a NUL, in the order of the rows.
fn labels<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, bytes: Bytes<'a>) {
    let text = bytes.as_slice();
    for row in table.rows() {
        let name = key(row.id).as_bytes();
        let is_label = |window: &[u8]| {
            window.split_last().is_some_and(|(last, label)| *last == b':' && label.eq_ignore_ascii_case(name))
        };
        let label = text.windows(name.len() + 1).position(is_label).map(|at| at + name.len() + 1);
        let value = match label {
            Some(start) => start..while_is(text, start, |byte| byte != 0),
            // What has no label is the picture.
            None => match position(text, 0, JPEG).filter(|_| row.flags.has(Flags::BINARY)) {
                Some(start) => start..text.len(),
                None => continue,
            },
        };
        one(state, table, part, bytes, Some(row), (name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::testing::{picture, tags, value};

    #[test]
    fn keys_stand_in_brackets() {
        let tags = tags(&picture("DJI", "FC220", b"[ae_dbg_info:ab][sensor_id:0K8][new_thing:x y]"));
        assert_eq!(value(&tags, "DJI:SensorID"), "0K8");
        assert_eq!(value(&tags, "DJI:New_Thing"), "x y");
    }

    #[test]
    fn a_value_in_brackets_ends_with_the_text_or_where_the_next_begins() {
        let read = |note: &[u8]| {
            let tags = tags(&picture("DJI", "FC220", note));
            value(&tags, "DJI:SensorID").to_owned()
        };
        assert_eq!(read(b"[ae_dbg_info:ab][sensor_id:0[K]8]"), "0[K]8");
        assert_eq!(read(b"[ae_dbg_info:ab][sensor_id:0K8]\n"), "0K8");
        // Like ExifTool, do not show what is not closed.
        assert_eq!(read(b"[ae_dbg_info:ab][sensor_id:0K8]\0"), "");
    }

    #[test]
    fn words_have_four_characters() {
        let tags = tags(&picture("JVC", "GR-DV", b"VER:0100QTY:FINE"));
        assert_eq!(value(&tags, "JVC:MakerNoteVersion"), "0100");
        assert_eq!(value(&tags, "JVC:Quality"), "Fine");
    }

    #[test]
    fn letters_have_digits() {
        let tags = tags(&picture("RICOH", "RDC-5300", b"Rev0106;x;Rg4C;Bg3"));
        assert_eq!(value(&tags, "Ricoh:FirmwareVersion"), "1.06");
        assert_eq!(value(&tags, "Ricoh:RedGain"), "4C");
        assert_eq!(value(&tags, "Ricoh:BlueGain"), "");
    }

    #[test]
    fn assignments_end_with_their_line() {
        let text = b"[picture info]Resolution=1 \r\nType=SX756\r\n=nothing\r\n";
        let (first, second) = (assignment(text, 0).unwrap(), assignment(text, 26).unwrap());
        assert_eq!((&text[first.0], &text[first.1]), (&b"Resolution"[..], &b"1"[..]));
        assert_eq!((&text[second.0], &text[second.1]), (&b"Type"[..], &b"SX756"[..]));
    }

    #[test]
    fn labels_stand_among_bytes() {
        let tags = tags(&picture("HP", "PhotoSmart", b"610\0ab\xffSERIAL NUMBER:CN12\0\x01\xff\xd8\xff\xdb"));
        assert_eq!(value(&tags, "HP:SerialNumber"), "CN12");
        assert!(value(&tags, "HP:PreviewImage").contains('4'));
    }
}
