//! What the readers of all formats fill.

use crate::block::Block;
use crate::file_info::ContainerInfo;
use crate::tag::Tag;

/// What a container holds.
#[derive(Default)]
pub(crate) struct Contents<'a> {
    /// The blocks in the order of the file.
    pub blocks: Vec<Block<'a>>,
    /// Tags of the container itself.
    pub tags: Vec<Tag<'a>>,
    /// The file's facts. A reader that knows the format more exactly than its `Format` says so here.
    pub info: ContainerInfo,
}
