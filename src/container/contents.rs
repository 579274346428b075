//! What the reader of a format collects.

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
    /// The file's facts. If a reader knows the format more precisely than its `Format` row, it overrides the name
    /// here.
    pub info: ContainerInfo,
}
