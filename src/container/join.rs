//! Joins the parts of a block.

use crate::bytes::Bytes;
use crate::context::Context;

/// Joins the parts in memory, which is charged to the budget. Offsets in the result are counted from `start`, the
/// offset of the first part.
///
/// `len` returns the length of a part, and `copy` fills in its bytes.
pub(super) fn join<'a, T>(
    parts: &[T],
    start: u64,
    cx: &'a Context<'a>,
    len: impl Fn(&T) -> u64,
    copy: impl Fn(&T, &mut [u8]) -> Option<()>,
) -> Option<Bytes<'a>> {
    let size = parts.iter().try_fold(0u64, |sum, part| sum.checked_add(len(part)))?;
    cx.spend(size)?;
    let joined = cx.arena.alloc_slice_fill_copy(usize::try_from(size).ok()?, 0u8);
    let mut rest = &mut *joined;
    for part in parts {
        let (to, after) = rest.split_at_mut_checked(usize::try_from(len(part)).ok()?)?;
        copy(part, to)?;
        rest = after;
    }
    Some(Bytes::new(joined, start))
}

/// Copies all bytes of a part.
pub(super) fn copy(from: Bytes<'_>, to: &mut [u8]) -> Option<()> {
    to.get_mut(..from.len())?.copy_from_slice(from.as_slice());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;

    fn joined(parts: &[&[u8]], limits: &Limits) -> Option<(Vec<u8>, u64)> {
        let arena = Bump::new();
        let cx = Context::new(limits, &arena, encoding_rs::WINDOWS_1252);
        let bytes = join(parts, 7, &cx, |part| part.len() as u64, |part, to| copy(Bytes::new(part, 0), to))?;
        Some((bytes.as_slice().to_vec(), bytes.absolute(0)))
    }

    #[test]
    fn parts_follow_each_other_and_are_paid_for() {
        let parts: [&[u8]; 3] = [b"ab", b"", b"c"];
        assert_eq!(joined(&parts, &Limits::default()), Some((b"abc".to_vec(), 7)));
        assert_eq!(joined(&parts, &Limits { read: 2, ..Limits::default() }), None);
    }
}
