//! The families of tags to read.

use crate::block::BlockKind;
use crate::tag::{Group, Tag};
use std::ops::BitOr;

/// Families of tags.
///
/// ```
/// use embedmeta::{Extractor, Groups};
///
/// let extractor = Extractor::new().groups(Groups::EXIF | Groups::XMP);
/// let extraction = extractor.from_path("testdata/replica.jpg")?;
/// assert!(extraction.tags.iter().all(|tag| !tag.group.to_string().starts_with("IPTC")));
/// # Ok::<(), embedmeta::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Groups(u16);

impl Groups {
    /// No family.
    pub const NONE: Self = Self(0);
    /// EXIF, GPS and interoperability.
    pub const EXIF: Self = Self(1);
    /// IPTC-IIM.
    pub const IPTC: Self = Self(1 << 1);
    /// XMP.
    pub const XMP: Self = Self(1 << 2);
    /// Maker notes.
    pub const MAKER_NOTES: Self = Self(1 << 3);
    /// What the structure of the file says: its format, the size of the picture, its coding.
    pub const FILE: Self = Self(1 << 4);
    /// What is computed from other tags.
    pub const COMPOSITE: Self = Self(1 << 5);
    /// The boxes of films, of HEIF and of AVIF.
    pub const QUICK_TIME: Self = Self(1 << 6);
    /// ICC profiles.
    pub const ICC_PROFILE: Self = Self(1 << 7);
    /// The chunks of PNG.
    pub const PNG: Self = Self(1 << 8);
    /// What has no family of its own here: the other formats, segments of JPEG, trailers.
    pub const OTHERS: Self = Self(1 << 9);
    /// All families, including those that later versions add.
    pub const ALL: Self = Self(u16::MAX);

    /// Whether this set contains all of these families.
    pub fn contains(self, families: Self) -> bool {
        self.0 & families.0 == families.0
    }

    /// This set without these families.
    #[must_use]
    pub fn without(self, families: Self) -> Self {
        Self(self.0 & !families.0)
    }

    /// The family of all tags of such a block, if they have one.
    pub(crate) fn of(block: BlockKind) -> Option<Self> {
        match block {
            BlockKind::MakerNote => Some(Self::MAKER_NOTES),
            BlockKind::File => Some(Self::FILE),
            BlockKind::Composite => Some(Self::COMPOSITE),
            BlockKind::QuickTime => Some(Self::QUICK_TIME),
            BlockKind::IccProfile => Some(Self::ICC_PROFILE),
            BlockKind::Png | BlockKind::PngText => Some(Self::PNG),
            BlockKind::Riff
            | BlockKind::Gif
            | BlockKind::Jpeg2000
            | BlockKind::Matroska
            | BlockKind::Segment
            | BlockKind::Trailer
            | BlockKind::Document => Some(Self::OTHERS),
            BlockKind::Exif
            | BlockKind::Xmp
            | BlockKind::SidecarXmp
            | BlockKind::TakeoutJson
            | BlockKind::ExtendedXmp
            | BlockKind::Iim
            | BlockKind::Irb
            | BlockKind::Jumbf
            | BlockKind::Header => None,
        }
    }

    /// Whether the tag is read.
    pub(crate) fn has(self, tag: &Tag<'_>) -> bool {
        if let Some(family) = Self::of(tag.source.block) {
            return self.contains(family);
        }
        match &tag.group {
            Group::Ifd(_) | Group::SubIfd(_) | Group::ExifIfd | Group::Gps | Group::InteropIfd => {
                self.contains(Self::EXIF)
            }
            Group::Iptc(_) => self.contains(Self::IPTC),
            Group::Xmp(_) => self.contains(Self::XMP),
            _ => true,
        }
    }
}

impl Default for Groups {
    fn default() -> Self {
        Self::ALL
    }
}

impl BitOr for Groups {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
