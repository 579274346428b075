//! A profile: a header of 128 bytes, a table of tags, and their values [ICC.1:2022 7].
//!
//! A value is read only if a tag is made of it, and a large one that is shown by its length is not read at all.

use super::languages;
use super::value::{self, Form};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Flags, Row, Table};

/// The size of the header, which is also the least size that it may state.
const HEADER: usize = 128;
/// The header and the number of tags.
const HEAD: usize = HEADER + 4;
/// A signature, an offset and a size.
const ENTRY: usize = 12;
/// Profiles have fewer than 100 tags. Like ExifTool, do not read one with more than these.
const MOST: u32 = 255;
/// The type of a value, and four reserved bytes.
const TYPE: usize = 8;

/// Reads a profile.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    if state.block != BlockKind::IccProfile {
        // A tag of a maker note leads to it. It is a block like any other, with numbers in its own order.
        let found = Block::profile(part.window.view.part(part.at, part.size));
        return state.sink.blocks.push(Block { standard: false, ..found });
    }
    let Some((head, count)) = open(state, &part) else { return };
    state.sink.profiles = state.sink.profiles.saturating_add(1);
    state.number = state.sink.profiles;
    // Fields are made of the first profile alone.
    if state.number > 1 && !state.cx.shows_tags {
        return;
    }
    header(state, table, &part, head);
    let entries = part.at.saturating_add(HEAD as u64);
    let Some(entries) = part.window.view.get(entries, count * ENTRY) else { return };
    for index in 0..count {
        if entry(state, table, &part, entries.up_to(index * ENTRY, ENTRY)).is_none() {
            return;
        }
    }
}

/// The header, and the number of tags, if both are plausible.
fn open<'a>(state: &State<'_, 'a>, part: &Part<'a>) -> Option<(Bytes<'a>, usize)> {
    let at = part.absolute();
    let Some(head) = part.window.view.get(part.at, HEAD) else {
        state.issue(IssueCode::Truncated, at, || format!("a profile of {} bytes", part.size));
        return None;
    };
    let (size, count) = (head.be32(0)?, head.be32(HEADER)?);
    // A profile may be followed by padding, but all of it must be there.
    if (size as usize) < HEADER || u64::from(size) > part.size {
        state.issue(IssueCode::BadLength, at, || {
            format!("a profile of {} bytes states a length of {size}", part.size)
        });
        return None;
    }
    let entries = usize::try_from(count).ok().filter(|_| (1..=MOST).contains(&count));
    let fits = |entries: &usize| (HEAD + entries * ENTRY) as u64 <= part.size;
    let Some(entries) = entries.filter(fits) else {
        state.issue(IssueCode::BadCount, at, || format!("a profile with {count} tags"));
        return None;
    };
    Some((head.up_to(0, HEADER), entries))
}

/// Reads the header [7.2].
fn header<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, bytes: Bytes<'a>) {
    let count = bytes.len() as u64;
    let stored = Stored { part, bytes, at: part.at, format: Format::Undef, count };
    emit::value(state, table, table.tag(0), &stored);
}

/// Reads a tag of the table [7.3]. None if the rest of the table is not to be believed.
fn entry<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    entry: Bytes<'a>,
) -> Option<()> {
    let (signature, offset, size) = (entry.be32(0)?, entry.be32(4)?, entry.be32(8)?);
    let (start, size) = (u64::from(offset), usize::try_from(size).ok()?);
    let rows = table.tag(signature);
    if signature == 0 || rows.is_empty() {
        return Some(());
    }
    if start.saturating_add(size as u64) > part.size {
        state.issue(IssueCode::BadOffset, entry.absolute(0), || {
            format!("{size} bytes at {offset} are beyond the profile")
        });
        return None;
    }
    if emit::are_idle(state, rows) {
        return Some(());
    }
    let at = part.at.saturating_add(start);
    // What is shown by its length need not be fetched or inflated.
    let is_binary = rows.iter().all(|row| row.flags.has(Flags::BINARY));
    let head = if is_binary { 0 } else { size.min(TYPE) };
    let Some(head) = part.window.view.get(at, head) else { return Some(()) };
    let is_read = value::is_read(head) || rows.iter().any(|row| row.value > 0 || row.subtable > 0);
    if !is_read {
        let stored = Stored { part, bytes: head, at, format: Format::Undef, count: head.len() as u64 };
        if let Some(row) = rows.first() {
            emit::unread(state, table, row, &stored, size as u64);
        }
    } else if let Some(bytes) = part.window.view.get(at, size)
        && state.pay(size as u64)
    {
        tag(state, table, rows, part, (at, bytes));
    }
    Some(())
}

/// Makes tags of the value at a position.
fn tag<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    rows: &'static [Row],
    part: &Part<'a>,
    (at, bytes): (u64, Bytes<'a>),
) {
    let stored_in = |value: Bytes<'a>| {
        let at = at.saturating_add(value.absolute(0).saturating_sub(bytes.absolute(0)));
        Stored { part, bytes: value, at, format: Format::Undef, count: value.len() as u64 }
    };
    if rows.iter().any(|row| row.subtable > 0) {
        return emit::value(state, table, rows, &stored_in(bytes));
    }
    let form = value::form(bytes, state.cx.arena);
    let value = match form {
        Form::Item(value, _) => value,
        _ => bytes,
    };
    let stored = stored_in(value);
    let Some(row) = emit::choose(state, rows, &stored, bytes.len()) else { return };
    if !emit::is_needed(state, row) {
        return;
    }
    match form {
        Form::Item(_, item) => emit::item(state, table, row, &stored, item),
        Form::Languages => languages::read(state, table, row, &stored),
        Form::Unread if row.value > 0 => {
            emit::item(state, table, row, &stored, Item::of_bytes(bytes.as_slice()));
        }
        Form::Unread => emit::unread(state, table, row, &stored, bytes.len() as u64),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{profile, read, text};

    #[test]
    fn tags_are_read_by_their_types() {
        let cicp = b"cicp\0\0\0\0\x09\x10\0\x01".to_vec();
        let curve = [&b"curv\0\0\0\0\0\0\x04\0"[..], &[0; 2048]].concat();
        let bytes = profile(&[
            (b"desc", text("Name")),
            (b"rTRC", curve),
            (b"cicp", cicp),
            (b"targ", text(&"x".repeat(200))),
            (b"cprt", [&text("none")[..], b"more"].concat()),
            (b"none", text("not in the table")),
            (b"\0\0\0\0", text("no header")),
        ]);
        let (tags, issues) = read(&[&bytes]);
        let expected = [
            "ICC_Profile:ProfileDescription=Name",
            "ICC_Profile:RedTRC=(Binary data 2060 bytes, use -b option to extract)",
            "ICC-cicp:ColorPrimaries=BT.2020, BT.2100",
            "ICC-cicp:TransferCharacteristics=SMPTE ST 2084, ITU BT.2100 PQ",
            "ICC-cicp:MatrixCoefficients=Identity matrix",
            "ICC-cicp:VideoFullRangeFlag=Full",
            "ICC_Profile:CharTarget=(Binary data 200 bytes, use -b option to extract)",
            "ICC_Profile:ProfileCopyright=none",
        ];
        assert_eq!((&tags[..], issues.len()), (&expected.map(str::to_owned)[..], 0));
    }

    #[test]
    fn further_profiles_have_numbers() {
        let (first, second) = (profile(&[(b"desc", text("a"))]), profile(&[(b"desc", text("b"))]));
        let (tags, _) = read(&[&first, b"no profile", &second]);
        assert_eq!(tags, ["ICC_Profile:ProfileDescription=a", "ICC_Profile2:ProfileDescription=b"]);
    }

    #[test]
    fn a_tag_beyond_the_end_ends_the_table() {
        for at in [4, 8] {
            let mut bytes = profile(&[(b"desc", text("a")), (b"cprt", text("b")), (b"dmnd", text("c"))]);
            let entry = 132 + 12 + at;
            bytes.splice(entry..entry + 4, [0xff; 4]);
            let (tags, issues) = read(&[&bytes]);
            assert_eq!(tags, ["ICC_Profile:ProfileDescription=a"]);
            assert_eq!(issues, ["bad-offset"]);
        }
    }

    #[test]
    fn impossible_headers_are_refused() {
        let whole = profile(&[(b"desc", text("a"))]);
        for (at, number, code) in [
            (0, 127u32, "bad-length"),
            (0, u32::MAX, "bad-length"),
            (128, 0, "bad-count"),
            (128, 2, "bad-count"),
            (128, 4_000_000, "bad-count"),
        ] {
            let mut bytes = whole.clone();
            bytes.splice(at..at + 4, number.to_be_bytes());
            assert_eq!(read(&[&bytes]), (vec![], vec![code.to_owned()]), "{at}: {number}");
        }
        for end in 0..whole.len() {
            assert_eq!(read(&[&whole[..end]]).0.len(), 0, "{end}");
        }
    }
}
