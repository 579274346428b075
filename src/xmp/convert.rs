//! From the text of a property to its value: as it is printed, as it is stored in ExifTool's terms, and where the
//! two differ from the packet's own text, that text.

use super::vocabulary::{Conversion, Kind, Property};
use crate::context::Context;
use crate::printed;
use crate::tag::Value;
use std::borrow::Cow;
use std::fmt::Write;

/// A value in its forms.
#[derive(Debug, PartialEq)]
pub(crate) struct Converted<'a> {
    pub value: Value<'a>,
    pub raw: Option<Value<'a>>,
    pub stored: Option<Value<'a>>,
}

impl<'a> Converted<'a> {
    fn same(value: Value<'a>) -> Self {
        Self { value, raw: None, stored: None }
    }

    fn pair(value: &'a str, raw: Value<'a>) -> Self {
        Self { value: Value::text(value), raw: Some(raw), stored: None }
    }
}

/// The value of a property of a known kind, or of an unknown one.
pub(crate) fn convert<'a>(
    text: Cow<'a, str>,
    property: Option<&'static Property>,
    cx: &'a Context<'a>,
) -> Converted<'a> {
    let Some(property) = property else { return Converted::same(guess(text, cx)) };
    if !property.values.is_empty() {
        return choice(text, property, cx);
    }
    if property.conversion != Conversion::None
        && let Some(converted) = quantity(&text, property.conversion, cx)
    {
        return converted;
    }
    Converted::same(match property.kind {
        Kind::Rational => fraction(&text).map_or_else(|| number(text), |parts| quotient(parts)),
        Kind::Date => date(&text, true, cx).unwrap_or(Value::Text(text)),
        Kind::Number => number(text),
        Kind::Boolean | Kind::Text | Kind::LangAlt => boolean(text),
    })
}

/// An unknown property is read for what it looks like: a fraction, a moment, or text.
fn guess<'a>(text: Cow<'a, str>, cx: &'a Context<'a>) -> Value<'a> {
    if let Some(parts) = fraction(&text) {
        return quotient(parts);
    }
    date(&text, false, cx).unwrap_or_else(|| boolean(text))
}

/// A choice: its word, or that it is none that is known. PLUS writes its values as addresses.
fn choice<'a>(text: Cow<'a, str>, property: &Property, cx: &'a Context<'a>) -> Converted<'a> {
    const PLUS: &str = "http://ns.useplus.org/ldf/vocab/";
    let text = match text.strip_prefix(PLUS) {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => text,
    };
    let raw = |text| if property.kind == Kind::Text { Value::Text(text) } else { number(text) };
    match property.word(&text) {
        Some(word) if word == text => Converted::same(Value::text(word)),
        Some("True") => Converted { value: Value::Bool(true), raw: None, stored: None },
        Some("False") => Converted { value: Value::Bool(false), raw: None, stored: None },
        Some(word) => Converted::pair(word, raw(text)),
        None if text.is_empty() => Converted::same(Value::Text(text)),
        None => Converted::pair(bumpalo::format!(in cx.arena, "Unknown ({})", text).into_bump_str(), raw(text)),
    }
}

/// A quantity with its unit; `None` where the text is no number, which is then shown as it is.
fn quantity<'a>(text: &str, conversion: Conversion, cx: &'a Context<'a>) -> Option<Converted<'a>> {
    let mut out = bumpalo::collections::String::new_in(cx.arena);
    if conversion == Conversion::Binary {
        return binary(text, cx);
    }
    if matches!(conversion, Conversion::Latitude | Conversion::Longitude) {
        return coordinate(text, conversion, cx);
    }
    if conversion == Conversion::LensInfo {
        let mut numbers = text.split_ascii_whitespace().map(fraction);
        let four: [Option<(f64, f64)>; 4] = std::array::from_fn(|_| numbers.next().flatten());
        if four.iter().any(Option::is_none) || numbers.next().is_some() {
            return None;
        }
        let four = four.map(|parts| parts.filter(|(_, den)| *den != 0.0).map(|(num, den)| num / den));
        printed::lens(&mut out, four).ok()?;
        let mut raw = bumpalo::collections::String::new_in(cx.arena);
        for (index, number) in four.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            match number {
                Some(number) => write!(raw, "{space}{}", crate::number::g(*number, 15)).ok()?,
                None => write!(raw, "{space}undef").ok()?,
            }
        }
        return Some(Converted::pair(out.into_bump_str(), Value::text(raw.into_bump_str())));
    }
    let value = match fraction(text) {
        Some((num, den)) if den == 0.0 => return Some(Converted::same(quotient((num, den)))),
        Some((num, den)) => num / den,
        None if is_lenient(conversion) => leading(text),
        None => text.trim().parse::<f64>().ok().filter(|number| number.is_finite())?,
    };
    let (written, raw) = match conversion {
        Conversion::Aperture => {
            let number = (value / 2.0).exp2();
            (write!(out, "{number:.1}"), number)
        }
        Conversion::ShutterSpeed => {
            let time = if value.abs() < 100.0 { (-value).exp2() } else { 0.0 };
            (printed::seconds(&mut out, time), time)
        }
        Conversion::ExposureTime => (printed::seconds(&mut out, value), value),
        Conversion::FNumber if value > 0.0 => (printed::f_number(&mut out, value), value),
        Conversion::FocalLength => (write!(out, "{value:.1} mm"), value),
        Conversion::Metres => (write!(out, "{} m", crate::number::g(value, 15)), value),
        Conversion::Mm => (write!(out, "{} mm", crate::number::g(value, 15)), value),
        Conversion::Fraction => (printed::steps(&mut out, value), value),
        // The largest number stands for infinity [EXIF30 4.6.6 SubjectDistance].
        Conversion::FocusDistance if value == 4_294_967_295.0 => (out.write_str("infinity"), value),
        Conversion::FocusDistance => (write!(out, "{}", crate::number::g(value, 15)), value),
        _ => return None,
    };
    written.ok()?;
    if !raw.is_finite() {
        return None;
    }
    Some(Converted::pair(out.into_bump_str(), Value::Real(raw)))
}

/// Whether writers have put units behind these numbers (`7.32 EV (1/159 sec.)`): what stands before them counts.
fn is_lenient(conversion: Conversion) -> bool {
    matches!(
        conversion,
        Conversion::Aperture | Conversion::ShutterSpeed | Conversion::FocalLength | Conversion::Fraction
    )
}

/// The number that a text begins with; 0 where it begins with none.
fn leading(text: &str) -> f64 {
    let text = text.trim_start();
    let is_part = |(at, c): (usize, char)| c.is_ascii_digit() || c == '.' || (at == 0 && matches!(c, '-' | '+'));
    let end = text.char_indices().find(|part| !is_part(*part)).map_or(text.len(), |(at, _)| at);
    text.get(..end).and_then(|number| number.parse().ok()).unwrap_or(0.0)
}

/// A coordinate: `48,8.82N`, `48,8,49.2N`, or signed degrees [XMP part 2, 1.2.3.3].
fn coordinate<'a>(text: &str, conversion: Conversion, cx: &'a Context<'a>) -> Option<Converted<'a>> {
    let trimmed = text.trim();
    let (number, reference) = match trimmed.char_indices().last()? {
        (at, reference @ ('N' | 'S' | 'E' | 'W' | 'n' | 's' | 'e' | 'w')) => {
            (trimmed.get(..at)?, Some(reference.to_ascii_uppercase()))
        }
        _ => (trimmed, None),
    };
    let mut parts = number.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse::<f64>().ok());
    let degrees = parts.next()??;
    let minutes = parts.next().map_or(Some(0.0), |part| part)?;
    let seconds = parts.next().map_or(Some(0.0), |part| part)?;
    if parts.next().is_some() {
        return None;
    }
    let size = degrees.abs() + minutes / 60.0 + seconds / 3600.0;
    let negative = degrees < 0.0 || matches!(reference, Some('S' | 'W'));
    let letter = match (conversion, negative) {
        (Conversion::Latitude, false) => 'N',
        (Conversion::Latitude, true) => 'S',
        (_, false) => 'E',
        (_, true) => 'W',
    };
    let mut out = bumpalo::collections::String::new_in(cx.arena);
    printed::degrees(&mut out, size).ok()?;
    write!(out, " {letter}").ok()?;
    let raw = Value::Real(if negative { -size } else { size });
    let stored = Some(Value::text(cx.text(text)));
    Some(Converted { value: Value::text(out.into_bump_str()), raw: Some(raw), stored })
}

/// Base64, of which only the length is shown.
fn binary<'a>(text: &str, cx: &'a Context<'a>) -> Option<Converted<'a>> {
    let digits = text.bytes().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).count();
    let size = digits / 4 * 3 + (digits % 4).saturating_sub(1);
    let note = bumpalo::format!(in cx.arena, "(Binary data {} bytes, use -b option to extract)", size);
    Some(Converted::same(Value::text(note.into_bump_str())))
}

fn boolean(text: Cow<'_, str>) -> Value<'_> {
    if text.eq_ignore_ascii_case("true") {
        Value::Bool(true)
    } else if text.eq_ignore_ascii_case("false") {
        Value::Bool(false)
    } else {
        Value::Text(text)
    }
}

/// A number where the text is one and writes back to the same text.
fn number(text: Cow<'_, str>) -> Value<'_> {
    if !text.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-') {
        return boolean(text);
    }
    if let Ok(number) = text.parse::<i64>()
        && number.to_string() == text
    {
        return Value::Int(number);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && crate::number::g(number, 15) == text => Value::Real(number),
        _ => Value::Text(text),
    }
}

/// The terms of a fraction of whole numbers.
fn fraction(text: &str) -> Option<(f64, f64)> {
    let (num, den) = text.split_once('/')?;
    let whole = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let valid = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| text.parse::<f64>().ok()).flatten()
    };
    Some((whole(num)?, whole(den)?))
}

fn quotient<'a>((num, den): (f64, f64)) -> Value<'a> {
    if den != 0.0 {
        Value::Real(num / den)
    } else if num == 0.0 {
        Value::text("undef")
    } else {
        Value::text("inf")
    }
}

/// A date in ExifTool's form: `2024-03-05T14:30:15+01:00` as `2024:03:05 14:30:15+01:00`. Of an unknown property
/// only what has a time counts.
fn date<'a>(text: &str, known: bool, cx: &'a Context<'a>) -> Option<Value<'a>> {
    let (day, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let mut out = bumpalo::collections::String::with_capacity_in(text.len(), cx.arena);
    let shape = day.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-' || b == b':',
        _ => b.is_ascii_digit(),
    });
    if !shape || !matches!(day.len(), 4 | 7 | 10) {
        return None;
    }
    if rest.is_empty() {
        if !known {
            return None;
        }
        out.extend(day.chars().map(|c| if c == '-' { ':' } else { c }));
        return Some(Value::text(out.into_bump_str()));
    }
    let time = rest.strip_prefix(['T', ' '])?;
    let minutes = time.get(..5)?;
    if !minutes.bytes().enumerate().all(|(at, b)| if at == 2 { b == b':' } else { b.is_ascii_digit() }) {
        return None;
    }
    out.extend(day.chars().map(|c| if c == '-' { ':' } else { c }));
    out.push(' ');
    let after = time.get(5..)?;
    out.push_str(minutes);
    out.extend(after.chars().filter(|c| !c.is_whitespace()));
    Some(Value::text(out.into_bump_str()))
}
