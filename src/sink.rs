//! What the decoders fill, and what one of them must know of the others.

use crate::block::Block;
use crate::structure::Structure;
use crate::tag::Tag;

/// Where the decoders put what they find.
#[derive(Default)]
pub(crate) struct Sink<'a> {
    /// The tags, in the order found.
    pub tags: Vec<Tag<'a>>,
    /// What the consolidation needs as a whole, beside the tags that it was flattened to.
    pub structures: Vec<Structure<'a>>,
    /// Tags in whose place one of the same name in a later packet came.
    pub superseded: Vec<Tag<'a>>,
    /// The first IIM block in its standard place, as it is stored.
    pub iim: Option<&'a [u8]>,
    /// How many of Photoshop's image resources were read.
    pub resources: u32,
    /// Blocks that lay inside the block (XMP in a TIFF tag, IIM in a Photoshop resource), to be decoded next.
    pub blocks: Vec<Block<'a>>,
    /// All blocks, where the context asks to keep them.
    pub kept: Vec<Block<'a>>,
    /// The numbers of IIM blocks.
    pub iim_numbers: IimNumbers,
    /// Where the picture's XMP packets begin, in their order.
    pub packets: Vec<u64>,
    /// Whether a manifest store was read: a file may have one [C2PA 2.1 11.1.4].
    pub has_manifest_store: bool,
}

/// The numbers that the IIM blocks of a file have in their groups: `IPTC`, `IPTC2`.
#[derive(Default)]
pub(crate) struct IimNumbers {
    is_first_found: bool,
    last_other: u16,
}

impl IimNumbers {
    /// The number of the next block. The first one in its standard place is 1, even where others came before it; those
    /// count from 2.
    pub fn next(&mut self, is_standard: bool) -> u16 {
        if is_standard && !self.is_first_found {
            self.is_first_found = true;
            return 1;
        }
        self.last_other = self.last_other.max(1).saturating_add(1);
        self.last_other
    }
}

impl Sink<'_> {
    /// Remembers where an XMP packet of the picture begins.
    pub fn add_packet(&mut self, start: u64) {
        let at = self.packets.partition_point(|other| *other <= start);
        self.packets.insert(at, start);
    }
}
