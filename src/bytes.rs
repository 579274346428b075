//! The only module that slices.
//!
//! [`Bytes`] is a part of a file in memory that knows its offset in the file. All readers take their numbers through
//! it and never by indexing, so a wrong offset gives `None` and not a panic.

/// The byte order of a number, as a value: the first two bytes of a TIFF state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// Most significant byte first (Motorola, `MM`).
    Big,
    /// Least significant byte first (Intel, `II`).
    Little,
}

impl ByteOrder {
    /// The order that bytes begin by stating: `II` or `MM`.
    pub fn marked(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..2)? {
            b"II" => Some(Self::Little),
            b"MM" => Some(Self::Big),
            _ => None,
        }
    }

    /// The mark of this order.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Big => "MM",
            Self::Little => "II",
        }
    }

    /// What this order is called in the group `File`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Big => "Big-endian (Motorola, MM)",
            Self::Little => "Little-endian (Intel, II)",
        }
    }

    /// The order that is not this one.
    pub fn other(self) -> Self {
        match self {
            Self::Big => Self::Little,
            Self::Little => Self::Big,
        }
    }
}

/// Bytes of a file, with the absolute offset of the first one.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a> {
    data: &'a [u8],
    offset: u64,
}

impl<'a> Bytes<'a> {
    /// Wraps `data`, which starts at `offset` in the file.
    pub fn new(data: &'a [u8], offset: u64) -> Self {
        Self { data, offset }
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        self.data.len()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.data.is_empty()
    }

    /// The bytes themselves.
    pub fn as_slice(self) -> &'a [u8] {
        self.data
    }

    /// The offset in the file of the byte at `at`.
    pub fn absolute(self, at: usize) -> u64 {
        self.offset.saturating_add(at as u64)
    }

    /// `len` bytes from `at`, or `None` if they are not all there.
    pub fn get(self, at: usize, len: usize) -> Option<Self> {
        let data = self.data.get(at..)?.get(..len)?;
        Some(Self { data, offset: self.absolute(at) })
    }

    /// Everything from `at`; empty if `at` is beyond the end.
    pub fn from(self, at: usize) -> Self {
        Self { data: self.data.get(at..).unwrap_or_default(), offset: self.absolute(at) }
    }

    /// At most `len` bytes from `at`, fewer at the end.
    pub fn up_to(self, at: usize, len: usize) -> Self {
        let rest = self.from(at);
        Self { data: rest.data.get(..len).unwrap_or(rest.data), offset: rest.offset }
    }

    /// Whether the bytes begin with `prefix`.
    pub fn starts_with(self, prefix: &[u8]) -> bool {
        self.data.starts_with(prefix)
    }

    /// The bytes after `prefix`, if they begin with it.
    pub fn strip_prefix(self, prefix: &[u8]) -> Option<Self> {
        self.starts_with(prefix).then(|| self.from(prefix.len()))
    }

    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.data.get(at..)?.first_chunk::<N>().copied()
    }

    /// The byte at `at`.
    pub fn u8(self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }

    /// A 16-bit number.
    pub fn u16(self, at: usize, order: ByteOrder) -> Option<u16> {
        let bytes = self.array(at)?;
        Some(match order {
            ByteOrder::Big => u16::from_be_bytes(bytes),
            ByteOrder::Little => u16::from_le_bytes(bytes),
        })
    }

    /// A 32-bit number.
    pub fn u32(self, at: usize, order: ByteOrder) -> Option<u32> {
        let bytes = self.array(at)?;
        Some(match order {
            ByteOrder::Big => u32::from_be_bytes(bytes),
            ByteOrder::Little => u32::from_le_bytes(bytes),
        })
    }

    /// A 64-bit number.
    pub fn u64(self, at: usize, order: ByteOrder) -> Option<u64> {
        let bytes = self.array(at)?;
        Some(match order {
            ByteOrder::Big => u64::from_be_bytes(bytes),
            ByteOrder::Little => u64::from_le_bytes(bytes),
        })
    }

    /// A 16-bit number, most significant byte first: the order of nearly all containers.
    pub fn be16(self, at: usize) -> Option<u16> {
        self.u16(at, ByteOrder::Big)
    }

    /// A 32-bit number, most significant byte first.
    pub fn be32(self, at: usize) -> Option<u32> {
        self.u32(at, ByteOrder::Big)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_has_its_mark_and_its_other() {
        for order in [ByteOrder::Big, ByteOrder::Little] {
            assert_eq!(ByteOrder::marked(order.mark().as_bytes()), Some(order));
            assert_ne!(order.other(), order);
            assert_eq!(order.other().other(), order);
        }
        assert_eq!(ByteOrder::marked(b"MM\0*"), Some(ByteOrder::Big));
        assert_eq!(ByteOrder::marked(b"I"), None);
        assert_eq!(ByteOrder::marked(b"IM"), None);
    }

    #[test]
    fn numbers_in_both_orders() {
        let bytes = Bytes::new(&[1, 2, 3, 4, 5, 6, 7, 8], 100);
        assert_eq!(bytes.u16(0, ByteOrder::Big), Some(0x0102));
        assert_eq!(bytes.u32(1, ByteOrder::Little), Some(0x0504_0302));
        assert_eq!(bytes.u64(0, ByteOrder::Big), Some(0x0102_0304_0506_0708));
        assert_eq!(bytes.u64(1, ByteOrder::Big), None);
    }

    #[test]
    fn slices_keep_their_place() {
        let bytes = Bytes::new(&[0; 10], 100);
        assert_eq!(bytes.get(4, 2).map(|b| b.absolute(1)), Some(105));
        assert!(bytes.get(9, 2).is_none());
        assert!(bytes.get(usize::MAX, usize::MAX).is_none());
        assert_eq!(bytes.up_to(8, 100).len(), 2);
        assert!(bytes.from(11).is_empty());
    }
}
