//! Apple's property lists as text.

use super::super::moment::Moment;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::makernote::bplist::{List, Object};
use crate::number;
use std::fmt::Write;

/// How many lists may lie in each other, and how many objects a list is made of at most.
const DEPTH: u32 = 8;
const OBJECTS: u32 = 1024;

/// Seconds from 1970 to 2001, from which dates are counted.
const SINCE_2001: f64 = 978_307_200.0;

/// `plist(x)`: the value of a binary property list. Dictionaries and arrays are written as `ExifTool` writes structures:
/// `{a=1,b=[2,3]}`.
pub(crate) fn plist<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let arena = moment.state.cx.arena;
    let Some(list) = List::open(Bytes::new(value.bytes(arena), 0)) else { return Item::None };
    let text = match list.top() {
        Some(Object::Number(number)) => match i64::try_from(number) {
            Ok(number) => return Item::Int(number),
            Err(_) => Some(number.to_string()),
        },
        Some(Object::Real(number)) => return Item::Real(number),
        Some(Object::Data(bytes)) => {
            Some(format!("(Binary data {} bytes, use -b option to extract)", bytes.len()))
        }
        // What is listed alone needs no brackets.
        Some(Object::Array(parts)) => {
            let mut left = OBJECTS;
            let words: Option<Vec<String>> =
                parts.iter().map(|part| written(&list, *part, DEPTH, &mut left)).collect();
            words.map(|words| words.join(", "))
        }
        Some(Object::Dictionary(_)) => written(&list, list.top, DEPTH, &mut { OBJECTS }),
        Some(object) => plain(&object),
        None => None,
    };
    text.map_or(Item::None, |text| Item::Text(moment.state.cx.text(&text)))
}

/// An object that is not made of others, as text.
fn plain(object: &Object<'_>) -> Option<String> {
    Some(match object {
        Object::Bool(value) => (if *value { "True" } else { "False" }).to_owned(),
        Object::Number(number) => number.to_string(),
        Object::Real(value) => number::g(*value, 15),
        Object::Date(seconds) => date(*seconds + SINCE_2001)?,
        Object::Data(bytes) | Object::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Object::Wide(bytes) => {
            let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        Object::Array(_) | Object::Dictionary(_) => return None,
    })
}

/// A date and time.
#[allow(clippy::cast_possible_truncation)] // dates beyond the calendar are none
fn date(seconds: f64) -> Option<String> {
    let time = chrono::DateTime::from_timestamp(seconds.floor() as i64, 0)?;
    Some(time.format("%Y:%m:%d %H:%M:%S+00:00").to_string())
}

/// An object within a structure.
fn written(list: &List<'_>, object: usize, depth: u32, left: &mut u32) -> Option<String> {
    *left = left.checked_sub(1)?;
    let depth = depth.checked_sub(1)?;
    match list.read(object)? {
        Object::Dictionary(pairs) => {
            let mut fields = Vec::new();
            for (key, value) in pairs {
                let key = plain(&list.read(key)?)?;
                let mark = if key.starts_with(|sign: char| sign.is_ascii_digit()) { "_" } else { "" };
                fields.push((format!("{mark}{key}"), value));
            }
            fields.sort();
            let mut out = String::from("{");
            for (key, value) in fields {
                let comma = if out.len() > 1 { "," } else { "" };
                // Writing to a string cannot fail.
                let _ = write!(out, "{comma}{key}={}", escaped(list, value, "|,}", depth, left)?);
            }
            out.push('}');
            Some(out)
        }
        Object::Array(parts) => {
            let is_shown = |part: &usize| !matches!(list.read(*part), Some(Object::Dictionary(_)));
            let words: Option<Vec<String>> = parts
                .into_iter()
                .filter(is_shown)
                .map(|part| escaped(list, part, "|,}]", depth, left))
                .collect();
            Some(format!("[{}]", words?.join(",")))
        }
        object => plain(&object),
    }
}

/// An object within a structure; in text, what has a meaning there is marked.
fn escaped(list: &List<'_>, object: usize, signs: &str, depth: u32, left: &mut u32) -> Option<String> {
    let text = written(list, object, depth, left)?;
    if matches!(list.read(object), Some(Object::Dictionary(_) | Object::Array(_))) {
        return Some(text);
    }
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if signs.contains(sign) {
            out.push('|');
        }
        out.push(sign);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{directory, picture, tags, value};

    #[test]
    fn a_dictionary_is_written_as_a_structure() {
        let list = [
            &b"bplist00\xd2\x01\x02\x03\x04\x51a\x51b\x10\x01\xa1\x05\x10\x02\x08\x0d\x0f\x11\x13\x15"[..],
            &[0, 0, 0, 0, 0, 0, 1, 1],
            &[6u64.to_be_bytes(), 0u64.to_be_bytes(), 23u64.to_be_bytes()].concat(),
        ]
        .concat();
        let entries = directory(&[(0x40, 7, u32::try_from(list.len()).unwrap(), 32)]);
        let note = [&b"Apple iOS\0\0\x01II"[..], &entries, &list].concat();
        assert_eq!(value(&tags(&picture("Apple", "iPhone", &note)), "Apple:SemanticStyle"), "{a=1,b=[2]}");
        // One that leads to itself is not followed forever.
        let circle: Vec<u8> = list.iter().map(|byte| if *byte == 5 { 4 } else { *byte }).collect();
        let note = [&b"Apple iOS\0\0\x01II"[..], &entries, &circle].concat();
        assert_eq!(value(&tags(&picture("Apple", "iPhone", &note)), "Apple:SemanticStyle"), "");
    }
}
