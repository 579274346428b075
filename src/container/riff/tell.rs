//! What the chunks of a RIFF file say: they are read again by their tables, if tags are wanted.

use super::super::contents::Contents;
use super::chunks::HEADER;
use crate::block::{Block, BlockKind, Root};
use crate::bytes::ByteOrder::Little;
use crate::context::Context;
use crate::source::{Reader, View};

/// Hands over the chunks of the file.
pub(super) fn tell<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    if cx.shows_tags {
        let root = Root::Table { table: "RIFF.Main", group: "", order: Little };
        let data = View::file(reader, HEADER, u64::MAX);
        out.blocks.push(Block { root, ..Block::new(BlockKind::Riff, data) });
    }
}
