//! GIF: a logical screen, then images and extensions made of sub-blocks [GIF].
//!
//! XMP is in an application extension, as one run of bytes that ignores the sub-block structure. A trailer of 258
//! bytes brings a reader that does count sub-blocks back into step [XMP part 3, 1.1.2]. An ICC profile is in sub-blocks
//! of another.

use super::super::contents::Contents;
use super::super::format::Format;
use super::super::scan::Scan;
use super::super::settled::settle;
use super::facts::{self, Facts};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

const SIGNATURES: [&[u8]; 2] = [b"GIF87a", b"GIF89a"];

pub(crate) const FORMAT: Format = Format { id: FormatId::Gif, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    SIGNATURES.iter().any(|signature| head.starts_with(signature))
}

// The first byte of each block [GIF appendix A].
const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
const PLAIN_TEXT: u8 = 0x01;
const GRAPHIC_CONTROL: u8 = 0xf9;
const COMMENT: u8 = 0xfe;
const APPLICATION: u8 = 0xff;

// The applications' identifiers and their authentication codes.
const PROFILE: &[u8] = b"ICCRGBG1012"; // [ICC.1:2022 B.6]
/// How many bytes describe the logical screen.
const SCREEN: usize = 7;
/// The application's identifier and its authentication code.
const XMP: &[u8] = b"XMP DataXMP";
/// The magic trailer: 1, then 255 down to 0, then the empty sub-block that ends the extension.
const MAGIC: u64 = 258;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let mut facts = Facts::default();
    blocks(reader, cx, &mut facts, out);
    if cx.shows_tags {
        facts.finish(out);
        settle(out, &[BlockKind::Gif]);
    }
}

/// Reads the blocks.
fn blocks<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, facts: &mut Facts, out: &mut Contents<'a>) {
    // [GIF 18]
    let screen = reader.head().from(6);
    out.info.width = screen.u16(0, Little).map(u32::from);
    out.info.height = screen.u16(2, Little).map(u32::from);
    out.info.components = Some(3);
    let mut scan = Scan::new(reader);
    if cx.shows_tags && screen.len() >= SCREEN {
        Facts::screen(reader.head(), out);
    }
    let Some(colours) = screen.u8(4).map(table_size) else { return };
    let mut position = 13 + colours;
    for _ in 0..cx.limits.parts {
        let next = match scan.u8(position) {
            Some(TRAILER) => {
                out.info.has_alpha.get_or_insert(false);
                return;
            }
            Some(IMAGE) => {
                facts.image();
                image(&mut scan, position)
            }
            Some(EXTENSION) => extension((reader, cx), &mut scan, position, facts, out),
            Some(_) => {
                cx.issue(
                    IssueCode::Garbage,
                    Stage::Container,
                    Some(position),
                    || "neither an image nor an extension",
                );
                return;
            }
            None => None,
        };
        let Some(next) = next else {
            cx.issue(
                IssueCode::Truncated,
                Stage::Container,
                Some(position),
                || "the file ends without a trailer",
            );
            return;
        };
        position = next;
    }
    cx.issue(IssueCode::TooManyParts, Stage::Container, Some(position), || "blocks beyond the limit");
}

/// The size in bytes of the colour table that these flags announce.
fn table_size(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The end of an image: a descriptor, a colour table, the code size and sub-blocks [GIF 20–22].
fn image(scan: &mut Scan<'_>, position: u64) -> Option<u64> {
    let flags = scan.u8(position.checked_add(9)?)?;
    end_of_sub_blocks(scan, position.checked_add(11)?.checked_add(table_size(flags))?)
}

/// Reads an extension, which has a label and sub-blocks, and returns its end [GIF 23–26].
fn extension<'a>(
    (reader, cx): (&'a Reader<'a>, &'a Context<'a>),
    scan: &mut Scan<'_>,
    position: u64,
    facts: &mut Facts,
    out: &mut Contents<'a>,
) -> Option<u64> {
    let label = scan.u8(position.checked_add(1)?)?;
    let start = position.checked_add(2)?;
    let end = end_of_sub_blocks(scan, start)?;
    let head = scan.window(start, 12)?;
    if cx.shows_tags {
        let head = head.up_to(0, 13).as_slice().to_vec();
        shown((reader, cx), label, Bytes::new(&head, start), end, facts, out);
    }
    match label {
        GRAPHIC_CONTROL if head.u8(1).is_some_and(|flags| flags & 1 != 0) => out.info.has_alpha = Some(true),
        APPLICATION if head.u8(0) == Some(11) && head.from(1).starts_with(XMP) => {
            packet(reader, cx, start.checked_add(12)?, end, out);
        }
        APPLICATION if head.u8(0) == Some(11) && head.from(1).starts_with(PROFILE) => {
            let start = start.checked_add(12)?;
            let profile = join(reader, cx, start, end.saturating_sub(start));
            out.blocks.extend(profile.map(|profile| Block::profile(View::memory(profile))));
        }
        _ => {}
    }
    Some(end)
}

/// Makes tags of an extension.
fn shown<'a>(
    (reader, cx): (&'a Reader<'a>, &'a Context<'a>),
    label: u8,
    head: Bytes<'_>,
    end: u64,
    facts: &mut Facts,
    out: &mut Contents<'a>,
) {
    let start = head.absolute(0);
    let content = |from: u64| {
        let start = start.checked_add(from)?;
        let length = end.checked_sub(start)?.min(facts::MOST as u64);
        join(reader, cx, start, length)
    };
    match label {
        GRAPHIC_CONTROL => facts.control(head),
        COMMENT => {
            if let Some(text) = content(0) {
                facts.comment(text, cx, out);
            }
        }
        // The text follows a sub-block of its place and its colours.
        PLAIN_TEXT if head.u8(0) == Some(12) => {
            if let Some(text) = content(13) {
                facts::plain_text(text, cx, out);
            }
        }
        APPLICATION if head.u8(0) == Some(11) => {
            let name = head.up_to(1, 11).as_slice();
            if facts::is_shown(name)
                && let Some(data) = content(12)
            {
                facts::application(name, data, out);
            }
        }
        _ => {}
    }
}

/// The offset after the empty sub-block that ends a run of sub-blocks.
fn end_of_sub_blocks(scan: &mut Scan<'_>, mut at: u64) -> Option<u64> {
    // Every step moves forward, and the bytes that may be read from a file are limited.
    loop {
        let length = u64::from(scan.u8(at)?);
        at = at.checked_add(1)?.checked_add(length)?;
        if length == 0 {
            return Some(at);
        }
    }
}

/// The packet in `start..end`: one run before the magic trailer or, by mistake of the writer, in sub-blocks.
fn packet<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, start: u64, end: u64, out: &mut Contents<'a>) {
    let length = end.saturating_sub(start);
    let tail = length.checked_sub(MAGIC).and_then(|before| reader.peek::<4>(start.checked_add(before)?));
    let data = if tail == Some([1, 0xff, 0xfe, 0xfd]) {
        View::file(reader, start, length - MAGIC)
    } else {
        let Some(joined) = join(reader, cx, start, length) else { return };
        View::memory(joined)
    };
    out.blocks.push(Block::new(BlockKind::Xmp, data));
}

fn join<'a>(reader: &Reader<'a>, cx: &'a Context<'a>, start: u64, length: u64) -> Option<Bytes<'a>> {
    let raw = reader.get(start, usize::try_from(length).ok()?)?;
    cx.spend(length)?;
    let (mut joined, mut at) = (Vec::with_capacity(raw.len()), 0);
    while let Some(part) = raw.u8(at).filter(|length| *length > 0) {
        joined.extend_from_slice(raw.up_to(at + 1, usize::from(part)).as_slice());
        at += 1 + usize::from(part);
    }
    Some(Bytes::new(cx.arena.alloc_slice_copy(&joined), start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};

    fn gif(extension: &[u8]) -> Vec<u8> {
        let screen = [&b"GIF89a"[..], &[8, 0, 6, 0, 0x80, 0, 0], &[0; 6]].concat();
        let image = [0x2c, 0, 0, 0, 0, 8, 0, 6, 0, 0, 2, 2, 0x4c, 1, 0];
        [&screen[..], extension, &image, &[TRAILER]].concat()
    }

    fn xmp(packet: &[u8]) -> Vec<u8> {
        let magic: Vec<u8> = [1].into_iter().chain((0..=255).rev()).chain([0]).collect();
        [&[EXTENSION, APPLICATION, 11][..], XMP, packet, &magic].concat()
    }

    #[test]
    fn facts() {
        let found = read(&FORMAT, &gif(&[]));
        assert_eq!(
            (found.info.width, found.info.height, found.info.has_alpha),
            (Some(8), Some(6), Some(false))
        );
        let found = read(&FORMAT, &gif(&[EXTENSION, GRAPHIC_CONTROL, 4, 1, 0, 0, 0, 0]));
        assert_eq!(found.info.has_alpha, Some(true));
        assert!(found.issues.is_empty());
    }

    #[test]
    fn packets_as_a_run_and_in_sub_blocks() {
        let text = "<x:xmpmeta>a packet that is longer than one sub-block</x:xmpmeta>".repeat(9);
        let file = gif(&xmp(text.as_bytes()));
        let found = read(&FORMAT, &file);
        assert_eq!(found.contents(), [(BlockKind::Xmp, text.as_bytes())]);
        every_prefix(&FORMAT, &file);

        let mut parts = [&[EXTENSION, APPLICATION, 11][..], XMP].concat();
        for part in text.as_bytes().chunks(200) {
            parts.push(u8::try_from(part.len()).unwrap());
            parts.extend(part);
        }
        parts.push(0);
        assert_eq!(read(&FORMAT, &gif(&parts)).contents(), found.contents());
    }

    #[test]
    fn a_profile_is_joined() {
        let file = gif(&[&[EXTENSION, APPLICATION, 11][..], PROFILE, b"\x03abc\x02de\0"].concat());
        assert_eq!(read(&FORMAT, &file).contents(), [(BlockKind::IccProfile, &b"abcde"[..])]);
        every_prefix(&FORMAT, &file);
    }
}
