//! The table of consolidated fields, compiled from `fields.tsv`.

use super::slot;
use std::ops::BitOr;

/// The part of the object that a field belongs to; they follow one another in this order.
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
    DateTime,
    /// Parts by name; only derived fields have them.
    Object,
    /// The type that the tag's own value has.
    Auto,
}

/// In which profile a field is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Documented,
    Full,
    /// It describes the encoding and not the picture, and is left out.
    Encoding,
}

/// Which form of the tag's value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Printed,
    /// As `exiftool -n`.
    Raw,
    /// A coordinate inside of a place, as it stands in the packet.
    Coordinate,
    /// A height inside of a place, printed.
    Height,
    /// Printed, without blanks.
    NoBlanks,
    /// A coordinate in signed decimal degrees.
    Degrees,
    /// A height in signed metres.
    Metres,
    /// Printed; 0xFFFFFFFF is infinity.
    Distance,
    /// Several names in one text of EXIF's.
    Names,
    /// Printed, unless it is what a camera writes by itself.
    Caption,
    /// Stars, also of per cent.
    Rating,
    /// Keywords, several in one text of EXIF's.
    Keywords,
}

/// What of a field's stored values means "unknown": the column `unknown` of `fields.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown(u16);

impl Unknown {
    /// Any value is one.
    pub const NONE: Self = Self(0);
    /// The number 0, where nothing is so long, so fast or so bright, or the standard says so.
    pub const ZERO: Self = Self(1);
    /// 0xFFFFFFFF; in a fraction above the line.
    pub const MAX: Self = Self(2);
    /// The same, stored as a signed number.
    pub const MINUS_ONE: Self = Self(4);
    /// 0xFFFFFFFF below the line, signed or not [EXIF30 4.6.6.9].
    pub const UNDER_MAX: Self = Self(8);
    /// 0 over 0.
    pub const UNDEFINED: Self = Self(16);
    /// Another number over 0.
    pub const INFINITE: Self = Self(32);
    /// Nothing but blanks, NULs, colons and dashes.
    pub const BLANK: Self = Self(64);
    /// A time, an offset or a fraction of a second without a digit, or computed of a number over 0.
    pub const TIME: Self = Self(128);
    /// A date of blanks, separators and zeros.
    pub const DATE: Self = Self(256);
    /// Those that a stored number, or what stands in its place, may be.
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

/// Fields that are told together, and come from one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    /// Where the camera was.
    Position,
    /// Where it was bound for.
    Destination,
}

/// What a quantity is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// `s`, `mm`; or the name of the field that tells it.
    pub name: &'static str,
    /// Whether the field is several such quantities: a list as a number.
    pub several: bool,
}

/// One row of the table.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of the row
pub struct Field {
    pub name: &'static str,
    pub section: Section,
    pub kind: Kind,
    /// Whether it is a list also with one item.
    pub list: bool,
    pub shown: Shown,
    /// The groups whose tags of this name count before those of others.
    pub homes: &'static [&'static str],
    pub form: Form,
    /// What of the stored values means that none is known.
    pub unknown: Unknown,
    /// What it tells a part of.
    pub together: Option<Together>,
    /// What it is counted in, where it is a quantity.
    pub unit: Option<Unit>,
    /// How many bytes IIM allows the value; 0 where it has no bound or IIM does not carry it.
    pub limit: u16,
    /// Whether IIM carries it beside XMP.
    pub in_iim: bool,
    /// Whether another field may be made of it.
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
    /// 0, or the place among those that count only where no other has a value.
    pub fallback: u8,
}

include!("generated/fields.rs");
// What fields tell, row by row beside [`FIELDS`]: apart from them, since only the schema needs it.
include!("generated/descriptions.rs");

/// How many fields there are.
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
        // The fields of IPTC Photo Metadata 2025.1 that are no documented ones.
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
