//! The ways into maker notes, compiled from `makers.tsv`: the only place that knows the makers.

use crate::formula::{Input, Item};
use crate::layout::moment::Moment;
use crate::layout::part::Stored;
use crate::layout::state::State;
use crate::layout::tables::{self, Base, Order, Process, ROWS_NONE};

/// A way in: which notes are meant, and how they are read.
pub(crate) struct Way {
    pub name: &'static str,
    /// A formula over the camera's maker and model and over the first bytes.
    when: u16,
    /// What the condition requires of a first byte, so that it is rarely evaluated.
    first: First,
    /// The table of the first directory. `None`: notes that are not read.
    pub table: Option<u16>,
    /// Where the directory begins in the note.
    pub start: u64,
    /// Whether what stands there is the offset at which the directory begins, and not the directory.
    pub start_is_stored: bool,
    pub base: Base,
    pub order: Order,
    pub process: Process,
    /// How far behind a directory its values may begin, a bit for each distance, if the base has to be found; and where
    /// they begin in a note that was moved.
    pub gaps: u32,
    pub gap: i32,
    /// The register that remembers what this formula says of the note, counted from 1.
    sets: u8,
    remembers: u16,
}

/// What a text has to begin with.
enum First {
    Any,
    Make(&'static [u8]),
    Bytes(&'static [u8]),
}

/// The way into a note.
pub(crate) fn way<'a>(state: &State<'_, 'a>, stored: &Stored<'_, 'a>) -> Option<&'static Way> {
    let moment = Moment { state, row: &ROWS_NONE, stored, size: stored.bytes.len() };
    let input = Input { x: Item::None, stored: Item::None };
    let make = state.camera.make.as_bytes().first();
    let begin = stored.bytes.as_slice().first();
    let may = |way: &&Way| match way.first {
        First::Any => true,
        First::Make(bytes) => make.is_some_and(|byte| bytes.contains(byte)),
        First::Bytes(bytes) => begin.is_some_and(|byte| bytes.contains(byte)),
    };
    WAYS.iter().filter(may).find(|way| way.when == 0 || tables::evaluate(way.when, input, &moment).is_true())
}

impl Way {
    /// Remembers what the rows of the note ask of its first bytes.
    pub fn remember<'a>(&self, state: &mut State<'_, 'a>, stored: &Stored<'_, 'a>) {
        let Some(register) = usize::from(self.sets).checked_sub(1) else { return };
        let moment = Moment { state, row: &ROWS_NONE, stored, size: stored.bytes.len() };
        let input = Input { x: Item::None, stored: Item::None };
        let value = tables::evaluate(self.remembers, input, &moment);
        if let Some(register) = state.registers.get_mut(register) {
            *register = value;
        }
    }
}

/// The way that a container names.
pub(crate) fn named(name: &str) -> Option<&'static Way> {
    WAYS.iter().find(|way| way.name == name)
}

include!("generated/makers.rs");
