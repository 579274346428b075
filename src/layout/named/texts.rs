//! Texts that are put together in a maker's own way.

use super::super::moment::Moment;
use crate::formula::Item;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// `lens_info(x)`: the shortest and longest focal length with their f-numbers: `18-55mm f/3.5-5.6`.
pub(crate) fn lens_info<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let text = std::str::from_utf8(value.bytes(moment.state.cx.arena)).unwrap_or_default();
    let words: Option<Vec<&str>> = text
        .split(' ')
        .map(|word| match word {
            "inf" | "undef" => Some("?"),
            word => word.parse::<f64>().is_ok().then_some(word),
        })
        .collect();
    let Some([short, long, wide, narrow]) = words.as_deref() else { return *value };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    // Writing to a string cannot fail.
    let _ = span(&mut out, short, long);
    out.push_str("mm f/");
    let _ = span(&mut out, wide, narrow);
    Item::Text(out.into_bump_str())
}

/// `18-55`, or one number if the second one is the same or 0.
fn span(out: &mut impl Write, from: &str, to: &str) -> std::fmt::Result {
    if to == "0" || to == from { write!(out, "{from}") } else { write!(out, "{from}-{to}") }
}

/// `casio_firmware_date(x)`: a date in bytes of text between NULs.
pub(crate) fn casio_firmware_date<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let bytes = value.bytes(moment.state.cx.arena);
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    let digits: Vec<u8> = bytes.iter().copied().filter(u8::is_ascii_digit).collect();
    let is_date = bytes.len() == 18
        && [(4, 6), (10, 12), (14, 18)]
            .iter()
            .all(|(from, to)| bytes.get(*from..*to).is_some_and(|gap| gap.iter().all(|byte| *byte == 0)));
    // Writing to a string cannot fail.
    let _ = match std::str::from_utf8(&digits).map(|digits| (digits, digits.len())) {
        Ok((digits, 10)) if is_date => {
            let part = |at: usize| digits.get(at..at.saturating_add(2)).unwrap_or_default();
            let century = if part(0) < "70" { "20" } else { "19" };
            write!(out, "{century}{}:{}:{} {}:{}", part(0), part(2), part(4), part(6), part(8))
        }
        _ => {
            let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
            let shown = bytes.get(..end).unwrap_or_default();
            let dotted: String = String::from_utf8_lossy(shown)
                .chars()
                .map(|sign| if sign == '\0' { '.' } else { sign })
                .collect();
            write!(out, "Unknown ({dotted})")
        }
    };
    Item::Text(out.into_bump_str())
}

/// `fuji_serial(x)`: a serial number that has the date of manufacture in it, and a part in hexadecimal digits that are
/// text.
pub(crate) fn fuji_serial<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    /// The date, and what follows it.
    const TAIL: usize = 18;
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let Ok(text) = std::str::from_utf8(value.bytes(arena)) else { return *value };
    let text = text.trim_end_matches(['\0', ' ']);
    let parts = text.len().checked_sub(TAIL).and_then(|at| text.split_at_checked(at));
    let mut out = ArenaString::new_in(arena);
    if let Some((head, tail)) = parts
        && let Some((date, rest)) = tail.split_at_checked(6)
        && let Some(date) = self::date(date)
    {
        let digits = head.bytes().rev().take_while(u8::is_ascii_hexdigit).count();
        let (start, hex) = head.split_at_checked(head.len().saturating_sub(digits)).unwrap_or((head, ""));
        let plain = unhexed(hex);
        // Writing to a string cannot fail.
        let _ = write!(out, "{start}{} {date} {rest}", String::from_utf8_lossy(&plain));
        return Item::Text(out.into_bump_str());
    }
    // Without a date, digits that are text are still shown as text.
    let Some((before, after)) = text.split_once("592D3") else { return *value };
    let pairs = after.get(1..).unwrap_or_default().as_bytes().chunks(2);
    let more = pairs.take_while(|pair| matches!(pair, [b'3', b'0'..=b'9'])).count().saturating_mul(2);
    let end = more.saturating_add(1);
    let hex = format!("592D3{}", after.get(..end).unwrap_or_default());
    let rest = after.get(end..).unwrap_or_default();
    let _ = write!(out, "{before}{} {rest}", String::from_utf8_lossy(&unhexed(&hex)));
    Item::Text(out.into_bump_str())
}

/// Six digits as a date, if they are one.
fn date(digits: &str) -> Option<String> {
    let part = |at: usize| digits.get(at..at.checked_add(2)?)?.parse::<u32>().ok();
    let (year, month, day) = (part(0)?, part(2)?, part(4)?);
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    let century = if year < 70 { 20 } else { 19 };
    is_date.then(|| format!("{century}{year:02}:{month:02}:{day:02}"))
}

/// The bytes that hexadecimal digits stand for.
fn unhexed(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// `nikon_text(x)`: words in capitals, written with a capital and small letters.
pub(crate) fn nikon_text<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(Item::Text(text)) = values.first() else {
        return values.first().copied().unwrap_or(Item::None);
    };
    let text = text.trim_end_matches(|sign: char| sign.is_ascii_whitespace() || sign == '\0');
    let mut out = ArenaString::with_capacity_in(text.len(), moment.state.cx.arena);
    let mut rest = text;
    let mut is_in_word = false;
    while let Some(sign) = rest.chars().next() {
        let run = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let (capitals, after) = rest.split_at_checked(run.max(sign.len_utf8())).unwrap_or((rest, ""));
        let goes_on = after.starts_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '_');
        let is_name = matches!(capitals, "AF" | "RAW") && !goes_on;
        if !is_in_word && run > 1 && capitals.contains(['A', 'E', 'I', 'O', 'U', 'Y']) && !is_name {
            out.push(sign);
            out.push_str(&capitals.get(1..).unwrap_or_default().to_ascii_lowercase());
        } else {
            out.push_str(capitals);
        }
        is_in_word = run > 0 || sign.is_ascii_alphanumeric() || sign == '_';
        rest = after;
    }
    Item::Text(out.into_bump_str())
}

/// `nikon_location(x, encoding)`: the name of a place in UTF-16 or UTF-8, without its NULs.
pub(crate) fn nikon_location<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    const UTF_16: i64 = 2;
    let [value, encoding] = values else { return Item::None };
    let bytes = value.bytes(moment.state.cx.arena);
    let text = if encoding.int() == UTF_16 {
        let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    };
    Item::Text(moment.state.cx.text(&text.replace('\0', "")))
}

/// `pentax_filter(x)`: a filter, and its parameters as pairs of a key and a value, on a line each.
pub(crate) fn pentax_filter<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let numbers: Vec<i64> = moment.numbers(*value).collect();
    let Some((filter, parameters)) = numbers.split_first() else { return Item::None };
    let mut out = ArenaString::new_in(arena);
    out.push_str(&String::from_utf8_lossy(moment.printed(Item::Int(*filter)).bytes(arena)));
    for pair in parameters.chunks_exact(2) {
        let [key, number] = *pair else { continue };
        if key == 0 {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = match usize::try_from(key).ok().and_then(|key| FILTER_PARAMETERS.get(key)).copied() {
            None | Some(("", _)) => write!(out, "\nUnknown({key})={number}"),
            Some((name, "+")) if number != 0 => write!(out, "\n{name}={number:+}"),
            Some((name, "" | "+")) => write!(out, "\n{name}={number}"),
            Some((name, words)) => {
                let words = words.split('|');
                match usize::try_from(number).ok().and_then(|number| words.clone().nth(number)) {
                    Some(word) if !word.is_empty() => write!(out, "\n{name}={word}"),
                    _ => write!(out, "\n{name}=Unknown({number})"),
                }
            }
        };
    }
    Item::Text(out.into_bump_str())
}

/// The parameters of Pentax's digital filters by their keys: the name, and `+` for a number with a sign, nothing for a
/// plain number, or the words for its values.
#[rustfmt::skip]
const FILTER_PARAMETERS: [(&str, &str); 53] = [
    ("", ""), ("Brightness", "+"), ("Saturation", "+"), ("Hue", "+"), ("Contrast", "+"), ("Sharpness", "+"),
    ("SoftFocus", ""), ("ShadowBlur", "Off|On"), ("HighContrast", ""),
    ("Color", "|Red|Magenta|Blue|Cyan|Green|Yellow"), ("Density", "|Light|Standard|Dark"),
    ("ExtractedColor", "Off|Red|Magenta|Blue|Cyan|Green|Yellow"), ("ColorRange", "+"),
    ("FilterEffect", "Off|Red|Green|Blue|Infrared"), ("ToningBA", "+"), ("InvertColor", "Off|On"), ("Slim", "+"),
    ("EffectDensity", "|Sparse|Normal|Dense"), ("Size", "|Small|Medium|Large"), ("Angle", "0deg||30deg|45deg|60deg"),
    ("Fisheye", "|Weak|Medium|Strong"), ("DistortionType", ""), ("DistortionLevel", "Off|Weak|Medium|Strong"),
    ("ShadingType", ""), ("ShadingLevel", "+"), ("Shading", ""), ("Blur", ""),
    ("ToneBreak", "Off|Red|Green|Blue|Yellow"), ("Toning", "+"), ("FrameComposite", "None|Thin|Medium|Thick"),
    ("PastelStrength", "|Weak|Medium|Strong"), ("Intensity", ""), ("Saturation2", "Off|Low|Medium|High"),
    ("HDR", "|Weak|Medium|Strong"), ("", ""), ("FocusPlane", "+"), ("FocusWidth", "|Narrow|Middle|Wide"),
    ("PlaneAngle", "Horizontal|Vertical|Positive slope|Negative slope"), ("Blur2", ""),
    ("Shape", "|Cross|Star|Snowflake|Heart|Note"), ("Posterization", ""), ("Contrast2", "|Low|Medium|High"),
    ("ScratchEffect", "Off|On"), ("", ""), ("", ""), ("ToneExpansion", "|Low|Medium|High"), ("", ""),
    ("UnicolorBold", "|Red|Magenta|Blue|Cyan|Green|Yellow"), ("BoldMonochrome", ""),
    ("OriginalColor", "|Red|Magenta|Blue|Cyan|Green|Yellow"), ("NewColor", "|Red|Magenta|Blue|Cyan|Green|Yellow"),
    ("ColorScale", ""), ("Toning2", "+"),
];

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    #[test]
    fn a_filter_is_a_list() {
        // A record of filters: five bytes, then seventeen for each.
        let mut record = vec![0; 5];
        record.extend([9, 1, 3, 2, 0xff, 20, 1, 99, 7]);
        record.resize(64, 0);
        let at = NOTE + 6 + 2 + 12 + 4;
        let note = [&b"AOC\0II"[..], &directory(&[(0x022a, 7, 64, at)]), &record].concat();
        let tags = tags(&picture("RICOH IMAGING COMPANY, LTD.", "PENTAX K-3", &note));
        let filter = value(&tags, "Pentax:DigitalFilter01");
        for part in ["Fisheye", "Brightness=+3", "Saturation=-1", "Fisheye=Weak", "Unknown(99)=7"] {
            assert!(filter.contains(part), "{filter}");
        }
        // A filter that is 0 is none.
        assert_eq!(value(&tags, "Pentax:DigitalFilter02"), "");
    }

    fn fuji(text: &[u8]) -> String {
        let len = u32::try_from(text.len()).unwrap();
        let note = [&b"FUJIFILM\x0c\0\0\0"[..], &directory(&[(0x0010, 2, len, 30)]), text].concat();
        value(&tags(&picture("FUJIFILM", "X-T4", &note)), "FujiFilm:InternalSerialNumber").to_owned()
    }

    #[test]
    fn a_serial_number_of_fujifilm_has_a_date() {
        assert_eq!(fuji(b"592D31313436070219ABCDEF012345\0"), "Y-1146 2007:02:19 ABCDEF012345");
        assert_eq!(fuji(b"593532363631080521AB\0"), "593532363631080521AB");
    }

    fn casio(text: &[u8]) -> String {
        let len = u32::try_from(text.len()).unwrap();
        let note = [directory(&[(0x0015, 7, len, NOTE + 18)]), text.to_vec()].concat();
        value(&tags(&picture("CASIO COMPUTER CO.,LTD", "QV-X", &note)), "Casio:FirmwareDate").to_owned()
    }

    #[test]
    fn a_date_of_casio_has_gaps() {
        assert_eq!(casio(b"0603\x00\x000710\x00\x0025\0\0\0\0"), "2006:03:07 10:25");
        assert_eq!(casio(b"0603\0\0\0\0"), "Unknown (0603)");
    }
}
