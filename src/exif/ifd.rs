//! The directories of one block, and what is known about the block while they are read.

use super::tags::{EXIF, GPS, PANASONIC, TagTable};
use crate::block::{Block, Root};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::tag::Group;
use crate::tiff::directory::{RawEntry, Window};
use crate::tiff::header;
use std::cell::Cell;

/// The bytes after the header of a CR2 file.
const CR2: &[u8] = b"CR";

/// A longer value that is not text is shown by its length, without being read.
pub(super) const LONG: u64 = 64 * 1024;

/// A directory to read.
pub(super) struct Ifd {
    pub group: Group<'static>,
    pub table: &'static TagTable,
    pub offset: u64,
    pub depth: u32,
    /// Whether it belongs to a chain of children.
    pub is_chain: bool,
}

/// The TIFF structure of a block.
pub(super) struct Structure<'a> {
    pub window: Window<'a>,
    pub cx: &'a Context<'a>,
    /// Whether the block is in its standard place.
    pub standard: bool,
    /// Whether it is a file of its own, rather than a part of a JPEG or of another container.
    pub whole_file: bool,
    /// Whether the file is a CR2, one of Canon's raws.
    pub is_cr2: bool,
    /// What is added to an offset before it is shown.
    pub base: u64,
    /// How many bytes the values may still cost.
    left: Cell<u64>,
}

impl<'a> Structure<'a> {
    /// Opens the structure of a block, and returns its first directory too.
    pub fn open(block: &Block<'a>, cx: &'a Context<'a>) -> Option<(Self, Ifd)> {
        let view = block.data;
        let (layout, magic, offset) = super::header::header(view, cx)?;
        let whole_file = view.absolute(0) == 0;
        let structure = Self {
            window: Window::tiff(view, layout),
            cx,
            standard: block.standard,
            whole_file,
            is_cr2: whole_file && view.get(8, 2).is_some_and(|mark| mark.starts_with(CR2)),
            base: if block.detached { 0 } else { view.absolute(0) },
            // Values may overlap, but the sum of their sizes is limited to little more than twice the block.
            left: Cell::new(view.len().saturating_mul(2).saturating_add(64 * 1024)),
        };
        let (group, table) = match block.root {
            Root::Ifd0 if whole_file && magic == header::PANASONIC => (Group::Ifd(0), &PANASONIC),
            Root::Ifd0 | Root::Note { .. } | Root::Table { .. } => (Group::Ifd(0), &EXIF),
            Root::ExifIfd => (Group::ExifIfd, &EXIF),
            Root::Gps => (Group::Gps, &GPS),
        };
        Some((structure, Ifd { group, table, offset, depth: 0, is_chain: false }))
    }

    /// The offset in the file of position `at` in the block.
    pub fn absolute(&self, at: u64) -> u64 {
        self.window.view.absolute(at)
    }

    /// Charges for a value and returns whether the budget covers it.
    pub fn pay(&self, size: u64) -> bool {
        let left = self.left.get().checked_sub(size);
        self.left.set(left.unwrap_or(self.left.get()));
        left.is_some()
    }

    /// Raises an issue about an entry at a position in the block.
    pub fn issue<D: std::fmt::Display>(
        &self,
        code: IssueCode,
        at: u64,
        ifd: &Ifd,
        entry: &RawEntry<'_>,
        detail: impl FnOnce() -> D,
    ) {
        let (group, tag) = (&ifd.group, entry.tag);
        let place = Some(self.absolute(at));
        self.cx.issue(code, Stage::Exif, place, || format!("{group} tag {tag:#06x}: {}", detail()));
    }
}
