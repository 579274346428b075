//! Tags that hold blocks of another kind.

use super::ifd::{Ifd, Structure};
use crate::block::{Block, BlockKind};
use crate::tag::Group;
use crate::tiff::directory::ValueRange;
use crate::tiff::ids::{
    AFCP_IPTC, AS_SHOT_PROFILE, CURRENT_PROFILE, HASSELBLAD_EXIF, ICC_PROFILE, IPTC, MANIFEST_STORE,
    PHOTOSHOP, XMP,
};

/// The tags that hold such blocks.
pub(super) const IDS: [u16; 9] = [
    XMP,
    IPTC,
    AFCP_IPTC,
    PHOTOSHOP,
    ICC_PROFILE,
    AS_SHOT_PROFILE,
    CURRENT_PROFILE,
    MANIFEST_STORE,
    HASSELBLAD_EXIF,
];

/// The block for another decoder that a value contains. `inner` is the offset of a nested structure, once one has been
/// found.
pub(super) fn block<'a>(
    structure: &Structure<'a>,
    ifd: &Ifd,
    id: u16,
    value: ValueRange,
    inner: &mut Option<u64>,
) -> Option<Block<'a>> {
    if value.inline {
        return None;
    }
    let data = structure.window.view.part(value.at, value.size);
    let block = match id {
        XMP => Block::new(BlockKind::Xmp, data),
        PHOTOSHOP => Block::new(BlockKind::Irb, data),
        ICC_PROFILE | AS_SHOT_PROFILE | CURRENT_PROFILE => Block::profile(data),
        MANIFEST_STORE => Block::manifest_store("TIFF 0xCD41", data),
        // A structure nested three levels deep would be an attack.
        HASSELBLAD_EXIF if !structure.standard || inner.replace(value.at).is_some() => return None,
        HASSELBLAD_EXIF => Block::new(BlockKind::Exif, data),
        _ => Block::new(BlockKind::Iim, data),
    };
    let is_elsewhere = matches!(id, AFCP_IPTC | HASSELBLAD_EXIF);
    let is_first = ifd.group == Group::Ifd(0);
    let standard = structure.standard && structure.whole_file && is_first && !is_elsewhere;
    Some(Block { standard, ..block })
}
