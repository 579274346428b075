//! EXIF: TIFF directories, their values and the forms in which they are printed.
//!
//! [`walk`] walks the directories of a block, [`value`] reads what their entries hold, [`tags`] knows the tags by
//! their numbers, and [`convert`] makes the printed forms. A new tag is a row of `tags.tsv`, a new meaning of a
//! value one of `values.tsv`, a new kind of maker note one of `notes.tsv`; a conversion is a function of `convert`, named
//! in the row.

mod blocks;
mod chain;
mod convert;
mod header;

mod image;
mod leaders;
#[cfg(feature = "verify")]
mod listing;

mod pictures;
mod place;
mod tags;
mod value;
mod walk;

#[cfg(feature = "verify")]
pub(crate) use listing::{Entry, Listing, Number, list, name};

use crate::block::Block;
use crate::context::Context;
use crate::tag::Sink;

/// Reads the directories of a TIFF structure; blocks of other kinds inside it are put into `sink` as they are.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    walk::walk(block, cx, sink);
}

/// The orientation with this code, in the words of the tag's printed form.
#[cfg(feature = "cli")]
pub(crate) fn orientation(code: u8) -> Option<&'static str> {
    let tag = tags::Table::Exif.get(crate::tiff::ids::ORIENTATION, tags::Variant::Usual)?;
    tag.values.number(code.into())
}

#[cfg(test)]
mod tests;
