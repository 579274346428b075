//! EXIF: TIFF directories, their values and the forms in which they are printed.
//!
//! [`walk`] goes through the directories of a block ([`chain`] says which follow), [`emit`] makes a tag of an entry, and
//! [`leaders`] keeps one tag of each name. [`value`] reads what an entry holds, [`tags`] knows the tags by their numbers, and
//! [`convert`] makes the printed forms. A new tag is a row in `tags`, a new table a row of `tables.tsv`
//! ([`condition`] tells which row of a tag holds), a new meaning of a value one of `values.tsv`, a new
//! kind of maker note one of `notes.tsv`; a conversion is a function of `convert`, named in the row.

mod blocks;
mod chain;
mod condition;
mod convert;
mod emit;
mod header;
mod ifd;
mod leaders;
mod listing;
mod notes;
mod pictures;
mod place;
mod tags;
mod value;
mod walk;

pub use listing::{Entry, Listing, Number};
pub(crate) use listing::{list, name};

use crate::block::Block;
use crate::context::Context;
use crate::sink::Sink;

/// Reads the directories of a TIFF structure; blocks of other kinds inside it are put into `sink` as they are.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    emit::decode(block, cx, sink);
}

/// The orientation with this code, in the words of the tag's printed form.
pub(crate) fn orientation(code: u8) -> Option<&'static str> {
    let tag = tags::EXIF.get(crate::tiff::ids::ORIENTATION)?.usual();
    tag.codes.number(code.into())
}

#[cfg(test)]
mod tests;
