//! Lookups in the tables `tags.tsv` and `resources.tsv`.

use crate::codes::Codes;

/// A dataset of IPTC-IIM.
#[derive(Debug)]
pub(super) struct Dataset {
    pub record: u8,
    pub number: u8,
    pub name: &'static str,
    pub form: Form,
    /// Whether the dataset may be repeated. Otherwise the last one counts.
    pub list: bool,
    /// The meanings of its values.
    pub codes: &'static Codes,
}

/// How the bytes of a dataset are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, even if it consists of digits, because leading zeros count.
    Text,
    /// A big-endian integer of any size.
    Int,
    /// The same, but printed in base 16 if its set of values lacks it.
    Hex,
    /// `CCYYMMDD`
    Date,
    /// `HHMMSS±HHMM`
    Time,
    /// Bytes that are not text.
    Binary,
    /// ISO 2022 escape sequences.
    Charset,
    /// The lines of a history, each followed by a NUL.
    History,
    /// Photo Mechanic's marks: tagged or not, colour class, rating and frame.
    Prefs,
    /// The picture number that the maker of the device assigned [IIM 3:10].
    PictureNumber,
}

/// One tag of a Photoshop resource; a resource may hold several.
#[derive(Debug)]
pub(super) struct Field {
    pub resource: u16,
    /// The offset of the field in the resource.
    pub offset: u8,
    pub name: &'static str,
    pub kind: Kind,
    /// The meanings of its values.
    pub codes: &'static Codes,
}

/// How the bytes of a field are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    U8,
    U16,
    I16,
    U32,
    /// JPEG quality, stored as 4 less than the value that Photoshop shows.
    Quality,
    /// The number of scans of a progressive JPEG. Shown only if the preceding format is progressive.
    Scans,
    /// A fixed-point number with 16 bits before and 16 bits after the point.
    Fixed,
    F32,
    /// Two `F32` numbers.
    F32Pair,
    F64,
    /// Text up to the end of the resource.
    Text,
    /// A 32-bit count of UTF-16 units, and the units.
    Unicode,
    /// Text preceded by its length in one byte.
    Pascal,
    /// A sequence of such texts up to the end of the resource.
    PascalList,
    /// A count of links, and eight bytes before the Unicode text of each.
    Links,
    /// Bytes printed in base 16.
    Digest,
    /// A JPEG picture.
    Thumbnail,
}

/// The dataset and its index in the table.
pub(super) fn dataset(record: u8, number: u8) -> Option<(u16, &'static Dataset)> {
    let at = DATASETS.binary_search_by_key(&(record, number), |row| (row.record, row.number)).ok()?;
    Some((u16::try_from(at).ok()?, DATASETS.get(at)?))
}

/// The fields of a Photoshop resource, in order.
pub(super) fn fields(resource: u16) -> impl Iterator<Item = &'static Field> {
    let start = FIELDS.partition_point(|field| field.resource < resource);
    FIELDS.iter().skip(start).take_while(move |field| field.resource == resource)
}

include!("generated.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_unique() {
        assert!(DATASETS.is_sorted_by_key(|row| (row.record, row.number)));
        assert!(DATASETS.windows(2).all(|pair| match pair {
            [a, b] => (a.record, a.number) != (b.record, b.number),
            _ => true,
        }));
        assert!(FIELDS.is_sorted_by_key(|row| row.resource));
        let mut names: Vec<_> = DATASETS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), DATASET_COUNT);
    }

    #[test]
    fn rows_are_found() {
        assert_eq!(dataset(2, 25).map(|(_, row)| (row.name, row.list)), Some(("Keywords", true)));
        assert!(dataset(2, 26).is_some_and(|(at, _)| usize::from(at) < DATASET_COUNT));
        assert!(dataset(4, 0).is_none());
        assert_eq!(fields(0x03ed).count(), 4);
        assert_eq!(fields(0xffff).count(), 0);
    }

    #[test]
    fn values_are_found() {
        let urgency = dataset(2, 10).map(|(_, row)| row.codes);
        assert_eq!(urgency.and_then(|codes| codes.text("1")), Some("1 (most urgent)"));
        assert_eq!(urgency.and_then(|codes| codes.text("01")), None);
        let format = dataset(1, 20).map(|(_, row)| row.codes);
        assert_eq!(format.and_then(|codes| codes.number(11)), Some("JPEG File Interchange (JFIF)"));
    }
}
