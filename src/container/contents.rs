//! What the reader of a format collects.

use crate::block::Block;
use crate::companion::Companion;
use crate::file_info::ContainerInfo;
use crate::source::View;
use crate::tag::Tag;

/// What a container holds.
#[derive(Default)]
pub(crate) struct Contents<'a> {
    /// The blocks in the order of the file.
    pub blocks: Vec<Block<'a>>,
    /// The application segments of a JPEG for which it has no reader of its own, if tags are wanted.
    pub segments: Vec<AppSegment<'a>>,
    /// The parts and files that belong to the picture.
    pub companions: Vec<Companion<'a>>,
    /// Tags of the container itself.
    pub tags: Vec<Tag<'a>>,
    /// The file's facts. If a reader knows the format more precisely than its `Format` row, it overrides the name
    /// here.
    pub info: ContainerInfo,
}

/// An application segment of a JPEG.
#[derive(Clone, Copy)]
pub(crate) struct AppSegment<'a> {
    pub marker: u8,
    /// What follows its length.
    pub data: View<'a>,
}
