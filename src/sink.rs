//! The decoders' output, and what one decoder must know about the others.

use crate::block::Block;
use crate::companion::Companion;
use crate::structure::Structure;
use crate::tag::{Group, Tag};
use crate::tiff::directory::Window;
use crate::track::TrackPoint;

/// Collects what the decoders find.
#[derive(Default)]
pub(crate) struct Sink<'a> {
    /// The tags, in the order found.
    pub tags: Vec<Tag<'a>>,
    /// Properties that the consolidation needs as a whole, in addition to the tags they were flattened to.
    pub structures: Vec<Structure<'a>>,
    /// Tags that are not shown, but may carry fields: those that were replaced by a tag of the same name in a later
    /// packet, and those of the samples of films.
    pub superseded: Vec<Tag<'a>>,
    /// The places that the samples of films tell.
    pub track: Vec<TrackPoint>,
    /// The stored bytes of the first IIM block in its standard place.
    pub iim: Option<&'a [u8]>,
    /// How many of Photoshop's image resources were read.
    pub resources: u32,
    /// How many ICC profiles were read.
    pub profiles: u16,
    /// Blocks found inside the block (XMP in a TIFF tag, IIM in a Photoshop resource), to be decoded next.
    pub blocks: Vec<Block<'a>>,
    /// All blocks, if the context asks to keep them.
    pub kept: Vec<Block<'a>>,
    /// Numbers the IIM blocks.
    pub iim_numbers: IimNumbers,
    /// The offsets at which the picture's XMP packets begin, in ascending order.
    pub packets: Vec<u64>,
    /// The parts and files that belong to the picture.
    pub companions: Vec<Companion<'a>>,
    /// The camera, as far as it has been read.
    pub camera: Camera<'a>,
    /// The maker notes, to be decoded next.
    pub notes: Vec<MakerNote<'a>>,
    /// Whether a manifest store has been read; a file may have only one [C2PA 2.1 11.1.4].
    pub has_manifest_store: bool,
}

/// The camera that made the picture, on which the meaning of maker notes depends.
#[derive(Clone, Copy, Default)]
pub(crate) struct Camera<'a> {
    pub make: &'a str,
    pub model: &'a str,
    /// The program that wrote the file.
    pub software: &'a str,
    /// The format of the file: `CR3`, `NEF`, `JPEG`.
    pub file_type: &'static str,
    /// The format that it is built upon: `TIFF`, `JPEG`.
    pub base_type: &'static str,
}

/// A maker note that was found.
#[derive(Clone)]
pub(crate) struct MakerNote<'a> {
    /// The TIFF structure that it belongs to, into which its offsets may point.
    pub window: Window<'a>,
    /// Its position in the view of the window.
    pub at: u64,
    pub size: u64,
    /// The way into it, if its container names one.
    pub way: Option<&'static str>,
    /// The group of the directory that it was found in.
    pub group: Group<'static>,
}

/// Gives the IIM blocks of a file the numbers of their groups: `IPTC`, `IPTC2`.
#[derive(Default)]
pub(crate) struct IimNumbers {
    is_first_found: bool,
    last_other: u16,
}

impl IimNumbers {
    /// The number of the next block. The first block in its standard place is 1, even if others came before it. All
    /// others count from 2.
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
    /// Records the offset at which an XMP packet of the picture begins.
    pub fn add_packet(&mut self, start: u64) {
        let at = self.packets.partition_point(|other| *other <= start);
        self.packets.insert(at, start);
    }
}
