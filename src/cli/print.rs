//! Where answers become bytes.

use super::args::FormatArg;
use crate::Error;
#[cfg(feature = "verify")]
use crate::output;
use crate::output::{Answer, Csv, Job, ParquetFile, Plain, Row, Sheet, Style, Table, TagCsv, Writer};
use std::io::{self, Write};
use std::path::Path;

/// How the answers are printed.
pub(super) enum Print<'t> {
    Records(Writer),
    Csv(Csv<'t>),
    TagCsv(TagCsv<'t>),
    Parquet(Table),
    Sheet(Sheet<'t>),
    Plain(Plain),
    #[cfg(feature = "verify")]
    Opinion,
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

    /// Whether nothing is printed of files that could not be read, so that they must be told of elsewhere.
    pub(super) fn hides_failures(&self) -> bool {
        matches!(self, Self::Plain(plain) if plain.values)
    }

    /// Makes the record of one file, on the thread that read it: bytes, or the row of a table.
    pub(super) fn make(
        &self,
        job: &Job<'_>,
        path: &Path,
        result: Result<&Answer, &Error>,
        out: &mut Vec<u8>,
    ) -> Option<Row> {
        match self {
            Self::Records(writer) => writer.record(job, path, result, out),
            Self::Csv(csv) => out.extend_from_slice(&csv.record(path, result)),
            Self::TagCsv(csv) => out.extend_from_slice(&csv.record(path, result)),
            Self::Plain(plain) => plain.record(job, path, result, out),
            Self::Parquet(table) => return Some(table.row(path, result)),
            Self::Sheet(sheet) => out.extend_from_slice(&sheet.of(path, result)),
            #[cfg(feature = "verify")]
            Self::Opinion => out.extend_from_slice(&output::opinion(path, result)),
        }
        None
    }

    /// Writes what stands before the first record.
    pub(super) fn start(&self, out: &mut dyn Write) -> io::Result<Printer> {
        let mut table = None;
        match self {
            Self::Csv(csv) => out.write_all(&csv.header())?,
            Self::TagCsv(csv) => out.write_all(&csv.header())?,
            Self::Parquet(columns) => table = Some(ParquetFile::new(columns)?),
            _ => {}
        }
        let between: &[u8] = if matches!(self, Self::Sheet(_)) { b"\n" } else { b"" };
        Ok(Printer { between, is_first: true, table })
    }
}

/// What the one thread that writes needs to know from record to record.
pub(super) struct Printer {
    /// What stands between two records.
    between: &'static [u8],
    is_first: bool,
    table: Option<ParquetFile>,
}

impl Printer {
    /// Writes a record when its turn has come.
    pub(super) fn write(&mut self, record: &[u8], row: Option<Row>, out: &mut dyn Write) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            out.write_all(self.between)?;
        }
        match (row, &mut self.table) {
            (Some(row), Some(table)) => out.write_all(&table.push(row)?),
            _ => out.write_all(record),
        }
    }

    /// Writes what stands behind the last record.
    pub(super) fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        match self.table {
            Some(table) => out.write_all(&table.finish()?),
            None => Ok(()),
        }
    }
}
