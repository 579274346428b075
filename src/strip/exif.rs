//! An Exif block without some of its entries, all else where it was.
//!
//! The entries of a directory move up, and the values of those that go become zeros. No value moves, so offsets
//! stay right, those in maker notes too. Where bytes that should become zeros are also those of something that
//! stays, the block is damaged.

use super::names::{Directory, EXIF_RIGHTS};
use super::{Classes, Warnings};
use crate::bytes::Bytes;
use crate::container::EXIF_HEADER;
use crate::limits::Limits;
use crate::tiff::header::{Header, Layout};
use crate::tiff::ids::{
    AFCP_IPTC, EXIF_IFD, GPS_IFD, HASSELBLAD_EXIF, INTEROP_IFD, IPTC, JPEG_LENGTH, JPEG_OFFSET,
    MANIFEST_STORE, ORIENTATION, PHOTOSHOP, SUB_IFDS, XMP,
};
use crate::tiff::types::FieldType;
use std::collections::BTreeMap;
use std::ops::Range;

const MAKER_NOTE: u16 = 37500;

/// Blocks of another kind: XMP, IIM, Photoshop's resources, a manifest store, another structure. None belongs into a
/// picture's Exif.
const BLOCKS: &[u16] = &[XMP, IPTC, AFCP_IPTC, PHOTOSHOP, MANIFEST_STORE, HASSELBLAD_EXIF];

/// `GeoTIFF`: scale, tie points, transformation, keys and their values [OGC 19-008r4 annex A].
const GEO: &[u16] = &[33550, 33922, 34264, 34735, 34736, 34737];

const ENTRY: usize = 12;
const HEADER: usize = 8;

// Types [TIFF6 p.15].
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// A TIFF structure that holds the orientation and nothing else.
pub(super) fn orientation_alone(code: u8) -> Vec<u8> {
    let mut directories = Directories::default();
    directories.orient(code);
    directories.write().unwrap_or_default()
}

/// The directories of a new block: an entry has its number, its type and the bytes of its value.
#[derive(Default)]
pub(super) struct Directories {
    first: BTreeMap<u16, (u16, Vec<u8>)>,
    exif: BTreeMap<u16, (u16, Vec<u8>)>,
}

impl Directories {
    pub(super) fn orient(&mut self, code: u8) {
        self.first.insert(ORIENTATION, (SHORT, vec![code, 0]));
    }

    /// Takes the entries of a block that tell rights. What was taken of an earlier block stays.
    pub(super) fn take_rights(&mut self, bytes: Bytes<'_>) {
        let Some(header) = Header::read(bytes.up_to(0, 16)).filter(|header| !header.layout.big) else {
            return;
        };
        let plan = Plan::new(bytes, header.layout);
        let Ok(first) = usize::try_from(header.first) else { return };
        let exif = plan.entries(first).find(|entry| entry.id == EXIF_IFD);
        let exif = exif.and_then(|entry| plan.numbers(&entry).first().copied());
        for (directory, start) in [(Directory::First, Some(first)), (Directory::Exif, exif)] {
            for entry in start.into_iter().flat_map(|start| plan.entries(start)) {
                let is_right =
                    EXIF_RIGHTS.iter().any(|(place, id, _)| *place == directory && *id == entry.id);
                // Text is of single bytes, whatever their order.
                let value = bytes.get(entry.value.start, entry.value.len());
                if let Some(value) = value.filter(|_| is_right && entry.unit == 1) {
                    let entries =
                        if directory == Directory::First { &mut self.first } else { &mut self.exif };
                    entries.entry(entry.id).or_insert((entry.kind, value.as_slice().to_vec()));
                }
            }
        }
    }

    /// The block; `None` where it would be empty, or too long for its offsets.
    pub(super) fn write(mut self) -> Option<Vec<u8>> {
        if !self.exif.is_empty() {
            let first = HEADER + size(self.first.len() + 1) + values(&self.first);
            self.first.insert(EXIF_IFD, (LONG, u32::try_from(first).ok()?.to_le_bytes().to_vec()));
        }
        if self.first.is_empty() {
            return None;
        }
        let mut out = b"II*\0\x08\0\0\0".to_vec();
        for entries in [self.first, self.exif].into_iter().filter(|entries| !entries.is_empty()) {
            let at = out.len() + size(entries.len());
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

/// The bytes of a directory of `count` entries.
fn size(count: usize) -> usize {
    2 + count * ENTRY + 4
}

/// The bytes of the values that do not fit into their entries.
fn values(entries: &BTreeMap<u16, (u16, Vec<u8>)>) -> usize {
    entries
        .values()
        .map(|(_, value)| value.len())
        .filter(|len| *len > 4)
        .map(|len| len.next_multiple_of(2))
        .sum()
}

/// The block without what belongs to `classes`; `None` where nothing does.
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
    let first = usize::try_from(header.first).map_err(|_| "its offset is too large")?;
    let mut plan = Plan { bytes, layout: header.layout, classes, ..Plan::new(bytes, header.layout) };
    plan.kept.push(0..8);
    plan.walk(first)?;
    if plan.changes.is_empty() {
        return Ok(None);
    }
    plan.check()?;
    for what in &plan.warnings {
        warnings.add(*what);
    }
    plan.apply().map(Some).ok_or("a directory lies across its end")
}

/// The same of a block that may begin with JPEG's header, which stays: it does not belong into PNG and WebP, but many
/// programs write it.
pub(super) fn edit_headed(
    data: &[u8],
    classes: Classes,
    warnings: &mut Warnings,
) -> Result<Option<Vec<u8>>, &'static str> {
    let header = if data.starts_with(EXIF_HEADER) { EXIF_HEADER } else { &[] };
    let block = data.get(header.len()..).unwrap_or_default();
    Ok(edit(block, classes, warnings)?.map(|block| [header, &block].concat()))
}

/// What is to be done, found before anything is changed.
struct Plan<'a> {
    bytes: Bytes<'a>,
    layout: Layout,
    classes: Classes,
    /// What becomes zeros.
    zeros: Vec<Range<usize>>,
    /// What must not be touched.
    kept: Vec<Range<usize>>,
    changes: Vec<Change>,
    visited: Vec<usize>,
    warnings: Vec<&'static str>,
}

/// A directory that loses entries.
struct Change {
    start: usize,
    count: usize,
    gone: Vec<usize>,
}

/// An entry: its value lies in it or elsewhere.
struct Entry {
    id: u16,
    kind: u16,
    /// The bytes of one of its numbers.
    unit: usize,
    value: Range<usize>,
    is_inline: bool,
}

impl<'a> Plan<'a> {
    fn new(bytes: Bytes<'a>, layout: Layout) -> Self {
        Self {
            bytes,
            layout,
            classes: Classes::default(),
            zeros: Vec::new(),
            kept: Vec::new(),
            changes: Vec::new(),
            visited: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Visits all directories from the first one on. One that does not fit into the block stays unread, as it is
    /// for every reader; one that should go must fit.
    fn walk(&mut self, first: usize) -> Result<(), &'static str> {
        let limits = Limits::default();
        let mut open = vec![(first, false)];
        while let Some((start, is_gone)) = open.pop() {
            if self.visited.contains(&start) {
                continue;
            }
            if self.visited.len() >= limits.directories as usize {
                return Err("it has too many directories");
            }
            let count = self.bytes.u16(start, self.layout.order).map_or(0, usize::from);
            let end = start.saturating_add(2).saturating_add(count.saturating_mul(ENTRY));
            if end > self.bytes.len() || count == 0 {
                if is_gone && count > 0 {
                    return Err("its directory of the place does not fit into it");
                }
                continue;
            }
            if count > limits.entries as usize {
                return Err("a directory has too many entries");
            }
            self.visited.push(start);
            let next = self.bytes.u32(end, self.layout.order);
            let whole = start..end.saturating_add(if next.is_some() { 4 } else { 0 });
            if is_gone {
                self.zeros.push(whole);
            } else {
                self.kept.push(whole);
            }
            self.directory(start, count, is_gone, &mut open);
            if let Some(next) = next.filter(|next| *next != 0 && !is_gone) {
                open.push((usize::try_from(next).unwrap_or(usize::MAX), false));
            }
        }
        Ok(())
    }

    fn directory(&mut self, start: usize, count: usize, is_gone: bool, open: &mut Vec<(usize, bool)>) {
        let mut gone = Vec::new();
        let mut thumbnail = (0, 0);
        for index in 0..count {
            let at = start + 2 + index * ENTRY;
            let Some(entry) = self.entry(at) else { continue };
            let goes = !is_gone && self.goes(entry.id);
            if matches!(entry.id, SUB_IFDS | EXIF_IFD | GPS_IFD | INTEROP_IFD) && !is_gone {
                let offsets = self.numbers(&entry);
                open.extend(offsets.into_iter().map(|offset| (offset, goes)));
            }
            match entry.id {
                JPEG_OFFSET => thumbnail.0 = self.numbers(&entry).first().copied().unwrap_or(0),
                JPEG_LENGTH => thumbnail.1 = self.numbers(&entry).first().copied().unwrap_or(0),
                _ => {}
            }
            if goes {
                gone.push(index);
            }
            if !entry.is_inline {
                if is_gone || goes {
                    self.zeros.push(entry.value);
                } else {
                    self.kept.push(entry.value);
                }
            }
        }
        if !is_gone {
            let end = thumbnail.0.saturating_add(thumbnail.1).min(self.bytes.len());
            self.kept.push(thumbnail.0..end.max(thumbnail.0));
        }
        if !gone.is_empty() {
            self.changes.push(Change { start, count, gone });
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

    /// The entries of the directory at `start` that are understood.
    fn entries(&self, start: usize) -> impl Iterator<Item = Entry> {
        let count = self.bytes.u16(start, self.layout.order).map_or(0, usize::from);
        let places = (0..count).map(move |index| start.saturating_add(2 + index * ENTRY));
        places.filter_map(|at| self.entry(at))
    }

    /// The entry at `at` [TIFF6 p.14]; `None` where its type is unknown.
    fn entry(&self, at: usize) -> Option<Entry> {
        let order = self.layout.order;
        let kind = self.bytes.u16(at + 2, order)?;
        let unit = FieldType::from_code(kind)?.size();
        let count = usize::try_from(self.bytes.u32(at + 4, order)?).ok()?;
        let size = count.checked_mul(unit)?;
        let is_inline = size <= 4;
        let start = if is_inline { at + 8 } else { usize::try_from(self.bytes.u32(at + 8, order)?).ok()? };
        let len = self.bytes.len();
        let value = start.min(len)..start.saturating_add(size).min(len);
        Some(Entry { id: self.bytes.u16(at, order)?, kind, unit, value, is_inline })
    }

    /// The whole numbers of an entry, as far as directories are followed.
    fn numbers(&self, entry: &Entry) -> Vec<usize> {
        let number = |at| match entry.unit {
            1 => self.bytes.u8(at).map(u32::from),
            2 => self.bytes.u16(at, self.layout.order).map(u32::from),
            4 => self.bytes.u32(at, self.layout.order),
            _ => None,
        };
        let places = entry.value.clone().step_by(entry.unit).take(Limits::default().directories as usize);
        places.filter_map(number).filter_map(|number| usize::try_from(number).ok()).collect()
    }

    /// Whether nothing that stays lies where zeros come.
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
        for change in &self.changes {
            let left = u16::try_from(change.count - change.gone.len()).ok()?;
            let entries = change.start + 2;
            let link = entries + change.count * ENTRY;
            let whole = entries..(link + 4).min(out.len());
            let mut gone = change.gone.iter().peekable();
            let mut moved = Vec::with_capacity(whole.len());
            // The last part is the link to the next directory.
            for (index, entry) in out.get(whole.clone())?.chunks(ENTRY).enumerate() {
                if gone.next_if_eq(&&index).is_none() {
                    moved.extend_from_slice(entry);
                }
            }
            moved.resize(whole.len(), 0);
            out.get_mut(whole)?.copy_from_slice(&moved);
            let count = match self.layout.order {
                crate::bytes::ByteOrder::Big => left.to_be_bytes(),
                crate::bytes::ByteOrder::Little => left.to_le_bytes(),
            };
            out.get_mut(change.start..entries)?.copy_from_slice(&count);
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
