//! A look through a file for what no structure points to, within bounds and without keeping what was passed.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::Reader;

/// What is looked at in one go.
const WINDOW: usize = 64 * 1024;

/// What a packet begins with.
pub(super) const PACKET: &[u8] = b"<?xpacket begin=";

/// A stretch of the file that moves forward.
pub(super) struct Scan<'a> {
    reader: &'a Reader<'a>,
    /// Memory that is read over; files share it one after another.
    buffer: Vec<u8>,
    /// How much of it was read, and where that stands in the file.
    filled: usize,
    start: u64,
}

impl Drop for Scan<'_> {
    fn drop(&mut self) {
        if self.buffer.len() == WINDOW {
            self.reader.cx().searched.set(std::mem::take(&mut self.buffer));
        }
    }
}

impl<'a> Scan<'a> {
    pub fn new(reader: &'a Reader<'a>) -> Self {
        Self { reader, buffer: Vec::new(), filled: 0, start: 0 }
    }

    /// The bytes from `at`: at least `least`, where the file has them; `None` where it has none or cannot be read.
    pub fn window(&mut self, at: u64, least: usize) -> Option<Bytes<'_>> {
        let head = self.reader.head();
        let in_head = head.up_to(usize::try_from(at).ok()?, WINDOW);
        if in_head.len() >= least || head.len() as u64 == self.reader.len() {
            return Some(in_head).filter(|found| !found.is_empty());
        }
        let from = at.checked_sub(self.start).and_then(|from| usize::try_from(from).ok());
        let covered = from.and_then(|from| self.filled.checked_sub(from)).unwrap_or(0);
        if covered < least.max(1) {
            if self.buffer.is_empty() {
                self.buffer = self.reader.cx().searched.take();
            }
            let size = WINDOW.max(least);
            if self.buffer.len() < size {
                self.buffer.resize(size, 0);
            }
            let count = self.reader.read_into(at, self.buffer.get_mut(..size)?);
            self.filled = count.unwrap_or(0);
            self.start = at;
        }
        let from = usize::try_from(at.checked_sub(self.start)?).ok()?;
        let read = self.buffer.get(..self.filled).unwrap_or_default();
        Some(Bytes::new(read, self.start).from(from)).filter(|found| !found.is_empty())
    }

    /// The byte at `at`.
    pub fn u8(&mut self, at: u64) -> Option<u8> {
        self.window(at, 1)?.u8(0)
    }

    /// Where the first of the `needles` stands that begins in `from..end`, and which one it is.
    pub fn find(&mut self, from: u64, end: u64, needles: &[&[u8]]) -> Option<(u64, usize)> {
        let longest = needles.iter().map(|needle| needle.len()).max()?;
        let mut at = from;
        while at < end {
            let window = self.window(at, longest)?;
            let hit = |needle: &&[u8]| memchr::memmem::find(window.as_slice(), needle);
            let hits = needles.iter().enumerate().filter_map(|(which, needle)| Some((hit(needle)?, which)));
            if let Some((found, which)) = hits.min() {
                let found = window.absolute(found);
                return (found < end).then_some((found, which));
            }
            // The end is looked at again: a needle may begin there.
            let step = window.len().checked_sub(longest)? + 1;
            at = at.saturating_add(step as u64);
        }
        None
    }
}

/// The first packet that begins in `from..end` [XMP part 1, 7.3.2]: its place and its length.
///
/// The byte before it has to be one that `accept` takes. What lies beyond the bound on scanning is not looked at,
/// which is an issue.
pub(super) fn packet<'a>(
    reader: &'a Reader<'a>,
    cx: &Context<'_>,
    from: u64,
    end: u64,
    accept: impl Fn(Option<u8>) -> bool,
) -> Option<(u64, u64)> {
    packet_after(&mut Scan::new(reader), cx, from, from, end, accept)
}

/// The same where no packet begins before `known`, which was looked at already.
pub(super) fn packet_after(
    scan: &mut Scan<'_>,
    cx: &Context<'_>,
    from: u64,
    known: u64,
    end: u64,
    accept: impl Fn(Option<u8>) -> bool,
) -> Option<(u64, u64)> {
    let end = bounded(cx, from, end.min(scan.reader.len()));
    let mut at = known;
    // More beginnings than this that are none are no accident.
    for _ in 0..64 {
        let (start, _) = scan.find(at, end, &[PACKET])?;
        let before = start.checked_sub(1).and_then(|before| scan.u8(before));
        if start == from || accept(before) {
            let length = packet_length(scan, start, end)?;
            return Some((start, length));
        }
        at = start.saturating_add(1);
    }
    None
}

/// How long the packet is that begins at `start`: up to the end of its last processing instruction.
pub(super) fn packet_length(scan: &mut Scan<'_>, start: u64, end: u64) -> Option<u64> {
    let (last, _) = scan.find(start, end, &[b"<?xpacket end="])?;
    let (close, _) = scan.find(last, last.saturating_add(64), &[b"?>"])?;
    Some(close.saturating_add(2).saturating_sub(start))
}

/// `end`, or what may be looked at of it.
pub(super) fn bounded(cx: &Context<'_>, from: u64, end: u64) -> u64 {
    let limit = from.saturating_add(cx.limits.scan);
    if limit < end {
        cx.issue(
            IssueCode::ScanLimit,
            Stage::Container,
            Some(limit),
            || "what follows was not searched for metadata",
        );
    }
    end.min(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::source::SeekSource;
    use bumpalo::Bump;
    use std::io::Cursor;

    #[test]
    fn finds_across_windows_and_reads_nothing_twice() {
        let mut file = vec![b'.'; 300_000];
        for at in [0, 65_530, 131_071, 299_994] {
            file[at..at + 6].copy_from_slice(b"needle");
        }
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        for source in [&SeekSource::new(Cursor::new(&file)).unwrap() as &dyn crate::Source, &file.as_slice()]
        {
            let mut head = Vec::new();
            let reader = Reader::new(source, &cx, &mut head).unwrap();
            let mut scan = Scan::new(&reader);
            let (mut found, mut at) = (Vec::new(), 0);
            while let Some((hit, which)) = scan.find(at, 300_000, &[b"nothing", b"needle"]) {
                assert_eq!(which, 1);
                found.push(hit);
                at = hit + 1;
            }
            assert_eq!(found, [0, 65_530, 131_071, 299_994]);
            assert_eq!(scan.find(1, 65_530, &[b"needle"]), None);
            assert!(reader.bytes_read() < 1_000_000);
        }
    }
}
