//! Carriers: the standard that a group of tags belongs to, and which of IIM and XMP was written last.

use crate::tag::{Group, Tag};
use crate::takeout;

/// The kind of carrier that a tag came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    Exif,
    Iim,
    Xmp,
    /// Google Takeout.
    Takeout,
    /// A maker note, or another part that a table describes.
    Table,
}

/// The carrier of a group; `None` if its tags are not consolidated.
pub(crate) fn carrier(group: &Group<'_>) -> Option<Carrier> {
    match group {
        Group::Ifd(0) | Group::ExifIfd | Group::Gps | Group::InteropIfd => Some(Carrier::Exif),
        Group::Iptc(_) => Some(Carrier::Iim),
        Group::Xmp(_) => Some(Carrier::Xmp),
        Group::Other(name) if name == takeout::GROUP => Some(Carrier::Takeout),
        _ => None,
    }
}

/// Whether the group is the one that the table names: `IFD0`, `IPTC`, `dc` for `XMP-dc`, or `Samsung`.
pub(crate) fn is_group(group: &Group<'_>, name: &str) -> bool {
    match group {
        Group::Ifd(0) => name == "IFD0",
        Group::ExifIfd => name == "ExifIFD",
        Group::Gps => name == "GPS",
        Group::InteropIfd => name == "InteropIFD",
        Group::Iptc(_) => name == "IPTC",
        Group::Xmp(space) | Group::Other(space) => name == space,
        _ => false,
    }
}

/// Whether XMP repeats, in this group, what EXIF says of a field with these homes [XMP part 2, 3.2–3.3; Exif 2.3 for
/// XMP].
pub(crate) fn is_mirror_of(group: &Group<'_>, homes: &[&str]) -> bool {
    homes.iter().any(|home| is_mirror(group, home))
}

/// Whether XMP repeats in this group the tags of this directory.
pub(crate) fn is_mirror(group: &Group<'_>, directory: &str) -> bool {
    let is_exifs = |space: &str| matches!(space, "tiff" | "exif" | "exifEX" | "aux");
    matches!(group, Group::Xmp(space) if is_exifs(space)) && is_directory(directory)
}

pub(crate) fn is_directory(group: &str) -> bool {
    matches!(group, "IFD0" | "ExifIFD" | "GPS" | "InteropIFD")
}

/// Whether this XMP group describes the editing of the picture rather than the picture.
pub(crate) fn is_editing_history(group: &str) -> bool {
    matches!(group, "xmpMM" | "crs" | "crd")
}

/// What the digest says of the IIM block [MWG 2.0 5.2].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum DigestState {
    /// There is no IIM block in its standard place.
    #[default]
    NoIim,
    /// No digest is stored, so nothing tells which of IIM and XMP was written last.
    Missing,
    /// IIM was not changed after XMP was written.
    Matches,
    /// A program that only knows IIM wrote after XMP was written.
    Differs,
}

impl DigestState {
    /// Compares the stored digest with that of the IIM block.
    pub(super) fn of(tags: &[Tag<'_>]) -> Self {
        let (mut stored, mut current) = (None, None);
        for tag in tags {
            let (place, name) = match &tag.group {
                Group::Photoshop => (&mut stored, "IPTCDigest"),
                Group::File => (&mut current, "CurrentIPTCDigest"),
                _ => continue,
            };
            if place.is_none() && tag.name == name {
                *place = Some(tag.stored.as_ref().unwrap_or(&tag.value).as_str());
            }
        }
        let (stored, current) = (stored.flatten(), current.flatten());
        match (stored, current) {
            (Some(stored), Some(current)) if stored == current => Self::Matches,
            (Some(_), Some(_)) => Self::Differs,
            (None, Some(_)) => Self::Missing,
            (_, None) => Self::NoIim,
        }
    }
}
