//! The images of a multi-picture file, which its index lists [CIPA DC-007 5.2.3.3].

use super::items::find;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::record;
use crate::layout::state::State;
use crate::layout::tables::{Row, Subtable, Table};
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

/// The length of an entry, and where it has the type, the length and the offset of its image.
const ENTRY: usize = 16;
const LENGTH: usize = 4;
const START: u32 = 8;
/// The bits of the type, and those that say what kind of type it is.
const TYPE: u32 = 0x00ff_ffff;
const KIND: u32 = 0x00ff_0000;
const THUMBNAIL: u32 = 0x0001_0000;
/// How many images are listed.
const MOST: usize = 256;

/// Reads the list. The tags of each image have a group of their own.
pub(super) fn images<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes((ENTRY * MOST) as u64) else { return };
    let Some(image) = find(table, 0).and_then(Row::leads_to).map(Subtable::table) else {
        return;
    };
    let mut has_preview = false;
    for (number, at) in (1..).zip((0..bytes.len()).step_by(ENTRY)) {
        let Some(entry) = bytes.get(at, ENTRY) else { return };
        let group = state.cx.text(&format!("MPImage{number}"));
        let own = Part { at: part.at.saturating_add(at as u64), size: ENTRY as u64, ..part };
        let (cx, camera, follow) = (state.cx, state.camera, state.follow);
        let mut inner = State::new(cx, state.block, camera, state.sink, ENTRY as u64, follow);
        inner.group = group;
        record::read(&mut inner, image, own);
        start(&mut inner, table, &own, entry);
        emit::finish(&mut inner);
        picture(state, &own, entry, group, &mut has_preview);
    }
}

/// Shows where an image begins. The first one is the file itself, which is told by 0.
fn start<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    entry: Bytes<'a>,
) -> Option<()> {
    let offset = offset(part, entry)?;
    let row = find(table, START)?;
    let value = entry.get(START as usize, 4)?;
    let at = part.position(value);
    let stored = Stored { part, bytes: value, at, format: Format::Int32u, count: 1 };
    emit::item(state, table, row, &stored, Item::Int(i64::try_from(offset).ok()?));
    Some(())
}

/// The offset of an image in the file; 0 for the first.
fn offset(part: &Part<'_>, entry: Bytes<'_>) -> Option<u64> {
    match entry.u32(START as usize, part.order())? {
        0 => Some(0),
        offset => Some(part.shown_base().saturating_add(offset.into())),
    }
}

/// Shows the length of an image that is not the file itself. The first large thumbnail is the file's preview.
fn picture<'a>(
    state: &mut State<'_, 'a>,
    part: &Part<'a>,
    entry: Bytes<'a>,
    group: &'a str,
    has_preview: &mut bool,
) -> Option<()> {
    let kind = entry.u32(0, part.order())? & TYPE;
    let length = entry.u32(LENGTH, part.order())?;
    let offset = offset(part, entry).filter(|offset| *offset > 0 && length > 0)?;
    let is_preview = kind & KIND == THUMBNAIL && !*has_preview;
    *has_preview |= is_preview;
    let name = if is_preview { "PreviewImage" } else { group };
    let source = Origin::new(state.block, offset);
    let group = Group::Other(Cow::Borrowed(group));
    state.sink.tags.push(Tag::new(group, name, Value::Unread(length.into()), None, source));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{jpeg, tags};

    /// An index with one directory, whose list has these types, lengths and offsets.
    fn index(images: &[(u32, u32, u32)]) -> Vec<u8> {
        let mut bytes = b"MPF\0II*\0\x08\0\0\0\x01\0\x02\xb0\x07\0".to_vec();
        bytes.extend(u32::try_from(images.len() * 16).unwrap().to_le_bytes());
        bytes.extend(26u32.to_le_bytes());
        bytes.extend([0; 4]);
        for (kind, length, offset) in images {
            bytes.extend([kind.to_le_bytes(), length.to_le_bytes(), offset.to_le_bytes(), [0; 4]].concat());
        }
        bytes
    }

    #[test]
    fn each_image_has_a_group() {
        let list = index(&[(0x2003_0000, 9, 0), (0x0801_0002, 7, 100), (0x0005_0000, 5, 200)]);
        let tags = tags(&jpeg(&[(2, &list)]));
        for tag in [
            "MPImage1:MPImageStart=0",
            "MPImage1:MPImageType=Baseline MP Primary Image",
            "MPImage2:MPImageStart=110",
            "MPImage2:PreviewImage=(Binary data 7 bytes, use -b option to extract)",
            "MPImage3:MPImageType=Gain Map Image",
            "MPImage3:MPImage3=(Binary data 5 bytes, use -b option to extract)",
        ] {
            assert!(tags.iter().any(|known| known == tag), "{tag}: {tags:?}");
        }
        assert!(!tags.iter().any(|tag| tag.starts_with("MPImage1:MPImage1")));
    }

    #[test]
    fn a_cut_list_has_fewer_images() {
        let whole = index(&[(0x2003_0000, 9, 0), (0x0801_0002, 7, 100)]);
        for end in 0..whole.len() {
            let tags = tags(&jpeg(&[(2, &whole[..end])]));
            assert!(!tags.iter().any(|tag| tag.starts_with("MPImage2")), "{end}");
        }
    }
}
