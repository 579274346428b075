//! Iterates over the datasets of an IIM block. Each has a marker, a record number, a dataset number, a length and its
//! data [IIM 4.2 1.5].

use crate::bytes::Bytes;

/// The first byte of every dataset [IIM 1.5 (a)].
pub(crate) const MARKER: u8 = 0x1c;

/// The marker, the record, the number and the length.
const HEADER: usize = 5;

/// A dataset whose data is complete.
pub(crate) struct RawDataset<'a> {
    pub record: u8,
    pub number: u8,
    pub value: Bytes<'a>,
    /// The header and the value.
    #[cfg_attr(not(feature = "strip"), allow(dead_code))]
    pub whole: Bytes<'a>,
}

/// Why no dataset can be read after the previous one. The start of the next dataset cannot be known then.
#[derive(Clone, Copy)]
pub(crate) enum DatasetFault {
    /// The block ends within a header.
    InHeader,
    /// No dataset starts here, because zeros pad the block or because it is damaged.
    NoMarker,
    /// An extended length that is invalid or cut off.
    BadLength,
    /// The block ends within the value: the size that the dataset states, and the size that is there.
    Truncated(usize, usize),
}

/// Iterates over the datasets of a block. If the block does not end with a dataset, the last item is a fault.
pub(crate) struct Datasets<'a> {
    block: Bytes<'a>,
    at: usize,
    has_fault: bool,
}

impl<'a> Datasets<'a> {
    pub fn new(block: Bytes<'a>) -> Self {
        Self { block, at: 0, has_fault: false }
    }

    /// The data after the datasets that were read.
    pub fn rest(&self) -> Bytes<'a> {
        self.block.from(self.at)
    }

    fn read(&mut self) -> Result<RawDataset<'a>, DatasetFault> {
        let rest = self.rest();
        let (Some(marker), Some(record), Some(number), Some(field)) =
            (rest.u8(0), rest.u8(1), rest.u8(2), rest.be16(3))
        else {
            return Err(DatasetFault::InHeader);
        };
        if marker != MARKER {
            return Err(DatasetFault::NoMarker);
        }
        let (start, length) = length(rest, field).ok_or(DatasetFault::BadLength)?;
        let value =
            rest.get(start, length).ok_or_else(|| DatasetFault::Truncated(length, rest.from(start).len()))?;
        let whole = rest.up_to(0, start.saturating_add(length));
        self.at = self.at.saturating_add(whole.len());
        Ok(RawDataset { record, number, value, whole })
    }
}

impl<'a> Iterator for Datasets<'a> {
    type Item = Result<RawDataset<'a>, DatasetFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_fault || self.at >= self.block.len() {
            return None;
        }
        let dataset = self.read();
        self.has_fault = dataset.is_err();
        Some(dataset)
    }
}

/// The offset and the size of the data in a dataset.
///
/// A length below 32768 is stored in its two bytes. Otherwise these say how many of the following bytes hold the
/// length [IIM 1.5 (d)].
fn length(dataset: Bytes<'_>, field: u16) -> Option<(usize, usize)> {
    if field & 0x8000 == 0 {
        return Some((HEADER, usize::from(field)));
    }
    let count = usize::from(field & 0x7fff);
    let length = usize::try_from(big_endian(dataset.get(HEADER, count)?.as_slice())?).ok()?;
    Some((HEADER.checked_add(count)?, length))
}

/// Up to eight bytes as an integer.
pub(super) fn big_endian(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The record, number and value of each dataset.
    type Read<'b> = Vec<(u8, u8, &'b [u8])>;

    /// The datasets, the fault at the end, and how many bytes follow the datasets.
    fn read(block: &[u8]) -> (Read<'_>, Option<DatasetFault>, usize) {
        let mut datasets = Datasets::new(Bytes::new(block, 0));
        let (mut found, mut fault) = (Vec::new(), None);
        for dataset in datasets.by_ref() {
            match dataset {
                Ok(RawDataset { record, number, value, .. }) => {
                    found.push((record, number, value.as_slice()));
                }
                Err(found) => fault = Some(found),
            }
        }
        (found, fault, datasets.rest().len())
    }

    #[test]
    fn datasets_and_lengths() {
        let (found, fault, rest) = read(b"\x1c\x02\x05\0\x01a\x1c\x02\x5a\x80\x02\0\x02bc");
        assert_eq!(found, [(2, 5, &b"a"[..]), (2, 90, b"bc")]);
        assert!(fault.is_none() && rest == 0);
    }

    #[test]
    fn faults_end_the_block() {
        assert!(matches!(read(b"\x1c\x02\x05\0"), (_, Some(DatasetFault::InHeader), 4)));
        assert!(matches!(read(b"\x1c\x02\x05\0\x02a"), (_, Some(DatasetFault::Truncated(2, 1)), 6)));
        assert!(matches!(read(b"\x1c\x02\x05\x80\x09a"), (_, Some(DatasetFault::BadLength), 6)));
        let filled = b"\x1c\x02\x05\0\x01a\0\0\0\0\0";
        assert!(matches!(read(filled), (found, Some(DatasetFault::NoMarker), 5) if found.len() == 1));
    }
}
