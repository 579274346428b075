//! Which lens was used.

use super::super::moment::Moment;
use crate::codes::Codes;
use crate::formula::Item;
use crate::makernote::lens_fit::Lens;
use crate::makernote::lenses;
use crate::normalize::refers_to;
use crate::tag::{Tag, Value};
use std::fmt::Write;

/// The places of the sources of [`lens_of_type`] in its row.
mod source {
    pub const TYPE: usize = 0;
    pub const FOCALS: [usize; 2] = [1, 11];
    pub const APERTURE: [usize; 2] = [2, 3];
    pub const SHORTEST: usize = 4;
    pub const LONGEST: usize = 5;
    pub const MODEL: usize = 6;
    pub const RANGE: usize = 7;
    pub const SPEC: usize = 8;
    /// The numbers of newer lenses.
    pub const OTHERS: [usize; 3] = [9, 10, 12];
}

/// `lens_of_type(maker, line)`: the lens of a number. Its sources stand in the order of [`source`]. If the list has no lens
/// of this maker that fits, but the name in the file begins with the maker, that name is the lens's; and names of lines
/// (`| Contemporary 015`) are those of the other maker.
pub(super) fn lens_of_type<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [Item::Text(maker), Item::Text(line)] = *values else { return Item::None };
    let makers = (maker, line);
    let Some(first) = moment.tag(source::TYPE) else { return Item::None };
    let make = moment.camera.make;
    let names = names(first, make);
    if names.is_empty() {
        return unlisted(moment, first);
    }
    // The number may say that another tag has it.
    let other =
        source::OTHERS.into_iter().filter_map(|other| moment.tag(other)).find(|tag| refers(first, tag));
    if let Some(other) = other {
        let names = self::names(other, make);
        // Of a number that is not listed any of these lenses may be meant.
        let any = || list(other, make).map(lenses::all).unwrap_or_default();
        return chosen(moment, &if names.is_empty() { any() } else { names }, makers);
    }
    if let ["n/a"] = names.as_slice()
        && let Some((shortest, longest)) = ends(moment)
    {
        return moment.text(format_args!("Unknown {}", span(shortest, longest)));
    }
    chosen(moment, &names, makers)
}

/// The ends of the lens's focal lengths.
fn ends(moment: &Moment<'_, '_>) -> Option<(f64, f64)> {
    number(moment, source::SHORTEST).zip(number(moment, source::LONGEST))
}

/// Focal lengths as they are written: `18-55mm`.
fn span(shortest: f64, longest: f64) -> String {
    let [shortest, longest] = [shortest, longest].map(|number| crate::number::g(number.trunc(), 15));
    if shortest == longest { format!("{shortest}mm") } else { format!("{shortest}-{longest}mm") }
}

/// The lens of a number that is in no list.
fn unlisted<'a>(moment: &Moment<'_, 'a>, tag: &Tag<'a>) -> Item<'a> {
    if list(tag, moment.camera.make).is_some() { printed(moment, tag) } else { Item::None }
}

fn printed<'a>(moment: &Moment<'_, 'a>, tag: &Tag<'a>) -> Item<'a> {
    moment.text(format_args!("{}", tag.value))
}

/// The names of the lenses with a number.
fn names(tag: &Tag<'_>, make: &str) -> Vec<&'static str> {
    list(tag, make).map(|list| lenses::names(list, &tag.raw().to_string())).unwrap_or_default()
}

/// The lenses of a tag's numbers.
fn list(tag: &Tag<'_>, make: &str) -> Option<&'static Codes> {
    let group = tag.group.name();
    // Where a film or another file has the note, its group is not the maker's.
    lenses::list(&group, &tag.name).or_else(|| lenses::list(maker(make)?, &tag.name))
}

/// The group of a maker with a list of lenses.
fn maker(make: &str) -> Option<&'static str> {
    let is_maker =
        |group: &&str| make.get(..group.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(group));
    lenses::groups("LensType").chain(lenses::groups("")).find(is_maker)
}

/// Whether a number of a lens stands for all that have their numbers in another tag.
fn refers(first: &Tag<'_>, other: &Tag<'_>) -> bool {
    refers_to(&first.group.to_string(), &other.name, &first.raw().to_string())
        && other.raw().as_f64().is_some_and(|number| number > 0.0)
}

/// Of several names those that fit.
fn chosen<'a>(moment: &Moment<'_, 'a>, names: &[&str], (maker, line): (&str, &str)) -> Item<'a> {
    if let [name] = names {
        return moment.text(format_args!("{name}"));
    }
    let model = moment.tag(source::MODEL).and_then(|tag| tag.value.as_str()).unwrap_or_default();
    let spec = moment.tag(source::SPEC).and_then(|tag| tag.value.as_str());
    let telling = telling(model, line);
    let range = moment.tag(source::RANGE).map(|tag| tag.value.to_string());
    let range = range.as_deref().and_then(|range| range.split_once([' ', '-']));
    let end = |text: Option<&str>| text.and_then(|text| text.trim().parse::<f64>().ok());
    let lens = Lens {
        shortest: number(moment, source::SHORTEST).or_else(|| end(range.map(|range| range.0))),
        longest: number(moment, source::LONGEST).or_else(|| end(range.map(|range| range.1))),
        current: source::FOCALS.into_iter().find_map(|source| number(moment, source)),
        aperture: source::APERTURE.into_iter().find_map(|source| number(moment, source)),
        name: spec.unwrap_or(&telling),
    };
    match (lens.among(names), ends(moment)) {
        (Some(name), _) if is_by(model, maker) && name.contains(" or ") && !name.contains(maker) => {
            moment.text(format_args!("{model}"))
        }
        (Some(name), _) => moment.text(format_args!("{name}")),
        (None, Some((shortest, longest))) => {
            let number = moment.value(source::TYPE).bytes(moment.cx.arena);
            let number = String::from_utf8_lossy(number);
            moment.text(format_args!("Unknown ({number}) {}", span(shortest, longest)))
        }
        (None, None) => names.first().map_or(Item::None, |name| moment.text(format_args!("{name}"))),
    }
}

/// Whether the name of a lens begins with that of its maker.
fn is_by(model: &str, maker: &str) -> bool {
    model.get(..maker.len()).is_some_and(|start| start.eq_ignore_ascii_case(maker))
}

/// The words of a lens's name by which `ExifTool` tells apart lenses that fit alike: the motor, the version, and the line of
/// a maker, of which lists have the first letter: `| Contemporary 015`.
fn telling(model: &str, maker: &str) -> String {
    const WORDS: [&str; 3] = ["USM", "II", "III"];
    let mut words: Vec<&str> = model.split(' ').filter(|word| WORDS.contains(word)).collect();
    let line = model.split_once("| ").and_then(|(_, line)| line.get(..1));
    if let Some(line) = line {
        words.extend([line, maker]);
    }
    words.join(" ")
}

/// A number that is greater than nothing.
fn number(moment: &Moment<'_, '_>, source: usize) -> Option<f64> {
    moment.tag(source)?.raw().as_f64().filter(|number| *number > 0.0)
}

/// `lens_of_key(x)`: the lens that is known by several numbers: `92 2C 2D 88 2C 40 4B 0E`. Without a value it makes the
/// key of the sources.
pub(super) fn lens_of_key<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [value] = *values else { return key(moment) };
    let arena = moment.cx.arena;
    let key = std::str::from_utf8(value.bytes(arena)).unwrap_or_default();
    let Some(list) = moment.tag(0).and_then(|tag| lenses::list(&tag.group.to_string(), "")) else {
        return Item::None;
    };
    let mut names = lenses::names(list, key);
    if let (true, Some((first, rest))) = (names.is_empty(), key.split_once(' ')) {
        // Firmware changes how many stops a lens is said to have, which is the second number.
        let rest = rest.split_once(' ').map_or("", |(_, rest)| rest);
        names = lenses::between(list, &format!("{first} "), &format!(" {rest}"));
    }
    match names.as_slice() {
        [] => moment.text(format_args!("Unknown ({key})")),
        names => moment.text(format_args!("{}", names.join(" or "))),
    }
}

/// The key of a lens: a byte of each source in hexadecimal digits.
fn key<'a>(moment: &Moment<'_, 'a>) -> Item<'a> {
    let mut key = String::new();
    for source in 0..moment.row.sources.len() {
        let Some(tag) = moment.tag(source) else { return Item::None };
        let Some(number) = byte(tag.stored.as_ref().unwrap_or(tag.raw())) else { return Item::None };
        let between = if source == 0 { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(key, "{between}{number:02X}");
    }
    moment.text(format_args!("{key}"))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is whole and of one byte
fn byte(value: &Value<'_>) -> Option<u8> {
    let number = value.as_f64()?;
    (number.fract() == 0.0 && (0.0..256.0).contains(&number)).then_some(number as u8)
}

/// `lens_of_xmp(line)`: the lens of a number that a program copied from a maker note to XMP. The sources are the number and
/// the maker, the lens's focal lengths and apertures, the focal length, the lens's name and its largest aperture.
pub(super) fn lens_of_xmp<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [Item::Text(line)] = *values else { return Item::None };
    let (Some(id), Some(make)) = (moment.tag(0), moment.tag(1).and_then(|tag| tag.value.as_str())) else {
        return Item::None;
    };
    let id = id.raw().to_string();
    let group = maker(make);
    let Some(group) = group else { return moment.text(format_args!("Unknown ({id})")) };
    let names = match (lenses::list(group, "LensType"), lenses::list(group, "")) {
        (Some(list), _) => lenses::names(list, &id),
        (None, Some(list)) => {
            // Of the numbers of the key the first is known.
            let first = id.parse::<u8>().map(|number| format!("{number:02X} ")).unwrap_or_default();
            if first.is_empty() { Vec::new() } else { lenses::between(list, &first, "") }
        }
        (None, None) => Vec::new(),
    };
    if names.is_empty() {
        return moment.text(format_args!("Unknown ({id})"));
    }
    if let [name] = names.as_slice() {
        return moment.text(format_args!("{name}"));
    }
    let info = moment.tag(2).map(|tag| tag.raw().to_string()).unwrap_or_default();
    let info: Vec<Option<f64>> = info.split(' ').map(|word| word.parse().ok()).collect();
    let told = |at: usize| info.get(at).copied().flatten().filter(|number: &f64| *number > 0.0);
    let lens = Lens {
        shortest: told(0),
        longest: told(1),
        current: number(moment, 3),
        aperture: number(moment, 5).or(told(2)),
        name: &telling(moment.tag(4).and_then(|tag| tag.value.as_str()).unwrap_or_default(), line),
    };
    match (lens.among(&names), told(0).zip(told(1))) {
        (Some(name), _) => moment.text(format_args!("{name}")),
        (None, Some((shortest, longest))) => {
            moment.text(format_args!("Unknown ({id}) {}", span(shortest, longest)))
        }
        (None, None) => names.first().map_or(Item::None, |name| moment.text(format_args!("{name}"))),
    }
}

/// `lens_of_model(names …)`: the first name with a focal length in it: `18-55mm`, `12-60/F2.8`.
pub(super) fn lens_of_model<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let is_name = |item: &&Item<'a>| {
        let text = item.bytes(moment.cx.arena);
        text.windows(2).any(|letters| letters == b"mm")
            || text.windows(3).any(|letters| matches!(letters, [b'0'..=b'9', b'/', b'F']))
    };
    values.iter().find(is_name).copied().unwrap_or(Item::None)
}
