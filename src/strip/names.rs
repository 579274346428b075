//! Which names belong to which class.
//!
//! An XMP property is known by its local name alone, in any namespace: a wrong or invented prefix hides nothing.

use super::Classes;
use crate::tag::{Group, Tag};

/// What the names of coordinates have in them, in small letters: `GPSLatitude`, `drone-dji:GpsLongtitude`,
/// `dwc:decimalLatitude`.
const COORDINATES: &[&str] = &["gps", "latitude", "longitude", "longtitude", "altitude", "coordinates"];

/// `http://www.w3.org/2003/01/geo/wgs84_pos#`
const GEO: &[&str] = &["lat", "long", "lon", "alt", "lat_long"];

/// Named places of Photoshop, the IPTC, Dublin Core and dynamic media. What begins with `Location` is one too.
/// The address of the creator has names of its own (`CiAdrCity`) and stays.
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

/// Lists of people, and the regions that show them: MWG's, Microsoft's and the IPTC's.
const PEOPLE: &[&str] = &["Regions", "RegionInfo", "ImageRegion", "People", "Personality"];

impl Classes {
    /// Whether an XMP property goes, with all that it holds.
    pub(super) fn have_property(self, local: &str) -> bool {
        (self.has_gps() && (is_coordinate(local) || GEO.contains(&local)))
            || (self.places && (local.starts_with("Location") || PLACES.contains(&local)))
            || (self.people && (local.starts_with("PersonInImage") || PEOPLE.contains(&local)))
    }

    /// Whether an IIM dataset goes [IIM 4.2 6.2]. It has none of coordinates or people.
    pub(super) fn have_dataset(self, record: u8, number: u8) -> bool {
        // Content location, city, sub-location, province, country.
        self.places && record == 2 && matches!(number, 26 | 27 | 90 | 92 | 95 | 100 | 101)
    }

    /// Whether a tag of a copy should be gone. The names of members begin with that of their structure.
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
