//! Many files: which they are, and how they are read on all cores in the order of their paths.

mod pool;
mod walk;

pub(crate) use pool::{Pool, isolated};
pub(crate) use walk::{Input, walk};
