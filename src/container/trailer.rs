//! Data that programs append to a finished file. Picture archives append IPTC, in an AFCP directory ("AXS File
//! Concatenation Protocol") or in a `FotoStation` trailer. Canon's software, Photo Mechanic and the phones of
//! Samsung and Vivo have trailers of their own, and MIE files may stand behind a picture. All of them are recognized by
//! the last bytes of the file.

use super::contents::Contents;
use super::{canon_vrd, samsung, vivo};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};

/// How many trailers may follow each other. Archives append one or two.
const TRAILERS: u32 = 8;

/// How many last bytes are examined: the length of the longest ending.
const ENDING: u64 = 12;

/// How far from the end a trailer is searched for, since cameras and phones append data of their own after it.
const TAIL: u64 = 4096;

/// EOI, with which a JPEG without a trailer ends.
const END_OF_IMAGE: &[u8] = b"\xff\xd9";

/// The start of an AFCP ending.
const AFCP: &[u8] = b"AXS";

/// The end of a `FotoStation` trailer, after its type and its length.
const FOTO_STATION: &[u8] = b"\xa1\xb2\xc3\xd4";
const FOTO_STATION_ENDING: u64 = 10;
const FOTO_STATION_IPTC: u16 = 1;
const FOTO_STATION_EDIT: u16 = 2;
const FOTO_STATION_THUMBNAIL: u16 = 3;
const FOTO_STATION_PREVIEW: u16 = 4;

/// The end of a trailer of Photo Mechanic, after its length.
const PHOTO_MECHANIC: &[u8] = b"cbipcbbl";
const PHOTO_MECHANIC_ENDING: u64 = 12;

/// The last element of a MIE file behind a picture, before and after its length, which has four bytes.
const MIE: &[u8] = b"~\0\0\x06";
const MIE_ENDS: [&[u8]; 2] = [b"\x10\x04", b"\x18\x04"];

/// Finds the blocks of the trailers. Returns the end of the file proper. No standard defines these places.
pub(super) fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) -> u64 {
    // Read everything that may be examined there at once.
    let tail = reader.len().saturating_sub(TAIL);
    let _ = reader.up_to(tail, usize::try_from(TAIL).unwrap_or_default());
    vivo::read(reader, cx, out);
    let mut end = last_end(reader, reader.len()).unwrap_or(reader.len());
    for _ in 0..TRAILERS {
        if let Some(start) = canon_vrd::read(reader, end, cx, out) {
            end = start;
            continue;
        }
        let found = end.checked_sub(ENDING).and_then(|at| reader.get(at, 12));
        let Some(ending) = found else { return end };
        let start = match order(ending) {
            Some(order) => afcp(reader, cx, ending, order, out),
            None if ending.from(8).starts_with(FOTO_STATION) => foto_station(reader, ending, end, out),
            None if ending.from(4).starts_with(PHOTO_MECHANIC) => photo_mechanic(reader, ending, end, out),
            None if is_mie(ending.as_slice()) => mie(reader, ending, end, out),
            None if ending.from(8).starts_with(samsung::ENDING) => {
                // Unknown trailers may stand before this one, just as they may after it.
                samsung::read(reader, end, cx, out).map(|start| last_end(reader, start).unwrap_or(start))
            }
            None => return end,
        };
        match start {
            Some(start) if start < end => end = start,
            _ => {
                let at = Some(ending.absolute(0));
                cx.issue(
                    IssueCode::BadTrailer,
                    Stage::Container,
                    at,
                    || "a trailer with a wrong length or offset",
                );
                return end;
            }
        }
    }
    end
}

/// The end of the last known trailer before `end`. A file that ends as a picture does is not searched.
fn last_end(reader: &Reader<'_>, end: u64) -> Option<u64> {
    let ending = reader.get(end.checked_sub(ENDING)?, 12)?;
    if is_ending(ending.as_slice()) {
        return Some(end);
    }
    if ending.as_slice().ends_with(END_OF_IMAGE) {
        return None;
    }
    let start = end.saturating_sub(TAIL);
    let tail = reader.up_to(start, usize::try_from(end - start).ok()?)?;
    let bytes = tail.as_slice();
    // An ending has twelve bytes. AFCP's begins with its mark, FotoStation's ends with it.
    let [afcp, foto_station, samsung] = last_marks(bytes);
    let afcp = afcp.map(|at| at + 12);
    let foto_station = foto_station.map(|at| at + FOTO_STATION.len());
    // Samsung's mark is only four letters, so it counts only if it leads to a directory.
    let samsung = samsung.map(|at| at + samsung::ENDING.len());
    let samsung = samsung.filter(|end| samsung::directory(reader, tail.absolute(*end)).is_some());
    Some(tail.absolute(afcp.max(foto_station).max(samsung).filter(|end| *end >= 12)?))
}

/// The offset of the last mark of each kind, found in one backward pass.
fn last_marks(bytes: &[u8]) -> [Option<usize>; 3] {
    let [mut afcp, mut foto_station, mut samsung] = [None; 3];
    for at in memchr::memchr3_iter(b'A', 0xa1, b'S', bytes).rev() {
        let rest = bytes.get(at..).unwrap_or_default();
        let (last, mark) = match rest.first() {
            Some(b'A') if rest.len() >= 12 => (&mut afcp, AFCP),
            Some(0xa1) => (&mut foto_station, FOTO_STATION),
            Some(b'S') => (&mut samsung, samsung::ENDING),
            _ => continue,
        };
        if last.is_none() && rest.starts_with(mark) {
            *last = Some(at);
        }
    }
    [afcp, foto_station, samsung]
}

/// Whether twelve bytes are the ending of a trailer.
fn is_ending(bytes: &[u8]) -> bool {
    let marks = [FOTO_STATION, PHOTO_MECHANIC, samsung::ENDING];
    bytes.starts_with(AFCP) || marks.iter().any(|mark| bytes.ends_with(mark)) || is_mie(bytes)
}

/// Whether twelve bytes end with those of a MIE file.
fn is_mie(bytes: &[u8]) -> bool {
    bytes.get(2..).is_some_and(|last| last.starts_with(MIE))
        && MIE_ENDS.iter().any(|end| bytes.ends_with(end))
}

/// The byte order of AFCP if `bytes` begin with its signature.
fn order(bytes: Bytes<'_>) -> Option<ByteOrder> {
    match bytes.up_to(0, 4).as_slice() {
        b"AXS!" => Some(ByteOrder::Big),
        b"AXS*" => Some(ByteOrder::Little),
        _ => None,
    }
}

/// Reads the directory of an AFCP trailer; returns where the trailer starts.
fn afcp<'a>(
    reader: &'a Reader<'a>,
    cx: &'a Context<'a>,
    ending: Bytes<'a>,
    order: ByteOrder,
    out: &mut Contents<'a>,
) -> Option<u64> {
    let start = u64::from(ending.u32(4, order)?);
    let header = reader.get(start, 12)?;
    if header.up_to(0, 4).as_slice() != ending.up_to(0, 4).as_slice() {
        return None;
    }
    let count = u32::from(header.u16(6, order)?).min(cx.limits.parts);
    for number in 0..count {
        let entry = reader.get(start + 12 + u64::from(number) * 12, 12)?;
        let (length, offset) = (entry.u32(4, order)?, entry.u32(8, order)?);
        if entry.starts_with(b"IPTC") {
            push(View::file(reader, offset.into(), length.into()), out);
        }
    }
    Some(start)
}

/// Reads a trailer of `FotoStation`; returns where it starts.
fn foto_station<'a>(
    reader: &'a Reader<'a>,
    ending: Bytes<'a>,
    end: u64,
    out: &mut Contents<'a>,
) -> Option<u64> {
    let (kind, length) = (ending.be16(2)?, u64::from(ending.be32(4)?));
    let size = length.checked_sub(FOTO_STATION_ENDING)?;
    let start = end.checked_sub(length)?;
    let data = View::file(reader, start, size);
    match kind {
        FOTO_STATION_IPTC => push(data, out),
        FOTO_STATION_EDIT => {
            out.blocks.push(Block::table(BlockKind::Trailer, "FotoStation.SoftEdit", data));
        }
        FOTO_STATION_THUMBNAIL => binary("ThumbnailImage", start, size, out),
        FOTO_STATION_PREVIEW => binary("PreviewImage", start, size, out),
        _ => {}
    }
    Some(start)
}

/// A picture in a trailer of `FotoStation`.
fn binary(name: &'static str, start: u64, size: u64, out: &mut Contents<'_>) {
    let source = Origin::new(BlockKind::Trailer, start);
    out.tags.push(Tag::new(Group::Other("FotoStation".into()), name, Value::Unread(size), None, source));
}

/// Reads a trailer of Photo Mechanic; returns where it starts.
fn photo_mechanic<'a>(
    reader: &'a Reader<'a>,
    ending: Bytes<'a>,
    end: u64,
    out: &mut Contents<'a>,
) -> Option<u64> {
    let size = u64::from(ending.be32(0)?);
    let start = end.checked_sub(PHOTO_MECHANIC_ENDING)?.checked_sub(size)?;
    let data = View::file(reader, start, size);
    out.blocks.push(Block::table(BlockKind::Trailer, "PhotoMechanic.SoftEdit", data));
    Some(start)
}

/// Finds a MIE file behind a picture; returns where it starts.
fn mie<'a>(reader: &'a Reader<'a>, ending: Bytes<'a>, end: u64, out: &mut Contents<'a>) -> Option<u64> {
    let order = if ending.u8(10)? & 8 == 0 { ByteOrder::Big } else { ByteOrder::Little };
    let start = end.checked_sub(ending.u32(6, order)?.into())?;
    let data = View::file(reader, start, end - start);
    out.blocks.push(Block::table(BlockKind::Trailer, "MIE.Main", data));
    Some(start)
}

fn push<'a>(data: View<'a>, out: &mut Contents<'a>) {
    out.blocks.push(Block { standard: false, ..Block::new(BlockKind::Iim, data) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;
    use encoding_rs::WINDOWS_1252;

    /// The offset and length of each block found.
    fn blocks(file: &[u8]) -> Vec<(u64, u64)> {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, WINDOWS_1252);
        let source = crate::container::testing::Slice(file);
        let mut head = Vec::new();
        let reader = Reader::new(&source, &cx, &mut head).unwrap();
        let mut out = Contents::default();
        read(&reader, &cx, &mut out);
        let blocks = out.blocks.iter().filter(|block| block.kind == BlockKind::Iim);
        blocks.map(|block| (block.data.absolute(0), block.data.len())).collect()
    }

    fn afcp(before: &[u8], iptc: &[u8]) -> Vec<u8> {
        let start = u32::try_from(before.len()).unwrap();
        let mut file = before.to_vec();
        file.extend(b"AXS!\0\x01\0\x01\0\0\0\0IPTC");
        file.extend(u32::try_from(iptc.len()).unwrap().to_be_bytes());
        file.extend((start + 24).to_be_bytes());
        file.extend(iptc);
        file.extend(b"AXS!");
        file.extend(start.to_be_bytes());
        file.extend([0; 4]);
        file
    }

    fn foto_station(before: &[u8], kind: u8, data: &[u8]) -> Vec<u8> {
        let mut file = before.to_vec();
        file.extend(data);
        file.extend([0, kind]);
        file.extend((u32::try_from(data.len()).unwrap() + 10).to_be_bytes());
        file.extend(FOTO_STATION);
        file
    }

    #[test]
    fn trailers_are_found_from_the_end() {
        assert_eq!(blocks(b"a file that has none"), []);
        assert_eq!(blocks(&afcp(b"file", b"12345")), [(28, 5)]);
        assert_eq!(blocks(&foto_station(b"file", 1, b"12345")), [(4, 5)]);
        let both = foto_station(&foto_station(&afcp(b"file", b"12345"), 1, b"123"), 2, b"zz");
        assert_eq!(blocks(&both), [(45, 3), (28, 5)]);
    }

    #[test]
    fn trailers_of_others_may_follow() {
        let file = foto_station(b"file", 1, b"12345");
        assert_eq!(blocks(&[&file[..], b"a phone's own"].concat()), [(4, 5)]);
        assert_eq!(blocks(&[&file[..], b"a whole picture\xff\xd9"].concat()), []);
        assert_eq!(blocks(&[&file[..], &[1; 5000]].concat()), []);
    }

    #[test]
    fn a_trailer_that_points_to_itself_ends_the_search() {
        let mut file = afcp(b"", b"1");
        let at = file.len() - 8;
        file.splice(at..at + 4, u32::try_from(at).unwrap().to_be_bytes());
        assert_eq!(blocks(&file), []);
    }

    #[test]
    fn every_prefix_is_read_without_panic() {
        let file = foto_station(&afcp(b"file", b"12345"), 1, b"123");
        for end in 0..file.len() {
            assert!(blocks(&file[..end]).len() <= 2);
        }
    }
}
