//! ISO base media files: pictures (HEIF, AVIF), films (MP4, `QuickTime`) and Canon's raws. They share the same
//! outermost boxes.

mod brands;
mod canon;
mod companions;
mod file;
mod film;
mod iloc;
mod items;
mod manifest;
mod meta;
mod movie;
mod samples;
mod timed;

pub(super) use file::{CRX, HEIF, MP4};
