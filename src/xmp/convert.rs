//! Text → value: the types of XMP [XMP part 1, 8.2] and the forms in which ExifTool prints them.

use super::gps;
use super::vocabulary::{self, Kind, Print, Property};
use crate::context::Context;
use crate::printed;
use crate::tag::{Tag, Value};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeSliceError, Engine, alphabet};
use std::borrow::Cow;
use std::fmt::{self, Write};

/// The forms of a value.
pub(super) struct Forms<'a> {
    /// The printed form.
    pub value: Value<'a>,
    /// The stored form in ExifTool's terms (`-n`), if it differs.
    pub raw: Option<Value<'a>>,
    /// The packet's own text, if both other forms are computed from it.
    pub stored: Option<Value<'a>>,
}

impl<'a> Forms<'a> {
    fn same(value: Value<'a>) -> Self {
        Self { value, raw: None, stored: None }
    }
}

/// The value of a property in its forms.
pub(super) fn value<'a>(text: &'a str, property: Option<&Property>, cx: &'a Context<'a>) -> Forms<'a> {
    let Some(property) = property else { return Forms::same(guessed(text, cx)) };
    let raw = match property.kind {
        Kind::LangAlt => return Forms::same(Value::text(text)),
        Kind::Text => truth(text).map_or(Value::text(text), Value::text),
        Kind::Number => number(text),
        Kind::Rational => rational(text).unwrap_or_else(|| number(text)),
        Kind::Boolean => truth(text).map_or_else(|| number(text), Value::text),
        Kind::Date => date(text, cx).or_else(|| truth(text)).map_or(Value::text(text), Value::text),
        Kind::Binary => return Forms::same(Value::Binary(Cow::Borrowed(text.as_bytes()))),
        // The object shows binary data only by its length, so nothing needs to be decoded.
        Kind::Base64 if !cx.shows_tags => return Forms::same(Value::Unread(text.len() as u64)),
        Kind::Base64 => return Forms::same(Value::Binary(base64(text, cx))),
    };
    let is_place = matches!(property.print, Print::Latitude | Print::Longitude | Print::Altitude);
    let is_fraction = property.kind == Kind::Rational && !property.list;
    let stored = (is_place || is_fraction).then_some(Value::text(text));
    if property.print == Print::Plain {
        return Forms { value: raw, raw: None, stored };
    }
    let (value, raw) = forms(text, raw, property, cx);
    Forms { raw: (value != raw).then_some(raw), value, stored }
}

/// Completes a tag whose items are printed together.
pub(super) fn whole(tag: &mut Tag<'_>, print: Print) {
    match print {
        Print::LensInfo => lens_info(tag),
        Print::SubSampling => {
            let key = joined(&tag.value);
            let text = match vocabulary::named("YCbCrSubSampling", &key) {
                Some(text) => Cow::Borrowed(text),
                None => Cow::Owned(format!("Unknown ({key})")),
            };
            tag.raw = Some(std::mem::replace(&mut tag.value, Value::Text(text)));
        }
        _ => {}
    }
}

/// The value of an unknown property. Only fractions, dates with a time and booleans are recognised.
fn guessed<'a>(text: &'a str, cx: &'a Context<'a>) -> Value<'a> {
    let Some(first) = text.bytes().next() else { return Value::text(text) };
    if first.is_ascii_digit() || first == b'-' {
        return rational(text).or_else(|| timestamp(text, cx).map(Value::text)).unwrap_or(Value::text(text));
    }
    truth(text).map_or(Value::text(text), Value::text)
}

fn truth(text: &str) -> Option<&'static str> {
    match text.len() {
        4 if text.eq_ignore_ascii_case("true") => Some("True"),
        5 if text.eq_ignore_ascii_case("false") => Some("False"),
        _ => None,
    }
}

/// The number in the text if it is written back unchanged, otherwise the text: people mean something by `+1`, `007`
/// and `1.50`, and no digit may be lost.
fn number(text: &str) -> Value<'_> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    if !is_plain(whole) || (whole.len() > 1 && whole.starts_with('0')) {
        return truth(text).map_or(Value::text(text), Value::text);
    }
    let number = match fraction {
        // ExifTool prints longer ones as text, because JSON readers may round them.
        None if digits.len() <= 15 && text != "-0" => text.parse().ok().map(Value::Int),
        // The decimals that `%.15g` writes without an exponent.
        Some(fraction) if is_plain(fraction) && !fraction.ends_with('0') => {
            let significant = match whole {
                "0" => fraction.trim_start_matches('0').len(),
                _ => whole.len() + fraction.len(),
            };
            let is_small = whole == "0" && fraction.starts_with("0000");
            let number = (significant <= 15 && !is_small).then(|| text.parse().ok()).flatten();
            number.filter(|number: &f64| number.is_finite()).map(Value::Real)
        }
        _ => None,
    };
    number.unwrap_or(Value::text(text))
}

/// The quotient of a fraction.
fn rational<'a>(text: &str) -> Option<Value<'a>> {
    let (num, den) = text.split_once('/')?;
    let is_whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_whole(num.strip_prefix('-').unwrap_or(num)) || !is_whole(den.strip_prefix('-').unwrap_or(den)) {
        return None;
    }
    let (num, den): (f64, f64) = (num.parse().ok()?, den.parse().ok()?);
    Some(match (num, den) {
        (0.0, 0.0) => Value::text("undef"),
        (_, 0.0) => Value::text("inf"),
        // A fraction with so many digits that it overflows stays text.
        _ => Value::Real(Some(num / den).filter(|quotient| quotient.is_finite())?),
    })
}

/// A date in ExifTool's form; `None` if it already has that form.
fn date<'a>(text: &'a str, cx: &'a Context<'a>) -> Option<&'a str> {
    if let Some(text) = timestamp(text, cx) {
        return Some(text);
    }
    let has_year = text.bytes().take_while(u8::is_ascii_digit).count() >= 4;
    (has_year && text.contains('-')).then(|| {
        let letters = text.chars().map(|letter| if letter == '-' { ':' } else { letter });
        bumpalo::collections::String::from_iter_in(letters, cx.arena).into_bump_str() as &str
    })
}

/// A date with at least hours and minutes [XMP part 1, 8.2.1.2] in ExifTool's form.
fn timestamp<'a>(text: &str, cx: &'a Context<'a>) -> Option<&'a str> {
    const FORM: &[u8] = b"0000-00-00T00:00";
    let head = text.as_bytes().get(..FORM.len())?;
    let is_formed = head.iter().zip(FORM).all(|(&byte, &form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => byte == b'T' || byte == b' ',
        _ => byte == form,
    });
    if !is_formed {
        return None;
    }
    let rest = text.get(FORM.len()..)?;
    let has_seconds = matches!(rest.as_bytes(), [b':', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit());
    let (seconds, zone) = rest.split_at_checked(if has_seconds { 3 } else { 0 })?;
    let zone = zone.trim_ascii();
    if zone.contains(|letter: char| letter.is_ascii_whitespace()) {
        return None;
    }
    let mut out = bumpalo::collections::String::with_capacity_in(text.len(), cx.arena);
    for (at, letter) in text.chars().take(FORM.len()).enumerate() {
        out.push(match at {
            4 | 7 => ':',
            10 => ' ',
            _ => letter,
        });
    }
    out.push_str(seconds);
    out.push_str(zone);
    Some(out.into_bump_str())
}

/// The printed form, and the stored value, which some print forms compute.
fn forms<'a>(
    text: &'a str,
    stored: Value<'a>,
    property: &Property,
    cx: &'a Context<'a>,
) -> (Value<'a>, Value<'a>) {
    let date = |date: Option<String>, stored| {
        let date = date.map_or(stored, |date| own(&date, cx));
        (date.clone(), date)
    };
    match property.print {
        Print::Enumeration(index) => enumeration(text, stored, index, property.kind, cx),
        Print::ShutterSpeed => {
            let time = match stored.as_str() {
                Some("inf") => 0.0,
                _ => 1.0 / leading(text, &stored).exp2(),
            };
            (written(cx, |out| printed::seconds(out, time)), finite(time))
        }
        Print::Aperture => {
            if stored.as_str() == Some("inf") {
                return (Value::text("Inf"), stored);
            }
            let aperture = std::f64::consts::SQRT_2.powf(leading(text, &stored));
            (own(&format!("{aperture:.1}"), cx), finite(aperture))
        }
        Print::Latitude | Print::Longitude => match gps::degrees(text) {
            Some(degrees) => {
                let is_latitude = property.print == Print::Latitude;
                (written(cx, |out| gps::write(out, degrees, is_latitude)), Value::Real(degrees))
            }
            None => (Value::text(""), Value::text("")),
        },
        Print::PdfDate => date(pdf_date(text), stored),
        Print::Time => date(time(text), stored),
        Print::Seconds => date(stored.as_f64().and_then(|number| since_1970(number, false)), stored),
        Print::Milliseconds => date(stored.as_f64().and_then(|number| since_1970(number, true)), stored),
        print => (printed_form(text, &stored, print, cx), stored),
    }
}

/// The printed form, for print forms that leave the stored value unchanged.
fn printed_form<'a>(text: &'a str, stored: &Value<'a>, print: Print, cx: &'a Context<'a>) -> Value<'a> {
    let number = stored.as_f64();
    match print {
        Print::ExposureTime => {
            number.map_or_else(|| stored.clone(), |number| written(cx, |out| printed::seconds(out, number)))
        }
        Print::FNumber => match number {
            Some(number) if number > 0.0 => written(cx, |out| printed::f_number(out, number)),
            _ => stored.clone(),
        },
        Print::ExposureBias => match stored.as_str() {
            Some("inf") => Value::text("+Inf"),
            _ => written(cx, |out| printed::steps(out, leading(text, stored))),
        },
        Print::FocalLength => match stored.as_str() {
            Some("inf") => Value::text("Inf mm"),
            _ => own(&format!("{:.1} mm", leading(text, stored)), cx),
        },
        Print::Millimetres => own(&format!("{text} mm"), cx),
        Print::Metres => own(&format!("{stored} m"), cx),
        Print::Altitude => match stored.as_str() {
            Some("inf" | "undef") => stored.clone(),
            _ => own(&format!("{stored} m"), cx),
        },
        Print::LatitudeNumber | Print::LongitudeNumber if !text.is_empty() => {
            let is_latitude = print == Print::LatitudeNumber;
            written(cx, |out| gps::write(out, leading(text, stored), is_latitude))
        }
        Print::Version => match text.parse::<u32>() {
            Ok(number) => {
                let [a, b, c, d] = number.to_be_bytes();
                own(&format!("{a}.{b}.{c}.{d}"), cx)
            }
            Err(_) => stored.clone(),
        },
        Print::FocusDistance if number == Some(4_294_967_295.0) => Value::text("infinity"),
        Print::MediaSummary => own(&media_summary(text), cx),
        Print::Preferences => preferences(text).map_or_else(|| stored.clone(), |text| own(&text, cx)),
        // Printed as stored, or handled by `forms`.
        Print::Plain
        | Print::LensInfo
        | Print::SubSampling
        | Print::LatitudeNumber
        | Print::LongitudeNumber
        | Print::FocusDistance
        | Print::Enumeration(_)
        | Print::ShutterSpeed
        | Print::Aperture
        | Print::Latitude
        | Print::Longitude
        | Print::PdfDate
        | Print::Time
        | Print::Seconds
        | Print::Milliseconds => stored.clone(),
    }
}

/// The text of an enumeration's key, and the key.
fn enumeration<'a>(
    text: &'a str,
    stored: Value<'a>,
    index: u16,
    kind: Kind,
    cx: &'a Context<'a>,
) -> (Value<'a>, Value<'a>) {
    // PLUS writes its codes as URIs.
    let (text, stored) = match text.strip_prefix("http://ns.useplus.org/ldf/vocab/") {
        Some(code) => (code, Value::text(code)),
        None => (text, stored),
    };
    let printed = match vocabulary::enumerated(index, text) {
        Some(text) => Value::text(text),
        None if kind == Kind::Boolean => truth(text)
            .and_then(|truth| vocabulary::enumerated(index, truth))
            .map_or(stored.clone(), Value::text),
        None => own(&format!("Unknown ({text})"), cx),
    };
    (printed, vocabulary::shown_as(index, text).map_or(stored, number))
}

fn own<'a>(text: &str, cx: &'a Context<'a>) -> Value<'a> {
    Value::Text(Cow::Borrowed(cx.text(text)))
}

fn written<'a>(
    cx: &'a Context<'a>,
    write: impl FnOnce(&mut bumpalo::collections::String<'a>) -> fmt::Result,
) -> Value<'a> {
    let mut out = bumpalo::collections::String::new_in(cx.arena);
    // Writing to memory cannot fail.
    let _ = write(&mut out);
    Value::text(out.into_bump_str())
}

/// The stored number. Some writers store the printed text, `105.0 mm`: then use the number in it.
fn leading(text: &str, stored: &Value<'_>) -> f64 {
    stored.as_f64().or_else(|| leading_number(text)).unwrap_or_default()
}

/// A computed number; a value may only hold finite ones.
fn finite<'a>(number: f64) -> Value<'a> {
    if number.is_finite() { Value::Real(number) } else { Value::text("inf") }
}

/// A PLUS media summary, with the meaning after each code.
fn media_summary(text: &str) -> String {
    let named = |code: &str| vocabulary::named("MediaSummaryCode", code);
    // The codes are long, so writers wrap them.
    let mut code = text.to_ascii_uppercase();
    code.retain(|letter| !letter.is_ascii_whitespace());
    let Some(rest) = code.strip_prefix("|PLUS|") else {
        return named(text).map_or_else(|| text.to_ascii_uppercase(), str::to_owned);
    };
    // Writing to a string cannot fail.
    let mut out = "PLUS".to_owned();
    for part in rest.split('|') {
        let digits = part
            .get(1..)
            .filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
        match (part.as_bytes(), digits) {
            ([b'V', ..], Some(digits)) => {
                let version = digits.parse::<f64>().unwrap_or_default() / 100.0;
                let _ = write!(out, " {part} (LDF Version {version:.2})");
            }
            ([b'U', ..], Some(digits)) => {
                let _ = write!(out, " {part} ({} Media Usages:)", digits.trim_start_matches('0'));
            }
            _ => {
                let mut codes = part;
                while let Some((code, rest)) = codes.split_at_checked(4) {
                    codes = rest;
                    if let Some(meaning) = named(code) {
                        let _ = write!(out, " {code} ({meaning})");
                    } else if let [b'1', b'I', high @ b'A'..=b'Z', low @ b'A'..=b'Z'] = code.as_bytes() {
                        // Two letters encode the number of items.
                        let count = u32::from(high - b'A') * 26 + u32::from(low - b'A') + 1;
                        let _ = write!(out, "; {code} ({count} Usage Items:)");
                    }
                }
            }
        }
    }
    out
}

/// `D:20190102030405` in the form in which ExifTool prints dates.
fn pdf_date(text: &str) -> Option<String> {
    let digits = text.strip_prefix("D:").unwrap_or(text);
    let part = |from: usize, to: usize| {
        digits.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    Some(format!(
        "{}:{}:{} {}:{}:{}{}",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?,
        digits.get(14..)?.replace('\'', ":").trim_end_matches(':')
    ))
}

/// `062751-0500` with colons.
fn time(text: &str) -> Option<String> {
    let digits = |from: usize, to: usize| {
        text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let time = format!("{}:{}:{}", digits(0, 2)?, digits(2, 4)?, digits(4, 6)?);
    match text.get(6..)? {
        "" => Some(time),
        zone if zone.starts_with(['+', '-']) => {
            (zone.len() == 5).then_some(format!("{time}{}:{}", text.get(6..9)?, digits(9, 11)?))
        }
        _ => None,
    }
}

/// A date from seconds (or milliseconds if `is_fine`) since 1970.
fn since_1970(number: f64, is_fine: bool) -> Option<String> {
    if number == 0.0 {
        return Some("0000:00:00 00:00:00".to_owned());
    }
    // After the year 9999 it is not a date. This is also far below the range of the integer.
    if !(0.0..253_402_300_800_000.0).contains(&number) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // the range was checked
    let whole = number.round() as i64;
    let (milliseconds, form) = if is_fine {
        (whole, "%Y:%m:%d %H:%M:%S%.3f+00:00")
    } else {
        (whole.checked_mul(1000)?, "%Y:%m:%d %H:%M:%S")
    };
    Some(chrono::DateTime::from_timestamp_millis(milliseconds)?.format(form).to_string())
}

/// Photo Mechanic's preferences: `0:1:3:-00001`.
fn preferences(text: &str) -> Option<String> {
    let mut parts = text.split(':');
    let mut next = || parts.next().filter(|part| part.bytes().any(|byte| byte.is_ascii_digit()));
    let (tagged, class, rating, frame) = (next()?, next()?, next()?, next()?);
    Some(format!("Tagged:{tagged}, ColorClass:{class}, Rating:{rating}, FrameNum:{frame}"))
}

/// The number at the start of a text.
fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let mut length = text.starts_with(['+', '-']).into();
    let digits = |from: usize| text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    length += digits(length);
    if text.as_bytes().get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    text.get(..length)?.parse().ok()
}

/// The focal lengths and f-numbers of a lens, from a list of four or from one text with four numbers [EXIF30 4.6.5].
fn lens_info(tag: &mut Tag<'_>) {
    let text = joined(&tag.value);
    let numbers: Vec<String> = text
        .split(' ')
        .map(|number| rational(number).map_or_else(|| number.to_owned(), |number| number.to_string()))
        .collect();
    let stored = numbers.join(" ");
    let is_number = |text: &String| matches!(text.as_str(), "undef" | "inf") || text.parse::<f64>().is_ok();
    if numbers.len() != 4 || !numbers.iter().all(is_number) {
        tag.value = Value::Text(Cow::Owned(text));
        tag.raw = None;
        return;
    }
    let mut known = numbers.iter().map(|number| match number.as_str() {
        "undef" | "inf" => "?",
        number => number,
    });
    let mut next = || known.next().unwrap_or_default();
    let (short, long, wide, narrow) = (next(), next(), next(), next());
    let range = |from: &str, to: &str| if from == to { from.to_owned() } else { format!("{from}-{to}") };
    tag.value = Value::Text(Cow::Owned(format!("{}mm f/{}", range(short, long), range(wide, narrow))));
    tag.raw = Some(Value::Text(Cow::Owned(stored)));
}

fn joined(value: &Value<'_>) -> String {
    match value {
        Value::List(items) => items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        single => single.to_string(),
    }
}

/// Base64 that tolerates what real packets have: unused bits in the last character, and missing padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Decodes a base64 text [RFC 4648]; other characters are skipped.
fn base64<'a>(text: &str, cx: &'a Context<'a>) -> Cow<'a, [u8]> {
    if cx.spend(text.len() as u64).is_none() {
        return Cow::Borrowed(&[]);
    }
    let text = text.as_bytes();
    let text = text.get(..memchr::memchr(b'=', text).unwrap_or(text.len())).unwrap_or_default();
    let out = cx.arena.alloc_slice_fill_copy(text.len() / 4 * 3 + 3, 0u8);
    let count = decode_letters(text, out).unwrap_or_else(|_| {
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let letters: Vec<u8> = text.iter().copied().filter(is_letter).collect();
        // Only characters of the alphabet are left now.
        decode_letters(&letters, out).unwrap_or_default()
    });
    Cow::Borrowed(out.get(..count).unwrap_or_default())
}

/// Decodes characters of the alphabet, and returns the number of bytes. A single leftover character is not a whole
/// byte and is dropped.
fn decode_letters(letters: &[u8], out: &mut [u8]) -> Result<usize, DecodeSliceError> {
    let whole = letters.len() - usize::from(letters.len() % 4 == 1);
    BASE64.decode_slice(letters.get(..whole).unwrap_or_default(), out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn base64_is_read_letter_by_letter() {
        let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        for (text, bytes) in [
            ("", &b""[..]),
            ("Zm9vYmFy", b"foobar"),
            ("Zm9vYmE=", b"fooba"),
            ("Zm9vYg==", b"foob"),
            ("Zm9vYg", b"foob"),
            ("Zm9vY", b"foo"),
            // Unused bits in the last character, white space, invalid characters, and text after the padding.
            ("Zm9vYh==", b"foob"),
            (" Zm\n9v\r\n\tYm Fy ", b"foobar"),
            ("Zm9-vYmFyé", b"foobar"),
            ("Zm9v=YmFy", b"foo"),
            ("Z m\n9", b"fo"),
            ("+/+/", b"\xfb\xff\xbf"),
        ] {
            assert_eq!(base64(text, &cx).as_ref(), bytes, "{text:?}");
        }
    }
}
