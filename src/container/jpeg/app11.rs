//! JUMBF boxes in the APP11 segments of a JPEG [ISO/IEC 18477-3].

use super::super::contents::Contents;
use super::super::join::join;
use crate::block::Block;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

/// How many bytes of an APP11 segment say which part it is, including a long box length.
pub(super) const HEAD: usize = 24;

/// The common identifier of segments that contain boxes.
const MARK: &[u8] = b"JP";

/// The segments of a JPEG that contain JUMBF boxes. They may be in any order, with other segments between them.
#[derive(Default)]
pub(super) struct JumbfSegments {
    parts: Vec<Part>,
}

/// A part of a box.
#[derive(Clone, Copy)]
struct Part {
    /// The number of the box that it belongs to.
    instance: u16,
    /// Its position among the parts of the box, from 1.
    sequence: u32,
    /// The offset of the box header, which every part repeats.
    start: u64,
    /// The size of that header.
    header: u64,
    /// The end of the segment.
    end: u64,
}

impl JumbfSegments {
    /// Adds the segment that begins with `head` and ends at `end`, if it contains a JUMBF box.
    pub fn add(&mut self, head: Bytes<'_>, end: u64) {
        self.parts.extend(part(head, end));
    }

    /// Makes a block of each box.
    pub fn finish<'a>(mut self, reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
        self.parts.sort_by_key(|part| (part.instance, part.sequence));
        let mut left = cx.limits.jumbf;
        for parts in self.parts.chunk_by(|a, b| a.instance == b.instance) {
            let Some(first) = parts.first() else { continue };
            let issue =
                |code, what: &'static str| cx.issue(code, Stage::Container, Some(first.start), || what);
            if !parts.is_sorted_by_key(|part| part.start) {
                issue(IssueCode::Disordered, "the parts of a JUMBF box stand out of order");
            }
            // Some writers count from 0.
            let (0 | 1) = first.sequence else {
                issue(IssueCode::Missing, "the first part of a JUMBF box");
                continue;
            };
            let run = parts
                .iter()
                .zip(first.sequence..)
                .take_while(|(part, number)| part.sequence == *number)
                .count();
            if run < parts.len() {
                issue(IssueCode::Missing, "a part of a JUMBF box is not there, or there twice");
            }
            let parts = parts.get(..run).unwrap_or_default();
            let data = if run == 1 {
                Some(View::file(reader, first.start, first.end.saturating_sub(first.start)))
            } else {
                joined(parts, reader, cx, &mut left)
            };
            out.blocks.extend(data.map(|data| Block::jumbf("JPEG APP11", data)));
        }
    }
}

/// The identifier, the number of the box, the number of the part, and the header of the box [18477-3].
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

/// Joins the parts, keeping only the first copy of the box header. Offsets in the result are counted from the first
/// part.
fn joined<'a>(parts: &[Part], reader: &Reader<'_>, cx: &'a Context<'a>, left: &mut u64) -> Option<View<'a>> {
    let first = parts.first()?;
    let range = |part: &Part| {
        let start =
            if part.sequence == first.sequence { part.start } else { part.start.saturating_add(part.header) };
        // The file may end within the part.
        (start, part.end.min(reader.len()).saturating_sub(start))
    };
    let size: u64 = parts.iter().map(|part| range(part).1).sum();
    let Some(rest) = left.checked_sub(size) else {
        cx.issue(IssueCode::TooLarge, Stage::Container, Some(first.start), || {
            format!("{size} bytes of JUMBF boxes")
        });
        return None;
    };
    *left = rest;
    let len = |part: &Part| range(part).1;
    let copy = |part: &Part, to: &mut [u8]| reader.read_into(range(part).0, to).map(drop);
    join(parts, first.start, cx, len, copy).map(View::memory)
}

#[cfg(test)]
mod tests {
    use super::super::FORMAT;
    use super::*;
    use crate::block::BlockKind;
    use crate::container::testing::{every_flip, every_prefix, read};

    /// A box of 36 bytes: a header, and letters.
    const BOX: &[u8] = b"\0\0\0\x24jumbabcdefghijklmnopqrstuvwxyz12";

    /// A segment with a part of a box: `header`, which every part repeats, and `content`.
    fn segment(instance: u16, sequence: u32, header: &[u8], content: &[u8]) -> Vec<u8> {
        let body = [MARK, &instance.to_be_bytes(), &sequence.to_be_bytes(), header, content].concat();
        let length = u16::try_from(body.len() + 2).unwrap();
        [&[0xff, 0xeb], &length.to_be_bytes()[..], &body].concat()
    }

    fn parts(numbers: &[(u16, u32)]) -> Vec<Vec<u8>> {
        let content = |sequence: u32| {
            let at = 8 + 7 * (usize::try_from(sequence).unwrap() - 1);
            &BOX[at..at + 7]
        };
        numbers
            .iter()
            .map(|(instance, number)| segment(*instance, *number, &BOX[..8], content(*number)))
            .collect()
    }

    fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
        [b"\xff\xd8", &segments.concat()[..], b"\xff\xda\x00\x02\x12\xff\xd9"].concat()
    }

    fn found(segments: &[Vec<u8>]) -> (Vec<Vec<u8>>, Vec<&'static str>) {
        let found = read(&FORMAT, &jpeg(segments));
        assert!(found.blocks.iter().all(|(kind, _)| *kind == BlockKind::Jumbf));
        (found.blocks.into_iter().map(|(_, bytes)| bytes).collect(), found.issues)
    }

    #[test]
    fn parts_are_joined_and_their_headers_dropped() {
        let whole = vec![BOX.to_vec()];
        assert_eq!(found(&[segment(1, 1, &BOX[..8], &BOX[8..])]), (whole.clone(), vec![]));
        assert_eq!(found(&parts(&[(1, 1), (1, 2), (1, 3), (1, 4)])), (whole.clone(), vec![]));
        // The parts of two boxes are mixed, with another segment among them.
        let mut mixed = parts(&[(1, 1), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3), (2, 4), (1, 4)]);
        mixed.insert(3, b"\xff\xeb\x00\x0fHDR_RI ver=11".to_vec());
        assert_eq!(found(&mixed), ([whole.clone(), whole].concat(), vec![]));
    }

    #[test]
    fn a_long_header_is_dropped_whole() {
        let header = [&[0, 0, 0, 1][..], b"jumb", &20u64.to_be_bytes()].concat();
        let parts = [segment(1, 1, &header, b"ab"), segment(1, 2, &header, b"cd")];
        assert_eq!(found(&parts).0, [[&header, &b"abcd"[..]].concat()]);
    }

    #[test]
    fn parts_that_are_disordered_missing_or_there_twice() {
        let whole = BOX.to_vec();
        assert_eq!(found(&parts(&[(1, 2), (1, 1), (1, 4), (1, 3)])), (vec![whole], vec!["disordered"]));
        let half = BOX[..8 + 14].to_vec();
        assert_eq!(found(&parts(&[(1, 1), (1, 2), (1, 4)])), (vec![half.clone()], vec!["missing"]));
        assert_eq!(found(&parts(&[(1, 1), (1, 2), (1, 2)])), (vec![half], vec!["missing"]));
        assert_eq!(found(&parts(&[(1, 2), (1, 3)])), (vec![], vec!["missing"]));
    }

    #[test]
    fn segments_beyond_number_cost_little() {
        let one = segment(1, 1, &BOX[..8], b"");
        assert_eq!(found(&vec![one; 65_000]).1, ["missing"]);
        let run: Vec<_> = (1..65_000).map(|number| segment(1, number, &BOX[..8], b"x")).collect();
        assert_eq!(found(&run).0[0].len(), 8 + 64_999);
        let own: Vec<_> = (1..65_000).map(|instance| segment(instance, 1, &BOX[..8], b"x")).collect();
        assert_eq!(found(&own).0.len(), 64_999);
        let extractor = crate::Extractor::new();
        let tags = extractor.from_bytes(&jpeg(&own)).unwrap().tags;
        assert!(tags.iter().all(|tag| tag.group == crate::tag::Group::File));
        let many: Vec<_> = (0..70_000).map(|_| segment(1, 1, &BOX[..8], b"")).collect();
        assert!(found(&many).1.contains(&"too-many-parts"));
    }

    #[test]
    fn what_is_joined_is_bounded() {
        let full = vec![7; 60_000];
        let run: Vec<_> = (1..=300).map(|number| segment(1, number, &BOX[..8], &full)).collect();
        assert_eq!(found(&run), (vec![], vec!["too-large"]));
    }

    #[test]
    fn damage_of_every_kind() {
        let file = jpeg(&parts(&[(1, 1), (1, 2), (1, 3), (1, 4)]));
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
    }
}
