//! Which lens was used: the name behind the number by which the camera knows it, or else a name in the metadata.
//!
//! Many numbers stand for several lenses, since makers of lenses use numbers of others. Of these, the focal lengths and
//! the aperture of the lens leave those that may be meant, and its name in the file tells which one it is.

use crate::codes::Codes;
use crate::makernote::lens_fit::{self, Lens};
use crate::makernote::lenses;
use crate::metadata::FieldValue;
use crate::normalize::entry::DerivedField;
use crate::normalize::input::Input;
use crate::normalize::table_tags::{Fact, Role, facts, says_nothing};
use crate::normalize::text::trimmed;
use crate::tag::{Group, Tag, Value};
use std::fmt::Write;

/// The tag with a lens's number that the tags of other numbers refer to.
const LENS_TYPE: &str = "LensType";

/// The lens.
pub(crate) fn lens_id<'f, 'a>(input: &Input<'f, 'a>) -> Option<DerivedField<'f, 'a>> {
    let (name, from) = of_number(input).or_else(|| of_key(input)).or_else(|| of_name(input))?;
    Some(DerivedField { field: "LensID", value: FieldValue::Text(name), from })
}

type Found<'f, 'a> = (String, Vec<&'f Tag<'a>>);

/// The lens of the camera's number for it.
fn of_number<'f, 'a>(input: &Input<'f, 'a>) -> Option<Found<'f, 'a>> {
    let notes = input.notes();
    if notes.is_empty() {
        return of_xmp(input);
    }
    let is_told = |(_, tag): &(_, &'f Tag<'a>)| !says_nothing(&tag.value);
    let (_, first) = facts(notes, Role::LensType).find(|(fact, _)| fact.of.is_empty())?;
    let number = first.raw().to_string();
    // The number may say that another tag has it.
    let other = facts(notes, Role::LensType)
        .filter(|(fact, tag)| !fact.of.is_empty() && fact.of == number && tag.group == first.group)
        .find(is_told);
    let tag = other.map_or(first, |(_, tag)| tag);
    let group = tag.group.to_string();
    let listed = lenses::list(&group, &tag.name).map(|list| lenses::names(list, &tag.raw().to_string()));
    let names = listed.unwrap_or_default();
    if names.is_empty() {
        return Some((shown(tag)?, vec![tag]));
    }
    let (name, helpers) = choose(&names, &tag.group, input)?;
    Some((name, std::iter::once(tag).chain(helpers).collect()))
}

/// Of several lenses with one number those that fit, and the tags that told.
fn choose<'f, 'a>(names: &[&str], group: &Group<'_>, input: &Input<'f, 'a>) -> Option<Found<'f, 'a>> {
    if let [name] = names {
        return is_name(name).then(|| ((*name).to_owned(), Vec::new()));
    }
    let told = |role| {
        let of_note = facts(input.notes(), role).map(|(_, tag)| tag).find(|tag| tag.group == *group);
        of_note.and_then(|tag| Some((tag, number(tag)?)))
    };
    let (focal, longest, aperture) = (told(Role::MinFocal), told(Role::MaxFocal), told(Role::MaxAperture));
    let current = exif(input, "FocalLength").and_then(|tag| Some((tag, number(tag)?)));
    let aperture =
        aperture.or_else(|| exif(input, "MaxApertureValue").and_then(|tag| Some((tag, number(tag)?))));
    let known = exif(input, "LensModel")
        .or_else(|| facts(input.notes(), Role::LensName).map(|(_, tag)| tag).find(|tag| tag.group == *group));
    let value = |told: Option<(&Tag<'a>, f64)>| told.map(|(_, number)| number).filter(|number| *number > 0.0);
    let lens = Lens {
        shortest: value(focal),
        longest: value(longest),
        current: value(current),
        aperture: value(aperture),
        name: known.and_then(|tag| tag.value.as_str()).unwrap_or_default(),
    };
    let tags = [focal, longest, aperture].into_iter().flatten().map(|(tag, _)| tag).chain(known);
    let first = names.first().filter(|name| lens_fit::has_range(name));
    let name = lens.among(names).or_else(|| first.map(|name| (*name).to_owned()))?;
    Some((name, tags.collect()))
}

/// The lens of a camera that knows it by several numbers.
fn of_key<'f, 'a>(input: &Input<'f, 'a>) -> Option<Found<'f, 'a>> {
    let parts: Vec<(&Fact, &'f Tag<'a>)> = facts(input.notes(), Role::LensKey).collect();
    let (_, first) = parts.first()?;
    let list = lenses::list(&first.group.to_string(), "")?;
    let mut numbers = Vec::with_capacity(parts.len());
    for (_, tag) in &parts {
        numbers.push(u8::try_from(stored(tag)?).ok()?);
    }
    let mut names = lenses::names(list, &key(&numbers));
    if let ([first, _, rest @ ..], true) = (numbers.as_slice(), names.is_empty()) {
        // Firmware changes how many stops a lens is said to have, which is the second number.
        names = lenses::between(list, &(key(&[*first]) + " "), &(" ".to_owned() + &key(rest)));
    }
    let name = if names.is_empty() { return None } else { names.join(" or ") };
    Some((name, parts.into_iter().map(|(_, tag)| tag).collect()))
}

/// The key of a lens: `92 2C 2D 88 2C 40 4B 0E`.
fn key(numbers: &[u8]) -> String {
    let mut key = String::new();
    for number in numbers {
        let blank = if key.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(key, "{blank}{number:02X}");
    }
    key
}

/// The lens of the number that a program copied from a maker note to XMP.
fn of_xmp<'f, 'a>(input: &Input<'f, 'a>) -> Option<Found<'f, 'a>> {
    let id = input.tag(&Group::Xmp("aux".into()), "LensID")?;
    let make = input.tag(&Group::Ifd(0), "Make").or_else(|| input.tag(&Group::Xmp("tiff".into()), "Make"))?;
    let is_maker = |group: &&str| make.value.as_str().is_some_and(|make| starts_with(make, group));
    let group = lenses::groups(LENS_TYPE).find(is_maker)?;
    let list: &'static Codes = lenses::list(group, LENS_TYPE)?;
    let names = lenses::names(list, &id.raw().to_string());
    if names.is_empty() {
        return None;
    }
    let (name, helpers) = choose(&names, &Group::Other(group.into()), input)?;
    Some((name, [id, make].into_iter().chain(helpers).collect()))
}

/// The name of the lens in the metadata.
fn of_name<'f, 'a>(input: &Input<'f, 'a>) -> Option<Found<'f, 'a>> {
    let aux = Group::Xmp("aux".into());
    let of_note =
        || facts(input.notes(), Role::LensName).map(|(_, tag)| tag).find_map(|tag| Some((shown(tag)?, tag)));
    let of = |tag: Option<&'f Tag<'a>>| tag.and_then(|tag| Some((shown(tag)?, tag)));
    let (name, tag) = of(exif(input, "LensModel"))
        .or_else(of_note)
        .or_else(|| of(input.tag(&Group::Xmp("exifEX".into()), "LensModel")))
        .or_else(|| of(input.tag(&aux, "Lens")))
        .or_else(|| of(exif(input, "LensInfo")))?;
    Some((name, vec![tag]))
}

fn exif<'f, 'a>(input: &Input<'f, 'a>, name: &str) -> Option<&'f Tag<'a>> {
    input.tag(&Group::ExifIfd, name)
}

/// The printed value, if it is the name of a lens.
fn shown(tag: &Tag<'_>) -> Option<String> {
    let text = trimmed(tag.value.as_str()?);
    is_name(text).then(|| text.to_owned())
}

/// Whether a text is the name of a lens, and not a word for one that is not known.
fn is_name(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && !says_nothing(&Value::text(text)) && !text.contains('?')
}

/// The number that the tag tells, without its unit.
fn number(tag: &Tag<'_>) -> Option<f64> {
    tag.raw().as_f64().or_else(|| tag.value.as_str()?.split(' ').next()?.parse().ok())
}

/// The number that stands in the note.
#[allow(clippy::cast_possible_truncation)] // it is whole and small
fn stored(tag: &Tag<'_>) -> Option<i64> {
    let number = tag.stored.as_ref().unwrap_or(tag.raw()).as_f64()?;
    (number.fract() == 0.0 && number.abs() < 1e6).then_some(number as i64)
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}
