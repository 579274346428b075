//! From tags to the consolidated object, by one table.
//!
//! Every tag names its field: the tag's name without dashes. The table ([`fields`]) gives the field's position, type
//! and form.
//!
//! From top to bottom: [`consolidate`] goes through the fields; [`derived`] makes fields from other tags; [`choice`]
//! finds the tag that a field is taken from, in the order of [`reconcile`] and [`rank`]; [`shape`] makes the value of
//! the field, with [`text`], [`numbers`], [`measure`], [`dates`] and [`gps`]. At the bottom are the input ([`input`],
//! [`candidate`]) and the output ([`entry`]).

mod boilerplate;
mod candidate;
mod carrier;
mod choice;
mod consolidate;
mod coordinate;
mod dates;
mod derived;
mod entry;
#[allow(missing_docs)] // only `internal` exposes it
pub mod fields;
mod gps;
mod input;
mod measure;
mod numbers;
mod one_place;
mod options;
mod position;
mod rank;
mod reconcile;
mod shape;
mod slot;
mod table_tags;
mod text;
mod unknown;

pub use carrier::DigestState;
pub(crate) use carrier::is_editing_history;
pub(crate) use consolidate::{Consolidated, consolidate};
pub(crate) use dates::datetime;
pub(crate) use dates::moment::is_undefined_time;
pub(crate) use dates::offset_tag;
pub use entry::{Carried, OffsetSource, Provenance, Rule};
pub(crate) use input::Input;
pub(crate) use options::Options;
pub use options::{Dates, Policy, Profile, SidecarPolicy};
pub(crate) use table_tags::refers as refers_to;
