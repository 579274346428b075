//! The forms of a value, and how they are made.

use crate::bytes::Bytes;
use crate::charset::CharsetRung;
use crate::exif::value::Field;
use crate::tag::Value;
use std::borrow::Cow;
use std::fmt;

/// A function that makes the printed form.
pub(in crate::exif) type Conversion = for<'a> fn(&Field<'a>) -> Option<Printed<'a>>;

/// The two forms of a value.
#[derive(Debug, PartialEq)]
pub(in crate::exif) struct Printed<'a> {
    /// As people read it.
    pub value: Value<'a>,
    /// As it is stored, where that is not the same.
    pub raw: Option<Value<'a>>,
    /// The numbers of the entry, where one is over 0 and the other forms hide it.
    pub stored: Option<Value<'a>>,
    /// How the character set of its text was found.
    pub charset: Option<CharsetRung>,
}

impl<'a> Printed<'a> {
    /// The same, with how the character set of its text was found.
    pub fn with_charset(self, charset: Option<CharsetRung>) -> Self {
        Self { charset, ..self }
    }

    /// A value of one form.
    pub fn same(value: Value<'a>) -> Self {
        Self { value, raw: None, stored: None, charset: None }
    }

    /// Text of one form.
    pub fn text(text: &'a str) -> Self {
        Self::same(Value::text(text))
    }

    /// A value of two forms, which may be the same.
    pub fn pair(value: &'a str, raw: Value<'a>) -> Self {
        let raw = Some(raw).filter(|raw| raw.as_str() != Some(value));
        Self { value: Value::text(value), raw, stored: None, charset: None }
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

/// The whole part.
#[allow(clippy::cast_possible_truncation)] // a cast from float saturates
pub(super) fn whole(number: f64) -> i64 {
    number as i64
}

/// Text that is written into the arena.
pub(super) fn made<'a>(
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
