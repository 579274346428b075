//! Where an index is searched for the row of a tag. The generator that fills the index shares this module.

/// The slots in which the row of a tag may be, in the order in which they are tried. The index has `size` slots, which
/// is a power of two.
pub fn from(id: u16, size: usize) -> impl Iterator<Item = usize> {
    let mask = size.wrapping_sub(1);
    let first = (usize::from(id).wrapping_mul(0x9e37_79b1) >> 8) & mask;
    (0..size).map(move |step| (first + step) & mask)
}
