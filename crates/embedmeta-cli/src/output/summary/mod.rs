//! The summary of a collection: many files counted together.
//!
//! The thread that read a file makes a [`Digest`] of it, and the writing thread adds up the digests in file order. So
//! the summary does not depend on the number of threads, and its memory is bounded by the number of different names,
//! never by the number of files.

mod collection;
mod counter;
mod digest;
mod document;
mod options;
mod print;
mod text;

pub(crate) use collection::Collection;
pub(crate) use digest::Digest;
pub(crate) use options::{End, Form, Summary};
