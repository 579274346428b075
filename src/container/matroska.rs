//! Matroska and `WebM`: a head, and a segment of elements [RFC 9559]. Of films of any length only the elements before the
//! first cluster are read.

use super::contents::Contents;
use super::format::Format;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::ebml::{Element, element, number, real};
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use std::borrow::Cow;
use std::time::Duration;

pub(crate) const FORMAT: Format =
    Format { id: FormatId::Mkv, sniff: |head| head.starts_with(b"\x1aE\xdf\xa3"), read };

// Identifiers of elements [RFC 9559 27.1].
const HEAD: u32 = 0x1a45_dfa3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const TRACKS: u32 = 0x1654_ae6b;
const CLUSTER: u32 = 0x1f43_b675;
const TRACK: u32 = 0xae;
const TRACK_TYPE: u32 = 0x83;
const VIDEO: u32 = 0xe0;
const CODEC: u32 = 0x86;
const INFO: u32 = 0x1549_a966;
const TIME_SCALE: u32 = 0x2a_d7b1;
const DURATION: u32 = 0x4489;
const WIDTH: u32 = 0xb0;
const HEIGHT: u32 = 0xba;

// Types of tracks [RFC 9559 5.1.4.1.3].
const IS_VIDEO: u64 = 1;
const IS_AUDIO: u64 = 2;
const IS_SUBTITLE: u64 = 17;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let view = View::file(reader, 0, reader.len());
    let mut is_webm = false;
    for part in elements(view, 0, view.len(), cx) {
        match part.id {
            HEAD => {
                let kind = elements(view, part.at, part.end(), cx).find(|inner| inner.id == DOC_TYPE);
                let kind = kind.and_then(|kind| view.get(kind.at, usize::try_from(kind.size.min(8)).ok()?));
                is_webm = kind.is_some_and(|kind| kind.starts_with(b"webm"));
            }
            SEGMENT => {
                segment(view, part, cx, out);
                break;
            }
            _ => {}
        }
        if !part.is_complete {
            cx.issue(
                IssueCode::Truncated,
                Stage::Container,
                Some(part.at),
                || "the file ends within an element",
            );
        }
    }
    if is_webm {
        out.info.format = Some(FormatId::Webm);
    }
    if cx.shows_tags {
        out.blocks.push(Block::table(BlockKind::Matroska, "Matroska.Main", view));
    }
}

/// The elements of a range.
fn elements<'a>(view: View<'a>, at: u64, end: u64, cx: &'a Context<'a>) -> impl Iterator<Item = Element> {
    let mut at = at;
    (0..cx.limits.parts).map_while(move |_| {
        let found = element(view, at, end)?;
        at = found.end();
        Some(found)
    })
}

/// The tracks say what the file is: one of sound alone, or of subtitles alone, has a name of its own.
fn segment<'a>(view: View<'a>, segment: Element, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let before = elements(view, segment.at, segment.end(), cx).take_while(|part| part.id != CLUSTER);
    let mut kinds = Vec::new();
    for part in before {
        match part.id {
            INFO => out.info.duration = duration(view, part, cx),
            TRACKS => {
                let all = elements(view, part.at, part.end(), cx).filter(|part| part.id == TRACK);
                all.for_each(|part| track(view, part, cx, &mut kinds, out));
            }
            _ => {}
        }
    }
    let is_only = |kind| !kinds.is_empty() && kinds.iter().all(|other| *other == kind);
    if !kinds.contains(&IS_VIDEO) {
        if is_only(IS_SUBTITLE) {
            out.info.format = Some(FormatId::Mks);
        } else if kinds.contains(&IS_AUDIO) {
            out.info.format = Some(FormatId::Mka);
        }
    }
}

/// A track: its type, its codec and the size of its pictures.
fn track<'a>(
    view: View<'a>,
    track: Element,
    cx: &'a Context<'a>,
    kinds: &mut Vec<u64>,
    out: &mut Contents<'a>,
) {
    for part in elements(view, track.at, track.end(), cx) {
        match part.id {
            TRACK_TYPE => kinds.extend(value(view, part)),
            CODEC => out.info.codecs.extend(codec(view, part)),
            VIDEO if out.info.width.is_none() => size(view, part, cx, out),
            _ => {}
        }
    }
}

/// The name of a codec: `V_VP9`.
fn codec(view: View<'_>, part: Element) -> Option<Cow<'static, str>> {
    const LONGEST: u64 = 64;
    let name = view.get(part.at, usize::try_from(part.size.min(LONGEST)).ok()?)?.as_slice();
    let name = crate::text::until_nul(name);
    (!name.is_empty()).then(|| Cow::Owned(name.escape_ascii().to_string()))
}

/// How long the film lasts: a number of units of so many nanoseconds, a million if nothing is stated [RFC 9559 5.1.2].
fn duration<'a>(view: View<'a>, info: Element, cx: &'a Context<'a>) -> Option<Duration> {
    let (mut units, mut scale) = (None, 1_000_000);
    for part in elements(view, info.at, info.end(), cx) {
        match part.id {
            TIME_SCALE => scale = value(view, part)?,
            DURATION => units = view.get(part.at, usize::try_from(part.size.min(8)).ok()?).and_then(real),
            _ => {}
        }
    }
    #[allow(clippy::cast_precision_loss)] // a scale has few digits
    let seconds = units? * scale as f64 / 1e9;
    // To the millisecond, as in other films.
    Duration::try_from_secs_f64((seconds * 1000.0).round() / 1000.0).ok()
}

/// The size of the pictures.
fn size<'a>(view: View<'a>, video: Element, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    for part in elements(view, video.at, video.end(), cx) {
        let side = || value(view, part).and_then(|side| u32::try_from(side).ok());
        match part.id {
            WIDTH => out.info.width = side(),
            HEIGHT => out.info.height = side(),
            _ => {}
        }
    }
}

fn value(view: View<'_>, part: Element) -> Option<u64> {
    let bytes: Bytes<'_> = view.get(part.at, usize::try_from(part.size).ok().filter(|size| *size <= 8)?)?;
    number(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{Sparse, assert_is, every_flip, every_prefix, read, read_source};

    /// An element with a length of eight bytes.
    fn part(id: u32, data: &[u8]) -> Vec<u8> {
        let id = id.to_be_bytes();
        let start = id.iter().position(|byte| *byte != 0).unwrap();
        let length = (1u64 << 56 | data.len() as u64).to_be_bytes();
        [&id[start..], &length, data].concat()
    }

    fn film(kind: u8, doc_type: &[u8]) -> Vec<u8> {
        let video = part(VIDEO, &[part(WIDTH, &[2, 128]), part(HEIGHT, &[1, 224])].concat());
        let track = part(TRACK, &[part(TRACK_TYPE, &[kind]), part(CODEC, b"V_VP9\0"), video].concat());
        let length = part(DURATION, &1234.5f64.to_be_bytes());
        let info = part(INFO, &[part(TIME_SCALE, &[0x1e, 0x84, 0x80]), length].concat());
        [part(HEAD, &part(DOC_TYPE, doc_type)), part(SEGMENT, &[info, part(TRACKS, &track)].concat())]
            .concat()
    }

    #[test]
    fn kinds_and_sizes() {
        assert_is(&film(1, b"matroska"), "MKV");
        let found = read(&FORMAT, &film(1, b"webm"));
        assert_eq!(found.info.format, Some(FormatId::Webm));
        assert_eq!((found.info.width, found.info.height), (Some(640), Some(480)));
        assert_eq!(
            (found.info.duration, &*found.info.codecs),
            (Some(Duration::from_millis(2469)), &["V_VP9".into()][..])
        );
        assert_eq!(found.tables, ["Matroska.Main"]);
        assert_eq!(read(&FORMAT, &film(2, b"matroska")).info.format, Some(FormatId::Mka));
        assert_eq!(read(&FORMAT, &film(17, b"matroska")).info.format, Some(FormatId::Mks));
        every_prefix(&FORMAT, &film(1, b"webm"));
        every_flip(&FORMAT, &film(1, b"webm"));
    }

    #[test]
    fn of_a_huge_film_kilobytes_are_read() {
        let mut head = film(1, b"matroska");
        head.extend(part(CLUSTER, b""));
        let found = read_source(&FORMAT, &Sparse { len: 100_000_000_000, parts: vec![(0, head)] });
        assert_eq!(found.info.width, Some(640));
        assert!(found.bytes_read < 200 * 1024, "{} bytes were read", found.bytes_read);
    }
}
