//! Parts that take several segments, because one has at most 64 KiB.

use super::flashpix;
use crate::bytes::{ByteOrder, Bytes};
use crate::issue_code::IssueCode;
use crate::layout::state::State;
use crate::layout::tables::Table;
use crate::source::View;

/// The header of a part with a number: a name of five letters, 1, the number of the part, and that of the last.
const NUMBERED: u64 = 8;
/// What stands between the text of JPEG-HDR and its picture.
const MARK: &[u8] = b"~\0";

/// Joins the parts that have numbers.
pub(super) fn numbered<'a>(state: &mut State<'_, 'a>, parts: &[View<'a>]) -> Option<View<'a>> {
    let first = parts.first()?;
    let mut found: Vec<(u8, View<'a>)> = Vec::new();
    let mut last = 0;
    for data in parts {
        let Some([_, _, _, _, _, _, number, end]) = data.peek::<8>(0) else { continue };
        last = end;
        found.push((number, data.part(NUMBERED, u64::MAX)));
    }
    found.sort_by_key(|(number, _)| *number);
    let run: Vec<View<'a>> = found
        .iter()
        .zip(0..)
        .take_while(|((number, _), at)| number == at)
        .map(|((_, data), _)| *data)
        .collect();
    if run.len() != found.len() || run.len() != usize::from(last).saturating_add(1) {
        state.issue(IssueCode::Missing, first.absolute(0), || "a part of several segments".to_owned());
    }
    joined(state, &run)
}

/// Joins JPEG-HDR's text and picture with the further parts of the picture.
pub(super) fn ratio<'a>(state: &mut State<'_, 'a>, parts: &[View<'a>], start: u64) -> Option<View<'a>> {
    let (first, further) = parts.split_first()?;
    let mut run = vec![first.part(start, u64::MAX)];
    for data in further {
        let bytes = data.all()?;
        let mark = memchr::memmem::find(bytes.as_slice(), MARK)?;
        run.push(data.part((mark + MARK.len()) as u64, u64::MAX));
    }
    joined(state, &run)
}

/// Joins parts in memory. A single one is not copied.
fn joined<'a>(state: &mut State<'_, 'a>, parts: &[View<'a>]) -> Option<View<'a>> {
    let first = parts.first()?;
    if parts.len() == 1 {
        return Some(*first);
    }
    let size: u64 = parts.iter().map(View::len).sum();
    if !state.pay(size) {
        return None;
    }
    let mut whole = bumpalo::collections::Vec::with_capacity_in(usize::try_from(size).ok()?, state.cx.arena);
    for part in parts {
        whole.extend_from_slice(part.all()?.as_slice());
    }
    Some(View::memory(Bytes::new(whole.into_bump_slice(), first.absolute(0))))
}

/// A stream of `FlashPix` while its parts are collected.
struct Stream<'a> {
    name: Vec<u8>,
    parts: Vec<View<'a>>,
}

/// How many streams are read.
const STREAMS: usize = 64;

/// Joins the streams of `FlashPix` and reads them [Exif 2.32 annex C; `FlashPix` 1.0.1]. A segment has a name of five bytes and a
/// version, and either lists the streams or holds a part of one.
pub(super) fn streams<'a>(state: &mut State<'_, 'a>, table: &'static Table, parts: &[View<'a>]) {
    let mut streams: Vec<Stream<'a>> = Vec::new();
    for data in parts {
        let Some(bytes) = data.all() else { continue };
        match bytes.u8(6) {
            Some(1) => streams = contents(bytes),
            Some(2) => {
                let number = bytes.be16(7).map(usize::from);
                let stream = number.and_then(|number| streams.get_mut(number));
                if let Some(stream) = stream {
                    stream.parts.push(data.part(13, u64::MAX));
                }
            }
            _ => state.issue(IssueCode::Missing, bytes.absolute(0), || {
                "a segment of FlashPix of no known type".to_owned()
            }),
        }
    }
    for stream in streams {
        if let Some(data) = joined(state, &stream.parts) {
            flashpix::stream(state, table, &stream.name, data);
        }
    }
}

/// The list of contents: for each stream its size, a byte to fill gaps with, and its path in UTF-16; for storages also a class.
fn contents<'a>(bytes: Bytes<'_>) -> Vec<Stream<'a>> {
    let count = bytes.be16(7).map_or(0, usize::from).min(STREAMS);
    let mut streams = Vec::with_capacity(count);
    let mut at = 9;
    for _ in 0..count {
        let Some(size) = bytes.be32(at) else { break };
        let name = at.saturating_add(5);
        let units = bytes.from(name).as_slice();
        let len = units.chunks_exact(2).position(|unit| unit == [0, 0]).unwrap_or(units.len() / 2);
        let text: Vec<u16> =
            (0..len).filter_map(|unit| bytes.u16(name + 2 * unit, ByteOrder::Little)).collect();
        streams.push(Stream { name: String::from_utf16_lossy(&text).into_bytes(), parts: Vec::new() });
        at = name + 2 * len + 2;
        if size == u32::MAX {
            at = at.saturating_add(16);
        }
    }
    streams
}
