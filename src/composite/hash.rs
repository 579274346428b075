//! Where the names of tags stand in their index. `cargo xtask generate` compiles this file too.

/// The places of the index, a power of two.
pub(crate) const SLOTS: usize = 1024;
/// The most sources of a row.
pub(crate) const MOST_SOURCES: usize = 20;

/// The places where a name may stand, one after the other.
pub(crate) fn places(name: &[u8]) -> impl Iterator<Item = usize> {
    let byte = |at: usize| name.get(at).copied().map_or(0, usize::from);
    let len = name.len();
    let mixed =
        byte(0) ^ byte(len / 2) << 6 ^ byte(len / 4) << 11 ^ byte(len.wrapping_sub(1)) << 16 ^ len << 22;
    let first = mixed.wrapping_mul(0x9e37_79b1) >> 12;
    (0..SLOTS).map(move |step| first.wrapping_add(step) & (SLOTS - 1))
}
