//! The tag tables: `tables.tsv` lists them, and each is compiled from a file in `tags`.

use super::condition::{Circumstances, Condition, Register};
use super::convert::{self, Conversion};
use super::place;
use super::value::{Field, Setting};
use crate::bytes::Bytes;
use crate::codes::{self, Codes};
use crate::tiff::types::FieldType;

/// A row of a table.
pub(super) struct Tag {
    id: u16,
    /// The condition under which the row applies. `None` means always.
    condition: Option<&'static Condition>,
    /// ExifTool's name.
    pub name: &'static str,
    /// The type as which the value is read, whatever its entry states.
    pub read: Option<FieldType>,
    /// The conversion to the printed form.
    pub print: Conversion,
    /// The meanings of its values.
    pub codes: &'static Codes,
    /// Whether the value is shown only by its length.
    pub opaque: bool,
    /// How a long value is handled.
    pub long: Long,
    /// If a directory repeats this tag, keep the first.
    pub first: bool,
    /// The register that stores the value, so that conditions of later rows can refer to it.
    pub sets: Option<Register>,
    /// The picture whose offset or length this value is.
    pub picture: Option<&'static str>,
    /// The number of the name. Rows with the same name share it.
    pub slot: u16,
}

impl Tag {
    /// The bytes of a value, read as the tag requires.
    pub fn field<'a>(&self, field_type: FieldType, data: Bytes<'a>, setting: Setting<'a>) -> Field<'a> {
        Field::new(field_type, self.read, self.codes, data, setting)
    }
}

/// How a long value that is not text is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Long {
    /// Only its length is shown.
    Length,
    /// Only its length is shown, unless its first bytes say that the tag is not shown at all.
    Head,
    /// It is read like any other value.
    Whole,
}

/// The row for a tag that no table has.
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

/// A table of tags. Some directories have a tag numbering of their own.
pub(super) struct TagTable {
    /// Sorted by tag. The rows of one tag are in the order in which they are tried.
    rows: &'static [Tag],
    /// The number of the first row of each tag, counted from 1, in one of the slots for that tag.
    index: &'static [u16],
    /// How many different names the table has.
    pub slots: usize,
    /// Whether the tag numbers are those of TIFF, so that tags that point to directories or hold blocks are followed.
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

/// The rows of a tag. The first row whose condition is met applies to an entry.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    first: &'static Tag,
    /// The part of the table after that row.
    rest: &'static [Tag],
}

impl Rows {
    /// The row without a condition, which gives the usual name of the tag.
    pub fn usual(self) -> &'static Tag {
        self.all().find(|tag| tag.condition.is_none()).unwrap_or(self.first)
    }

    /// The row that applies. `of` is called only if there is a choice.
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
