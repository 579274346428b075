//! The boxes that make up ISO base media files, JPEG 2000, JPEG XL and JUMBF.

pub(crate) mod boxes;
