//! The values of formulas, which are numbers or texts as one asks for them.

use crate::number::write_g;
use bumpalo::Bump;
use std::cmp::Ordering;
use std::fmt::Write;

/// A value. Each can be taken as a number or as a text, by Perl's rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Item<'a> {
    /// `undef`: 0 as a number, empty as a text.
    None,
    Int(i64),
    Real(f64),
    Text(&'a str),
    /// A text that is not UTF-8, or data.
    Bytes(&'a [u8]),
}

/// A value taken as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    Real(f64),
}

/// Text in an arena.
pub(crate) type Buffer<'a> = bumpalo::collections::Vec<'a, u8>;

impl<'a> Item<'a> {
    /// What a comparison gives: 1, or the empty text that counts as 0.
    pub fn truth(is_true: bool) -> Self {
        if is_true { Self::Int(1) } else { Self::Text("") }
    }

    /// Bytes as a text if they are one.
    pub fn of_bytes(bytes: &'a [u8]) -> Self {
        std::str::from_utf8(bytes).map_or(Self::Bytes(bytes), Self::Text)
    }

    /// A word of a list, which is a number if it is written as a whole number is.
    pub fn of_word(word: &'a [u8]) -> Self {
        let is_plain = match word.strip_prefix(b"-").unwrap_or(word) {
            b"0" => word.len() == 1,
            [b'1'..=b'9', rest @ ..] => rest.len() < 18 && rest.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        match Self::of_bytes(word) {
            Self::Text(text) if is_plain => text.parse().map_or(Self::Text(text), Self::Int),
            item => item,
        }
    }

    /// Whether it is anything.
    pub fn is_some(self) -> bool {
        self != Self::None
    }

    /// Whether the value counts as true: nothing, 0 and an empty text are false, and so is the text `0`.
    pub fn is_true(self) -> bool {
        match self {
            Self::None => false,
            Self::Int(number) => number != 0,
            Self::Real(number) => number != 0.0,
            Self::Text(text) => !matches!(text, "" | "0"),
            Self::Bytes(bytes) => !matches!(bytes, b"" | b"0"),
        }
    }

    /// The value as a number: of a text, the number that it begins with.
    pub fn number(self) -> Number {
        match self {
            Self::None => Number::Int(0),
            Self::Int(number) => Number::Int(number),
            Self::Real(number) => Number::Real(number),
            Self::Text(text) => leading(text.as_bytes()),
            Self::Bytes(bytes) => leading(bytes),
        }
    }

    /// The value as a real number.
    pub fn real(self) -> f64 {
        self.number().real()
    }

    /// The value as a whole number, cut towards zero.
    pub fn int(self) -> i64 {
        self.number().int()
    }

    /// The value as 64 bits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // what does not fit becomes the nearest that does
    pub fn bits(self) -> u64 {
        match self.number() {
            Number::Real(number) if number > 0.0 => number as u64,
            number => number.int().cast_unsigned(),
        }
    }

    /// The value as a length or a place.
    pub fn size(self) -> Option<usize> {
        usize::try_from(self.int()).ok()
    }

    /// The value as text, which may not be UTF-8.
    pub fn bytes(self, arena: &'a Bump) -> &'a [u8] {
        match self {
            Self::None => b"",
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            Self::Int(_) | Self::Real(_) => {
                let mut out = Buffer::new_in(arena);
                self.write(&mut out);
                out.into_bump_slice()
            }
        }
    }

    /// Appends the value as text.
    pub fn write(self, out: &mut Buffer<'_>) {
        match self {
            Self::None => {}
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Bytes(bytes) => out.extend_from_slice(bytes),
            Self::Int(number) => crate::number::whole_bytes(number, |digits| out.extend_from_slice(digits)),
            Self::Real(number) => match unbounded(number) {
                Some(text) => out.extend_from_slice(text.as_bytes()),
                // Perl knows no negative zero.
                None => {
                    let _ = write_g(&mut Out(out), if number == 0.0 { 0.0 } else { number }, 15);
                }
            },
        }
    }

    /// Compares as texts.
    pub fn compare(self, other: Self, arena: &'a Bump) -> Ordering {
        self.bytes(arena).cmp(other.bytes(arena))
    }

    /// The value as a result: no real number is infinite, undefined or a negative zero.
    pub fn settled(self) -> Self {
        match self {
            Self::Real(0.0) => Self::Int(0),
            Self::Real(number) => unbounded(number).map_or(self, Self::Text),
            other => other,
        }
    }
}

impl Number {
    #[allow(clippy::cast_precision_loss)] // as in Perl
    pub fn real(self) -> f64 {
        match self {
            Self::Int(number) => number as f64,
            Self::Real(number) => number,
        }
    }

    #[allow(clippy::cast_possible_truncation)] // what does not fit becomes the nearest that does
    pub fn int(self) -> i64 {
        match self {
            Self::Int(number) => number,
            Self::Real(number) => number as i64,
        }
    }

    /// Compares two numbers; none if one is undefined.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (a, b) => a.real().partial_cmp(&b.real()),
        }
    }

    /// The number as a value.
    pub fn item<'a>(self) -> Item<'a> {
        match self {
            Self::Int(number) => Item::Int(number),
            Self::Real(number) => Item::Real(number),
        }
    }
}

/// What Perl prints of a number without a value.
pub(super) fn unbounded(number: f64) -> Option<&'static str> {
    match number {
        _ if number.is_nan() => Some("NaN"),
        _ if number.is_finite() => None,
        _ => Some(if number > 0.0 { "Inf" } else { "-Inf" }),
    }
}

/// The number that a text begins with, and 0 if it begins with none.
fn leading(text: &[u8]) -> Number {
    let text = text.trim_ascii_start();
    let unsigned = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    let sign = if text.first() == Some(&b'-') { -1.0 } else { 1.0 };
    let begins =
        |word: &[u8]| unsigned.get(..word.len()).is_some_and(|start: &[u8]| start.eq_ignore_ascii_case(word));
    if begins(b"inf") {
        return Number::Real(sign * f64::INFINITY);
    }
    if begins(b"nan") {
        return Number::Real(f64::NAN);
    }
    let digits = |from: usize| {
        let rest = unsigned.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let whole = digits(0);
    let mut end = whole;
    if unsigned.get(end) == Some(&b'.') {
        let places = digits(end + 1);
        if whole + places > 0 {
            end += 1 + places;
        }
    }
    if end > 0 && matches!(unsigned.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(unsigned.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(end + 1 + signed);
        if exponent > 0 {
            end += 1 + signed + exponent;
        }
    }
    let length = end + (text.len() - unsigned.len());
    let number = text.get(..length).and_then(|number| std::str::from_utf8(number).ok()).unwrap_or_default();
    match number.parse() {
        Ok(int) => Number::Int(int),
        Err(_) => Number::Real(number.parse().unwrap_or_default()),
    }
}

/// Lets text be written into a buffer of bytes.
pub(super) struct Out<'o, 'a>(pub &'o mut Buffer<'a>);

impl Write for Out<'_, '_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_begin_with_numbers() {
        for (text, number) in [
            ("", Number::Int(0)),
            ("12", Number::Int(12)),
            (" -7 x", Number::Int(-7)),
            ("+5", Number::Int(5)),
            (".5", Number::Real(0.5)),
            ("1.", Number::Real(1.0)),
            (".", Number::Real(0.0)),
            ("1e3x", Number::Real(1000.0)),
            ("1e", Number::Int(1)),
            ("0x1f", Number::Int(0)),
            ("3 4", Number::Int(3)),
            ("undef", Number::Real(0.0)),
            ("inf", Number::Real(f64::INFINITY)),
            ("99999999999999999999", Number::Real(1e20)),
        ] {
            assert_eq!(leading(text.as_bytes()).compare(number), Some(Ordering::Equal), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_perl_writes_them() {
        let arena = Bump::new();
        let text = |item: Item<'static>| String::from_utf8_lossy(item.bytes(&arena)).into_owned();
        assert_eq!(text(Item::Real(-0.0)), "0");
        assert_eq!(text(Item::Real(1.0 / 3.0)), "0.333333333333333");
        assert_eq!(text(Item::Real(1e15)), "1e+15");
        assert_eq!(text(Item::Real(f64::NEG_INFINITY)), "-Inf");
        assert_eq!(text(Item::Int(123_456_789_012_345_678)), "123456789012345678");
    }

    #[test]
    fn words_are_numbers_if_they_are_written_so() {
        assert_eq!(Item::of_word(b"-12"), Item::Int(-12));
        for word in ["-0", "007", "1.5", "", "12345678901234567890"] {
            assert_eq!(Item::of_word(word.as_bytes()), Item::Text(word));
        }
    }
}
