//! Blocks that span several segments of a JPEG, because 64 KiB are not enough for them.

use super::super::contents::Contents;
use super::super::join::{copy, join};
use super::app13;
use super::application::{PHOTOSHOP, exif, photoshop};
use super::markers::{APP1, APP13};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::View;

/// Decides which segments continue the block of the previous segment.
#[derive(Default)]
pub(crate) struct RunRule<'a> {
    /// The kind of block that the last segment was a part of.
    kind: Option<BlockKind>,
    photoshop: app13::PhotoshopSegments<'a>,
}

/// The part of a block that a segment holds.
pub(crate) struct RunPart<'a> {
    pub kind: BlockKind,
    pub bytes: Bytes<'a>,
    /// Whether it continues the block of the previous segment.
    pub continues: bool,
}

impl<'a> RunRule<'a> {
    /// The part of a block in the next segment. `None` if blocks of its kind never continue. A segment continues Exif
    /// if it does not begin with a TIFF header of its own, and Photoshop's resources if those before it are
    /// incomplete.
    pub fn part(&mut self, marker: u8, body: Bytes<'a>) -> Option<RunPart<'a>> {
        let before = self.kind.take();
        let (kind, bytes, may_continue) = match marker {
            APP1 => {
                let bytes = exif(body)?;
                let is_whole = bytes.starts_with(b"II") || bytes.starts_with(b"MM");
                (BlockKind::Exif, bytes, !is_whole)
            }
            APP13 => {
                let bytes = photoshop(body)?;
                let is_next = before == Some(BlockKind::Irb) && body.starts_with(PHOTOSHOP);
                (BlockKind::Irb, bytes, self.photoshop.continues(bytes, is_next))
            }
            _ => return None,
        };
        self.kind = Some(kind);
        Some(RunPart { kind, bytes, continues: may_continue && before == Some(kind) })
    }
}

/// Collects the segments of one block until it is known to be complete.
#[derive(Default)]
pub(super) struct Run<'a> {
    rule: RunRule<'a>,
    kind: Option<BlockKind>,
    parts: Vec<Bytes<'a>>,
}

impl<'a> Run<'a> {
    /// Adds a segment and returns whether it is part of such a block. If it does not continue the previous block, that
    /// block is finished first.
    pub fn takes(
        &mut self,
        marker: u8,
        body: Bytes<'a>,
        cx: &'a Context<'a>,
        out: &mut Contents<'a>,
    ) -> bool {
        let part = self.rule.part(marker, body);
        if !part.as_ref().is_some_and(|part| part.continues) {
            self.finish(cx, out);
        }
        let Some(part) = part else { return false };
        self.kind = Some(part.kind);
        self.parts.push(part.bytes);
        true
    }

    /// Makes a block of the collected segments, and clears them.
    pub fn finish(&mut self, cx: &'a Context<'a>, out: &mut Contents<'a>) {
        let Some(kind) = self.kind.take() else { return };
        let bytes = match self.parts.as_slice() {
            [one] => Some(*one),
            parts => joined(parts, cx),
        };
        self.parts.clear();
        out.blocks.extend(bytes.map(|bytes| Block::new(kind, View::memory(bytes))));
    }
}

fn joined<'a>(parts: &[Bytes<'a>], cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    let start = parts.first()?.absolute(0);
    join(parts, start, cx, |part| part.len() as u64, |part, to| copy(*part, to))
}
