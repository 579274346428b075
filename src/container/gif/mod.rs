//! GIF: the run of blocks, and what they say of the picture.

mod facts;
mod file;

pub(super) use file::FORMAT;
