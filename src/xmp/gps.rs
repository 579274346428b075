//! Coordinates: XMP's `48,8.82N` and ExifTool's `48 deg 8' 49.20" N`.

use crate::printed;
use std::fmt::{self, Write};

/// The degrees of a coordinate as XMP writes it [XMP part 2, 2.6 `GPSCoordinate`]: `DDD,MM,SSk` or `DDD,MM.mmk`, or
/// decimal degrees. `None` if the text contains no number.
pub(super) fn degrees(text: &str) -> Option<f64> {
    let mut numbers = numbers(text);
    let degrees = numbers.next()?;
    let minutes = numbers.next().unwrap_or_default();
    let seconds = numbers.next().unwrap_or_default();
    let sum = degrees + (minutes + seconds / 60.0) / 60.0;
    if !sum.is_finite() {
        return None;
    }
    let is_negative = text.trim_end().ends_with(['S', 's', 'W', 'w']);
    Some(if is_negative { -sum } else { sum })
}

/// Writes degrees, minutes and seconds (to hundredths) with the hemisphere.
pub(super) fn write(out: &mut impl Write, degrees: f64, is_latitude: bool) -> fmt::Result {
    let hemisphere = match (is_latitude, degrees < 0.0) {
        (true, false) => 'N',
        (true, true) => 'S',
        (false, false) => 'E',
        (false, true) => 'W',
    };
    printed::degrees(out, degrees.abs())?;
    write!(out, " {hemisphere}")
}

/// The decimal numbers in a text, whatever separates them.
fn numbers(text: &str) -> impl Iterator<Item = f64> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(|letter: char| letter.is_ascii_digit())?;
            // A sign or a point before the digits belongs to the number.
            let before = rest.get(..start)?;
            let lead = before.len() - before.trim_end_matches('.').trim_end_matches(['+', '-']).len();
            let from = start - lead.min(2);
            let tail = rest.get(start..)?;
            let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
            let has_point = before.ends_with('.');
            let fraction = match tail.get(digits..)?.strip_prefix('.') {
                Some(tail) if !has_point => 1 + tail.bytes().take_while(u8::is_ascii_digit).count(),
                _ => 0,
            };
            let number = rest.get(from..start + digits + fraction)?;
            rest = rest.get(start + digits + fraction..)?;
            if let Ok(number) = number.parse() {
                return Some(number);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates() {
        for (text, value, shown) in [
            ("48,8.82N", 48.147, "48 deg 8' 49.20\" N"),
            ("48,8,49.2S", -48.147, "48 deg 8' 49.20\" S"),
            ("-48.5", -48.5, "48 deg 30' 0.00\" S"),
            ("48,8.999999N", 48.149_999_983_333_33, "48 deg 9' 0.00\" N"),
            ("48,59.99999999N", 48.999_999_999_833_3, "49 deg 0' 0.00\" N"),
            ("48 deg 8' 49.20\" N", 48.147, "48 deg 8' 49.20\" N"),
            (".5", 0.5, "0 deg 30' 0.00\" N"),
        ] {
            let found = degrees(text).unwrap();
            assert!((found - value).abs() < 1e-9, "{text}: {found}");
            let mut out = String::new();
            write(&mut out, found, true).unwrap();
            assert_eq!(out, shown);
        }
        assert_eq!(degrees("north"), None);
        assert_eq!(degrees(""), None);
    }
}
