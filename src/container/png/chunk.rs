//! A chunk of a PNG: a length, a type, the data and a checksum [PNG3 5.3].

use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::Reader;

/// What is longer is shown by its length, if nothing else is made of it.
const LONG: u32 = 16 * 1024 * 1024;

pub(super) struct Chunk<'a, 'h> {
    pub reader: &'a Reader<'a>,
    pub cx: &'a Context<'a>,
    pub kind: &'h [u8],
    pub start: u64,
    pub length: u32,
}

impl<'a> Chunk<'a, '_> {
    /// All data. `None`, with an issue, if the file ends within it. A wrong checksum only raises an issue.
    pub fn data(&self) -> Option<Bytes<'a>> {
        let length = usize::try_from(self.length).ok()?;
        let Some(whole) = self.reader.get(self.start, length.checked_add(4)?) else {
            self.issue(IssueCode::Truncated, "the file ends within it");
            return None;
        };
        let data = whole.up_to(0, length);
        // The checksum covers the type as well [PNG3 5.3].
        let mut digest = crc32fast::Hasher::new();
        digest.update(self.kind);
        digest.update(data.as_slice());
        if whole.be32(length) != Some(digest.finalize()) {
            self.issue(IssueCode::BadChecksum, "its checksum is wrong");
        }
        Some(data)
    }

    /// Whether it is too long to be read only for being shown.
    pub fn is_long(&self) -> bool {
        self.length > LONG
    }

    /// Whether it holds text [PNG3 11.3.3].
    pub fn is_text(&self) -> bool {
        matches!(self.kind, b"tEXt" | b"zTXt" | b"iTXt")
    }

    /// Whether the file has all of it, with the checksum.
    pub fn is_whole(&self) -> bool {
        self.start.saturating_add(u64::from(self.length)).saturating_add(4) <= self.reader.len()
    }

    /// The first bytes.
    pub fn head(&self, len: usize) -> Option<Bytes<'a>> {
        self.reader.up_to(self.start, len.min(usize::try_from(self.length).ok()?))
    }

    pub fn issue(&self, code: IssueCode, what: &str) {
        self.cx.issue(code, Stage::Container, Some(self.start), || {
            format!("chunk {}: {what}", self.kind.escape_ascii())
        });
    }
}
