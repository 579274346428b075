//! Matroska and `WebM`: the rows of their elements, and the reader of the elements.

mod elements;
mod simple;

pub(crate) use elements::read;
