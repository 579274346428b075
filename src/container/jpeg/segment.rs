//! The segments of a JPEG one after another [T.81 B.1.1].

use super::app11;
use super::markers::{APP0, APP1, APP3, APP11, APP13, APP14, EOI, RST0, STUFFED, TEM, is_frame};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::Reader;

pub(super) struct Segment<'a> {
    pub marker: u8,
    pub body: Bytes<'a>,
    /// Where the next marker is expected.
    pub end: u64,
}

/// The segment whose marker stands at `position` or after it.
///
/// A marker may be preceded by any number of fill bytes 0xFF [T.81 B.1.1.2]; other bytes before it are garbage,
/// which is passed over with an issue.
pub(super) fn next_segment<'a>(reader: &Reader<'a>, cx: &Context<'a>, position: u64) -> Option<Segment<'a>> {
    let mut at = find_marker(reader, cx, position)?;
    let marker = loop {
        let marker = reader.get(at, 1)?.u8(0)?;
        at += 1;
        if marker != 0xff {
            break marker;
        }
    };
    if matches!(marker, STUFFED | TEM | RST0..=EOI) {
        return Some(Segment { marker, body: Bytes::new(&[], at), end: at });
    }
    let Some(length) = reader.get(at, 2).and_then(|b| b.be16(0)) else {
        cx.issue(IssueCode::Truncated, Stage::Container, Some(at), || "the file ends in a segment's length");
        return None;
    };
    if length < 2 {
        // The length counts itself. One below that is damage: what follows is searched for the next marker.
        cx.issue(IssueCode::BadLength, Stage::Container, Some(at), || format!("segment length {length}"));
        return Some(Segment { marker: TEM, body: Bytes::new(&[], at), end: at + 2 });
    }
    let size = usize::from(length) - 2;
    if !is_wanted(marker) {
        return Some(Segment { marker, body: Bytes::new(&[], at + 2), end: at + u64::from(length) });
    }
    // JUMBF boxes are read by range: the pictures in them never.
    let wanted = if marker == APP11 { size.min(app11::HEAD) } else { size };
    let body = reader.up_to(at + 2, wanted)?;
    let there = if body.len() < wanted { body.len() as u64 } else { reader.len().saturating_sub(at + 2) };
    if there < size as u64 {
        cx.issue(IssueCode::Truncated, Stage::Container, Some(at), || {
            format!("segment FF{marker:02X} has {there} of its {size} bytes")
        });
    }
    Some(Segment { marker, body, end: at + u64::from(length) })
}

/// Whether the segment's bytes are looked at.
fn is_wanted(marker: u8) -> bool {
    matches!(marker, APP0 | APP1 | APP3 | APP11 | APP13 | APP14) || is_frame(marker)
}

/// The byte after the first 0xFF at or after `position` that starts a marker.
fn find_marker(reader: &Reader<'_>, cx: &Context<'_>, position: u64) -> Option<u64> {
    if reader.get(position, 1)?.u8(0)? == 0xff {
        return Some(position + 1);
    }
    cx.issue(IssueCode::Garbage, Stage::Container, Some(position), || "bytes between two segments");
    let mut from = position;
    loop {
        let chunk = reader.up_to(from, 4096).filter(|chunk| !chunk.is_empty())?;
        let marker = memchr::memchr_iter(0xff, chunk.as_slice())
            .find(|at| chunk.u8(at + 1).is_some_and(|next| next != STUFFED));
        if let Some(at) = marker {
            return Some(chunk.absolute(at + 1));
        }
        // One byte is looked at again: 0xFF may be the last.
        from += (chunk.len() as u64 - 1).max(1);
    }
}
