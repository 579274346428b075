//! Conversions: from a stored value to its printed form.
//!
//! A row of `tags.tsv` names one of the functions that are listed here. Each gets the value as it is stored and
//! answers the two forms that ExifTool has of it (`-j` and `-n`), or nothing where the tag is not shown.

// All conversions have one signature, whether they may leave a tag out or not.
#![allow(clippy::unnecessary_wraps)]

mod camera;
mod gps;
mod structure;
mod text;

pub(super) use camera::{
    aperture, celsius, composite_exposure_times, exposure_compensation, exposure_time, f_number, frame_rate,
    iso, lens_info, metres, millimetres, shutter_speed, t_stop, whole_metres, whole_millimetres,
};
pub(super) use gps::{coordinate, date_stamp, time_stamp};
pub(super) use structure::{
    cfa_pattern, components, cr2_pattern, development_type, frequency_response, learning_opt_out, opcodes,
    pixel_format, plane_colors, private_data, time_codes,
};
pub(super) use text::{
    copyright, iso_date, maker_note_text, non_empty, printable, samsung_order, trimmed, user_comment, utf16,
};

use super::value::{Field, until_nul};
use crate::bytes::Bytes;
use crate::tag::Value;
use crate::tiff::types::FieldType;
use std::borrow::Cow;
use std::fmt::{self, Write};

/// A function that makes the printed form.
pub(super) type Conversion = for<'a> fn(&Field<'a>) -> Option<Printed<'a>>;

/// The two forms of a value.
#[derive(Debug, PartialEq)]
pub(super) struct Printed<'a> {
    /// As people read it.
    pub value: Value<'a>,
    /// As it is stored, where that is not the same.
    pub raw: Option<Value<'a>>,
    /// The numbers of the entry, where one is over 0 and the other forms hide it.
    pub stored: Option<Value<'a>>,
}

impl<'a> Printed<'a> {
    /// A value of one form.
    pub fn same(value: Value<'a>) -> Self {
        Self { value, raw: None, stored: None }
    }

    /// Text of one form.
    pub fn text(text: &'a str) -> Self {
        Self::same(Value::text(text))
    }

    /// A value of two forms, which may be the same.
    pub fn pair(value: &'a str, raw: Value<'a>) -> Self {
        let raw = Some(raw).filter(|raw| raw.as_str() != Some(value));
        Self { value: Value::text(value), raw, stored: None }
    }

    /// The same value, which was computed of fractions: those over 0 count as 0 in it.
    pub fn computed_of(self, field: &Field<'a>) -> Self {
        let is_over_zero = |number: Value<'_>| matches!(number, Value::Rational { den: 0, .. });
        Self { stored: field.numbers().any(is_over_zero).then(|| field.stored()), ..self }
    }

    /// Bytes that are no text.
    pub fn binary(bytes: Bytes<'a>) -> Self {
        Self::same(Value::Binary(Cow::Borrowed(bytes.as_slice())))
    }

    /// What is shown by its length alone.
    pub fn unread(len: u64) -> Self {
        Self::same(Value::Unread(len))
    }
}

/// As it is stored.
pub(super) fn stored<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    Some(Printed::same(field.stored()))
}

/// As binary data. Numbers, and text, are as long as their text form, as `ExifTool` counts them.
pub(super) fn binary<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let bytes = field.bytes();
    Some(match field.kind() {
        FieldType::UNDEFINED => Printed::binary(bytes),
        FieldType::ASCII | FieldType::UTF8 => {
            Printed::binary(bytes.up_to(0, until_nul(bytes.as_slice()).len()))
        }
        _ => Printed::unread(field.text_len(0)),
    })
}

/// By the list of meanings: `Unknown (5)` where it is not there.
pub(super) fn value_of<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let value = match meaning(field, &raw) {
        Some(text) => text,
        None => unknown(field, &raw),
    };
    Some(Printed::pair(value, raw))
}

/// By the list of meanings: `Unknown (0x5)` where it is not there.
pub(super) fn hex<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    Some(Printed::pair(hex_meaning(field, &raw), raw))
}

fn hex_meaning<'a>(field: &Field<'a>, raw: &Value<'a>) -> &'a str {
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

/// What the value means as a whole.
fn meaning(field: &Field<'_>, raw: &Value<'_>) -> Option<&'static str> {
    let codes = field.codes;
    match raw {
        Value::Int(number) => codes.number(*number),
        Value::Text(text) => {
            // The keys of bytes without a meaning hold their NULs.
            let bytes = field.bytes().as_slice();
            let exact =
                (field.kind() == FieldType::UNDEFINED).then(|| std::str::from_utf8(bytes).ok()).flatten();
            exact.and_then(|text| codes.text_or_number(text)).or_else(|| codes.text_or_number(text))
        }
        Value::Rational { .. } | Value::Real(_) => codes.text_or_number(&raw.to_string()),
        Value::List(_) | Value::Binary(_) | Value::Unread(_) => None,
    }
}

fn unknown<'a>(field: &Field<'a>, raw: &Value<'a>) -> &'a str {
    made(field, |out| write!(out, "Unknown ({raw})"))
}

/// By the list of meanings, else by the bits that are set.
pub(super) fn number_or_bits<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    match meaning(field, &raw) {
        Some(text) => Some(Printed::pair(text, raw)),
        None => bits(field),
    }
}

/// By the bits that are set: `[5]` for a bit without a meaning.
pub(super) fn bits<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    /// No mask is longer.
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

/// Each of up to four values by the list of meanings.
pub(super) fn each<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
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

/// A list that is shown as binary data where it is longer than 32 characters.
pub(super) fn list32<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    list(field, 32)
}

/// A list that is shown as binary data where it is longer than 64 characters.
pub(super) fn list64<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    list(field, 64)
}

/// A list that is shown as binary data where it is longer than 64 characters, and stored as a list.
pub(super) fn list64_stored<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let value = list(field, 64)?.value;
    Some(Printed { raw: Some(raw).filter(|raw| *raw != value), ..Printed::same(value) })
}

fn list<'a>(field: &Field<'a>, longest: usize) -> Option<Printed<'a>> {
    // A number has at least one digit, and a space before it.
    if field.count() > longest {
        return binary(field);
    }
    let value = field.stored();
    match &value {
        Value::Text(text) if text.len() > longest => binary(field),
        _ => Some(Printed::same(value)),
    }
}

/// Offsets, counted from the start of the file.
pub(super) fn offset<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let base = i64::try_from(field.base).ok()?;
    let shifted = |number: Value<'a>| match number {
        Value::Int(number) => number.checked_add(base),
        _ => None,
    };
    if field.count() == 1 {
        return shifted(field.number(0)?).map(|number| Printed::same(Value::Int(number)));
    }
    if field.count() == 0 {
        return None;
    }
    let mut out = bumpalo::collections::String::new_in(field.cx().arena);
    for (index, number) in field.numbers().enumerate() {
        let number = shifted(number)?;
        let separator = if index > 0 { " " } else { "" };
        let _ = write!(out, "{separator}{number}");
    }
    Some(Printed::text(out.into_bump_str()))
}

/// Offsets, as binary data where they are many.
pub(super) fn offset_list<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    const LONGEST: usize = 32;
    if field.count() > LONGEST && field.kind().is_integer() {
        return Some(Printed::unread(field.text_len(field.base)));
    }
    match offset(field)? {
        Printed { value: Value::Text(text), .. } if text.len() > LONGEST => {
            Some(Printed::unread(text.len() as u64))
        }
        printed => Some(printed),
    }
}

/// A number whose unit is 1/256.
pub(super) fn per_256<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    match field.number(0)? {
        Value::Int(number) => Some(Printed::same(Value::Rational { num: number, den: 256 })),
        other => Some(Printed::same(other)),
    }
}

/// Numbers with dots between: `2.3.0.0`.
pub(super) fn dotted<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let Value::Text(text) = &raw else { return Some(Printed::same(raw)) };
    if !text.contains(' ') {
        return Some(Printed::same(raw));
    }
    let mut out = bumpalo::collections::String::with_capacity_in(text.len(), field.cx().arena);
    out.extend(text.chars().map(|c| if c == ' ' { '.' } else { c }));
    Some(Printed::pair(out.into_bump_str(), raw))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex_lower<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let mut out = bumpalo::collections::String::new_in(field.cx().arena);
    for byte in field.bytes().as_slice() {
        let _ = write!(out, "{byte:02x}");
    }
    Some(Printed::text(out.into_bump_str()))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex_upper<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let mut out = bumpalo::collections::String::new_in(field.cx().arena);
    for byte in field.bytes().as_slice() {
        let _ = write!(out, "{byte:02X}");
    }
    Some(Printed::text(out.into_bump_str()))
}

/// The whole part.
#[allow(clippy::cast_possible_truncation)] // a cast from float saturates
fn whole(number: f64) -> i64 {
    number as i64
}

/// Text that is written into the arena.
fn made<'a>(
    field: &Field<'a>,
    write: impl FnOnce(&mut bumpalo::collections::String<'a>) -> fmt::Result,
) -> &'a str {
    /// Most of what is made is no longer.
    const USUAL: usize = 24;
    let mut out = bumpalo::collections::String::with_capacity_in(USUAL, field.cx().arena);
    // Writing to a string cannot fail.
    let _ = write(&mut out);
    out.into_bump_str()
}
