//! Coded values: codes and bits, printed with the meanings that their tag lists.

use super::printed::{Printed, made, whole};
use crate::exif::value::Field;
use crate::tag::Value;
use crate::tiff::types::FieldType;
use std::fmt::Write;

/// The meaning of the value, or `Unknown (5)` if there is none.
pub(in crate::exif) fn value_of<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let value = match meaning(field, &raw) {
        Some(text) => text,
        None => unknown(field, &raw),
    };
    Some(Printed::pair(value, raw))
}

/// The meaning of the value, or `Unknown (0x5)` if there is none.
pub(in crate::exif) fn hex<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    Some(Printed::pair(hex_meaning(field, &raw), raw))
}

pub(super) fn hex_meaning<'a>(field: &Field<'a>, raw: &Value<'a>) -> &'a str {
    if let Some(text) = meaning(field, raw) {
        return text;
    }
    let number = match raw {
        Value::Int(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    match number {
        Some(number) => made(field, |out| write!(out, "Unknown ({number:#x})")),
        None => unknown(field, raw),
    }
}

/// The meaning of the value as a whole.
fn meaning(field: &Field<'_>, raw: &Value<'_>) -> Option<&'static str> {
    let codes = field.codes;
    match raw {
        Value::Int(number) => codes.number(*number),
        Value::Text(text) => {
            // For UNDEFINED bytes, the keys include their NULs.
            let bytes = field.bytes().as_slice();
            let exact = (field.field_type() == FieldType::UNDEFINED)
                .then(|| std::str::from_utf8(bytes).ok())
                .flatten();
            exact.and_then(|text| codes.text_or_number(text)).or_else(|| codes.text_or_number(text))
        }
        Value::Rational { .. } | Value::Real(_) => codes.text_or_number(&raw.to_string()),
        Value::List(_) | Value::Binary(_) | Value::Unread(_) => None,
    }
}

fn unknown<'a>(field: &Field<'a>, raw: &Value<'a>) -> &'a str {
    made(field, |out| write!(out, "Unknown ({raw})"))
}

/// The meaning of the value, or else of the bits that are set.
pub(in crate::exif) fn number_or_bits<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    match meaning(field, &raw) {
        Some(text) => Some(Printed::pair(text, raw)),
        None => bits(field),
    }
}

/// The meanings of the bits that are set: `[5]` for a bit without a meaning.
pub(in crate::exif) fn bits<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    /// No mask is longer than this.
    const WORDS: usize = 64;
    let mut out = bumpalo::collections::String::new_in(field.cx().arena);
    let mut add = |number: usize| {
        let separator = if out.is_empty() { "" } else { ", " };
        let meaning = u8::try_from(number).ok().and_then(|bit| field.codes.bit(bit));
        // Writing to a string cannot fail.
        let _ = match meaning {
            Some(text) => write!(out, "{separator}{text}"),
            None => write!(out, "{separator}[{number}]"),
        };
    };
    let one = || std::iter::once(whole(field.leading()));
    let many = || field.numbers().map(|n| whole(n.as_f64().unwrap_or_default()));
    let words: &mut dyn Iterator<Item = i64> = if field.count() > 1 { &mut many() } else { &mut one() };
    for (index, word) in words.take(WORDS).enumerate() {
        for bit in (0..32).filter(|bit| word >> bit & 1 == 1) {
            add(index * 32 + bit);
        }
    }
    let text = if out.is_empty() { "(none)" } else { out.into_bump_str() };
    Some(Printed::pair(text, field.stored()))
}

/// The meaning of each of up to four values.
pub(in crate::exif) fn each<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    const CONVERTED: usize = 4;
    let raw = field.stored();
    let text = field.text();
    let mut out = bumpalo::collections::String::new_in(field.cx().arena);
    for (index, part) in text.split_ascii_whitespace().enumerate() {
        if index > 0 {
            out.push_str("; ");
        }
        match field.codes.text_or_number(part) {
            _ if index >= CONVERTED => out.push_str(part),
            Some(meaning) => out.push_str(meaning),
            // Writing to a string cannot fail.
            None => drop(write!(out, "Unknown ({part})")),
        }
    }
    (!out.is_empty()).then(|| Printed::pair(out.into_bump_str(), raw))
}
