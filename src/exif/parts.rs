//! Values of a TIFF directory that tables of other rooms describe. They are read only if tags are shown.

use super::ifd::Structure;
use super::tags::{PANASONIC, TagTable};
use crate::block::{Block, BlockKind, Root};
use crate::bytes::{ByteOrder, Bytes};
use crate::source::View;
use crate::tiff::directory::ValueRange;

/// Photoshop's own data about layers.
const IMAGE_SOURCE_DATA: u16 = 37724;
const PHOTOSHOP_DATA: &[u8] = b"Adobe Photoshop Document Data Block\0";
/// The limit for the kinds of data in it.
const MOST_KINDS: usize = 64;

/// Print image matching.
const PRINT_IM: u16 = 0xc4a5;

// What the first directory of a Panasonic raw holds.
const WHITE_BALANCE: u16 = 19;
const WHITE_BALANCE_2: u16 = 39;
const DISTORTION: u16 = 281;
const CAMERA: u16 = 288;

// The keys of a `GeoTIFF` directory, and the values that they refer to [OGC 19-008r4 annex A].
pub(super) const GEO_DIRECTORY: u16 = 34735;
pub(super) const GEO_DOUBLES: u16 = 34736;
pub(super) const GEO_TEXT: u16 = 34737;

/// The limit for the sum of these values.
const GEO_MOST: u64 = 1024 * 1024;

/// The kind and the table of the part that the value of a tag is.
fn described(table: &TagTable, id: u16) -> Option<(BlockKind, &'static str)> {
    let is_panasonic = std::ptr::eq(table, &raw const PANASONIC);
    Some(match id {
        PRINT_IM => (BlockKind::MakerNote, "PrintIM.Main"),
        WHITE_BALANCE if is_panasonic => (BlockKind::Document, "PanasonicRaw.WBInfo"),
        WHITE_BALANCE_2 if is_panasonic => (BlockKind::Document, "PanasonicRaw.WBInfo2"),
        DISTORTION if is_panasonic => (BlockKind::Document, "PanasonicRaw.DistortionInfo"),
        CAMERA if is_panasonic => (BlockKind::MakerNote, "PanasonicRaw.CameraIFD"),
        _ => return None,
    })
}

/// Whether the value of a tag is a part, or has one that other values belong to.
pub(super) fn is_part(table: &TagTable, id: u16) -> bool {
    matches!(id, GEO_DIRECTORY | IMAGE_SOURCE_DATA) || described(table, id).is_some()
}

/// The part that a value is.
pub(super) fn part<'a>(
    structure: &Structure<'a>,
    table: &TagTable,
    id: u16,
    value: ValueRange,
) -> Option<Block<'a>> {
    if id == IMAGE_SOURCE_DATA {
        return layers(structure, value);
    }
    let (kind, table) = described(table, id)?;
    Some(block(structure, kind, table, structure.window.view.part(value.at, value.size)))
}

/// The layers in Photoshop's data, which is a run of signatures, keys, lengths and data. All are words of the byte order
/// of the TIFF.
fn layers<'a>(structure: &Structure<'a>, value: ValueRange) -> Option<Block<'a>> {
    let view = structure.window.view.part(value.at, value.size);
    let order = structure.window.layout.order;
    let name = |word: &[u8; 4]| u32::from_be_bytes(*word);
    if !view.get(0, PHOTOSHOP_DATA.len())?.starts_with(PHOTOSHOP_DATA) {
        return None;
    }
    let mut at = PHOTOSHOP_DATA.len() as u64;
    for _ in 0..MOST_KINDS {
        let head = view.get(at, 12)?;
        let (key, length) = (head.u32(4, order)?, head.u32(8, order)?);
        if head.u32(0, order)? != name(b"8BIM") {
            return None;
        }
        at = at.checked_add(12)?;
        if [b"Layr", b"Lr16", b"Lr32"].into_iter().any(|layers| key == name(layers)) {
            return Some(block(structure, BlockKind::Irb, "Photoshop.Layers", view.part(at, length.into())));
        }
        at = at.checked_add(u64::from(length).next_multiple_of(4))?;
    }
    None
}

fn block<'a>(structure: &Structure<'a>, kind: BlockKind, table: &'static str, data: View<'a>) -> Block<'a> {
    let root = Root::Table { table, group: "", order: structure.window.layout.order };
    Block { root, ..Block::new(kind, data) }
}

/// The values of `GeoTIFF`, of which the directory says what the others mean.
#[derive(Clone, Copy, Default)]
pub(super) struct Geo([Option<ValueRange>; 3]);

impl Geo {
    /// Takes the value of a tag if it is one of them.
    pub fn learn(&mut self, id: u16, value: ValueRange) {
        let index = match id {
            GEO_DIRECTORY => 0,
            GEO_DOUBLES => 1,
            GEO_TEXT => 2,
            _ => return,
        };
        if let Some(slot) = self.0.get_mut(index) {
            *slot = Some(value);
        }
    }

    /// The sizes of the first two values, and the values, as a part.
    pub fn part<'a>(&self, structure: &Structure<'a>) -> Option<Block<'a>> {
        let cx = structure.cx;
        let [Some(directory), doubles, text] = self.0 else { return None };
        let size = |value: Option<ValueRange>| value.map_or(0, |value| value.size);
        let sum = directory.size.saturating_add(size(doubles)).saturating_add(size(text));
        if sum > GEO_MOST {
            return None;
        }
        cx.spend(sum)?;
        let order = structure.window.layout.order;
        let mut joined = Vec::new();
        for size in [directory.size, size(doubles)] {
            let size = u32::try_from(size).ok()?;
            let is_little = order == ByteOrder::Little;
            joined.extend(if is_little { size.to_le_bytes() } else { size.to_be_bytes() });
        }
        for value in [Some(directory), doubles, text].into_iter().flatten() {
            let bytes = structure.window.view.get(value.at, usize::try_from(value.size).ok()?)?;
            joined.extend_from_slice(bytes.as_slice());
        }
        let bytes = Bytes::new(cx.arena.alloc_slice_copy(&joined), structure.absolute(directory.at));
        Some(block(structure, BlockKind::Document, "GeoTiff.Main", View::memory(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::Extractor;

    /// A TIFF with these entries, whose values follow the directory.
    fn tiff(entries: &[(u16, u8, u8, &[u8])]) -> Vec<u8> {
        let count = u8::try_from(entries.len()).unwrap();
        let (mut out, mut at) = (b"MM\0*\0\0\0\x08\0".to_vec(), 8 + 2 + 12 * entries.len() + 4);
        out.push(count);
        for (tag, kind, count, value) in entries {
            out.extend(tag.to_be_bytes());
            out.extend([0, *kind, 0, 0, 0, *count]);
            out.extend(u32::try_from(at).unwrap().to_be_bytes());
            at += value.len();
        }
        out.extend([0; 4]);
        for (.., value) in entries {
            out.extend_from_slice(value);
        }
        out
    }

    fn shown(bytes: &[u8]) -> Vec<String> {
        let tags = Extractor::new().from_bytes(bytes).unwrap().tags;
        tags.iter().map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect()
    }

    #[test]
    fn print_image_matching_has_a_version() {
        let value = b"PrintIM\x000300\0\0";
        let bytes = tiff(&[(0xc4a5, 7, 14, value)]);
        assert!(shown(&bytes).contains(&"PrintIM:PrintIMVersion=0300".to_owned()));
    }

    #[test]
    fn geo_keys_refer_to_other_values() {
        let keys = b"\0\x01\0\x01\0\0\0\x01\x04\x02\x87\xb1\0\x05\0\0";
        let mut bytes = tiff(&[(34735, 3, 8, keys), (34737, 2, 6, b"text|\0")]);
        let shown_tags = shown(&bytes);
        assert!(shown_tags.contains(&"GeoTiff:GTCitation=text".to_owned()), "{shown_tags:?}");
        // The text lies beyond the end.
        let end = bytes.len() - 3;
        bytes.truncate(end);
        assert!(!shown(&bytes).iter().any(|tag| tag.contains("GTCitation")));
    }
}
