//! PNG and its relatives: the chunks, and the text in them.

mod chunk;
mod file;
pub(crate) mod text;

pub(super) use file::{FORMAT, JNG, MNG};
