//! PSD and PSB: Photoshop's documents [Adobe Photoshop File Formats Specification].
//!
//! All metadata is in the image resources, the third section, and in what programs append. Of the layers, only their
//! descriptions are read, and those only if tags are shown; pixels never are.

use super::contents::Contents;
use super::format::Format;
use super::trailer;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

/// The signature and the version: 1 for PSD, 2 for PSB.
const SIGNATURES: [&[u8]; 2] = [b"8BPS\0\x01", b"8BPS\0\x02"];

pub(crate) const FORMAT: Format = Format { id: FormatId::Psd, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    SIGNATURES.iter().any(|signature| head.starts_with(signature))
}

/// The additional data that are layers.
const LAYERS: [&[u8]; 3] = [b"Layr", b"Lr16", b"Lr32"];

/// Signature, version, 6 reserved bytes, channels, height, width, depth and colour mode.
const HEADER: u64 = 26;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    document(reader, cx, out);
    trailer::read(reader, cx, out);
}

fn document<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    if head.starts_with(SIGNATURES[1]) {
        out.info.format = Some(FormatId::Psb);
    }
    (out.info.height, out.info.width) = (head.be32(14), head.be32(18));
    if let (Some(channels), Some(mode)) = (head.be16(12), head.be16(24)) {
        out.info.components = u8::try_from(channels).ok();
        out.info.has_alpha = colours(mode).map(|colours| channels > colours);
    }
    if cx.shows_tags {
        let data = View::file(reader, 0, HEADER);
        out.blocks.push(Block::table(BlockKind::Irb, "Photoshop.Header", data));
    }
    let Some(resources) = resources(reader) else {
        return cx.issue(
            IssueCode::Truncated,
            Stage::Container,
            None,
            || "the file ends before its image resources",
        );
    };
    let (start, length) = resources;
    if start.saturating_add(length) > reader.len() {
        cx.issue(
            IssueCode::Truncated,
            Stage::Container,
            Some(start),
            || "the file ends within its image resources",
        );
    }
    if length > 0 {
        out.blocks.push(Block::new(BlockKind::Irb, View::file(reader, start, length)));
    }
    if cx.shows_tags {
        layers(reader, start.saturating_add(length), out);
    }
}

/// The section with the layers, and the first bytes of the one with the pixels. In a PSB, the lengths have 64 bits.
fn layers<'a>(reader: &'a Reader<'a>, at: u64, out: &mut Contents<'a>) -> Option<()> {
    let is_large = out.info.format == Some(FormatId::Psb);
    let length = |at: u64| {
        if is_large {
            Some((u64::from_be_bytes(reader.peek::<8>(at)?), at.checked_add(8)?))
        } else {
            Some((u32::from_be_bytes(reader.peek::<4>(at)?).into(), at.checked_add(4)?))
        }
    };
    let (section, start) = length(at)?;
    let end = start.checked_add(section)?;
    if section > 0 {
        let (size, first) = length(start)?;
        // Without layers, zeros stand where their number does.
        let none = (first, 2);
        let found = if size > 0 { Some((first, size)) } else { deep_layers(reader, first, end, is_large) };
        let (first, size) = found.unwrap_or(none);
        let data = View::file(reader, first, size.min(end.saturating_sub(first)));
        out.blocks.push(Block::table(BlockKind::Irb, "Photoshop.Layers", data));
    }
    let pixels = View::file(reader, end, 2);
    if pixels.len() == 2 {
        out.blocks.push(Block::table(BlockKind::Irb, "Photoshop.ImageData", pixels));
    }
    Some(())
}

/// The layers of a document with 16 or 32 bits, which are among the additional data after the global mask.
fn deep_layers(reader: &Reader<'_>, mask: u64, end: u64, is_large: bool) -> Option<(u64, u64)> {
    /// No document has as many kinds of additional data.
    const MOST: usize = 64;
    let mask_length = u32::from_be_bytes(reader.peek::<4>(mask)?);
    let mut at = mask.checked_add(4)?.checked_add(mask_length.into())?;
    for _ in 0..MOST {
        if at >= end {
            return None;
        }
        let head = reader.peek::<16>(at)?;
        let head = Bytes::new(&head, at);
        if !head.starts_with(b"8BIM") && !head.starts_with(b"8B64") {
            return None;
        }
        let key = head.from(4);
        let is_layers = LAYERS.iter().any(|name| key.starts_with(name));
        let (length, header) = if is_large && is_layers {
            (u64::from(head.be32(8)?) << 32 | u64::from(head.be32(12)?), 16)
        } else {
            (head.be32(8)?.into(), 12)
        };
        let start = at.checked_add(header)?;
        if is_layers {
            return Some((start, length));
        }
        at = start.checked_add(length.checked_next_multiple_of(4)?)?;
    }
    None
}

/// The number of channels that a colour mode needs; further ones are alpha. `None` if the mode allows any number.
fn colours(mode: u16) -> Option<u16> {
    match mode {
        // Bitmap, greyscale, indexed, duotone.
        0..=2 | 8 => Some(1),
        // RGB, Lab.
        3 | 9 => Some(3),
        // CMYK.
        4 => Some(4),
        _ => None,
    }
}

/// The range of the image resources. They follow the header and the colour mode data; a length precedes each section.
fn resources(reader: &Reader<'_>) -> Option<(u64, u64)> {
    let colour_mode = u32::from_be_bytes(reader.peek::<4>(HEADER)?);
    let at = HEADER + 4 + u64::from(colour_mode);
    let length = u32::from_be_bytes(reader.peek::<4>(at)?);
    Some((at + 4, u64::from(length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};

    fn psd(version: u8, channels: u8) -> Vec<u8> {
        let header = [0, 0, 0, 0, 0, 0, 0, channels, 0, 0, 0, 6, 0, 0, 0, 8, 0, 8, 0, 3];
        let resources = b"8BIM\x04\x04\0\0\0\0\0\0";
        [b"8BPS\0", &[version][..], &header, &[0; 4], &[0, 0, 0, 12], resources, &[0; 4]].concat()
    }

    #[test]
    fn facts_and_resources() {
        let found = read(&FORMAT, &psd(1, 4));
        assert_eq!((found.info.width, found.info.height), (Some(8), Some(6)));
        assert_eq!((found.info.components, found.info.has_alpha), (Some(4), Some(true)));
        assert_eq!(found.contents().first(), Some(&(BlockKind::Irb, &b"8BIM\x04\x04\0\0\0\0\0\0"[..])));
        every_prefix(&FORMAT, &psd(1, 4));
        let found = read(&FORMAT, &psd(2, 3));
        assert_eq!((found.info.format, found.info.has_alpha), (Some(FormatId::Psb), Some(false)));
    }
}
