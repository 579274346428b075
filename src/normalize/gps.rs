//! Coordinates and heights as signed numbers.

use super::Found;
use super::fields::Form;
use crate::metadata::FieldValue;
use crate::tag::{Group, Tag};

/// The signed number of a coordinate or a height: the reference tag gives the sign, unless there is one already.
pub(crate) fn signed(tag: &Tag<'_>, form: Form, found: &Found<'_, '_>) -> Option<FieldValue> {
    let number = tag.raw().as_f64()?;
    let reference = found.companion(tag, reference_name(&tag.name)?);
    let negative = reference.is_some_and(|reference| match reference.raw().as_str().map(str::trim_start) {
        Some(text) => text.starts_with(['S', 's', 'W', 'w']) || matches!(text.trim_end(), "1" | "3"),
        // 1: below the sea; 3: below the ellipsoid's reference [EXIF30 4.6.7.1.6]
        None => matches!(reference.raw().as_f64(), Some(1.0 | 3.0)),
    });
    if reference.is_none() && tag.group == Group::Gps && form == Form::Degrees {
        found.issue("reference-assumed", tag, "has no reference: taken as north or east");
    }
    let bound = match (form, tag.name.ends_with("Latitude")) {
        (Form::Degrees, true) => 90.0,
        (Form::Degrees, false) => 180.0,
        _ => f64::MAX,
    };
    if number.abs() > bound {
        found.issue("out-of-range", tag, format_args!("{number} is beyond {bound}"));
        return None;
    }
    let number = if negative { -number.abs() } else { number };
    Some(FieldValue::Number(crate::number::round_to(number, 15)))
}

fn reference_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "GPSLatitude" => "GPSLatitudeRef",
        "GPSLongitude" => "GPSLongitudeRef",
        "GPSDestLatitude" => "GPSDestLatitudeRef",
        "GPSDestLongitude" => "GPSDestLongitudeRef",
        "GPSAltitude" => "GPSAltitudeRef",
        _ => return None,
    })
}
