//! What is in a collection: many files counted as one.
//!
//! A thread that read a file makes a [`Digest`] of it; the one that writes adds the digests up in the order of the
//! files. So the summary is the same for any number of threads, and its memory is bounded by the number of different
//! names that are told apart, never by the number of files.

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
