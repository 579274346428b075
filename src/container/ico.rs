//! ICO and CUR: only facts of the first picture are read, because the format has no place for metadata.

use super::contents::Contents;
use super::facts;
use super::format::Format;
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::Reader;
use crate::tag::Value;

/// A reserved word and the type: 1 for icons, 2 for cursors. The number of pictures follows.
const SIGNATURES: [&[u8]; 2] = [b"\0\0\x01\0", b"\0\0\x02\0"];

pub(crate) const FORMAT: Format = Format { id: FormatId::Ico, sniff, read };

/// The header and one entry.
const FIRST_ENTRY: u16 = 22;

/// The signature is weak, so the entry of the first picture must also have a plausible size and offset.
fn sniff(head: Bytes<'_>) -> bool {
    let least = u32::from(FIRST_ENTRY);
    let pictures = head.u16(4, Little).unwrap_or(0);
    SIGNATURES.iter().any(|signature| head.starts_with(signature))
        && (1..256).contains(&pictures)
        && head.u32(14, Little).is_none_or(|size| size > 0)
        && head.u32(18, Little).is_none_or(|offset| offset >= least)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    if head.starts_with(SIGNATURES[1]) {
        out.info.format = Some(FormatId::Cur);
    }
    // A side of 256 does not fit into the byte and is stored as 0.
    let side = |at| head.u8(at).map(|side| if side == 0 { 256 } else { u32::from(side) });
    (out.info.width, out.info.height) = (side(6), side(7));
    let depth = head.u16(12, Little).filter(|_| out.info.format.is_none());
    out.info.has_alpha = depth.filter(|depth| *depth > 0).map(|depth| depth == 32);
    if cx.shows_tags {
        show(head, out);
    }
}

/// Shows the number of pictures, and what the entry of the first one says.
fn show(head: Bytes<'_>, out: &mut Contents<'_>) {
    let is_cursor = out.info.format.is_some();
    let (sixth, seventh) = if is_cursor { ("HotspotX", "HotspotY") } else { ("ColorPlanes", "BitsPerPixel") };
    let mut tag = |name, value: Option<u32>, at| {
        if let Some(value) = value {
            out.tags.push(facts::tag(name, Value::Int(value.into()), None, at));
        }
    };
    tag("ImageCount", head.u16(4, Little).map(u32::from), 4);
    if head.get(0, FIRST_ENTRY.into()).is_none() {
        return;
    }
    let side = |at| head.u8(at).map(|side| if side == 0 { 256 } else { u32::from(side) });
    tag("ImageWidth", side(6), 6);
    tag("ImageHeight", side(7), 7);
    tag("NumColors", head.u8(8).map(u32::from), 8);
    tag(sixth, head.u16(10, Little).map(u32::from), 10);
    tag(seventh, head.u16(12, Little).map(u32::from), 12);
    tag("ImageLength", head.u32(14, Little), 14);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};

    #[test]
    fn icons_and_cursors() {
        let icon = [0, 0, 1, 0, 1, 0, 16, 0, 0, 0, 1, 0, 32, 0, 40, 0, 0, 0, 22, 0, 0, 0];
        let info = read(&FORMAT, &icon).info;
        assert_eq!((info.width, info.height, info.has_alpha), (Some(16), Some(256), Some(true)));
        every_prefix(&FORMAT, &icon);
        let mut cursor = icon;
        cursor[2] = 2;
        assert_eq!(read(&FORMAT, &cursor).info.format, Some(FormatId::Cur));
    }

    #[test]
    fn the_first_entry_is_shown() {
        let icon = [0, 0, 1, 0, 2, 0, 16, 0, 3, 0, 1, 0, 32, 0, 40, 0, 0, 0, 38, 0, 0, 0];
        let shown = |file: &[u8]| {
            let tags = crate::Extractor::new().from_bytes(file).unwrap().tags;
            tags.iter().skip(3).map(|tag| format!("{}={}", tag.name, tag.value)).collect::<Vec<_>>().join(" ")
        };
        let expected = "ImageCount=2 ImageWidth=16 ImageHeight=256 NumColors=3 ColorPlanes=1 BitsPerPixel=32 ImageLength=40 ImageSize=16x256 Megapixels=0.004";
        assert_eq!(shown(&icon), expected);
        assert_eq!(shown(&icon[..20]), "ImageCount=2");
    }

    #[test]
    fn a_picture_of_another_format_is_none() {
        // TGA can start with the same bytes: no colour map, true colour.
        assert!(!sniff(Bytes::new(&[0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 6, 0, 24, 0, 0, 0, 0, 0], 0)));
    }
}
