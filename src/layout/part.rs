//! Parts of maker notes, and the values in them.

use super::format::Format;
use super::tables::{Base, Shape, Table};
use crate::bytes::{ByteOrder, Bytes};
use crate::tiff::directory::{Directory, Window};
use crate::tiff::header::{Header, TIFF};

/// A longer value that is not text is shown by its length, without being read.
pub(crate) const LONG: u64 = 64 * 1024;

/// A part of a note: a run of bytes, and how its numbers and offsets are stored.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub window: Window<'a>,
    pub at: u64,
    pub size: u64,
    pub depth: u32,
}

impl<'a> Part<'a> {
    /// The byte order of its numbers.
    pub fn order(&self) -> ByteOrder {
        self.window.layout.order
    }

    /// The same part with another byte order.
    pub fn ordered(mut self, order: ByteOrder) -> Self {
        self.window.layout.order = order;
        self
    }

    /// The same part with offsets that are counted from elsewhere. `start` is where its directory begins.
    pub fn based(mut self, base: Base, start: u64) -> Self {
        let window = &mut self.window;
        window.base = match base {
            Base::Same => window.base,
            Base::Start(by) => i64::try_from(start).unwrap_or(i64::MAX).saturating_add(by.into()),
            Base::At(by) => window.base.saturating_add(by.into()),
            Base::File => window.from_file(),
        };
        self
    }

    /// The position in the view of bytes that were taken from this part.
    pub fn position(&self, bytes: Bytes<'_>) -> u64 {
        self.at.saturating_add(bytes.absolute(0).saturating_sub(self.absolute()))
    }

    /// The bytes that are there, at most `most`.
    pub fn bytes(&self, most: u64) -> Option<Bytes<'a>> {
        let room = self.window.view.len().checked_sub(self.at)?;
        self.window.view.get(self.at, usize::try_from(self.size.min(room).min(most)).ok()?)
    }

    /// The position in the view of what an offset points to. In a record it is counted from its start.
    pub fn place(&self, table: &Table, offset: u64) -> u64 {
        if table.shape == Shape::Record { self.at.saturating_add(offset) } else { self.window.place(offset) }
    }

    /// The offset in the file of what offsets are counted from.
    pub fn shown_base(&self) -> u64 {
        self.window.view.absolute(0).saturating_add_signed(self.window.base)
    }

    /// The offset in the file of its first byte.
    pub fn absolute(&self) -> u64 {
        self.window.view.absolute(self.at)
    }

    /// The part in the byte order in which its number of entries is plausible.
    pub fn guessed(self) -> Self {
        let count = self.window.view.get(self.at, 2).and_then(|bytes| bytes.u16(0, self.order()));
        let is_swapped = count.is_some_and(|count| count >> 8 > count & 0xff);
        if is_swapped { self.ordered(self.order().other()) } else { self }
    }

    /// The part behind a mark that tells its byte order, in that order.
    pub fn marked(self) -> Option<Self> {
        let order = ByteOrder::marked(self.window.view.get(self.at, 2)?.as_slice())?;
        let at = self.at.checked_add(2)?;
        Some(Part { at, size: self.size.checked_sub(2)?, ..self }.ordered(order))
    }

    /// The directory to which a TIFF header leads, with offsets that are counted from the header.
    pub fn behind_header(self) -> Option<Self> {
        let header = Header::read(self.window.view.get(self.at, 8)?).filter(|it| it.version == TIFF)?;
        let (at, size) = (self.at.checked_add(header.first)?, self.size.checked_sub(header.first)?);
        let mut found = Self { at, size, ..self }.ordered(header.layout.order);
        found.window.base = i64::try_from(self.at).ok()?;
        Some(found)
    }
}

/// A value, the part that it stands in, and where it is.
#[derive(Clone, Copy)]
pub(crate) struct Stored<'p, 'a> {
    pub part: &'p Part<'a>,
    pub bytes: Bytes<'a>,
    /// The position of its bytes in the view of its part.
    pub at: u64,
    /// Its format and count as stored.
    pub format: Format,
    pub count: u64,
}

impl Stored<'_, '_> {
    /// The offset of its bytes in the file.
    pub fn absolute(&self) -> u64 {
        self.part.window.view.absolute(self.at)
    }
}

/// How the number of entries is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// In 16 bits.
    Usual,
    /// In 32 bits.
    Long,
    /// Not at all: what stands in its place does not count.
    Fixed(u64),
}

impl Count {
    /// The directory at the start of a part.
    pub fn directory<'a>(self, part: &Part<'a>) -> Option<Directory<'a>> {
        let Part { window, at, .. } = *part;
        match self {
            Self::Usual => Directory::at(window, at),
            Self::Long => {
                let count = window.view.get(at, 4)?.u32(0, part.order())?;
                Some(Directory::of(window, at, at.checked_add(4)?, count.into()))
            }
            Self::Fixed(count) => Some(Directory::of(window, at, at.checked_add(2)?, count)),
        }
    }
}
