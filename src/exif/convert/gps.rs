//! GPS positions and times [EXIF30 4.6.7].

use super::printed::{Printed, made, whole};
use crate::exif::value::{Field, leading};
use crate::number;
use crate::printed;
use crate::tag::Value;
use std::fmt::{self, Write};

/// Degrees, minutes and seconds: `48 deg 8' 49.20"`. The raw form is in degrees.
pub(in crate::exif) fn coordinate<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let Some([degrees, minutes, seconds]) = coordinate_parts(field) else { return Some(Printed::text("")) };
    let total = degrees + minutes / 60.0 + seconds / 3600.0;
    if !total.is_finite() {
        return Some(Printed::text(""));
    }
    let text = made(field, |out| printed::degrees(out, total));
    Some(Printed::pair(text, Value::Real(total)))
}

/// The first three numbers without their signs. `None` if there are none, or if one of them is not a number.
fn coordinate_parts(field: &Field<'_>) -> Option<[f64; 3]> {
    let mut parts = [0.0; 3];
    if field.field_type().is_text() {
        let text = field.text();
        let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|part| !part.is_empty());
        let mut found = false;
        for (part, number) in parts.iter_mut().zip(numbers) {
            *part = leading(number);
            found = true;
        }
        return found.then_some(parts);
    }
    if field.count() == 0 || field.numbers().any(|number| number.as_f64().is_none()) {
        return None;
    }
    for (part, number) in parts.iter_mut().zip(field.numbers()) {
        *part = number.as_f64()?.abs();
    }
    Some(parts)
}

/// Hours, minutes and seconds, with at most six decimals: `14:28:17.24`.
pub(in crate::exif) fn time_stamp<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let mut parts = [0.0; 3];
    if field.field_type().is_text() {
        for (part, text) in parts.iter_mut().zip(field.text().split_ascii_whitespace()) {
            *part = leading(text);
        }
    } else {
        for (part, number) in parts.iter_mut().zip(field.numbers()) {
            *part = number.as_f64().unwrap_or_default();
        }
    }
    let [hours, minutes, seconds] = parts;
    let total = (hours * 60.0 + minutes) * 60.0 + seconds;
    let mut hours = (total / 3600.0).trunc();
    let mut minutes = (total / 60.0 - hours * 60.0).trunc();
    let mut seconds = number::round_to(total - (hours * 60.0 + minutes) * 60.0, 15);
    // 59.9999999999 would be printed as 60.
    if seconds >= 59.999_999_999_5 {
        seconds = 0.0;
        minutes += 1.0;
        if minutes >= 60.0 {
            minutes = 0.0;
            hours += 1.0;
        }
    }
    let text = |digits| made(field, |out| write_time(out, hours, minutes, seconds, digits));
    Some(Printed::pair(text(6), Value::text(text(9))).computed_of(field))
}

fn write_time(out: &mut impl Write, hours: f64, minutes: f64, seconds: f64, digits: usize) -> fmt::Result {
    write!(out, "{:02}:{:02}:", whole(hours), whole(minutes))?;
    if seconds.fract() == 0.0 {
        return write!(out, "{:02}", whole(seconds));
    }
    let text = format!("{seconds:0width$.digits$}", width = digits + 3);
    out.write_str(text.trim_end_matches('0').trim_end_matches('.'))
}

/// A date. Separators other than colons are replaced.
pub(in crate::exif) fn date_stamp<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let text = field.text();
    let mut digits = text.bytes().filter(u8::is_ascii_digit);
    let is_date = match text.as_bytes() {
        [_, _, _, _, _, _, _, _] => text.bytes().all(|b| b.is_ascii_digit()),
        [_, _, _, _, a, _, _, b, _, _] => {
            !a.is_ascii_digit() && !b.is_ascii_digit() && digits.clone().count() == 8
        }
        _ => false,
    };
    if !is_date || text.as_bytes().get(4) == Some(&b':') && text.as_bytes().get(7) == Some(&b':') {
        return Some(Printed::text(text));
    }
    let text = made(field, |out| {
        for index in 0..8 {
            if index == 4 || index == 6 {
                out.push(':');
            }
            out.extend(digits.next().map(char::from));
        }
        Ok(())
    });
    Some(Printed::text(text))
}
