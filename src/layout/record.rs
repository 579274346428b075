//! Maker notes that are records: values at fixed offsets in a run of bytes.

use super::emit;
use super::format::Format;
use super::part::{Part, Stored};
use super::pictures::Pictures;
use super::state::State;
use super::tables::{Flags, Row, Table};
use crate::bytes::Bytes;
use crate::formula::Item;

/// Reads a record.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    if table.has_early {
        early(state, table, &part, bytes);
    }
    let mut pictures = Pictures::of(table);
    let mut shift = 0;
    let mut rest = table.rows();
    while !rest.is_empty() {
        let others = rest.iter().skip(1).take_while(|row| row.flags.has(Flags::SAME_PLACE)).count();
        let (same, after) = rest.split_at_checked(others + 1).unwrap_or((rest, &[]));
        rest = after;
        if let Some((row, stored)) = field(state, table, &part, bytes, same, &mut shift) {
            pictures.learn(row.id, &stored);
            emit::row(state, table, row, &stored);
        }
    }
    pictures.show(state, table, &part);
}

/// Remembers the values on which the meaning of values before them depends.
pub(crate) fn early<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, bytes: Bytes<'a>) {
    for row in table.rows().iter().filter(|row| row.flags.has(Flags::EARLY)) {
        let format = format(table, row);
        let at = row.id as usize;
        if let Some(value) = bytes.get(at, format.size()) {
            let place = part.at.saturating_add(at as u64);
            emit::remember(state, row, &Stored { part, bytes: value, at: place, format, count: 1 });
        }
    }
}

/// Reads the value at one place, and chooses the row that applies.
fn field<'p, 'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &'p Part<'a>,
    bytes: Bytes<'a>,
    rows: &'static [Row],
    shift: &mut i64,
) -> Option<(&'static Row, Stored<'p, 'a>)> {
    let first = rows.first()?;
    if emit::are_idle(state, rows) {
        return None;
    }
    let at = match i64::from(first.id.cast_signed()) {
        // Counted from the end.
        at if at < 0 => i64::try_from(bytes.len()).ok()?.checked_add(at)?,
        at => at.checked_add(*shift)?,
    };
    let at = usize::try_from(at).ok()?;
    let rest = bytes.from(at);
    if rest.is_empty() {
        return None;
    }
    let place = part.at.saturating_add(at as u64);
    // A condition may look at bytes beyond its value.
    let whole = Stored { part, bytes: rest, at: place, format: Format::Undef, count: rest.len() as u64 };
    let row = emit::choose(state, rows, &whole, bytes.len())?;
    if row.shift > 0 {
        *shift = emit::shift(state, row, &whole, *shift, bytes.len());
    }
    if !emit::is_needed(state, row) {
        return None;
    }
    let format = format(table, row);
    let len = length(state, row, format, &whole, bytes.len())?;
    // As many values as there are are read.
    let value = rest.up_to(0, len - len % format.size().max(1));
    let value = value.up_to(0, value.len() - value.len() % format.size());
    if value.is_empty() {
        if len == 0 && row.flags.has(Flags::COUNT_IS_FORMULA) {
            // Of a list whose length is stored, none may be there.
            let stored = Stored { part, bytes: value, at: place, format, count: 0 };
            emit::item(state, table, row, &stored, Item::Text(""));
        }
        return None;
    }
    let count = (value.len() / format.size()) as u64;
    Some((row, Stored { part, bytes: value, at: place, format, count }))
}

/// The format of a value: its row's, or its table's.
pub(crate) fn format(table: &Table, row: &Row) -> Format {
    match (row.format, table.default) {
        (Format::Stored, Format::Stored) => Format::Int8u,
        (Format::Stored, format) | (format, _) => format,
    }
}

/// How many bytes a value has, even if fewer are there. A run of bytes without a count takes the rest of the record.
pub(crate) fn length<'a>(
    state: &mut State<'_, 'a>,
    row: &'static Row,
    format: Format,
    whole: &Stored<'_, 'a>,
    size: usize,
) -> Option<usize> {
    let count = if row.flags.has(Flags::COUNT_IS_FORMULA) {
        let program = u16::try_from(row.count).ok()?;
        match emit::evaluate(state, program, row, whole, (Item::None, Item::None), size) {
            Item::None => return None,
            item => usize::try_from(item.int()).ok()?,
        }
    } else {
        match row.count {
            0 if row.subtable > 0 || format.is_run() => return Some(whole.bytes.len()),
            0 => 1,
            count => count as usize,
        }
    };
    count.checked_mul(format.size())
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{canon, issues, shorts, tags, value};

    #[test]
    fn values_are_read_at_their_offsets() {
        let tags = tags(&canon("Canon EOS 30D", 0x0002, &shorts(&[2, 50, 900, 600])));
        assert_eq!(value(&tags, "Canon:FocalType"), "Zoom");
        assert_eq!(value(&tags, "Canon:FocalLength"), "50 mm");
        assert_eq!(value(&tags, "Canon:FocalPlaneXSize"), "22.86 mm");
    }

    #[test]
    fn a_row_applies_if_its_condition_is_met() {
        let tags = tags(&canon("Canon EOS 90D", 0x0002, &shorts(&[2, 50, 900, 600])));
        assert_eq!(value(&tags, "Canon:FocalPlaneXSize"), "");
        assert_eq!(value(&tags, "Canon:FocalLength"), "50 mm");
    }

    #[test]
    fn a_record_may_end_early() {
        let mut record = shorts(&[2, 50, 900]);
        record.pop();
        let tags = tags(&canon("Canon EOS 30D", 0x0002, &record));
        assert_eq!(value(&tags, "Canon:FocalLength"), "50 mm");
        assert_eq!(value(&tags, "Canon:FocalPlaneXSize"), "");
    }

    #[test]
    fn a_record_of_another_size_than_it_says_is_not_read() {
        let settings = |size: u16| canon("Canon EOS R5", 0x0001, &shorts(&[size, 1, 10, 3]));
        assert_eq!(value(&tags(&settings(8)), "Canon:MacroMode"), "Macro");
        assert_eq!(value(&tags(&settings(9)), "Canon:MacroMode"), "");
        assert_eq!(issues(&settings(9)), ["bad-directory"]);
    }

    #[test]
    fn the_meaning_of_a_value_may_depend_on_a_later_one() {
        // The focal lengths stand before the units in which they are measured.
        let mut settings = vec![0; 26];
        (settings[0], settings[23], settings[24], settings[25]) = (52, 6400, 3200, 32);
        let tags = tags(&canon("Canon PowerShot S40", 0x0001, &shorts(&settings)));
        assert_eq!(value(&tags, "Canon:MaxFocalLength"), "200 mm");
        assert_eq!(value(&tags, "Canon:MinFocalLength"), "100 mm");
    }

    #[test]
    fn offsets_move_with_the_version_of_a_camera() {
        for at in [424, 428] {
            let mut record = vec![0; 1560];
            record[at..at + 6].copy_from_slice(b"1.0.5\0");
            let tags = tags(&canon("Canon EOS 7D", 0x000d, &record));
            assert_eq!(value(&tags, "Canon:FirmwareVersion"), "1.0.5");
        }
    }
}
