//! The `--where` condition of a run.

use super::args::Common;
use super::failure::Failure;
use crate::query::{Query, Subject};
use embedmeta::internal::{self, Memory};
use embedmeta::{Error, Extraction, Extractor, Source};

/// Decides which files are printed.
pub(super) struct Condition<'c> {
    query: &'c Query,
    /// Reads the file for the condition when the printed result lacks something that the condition asks for.
    reader: Option<Extractor>,
}

impl<'c> Condition<'c> {
    /// Takes the parsed condition. `reader` is called for an extractor that reads what the condition needs when the
    /// command's own extractor does not.
    pub(super) fn new(
        common: &'c Common,
        reader: impl FnOnce(&Query) -> Option<Extractor>,
    ) -> Result<Option<Self>, Failure> {
        let Some(query) = &common.selection.condition else { return Ok(None) };
        let work = &common.work;
        if query.decides_failures && work.resume && work.errors.is_some() {
            // The output would not show which failures were collected before.
            let message = "--resume with --errors goes with no condition that asks for `error`";
            return Err(Failure::Usage(message.into()));
        }
        Ok(Some(Self { query, reader: reader(query) }))
    }

    /// Whether the file with this result is wanted.
    pub(super) fn holds(
        &self,
        read: &Extraction,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
    ) -> Result<bool, Error> {
        match &self.reader {
            Some(reader) => self.holds_of(source, sidecar, reader, memory),
            None => Ok(self.query.holds(read.into())),
        }
    }

    /// Like `holds`, for a file that has not been read yet.
    #[cfg(feature = "verify")]
    pub(super) fn holds_unread(
        &self,
        source: &dyn Source,
        extractor: &Extractor,
        memory: &mut Memory,
    ) -> Result<bool, Error> {
        self.holds_of(source, None, self.reader.as_ref().unwrap_or(extractor), memory)
    }

    fn holds_of(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        reader: &Extractor,
        memory: &mut Memory,
    ) -> Result<bool, Error> {
        let read = internal::metadata(reader, source, sidecar, memory)?;
        Ok(self.query.holds((&read).into()))
    }

    /// Whether a file that is not a picture, but has an object in the library, is wanted.
    pub(super) fn holds_of_nothing(&self) -> bool {
        self.query.holds(Subject::default())
    }

    /// Whether an unreadable file meets the condition; `None` if the condition says nothing about such files.
    pub(super) fn decides(&self, error: &Error) -> Option<bool> {
        self.query.decides_failures.then(|| self.query.holds(error.into()))
    }
}
