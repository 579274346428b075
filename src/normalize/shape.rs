//! The shape of a field's value: its type, its cardinality and its form.

use super::boilerplate::is_boilerplate;
use super::dates::moment::time_of;
use super::dates::shown::{self, ShownDate};
use super::entry::OffsetSource;
use super::fields::{Field, Form, Kind};
use super::input::Input;
use super::numbers::{auto, decimal, from_text, is_measured, number, printed, reads_as_number, stars};
use super::text::{keywords, names, text, value_text};
use super::{gps, measure, position, unknown};
use crate::issue_code::IssueCode;
use crate::metadata::FieldValue;
use crate::tag::{Group, Tag, Value};
use std::cell::Cell;

/// A tag's value as the object shows it.
pub(crate) struct Shaped<'f, 'a> {
    pub value: FieldValue,
    /// The source of the offset of a date and time.
    pub offset: Option<OffsetSource>,
    /// The tag with the time of a date.
    pub time: Option<&'f Tag<'a>>,
    /// Whether the value fits the field's type: a date in a date field, a number in a number field.
    pub fits: bool,
}

/// The value of `tag` as `field` shows it; `None` if the tag has no value that can be shown.
pub(crate) fn shape<'f, 'a>(
    field: Option<&Field>,
    tag: &Tag<'_>,
    input: &Input<'f, 'a>,
) -> Option<Shaped<'f, 'a>> {
    if unknown::says_nothing(field, tag, input) {
        return None;
    }
    let kind = field.map_or(Kind::Auto, |field| field.kind);
    if kind == Kind::DateTime {
        let time = time_of(tag, input.tags);
        if let Some((time, date)) = time.and_then(|time| Some((time, shown::of_two(tag, time, input)?))) {
            let ShownDate { value, offset, is_date } = date;
            return Some(Shaped { value, offset, time: Some(time), fits: is_date });
        }
        // The date of a GPS fix is useless without its time; the date of a picture is not.
        if tag.group == Group::Gps {
            return None;
        }
    }
    let date = Cell::new(Date::default());
    let form = field.map_or(Form::Printed, |field| field.form);
    let value = Shaping { field, form, kind, tag, input, date: &date }.value()?;
    let Date { offset, is_found } = date.get();
    let fits = match kind {
        Kind::DateTime => is_found,
        // A stored number may be printed as a word.
        Kind::Number | Kind::Integer => value.items().iter().all(reads_as_number) || is_measured(tag),
        _ => true,
    };
    Some(Shaped { value, offset, time: None, fits })
}

/// What is known about the dates in a value.
#[derive(Clone, Copy, Default)]
struct Date {
    offset: Option<OffsetSource>,
    /// Whether one of them is a date.
    is_found: bool,
}

/// A tag, and the field that its value is shaped for.
struct Shaping<'s, 'f, 'a> {
    field: Option<&'s Field>,
    form: Form,
    kind: Kind,
    tag: &'s Tag<'s>,
    input: &'s Input<'f, 'a>,
    date: &'s Cell<Date>,
}

impl Shaping<'_, '_, '_> {
    fn value(&self) -> Option<FieldValue> {
        let Self { field, form, kind, tag, input, .. } = *self;
        if input.options.numeric
            && let Some(field) = field
            && let Some(unit) = measure::unit(field)
        {
            return measure::measured(field, unit, tag, input);
        }
        let source = match form {
            Form::Raw => tag.raw(),
            Form::Coordinate | Form::Height => tag.stored.as_ref().unwrap_or(&tag.value),
            _ => &tag.value,
        };
        match form {
            // EXIF has `Y, Cb, Cr, -`; XMP has a list of the same words.
            Form::NoBlanks => return text(&source.to_string().replace(", ", ",")),
            Form::Names if tag.group == Group::Ifd(0) => return names(&value_text(source)?, tag, input),
            Form::Keywords if tag.group == Group::Ifd(0) => return keywords(&value_text(source)?),
            _ => {}
        }
        if let (Kind::Number, Value::Text(several)) = (kind, source)
            && !position::is_whole(tag)
            && several.contains(", ")
        {
            // Several sensitivities as printed: `100, 200`.
            return Some(FieldValue::List(several.split(", ").map(from_text).collect()));
        }
        let is_list = field.is_some_and(|field| field.list);
        let Value::List(values) = source else {
            let value = self.one(source)?;
            return Some(if is_list { FieldValue::List(vec![value]) } else { value });
        };
        // A field that is not in the table is a list if its tag is one.
        let is_list = is_list || field.is_none();
        let mut items: Vec<FieldValue> = values.iter().filter_map(|value| self.one(value)).collect();
        match items.len() {
            0 => None,
            1 if !is_list => items.pop(),
            _ => Some(FieldValue::List(items)),
        }
    }

    /// Shapes the value, or one of several values.
    fn one(&self, value: &Value<'_>) -> Option<FieldValue> {
        let Self { field, form, kind, tag, input, .. } = *self;
        match (form, kind) {
            (Form::Degrees, _) => gps::coordinate(field.map_or("", |field| field.name), tag, input),
            (Form::Metres, _) => gps::altitude(field.map_or("", |field| field.name), tag, input),
            (Form::Coordinate, _) => gps::place(value, tag, input),
            (Form::Height, _) => gps::place_height(value, tag, input),
            (_, Kind::DateTime) => self.date(value),
            (Form::Distance, _) if unknown::is_max(tag) => text("inf"),
            (Form::Rating, _) => stars(value, tag, input),
            (Form::Caption, _) => caption(&value_text(value)?, tag, input),
            (_, Kind::String) => text(&value_text(value)?),
            (_, Kind::Number | Kind::Integer | Kind::Auto) if unknown::is_item(field, value) => {
                unknown::issue(tag, input);
                None
            }
            (_, Kind::Number | Kind::Integer) if is_measured(tag) => printed(value).or_else(|| number(value)),
            (_, Kind::Number | Kind::Integer) => decimal(tag, value).or_else(|| number(value)),
            (_, Kind::Auto) => auto(tag, value),
            (_, Kind::Object | Kind::Boolean) => None,
        }
    }

    fn date(&self, value: &Value<'_>) -> Option<FieldValue> {
        let shown = shown::of_one(self.tag, &value_text(value)?, self.input)?;
        let Date { offset, is_found } = self.date.get();
        self.date.set(Date { offset: offset.or(shown.offset), is_found: is_found || shown.is_date });
        Some(shown.value)
    }
}

/// A caption, unless a camera or a program wrote it by itself.
fn caption(caption: &str, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    let shown = text(caption)?;
    if is_boilerplate(caption, input) {
        input.issue(IssueCode::Boilerplate, tag, "is what a camera or a program writes: it is no caption");
        return None;
    }
    Some(shown)
}
