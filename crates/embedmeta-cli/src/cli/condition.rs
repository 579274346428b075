//! The condition of `--where` in a run.

use super::args::Common;
use super::failure::Failure;
use crate::query::{Query, Subject};
use embedmeta::internal::{self, Memory};
use embedmeta::{Error, Extraction, Extractor, Source};

/// Which files are printed.
pub(super) struct Condition<'c> {
    query: &'c Query,
    /// Reads the file for the condition, where what is printed of it does not hold all that is asked for.
    reader: Option<Extractor>,
}

impl<'c> Condition<'c> {
    /// The condition that was given. `reader` is asked for an extractor that reads what the condition asks for, where the
    /// command's own does not.
    pub(super) fn new(
        common: &'c Common,
        reader: impl FnOnce(&Query) -> Option<Extractor>,
    ) -> Result<Option<Self>, Failure> {
        let Some(query) = &common.selection.condition else { return Ok(None) };
        let work = &common.work;
        if query.decides_failures && work.resume && work.errors.is_some() {
            // Nothing in the output would tell which of them were collected already.
            let message = "--resume with --errors goes with no condition that asks for `error`";
            return Err(Failure::Usage(message.into()));
        }
        Ok(Some(Self { query, reader: reader(query) }))
    }

    /// Whether the file that was read so is wanted.
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

    /// The same of a file of which nothing was read yet.
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

    /// Whether a file that is no picture, but has an object in a library, is wanted.
    pub(super) fn holds_of_nothing(&self) -> bool {
        self.query.holds(Subject::default())
    }

    /// Whether a file that could not be read fulfils the condition, where that says anything of such files.
    pub(super) fn decides(&self, error: &Error) -> Option<bool> {
        self.query.decides_failures.then(|| self.query.holds(error.into()))
    }
}
