//! Where the row of a tag is looked for in an index: shared with the build, which fills it.

/// The places of an index, a power of two: twice as many as the largest table has tags, and more.
pub const SIZE: usize = 2048;

/// The places at which the row of a tag may stand, in the order in which they are tried.
pub fn from(id: u16) -> impl Iterator<Item = usize> {
    let first = (usize::from(id).wrapping_mul(0x9e37_79b1) >> 8) & (SIZE - 1);
    (0..SIZE).map(move |step| (first + step) & (SIZE - 1))
}
