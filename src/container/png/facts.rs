//! What the chunks of a PNG say of the picture itself [PNG3 11.2, 11.3]: tags, which are made only if tags are wanted.

use super::super::contents::Contents;
use super::chunk::Chunk;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::inflate;
use crate::issue_code::IssueCode;
use crate::source::View;
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;
use std::fmt::Write;

/// The chunks that tables describe.
const TABLES: [(&[u8; 4], &str); 13] = [
    (b"IHDR", "PNG.ImageHeader"),
    (b"JHDR", "MNG.JngHeader"),
    (b"MHDR", "MNG.Header"),
    (b"acTL", "PNG.AnimationControl"),
    (b"cHRM", "PNG.PrimaryChromaticities"),
    (b"cICP", "PNG.CICodePoints"),
    (b"gAMA", "PNG.Gamma"),
    (b"meTa", "XML.Main"),
    (b"pHYg", "PNG.PhysicalPixel"),
    (b"pHYs", "PNG.PhysicalPixel"),
    (b"sRGB", "PNG.Rendering"),
    (b"sTER", "PNG.StereoImage"),
    (b"vpAg", "PNG.VirtualPage"),
];

/// The chunks that are shown by their lengths.
const BINARY: [(&[u8; 4], &str); 10] = [
    (b"dSIG", "DigitalSignature"),
    (b"fRAc", "FractalParameters"),
    (b"gIFg", "GIFGraphicControlExtension"),
    (b"gIFt", "GIFPlainTextExtension"),
    (b"gIFx", "GIFApplicationExtension"),
    (b"gdAT", "GainMapImage"),
    (b"hIST", "PaletteHistogram"),
    (b"iDOT", "AppleDataOffsets"),
    (b"pCAL", "PixelCalibration"),
    (b"sPLT", "SuggestedPalette"),
];

/// More bytes than any of the small chunks has.
const SMALL: usize = 1024;
/// How many bytes the header of a colour profile has [ICC.1 7.2].
const HEADER: usize = 128;
/// A palette and a transparency of more bytes are shown by their lengths.
const PALETTE: u32 = 3;
const TRANSPARENCY: u32 = 6;
/// The colour type of pictures whose pixels are indices of a palette [PNG3 table 12].
pub(super) const INDEXED: u8 = 3;

/// Makes tags of a chunk. `colour` is the picture's colour type.
pub(super) fn chunk<'a>(chunk: &Chunk<'a, '_>, colour: Option<u8>, out: &mut Contents<'a>) {
    if !chunk.is_whole() {
        return;
    }
    if let Some((_, table)) = TABLES.iter().find(|(kind, _)| chunk.kind == *kind) {
        if chunk.length == 0 {
            return;
        }
        let data = View::file(chunk.reader, chunk.start, chunk.length.into());
        out.blocks.push(Block::table(BlockKind::Png, table, data));
        return;
    }
    if let Some((_, name)) = BINARY.iter().find(|(kind, _)| chunk.kind == *kind) {
        return push(chunk, name, Value::Unread(chunk.length.into()), out);
    }
    let is_long = |most| (chunk.length > most).then_some(Value::Unread(chunk.length.into()));
    let (name, long) = match chunk.kind {
        b"PLTE" => ("Palette", is_long(PALETTE)),
        b"bKGD" => ("BackgroundColor", None),
        b"oFFs" => ("ImageOffset", None),
        b"sBIT" => ("SignificantBits", None),
        b"sCAL" => return scale(chunk, out),
        b"tIME" => ("ModifyDate", None),
        b"tRNS" => ("Transparency", is_long(TRANSPARENCY)),
        _ => return,
    };
    if let Some(value) = long {
        return push(chunk, name, value, out);
    }
    let Some(data) = chunk.head(SMALL) else { return };
    let text = match chunk.kind {
        b"oFFs" => offset(data),
        b"tIME" => time(data),
        // Of an indexed picture, the transparency of each colour [PNG3 11.3.1.1].
        b"tRNS" if colour == Some(INDEXED) => octets(data),
        b"tRNS" => shorts(data),
        // Of an indexed picture, the number of the colour [PNG3 11.3.4.1].
        b"bKGD" if data.len() > 1 => shorts(data),
        _ => octets(data),
    };
    push(chunk, name, Value::Text(Cow::Owned(text)), out);
}

/// Adds a tag of the group `PNG`.
pub(super) fn push<'a>(chunk: &Chunk<'a, '_>, name: &'a str, value: Value<'a>, out: &mut Contents<'a>) {
    let block = if chunk.is_text() { BlockKind::PngText } else { BlockKind::Png };
    let origin = Origin { block, offset: chunk.start, standard: true, charset: None };
    out.tags.push(Tag::new(Group::Other(Cow::Borrowed("PNG")), name, value, None, origin));
}

fn octets(data: Bytes<'_>) -> String {
    words(data.as_slice().iter().copied())
}

fn shorts(data: Bytes<'_>) -> String {
    words((0..data.len()).step_by(2).map_while(|at| data.be16(at)))
}

fn words(numbers: impl Iterator<Item = impl ToString>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
}

/// The last modification of the picture: year, month, day, hour, minute and second [PNG3 11.3.5.2].
fn time(data: Bytes<'_>) -> String {
    let part = |at| data.u8(at).unwrap_or(0);
    let mut text = format!("{:04}:{:02}:{:02}", data.be16(0).unwrap_or(0), part(2), part(3));
    let _ = write!(text, " {:02}:{:02}:{:02}", part(4), part(5), part(6));
    text
}

/// The place of the picture on a page, and the unit [PNG extensions 3.1]. The numbers are shown without their signs.
fn offset(data: Bytes<'_>) -> String {
    let side = |at| data.be32(at).map(|number| number.to_string()).unwrap_or_default();
    let unit = if data.u8(8).unwrap_or(0) == 0 { "pixels" } else { "microns" };
    format!("{}, {} ({unit})", side(0), side(4))
}

/// The size of a pixel of what the picture shows: a unit, and two numbers as text [PNG extensions 3.4].
fn scale<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    let Some(data) = chunk.head(SMALL) else { return };
    let Some(unit) = data.u8(0) else { return };
    let shown = match unit {
        1 => Value::text("meters"),
        2 => Value::text("radians"),
        other => Value::Text(Cow::Owned(format!("Unknown ({other})"))),
    };
    push(chunk, "SubjectUnits", shown, out);
    if let Some(tag) = out.tags.last_mut() {
        tag.raw = Some(Value::Int(unit.into()));
    }
    let mut numbers = data.from(1).as_slice().split(|byte| *byte == 0);
    for name in ["SubjectPixelWidth", "SubjectPixelHeight"] {
        let Some(number) = numbers.next().filter(|_| data.len() > 1) else { return };
        push(chunk, name, Value::text(crate::text::marked(number, chunk.cx.arena)), out);
    }
}

/// The colour profile: its name, the compression method, which is 0 for zlib, and the profile [PNG3 11.3.2.3]. What is no
/// profile is shown by its length.
pub(super) fn profile<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    if chunk.is_long() {
        return unread(chunk, chunk.length as usize, out);
    }
    let Some(data) = chunk.data() else { return };
    let Some((name, method)) =
        super::keyword::keyword(data.as_slice()).and_then(|name| Some((name, data.u8(name.len() + 1)?)))
    else {
        return unread(chunk, data.len(), out);
    };
    show(chunk, "ProfileName", Value::text(crate::text::marked(name, chunk.cx.arena)), out);
    let rest = data.from(name.len() + 2);
    if !chunk.cx.profiles {
        return;
    }
    if method == 0
        && let Some(block) = start(chunk, rest)
    {
        return out.blocks.push(block);
    }
    let found = if method == 0 {
        inflate::zlib(rest, chunk.cx)
    } else {
        chunk.issue(IssueCode::UnknownCompression, "a profile that is not compressed by zlib");
        None
    };
    icc(chunk, found, rest.len(), out);
}

/// The profile, of which little is inflated at first: its header, and a few tags, which most writers put first. None if it
/// is damaged there.
fn start<'a>(chunk: &Chunk<'a, '_>, data: Bytes<'a>) -> Option<Block<'a>> {
    const FIRST: usize = 1024;
    let head = inflate::start(data, FIRST, chunk.cx)?;
    let size = head.be32(0)? as usize;
    let is_sound = size >= HEADER && head.len() >= size.min(FIRST);
    let view = View::deflated(data, head, size as u64, chunk.cx);
    is_sound.then(|| Block { detached: true, ..Block::profile(view) })
}

/// Hands over a colour profile. If its own length [ICC.1 7.2.2] does not fit, it is none.
pub(super) fn icc<'a>(
    chunk: &Chunk<'a, '_>,
    found: Option<Bytes<'a>>,
    stored: usize,
    out: &mut Contents<'a>,
) {
    match found {
        Some(data)
            if data.be32(0).is_some_and(|length| (HEADER..=data.len()).contains(&(length as usize))) =>
        {
            out.blocks.push(Block { detached: true, ..Block::profile(View::memory(data)) });
        }
        found => unread(chunk, found.map_or(stored, Bytes::len), out),
    }
}

fn unread<'a>(chunk: &Chunk<'a, '_>, length: usize, out: &mut Contents<'a>) {
    show(chunk, "ICC_Profile", Value::Unread(length as u64), out);
}

/// Adds a tag of the group `PNG` if tags are wanted.
fn show<'a>(chunk: &Chunk<'a, '_>, name: &'a str, value: Value<'a>, out: &mut Contents<'a>) {
    if chunk.cx.shows_tags {
        push(chunk, name, value, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::FORMAT;
    use super::super::file::tests::{chunk, deflated, png};
    use crate::container::testing::{every_flip, every_prefix, read};

    fn sample() -> Vec<u8> {
        png(&[
            chunk(b"gAMA", &45_455u32.to_be_bytes()),
            chunk(b"PLTE", &[204, 153, 255]),
            chunk(b"tRNS", &[0, 1, 0, 2, 0, 3]),
            chunk(b"bKGD", &[0, 1, 0, 2, 0, 3]),
            chunk(b"sBIT", &[5, 6, 5]),
            chunk(b"hIST", &[0; 6]),
            chunk(b"tIME", &[7, 228, 1, 2, 3, 4, 5]),
            chunk(b"oFFs", &[0, 0, 0, 5, 0, 0, 0, 7, 1]),
            chunk(b"sCAL", b"\x010.01\x000.02"),
            chunk(b"iCCP", &[&b"my name\0\0"[..], &deflated(&[7; 200])].concat()),
        ])
    }

    #[test]
    fn chunks_become_tags() {
        let found = read(&FORMAT, &sample());
        assert_eq!(found.tables, ["PNG.ImageHeader", "PNG.Gamma"]);
        let expected = [
            ("Palette", "204 153 255"),
            ("Transparency", "1 2 3"),
            ("BackgroundColor", "1 2 3"),
            ("SignificantBits", "5 6 5"),
            ("PaletteHistogram", "(Binary data 6 bytes, use -b option to extract)"),
            ("ModifyDate", "2020:01:02 03:04:05"),
            ("ImageOffset", "5, 7 (microns)"),
            ("SubjectUnits", "meters"),
            ("SubjectPixelWidth", "0.01"),
            ("SubjectPixelHeight", "0.02"),
            ("ProfileName", "my name"),
            ("ICC_Profile", "(Binary data 200 bytes, use -b option to extract)"),
        ];
        assert_eq!(found.shown(), expected);
    }

    #[test]
    fn a_profile_tells_its_length() {
        let profile = [&150u32.to_be_bytes()[..], &[7; 146]].concat();
        let file = png(&[chunk(b"iCCP", &[&b"x\0\0"[..], &deflated(&profile)].concat())]);
        let found = read(&FORMAT, &file);
        assert_eq!(found.tables, ["PNG.ImageHeader", "ICC_Profile.Main"]);
    }

    #[test]
    fn chunks_that_are_cut_off_are_not_shown() {
        let file = sample();
        let cut = read(&FORMAT, &file[..8 + 25 + 8 + 4]);
        assert_eq!(cut.tables, ["PNG.ImageHeader"]);
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
    }
}
