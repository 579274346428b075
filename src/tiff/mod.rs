//! TIFF structures: what Exif blocks, TIFF files and maker notes have in common.
//!
//! [`header`] reads the header, [`directory`] the directories and [`types`] the types of values. [`ids`] has the tag
//! numbers that several modules use. The meaning of a tag is not known here.

pub mod directory;
pub mod header;
pub mod ids;
pub mod types;
