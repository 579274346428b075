//! JSON, indented or one record per line.

use super::json_text::Guarded;
use super::line;
use super::record::{Answer, Failed, Job, Record};
use embedmeta::Error;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, PrettyFormatter, Serializer};
use std::path::Path;

/// The layout of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Each record indented, one after another.
    Indented,
    /// One record per line (NDJSON).
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

    /// Appends the record of one file and a line feed.
    pub(crate) fn record(
        self,
        job: &Job<'_>,
        path: &Path,
        result: Result<&Answer<'_>, &Error>,
        out: &mut Vec<u8>,
    ) {
        match (self.style, job, result) {
            (Style::Lines, _, Ok(Answer::Tags(list))) => {
                line::tags(path, list, out);
                out.push(b'\n');
            }
            (Style::Lines, Job::Extract { fields, file }, Ok(Answer::Extraction(read))) => {
                line::fields(path, read, fields, *file, out);
                out.push(b'\n');
            }
            _ => self.put(&Record { job, path, result }, out),
        }
    }

    /// Appends the collected record of a file that failed.
    pub(crate) fn failure(self, path: &Path, error: &Error, out: &mut Vec<u8>) {
        self.put(&Failed::new(path, error), out);
    }

    /// Appends a document that is not the record of a file.
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
