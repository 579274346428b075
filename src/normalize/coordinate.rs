//! Coordinates in XMP's form, followed by the hemisphere: `48,8.82N`, `48,8,49.2S` [XMP part 2, 2.6 `GPSCoordinate`].
//! Also those of other writers, who use decimal degrees, or a decimal comma.

use std::fmt::Write;

/// A coordinate read from a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Coordinate {
    /// Signed: south and west are below 0.
    pub degrees: f64,
    /// Whether a comma between degrees and minutes had to be read as a decimal comma.
    pub is_mended: bool,
}

/// A number as written, and the text between it and the previous number.
#[derive(Clone, Copy)]
struct Part<'t> {
    before: &'t str,
    whole: &'t str,
    fraction: &'t str,
}

/// Reads a coordinate; `None` if the text is not one, or is ambiguous.
///
/// Minutes and seconds have at most two digits and are below 60. If the last number does not meet that, the comma
/// before it is a decimal comma: `43,0764` is 43.0764 degrees, and `48,8,82N` has 8.82 minutes.
pub(super) fn parse(text: &str) -> Option<Coordinate> {
    let text = text.trim_matches([' ', '\0']);
    if let Some(degrees) = text.parse().ok().filter(|degrees: &f64| degrees.is_finite()) {
        return Some(Coordinate { degrees: degrees + 0.0, is_mended: false });
    }
    let mut parts = [None; 5];
    for (place, part) in Numbers(text).enumerate() {
        *parts.get_mut(place)? = Some(part);
    }
    let (size, is_mended) = match parts {
        [Some(only), None, ..] => (only.number()?, false),
        [Some(degrees), Some(last), None, ..] => match degrees.with(last) {
            Some(size) => (size, false),
            None => (degrees.joined(last)?, true),
        },
        [Some(degrees), Some(minutes), Some(last), None, ..] => match minutes.with(last) {
            Some(minutes_and) if minutes.is_sixtieth() => (degrees.and(minutes_and)?, false),
            _ => (degrees.and(minutes.joined(last).filter(|_| minutes.is_sixtieth())?)?, true),
        },
        [Some(degrees), Some(minutes), Some(seconds), Some(last), None] => {
            let seconds_and = seconds.joined(last).filter(|_| seconds.is_sixtieth())?;
            (degrees.and(minutes.and(seconds_and).filter(|_| minutes.is_sixtieth())?)?, true)
        }
        _ => return None,
    };
    let lead = parts.first().copied().flatten()?.before;
    let is_negative = lead.ends_with('-') || is_south_or_west(text);
    // Adding 0 turns -0 into 0.
    Some(Coordinate { degrees: if is_negative { -size + 0.0 } else { size }, is_mended })
}

/// The coordinate in XMP's form, with up to eight decimals of a minute.
pub(super) fn write(degrees: f64, is_latitude: bool) -> String {
    let hemisphere = match (is_latitude, degrees < 0.0) {
        (true, false) => 'N',
        (true, true) => 'S',
        (false, false) => 'E',
        (false, true) => 'W',
    };
    let mut whole = degrees.abs().trunc();
    let mut minutes = format!("{:.8}", (degrees.abs() - whole) * 60.0);
    if minutes.starts_with("60") {
        whole += 1.0;
        minutes.clear();
        minutes.push_str("0.0");
    }
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write!(out, "{whole:.0},{}{hemisphere}", minutes.trim_end_matches('0').trim_end_matches('.'));
    out
}

fn is_south_or_west(text: &str) -> bool {
    const LETTERS: [char; 4] = ['S', 's', 'W', 'w'];
    text.ends_with(LETTERS) || text.starts_with(LETTERS)
}

impl Part<'_> {
    fn number(self) -> Option<f64> {
        let text = if self.fraction.is_empty() {
            self.whole.to_owned()
        } else {
            format!("{}.{}", self.whole, self.fraction)
        };
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether the number can be minutes or seconds.
    fn is_sixtieth(self) -> bool {
        self.whole.len() <= 2 && self.number().is_some_and(|number| number < 60.0)
    }

    /// The number plus sixtieths. Only an integer can have them.
    fn and(self, sixtieths: f64) -> Option<f64> {
        let number = self.number()?;
        (number.fract() == 0.0 || sixtieths == 0.0).then_some(number + sixtieths / 60.0)
    }

    /// The number plus these minutes or seconds.
    fn with(self, sixtieths: Self) -> Option<f64> {
        self.and(sixtieths.number().filter(|_| sixtieths.is_sixtieth())?)
    }

    /// The number with these decimals after its decimal comma.
    fn joined(self, decimals: Self) -> Option<f64> {
        let is_plain = self.fraction.is_empty() && decimals.fraction.is_empty() && decimals.before == ",";
        is_plain.then_some(Self { fraction: decimals.whole, ..self }).and_then(Self::number)
    }
}

/// The decimal numbers in a text.
struct Numbers<'t>(&'t str);

impl<'t> Iterator for Numbers<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (before, rest) = self.0.split_at_checked(self.0.find(|letter: char| letter.is_ascii_digit())?)?;
        let (whole, rest) = rest.split_at_checked(digits(rest))?;
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(after) => after.split_at_checked(digits(after))?,
            None => ("", rest),
        };
        self.0 = rest;
        Some(Part { before, whole, fraction })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_xmp_and_of_others() {
        for (text, degrees) in [
            ("48,8.82N", 48.147),
            ("48,8,49.2S", -48.147),
            ("48,8,49.2", 48.147),
            ("-48,8.82", -48.147),
            ("-48,8.82S", -48.147),
            ("48 deg 8' 49.20\" S", -48.147),
            ("-48.5", -48.5),
            ("48.5W", -48.5),
            ("S 48.5", -48.5),
            ("-0,30N", -0.5),
            ("48,59.9999N", 48.999_998_333_333_3),
            ("048,08.82N", 48.147),
            ("43.5,0,0N", 43.5),
            ("1e1", 10.0),
        ] {
            let found = parse(text).unwrap();
            assert!((found.degrees - degrees).abs() < 1e-9, "{text}: {}", found.degrees);
            assert!(!found.is_mended, "{text}");
        }
    }

    #[test]
    fn a_decimal_comma_is_told_by_what_follows_it() {
        for (text, degrees) in [
            ("43,0764", 43.0764),
            ("-43,0764", -43.0764),
            ("43,0764S", -43.0764),
            ("43,60N", 43.6),
            ("43,001N", 43.001),
            ("48,8,82N", 48.147),
            ("48,8,49,2S", -48.147),
        ] {
            let found = parse(text).unwrap();
            assert!((found.degrees - degrees).abs() < 1e-9, "{text}: {}", found.degrees);
            assert!(found.is_mended, "{text}");
        }
    }

    #[test]
    fn what_is_none_or_not_plain() {
        for text in
            ["", "north", "48,75,12N", "48 75", "43.5,30N", "48,8,9,10,11", "1,2,3,4,5,6", "48;75", "NaN"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn no_zero_is_negative() {
        for text in ["0,0S", "-0", "0W", "0,0,0.0S"] {
            assert!(parse(text).unwrap().degrees.is_sign_positive(), "{text}");
        }
    }

    #[test]
    fn written_as_xmp_does() {
        assert_eq!(write(43.0764, true), "43,4.584N");
        assert_eq!(write(-48.147, false), "48,8.82W");
        assert_eq!(write(-12.999_999_999_99, true), "13,0S");
    }
}
