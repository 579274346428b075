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
pub struct Groups(u8);

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
    /// All families, including those that later versions add.
    pub const ALL: Self = Self(u8::MAX);

    /// Whether this set contains all of these families.
    pub fn contains(self, families: Self) -> bool {
        self.0 & families.0 == families.0
    }

    /// This set without these families.
    #[must_use]
    pub fn without(self, families: Self) -> Self {
        Self(self.0 & !families.0)
    }

    /// Whether the tag is read.
    pub(crate) fn has(self, tag: &Tag<'_>) -> bool {
        if tag.source.block == BlockKind::MakerNote {
            return self.contains(Self::MAKER_NOTES);
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
