//! `Regions`: the marked parts of a picture, from three schemas of XMP and from maker notes.

mod area;
mod camera;
mod camera_rows;
mod frames;
mod merge;
mod schemas;
mod sizes;

pub(crate) use merge::regions;
