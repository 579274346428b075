//! The shape of a field's value: its type, its cardinality and its form.

use super::datetime::{self, NoDate, Stamp};
use super::fields::{Field, Form, Kind};
use super::reconcile::is_blank;
use super::{Dates, Found};
use crate::metadata::FieldValue;
use crate::tag::{Group, Tag, Value};
use chrono::{NaiveTime, Timelike};
use std::borrow::Cow;

/// The value of `field` as the object shows it; `None` where the tag says nothing that it could show.
pub(crate) fn shape(field: Option<&Field>, tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<FieldValue> {
    let form = field.map_or(Form::Printed, |field| field.form);
    let kind = field.map_or(Kind::Auto, |field| field.kind);
    let source = match form {
        Form::Raw => tag.raw(),
        Form::Stored => tag.stored.as_ref().unwrap_or(&tag.value),
        _ => &tag.value,
    };
    if form == Form::NoBlanks {
        // `Y, Cb, Cr, -` in EXIF; in XMP a list of the same words.
        return text(&source.to_string().replace(", ", ","));
    }
    let one = |value: &Value<'_>| match (form, kind) {
        (Form::Degrees | Form::Metres, _) => super::gps::signed(tag, form, found),
        (_, Kind::DateTime) => date(tag, value, found),
        (_, Kind::String) => text(&value_text(value)?),
        (_, Kind::Number | Kind::Integer | Kind::Auto) if is_undefined(value) => {
            found.issue("undefined", tag, format_args!("is {value}: it has no number"));
            None
        }
        (_, Kind::Number | Kind::Integer) if is_measured(tag) => measure(value).or_else(|| number(value)),
        (_, Kind::Number | Kind::Integer) => number(value),
        (_, Kind::Auto) => auto(value),
        (_, Kind::Object) => None,
    };
    let is_list = field.is_some_and(|field| field.list);
    if let (Kind::Number, Value::Text(several)) = (kind, source)
        && several.contains(", ")
    {
        // Several sensitivities, as they are printed: `100, 200`.
        return Some(FieldValue::List(several.split(", ").map(from_text).collect()));
    }
    let Value::List(values) = source else {
        let value = one(source)?;
        return Some(if is_list { FieldValue::List(vec![value]) } else { value });
    };
    // An unknown field is a list where its tag is one.
    let is_list = is_list || field.is_none();
    let mut items: Vec<FieldValue> = values.iter().filter_map(one).collect();
    match items.len() {
        0 => None,
        1 if !is_list => items.pop(),
        _ => Some(FieldValue::List(items)),
    }
}

fn value_text<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match value {
        Value::Binary(_) => None,
        Value::Text(text) => Some(Cow::Borrowed(text)),
        other => Some(Cow::Owned(other.to_string())),
    }
}

/// Text without the NULs and spaces at its end; inner ones stay.
pub(crate) fn trimmed(text: &str) -> &str {
    // Most texts end in something else, which one look tells.
    match text.as_bytes().last() {
        Some(b' ' | b'\0') => text.trim_end_matches([' ', '\0']),
        _ => text,
    }
}

fn text(text: &str) -> Option<FieldValue> {
    let text = trimmed(text);
    (!text.is_empty()).then(|| FieldValue::Text(text.to_owned()))
}

fn auto(value: &Value<'_>) -> Option<FieldValue> {
    match value {
        Value::Text(string) => text(string),
        Value::Int(_) | Value::Real(_) | Value::Rational { .. } => number(value),
        Value::List(_) | Value::Binary(_) => None,
    }
}

/// A number where the value is one and writes back to the same text, else that text.
fn number(value: &Value<'_>) -> Option<FieldValue> {
    match value {
        Value::Int(number) => Some(FieldValue::Integer(*number)),
        Value::Text(string) => match string.trim() {
            trimmed if is_blank(value) => text(trimmed),
            trimmed => Some(from_text(trimmed)),
        },
        Value::Real(_) | Value::Rational { .. } => Some(from_text(&value.to_string())),
        Value::List(_) | Value::Binary(_) => None,
    }
}

/// Whether it is a fraction over 0: writers say so that they do not know a number.
fn is_undefined(value: &Value<'_>) -> bool {
    match value {
        Value::Rational { den, .. } => *den == 0,
        Value::Text(text) => matches!(text.as_ref(), "undef" | "inf"),
        _ => false,
    }
}

/// Whether the tag holds a quantity, and not digits that could be a name.
fn is_measured(tag: &Tag<'_>) -> bool {
    matches!(tag.raw(), Value::Int(_) | Value::Real(_) | Value::Rational { .. })
}

/// A quantity in its printed precision: `7.0` is the number 7.
fn measure(value: &Value<'_>) -> Option<FieldValue> {
    let number = value.as_f64()?;
    Some(from_text(&crate::number::g(number, 15)))
}

fn from_text(text: &str) -> FieldValue {
    if let Some(number) = text.parse::<i64>().ok().filter(|number| number.to_string() == text) {
        return FieldValue::Integer(number);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && crate::number::g(number, 15) == text => {
            FieldValue::Number(number)
        }
        _ => FieldValue::Text(text.to_owned()),
    }
}

/// A date in ISO 8601: with the sub-seconds and the offset that belong to this tag, and to no other.
fn date(tag: &Tag<'_>, value: &Value<'_>, found: &Found<'_, '_>) -> Option<FieldValue> {
    let text = value_text(value)?;
    let iso = match datetime::parse(&text) {
        Ok(Stamp::Moment { mut wall, offset }) => {
            if wall.nanosecond() == 0
                && let Some(nanos) = sub_seconds(tag, found)
            {
                wall = wall.with_nanosecond(nanos)?;
            }
            let offset = offset.or_else(|| own_offset(tag, found));
            if offset.is_none() && found.options.dates == Dates::Utc {
                found.issue("offset-assumed", tag, "has no offset: shown as if it were UTC");
            }
            datetime::iso(wall, offset.unwrap_or(0), found.options.dates == Dates::Local)?
        }
        Ok(Stamp::Date(day)) => {
            found.issue("time-assumed", tag, "has no time: shown as midnight");
            datetime::iso(day.and_time(NaiveTime::MIN), 0, found.options.dates == Dates::Local)?
        }
        Ok(Stamp::Partial { year, month }) => datetime::partial(year, month),
        Err(NoDate::Unset) => return None,
        Err(NoDate::Impossible) => {
            found.issue("impossible-date", tag, format_args!("{text:?} is no date that exists"));
            return None;
        }
        Err(NoDate::Text) => {
            found.issue("not-a-date", tag, "is shown as the text that it is");
            trimmed(&text).to_owned()
        }
    };
    Some(FieldValue::Text(iso))
}

/// The tags that hold a date's fraction and its offset [EXIF30 4.6.6.3].
const COMPANIONS: &[(&str, &str, &str)] = &[
    ("ModifyDate", "SubSecTime", "OffsetTime"),
    ("DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal"),
    ("CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized"),
];

fn companion<'f>(
    tag: &Tag<'_>,
    found: &Found<'f, '_>,
    column: fn(&(&'static str, &'static str, &'static str)) -> &'static str,
) -> Option<&'f str> {
    if !matches!(tag.group, Group::Ifd(0) | Group::ExifIfd) {
        return None;
    }
    let row = COMPANIONS.iter().find(|row| row.0 == tag.name)?;
    found.tag(&Group::ExifIfd, column(row))?.value.as_str()
}

fn sub_seconds(tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<u32> {
    let digits = companion(tag, found, |row| row.1)?.trim();
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| datetime::nanos(digits))
}

fn own_offset(tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<i32> {
    datetime::parse_offset(companion(tag, found, |row| row.2)?)
}
