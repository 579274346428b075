//! The position of a name in the hash table of names. Shared with the table generator, which fills the table.

/// The first slot to probe for `name` in a table of `size` slots, a power of two. The hash uses what differs most
/// between names: their length, start and end.
pub fn slot(name: &str, size: usize) -> usize {
    let bytes = name.as_bytes();
    let word = |part: Option<&[u8]>| {
        part.unwrap_or(bytes).iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte))
    };
    let first = word(bytes.get(..6));
    let last = word(bytes.len().checked_sub(8).and_then(|at| bytes.get(at..)));
    let mixed =
        (first ^ last.rotate_left(23) ^ (bytes.len() as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 40).unwrap_or_default() & (size - 1)
}
