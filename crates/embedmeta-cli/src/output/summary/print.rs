//! Turns a collection into the bytes of its summary.

use super::collection::Collection;
use super::document::Document;
use super::options::{End, Form, Summary};
use super::text;

impl Summary {
    /// The summary of a collection, ready to be written.
    pub(crate) fn print(&self, collection: &Collection, end: End) -> Vec<u8> {
        let document = Document::new(collection, self, end);
        match self.form {
            Form::Text { width } => text::of(&document, width).into_bytes(),
            Form::Json => document.json(),
        }
    }
}
