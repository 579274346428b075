//! Bytes written as hexadecimal text.

use crate::bytes::Bytes;
use crate::context::Context;

/// Decodes the bytes that `text` spells. White space and the `%` of PostScript comments are skipped; any other
/// character ends the text. `None` if the budget does not cover the result.
pub(super) fn decode<'a>(text: Bytes<'_>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    cx.spend(text.len() as u64 / 2)?;
    let mut bytes = bumpalo::collections::Vec::with_capacity_in(text.len() / 2, cx.arena);
    let mut high = None;
    let mut rest = text.as_slice();
    loop {
        // Most lines consist only of pairs of digits, so whole pairs are tried first.
        if high.is_none() {
            let pairs = rest.chunks_exact(2).map_while(|pair| match pair {
                [high, low] => pair_of(*high, *low),
                _ => None,
            });
            let before = bytes.len();
            bytes.extend(pairs);
            rest = rest.get((bytes.len() - before) * 2..).unwrap_or_default();
        }
        let Some((&digit, after)) = rest.split_first() else { break };
        rest = after;
        match value(digit) {
            BLANK => {}
            OTHER => break,
            digit => match high.take() {
                None => high = Some(digit),
                Some(high) => bytes.push(high << 4 | digit),
            },
        }
    }
    Some(Bytes::new(bytes.into_bump_slice(), text.absolute(0)))
}

/// Marks a character to skip.
const BLANK: u8 = 0xfe;
/// Marks a character that ends the text.
const OTHER: u8 = 0xff;

/// The value of each character.
static VALUES: [u8; 256] = {
    let mut values = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing)] // `byte` is less than 256
        {
            values[byte] = match byte as u8 {
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'f' => digit - b'a' + 10,
                digit @ b'A'..=b'F' => digit - b'A' + 10,
                b'\t'..=b'\r' | b' ' | b'%' => BLANK,
                _ => OTHER,
            };
        }
        byte += 1;
    }
    values
};

fn value(byte: u8) -> u8 {
    VALUES.get(usize::from(byte)).copied().unwrap_or(OTHER)
}

/// The byte that two digits spell.
fn pair_of(high: u8, low: u8) -> Option<u8> {
    let (high, low) = (value(high), value(low));
    ((high | low) < 16).then_some(high << 4 | low)
}
