//! Maker notes that are TIFF directories.

use super::emit;
use super::format::Format;
use super::part::{Count, LONG, Part, Stored};
use super::pictures::Pictures;
use super::state::State;
use super::tables::{Flags, Table};
use crate::issue_code::IssueCode;
use crate::tiff::directory::{Damage, Entries, RawEntry};

/// Reads a directory.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>, count: Count) {
    let limit = u64::from(state.cx.limits.entries);
    let directory = count.directory(&part);
    if !directory.is_some_and(|directory| directory.is_whole()) {
        state.issue(IssueCode::BadDirectory, part.absolute(), || {
            format!("{}: it does not fit into its block", table.group())
        });
    }
    // The entries that are there are read.
    let Some(directory) = directory else { return };
    if directory.count > limit {
        state.issue(IssueCode::TooManyEntries, part.absolute(), || "entries beyond the limit".to_owned());
    }
    let Some(entries) = directory.entries(limit) else { return };
    if table.has_early {
        early(state, table, &part, entries.clone());
    }
    let mut pictures = Pictures::of(table);
    for entry in entries {
        let is_typed = entry.field_type.is_some() && entry.damage != Some(Damage::UnknownType);
        if !is_typed && entry.index == 0 {
            // Like ExifTool, do not treat anything that starts like this as a directory.
            damaged(state, table, &part, &entry);
            return;
        }
        value(state, table, &part, &entry, &mut pictures);
    }
    pictures.show(state, table, &part);
}

/// Remembers the values on which the meaning of entries before them depends.
fn early<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, entries: Entries<'a>) {
    for entry in entries {
        let rows = table.tag(entry.tag.into());
        if rows.iter().any(|row| row.flags.has(Flags::EARLY))
            && let Some(stored) = stored(state, part, &entry, entry.value.size.min(LONG))
            && let Some(row) = emit::choose(state, rows, &stored, stored.bytes.len())
        {
            emit::remember(state, row, &stored);
        }
    }
}

/// The value of an entry, if it is not damaged.
fn stored<'p, 'a>(
    state: &mut State<'_, 'a>,
    part: &'p Part<'a>,
    entry: &RawEntry<'a>,
    size: u64,
) -> Option<Stored<'p, 'a>> {
    if entry.damage.is_some() {
        return None;
    }
    let format = Format::of(entry.field_type?);
    if !entry.value.inline && !state.pay(size) {
        state.issue(IssueCode::Budget, part.window.view.absolute(entry.at), || {
            "the values overlap too much".to_owned()
        });
        return None;
    }
    let bytes = part.window.bytes(entry, 0, usize::try_from(size).ok()?)?;
    Some(Stored { part, bytes, at: entry.value.at, format, count: entry.count })
}

/// Reads one entry.
fn value<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    entry: &RawEntry<'a>,
    pictures: &mut Pictures,
) -> Option<()> {
    let rows = table.tag(entry.tag.into());
    if rows.is_empty() && !state.cx.unknown || emit::are_idle(state, rows) {
        return None;
    }
    if entry.damage.is_some() {
        if entry.code != 0 {
            damaged(state, table, part, entry);
        }
        return None;
    }
    let format = Format::of(entry.field_type?);
    let size = entry.value.size;
    let is_whole = format == Format::Text || rows.iter().any(|row| row.subtable > 0);
    let size = if is_whole { size } else { size.min(LONG) };
    let stored = stored(state, part, entry, size)?;
    pictures.learn(entry.tag.into(), &stored);
    if rows.is_empty() {
        emit::unknown(state, table, entry.tag, &stored);
    } else {
        emit::value(state, table, rows, &stored);
    }
    Some(())
}

/// Reports the damage to an entry.
fn damaged(state: &State<'_, '_>, table: &Table, part: &Part<'_>, entry: &RawEntry<'_>) {
    let code = match entry.damage {
        Some(Damage::TooMany) => IssueCode::BadCount,
        Some(Damage::Beyond | Damage::InDirectory) => IssueCode::BadOffset,
        _ => IssueCode::BadType,
    };
    state.issue(code, part.window.view.absolute(entry.at), || {
        format!("{} tag {:#06x}: type {}, {} values", table.group(), entry.tag, entry.code, entry.count)
    });
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, issues, picture, tags, value};

    fn canon(note: &[u8]) -> Vec<u8> {
        picture("Canon", "Canon EOS R5", note)
    }

    #[test]
    fn the_byte_order_of_a_note_is_its_own() {
        let mut note = vec![0, 1, 0x00, 0x1a, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0];
        note.extend([0; 4]);
        assert_eq!(value(&tags(&canon(&note)), "Canon:SuperMacro"), "On (1)");
    }

    #[test]
    fn the_entries_that_are_there_of_a_cut_directory_are_read() {
        let mut note = directory(&[(0x001a, 3, 1, 1), (0x001c, 3, 1, 1)]);
        note[0] = 9;
        let bytes = canon(&note);
        assert_eq!(value(&tags(&bytes), "Canon:SuperMacro"), "On (1)");
        assert_eq!(value(&tags(&bytes), "Canon:DateStampMode"), "Date");
        assert_eq!(issues(&bytes), ["bad-directory"]);
    }

    #[test]
    fn a_value_inside_its_own_directory_is_left_out() {
        let bytes = canon(&directory(&[(0x0009, 2, 8, NOTE + 4), (0x001a, 3, 1, 1)]));
        assert_eq!(value(&tags(&bytes), "Canon:OwnerName"), "");
        assert_eq!(value(&tags(&bytes), "Canon:SuperMacro"), "On (1)");
        assert_eq!(issues(&bytes), ["bad-offset"]);
    }

    #[test]
    fn a_value_beyond_the_file_is_an_issue() {
        let bytes = canon(&directory(&[(0x0009, 2, 8, 0xffff_fff0), (0x001a, 3, 1, 1)]));
        assert_eq!(value(&tags(&bytes), "Canon:SuperMacro"), "On (1)");
        assert_eq!(issues(&bytes), ["bad-offset"]);
    }

    #[test]
    fn a_directory_whose_first_entry_has_no_type_is_none() {
        let bytes = canon(&directory(&[(0x0009, 99, 1, 1), (0x001a, 3, 1, 1)]));
        assert_eq!(value(&tags(&bytes), "Canon:SuperMacro"), "");
        assert_eq!(issues(&bytes), ["bad-type"]);
    }

    #[test]
    fn a_mark_tells_the_byte_order_of_a_directory() {
        let entry = [0, 1, 0x00, 0x27, 0, 3, 0, 0, 0, 1, 0, 100, 0, 0, 0, 0, 0, 0];
        let kodak = |mark: &[u8]| {
            let note = [&b"II*\0\x08\0\0\0"[..], &directory(&[(0xfc01, 4, 1, 26)]), mark, &entry].concat();
            picture("EASTMAN KODAK COMPANY", "KODAK X", &note)
        };
        assert_eq!(value(&tags(&kodak(b"MM")), "Kodak:ISO"), "100");
        assert_eq!(value(&tags(&kodak(b"XX")), "Kodak:ISO"), "");
        assert_eq!(issues(&kodak(b"XX")), ["bad-directory"]);
    }
}
