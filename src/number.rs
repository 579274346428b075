//! Numbers as ExifTool prints them: C's `%.15g`, and fractions rounded to ten significant digits.

use serde::Serializer;
use std::fmt::{self, Write};

/// Writes `number` as C's `%.{digits}g` does: the shortest of plain and exponent form, no trailing zeros.
pub fn write_g(out: &mut impl Write, number: f64, digits: usize) -> fmt::Result {
    if number.is_nan() {
        return out.write_str("undef");
    }
    if number.is_infinite() {
        return out.write_str(if number > 0.0 { "inf" } else { "-inf" });
    }
    if let Some(whole) = whole(number, digits) {
        return write!(out, "{whole}");
    }
    if let Some(shortest) = shortest(number, digits) {
        return out.write_str(&shortest);
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

/// `number` as text, in the form of [`write_g`].
pub fn g(number: f64, digits: usize) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_g(&mut out, number, digits);
    out
}

/// `number` rounded to `digits` significant digits.
pub fn round_to(number: f64, digits: usize) -> f64 {
    if whole(number, digits).is_some() || shortest(number, digits).is_some() {
        return number;
    }
    // Below the normal numbers fewer digits are told apart, so that rounding twice would give another number; near the
    // largest one, rounding up would leave the numbers.
    let rounded = || format!("{number:.*e}", digits.saturating_sub(1)).parse().ok();
    if number.is_subnormal() { number } else { rounded().filter(|n: &f64| n.is_finite()).unwrap_or(number) }
}

/// The shortest text that reads back as the number, where it needs no exponent and no more than `digits` digits: then
/// rounding to so many digits changes nothing, and C writes the same.
fn shortest(number: f64, digits: usize) -> Option<String> {
    if !(1e-4..1e10).contains(&number.abs()) {
        return None;
    }
    let text = number.to_string();
    let significant = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    (significant <= digits).then_some(text)
}

/// The number as an integer, where it is one that `digits` digits show in full.
#[allow(clippy::cast_possible_truncation)] // checked against 10^15 first
pub fn whole(number: f64, digits: usize) -> Option<i64> {
    let bound = 10f64.powi(i32::try_from(digits.min(15)).unwrap_or(15));
    (number.abs() < bound && number.fract() == 0.0 && !(number == 0.0 && number.is_sign_negative()))
        .then_some(number as i64)
}

/// Writes a JSON number with the digits of `%.15g`; what JSON has no number for becomes text.
pub fn serialize<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    if let Some(whole) = whole(number, 15) {
        return serializer.serialize_i64(whole);
    }
    if !number.is_finite() {
        return serializer.serialize_str(&g(number, 15));
    }
    serializer.serialize_f64(round_to(number, 15))
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

    #[test]
    fn the_smallest_and_the_largest_numbers_are_rounded_to_numbers_that_stay() {
        for number in [9.625_334_271_333_23e-310, f64::MIN_POSITIVE / 3.0, f64::MAX, f64::MIN, 5e-324] {
            let once = round_to(number, 15);
            assert!(once.is_finite(), "{number:e}");
            assert_eq!(round_to(once, 15).to_bits(), once.to_bits(), "{number:e}");
        }
    }
}
