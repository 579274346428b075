//! Segments of a JPEG that hold one block together: 64 KiB are too few for some.

use super::super::contents::Contents;
use super::super::join::{copy, join};
use super::app13;
use super::application::{PHOTOSHOP, exif, photoshop};
use super::markers::{APP1, APP13};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::View;

/// Which segments go on with the block of the segment before them.
#[derive(Default)]
pub(crate) struct RunRule<'a> {
    /// What the last segment was a part of.
    kind: Option<BlockKind>,
    photoshop: app13::PhotoshopSegments<'a>,
}

/// What a segment holds of a block.
pub(crate) struct RunPart<'a> {
    pub kind: BlockKind,
    pub bytes: Bytes<'a>,
    /// Whether it goes on with the block of the segment before it.
    pub continues: bool,
}

impl<'a> RunRule<'a> {
    /// What the next segment holds of a block; `None` where it holds none that may go on. Exif goes on where a segment does
    /// not begin with a TIFF header of its own, Photoshop's resources where those before are not at their end.
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
                (BlockKind::Irb, bytes, self.photoshop.go_on(bytes, is_next))
            }
            _ => return None,
        };
        self.kind = Some(kind);
        Some(RunPart { kind, bytes, continues: may_continue && before == Some(kind) })
    }
}

/// The segments of one block, until it is known to be whole.
#[derive(Default)]
pub(super) struct Run<'a> {
    rule: RunRule<'a>,
    kind: Option<BlockKind>,
    parts: Vec<Bytes<'a>>,
}

impl<'a> Run<'a> {
    /// Whether a segment is a part of a block, which is taken up. The block before is made where it does not go on.
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

    /// Makes a block of the segments of the run, which is empty then.
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
