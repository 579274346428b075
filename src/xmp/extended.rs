//! Extended XMP: the part of a JPEG's metadata that does not fit into the single segment of the main packet [XMP part
//! 3, 1.1.3.1].
//!
//! Each portion carries the GUID of its packet (32 digits: the packet's MD5), the length of the whole packet and its
//! own offset in it. Only the packet that the main one names is read, and only if it is complete.

use super::guard::{self, Packet};
use crate::block::Block;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use std::cell::Cell;

const GUID: usize = 32;
const HEADER: usize = GUID + 4 + 4;

/// The portions of the extended packets of a file.
#[derive(Default)]
pub struct Extension<'a> {
    portions: Vec<Portion<'a>>,
    /// How many main packets were read.
    packets: Cell<u32>,
}

/// The most main packets read from one file. Real files have one, or two if an editor left the old one behind.
const PACKETS: u32 = 16;

/// A portion of an extended packet.
pub(crate) struct Portion<'a> {
    pub guid: Bytes<'a>,
    /// The length of the whole packet.
    pub full: u32,
    pub offset: u32,
    pub data: Bytes<'a>,
}

impl<'a> Portion<'a> {
    /// Reads a portion, starting at its GUID; `None` if its header is truncated.
    pub(crate) fn read(bytes: Bytes<'a>) -> Option<Self> {
        Some(Self {
            guid: bytes.get(0, GUID)?,
            full: bytes.be32(GUID)?,
            offset: bytes.be32(GUID + 4)?,
            data: bytes.from(HEADER),
        })
    }
}

impl<'a> Extension<'a> {
    /// Adds a portion.
    pub fn add(&mut self, block: &Block<'a>, cx: &'a Context<'a>) {
        match block.data.all().and_then(Portion::read) {
            Some(portion) => self.portions.push(portion),
            None => cx.issue(
                IssueCode::Truncated,
                Stage::Xmp,
                Some(block.data.absolute(0)),
                || "a chunk of extended XMP without its header",
            ),
        }
    }

    /// Counts a main packet; returns false once there are too many.
    pub(super) fn count(&self) -> bool {
        self.packets.set(self.packets.get().saturating_add(1));
        self.packets.get() <= PACKETS
    }

    /// Whether the file has no extended XMP.
    pub(super) fn is_empty(&self) -> bool {
        self.portions.is_empty()
    }

    /// The file offset of the first portion.
    pub(super) fn position(&self) -> Option<u64> {
        self.portions.first().map(|portion| portion.guid.absolute(0))
    }

    /// The packet that the main packet names by `guid`; `None`, with an issue, if it is incomplete.
    pub(super) fn packet(&self, guid: &str, cx: &'a Context<'a>) -> Option<Packet<'a>> {
        // Phones write the digits in lower case in one place and in upper case in the other.
        let is_named = |portion: &&Portion<'_>| portion.guid.as_slice().eq_ignore_ascii_case(guid.as_bytes());
        let mut portions: Vec<_> = self.portions.iter().filter(is_named).collect();
        portions.sort_by_key(|portion| portion.offset);
        // Merge duplicates of a portion: identical bytes cannot contradict each other.
        portions.dedup_by(|again, before| {
            (again.full, again.offset) == (before.full, before.offset)
                && again.data.as_slice() == before.data.as_slice()
        });
        let position = portions.first().map(|portion| portion.guid.absolute(0));
        let refuse = |why: &'static str| {
            cx.issue(IssueCode::ExtendedXmp, Stage::Xmp, position.or(self.position()), || why);
        };
        let Some(first) = portions.first() else {
            refuse("the extended XMP that the main packet names is not there");
            return None;
        };
        let full = u64::from(first.full);
        if full > cx.limits.xmp_packet || cx.spend(full).is_none() {
            refuse("the extended XMP is longer than the limit");
            return None;
        }
        let mut end = 0u64;
        for portion in &portions {
            if portion.full != first.full || u64::from(portion.offset) != end {
                refuse("the chunks of the extended XMP do not fit together");
                return None;
            }
            end = end.saturating_add(portion.data.len() as u64);
        }
        if end != full {
            refuse("the extended XMP is not complete");
            return None;
        }
        let mut joined = bumpalo::collections::Vec::with_capacity_in(usize::try_from(full).ok()?, cx.arena);
        for portion in &portions {
            joined.extend_from_slice_copy(portion.data.as_slice());
        }
        let joined: &[u8] = joined.into_bump_slice();
        if !digest(joined).eq_ignore_ascii_case(guid) {
            refuse("the extended XMP has another MD5 than its GUID");
        }
        let packet = Packet::assembled(joined, first.guid.absolute(0), cx)?;
        guard::has_no_doctype(&packet, cx).then_some(packet)
    }
}

fn digest(bytes: &[u8]) -> String {
    format!("{:X}", md5::compute(bytes))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{described, read};
    use super::*;

    const MORE: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
        xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dc='http://purl.org/dc/elements/1.1/' \
        xmlns:xmpNote='http://ns.adobe.com/xmp/note/'>\
        <rdf:Description dc:source='extended' xmpNote:HasExtendedXMP='00000000000000000000000000000000'/>\
        </rdf:RDF></x:xmpmeta>";

    fn chunk(guid: &str, full: usize, offset: usize, data: &str) -> Vec<u8> {
        let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
        [guid.as_bytes(), &number(full), &number(offset), data.as_bytes()].concat()
    }

    fn main_packet(guid: &str) -> String {
        described(&format!(
            "<dc:format>main</dc:format><xmpNote:HasExtendedXMP xmlns:xmpNote='http://ns.adobe.com/xmp/note/'>{guid}\
             </xmpNote:HasExtendedXMP>"
        ))
    }

    /// What the main packet and these chunks give: whether the extended packet was read, and the issues.
    fn outcome(guid: &str, chunks: &[Vec<u8>]) -> (bool, Vec<&'static str>) {
        let (tags, issues) = read(main_packet(guid).as_bytes(), chunks);
        assert!(tags.iter().any(|tag| tag == "XMP-dc:Format = main"));
        (tags.iter().any(|tag| tag == "XMP-dc:Source = extended"), issues)
    }

    #[test]
    fn chunks_in_any_order_and_any_case() {
        let guid = digest(MORE.as_bytes());
        let (a, b) = MORE.split_at(100);
        let chunks = [chunk(&guid, MORE.len(), 100, b), chunk(&guid, MORE.len(), 0, a)];
        assert_eq!(outcome(&guid, &chunks), (true, vec![]));
        assert_eq!(outcome(&guid.to_lowercase(), &chunks), (true, vec![]));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let guid = digest(MORE.as_bytes());
        let (a, b) = MORE.split_at(100);
        let full = MORE.len();
        let (first, second) = (chunk(&guid, full, 0, a), chunk(&guid, full, 100, b));
        for chunks in [
            vec![first.clone()],
            vec![second.clone()],
            vec![first.clone(), chunk(&guid, full, 0, &a.replace("adobe", "abode")), second.clone()],
            vec![first.clone(), chunk(&guid, full, 0, &a[..99]), second.clone()],
            vec![first.clone(), chunk(&guid, full, 99, b)],
            vec![first.clone(), chunk(&guid, full, 101, b)],
            vec![first.clone(), chunk(&guid, full + 1, 100, b)],
            vec![chunk(&guid, 0xffff_ffff, 0, MORE)],
            vec![chunk(&"0".repeat(32), full, 0, MORE)],
        ] {
            assert_eq!(outcome(&guid, &chunks), (false, vec!["extended-xmp"]));
        }
        assert_eq!(outcome(&guid, &[vec![0; 39]]), (false, vec!["truncated", "extended-xmp"]));
    }

    #[test]
    fn equal_portions_are_one() {
        let guid = digest(MORE.as_bytes());
        let (a, b) = MORE.split_at(100);
        let (first, second) = (chunk(&guid, MORE.len(), 0, a), chunk(&guid, MORE.len(), 100, b));
        let chunks = [first.clone(), second.clone(), first.clone(), second, first];
        assert_eq!(outcome(&guid, &chunks), (true, vec![]));
    }

    #[test]
    fn a_wrong_digest_is_only_an_issue() {
        let guid = "A".repeat(32);
        let chunks = [chunk(&guid, MORE.len(), 0, MORE), chunk(&"B".repeat(32), MORE.len(), 0, MORE)];
        assert_eq!(outcome(&guid, &chunks), (true, vec!["extended-xmp"]));
    }

    #[test]
    fn no_doctype_in_the_extension_either() {
        let text = format!("<!DOCTYPE x>{MORE}");
        let guid = digest(text.as_bytes());
        let chunks = [chunk(&guid, text.len(), 0, &text)];
        assert_eq!(outcome(&guid, &chunks), (false, vec!["doctype"]));
    }
}
