//! The forms of a value, and helpers to make them.

use crate::bytes::Bytes;
use crate::charset::CharsetRung;
use crate::exif::value::Field;
use crate::tag::Value;
use std::borrow::Cow;
use std::fmt;

/// A function that makes the printed form of a value.
pub(in crate::exif) type Conversion = for<'a> fn(&Field<'a>) -> Option<Printed<'a>>;

/// The forms of a value.
#[derive(Debug, PartialEq)]
pub(in crate::exif) struct Printed<'a> {
    /// The form for people.
    pub value: Value<'a>,
    /// The stored form, if it differs.
    pub raw: Option<Value<'a>>,
    /// The stored numbers, if one of them has a denominator of 0 that the other forms hide.
    pub stored: Option<Value<'a>>,
    /// How the character set of the text was determined.
    pub charset: Option<CharsetRung>,
}

impl<'a> Printed<'a> {
    /// Adds how the character set of the text was determined.
    pub fn with_charset(self, charset: Option<CharsetRung>) -> Self {
        Self { charset, ..self }
    }

    /// A value with a single form.
    pub fn same(value: Value<'a>) -> Self {
        Self { value, raw: None, stored: None, charset: None }
    }

    /// Text with a single form.
    pub fn text(text: &'a str) -> Self {
        Self::same(Value::text(text))
    }

    /// A value with two forms, which may be equal.
    pub fn pair(value: &'a str, raw: Value<'a>) -> Self {
        let raw = Some(raw).filter(|raw| raw.as_str() != Some(value));
        Self { value: Value::text(value), raw, stored: None, charset: None }
    }

    /// Marks the value as computed from fractions, in which a denominator of 0 counts as 0.
    pub fn computed_of(self, field: &Field<'a>) -> Self {
        let is_over_zero = |number: Value<'_>| matches!(number, Value::Rational { den: 0, .. });
        Self { stored: field.numbers().any(is_over_zero).then(|| field.stored()), ..self }
    }

    /// Bytes that are not text.
    pub fn binary(bytes: Bytes<'a>) -> Self {
        Self::same(Value::Binary(Cow::Borrowed(bytes.as_slice())))
    }

    /// A value that is shown only by its length.
    pub fn unread(len: u64) -> Self {
        Self::same(Value::Unread(len))
    }
}

/// The integer part.
#[allow(clippy::cast_possible_truncation)] // a cast from float saturates
pub(super) fn whole(number: f64) -> i64 {
    number as i64
}

/// Writes text into the arena.
pub(super) fn made<'a>(
    field: &Field<'a>,
    write: impl FnOnce(&mut bumpalo::collections::String<'a>) -> fmt::Result,
) -> &'a str {
    /// Most texts are no longer than this.
    const USUAL: usize = 24;
    let mut out = bumpalo::collections::String::with_capacity_in(USUAL, field.cx().arena);
    // Writing to a string cannot fail.
    let _ = write(&mut out);
    out.into_bump_str()
}
