//! The locations of the items of a HEIF picture: the `iloc` box [ISO/IEC 14496-12 8.11.3].

use crate::bytes::{ByteOrder, Bytes};
use crate::isobmff::boxes::BoxReader;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::View;
use std::collections::BTreeMap;

/// The table of the items. A row is parsed only when its item is needed.
pub(super) struct Locations<'a> {
    bytes: Bytes<'a>,
    version: u8,
    // The sizes in bytes of the numbers in a row.
    offset: usize,
    length: usize,
    base: usize,
    index: usize,
    /// Where the row of each item starts.
    rows: BTreeMap<u32, usize>,
}

/// How to find the bytes of an item.
pub(super) struct Location {
    /// Where the offsets lead. 0: into the file; 1: into `idat`; 2: into other items.
    pub method: u16,
    /// Added to the offset of each extent.
    pub base: u64,
    /// The ranges that make up the item.
    pub extents: Vec<Extent>,
}

/// A range of bytes.
pub(super) struct Extent {
    /// For method 2: which of the other items, counted from 1.
    pub index: u64,
    pub offset: u64,
    /// 0 means up to the end.
    pub length: u64,
}

impl<'a> Locations<'a> {
    /// Finds the row of every item. If an item has several rows, the first one counts.
    pub fn read(boxes: &BoxReader<'a>, content: View<'a>) -> Option<Self> {
        let bytes = content.all()?;
        let (version, sizes) = (bytes.u8(0)?, bytes.be16(4)?);
        let size = |shift: u16| usize::from(sizes >> shift & 0xf);
        let mut table = Self {
            bytes,
            version,
            offset: size(12),
            length: size(8),
            base: size(4),
            index: if version == 0 { 0 } else { size(0) },
            rows: BTreeMap::new(),
        };
        let sizes = [table.offset, table.length, table.base, table.index];
        if version > 2 || sizes.iter().any(|size| !matches!(size, 0 | 4 | 8)) {
            let detail = || "a table of items of unknown form";
            boxes.cx.issue(IssueCode::Unsupported, Stage::Container, Some(bytes.absolute(0)), detail);
            return None;
        }
        let mut at = 6 + table.id_size();
        let count = if version < 2 { u32::from(bytes.be16(6)?) } else { bytes.be32(6)? };
        for _ in 0..count.min(boxes.cx.limits.parts) {
            let id = if version < 2 { bytes.be16(at).map(u32::from) } else { bytes.be32(at) };
            let (Some(id), Some(extents)) = (id, bytes.be16(at + table.fixed_size() - 2)) else { break };
            table.rows.entry(id).or_insert(at);
            at += table.fixed_size() + usize::from(extents) * table.extent_size();
        }
        Some(table)
    }

    /// The location of an item.
    pub fn get(&self, boxes: &BoxReader<'_>, id: u32) -> Option<Location> {
        let mut at = self.rows.get(&id)? + self.id_size();
        let mut method = 0;
        if self.version > 0 {
            method = self.bytes.be16(at)? & 0xf;
            at += 2;
        }
        if self.bytes.be16(at)? != 0 {
            let offset = Some(self.bytes.absolute(at));
            boxes.cx.issue(
                IssueCode::Elsewhere,
                Stage::Container,
                offset,
                || "an item that lies in another file",
            );
            return None;
        }
        let base = self.number(at + 2, self.base)?;
        at += 2 + self.base;
        let count = self.bytes.be16(at)?;
        at += 2;
        let mut extents = Vec::new();
        for _ in 0..count {
            // If extents occupy no bytes, the table does not limit their number, so they are counted like boxes.
            boxes.count(self.bytes.absolute(at))?;
            extents.push(Extent {
                index: self.number(at, self.index)?,
                offset: self.number(at + self.index, self.offset)?,
                length: self.number(at + self.index + self.offset, self.length)?,
            });
            at += self.extent_size();
        }
        Some(Location { method, base, extents })
    }

    fn id_size(&self) -> usize {
        if self.version < 2 { 2 } else { 4 }
    }

    /// The size of a row before its extents: id, method, data reference index, base offset and number of extents.
    fn fixed_size(&self) -> usize {
        self.id_size() + if self.version == 0 { 0 } else { 2 } + 2 + self.base + 2
    }

    fn extent_size(&self) -> usize {
        self.index + self.offset + self.length
    }

    /// A number of 0, 4 or 8 bytes.
    fn number(&self, at: usize, size: usize) -> Option<u64> {
        match size {
            0 => Some(0),
            4 => self.bytes.be32(at).map(u64::from),
            _ => self.bytes.u64(at, ByteOrder::Big),
        }
    }
}
