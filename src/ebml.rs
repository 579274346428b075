//! Elements of EBML, of which Matroska and `WebM` consist: an identifier, a length and data [RFC 8794].

use crate::bytes::Bytes;
use crate::source::View;

/// The most bytes of an identifier and a length.
const HEADER: u64 = 12;

/// An element, cut at the end of what holds it.
#[derive(Clone, Copy)]
pub(crate) struct Element {
    pub id: u32,
    /// Where its data begin in the view.
    pub at: u64,
    /// How many bytes of data are there.
    pub size: u64,
    /// Whether these are all that its length states.
    pub is_complete: bool,
}

impl Element {
    /// Where the next element begins.
    pub fn end(&self) -> u64 {
        self.at.saturating_add(self.size)
    }
}

/// The element at `at` of what ends at `end`. If its length is not known, it extends to the end.
pub(crate) fn element(view: View<'_>, at: u64, end: u64) -> Option<Element> {
    let room = end.min(view.len()).checked_sub(at)?;
    let head = view.part(at, HEADER.min(room)).all()?;
    let first = head.u8(0)?;
    // The marker stays part of an identifier, which has at most four bytes [RFC 8794 5].
    let id_length = length(first).filter(|length| *length <= 4)?;
    let id = number(head.get(0, id_length)?)?;
    let first = head.u8(id_length)?;
    let size_length = length(first)?;
    let stored = number(head.get(id_length, size_length)?)?;
    let bits = 7 * u32::try_from(size_length).ok()?;
    let size = stored & 1u64.checked_shl(bits)?.checked_sub(1)?;
    // All bits set: the length is not known [RFC 8794 6.2].
    let is_unknown = size.checked_add(1)? == 1u64.checked_shl(bits)?;
    let start = at.checked_add((id_length + size_length) as u64)?;
    let rest = end.min(view.len()).saturating_sub(start);
    let (size, is_complete) = if is_unknown { (rest, true) } else { (size.min(rest), size <= rest) };
    Some(Element { id: u32::try_from(id).ok()?, at: start, size, is_complete })
}

/// How many bytes a number has that begins with this one: the zeros before its first one [RFC 8794 4].
fn length(first: u8) -> Option<usize> {
    (first != 0).then(|| first.leading_zeros() as usize + 1)
}

/// The number in up to eight bytes.
pub(crate) fn number(bytes: Bytes<'_>) -> Option<u64> {
    let bytes = bytes.as_slice();
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// The real number in four or eight bytes; none at all is 0 [RFC 8794 7.3].
pub(crate) fn real(bytes: Bytes<'_>) -> Option<f64> {
    match bytes.len() {
        0 => Some(0.0),
        4 => bytes.be32(0).map(|bits| f32::from_bits(bits).into()),
        8 => number(bytes).map(f64::from_bits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(u32, u64, u64, bool)> {
        let view = View::memory(Bytes::new(bytes, 0));
        element(view, 0, u64::MAX).map(|it| (it.id, it.at, it.size, it.is_complete))
    }

    #[test]
    fn lengths_of_every_form() {
        assert_eq!(read(b"\xec\x82ab"), Some((0xec, 2, 2, true)));
        assert_eq!(read(b"\x42\x86\x40\x01a"), Some((0x4286, 4, 1, true)));
        assert_eq!(read(b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x01a"), Some((0x1a45_dfa3, 12, 1, true)));
        assert_eq!(read(b"\x18\x53\x80\x67\xff abc"), Some((0x1853_8067, 5, 4, true)));
        assert_eq!(read(b"\xec\x85ab"), Some((0xec, 2, 2, false)));
    }

    #[test]
    fn what_is_no_element() {
        for bytes in [&b""[..], b"\0\x81", b"\x08\x81", b"\xec", b"\xec\0", b"\x42", b"\xec\x40"] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn real_numbers() {
        assert_eq!(real(Bytes::new(&25.5f32.to_be_bytes(), 0)), Some(25.5));
        assert_eq!(real(Bytes::new(&(-2.5f64).to_be_bytes(), 0)), Some(-2.5));
        assert_eq!(real(Bytes::new(b"abc", 0)), None);
    }
}
