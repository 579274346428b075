//! Ratings: stars from 0 to 5, and -1 for what was rejected [XMP part 1, 8.4 `xmp:Rating`].

use super::consolidate::{Found, excerpt};
use crate::metadata::FieldValue;
use crate::tag::{Tag, Value};

/// The stars that a tag tells; a tag of per cent is told by its name.
pub(crate) fn stars(value: &Value<'_>, tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<FieldValue> {
    let number = value.as_f64();
    let stars = if tag.name.ends_with("Percent") { number.and_then(of_percent) } else { number };
    let stars = stars.filter(|stars| *stars == -1.0 || (0.0..=5.0).contains(stars));
    if stars.is_none() {
        let text = value.to_string();
        let shown = excerpt(&text);
        found.issue("out-of-range", tag, format_args!("is {shown:?}: no rating from -1 to 5"));
    }
    // Some programs give half stars.
    let of_text = |stars: f64| if stars.fract() == 0.0 { whole(stars) } else { FieldValue::Number(stars) };
    stars.map(of_text)
}

#[allow(clippy::cast_possible_truncation)] // from -1 to 5
fn whole(stars: f64) -> FieldValue {
    FieldValue::Integer(stars as i64)
}

/// The stars of a rating in per cent, as Windows counts them: it writes 1, 25, 50, 75 and 99, and reads what lies
/// between as the nearest of them.
fn of_percent(percent: f64) -> Option<f64> {
    const LAST: [(f64, f64); 6] =
        [(0.0, 0.0), (12.0, 1.0), (37.0, 2.0), (62.0, 3.0), (87.0, 4.0), (100.0, 5.0)];
    LAST.iter().find(|(last, _)| percent >= 0.0 && percent <= *last).map(|(_, stars)| *stars)
}
