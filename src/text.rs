//! Bytes to text: the character sets of EXIF and IPTC-IIM.
//!
//! Text borrows from its block where it can; text that has to be built lies in the arena and is paid for out of
//! the budget. Which set was taken is told with it: see [`CharsetRung`].

use crate::bytes::ByteOrder;
use crate::context::Context;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How the character set of a text was found: the steps are tried in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CharsetRung {
    /// The file names it (IIM dataset 1:90).
    Declared,
    /// The bytes are valid UTF-8, with sequences that no other set forms by accident.
    Utf8,
    /// The set that the user named for everything else.
    Fallback,
}

/// The text of `bytes`, with the step that gave its character set.
///
/// UTF-8 is declared by writers that go on to write Latin, and cut by writers that count bytes. So where UTF-8 is
/// declared and the bytes are not, bytes without a single UTF-8 sequence take the fallback; else what is broken
/// becomes U+FFFD and the rest stands.
pub(crate) fn decode<'a>(
    bytes: &'a [u8],
    declared: Option<&'static Encoding>,
    cx: &'a Context<'a>,
) -> (&'a str, CharsetRung) {
    let (text, rung) = climb(bytes, declared, cx);
    if !text.is_ascii() {
        cx.charset.set(Some(rung));
    }
    (text, rung)
}

fn climb<'a>(
    bytes: &'a [u8],
    declared: Option<&'static Encoding>,
    cx: &'a Context<'a>,
) -> (&'a str, CharsetRung) {
    match declared {
        Some(set) if set == UTF_8 => match std::str::from_utf8(bytes) {
            Ok(text) => (text, CharsetRung::Declared),
            Err(_) if has_sequence(bytes) => {
                (build(&String::from_utf8_lossy(bytes), cx), CharsetRung::Declared)
            }
            Err(_) => (with(bytes, cx.fallback_charset, cx), CharsetRung::Fallback),
        },
        Some(set) => (with(bytes, set, cx), CharsetRung::Declared),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text, CharsetRung::Utf8),
            Err(_) => (with(bytes, cx.fallback_charset, cx), CharsetRung::Fallback),
        },
    }
}

/// The text of `bytes` in the character set `set`. No byte order mark is looked for.
pub(crate) fn with<'a>(bytes: &'a [u8], set: &'static Encoding, cx: &'a Context<'a>) -> &'a str {
    match set.decode_without_bom_handling(bytes).0 {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => build(&text, cx),
    }
}

/// The text of UTF-16 units in the order given; an odd last byte is left out.
pub(crate) fn utf16<'a>(bytes: &'a [u8], order: ByteOrder, cx: &'a Context<'a>) -> &'a str {
    let whole = bytes.get(..bytes.len() & !1).unwrap_or_default();
    with(whole, if order == ByteOrder::Big { UTF_16BE } else { UTF_16LE }, cx)
}

/// The bytes before the NULs that fill a field up.
pub(crate) fn trim_nuls(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The character set that an ISO 2022 escape names, as in IIM dataset 1:90; `None` for any that is not read here.
pub(crate) fn iso2022(escape: &[u8]) -> Option<&'static Encoding> {
    let sequence = trim_nuls(escape).trim_ascii().strip_prefix(b"\x1b")?;
    match sequence {
        // UTF-8, and UTF-8 of implementation levels 1 to 3 [ISO-IR 196, 190, 191, 192].
        b"%G" | b"%/G" | b"%/H" | b"%/I" => Some(UTF_8),
        // No registered escape, but written for ISO 8859-1.
        b"%A" => Some(encoding_rs::WINDOWS_1252),
        // A set of 96 characters as G0 (which the standard does not allow), G1, G2 or G3 [ISO 2022 14.3.2].
        [b',' | b'-' | b'.' | b'/', set] => right_half(*set),
        _ => None,
    }
}

/// The registered sets of 96 characters that are the right half of a part of ISO 8859.
fn right_half(last_byte: u8) -> Option<&'static Encoding> {
    Some(match last_byte {
        b'A' => encoding_rs::WINDOWS_1252, // ISO-IR 100, Latin 1: cp1252 has it whole, and text in its name too
        b'B' => encoding_rs::ISO_8859_2,   // ISO-IR 101, Latin 2
        b'C' => encoding_rs::ISO_8859_3,   // ISO-IR 109, Latin 3
        b'D' => encoding_rs::ISO_8859_4,   // ISO-IR 110, Latin 4
        b'F' => encoding_rs::ISO_8859_7,   // ISO-IR 126, Greek
        b'G' => encoding_rs::ISO_8859_6,   // ISO-IR 127, Arabic
        b'H' => encoding_rs::ISO_8859_8,   // ISO-IR 138, Hebrew
        b'L' => encoding_rs::ISO_8859_5,   // ISO-IR 144, Cyrillic
        b'M' => encoding_rs::WINDOWS_1254, // ISO-IR 148, Latin 5: cp1254 has it whole
        b'T' => encoding_rs::WINDOWS_874,  // ISO-IR 166, Thai: cp874 has it whole
        b'V' => encoding_rs::ISO_8859_10,  // ISO-IR 157, Latin 6
        b'Y' => encoding_rs::ISO_8859_13,  // ISO-IR 179, Latin 7
        b'_' => encoding_rs::ISO_8859_14,  // ISO-IR 199, Latin 8
        b'b' => encoding_rs::ISO_8859_15,  // ISO-IR 203, Latin 9
        b'f' => encoding_rs::ISO_8859_16,  // ISO-IR 226, Latin 10
        _ => return None,
    })
}

/// `parts` one after another.
pub(crate) fn join<'a>(parts: &[&str], cx: &'a Context<'a>) -> &'a str {
    let buffer = cx.arena.alloc_slice_fill_copy(parts.iter().map(|part| part.len()).sum(), 0u8);
    let mut rest = &mut *buffer;
    for part in parts {
        let Some((to, after)) = rest.split_at_mut_checked(part.len()) else { break };
        to.copy_from_slice(part.as_bytes());
        rest = after;
    }
    std::str::from_utf8(buffer).unwrap_or_default()
}

/// Bytes in base 16.
pub(crate) fn hex<'a>(bytes: &[u8], cx: &'a Context<'a>) -> &'a str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value & 15)).copied().unwrap_or_default();
    let digits = bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]);
    let buffer = cx.arena.alloc_slice_fill_copy(bytes.len().saturating_mul(2), 0u8);
    for (to, from) in buffer.iter_mut().zip(digits) {
        *to = from;
    }
    std::str::from_utf8(buffer).unwrap_or_default()
}

/// Whether some character beyond ASCII is valid UTF-8.
fn has_sequence(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// Text in the arena; empty where the budget does not cover it, which is an issue by then.
fn build<'a>(text: &str, cx: &'a Context<'a>) -> &'a str {
    cx.spend(text.len() as u64).map_or("", |()| cx.text(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;
    use encoding_rs::WINDOWS_1252;

    fn check(bytes: &[u8], declared: Option<&'static Encoding>, text: &str, rung: CharsetRung) {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, WINDOWS_1252);
        assert_eq!(decode(bytes, declared, &cx), (text, rung), "{bytes:x?}");
    }

    #[test]
    fn the_ladder() {
        check(b"abc", None, "abc", CharsetRung::Utf8);
        check("é€".as_bytes(), None, "é€", CharsetRung::Utf8);
        check(b"caf\xe9 \x80", None, "café €", CharsetRung::Fallback);
        check("é".as_bytes(), Some(UTF_8), "é", CharsetRung::Declared);
        check("é".as_bytes(), Some(WINDOWS_1252), "Ã©", CharsetRung::Declared);
    }

    #[test]
    fn utf8_that_is_none() {
        check(b"caf\xe9", Some(UTF_8), "café", CharsetRung::Fallback);
        check(b"caf\xc3\xa9 \xc3", Some(UTF_8), "café \u{fffd}", CharsetRung::Declared);
    }

    #[test]
    fn bytes_that_cp1252_leaves_open_stay_controls() {
        check(b"\x81\x8d\x8f\x90\x9d", None, "\u{81}\u{8d}\u{8f}\u{90}\u{9d}", CharsetRung::Fallback);
    }

    #[test]
    fn escapes_name_sets() {
        for (escape, set) in [
            (&b"\x1b%G"[..], Some(UTF_8)),
            (b"\x1b%G\0\0", Some(UTF_8)),
            (b"\x1b%/I", Some(UTF_8)),
            (b"\x1b%A", Some(WINDOWS_1252)),
            (b"\x1b.A", Some(WINDOWS_1252)),
            (b"\x1b-F", Some(encoding_rs::ISO_8859_7)),
            (b"\x1b%5", None),
            (b"UTF-8", None),
            (b"\x1b", None),
            (b"", None),
        ] {
            assert_eq!(iso2022(escape), set, "{escape:x?}");
        }
    }

    #[test]
    fn utf16_in_both_orders() {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, WINDOWS_1252);
        assert_eq!(utf16(b"\0a\x20\xac\0", ByteOrder::Big, &cx), "a€");
        assert_eq!(utf16(b"a\0\xac\x20", ByteOrder::Little, &cx), "a€");
        assert_eq!(utf16(b"\xd8\x00\0a", ByteOrder::Big, &cx), "\u{fffd}a");
    }

    #[test]
    fn parts_and_digits() {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, WINDOWS_1252);
        assert_eq!(join(&["a", "", "é", "c"], &cx), "aéc");
        assert_eq!(join(&[], &cx), "");
        assert_eq!(hex(&[0x0f, 0xa0], &cx), "0fa0");
    }

    #[test]
    fn nuls_at_the_end_fill_up() {
        assert_eq!(trim_nuls(b"a\0b\0\0"), b"a\0b");
        assert_eq!(trim_nuls(b"\0\0"), b"");
    }
}
