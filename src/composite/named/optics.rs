//! What is computed of the focal length, the aperture and the size of the sensor.

use super::super::moment::Moment;
use crate::formula::Item;
use crate::tag::{Tag, Value};

/// The sides of a frame of 35 mm film, in millimetres.
const FILM: (f64, f64) = (36.0, 24.0);
const INCH: f64 = 25.4;
/// A distance without end, in metres.
const FAR: f64 = 1e10;
/// The angles of ExifTool are made with so many digits of π.
#[allow(clippy::approx_constant)]
const PI: f64 = 3.14159;

/// A value as a number; none for what is no finite number.
fn number(item: Item<'_>) -> Option<f64> {
    let number = match item {
        Item::None => return None,
        Item::Text(text) => {
            let text = text.split([' ', ',']).next().unwrap_or_default();
            text.parse().ok()?
        }
        item => item.real(),
    };
    // Like in ExifTool, numbers are taken as they are written.
    number.is_finite().then(|| crate::number::round_to(number, 15))
}

/// A value that is greater than nothing.
fn positive(item: Item<'_>) -> Option<f64> {
    number(item).filter(|number| *number > 0.0)
}

fn real<'a>(number: f64) -> Item<'a> {
    crate::number::whole(number, 15).map_or(Item::Real(number), Item::Int)
}

/// The places of the sources of [`scale_factor`] in its row.
mod source {
    pub const FOCAL: usize = 0;
    pub const FOCAL_35: usize = 1;
    pub const ZOOM: usize = 2;
    pub const DIAGONAL: usize = 3;
    pub const SENSOR: usize = 4;
    pub const SIZE: (usize, usize) = (5, 6);
    pub const UNIT: usize = 7;
    pub const RESOLUTION: (usize, usize) = (8, 9);
    /// The size of the picture, in the order of trust.
    pub const PIXELS: [(usize, usize); 3] = [(10, 11), (12, 13), (14, 15)];
}

/// `scale_factor(has_fractions)`: how much longer the focal length would be on a frame of 35 mm film for the same angle. Its sources
/// stand in the order of [`source`]. The maker may write the resolution as [`of_fractions`] says.
pub(super) fn scale_factor<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let told = positive(moment.value(source::FOCAL)).zip(positive(moment.value(source::FOCAL_35)));
    if let Some((focal, focal_35)) = told {
        return real(focal_35 / focal);
    }
    // What is enlarged uses the middle of the sensor.
    let zoom = positive(moment.value(source::ZOOM)).unwrap_or(1.0);
    let has_fractions = values.first().is_some_and(|item| item.is_true());
    diagonal(moment, has_fractions).map_or(Item::None, |diagonal| real(length(FILM) * zoom / diagonal))
}

/// The diagonal of the sensor in millimetres.
fn diagonal(moment: &Moment<'_, '_>, has_fractions: bool) -> Option<f64> {
    if let Some(diagonal) = positive(moment.value(source::DIAGONAL)) {
        return Some(diagonal);
    }
    if let Some(diagonal) = sensor(moment.value(source::SENSOR)) {
        return Some(diagonal);
    }
    if let Some(diagonal) = of_fractions(moment).filter(|_| has_fractions) {
        return Some(diagonal);
    }
    let (width, height) = sides(moment)?;
    let diagonal = length((width, height));
    let ratio = width / height;
    // What no sensor has is not to be trusted.
    (diagonal > 1.0 && diagonal < 100.0 && ratio > 0.5 && ratio < 2.0).then_some(diagonal)
}

/// The length of a diagonal.
fn length((width, height): (f64, f64)) -> f64 {
    (width * width + height * height).sqrt()
}

/// The diagonal of a sensor whose sides are told: `23.5 15.7`.
fn sensor(item: Item<'_>) -> Option<f64> {
    let Item::Text(text) = item else { return None };
    let (width, height) = text.split_once(' ')?;
    let (width, height): (f64, f64) = (width.parse().ok()?, height.parse().ok()?);
    (width > 0.0 && height > 0.0).then(|| length((width, height)))
}

/// Some cameras write the resolution as pixels times 1000 over the side of the sensor in thousandths of an inch.
fn of_fractions(moment: &Moment<'_, '_>) -> Option<f64> {
    let fraction = |source: usize, least: i64, most: i64| {
        let (num, den) = terms(moment.tag(source)?)?;
        let is_side = num % 1000 == 0 && (least..10_000_000).contains(&num) && (61..most).contains(&den);
        is_side.then_some(den)
    };
    let width = fraction(source::RESOLUTION.0, 640_000, 1500)?;
    let height = fraction(source::RESOLUTION.1, 480_000, 1000)?;
    #[allow(clippy::cast_precision_loss)] // they have four digits at most
    let sides = (width as f64, height as f64);
    (width != height).then(|| length(sides) * (INCH / 1000.0))
}

/// The terms of a fraction as it is stored, in Exif or as a text in XMP.
fn terms(tag: &Tag<'_>) -> Option<(i64, i64)> {
    match (tag.raw(), tag.stored.as_ref()) {
        (Value::Rational { num, den }, _) | (_, Some(Value::Rational { num, den })) => Some((*num, *den)),
        (_, stored) => {
            let (num, den) = stored?.as_str()?.split_once('/')?;
            Some((num.parse().ok()?, den.parse().ok()?))
        }
    }
}

/// The sides of the sensor in millimetres: as they are told, or else by the pixels and how many of them there are to a
/// length.
fn sides(moment: &Moment<'_, '_>) -> Option<(f64, f64)> {
    let told = |(width, height)| positive(moment.value(width)).zip(positive(moment.value(height)));
    if let Some(sides) = told(source::SIZE) {
        return Some(sides);
    }
    let unit = match number(moment.value(source::UNIT)) {
        Some(3.0) => 10.0,
        Some(4.0) => 1.0,
        Some(5.0) => 0.001,
        _ => INCH,
    };
    let across = positive(moment.value(source::RESOLUTION.0))?;
    let down = positive(moment.value(source::RESOLUTION.1)).unwrap_or(across);
    let (width, height) = source::PIXELS.into_iter().find_map(told)?;
    Some((width / across * unit, height / down * unit))
}

/// `field_of_view(focal length, scale factor, focus distance)`: the angle in degrees, and if the distance is known how
/// wide the field is there in metres.
pub(super) fn field_of_view<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [focal, scale, distance] = *values else { return Item::None };
    let (Some(focal), Some(scale)) = (positive(focal), positive(scale)) else { return Item::None };
    // A lens that is focused near stands farther from the sensor.
    let distance = positive(distance).map(|distance| (distance, distance - focal / 1000.0));
    let near = distance.filter(|(_, beyond)| *beyond > 0.0);
    let stretch = near.map_or(1.0, |(_, beyond)| 1.0 + focal / 1000.0 / beyond);
    let half = FILM.0.atan2(2.0 * focal * scale * stretch);
    let angle = half * 360.0 / PI;
    match near {
        Some((distance, _)) if distance < 10_000.0 => {
            let width = 2.0 * distance * half.tan();
            let [angle, width] = [angle, width].map(|number| crate::number::g(number, 15));
            moment.text(format_args!("{angle} {width}"))
        }
        _ => real(angle),
    }
}

/// `field_of_view_text(x)`: `25.1 deg (0.32 m)`.
pub(super) fn field_of_view_text<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [value] = *values else { return Item::None };
    let text = value.bytes(moment.cx.arena);
    let mut numbers = text.split(|byte| *byte == b' ').map(|word| Item::of_word(word).real());
    let Some(angle) = numbers.next() else { return Item::None };
    match numbers.next() {
        Some(width) => moment.text(format_args!("{angle:.1} deg ({width:.2} m)")),
        None => moment.text(format_args!("{angle:.1} deg")),
    }
}

/// `focus_distance(distance, lower, upper, others …)`: the distance of the focus, where 0 is without end; or else the first
/// of the others that is told, or the middle of two limits.
pub(super) fn focus_distance<'a>(_: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [distance, lower, upper, others @ ..] = values else { return Item::None };
    if distance.is_some() {
        return if distance.is_true() { *distance } else { Item::Real(FAR) };
    }
    if let Some(told) = others.iter().find(|other| other.is_true()) {
        return *told;
    }
    match (number(*lower), number(*upper)) {
        (Some(lower), Some(upper)) => real(f64::midpoint(lower, upper)),
        _ => Item::None,
    }
}

/// `depth_of_field(focal length, aperture, circle of confusion, distance)`: from where to where things are sharp, in
/// metres; the second is 0 if that is without end.
pub(super) fn depth_of_field<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [focal, aperture, circle, distance] = *values else { return Item::None };
    let (Some(focal), Some(aperture), Some(circle), Some(distance)) =
        (positive(focal), positive(aperture), positive(circle), number(distance))
    else {
        return Item::None;
    };
    let blur = aperture * circle * (distance * 1000.0 - focal) / (focal * focal);
    let (near, far) = (distance / (1.0 + blur), distance / (1.0 - blur));
    let far = if far < 0.0 { 0.0 } else { far };
    let [near, far] = [near, far].map(|number| crate::number::g(number, 15));
    moment.text(format_args!("{near} {far}"))
}

/// `depth_of_field_text(x)`: `0.04 m (0.98 - 1.02 m)`.
pub(super) fn depth_of_field_text<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [Item::Text(text)] = *values else { return Item::None };
    let Some((near, far)) = text.split_once(' ') else { return Item::None };
    let (Ok(near), Ok(far)) = (near.parse::<f64>(), far.parse::<f64>()) else { return Item::None };
    if far == 0.0 {
        return moment.text(format_args!("inf ({near:.2} m - inf)"));
    }
    let depth = far - near;
    if depth > 0.0 && depth < 0.02 {
        return moment.text(format_args!("{depth:.3} m ({near:.3} - {far:.3} m)"));
    }
    moment.text(format_args!("{depth:.2} m ({near:.2} - {far:.2} m)"))
}

/// `light_value(aperture, time, sensitivity)`: how bright the scene was: the exposure value at a sensitivity of ISO 100.
pub(super) fn light_value<'a>(_: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [aperture, time, sensitivity] = *values else { return Item::None };
    match (positive(aperture), positive(time), positive(sensitivity)) {
        (Some(aperture), Some(time), Some(sensitivity)) => {
            real((aperture * aperture * 100.0 / (time * sensitivity)).ln() / 2.0_f64.ln())
        }
        _ => Item::None,
    }
}
