//! What Google Takeout writes beside each picture of Google Photos.

#[cfg(feature = "takeout")]
mod export;

#[cfg(feature = "takeout")]
pub(crate) use export::decode;

/// The group of the tags.
pub(crate) const GROUP: &str = "Takeout";
