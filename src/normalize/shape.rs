//! The shape of a field's value: its type, its cardinality and its form.

use super::boilerplate::is_boilerplate;
use super::consolidate::Found;
use super::dates::shown as dates;
use super::entry::OffsetSource;
use super::fields::{Field, Form, Kind};
use super::reconcile::is_blank;
use super::{gps, measure, rating, unknown};
use crate::metadata::FieldValue;
use crate::number::{self, Plain};
use crate::tag::{Group, Tag, Value};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;

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
    if unknown::says_nothing(field, tag, found) {
        return None;
    }
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
        Kind::Number | Kind::Integer => value.items().iter().all(reads_as_number) || is_measured(tag),
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

fn reads_as_number(value: &FieldValue) -> bool {
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
    if found.options.numeric
        && let Some(field) = field
        && let Some(unit) = measure::unit(field)
    {
        return measure::measured(field, unit, tag, found);
    }
    let form = field.map_or(Form::Printed, |field| field.form);
    let kind = field.map_or(Kind::Auto, |field| field.kind);
    let source = match form {
        Form::Raw => tag.raw(),
        Form::Coordinate | Form::Height => tag.stored.as_ref().unwrap_or(&tag.value),
        _ => &tag.value,
    };
    if form == Form::NoBlanks {
        // `Y, Cb, Cr, -` in EXIF; in XMP a list of the same words.
        return text(&source.to_string().replace(", ", ","));
    }
    let one = |value: &Value<'_>| match (form, kind) {
        (Form::Degrees, _) => gps::degrees(tag, found),
        (Form::Metres, _) => gps::metres(tag, found),
        (Form::Coordinate, _) => gps::place(value, tag, found),
        (Form::Height, _) => gps::place_height(value, tag, found),
        (_, Kind::DateTime) => {
            let shown = dates::of_one(tag, &value_text(value)?, found)?;
            let Date { offset, is_found } = date.get();
            date.set(Date { offset: offset.or(shown.offset), is_found: is_found || shown.is_date });
            Some(shown.value)
        }
        (Form::Distance, _) if unknown::is_max(tag) => text("inf"),
        (Form::Rating, _) => rating::stars(value, tag, found),
        (Form::Caption, _) => caption(&value_text(value)?, tag, found),
        (_, Kind::String) => text(&value_text(value)?),
        (_, Kind::Number | Kind::Integer | Kind::Auto) if unknown::is_item(field, value) => {
            unknown::issue(tag, found);
            None
        }
        (_, Kind::Number | Kind::Integer) if is_measured(tag) => measure(value).or_else(|| number(value)),
        (_, Kind::Number | Kind::Integer) => decimal(tag, value).or_else(|| number(value)),
        (_, Kind::Auto) => auto(tag, value),
        (_, Kind::Object) => None,
    };
    if form == Form::Names && tag.group == Group::Ifd(0) {
        return names(&value_text(source)?, tag, found);
    }
    if form == Form::Keywords && tag.group == Group::Ifd(0) {
        return keywords(&value_text(source)?);
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

/// A text that somebody wrote.
fn caption(caption: &str, tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<FieldValue> {
    let shown = text(caption)?;
    if is_boilerplate(caption, found) {
        found.issue("boilerplate", tag, "is what a camera or a program writes: it is no caption");
        return None;
    }
    Some(shown)
}

fn auto(tag: &Tag<'_>, value: &Value<'_>) -> Option<FieldValue> {
    match value {
        Value::Text(string) => decimal(tag, value).or_else(|| text(string)),
        Value::Int(_) | Value::Real(_) | Value::Rational { .. } => number(value),
        Value::List(_) | Value::Binary(_) | Value::Unread(_) => None,
    }
}

/// The number in a text with a point and zeros at its end, `0.50`, where the schema says that it is one: a file that writes
/// `0.50` and one that writes `0.5` have the same type then.
fn decimal(tag: &Tag<'_>, value: &Value<'_>) -> Option<FieldValue> {
    let text = value.as_str().filter(|_| matches!(tag.group, Group::Xmp(_)))?;
    let is_plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.strip_prefix('-').unwrap_or(text).split_once('.')?;
    let is_decimal = is_plain(whole) && is_plain(fraction) && (whole == "0" || !whole.starts_with('0'));
    if !is_decimal || !is_number(tag) {
        return None;
    }
    match from_text(text.trim_end_matches('0').trim_end_matches('.')) {
        FieldValue::Text(_) => None,
        number => Some(number),
    }
}

/// Whether the tag's schema says that it holds numbers.
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
        Value::Real(number) => Some(quantity(*number)),
        Value::Rational { .. } => {
            Some(value.as_f64().map_or_else(|| from_text(&value.to_string()), quantity))
        }
        Value::List(_) | Value::Binary(_) | Value::Unread(_) => None,
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
    Some(quantity(value.as_f64()?))
}

/// A number in its printed precision, or that print where it has a form that JSON's numbers have not.
fn quantity(number: f64) -> FieldValue {
    match number::plain(number) {
        Some(Plain::Whole(whole)) => FieldValue::Integer(whole),
        Some(Plain::Real(real)) => FieldValue::Number(real),
        None => from_text(&number::g(number, 15)),
    }
}

fn from_text(text: &str) -> FieldValue {
    // JSON has no `-0` that stays one: it is read back as a number with a point, or without its sign.
    if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') && text != "-0" {
        // One with another sign or with zeros before it is written otherwise.
        let is_whole = text == "0" || !text.trim_start_matches('-').starts_with('0');
        if let Some(number) = text.parse().ok().filter(|_| is_whole) {
            return FieldValue::Integer(number);
        }
        if let Ok(number) = text.parse()
            && f64::is_finite(number)
            && number::is_written(text, number, 15)
        {
            return FieldValue::Number(number);
        }
    }
    FieldValue::Text(text.to_owned())
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

/// The keywords in one text, as Windows parts them; doubles once.
fn keywords(several: &str) -> Option<FieldValue> {
    let mut seen = HashSet::new();
    let words = several.split(';').map(|keyword| keyword.trim_matches([' ', '\0']));
    let words: Vec<FieldValue> = words
        .filter(|keyword| !keyword.is_empty() && seen.insert(*keyword))
        .map(|keyword| FieldValue::Text(keyword.to_owned()))
        .collect();
    (!words.is_empty()).then_some(FieldValue::List(words))
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
