//! Text in its various encodings and forms.

use super::printed::{Printed, made};
use crate::bytes::ByteOrder;
use crate::exif::value::Field;
use crate::tag::Value;
use crate::text;
use crate::tiff::types::FieldType;
use std::borrow::Cow;
use std::fmt::Write;

/// Text without trailing white space.
pub(in crate::exif) fn trimmed<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    Some(Printed::same(match field.stored() {
        Value::Text(Cow::Borrowed(text)) => {
            Value::text(text.trim_end_matches(|c: char| c.is_ascii_whitespace()))
        }
        other => other,
    }))
}

/// Text, unless it is empty.
pub(in crate::exif) fn non_empty<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let text = field.text();
    (!text.is_empty()).then(|| Printed::text(text))
}

/// Text in which dots replace characters that cannot be printed.
pub(in crate::exif) fn printable<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let text = field.text();
    let is_plain = |c: char| c == ' ' || c.is_ascii_graphic();
    if text.chars().all(is_plain) {
        return Some(Printed::text(text));
    }
    let shown = made(field, |out| {
        out.extend(text.chars().map(|c| if is_plain(c) { c } else { '.' }));
        Ok(())
    });
    Some(Printed::pair(shown, Value::text(text)))
}

/// Little-endian UTF-16 text: the tags of Windows.
pub(in crate::exif) fn utf16<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    Some(Printed::text(from_utf16(field, field.bytes().as_slice(), ByteOrder::Little)))
}

/// UTF-16 text up to the first NUL.
fn from_utf16<'a>(field: &Field<'a>, bytes: &[u8], order: ByteOrder) -> &'a str {
    let unit = |pair: &[u8]| match (pair, order) {
        (&[a, b], ByteOrder::Big) => u16::from_be_bytes([a, b]),
        (&[a, b], ByteOrder::Little) => u16::from_le_bytes([a, b]),
        _ => 0,
    };
    let units = bytes.chunks_exact(2).map(unit).take_while(|&unit| unit != 0);
    // Half of a surrogate pair at the end belongs to a character that was cut off.
    let mut characters = char::decode_utf16(units).peekable();
    made(field, |out| {
        while let Some(character) = characters.next() {
            match character {
                Ok(character) => out.push(character),
                Err(half) if half.unpaired_surrogate() < 0xdc00 && characters.peek().is_none() => {}
                Err(_) => out.push('?'),
            }
        }
        Ok(())
    })
}

/// The photographer's copyright and, after a NUL, the editor's [EXIF30 4.6.4 `Copyright`], each on a line.
pub(in crate::exif) fn copyright<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let bytes = field.bytes().as_slice();
    let first = text::until_nul(bytes);
    let rest = bytes.get(first.len() + 1..).unwrap_or_default();
    let trimmed = |bytes| field.decoded(bytes).trim_end_matches(|c: char| c.is_ascii_whitespace());
    let (photographer, editor) = (trimmed(first), trimmed(text::until_nul(rest)));
    if editor.is_empty() {
        return Some(Printed::text(photographer));
    }
    Some(Printed::text(made(field, |out| write!(out, "{photographer}\n{editor}"))))
}

/// Text after eight bytes that name its character set [EXIF30 4.6.5 `UserComment`].
pub(in crate::exif) fn user_comment<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    if !field.field_type().is_text() {
        return Some(Printed::same(field.stored()));
    }
    let mut bytes = field.bytes().as_slice();
    if field.field_type() != FieldType::UNDEFINED {
        bytes = text::until_nul(bytes);
    }
    let Some((name, text)) = bytes.split_first_chunk::<8>() else {
        return Some(Printed::text(field.marked(bytes)));
    };
    let is_blank = |bytes: &[u8]| bytes.iter().all(|b| matches!(b, 0 | b' '));
    let text = match name {
        [b'A', b'S', b'C', b'I', b'I', rest @ ..] if is_blank(rest) => field.decoded(text::until_nul(text)),
        [0, ..] => field.decoded(text::until_nul(text)),
        blank if is_blank(blank) => field.decoded(text::until_nul(text)),
        [b'U', b'N', b'I', b'C', b'O', b'D', b'E', rest @ ..] if is_blank(rest) => {
            let (text, order) = utf16_order(text, field.order());
            from_utf16(field, text, order)
        }
        [b'J', b'I', b'S', rest @ ..] if is_blank(rest) => {
            text::with(text::until_nul(text), encoding_rs::ISO_2022_JP, field.cx())
        }
        _ => field.marked(bytes),
    };
    Some(Printed::text(text.trim_end_matches(' ')))
}

/// The text after a byte order mark, and its byte order. Without a mark this is the order in which more letters are
/// Latin, because writers do not agree on whether to use the byte order of the file.
fn utf16_order(text: &[u8], of_file: ByteOrder) -> (&[u8], ByteOrder) {
    match text {
        [0xfe, 0xff, rest @ ..] => return (rest, ByteOrder::Big),
        [0xff, 0xfe, rest @ ..] => return (rest, ByteOrder::Little),
        _ => {}
    }
    let latin = |index: usize| {
        let pairs = text.chunks_exact(2).filter_map(|pair| pair.get(index).zip(pair.get(1 - index)));
        pairs.filter(|(high, low)| **high == 0 && **low != 0).count()
    };
    let (big, little) = (latin(0), latin(1));
    let order = match big.cmp(&little) {
        std::cmp::Ordering::Greater => ByteOrder::Big,
        std::cmp::Ordering::Less => ByteOrder::Little,
        std::cmp::Ordering::Equal => of_file,
    };
    (text, order)
}

/// A date and time in ISO 8601, converted to the form of EXIF: `2020:10:27 18:21:44Z`.
pub(in crate::exif) fn iso_date<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let text = field.text();
    if !matches!(text.as_bytes(), [_, _, _, _, b'-', ..]) {
        return Some(Printed::text(text));
    }
    let text = made(field, |out| {
        out.extend(text.char_indices().map(|(at, c)| match (at, c) {
            (4 | 7, '-') => ':',
            (10, 'T') => ' ',
            _ => c,
        }));
        Ok(())
    });
    Some(Printed::text(text))
}

/// The four letters that name a byte order.
pub(in crate::exif) fn samsung_order<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let bytes = field.bytes();
    Some(Printed::text(field.marked(bytes.up_to(0, 4).as_slice())))
}
