//! What maker notes and the other parts that tables describe (chunks, boxes, profiles) give to fields: only the tags that
//! are named here with their groups, whatever the others are called.
//!
//! `properties.tsv` names the tags that carry a field; `facts.tsv` names those from which fields are made in
//! other ways, with what they tell.

use super::carrier::is_group;
use crate::block::BlockKind;
use crate::tag::{Group, Tag, Value};

/// A tag of a table that carries a field.
#[derive(Debug)]
pub(crate) struct TableSource {
    /// Its group; empty for the note of any maker.
    group: &'static str,
    name: &'static str,
    /// The row of the field.
    pub row: u16,
    /// Its position among the sources of the field.
    pub place: u8,
    /// 0, or its number among the tags that count only if no other has a value.
    pub fallback: u8,
}

/// A tag from which fields are made.
#[derive(Debug)]
pub(crate) struct Fact {
    group: &'static str,
    name: &'static str,
    role: Role,
    /// The value of another tag on which it depends, as the role requires.
    pub of: &'static str,
}

/// What such a tag tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The number of the lens.
    LensType,
    /// A number of the key of a lens that is known by several numbers.
    LensKey,
    /// The lens's shortest focal length.
    MinFocal,
    /// The lens's longest focal length.
    MaxFocal,
    /// The lens's largest aperture.
    MaxAperture,
    /// A name of the lens.
    LensName,
    /// The offset of the camera's clock from UTC.
    Zone,
    /// Whether an hour of summer time comes on top of the offset.
    Summer,
    /// A clock of the camera that runs in UTC.
    Clock,
    /// The code of the primary colours.
    Primaries,
    /// The code of the curve.
    Transfer,
    /// The primary colours, in XYZ.
    Red,
    Green,
    Blue,
    /// The picture has a gain map.
    GainMap,
}

/// Whether the tag is from a maker note.
pub(crate) fn is_maker(tag: &Tag<'_>) -> bool {
    tag.source.block == BlockKind::MakerNote
}

/// The fields that a tag of a table carries.
pub(crate) fn sources(tag: &Tag<'_>) -> impl Iterator<Item = &'static TableSource> {
    let name: &str = &tag.name;
    let start = SOURCES.partition_point(|source| source.name < name);
    let same = SOURCES.get(start..).unwrap_or_default().iter().take_while(move |source| source.name == name);
    same.filter(|source| is_of(tag, source.group))
}

/// The tags with a role, in the order of the table, each with its row.
pub(crate) fn facts<'n, 'f, 'a>(
    notes: &'n [&'f Tag<'a>],
    role: Role,
) -> impl Iterator<Item = (&'static Fact, &'f Tag<'a>)> + use<'n, 'f, 'a> {
    FACTS.iter().filter(move |fact| fact.role == role).filter_map(|fact| {
        let is_named = |tag: &&&Tag<'a>| tag.name == fact.name && is_of(tag, fact.group);
        notes.iter().find(is_named).map(|tag| (fact, *tag))
    })
}

/// Whether the tag may tell of the picture's colours: it is of a table, but of no maker note, or of a gain map's
/// properties.
pub(crate) fn is_of_colours(tag: &Tag<'_>) -> bool {
    match &tag.group {
        Group::Other(_) => !is_maker(tag),
        Group::Xmp(space) => matches!(space.as_ref(), "hdrgm" | "HDRGainMap"),
        _ => false,
    }
}

/// Whether this number of a lens means that another tag has its number.
pub(crate) fn refers(group: &str, other: &str, number: &str) -> bool {
    let is_it = |fact: &&Fact| fact.name == other && (fact.group.is_empty() || fact.group == group);
    FACTS.iter().filter(is_it).any(|fact| fact.role == Role::LensType && fact.of == number)
}

fn is_of(tag: &Tag<'_>, group: &str) -> bool {
    if group.is_empty() { is_maker(tag) } else { is_group(&tag.group, group) }
}

/// Whether the value of a tag of a maker note says nothing: cameras fill what they do not know with zeros, and a number
/// without a meaning is no value for people.
pub(crate) fn says_nothing(value: &Value<'_>) -> bool {
    match value {
        Value::Int(number) => *number == 0,
        Value::Real(number) => *number == 0.0,
        Value::Text(text) => {
            let bare = text.trim_matches([' ', '\0']);
            let number = bare.strip_suffix(" m").unwrap_or(bare);
            bare.bytes().all(|byte| matches!(byte, b'-' | b':' | b' '))
                || number.bytes().all(|byte| byte == b'0')
                || bare.eq_ignore_ascii_case("n/a")
                || bare.starts_with("Unknown (")
        }
        _ => false,
    }
}

include!("generated/table_tags.rs");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::Origin;

    fn tag(group: &'static str, name: &'static str) -> Tag<'static> {
        let source = Origin { block: BlockKind::MakerNote, offset: 0, standard: true, charset: None };
        Tag::new(Group::Other(group.into()), name, Value::Int(1), None, source)
    }

    #[test]
    fn sources_are_sorted_and_found() {
        assert!(SOURCES.is_sorted_by(|a, b| (a.name, a.row) <= (b.name, b.row)));
        assert_eq!(sources(&tag("Pentax", "SerialNumber")).count(), 1);
        assert_eq!(sources(&tag("Apple", "ContentIdentifier")).count(), 1);
        assert_eq!(sources(&tag("Canon", "ContentIdentifier")).count(), 0, "only Apple's");
        assert_eq!(sources(&tag("Canon", "Make")).count(), 0);
    }

    #[test]
    fn outside_of_maker_notes_only_named_groups_count() {
        let mut film = tag("Pentax", "SerialNumber");
        film.source.block = BlockKind::QuickTime;
        assert_eq!(sources(&film).count(), 0, "the notes of any maker are named");
        let mut burst = tag("Apple", "BurstUUID");
        burst.source.block = BlockKind::QuickTime;
        assert_eq!(sources(&burst).count(), 1, "the group is named");
    }

    #[test]
    fn facts_are_found_in_the_order_of_the_table() {
        let (first, second) = (tag("Nikon", "MCUVersion"), tag("Nikon", "LensIDNumber"));
        let notes = [&first, &second];
        let names: Vec<_> = facts(&notes, Role::LensKey).map(|(_, tag)| &*tag.name).collect();
        assert_eq!(names, ["LensIDNumber", "MCUVersion"]);
    }

    #[test]
    fn zeros_and_numbers_without_meaning_say_nothing() {
        for text in ["", " ", "0", "0000000000", "0 m", "n/a", "Unknown (12)", "---"] {
            assert!(says_nothing(&Value::text(text)), "{text:?}");
        }
        for text in ["inf", "0.5 m", "00ff470d", "Auto", "unknown"] {
            assert!(!says_nothing(&Value::text(text)), "{text:?}");
        }
        assert!(says_nothing(&Value::Int(0)) && !says_nothing(&Value::Int(1)));
    }
}
