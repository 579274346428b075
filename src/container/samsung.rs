//! The trailer of Samsung's phones: blocks of data, then a directory that ends in `SEFT`. One block holds the phone's
//! clock in UTC. Other blocks hold sound and video and are never read.

use super::contents::Contents;
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::companion::Companion;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};
use chrono::{DateTime, Datelike, Timelike};

/// The last bytes of the trailer, after the length of its directory.
pub(super) const ENDING: &[u8] = b"SEFT";
/// The first bytes of the directory. A version and the number of entries follow.
const DIRECTORY: &[u8] = b"SEFH";
const HEADER: u64 = 12;
/// An entry: two unused bytes, the type, the distance from the block back to the directory, and the length.
const ENTRY: u64 = 12;
/// `Image_UTC_Data`: milliseconds since 1970 in decimal digits.
const UTC: u16 = 0x0a01;
/// `MotionPhoto_Data`: the film of a motion photo.
const FILM: u16 = 0x0a30;
/// A block has a short name before its data, and the longest clock value has twenty digits.
const UTC_MOST: u64 = 256;
/// The value that is shown if the time is not known.
const UNKNOWN: &str = "0000:00:00 00:00:00";

/// Reads the trailer that ends at `end`. Returns its start, or `None` if it is damaged or absent.
pub(super) fn read<'a>(
    reader: &'a Reader<'a>,
    end: u64,
    cx: &'a Context<'a>,
    out: &mut Contents<'a>,
) -> Option<u64> {
    let (directory, count) = directory(reader, end)?;
    let mut start = directory;
    for number in 0..u64::from(count.min(cx.limits.parts)) {
        let entry = reader.get(directory + HEADER + number * ENTRY, 12)?;
        let (kind, distance, length) = (entry.u16(2, Little)?, entry.u32(4, Little)?, entry.u32(8, Little)?);
        let Some(at) = directory.checked_sub(distance.into()) else {
            let detail = || "a block of Samsung's trailer starts before the file";
            cx.issue(IssueCode::BadOffset, Stage::Container, Some(entry.absolute(4)), detail);
            continue;
        };
        start = start.min(at);
        if length > distance {
            let detail = || format!("a block of {length} bytes, {distance} before the end of all");
            cx.issue(IssueCode::BadLength, Stage::Container, Some(entry.absolute(8)), detail);
        }
        if kind == UTC {
            clock(reader, at, length.min(distance).into(), cx, out);
        }
        if kind == FILM {
            film(reader, at, length.min(distance).into(), out);
        }
    }
    if cx.shows_tags {
        let data = View::file(reader, start, end - start);
        out.blocks.push(Block::table(BlockKind::Trailer, "Samsung.Trailer", data));
    }
    Some(start)
}

/// The offset and the number of entries of the directory, for a trailer that ends at `end`.
pub(super) fn directory(reader: &Reader<'_>, end: u64) -> Option<(u64, u32)> {
    let last = end.checked_sub(8)?;
    let ending = reader.peek::<8>(last)?;
    let ending = Bytes::new(&ending, last);
    let length = u64::from(ending.u32(0, Little).filter(|_| ending.from(4).starts_with(ENDING))?);
    let start = last.checked_sub(length)?;
    let header = reader.peek::<12>(start)?;
    let header = Bytes::new(&header, start);
    let count = header.u32(8, Little).filter(|_| header.starts_with(DIRECTORY))?;
    (HEADER + u64::from(count) * ENTRY <= length).then_some((start, count))
}

/// Makes a tag of the clock. The block is a type, the length of a name, the name and the digits.
fn clock<'a>(reader: &'a Reader<'a>, at: u64, length: u64, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let block = usize::try_from(length.min(UTC_MOST)).ok().and_then(|length| reader.get(at, length));
    let text = block.and_then(|block| {
        let name = usize::try_from(block.u32(4, Little)?).ok()?;
        Some(block.from(name.checked_add(8)?))
    });
    let moment = text.and_then(|text| DateTime::from_timestamp_millis(number(text.as_slice())?));
    let offset = text.map_or(at, |text| text.absolute(0));
    let value = if let Some(moment) = moment {
        cx.text(&format!(
            "{:04}:{:02}:{:02} {:02}:{:02}:{:02}.{:03}+00:00",
            moment.year(),
            moment.month(),
            moment.day(),
            moment.hour(),
            moment.minute(),
            moment.second(),
            moment.timestamp_subsec_millis(),
        ))
    } else {
        let detail = || "the clock in Samsung's trailer tells no moment";
        cx.issue(IssueCode::ImpossibleDate, Stage::Container, Some(offset), detail);
        UNKNOWN
    };
    let source = Origin { block: BlockKind::Header, offset, standard: true, charset: None };
    out.tags.push(Tag::new(Group::Other("Samsung".into()), "TimeStamp", Value::text(value), None, source));
}

/// Passes on a film. The block is a type, the length of a name, the name and the film.
fn film(reader: &Reader<'_>, at: u64, length: u64, out: &mut Contents<'_>) -> Option<()> {
    let head = reader.peek::<8>(at)?;
    let before = Bytes::new(&head, at).u32(4, Little).and_then(|name| u64::from(name).checked_add(8))?;
    let length = length.checked_sub(before).filter(|length| *length > 0)?;
    let offset = Some(at.checked_add(before)?);
    let mime = Some("video/mp4");
    out.companions.push(Companion { kind: "video", mime, offset, length: Some(length), id: None });
    Some(())
}

/// The number at the start of a text.
fn number(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii_start();
    let is_part =
        |(at, byte): (usize, &u8)| byte.is_ascii_digit() || (at == 0 && matches!(byte, b'-' | b'+'));
    let length = text.iter().enumerate().take_while(|part| is_part(*part)).count();
    std::str::from_utf8(text.get(..length)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Extractor;
    use crate::container::jpeg;
    use crate::container::testing::{JPEG, every_flip};

    /// A trailer of blocks, each with a type and data.
    fn trailer(blocks: &[(u16, &[u8])]) -> Vec<u8> {
        let name = b"Image_UTC_Data";
        let (mut out, mut places) = (Vec::new(), Vec::new());
        for (kind, data) in blocks {
            let start = out.len();
            out.extend([&[0, 0][..], &kind.to_le_bytes(), &14u32.to_le_bytes(), name, data].concat());
            places.push((*kind, start, out.len() - start));
        }
        let directory = out.len();
        out.extend(
            [DIRECTORY, &106u32.to_le_bytes(), &u32::try_from(places.len()).unwrap().to_le_bytes()].concat(),
        );
        for (kind, start, length) in places {
            let numbers =
                [directory - start, length].map(|number| u32::try_from(number).unwrap().to_le_bytes());
            out.extend([&[0, 0][..], &kind.to_le_bytes(), &numbers.concat()].concat());
        }
        let length = u32::try_from(out.len() - directory).unwrap();
        out.extend([&length.to_le_bytes(), ENDING].concat());
        out
    }

    /// The values of the tag, and the codes of the issues.
    fn found(file: &[u8]) -> (Vec<String>, Vec<String>) {
        let found = Extractor::new().from_bytes(file).unwrap();
        let tags = found.tags.iter().filter(|tag| tag.name == "TimeStamp");
        let values = tags.map(|tag| format!("{}:{}", tag.group, tag.value)).collect();
        (values, found.issues.iter().map(|issue| issue.code.to_string()).collect())
    }

    fn of_clock(digits: &[u8]) -> Vec<String> {
        found(&[JPEG, &trailer(&[(0x0a30, b"film"), (UTC, digits)])].concat()).0
    }

    #[test]
    fn the_clock_is_a_moment_in_utc() {
        let expected = ["Samsung:2015:02:19 11:08:33.839+00:00"];
        for digits in [&b"1424344113839"[..], b" 1424344113839 ", b"1424344113839\0", b"+1424344113839"] {
            assert_eq!(of_clock(digits), expected);
        }
        assert_eq!(of_clock(b"-1000"), ["Samsung:1969:12:31 23:59:59.000+00:00"]);
    }

    #[test]
    fn what_is_no_moment_is_told() {
        for digits in [&b""[..], b"abc", b"-", b"99999999999999999999999", b"9223372036854775807"] {
            let file = [JPEG, &trailer(&[(UTC, digits)])].concat();
            assert_eq!(
                found(&file),
                (vec![format!("Samsung:{UNKNOWN}")], vec!["impossible-date".to_owned()])
            );
        }
    }

    #[test]
    fn a_damaged_directory_is_told() {
        let whole = [JPEG, &trailer(&[(UTC, b"1424344113839")])].concat();
        let patched = |from_end: usize, number: u32| {
            let mut file = whole.clone();
            let at = file.len() - from_end;
            file[at..at + 4].copy_from_slice(&number.to_le_bytes());
            found(&file)
        };
        assert_eq!(patched(8, 9999), (vec![], vec!["bad-trailer".to_owned()]), "its length");
        assert_eq!(
            patched(24, u32::MAX),
            (vec![], vec!["bad-trailer".to_owned()]),
            "the number of its entries"
        );
        assert_eq!(patched(16, u32::MAX), (vec![], vec!["bad-offset".to_owned()]), "the place of a block");
        assert_eq!(
            patched(12, u32::MAX).0,
            ["Samsung:2015:02:19 11:08:33.839+00:00"],
            "the length of a block"
        );
        for end in JPEG.len()..whole.len() {
            assert_eq!(found(&whole[..end]).0, [""; 0]);
        }
        every_flip(&jpeg::FORMAT, &whole);
    }

    #[test]
    fn others_may_stand_before_and_behind() {
        let own = trailer(&[(UTC, b"1424344113839")]);
        let foto_station = b"\x1c\x02\x5a\0\x04City\0\x01\0\0\0\x13\xa1\xb2\xc3\xd4";
        let unknown = &b"of another program"[..];
        for file in [
            [JPEG, foto_station, &own].concat(),
            [JPEG, &own, foto_station].concat(),
            [JPEG, foto_station, unknown, &own].concat(),
            [JPEG, foto_station, unknown, &own, unknown].concat(),
        ] {
            let found = Extractor::new().from_bytes(&file).unwrap();
            assert_eq!(found.metadata.text("City"), Some("City"));
            assert!(found.tags.iter().any(|tag| tag.name == "TimeStamp"));
            assert!(found.issues.is_empty());
        }
        assert_eq!(found(&[JPEG, &own, b"another phone's"].concat()).0.len(), 1);
        assert_eq!(found(&[JPEG, b"a text of SEFT and so on"].concat()), (vec![], vec![]));
    }
}
