//! TIFF structures as such: what Exif blocks, TIFF files and the notes of camera makers share.
//!
//! [`header`] reads the first bytes, [`directory`] the directories, [`ids`] has the tags that several rooms know by their
//! numbers, [`types`] the types of values. What a tag means is none of its concern.

pub mod directory;
pub mod header;
pub mod ids;
pub mod types;
