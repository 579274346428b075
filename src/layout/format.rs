//! The formats in which maker notes store numbers and text.

use crate::bytes::{ByteOrder, Bytes};
use crate::formula::Item;
use crate::number;
use crate::text;
use crate::tiff::types::FieldType;
use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// How a value is stored.
#[allow(dead_code)] // rows may use all of these, but today's rows do not use some
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Format {
    /// As its entry states.
    Stored,
    Int8u,
    Int8s,
    Int16u,
    Int16s,
    /// In the other byte order.
    Int16uRev,
    Int32u,
    Int32s,
    Int32uRev,
    Int64u,
    Int64s,
    /// Two numbers of 16 bits.
    Rational32u,
    Rational32s,
    /// Two numbers of 32 bits.
    Rational64u,
    Rational64s,
    /// A number in units of 1/65536.
    Fixed32u,
    Fixed32s,
    Float,
    Double,
    /// Bytes that end at the first NUL.
    Text,
    /// UTF-16.
    Unicode,
    /// Bytes.
    Undef,
    /// An offset.
    Ifd,
}

impl Format {
    /// The format that an entry states.
    pub fn of(field_type: FieldType) -> Self {
        match field_type {
            FieldType::BYTE => Self::Int8u,
            FieldType::SBYTE => Self::Int8s,
            FieldType::SHORT => Self::Int16u,
            FieldType::SSHORT => Self::Int16s,
            FieldType::LONG => Self::Int32u,
            FieldType::SLONG => Self::Int32s,
            FieldType::RATIONAL => Self::Rational64u,
            FieldType::SRATIONAL => Self::Rational64s,
            FieldType::FLOAT => Self::Float,
            FieldType::DOUBLE => Self::Double,
            FieldType::LONG8 | FieldType::IFD8 => Self::Int64u,
            FieldType::SLONG8 => Self::Int64s,
            FieldType::IFD => Self::Ifd,
            FieldType::ASCII | FieldType::UTF8 => Self::Text,
            FieldType::UNDEFINED => Self::Undef,
        }
    }

    /// The name that conditions use for it, which is ExifTool's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored => "",
            Self::Int8u => "int8u",
            Self::Int8s => "int8s",
            Self::Int16u | Self::Int16uRev => "int16u",
            Self::Int16s => "int16s",
            Self::Int32u | Self::Int32uRev => "int32u",
            Self::Int32s => "int32s",
            Self::Int64u => "int64u",
            Self::Int64s => "int64s",
            Self::Rational32u => "rational32u",
            Self::Rational32s => "rational32s",
            Self::Rational64u => "rational64u",
            Self::Rational64s => "rational64s",
            Self::Fixed32u => "fixed32u",
            Self::Fixed32s => "fixed32s",
            Self::Float => "float",
            Self::Double => "double",
            Self::Text => "string",
            Self::Unicode => "unicode",
            Self::Undef => "undef",
            Self::Ifd => "ifd",
        }
    }

    /// The size of one value in bytes.
    pub fn size(self) -> usize {
        match self {
            Self::Int8u | Self::Int8s | Self::Text | Self::Undef | Self::Stored => 1,
            Self::Int16u | Self::Int16s | Self::Int16uRev | Self::Unicode => 2,
            Self::Int32u
            | Self::Int32s
            | Self::Int32uRev
            | Self::Rational32u
            | Self::Rational32s
            | Self::Fixed32u
            | Self::Fixed32s
            | Self::Float
            | Self::Ifd => 4,
            Self::Int64u | Self::Int64s | Self::Rational64u | Self::Rational64s | Self::Double => 8,
        }
    }

    /// Whether a value without a count takes all bytes that there are.
    pub fn is_run(self) -> bool {
        matches!(self, Self::Text | Self::Undef | Self::Unicode)
    }

    /// Reads all values in `data`: a number, the text of several numbers, text, or bytes. None if there is none.
    pub fn read<'a>(self, data: Bytes<'a>, order: ByteOrder, arena: &'a Bump) -> Item<'a> {
        match self {
            Self::Text => bytes(text::until_nul(data.as_slice())),
            Self::Undef | Self::Stored => bytes(data.as_slice()),
            Self::Unicode => utf16(data, order, arena),
            _ => self.numbers(data, order, arena),
        }
    }

    fn numbers<'a>(self, data: Bytes<'a>, order: ByteOrder, arena: &'a Bump) -> Item<'a> {
        let count = data.len() / self.size();
        if count <= 1 {
            return self.number(data, 0, order);
        }
        let mut out = ArenaString::with_capacity_in(data.len().saturating_mul(2), arena);
        for index in 0..count {
            if index > 0 {
                out.push(' ');
            }
            // Writing to a string cannot fail.
            let _ = match self.number(data, index, order) {
                Item::Int(number) => number::write_whole(&mut out, number),
                Item::Real(number) => number::write_g(&mut out, number, 15),
                Item::Text(text) => out.write_str(text),
                _ => Ok(()),
            };
        }
        Item::Text(out.into_bump_str())
    }

    /// The number at an index. None past the last one.
    pub fn number(self, data: Bytes<'_>, index: usize, order: ByteOrder) -> Item<'static> {
        index.checked_mul(self.size()).and_then(|at| self.number_at(data, at, order)).unwrap_or(Item::None)
    }

    #[allow(clippy::cast_possible_wrap)] // reads the bits as a signed number
    #[allow(clippy::cast_precision_loss)] // no number beyond 2^53 is shown exactly
    fn number_at(self, data: Bytes<'_>, at: usize, order: ByteOrder) -> Option<Item<'static>> {
        let int = |number: i64| Some(Item::Int(number));
        match self {
            Self::Int8u | Self::Text | Self::Undef | Self::Stored => int(data.u8(at)?.into()),
            Self::Int8s => int((data.u8(at)? as i8).into()),
            Self::Int16u | Self::Unicode => int(data.u16(at, order)?.into()),
            Self::Int16s => int((data.u16(at, order)? as i16).into()),
            Self::Int16uRev => int(data.u16(at, order.other())?.into()),
            Self::Int32u | Self::Ifd => int(data.u32(at, order)?.into()),
            Self::Int32s => int((data.u32(at, order)? as i32).into()),
            Self::Int32uRev => int(data.u32(at, order.other())?.into()),
            Self::Int64s => int(data.u64(at, order)? as i64),
            Self::Int64u => {
                let number = data.u64(at, order)?;
                Some(i64::try_from(number).map_or(Item::Real(number as f64), Item::Int))
            }
            Self::Rational32u => {
                Some(quotient(data.u16(at, order)?.into(), data.u16(at.checked_add(2)?, order)?.into(), 7))
            }
            Self::Rational32s => {
                let (num, den) = (data.u16(at, order)? as i16, data.u16(at.checked_add(2)?, order)? as i16);
                Some(quotient(num.into(), den.into(), 7))
            }
            Self::Rational64u => {
                Some(quotient(data.u32(at, order)?.into(), data.u32(at.checked_add(4)?, order)?.into(), 10))
            }
            Self::Rational64s => {
                let (num, den) = (data.u32(at, order)? as i32, data.u32(at.checked_add(4)?, order)? as i32);
                Some(quotient(num.into(), den.into(), 10))
            }
            Self::Fixed32u => Some(fixed(f64::from(data.u32(at, order)?))),
            Self::Fixed32s => Some(fixed(f64::from(data.u32(at, order)? as i32))),
            Self::Float => Some(real(f32::from_bits(data.u32(at, order)?).into())),
            Self::Double => Some(real(f64::from_bits(data.u64(at, order)?))),
        }
    }
}

/// A fraction, to the significant digits that ExifTool shows.
#[allow(clippy::cast_precision_loss)] // both have 32 bits
fn quotient(num: i64, den: i64, digits: usize) -> Item<'static> {
    match (num, den) {
        (0, 0) => Item::Text("undef"),
        (_, 0) => Item::Text("inf"),
        _ if num % den == 0 => Item::Int(num / den),
        _ => {
            let text = number::g(num as f64 / den as f64, digits);
            text.parse().map_or(Item::None, Item::Real)
        }
    }
}

/// A number in units of 1/65536, to the five digits that ExifTool shows.
fn fixed(number: f64) -> Item<'static> {
    Item::Real((number / 65_536.0 * 100_000.0).round() / 100_000.0)
}

fn real(number: f64) -> Item<'static> {
    match number {
        number if number.is_nan() => Item::Text("nan"),
        number if number.is_infinite() => Item::Text(if number > 0.0 { "inf" } else { "-inf" }),
        number => Item::Real(number),
    }
}

/// Bytes as text if they are UTF-8.
pub(crate) fn bytes(bytes: &[u8]) -> Item<'_> {
    std::str::from_utf8(bytes).map_or(Item::Bytes(bytes), Item::Text)
}

/// UTF-16 up to the first NUL.
fn utf16<'a>(data: Bytes<'a>, order: ByteOrder, arena: &'a Bump) -> Item<'a> {
    let units = (0..data.len() / 2).map_while(|index| data.u16(index * 2, order).filter(|unit| *unit != 0));
    let mut out = ArenaString::new_in(arena);
    out.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Item::Text(out.into_bump_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::ByteOrder::{Big, Little};

    fn read(format: Format, data: &[u8], order: ByteOrder) -> String {
        let arena = Bump::new();
        let item = format.read(Bytes::new(data, 0), order, &arena);
        format!("{item:?}")
    }

    #[test]
    fn numbers_are_read_in_both_orders() {
        assert_eq!(read(Format::Int16u, &[1, 2], Big), "Int(258)");
        assert_eq!(read(Format::Int16u, &[1, 2], Little), "Int(513)");
        assert_eq!(read(Format::Int16uRev, &[1, 2], Little), "Int(258)");
        assert_eq!(read(Format::Int32uRev, &[0, 0, 0, 2], Little), "Int(2)");
        assert_eq!(read(Format::Int8s, &[0xff], Big), "Int(-1)");
        assert_eq!(read(Format::Int32s, &[0xff; 4], Big), "Int(-1)");
    }

    #[test]
    fn several_numbers_are_a_text() {
        assert_eq!(read(Format::Int16s, &[0, 1, 0xff, 0xfe], Big), r#"Text("1 -2")"#);
        // A number that is cut off does not count.
        assert_eq!(read(Format::Int16s, &[0, 1, 0, 2, 0], Big), r#"Text("1 2")"#);
    }

    #[test]
    fn a_number_that_is_cut_off_is_none() {
        assert_eq!(read(Format::Int32u, &[0, 1], Big), "None");
        assert_eq!(read(Format::Double, &[], Big), "None");
    }

    #[test]
    fn fractions_are_divided() {
        assert_eq!(read(Format::Rational64u, &[0, 0, 0, 6, 0, 0, 0, 2], Big), "Int(3)");
        assert_eq!(read(Format::Rational32u, &[0, 1, 0, 4], Big), "Real(0.25)");
        assert_eq!(read(Format::Rational32u, &[0, 1, 0, 3], Big), "Real(0.3333333)");
        assert_eq!(read(Format::Rational32s, &[0xff, 0xff, 0, 2], Big), "Real(-0.5)");
        assert_eq!(read(Format::Rational32s, &[0, 0, 0, 0], Big), r#"Text("undef")"#);
        assert_eq!(read(Format::Rational32s, &[0, 1, 0, 0], Big), r#"Text("inf")"#);
    }

    #[test]
    fn numbers_with_a_point_are_read() {
        assert_eq!(read(Format::Fixed32u, &[0, 1, 0x80, 0], Big), "Real(1.5)");
        assert_eq!(read(Format::Fixed32s, &[0xff, 0xff, 0, 0], Big), "Real(-1.0)");
        assert_eq!(read(Format::Float, &1.5f32.to_be_bytes(), Big), "Real(1.5)");
        assert_eq!(read(Format::Double, &f64::NAN.to_le_bytes(), Little), r#"Text("nan")"#);
        assert_eq!(read(Format::Double, &f64::NEG_INFINITY.to_le_bytes(), Little), r#"Text("-inf")"#);
    }

    #[test]
    fn a_number_beyond_64_bits_with_sign_is_real() {
        assert_eq!(read(Format::Int64u, &[0xff; 8], Big), "Real(1.8446744073709552e19)");
        assert_eq!(read(Format::Int64s, &[0xff; 8], Big), "Int(-1)");
    }

    #[test]
    fn text_ends_at_the_first_nul() {
        assert_eq!(read(Format::Text, b"ab\0cd", Big), r#"Text("ab")"#);
        assert_eq!(read(Format::Undef, b"ab\0cd", Big), r#"Text("ab\0cd")"#);
        assert_eq!(read(Format::Unicode, &[0, b'a', 0, 0, 0, b'b'], Big), r#"Text("a")"#);
        assert_eq!(read(Format::Text, &[0xff], Big), "Bytes([255])");
    }
}
