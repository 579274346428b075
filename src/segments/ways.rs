//! The ways into the application segments, compiled from `segments.tsv`.

use crate::formula::{Input, Item};
use crate::layout::moment::Moment;
use crate::layout::part::Stored;
use crate::layout::state::State;
use crate::layout::tables::{self, ROWS_NONE, Table};

/// A way in: which segments are meant, and how they are read.
pub(super) struct Way {
    /// The marker of the segment.
    pub marker: u8,
    /// A formula over the camera and over the first bytes.
    when: u16,
    /// The table by which the segment is read.
    table: u16,
    /// Where its part begins.
    pub start: u16,
    pub order: Order,
    pub join: Join,
    /// The register that remembers what this formula says of the segment, counted from 1.
    sets: u8,
    remembers: u16,
}

/// The byte order of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Big,
    Little,
    /// A TIFF header tells it, and leads to a directory.
    Tiff,
    /// A mark tells it, and a directory follows.
    Mark,
}

/// How the segments of one part are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// Each is a part.
    None,
    /// Only the length of all of them is shown.
    Length,
    /// Each has its number and that of the last one.
    Numbers,
    /// One lists streams, and the others hold parts of them.
    Streams,
    /// The later ones go on with the picture at the end of the first.
    Ratio,
}

/// The way into a segment.
pub(super) fn way<'a>(state: &State<'_, 'a>, marker: u8, stored: &Stored<'_, 'a>) -> Option<&'static Way> {
    let size = usize::try_from(stored.count).unwrap_or(usize::MAX);
    let moment = Moment { state, row: &ROWS_NONE, stored, size };
    let input = Input { x: Item::None, stored: Item::None };
    WAYS.iter()
        .filter(|way| way.marker == marker)
        .find(|way| way.when == 0 || tables::evaluate(way.when, input, &moment).is_true())
}

impl Way {
    pub fn table(&self) -> &'static Table {
        tables::table(self.table)
    }

    /// Remembers what later segments ask of this one.
    pub fn remember<'a>(&self, state: &mut State<'_, 'a>, stored: &Stored<'_, 'a>) {
        let Some(register) = usize::from(self.sets).checked_sub(1) else { return };
        let moment = Moment { state, row: &ROWS_NONE, stored, size: stored.bytes.len() };
        let value = tables::evaluate(self.remembers, Input { x: Item::None, stored: Item::None }, &moment);
        if let Some(register) = state.registers.get_mut(register) {
            *register = value;
        }
    }
}

include!("generated.rs");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::tables::Shape;

    #[test]
    fn every_way_leads_to_a_table_that_is_read() {
        assert!(WAYS.is_sorted_by_key(|way| way.marker));
        for way in &WAYS {
            assert_ne!(way.table().shape, Shape::Unread);
            assert!(!way.table().rows().is_empty());
        }
    }
}
