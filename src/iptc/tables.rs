//! The tables `tags.tsv` and `resources.tsv`, as they are searched.

use crate::codes::Codes;

/// A dataset of IPTC-IIM.
#[derive(Debug)]
pub(super) struct Dataset {
    pub record: u8,
    pub number: u8,
    pub name: &'static str,
    pub form: Form,
    /// Whether it may be repeated; of any other the last one counts.
    pub list: bool,
    /// What its values mean.
    pub codes: &'static Codes,
}

/// What the bytes of a dataset are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, digits too: they may begin with zeros.
    Text,
    /// A whole number, most significant byte first, of as many bytes as there are.
    Int,
    /// The same, shown in base 16 where its set of values lacks it.
    Hex,
    /// `CCYYMMDD`
    Date,
    /// `HHMMSS±HHMM`
    Time,
    /// Bytes that are no text.
    Binary,
    /// ISO 2022 escapes.
    Charset,
    /// Lines of a history, a NUL after each.
    History,
    /// Marks of Photo Mechanic: whether tagged, colour class, rating, frame.
    Prefs,
    /// The number of a picture by the maker of the device [IIM 3:10].
    PictureNumber,
}

/// One tag of a Photoshop resource; a resource may hold several.
#[derive(Debug)]
pub(super) struct Field {
    pub resource: u16,
    /// Where in the resource it stands.
    pub offset: u8,
    pub name: &'static str,
    pub kind: Kind,
    /// What its values mean.
    pub codes: &'static Codes,
}

/// What the bytes of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    U8,
    U16,
    I16,
    U32,
    /// Quality of JPEG: 4 less than what Photoshop shows.
    Quality,
    /// Scans of a progressive JPEG: shown only where the format before it says progressive.
    Scans,
    /// 16 bits before the point and 16 after.
    Fixed,
    F32,
    /// Two of them.
    F32Pair,
    F64,
    /// Text to the end.
    Text,
    /// A 32-bit count of UTF-16 units, and these.
    Unicode,
    /// Text after its length in one byte.
    Pascal,
    /// As many of these as there are.
    PascalList,
    /// A count of links, each with eight bytes before its Unicode text.
    Links,
    /// Bytes in base 16.
    Digest,
    /// A JPEG picture.
    Thumbnail,
}

/// The dataset and its place in the table.
pub(super) fn dataset(record: u8, number: u8) -> Option<(u16, &'static Dataset)> {
    let at = DATASETS.binary_search_by_key(&(record, number), |row| (row.record, row.number)).ok()?;
    Some((u16::try_from(at).ok()?, DATASETS.get(at)?))
}

/// The fields of a Photoshop resource, in their order.
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
