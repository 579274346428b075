//! What is known of namespaces and properties: the tables, compiled to sorted arrays.
//!
//! The rule is code: a tag's name is the capitalised local name, a member's that of its parent followed by its
//! own. A row of `properties.tsv` says that a property is known, and where it departs from the rule.

use super::address;

/// A namespace, known by its address.
pub(super) struct Namespace {
    pub uri: &'static str,
    /// The last part of ExifTool's group: `iptcCore` for `Iptc4xmpCore`.
    pub group: &'static str,
    first: u16,
    count: u16,
}

/// A property of a namespace or a member of a structure.
#[derive(Debug)]
pub(super) struct Property {
    local: &'static str,
    /// The whole name of its tag.
    pub name: &'static str,
    /// What the names of its members begin with.
    pub prefix: &'static str,
    pub kind: Kind,
    /// Whether several values make one list.
    pub list: bool,
    /// Of several such properties the first counts, else the last.
    pub low: bool,
    /// Whether properties of any namespace may be its members.
    pub open: bool,
    pub print: Print,
    /// The number of its tag: the same for all properties of a namespace that make the same tag.
    pub slot: u16,
    first: u16,
    count: u16,
}

/// What the text of a property is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    LangAlt,
    Number,
    Rational,
    Boolean,
    Date,
    /// Anything, shown by its length alone.
    Binary,
    /// Bytes in base64.
    Base64,
}

/// The form in which a value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Print {
    Plain,
    /// By an enumeration; the number is its place.
    Enumeration(u16),
    ExposureTime,
    ShutterSpeed,
    Aperture,
    FNumber,
    ExposureBias,
    FocalLength,
    /// With `mm` after it.
    Millimetres,
    /// With `m` after it.
    Metres,
    /// With `m` after it where it is a number.
    Altitude,
    /// From degrees and minutes as XMP stores them.
    Latitude,
    Longitude,
    /// From decimal degrees.
    LatitudeNumber,
    LongitudeNumber,
    /// A number as the four numbers of its bytes.
    Version,
    /// The greatest number is `infinity`.
    FocusDistance,
    MediaSummary,
    /// As PDF writes dates.
    PdfDate,
    /// Photo Mechanic's four numbers in one text.
    Preferences,
    /// A time of day without colons.
    Time,
    /// A date as seconds since 1970.
    Seconds,
    /// A date as milliseconds since 1970.
    Milliseconds,
    /// Four numbers of a list in one.
    LensInfo,
    /// Two numbers of a list in one.
    SubSampling,
}

include!("generated.rs");

/// The namespace with this address.
pub(super) fn namespace(uri: &str) -> Option<&'static Namespace> {
    NAMESPACES.binary_search_by(|space| space.uri.cmp(uri)).ok().and_then(|place| NAMESPACES.get(place))
}

/// The namespace that `uri` nearly names: writers leave out the last slash or write one too many, and PRISM and
/// others count versions that no property depends on.
pub(super) fn nearly(uri: &str) -> Option<&'static Namespace> {
    indexed(&BARE, address::bare(uri)).or_else(|| indexed(&STEPS, &address::steps(uri)))
}

/// The namespace for which this prefix is usual.
pub(super) fn usual(prefix: &str) -> Option<&'static Namespace> {
    indexed(&PREFIXES, prefix)
}

fn indexed(index: &[(&str, u16)], key: &str) -> Option<&'static Namespace> {
    let found = index.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
    NAMESPACES.get(usize::from(index.get(found)?.1))
}

/// Whether a tag of this group, `XMP-` left out, and name holds numbers.
pub(crate) fn is_number(group: &str, name: &str) -> bool {
    NUMERIC.binary_search(&(group, name)).is_ok()
}

/// Whether a tag of this name is a language alternative in some namespace.
pub(crate) fn is_language_alternative(name: &str) -> bool {
    PROPERTIES.iter().any(|property| property.kind == Kind::LangAlt && property.name == name)
}

/// The groups, `XMP-` left out, and names of the tags that are known; some come more than once.
pub(crate) fn tag_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    // The properties of a namespace, and the members that follow them up to the next one.
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
    /// The member with this local name; its first letter may be small.
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

/// The text of `key` in the enumeration of that name, for forms that have one of their own.
pub(super) fn named(name: &str, key: &str) -> Option<&'static str> {
    let place = ENUMERATION_NAMES.binary_search(&name).ok()?;
    enumerated(u16::try_from(place).ok()?, key)
}

/// The text of `key` in an enumeration.
pub(super) fn enumerated(enumeration: u16, key: &str) -> Option<&'static str> {
    let pairs = ENUMERATIONS.get(usize::from(enumeration))?;
    let place = pairs.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
    pairs.get(place).map(|(_, text)| *text)
}

/// The key that is shown in the place of `key`, where the two mean the same.
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
            // Of two that differ in what ends them the first is meant.
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
        // Microsoft's namespaces differ by their version alone.
        assert!(nearly("http://ns.microsoft.com/photo/1.3/").is_none());
        assert!(nearly("urn:other").is_none());
    }
}
