//! Coordinates and altitudes: signed numbers in the GPS fields, text in the fields of IPTC locations.

use super::coordinate::{self, Coordinate};
use super::input::Input;
use super::position::{self, Part};
use super::text::{excerpt, trimmed};
use super::unknown;
use crate::issue_code::IssueCode;
use crate::metadata::FieldValue;
use crate::tag::{Group, Tag, Value};
use std::ops::RangeInclusive;

/// Plausible altitudes in metres: from below the deepest sea to the edge of space.
const HEIGHTS: RangeInclusive<f64> = -12_000.0..=100_000.0;

/// The signed degrees of a coordinate in the field of this name.
pub(crate) fn coordinate(field: &str, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    if !position::is_whole(tag) {
        return degrees(tag, input);
    }
    let part = Part::of_field(field)?;
    let number = part.read(tag)?;
    let bound = if part == Part::Latitude { 90.0 } else { 180.0 };
    is_within_bound(number, bound, tag, input).then(|| signed(number, false))
}

/// The signed metres of an altitude in the field of this name.
pub(crate) fn altitude(field: &str, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    if !position::is_whole(tag) {
        return metres(tag, input);
    }
    let number = Part::of_field(field)?.read(tag)?;
    Some(signed(height(&Value::Real(number), false, tag, input)?, false))
}

/// The signed degrees of a coordinate. The reference tag gives the sign, unless the number has one.
fn degrees(tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    let read = if let Some(text) = tag.stored.as_ref().and_then(Value::as_str) {
        read(text, tag, input)?.degrees
    } else if let Some(number) = tag.raw().as_f64() {
        number
    } else {
        unknown::issue(tag, input);
        return None;
    };
    let reference = reference(tag, input);
    let letter = reference.and_then(|reference| reference.raw().as_str()?.trim_start().chars().next());
    let is_negative = matches!(letter, Some('S' | 's' | 'W' | 'w'));
    let is_known = is_negative || matches!(letter, Some('N' | 'n' | 'E' | 'e'));
    if !is_known && tag.group == Group::Gps {
        let why = if reference.is_none() { "no reference" } else { "a reference that says nothing" };
        input.issue(IssueCode::ReferenceAssumed, tag, format_args!("has {why}: taken as north or east"));
    }
    is_within(read, tag, input).then(|| signed(read, is_negative))
}

/// The signed metres of an altitude.
fn metres(tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    let stored = tag.stored.as_ref().and_then(Value::as_str).and_then(unknown::fraction);
    let is_below = reference(tag, input).is_some_and(|reference| is_below(reference.raw()));
    let number = height(stored.as_ref().unwrap_or(tag.raw()), is_below, tag, input)?;
    Some(signed(number, is_below))
}

fn signed(number: f64, is_negative: bool) -> FieldValue {
    let number = if is_negative { -number.abs() } else { number };
    // Adding 0 turns -0 into 0.
    FieldValue::Number(crate::number::round_to(number, 15) + 0.0)
}

/// A coordinate of a location as written in the packet, or in XMP's form if it had to be corrected.
pub(crate) fn place(value: &Value<'_>, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    let text = value.as_str()?;
    let Coordinate { degrees, is_mended } = read(text, tag, input)?;
    if !is_within(degrees, tag, input) {
        return None;
    }
    if input.options.numeric {
        return Some(signed(degrees, false));
    }
    let is_latitude = is_latitude(tag);
    Some(FieldValue::Text(if is_mended {
        coordinate::write(degrees, is_latitude)
    } else {
        trimmed(text).to_owned()
    }))
}

/// An altitude of a location: `480 m`.
pub(crate) fn place_height(value: &Value<'_>, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    let fraction = value.as_str().and_then(unknown::fraction);
    let stored = fraction.as_ref().unwrap_or(value);
    let metres = match stored.as_f64() {
        None if fraction.is_none() => {
            return Some(FieldValue::Text(trimmed(value.as_str()?).to_owned()));
        }
        _ => height(stored, false, tag, input)?,
    };
    Some(FieldValue::Text(format!("{} m", crate::number::g(metres, 15))))
}

/// The altitudes of locations in signed metres. The accompanying reference tag has one reference for each.
pub(crate) fn place_heights(
    heights: &[Value<'_>],
    tag: &Tag<'_>,
    input: &Input<'_, '_>,
) -> Vec<Option<FieldValue>> {
    let references = reference(tag, input).map(Tag::raw);
    let references = match references {
        Some(Value::List(several)) => several.as_slice(),
        one => one.map_or(&[][..], std::slice::from_ref),
    };
    let is_one_each = references.len() == heights.len();
    if !is_one_each && references.iter().any(is_below) {
        input.issue(
            IssueCode::ReferenceAssumed,
            tag,
            "has not one reference for each height: taken as above",
        );
    }
    let metres = |(at, value): (usize, &Value<'_>)| {
        let is_below = is_one_each && references.get(at).is_some_and(is_below);
        let fraction = value.as_str().and_then(unknown::fraction);
        let stored = fraction.as_ref().unwrap_or(value);
        if fraction.is_none() && stored.as_f64().is_none() {
            return None;
        }
        Some(signed(height(stored, is_below, tag, input)?, is_below))
    };
    heights.iter().enumerate().map(metres).collect()
}

/// Whether an altitude reference means "below": 1 is below sea level, 3 below the reference ellipsoid [EXIF30
/// 4.6.7.1.6].
fn is_below(reference: &Value<'_>) -> bool {
    match reference.as_str() {
        Some(text) => matches!(text.trim(), "1" | "3"),
        None => matches!(reference.as_f64(), Some(1.0 | 3.0)),
    }
}

/// Reads an XMP coordinate. Records an issue if the text is not one, or had to be corrected.
fn read(text: &str, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<Coordinate> {
    let shown = excerpt(text);
    match coordinate::parse(text) {
        Some(read) => {
            if read.is_mended {
                input.issue(
                    IssueCode::Mended,
                    tag,
                    format_args!("is {shown:?}: read as {} degrees", read.degrees),
                );
            }
            Some(read)
        }
        None if text.bytes().any(|byte| byte.is_ascii_digit()) => {
            input.issue(
                IssueCode::OutOfRange,
                tag,
                format_args!("is {shown:?}: minutes and seconds end below 60"),
            );
            None
        }
        None => {
            unknown::issue(tag, input);
            None
        }
    }
}

fn is_within(degrees: f64, tag: &Tag<'_>, input: &Input<'_, '_>) -> bool {
    is_within_bound(degrees, if is_latitude(tag) { 90.0 } else { 180.0 }, tag, input)
}

fn is_within_bound(degrees: f64, bound: f64, tag: &Tag<'_>, input: &Input<'_, '_>) -> bool {
    let is_within = degrees.abs() <= bound;
    if !is_within {
        input.issue(IssueCode::OutOfRange, tag, format_args!("{degrees} is beyond {bound}"));
    }
    is_within
}

/// The altitude, if it is plausible. A negative 32-bit number that was stored as unsigned is corrected.
fn height(stored: &Value<'_>, is_below: bool, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<f64> {
    let Some(number) = stored.as_f64() else {
        unknown::issue(tag, input);
        return None;
    };
    let is_plausible = |number: f64| HEIGHTS.contains(&if is_below { -number.abs() } else { number });
    if is_plausible(number) {
        return Some(number);
    }
    let mended = negative(stored).filter(|number| is_plausible(*number));
    if let Some(mended) = mended {
        input.issue(IssueCode::Mended, tag, format_args!("{number} is {mended}, stored without its sign"));
    } else {
        input.issue(IssueCode::OutOfRange, tag, format_args!("{number} is no height in metres"));
    }
    mended
}

/// The negative number with the same 32 bits. -1 is excluded: 0xFFFFFFFF means "unknown".
fn negative(stored: &Value<'_>) -> Option<f64> {
    let (number, den) = match stored {
        Value::Rational { num, den } => (*num, *den),
        Value::Int(number) => (*number, 1),
        _ => return None,
    };
    let bits = u32::try_from(number).ok().filter(|bits| *bits != u32::MAX)?.cast_signed();
    (bits < 0 && den > 0).then(|| Value::Rational { num: bits.into(), den }.as_f64()).flatten()
}

fn is_latitude(tag: &Tag<'_>) -> bool {
    tag.name.ends_with("Latitude")
}

/// The reference tag of a coordinate or an altitude, from the same group and block.
fn reference<'f, 'a>(tag: &Tag<'_>, input: &Input<'f, 'a>) -> Option<&'f Tag<'a>> {
    input.tags.iter().find(|other| {
        other.name.strip_suffix("Ref") == Some(&*tag.name)
            && other.group == tag.group
            && other.source.block == tag.source.block
    })
}
