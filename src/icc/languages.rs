//! A text in several languages [ICC.1:2022 10.15].

use super::value;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::part::Stored;
use crate::layout::state::State;
use crate::layout::tables::{Flags, Row, Table};
use crate::tag::Value;

/// Where the number of records is, and where the first one begins.
const COUNT: usize = 8;
const RECORDS: usize = 16;
/// The least size of a record: a language, a country, a length and an offset.
const RECORD: usize = 12;
/// How many records are read. Profiles have about 40.
const MOST: u32 = 256;

/// The language of which ExifTool does not add the name.
const DEFAULT: &str = "en-US";

/// Makes a tag for each language.
pub(super) fn read<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    row: &'static Row,
    stored: &Stored<'_, 'a>,
) {
    let bytes = stored.bytes;
    let (Some(count), Some(step)) = (bytes.be32(COUNT), bytes.be32(COUNT + 4)) else { return };
    let Some(step) = usize::try_from(step).ok().filter(|step| *step >= RECORD) else { return };
    // The places of the tags in the sink, by language.
    let mut places: Vec<(&str, usize)> = Vec::new();
    for index in 0..count.min(MOST) as usize {
        let at = index.saturating_mul(step).saturating_add(RECORDS);
        let Some((lang, value)) = record(state, bytes, at) else {
            state.issue(IssueCode::BadOffset, bytes.absolute(0), || {
                format!("{}: the text {} of {count} is not there", row.name(), index + 1)
            });
            return;
        };
        let Some(lang) = lang else {
            emit::item(state, table, row, stored, Item::Text(value));
            continue;
        };
        let known = places.iter().find(|(other, _)| *other == lang).map(|(_, place)| *place);
        if known.is_none() {
            places.push((lang, state.sink.tags.len()));
        }
        let value =
            if row.flags.has(Flags::BINARY) { Value::Unread(value.len() as u64) } else { Value::text(value) };
        emit::text(state, table, (row.name(), Some(lang)), value, stored, known);
    }
}

/// The language and the text of a record. None if it is not all there.
fn record<'a>(state: &mut State<'_, 'a>, bytes: Bytes<'a>, at: usize) -> Option<(Option<&'a str>, &'a str)> {
    let record = bytes.get(at, RECORD)?;
    let (length, start) = (record.be32(4)?, record.be32(8)?);
    let text = bytes.get(usize::try_from(start).ok()?, usize::try_from(length).ok()?)?;
    if !state.pay(text.len() as u64) {
        return None;
    }
    Some((language(state, record), value::utf16(text, state.cx)))
}

/// The name of a language and its country, unless it is the default or there are no letters.
fn language<'a>(state: &State<'_, 'a>, record: Bytes<'a>) -> Option<&'a str> {
    let letters = record.get(0, 4)?.as_slice();
    let [a, b, c, d] = *letters else { return None };
    if !letters.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    let name = [
        a.to_ascii_lowercase(),
        b.to_ascii_lowercase(),
        b'-',
        c.to_ascii_uppercase(),
        d.to_ascii_uppercase(),
    ];
    let name = std::str::from_utf8(&name).ok().filter(|name| *name != DEFAULT)?;
    Some(state.cx.text(name))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{profile, read, utf16};

    /// A text in several languages.
    fn texts(all: &[(&[u8; 4], &str)]) -> Vec<u8> {
        let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
        let mut bytes = [&b"mluc\0\0\0\0"[..], &number(all.len()), &number(12)].concat();
        let (start, mut letters) = (16 + 12 * all.len(), Vec::new());
        for (lang, text) in all {
            let text = utf16(text);
            bytes.extend([&lang[..], &number(text.len()), &number(start + letters.len())].concat());
            letters.extend(text);
        }
        [bytes, letters].concat()
    }

    fn tags(value: Vec<u8>) -> (Vec<String>, Vec<String>) {
        let (tags, issues) = read(&[&profile(&[(b"desc", value)])]);
        let rest = |tag: &String| tag.trim_start_matches("ICC_Profile:ProfileDescription").to_owned();
        (tags.iter().map(rest).collect(), issues)
    }

    #[test]
    fn each_language_has_a_tag() {
        let value = texts(&[
            (b"deDE", "Name"),
            (b"enUS", "name"),
            (b"frFR", "nom\0\0"),
            (b"DEde", "\u{feff}noch einer"),
            (b"en\0\0", "another"),
            (b"jaJP", "\u{540d}\u{1f600}"),
        ]);
        let expected = ["-de-DE=noch einer", "=another", "-fr-FR=nom", "-ja-JP=\u{540d}\u{1f600}"];
        assert_eq!(tags(value), (expected.map(str::to_owned).to_vec(), vec![]));
    }

    #[test]
    fn what_is_not_there_ends_the_list() {
        let whole = texts(&[(b"deDE", "a"), (b"frFR", "b")]);
        let mut far = whole.clone();
        far.splice(36..40, [0xff; 4]);
        let one = (vec!["-de-DE=a".to_owned()], vec!["bad-offset".to_owned()]);
        assert_eq!(tags(far), one);
        let mut many = whole.clone();
        many.splice(8..12, [0, 0x3d, 9, 0]);
        // What follows the records is taken for one.
        assert_eq!(tags(many).1, ["bad-offset"]);
        let mut narrow = whole.clone();
        narrow[15] = 11;
        assert_eq!(tags(narrow), (vec![], vec![]));
        for end in 0..whole.len() {
            assert!(tags(whole[..end].to_vec()).0.len() <= 2);
        }
    }
}
