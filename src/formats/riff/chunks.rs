//! The chunks of a RIFF file, each with a four-character code and a length, and the lists of chunks among them.
//!
//! What is long is passed by: only the headers of its chunks are read, and of the others no more than is shown.

use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Flags, Row, Table, key};
use crate::source::View;
use crate::text;

/// How many bytes a chunk has before its data.
const HEADER: u64 = 8;
/// The most bytes of a camera's directory in the data of a stream.
const DIRECTORY: u64 = 64 * 1024;

/// A chunk, cut at the end of the part.
struct Chunk {
    code: [u8; 4],
    /// Where its data begin in the view.
    at: u64,
    size: u64,
}

/// Reads the chunks of a part.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let end = part.at.saturating_add(part.size).min(part.window.view.len());
    let mut at = part.at;
    let mut animation = Animation::default();
    for _ in 0..state.cx.limits.parts {
        let Some(header) = part.window.view.peek::<8>(at).filter(|_| at.saturating_add(HEADER) <= end) else {
            break;
        };
        let Some(length) = Bytes::new(&header, 0).u32(4, Little).map(u64::from) else { break };
        let [a, b, c, d, ..] = header;
        let code = [a, b, c, d];
        let start = at.saturating_add(HEADER);
        let chunk = Chunk { code, at: start, size: length.min(end.saturating_sub(start)) };
        match &code {
            b"\0\0\0\0" if length == 0 => break,
            // In damaged files and in long films, the whole may stand within itself.
            b"LIST" | b"RIFF" => list(state, table, &part, &chunk),
            b"ANMF" => animation.add(&part, &chunk),
            b"strd" => {
                camera(state, &part, &chunk);
                one(state, table, &part, &chunk);
            }
            // Like in ExifTool, what is cut off is not shown.
            _ if chunk.size < length => break,
            _ => one(state, table, &part, &chunk),
        }
        // Chunks of an odd length are followed by a byte of padding [RFC 9649 2.3].
        at = start.saturating_add(length).saturating_add(length & 1);
    }
    animation.show(state, table, &part);
}

/// The rows of a code.
fn rows(table: &'static Table, code: &[u8]) -> &'static [Row] {
    let row = table.rows().iter().find(|row| key(row.id).as_bytes() == code);
    row.map_or(&[], |row| table.tag(row.id))
}

/// Reads a list by the table of its type.
fn list<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, chunk: &Chunk) {
    let Some(kind) = part.window.view.peek::<4>(chunk.at) else { return };
    let Some(size) = chunk.size.checked_sub(4) else { return };
    let rows = rows(table, &[b"LIST_", &kind[..]].concat());
    if let Some(subtable) = rows.first().and_then(Row::leads_to) {
        let stored = Stored {
            part,
            bytes: Bytes::new(&[], part.window.view.absolute(chunk.at)),
            at: chunk.at,
            format: Format::Undef,
            count: chunk.size,
        };
        (state.follow)(state, subtable, &stored, chunk.at.saturating_add(4), size);
    }
}

/// Reads a chunk, if the table has a row for it.
fn one<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, chunk: &Chunk) {
    let rows = rows(table, &chunk.code);
    if rows.is_empty() {
        return;
    }
    let Some(bytes) =
        usize::try_from(chunk.size.min(LONG)).ok().and_then(|len| part.window.view.get(chunk.at, len))
    else {
        return;
    };
    let stored = Stored { part, bytes, at: chunk.at, format: Format::Undef, count: chunk.size };
    let Some(row) = emit::choose(state, rows, &stored, bytes.len()) else { return };
    if !emit::is_needed(state, row) {
        return;
    }
    // What is long is only shown if it is shown by its length.
    if chunk.size > LONG && row.subtable == 0 && !row.flags.has(Flags::BINARY) {
        return;
    }
    if table.default == Format::Text {
        // Texts are in the character set of Windows.
        let trimmed = text::trim_nuls(bytes.as_slice());
        let text = text::with(trimmed, encoding_rs::WINDOWS_1252, state.cx);
        emit::item(state, table, row, &stored, Item::Text(text));
    } else {
        emit::row(state, table, row, &stored);
    }
}

/// The data of a stream may hold a TIFF directory behind eight bytes, in the place of a TIFF header.
fn camera<'a>(state: &mut State<'_, 'a>, part: &Part<'a>, chunk: &Chunk) {
    if chunk.size <= HEADER || part.window.view.peek::<4>(chunk.at) != Some(*b"AVIF") {
        return;
    }
    let size = usize::try_from(chunk.size.min(DIRECTORY)).unwrap_or_default();
    let Some(bytes) = part.window.view.get(chunk.at, size) else { return };
    if state.pay(size as u64) {
        let tiff = [b"II*\0\x08\0\0\0", bytes.from(8).as_slice()].concat();
        let tiff = Bytes::new(state.cx.arena.alloc_slice_copy(&tiff), bytes.absolute(0));
        let block = Block::new(BlockKind::Exif, View::memory(tiff));
        state.sink.blocks.push(Block { standard: false, ..block });
    }
}

/// The frames of an animation, whose durations are shown as a sum.
#[derive(Default)]
struct Animation {
    /// In thousandths of a second.
    duration: i64,
    /// The last frame.
    last: Option<(u64, u64)>,
}

impl Animation {
    /// Adds the duration of a frame: 24 bits behind the place and the size [RFC 9649 2.7.1.1].
    fn add(&mut self, part: &Part<'_>, chunk: &Chunk) {
        let Some(bytes) = part.window.view.peek::<16>(chunk.at).filter(|_| chunk.size >= 16) else { return };
        let duration = Bytes::new(&bytes, 0).u32(12, Little).unwrap_or(0) & 0xff_ffff;
        self.duration = self.duration.saturating_add(duration.into());
        self.last = Some((chunk.at, chunk.size));
    }

    fn show<'a>(&self, state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>) {
        let Some((at, count)) = self.last else { return };
        let Some(row) = rows(table, b"ANMF").first().filter(|row| emit::is_needed(state, row)) else {
            return;
        };
        let bytes = Bytes::new(&[], part.window.view.absolute(at));
        let stored = Stored { part, bytes, at, format: Format::Undef, count };
        emit::item(state, table, row, &stored, Item::Int(self.duration));
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{issues, tags, value};

    fn chunk(code: &[u8], data: &[u8]) -> Vec<u8> {
        let mut out = [code, &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat();
        out.resize(out.len().next_multiple_of(2), 0);
        out
    }

    fn list(kind: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
        chunk(b"LIST", &[kind, &chunks.concat()].concat())
    }

    fn riff(kind: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
        chunk(b"RIFF", &[kind, &chunks.concat()].concat())
    }

    fn stream(kind: &[u8], scale: u32, rate: u32) -> Vec<u8> {
        let numbers = [0, 0, 0, scale, rate, 0, 100, 0, u32::MAX, 0, 0, 0];
        let numbers = numbers.map(u32::to_le_bytes).concat();
        list(b"strl", &[chunk(b"strh", &[kind, b"abcd", &numbers].concat())])
    }

    fn film() -> Vec<u8> {
        let header = [40_000u32, 123_456, 0, 0, 100, 0, 2, 0, 320, 240].map(u32::to_le_bytes).concat();
        let headers = [
            chunk(b"avih", &header),
            stream(b"vids", 1, 25),
            stream(b"auds", 1, 44_100),
            chunk(b"IDIT", b"Mon Mar 10 15:04:43 2003\n\0"),
        ];
        riff(
            b"AVI ",
            &[
                list(b"hdrl", &headers),
                list(b"INFO", &[chunk(b"INAM", b"caf\xe9\0"), chunk(b"ICRD", b"2020-01-02")]),
                chunk(b"JUNK", b"of some program\0\0"),
                list(b"movi", &[chunk(b"00dc", b"frame")]),
            ],
        )
    }

    #[test]
    fn lists_within_lists() {
        let tags = tags(&film());
        for (name, shown) in [
            ("FrameRate", "25"),
            ("MaxDataRate", "123.5 kB/s"),
            ("ImageWidth", "320"),
            ("StreamType", "Video"),
            ("VideoFrameRate", "25"),
            ("AudioSampleRate", "44100"),
            ("Quality", "Default"),
            ("SampleSize", "Variable"),
            ("DateTimeOriginal", "2003:03:10 15:04:43"),
            ("Title", "caf\u{e9}"),
            ("DateCreated", "2020:01:02"),
            ("TextJunk", "of some program"),
        ] {
            assert_eq!(value(&tags, &format!("RIFF:{name}")), shown, "{name}");
        }
    }

    #[test]
    fn the_durations_of_frames_are_added_up() {
        let frame = |time: u8| chunk(b"ANMF", &[&[0; 12][..], &[time, 3, 0, 1]].concat());
        let file = riff(b"WEBP", &[chunk(b"VP8X", &[2; 10]), frame(232), frame(0)]);
        assert_eq!(value(&tags(&file), "RIFF:Duration"), "1.77 s");
    }

    #[test]
    fn what_is_cut_off_or_too_deep_ends() {
        let file = film();
        for end in 12..file.len() {
            tags(&file[..end]);
        }
        let mut deep = list(b"hdrl", &[]);
        for _ in 0..300 {
            deep = list(b"hdrl", &[deep]);
        }
        assert_eq!(issues(&riff(b"AVI ", &[deep])), Vec::<&str>::new());
    }
}
