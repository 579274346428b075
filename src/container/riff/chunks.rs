//! The chunks of a RIFF file. Each has a four-character code, a length and the data.

use crate::bytes::{ByteOrder::Little, Bytes};
use crate::source::View;

/// The first bytes of a file. The size of the rest and the type of the file follow.
pub(super) const SIGNATURE: &[u8] = b"RIFF";

/// The signature, a size and the file type. The chunks follow.
pub(super) const HEADER: u64 = 12;

/// A chunk.
#[derive(Clone, Copy)]
pub(super) struct Chunk<'a> {
    pub code: [u8; 4],
    /// The length that the header states.
    pub length: u64,
    /// The bytes that are there.
    pub data: View<'a>,
    /// The offset of the header.
    pub offset: u64,
}

impl<'a> Chunk<'a> {
    /// Whether all of the data is there.
    pub fn is_complete(&self) -> bool {
        self.data.len() == self.length
    }

    /// Whether the chunk is a list of this type.
    pub fn is_list(&self, code: [u8; 4]) -> bool {
        self.data.peek::<4>(0) == Some(code)
    }

    /// The chunks in the list.
    pub fn content(&self) -> View<'a> {
        self.data.part(4, u64::MAX)
    }
}

/// The chunks of a range. Nested chunks are not read.
pub(super) struct Chunks<'a> {
    within: View<'a>,
    at: u64,
    left: u32,
}

impl<'a> Chunks<'a> {
    /// The chunks of `within`, but no more than `limit`.
    pub fn new(within: View<'a>, limit: u32) -> Self {
        Self { within, at: 0, left: limit }
    }

    /// The offset of the next header.
    pub fn offset(&self) -> u64 {
        self.within.absolute(self.at)
    }

    /// The next header.
    pub fn header(&self) -> Option<[u8; 8]> {
        self.within.peek(self.at)
    }

    /// Whether the limit was reached.
    pub fn is_at_limit(&self) -> bool {
        self.left == 0
    }

    /// Whether there are bytes after the chunks that were read.
    pub fn has_rest(&self) -> bool {
        self.at < self.within.len()
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        let left = self.left.checked_sub(1)?;
        let header = self.header()?;
        self.left = left;
        let offset = self.offset();
        let code = *header.first_chunk::<4>()?;
        let length = u64::from(Bytes::new(&header, offset).u32(4, Little)?);
        let data = self.within.part(self.at.saturating_add(8), length);
        // Chunks of an odd length are followed by a byte of padding [RFC9649 2.3].
        self.at = self.at.saturating_add(8).saturating_add(length).saturating_add(length & 1);
        Some(Chunk { code, length, data, offset })
    }
}
