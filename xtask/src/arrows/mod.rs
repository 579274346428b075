//! Checks imports between files: no circles, and no import from a higher floor.
//!
//! [`text`] reduces a file to the code that can hold imports, [`imports`] finds them, [`house`] knows the files and
//! resolves names to their definitions, [`circles`] and [`floors`] judge, and [`check`](check()) reports.

mod check;
mod circles;
mod floors;
mod house;
mod imports;
mod text;

pub(crate) use check::check;
