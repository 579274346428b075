//! The caller's choices.

use super::fields::{Field, Shown};

/// Which fields the object has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Every EXIF, GPS, IPTC and XMP tag that describes the picture.
    #[default]
    Full,
    /// Only the documented fields.
    Documented,
}

impl Profile {
    /// Whether the object has this field; `None` stands for a field that is not in the table.
    pub(super) fn shows(self, field: Option<&Field>) -> bool {
        match field.map_or(Shown::Full, |field| field.shown) {
            Shown::Documented => true,
            Shown::Full => self == Self::Full,
            Shown::Encoding => false,
        }
    }
}

/// How dates are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dates {
    /// In UTC: `2019-10-16T19:01:03.000Z`. A date without an offset is shown as if it were UTC.
    #[default]
    Utc,
    /// The wall clock: `2019-10-16T21:01:03.000`.
    Local,
}

/// The order in which values are preferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// The rule of the Metadata Working Group: EXIF, then XMP or IIM depending on the digest.
    #[default]
    Mwg,
    /// XMP, then IIM, then EXIF, as Adobe's applications read them.
    XmpFirst,
    /// IIM, then EXIF, then XMP.
    IptcFirst,
}

/// How a sidecar's values relate to the picture's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SidecarPolicy {
    /// They are the latest: they come before EXIF, XMP and IIM of the picture, whatever the digest says.
    #[default]
    Win,
    /// They only fill gaps in the picture's metadata.
    Fill,
}

/// The caller's choices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub profile: Profile,
    pub policy: Policy,
    pub sidecar: SidecarPolicy,
    pub dates: Dates,
    /// Whether language alternatives are shown with all their items.
    pub languages: bool,
    /// The preferred language of language alternatives.
    pub lang: Option<String>,
    /// Whether quantities are numbers.
    pub numeric: bool,
    /// Whether the provenance is wanted.
    pub provenance: bool,
}
