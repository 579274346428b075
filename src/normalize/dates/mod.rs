//! Dates: how tags write them, what belongs to them, and how the object shows them.

pub(crate) mod datetime;
pub(crate) mod offsets;
pub(crate) mod shown;
mod zones;

#[cfg(any(feature = "cli", feature = "verify"))]
pub(crate) use offsets::offset_tag;
