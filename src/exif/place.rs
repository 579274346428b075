//! Where the row of a tag is looked for in an index: shared with the build, which fills it.

/// The places at which the row of a tag may stand in an index of `size` places, which is a power of two, in the order in
/// which they are tried.
pub fn from(id: u16, size: usize) -> impl Iterator<Item = usize> {
    let mask = size.wrapping_sub(1);
    let first = (usize::from(id).wrapping_mul(0x9e37_79b1) >> 8) & mask;
    (0..size).map(move |step| (first + step) & mask)
}
