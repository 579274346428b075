//! Tables of tags, and the readers of the bytes that they describe: the parts of maker notes, the chunks, boxes and segments
//! of files, colour profiles.
//!
//! A part is a run of bytes with one table ([`part`]). [`walk`] leads from one part to the next, deciphers it ([`cipher`])
//! and calls the reader of its shape: [`directory`], [`record`] and [`serial`] here, the shapes of single makers and formats
//! in their rooms. [`state`] is what is known while they are read.
//!
//! The rows of the tables lie in the rooms that they belong to; [`tables`] has their compiled form. [`emit`] makes a tag of a
//! value ([`format`] reads its numbers), with the formulas of its row, for which [`moment`] and [`scene`] supply what they may
//! ask, and [`named`] what the language has no words for. [`late`], [`rivals`] and [`pictures`] end what takes more than one
//! value. [`block`] decodes what a container has found.

pub(crate) mod block;
pub(crate) mod cipher;
pub(crate) mod directory;
pub(crate) mod emit;
pub(crate) mod format;
pub(crate) mod late;
pub(crate) mod moment;
pub(crate) mod named;
pub(crate) mod names;
pub(crate) mod offsets;
pub(crate) mod part;
pub(crate) mod pictures;
pub(crate) mod record;
pub(crate) mod rivals;
pub(crate) mod scene;
pub(crate) mod serial;
pub(crate) mod state;
pub(crate) mod tables;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod walk;
