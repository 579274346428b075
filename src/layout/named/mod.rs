//! Functions of maker notes' formulas that the language has no words for.
//!
//! `names.rs` has their names. [`bits`] has lists of bits, [`points`] the points of autofocus, [`texts`] texts that are put
//! together in a maker's own way, [`lenses`] what lenses are, [`lists`] property lists, [`films`] what boxes of films hold, [`places`] places and dates in them, [`modes`] modes of several parts, and
//! together in a maker's own way, [`lenses`] what lenses are, [`lists`] property lists, [`dates`] dates of films, [`modes`] modes of several parts, and
//! [`numbers`] computations.

mod bits;
mod call;
mod dates;
mod films;
mod lenses;
mod lists;
mod modes;
mod numbers;
mod places;
mod points;
mod texts;

pub(crate) use call::call;
