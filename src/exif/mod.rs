//! EXIF: TIFF directories, their values, and the printed forms of values.
//!
//! [`walk`] visits the directories of a block ([`chain`] says which come next), [`emit`] makes tags of the entries,
//! and [`leaders`] keeps one tag of each name. [`value`] reads the value of an entry, [`tags`] finds the row of a tag,
//! [`condition`] selects among several rows, and [`convert`] makes the printed forms. A new tag is a row in `tags`, a
//! new table a row in `tables.tsv`, and a new meaning of a value a row in `values.tsv`. A new conversion is a function in
//! `convert`, which the row names.

mod blocks;
mod chain;
mod condition;
mod convert;
mod emit;
mod facts;
mod header;
mod ifd;
mod leaders;
mod listing;
mod parts;
mod pictures;
mod place;
mod private;
mod tags;
mod value;
mod walk;

pub use listing::{Entry, Listing, Number};
pub(crate) use listing::{list, name};

use crate::block::Block;
use crate::context::Context;
use crate::sink::Sink;

/// Reads the directories of a TIFF structure. Blocks of other kinds in it are put into `sink` without being decoded.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    emit::decode(block, cx, sink);
}

/// Puts the maker note that a TIFF structure of its own holds into `sink`.
pub(crate) fn note<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    emit::note(block, cx, sink);
}

/// The printed form of the orientation with this code.
pub(crate) fn orientation(code: u8) -> Option<&'static str> {
    let tag = tags::EXIF.get(crate::tiff::ids::ORIENTATION)?.usual();
    tag.codes.number(code.into())
}

#[cfg(test)]
mod tests;
