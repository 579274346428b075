//! Text in JSON, written so that nothing in it acts on a terminal or a script engine.

use super::escape::is_unsafe;
use serde::Serialize;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// A text. If nothing needs escaping, [`Guarded`] gets it as bytes and writes them unchanged; only other texts are
/// examined character by character.
pub(super) struct Text<'t>(pub &'t str);

impl Serialize for Text<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if is_plain_text(self.0) {
            serializer.serialize_bytes(self.0.as_bytes())
        } else {
            serializer.serialize_str(self.0)
        }
    }
}

/// Whether nothing in a text is escaped.
pub(super) fn is_plain_text(text: &str) -> bool {
    all(text.as_bytes(), is_plain)
}

/// Eight copies of a byte.
const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Whether `is` holds for all bytes; it tests eight at a time.
fn all(bytes: &[u8], is: impl Fn(u64) -> bool) -> bool {
    // The last eight overlap the ones before them.
    if let Some(last) = bytes.last_chunk() {
        let (words, _) = bytes.as_chunks();
        return is(u64::from_le_bytes(*last)) && words.iter().all(|word| is(u64::from_le_bytes(*word)));
    }
    let mut few = [b' '; 8];
    few.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    is(u64::from_le_bytes(few))
}

/// Whether all eight bytes are below DEL.
fn is_below_del(word: u64) -> bool {
    // Adding 1 to DEL sets its top bit. Only a byte with its top bit set can carry into the next one.
    (word | word.wrapping_add(eight(1))) & eight(0x80) == 0
}

/// Whether none of eight bytes is escaped or begins a character that may be.
fn is_plain(word: u64) -> bool {
    // If a byte is below another, the difference has its top bit set.
    let has_below = |word: u64, least: u8| word.wrapping_sub(eight(least)) & !word & eight(0x80) != 0;
    let has = |byte: u8| has_below(word ^ eight(byte), 1);
    is_below_del(word) && !has_below(word, b' ') && !has(b'"') && !has(b'\\')
}

/// A formatter that also escapes what a terminal or script engine would act on; JSON itself escapes C0 controls.
pub(super) struct Guarded<F>(pub F);

impl<F: Formatter> Formatter for Guarded<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // In UTF-8 all of them except DEL start with one of these bytes.
        let is_start = |byte: u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef);
        if all(fragment.as_bytes(), is_below_del) || !fragment.bytes().any(is_start) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            let (plain, tail) = rest.split_at(at);
            let mut chars = tail.chars();
            let Some(found) = chars.next() else { break };
            writer.write_all(plain.as_bytes())?;
            write!(writer, "\\u{:04x}", u32::from(found))?;
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    /// A [`Text`] with nothing to escape.
    fn write_byte_array<W: ?Sized + Write>(&mut self, writer: &mut W, text: &[u8]) -> io::Result<()> {
        writer.write_all(b"\"")?;
        writer.write_all(text)?;
        writer.write_all(b"\"")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::ser::{CompactFormatter, Serializer};

    fn line(text: &str) -> String {
        let mut out = Vec::new();
        text.serialize(&mut Serializer::with_formatter(&mut out, Guarded(CompactFormatter))).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_text_is_written_as_any_string() {
        let written = |text: &str| {
            let mut out = Vec::new();
            Text(text)
                .serialize(&mut Serializer::with_formatter(&mut out, Guarded(CompactFormatter)))
                .unwrap();
            String::from_utf8(out).unwrap()
        };
        for code in 0..=0x2100 {
            let sign = char::from_u32(code).unwrap();
            for (before, after) in [(0, 0), (3, 0), (0, 9), (7, 1), (8, 8), (5, 20)] {
                let text = format!("{}{sign}{}", "x".repeat(before), "~ !#[]".repeat(after));
                assert_eq!(written(&text), line(&text), "{code:x}");
                let back: String = serde_json::from_str(&written(&text)).unwrap();
                assert_eq!(back, text);
            }
        }
        // Random bytes, weighted towards those that are escaped.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..20_000 {
            let mut bytes = Vec::new();
            for _ in 0..state % 40 {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                let byte = (state >> 56) as u8;
                bytes.push(if (state >> 40).is_multiple_of(16) { byte } else { b' ' + byte % 95 });
            }
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            let text = String::from_utf8_lossy(&bytes);
            assert_eq!(written(&text), line(&text));
            assert_eq!(serde_json::from_str::<String>(&written(&text)).unwrap(), text);
        }
    }

    #[test]
    fn text_that_acts_is_escaped() {
        assert_eq!(line("a\u{1b}]52;c\u{7}"), r#""a\u001b]52;c\u0007""#);
        assert_eq!(
            line("\u{9b}31m\u{202e}x\u{2028}\u{7f}\u{feff}"),
            r#""\u009b31m\u202ex\u2028\u007f\ufeff""#
        );
        for length in 0..20 {
            let text = "a".repeat(length);
            assert_eq!(line(&text), format!("\"{text}\""));
            for (sign, escaped) in
                [('\u{7f}', "\\u007f"), ('\u{85}', "\\u0085"), ('\u{ff}', "\u{ff}"), ('"', "\\\"")]
            {
                assert_eq!(line(&format!("{text}{sign}{text}")), format!("\"{text}{escaped}{text}\""));
            }
        }
        assert_eq!(line("é “quoted” \u{4e2d}"), "\"é “quoted” \u{4e2d}\"");
    }
}
