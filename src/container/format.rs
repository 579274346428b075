//! A file format: how it is detected and how it is read.

use super::contents::Contents;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::Reader;

/// A file format: how it is detected, and how its blocks are found.
pub(crate) struct Format {
    /// The name, as in ExifTool's `File:FileType`.
    pub name: &'static str,
    /// The media type.
    pub mime: &'static str,
    /// Whether a file with these first bytes has this format.
    pub sniff: fn(Bytes<'_>) -> bool,
    /// Finds the blocks, the facts and the container's own tags.
    pub read: for<'a> fn(&'a Reader<'a>, &'a Context<'a>, &mut Contents<'a>),
}
