//! From tags to the consolidated object, by one table.
//!
//! Every tag names its field: its own name without dashes. The table ([`fields`]) gives the field its place, type
//! and form; [`reconcile`] chooses between tags of the same field; [`shape`] gives the value its JSON type.

mod boilerplate;
mod choice;
mod consolidate;
mod coordinate;
mod dates;
mod derived;
mod entry;
pub(crate) mod fields;
mod gps;
mod measure;
mod one_place;
mod rating;
mod reconcile;
mod shape;
mod slot;
pub(crate) mod unknown;

#[cfg(feature = "cli")]
pub(crate) use consolidate::is_editing_history;
pub(crate) use consolidate::{Consolidated, Found, Options, consolidate};
pub use consolidate::{Dates, Profile};
#[cfg(feature = "verify")]
pub(crate) use dates::datetime;
#[cfg(any(feature = "cli", feature = "verify"))]
pub(crate) use dates::offset_tag;
pub use entry::{Carried, OffsetSource, Provenance};
pub use reconcile::{DigestState, Policy, Rule, SidecarPolicy};
#[cfg(feature = "verify")]
pub(crate) use unknown::is_undefined_time;
