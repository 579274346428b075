//! What is known while the parts of one maker note, or of one block of a file, are read.

use super::late::Late;
use super::offsets::Offsets;
use super::part::{Part, Stored};
use super::rivals::Rivals;
use super::tables::{REGISTERS, SLOT_COUNT, Shape, Subtable, Table};
use crate::block::BlockKind;
use crate::context::Context;
use crate::formula::Item;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::quicktime::film::Film;
use crate::sink::{Camera, Sink};
use crate::slots::FewPlaces;
use crate::track::Sample;
use std::cell::Cell;

/// What it may cost beyond twice its own size: values may overlap, but only so much.
const GRACE: u64 = 64 * 1024;

/// Reads what the value of a row leads to, from an offset on and of a size. Readers of parts find values that lead to
/// further parts, of which they know nothing.
pub(crate) type Follow =
    for<'r, 'n, 'a, 'p> fn(&'r mut State<'n, 'a>, &'static Subtable, &Stored<'p, 'a>, u64, u64);

/// The state of what is read.
pub(crate) struct State<'n, 'a> {
    pub cx: &'a Context<'a>,
    /// What the tags are found in.
    pub block: BlockKind,
    pub camera: Camera<'a>,
    pub sink: &'n mut Sink<'a>,
    /// The group of all tags, if it is not that of their tables.
    pub group: &'a str,
    /// The number that the groups bear if the file has several such blocks; 0 if there is one.
    pub number: u16,
    /// The places in the sink of the tags that were found.
    pub places: FewPlaces<'a>,
    /// Earlier values that later rows ask for.
    pub registers: [Item<'a>; REGISTERS],
    /// The tags that decide which of several values is shown.
    pub rivals: Option<Rivals>,
    /// How many tags were found before.
    pub before: usize,
    /// Whether a formula has asked for one of them.
    pub has_asked: Cell<bool>,
    /// The tags whose printed forms depend on values that may follow.
    pub late: Vec<Late<'a>>,
    /// The list of offsets in the enciphered record that is read.
    pub offsets: Option<Offsets>,
    /// Where their number is in the record that is read next.
    pub count_at: Option<usize>,
    /// The names whose value no usual one replaces.
    pub kept: Vec<u16>,
    /// The film that is read.
    pub film: Film<'a>,
    /// The places of tags that do not take the place of others with their name.
    pub lows: Vec<u32>,
    /// The sample of a film's timed metadata that is read.
    pub sample: Option<Sample>,
    /// The indices of tags that have a language in their names, and the language.
    pub foreign: Vec<(u32, &'a str)>,
    /// How many more bytes may be read.
    left: u64,
    /// How many more directories and records may be read.
    pub parts: u32,
    /// How deep parts may be nested.
    pub depth: u32,
    /// How what a value leads to is read.
    pub follow: Follow,
}

impl<'n, 'a> State<'n, 'a> {
    /// The state of a note of `size` bytes.
    pub fn new(
        cx: &'a Context<'a>,
        block: BlockKind,
        camera: Camera<'a>,
        sink: &'n mut Sink<'a>,
        size: u64,
        follow: Follow,
    ) -> Self {
        let before = sink.tags.len();
        Self {
            cx,
            block,
            camera,
            sink,
            group: "",
            number: 0,
            places: FewPlaces::new(SLOT_COUNT, &cx.slots),
            registers: [Item::None; REGISTERS],
            rivals: None,
            before,
            has_asked: Cell::new(false),
            late: Vec::new(),
            offsets: None,
            count_at: None,
            kept: Vec::new(),
            film: Film::default(),
            lows: Vec::new(),
            sample: None,
            foreign: Vec::new(),
            left: size.saturating_mul(2).saturating_add(GRACE),
            parts: cx.limits.directories,
            depth: cx.limits.directory_depth,
            follow,
        }
    }

    /// Charges for bytes and returns whether the budget covers them.
    pub fn pay(&mut self, size: u64) -> bool {
        let left = self.left.checked_sub(size);
        self.left = left.unwrap_or(self.left);
        left.is_some() && self.cx.spend(size).is_some()
    }

    /// Whether a further part may be read.
    pub fn enter(&mut self, part: &Part<'_>) -> bool {
        let Some(parts) = self.parts.checked_sub(1) else {
            self.issue(IssueCode::TooManyDirectories, part.absolute(), || "parts of a part".to_owned());
            return false;
        };
        self.parts = parts;
        if part.depth > self.depth {
            self.issue(IssueCode::TooDeep, part.absolute(), || "parts within parts".to_owned());
            return false;
        }
        true
    }

    /// Whether positions and other values of a moment are read: those of samples, and those in pictures.
    pub fn shows_values(&self) -> bool {
        self.sample.is_some() || self.block != BlockKind::QuickTime
    }

    /// The stage of its issues.
    pub fn stage(&self) -> Stage {
        if self.block == BlockKind::MakerNote { Stage::MakerNote } else { Stage::Container }
    }

    /// Records an issue at a position in the file.
    pub fn issue(&self, code: IssueCode, at: u64, detail: impl FnOnce() -> String) {
        self.cx.issue(code, self.stage(), Some(at), detail);
    }

    /// How many bytes there are for a part that begins at `at`, to which a value leads.
    pub fn room(&mut self, table: &Table, stored: &Stored<'_, 'a>, at: u64) -> Option<u64> {
        let part = stored.part;
        if table.shape != Shape::Record {
            return Some(part.window.view.len().saturating_sub(at));
        }
        let end = part.at.saturating_add(part.size).min(part.window.view.len());
        let end = match &mut self.offsets {
            Some(offsets) if offsets.record == part.absolute() => offsets.end(stored.at, at, end)?,
            _ => end,
        };
        end.checked_sub(at)
    }
}
