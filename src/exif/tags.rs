//! The table of tags, compiled from `tags.tsv` and `values.tsv`.

use super::convert::{self, Conversion};
use super::place;
use super::value::Kind;

/// One row of the table.
pub(super) struct Tag {
    id: u16,
    variant: u8,
    /// ExifTool's name.
    pub name: &'static str,
    /// The type that the value is read as, whatever its entry says.
    pub read: Option<Kind>,
    /// The printed form.
    pub print: Conversion,
    /// The meanings of its values.
    pub values: &'static Values,
    /// Whether its values are shown by their length alone.
    pub opaque: bool,
    /// What is done with a long one.
    pub long: Long,
    /// Of several in one directory the first is shown, not the last.
    pub first: bool,
    /// Rows of one name share a number.
    pub slot: u16,
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

/// A kind of maker note that is a structure.
pub(super) struct Note {
    make: &'static str,
    how: How,
    /// The lowest and the highest value of each of its first bytes.
    start: &'static [(u8, u8)],
    /// The same of those that it does not begin with.
    unless: &'static [(u8, u8)],
}

/// How a maker's name is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Is,
    Starts,
    AnyCase,
    Holds,
}

impl Note {
    /// Whether a note of this maker's cameras is of this kind.
    pub fn is_met(&self, make: &str, note: &[u8]) -> bool {
        let (make, known) = (make.as_bytes(), self.make.as_bytes());
        let is_same = |part: &[u8]| part.eq_ignore_ascii_case(known);
        let is_made = match self.how {
            How::Is => make == known,
            How::Starts => make.starts_with(known),
            How::AnyCase => make.get(..known.len()).is_some_and(is_same),
            How::Holds => make.windows(known.len()).any(is_same),
        };
        let begins = |pattern: &[(u8, u8)]| {
            let fits = |((low, high), byte): (&(u8, u8), &u8)| (low..=high).contains(&byte);
            pattern.len() <= note.len() && pattern.iter().zip(note).all(fits)
        };
        is_made && begins(self.start) && (self.unless.is_empty() || !begins(self.unless))
    }
}

/// The meanings of the values of one tag, each list sorted.
pub(super) struct Values {
    numbers: &'static [(i64, &'static str)],
    texts: &'static [(&'static str, &'static str)],
    bits: &'static [(u8, &'static str)],
}

static NO_VALUES: Values = Values { numbers: &[], texts: &[], bits: &[] };

/// What is done with a tag that no table has.
pub(super) static UNKNOWN: Tag = Tag {
    id: 0,
    variant: 0,
    name: "",
    read: None,
    print: convert::stored,
    values: &NO_VALUES,
    opaque: false,
    long: Long::Length,
    first: false,
    slot: 0,
};

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
    /// The row of a tag.
    pub fn get(self, id: u16, variant: Variant) -> Option<&'static Tag> {
        let (rows, index) = (self.rows(), self.index());
        let usual = place::from(id).find_map(|place| {
            let row = usize::from(*index.get(place)?).checked_sub(1);
            match row {
                Some(row) if rows.get(row)?.id != id => None,
                row => Some(row),
            }
        })??;
        // The row of the usual name is the first.
        let mut same = rows.get(usual..)?.iter().take_while(|tag| tag.id == id);
        same.find(|tag| tag.variant == variant as u8)
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

impl Values {
    /// What a number means.
    pub fn number(&self, number: i64) -> Option<&'static str> {
        find(self.numbers, &number)
    }

    /// What a text means; a number that is written as text is a number.
    pub fn text(&self, text: &str) -> Option<&'static str> {
        let texts = self.texts;
        let found = texts.binary_search_by(|(key, _)| (*key).cmp(text)).ok();
        found.and_then(|index| texts.get(index)).map(|(_, meaning)| *meaning).or_else(|| {
            let plain = !text.starts_with(['+', '0']) || text == "0";
            text.parse().ok().filter(|_| plain).and_then(|number| self.number(number))
        })
    }

    /// What a bit means.
    pub fn bit(&self, bit: u8) -> Option<&'static str> {
        find(self.bits, &bit)
    }
}

fn find<K: Ord>(list: &'static [(K, &'static str)], key: &K) -> Option<&'static str> {
    let index = list.binary_search_by(|(candidate, _)| candidate.cmp(key)).ok()?;
    list.get(index).map(|(_, text)| *text)
}

include!("generated.rs");

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
                assert!(table.get(tag.id, variant).is_some_and(|found| std::ptr::eq(found, tag)));
                assert!(usize::from(tag.slot) < table.slots(), "{}", tag.name);
                assert!(!tag.name.is_empty());
                let values = tag.values;
                assert!(values.numbers.is_sorted_by(|a, b| a.0 < b.0), "{}", tag.name);
                assert!(values.texts.is_sorted_by(|a, b| a.0 < b.0), "{}", tag.name);
                assert!(values.bits.is_sorted_by(|a, b| a.0 < b.0), "{}", tag.name);
                assert!(table.get(tag.id, Variant::Usual).is_some(), "{} has no usual name", tag.name);
                for other in rows {
                    assert_eq!(tag.name == other.name, tag.slot == other.slot);
                }
            }
        }
    }

    #[test]
    fn values_are_found() {
        let tag = Table::Exif.get(0x0112, Variant::Usual).unwrap();
        assert_eq!((tag.name, tag.values.number(6)), ("Orientation", Some("Rotate 90 CW")));
        assert_eq!(tag.values.text("6"), Some("Rotate 90 CW"));
        assert_eq!(tag.values.text("06"), None);
        let tag = Table::Gps.get(1, Variant::Usual).unwrap();
        assert_eq!(tag.values.text("S"), Some("South"));
    }
}
