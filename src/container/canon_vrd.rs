//! The trailer of Canon's software: recipes for developing, and an XMP packet, after the end of a picture.

use super::contents::Contents;
use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

/// The trailer starts with it, and its last 64 bytes do.
const SIGNATURE: &[u8] = b"CANON OPTIONAL DATA\0";
/// The signature, a version and the length of what is between.
const HEADER: u64 = 28;
const FOOTER: u64 = 64;
/// A kind and a length.
const BLOCK_HEADER: u64 = 8;
/// The kind of a block that is an XMP packet.
const XMP: u32 = 0xffff_00f6;

/// Reads the trailer that ends at `end`, where there is one, and gives its start.
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
            // No standard puts XMP here.
            let data = View::file(reader, data, len);
            out.blocks.push(Block { standard: false, ..Block::new(BlockKind::Xmp, data) });
        }
    }
    Some(start)
}
