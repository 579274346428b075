//! Quantities as numbers: the values that `--numeric` gives to fields with a unit in the table.

use super::fields::{Field, Form, Unit};
use super::input::Input;
use super::text::excerpt;
use super::{gps, unknown};
use crate::issue_code::IssueCode;
use crate::metadata::FieldValue;
use crate::tag::{Tag, Value};

/// The unit of the field, unless its form already makes it a number.
pub(super) fn unit(field: &Field) -> Option<Unit> {
    field.unit.filter(|_| !matches!(field.form, Form::Degrees | Form::Metres | Form::Coordinate))
}

/// The numbers stored by `tag`, as `field` shows them; `None` if there are none.
pub(super) fn measured(
    field: &Field,
    unit: Unit,
    tag: &Tag<'_>,
    input: &Input<'_, '_>,
) -> Option<FieldValue> {
    let mut numbers = match field.form {
        Form::Height => gps::place_heights(items(tag.stored.as_ref().unwrap_or(&tag.value)), tag, input),
        Form::Distance if unknown::is_max(tag) => vec![None],
        _ => all(tag.raw(), field, unit),
    };
    if unit.several {
        // Drop unknown numbers at the end: `50mm f/?` still has its two focal lengths.
        let known = numbers.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        numbers.truncate(known);
    }
    let is_broken = numbers.is_empty() || numbers.contains(&None);
    if is_broken && !input.cx.has_issue(&IssueCode::Undefined, crate::Stage::Normalize, tag.source.offset) {
        let text = tag.value.to_string();
        let shown = excerpt(&text);
        input.issue(IssueCode::NotANumber, tag, format_args!("is {shown:?}: no number in {}", unit.name));
    }
    if is_broken && unit.several {
        // A number's position gives its meaning, so none may be left out.
        return None;
    }
    let mut numbers: Vec<FieldValue> = numbers.into_iter().flatten().collect();
    match numbers.len() {
        0 => None,
        1 if !field.list && !unit.several => numbers.pop(),
        _ => Some(FieldValue::List(numbers)),
    }
}

fn items<'v, 'a>(value: &'v Value<'a>) -> &'v [Value<'a>] {
    match value {
        Value::List(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// Each number, with `None` for a value that is not one.
fn all(value: &Value<'_>, field: &Field, unit: Unit) -> Vec<Option<FieldValue>> {
    let mut numbers = Vec::new();
    for item in items(value) {
        match item.as_str() {
            Some(text) => texts(text, unit, &mut numbers),
            None if unknown::is_item(Some(field), item) => numbers.push(None),
            None => numbers.push(item.as_f64().map(number)),
        }
    }
    numbers
}

/// The numbers in a text, separated by spaces or commas. A single number may have its unit: `50.0 mm`.
fn texts(text: &str, unit: Unit, numbers: &mut Vec<Option<FieldValue>>) {
    let text = text.trim_matches([' ', '\0']);
    let is_a_word = !unit.several && !unit.name.starts_with(|c: char| c.is_ascii_digit());
    let bare = text.strip_suffix(unit.name).filter(|_| is_a_word);
    let text = bare.map_or(text, str::trim_end);
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let fraction = unknown::fraction(word);
        let read = fraction.as_ref().map_or_else(|| Value::text(word).as_f64(), Value::as_f64);
        numbers.push(read.map(number));
    }
}

/// The number with the digits that are printed; an integer if it is whole.
fn number(number: f64) -> FieldValue {
    /// Up to this float, every integer is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    // Adding 0 turns -0 into 0.
    let number = crate::number::round_to(number, 15) + 0.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[allow(clippy::cast_possible_truncation)] // it is whole, and within bounds
        return FieldValue::Integer(number as i64);
    }
    FieldValue::Number(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, name: &'static str, several: bool) -> Vec<Option<f64>> {
        let mut numbers = Vec::new();
        texts(text, Unit { name, several }, &mut numbers);
        numbers.iter().map(|number| number.as_ref().and_then(FieldValue::as_number)).collect()
    }

    #[test]
    fn texts_of_one_and_of_several_numbers() {
        assert_eq!(read("50.0 mm", "mm", false), [Some(50.0)]);
        assert_eq!(read("480m", "m", false), [Some(480.0)]);
        assert_eq!(read(" 1/250 ", "s", false), [Some(0.004)]);
        assert_eq!(read("100, 200", "1", false), [Some(100.0), Some(200.0)]);
        assert_eq!(read("24 70 undef 2.8", "mm mm f f", true), [Some(24.0), Some(70.0), None, Some(2.8)]);
        assert_eq!(read("inf", "m", false), [None]);
        assert_eq!(read("50 mm", "m", false), [Some(50.0), None]);
        assert_eq!(read("1/0", "s", false), [None]);
        assert_eq!(read("101", "1", false), [Some(101.0)]);
        assert!(read("", "s", false).is_empty());
    }
}
