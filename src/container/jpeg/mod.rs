//! JPEG: its markers, its segments and the blocks in them.

mod app11;
mod app13;
pub(crate) mod application;
mod file;
mod headers;
pub(crate) mod markers;
mod mpf;
mod profile;
pub(crate) mod run;
pub(crate) mod segment;

pub(crate) use file::FORMAT;
pub(super) use file::{read_at, segments};
