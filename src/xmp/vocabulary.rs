//! The known namespaces and properties: the tables, compiled to sorted arrays.
//!
//! The naming rule is code: a tag's name is the capitalised local name, and a member's name is its parent's followed
//! by its own. A row of `properties.tsv` makes a property known and records how it departs from the rule.

use super::address;

/// A known namespace, identified by its URI.
pub(super) struct Namespace {
    pub uri: &'static str,
    /// The last part of ExifTool's group: `iptcCore` for `Iptc4xmpCore`.
    pub group: &'static str,
    first: u16,
    count: u16,
}

/// A property of a namespace, or a member of a structure.
#[derive(Debug)]
pub(super) struct Property {
    local: &'static str,
    /// The full name of its tag.
    pub name: &'static str,
    /// The prefix of its members' names.
    pub prefix: &'static str,
    pub kind: Kind,
    /// Whether repeated values join into one list.
    pub list: bool,
    /// If the property is repeated, keep the first value instead of the last.
    pub low: bool,
    /// Whether its members may be properties of any namespace.
    pub open: bool,
    pub print: Print,
    /// The number of its tag: properties of a namespace that make the same tag share it.
    pub slot: u16,
    first: u16,
    count: u16,
}

/// The type of a property's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    LangAlt,
    Number,
    Rational,
    Boolean,
    Date,
    /// Any data, shown only by its length.
    Binary,
    /// Base64 data.
    Base64,
}

/// How a value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Print {
    Plain,
    /// By the enumeration with this index.
    Enumeration(u16),
    ExposureTime,
    ShutterSpeed,
    Aperture,
    FNumber,
    ExposureBias,
    FocalLength,
    /// With `mm` appended.
    Millimetres,
    /// With `m` appended.
    Metres,
    /// With `m` appended if it is a number.
    Altitude,
    /// From degrees and minutes, as XMP stores them.
    Latitude,
    Longitude,
    /// From decimal degrees.
    LatitudeNumber,
    LongitudeNumber,
    /// A 32-bit number, printed as its four bytes.
    Version,
    /// The largest 32-bit number is `infinity`.
    FocusDistance,
    MediaSummary,
    /// A date in PDF's form.
    PdfDate,
    /// Photo Mechanic's four numbers in one text.
    Preferences,
    /// A time of day without colons.
    Time,
    /// A date in seconds since 1970.
    Seconds,
    /// A date in milliseconds since 1970.
    Milliseconds,
    /// A list of four numbers, printed together.
    LensInfo,
    /// A list of two numbers, printed together.
    SubSampling,
}

include!("generated.rs");

/// The namespace with this URI.
pub(super) fn namespace(uri: &str) -> Option<&'static Namespace> {
    NAMESPACES.binary_search_by(|space| space.uri.cmp(uri)).ok().and_then(|place| NAMESPACES.get(place))
}

/// The namespace whose URI `uri` nearly matches: writers omit the last slash or write one too many, and PRISM and
/// others have version numbers that do not affect the properties.
pub(super) fn nearly(uri: &str) -> Option<&'static Namespace> {
    indexed(&BARE, address::bare(uri)).or_else(|| indexed(&STEPS, &address::steps(uri)))
}

/// The namespace that usually has this prefix.
pub(super) fn usual(prefix: &str) -> Option<&'static Namespace> {
    indexed(&PREFIXES, prefix)
}

fn indexed(index: &[(&str, u16)], key: &str) -> Option<&'static Namespace> {
    let found = index.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
    NAMESPACES.get(usize::from(index.get(found)?.1))
}

/// Whether the tag with this group (without `XMP-`) and name holds numbers.
pub(crate) fn is_number(group: &str, name: &str) -> bool {
    NUMERIC.binary_search(&(group, name)).is_ok()
}

/// Whether a tag of this name is a language alternative in any namespace.
pub(crate) fn is_language_alternative(name: &str) -> bool {
    PROPERTIES.iter().any(|property| property.kind == Kind::LangAlt && property.name == name)
}

/// The groups (without `XMP-`) and names of all known tags; some are repeated.
pub(crate) fn tag_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    // The properties of a namespace and their members, which follow them up to the next namespace.
    let own = |place: usize| {
        let start = |place: usize| NAMESPACES.get(place).map(|space| usize::from(space.first));
        let end = start(place + 1).unwrap_or(PROPERTIES.len());
        start(place).and_then(|first| PROPERTIES.get(first..end)).unwrap_or_default()
    };
    let spaces = NAMESPACES.iter().enumerate();
    spaces.flat_map(move |(place, space)| own(place).iter().map(|property| (space.group, property.name)))
}

impl Namespace {
    /// The property with this local name.
    pub fn property(&self, local: &str) -> Option<&'static Property> {
        let properties = run(self.first, self.count);
        properties
            .binary_search_by(|property| property.local.cmp(local))
            .ok()
            .and_then(|place| properties.get(place))
    }
}

impl Property {
    /// The member with this local name; its first letter may be lower case.
    pub fn member(&self, local: &str) -> Option<&'static Self> {
        let members = run(self.first, self.count);
        if members.is_empty() {
            return None;
        }
        let (first, rest) = local.as_bytes().split_first()?;
        let key = (first.to_ascii_uppercase(), rest);
        members
            .binary_search_by(|member| {
                let bytes = member.local.as_bytes();
                bytes.split_first().map_or((0, bytes), |(first, rest)| (*first, rest)).cmp(&key)
            })
            .ok()
            .and_then(|place| members.get(place))
    }
}

fn run(first: u16, count: u16) -> &'static [Property] {
    PROPERTIES.get(usize::from(first)..).and_then(|rest| rest.get(..usize::from(count))).unwrap_or_default()
}

/// The text for `key` in the enumeration of this name, for print forms that have an enumeration of their own.
pub(super) fn named(name: &str, key: &str) -> Option<&'static str> {
    let place = ENUMERATION_NAMES.binary_search(&name).ok()?;
    enumerated(u16::try_from(place).ok()?, key)
}

/// The text for `key` in an enumeration.
pub(super) fn enumerated(enumeration: u16, key: &str) -> Option<&'static str> {
    let pairs = ENUMERATIONS.get(usize::from(enumeration))?;
    let place = pairs.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
    pairs.get(place).map(|(_, text)| *text)
}

/// The key that is shown instead of `key`, if the two are synonyms.
pub(super) fn shown_as(enumeration: u16, key: &str) -> Option<&'static str> {
    let place = SAME.binary_search_by(|(of, known, _)| (*of, *known).cmp(&(enumeration, key))).ok()?;
    SAME.get(place).map(|(.., shown)| *shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_unique_and_within_bounds() {
        assert!(NAMESPACES.windows(2).all(|pair| pair[0].uri < pair[1].uri));
        for index in [&PREFIXES[..], &BARE, &STEPS] {
            assert!(index.is_sorted_by(|a, b| a.0 < b.0));
            assert!(index.iter().all(|(_, place)| usize::from(*place) < NAMESPACES.len()));
        }
        assert!(NUMERIC.is_sorted_by(|a, b| a < b));
        for (first, count) in NAMESPACES
            .iter()
            .map(|space| (space.first, space.count))
            .chain(PROPERTIES.iter().map(|property| (property.first, property.count)))
        {
            let members = run(first, count);
            assert_eq!(members.len(), usize::from(count));
            assert!(members.windows(2).all(|pair| pair[0].local < pair[1].local));
        }
        for pairs in ENUMERATIONS {
            assert!(!pairs.is_empty());
            assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        assert!(SAME.windows(2).all(|pair| (pair[0].0, pair[0].1) < (pair[1].0, pair[1].1)));
        for (enumeration, key, shown) in SAME {
            assert!(enumerated(enumeration, key).is_some() && enumerated(enumeration, shown).is_some());
        }
        for property in &PROPERTIES {
            assert!(usize::from(property.slot) < SLOTS);
            if let Print::Enumeration(place) = property.print {
                assert!(usize::from(place) < ENUMERATIONS.len());
            }
        }
    }

    #[test]
    fn tags_that_hold_numbers() {
        assert!(is_number("xmp", "Rating"));
        assert!(is_number("mwg-rs", "RegionAreaH"));
        assert!(!is_number("dc", "Format"));
        assert!(!is_number("", "Rating"));
        assert!(!is_number("dc", "Rating"));
    }

    #[test]
    fn every_namespace_is_found_by_what_stands_for_it() {
        assert_eq!(PREFIXES.len(), NAMESPACES.len());
        assert_eq!(usual("dc").unwrap().group, "dc");
        assert_eq!(usual("Iptc4xmpCore").unwrap().group, "iptcCore");
        assert!(usual("").is_none() && usual("other").is_none());
        for space in &NAMESPACES {
            // If two differ only in their trailing slashes, the first is found.
            let first = NAMESPACES.iter().find(|other| address::bare(other.uri) == address::bare(space.uri));
            assert_eq!(nearly(space.uri).map(|found| found.uri), first.map(|first| first.uri));
        }
    }

    #[test]
    fn members_are_found_whatever_their_first_letter() {
        let space = namespace("http://ns.adobe.com/xap/1.0/mm/").unwrap();
        let history = space.property("History").unwrap();
        assert_eq!(history.member("action").unwrap().name, "HistoryAction");
        assert_eq!(history.member("Action").unwrap().name, "HistoryAction");
        assert!(history.member("").is_none());
        assert!(space.property("history").is_none());
    }

    #[test]
    fn addresses_with_a_slip() {
        assert_eq!(nearly("http://purl.org/dc/elements/1.1").unwrap().group, "dc");
        assert_eq!(nearly("http://ns.microsoft.com/photo/1.0/").unwrap().group, "microsoft");
        assert_eq!(nearly("http://prismstandard.org/namespaces/basic/3.0/").unwrap().group, "prism");
        // Microsoft's namespaces differ only by their version.
        assert!(nearly("http://ns.microsoft.com/photo/1.3/").is_none());
        assert!(nearly("urn:other").is_none());
    }
}
