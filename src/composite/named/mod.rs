//! Functions of computed tags that the language of formulas has no words for.
//!
//! `names.rs` has their names. [`optics`] has what is computed of the lens and of the sensor, [`lenses`] which lens it is,
//! [`colors`] the balance of colours, and [`texts`] what is put together of texts.

mod call;
mod colors;
mod lenses;
mod optics;
mod texts;

pub(super) use call::call;
