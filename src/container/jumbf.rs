//! JUMBF boxes in the segments of a JPEG [ISO/IEC 18477-3] and in boxes of ISO's files [C2PA 2.1 A.5].

use super::Contents;
use super::boxes::Uuid;
use crate::block::Block;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::source::{Reader, View};

/// The `uuid` box that holds a manifest store.
pub(super) const C2PA: Uuid = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";

/// The bytes of an APP11 segment that tell what it is part of, the long length of a box included.
pub(super) const HEAD: usize = 24;

/// The common identifier of segments that hold boxes.
const MARK: &[u8] = b"JP";

/// The manifest store of a `uuid` box: behind version and flags, what the box is for, and where hashes of the
/// film's parts lie. Boxes of other purposes hold those.
pub(super) fn manifest_store(body: View<'_>) -> Option<Block<'_>> {
    const PURPOSES: [&[u8]; 3] = [b"manifest", b"original", b"update"];
    let rest = body.part(4, u64::MAX);
    let head = rest.part(0, 16).all()?;
    let end = memchr::memchr(0, head.as_slice())?;
    let is_store = PURPOSES.contains(&head.up_to(0, end).as_slice());
    let start = (end as u64).saturating_add(1 + 8);
    is_store.then(|| Block::manifest_store("BMFF uuid", rest.part(start, u64::MAX)))
}

/// The segments of a JPEG that hold JUMBF boxes. They may stand in any order, with others between them.
#[derive(Default)]
pub(super) struct Segments {
    parts: Vec<Part>,
}

/// A part of a box.
#[derive(Clone, Copy)]
struct Part {
    /// The box that it is of.
    instance: u16,
    /// Its place among the parts of the box, from 1.
    sequence: u32,
    /// Where the box's header stands, which every part repeats.
    start: u64,
    /// The bytes of that header.
    header: u64,
    /// Where the segment ends.
    end: u64,
}

impl Segments {
    /// Adds the segment that begins with `head` and ends at `end`, where it holds a JUMBF box.
    pub fn add(&mut self, head: Bytes<'_>, end: u64) {
        self.parts.extend(part(head, end));
    }

    /// Makes a block of every box.
    pub fn finish<'a>(mut self, reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
        self.parts.sort_by_key(|part| (part.instance, part.sequence));
        let mut left = cx.limits.jumbf;
        for parts in self.parts.chunk_by(|a, b| a.instance == b.instance) {
            let Some(first) = parts.first() else { continue };
            let issue =
                |code, what: &'static str| cx.issue(code, Stage::Container, Some(first.start), || what);
            if !parts.is_sorted_by_key(|part| part.start) {
                issue("disordered", "the parts of a JUMBF box stand out of order");
            }
            // Some writers count from 0.
            let (0 | 1) = first.sequence else {
                issue("missing", "the first part of a JUMBF box");
                continue;
            };
            let run = parts
                .iter()
                .zip(first.sequence..)
                .take_while(|(part, number)| part.sequence == *number)
                .count();
            if run < parts.len() {
                issue("missing", "a part of a JUMBF box is not there, or there twice");
            }
            let parts = parts.get(..run).unwrap_or_default();
            let data = if run == 1 {
                Some(View::file(reader, first.start, first.end.saturating_sub(first.start)))
            } else {
                join(parts, reader, cx, &mut left)
            };
            out.blocks.extend(data.map(|data| Block::jumbf("JPEG APP11", data)));
        }
    }
}

/// The mark, the number of the box, that of the part, and the header of the box [18477-3].
fn part(head: Bytes<'_>, end: u64) -> Option<Part> {
    let rest = head.strip_prefix(MARK)?;
    let header = rest.from(6);
    header.get(4, 4).filter(|kind| kind.as_slice() == b"jumb")?;
    Some(Part {
        instance: rest.be16(0)?,
        sequence: rest.be32(2)?,
        start: header.absolute(0),
        header: if header.be32(0)? == 1 { 16 } else { 8 },
        end,
    })
}

/// The parts one after another, the header of the box once. Places in it are told from the first part's on.
fn join<'a>(parts: &[Part], reader: &Reader<'_>, cx: &'a Context<'a>, left: &mut u64) -> Option<View<'a>> {
    let first = parts.first()?;
    let range = |part: &Part| {
        let start =
            if part.sequence == first.sequence { part.start } else { part.start.saturating_add(part.header) };
        // The file may end within it.
        (start, part.end.min(reader.len()).saturating_sub(start))
    };
    let size: u64 = parts.iter().map(|part| range(part).1).sum();
    let Some(rest) = left.checked_sub(size) else {
        cx.issue("too-large", Stage::Container, Some(first.start), || format!("{size} bytes of JUMBF boxes"));
        return None;
    };
    *left = rest;
    cx.spend(size)?;
    let joined = cx.arena.alloc_slice_fill_copy(usize::try_from(size).ok()?, 0u8);
    let mut rest = &mut *joined;
    for part in parts {
        let (start, len) = range(part);
        let (to, after) = rest.split_at_mut_checked(usize::try_from(len).ok()?)?;
        reader.read_into(start, to)?;
        rest = after;
    }
    Some(View::memory(Bytes::new(joined, first.start)))
}
