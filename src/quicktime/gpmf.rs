//! `GoPro`'s metadata [GPMF]: keys of four letters, each with the type, the size and the number of its values. A value may
//! hold further keys.
//!
//! The last value of a stream is its data; the keys before it tell how its numbers are scaled and, if they are of
//! several types, of which.

use super::fix;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::{self, Format};
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Row, Shape, Table};
use crate::number;
use crate::text;
use crate::track::TrackPoint;
use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;

/// A key, a type, a size and a number.
const HEAD: usize = 8;
/// More is not read as a whole: a second of a film has some kilobytes.
const LONGEST: u64 = 4 * 1024 * 1024;
/// How many values of a key are shown.
const MOST: usize = 16 * 1024;
/// Days from 1970 to 2000, when `GoPro`'s days begin, and the seconds of a day.
const EPOCH: f64 = 10_957.0;
const DAY: f64 = 86_400.0;
/// How many types a structure may have.
const TYPES: usize = 256;

/// What the keys of a stream tell of its data.
#[derive(Default)]
struct Stream {
    /// What numbers are divided by, in turn.
    scale: Vec<f64>,
    /// The types of the parts of a structure.
    types: Vec<u8>,
    /// Whether the satellites were lost.
    is_lost: bool,
    /// When the first of the data was measured.
    time: Option<String>,
}

/// A key with its values.
struct Entry<'a> {
    key: u32,
    kind: u8,
    size: usize,
    count: usize,
    data: Bytes<'a>,
}

/// Reads the keys of a part.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(LONGEST) else { return };
    let mut stream = Stream::default();
    let mut at = 0;
    while let Some(head) = bytes.get(at, HEAD) {
        let is_key = head.up_to(0, 4).as_slice().iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
        let (Some(key), Some(kind), Some(size), Some(count)) =
            (head.be32(0).filter(|_| is_key), head.u8(4), head.u8(5), head.be16(6))
        else {
            return;
        };
        let (size, count) = (usize::from(size), usize::from(count));
        let start = at.saturating_add(HEAD);
        let Some(data) = bytes.get(start, size.saturating_mul(count)) else {
            state.issue(IssueCode::Truncated, head.absolute(0), || {
                format!("{size} × {count} bytes of a key are not all there")
            });
            return;
        };
        if !state.pay(HEAD.saturating_add(data.len()) as u64) {
            return;
        }
        at = start.saturating_add(data.len().next_multiple_of(4));
        let is_last = at >= bytes.len();
        entry(state, table, &part, &Entry { key, kind, size, count, data }, &mut stream, is_last);
    }
}

/// Reads a key with its values.
fn entry<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    entry: &Entry<'a>,
    stream: &mut Stream,
    is_last: bool,
) -> Option<()> {
    let arena = state.cx.arena;
    match &entry.key.to_be_bytes() {
        b"SCAL" => stream.scale = numbers(entry),
        b"TYPE" => stream.types = types(entry.data.as_slice()),
        b"GPSU" => stream.time = std::str::from_utf8(entry.data.as_slice()).ok().and_then(fix::of_digits),
        b"GPSF" => stream.is_lost = numbers(entry).first() == Some(&0.0),
        _ => {}
    }
    if entry.data.is_empty() {
        return None;
    }
    let rows = table.tag(entry.key);
    if rows.is_empty() || emit::are_idle(state, rows) {
        return None;
    }
    let at = part.position(entry.data);
    let size = entry.data.len() as u64;
    let stored = Stored { part, bytes: entry.data, at, format: Format::Undef, count: size };
    let row = emit::choose(state, rows, &stored, entry.data.len())?;
    if !emit::is_needed(state, row) {
        return None;
    }
    let scale = if is_last { stream.scale.as_slice() } else { &[] };
    match row.leads_to() {
        Some(subtable) if subtable.table().shape == Shape::Values => {
            // Only samples, and pictures, have positions.
            if state.shows_values() && !(state.sample.is_some() && stream.is_lost) {
                each(state, subtable.table(), &stored, entry, stream);
                track(state, subtable.table(), entry, stream);
            }
        }
        Some(subtable) if entry.kind == 0 => (state.follow)(state, subtable, &stored, at, size),
        Some(_) => {}
        None => {
            let item = item(entry, &stream.types, scale, arena)?;
            emit::item(state, table, row, &stored, item);
        }
    }
    Some(())
}

/// Makes a tag of each value of the first structure.
fn each<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    stored: &Stored<'_, 'a>,
    entry: &Entry<'a>,
    stream: &Stream,
) {
    let first = Entry { count: 1, data: entry.data.up_to(0, entry.size), ..*entry };
    let values = structure(&first, &stream.types);
    for (number, value) in values.into_iter().enumerate() {
        let Ok(id) = u32::try_from(number) else { return };
        let rows: &'static [Row] = table.tag(id);
        let value = scaled(value, &stream.scale, number);
        if let Some(row) = emit::choose(state, rows, stored, entry.size)
            && emit::is_needed(state, row)
        {
            emit::item(state, table, row, stored, Item::Real(value));
        }
    }
}

/// Adds the places of all structures to the track.
fn track(state: &mut State<'_, '_>, table: &'static Table, entry: &Entry<'_>, stream: &Stream) {
    if !state.cx.tracks {
        return;
    }
    for number in 0..entry.count {
        let start = entry.size.saturating_mul(number);
        let one = Entry { count: 1, data: entry.data.from(start).up_to(0, entry.size), ..*entry };
        let values = structure(&one, &stream.types);
        let mut point = TrackPoint::default();
        let mut days = None;
        for (place, value) in values.into_iter().enumerate() {
            let value = scaled(value, &stream.scale, place);
            let row = u32::try_from(place).ok().and_then(|place| table.tag(place).first());
            match row.map(Row::name) {
                Some("GPSLatitude") => point.latitude = value,
                Some("GPSLongitude") => point.longitude = value,
                Some("GPSAltitude") => point.altitude = Some(value),
                Some("GPSSpeed") => point.speed = Some(value),
                Some("GPSDays") => days = Some(value),
                Some("GPSDateTime") => {
                    let seconds = days.map(|days| (days + EPOCH) * DAY + value);
                    point.date_time = seconds.and_then(fix::date);
                }
                _ => {}
            }
        }
        if number == 0 {
            point.date_time = point.date_time.or_else(|| stream.time.clone());
        }
        fix::add(state, point, number, entry.count);
    }
}

/// The value of a key: a number, numbers, or texts on a line each.
fn item<'a>(entry: &Entry<'a>, types: &[u8], scale: &[f64], arena: &'a Bump) -> Option<Item<'a>> {
    let mut out = ArenaString::new_in(arena);
    if entry.kind == b'?' && !types.is_empty() {
        for one in entry.data.as_slice().chunks(entry.size.max(1)).take(MOST) {
            if !out.is_empty() {
                out.push('\n');
            }
            parts(one, types, scale, &mut out);
        }
        return Some(Item::Text(out.into_bump_str()));
    }
    let Some(size) = size_of(entry.kind).filter(|_| is_number(entry.kind)) else {
        texts(entry, &mut out);
        return Some(match entry.count {
            _ if entry.size == 1 || entry.count == 1 => format::bytes(text::until_nul(entry.data.as_slice())),
            _ => Item::Text(out.into_bump_str()),
        });
    };
    let data = entry.data.as_slice();
    if data.len() == size {
        let value = number(entry.kind, data)?;
        return Some(if scale.is_empty() { exact(value) } else { Item::Real(scaled(value, scale, 0)) });
    }
    for (place, one) in data.chunks_exact(size).take(MOST).enumerate() {
        if place > 0 {
            out.push(' ');
        }
        out.push_str(&number::g(scaled(number(entry.kind, one)?, scale, place), 15));
    }
    Some(Item::Text(out.into_bump_str()))
}

/// Writes the parts of a structure.
fn parts(one: &[u8], types: &[u8], scale: &[f64], out: &mut ArenaString<'_>) {
    let mut rest = one;
    for (place, kind) in types.iter().enumerate() {
        let Some((part, after)) = size_of(*kind).and_then(|size| rest.split_at_checked(size)) else { return };
        rest = after;
        if place > 0 {
            out.push(' ');
        }
        match number(*kind, part) {
            Some(value) => out.push_str(&number::g(scaled(value, scale, place), 15)),
            None => out.push_str(&String::from_utf8_lossy(text::until_nul(part))),
        }
    }
}

/// Writes texts of several letters on a line each.
fn texts(entry: &Entry<'_>, out: &mut ArenaString<'_>) {
    if entry.size == 1 || entry.count == 1 {
        return;
    }
    for (place, one) in entry.data.as_slice().chunks_exact(entry.size.max(1)).take(MOST).enumerate() {
        if place > 0 {
            out.push('\n');
        }
        out.push_str(&String::from_utf8_lossy(text::until_nul(one)));
    }
}

/// The numbers of a structure, or of an array.
fn structure(entry: &Entry<'_>, types: &[u8]) -> Vec<f64> {
    if entry.kind != b'?' {
        return numbers(entry);
    }
    let mut rest = entry.data.as_slice();
    let mut values = Vec::new();
    for kind in types {
        let Some((part, after)) = size_of(*kind).and_then(|size| rest.split_at_checked(size)) else { break };
        values.push(number(*kind, part).unwrap_or_default());
        rest = after;
    }
    values
}

/// The numbers of a key.
fn numbers(entry: &Entry<'_>) -> Vec<f64> {
    let Some(size) = size_of(entry.kind) else { return Vec::new() };
    let all = entry.data.as_slice().chunks_exact(size).take(TYPES);
    all.filter_map(|one| number(entry.kind, one)).collect()
}

/// The types in a text, of which one may be repeated: `f[3]B`.
fn types(text: &[u8]) -> Vec<u8> {
    let mut types = Vec::new();
    let mut rest = text::until_nul(text);
    while let Some((kind, after)) = rest.split_first().filter(|_| types.len() < TYPES) {
        rest = after;
        let count = after.strip_prefix(b"[").and_then(|after| {
            let end = after.iter().position(|byte| *byte == b']')?;
            let (digits, behind) = after.split_at_checked(end)?;
            rest = behind.get(1..)?;
            std::str::from_utf8(digits).ok()?.parse::<usize>().ok()
        });
        types.extend(std::iter::repeat_n(*kind, count.unwrap_or(1).min(TYPES)));
    }
    types.truncate(TYPES);
    types
}

/// A number divided by its scale.
fn scaled(value: f64, scale: &[f64], place: usize) -> f64 {
    let by = place.checked_rem(scale.len()).and_then(|place| scale.get(place)).copied();
    by.filter(|by| *by != 0.0).map_or(value, |by| value / by)
}

/// A number without a point, if it has none.
fn exact<'a>(value: f64) -> Item<'a> {
    number::whole(value, 15).map_or(Item::Real(value), Item::Int)
}

/// How many bytes a value of a type has.
fn size_of(kind: u8) -> Option<usize> {
    Some(match kind {
        b'b' | b'B' | b'c' => 1,
        b's' | b'S' => 2,
        b'l' | b'L' | b'f' | b'F' | b'q' => 4,
        b'j' | b'J' | b'd' | b'Q' => 8,
        b'G' | b'U' => 16,
        _ => return None,
    })
}

fn is_number(kind: u8) -> bool {
    !matches!(kind, b'c' | b'F' | b'G' | b'U')
}

/// A number of a type.
#[allow(clippy::cast_precision_loss)] // numbers of 64 bits are times and counters
fn number(kind: u8, bytes: &[u8]) -> Option<f64> {
    let bytes = Bytes::new(bytes, 0);
    let long = || bytes.u64(0, crate::bytes::ByteOrder::Big);
    Some(match kind {
        b'b' => f64::from(bytes.u8(0)?.cast_signed()),
        b'B' => f64::from(bytes.u8(0)?),
        b's' => f64::from(bytes.be16(0)?.cast_signed()),
        b'S' => f64::from(bytes.be16(0)?),
        b'l' => f64::from(bytes.be32(0)?.cast_signed()),
        b'L' => f64::from(bytes.be32(0)?),
        b'f' => f64::from(f32::from_bits(bytes.be32(0)?)),
        b'q' => f64::from(bytes.be32(0)?.cast_signed()) / 65_536.0,
        b'j' => long()?.cast_signed() as f64,
        b'J' => long()? as f64,
        b'd' => f64::from_bits(long()?),
        b'Q' => long()?.cast_signed() as f64 / 4_294_967_296.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Extractor;
    use crate::groups::Groups;

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"DEVC"` is a reference
    fn klv(key: &[u8; 4], kind: u8, size: usize, count: usize, data: &[u8]) -> Vec<u8> {
        let count = u16::try_from(count).unwrap().to_be_bytes();
        let mut out = [&key[..], &[kind, u8::try_from(size).unwrap()], &count, data].concat();
        out.resize(out.len().next_multiple_of(4), 0);
        out
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"DEVC"` is a reference
    fn nested(key: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
        let data = parts.concat();
        klv(key, 0, 1, data.len(), &data)
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"DEVC"` is a reference
    fn text(key: &[u8; 4], text: &[u8]) -> Vec<u8> {
        klv(key, b'c', 1, text.len(), text)
    }

    fn film(keys: &[u8]) -> Vec<u8> {
        let iso_box = |kind: &[u8; 4], body: &[u8]| {
            [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], kind, body].concat()
        };
        let movie = iso_box(b"moov", &iso_box(b"udta", &iso_box(b"GPMF", keys)));
        [iso_box(b"ftyp", b"mp42\0\0\0\0"), movie].concat()
    }

    fn tags(keys: &[u8]) -> Vec<(String, String)> {
        let found = Extractor::new().groups(Groups::ALL).from_bytes(&film(keys)).unwrap();
        let tags = found.tags.iter().filter(|tag| tag.group.to_string() == "GoPro");
        tags.map(|tag| (tag.name.to_string(), tag.value.to_string())).collect()
    }

    fn one(keys: &[u8]) -> String {
        let tags = tags(keys);
        assert_eq!(tags.len(), 1, "{tags:?}");
        tags[0].1.clone()
    }

    #[test]
    fn values_of_every_kind() {
        assert_eq!(one(&text(b"DVNM", b"Hero")), "Hero");
        assert_eq!(one(&text(b"OREN", b"U")), "Up");
        assert_eq!(one(&klv(b"PIMX", b'L', 4, 1, &[0, 0, 3, 32])), "800");
        assert_eq!(one(&klv(b"ISOE", b'S', 2, 2, &[0, 100, 0, 200])), "100 200");
        assert_eq!(one(&klv(b"TZON", b's', 2, 1, &(-330i16).to_be_bytes())), "-05:30");
        assert_eq!(one(&klv(b"TMPC", b'f', 4, 1, &45.5f32.to_be_bytes())), "45.5 C");
        assert_eq!(one(&klv(b"SCEN", b'F', 4, 2, b"SNOWWATR")), "SNOW, WATR");
        assert_eq!(one(&klv(b"VERS", b'B', 1, 3, &[8, 1, 2])), "8.1.2");
        assert_eq!(one(&klv(b"RATE", b'q', 4, 1, &[0, 1, 0x80, 0])), "1.5");
        assert_eq!(one(&klv(b"GPSU", b'U', 16, 1, b"240305133015.250")), "2024:03:05 13:30:15.250");
        assert!(tags(&klv(b"DUST", b'c', 1, 0, b"")).is_empty(), "nothing is stored");
    }

    #[test]
    fn only_the_last_value_of_a_stream_is_scaled() {
        let scale = klv(b"SCAL", b's', 2, 2, &[0, 10, 0, 100]);
        let numbers = klv(b"MAGN", b's', 2, 2, &[0, 1, 0, 2]);
        assert_eq!(one(&nested(b"STRM", &[scale.clone(), numbers.clone()])), "0.1 0.02");
        let tags = tags(&nested(b"STRM", &[scale, numbers, klv(b"ISOE", b'S', 2, 1, &[0, 5])]));
        assert_eq!(tags[0].1, "1 2");
        assert_eq!(tags[1].1, "0.5");
    }

    #[test]
    fn structures_of_several_types() {
        let kinds = text(b"TYPE", b"sB");
        let data = klv(b"MAGN", b'?', 3, 2, &[0, 10, 20, 0, 30, 40]);
        assert_eq!(one(&nested(b"STRM", &[kinds, data])), "10 20, 30 40");
        assert_eq!(types(b"f[3]B"), b"fffB");
        assert_eq!(types(b"f[99999999]").len(), TYPES);
        assert_eq!(types(b"f["), b"f[");
    }

    #[test]
    fn positions_are_no_tags_of_a_film() {
        let fix = klv(b"GPS5", b'l', 20, 1, &[0; 20]);
        assert!(tags(&nested(b"DEVC", &[nested(b"STRM", &[fix])])).is_empty());
    }

    #[test]
    fn damage_ends_the_keys_before_it() {
        let whole = [text(b"DVNM", b"Hero"), text(b"CASN", b"C1")].concat();
        for end in 0..whole.len() {
            assert!(tags(&whole[..end]).len() <= 2, "{end}");
        }
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = value;
                assert!(tags(&damaged).len() <= 2, "{at}");
            }
        }
        let mut deep = text(b"DVNM", b"Hero");
        for _ in 0..200 {
            deep = nested(b"STRM", &[deep]);
        }
        assert!(tags(&deep).is_empty(), "too deep");
    }
}
