//! The directories of a Fujifilm raw: a number of values, each with a tag and a size of 16 bits.

use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::record;
use crate::layout::state::State;
use crate::layout::tables::{Row, Table};

/// The tag and the size of a value.
const HEAD: u64 = 4;
/// ExifTool takes more entries than these for damage.
const MOST: u32 = 256;

/// Reads a directory.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let count = part.window.view.get(part.at, 4).and_then(|bytes| bytes.u32(0, part.order()));
    let Some(count) = count.filter(|count| *count < MOST) else {
        state.issue(IssueCode::BadDirectory, part.absolute(), || format!("{}: no directory", table.group()));
        return;
    };
    let mut at = part.at.saturating_add(4);
    for _ in 0..count {
        let Some(size) = value(state, table, &part, at) else {
            state.issue(IssueCode::Truncated, part.window.view.absolute(at), || {
                format!("{}: the directory is cut off", table.group())
            });
            return;
        };
        at = at.saturating_add(HEAD).saturating_add(size);
    }
}

/// Reads a value, and returns its size. `None` if it is not there.
fn value<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, at: u64) -> Option<u64> {
    let head = part.window.view.get(at, 4)?;
    let (tag, size) = (head.u16(0, part.order())?, head.u16(2, part.order())?);
    let at = at.checked_add(HEAD)?;
    let bytes = part.window.view.get(at, size.into())?;
    let rows = table.tag(tag.into());
    let Some(first) = rows.first().filter(|_| state.pay(size.into())) else { return Some(size.into()) };
    let format = if first.subtable > 0 { Format::Undef } else { record::format(table, first) };
    let length = wanted(first, format).unwrap_or(bytes.len()).min(bytes.len());
    let bytes = bytes.up_to(0, length - length % format.size());
    let count = (bytes.len() / format.size()) as u64;
    emit::value(state, table, rows, &Stored { part, bytes, at, format, count });
    Some(size.into())
}

/// How many bytes of a value count, if not all.
fn wanted(row: &Row, format: Format) -> Option<usize> {
    (row.count > 0).then(|| format.size().saturating_mul(row.count as usize))
}

#[cfg(test)]
mod tests {
    use crate::bytes::ByteOrder::Big;

    fn read(bytes: &[u8]) -> (Vec<String>, Vec<&'static str>) {
        super::super::testing::read("RAF.Directory", Big, bytes)
    }

    const WHOLE: &[u8] = b"\0\0\0\x04\x01\x30\0\x04\x8c\0\0\0\x01\x21\0\x04\0\x0a\0\x14\x99\x99\0\x01x\
        \xc0\0\0\x08\x14\0\0\0\x0a\0\0\0";

    #[test]
    fn values_are_read_one_after_the_other() {
        let (tags, issues) = read(WHOLE);
        let size = ["RawImageSize=10x20|10 20", "RawImageWidth=10", "RawImageHeight=20"];
        assert_eq!(tags, [&["FujiLayout=140 0 0 0"][..], &size].concat());
        assert!(issues.is_empty());
    }

    #[test]
    fn a_directory_may_be_damaged() {
        for end in 4..WHOLE.len() {
            let (tags, issues) = read(WHOLE.get(..end).unwrap());
            assert!(tags.len() <= 2 && issues == ["truncated"], "{end}");
        }
        assert_eq!(read(b"\xff\0\0\0\0\0"), (vec![], vec!["bad-directory"]));
    }
}
