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

    /// Appends a document that is no record of a file.
    pub(super) fn document(self, document: &impl Serialize, out: &mut Vec<u8>) {
        self.put(document, out);
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

/// A formatter that also escapes what a terminal or a script engine would act on; C0 controls JSON escapes by itself.
struct Guarded<F>(F);

impl<F: Formatter> Formatter for Guarded<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // All of them but DEL start with one of these bytes in UTF-8.
        if !fragment.bytes().any(|b| matches!(b, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef)) {
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
        assert_eq!(line("é “quoted” \u{4e2d}"), "\"é “quoted” \u{4e2d}\"");
    }
}
