//! `Regions`: what three schemas of XMP tell of the marked parts of a picture, as one list.

mod area;
mod frames;
mod merge;
mod schemas;
mod sizes;

pub(crate) use merge::regions;
