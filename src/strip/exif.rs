//! Removes entries from an Exif block without moving anything else.
//!
//! The remaining entries of a directory close up, and the values of removed entries are zeroed. No value moves, so
//! all offsets stay valid, including those in maker notes. If bytes to be zeroed are also part of something that
//! stays, the block is considered damaged.

use super::names::{Directory, EXIF_RIGHTS};
use super::outcome::Warnings;
use super::what::Classes;
use crate::bytes::{ByteOrder, Bytes};
use crate::container::EXIF_HEADER;
use crate::limits::Limits;
use crate::source::View;
use crate::tiff::directory::{self as tiff, RawEntry, ValueRange, Window};
use crate::tiff::header::{Header, Layout};
use crate::tiff::ids::{
    AFCP_IPTC, EXIF_IFD, GPS_IFD, HASSELBLAD_EXIF, INTEROP_IFD, IPTC, JPEG_LENGTH, JPEG_OFFSET, MAKER_NOTE,
    MANIFEST_STORE, ORIENTATION, PHOTOSHOP, SUB_IFDS, XMP,
};
use crate::tiff::types::FieldType;
use std::collections::BTreeMap;
use std::ops::Range;

/// Other blocks: XMP, IIM, Photoshop's resources, a manifest store, another TIFF structure. None of them belongs in a
/// picture's Exif.
const BLOCKS: &[u16] = &[XMP, IPTC, AFCP_IPTC, PHOTOSHOP, MANIFEST_STORE, HASSELBLAD_EXIF];

/// `GeoTIFF`: scale, tie points, transformation, keys and their values [OGC 19-008r4 annex A].
const GEO: &[u16] = &[33550, 33922, 34264, 34735, 34736, 34737];

/// The layout of new blocks, and the length of their header.
const NEW: Layout = Layout { order: ByteOrder::Little, big: false };
const HEADER: usize = 8;

// Field types [TIFF6 p.15].
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// A TIFF structure with the orientation only.
pub(super) fn orientation_alone(code: u8) -> Vec<u8> {
    let mut directories = Directories::default();
    directories.orient(code);
    directories.write().unwrap_or_default()
}

/// The directories of a new block. An entry has its tag number, its type and the bytes of its value.
#[derive(Default)]
pub(super) struct Directories {
    first: BTreeMap<u16, (u16, Vec<u8>)>,
    exif: BTreeMap<u16, (u16, Vec<u8>)>,
}

impl Directories {
    pub(super) fn orient(&mut self, code: u8) {
        self.first.insert(ORIENTATION, (SHORT, vec![code, 0]));
    }

    /// Takes the rights from a block. Entries taken from an earlier block win.
    pub(super) fn take_rights(&mut self, bytes: Bytes<'_>) {
        let Some(header) = Header::read(bytes.up_to(0, 16)).filter(|header| !header.layout.big) else {
            return;
        };
        let plan = Plan::new(bytes, header.layout);
        let exif = plan.entries(header.first).find(|entry| entry.tag == EXIF_IFD);
        let exif = exif.and_then(|entry| plan.numbers(&entry).next());
        for (directory, start) in [(Directory::First, Some(header.first)), (Directory::Exif, exif)] {
            for entry in start.into_iter().flat_map(|start| plan.entries(start)) {
                let is_right =
                    EXIF_RIGHTS.iter().any(|(place, id, _)| *place == directory && *id == entry.tag);
                // Text has one byte per unit, so the byte order does not matter.
                let is_text = entry.field_type.is_some_and(|field_type| field_type.size() == 1);
                if let Some(value) = plan.value(&entry).filter(|_| is_right && is_text) {
                    let entries =
                        if directory == Directory::First { &mut self.first } else { &mut self.exif };
                    let value = bytes.up_to(value.start, value.len()).as_slice().to_vec();
                    entries.entry(entry.tag).or_insert((entry.code, value));
                }
            }
        }
    }

    /// Serialises the block; `None` if it would be empty, or too long for its offsets.
    pub(super) fn write(mut self) -> Option<Vec<u8>> {
        if !self.exif.is_empty() {
            let first = HEADER + NEW.directory_size(self.first.len() + 1) + values(&self.first);
            self.first.insert(EXIF_IFD, (LONG, u32::try_from(first).ok()?.to_le_bytes().to_vec()));
        }
        if self.first.is_empty() {
            return None;
        }
        let mut out = b"II*\0\x08\0\0\0".to_vec();
        for entries in [self.first, self.exif].into_iter().filter(|entries| !entries.is_empty()) {
            let at = out.len() + NEW.directory_size(entries.len());
            let mut behind = Vec::new();
            out.extend(u16::try_from(entries.len()).ok()?.to_le_bytes());
            for (id, (kind, mut value)) in entries {
                let count = value.len() / FieldType::from_code(kind)?.size();
                out.extend(id.to_le_bytes());
                out.extend(kind.to_le_bytes());
                out.extend(u32::try_from(count).ok()?.to_le_bytes());
                if value.len() <= 4 {
                    value.resize(4, 0);
                    out.extend(value);
                } else {
                    out.extend(u32::try_from(at + behind.len()).ok()?.to_le_bytes());
                    behind.extend(value);
                    behind.resize(behind.len().next_multiple_of(2), 0);
                }
            }
            out.extend([0; 4]);
            out.append(&mut behind);
        }
        Some(out)
    }
}

/// The total size of the values that do not fit into their entries.
fn values(entries: &BTreeMap<u16, (u16, Vec<u8>)>) -> usize {
    entries
        .values()
        .map(|(_, value)| value.len())
        .filter(|len| *len > 4)
        .map(|len| len.next_multiple_of(2))
        .sum()
}

/// The block without what belongs to `classes`; `None` if nothing does.
pub(super) fn edit(
    block: &[u8],
    classes: Classes,
    warnings: &mut Warnings,
) -> Result<Option<Vec<u8>>, &'static str> {
    let bytes = Bytes::new(block, 0);
    let header = Header::read(bytes.up_to(0, 16)).ok_or("it has no TIFF header")?;
    if header.layout.big {
        return Err("it is a BigTIFF");
    }
    let mut plan = Plan { classes, ..Plan::new(bytes, header.layout) };
    plan.kept.push(0..8);
    plan.walk(header.first)?;
    if plan.changes.is_empty() {
        return Ok(None);
    }
    plan.check()?;
    for what in &plan.warnings {
        warnings.add(*what);
    }
    plan.apply().map(Some).ok_or("a directory lies across its end")
}

/// Like [`edit`], for a block that may start with JPEG's Exif header. The header is kept: it does not belong in PNG
/// and WebP, but many programs write it there.
pub(super) fn edit_headed(
    data: &[u8],
    classes: Classes,
    warnings: &mut Warnings,
) -> Result<Option<Vec<u8>>, &'static str> {
    let header = if data.starts_with(EXIF_HEADER) { EXIF_HEADER } else { &[] };
    let block = data.get(header.len()..).unwrap_or_default();
    Ok(edit(block, classes, warnings)?.map(|block| [header, &block].concat()))
}

/// The changes to be made, all collected before anything is written.
struct Plan<'a> {
    bytes: Bytes<'a>,
    window: Window<'a>,
    classes: Classes,
    /// The ranges to be zeroed.
    zeros: Vec<Range<usize>>,
    /// The ranges that must not be touched.
    kept: Vec<Range<usize>>,
    changes: Vec<Change<'a>>,
    visited: Vec<u64>,
    warnings: Vec<&'static str>,
}

/// A directory from which entries are removed, by their indices.
struct Change<'a> {
    directory: tiff::Directory<'a>,
    gone: Vec<usize>,
}

impl<'a> Plan<'a> {
    fn new(bytes: Bytes<'a>, layout: Layout) -> Self {
        Self {
            bytes,
            window: Window::tiff(View::memory(bytes), layout),
            classes: Classes::default(),
            zeros: Vec::new(),
            kept: Vec::new(),
            changes: Vec::new(),
            visited: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Visits all directories, starting with the first. A directory that does not fit into the block is skipped, as
    /// every reader does; one that is to be removed must fit.
    fn walk(&mut self, first: u64) -> Result<(), &'static str> {
        let limits = Limits::default();
        let mut open = vec![(first, false)];
        while let Some((start, is_gone)) = open.pop() {
            if self.visited.contains(&start) {
                continue;
            }
            if self.visited.len() >= limits.directories as usize {
                return Err("it has too many directories");
            }
            let found = tiff::Directory::at(self.window, start).filter(|found| found.count > 0);
            let Some(directory) = found else { continue };
            if !directory.is_whole() {
                if is_gone {
                    return Err("its directory of the place does not fit into it");
                }
                continue;
            }
            if directory.count > limits.entries.into() {
                return Err("a directory has too many entries");
            }
            self.visited.push(start);
            let whole = self.range(directory.span());
            if is_gone {
                self.zeros.push(whole);
            } else {
                self.kept.push(whole);
            }
            self.directory(directory, is_gone, &mut open);
            if let Some(next) = directory.next().filter(|_| !is_gone) {
                open.push((next, false));
            }
        }
        Ok(())
    }

    fn directory(&mut self, directory: tiff::Directory<'a>, is_gone: bool, open: &mut Vec<(u64, bool)>) {
        let mut gone = Vec::new();
        let mut thumbnail = (0, 0);
        for entry in directory.entries(directory.count).into_iter().flatten() {
            let Some(value) = self.value(&entry) else { continue };
            let goes = !is_gone && self.goes(entry.tag);
            if matches!(entry.tag, SUB_IFDS | EXIF_IFD | GPS_IFD | INTEROP_IFD) && !is_gone {
                open.extend(self.numbers(&entry).map(|offset| (offset, goes)));
            }
            match entry.tag {
                JPEG_OFFSET => thumbnail.0 = self.numbers(&entry).next().unwrap_or(0),
                JPEG_LENGTH => thumbnail.1 = self.numbers(&entry).next().unwrap_or(0),
                _ => {}
            }
            if goes {
                gone.push(entry.index);
            }
            if !entry.value.inline {
                if is_gone || goes {
                    self.zeros.push(value);
                } else {
                    self.kept.push(value);
                }
            }
        }
        if !is_gone {
            let (start, length) = thumbnail;
            self.kept.push(self.range(start..start.saturating_add(length)));
        }
        if !gone.is_empty() {
            self.changes.push(Change { directory, gone });
        }
    }

    fn goes(&mut self, id: u16) -> bool {
        let why = match id {
            GPS_IFD => return self.classes.has_gps(),
            MAKER_NOTE if self.classes.places || self.classes.people => {
                "the maker note left out: it may name people and places in the maker's own form"
            }
            id if GEO.contains(&id) => return self.classes.has_gps(),
            id if BLOCKS.contains(&id) => "a block within Exif left out: it is not edited there",
            _ => return false,
        };
        self.warnings.push(why);
        true
    }

    /// The entries of the directory at `start`, as many as the block holds.
    fn entries(&self, start: u64) -> impl Iterator<Item = RawEntry<'a>> + use<'a> {
        let directory = tiff::Directory::at(self.window, start);
        let entries = directory.and_then(|directory| directory.entries(directory.count));
        entries.into_iter().flatten()
    }

    /// The range of a value, cut at the end of the block; `None` if its type is unknown.
    fn value(&self, entry: &RawEntry<'_>) -> Option<Range<usize>> {
        let ValueRange { at, size, .. } = entry.value;
        entry.field_type.map(|_| self.range(at..at.saturating_add(size)))
    }

    /// The range within the block, cut at its end.
    fn range(&self, stretch: Range<u64>) -> Range<usize> {
        let len = self.bytes.len();
        let place = |at: u64| usize::try_from(at).unwrap_or(len).min(len);
        place(stretch.start)..place(stretch.end)
    }

    /// The integers of an entry, at most as many as directories are followed.
    fn numbers(&self, entry: &RawEntry<'a>) -> impl Iterator<Item = u64> + use<'a> {
        let (window, entry) = (self.window, *entry);
        let is_short = entry.field_type.is_some_and(|field_type| field_type.size() <= 4);
        let count = if is_short { entry.count.min(Limits::default().directories.into()) } else { 0 };
        (0..count).filter_map(move |index| window.number(&entry, index))
    }

    /// Merges the ranges to be zeroed, and checks that they overlap nothing that stays.
    fn check(&mut self) -> Result<(), &'static str> {
        self.zeros.retain(|range| !range.is_empty());
        self.zeros.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(self.zeros.len());
        for range in self.zeros.drain(..) {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        let is_hit = |kept: &Range<usize>| {
            let next = merged.partition_point(|zeros| zeros.end <= kept.start);
            merged.get(next).is_some_and(|zeros| zeros.start < kept.end)
        };
        let overlap = self.kept.iter().any(|kept| !kept.is_empty() && is_hit(kept));
        self.zeros = merged;
        if overlap { Err("what should go lies across what should stay") } else { Ok(()) }
    }

    fn apply(&self) -> Option<Vec<u8>> {
        let mut out = self.bytes.as_slice().to_vec();
        for range in &self.zeros {
            out.get_mut(range.clone())?.fill(0);
        }
        let layout = self.window.layout;
        for Change { directory, gone } in &self.changes {
            let left = u16::try_from(directory.count.checked_sub(gone.len() as u64)?).ok()?;
            let whole = self.range(directory.span());
            let entries = whole.start.checked_add(layout.count_size())?..whole.end;
            let mut gone = gone.iter().peekable();
            let mut moved = Vec::with_capacity(entries.len());
            // The last item is the link to the next directory.
            for (index, entry) in out.get(entries.clone())?.chunks(layout.entry_size()).enumerate() {
                if gone.next_if_eq(&&index).is_none() {
                    moved.extend_from_slice(entry);
                }
            }
            moved.resize(entries.len(), 0);
            out.get_mut(entries)?.copy_from_slice(&moved);
            let count = match layout.order {
                ByteOrder::Big => left.to_be_bytes(),
                ByteOrder::Little => left.to_le_bytes(),
            };
            out.get_mut(whole.start..)?.get_mut(..count.len())?.copy_from_slice(&count);
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GPS: Classes = Classes { gps: true, places: false, people: false };

    /// IFD0 with Make, the GPS pointer and Software; a GPS directory of one value elsewhere; IFD1 after it.
    fn block() -> Vec<u8> {
        let mut out = b"II*\0\x08\0\0\0\x03\0".to_vec();
        out.extend([0x0f, 1, 2, 0, 4, 0, 0, 0, b'a', b'b', b'c', 0]);
        out.extend([0x31, 1, 2, 0, 8, 0, 0, 0, 80, 0, 0, 0]);
        out.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 50, 0, 0, 0]);
        out.extend([88, 0, 0, 0]);
        assert_eq!(out.len(), 50);
        out.extend([1, 0]);
        out.extend([2, 0, 5, 0, 1, 0, 0, 0, 68, 0, 0, 0]);
        out.extend([0; 4]);
        assert_eq!(out.len(), 68);
        out.extend([7; 8]);
        out.extend([9; 4]);
        assert_eq!(out.len(), 80);
        out.extend(b"program\0");
        out.extend([1, 0, 0x1a, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
        out
    }

    fn edited(block: &[u8], classes: Classes) -> Result<Option<Vec<u8>>, &'static str> {
        edit(block, classes, &mut Warnings::default())
    }

    #[test]
    fn the_place_goes_and_nothing_else_moves() {
        let before = block();
        let after = edited(&before, GPS).unwrap().unwrap();
        assert_eq!(after.len(), before.len());
        assert_eq!(after[8..34], [&[2, 0][..], &before[10..34]].concat());
        assert_eq!(after[34..38], [88, 0, 0, 0], "the link to IFD1 follows the last entry");
        assert_eq!(after[38..76], [0; 38]);
        assert_eq!(after[76..], before[76..]);
    }

    #[test]
    fn without_a_place_nothing_changes() {
        assert_eq!(edited(&block(), Classes { people: true, ..Classes::default() }), Ok(None));
        let after = edited(&block(), GPS).unwrap().unwrap();
        assert_eq!(edited(&after, GPS), Ok(None));
    }

    #[test]
    fn values_that_are_shared_are_damage() {
        let mut shared = block();
        shared[60] = 80;
        assert!(edited(&shared, GPS).is_err());
        let mut itself = block();
        itself[42] = 8;
        assert!(edited(&itself, GPS).is_ok_and(|after| after.is_some()), "IFD0 was read before");
        let mut beyond = block();
        beyond[50] = 200;
        assert!(edited(&beyond, GPS).is_err());
    }

    #[test]
    fn every_prefix_and_every_byte_is_survived() {
        let block = block();
        for end in 0..block.len() {
            let _ = edited(&block[..end], GPS);
        }
        for at in 0..block.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut block = block.clone();
                block[at] = value;
                if let Ok(Some(after)) = edited(&block, GPS) {
                    assert_eq!(after.len(), block.len());
                }
            }
        }
    }
}
