//! Bytes written as hexadecimal text.

use crate::bytes::Bytes;
use crate::context::Context;

/// The bytes that `text` spells. White space and the `%` of PostScript's comments are passed over; anything else
/// ends it. `None` where the budget does not cover the result.
pub(super) fn decode<'a>(text: Bytes<'_>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    cx.spend(text.len() as u64 / 2)?;
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for &digit in text.as_slice() {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            b'A'..=b'F' => digit - b'A' + 10,
            b'\t'..=b'\r' | b' ' | b'%' => continue,
            _ => break,
        };
        match high.take() {
            None => high = Some(value),
            Some(high) => bytes.push(high << 4 | value),
        }
    }
    Some(Bytes::new(cx.arena.alloc_slice_copy(&bytes), text.absolute(0)))
}
