//! The list of keys to which the items of metadata refer by their numbers [QuickTime File Format, metadata item keys].

use crate::bytes::Bytes;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// The version and the number of keys.
const HEAD: usize = 8;
/// The size of a key and its name space.
const KEY: usize = 8;

/// Remembers the list.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    state.film.keys = Some((table, bytes));
}

/// The key with a number, counted from 1.
pub(super) fn named<'a>(list: Bytes<'a>, number: u32) -> Option<&'a [u8]> {
    let mut at = HEAD;
    for _ in 1..number {
        at = at.checked_add(usize::try_from(list.be32(at)?).ok()?.max(KEY))?;
    }
    let size = usize::try_from(list.be32(at)?).ok()?;
    Some(list.get(at.checked_add(KEY)?, size.checked_sub(KEY)?)?.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_from_1() {
        let list = b"\0\0\0\0\0\0\0\x02\0\0\0\x0amdtaab\0\0\0\x09mdtac";
        let list = Bytes::new(list, 0);
        assert_eq!(named(list, 1), Some(&b"ab"[..]));
        assert_eq!(named(list, 2), Some(&b"c"[..]));
        assert_eq!(named(list, 3), None);
        assert_eq!(named(list, u32::MAX), None);
        // A size below that of its own head.
        assert_eq!(named(Bytes::new(b"\0\0\0\0\0\0\0\x02\0\0\0\0", 0), 1), None);
    }
}
