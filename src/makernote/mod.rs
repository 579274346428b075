//! Maker notes: what camera makers store in the tag `MakerNote` and in parts of their raw files, each in a structure of its
//! own.
//!
//! `makers.tsv` lists the ways in: [`makers`] finds the one for a note, and [`start`] goes it; [`base`] mends the offsets of
//! notes that were moved. A note consists of parts, which `layout` reads by their tables. The tables of tags lie in a folder
//! for each maker. Shapes that single makers have are read here: [`phaseone`], [`groups`], [`heap`], [`text`], [`plist`],
//! [`timed`], [`moreinfo`], [`settings`], [`capture`], [`printim`]. [`lenses`] has the lenses that makers' numbers stand for,
//! and [`lens_fit`] chooses among several with one number.

mod base;
pub(crate) mod bplist;
pub(crate) mod capture;
pub(crate) mod groups;
pub(crate) mod heap;
pub(crate) mod lens_fit;
pub(crate) mod lenses;
mod makers;
pub(crate) mod moreinfo;
pub(crate) mod phaseone;
pub(crate) mod plist;
pub(crate) mod printim;
pub(crate) mod settings;
mod start;
pub(crate) mod text;
pub(crate) mod timed;

pub(crate) use start::decode;
