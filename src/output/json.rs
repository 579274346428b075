//! JSON, indented or a record a line.

use super::escape::is_unsafe;
use super::record::{Answer, Failed, Job, Record};
use crate::Error;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use std::io::{self, Write};
use std::path::Path;

/// How records look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Each record indented, one after another.
    Indented,
    /// A record a line (NDJSON).
    Lines,
}

/// Turns results into printed records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer {
    style: Style,
}

impl Writer {
    pub(crate) fn new(style: Style) -> Self {
        Self { style }
    }

    pub(crate) fn style(self) -> Style {
        self.style
    }

    /// Appends the record of one file, with the line feed behind it.
    pub(crate) fn record(
        self,
        job: &Job<'_>,
        path: &Path,
        result: Result<&Answer, &Error>,
        out: &mut Vec<u8>,
    ) {
        self.put(&Record { job, path, result }, out);
    }

    /// Appends what is collected of a file that failed.
    pub(crate) fn failure(self, path: &Path, error: &Error, out: &mut Vec<u8>) {
        self.put(&Failed::new(path, error), out);
    }

    fn put(self, record: &impl Serialize, out: &mut Vec<u8>) {
        let written = match self.style {
            Style::Indented => {
                record.serialize(&mut Serializer::with_formatter(&mut *out, Guarded(PrettyFormatter::new())))
            }
            Style::Lines => {
                record.serialize(&mut Serializer::with_formatter(&mut *out, Guarded(CompactFormatter)))
            }
        };
        debug_assert!(written.is_ok(), "writing to memory");
        out.push(b'\n');
    }
}

/// Whether all bytes lie below DEL, eight at a time: most texts are such.
fn is_below_del(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = u64::from_le_bytes([0x80; 8]);
    let (words, rest) = bytes.as_chunks();
    // Adding 1 makes the top bit of DEL. A carry only comes from a byte that has the top bit itself.
    let is_below = |word: u64| (word | word.wrapping_add(ONES)) & TOPS == 0;
    words.iter().all(|word| is_below(u64::from_le_bytes(*word))) && rest.iter().all(|byte| *byte < 0x7f)
}

/// A formatter that also escapes what a terminal or a script engine would act on; C0 controls JSON escapes by itself.
struct Guarded<F>(F);

impl<F: Formatter> Formatter for Guarded<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // All of them but DEL start with one of these bytes in UTF-8.
        let is_start = |byte: u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef);
        if is_below_del(fragment.as_bytes()) || !fragment.bytes().any(is_start) {
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

    fn line(text: &str) -> String {
        let mut out = Vec::new();
        text.serialize(&mut Serializer::with_formatter(&mut out, Guarded(CompactFormatter))).unwrap();
        String::from_utf8(out).unwrap()
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
