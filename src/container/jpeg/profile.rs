//! An ICC profile in the APP2 segments of a JPEG [ICC.1:2022 B.4].

use super::super::contents::Contents;
use crate::block::Block;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

const MARK: &[u8] = b"ICC_PROFILE\0";

/// How many bytes of an APP2 segment say which part of a profile it is: the mark, the number of the part, and how many
/// parts there are.
pub(super) const HEAD: usize = MARK.len() + 2;

/// The segments of a profile. They may be in any order, with other segments between them.
#[derive(Default)]
pub(super) struct ProfileSegments {
    /// How many parts there are, as the first segment states.
    total: Option<u8>,
    parts: Vec<Part>,
}

/// A part of the profile.
#[derive(Clone, Copy)]
struct Part {
    /// Its position among the parts. Some writers count from 0.
    number: u8,
    start: u64,
    len: u64,
}

impl ProfileSegments {
    /// Adds the segment that begins with `head` and ends at `end`, if it contains a part of a profile.
    pub fn add(&mut self, head: Bytes<'_>, end: u64, cx: &Context<'_>) {
        let Some(rest) = head.strip_prefix(MARK) else { return };
        let (Some(number), Some(total)) = (rest.u8(0), rest.u8(1)) else { return };
        // If there is said to be none, there is this one.
        let expected = *self.total.get_or_insert(total);
        if total != expected || self.parts.len() >= usize::from(expected.max(1)) {
            // Like ExifTool, leave out what does not belong to the first profile.
            return cx.issue_once(
                IssueCode::BadCount,
                Stage::Container,
                head.absolute(0),
                || "a segment that does not belong to the profile before it",
            );
        }
        let start = rest.absolute(2);
        self.parts.push(Part { number, start, len: end.saturating_sub(start) });
    }

    /// Makes a block of the profile, if all of it is there.
    pub fn finish<'a>(mut self, reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
        let Some(first) = self.parts.first().map(|part| part.start) else { return };
        let issue = |code, what: String| cx.issue(code, Stage::Container, Some(first), || what);
        let total = usize::from(self.total.unwrap_or_default().max(1));
        if self.parts.len() < total {
            return issue(IssueCode::Missing, format!("{} of {total} parts of a profile", self.parts.len()));
        }
        if !self.parts.is_sorted_by(|a, b| a.number < b.number) {
            issue(IssueCode::Disordered, "the parts of a profile stand out of order".to_owned());
        }
        self.parts.sort_by_key(|part| part.number);
        let views: Vec<_> = self.parts.iter().map(|part| View::file(reader, part.start, part.len)).collect();
        out.blocks.push(Block::profile(match views.as_slice() {
            [one] => *one,
            several => View::parts(several, cx),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::FORMAT;
    use crate::block::BlockKind;
    use crate::container::testing::{every_prefix, read};

    fn jpeg(segments: &[(u8, u8, &[u8])]) -> Vec<u8> {
        let mut file = b"\xff\xd8".to_vec();
        for (number, total, data) in segments {
            let len = u16::try_from(data.len() + 16).unwrap().to_be_bytes();
            file.extend([b"\xff\xe2", &len[..], b"ICC_PROFILE\0", &[*number, *total], data].concat());
        }
        [file, b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0\xff\xd9".to_vec()].concat()
    }

    fn profile(segments: &[(u8, u8, &[u8])]) -> (Vec<u8>, Vec<String>) {
        let found = read(&FORMAT, &jpeg(segments));
        let blocks = found.contents();
        assert!(blocks.iter().all(|(kind, _)| *kind == BlockKind::IccProfile));
        let bytes = blocks.first().map(|(_, bytes)| bytes.to_vec()).unwrap_or_default();
        assert!(blocks.len() < 2);
        (bytes, found.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn parts_are_joined_in_their_order() {
        assert_eq!(profile(&[(1, 1, b"all")]), (b"all".to_vec(), vec![]));
        assert_eq!(profile(&[(1, 2, b"ab"), (2, 2, b"c")]), (b"abc".to_vec(), vec![]));
        assert_eq!(profile(&[(0, 2, b"ab"), (1, 2, b"c")]), (b"abc".to_vec(), vec![]));
        assert_eq!(profile(&[(2, 2, b"c"), (1, 2, b"ab")]), (b"abc".to_vec(), vec!["disordered".to_owned()]));
        assert_eq!(profile(&[(1, 0, b"all")]), (b"all".to_vec(), vec![]));
    }

    #[test]
    fn what_is_not_whole_is_no_profile() {
        assert_eq!(profile(&[(1, 2, b"ab")]), (vec![], vec!["missing".to_owned()]));
        let other = [(1, 2, &b"ab"[..]), (2, 3, b"c")];
        assert_eq!(profile(&other), (vec![], vec!["bad-count".to_owned(), "missing".to_owned()]));
        let second = [(1, 1, &b"all"[..]), (1, 1, b"more")];
        assert_eq!(profile(&second), (b"all".to_vec(), vec!["bad-count".to_owned()]));
        every_prefix(&FORMAT, &jpeg(&[(1, 2, b"ab"), (2, 2, b"c")]));
    }
}
