//! Maker notes: what camera makers store in the tag `MakerNote` and in parts of their raw files, each in a structure of its
//! own.
//!
//! `makers.tsv` lists the ways in: [`makers`] finds the one for a note, and [`start`] goes it; [`base`] mends the offsets of
//! notes that were moved. A note consists of parts: [`walk`] leads from one to the next, deciphers it ([`cipher`]) and calls
//! the reader of its shape: [`directory`] and [`phaseone`], [`record`], [`serial`], [`groups`], [`heap`], [`text`], [`plist`],
//! [`timed`], [`moreinfo`], [`settings`], [`capture`], [`printim`].
//!
//! The tables of tags lie in a folder for each maker; [`tables`] has their compiled form. [`emit`] makes a tag of a value
//! ([`format`] reads its numbers), with the formulas of its row, for which [`moment`] and [`scene`] supply what they may ask,
//! and [`named`] what the language has no words for. [`late`], [`rivals`] and [`pictures`] end what takes more than one value.

mod base;
mod bplist;
mod capture;
mod cipher;
mod directory;
mod emit;
mod format;
mod groups;
mod heap;
mod late;
pub(crate) mod lenses;
mod makers;
mod moment;
mod moreinfo;
mod named;
mod names;
mod note;
mod offsets;
mod part;
mod phaseone;
mod pictures;
mod plist;
mod printim;
mod record;
mod rivals;
mod scene;
mod serial;
mod settings;
mod start;
mod tables;
#[cfg(test)]
mod testing;
mod text;
mod timed;
mod walk;

pub(crate) use start::decode;
pub use tables::GROUPS;
