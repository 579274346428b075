//! `Regions`: the marked parts of a picture, from three schemas of XMP.

mod area;
mod frames;
mod merge;
mod schemas;
mod sizes;

pub(crate) use merge::regions;
