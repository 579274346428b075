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
use crate::layout::tables::{Row, Table};

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
    if (size as usize) < HEADER || u64::from(size) > state.whole {
        state.issue(IssueCode::BadLength, at, || {
            format!("a profile of {} bytes states a length of {size}", state.whole)
        });
        return None;
    }
    let entries = usize::try_from(count).ok().filter(|_| (1..=MOST).contains(&count));
    let fits = |entries: &usize| (HEAD + entries * ENTRY) as u64 <= state.whole;
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
    if start.saturating_add(size as u64) > state.whole {
        state.issue(IssueCode::BadOffset, entry.absolute(0), || {
            format!("{size} bytes at {offset} are beyond the profile")
        });
        return None;
    }
    if emit::are_idle(state, rows) {
        return Some(());
    }
    let at = part.at.saturating_add(start);
    // If only fields are wanted, the end of a large profile may not have been fetched.
    let Some(head) = part.window.view.get(at, size.min(TYPE)) else { return Some(()) };
    let is_read = value::is_read(head) || rows.iter().any(|row| row.value > 0 || row.subtable > 0);
    if !is_read {
        let stored = Stored { part, bytes: head, at, format: Format::Undef, count: head.len() as u64 };
        if let Some(row) = rows.first() {
            emit::unread(state, table, row, &stored, size as u64);
        }
    } else if let Some(bytes) = part.window.view.get(at, size)
        && state.pay(size as u64)
    {
        tag(state, table, rows, part, bytes);
    }
    Some(())
}

/// Makes tags of a value.
fn tag<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    rows: &'static [Row],
    part: &Part<'a>,
    bytes: Bytes<'a>,
) {
    let stored_in = |bytes: Bytes<'a>| {
        let count = bytes.len() as u64;
        Stored { part, bytes, at: part.position(bytes), format: Format::Undef, count }
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
