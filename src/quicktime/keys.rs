//! The list of keys to which the items of metadata refer by their numbers [QuickTime File Format, metadata item keys].

use crate::bytes::Bytes;
use crate::layout::part::{LONG, Part};
use crate::layout::state::State;
use crate::layout::tables::Table;

/// The version and the number of keys.
const HEAD: usize = 8;
/// The size of a key and its name space.
const KEY: usize = 8;

/// Remembers the list.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(LONG).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    state.film.keys = Some((table, state.cx.arena.alloc_slice_fill_iter(keys(bytes))));
}

/// The keys of a list, as far as they are there.
fn keys(list: Bytes<'_>) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut at = HEAD;
    for _ in 0..list.be32(4).unwrap_or_default() {
        let size = list.be32(at).and_then(|size| usize::try_from(size).ok()).filter(|size| *size >= KEY);
        let Some(key) = size.and_then(|size| list.get(at + KEY, size - KEY)) else { break };
        found.push(key.as_slice());
        at += KEY + key.len();
    }
    found
}

/// The key with a number, counted from 1.
pub(super) fn named<'a>(list: &[&'a [u8]], number: u32) -> Option<&'a [u8]> {
    list.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_from_1() {
        let list = keys(Bytes::new(b"\0\0\0\0\0\0\0\x02\0\0\0\x0amdtaab\0\0\0\x09mdtac", 0));
        assert_eq!(named(&list, 1), Some(&b"ab"[..]));
        assert_eq!(named(&list, 2), Some(&b"c"[..]));
        assert_eq!((named(&list, 0), named(&list, 3), named(&list, u32::MAX)), (None, None, None));
    }

    #[test]
    fn a_key_without_a_length_ends_the_list() {
        assert!(keys(Bytes::new(b"\0\0\0\0\0\0\0\x02\0\0\0\0mdta", 0)).is_empty());
        assert!(keys(Bytes::new(b"\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xffmdta", 0)).is_empty());
    }
}
