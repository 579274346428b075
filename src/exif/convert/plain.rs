//! Values shown as stored: numbers, lists, offsets and bytes.

use super::printed::Printed;
use crate::exif::value::Field;
use crate::tag::Value;
use crate::text;
use crate::tiff::types::FieldType;
use std::fmt::Write;

/// The value as stored.
pub(in crate::exif) fn stored<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    Some(Printed::same(field.stored()))
}

/// The value as binary data. Numbers and text have the length of their text form, as in `ExifTool`.
pub(in crate::exif) fn binary<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let bytes = field.bytes();
    Some(match field.field_type() {
        FieldType::UNDEFINED => Printed::binary(bytes),
        FieldType::ASCII | FieldType::UTF8 => {
            Printed::binary(bytes.up_to(0, text::until_nul(bytes.as_slice()).len()))
        }
        _ => Printed::unread(field.text_len(0)),
    })
}

/// A list, shown as binary data if it is longer than 32 characters.
pub(in crate::exif) fn list32<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    list(field, 32)
}

/// A list, shown as binary data if it is longer than 64 characters.
pub(in crate::exif) fn list64<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    list(field, 64)
}

/// A list, shown as binary data if it is longer than 64 characters. The raw form is always the list.
pub(in crate::exif) fn list64_stored<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let value = list(field, 64)?.value;
    Some(Printed { raw: Some(raw).filter(|raw| *raw != value), ..Printed::same(value) })
}

fn list<'a>(field: &Field<'a>, longest: usize) -> Option<Printed<'a>> {
    // A number takes at least one digit and the space before it.
    if field.count() > longest {
        return binary(field);
    }
    let value = field.stored();
    match &value {
        Value::Text(text) if text.len() > longest => binary(field),
        _ => Some(Printed::same(value)),
    }
}

/// Offsets, shown relative to the start of the file.
pub(in crate::exif) fn offset<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
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

/// Offsets, shown as binary data if there are many.
pub(in crate::exif) fn offset_list<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    const LONGEST: usize = 32;
    if field.count() > LONGEST && field.field_type().is_integer() {
        return Some(Printed::unread(field.text_len(field.base)));
    }
    match offset(field)? {
        Printed { value: Value::Text(text), .. } if text.len() > LONGEST => {
            Some(Printed::unread(text.len() as u64))
        }
        printed => Some(printed),
    }
}

/// A number in units of 1/256.
pub(in crate::exif) fn per_256<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    match field.number(0)? {
        Value::Int(number) => Some(Printed::same(Value::Rational { num: number, den: 256 })),
        other => Some(Printed::same(other)),
    }
}

/// Numbers separated by dots: `2.3.0.0`.
pub(in crate::exif) fn dotted<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let Value::Text(text) = &raw else { return Some(Printed::same(raw)) };
    if !text.contains(' ') {
        return Some(Printed::same(raw));
    }
    let mut out = bumpalo::collections::String::with_capacity_in(text.len(), field.cx().arena);
    out.extend(text.chars().map(|c| if c == ' ' { '.' } else { c }));
    Some(Printed::pair(out.into_bump_str(), raw))
}

/// Bytes as lower-case hexadecimal digits.
pub(in crate::exif) fn hex_lower<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let mut out = bumpalo::collections::String::new_in(field.cx().arena);
    for byte in field.bytes().as_slice() {
        let _ = write!(out, "{byte:02x}");
    }
    Some(Printed::text(out.into_bump_str()))
}

/// Bytes as upper-case hexadecimal digits.
pub(in crate::exif) fn hex_upper<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let mut out = bumpalo::collections::String::new_in(field.cx().arena);
    for byte in field.bytes().as_slice() {
        let _ = write!(out, "{byte:02X}");
    }
    Some(Printed::text(out.into_bump_str()))
}
