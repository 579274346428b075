//! Fields that are made of others.

mod categories;
mod credentials;
mod keyword_paths;
mod properties;
mod regions;

pub(crate) use properties::{all, properties, property};
