//! `format(…)`: C's printf, as Perl has it.

use super::value::{Buffer, Item, Out, unbounded};
use crate::number::{g, write_fixed, write_whole};
use std::fmt::Write;

/// The widest field and the most digits.
const WIDEST: usize = 256;

/// The letters that a format may have.
const LETTERS: &[u8] = b"scdiuxXoeEfFgG";

/// How one value is to be written.
#[allow(clippy::struct_excessive_bools)] // they are C's flags
#[derive(Default)]
struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    zeros: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

/// Writes values by a format.
pub(super) fn write<'a>(out: &mut Buffer<'a>, format: &[u8], values: &[Item<'a>]) {
    let mut values = values.iter().copied();
    let mut rest = format;
    while let Some(place) = memchr::memchr(b'%', rest) {
        out.extend_from_slice(rest.get(..place).unwrap_or_default());
        rest = rest.get(place + 1..).unwrap_or_default();
        if let Some(behind) = rest.strip_prefix(b"%") {
            out.push(b'%');
            rest = behind;
            continue;
        }
        let whole = rest;
        let spec = Spec::read(&mut rest);
        let Some((&letter, behind)) = rest.split_first() else { break };
        rest = behind;
        if LETTERS.contains(&letter) {
            spec.write(out, letter, values.next().unwrap_or(Item::None));
        } else {
            // Perl writes what it does not know as it stands.
            out.push(b'%');
            out.extend_from_slice(whole.get(..whole.len() - rest.len()).unwrap_or_default());
        }
    }
    out.extend_from_slice(rest);
}

impl Spec {
    fn read(rest: &mut &[u8]) -> Self {
        let mut spec = Self::default();
        while let Some((sign, behind)) = rest.split_first() {
            match sign {
                b'-' => spec.left = true,
                b'+' => spec.plus = true,
                b' ' => spec.space = true,
                b'0' => spec.zeros = true,
                b'#' => spec.alternate = true,
                _ => break,
            }
            *rest = behind;
        }
        spec.width = number(rest).unwrap_or_default();
        if let Some(behind) = rest.strip_prefix(b".") {
            *rest = behind;
            spec.precision = Some(number(rest).unwrap_or_default());
        }
        // Lengths of C's types mean nothing here.
        while let Some((b'l' | b'h' | b'q', behind)) = rest.split_first() {
            *rest = behind;
        }
        spec
    }

    fn write(&self, out: &mut Buffer<'_>, letter: u8, value: Item<'_>) {
        match letter {
            b's' if self.width == 0 && self.precision.is_none() => value.write(out),
            b's' => {
                let mut text = Buffer::new_in(out.bump());
                value.write(&mut text);
                text.truncate(self.precision.unwrap_or(usize::MAX));
                self.pad(out, "", &text, false);
            }
            b'c' => {
                let letter = u32::try_from(value.int()).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
                self.pad(out, "", letter.encode_utf8(&mut [0; 4]).as_bytes(), false);
            }
            b'd' | b'i' | b'u' | b'x' | b'X' | b'o' => self.whole(out, letter, value),
            _ => self.real(out, letter, value.real()),
        }
    }

    fn whole(&self, out: &mut Buffer<'_>, letter: u8, value: Item<'_>) {
        if let Some(text) = unbounded(value.real()) {
            return self.pad(out, "", text.as_bytes(), false);
        }
        let number = value.int();
        if matches!(letter, b'd' | b'i') && self.precision.is_none() {
            let mut text = Buffer::new_in(out.bump());
            // Writing to a buffer cannot fail. The least number has no positive counterpart.
            let _ = match number.checked_abs() {
                Some(size) => write_whole(&mut Out(&mut text), size),
                None => write!(Out(&mut text), "{}", number.unsigned_abs()),
            };
            return self.pad(out, self.sign(number < 0), &text, true);
        }
        let bits = value.bits();
        let digits = match letter {
            b'x' => format!("{bits:x}"),
            b'X' => format!("{bits:X}"),
            b'o' => format!("{bits:o}"),
            b'u' => bits.to_string(),
            _ => number.unsigned_abs().to_string(),
        };
        let sign = match letter {
            b'd' | b'i' => self.sign(number < 0),
            b'x' if self.alternate && number != 0 => "0x",
            b'X' if self.alternate && number != 0 => "0X",
            _ => "",
        };
        let digits = match self.precision {
            Some(least) => format!("{digits:0>least$}"),
            None => digits,
        };
        self.pad(out, sign, digits.as_bytes(), self.precision.is_none());
    }

    fn real(&self, out: &mut Buffer<'_>, letter: u8, number: f64) {
        if let Some(text) = unbounded(number.abs()) {
            let sign = if number.is_nan() { "" } else { self.sign(number < 0.0) };
            return self.pad(out, sign, text.as_bytes(), false);
        }
        let places = self.precision.unwrap_or(6);
        let size = number.abs();
        if matches!(letter, b'f' | b'F') {
            let mut text = Buffer::new_in(out.bump());
            // Writing to a buffer cannot fail.
            let _ = write_fixed(&mut Out(&mut text), size, places);
            return self.pad(out, self.sign(number.is_sign_negative()), &text, true);
        }
        let digits = match letter {
            b'e' | b'E' => exponent(size, places),
            _ => g(size, places.max(1)),
        };
        let digits = if letter.is_ascii_uppercase() { digits.to_uppercase() } else { digits };
        self.pad(out, self.sign(number.is_sign_negative()), digits.as_bytes(), true);
    }

    fn sign(&self, is_negative: bool) -> &'static str {
        match self {
            _ if is_negative => "-",
            Self { plus: true, .. } => "+",
            Self { space: true, .. } => " ",
            _ => "",
        }
    }

    /// Writes a sign and text in a field of the width.
    fn pad(&self, out: &mut Buffer<'_>, sign: &str, text: &[u8], may_have_zeros: bool) {
        let missing = self.width.saturating_sub(sign.len().saturating_add(text.len()));
        let fill = |out: &mut Buffer<'_>, byte: u8| out.extend(std::iter::repeat_n(byte, missing));
        let has_zeros = self.zeros && may_have_zeros && !self.left;
        if !has_zeros && !self.left {
            fill(out, b' ');
        }
        out.extend_from_slice(sign.as_bytes());
        if has_zeros {
            fill(out, b'0');
        }
        out.extend_from_slice(text);
        if self.left {
            fill(out, b' ');
        }
    }
}

/// A number in front of the rest, at most [`WIDEST`].
fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut found = None;
    while let Some((digit @ b'0'..=b'9', behind)) = rest.split_first() {
        let digit = usize::from(digit.wrapping_sub(b'0'));
        found = Some(found.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit).min(WIDEST));
        *rest = behind;
    }
    found
}

/// `1.5e+03`, the exponent having at least two digits.
fn exponent(size: f64, places: usize) -> String {
    let text = format!("{size:.places$e}");
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}
