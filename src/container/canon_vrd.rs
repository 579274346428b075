//! The trailer that Canon's software appends to a picture: development recipes, and an XMP packet.

use super::contents::Contents;
use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

/// The trailer starts with this signature, and its 64-byte footer starts with it too.
const SIGNATURE: &[u8] = b"CANON OPTIONAL DATA\0";
/// The signature, a version and the length of the data between header and footer.
const HEADER: u64 = 28;
const FOOTER: u64 = 64;
/// A block type and a length.
const BLOCK_HEADER: u64 = 8;
/// The type of the block that holds an XMP packet.
const XMP: u32 = 0xffff_00f6;

/// Reads the trailer that ends at `end`. Returns its start, or `None` if there is no trailer.
pub(super) fn read<'a>(
    reader: &'a Reader<'a>,
    end: u64,
    cx: &'a Context<'a>,
    out: &mut Contents<'a>,
) -> Option<u64> {
    let footer = reader.get(end.checked_sub(FOOTER)?, 64)?.strip_prefix(SIGNATURE)?;
    let blocks = u64::from(footer.be32(0)?);
    let last = end - FOOTER;
    let mut position = last.checked_sub(blocks)?;
    let start = position.checked_sub(HEADER)?;
    reader.get(start, SIGNATURE.len())?.strip_prefix(SIGNATURE)?;
    if cx.shows_tags {
        let data = View::file(reader, position, blocks);
        out.blocks.push(Block::table(BlockKind::Trailer, "CanonVRD.Main", data));
    }
    for _ in 0..cx.limits.parts {
        let Some(data) = position.checked_add(BLOCK_HEADER).filter(|&data| data <= last) else { break };
        let block = reader.get(position, 8)?;
        let (kind, len) = (block.be32(0)?, u64::from(block.be32(4)?));
        position = data + len;
        if position > last {
            cx.issue(
                IssueCode::Truncated,
                Stage::Container,
                Some(data),
                || "a block goes beyond Canon's trailer",
            );
            break;
        }
        if kind == XMP {
            // No standard defines this place for XMP.
            let data = View::file(reader, data, len);
            out.blocks.push(Block { standard: false, ..Block::new(BlockKind::Xmp, data) });
        }
    }
    Some(start)
}
