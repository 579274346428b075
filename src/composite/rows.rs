//! The rows, compiled from `tags.tsv`, and the index of the tags that they ask for.

use super::hash;
use crate::block::BlockKind;
use crate::codes::{Codes, MAKERS};
use crate::tag::{Group, Tag};

/// A tag that is computed of others.
pub(super) struct Row {
    pub name: &'static str,
    /// The number of its name.
    pub number: u8,
    /// Its group; empty for `Composite`.
    pub group: &'static str,
    pub sources: &'static [Source],
    /// The number of a name; if there is such a tag, this one is not made.
    pub unless: Option<u8>,
    /// The places of its formulas, 0 for none.
    pub value: u32,
    pub print: u32,
    codes: Option<u16>,
}

impl Row {
    /// The meanings of its values.
    pub fn codes(&self) -> Option<&'static Codes> {
        self.codes.and_then(|codes| MAKERS.get(usize::from(codes)))
    }
}

/// A tag that a row asks for.
pub(super) struct Source {
    /// The number of its name.
    pub name: u8,
    pub of: Of,
    /// Whether the row is made only if the tag is there.
    pub is_required: bool,
}

const fn source(name: u8, of: Of, is_required: bool) -> Source {
    Source { name, of, is_required }
}

/// Of which groups a tag may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Any,
    /// Any directory of Exif.
    Exif,
    Gps,
    Ifd0,
    Iptc,
    Xmp,
    /// A namespace of XMP.
    XmpPart(&'static str),
    /// All groups of a kind of block.
    Kind(BlockKind),
    /// The group of this name.
    Named(&'static str),
}

impl Of {
    /// Whether a tag is of these groups.
    pub fn has(self, tag: &Tag<'_>) -> bool {
        match (self, &tag.group) {
            (Self::Any, _) => true,
            (Self::Kind(kind), _) => tag.source.block == kind,
            // In a maker note, these groups are the maker's.
            _ if tag.source.block == BlockKind::MakerNote => {
                matches!((self, &tag.group), (Self::Named(name), Group::Other(group)) if group == name)
            }
            (Self::Exif, group) => matches!(
                group,
                Group::Ifd(_) | Group::SubIfd(_) | Group::ExifIfd | Group::Gps | Group::InteropIfd
            ),
            (Self::Gps, group) => *group == Group::Gps,
            (Self::Ifd0, group) => *group == Group::Ifd(0),
            (Self::Iptc, group) => matches!(group, Group::Iptc(_)),
            (Self::Xmp, group) => matches!(group, Group::Xmp(_)),
            (Self::XmpPart(part), Group::Xmp(group)) => group == part,
            (Self::Named(name), Group::Other(group)) => group == name,
            _ => false,
        }
    }
}

/// A name by which rows ask for tags.
pub(super) struct Name {
    pub text: &'static str,
    /// The groups whose tags of this name stand back behind others.
    pub low: &'static [Of],
    /// Whether the Exif tag of this name stands behind the maker note.
    pub is_late: bool,
}

/// The number of a name that rows ask for.
pub(super) fn number(name: &str) -> Option<usize> {
    for place in hash::places(name.as_bytes()) {
        let number = usize::from(*SLOTS.get(place)?).checked_sub(1)?;
        if NAMES.get(number)?.text == name {
            return Some(number);
        }
    }
    None
}

include!("generated.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_found() {
        for (at, name) in NAMES.iter().enumerate() {
            assert_eq!(number(name.text), Some(at), "{}", name.text);
        }
        for other in ["", "X", "FocalLengthX", "WhitePoint", "MeteringMode"] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn names_are_near_their_places() {
        let steps = |name: &Name| {
            hash::places(name.text.as_bytes())
                .position(|place| usize::from(SLOTS[place]) == number(name.text).unwrap() + 1)
        };
        assert!(NAMES.iter().all(|name| steps(name).unwrap() < 8));
    }

    #[test]
    fn rows_stand_behind_those_that_they_depend_on() {
        for (at, row) in ROWS.iter().enumerate() {
            for source in row.sources.iter().filter(|source| matches!(source.of, Of::Any)) {
                assert!(ROWS[at..].iter().all(|later| later.number != source.name), "{}", row.name);
            }
        }
    }
}
