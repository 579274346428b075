//! Iterates over the segments of a JPEG [T.81 B.1.1].

use super::markers::{STUFFED, has_length};
use crate::source::View;

/// A marker and the segment that it starts.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    pub marker: u8,
    /// The offset of the first byte after the marker.
    pub start: u64,
    /// The data after the length, as far as the file has it. Empty if the marker stands alone.
    pub body: View<'a>,
    /// The size that the length states for the body.
    pub size: u64,
}

/// Damage between segments, with its offset. The iterator then searches for the next marker.
#[derive(Clone, Copy)]
pub(crate) enum SegmentFault {
    /// Bytes that are not a marker.
    Garbage(u64),
    /// A length that does not even count its own two bytes.
    BadLength(u64, u16),
    /// The file ends within a length.
    CutLength(u64),
}

/// The segments from an offset on. No body is read.
pub(crate) struct Segments<'a> {
    file: View<'a>,
    position: u64,
    is_in_garbage: bool,
    skips_reserved: bool,
}

impl<'a> Segments<'a> {
    pub fn new(file: View<'a>, position: u64) -> Self {
        Self { file, position, is_in_garbage: false, skips_reserved: false }
    }

    /// Treats reserved markers as stray bytes instead of segments.
    #[cfg(feature = "strip")]
    pub fn skipping_reserved(self) -> Self {
        Self { skips_reserved: true, ..self }
    }

    /// Where the next marker is expected.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next marker, at the current position or after the garbage there, and the offset after it. Any number of
    /// fill bytes 0xFF may precede a marker [T.81 B.1.1.2].
    fn marker(&mut self) -> Option<Result<(u8, u64), SegmentFault>> {
        let mut at = if std::mem::take(&mut self.is_in_garbage) {
            self.search()?
        } else if self.file.get(self.position, 1)?.u8(0)? == 0xff {
            self.position + 1
        } else {
            self.is_in_garbage = true;
            return Some(Err(SegmentFault::Garbage(self.position)));
        };
        loop {
            let marker = self.file.get(at, 1)?.u8(0)?;
            at += 1;
            if marker != 0xff {
                return Some(Ok((marker, at)));
            }
        }
    }

    /// Searches for the next 0xFF that starts a marker, and returns the offset after it.
    fn search(&self) -> Option<u64> {
        let mut from = self.position;
        loop {
            let chunk = self.file.part(from, 4096).all().filter(|chunk| !chunk.is_empty())?;
            let marker = memchr::memchr_iter(0xff, chunk.as_slice())
                .find(|at| chunk.u8(at + 1).is_some_and(|next| next != STUFFED));
            if let Some(at) = marker {
                return Some(from + at as u64 + 1);
            }
            // Chunks overlap by one byte, because 0xFF may be the last byte of one.
            from += (chunk.len() as u64 - 1).max(1);
        }
    }

    /// The segment whose marker ends at `start`.
    fn segment(&mut self, marker: u8, start: u64) -> Result<Segment<'a>, SegmentFault> {
        if !has_length(marker, self.skips_reserved) {
            self.position = start;
            return Ok(Segment { marker, start, body: self.file.part(start, 0), size: 0 });
        }
        let Some(length) = self.file.get(start, 2).and_then(|b| b.be16(0)) else {
            self.position = self.file.len();
            return Err(SegmentFault::CutLength(start));
        };
        // The length includes its own two bytes.
        let Some(size) = length.checked_sub(2).map(u64::from) else {
            self.position = start + 2;
            return Err(SegmentFault::BadLength(start, length));
        };
        self.position = start + u64::from(length);
        Ok(Segment { marker, start, body: self.file.part(start + 2, size), size })
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, SegmentFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.marker()?;
        Some(found.and_then(|(marker, start)| self.segment(marker, start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Bytes;

    fn told(file: &[u8]) -> Vec<String> {
        let segments = Segments::new(View::memory(Bytes::new(file, 0)), 0);
        let tell = |item| match item {
            Ok(Segment { marker, start, body, size, .. }) => {
                format!("{marker:02x} at {start}: {} of {size}", body.len())
            }
            Err(SegmentFault::Garbage(at)) => format!("garbage at {at}"),
            Err(SegmentFault::BadLength(at, length)) => format!("length {length} at {at}"),
            Err(SegmentFault::CutLength(at)) => format!("cut at {at}"),
        };
        segments.map(tell).collect()
    }

    #[test]
    fn markers_lengths_and_fill_bytes() {
        assert_eq!(
            told(b"\xff\xd8\xff\xff\xe0\0\x04ab\xff\xe1\0\x09c"),
            ["d8 at 2: 0 of 0", "e0 at 5: 2 of 2", "e1 at 11: 1 of 7"]
        );
    }

    #[test]
    fn damage_is_passed_over() {
        assert_eq!(told(b"ab\xff\0\xff\xe0\0\x02\xff"), ["garbage at 0", "e0 at 6: 0 of 0"]);
        assert_eq!(told(b"\xff\xe0\0\x01\xff\xd9"), ["length 1 at 2", "d9 at 6: 0 of 0"]);
        assert_eq!(told(b"\xff\xe0\0"), ["cut at 2"]);
        assert_eq!(told(b"no marker"), ["garbage at 0"]);
        assert_eq!(told(b""), [""; 0]);
    }

    #[test]
    #[cfg(feature = "strip")]
    fn reserved_markers_may_be_chance_bytes() {
        let file = b"\xff\x45\0\x04\xff\xd9";
        let markers = |segments: Segments<'_>| segments.flatten().map(|segment| segment.marker).collect();
        let segments = || Segments::new(View::memory(Bytes::new(file, 0)), 0);
        let (with, without): (Vec<u8>, Vec<u8>) =
            (markers(segments()), markers(segments().skipping_reserved()));
        assert_eq!((with, without), (vec![0x45], vec![0x45, 0xd9]));
    }
}
