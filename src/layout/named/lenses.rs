//! What lenses are, in their makers' words.

use super::super::moment::Moment;
use crate::formula::Item;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// `nikon_lens_type(x)`: the letters that stand before and after the name of a lens.
pub(crate) fn nikon_lens_type<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    const NAMES: [&str; 8] = ["MF", "D", "G", "VR", "1", "FT-1", "E", "AF-P"];
    let Some(value) = values.first() else { return Item::None };
    let bits = value.int();
    if bits == 0 {
        let is_number = value.bytes(moment.state.cx.arena) == b"0";
        return Item::Text(if is_number { "AF" } else { "(none)" });
    }
    let has = |bit: usize| bits >> bit & 1 == 1;
    let mut words: Vec<String> = Vec::new();
    for bit in (0..32).filter(|bit| has(*bit)) {
        match NAMES.get(bit).copied() {
            // A lens without an aperture ring is no D lens; the other words have places of their own.
            Some("D") if has(2) => {}
            Some("1" | "FT-1" | "E") => {}
            Some(name) => words.push(name.to_owned()),
            None => words.push(format!("[{bit}]")),
        }
    }
    if has(6) {
        // It takes the place of a G that is not the only other word.
        if words.first().is_some_and(|word| word == "G") && bits & !0b100_0110 != 0 {
            words.remove(0);
        }
        words.insert(0, "E".to_owned());
    }
    if has(4) {
        words.insert(0, "1".to_owned());
    }
    if has(5) {
        words.push("FT-1".to_owned());
    }
    Item::Text(moment.state.cx.text(&words.join(" ")))
}

/// `sony_lens_spec_value(x)`: eight bytes as features, focal lengths, f-numbers and features.
pub(crate) fn sony_lens_spec_value<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let [before, a, b, c, d, wide, narrow, after] = *value.bytes(moment.state.cx.arena) else {
        return *value;
    };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    let length = |high: u8, low: u8| {
        let digits = format!("{high:02x}{low:02x}");
        // What is no decimal digit ends the number.
        let end = digits.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(digits.len());
        let whole = digits.get(..end).unwrap_or_default().trim_start_matches('0');
        if whole.is_empty() { "0".to_owned() } else { whole.to_owned() }
    };
    let aperture = |byte: u8| {
        let digits = format!("{}{}", byte >> 4, byte & 15);
        let tenths: u32 = digits.parse().unwrap_or_default();
        if tenths.is_multiple_of(10) {
            format!("{}", tenths / 10)
        } else {
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    };
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "{before:02x} {} {} {} {} {after:02x}",
        length(a, b),
        length(c, d),
        aperture(wide),
        aperture(narrow)
    );
    Item::Text(out.into_bump_str())
}

/// `sony_lens_spec(x)`: the name that the value stands for: `E 18-55mm F3.5-5.6 OSS`.
pub(crate) fn sony_lens_spec<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let Ok(text) = std::str::from_utf8(value.bytes(arena)) else { return *value };
    let words: Vec<&str> = text.split(' ').collect();
    let [before, short, long, wide, narrow, after] = *words.as_slice() else { return *value };
    let number = |word: &str| word.parse::<f64>().unwrap_or_default();
    let is_zero = |word: &str| number(word) == 0.0;
    // The second of two numbers is 0 if there is only one.
    let is_less = |word: &str, than: &str| !is_zero(word) && number(word) < number(than);
    let mut out = ArenaString::new_in(arena);
    if is_zero(short) || is_zero(wide) || is_less(long, short) || is_less(narrow, wide) {
        // Writing to a string cannot fail.
        let _ = write!(out, "Unknown ({text})");
        return Item::Text(out.into_bump_str());
    }
    let [prefix, suffix] = features(before, after);
    for word in prefix {
        let _ = write!(out, "{word} ");
    }
    out.push_str(short);
    if !is_zero(long) && long != short {
        let _ = write!(out, "-{long}");
    }
    let _ = write!(out, "mm F{wide}");
    if !is_zero(narrow) && narrow != wide {
        let _ = write!(out, "-{narrow}");
    }
    for word in suffix {
        let _ = write!(out, " {word}");
    }
    Item::Text(out.into_bump_str())
}

/// `sony_lens_features(x)`: the same words without the numbers.
pub(crate) fn sony_lens_features<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let text = std::str::from_utf8(value.bytes(moment.state.cx.arena)).unwrap_or_default();
    let Some((before, after)) = text.split_once(' ') else { return *value };
    Item::Text(moment.state.cx.text(&features(before, after).concat().join(" ")))
}

/// The words before and after the numbers, for two bytes in hexadecimal digits.
fn features(before: &str, after: &str) -> [Vec<String>; 2] {
    /// Bits of which one value counts: the mask, and the words of its values.
    type Choice = (u16, &'static [(u16, &'static str)]);
    const PREFIX: [Choice; 2] =
        [(0x4000, &[(0x4000, "PZ")]), (0x300, &[(0x100, "DT"), (0x200, "FE"), (0x300, "E")])];
    const SUFFIX: [Choice; 6] = [
        (0xe0, &[(0x20, "STF"), (0x40, "Reflex"), (0x60, "Macro"), (0x80, "Fisheye")]),
        (0xc, &[(4, "ZA"), (8, "G")]),
        (0x3, &[(1, "SSM"), (2, "SAM")]),
        (0x8000, &[(0x8000, "OSS")]),
        (0x2000, &[(0x2000, "LE")]),
        (0x800, &[(0x800, "II")]),
    ];
    let byte = |digits: &str| u16::from_str_radix(digits, 16).unwrap_or_default();
    let bits = byte(before) << 8 | byte(after) & 0xff;
    let words = |choices: &[Choice]| -> Vec<String> {
        let chosen =
            choices.iter().map(|(mask, words)| (bits & mask, words)).filter(|(value, _)| *value != 0);
        chosen
            .map(|(value, words)| {
                let word = words.iter().find(|(known, _)| *known == value);
                word.map_or_else(|| format!("Unknown({value:04x})"), |(_, word)| (*word).to_owned())
            })
            .collect()
    };
    let mut prefix = words(&PREFIX);
    prefix.reverse();
    [prefix, words(&SUFFIX)]
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    fn spec(bytes: [u8; 8]) -> String {
        let at = NOTE + 12 + 2 + 12 + 4;
        let note = [&b"SONY DSC \0\0\0"[..], &directory(&[(0xb02a, 7, 8, at)]), &bytes].concat();
        value(&tags(&picture("SONY", "ILCE-7M3", &note)), "Sony:LensSpec").to_owned()
    }

    #[test]
    fn a_lens_is_described_by_its_numbers() {
        assert_eq!(spec([0x02, 0x00, 0x24, 0x00, 0x50, 0x28, 0x28, 0x08]), "FE 24-50mm F2.8 G");
        assert_eq!(spec([0x83, 0x00, 0x50, 0x00, 0x00, 0x18, 0x00, 0x00]), "E 50mm F1.8 OSS");
    }

    #[test]
    fn numbers_that_no_lens_has_are_unknown() {
        assert_eq!(spec([0x83, 0x0b, 0x01, 0x00, 0x02, 0x35, 0x56, 0x00]), "Unknown (83 0 2 3.5 5.6 00)");
        assert_eq!(spec([0x00, 0x00, 0x24, 0x00, 0x18, 0x28, 0x28, 0x00]), "Unknown (00 24 18 2.8 2.8 00)");
    }
}
