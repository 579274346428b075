//! ICO and CUR: only facts of the first picture are read, because the format has no place for metadata.

use super::contents::Contents;
use super::format::Format;
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::Reader;

/// A reserved word and the type: 1 for icons, 2 for cursors. The number of pictures follows.
const SIGNATURES: [&[u8]; 2] = [b"\0\0\x01\0", b"\0\0\x02\0"];

pub(crate) const FORMAT: Format = Format { id: FormatId::Ico, sniff, read };

/// The signature is weak, so the entry of the first picture must also have a plausible size and offset.
fn sniff(head: Bytes<'_>) -> bool {
    /// The header and one entry.
    const LEAST: u32 = 22;
    let pictures = head.u16(4, Little).unwrap_or(0);
    SIGNATURES.iter().any(|signature| head.starts_with(signature))
        && (1..256).contains(&pictures)
        && head.u32(14, Little).is_none_or(|size| size > 0)
        && head.u32(18, Little).is_none_or(|offset| offset >= LEAST)
}

fn read<'a>(reader: &'a Reader<'a>, _: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    if head.starts_with(SIGNATURES[1]) {
        out.info.format = Some(FormatId::Cur);
    }
    // A side of 256 does not fit into the byte and is stored as 0.
    let side = |at| head.u8(at).map(|side| if side == 0 { 256 } else { u32::from(side) });
    (out.info.width, out.info.height) = (side(6), side(7));
    let depth = head.u16(12, Little).filter(|_| out.info.format.is_none());
    out.info.has_alpha = depth.filter(|depth| *depth > 0).map(|depth| depth == 32);
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
    fn a_picture_of_another_format_is_none() {
        // TGA can start with the same bytes: no colour map, true colour.
        assert!(!sniff(Bytes::new(&[0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 6, 0, 24, 0, 0, 0, 0, 0], 0)));
    }
}
