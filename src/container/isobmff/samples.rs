//! Where the samples of a track lie, and when they are shown [ISO/IEC 14496-12 8.6.1, 8.7].

use crate::bytes::{ByteOrder::Big, Bytes};
use crate::isobmff::boxes::{BoxReader, BoxType};
use crate::source::View;

/// A sample in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub offset: u64,
    pub size: u64,
    /// Its start and its length in units of the track's time.
    pub start: u64,
    pub length: u64,
}

/// The tables of the samples.
pub(super) struct Samples<'a> {
    sizes: Bytes<'a>,
    chunks: Bytes<'a>,
    offsets: Bytes<'a>,
    times: Bytes<'a>,
    /// Whether offsets have 64 bits.
    is_long: bool,
}

/// What precedes the entries of a table: a version, and their number.
const HEAD: usize = 8;

impl<'a> Samples<'a> {
    /// Reads the tables in a box `stbl`.
    pub fn read(boxes: &BoxReader<'a>, table: View<'a>) -> Option<Self> {
        let mut found = Self {
            sizes: Bytes::new(&[], 0),
            chunks: Bytes::new(&[], 0),
            offsets: Bytes::new(&[], 0),
            times: Bytes::new(&[], 0),
            is_long: false,
        };
        for part in boxes.children(table) {
            let place = match &part.box_type {
                b"stsz" => &mut found.sizes,
                b"stsc" => &mut found.chunks,
                b"stco" => &mut found.offsets,
                b"co64" => {
                    found.is_long = true;
                    &mut found.offsets
                }
                b"stts" => &mut found.times,
                _ => continue,
            };
            *place = boxes.structure(part.body)?.all()?;
        }
        Some(found)
    }

    /// The samples, `most` of them.
    pub fn places(&self, most: u32) -> Vec<Place> {
        let count = self.sizes.be32(HEAD).unwrap_or_default().min(most);
        let mut places = Vec::new();
        let mut times = Times { table: self.times, entry: 0, left: 0, delta: 0, at: 0 };
        let mut chunk = 0usize;
        let mut run = 0usize;
        while places.len() < count as usize {
            // Each entry tells how many samples the chunks from a number on have.
            let starts = |run: usize| self.chunks.be32(HEAD + run * 12).map(|first| first as usize);
            if starts(run + 1) == Some(chunk + 1) {
                run += 1;
            }
            let (Some(mut offset), Some(in_chunk)) =
                (self.offset(chunk), self.chunks.be32(HEAD + run * 12 + 4))
            else {
                break;
            };
            for _ in 0..in_chunk {
                let Some(size) = self.size(places.len()).filter(|_| places.len() < count as usize) else {
                    break;
                };
                let (start, length) = times.next();
                places.push(Place { offset, size, start, length });
                offset = offset.saturating_add(size);
            }
            chunk += 1;
        }
        places
    }

    fn offset(&self, chunk: usize) -> Option<u64> {
        if self.is_long {
            return self.offsets.u64(HEAD.checked_add(chunk.checked_mul(8)?)?, Big);
        }
        self.offsets.be32(HEAD.checked_add(chunk.checked_mul(4)?)?).map(u64::from)
    }

    /// The size of a sample: that of all, or 0 and then that of each.
    fn size(&self, sample: usize) -> Option<u64> {
        let size = match self.sizes.be32(4)? {
            0 => self.sizes.be32(12usize.checked_add(sample.checked_mul(4)?)?)?,
            size => size,
        };
        Some(size.into())
    }
}

/// Goes through the times of samples: runs of samples that last equally long.
struct Times<'a> {
    table: Bytes<'a>,
    entry: usize,
    left: u32,
    delta: u32,
    at: u64,
}

impl Times<'_> {
    /// The start and the length of the next sample.
    fn next(&mut self) -> (u64, u64) {
        while self.left == 0 {
            let at = HEAD.saturating_add(self.entry.saturating_mul(8));
            let (Some(left), Some(delta)) = (self.table.be32(at), self.table.be32(at.saturating_add(4)))
            else {
                return (self.at, 0);
            };
            (self.left, self.delta) = (left, delta);
            self.entry += 1;
        }
        self.left -= 1;
        let start = self.at;
        self.at = start.saturating_add(self.delta.into());
        (start, self.delta.into())
    }
}

/// The box of this type in another.
pub(super) fn child<'a>(boxes: &BoxReader<'a>, within: View<'a>, name: BoxType) -> Option<View<'a>> {
    boxes.children(within).find(|part| part.box_type == name).map(|part| part.body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    fn places(sizes: &[u32], chunks: &[u32], offsets: &[u32], times: &[u32]) -> Vec<(u64, u64, u64)> {
        let tables = [sizes, chunks, offsets, times].map(table);
        let [sizes, chunks, offsets, times] = tables.each_ref().map(|bytes| Bytes::new(bytes, 0));
        let samples = Samples { sizes, chunks, offsets, times, is_long: false };
        samples.places(100).iter().map(|place| (place.offset, place.size, place.start)).collect()
    }

    #[test]
    fn samples_in_chunks() {
        // Two chunks of two samples, and one of a single one.
        let found = places(
            &[0, 0, 5, 10, 20, 30, 40, 50],
            &[0, 2, 1, 2, 1, 3, 1, 1],
            &[0, 3, 100, 200, 300],
            &[0, 2, 1, 7, 4, 9],
        );
        assert_eq!(found, [(100, 10, 0), (110, 20, 7), (200, 30, 16), (230, 40, 25), (300, 50, 34)]);
    }

    #[test]
    fn samples_of_one_size() {
        assert_eq!(places(&[0, 8, 2], &[0, 1, 1, 1, 1], &[0, 2, 5, 50], &[]), [(5, 8, 0), (50, 8, 0)]);
    }

    #[test]
    fn tables_that_lie_give_what_is_there() {
        assert!(places(&[0, 8, u32::MAX], &[], &[], &[]).is_empty());
        assert_eq!(places(&[0, 8, u32::MAX], &[0, 1, 1, u32::MAX, 1], &[0, 1, 5], &[]).len(), 100);
        assert_eq!(places(&[0, 8, 3], &[0, 1, 1, 0, 1], &[0, 1, 5], &[0, 1, 0, 0]).len(), 0);
        assert_eq!(places(&[0, 0, 9, 4], &[0, 1, 1, 9, 1], &[0, 1, 5], &[0, u32::MAX]).len(), 1);
    }
}
