//! ICC profiles [ICC.1:2022]: their header, their tags, and the types of their values.

pub(crate) mod dictionary;
mod languages;
pub(crate) mod profile;
#[cfg(test)]
mod testing;
mod value;
