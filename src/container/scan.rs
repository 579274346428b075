//! Searches a file for data that no structure points to, within limits and without keeping the bytes that were passed.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::Reader;

/// How many bytes are examined at a time.
const WINDOW: usize = 64 * 1024;

/// The first bytes of a packet.
pub(super) const PACKET: &[u8] = b"<?xpacket begin=";

/// A window that moves forward through the file.
pub(super) struct Scan<'a> {
    reader: &'a Reader<'a>,
    /// A buffer that each read overwrites, and that is reused from one file to the next.
    buffer: Vec<u8>,
    /// How much of the buffer is filled, and the file offset of its first byte.
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

    /// Returns the bytes from `at`, at least `least` of them if the file has that many. `None` at the end of the file
    /// or if reading fails.
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

    /// Finds the first match of any of the `needles` that starts in `from..end`. Returns its offset and which needle
    /// it is.
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
            // Windows overlap, because a needle may begin at the end of one.
            let step = window.len().checked_sub(longest)? + 1;
            at = at.saturating_add(step as u64);
        }
        None
    }
}

/// The first packet that begins in `from..end` [XMP part 1, 7.3.2]: its offset and length.
///
/// `accept` must accept the byte before the packet. Bytes beyond the scan limit are not examined, which raises an
/// issue.
pub(super) fn packet<'a>(
    reader: &'a Reader<'a>,
    cx: &Context<'_>,
    from: u64,
    end: u64,
    accept: impl Fn(Option<u8>) -> bool,
) -> Option<(u64, u64)> {
    packet_after(&mut Scan::new(reader), cx, from, from, end, accept)
}

/// Like [`packet`], for a caller that knows that no packet begins before `known`.
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
    // A file with more false starts than this was crafted.
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

/// The length of the packet that begins at `start`. It ends with its last processing instruction.
pub(super) fn packet_length(scan: &mut Scan<'_>, start: u64, end: u64) -> Option<u64> {
    let (last, _) = scan.find(start, end, &[b"<?xpacket end="])?;
    let (close, _) = scan.find(last, last.saturating_add(64), &[b"?>"])?;
    Some(close.saturating_add(2).saturating_sub(start))
}

/// `end`, or the limit of the scan if that comes first.
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
