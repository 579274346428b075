//! Turns answers into bytes.

use super::args::FormatArg;
#[cfg(feature = "verify")]
use crate::output;
use crate::output::{
    Answer, Collection, Csv, Digest, End, Job, ParquetFile, Plain, Row, Sheet, Style, Summary, Table, TagCsv,
    Writer,
};
use embedmeta::Error;
use std::io::{self, Write};
use std::path::Path;

/// How answers are printed.
pub(super) enum Print<'t> {
    Records(Writer),
    Csv(Csv<'t>),
    TagCsv(TagCsv<'t>),
    Parquet(Table),
    Sheet(Sheet<'t>),
    Plain(Plain),
    #[cfg(feature = "verify")]
    Opinion,
    /// All files share one answer, which is printed at the end.
    Summary(Summary),
}

/// The result of one file if it is more than bytes.
pub(super) enum Made {
    Row(Row),
    Digest(Box<Digest>),
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
    /// Whether each record is one line.
    pub(super) fn is_lines(&self) -> bool {
        matches!(self, Self::Records(writer) if writer.style() == Style::Lines)
    }

    /// Whether nothing is written before the end.
    pub(super) fn is_summary(&self) -> bool {
        matches!(self, Self::Summary(_))
    }

    /// Whether the output omits unreadable files, so that they must be reported elsewhere.
    pub(super) fn hides_failures(&self) -> bool {
        matches!(self, Self::Plain(plain) if plain.values)
    }

    /// Makes the record of one file on the thread that read it: bytes, the row of a table, or the counts for a summary.
    pub(super) fn make(
        &self,
        job: &Job<'_>,
        path: &Path,
        result: Result<&Answer<'_>, &Error>,
        out: &mut Vec<u8>,
    ) -> Option<Made> {
        match self {
            Self::Records(writer) => writer.record(job, path, result, out),
            Self::Csv(csv) => out.extend_from_slice(&csv.record(path, result)),
            Self::TagCsv(csv) => out.extend_from_slice(&csv.record(path, result)),
            Self::Plain(plain) => plain.record(job, path, result, out),
            Self::Parquet(table) => return Some(Made::Row(table.row(path, result))),
            Self::Sheet(sheet) => out.extend_from_slice(&sheet.of(path, result)),
            #[cfg(feature = "verify")]
            Self::Opinion => out.extend_from_slice(&output::opinion(path, result)),
            Self::Summary(summary) => {
                return Some(Made::Digest(Box::new(Digest::new(path, result, summary, out))));
            }
        }
        None
    }

    /// Writes everything that precedes the first record.
    pub(super) fn start(&self, out: &mut dyn Write) -> io::Result<Printer> {
        let mut table = None;
        let mut summary = None;
        match self {
            Self::Csv(csv) => out.write_all(&csv.header())?,
            Self::TagCsv(csv) => out.write_all(&csv.header())?,
            Self::Parquet(columns) => table = Some(ParquetFile::new(columns)?),
            Self::Summary(form) => summary = Some((*form, Collection::default())),
            _ => {}
        }
        let between: &[u8] = if matches!(self, Self::Sheet(_)) { b"\n" } else { b"" };
        Ok(Printer { between, is_first: true, table, summary })
    }
}

/// State that the single writer thread keeps from record to record.
pub(super) struct Printer {
    /// The separator between two records.
    between: &'static [u8],
    is_first: bool,
    table: Option<ParquetFile>,
    summary: Option<(Summary, Collection)>,
}

impl Printer {
    /// Writes a record when its turn has come.
    pub(super) fn write(&mut self, record: &[u8], made: Option<Made>, out: &mut dyn Write) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            out.write_all(self.between)?;
        }
        match (made, &mut self.table, &mut self.summary) {
            (Some(Made::Row(row)), Some(table), _) => out.write_all(&table.push(row)?),
            (Some(Made::Digest(digest)), _, Some((_, collection))) => {
                collection.add(*digest, record);
                Ok(())
            }
            _ => out.write_all(record),
        }
    }

    /// Writes everything that follows the last record.
    pub(super) fn finish(self, end: End, out: &mut dyn Write) -> io::Result<()> {
        if let Some((summary, collection)) = self.summary {
            out.write_all(&summary.print(&collection, end))?;
        }
        match self.table {
            Some(table) => out.write_all(&table.finish()?),
            None => Ok(()),
        }
    }
}
