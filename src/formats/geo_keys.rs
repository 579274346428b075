//! `GeoTIFF` keys [OGC 19-008r4 7.1]: a directory of numbers of 16 bits, which refers to real numbers and to text in two
//! other tags. The way in joins the three values: the sizes of the directory and of the real numbers, then the three.

use crate::bytes::Bytes;
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;
use bumpalo::format;

/// The two sizes.
const HEAD: usize = 8;
/// The version, and the number of keys.
const DIRECTORY_HEAD: usize = 8;
const KEY: usize = 8;

// The tags in which values are stored. A value of 0 stands in the key itself.
const IN_KEY: u16 = 0;
const IN_DIRECTORY: u16 = 34735;
const IN_DOUBLES: u16 = 34736;
const IN_TEXT: u16 = 34737;

/// The tag of the version, which has no key.
const VERSION: u32 = 1;

/// The three values.
struct Values<'a> {
    directory: Bytes<'a>,
    doubles: Bytes<'a>,
    text: Bytes<'a>,
}

/// Reads the keys.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    if values(state, table, &part).is_none() {
        state.issue(IssueCode::BadDirectory, part.absolute(), || "GeoTIFF keys are missing".to_owned());
    }
}

fn values<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>) -> Option<()> {
    let order = part.order();
    let bytes = part.bytes(u64::MAX)?;
    let size = |at| bytes.u32(at, order).and_then(|size| usize::try_from(size).ok());
    let (directory, rest) = (size(0)?, HEAD.checked_add(size(0)?)?);
    let values = Values {
        directory: bytes.up_to(HEAD, directory),
        doubles: bytes.up_to(rest, size(4)?),
        text: bytes.from(rest.checked_add(size(4)?)?),
    };
    let number = |at| values.directory.u16(at, order);
    version(state, table, part, values.directory.get(0, DIRECTORY_HEAD)?);
    for index in 0..usize::from(number(6)?) {
        let at = DIRECTORY_HEAD + index * KEY;
        let (id, place) = (number(at)?, number(at + 2)?);
        let (count, offset) = (number(at + 4)?, number(at + 6)?);
        let found = match place {
            IN_KEY => values.directory.get(at + 6, 2).map(|bytes| (bytes, Format::Int16u)),
            IN_DIRECTORY => list(values.directory, Format::Int16u, offset, count),
            IN_DOUBLES => list(values.doubles, Format::Double, offset, count),
            IN_TEXT => values.text.get(offset.into(), count.into()).map(|text| (ended(text), Format::Text)),
            _ => None,
        };
        match found {
            Some((bytes, format)) => emit::element(state, table, part, id.into(), bytes, format),
            None => state.issue(IssueCode::BadOffset, values.directory.absolute(at), || {
                std::format!("GeoTIFF key {id}: no value")
            }),
        }
    }
    Some(())
}

/// Shows the version of the keys, and the revision: `1.1.0`.
fn version<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, bytes: Bytes<'a>) {
    let Some(row) = table.tag(VERSION).first() else { return };
    let number = |at| bytes.u16(at, part.order()).unwrap_or_default();
    let text = format!(in state.cx.arena, "{}.{}.{}", number(0), number(2), number(4)).into_bump_str();
    let at = part.position(bytes);
    let stored = Stored { part, bytes: bytes.up_to(0, 6), at, format: Format::Int16u, count: 3 };
    emit::item(state, table, row, &stored, Item::Text(text));
}

/// A run of numbers.
fn list(values: Bytes<'_>, format: Format, offset: u16, count: u16) -> Option<(Bytes<'_>, Format)> {
    let size = format.size();
    Some((values.get(usize::from(offset) * size, usize::from(count) * size)?, format))
}

/// A text without the bar at its end, which takes the place of a NUL.
fn ended(text: Bytes<'_>) -> Bytes<'_> {
    let text = text.up_to(0, memchr::memchr(0, text.as_slice()).unwrap_or(text.len()));
    match text.as_slice().split_last() {
        Some((b'|', rest)) => text.up_to(0, rest.len()),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use crate::bytes::ByteOrder::Big;

    fn read(directory: &[u16], doubles: &[f64], text: &str) -> (Vec<String>, Vec<&'static str>) {
        let words = |list: &[u16]| list.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
        let reals: Vec<u8> = doubles.iter().flat_map(|real| real.to_be_bytes()).collect();
        let sizes = [directory.len() * 2, reals.len()].map(|size| u32::try_from(size).unwrap().to_be_bytes());
        let bytes = [&sizes.concat()[..], &words(directory), &reals, text.as_bytes()].concat();
        super::super::testing::read("GeoTiff.Main", Big, &bytes)
    }

    #[test]
    fn keys_of_all_kinds() {
        let directory =
            [1, 1, 0, 4, 1024, 0, 1, 1, 1026, 34737, 6, 2, 2057, 34736, 1, 1, 3072, 0, 1, 32767, 7];
        let (tags, issues) = read(&directory, &[1.0, 6_378_270.0], "x|a text|");
        let expected = [
            "GeoTiffVersion=1.1.0",
            "GTModelType=Projected|1",
            "GTCitation=a text",
            "GeogSemiMajorAxis=6378270",
        ];
        assert_eq!(tags.get(..4).unwrap(), expected);
        assert_eq!(tags.get(4).unwrap(), "ProjectedCSType=User Defined|32767");
        assert!(issues.is_empty());
    }

    #[test]
    fn values_may_be_missing() {
        let (tags, issues) = read(&[1, 1, 0, 2, 1026, 34737, 60, 2, 2057, 34736, 1, 9], &[1.0], "x|");
        assert_eq!((tags.len(), issues), (1, vec!["bad-offset", "bad-offset"]));
        let (tags, issues) = read(&[1, 1, 0, 500, 1024, 0, 1, 1], &[], "");
        assert_eq!((tags.len(), issues), (2, vec!["bad-directory"]));
        assert_eq!(read(&[1], &[], "").1, ["bad-directory"]);
    }
}
