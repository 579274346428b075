//! The tables of tags: `tables.tsv` names them, and each is compiled from a file in `tags`.

use super::condition::{Circumstances, Condition, Register};
use super::convert::{self, Conversion};
use super::place;
use super::value::{Field, Setting};
use crate::bytes::Bytes;
use crate::codes::{self, Codes};
use crate::tiff::types::FieldType;

/// One row of the table.
pub(super) struct Tag {
    id: u16,
    /// When the row holds; `None`: always.
    condition: Option<&'static Condition>,
    /// ExifTool's name.
    pub name: &'static str,
    /// The type that the value is read as, whatever its entry says.
    pub read: Option<FieldType>,
    /// The printed form.
    pub print: Conversion,
    /// What its values mean.
    pub codes: &'static Codes,
    /// Whether its values are shown by their length alone.
    pub opaque: bool,
    /// What is done with a long one.
    pub long: Long,
    /// Of several in one directory the first is shown, not the last.
    pub first: bool,
    /// Conditions of later rows ask for the value.
    pub sets: Option<Register>,
    /// The picture whose place or length the value is.
    pub picture: Option<&'static str>,
    /// Rows of one name share a number.
    pub slot: u16,
}

impl Tag {
    /// The bytes of a value as the tag wants them read.
    pub fn field<'a>(&self, field_type: FieldType, data: Bytes<'a>, setting: Setting<'a>) -> Field<'a> {
        Field::new(field_type, self.read, self.codes, data, setting)
    }
}

/// What is done with a value that is long and no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Long {
    /// It is shown by its length.
    Length,
    /// So it is, unless its first bytes say that it is not shown.
    Head,
    /// It is read as any other.
    Whole,
}

/// What is done with a tag that no table has.
pub(super) static UNKNOWN: Tag = Tag {
    id: 0,
    condition: None,
    name: "",
    read: None,
    print: convert::stored,
    codes: &codes::NONE,
    opaque: false,
    long: Long::Length,
    first: false,
    sets: None,
    picture: None,
    slot: 0,
};

/// A table of tags. Some directories number their tags on their own.
pub(super) struct TagTable {
    /// Sorted by their tags; the rows of one tag in the order in which they are tried.
    rows: &'static [Tag],
    /// The number of the first row of each tag, counted from 1, at one of its places.
    index: &'static [u16],
    /// How many names the table has.
    pub slots: usize,
    /// Whether the numbers are those of TIFF, so that what leads to directories and blocks is followed.
    pub is_tiff: bool,
}

impl TagTable {
    /// The rows of a tag.
    pub fn get(&self, id: u16) -> Option<Rows> {
        let first = place::from(id, self.index.len()).find_map(|place| {
            let row = usize::from(*self.index.get(place)?).checked_sub(1);
            match row {
                Some(row) if self.rows.get(row)?.id != id => None,
                row => Some(row),
            }
        })??;
        let (first, rest) = self.rows.get(first..)?.split_first()?;
        Some(Rows { first, rest })
    }
}

/// The rows of a tag: the first whose condition is met is that of an entry.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    first: &'static Tag,
    /// What stands behind that in the table.
    rest: &'static [Tag],
}

impl Rows {
    /// The row that holds whatever the circumstances: the tag's usual name.
    pub fn usual(self) -> &'static Tag {
        self.all().find(|tag| tag.condition.is_none()).unwrap_or(self.first)
    }

    /// The row that holds in these circumstances, which are asked for only where there is a choice.
    pub fn choose<'c, 'a: 'c>(self, of: impl FnOnce() -> Circumstances<'c, 'a>) -> Option<&'static Tag> {
        if self.first.condition.is_none() {
            return Some(self.first);
        }
        let of = of();
        self.all().find(|tag| tag.condition.is_none_or(|condition| condition.is_met(&of)))
    }

    fn all(self) -> impl Iterator<Item = &'static Tag> {
        let others = self.rest.iter().take_while(move |tag| tag.id == self.first.id);
        std::iter::once(self.first).chain(others)
    }
}

include!("generated/tags.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_unique() {
        for table in TABLES {
            assert!(table.rows.is_sorted_by_key(|tag| tag.id));
            for tag in table.rows {
                let rows = table.get(tag.id).unwrap();
                assert!(rows.all().any(|found| std::ptr::eq(found, tag)));
                assert!(usize::from(tag.slot) < table.slots, "{}", tag.name);
                assert!(!tag.name.is_empty());
                assert!(rows.all().last().unwrap().condition.is_none(), "{} has no usual name", tag.name);
                assert_eq!(rows.all().filter(|tag| tag.condition.is_none()).count(), 1, "{}", tag.name);
                for other in table.rows {
                    assert_eq!(tag.name == other.name, tag.slot == other.slot);
                }
            }
            assert!((0..=u16::MAX).filter_map(|id| table.get(id)).count() <= table.rows.len());
        }
    }

    #[test]
    fn tags_are_found() {
        assert_eq!(EXIF.get(0x0112).unwrap().usual().name, "Orientation");
        assert_eq!(EXIF.get(513).unwrap().usual().name, "OtherImageStart");
        assert_eq!(GPS.get(1).unwrap().usual().name, "GPSLatitudeRef");
        assert!(GPS.get(0x0112).is_none());
    }
}
