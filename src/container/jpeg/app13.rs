//! Photoshop's image resources in the APP13 segments of a JPEG.
//!
//! A segment holds 64 KiB at most, and a longer run of resources simply goes on in the next one, which has the same
//! header. A segment may also stand by itself: written by another program, or behind one that is broken. Where the
//! resources of the segment before end tells the two apart.

use crate::bytes::Bytes;
use crate::resources::{ResourceHeader, SHORTEST, SIGNATURE, is_resource};
use crate::source::View;

/// The segments of one JPEG, as they come.
#[derive(Default)]
pub(crate) struct PhotoshopSegments<'a> {
    /// The last one, and what those before it had left open.
    last: Option<(Bytes<'a>, End)>,
}

/// How a run of resources ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// With the end of its last resource.
    Whole,
    /// So many bytes before the end of its last resource.
    Missing(u64),
    /// In the header of a resource.
    InHeader,
    /// In bytes that are no resource.
    Damaged,
}

impl<'a> PhotoshopSegments<'a> {
    /// Takes the resources of the next segment; says whether they go on with those of the segment before, which may
    /// only be where the two are neighbours.
    pub fn go_on(&mut self, bytes: Bytes<'a>, are_neighbours: bool) -> bool {
        let before = self.last.filter(|_| are_neighbours).map_or(End::Whole, |(last, open)| end(last, open));
        let goes_on = goes_on(bytes, before);
        self.last = Some((bytes, if goes_on { before } else { End::Whole }));
        goes_on
    }
}

fn goes_on(bytes: Bytes<'_>, before: End) -> bool {
    if matches!(before, End::Whole | End::Damaged) {
        return false;
    }
    if !is_resource(bytes) {
        return true;
    }
    // A resource starts here, so the one before is broken off. It may be chance: then another one follows what is
    // missing, and the segment makes no sense by itself.
    let End::Missing(count) = before else { return false };
    let Some(rest) = usize::try_from(count).ok().filter(|at| *at <= bytes.len()).map(|at| bytes.from(at))
    else {
        return false;
    };
    (rest.is_empty() || is_resource(rest)) && end(bytes, End::Whole) != End::Whole
}

/// How the resources of a segment end of which the first goes on as `open` says.
fn end(bytes: Bytes<'_>, open: End) -> End {
    let length = bytes.len() as u64;
    let mut at = match open {
        End::Missing(count) => count,
        // Where the first one ends would be known of both segments together.
        End::InHeader => return End::InHeader,
        End::Whole | End::Damaged => 0,
    };
    // Each resource is longer than its header, so that there are few.
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

    /// A resource of so many bytes that says to have others.
    fn resource(said: u32, bytes: usize) -> Vec<u8> {
        [b"8BIM\x04\x04\0\0", &said.to_be_bytes()[..], &vec![b'x'; bytes]].concat()
    }

    /// Which segments go on with the one before them.
    fn joined(segments: &[&[u8]]) -> Vec<bool> {
        let mut state = PhotoshopSegments::default();
        segments.iter().map(|bytes| state.go_on(Bytes::new(bytes, 0), true)).collect()
    }

    #[test]
    fn whole_segments_stand_by_themselves() {
        let whole = resource(4, 4);
        assert_eq!(joined(&[&whole, &whole, &whole]), [false; 3]);
        // Padding may be left out at the end, or be zeros.
        let odd = resource(3, 3);
        assert_eq!(joined(&[&odd, &whole]), [false; 2]);
        assert_eq!(joined(&[&[&whole[..], &[0; 30]].concat(), &whole]), [false; 2]);
    }

    #[test]
    fn resources_that_are_parted_go_on() {
        let run = [resource(4, 4), resource(300, 300), resource(4, 4)].concat();
        for first in 1..run.len() {
            // Where one segment ends with a resource the next stands by itself.
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
        // The second segment begins with the letters by chance; another resource follows where the first one ends.
        let first = resource(20, 0);
        let second = [&b"8BIM"[..], &[0xff; 16], &resource(4, 4)].concat();
        assert_eq!(joined(&[&first, &second]), [false, true]);
    }

    #[test]
    fn other_segments_between_end_a_run() {
        let mut state = PhotoshopSegments::default();
        let run = resource(300, 300);
        assert!(!state.go_on(Bytes::new(&run[..100], 0), false));
        assert!(!state.go_on(Bytes::new(&run[100..], 0), false));
    }
}
