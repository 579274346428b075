//! The strings, names and dates of a PDF [ISO 32000-1 7.3.4, 7.3.5, 7.9.2, 7.9.4].

use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::text;

/// The characters of `PDFDocEncoding` that differ from Latin-1: those from 0x18 on, from 0x80 on, and at 0xa0
/// [ISO 32000-1 annex D.3].
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const HIGH: [char; 31] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
];

/// The text of a string with its brackets. `None` if it is none.
pub(super) fn text<'a>(string: Bytes<'_>, cx: &'a Context<'a>) -> Option<&'a str> {
    let bytes = bytes(string)?;
    cx.spend(bytes.len() as u64)?;
    Some(match bytes.as_slice() {
        [0xfe, 0xff, rest @ ..] => text::utf16(cx.arena.alloc_slice_copy(rest), ByteOrder::Big, cx),
        [0xff, 0xfe, rest @ ..] => text::utf16(cx.arena.alloc_slice_copy(rest), ByteOrder::Little, cx),
        [0xef, 0xbb, 0xbf, rest @ ..] => cx.text(&String::from_utf8_lossy(rest)),
        plain => cx.text(&plain.iter().map(|byte| character(*byte)).collect::<String>()),
    })
}

fn character(byte: u8) -> char {
    let special = match byte {
        0x18..=0x1f => LOW.get(usize::from(byte - 0x18)),
        0x80..=0x9e => HIGH.get(usize::from(byte - 0x80)),
        0xa0 => Some(&'€'),
        _ => None,
    };
    special.copied().unwrap_or_else(|| char::from(byte))
}

/// The bytes of a string, in parentheses or in hexadecimal digits.
fn bytes(string: Bytes<'_>) -> Option<Vec<u8>> {
    match string.as_slice() {
        [b'(', inside @ .., b')'] => Some(literal(inside)),
        [b'<', inside @ .., b'>'] => Some(hexadecimal(inside)),
        _ => None,
    }
}

fn literal(inside: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inside.len());
    let mut rest = inside.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'b') => out.push(8),
            Some(b'f') => out.push(12),
            // A line end after a backslash is no part of the string.
            Some(b'\r') => {
                rest.next_if_eq(&b'\n');
            }
            Some(b'\n') | None => {}
            Some(digit @ b'0'..=b'7') => {
                let mut code = digit - b'0';
                for _ in 0..2 {
                    let Some(digit) = rest.next_if(|byte| (b'0'..=b'7').contains(byte)) else { break };
                    code = code.wrapping_mul(8).wrapping_add(digit - b'0');
                }
                out.push(code);
            }
            Some(other) => out.push(other),
        }
    }
    out
}

fn hexadecimal(inside: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = inside.iter().filter_map(digit).collect();
    // A digit that is missing at the end is 0.
    digits.chunks(2).map(pair_value).collect()
}

fn pair_value(pair: &[u8]) -> u8 {
    match *pair {
        [high, low] => high << 4 | low,
        [high] => high << 4,
        _ => 0,
    }
}

/// The text of a name, in which `#` and two digits stand for a byte.
pub(super) fn name(name: &[u8]) -> String {
    let mut out = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(byte) = name.get(at) {
        let code = name.get(at + 1..at + 3).filter(|_| *byte == b'#');
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A date as `ExifTool` writes it: `2005:07:18 14:30:45-04:00`. A text that is none is unchanged but for its prefix.
pub(super) fn date(text: &str) -> String {
    /// What a date has that states only its year.
    const LEAST: &str = "00000101000000";
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(14);
    let (stated, zone) = text.split_at_checked(digits).unwrap_or((text, ""));
    if !matches!(digits, 4 | 6 | 8 | 10 | 12 | 14) || (digits < 14 && !zone.is_empty()) {
        return text.to_owned();
    }
    let whole = [stated, LEAST.get(digits..).unwrap_or_default()].concat();
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
    let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
    let (hour, minute, second) = (part(8, 10), part(10, 12), part(12, 14));
    format!("{year}:{month}:{day} {hour}:{minute}:{second}{}", zone_of(zone))
}

/// `-04'00'` as `-04:00`.
fn zone_of(zone: &str) -> String {
    if zone.starts_with('Z') {
        return "Z".to_owned();
    }
    match zone.as_bytes() {
        [sign @ (b'+' | b'-'), a, b, b'\'', c, d, ..]
            if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()) =>
        {
            let text = [*sign, *a, *b, b':', *c, *d];
            String::from_utf8_lossy(&text).into_owned()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;

    #[test]
    fn strings_of_all_kinds() {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        for (string, expected) in [
            (&b"(T\\351t \\(x\\) \\x)"[..], Some("Tét (x) x")),
            (b"(a\\\r\nb\\5\\n)", Some("ab\u{5}\n")),
            (b"(\x80\x92\xa0)", Some("•™€")),
            (b"(\xfe\xff\0A\0\xe9)", Some("Aé")),
            (b"(\xef\xbb\xbf\xc3\xa9)", Some("é")),
            (b"<41 42 4>", Some("AB@")),
            (b"<FEFF0041>", Some("A")),
            (b"(a\\", None),
            (b"true", None),
        ] {
            assert_eq!(text(Bytes::new(string, 0), &cx), expected, "{string:?}");
        }
        assert_eq!(name(b"a#20b#zz#4"), "a b#zz#4");
    }

    #[test]
    fn dates() {
        for (text, expected) in [
            ("D:20050718143045-04'00'", "2005:07:18 14:30:45-04:00"),
            ("20050718143045Z00'00'", "2005:07:18 14:30:45Z"),
            ("D:2005", "2005:01:01 00:00:00"),
            ("D:20050718143045+05", "2005:07:18 14:30:45"),
            ("D:200507181430-04'00'", "200507181430-04'00'"),
            ("2005-07-18", "2005-07-18"),
            ("", ""),
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
    }
}
