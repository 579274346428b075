//! PNG and its relatives: the chunks, and the text in them.

mod chunk;
mod facts;
mod file;
mod keyword;
pub(crate) mod text;
mod words;

pub(super) use file::{FORMAT, JNG, MNG};
