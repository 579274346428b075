//! The boxes that ISO base media files, JPEG 2000, JPEG XL and JUMBF are made of.

pub(crate) mod boxes;
