//! MRW: the raws of Minolta. A run of blocks with a name and a length, one of which holds a TIFF structure.

use super::contents::Contents;
use super::format::Format;
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

const SIGNATURE: &[u8] = b"\0MR";

pub(crate) const FORMAT: Format = Format { id: FormatId::Mrw, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE) && order(head).is_some()
}

/// The fourth byte of every block name gives the byte order, as in TIFF.
fn order(head: Bytes<'_>) -> Option<ByteOrder> {
    match head.u8(SIGNATURE.len())? {
        b'M' => Some(ByteOrder::Big),
        b'I' => Some(ByteOrder::Little),
        _ => None,
    }
}

/// A name and a length.
const BLOCK_HEADER: u64 = 8;

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let Some(order) = order(reader.head()) else { return };
    // The first block encloses the others: the sensor data starts where it ends.
    let Some(size) = reader.get(4, 4).and_then(|b| b.u32(0, order)) else { return };
    let end = BLOCK_HEADER + u64::from(size);
    let mut position = BLOCK_HEADER;
    for _ in 0..cx.limits.parts {
        if position >= end {
            return;
        }
        let Some(header) = reader.get(position, 8) else {
            return cx.issue(
                IssueCode::Truncated,
                Stage::Container,
                Some(position),
                || "the file ends between two blocks",
            );
        };
        let (name, Some(size)) = (header.up_to(0, 4), header.u32(4, order)) else { return };
        position += BLOCK_HEADER;
        let data = View::file(reader, position, u64::from(size));
        let note = |way| Block::note(way, "", order, data);
        match name.as_slice() {
            b"\0TTW" => {
                out.blocks.push(Block::new(BlockKind::Exif, data));
            }
            b"\0PRD" => {
                picture(reader, position, order, out);
                out.blocks.push(note("MinoltaRaw PRD"));
            }
            b"\0WBG" => out.blocks.push(note("MinoltaRaw WBG")),
            b"\0RIF" => out.blocks.push(note("MinoltaRaw RIF")),
            _ => {}
        }
        position += u64::from(size);
    }
    cx.issue(IssueCode::TooManyParts, Stage::Container, Some(position), || "blocks beyond the limit");
}

/// The size of the picture, which is smaller than the sensor.
fn picture(reader: &Reader<'_>, position: u64, order: ByteOrder, out: &mut Contents<'_>) {
    let Some(body) = reader.get(position, 16) else { return };
    out.info.height = body.u16(12, order).map(u32::from);
    out.info.width = body.u16(14, order).map(u32::from);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read_source as found};

    fn mrw() -> Vec<u8> {
        let mut size = [0; 16];
        (size[13], size[15]) = (2, 3);
        let body = [b"\0PRD\0\0\0\x10", &size[..], b"\0TTW\0\0\0\x0eMM\0*\0\0\0\x08\0\0\0\0\0\0"].concat();
        [b"\0MRM", &u32::try_from(body.len()).unwrap().to_be_bytes()[..], &body].concat()
    }

    #[test]
    fn a_block_holds_a_tiff_structure() {
        let found = found(&FORMAT, &mrw().as_slice());
        assert_eq!(found.places(), [(BlockKind::MakerNote, 16), (BlockKind::Exif, 40)]);
        assert_eq!((found.info.width, found.info.height), (Some(3), Some(2)));
        assert!(found.issues.is_empty());
    }

    #[test]
    fn blocks_without_an_end_are_bounded() {
        let mut bytes = vec![0; 1 << 20];
        bytes[..8].copy_from_slice(b"\0MRM\xff\xff\xff\xff");
        let found = found(&FORMAT, &bytes.as_slice());
        assert_eq!(found.issues[0], "too-many-parts");
    }

    #[test]
    fn every_prefix_is_read() {
        every_prefix(&FORMAT, &mrw());
    }
}
