//! The properties of a Sigma raw: the number of them, pairs of places, and the keys and values in UTF-16 to which the
//! places point. The places are counted in characters.

use crate::bytes::{ByteOrder, Bytes};
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Table, key};
use crate::text;

/// The mark of the section, its version, the number of properties, the format of characters, a reserved number, and the
/// sum of the lengths.
const HEAD: usize = 24;
/// Two places.
const PAIR: usize = 8;
/// The only format of characters.
const UTF_16: u32 = 0;

/// Reads the properties.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX).filter(|bytes| bytes.starts_with(b"SECp")) else {
        return damaged(state, &part, 0);
    };
    let number = |at| bytes.u32(at, ByteOrder::Little);
    let (Some(count), Some(UTF_16)) = (number(8), number(12)) else { return damaged(state, &part, 8) };
    if !state.pay(bytes.len() as u64) {
        return;
    }
    let pairs = usize::try_from(count).ok().and_then(|count| count.checked_mul(PAIR));
    let Some(start) = pairs.map(|pairs| HEAD + pairs).filter(|start| *start <= bytes.len()) else {
        return damaged(state, &part, 8);
    };
    let characters = bytes.from(start);
    for index in 0..count as usize {
        let at = HEAD + index * PAIR;
        let place = |at| number(at).and_then(|place| terminated(characters, place));
        let (Some(name), Some(value)) = (place(at), place(at + 4)) else {
            damaged(state, &part, at);
            continue;
        };
        one(state, table, &part, name, value);
    }
}

fn damaged(state: &State<'_, '_>, part: &Part<'_>, at: usize) {
    state.issue(IssueCode::BadOffset, part.absolute().saturating_add(at as u64), || {
        "no list of properties, or a property outside".to_owned()
    });
}

/// The characters from a place up to the next NUL.
fn terminated(characters: Bytes<'_>, place: u32) -> Option<Bytes<'_>> {
    let rest = characters.from(usize::try_from(place).ok()?.checked_mul(2)?);
    let length = rest.as_slice().chunks_exact(2).position(|unit| unit == [0, 0])?;
    rest.get(0, length * 2)
}

/// Makes a tag of a property.
fn one<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    name: Bytes<'a>,
    value: Bytes<'a>,
) {
    let is_name =
        |key: &str| key.encode_utf16().flat_map(u16::to_le_bytes).eq(name.as_slice().iter().copied());
    let Some(row) = table.rows().iter().find(|row| is_name(key(row.id))) else { return };
    let text = text::utf16(value.as_slice(), ByteOrder::Little, state.cx);
    let at = part.position(value);
    let bytes = Bytes::new(text.as_bytes(), value.absolute(0));
    emit::row(state, table, row, &Stored { part, bytes, at, format: Format::Text, count: text.len() as u64 });
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use crate::bytes::ByteOrder::Little;

    fn section(properties: &[(&str, &str)]) -> Vec<u8> {
        let (mut places, mut characters) = (Vec::new(), Vec::new());
        for word in properties.iter().flat_map(|(name, value)| [name, value]) {
            places.extend(u32::try_from(characters.len() / 2).unwrap().to_le_bytes());
            characters.extend(word.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
        }
        let count = u32::try_from(properties.len()).unwrap().to_le_bytes();
        [b"SECp\0\0\x02\0", &count[..], &[0; 12], &places, &characters].concat()
    }

    #[test]
    fn properties_have_names() {
        let bytes = section(&[("ISO", "100"), ("FLASH", "REDEYE"), ("LENSMODEL", "145"), ("OTHER", "x")]);
        let (tags, issues) = read("SigmaRaw.Properties", Little, &bytes);
        assert_eq!(tags, ["ISO=100", "FlashMode=Redeye|REDEYE", "LensType=Sigma Lens (0x145)|325"]);
        assert!(issues.is_empty());
    }

    #[test]
    fn damage_costs_what_it_hits() {
        let mut bytes = section(&[("ISO", "100"), ("FLASH", "ON")]);
        bytes[28] = 0xff;
        assert_eq!(
            read("SigmaRaw.Properties", Little, &bytes),
            (vec!["FlashMode=On|ON".into()], vec!["bad-offset"])
        );
        bytes[8] = 0xff;
        assert_eq!(read("SigmaRaw.Properties", Little, &bytes), (vec![], vec!["bad-offset"]));
        assert_eq!(read("SigmaRaw.Properties", Little, b"SECi"), (vec![], vec!["bad-offset"]));
    }
}
