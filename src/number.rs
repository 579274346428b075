//! Numbers as ExifTool prints them: C's `%.15g`, and fractions rounded to ten significant digits.

use std::fmt::{self, Write};

/// The powers of ten, each of which is exact as a float.
#[rustfmt::skip]
const POWERS: [f64; 20] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
];

/// The range of numbers that are handled here with integers; others are left to Rust's own formatting.
const COMMON: std::ops::Range<f64> = 1e-4..1e10;

/// Writes `number` as C's `%.{digits}g` does, with at most 15 digits: in plain or exponent form, whichever is
/// shorter, without trailing zeros.
pub fn write_g(out: &mut impl Write, number: f64, digits: usize) -> fmt::Result {
    if number.is_nan() {
        return out.write_str("undef");
    }
    if number.is_infinite() {
        return out.write_str(if number > 0.0 { "inf" } else { "-inf" });
    }
    if let Some(whole) = whole(number, digits) {
        return write_whole(out, whole);
    }
    if let Some(decimal) = Decimal::of(number, digits) {
        return decimal.write(out);
    }
    let scientific = format!("{number:.*e}", digits.saturating_sub(1));
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return out.write_str(&scientific) };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let limit = i32::try_from(digits).unwrap_or(i32::MAX);
    if (-4..limit).contains(&exponent) {
        let places = usize::try_from((limit - 1 - exponent).max(0)).unwrap_or_default();
        let plain = format!("{number:.places$}");
        return out.write_str(if plain.contains('.') {
            plain.trim_end_matches('0').trim_end_matches('.')
        } else {
            &plain
        });
    }
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "{mantissa}e{sign}{:02}", exponent.abs())
}

/// `number` as text, in the form of `write_g`.
pub fn g(number: f64, digits: usize) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_g(&mut out, number, digits);
    out
}

/// Whether [`write_g`] would write exactly `text`.
pub fn is_written(text: &str, number: f64, digits: usize) -> bool {
    /// The part of the text that has not been written yet.
    struct Rest<'t>(&'t str);
    impl Write for Rest<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
            Ok(())
        }
    }
    let mut rest = Rest(text);
    write_g(&mut rest, number, digits).is_ok() && rest.0.is_empty()
}

/// Writes a whole number.
pub fn write_whole(out: &mut impl Write, number: i64) -> fmt::Result {
    // Most numbers have one digit.
    if let Some(digit) = usize::try_from(number).ok().and_then(|number| "0123456789".get(number..=number)) {
        return out.write_str(digit);
    }
    out.write_str(Digits::of(number).as_str())
}

/// Passes the digits of a whole number on as bytes.
pub fn whole_bytes(number: i64, take: impl FnOnce(&[u8])) {
    take(Digits::of(number).as_bytes());
}

/// Writes `number` with `places` decimals, as `{:.places$}` does.
pub fn write_fixed(out: &mut impl Write, number: f64, places: usize) -> fmt::Result {
    match Decimal::fixed(number, places) {
        Some(decimal) => decimal.write(out),
        None => write!(out, "{number:.places$}"),
    }
}

/// `number` rounded to `digits` significant digits, at most 15.
pub fn round_to(number: f64, digits: usize) -> f64 {
    if whole(number, digits).is_some() {
        return number;
    }
    if let Some(rounded) = Decimal::of(number, digits).and_then(|decimal| decimal.number()) {
        return rounded;
    }
    // Subnormal numbers have fewer digits, so rounding twice would give another number; rounding up near the largest
    // number would overflow.
    let rounded = || format!("{number:.*e}", digits.saturating_sub(1)).parse().ok();
    if number.is_subnormal() { number } else { rounded().filter(|n: &f64| n.is_finite()).unwrap_or(number) }
}

/// The number with 15 digits in integer or plain decimal form; `None` if it has neither form, or is better left as
/// text.
pub fn plain(number: f64) -> Option<Plain> {
    let rounded = round_to(number, 15);
    match whole(rounded, 15) {
        Some(whole) => Some(Plain::Whole(whole)),
        None => COMMON.contains(&rounded.abs()).then_some(Plain::Real(rounded)),
    }
}

/// The number as JSON shows it, in 15 digits; `None` if JSON has no such number.
pub fn json(number: f64) -> Option<Plain> {
    match whole(number, 15) {
        Some(whole) => Some(Plain::Whole(whole)),
        None => number.is_finite().then(|| Plain::Real(round_to(number, 15))),
    }
}

/// The result of [`plain`] and [`json`].
pub enum Plain {
    Whole(i64),
    Real(f64),
}

/// The number as an integer, if `digits` digits show it exactly.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // checked against 10^15 too
pub fn whole(number: f64, digits: usize) -> Option<i64> {
    let bound = *POWERS.get(digits.min(15))?;
    let whole = number as i64;
    let is_whole = number.abs() < bound && whole as f64 == number;
    (is_whole && !(whole == 0 && number.is_sign_negative())).then_some(whole)
}

/// The integer nearest to `scaled`, a product that was rounded once; `None` if that rounding may decide the result.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // below 2^53
fn nearest(scaled: f64) -> Option<u64> {
    let below = scaled as u64;
    let off_half = scaled - below as f64 - 0.5;
    (off_half.abs() > scaled * f64::EPSILON).then_some(below + u64::from(off_half > 0.0))
}

/// A decimal number: 0.0125 has the digits 125 and 4 decimal places.
struct Decimal {
    is_negative: bool,
    digits: u64,
    places: usize,
}

impl Decimal {
    /// The number with exactly so many places, a half being rounded to the even digit; `None` if it has more digits
    /// than there is room for.
    ///
    /// A float is a whole number times a power of two. With the power of ten it is computed exactly.
    #[allow(clippy::cast_possible_truncation)] // the digits are checked
    fn fixed(number: f64, places: usize) -> Option<Self> {
        /// With more places the product below might not fit.
        const MOST: usize = 15;
        let bits = number.to_bits();
        let (exponent, fraction) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
        // The power of two of the lowest bit. Numbers from 2^53 on and numbers that are none are left to Rust.
        let down = 1075_u64.checked_sub(exponent.max(1))?;
        if places > MOST {
            return None;
        }
        let whole = if exponent == 0 { fraction } else { fraction | 1 << 52 };
        let scaled = u128::from(whole) * 10_u128.pow(u32::try_from(places).ok()?);
        // What is moved out of a number of less than 104 bits is less than a half.
        let digits = if down > 110 {
            0
        } else {
            let digits = scaled >> down;
            let rest = scaled & ((1 << down) - 1);
            let half = (1_u128 << down) >> 1;
            let is_up = down > 0 && (rest > half || (rest == half && digits & 1 == 1));
            u64::try_from(digits).ok()?.checked_add(is_up.into())?
        };
        Some(Self { is_negative: number.is_sign_negative(), digits, places })
    }

    /// The number with at most `most` digits, rounded if necessary, without trailing zeros; `None` if it is outside
    /// the common range.
    ///
    /// Two decimals of up to 15 digits never have the same nearest float. So a decimal whose quotient is the number
    /// is its shortest form, which rounding to that many digits leaves unchanged.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // below 2^53
    fn of(number: f64, most: usize) -> Option<Self> {
        let (size, is_negative) = (number.abs(), number.is_sign_negative());
        let bound = *POWERS.get(most.min(15))?;
        if !COMMON.contains(&size) {
            return None;
        }
        let mut last = None;
        for (power, places) in POWERS.iter().zip(0..) {
            let scaled = size * power;
            if scaled >= bound {
                break;
            }
            let digits = (scaled + 0.5) as u64;
            if digits as f64 / power == size && (digits as f64) < bound {
                return Some(Self { is_negative, digits, places });
            }
            last = Some((scaled, places));
        }
        let (scaled, mut places) = last?;
        // Rounding up to one more digit may require an exponent.
        let mut digits = nearest(scaled).filter(|digits| (*digits as f64) < bound)?;
        while places > 0 && digits % 10 == 0 {
            digits /= 10;
            places -= 1;
        }
        Some(Self { is_negative, digits, places })
    }

    #[allow(clippy::cast_precision_loss)] // at most 15 digits
    fn number(&self) -> Option<f64> {
        let size = self.digits as f64 / POWERS.get(self.places)?;
        Some(if self.is_negative { -size } else { size })
    }

    fn write(&self, out: &mut impl Write) -> fmt::Result {
        let mut text = Digits::new();
        let mut digits = self.digits;
        for _ in 0..self.places {
            digits = text.digit(digits);
        }
        if self.places > 0 {
            text.push(b'.');
        }
        text.whole(digits);
        if self.is_negative {
            text.push(b'-');
        }
        out.write_str(text.as_str())
    }
}

/// Digits, written from last to first. Most tags hold numbers, and `format!` costs several times as much.
struct Digits {
    bytes: [u8; Self::ROOM],
    start: usize,
}

impl Digits {
    /// The 20 digits of an integer, a point, 19 places and a sign.
    const ROOM: usize = 41;

    fn new() -> Self {
        Self { bytes: [0; Self::ROOM], start: Self::ROOM }
    }

    fn of(number: i64) -> Self {
        let mut text = Self::new();
        text.whole(number.unsigned_abs());
        if number < 0 {
            text.push(b'-');
        }
        text
    }

    fn push(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }

    /// Writes the last digit and returns the remaining ones.
    fn digit(&mut self, number: u64) -> u64 {
        self.push(b"0123456789".get((number % 10) as usize).copied().unwrap_or_default());
        number / 10
    }

    /// Writes all digits, at least one.
    fn whole(&mut self, mut number: u64) {
        loop {
            number = self.digit(number);
            if number == 0 {
                break;
            }
        }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_c_does() {
        for (number, digits, text) in [
            (72.0, 15, "72"),
            (0.1, 15, "0.1"),
            (1.0 / 3.0, 10, "0.3333333333"),
            (0.00001, 15, "1e-05"),
            (123_456_789_012_345_678.0, 15, "1.23456789012346e+17"),
            (4_438.356_164_383_56, 10, "4438.356164"),
            (-0.5, 15, "-0.5"),
            (1e-7, 3, "1e-07"),
            (100_000.0, 3, "1e+05"),
        ] {
            assert_eq!(g(number, digits), text);
        }
    }

    /// The result of Rust's own formatting, which is exact but slow.
    fn slowly(number: f64, digits: usize) -> String {
        let scientific = format!("{number:.*e}", digits - 1);
        let (mantissa, exponent) = scientific.split_once('e').unwrap();
        let exponent: i32 = exponent.parse().unwrap();
        let trimmed = |text: &str| {
            let zeros = if text.contains('.') { "0" } else { "" };
            let end = text.len() - text.chars().rev().take_while(|sign| zeros.contains(*sign)).count();
            text[..end].trim_end_matches('.').to_owned()
        };
        let limit = i32::try_from(digits).unwrap();
        if (-4..limit).contains(&exponent) {
            let places = usize::try_from(limit - 1 - exponent).unwrap();
            return trimmed(&format!("{number:.places$}"));
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs())
    }

    /// Numbers of every size, with few and with many digits, and their neighbours.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // random numbers
    fn numbers() -> Vec<f64> {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut numbers =
            vec![0.0, -0.0, 9_999_999_999.7, 999_999_999_999_999.9, 0.000_1, 1e10, 2.5, 0.125, 1e22];
        for _ in 0..3_000 {
            let mut whole = |most: u64| (next() % most) as f64;
            let fraction = whole(1_000_000) / (whole(10_000) + 1.0);
            let digits = 10f64.powf(whole(16)).floor();
            let short = whole(digits as u64 + 1) / 10f64.powf(whole(19)).floor();
            let halves = whole(1_000_000) / 1024.0;
            let any = f64::from_bits(next());
            for number in [fraction, short, any, halves] {
                if number.is_finite() {
                    numbers.extend([number, -number, number.next_up(), number.next_down()]);
                }
            }
        }
        numbers
    }

    #[test]
    fn digits_are_those_of_exact_formatting() {
        for number in numbers().into_iter().filter(|number| number.is_finite()) {
            for digits in [3, 10, 15] {
                let text = slowly(number, digits);
                assert_eq!(g(number, digits), text, "{number:e} in {digits}");
                assert!(
                    is_written(&text, number, digits) && !is_written(&format!("{text}0"), number, digits)
                );
                let rounded: f64 = format!("{number:.*e}", digits - 1).parse().unwrap();
                if number.is_normal() && rounded.is_finite() {
                    assert_eq!(
                        round_to(number, digits).to_bits(),
                        rounded.to_bits(),
                        "{number:e} to {digits}"
                    );
                }
            }
            for places in [0, 1, 2] {
                let mut text = String::new();
                write_fixed(&mut text, number, places).unwrap();
                assert_eq!(text, format!("{number:.places$}"), "{number:e}");
            }
        }
        for number in [0, 1, 9, -1, -9, 10, 1234, i64::MAX, i64::MIN] {
            let mut text = String::new();
            write_whole(&mut text, number).unwrap();
            assert_eq!(text, number.to_string());
        }
    }

    #[test]
    fn the_smallest_and_the_largest_numbers_are_rounded_to_numbers_that_stay() {
        for number in [9.625_334_271_333_23e-310, f64::MIN_POSITIVE / 3.0, f64::MAX, f64::MIN, 5e-324] {
            let once = round_to(number, 15);
            assert!(once.is_finite(), "{number:e}");
            assert_eq!(round_to(once, 15).to_bits(), once.to_bits(), "{number:e}");
        }
    }
}
