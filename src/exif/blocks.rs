//! Tags that hold blocks of another kind.

use super::walk::{Open, Walk};
use crate::block::{Block, BlockKind};
use crate::tag::Group;
use crate::tiff::directory::ValueRange;
use crate::tiff::ids::{AFCP_IPTC, HASSELBLAD_EXIF, IPTC, MANIFEST_STORE, PHOTOSHOP, XMP};

/// The tags.
pub(super) const IDS: [u16; 6] = [XMP, IPTC, AFCP_IPTC, PHOTOSHOP, MANIFEST_STORE, HASSELBLAD_EXIF];

impl<'a> Walk<'a, '_> {
    /// Hands on what another decoder reads.
    pub(super) fn inner_block(&mut self, open: &Open<'a>, id: u16, value: ValueRange) {
        if value.inline {
            return;
        }
        let data = self.window.view.part(value.at, value.size);
        let block = match id {
            XMP => Block::new(BlockKind::Xmp, data),
            PHOTOSHOP => Block::new(BlockKind::Irb, data),
            MANIFEST_STORE => Block::manifest_store("TIFF 0xCD41", data),
            // A structure in a structure in a structure would be an attack.
            HASSELBLAD_EXIF if !self.standard || self.inner.replace(value.at).is_some() => return,
            HASSELBLAD_EXIF => Block::new(BlockKind::Exif, data),
            _ => Block::new(BlockKind::Iim, data),
        };
        let is_elsewhere = matches!(id, AFCP_IPTC | HASSELBLAD_EXIF);
        let is_first = open.directory.group == Group::Ifd(0);
        let standard = self.standard && self.whole_file && is_first && !is_elsewhere;
        self.sink.blocks.push(Block { standard, ..block });
    }
}
