//! What a copy is to be without.

/// What goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All metadata.
    All {
        /// Whether the colour profile stays.
        icc: bool,
        /// Whether the orientation stays.
        orientation: bool,
        /// Whether the rights stay: copyright, creator, credit line, usage terms and licence, in EXIF, IPTC and XMP.
        rights: bool,
    },
    /// What belongs to some classes; all else stays.
    Classes(Classes),
}

/// Classes of metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Classes {
    /// Coordinates: the GPS directory, and the properties of positions in XMP.
    pub gps: bool,
    /// The names of places: city, country and their like, in IPTC and XMP. With them go the coordinates.
    pub places: bool,
    /// The people in the picture: regions with their names, and lists of names. Who made it stays.
    pub people: bool,
}

impl Classes {
    pub(super) fn has_gps(self) -> bool {
        self.gps || self.places
    }
}
