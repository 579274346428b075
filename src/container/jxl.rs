//! JPEG XL: a bare codestream [ISO/IEC 18181-1] or a codestream in boxes [18181-2].
//!
//! `Exif`, `xml ` and `jumb` boxes hold the metadata. A `brob` box holds any one of them in compressed form.

use super::contents::Contents;
use super::exif_header;
use super::format::Format;
use super::jp2::tell;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::file_info::ContainerInfo;
use crate::format_id::FormatId;
use crate::inflate;
use crate::isobmff::boxes::{BoxReader, BoxType, FILE, IsoBox};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

pub(crate) const FORMAT: Format = Format { id: FormatId::Jxl, sniff, read };
pub(crate) const CODESTREAM: Format =
    Format { id: FormatId::JxlCodestream, sniff: sniff_codestream, read: read_codestream };

/// The signature box [18181-2 9.1].
const SIGNATURE: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";

/// The first bytes of a codestream [18181-1 D.1].
const START: &[u8] = b"\xff\x0a";

/// How many bytes of a codestream are read for its headers, channel names included.
const HEADERS: u64 = 4096;

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE)
}

fn sniff_codestream(head: Bytes<'_>) -> bool {
    head.starts_with(START)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    for part in BoxReader::new(cx, FILE).file(reader) {
        if cx.shows_tags && part.box_type == *b"ftyp" {
            tell(part, out);
        }
        match &part.box_type {
            b"jxlc" => codestream(part.body, out),
            // A part of the codestream, after its sequence number [18181-2 9.9].
            b"jxlp" => codestream(part.body.part(4, u64::MAX), out),
            b"brob" => compressed(part, cx, out),
            _ => metadata(part.box_type, part.body, out),
        }
    }
}

fn read_codestream<'a>(reader: &'a Reader<'a>, _: &'a Context<'a>, out: &mut Contents<'a>) {
    codestream(View::file(reader, 0, reader.len()), out);
}

fn metadata<'a>(kind: BoxType, body: View<'a>, out: &mut Contents<'a>) {
    match &kind {
        b"Exif" => out.blocks.push(Block::new(BlockKind::Exif, exif_header::behind_offset(body))),
        b"xml " => out.blocks.push(Block::new(BlockKind::Xmp, body)),
        b"jumb" => out.blocks.push(Block::jumbf("JPEG XL jumb", body)),
        _ => {}
    }
}

/// A compressed box: the type, then a Brotli stream. It must not hold another `brob` box or pixels [18181-2 9.8].
fn compressed<'a>(part: IsoBox<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let Some(kind) = part.body.get(0, 4).and_then(|b| b.as_slice().first_chunk::<4>().copied()) else {
        return;
    };
    if kind == *b"brob" || kind == *b"jbrd" || kind.starts_with(b"jxl") {
        cx.issue(IssueCode::Refused, Stage::Container, Some(part.offset()), || {
            format!("a compressed box '{}'", kind.escape_ascii())
        });
    }
    if !matches!(&kind, b"Exif" | b"xml " | b"jumb") {
        return;
    }
    let decoded = part.body.part(4, u64::MAX).all().and_then(|data| inflate::brotli(data, cx));
    if let Some(decoded) = decoded {
        metadata(kind, View::memory(decoded), out);
    }
}

/// The size, orientation and channels of a codestream that begins here.
fn codestream(data: View<'_>, out: &mut Contents<'_>) {
    if out.info.width.is_some() {
        return;
    }
    let Some(rest) = data.part(0, HEADERS).all().and_then(|bytes| bytes.strip_prefix(START)) else { return };
    let mut bits = Bits { bytes: rest, at: 0 };
    let Some((width, height)) = size(&mut bits) else { return };
    (out.info.width, out.info.height) = (Some(width), Some(height));
    image(&mut bits, &mut out.info);
}

/// Reads bits, starting with the least significant bit of each byte [18181-1 B.2].
struct Bits<'a> {
    bytes: Bytes<'a>,
    at: usize,
}

/// The four encodings of a number of variable length: a constant, and how many bits to add to it [18181-1 B.2.2].
type Choices = [(u32, u32); 4];

impl Bits<'_> {
    fn u(&mut self, count: u32) -> Option<u32> {
        let mut number = 0;
        for bit in 0..count {
            let byte = self.bytes.u8(self.at / 8)?;
            number |= u32::from(byte >> (self.at % 8) & 1) << bit;
            self.at += 1;
        }
        Some(number)
    }

    fn bool(&mut self) -> Option<bool> {
        Some(self.u(1)? == 1)
    }

    fn u32(&mut self, choices: Choices) -> Option<u32> {
        let (constant, bits) = *choices.get(self.u(2)? as usize)?;
        self.u(bits)?.checked_add(constant)
    }

    /// An enumerated value [18181-1 B.2.3].
    fn enumerated(&mut self) -> Option<u32> {
        self.u32([(0, 0), (1, 0), (2, 4), (18, 6)])
    }
}

/// Width and height [18181-1 D.2].
fn size(bits: &mut Bits<'_>) -> Option<(u32, u32)> {
    const LARGE: Choices = [(1, 9), (1, 13), (1, 18), (1, 30)];
    let small = bits.bool()?;
    let side = |bits: &mut Bits<'_>| if small { Some((bits.u(5)? + 1) * 8) } else { bits.u32(LARGE) };
    with_ratio(bits, side)
}

/// The size of the preview [18181-1 D.3.3].
fn preview(bits: &mut Bits<'_>) -> Option<(u32, u32)> {
    let eighths = bits.bool()?;
    let side = |bits: &mut Bits<'_>| {
        if eighths {
            bits.u32([(16, 0), (32, 0), (1, 5), (33, 9)])?.checked_mul(8)
        } else {
            bits.u32([(1, 6), (65, 8), (321, 10), (1345, 12)])
        }
    };
    with_ratio(bits, side)
}

/// The height, then the width: either stated as a ratio or stored too [18181-1 D.2].
fn with_ratio<'b>(bits: &mut Bits<'b>, side: impl Fn(&mut Bits<'b>) -> Option<u32>) -> Option<(u32, u32)> {
    const RATIOS: [(u64, u64); 7] = [(1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1)];
    let height = side(bits)?;
    let width = match bits.u(3)?.checked_sub(1) {
        None => side(bits)?,
        Some(ratio) => {
            let (over, under) = RATIOS.get(ratio as usize)?;
            u32::try_from(u64::from(height) * over / under).ok()?
        }
    };
    Some((width, height))
}

/// The image headers after the size, up to the channels [18181-1 D.3.1]. If they are cut off, what was read is kept.
fn image(bits: &mut Bits<'_>, info: &mut ContainerInfo) -> Option<()> {
    let all_default = bits.bool()?;
    let extra_fields = !all_default && bits.bool()?;
    // A decoder applies the orientation of the codestream whatever Exif says, and every codestream states one.
    info.orientation = Some(if extra_fields { u8::try_from(bits.u(3)? + 1).ok()? } else { 1 });
    if all_default {
        info.has_alpha = Some(false);
        return Some(());
    }
    if extra_fields {
        if bits.bool()? {
            size(bits)?;
        }
        if bits.bool()? {
            preview(bits)?;
        }
        if bits.bool()? {
            animation(bits)?;
        }
    }
    bit_depth(bits)?;
    bits.bool()?;
    let channels = bits.u32([(0, 0), (1, 0), (2, 4), (1, 12)])?;
    for _ in 0..channels {
        if channel_is_alpha(bits)? {
            info.has_alpha = Some(true);
            return Some(());
        }
    }
    info.has_alpha = Some(false);
    Some(())
}

/// [18181-1 D.3.4]
fn animation(bits: &mut Bits<'_>) -> Option<()> {
    bits.u32([(100, 0), (1000, 0), (1, 10), (1, 30)])?;
    bits.u32([(1, 0), (1001, 0), (1, 8), (1, 10)])?;
    bits.u32([(0, 0), (0, 3), (0, 16), (0, 32)])?;
    bits.bool().map(drop)
}

/// [18181-1 D.3.5]
fn bit_depth(bits: &mut Bits<'_>) -> Option<()> {
    if bits.bool()? {
        bits.u32([(32, 0), (16, 0), (24, 0), (1, 6)])?;
        bits.u(4)?;
    } else {
        bits.u32([(8, 0), (10, 0), (12, 0), (1, 6)])?;
    }
    Some(())
}

/// Reads one extra channel and returns whether it is alpha [18181-1 D.3.6].
fn channel_is_alpha(bits: &mut Bits<'_>) -> Option<bool> {
    const ALPHA: u32 = 0;
    const SPOT_COLOUR: u32 = 2;
    const FILTER_ARRAY: u32 = 5;
    if bits.bool()? {
        return Some(true);
    }
    let kind = bits.enumerated()?;
    bit_depth(bits)?;
    bits.u32([(0, 0), (3, 0), (4, 0), (1, 3)])?;
    let name = bits.u32([(0, 0), (0, 4), (16, 5), (48, 10)])?;
    bits.at += name as usize * 8;
    match kind {
        ALPHA => bits.u(1)?,
        // Four numbers of 16 bits each.
        SPOT_COLOUR => {
            bits.u(32)?;
            bits.u(32)?
        }
        FILTER_ARRAY => bits.u32([(1, 0), (0, 2), (3, 4), (19, 8)])?,
        _ => 0,
    };
    Some(kind == ALPHA)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{every_flip, every_prefix, read};
    use super::*;
    use crate::isobmff::boxes::tests::iso_box;

    /// Packs numbers of the given widths in bits, as a codestream stores them.
    fn packed(numbers: &[(u32, u32)]) -> Vec<u8> {
        let mut bytes = START.to_vec();
        let bits = numbers.iter().flat_map(|(number, width)| (0..*width).map(move |bit| number >> bit & 1));
        for (at, bit) in bits.enumerate() {
            if at % 8 == 0 {
                bytes.push(0);
            }
            *bytes.last_mut().unwrap() |= u8::try_from(bit).unwrap() << (at % 8);
        }
        bytes
    }

    /// A codestream of 200 × 130 pixels, rotated right, with a depth channel and an alpha channel.
    fn stream() -> Vec<u8> {
        let size = [(0, 1), (0, 2), (129, 9), (0, 3), (0, 2), (199, 9)];
        let head = [(0, 1), (1, 1), (5, 3), (0, 3)];
        let channels = [(0, 1), (0, 2), (1, 1), (2, 2), (0, 4)];
        let depth = [(0, 1), (1, 2), (0, 1), (0, 2), (0, 2), (1, 2), (1, 4), (b'z'.into(), 8)];
        packed(&[&size[..], &head, &channels, &depth, &[(1, 1)]].concat())
    }

    fn boxed() -> Vec<u8> {
        [
            SIGNATURE.to_vec(),
            iso_box(b"ftyp", b"jxl \0\0\0\0jxl "),
            iso_box(b"Exif", b"\0\0\0\0II*\0exif"),
            iso_box(b"brob", b"brob????"),
            iso_box(b"brob", &[b"xml ", &stored(b"<packet/>")[..]].concat()),
            iso_box(b"jumb", b"described"),
            iso_box(b"brob", &[b"jumb", &stored(b"and so")[..]].concat()),
            iso_box(b"jxlp", &[&[0, 0, 0, 0], &stream()[..]].concat()),
        ]
        .concat()
    }

    /// A Brotli stream that stores `bytes` uncompressed: a window of 16 bits, a stored block and an empty last block
    /// [RFC 7932 9.1, 9.2].
    fn stored(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap() - 1;
        // A window of 16 bits, not the last block, four nibbles of length, stored; then padding bits.
        let head = length << 4 | 1 << 20;
        [&head.to_le_bytes()[..3], bytes, &[3]].concat()
    }

    #[test]
    fn a_codestream_alone() {
        let info = read(&CODESTREAM, &stream()[..]).info;
        assert_eq!((info.width, info.height), (Some(200), Some(130)));
        assert_eq!((info.orientation, info.has_alpha), (Some(6), Some(true)));
        let square = packed(&[(1, 1), (3, 5), (7, 3), (1, 1)]);
        let info = read(&CODESTREAM, &square[..]).info;
        assert_eq!((info.width, info.height, info.has_alpha), (Some(64), Some(32), Some(false)));
    }

    #[test]
    fn boxes_plain_and_compressed() {
        let found = read(&FORMAT, &boxed()[..]);
        assert_eq!((found.info.width, found.info.height), (Some(200), Some(130)));
        let expected = [
            (BlockKind::Exif, &b"II*\0exif"[..]),
            (BlockKind::Xmp, b"<packet/>"),
            (BlockKind::Jumbf, b"described"),
            (BlockKind::Jumbf, b"and so"),
        ];
        assert_eq!(found.contents(), expected);
        assert_eq!(found.issues, ["refused"]);
    }

    #[test]
    fn damage_of_every_kind() {
        every_prefix(&FORMAT, &boxed());
        every_flip(&FORMAT, &boxed());
        every_prefix(&CODESTREAM, &stream());
        every_flip(&CODESTREAM, &stream());
    }
}
