//! Which file imports from which: none in a circle, and none from a floor above its own.
//!
//! [`text`] leaves of a file what imports can stand in, [`imports`] finds them, [`house`] knows the files and follows
//! names to where they are defined, [`circles`] and [`floors`] judge, and [`check`](check()) tells.

mod check;
mod circles;
mod floors;
mod house;
mod imports;
mod text;

pub(crate) use check::check;
