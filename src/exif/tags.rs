//! The table of tags, compiled from `tags.tsv`.

use super::convert::{self, Conversion};
use super::place;
use super::value::{Field, Setting};
use crate::bytes::Bytes;
use crate::codes::{self, Codes};
use crate::tiff::types::FieldType;

/// One row of the table.
pub(super) struct Tag {
    id: u16,
    variant: u8,
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
    variant: 0,
    name: "",
    read: None,
    print: convert::stored,
    codes: &codes::NONE,
    opaque: false,
    long: Long::Length,
    first: false,
    slot: 0,
};

/// The rows of a tag, one for each of its names.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// That of its usual name.
    first: &'static Tag,
    /// What stands behind that in the table.
    rest: &'static [Tag],
}

impl Rows {
    /// The row of the tag's usual name.
    pub fn usual(self) -> &'static Tag {
        self.first
    }

    /// The row of one of its names.
    pub fn variant(self, variant: Variant) -> Option<&'static Tag> {
        if variant == Variant::Usual {
            return Some(self.first);
        }
        let mut others = self.rest.iter().take_while(|tag| tag.id == self.first.id);
        others.find(|tag| tag.variant == variant as u8)
    }
}

/// The tables: some directories number their tags on their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// All directories but GPS.
    Exif,
    /// GPS directories.
    Gps,
    /// The first directory of a raw of Panasonic or Leica.
    Panasonic,
}

/// Names that a tag has in some directories only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    /// The usual name.
    Usual = 0,
    Thumbnail = 1,
    Preview = 2,
    Raw = 3,
    Other = 4,
    Jxl = 5,
}

impl Table {
    /// The rows of a tag.
    pub fn get(self, id: u16) -> Option<Rows> {
        let (rows, index) = (self.rows(), self.index());
        let usual = place::from(id).find_map(|place| {
            let row = usize::from(*index.get(place)?).checked_sub(1);
            match row {
                Some(row) if rows.get(row)?.id != id => None,
                row => Some(row),
            }
        })??;
        let (first, rest) = rows.get(usual..)?.split_first()?;
        Some(Rows { first, rest })
    }

    /// The number of the row of each tag's usual name, counted from 1, at one of its places.
    fn index(self) -> &'static [u16; place::SIZE] {
        match self {
            Self::Exif => &EXIF_INDEX,
            Self::Gps => &GPS_INDEX,
            Self::Panasonic => &PANASONIC_INDEX,
        }
    }

    /// How many names the table has.
    pub fn slots(self) -> usize {
        match self {
            Self::Exif => EXIF_SLOTS,
            Self::Gps => GPS_SLOTS,
            Self::Panasonic => PANASONIC_SLOTS,
        }
    }

    fn rows(self) -> &'static [Tag] {
        match self {
            Self::Exif => &EXIF,
            Self::Gps => &GPS,
            Self::Panasonic => &PANASONIC,
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/exif_tags.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_unique() {
        for table in [Table::Exif, Table::Gps, Table::Panasonic] {
            let rows = table.rows();
            assert!(rows.is_sorted_by(|a, b| (a.id, a.variant) < (b.id, b.variant)));
            for tag in rows {
                let variants = [
                    Variant::Usual,
                    Variant::Thumbnail,
                    Variant::Preview,
                    Variant::Raw,
                    Variant::Other,
                    Variant::Jxl,
                ];
                let variant = variants[usize::from(tag.variant)];
                assert!(
                    table
                        .get(tag.id)
                        .and_then(|rows| rows.variant(variant))
                        .is_some_and(|found| std::ptr::eq(found, tag))
                );
                assert!(usize::from(tag.slot) < table.slots(), "{}", tag.name);
                assert!(!tag.name.is_empty());
                assert!(
                    table.get(tag.id).is_some_and(|rows| rows.usual().variant == 0),
                    "{} has no usual name",
                    tag.name
                );
                for other in rows {
                    assert_eq!(tag.name == other.name, tag.slot == other.slot);
                }
            }
        }
    }
}
