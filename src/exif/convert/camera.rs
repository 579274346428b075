//! Exposure, lens and other quantities [EXIF30 4.6.6].

use super::printed::{Printed, made};
use crate::exif::value::Field;
use crate::number::write_fixed;
use crate::printed;
use crate::tag::Value;
use std::fmt::Write;

/// Exposure time in seconds: `1/160`, `2.5`.
pub(in crate::exif) fn exposure_time<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let Some(seconds) = field.float() else { return Some(Printed::same(raw)) };
    Some(Printed::pair(made(field, |out| printed::seconds(out, seconds)), raw))
}

/// Stored as the base-2 logarithm of 1/seconds; shown in seconds.
pub(in crate::exif) fn shutter_speed<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let seconds = match field.float() {
        Some(apex) if apex.abs() < 100.0 => (-apex).exp2(),
        _ => 0.0,
    };
    let text = made(field, |out| printed::seconds(out, seconds));
    Some(Printed::pair(text, Value::Real(seconds)).computed_of(field))
}

/// The f-number with one decimal, or with two if it is below 1.
pub(in crate::exif) fn f_number<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let Some(number) = field.float().filter(|number| *number > 0.0) else { return Some(Printed::same(raw)) };
    Some(Printed::pair(made(field, |out| printed::f_number(out, number)), raw))
}

/// Stored as the base-√2 logarithm of the f-number; shown as the f-number.
pub(in crate::exif) fn aperture<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let number = (field.leading() / 2.0).exp2();
    if !number.is_finite() {
        return Some(Printed::text("Inf"));
    }
    let text = made(field, |out| write_fixed(out, number, 1));
    Some(Printed::pair(text, Value::Real(number)).computed_of(field))
}

/// Exposure steps as a fraction: `+1/3`.
pub(in crate::exif) fn exposure_compensation<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let steps = field.leading();
    let raw = field.stored();
    if steps.is_infinite() {
        return Some(Printed::pair("+Inf", raw));
    }
    if steps == 0.0 {
        return Some(Printed { value: Value::Int(0), raw: Some(raw), stored: None, charset: None });
    }
    let text = made(field, |out| printed::steps(out, steps));
    Some(Printed::pair(text, raw))
}

/// A length in metres; `inf` and `undef` have no unit.
pub(in crate::exif) fn metres<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    match raw {
        Value::Rational { den: 0, .. } => Some(Printed::same(raw)),
        _ => with_unit(field, raw, "m"),
    }
}

/// A length in metres, with the unit after any value.
pub(in crate::exif) fn whole_metres<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    with_unit(field, field.stored(), "m")
}

/// A focal length as stored, in millimetres.
pub(in crate::exif) fn whole_millimetres<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    with_unit(field, field.stored(), "mm")
}

/// A temperature in degrees Celsius.
pub(in crate::exif) fn celsius<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    with_unit(field, field.stored(), "C")
}

fn with_unit<'a>(field: &Field<'a>, raw: Value<'a>, unit: &str) -> Option<Printed<'a>> {
    Some(Printed::pair(made(field, |out| write!(out, "{raw} {unit}")), raw))
}

/// A focal length with one decimal.
pub(in crate::exif) fn millimetres<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let length = field.leading();
    let in_millimetres = |out: &mut bumpalo::collections::String<'a>| {
        write_fixed(out, length, 1)?;
        out.write_str(" mm")
    };
    let text = if length.is_infinite() { "Inf mm" } else { made(field, in_millimetres) };
    Some(Printed::pair(text, field.stored()))
}

/// Sensitivities, separated by commas.
pub(in crate::exif) fn iso<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let Value::Text(text) = &raw else { return Some(Printed::same(raw)) };
    if !text.contains(|c: char| c.is_ascii_whitespace()) {
        return Some(Printed::same(raw));
    }
    let text = made(field, |out| {
        let mut in_gap = false;
        for c in text.chars() {
            match c.is_ascii_whitespace() {
                false => out.push(c),
                true if !in_gap => out.push_str(", "),
                true => {}
            }
            in_gap = c.is_ascii_whitespace();
        }
        Ok(())
    });
    Some(Printed::pair(text, raw))
}

/// The shortest and the longest focal length, and the f-numbers there: `24-70mm f/2.8-4`
/// [EXIF30 4.6.6 `LensSpecification`].
pub(in crate::exif) fn lens_info<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    let mut numbers = field.numbers();
    let (4, Some(short), Some(long), Some(wide), Some(narrow)) =
        (field.count(), numbers.next(), numbers.next(), numbers.next(), numbers.next())
    else {
        return Some(Printed::same(raw));
    };
    let four = [short, long, wide, narrow].map(|number| number.as_f64());
    let text = made(field, |out| printed::lens(out, four));
    Some(Printed::pair(text, raw))
}

/// The exposure times of a composite image: seven sums and extremes, two counts, then the individual times
/// [EXIF30 4.6.6 `SourceExposureTimesOfCompositeImage`].
pub(in crate::exif) fn composite_exposure_times<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    /// The size of the sums, and the size including the counts.
    const SUMS: usize = 56;
    const COUNTS: usize = 60;
    let (bytes, order) = (field.bytes(), field.order());
    let mut shown = String::new();
    let mut stored = String::new();
    let mut at = 0;
    loop {
        let value = if (SUMS..COUNTS).contains(&at) {
            let value = bytes.u16(at, order).map(|count| Value::Int(count.into()));
            at += 2;
            value
        } else {
            let value = bytes.u32(at, order).zip(bytes.u32(at + 4, order));
            at += 8;
            value.map(|(num, den)| Value::Rational { num: num.into(), den: den.into() })
        };
        let Some(value) = value else { break };
        for out in [&mut shown, &mut stored] {
            if !out.is_empty() {
                out.push(' ');
            }
        }
        // Writing to a string cannot fail.
        let _ = write!(stored, "{value}");
        let _ = match value.as_f64() {
            Some(seconds) => printed::seconds(&mut shown, seconds),
            None => write!(shown, "{value}"),
        };
    }
    let cx = field.cx();
    Some(Printed::pair(cx.text(&shown), Value::text(cx.text(&stored))))
}

/// Frames per second, with three digits.
pub(in crate::exif) fn frame_rate<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let rate = field.leading();
    if rate.is_infinite() {
        return Some(Printed::pair("Inf", field.stored()));
    }
    let rate = (rate * 1000.0 + 0.5).trunc() / 1000.0;
    Some(Printed { value: Value::Real(rate), raw: Some(field.stored()), stored: None, charset: None })
}

/// T-stops with two digits.
pub(in crate::exif) fn t_stop<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let text = made(field, |out| {
        if field.count() < 2 {
            return write!(out, "{:.2}", field.leading());
        }
        for (index, number) in field.numbers().enumerate() {
            let separator = if index > 0 { "-" } else { "" };
            write!(out, "{separator}{:.2}", number.as_f64().unwrap_or_default())?;
        }
        Ok(())
    });
    Some(Printed::pair(text, field.stored()))
}
