//! The shape of a field's value: its type, its cardinality and its form.

use super::fields::{Field, Form, Kind};
use super::provenance::OffsetSource;
use super::reconcile::is_blank;
use super::{Found, dates};
use crate::metadata::FieldValue;
use crate::tag::{Group, Tag, Value};
use std::borrow::Cow;
use std::cell::Cell;

/// A tag's value as the object shows it.
pub(crate) struct Shaped<'f, 'a> {
    pub value: FieldValue,
    /// Of a date and time, where its offset came from.
    pub offset: Option<OffsetSource>,
    /// The tag that gave the time of a date.
    pub time: Option<&'f Tag<'a>>,
    /// Whether it is a value of the field's kind: a date in a field of dates, a number in one of numbers.
    pub fits: bool,
}

/// The value of `tag` as `field` shows it; `None` where the tag says nothing that it could show.
pub(crate) fn shape<'f, 'a>(
    field: Option<&Field>,
    tag: &Tag<'_>,
    found: &Found<'f, 'a>,
) -> Option<Shaped<'f, 'a>> {
    let kind = field.map_or(Kind::Auto, |field| field.kind);
    if kind == Kind::DateTime {
        let time = dates::time_of(tag, found);
        if let Some((time, date)) = time.and_then(|time| Some((time, dates::of_two(tag, time, found)?))) {
            let dates::Shown { value, offset, is_date } = date;
            return Some(Shaped { value, offset, time: Some(time), fits: is_date });
        }
        // The day of a fix without its time is no moment; that of a picture still tells when it was made.
        if tag.group == Group::Gps {
            return None;
        }
    }
    let date = Cell::new(Date::default());
    let value = value_of(field, tag, found, &date)?;
    let Date { offset, is_found } = date.get();
    let fits = match kind {
        Kind::DateTime => is_found,
        // The word for a stored number is as good as the number.
        Kind::Number | Kind::Integer => value.items().iter().all(is_number) || is_measured(tag),
        _ => true,
    };
    Some(Shaped { value, offset, time: None, fits })
}

/// What is known of the dates in a value.
#[derive(Clone, Copy, Default)]
struct Date {
    offset: Option<OffsetSource>,
    /// Whether one of them is a date.
    is_found: bool,
}

fn is_number(value: &FieldValue) -> bool {
    match value {
        FieldValue::Text(text) => text.trim().parse().is_ok_and(f64::is_finite),
        other => other.as_number().is_some(),
    }
}

fn value_of(
    field: Option<&Field>,
    tag: &Tag<'_>,
    found: &Found<'_, '_>,
    date: &Cell<Date>,
) -> Option<FieldValue> {
    let form = field.map_or(Form::Printed, |field| field.form);
    let kind = field.map_or(Kind::Auto, |field| field.kind);
    let source = match form {
        Form::Raw => tag.raw(),
        Form::Stored => tag.stored.as_ref().unwrap_or(&tag.value),
        _ => &tag.value,
    };
    if form == Form::Time && dates::is_unset_time(tag, found)
        || form == Form::Date && dates::is_unset_date(tag, found)
    {
        return None;
    }
    if form == Form::NoBlanks {
        // `Y, Cb, Cr, -` in EXIF; in XMP a list of the same words.
        return text(&source.to_string().replace(", ", ","));
    }
    let one = |value: &Value<'_>| match (form, kind) {
        (Form::Degrees | Form::Metres, _) => super::gps::signed(tag, form, found),
        (_, Kind::DateTime) => {
            let shown = dates::of_one(tag, &value_text(value)?, found)?;
            let Date { offset, is_found } = date.get();
            date.set(Date { offset: offset.or(shown.offset), is_found: is_found || shown.is_date });
            Some(shown.value)
        }
        (Form::Caption, _) => value_text(value).filter(|text| !is_boilerplate(text)).and_then(|t| text(&t)),
        (_, Kind::String) => text(&value_text(value)?),
        (_, Kind::Number | Kind::Integer | Kind::Auto) if is_undefined(value) => {
            found.issue("undefined", tag, format_args!("is {value}: it has no number"));
            None
        }
        (_, Kind::Number | Kind::Integer) if is_measured(tag) => measure(value).or_else(|| number(value)),
        (_, Kind::Number | Kind::Integer) => number(value),
        (_, Kind::Auto) => auto(tag, value),
        (_, Kind::Object) => None,
    };
    if form == Form::Names && tag.group == Group::Ifd(0) {
        return names(&value_text(source)?, tag, found);
    }
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
        Value::Binary(_) | Value::Unread(_) => None,
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

fn auto(tag: &Tag<'_>, value: &Value<'_>) -> Option<FieldValue> {
    match value {
        Value::Text(string) if is_decimal(string) && is_number(tag) => measure(value),
        Value::Text(string) => text(string),
        Value::Int(_) | Value::Real(_) | Value::Rational { .. } => number(value),
        Value::List(_) | Value::Binary(_) | Value::Unread(_) => None,
    }
}

/// Whether a text is a number with a point, which may have zeros at its end: `0.50`.
fn is_decimal(text: &str) -> bool {
    let is_plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix('-').unwrap_or(text).split_once('.').is_some_and(|(whole, fraction)| {
        is_plain(whole) && is_plain(fraction) && (whole == "0" || !whole.starts_with('0'))
    })
}

/// Whether the tag's schema says that it holds numbers. No field says so for it, so that a file that writes `0.50` and
/// one that writes `0.5` are to have the same type.
fn is_number(tag: &Tag<'_>) -> bool {
    matches!(&tag.group, Group::Xmp(group) if crate::xmp::is_number(group, &tag.name))
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
        Value::List(_) | Value::Binary(_) | Value::Unread(_) => None,
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
    if let Value::Int(whole) = value {
        return Some(FieldValue::Integer(*whole));
    }
    let number = value.as_f64()?;
    Some(from_text(&crate::number::g(number, 15)))
}

fn from_text(text: &str) -> FieldValue {
    if let Some(number) = text.parse::<i64>().ok().filter(|number| number.to_string() == text) {
        return FieldValue::Integer(number);
    }
    match text.parse::<f64>() {
        // JSON has no `-0` that stays one: it is read back as a number with a point, or without its sign.
        Ok(number) if number.is_finite() && text != "-0" && crate::number::g(number, 15) == text => {
            FieldValue::Number(number)
        }
        _ => FieldValue::Text(text.to_owned()),
    }
}

/// The names in one text of EXIF's: separated by `; `, and in quotes where a name has that or begins with a quote;
/// a quote inside is doubled [MWG 2.0 5.5].
fn names(text: &str, tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<FieldValue> {
    let mut names = Vec::new();
    let mut rest = text;
    while !rest.trim().is_empty() {
        let (name, after) = quoted(rest).unwrap_or_else(|| {
            if rest.starts_with('"') {
                found.issue("unbalanced-quotes", tag, "is shown as it stands");
            }
            let (name, after) = rest.split_once("; ").unwrap_or((rest.trim_end_matches(';'), ""));
            (name.to_owned(), after)
        });
        if !name.trim().is_empty() {
            names.push(FieldValue::Text(trimmed(&name).to_owned()));
        }
        rest = after;
    }
    (!names.is_empty()).then_some(FieldValue::List(names))
}

/// A name in quotes at the start of the text, and what follows its separator.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut name = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None if after.trim().is_empty() => return Some((name, "")),
            None => return Some((name, after.strip_prefix("; ")?)),
        }
    }
}

/// What cameras write into the description by themselves.
fn is_boilerplate(text: &str) -> bool {
    const EXACT: &[&str] = &[
        "OLYMPUS DIGITAL CAMERA",
        "SONY DSC",
        "MINOLTA DIGITAL CAMERA",
        "KONICA MINOLTA DIGITAL CAMERA",
        "PENTAX DIGITAL CAMERA",
        "SAMSUNG DIGITAL CAMERA",
        "SAMSUNG CAMERA PICTURES",
        "DIGITAL CAMERA",
        "Exif_JPEG_PICTURE",
        "Exif JPEG",
        "Default",
        "default",
    ];
    let text = text.trim();
    EXACT.contains(&text) || text.starts_with("DCIM\\") || text.starts_with("DCIM/")
}
