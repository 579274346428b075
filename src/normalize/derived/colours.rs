//! The range of the picture's colours: `HDR` says why it has a high dynamic range, and `WideGamut` whether it has more
//! colours than sRGB.

use crate::metadata::FieldValue;
use crate::normalize::entry::DerivedField;
use crate::normalize::input::Input;
use crate::normalize::table_tags::{Role, facts};
use crate::tag::{Tag, Value};

/// A colour without its brightness: `x` and `y` of CIE 1931.
type Colour = [f64; 2];

/// The primary colours of sRGB [H.273 table 2].
const SRGB: [Colour; 3] = [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]];

/// The same as profiles have them, adapted to the white of D50 [ICC.1:2022 annex E].
const SRGB_D50: [[f64; 3]; 3] =
    [[0.436_07, 0.222_49, 0.013_92], [0.385_15, 0.716_87, 0.097_08], [0.143_07, 0.060_61, 0.714_10]];

/// How much larger than the triangle of sRGB that of a wide gamut is. Profiles of screens that are meant to be sRGB
/// differ by some per cent, and the next larger standards have 35 per cent more.
const WIDE: f64 = 1.1;

/// Why the picture has a high dynamic range.
pub(crate) fn hdr<'f, 'a>(input: &Input<'f, 'a>) -> Option<DerivedField<'f, 'a>> {
    if input.colours().is_empty() {
        return None;
    }
    let is_told = |of: &str, tag: &Tag<'_>| of.is_empty() || tag.value.as_str() == Some(of);
    let map = facts(input.colours(), Role::GainMap).find(|(fact, tag)| is_told(fact.of, tag));
    let map = map.map(|(_, tag)| ("gain map", tag));
    let curve = facts(input.colours(), Role::Transfer).next().and_then(|(_, tag)| Some((curve(tag)?, tag)));
    let (words, from): (Vec<_>, Vec<_>) = map.into_iter().chain(curve).unzip();
    let items: Vec<_> = words.into_iter().map(|word| FieldValue::Text(word.to_owned())).collect();
    (!items.is_empty()).then_some(DerivedField { field: "HDR", value: FieldValue::List(items), from })
}

/// The name of a curve with a high dynamic range [H.273 table 3].
fn curve(tag: &Tag<'_>) -> Option<&'static str> {
    match tag.raw() {
        Value::Int(16) => Some("PQ"),
        Value::Int(18) => Some("HLG"),
        _ => None,
    }
}

/// Whether the triangle of the primary colours is clearly larger than that of sRGB.
///
/// The colours are those of a code, or else those of the profile. A profile has them adapted to the white of D50, so
/// they are compared with those of sRGB adapted in the same way.
pub(crate) fn wide_gamut<'f, 'a>(input: &Input<'f, 'a>) -> Option<DerivedField<'f, 'a>> {
    if input.colours().is_empty() {
        return None;
    }
    let coded = facts(input.colours(), Role::Primaries).find_map(|(_, tag)| {
        let share = area(primaries(tag)?) / area(SRGB);
        Some((share, vec![tag]))
    });
    let (share, from) = coded.or_else(|| of_profile(input))?;
    Some(DerivedField { field: "WideGamut", value: FieldValue::Bool(share > WIDE), from })
}

/// The size of the profile's triangle, compared with that of sRGB.
fn of_profile<'f, 'a>(input: &Input<'f, 'a>) -> Option<(f64, Vec<&'f Tag<'a>>)> {
    let mut colours = [[0.0; 2]; 3];
    let mut from = Vec::new();
    for (role, colour) in [Role::Red, Role::Green, Role::Blue].into_iter().zip(&mut colours) {
        let (_, tag) = facts(input.colours(), role).next()?;
        let mut numbers = tag.value.as_str()?.split([' ', ',']).map(str::parse::<f64>);
        let mut next = || numbers.next()?.ok();
        *colour = flat([next()?, next()?, next()?])?;
        from.push(tag);
    }
    let srgb = SRGB_D50.map(|xyz| flat(xyz).unwrap_or_default());
    Some((area(colours) / area(srgb), from))
}

/// The colour without its brightness.
fn flat([x, y, z]: [f64; 3]) -> Option<Colour> {
    let sum = x + y + z;
    (sum > 0.0).then(|| [x / sum, y / sum])
}

/// The area of a triangle.
fn area([[ax, ay], [bx, by], [cx, cy]]: [Colour; 3]) -> f64 {
    ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)).abs() / 2.0
}

/// The primary colours of a code, red, green and blue [H.273 table 2].
fn primaries(tag: &Tag<'_>) -> Option<[Colour; 3]> {
    let Value::Int(code) = tag.raw() else { return None };
    Some(match code {
        1 => SRGB,
        4 => [[0.67, 0.33], [0.21, 0.71], [0.14, 0.08]],
        5 => [[0.64, 0.33], [0.29, 0.60], [0.15, 0.06]],
        6 | 7 => [[0.630, 0.340], [0.310, 0.595], [0.155, 0.070]],
        8 => [[0.681, 0.319], [0.243, 0.692], [0.145, 0.049]],
        9 => [[0.708, 0.292], [0.170, 0.797], [0.131, 0.046]],
        10 => [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]],
        11 | 12 => [[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]],
        22 => [[0.630, 0.340], [0.295, 0.605], [0.155, 0.077]],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::normalize::options::Options;
    use crate::tag::{Group, Origin};
    use bumpalo::Bump;

    fn tag(group: &'static str, name: &'static str, value: Value<'static>) -> Tag<'static> {
        let source = Origin::new(BlockKind::IccProfile, 0);
        Tag::new(Group::Other(group.into()), name, value, None, source)
    }

    fn fields(tags: &[Tag<'static>]) -> (Option<String>, Option<bool>) {
        let (limits, arena, options) = (Limits::default(), Bump::new(), Options::default());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let input = Input::of(tags, &options, &cx);
        let hdr = hdr(&input).map(|field| field.value.to_string());
        (hdr, wide_gamut(&input).and_then(|field| field.value.as_bool()))
    }

    fn columns(texts: [&'static str; 3]) -> Vec<Tag<'static>> {
        let names = ["RedMatrixColumn", "GreenMatrixColumn", "BlueMatrixColumn"];
        names.into_iter().zip(texts).map(|(name, text)| tag("ICC_Profile", name, Value::text(text))).collect()
    }

    #[test]
    fn the_colours_of_a_profile_are_compared_with_srgb() {
        let srgb = columns(["0.43607 0.22249 0.01392", "0.38515 0.71687 0.09708", "0.14307 0.06061 0.7141"]);
        let p3 = columns(["0.51512 0.2412 -0.00105", "0.29198 0.69225 0.04189", "0.1571 0.06657 0.78407"]);
        assert_eq!(fields(&srgb), (None, Some(false)));
        assert_eq!(fields(&p3), (None, Some(true)));
        assert_eq!(fields(&p3[..2]), (None, None), "a colour is missing");
        assert_eq!(fields(&columns(["0 0 0", "0 0 0", "x"])), (None, None));
    }

    #[test]
    fn codes_come_before_the_profile() {
        let mut tags =
            columns(["0.51512 0.2412 -0.00105", "0.29198 0.69225 0.04189", "0.1571 0.06657 0.78407"]);
        tags.push(tag("ICC-cicp", "ColorPrimaries", Value::Int(1)));
        assert_eq!(fields(&tags), (None, Some(false)));
        // A code that says nothing.
        tags[3].value = Value::Int(2);
        assert_eq!(fields(&tags), (None, Some(true)));
    }

    #[test]
    fn reasons_for_a_high_dynamic_range() {
        let pq = tag("ICC-cicp", "TransferCharacteristics", Value::Int(16));
        let hlg = tag("PNG-cICP", "TransferCharacteristics", Value::Int(18));
        let mut map = tag("", "Version", Value::text("1.0"));
        map.group = Group::Xmp("hdrgm".into());
        let other = tag("APP2", "UniformResourceName", Value::text("urn:other"));
        assert_eq!(fields(&[pq.clone(), map]).0.as_deref(), Some("gain map, PQ"));
        assert_eq!(fields(&[pq, hlg]).0.as_deref(), Some("HLG"), "the chunk comes before the profile");
        assert_eq!(fields(&[other, tag("ICC-cicp", "TransferCharacteristics", Value::Int(13))]).0, None);
    }
}
