//! The keys and values in a profile [ICC.1:2022 10.9].

use super::value;
use crate::bytes::Bytes;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;
use crate::tag::Value;

/// The name of the type.
const TYPE: &[u8] = b"dict";
/// Where the number of records is, and where the first one begins.
const COUNT: usize = 8;
const RECORDS: usize = 16;
/// The least size of a record: the offset and size of a name, and those of a value.
const RECORD: usize = 16;
/// How many records are read.
const MOST: u32 = 256;

/// Makes a tag of each key and its value.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    if !state.cx.shows_tags {
        return;
    }
    let Some(bytes) = part.bytes(u64::MAX).filter(|bytes| bytes.starts_with(TYPE)) else { return };
    let (Some(count), Some(step)) = (bytes.be32(COUNT), bytes.be32(COUNT + 4)) else { return };
    let Some(step) = usize::try_from(step).ok().filter(|step| *step >= RECORD) else { return };
    // The places of the tags in the sink, by name.
    let mut places: Vec<(&str, usize)> = Vec::new();
    for index in 0..count.min(MOST) as usize {
        let at = index.saturating_mul(step).saturating_add(RECORDS);
        let Some((key, text)) = record(state, bytes, at) else {
            state.issue(IssueCode::BadOffset, bytes.absolute(0), || {
                format!("the key {} of {count} is not there", index + 1)
            });
            return;
        };
        let Some(name) = name(state, key) else { continue };
        let known = places.iter().find(|(other, _)| *other == name).map(|(_, place)| *place);
        if known.is_none() {
            places.push((name, state.sink.tags.len()));
        }
        let stored = Stored { part: &part, bytes, at: part.at, format: Format::Undef, count: 0 };
        emit::text(state, table, (name, None), Value::text(text), &stored, known);
    }
}

/// The name and the value of a record. None if it is not all there.
fn record<'a>(state: &mut State<'_, 'a>, bytes: Bytes<'a>, at: usize) -> Option<(&'a str, &'a str)> {
    let record = bytes.get(at, RECORD)?;
    let number = |at: usize| record.be32(at).and_then(|number| usize::try_from(number).ok());
    let (key, text) = (bytes.get(number(0)?, number(4)?)?, bytes.get(number(8)?, number(12)?)?);
    if !state.pay((key.len() + text.len()) as u64) {
        return None;
    }
    Some((value::utf16(key, state.cx), value::utf16(text, state.cx)))
}

/// The name of a tag that ExifTool makes of a key: without spaces and signs, and it begins with a capital.
fn name<'a>(state: &State<'_, 'a>, key: &str) -> Option<&'a str> {
    let mut name = String::with_capacity(key.len());
    let mut is_start = true;
    for letter in key.chars() {
        if letter.is_ascii_whitespace() {
            is_start = true;
            continue;
        }
        if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_') {
            name.push(if is_start { letter.to_ascii_uppercase() } else { letter });
            is_start = false;
        }
    }
    if key.is_empty() {
        return None;
    }
    let is_name = name.len() > 1 && name.starts_with(|first: char| first.is_ascii_alphabetic());
    Some(if is_name { state.cx.text(&name) } else { state.cx.text(&format!("Tag{name}")) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{profile, read, utf16};

    /// A dictionary.
    fn dictionary(all: &[(&str, &str)]) -> Vec<u8> {
        let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
        let mut bytes = [&b"dict\0\0\0\0"[..], &number(all.len()), &number(16)].concat();
        let (start, mut letters) = (16 + 16 * all.len(), Vec::new());
        for text in all.iter().flat_map(|(key, value)| [key, value]).map(|text| utf16(text)) {
            bytes.extend([number(start + letters.len()), number(text.len())].concat());
            letters.extend(text);
        }
        [bytes, letters].concat()
    }

    fn tags(value: Vec<u8>) -> (Vec<String>, Vec<String>) {
        read(&[&profile(&[(b"meta", value)])])
    }

    #[test]
    fn names_are_made_of_keys() {
        let value = dictionary(&[
            ("CreatorApp", "program"),
            ("my  own key", "1"),
            ("n.a.m e", "2"),
            ("1a", "3"),
            ("_x", "4"),
            ("", "nothing"),
            ("x", "5"),
            ("1a", "6"),
        ]);
        let expected = ["CreatorApp=program", "MyOwnKey=1", "NamE=2", "Tag1a=6", "Tag_x=4", "TagX=5"];
        assert_eq!(tags(value), (expected.map(|tag| format!("ICC-meta:{tag}")).to_vec(), vec![]));
    }

    #[test]
    fn what_is_not_there_ends_the_list() {
        let mut value = dictionary(&[("CreatorApp", "a"), ("MediaColor", "b")]);
        value.splice(40..44, [0xff; 4]);
        let one = (vec!["ICC-meta:CreatorApp=a".to_owned()], vec!["bad-offset".to_owned()]);
        assert_eq!(tags(value), one);
        assert_eq!(tags(b"text\0\0\0\0none".to_vec()), (vec![], vec![]));
        assert_eq!(tags(b"dict\0\0\0\0\0\x0f\x42\x40\0\0\0\x10".to_vec()).1, ["bad-offset"]);
    }
}
