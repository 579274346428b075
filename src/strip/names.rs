//! Which names belong to which class.
//!
//! An XMP property is matched by its local name in any namespace, so that a wrong or invented prefix hides nothing.

use super::what::Classes;
use crate::tag::{Group, Tag};

/// Parts of the names of coordinates, in lower case: `GPSLatitude`, `drone-dji:GpsLongtitude`, `dwc:decimalLatitude`.
const COORDINATES: &[&str] = &["gps", "latitude", "longitude", "longtitude", "altitude", "coordinates"];

/// `http://www.w3.org/2003/01/geo/wgs84_pos#`
const GEO: &[&str] = &["lat", "long", "lon", "alt", "lat_long"];

/// Properties of Photoshop, the IPTC, Dublin Core and dynamic media that name a place. A name that begins with
/// `Location` is one too. The creator's address has names of its own (`CiAdrCity`) and is kept.
const PLACES: &[&str] = &[
    "City",
    "State",
    "Province",
    "ProvinceState",
    "Country",
    "CountryCode",
    "CountryName",
    "Sublocation",
    "WorldRegion",
    "shotLocation",
    "coverage",
];

/// Lists of people, and the regions that mark them: the MWG's, Microsoft's and the IPTC's.
const PEOPLE: &[&str] = &["Regions", "RegionInfo", "ImageRegion", "People", "Personality"];

/// Who made a picture, whom to credit and how it may be used, grouped by the namespace of the properties. Here the
/// namespace matters: a property that only looks like a right is removed. The creator's address and telephone
/// (`Iptc4xmpCore:CreatorContactInfo`) are not rights; those of a licensor are there for requests.
const XMP_RIGHTS: &[(&str, &[&str])] = &[
    ("dc", &["creator", "rights"]),
    ("xmpRights", &["Certificate", "Marked", "Owner", "UsageTerms", "WebStatement"]),
    ("photoshop", &["AuthorsPosition", "Credit"]),
    (
        "plus",
        &[
            "CopyrightOwner",
            "CopyrightOwnerImageID",
            "CopyrightRegistrationNumber",
            "CopyrightStatus",
            "CreditLineRequired",
            "DataMining",
            "ImageAlterationConstraints",
            "ImageCreator",
            "ImageCreatorImageID",
            "ImageDuplicationConstraints",
            "ImageFileConstraints",
            "LicenseEndDate",
            "LicenseID",
            "LicenseStartDate",
            "Licensor",
            "LicensorImageID",
            "LicensorNotes",
            "LicensorTransactionID",
            "MediaConstraints",
            "OtherConditions",
            "OtherConstraints",
            "OtherLicenseDocuments",
            "OtherLicenseInfo",
            "OtherLicenseRequirements",
            "ProductOrServiceConstraints",
            "RegionConstraints",
            "Reuse",
            "TermsAndConditionsText",
            "TermsAndConditionsURL",
        ],
    ),
    (
        "cc",
        &[
            "attributionName",
            "attributionURL",
            "jurisdiction",
            "legalcode",
            "license",
            "morePermissions",
            "permits",
            "prohibits",
            "requires",
            "useGuidelines",
        ],
    ),
    (
        "pur",
        &[
            "agreement",
            "copyright",
            "creditLine",
            "expirationDate",
            "permissions",
            "restrictions",
            "reuseProhibited",
            "rightsAgent",
            "rightsOwner",
        ],
    ),
    ("prism", &["copyright"]),
    ("tiff", &["Artist", "Copyright"]),
    ("exifEX", &["Photographer"]),
];

/// The same in Exif: the directory, the tag and its name [EXIF30 4.6.4 table 4 and 4.6.5 table 7], and the author tag
/// of Windows.
pub(super) const EXIF_RIGHTS: &[(Directory, u16, &str)] = &[
    (Directory::First, 315, "Artist"),
    (Directory::First, 33432, "Copyright"),
    (Directory::First, 40093, "XPAuthor"),
    (Directory::Exif, 42039, "Photographer"),
];

/// The directories of an Exif block that hold rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directory {
    First,
    Exif,
}

/// The same in record 2 of IIM [IIM 4.2 6.2].
const IIM_RIGHTS: &[(u8, &str)] =
    &[(80, "By-line"), (85, "By-lineTitle"), (110, "Credit"), (116, "CopyrightNotice")];

/// The same in Photoshop's resources: the copyright flag, and the URL of the copyright.
const RESOURCE_RIGHTS: &[(u16, &str)] = &[(0x040a, "CopyrightFlag"), (0x040b, "URL")];

/// Whether an XMP property is a right, given the group of its namespace.
pub(super) fn is_right(group: &str, local: &str) -> bool {
    XMP_RIGHTS.iter().any(|(space, names)| *space == group && names.contains(&local))
}

/// Whether an IIM dataset is a right.
pub(super) fn is_right_dataset(record: u8, number: u8) -> bool {
    record == 2 && IIM_RIGHTS.iter().any(|(right, _)| *right == number)
}

/// Whether a Photoshop resource is a right.
pub(super) fn is_right_resource(id: u16) -> bool {
    RESOURCE_RIGHTS.iter().any(|(right, _)| *right == id)
}

/// Whether a tag is a right or a member of one: the names of members begin with that of their structure.
pub(super) fn is_right_tag(tag: &Tag<'_>) -> bool {
    let name = &*tag.name;
    let in_exif =
        |directory| EXIF_RIGHTS.iter().any(|(place, _, right)| *place == directory && *right == name);
    match &tag.group {
        Group::Ifd(0) => in_exif(Directory::First),
        Group::ExifIfd => in_exif(Directory::Exif),
        Group::Iptc(_) => IIM_RIGHTS.iter().any(|(_, right)| *right == name),
        Group::Photoshop => RESOURCE_RIGHTS.iter().any(|(_, right)| *right == name),
        Group::Xmp(group) => {
            let starts =
                |right: &&str| name.get(..right.len()).is_some_and(|start| start.eq_ignore_ascii_case(right));
            XMP_RIGHTS.iter().any(|(space, names)| space == group && names.iter().any(starts))
        }
        _ => false,
    }
}

/// Whether a tag may occur in a copy that keeps the rights: it is a right, or comes with a block that holds rights.
pub(super) fn may_come_with_rights(tag: &Tag<'_>) -> bool {
    is_right_tag(tag)
        || match &tag.group {
            Group::Iptc(_) => tag.name == "CodedCharacterSet",
            Group::Photoshop => tag.name == "IPTCDigest",
            Group::File => tag.name == "CurrentIPTCDigest",
            _ => false,
        }
}

impl Classes {
    /// Whether an XMP property is removed, with everything that it contains.
    pub(super) fn have_property(self, local: &str) -> bool {
        (self.has_gps() && (is_coordinate(local) || GEO.contains(&local)))
            || (self.places && (local.starts_with("Location") || PLACES.contains(&local)))
            || (self.people && (local.starts_with("PersonInImage") || PEOPLE.contains(&local)))
    }

    /// Whether an IIM dataset is removed [IIM 4.2 6.2]. IIM has none for coordinates or people.
    pub(super) fn have_dataset(self, record: u8, number: u8) -> bool {
        // Content location, city, sub-location, province, country.
        self.places && record == 2 && matches!(number, 26 | 27 | 90 | 92 | 95 | 100 | 101)
    }

    /// Whether a tag should be gone from a copy. The names of members begin with that of their structure.
    pub(super) fn have_tag(self, tag: &Tag<'_>) -> bool {
        let name = &*tag.name;
        match &tag.group {
            Group::Gps => self.has_gps(),
            Group::Iptc(_) => {
                let starts = ["City", "Sub-location", "Province", "Country", "ContentLocation"];
                self.places && starts.iter().any(|start| name.starts_with(start))
            }
            Group::Xmp(_) => {
                self.have_property(name)
                    || (self.people && (name.starts_with("Region") || name.starts_with("ImageRegion")))
            }
            Group::Ifd(_) | Group::SubIfd(_) | Group::ExifIfd => {
                self.has_gps() && (is_coordinate(name) || name.starts_with("Geo"))
            }
            _ => false,
        }
    }
}

fn is_coordinate(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    COORDINATES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_apart() {
        let gps = Classes { gps: true, ..Classes::default() };
        let places = Classes { places: true, ..Classes::default() };
        let people = Classes { people: true, ..Classes::default() };
        for (name, expected) in [
            ("GPSLatitude", [true, true, false]),
            ("GpsLongtitude", [true, true, false]),
            ("lat", [true, true, false]),
            ("City", [false, true, false]),
            ("LocationShown", [false, true, false]),
            ("CiAdrCity", [false, false, false]),
            ("PersonInImageWDetails", [false, false, true]),
            ("Regions", [false, false, true]),
            ("creator", [false, false, false]),
        ] {
            assert_eq!([gps, places, people].map(|class| class.have_property(name)), expected, "{name}");
        }
        assert!(places.have_dataset(2, 90) && !gps.have_dataset(2, 90) && !people.have_dataset(2, 90));
    }
}
