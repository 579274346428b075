//! The lists of offsets in Nikon's enciphered records, which say where the parts of a record begin and thus end.

use crate::bytes::{ByteOrder, Bytes};

/// The size of an offset.
const SIZE: usize = 4;

/// A list of offsets.
pub(crate) struct Offsets {
    /// The position in the file of the record to which it belongs.
    pub record: u64,
    /// Where the list ends in the record.
    end: u64,
    /// Where parts begin, in ascending order.
    starts: Vec<u64>,
    /// Where parts begin that have been read, and the record itself.
    read: Vec<u64>,
}

impl Offsets {
    /// The list whose length is stored `at` in a record. None if it does not fit.
    pub fn read(record: Bytes<'_>, at: usize, order: ByteOrder) -> Option<Self> {
        let count = usize::try_from(record.u32(at, order)?).ok()?;
        let first = at.checked_add(SIZE)?;
        let list = record.get(first, count.checked_mul(SIZE)?)?;
        let offset = |index: usize| list.u32(index.checked_mul(SIZE)?, order).map(u64::from);
        let mut starts: Vec<u64> = (0..count).filter_map(offset).collect();
        starts.sort_unstable();
        let end = first.checked_add(list.len())? as u64;
        Some(Self { record: record.absolute(0), end, starts, read: vec![0] })
    }

    /// A list to which no offset belongs.
    pub fn none(record: Bytes<'_>) -> Self {
        Self { record: record.absolute(0), end: 0, starts: Vec::new(), read: Vec::new() }
    }

    /// Where the part ends that begins at `start`: where the next one begins, or at the `end` of the record. None if the
    /// offset that led there, which is stored at `from`, is not in the list, or if another one led there before.
    pub fn end(&mut self, from: u64, start: u64, end: u64) -> Option<u64> {
        if from >= self.end || self.read.contains(&start) {
            return None;
        }
        self.read.push(start);
        let next = self.starts.partition_point(|other| *other <= start);
        Some(self.starts.get(next).copied().unwrap_or(end).min(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: [u8; 20] = [9, 9, 9, 9, 3, 0, 0, 0, 18, 0, 0, 0, 40, 0, 0, 0, 16, 0, 0, 0];

    #[test]
    fn a_part_ends_where_the_next_one_begins() {
        let mut offsets = Offsets::read(Bytes::new(&RECORD, 0), 4, ByteOrder::Little).unwrap();
        assert_eq!(offsets.end(8, 16, 20), Some(18));
        assert_eq!(offsets.end(12, 16, 20), None);
        assert_eq!(offsets.end(8, 18, 20), Some(20));
        assert_eq!(offsets.end(20, 18, 20), None);
    }

    #[test]
    fn a_list_that_does_not_fit_is_none() {
        assert!(Offsets::read(Bytes::new(&RECORD, 0), 4, ByteOrder::Big).is_none());
        assert!(Offsets::read(Bytes::new(&RECORD, 0), 18, ByteOrder::Little).is_none());
    }
}
