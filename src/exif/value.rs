//! Values of directory entries: their types, and the forms in which they can be read.

use crate::bytes::{ByteOrder, Bytes};
use crate::charset::CharsetRung;
use crate::codes::Codes;
use crate::context::Context;
use crate::issue::Stage;
use crate::tag::Value;
use crate::text;
use crate::tiff::types::FieldType;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write;

/// The value of one entry, with everything that its conversion may need.
#[derive(Clone)]
pub(super) struct Field<'a> {
    /// The meanings of its values.
    pub codes: &'static Codes,
    read_as: FieldType,
    /// Whether the entry, or the table row of its tag, declares the bytes to be text.
    is_declared_text: bool,
    data: Bytes<'a>,
    order: ByteOrder,
    /// The offset of the TIFF structure in the file, because offsets are shown relative to the start of the file.
    pub base: u64,
    cx: &'a Context<'a>,
    /// How the character set of the text was determined. Set once the text has been read, unless it is ASCII.
    charset: Cell<Option<CharsetRung>>,
}

/// What the fields of one block share.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub order: ByteOrder,
    pub base: u64,
    pub cx: &'a Context<'a>,
}

impl<'a> Field<'a> {
    /// The value `data` of the type `stored`. `read` overrides that type if the tag requires another one.
    pub fn new(
        stored: FieldType,
        read: Option<FieldType>,
        codes: &'static Codes,
        data: Bytes<'a>,
        setting: Setting<'a>,
    ) -> Self {
        let is_text = matches!(stored, FieldType::ASCII | FieldType::UTF8);
        let is_declared_text = is_text || read == Some(FieldType::UNDEFINED);
        let read_as = match read {
            Some(read) => read,
            // A single byte of type UNDEFINED is treated as a number.
            None if stored == FieldType::UNDEFINED && data.len() == 1 => FieldType::BYTE,
            None => stored,
        };
        let Setting { order, base, cx } = setting;
        Self { codes, read_as, is_declared_text, data, order, base, cx, charset: Cell::default() }
    }

    /// The context of the file.
    pub fn cx(&self) -> &'a Context<'a> {
        self.cx
    }

    /// The bytes of the value.
    pub fn bytes(&self) -> Bytes<'a> {
        self.data
    }

    /// The byte order of the numbers.
    pub fn order(&self) -> ByteOrder {
        self.order
    }

    /// The type as which the value is read.
    pub fn field_type(&self) -> FieldType {
        self.read_as
    }

    /// How many numbers there are; 0 for text.
    pub fn count(&self) -> usize {
        if self.read_as.is_text() { 0 } else { self.data.len() / self.read_as.size() }
    }

    /// The number at `index`. `None` past the last one, and for text.
    #[allow(clippy::cast_possible_wrap)] // reads the bits as a signed number
    #[allow(clippy::cast_precision_loss)] // JSON cannot represent a LONG8 beyond 2^63 exactly either
    pub fn number(&self, index: usize) -> Option<Value<'a>> {
        if self.read_as.is_text() {
            return None;
        }
        let at = index.checked_mul(self.read_as.size())?;
        let (data, order) = (self.data, self.order);
        Some(match self.read_as {
            FieldType::BYTE => Value::Int(data.u8(at)?.into()),
            FieldType::SBYTE => Value::Int((data.u8(at)? as i8).into()),
            FieldType::SHORT => Value::Int(data.u16(at, order)?.into()),
            FieldType::SSHORT => Value::Int((data.u16(at, order)? as i16).into()),
            FieldType::LONG | FieldType::IFD => Value::Int(data.u32(at, order)?.into()),
            FieldType::SLONG => Value::Int((data.u32(at, order)? as i32).into()),
            FieldType::RATIONAL => Value::Rational {
                num: data.u32(at, order)?.into(),
                den: data.u32(at.checked_add(4)?, order)?.into(),
            },
            FieldType::SRATIONAL => Value::Rational {
                num: (data.u32(at, order)? as i32).into(),
                den: (data.u32(at.checked_add(4)?, order)? as i32).into(),
            },
            FieldType::FLOAT => real(f32::from_bits(data.u32(at, order)?).into()),
            FieldType::DOUBLE => real(f64::from_bits(data.u64(at, order)?)),
            FieldType::SLONG8 => Value::Int(data.u64(at, order)? as i64),
            FieldType::LONG8 | FieldType::IFD8 => {
                let number = data.u64(at, order)?;
                i64::try_from(number).map_or(Value::Real(number as f64), Value::Int)
            }
            FieldType::ASCII | FieldType::UTF8 | FieldType::UNDEFINED => return None,
        })
    }

    /// The numbers in order.
    pub fn numbers(&self) -> impl Iterator<Item = Value<'a>> + '_ {
        (0..self.count()).map_while(|index| self.number(index))
    }

    /// The value as stored: a single number, numbers separated by spaces, or text.
    pub fn stored(&self) -> Value<'a> {
        if self.count() == 1
            && let Some(number) = self.number(0)
        {
            return number;
        }
        Value::Text(Cow::Borrowed(self.text()))
    }

    /// The value as text.
    pub fn text(&self) -> &'a str {
        match self.read_as {
            FieldType::ASCII | FieldType::UTF8 => self.decoded(text::until_nul(self.data.as_slice())),
            FieldType::UNDEFINED => self.marked(self.data.as_slice()),
            _ => {
                let capacity = self.data.len().saturating_mul(2);
                let mut out = bumpalo::collections::String::with_capacity_in(capacity, self.cx.arena);
                for (index, number) in self.numbers().enumerate() {
                    if index > 0 {
                        out.push(' ');
                    }
                    // Writing to a string cannot fail.
                    let _ = number.write(&mut out);
                }
                out.into_bump_str()
            }
        }
    }

    /// The length of the numbers as text, including spaces, with `base` added to each number. If the text is not going
    /// to be shown, this is the number of bytes.
    pub fn text_len(&self, base: u64) -> u64 {
        if !self.cx.shows_tags {
            return self.data.len() as u64;
        }
        let mut len = Length(0);
        for number in self.numbers() {
            match number {
                Value::Int(number) => len.0 += digits(number.saturating_add_unsigned(base)),
                // Counting cannot fail.
                number => drop(write!(len, "{number}")),
            }
        }
        len.0.saturating_add((self.count() as u64).saturating_sub(1))
    }

    /// How the character set of the text was determined, if the text has been read and is not ASCII.
    pub fn charset(&self) -> Option<CharsetRung> {
        self.charset.get()
    }

    /// Decodes text as UTF-8 if all of it is valid. Otherwise uses the fallback character set if the entry is declared
    /// as text.
    pub fn decoded(&self, bytes: &'a [u8]) -> &'a str {
        if !self.is_declared_text && std::str::from_utf8(bytes).is_err() {
            return self.marked(bytes);
        }
        let declared = (self.read_as == FieldType::UTF8).then_some(encoding_rs::UTF_8);
        let (text, rung) = text::decode(bytes, declared, (Stage::Exif, self.data.absolute(0)), self.cx);
        if !bytes.is_ascii() {
            self.charset.set(Some(rung));
        }
        text
    }

    /// Bytes that may be text.
    pub fn marked(&self, bytes: &'a [u8]) -> &'a str {
        text::marked(bytes, self.cx.arena)
    }

    /// The value as a number, if it is a single number or a text that is one.
    pub fn float(&self) -> Option<f64> {
        match self.count() {
            0 if self.read_as.is_text() => {
                let text = self.text();
                // Rust also parses text such as `inf` and `nan`.
                let plain = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
                text.parse().ok().filter(|number: &f64| plain && number.is_finite())
            }
            1 => self.number(0)?.as_f64(),
            _ => None,
        }
    }

    /// The number at the start of the value. 0 if there is none, infinite if its denominator is 0.
    pub fn leading(&self) -> f64 {
        match self.number(0) {
            Some(Value::Rational { num, den: 0 }) if num != 0 => f64::INFINITY,
            Some(number) => number.as_f64().unwrap_or_default(),
            None if self.read_as.is_text() => leading(self.text()),
            None => 0.0,
        }
    }
}

/// Counts the bytes that are written to it.
struct Length(u64);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0 = self.0.saturating_add(text.len() as u64);
        Ok(())
    }
}

/// The number of characters of an integer.
fn digits(number: i64) -> u64 {
    let digits = number.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    u64::from(digits) + u64::from(number < 0)
}

/// A real number. If it is not finite, the text that ExifTool prints.
fn real(number: f64) -> Value<'static> {
    if number.is_finite() {
        Value::Real(number)
    } else {
        Value::text(match number {
            n if n.is_nan() => "NaN",
            n if n > 0.0 => "Inf",
            _ => "-Inf",
        })
    }
}

/// The number at the start of a text, or 0.
pub(super) fn leading(text: &str) -> f64 {
    let text = text.trim_start();
    let mut end = 0;
    let mut point = false;
    for (at, c) in text.char_indices() {
        match c {
            '+' | '-' if at == 0 => {}
            '.' if !point => point = true,
            '0'..='9' => {}
            _ => break,
        }
        end = at + 1;
    }
    text.get(..end).and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_at_the_start_of_a_text() {
        for (text, number) in
            [("12.5 m", 12.5), ("-3", -3.0), ("abc", 0.0), ("", 0.0), (".", 0.0), ("2020:01", 2020.0)]
        {
            assert_eq!(leading(text), number, "{text}");
        }
    }
}
