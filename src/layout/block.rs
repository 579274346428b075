//! The way into a part that a container has found: a chunk, a box, a segment, a profile.

use super::emit;
use super::part::{Count, Part};
use super::state::State;
use super::tables::{self, Shape};
use super::walk;
use crate::block::{Block, BlockKind, Root};
use crate::context::Context;
use crate::quicktime::settle;
use crate::sink::Sink;
use crate::tiff::directory::Window;
use crate::tiff::header::Layout;

/// Decodes a block by the table that it names. Nothing is read if no field is made of it and tags are not wanted.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let Root::Table { table, group, order } = block.root else { return };
    let Some(table) = tables::named(table) else { return };
    let window = Window { header: 0, ..Window::tiff(block.data, Layout { order, big: false }) };
    let part = Part { window, at: 0, size: block.data.len(), depth: 0 };
    // A directory may stand in a TIFF structure of its own.
    let part = part.behind_header().filter(|_| table.shape == Shape::Ifd).unwrap_or(part);
    let mut state = State::new(cx, block.kind, sink.camera, sink, part.size, walk::follow);
    state.group = group;
    state.sample = block.sample;
    if block.kind == BlockKind::QuickTime {
        // Boxes are more and lie deeper than directories.
        state.parts = cx.limits.parts;
        state.depth = cx.limits.directory_depth.saturating_mul(2);
    }
    walk::read(&mut state, table, part, Count::Usual);
    emit::finish(&mut state);
    if block.kind == BlockKind::QuickTime {
        settle::names(&mut state);
    }
    if let Some(sample) = block.sample {
        let tags = state.sink.tags.split_off(state.before);
        if sample.is_first {
            state.sink.superseded.extend(tags);
        }
    }
}
