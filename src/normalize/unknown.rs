//! Values that mean "unknown": tags show them, fields do not.
//!
//! The table lists these values for each field: 0 is a valid altitude, but not a valid focal length.

use super::dates::datetime;
use super::dates::moment::is_undefined_time;
use super::fields::{Field, Unknown};
use super::input::Input;
use super::text::{excerpt, is_void};
use crate::issue_code::IssueCode;
use crate::tag::{Tag, Value};
use std::borrow::Cow;

/// 0xFFFFFFFF.
const MAX: i64 = 0xffff_ffff;

/// Whether the value of the tag means "unknown"; records an issue if so.
pub(crate) fn says_nothing(field: Option<&Field>, tag: &Tag<'_>, input: &Input<'_, '_>) -> bool {
    let unknown = field.map_or(Unknown::NONE, |field| field.unknown);
    let is_unknown =
        (unknown != Unknown::NONE && (is_stored(unknown, tag) || is_unset(unknown, tag))) || is_nameless(tag);
    if is_unknown {
        issue(tag, input);
    }
    is_unknown
}

/// Whether one of several numbers means "unknown".
pub(crate) fn is_item(field: Option<&Field>, item: &Value<'_>) -> bool {
    let unknown = field.map_or(Unknown::UNDEFINED | Unknown::INFINITE, |field| field.unknown);
    is_one(unknown, item)
}

/// Whether the number is 0xFFFFFFFF, which means infinity in a distance.
pub(crate) fn is_max(tag: &Tag<'_>) -> bool {
    is_stored(Unknown::MAX, tag)
}

/// Whether it is a date or a time that was never set.
fn is_unset(unknown: Unknown, tag: &Tag<'_>) -> bool {
    let text = tag.raw().as_str();
    (unknown.has(Unknown::TIME) && (is_undefined_time(tag) || text.is_some_and(datetime::is_unset)))
        || (unknown.has(Unknown::DATE) && text.is_some_and(datetime::is_void))
}

/// Records that the tag has no value: it was left blank, or its number means "unknown".
pub(crate) fn issue(tag: &Tag<'_>, input: &Input<'_, '_>) {
    let stored = tag.stored.as_ref().unwrap_or(tag.raw());
    let text = stored.as_str().map_or_else(|| Cow::Owned(stored.to_string()), Cow::Borrowed);
    let shown = excerpt(&text);
    let is_number = |text: &str| text.split(' ').all(|word| matches!(word, "undef" | "inf" | "Inf"));
    let is_never_set = |text: &str| datetime::is_void(text) || (datetime::is_unset(text) && !is_number(text));
    if stored.as_str().is_some_and(is_never_set) {
        return input.issue(IssueCode::Unset, tag, format_args!("was never set: it is {shown:?}"));
    }
    input.issue(IssueCode::Undefined, tag, format_args!("is {shown:?}: the value is unknown"));
}

/// Whether the stored value means "unknown". For a fraction in XMP, its text gives the two numbers.
fn is_stored(unknown: Unknown, tag: &Tag<'_>) -> bool {
    if !unknown.has(Unknown::STORED) {
        return false;
    }
    match tag.stored.as_ref().and_then(Value::as_str).and_then(fraction) {
        Some(fraction) => is_one(unknown, &fraction),
        None => is_one(unknown, tag.stored.as_ref().unwrap_or(tag.raw())),
    }
}

/// The two numbers of a fraction as XMP writes it.
pub(crate) fn fraction(text: &str) -> Option<Value<'static>> {
    let (num, den) = text.trim().split_once('/')?;
    Some(Value::Rational { num: num.parse().ok()?, den: den.parse().ok()? })
}

#[allow(clippy::cast_precision_loss)] // 2^32 is far below 2^53
fn is_one(unknown: Unknown, value: &Value<'_>) -> bool {
    match value {
        Value::Rational { num: 0, den: 0 } => unknown.has(Unknown::UNDEFINED),
        Value::Rational { den: 0, .. } => unknown.has(Unknown::INFINITE),
        Value::Rational { num, den } => {
            is_whole(unknown, *num) || (matches!(*den, -1 | MAX) && unknown.has(Unknown::UNDER_MAX))
        }
        Value::Int(number) => is_whole(unknown, *number),
        Value::Binary(_) | Value::Unread(_) => false,
        Value::Real(number) => {
            (*number == 0.0 && unknown.has(Unknown::ZERO))
                || (*number == MAX as f64 && unknown.has(Unknown::MAX))
        }
        Value::Text(text) if is_void(text) => unknown.has(Unknown::BLANK),
        // Some XMP has the word instead of the number of the enumeration.
        Value::Text(text) if text.eq_ignore_ascii_case("unknown") => unknown.has(Unknown::ZERO),
        Value::Text(text) => {
            let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
            words.all(|word| match word {
                "undef" => unknown.has(Unknown::UNDEFINED),
                "inf" | "Inf" => unknown.has(Unknown::INFINITE),
                digits if digits.starts_with(|letter: char| letter.is_ascii_digit()) => {
                    digits.parse().is_ok_and(|number| is_one(unknown, &Value::Real(number)))
                }
                _ => false,
            })
        }
        Value::List(items) => !items.is_empty() && items.iter().all(|item| is_one(unknown, item)),
    }
}

fn is_whole(unknown: Unknown, number: i64) -> bool {
    match number {
        0 => unknown.has(Unknown::ZERO),
        -1 => unknown.has(Unknown::MINUS_ONE),
        MAX => unknown.has(Unknown::MAX),
        _ => false,
    }
}

/// Whether the tag is an enumeration without a value, printed as `Unknown ()`.
fn is_nameless(tag: &Tag<'_>) -> bool {
    let is_printed = || tag.value.as_str().is_some_and(|text| text.starts_with("Unknown ("));
    tag.raw.as_ref().and_then(Value::as_str).is_some_and(is_void) && is_printed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_writer_stores_that_knows_nothing() {
        let one = |unknown, value| is_one(unknown, &value);
        let rational = |num, den| Value::Rational { num, den };
        assert!(one(Unknown::ZERO, rational(0, 10)) && !one(Unknown::ZERO, rational(0, 0)));
        assert!(one(Unknown::UNDEFINED, rational(0, 0)) && !one(Unknown::UNDEFINED, rational(1, 0)));
        assert!(one(Unknown::INFINITE, rational(1, 0)) && one(Unknown::MAX, rational(MAX, 1)));
        assert!(one(Unknown::UNDER_MAX, rational(20, -1)) && one(Unknown::UNDER_MAX, rational(20, MAX)));
        assert!(one(Unknown::MINUS_ONE, rational(-1, 1)) && !one(Unknown::MINUS_ONE, rational(-100, 100)));
        assert!(one(Unknown::BLANK, Value::text(" \0:-")) && !one(Unknown::BLANK, Value::text("- 1")));
    }

    #[test]
    fn of_several_numbers_all_must_be_unknown() {
        let unknown = Unknown::ZERO | Unknown::UNDEFINED;
        for (text, is_unknown) in
            [("0 0 undef undef", true), ("18 undef undef undef", false), ("0, 0", true), ("0 x", false)]
        {
            assert_eq!(is_one(unknown, &Value::text(text)), is_unknown, "{text}");
        }
        let list = |numbers: &[i64]| Value::List(numbers.iter().copied().map(Value::Int).collect());
        assert!(
            is_one(unknown, &list(&[0, 0]))
                && !is_one(unknown, &list(&[0, 100]))
                && !is_one(unknown, &list(&[]))
        );
    }
}
