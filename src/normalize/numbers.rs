//! Numbers: which values are numbers, and how they are shown. Also ratings.

use super::input::Input;
use super::text::{excerpt, is_blank, text};
use crate::issue_code::IssueCode;
use crate::metadata::FieldValue;
use crate::number::{self, Plain};
use crate::tag::{Group, Tag, Value};
use crate::xmp;

/// The value with its own type.
pub(super) fn auto(tag: &Tag<'_>, value: &Value<'_>) -> Option<FieldValue> {
    match value {
        Value::Text(string) => decimal(tag, value).or_else(|| text(string)),
        Value::Int(_) | Value::Real(_) | Value::Rational { .. } => number(value),
        Value::List(_) | Value::Binary(_) | Value::Unread(_) => None,
    }
}

/// The number in a decimal text with trailing zeros, `0.50`, if the XMP schema says that the property is a number.
/// Files with `0.50` and with `0.5` then have values of the same type.
pub(super) fn decimal(tag: &Tag<'_>, value: &Value<'_>) -> Option<FieldValue> {
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

/// Whether the XMP schema of the tag says that it is a number.
fn is_number(tag: &Tag<'_>) -> bool {
    matches!(&tag.group, Group::Xmp(group) if xmp::is_number(group, &tag.name))
}

/// The value as a number if it is written back as the same text, and otherwise as text.
pub(super) fn number(value: &Value<'_>) -> Option<FieldValue> {
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

/// Whether the tag stores a number, rather than digits that could be a name.
pub(super) fn is_measured(tag: &Tag<'_>) -> bool {
    matches!(tag.raw(), Value::Int(_) | Value::Real(_) | Value::Rational { .. })
}

/// A quantity with its printed precision: `7.0` is the number 7.
pub(super) fn printed(value: &Value<'_>) -> Option<FieldValue> {
    if let Value::Int(whole) = value {
        return Some(FieldValue::Integer(*whole));
    }
    Some(quantity(value.as_f64()?))
}

/// A number with its printed precision, or its printed text if JSON cannot represent it.
fn quantity(number: f64) -> FieldValue {
    match number::plain(number) {
        Some(Plain::Whole(whole)) => FieldValue::Integer(whole),
        Some(Plain::Real(real)) => FieldValue::Number(real),
        None => from_text(&number::g(number, 15)),
    }
}

/// The number in a text if it is written back as the same text, and otherwise the text.
pub(super) fn from_text(text: &str) -> FieldValue {
    // `-0` does not survive JSON: it is read back as `-0.0` or without its sign.
    if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') && text != "-0" {
        // A number with `+` or leading zeros would be written differently.
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

/// Whether the value is a number, or a text that can be read as one.
pub(super) fn reads_as_number(value: &FieldValue) -> bool {
    match value {
        FieldValue::Text(text) => text.trim().parse().is_ok_and(f64::is_finite),
        other => other.as_number().is_some(),
    }
}

/// The stars of a rating: 0 to 5, or -1 for a rejected picture [XMP part 1, 8.4 `xmp:Rating`]. A rating in per cent
/// is recognised by the name of its tag.
pub(super) fn stars(value: &Value<'_>, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    let number = value.as_f64();
    let stars = if tag.name.ends_with("Percent") { number.and_then(of_percent) } else { number };
    let stars = stars.filter(|stars| *stars == -1.0 || (0.0..=5.0).contains(stars));
    if stars.is_none() {
        let text = value.to_string();
        let shown = excerpt(&text);
        input.issue(IssueCode::OutOfRange, tag, format_args!("is {shown:?}: no rating from -1 to 5"));
    }
    // Some programs write half stars.
    let of_text = |stars: f64| if stars.fract() == 0.0 { whole(stars) } else { FieldValue::Number(stars) };
    stars.map(of_text)
}

#[allow(clippy::cast_possible_truncation)] // from -1 to 5
fn whole(stars: f64) -> FieldValue {
    FieldValue::Integer(stars as i64)
}

/// The stars of a rating in per cent, as Windows counts them. It writes 1, 25, 50, 75 and 99, and rounds other
/// numbers to the nearest of these.
fn of_percent(percent: f64) -> Option<f64> {
    const LAST: [(f64, f64); 6] =
        [(0.0, 0.0), (12.0, 1.0), (37.0, 2.0), (62.0, 3.0), (87.0, 4.0), (100.0, 5.0)];
    LAST.iter().find(|(last, _)| percent >= 0.0 && percent <= *last).map(|(_, stars)| *stars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_number_only_if_it_is_written_the_same() {
        for (text, is_number) in [
            ("0", true),
            ("-12", true),
            ("12.5", true),
            ("-0", false),
            ("007", false),
            ("+1", false),
            ("1.50", false),
            ("1e400", false),
            ("", false),
            ("-", false),
        ] {
            assert_eq!(from_text(text).as_number().is_some(), is_number, "{text}");
        }
        assert_eq!(from_text("007"), "007");
    }

    #[test]
    fn per_cent_are_stars_as_windows_counts_them() {
        for (percent, stars) in [(0.0, 0.0), (1.0, 1.0), (25.0, 2.0), (50.0, 3.0), (75.0, 4.0), (99.0, 5.0)] {
            assert_eq!(of_percent(percent), Some(stars), "{percent}");
        }
        assert_eq!(of_percent(-1.0), None);
        assert_eq!(of_percent(101.0), None);
    }
}
