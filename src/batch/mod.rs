//! Batches of files: finding them, and reading them on all cores in the order of their paths.

mod count;
mod filter;
mod folder;
mod identity;
mod input;
mod line;
mod pool;
mod takeout;
mod walk;

pub use count::Count;
pub use filter::Filter;
pub use identity::Identity;
pub use input::{Input, open_regular};
pub use pool::{Pool, Scratch, isolated};
pub use walk::{AHEAD, List, Walk};
