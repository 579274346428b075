//! Places and dates as films have them.

use super::super::moment::Moment;
use crate::formula::Item;
use crate::number;
use crate::printed;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// `iso6709(x)`: the latitude, the longitude and the altitude of a place [ISO 6709, annex H]; `x` itself if it is none.
pub(crate) fn iso6709<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let text = std::str::from_utf8(value.bytes(moment.state.cx.arena)).unwrap_or_default();
    let numbers = signed(text);
    let (Some(latitude), Some(longitude)) =
        (numbers.first().and_then(|text| angle(text, 2)), numbers.get(1).and_then(|text| angle(text, 3)))
    else {
        return *value;
    };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    // Writing to a string cannot fail.
    let _ = write!(out, "{} {}", number::g(latitude, 15), number::g(longitude, 15));
    if let Some(altitude) = numbers.get(2).and_then(|text| text.parse::<f64>().ok()) {
        let _ = write!(out, " {}", number::g(altitude, 15));
    }
    Item::Text(out.into_bump_str())
}

/// The numbers with signs that a text begins with.
fn signed(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while rest.starts_with(['+', '-']) && found.len() < 3 {
        let end = rest.char_indices().skip(1).find(|(_, sign)| !sign.is_ascii_digit() && *sign != '.');
        let (number, after) =
            rest.split_at_checked(end.map_or(rest.len(), |(at, _)| at)).unwrap_or((rest, ""));
        found.push(number);
        rest = after;
    }
    found
}

/// An angle in degrees. More digits than degrees have are those of minutes and seconds.
fn angle(text: &str, digits: usize) -> Option<f64> {
    let (sign, text) = text.split_at_checked(1)?;
    let whole = text.split('.').next()?.len();
    let part = |text: &str| text.parse::<f64>().ok();
    let split = |at: usize| text.split_at_checked(at);
    let size = if whole > digits + 2 {
        let (degrees, rest) = split(digits)?;
        let (minutes, seconds) = rest.split_at_checked(2)?;
        part(degrees)? + part(minutes)? / 60.0 + part(seconds)? / 3600.0
    } else if whole > digits {
        let (degrees, minutes) = split(digits)?;
        part(degrees)? + part(minutes)? / 60.0
    } else {
        part(text)?
    };
    Some(if sign == "-" { -size } else { size })
}

/// `coordinates(x)`: a latitude, a longitude and an altitude as they are printed.
pub(crate) fn coordinates<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let text = std::str::from_utf8(value.bytes(moment.state.cx.arena)).unwrap_or_default();
    let numbers: Vec<f64> = text.split(' ').map_while(|word| word.parse().ok()).collect();
    let [latitude, longitude, rest @ ..] = numbers.as_slice() else { return *value };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    // Writing to a string cannot fail.
    let _ = printed::degrees(&mut out, latitude.abs());
    out.push_str(if *latitude < 0.0 { " S, " } else { " N, " });
    let _ = printed::degrees(&mut out, longitude.abs());
    out.push_str(if *longitude < 0.0 { " W" } else { " E" });
    if let Some(altitude) = rest.first() {
        let side = if *altitude < 0.0 { "Below" } else { "Above" };
        let _ = write!(out, ", {} m {side} Sea Level", number::g(altitude.abs(), 15));
    }
    Item::Text(out.into_bump_str())
}

/// `latitude(x)`: signed degrees as they are printed.
pub(crate) fn latitude<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    side(moment, values, ["N", "S"])
}

/// `longitude(x)`: signed degrees as they are printed.
pub(crate) fn longitude<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    side(moment, values, ["E", "W"])
}

fn side<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>], sides: [&str; 2]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let degrees = value.real();
    let [positive, negative] = sides;
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    // Writing to a string cannot fail.
    let _ = printed::degrees(&mut out, degrees.abs());
    out.push(' ');
    out.push_str(if degrees < 0.0 { negative } else { positive });
    Item::Text(out.into_bump_str())
}

/// `latin1(x)`: a text of Latin-1.
pub(crate) fn latin1<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let arena = moment.state.cx.arena;
    let letters = value.bytes(arena).iter().map(|byte| char::from(*byte));
    Item::Text(ArenaString::from_iter_in(letters, arena).into_bump_str())
}

/// `film_date(x)`: a date of ISO 8601 with colons; what is none stays as it is.
pub(crate) fn film_date<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let Ok(text) = std::str::from_utf8(value.bytes(moment.state.cx.arena)) else { return *value };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    let (rest, zone) = zone(text);
    let digits = |at: usize, len: usize| {
        rest.get(at..at + len).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let sign = |at: usize, signs: &[u8]| rest.as_bytes().get(at).is_some_and(|byte| signs.contains(byte));
    let is_year = digits(0, 4) && sign(4, b"-:");
    let is_day = is_year && digits(5, 2) && sign(7, b"-:") && digits(8, 2);
    let is_time = is_day && sign(10, b"T ") && digits(11, 2) && sign(13, b":");
    match (is_year, is_time) {
        (false, _) => out.push_str(rest),
        (true, true) => {
            out.push_str(&rest.get(..10).unwrap_or_default().replace('-', ":"));
            out.push(' ');
            out.push_str(rest.get(11..).unwrap_or_default());
        }
        (true, false) => out.push_str(&rest.replace('-', ":")),
    }
    out.push_str(zone.0);
    if let Some(minutes) = zone.1 {
        out.push(':');
        out.push_str(minutes);
    }
    Item::Text(out.into_bump_str())
}

/// What stands before the time zone; the zone or its hours, and its minutes if no colon stands before them.
fn zone(text: &str) -> (&str, (&str, Option<&str>)) {
    let Some(at) = text.rfind(['+', '-']).filter(|at| text.get(..*at).unwrap_or_default().contains(':'))
    else {
        return (text, ("", None));
    };
    let (before, zone) = text.split_at_checked(at).unwrap_or((text, ""));
    let digits = zone.get(1..).unwrap_or_default();
    if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let (hours, minutes) = zone.split_at_checked(3).unwrap_or((zone, ""));
        return (before, (hours, Some(minutes)));
    }
    (before, (zone, None))
}

/// `location(x)`: a place with what it has to do with the film [3GPP TS 26.244 8.2].
pub(crate) fn location<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    /// The role and three coordinates.
    const PLACE: usize = 13;
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let mut parts = value.bytes(arena).splitn(2, |byte| *byte == 0);
    let name = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let place = parts.next().and_then(|rest| rest.split_at_checked(PLACE));
    let Some(([role, coordinates @ ..], texts)) = place else { return Item::Text("<err>") };
    let degrees = |at: usize| {
        let bytes = coordinates.get(at..at + 4).and_then(|bytes| bytes.first_chunk::<4>());
        f64::from(i32::from_be_bytes(bytes.copied().unwrap_or_default())) / 65_536.0
    };
    let mut texts = texts.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    let (body, notes) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
    let mut out = ArenaString::new_in(arena);
    out.push_str(if name.is_empty() { "(none)" } else { &name });
    // Writing to a string cannot fail.
    let _ = match role {
        0 => out.write_str(" Role=shooting"),
        1 => out.write_str(" Role=real"),
        2 => out.write_str(" Role=fictional"),
        role => write!(out, " Role=unknown({role})"),
    };
    let (longitude, latitude, altitude) = (degrees(0), degrees(4), degrees(8));
    let _ = write!(out, " Lat={latitude:.5} Lon={longitude:.5} Alt={altitude:.2} Body={body} Notes={notes}");
    Item::Text(out.into_bump_str())
}

/// `keywords(x)`: a list of texts, each with its length [3GPP TS 26.244 8.2].
pub(crate) fn keywords<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let Some((count, mut rest)) = value.bytes(arena).split_first() else { return Item::None };
    let mut out = ArenaString::new_in(arena);
    for index in 0..*count {
        let Some((size, after)) = rest.split_first() else { break };
        let (word, after) = after.split_at_checked((*size).into()).unwrap_or((after, &[]));
        rest = after;
        if index > 0 {
            out.push_str(", ");
        }
        let text = match word {
            [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode_with_bom_removal(word).0,
            word => String::from_utf8_lossy(word),
        };
        out.push_str(text.split('\0').next().unwrap_or_default());
    }
    Item::Text(out.into_bump_str())
}
