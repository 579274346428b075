//! Maker notes that are values one after the other, with counts that depend on earlier ones.

use super::emit;
use super::format::Format;
use super::part::{Part, Stored};
use super::record;
use super::state::State;
use super::tables::Table;

/// Reads the values. The number of a row is the number of its value.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let last = table.rows().last().map_or(0, |row| row.id);
    let mut at = 0;
    for id in 0..=last {
        let rest = bytes.from(at);
        let place = part.at.saturating_add(at as u64);
        let whole =
            Stored { part: &part, bytes: rest, at: place, format: Format::Undef, count: rest.len() as u64 };
        // Where the meaning of a value is not known, neither is its length.
        let Some(row) = emit::choose(state, table.tag(id), &whole, bytes.len()) else { return };
        let format = record::format(table, row);
        let Some(len) = record::length(state, row, format, &whole, bytes.len()) else { return };
        if len == 0 {
            continue;
        }
        let Some(value) = rest.get(0, len) else { return };
        if emit::is_needed(state, row) {
            let count = (len / format.size()) as u64;
            emit::row(state, table, row, &Stored { part: &part, bytes: value, at: place, format, count });
        }
        at = at.saturating_add(len);
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{canon, shorts, tags, value};

    /// Points of autofocus: widths, heights, two positions and those in focus, of `len` numbers in all.
    fn points(count: u16, values: &[u16]) -> Vec<u8> {
        let size = u16::try_from(2 * (8 + values.len())).unwrap();
        let head = [size, 4, count, count, 1600, 1200, 400, 300];
        canon("Canon PowerShot G7", 0x0026, &shorts(&[&head[..], values].concat()))
    }

    #[test]
    fn counts_are_earlier_values() {
        let tags = tags(&points(2, &[10, 11, 20, 21, 0xffff, 1, 30, 31, 5]));
        assert_eq!(value(&tags, "Canon:AFAreaWidths"), "10 11");
        assert_eq!(value(&tags, "Canon:AFAreaXPositions"), "-1 1");
        assert_eq!(value(&tags, "Canon:AFPointsInFocus"), "0,2");
    }

    #[test]
    fn a_list_that_is_cut_off_ends_the_record() {
        let tags = tags(&points(3, &[10, 11, 12, 20, 21]));
        assert_eq!(value(&tags, "Canon:AFAreaWidths"), "10 11 12");
        assert_eq!(value(&tags, "Canon:AFAreaHeights"), "");
        assert_eq!(value(&tags, "Canon:AFAreaXPositions"), "");
    }

    #[test]
    fn an_empty_list_takes_no_place() {
        let tags = tags(&points(0, &[]));
        assert_eq!(value(&tags, "Canon:NumAFPoints"), "0");
        assert_eq!(value(&tags, "Canon:AFImageHeight"), "300");
    }

    #[test]
    fn a_count_beyond_the_record_is_harmless() {
        let tags = tags(&points(0xffff, &[1, 2, 3]));
        assert_eq!(value(&tags, "Canon:NumAFPoints"), "65535");
        assert_eq!(value(&tags, "Canon:AFAreaWidths"), "");
    }
}
