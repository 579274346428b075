//! Bytes to text: the character sets of EXIF and IPTC-IIM.
//!
//! Text is borrowed from its block if possible. Otherwise it is built in the arena and charged to the budget. The
//! result says how the character set was found: see [`CharsetRung`].

use crate::bytes::ByteOrder;
use crate::charset::CharsetRung;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use bumpalo::Bump;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The text of `bytes`, with the step that found its character set. Errors are reported at the given stage and
/// offset.
pub(crate) fn decode<'a>(
    bytes: &'a [u8],
    declared: Option<&'static Encoding>,
    (stage, offset): (Stage, u64),
    cx: &'a Context<'a>,
) -> (&'a str, CharsetRung) {
    let (is_declared, rung) = match declared {
        Some(set) if set == UTF_8 => (true, CharsetRung::Declared),
        Some(set) => return (with(bytes, set, cx), CharsetRung::Declared),
        None => (false, CharsetRung::Utf8),
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text, rung);
    }
    let Reading::Utf8 { torn } = weigh(bytes, cx.letters(), is_declared) else {
        return (with(bytes, cx.fallback_charset, cx), CharsetRung::Fallback);
    };
    let whole = bytes.get(..bytes.len() - torn).unwrap_or_default();
    if let Ok(text) = std::str::from_utf8(whole) {
        return (text, rung);
    }
    cx.issue(IssueCode::NotUtf8, stage, Some(offset), || "a text in UTF-8 has bytes that are none");
    (build(&String::from_utf8_lossy(whole), cx), rung)
}

/// The bytes before the first NUL.
pub(crate) fn until_nul(bytes: &[u8]) -> &[u8] {
    match memchr::memchr(0, bytes) {
        Some(end) => bytes.get(..end).unwrap_or_default(),
        None => bytes,
    }
}

/// Bytes that may be text: as in ExifTool, bytes that are not valid UTF-8 become `?`. NULs are omitted.
pub(crate) fn marked<'a>(bytes: &'a [u8], arena: &'a Bump) -> &'a str {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !bytes.contains(&0)
    {
        return text;
    }
    let mut out = bumpalo::collections::String::with_capacity_in(bytes.len(), arena);
    for chunk in bytes.utf8_chunks() {
        out.extend(chunk.valid().chars().filter(|&c| c != '\0'));
        out.extend(chunk.invalid().iter().map(|_| '?'));
    }
    out.into_bump_str()
}

/// How to read bytes that are not valid UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As damaged UTF-8, without the `torn` bytes of a truncated character at the end.
    Utf8 { torn: usize },
    /// In the fallback character set.
    Fallback,
}

/// Whether bytes that are not valid UTF-8 are mostly UTF-8. `letters` are those of the fallback set.
///
/// Some writers declare UTF-8 and write Latin, some cut UTF-8 in the middle of a character, and any text may be
/// damaged. Latin text, in turn, sometimes has two letters that look like UTF-8. So the bytes that fit are weighed
/// against those that do not. A UTF-8 character counts 2 for each byte after its first. An invalid byte counts 2 if
/// it is a letter of the fallback set, since it may be meant, and 1 otherwise. In a tie the declaration wins; without
/// one the fallback set does, which loses no byte.
pub(crate) fn weigh(bytes: &[u8], letters: u128, is_declared: bool) -> Reading {
    let weight = |invalid: &[u8]| -> u64 { invalid.iter().map(|byte| fault(*byte, letters)).sum() };
    let (mut fits, mut faults) = (0u64, 0u64);
    // The lengths of the characters, one bit each.
    let mut lengths = 0u8;
    let mut torn = 0;
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        for length in chunk.valid().chars().map(char::len_utf8).filter(|length| *length > 1) {
            fits += 2 * (length as u64 - 1);
            lengths |= 1 << length;
        }
        let invalid = chunk.invalid();
        let before = bytes.get(..bytes.len() - invalid.len()).unwrap_or_default();
        if chunks.peek().is_none() && is_torn(invalid, before, lengths, is_declared) {
            torn = invalid.len();
        } else {
            faults += weight(invalid);
        }
    }
    let is_utf8 = if is_declared || faults == 0 { fits >= faults } else { fits > faults };
    if is_utf8 { Reading::Utf8 { torn } } else { Reading::Fallback }
}

/// The weight of an invalid byte against UTF-8.
fn fault(byte: u8, letters: u128) -> u64 {
    // These are left over by damage, or start most Latin letters in UTF-8, but are rare as letters.
    let is_rare = matches!(byte, 0xc2 | 0xc3 | 0xff);
    let is_letter = letters >> (byte & 0x7f) & 1 == 1;
    if is_letter && !is_rare { 2 } else { 1 }
}

/// Whether the last bytes of a text, after `before`, are a truncated UTF-8 character.
///
/// A lone first byte may also be a Latin letter (`caf\xe9`). It is taken for a truncated character if the text has
/// others of the same length, if it follows a space, or if it starts a character common in Latin text: the letters
/// from `¡` to `ſ` (except after capitals, in a word in capitals), and quotes, dashes and signs.
fn is_torn(torn: &[u8], before: &[u8], lengths: u8, is_declared: bool) -> bool {
    let is_cut = std::str::from_utf8(torn).is_err_and(|error| error.error_len().is_none());
    let Some(&first) = torn.first().filter(|_| is_cut) else { return false };
    let length = match first {
        ..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    let is_after_space = before.last().is_some_and(u8::is_ascii_whitespace);
    let is_in_capitals = matches!(before, [.., b'A'..=b'Z', b'A'..=b'Z']);
    let is_common = match first {
        0xc2..=0xc5 => !is_in_capitals,
        0xe2 => true,
        _ => torn.len() > 1 && (is_declared || length == 4),
    };
    // Without a declaration, a text without a single whole character is no evidence for UTF-8.
    if before.is_empty() && !is_declared {
        return false;
    }
    lengths >> length & 1 == 1 || is_after_space || is_common
}

/// The text of `bytes` in the character set `set`. Byte order marks are not detected.
pub(crate) fn with<'a>(bytes: &'a [u8], set: &'static Encoding, cx: &'a Context<'a>) -> &'a str {
    match set.decode_without_bom_handling(bytes).0 {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => build(without_torn(&text, set), cx),
    }
}

/// A text without its last character if that was truncated in a multi-byte character set.
fn without_torn<'t>(text: &'t str, set: &'static Encoding) -> &'t str {
    match text.strip_suffix(char::REPLACEMENT_CHARACTER) {
        Some(whole) if !set.is_single_byte() => whole,
        _ => text,
    }
}

/// The text of UTF-16 units in the given byte order. An odd last byte is ignored.
pub(crate) fn utf16<'a>(bytes: &'a [u8], order: ByteOrder, cx: &'a Context<'a>) -> &'a str {
    let whole = bytes.get(..bytes.len() & !1).unwrap_or_default();
    with(whole, if order == ByteOrder::Big { UTF_16BE } else { UTF_16LE }, cx)
}

/// The bytes without the padding NULs at the end.
pub(crate) fn trim_nuls(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The character set that an ISO 2022 escape names, as in IIM dataset 1:90; `None` for unsupported ones.
pub(crate) fn iso2022(escape: &[u8]) -> Option<&'static Encoding> {
    let sequence = trim_nuls(escape).trim_ascii().strip_prefix(b"\x1b")?;
    match sequence {
        // UTF-8, and UTF-8 of implementation levels 1 to 3 [ISO-IR 196, 190, 191, 192].
        b"%G" | b"%/G" | b"%/H" | b"%/I" => Some(UTF_8),
        // Not a registered escape, but used for ISO 8859-1.
        b"%A" => Some(encoding_rs::WINDOWS_1252),
        // A 96-character set as G0 (which the standard does not allow), G1, G2 or G3 [ISO 2022 14.3.2].
        [b',' | b'-' | b'.' | b'/', set] => right_half(*set),
        _ => None,
    }
}

/// The registered 96-character sets that are the right half of a part of ISO 8859.
fn right_half(last_byte: u8) -> Option<&'static Encoding> {
    Some(match last_byte {
        b'A' => encoding_rs::WINDOWS_1252, // ISO-IR 100, Latin 1: cp1252 contains it and is often labelled so
        b'B' => encoding_rs::ISO_8859_2,   // ISO-IR 101, Latin 2
        b'C' => encoding_rs::ISO_8859_3,   // ISO-IR 109, Latin 3
        b'D' => encoding_rs::ISO_8859_4,   // ISO-IR 110, Latin 4
        b'F' => encoding_rs::ISO_8859_7,   // ISO-IR 126, Greek
        b'G' => encoding_rs::ISO_8859_6,   // ISO-IR 127, Arabic
        b'H' => encoding_rs::ISO_8859_8,   // ISO-IR 138, Hebrew
        b'L' => encoding_rs::ISO_8859_5,   // ISO-IR 144, Cyrillic
        b'M' => encoding_rs::WINDOWS_1254, // ISO-IR 148, Latin 5: cp1254 contains it
        b'T' => encoding_rs::WINDOWS_874,  // ISO-IR 166, Thai: cp874 contains it
        b'V' => encoding_rs::ISO_8859_10,  // ISO-IR 157, Latin 6
        b'Y' => encoding_rs::ISO_8859_13,  // ISO-IR 179, Latin 7
        b'_' => encoding_rs::ISO_8859_14,  // ISO-IR 199, Latin 8
        b'b' => encoding_rs::ISO_8859_15,  // ISO-IR 203, Latin 9
        b'f' => encoding_rs::ISO_8859_16,  // ISO-IR 226, Latin 10
        _ => return None,
    })
}

/// Joins `parts` in the arena.
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

/// Bytes as hexadecimal digits.
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

/// Text in the arena; empty if the budget does not cover it, which has been reported by then.
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
        assert_eq!(decode(bytes, declared, (Stage::Iptc, 0), &cx), (text, rung), "{bytes:x?}");
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
        check(b"caf\xc3\xa9 \xc3", Some(UTF_8), "café ", CharsetRung::Declared);
        check(b"caf\xc3\xa9 \xff x", Some(UTF_8), "café \u{fffd} x", CharsetRung::Declared);
    }

    #[test]
    fn a_first_byte_at_the_end() {
        for (bytes, text, rung) in [
            (&b"caf\xc3"[..], "caf", CharsetRung::Utf8),
            (b"AMANH\xc3", "AMANHÃ", CharsetRung::Fallback),
            (b"caf\xe9", "café", CharsetRung::Fallback),
            (b"c'\xe8", "c'è", CharsetRung::Fallback),
            (b"Tokyo \xe6", "Tokyo ", CharsetRung::Utf8),
            (b"Tokyo\xe6\x9d", "Tokyoæ\u{9d}", CharsetRung::Fallback),
            (b"smile\xf0\x9f\x98", "smile", CharsetRung::Utf8),
            (b"vi\xf0", "við", CharsetRung::Fallback),
            (b"it\xe2\x80", "it", CharsetRung::Utf8),
            (b"\xe9", "é", CharsetRung::Fallback),
            (b"\xe2\x80", "â€", CharsetRung::Fallback),
        ] {
            check(bytes, None, text, rung);
        }
        check(b"Tokyo\xe6\x9d", Some(UTF_8), "Tokyo", CharsetRung::Declared);
    }

    #[test]
    fn fallback_sets_of_several_bytes() {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::SHIFT_JIS);
        let of = |bytes: &'static [u8]| decode(bytes, None, (Stage::Iptc, 0), &cx);
        assert_eq!(of(b"\x93\x8c\x8b\x9e"), ("東京", CharsetRung::Fallback));
        assert_eq!(of(b"\x93\x8c\x8b"), ("東", CharsetRung::Fallback));
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
        assert_eq!(utf16(b"\0a\xd8\x00", ByteOrder::Big, &cx), "a");
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
