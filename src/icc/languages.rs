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
