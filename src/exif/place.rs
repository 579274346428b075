//! Where the row of a tag is looked for in an index: shared with the build, which fills it.

/// The places of an index of so many tags: a power of two, and twice as many or more.
#[allow(dead_code)] // only the build asks
pub fn size(tags: usize) -> usize {
    (tags * 2).next_power_of_two()
}

/// The places at which the row of a tag may stand in an index of `size`, in the order in which they are tried.
pub fn from(id: u16, size: usize) -> impl Iterator<Item = usize> {
    let mask = size.wrapping_sub(1);
    let first = (usize::from(id).wrapping_mul(0x9e37_79b1) >> 8) & mask;
    (0..size).map(move |step| (first + step) & mask)
}
