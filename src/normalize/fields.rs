//! The table of consolidated fields, compiled from `fields.tsv`.

use super::slot;
use std::ops::BitOr;

/// The part of the object that a field belongs to, in the order of the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Exif,
    Iptc,
    Xmp,
    Derived,
}

/// The type of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    String,
    Number,
    Integer,
    /// True or false; only derived fields have it.
    Boolean,
    DateTime,
    /// Named parts; only derived fields have them.
    Object,
    /// The type of the tag's own value.
    Auto,
}

/// The profiles that show a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Documented,
    Full,
    /// Describes the encoding rather than the picture, and is left out.
    Encoding,
}

/// The form in which a tag's value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Printed,
    /// As `exiftool -n`.
    Raw,
    /// A coordinate within a location structure, as written in the packet.
    Coordinate,
    /// An altitude within a location structure, printed.
    Height,
    /// Printed, without blanks.
    NoBlanks,
    /// A coordinate in signed decimal degrees.
    Degrees,
    /// An altitude in signed metres.
    Metres,
    /// Printed; 0xFFFFFFFF is infinity.
    Distance,
    /// Several names in one EXIF text.
    Names,
    /// Printed, unless a camera or a program wrote it by itself.
    Caption,
    /// Stars, also converted from per cent.
    Rating,
    /// Several keywords in one EXIF text.
    Keywords,
}

/// The stored values of a field that mean "unknown": the column `unknown` of `fields.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown(u16);

impl Unknown {
    /// No value means "unknown".
    pub const NONE: Self = Self(0);
    /// The number 0, if the quantity is never 0 in fact or the standard says so.
    pub const ZERO: Self = Self(1);
    /// 0xFFFFFFFF, also as the numerator of a fraction.
    pub const MAX: Self = Self(2);
    /// The same, stored as a signed number.
    pub const MINUS_ONE: Self = Self(4);
    /// 0xFFFFFFFF as the denominator, signed or not [EXIF30 4.6.6.9].
    pub const UNDER_MAX: Self = Self(8);
    /// 0/0.
    pub const UNDEFINED: Self = Self(16);
    /// Any other number over 0.
    pub const INFINITE: Self = Self(32);
    /// Only blanks, NULs, colons and dashes.
    pub const BLANK: Self = Self(64);
    /// A time, an offset or a fraction of a second without a digit, or computed from a fraction over 0.
    pub const TIME: Self = Self(128);
    /// A date of only blanks, separators and zeros.
    pub const DATE: Self = Self(256);
    /// All flags that concern a stored number, or a text in its place.
    pub const STORED: Self = Self(127);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Unknown {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Fields that belong together and are taken from one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    /// The position of the camera.
    Position,
    /// The destination of the picture.
    Destination,
}

/// The unit of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// `s`, `mm`; or the name of the field that holds the unit.
    pub name: &'static str,
    /// Whether the field has several such quantities, which are a list in numeric form.
    pub several: bool,
}

/// One row of the table.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // independent facts of the row
pub struct Field {
    pub name: &'static str,
    pub section: Section,
    pub kind: Kind,
    /// Whether it is a list even with a single item.
    pub list: bool,
    pub shown: Shown,
    /// The groups whose tags of this name are preferred.
    pub homes: &'static [&'static str],
    pub form: Form,
    /// The stored values that mean "unknown".
    pub unknown: Unknown,
    /// The set of fields that it belongs to, if any.
    pub together: Option<Together>,
    /// Its unit, if it is a quantity.
    pub unit: Option<Unit>,
    /// The most bytes that IIM allows for the value; 0 if there is no bound or IIM does not carry it.
    pub limit: u16,
    /// Whether IIM carries it besides XMP.
    pub in_iim: bool,
    /// Whether other fields may be derived from it.
    pub is_source: bool,
    /// Whether it is made of tags of other names: a row of `properties.tsv`.
    pub is_derived: bool,
}

/// A field that several standards carry under names of their own: a row of `properties.tsv`.
#[derive(Debug)]
pub(crate) struct Property {
    pub row: u16,
    /// The tags that carry it.
    pub sources: &'static [Source],
}

/// The tags of one group and name.
#[derive(Debug)]
pub(crate) struct Source {
    /// The field of the tag's name.
    pub row: u16,
    pub group: &'static str,
    /// 0, or its position among the sources that count only if no other has a value.
    pub fallback: u8,
}

include!("generated/fields.rs");
// The descriptions of the fields, parallel to [`FIELDS`]. They are kept apart since only the schema needs them.
include!("generated/descriptions.rs");

/// The number of fields.
pub const ROWS: usize = FIELDS.len();

/// The row of a field, by name.
pub fn row(name: &str) -> Option<usize> {
    let start = slot::slot(name, BY_NAME.len());
    for place in 0..BY_NAME.len() {
        let row = usize::from(*BY_NAME.get((start + place) & (BY_NAME.len() - 1))?).checked_sub(1)?;
        if FIELDS.get(row).is_some_and(|field| field.name == name) {
            return Some(row);
        }
    }
    None
}

/// The first row after those of `section`.
pub(crate) fn end_of(section: Section) -> usize {
    FIELDS.partition_point(|field| field.section <= section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        assert!(BY_NAME.len().is_power_of_two());
        assert!(FIELDS.iter().enumerate().all(|(place, field)| row(field.name) == Some(place)));
        assert!(["", "a", "Nobody", "ImageDescriptions", "\u{fc}"].iter().all(|name| row(name).is_none()));
    }

    #[test]
    fn sections_follow_one_another() {
        assert!(FIELDS.is_sorted_by_key(|field| field.section));
    }

    #[test]
    fn documented_fields_come_before_the_others_of_their_section() {
        let later = |pair: &[Field]| {
            pair[0].section == pair[1].section
                && pair[0].shown != Shown::Documented
                && pair[1].shown == Shown::Documented
        };
        assert!(!FIELDS.windows(2).any(later));
        assert_eq!(FIELDS.iter().filter(|field| field.shown == Shown::Documented).count(), 180);
    }

    #[test]
    fn documented_fields_and_those_of_the_iptc_standard_are_described() {
        // The fields of IPTC Photo Metadata 2025.1 that are not documented fields.
        const IPTC: &[&str] = &[
            "AltTextAccessibility",
            "ExtDescrAccessibility",
            "AIPromptInformation",
            "AIPromptWriterName",
            "AISystemUsed",
            "AISystemVersionUsed",
            "ContributorIdentifier",
            "ContributorName",
            "ContributorRole",
            "DataMining",
            "EventID",
            "LicensorTelephoneType1",
            "LicensorTelephoneType2",
            "LocationCreatedGPSAltitudeRef",
            "LocationShownGPSAltitudeRef",
            "MinorModelAgeDisclosure",
            "ModelReleaseStatus",
            "OtherConstraints",
            "ProductInImageProductId",
            "PropertyReleaseStatus",
        ];
        assert!(IPTC.iter().all(|name| row(name).is_some()));
        assert_eq!(DESCRIPTIONS.len(), FIELDS.len());
        for (field, description) in FIELDS.iter().zip(DESCRIPTIONS) {
            let is_needed = field.shown == Shown::Documented || IPTC.contains(&field.name);
            assert!(description.ends_with('.') || (description.is_empty() && !is_needed), "{}", field.name);
        }
    }
}
