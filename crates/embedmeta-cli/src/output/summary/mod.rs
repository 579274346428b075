//! What is in a collection: many files counted as one.
//!
//! A thread that read a file makes a [`Digest`] of it; the one that writes adds the digests up in the order of the
//! files. So the summary is the same for any number of threads, and its memory is bounded by the number of different
//! names that are told apart, never by the number of files.

mod collection;
mod counter;
mod digest;
mod document;
mod text;

pub(crate) use collection::Collection;
pub(crate) use digest::Digest;

/// What is told of a collection, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary {
    /// Only documented fields are counted.
    pub documented: bool,
    /// Documented fields that no file has are listed too.
    pub all_fields: bool,
    /// So many cameras and lenses are listed; 0 for all.
    pub top: usize,
    pub form: Form,
}

/// How a summary looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Tables for people, in so many columns.
    Text {
        width: usize,
    },
    Json,
}

/// What only the end of the work tells.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct End {
    /// Bytes that were read of all files.
    pub bytes_read: u64,
    /// Whether files are missing because the work was interrupted.
    pub is_interrupted: bool,
}

impl Summary {
    /// The summary of a collection, ready to be written.
    pub(crate) fn print(&self, collection: &Collection, end: End) -> Vec<u8> {
        let document = document::Document::new(collection, self, end);
        match self.form {
            Form::Text { width } => text::of(&document, width).into_bytes(),
            Form::Json => document.json(),
        }
    }
}
