//! Many files: which they are, and how they are read on all cores in the order of their paths.

mod count;
mod folder;
mod identity;
mod input;
mod line;
mod pool;
mod takeout;
mod walk;

pub(crate) use count::Count;
pub(crate) use identity::Identity;
pub(crate) use input::{Input, open_regular};
pub(crate) use pool::{Pool, Scratch, isolated};
pub(crate) use walk::{AHEAD, Filter, List, Walk};
