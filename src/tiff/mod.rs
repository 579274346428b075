//! TIFF structures as such: what Exif blocks, TIFF files and the notes of camera makers share.
//!
//! [`header`] reads the first bytes, [`ids`] has the tags that several rooms know by their numbers, [`types`] the types of values.

pub(crate) mod header;
pub(crate) mod ids;
pub(crate) mod types;
