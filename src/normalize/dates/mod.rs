//! Dates: how tags store them, which tags belong to them, and how the object shows them.

pub(super) mod clocks;
pub(crate) mod datetime;
mod films;
mod header;
pub(super) mod moment;
mod offsets;
pub(super) mod shown;
mod zones;

pub(crate) use clocks::offset_tag;
