//! Segments of a JPEG that hold one block together.

use super::app13;
use super::contents::Contents;
use super::jpeg::{APP1, APP13, PHOTOSHOP, exif, photoshop};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::View;

/// Segments one after another that hold one block: 64 KiB are too few for some.
#[derive(Default)]
pub(super) struct Run<'a> {
    pub kind: Option<BlockKind>,
    pub parts: Vec<Bytes<'a>>,
    photoshop: app13::Segments<'a>,
}

pub(super) struct RunPart<'a> {
    pub kind: BlockKind,
    pub bytes: Bytes<'a>,
    /// Whether it goes on with the block of the segment before it.
    pub continues: bool,
}

impl<'a> Run<'a> {
    /// What a segment adds to the run. Exif goes on where a segment does not begin with a TIFF header of its own,
    /// Photoshop's resources where those before are not at their end.
    pub fn part(&mut self, marker: u8, body: Bytes<'a>) -> Option<RunPart<'a>> {
        let (kind, bytes, may_continue) = match marker {
            APP1 => {
                let bytes = exif(body)?;
                let is_whole = bytes.starts_with(b"II") || bytes.starts_with(b"MM");
                (BlockKind::Exif, bytes, !is_whole)
            }
            APP13 => {
                let bytes = photoshop(body)?;
                let is_next = self.kind == Some(BlockKind::Irb) && body.starts_with(PHOTOSHOP);
                (BlockKind::Irb, bytes, self.photoshop.go_on(bytes, is_next))
            }
            _ => return None,
        };
        Some(RunPart { kind, bytes, continues: may_continue && self.kind == Some(kind) })
    }

    /// Makes a block of the segments of the run, which is empty then.
    pub fn finish(&mut self, cx: &'a Context<'a>, out: &mut Contents<'a>) {
        let Some(kind) = self.kind.take() else { return };
        let bytes = match self.parts.as_slice() {
            [one] => Some(*one),
            parts => join(parts, cx),
        };
        self.parts.clear();
        out.blocks.extend(bytes.map(|bytes| Block::new(kind, View::memory(bytes))));
    }
}

/// The parts one after another. Offsets into them are told from the first one's on.
fn join<'a>(parts: &[Bytes<'a>], cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    let size: usize = parts.iter().map(|part| part.len()).sum();
    cx.spend(size as u64)?;
    let joined = cx.arena.alloc_slice_fill_copy(size, 0u8);
    let mut rest = &mut *joined;
    for part in parts {
        let (to, after) = rest.split_at_mut_checked(part.len())?;
        to.copy_from_slice(part.as_slice());
        rest = after;
    }
    Some(Bytes::new(joined, parts.first()?.absolute(0)))
}
