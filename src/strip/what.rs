//! What to remove from a copy.

/// What to remove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// All metadata.
    All {
        /// Whether to keep the colour profile.
        icc: bool,
        /// Whether to keep the orientation.
        orientation: bool,
        /// Whether to keep the rights: copyright, creator, credit line, usage terms and licence, in EXIF, IPTC and
        /// XMP.
        rights: bool,
    },
    /// Only some classes of metadata; everything else is kept.
    Classes(Classes),
}

/// Classes of metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Classes {
    /// Coordinates: the GPS directory, and the XMP properties of positions.
    pub gps: bool,
    /// The names of places (city, country and the like) in IPTC and XMP, and with them the coordinates.
    pub places: bool,
    /// The people in the picture: regions with their names, and lists of names. Its creator is kept.
    pub people: bool,
}

impl Classes {
    pub(super) fn has_gps(self) -> bool {
        self.gps || self.places
    }
}
