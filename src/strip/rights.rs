//! What a copy keeps when everything is removed: the orientation, who made the picture, and how it may be used.
//!
//! The blocks of the copy are built from the values alone, so that nothing outside the table is copied along.

use super::{exif, iptc, names};
use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::tag::{Group, Tag};
use crate::xmp;
use std::borrow::Cow;
use std::collections::HashMap;

/// The blocks of a copy.
#[derive(Default)]
pub(super) struct Kept {
    /// A TIFF structure.
    pub exif: Option<Vec<u8>>,
    /// A run of Photoshop's resources.
    pub iptc: Option<Vec<u8>>,
    /// An XMP packet.
    pub xmp: Option<Vec<u8>>,
}

impl Kept {
    /// The rights in the blocks of a file, and its orientation if that is kept too.
    pub(super) fn rights<'a>(blocks: &[Block<'a>], orientation: Option<u8>, cx: &'a Context<'a>) -> Self {
        let mut extension = xmp::Extension::default();
        for block in blocks.iter().filter(|block| block.kind == BlockKind::ExtendedXmp) {
            extension.add(block, cx);
        }
        let mut directories = exif::Directories::default();
        let mut properties = xmp::Chosen::default();
        let mut iptc = None;
        for block in blocks {
            match block.kind {
                BlockKind::Exif => {
                    if let Some(bytes) = block.data.all() {
                        directories.take_rights(bytes);
                    }
                }
                BlockKind::Xmp => properties.add(block, &extension, cx, names::is_right),
                BlockKind::Irb | BlockKind::Iim if iptc.is_none() => {
                    let is_run = block.kind == BlockKind::Irb;
                    iptc = block.data.all().and_then(|bytes| iptc::rights(bytes.as_slice(), is_run));
                }
                _ => {}
            }
        }
        if let Some(code) = orientation {
            directories.orient(code);
        }
        Self { exif: directories.write(), iptc, xmp: properties.packet().map(String::into_bytes) }
    }

    /// The orientation only.
    pub(super) fn orientation(code: Option<u8>) -> Self {
        Self { exif: code.map(exif::orientation_alone), ..Self::default() }
    }
}

/// The name of a right in `original` that `copy` lacks or has with another value. If a tag is repeated, the first
/// counts. IPTC is skipped if the format of the copy has no place for it.
pub(super) fn lost(original: &[Tag<'_>], copy: &[Tag<'_>], has_iptc: bool) -> Option<String> {
    let mut left = first_of_each(copy);
    let is_wanted = |tag: &Tag<'_>| has_iptc || !matches!(tag.group, Group::Iptc(_) | Group::Photoshop);
    let mut wanted: Vec<_> = first_of_each(original).into_iter().filter(|(_, tag)| is_wanted(tag)).collect();
    wanted.retain(|(key, tag)| left.remove(key).is_none_or(|other| other.value != tag.value));
    wanted.into_iter().map(|((group, name), _)| format!("{group}:{name}")).min()
}

/// The first right of each group and name. The groups of IIM blocks are numbered, but the copy has only one block.
fn first_of_each<'t, 'a>(tags: &'t [Tag<'a>]) -> HashMap<(String, Cow<'t, str>), &'t Tag<'a>> {
    let mut first = HashMap::new();
    for tag in tags.iter().filter(|tag| names::is_right_tag(tag)) {
        let group = if matches!(tag.group, Group::Iptc(_)) { Group::Iptc(1) } else { tag.group.clone() };
        first.entry((group.to_string(), tag.full_name())).or_insert(tag);
    }
    first
}
