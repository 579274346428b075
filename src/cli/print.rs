//! Where answers become bytes.

use super::args::FormatArg;
use crate::Error;
use crate::output::{Answer, Job, Sheet, Style, Writer};
use std::io::{self, Write};
use std::path::Path;

/// How the answers are printed.
pub(super) enum Print<'t> {
    Records(Writer),
    Sheet(Sheet<'t>),
}

impl From<FormatArg> for Print<'_> {
    fn from(format: FormatArg) -> Self {
        Self::Records(Writer::new(match format {
            FormatArg::Json => Style::Indented,
            FormatArg::Ndjson => Style::Lines,
        }))
    }
}

impl Print<'_> {
    /// Whether each record is a line.
    pub(super) fn is_lines(&self) -> bool {
        matches!(self, Self::Records(writer) if writer.style() == Style::Lines)
    }

    /// Makes the record of one file, on the thread that read it.
    pub(super) fn make(
        &self,
        job: &Job<'_>,
        path: &Path,
        result: Result<&Answer, &Error>,
        out: &mut Vec<u8>,
    ) {
        match self {
            Self::Records(writer) => writer.record(job, path, result, out),
            Self::Sheet(sheet) => out.extend_from_slice(&sheet.of(path, result)),
        }
    }

    /// Writes a record when its turn has come, on the one thread that writes.
    pub(super) fn write(&self, record: &[u8], is_first: bool, out: &mut dyn Write) -> io::Result<()> {
        if matches!(self, Self::Sheet(_)) && !is_first {
            out.write_all(b"\n")?;
        }
        out.write_all(record)
    }
}
