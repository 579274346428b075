//! What is put together of texts, and what is taken out of them.

use super::super::moment::Moment;
use crate::block::BlockKind;
use crate::formula::Item;
use crate::tag::Tag;
use bumpalo::collections::String as ArenaString;

fn text<'a>(moment: &Moment<'_, 'a>, item: Item<'a>) -> &'a str {
    std::str::from_utf8(item.bytes(moment.cx.arena)).unwrap_or_default()
}

/// `pick(number, a, b, …)`: `a` for 0, `b` for 1; nothing for other numbers.
pub(super) fn pick<'a>(_: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some((number, choices)) = values.split_first() else { return Item::None };
    number.size().and_then(|number| choices.get(number)).copied().unwrap_or(Item::None)
}

/// `with_fraction(date, fraction, zone)`: the date with the fraction of its second and with its zone; nothing if neither
/// adds anything.
pub(super) fn with_fraction<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [date, fraction, zone] = *values else { return Item::None };
    let (date, fraction, zone) = (text(moment, date), text(moment, fraction), text(moment, zone));
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let fraction = fraction.get(..digits).unwrap_or_default();
    let mut out = ArenaString::from_str_in(date, moment.cx.arena);
    let end = end_of_seconds(date).filter(|end| !date.get(*end..).unwrap_or_default().starts_with('.'));
    if let Some(end) = end.filter(|_| !fraction.is_empty()) {
        out.insert_str(end, fraction);
        out.insert(end, '.');
    }
    if let Some(zone) = zone.get(..6).filter(|zone| is_zone(zone))
        && !date.len().checked_sub(6).and_then(|at| date.get(at..)).is_some_and(is_zone)
        && date.bytes().any(|byte| byte.is_ascii_digit())
    {
        out.push_str(zone);
    }
    if out == date { Item::None } else { Item::Text(out.into_bump_str()) }
}

/// Where the time in a date ends: `2020:01:02 03:04:05`.
fn end_of_seconds(date: &str) -> Option<usize> {
    let (at, time) = date.match_indices(' ').find_map(|(at, _)| Some((at, date.get(at + 1..at + 9)?)))?;
    matches_digits(time, "00:00:00").then_some(at + 9)
}

fn is_zone(text: &str) -> bool {
    matches_digits(text, "+00:00") || matches_digits(text, "-00:00")
}

/// Whether a text is like another one, but for its digits.
fn matches_digits(text: &str, like: &str) -> bool {
    let is_like = |(byte, like): (u8, u8)| if like == b'0' { byte.is_ascii_digit() } else { byte == like };
    text.len() == like.len() && text.bytes().zip(like.bytes()).all(is_like)
}

/// `degrees(number, "N", "S")`: degrees, minutes and seconds, with the letter of the sign.
pub(super) fn degrees<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [value, positive, negative] = *values else { return Item::None };
    if text(moment, value).is_empty() {
        return Item::Text("");
    }
    let number = value.real();
    let mut out = ArenaString::new_in(moment.cx.arena);
    // Writing to a string cannot fail.
    let _ = crate::printed::degrees(&mut out, number.abs());
    out.push(' ');
    out.push_str(text(moment, if number < 0.0 { negative } else { positive }));
    Item::Text(out.into_bump_str())
}

/// `rotation()`: by how many degrees a film has to be turned clockwise. It is told by the matrix of the first track of
/// pictures [ISO 14496-12 8.3.2, 8.4.3]; the sources are the names of the matrix and of the track's kind.
pub(super) fn rotation<'a>(moment: &Moment<'_, 'a>, _: &[Item<'a>]) -> Item<'a> {
    let (Some(matrix), Some(kind)) = (moment.tag(0), moment.tag(1)) else { return Item::None };
    let is_film = |tag: &&Tag<'a>| tag.source.block == BlockKind::QuickTime;
    let of_pictures = |tag: &&Tag<'a>| tag.name == kind.name && tag.raw().as_str() == Some("vide");
    let Some(track) = moment.tags.iter().filter(is_film).find(of_pictures) else { return Item::None };
    let of_track = |tag: &&Tag<'a>| tag.name == matrix.name && tag.group == track.group;
    let Some(matrix) = moment.tags.iter().filter(is_film).find(of_track) else { return Item::None };
    let matrix = matrix.raw().to_string();
    let mut numbers = matrix.split(' ').map(|word| word.parse::<f64>().unwrap_or_default());
    let (Some(across), Some(down)) = (numbers.next(), numbers.next()) else { return Item::None };
    if across == 0.0 && down == 0.0 {
        return Item::None;
    }
    let angle = down.atan2(across).to_degrees();
    let angle = if angle < 0.0 { angle + 360.0 } else { angle };
    let thousandths = (angle * 1000.0 + 0.5).floor() / 1000.0;
    crate::number::whole(thousandths, 15).map_or(Item::Real(thousandths), Item::Int)
}

/// `flash(fired, return, mode, function, red eye)`: the bits of Exif's tag [EXIF30 4.6.6.7.20].
pub(super) fn flash<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    const SHIFTS: [u32; 5] = [0, 1, 3, 5, 6];
    let number = |item: Item<'a>| match text(moment, item) {
        word if word.eq_ignore_ascii_case("true") => 1,
        _ => item.int(),
    };
    let bits = values.iter().zip(SHIFTS).map(|(item, shift)| (number(*item) & 3) << shift);
    Item::Int(bits.fold(0, |all, bits| all | bits))
}

/// `part_of(text, "Lat=")`: the number behind a word, or nothing.
pub(super) fn part_of<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [whole, word] = *values else { return Item::None };
    let Some((_, rest)) = text(moment, whole).split_once(text(moment, word)) else { return Item::None };
    let end = rest.find(|letter: char| !matches!(letter, '0'..='9' | '.' | '-' | '+')).unwrap_or(rest.len());
    match rest.get(..end) {
        None | Some("") => Item::None,
        Some(number) => Item::of_word(number.as_bytes()),
    }
}

/// `hex_number(text, from, length)`: the number that hexadecimal digits in a text stand for.
pub(super) fn hex_number<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [whole, from, length] = *values else { return Item::None };
    let range =
        from.size().zip(length.size()).and_then(|(from, length)| Some(from..from.checked_add(length)?));
    let digits = range.and_then(|range| text(moment, whole).get(range));
    let number = digits.and_then(|digits| i64::from_str_radix(digits, 16).ok());
    number.map_or(Item::None, Item::Int)
}

/// `extender(extender, lens, aperture)`: 0 if there is none, 1 if it is attached, and 2 if the camera has not noticed that
/// it was removed: then the lens has its own largest aperture again.
pub(super) fn extender<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    /// The number of the extender of which cameras do not notice it.
    const EC_14: i64 = 4;
    let [extender, lens, aperture] = *values else { return Item::None };
    let number = text(moment, extender).split(' ').nth(1).and_then(|word| i64::from_str_radix(word, 16).ok());
    match number {
        None | Some(0) => Item::Int(0),
        Some(EC_14) if own_aperture(text(moment, lens)).is_some_and(|own| aperture.real() - own < 0.2) => {
            Item::Int(2)
        }
        Some(_) => Item::Int(1),
    }
}

/// The largest aperture in the name of a lens: `14-54mm F2.8-3.5`.
fn own_aperture(name: &str) -> Option<f64> {
    let (_, behind) = name.split_once(" F")?;
    let end = behind.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(behind.len());
    behind.get(..end)?.parse().ok()
}
