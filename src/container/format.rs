//! A file format: how it is detected and how it is read.

use super::contents::Contents;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::Reader;

/// A file format: how it is detected, and how its blocks are found.
pub(crate) struct Format {
    /// What a file of it is called, where its reader does not know better.
    pub id: FormatId,
    /// Whether the first bytes of a file are of this format.
    pub sniff: fn(Bytes<'_>) -> bool,
    /// Finds the blocks, the facts and the container's own tags.
    pub read: for<'a> fn(&'a Reader<'a>, &'a Context<'a>, &mut Contents<'a>),
}
