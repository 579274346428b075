//! Photoshop's image resources in the APP13 segments of a JPEG.
//!
//! A segment holds at most 64 KiB. A longer run of resources simply continues in the next segment, which has the same
//! header. But the next segment may also stand alone, because another program wrote it or because the previous segment
//! is damaged. Where the resources of the previous segment end distinguishes the two cases.

use crate::bytes::Bytes;
use crate::resources::{ResourceHeader, SHORTEST, SIGNATURE, is_resource};
use crate::source::View;

/// The segments of one JPEG, in order.
#[derive(Default)]
pub(crate) struct PhotoshopSegments<'a> {
    /// The last segment, and what the segments before it left open.
    last: Option<(Bytes<'a>, End)>,
}

/// How a run of resources ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// At the end of its last resource.
    Whole,
    /// This many bytes before the end of its last resource.
    Missing(u64),
    /// Within the header of a resource.
    InHeader,
    /// In bytes that are not a resource.
    Damaged,
}

impl<'a> PhotoshopSegments<'a> {
    /// Takes the next segment and returns whether its resources continue those of the previous one. This is only
    /// possible if the two segments are neighbours.
    pub fn continues(&mut self, bytes: Bytes<'a>, are_neighbours: bool) -> bool {
        let before = self.last.filter(|_| are_neighbours).map_or(End::Whole, |(last, open)| end(last, open));
        let continues = continues(bytes, before);
        self.last = Some((bytes, if continues { before } else { End::Whole }));
        continues
    }
}

fn continues(bytes: Bytes<'_>, before: End) -> bool {
    if matches!(before, End::Whole | End::Damaged) {
        return false;
    }
    if !is_resource(bytes) {
        return true;
    }
    // A resource seems to start here, so the previous one would be broken off. But the bytes may match by chance: then
    // another resource follows after the missing bytes, and the segment does not parse on its own.
    let End::Missing(count) = before else { return false };
    let Some(rest) = usize::try_from(count).ok().filter(|at| *at <= bytes.len()).map(|at| bytes.from(at))
    else {
        return false;
    };
    (rest.is_empty() || is_resource(rest)) && end(bytes, End::Whole) != End::Whole
}

/// How the resources of a segment end, if its start continues a resource as `open` says.
fn end(bytes: Bytes<'_>, open: End) -> End {
    let length = bytes.len() as u64;
    let mut at = match open {
        End::Missing(count) => count,
        // Only both segments together would tell where the first resource ends.
        End::InHeader => return End::InHeader,
        End::Whole | End::Damaged => 0,
    };
    // Each resource is at least as long as its header, which limits their number.
    while at < length {
        let rest = bytes.from(usize::try_from(at).unwrap_or(usize::MAX));
        match resource(rest) {
            Ok(size) => at = at.saturating_add(size),
            Err(end) => return end,
        }
    }
    if at == length { End::Whole } else { End::Missing(at - length) }
}

/// The size of the resource that starts here, its padding included.
fn resource(bytes: Bytes<'_>) -> Result<u64, End> {
    if bytes.as_slice().iter().all(|byte| *byte == 0) {
        return Err(End::Whole);
    }
    if bytes.len() < SHORTEST {
        let begins = SIGNATURE.starts_with(bytes.up_to(0, SIGNATURE.len()).as_slice()) || is_resource(bytes);
        return Err(if begins { End::InHeader } else { End::Damaged });
    }
    if !is_resource(bytes) {
        return Err(End::Damaged);
    }
    let header = ResourceHeader::read(View::memory(bytes), 0).ok_or(End::InHeader)?;
    Ok(header.whole())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A resource whose header states `said` bytes, but which has `bytes`.
    fn resource(said: u32, bytes: usize) -> Vec<u8> {
        [b"8BIM\x04\x04\0\0", &said.to_be_bytes()[..], &vec![b'x'; bytes]].concat()
    }

    /// For each segment, whether it continues the previous one.
    fn joined(segments: &[&[u8]]) -> Vec<bool> {
        let mut state = PhotoshopSegments::default();
        segments.iter().map(|bytes| state.continues(Bytes::new(bytes, 0), true)).collect()
    }

    #[test]
    fn whole_segments_stand_by_themselves() {
        let whole = resource(4, 4);
        assert_eq!(joined(&[&whole, &whole, &whole]), [false; 3]);
        // The final padding may be missing, or be zeros.
        let odd = resource(3, 3);
        assert_eq!(joined(&[&odd, &whole]), [false; 2]);
        assert_eq!(joined(&[&[&whole[..], &[0; 30]].concat(), &whole]), [false; 2]);
    }

    #[test]
    fn resources_that_are_parted_go_on() {
        let run = [resource(4, 4), resource(300, 300), resource(4, 4)].concat();
        for first in 1..run.len() {
            // If a segment ends with a complete resource, the next one stands alone.
            let is_boundary = matches!(first, 16 | 328);
            let (start, rest) = run.split_at(first);
            assert_eq!(joined(&[start, rest]), [false, !is_boundary], "{first}");
            assert_eq!(joined(&[start, rest, &resource(4, 4)]).last(), Some(&false), "{first}");
        }
        let odd = [&resource(3, 3)[..], &[0]].concat();
        assert_eq!(joined(&[&odd[..15], &[&odd[15..], &odd].concat()]), [false, true], "the padding");
        let parts: Vec<&[u8]> = run.chunks(100).collect();
        assert_eq!(joined(&parts), [false, true, true, true]);
    }

    #[test]
    fn a_broken_segment_keeps_nothing_of_the_next() {
        let whole = resource(4, 4);
        for broken in
            [resource(500, 4), resource(u32::MAX, 4), b"8BIM\x04".to_vec(), b"no resource at all".to_vec()]
        {
            assert_eq!(joined(&[&broken, &whole, &whole]), [false; 3]);
            let long = resource(300, 300);
            assert_eq!(joined(&[&broken, &long[..100], &long[100..]]), [false, false, true]);
        }
    }

    #[test]
    fn a_part_that_looks_like_a_resource_goes_on_where_it_fits() {
        // The second segment begins with the signature by chance: another resource follows where the first one ends.
        let first = resource(20, 0);
        let second = [&b"8BIM"[..], &[0xff; 16], &resource(4, 4)].concat();
        assert_eq!(joined(&[&first, &second]), [false, true]);
    }

    #[test]
    fn other_segments_between_end_a_run() {
        let mut state = PhotoshopSegments::default();
        let run = resource(300, 300);
        assert!(!state.continues(Bytes::new(&run[..100], 0), false));
        assert!(!state.continues(Bytes::new(&run[100..], 0), false));
    }
}
