//! Helpers that the tests of this room share.
#![allow(clippy::expect_used)] // only tests compile this file

use crate::block::{Block, BlockKind, Root};
use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::layout::block;
use crate::limits::Limits;
use crate::sink::Sink;
use crate::source::View;
use bumpalo::Bump;

/// What a part gives that is read by a table: the tags as `name=value|raw`, without `raw` if it does not differ, and the
/// codes of issues.
pub(super) fn read(table: &'static str, order: ByteOrder, bytes: &[u8]) -> (Vec<String>, Vec<&'static str>) {
    let (limits, arena) = (Limits::default(), Bump::new());
    let mut cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    cx.shows_tags = true;
    let mut sink = Sink::default();
    let root = Root::Table { table, group: "", order };
    let view = View::memory(Bytes::new(bytes, 0));
    block::decode(&Block { root, ..Block::new(BlockKind::Document, view) }, &cx, &mut sink);
    let tags = sink.tags.iter().map(|tag| match &tag.raw {
        Some(raw) => format!("{}={}|{raw}", tag.name, tag.value),
        None => format!("{}={}", tag.name, tag.value),
    });
    let tags = tags.collect();
    drop(sink);
    (tags, cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect())
}
