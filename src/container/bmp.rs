//! BMP: only the facts are read, because the format has no place for metadata.

use super::contents::Contents;
use super::format::Format;
use crate::block::Block;
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::{Reader, View};

const SIGNATURE: &[u8] = b"BM";

pub(crate) const FORMAT: Format = Format { id: FormatId::Bmp, sniff, read };

/// The file header has 14 bytes. The size of the info header that follows it tells which variant it is.
const FILE_HEADER: usize = 14;

/// Both headers, if the second one is the shortest variant.
const SHORTEST: usize = 26;

// BITMAPCOREHEADER, the short and the full header of OS/2 2.x, and BITMAPINFOHEADER, which later headers extend.
const CORE: u32 = 12;
const OS2_SHORT: u32 = 16;
const INFO: u32 = 40;
/// BITMAPV3INFOHEADER, the first with an alpha mask (at byte 52).
const V3: u32 = 56;
const OS2: u32 = 64;
/// BITMAPV5HEADER, which may have a profile.
const V5: u32 = 124;
/// An exclusive upper bound: every known header is smaller.
const LARGEST: u32 = 256;

fn sniff(head: Bytes<'_>) -> bool {
    let size = head.u32(FILE_HEADER, Little);
    head.starts_with(SIGNATURE)
        && head.len() >= SHORTEST
        && size.is_some_and(|size| matches!(size, CORE | OS2_SHORT | INFO..LARGEST))
}

fn read<'a>(reader: &'a Reader<'a>, _: &'a Context<'a>, out: &mut Contents<'a>) {
    let header = reader.head().from(FILE_HEADER);
    let Some(size) = header.u32(0, Little) else { return };
    let (width, height, depth) = if size == CORE {
        let side = |at| header.u16(at, Little).map(u32::from);
        (side(4), side(6), header.u16(10, Little))
    } else {
        // A negative height means that the rows are stored from top to bottom.
        let height = header.u32(8, Little).map(|height| height.cast_signed().unsigned_abs());
        (header.u32(4, Little), height, header.u16(14, Little))
    };
    (out.info.width, out.info.height) = (width, height);
    let mask = header.u32(52, Little).filter(|_| size >= V3 && size != OS2);
    let alpha = depth.is_some_and(|depth| matches!(depth, 16 | 32)) && mask.is_some_and(|mask| mask != 0);
    out.info.has_alpha = Some(alpha);
    out.info.components = Some(if alpha { 4 } else { 3 });
    if size >= V5 {
        out.blocks.extend(profile(reader, header));
    }
}

/// The ICC profile: the type of the colour space says whether there is one, and its offset is counted from the header
/// [BITMAPV5HEADER].
fn profile<'a>(reader: &'a Reader<'a>, header: Bytes<'a>) -> Option<Block<'a>> {
    const EMBEDDED: &[u8] = b"DEBM";
    header.get(56, 4).filter(|kind| kind.as_slice() == EMBEDDED)?;
    let (offset, size) = (header.u32(112, Little)?, header.u32(116, Little)?);
    let data = View::file(reader, u64::from(offset) + FILE_HEADER as u64, size.into());
    (data.len() > 0).then(|| Block::profile(data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::container::testing::{every_prefix, read};

    fn bmp(header: &[u32]) -> Vec<u8> {
        let header: Vec<u8> = header.iter().flat_map(|word| word.to_le_bytes()).collect();
        [b"BM", &[0; 12][..], &header].concat()
    }

    #[test]
    fn headers_of_all_kinds() {
        let minus_six = (-6i32).cast_unsigned();
        for (file, alpha) in [
            (bmp(&[12, 6 << 16 | 8, 24 << 16 | 1]), false),
            (bmp(&[16, 8, 6, 24 << 16 | 1]), false),
            (bmp(&[40, 8, minus_six, 32 << 16 | 1, 0, 0, 0, 0, 0, 0]), false),
            (bmp(&[56, 8, minus_six, 32 << 16 | 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0xff]), true),
            (bmp(&[64, 8, 6, 24 << 16 | 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), false),
        ] {
            let info = read(&FORMAT, &file).info;
            assert_eq!((info.width, info.height, info.has_alpha), (Some(8), Some(6), Some(alpha)));
            every_prefix(&FORMAT, &file);
        }
    }

    #[test]
    fn the_fifth_header_may_have_a_profile() {
        let mut header = [0; 31];
        (header[0], header[1], header[2], header[3]) = (124, 8, 6, 24 << 16 | 1);
        (header[14], header[28], header[29]) = (u32::from_le_bytes(*b"DEBM"), 124, 7);
        let file = [bmp(&header), b"profile".to_vec()].concat();
        assert_eq!(read(&FORMAT, &file).contents(), [(BlockKind::IccProfile, &b"profile"[..])]);
        every_prefix(&FORMAT, &file);
        header[28] = u32::MAX;
        assert_eq!(read(&FORMAT, &bmp(&header)).blocks.len(), 0);
    }

    #[test]
    fn text_is_no_picture() {
        assert!(!sniff(Bytes::new(b"BMW is a maker of cars, and this is text", 0)));
    }
}
