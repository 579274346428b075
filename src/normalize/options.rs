//! What the caller chooses.

use super::fields::{Field, Shown};

/// Which fields the object has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Every EXIF, GPS, IPTC and XMP tag that describes the picture.
    #[default]
    Full,
    /// The documented fields alone.
    Documented,
}

impl Profile {
    /// Whether the object has this field; `None` is one that is not in the table.
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

/// Whose values come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// The rule of the Metadata Working Group: EXIF, then XMP or IIM as the digest says.
    #[default]
    Mwg,
    /// XMP, then IIM, then EXIF: as Adobe's applications read.
    XmpFirst,
    /// IIM, then EXIF, then XMP.
    IptcFirst,
}

/// How a sidecar's values stand to the picture's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SidecarPolicy {
    /// They are the newest word: they come before EXIF, XMP and IIM of the picture, whatever the digest says.
    #[default]
    Win,
    /// They only fill what the picture lacks.
    Fill,
}

/// What the caller chose.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub profile: Profile,
    pub policy: Policy,
    pub sidecar: SidecarPolicy,
    pub dates: Dates,
    /// Whether language alternatives are shown with all their items.
    pub languages: bool,
    /// The language that is preferred in language alternatives.
    pub lang: Option<String>,
    /// Whether quantities are numbers.
    pub numeric: bool,
    /// Whether the provenance is wanted.
    pub provenance: bool,
}
