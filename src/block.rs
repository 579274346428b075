//! A block: a run of bytes that one decoder understands, and where it was found.

use crate::source::View;

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum BlockKind {
    /// A TIFF structure: directories and their values.
    Exif,
    /// An XMP packet.
    Xmp,
    /// An XMP packet in a file of its own beside the picture.
    SidecarXmp,
    /// The JSON that Google's export has beside the picture.
    TakeoutJson,
    /// One chunk of an extended XMP packet, from its GUID on.
    ExtendedXmp,
    /// IPTC-IIM datasets.
    Iim,
    /// Photoshop image resources (8BIM).
    Irb,
    /// JUMBF boxes: C2PA's manifest store.
    Jumbf,
    /// Something that the container itself explains (JFIF, Adobe APP14).
    Header,
}

/// What the first directory of an Exif block is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Root {
    /// IFD0, and those that follow it.
    #[default]
    Ifd0,
    /// The directory of the camera's settings, which elsewhere IFD0 points to.
    ExifIfd,
    /// The directory of the place.
    Gps,
}

/// The place in which a container keeps JUMBF boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carrier {
    /// Its name, for people: `PNG caBX`.
    pub name: &'static str,
    /// Whether it is made for manifest stores alone: what lies there is one, however damaged.
    pub dedicated: bool,
}

/// A run of bytes for one decoder.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    /// The decoder that it is for.
    pub kind: BlockKind,
    /// The bytes, addressed from 0.
    pub data: View<'a>,
    /// Whether it lies where its standard puts it; what lies elsewhere has a lower rank.
    pub standard: bool,
    /// What the first directory is, where the block is an Exif one: a CR3 has a block for each.
    pub root: Root,
    /// Whether places in it are told from its own start, and not from that of the file: it was made from text, or
    /// its container wants it so.
    pub detached: bool,
    /// Where the block was found, where it is one of JUMBF boxes.
    pub carrier: Carrier,
}

impl<'a> Block<'a> {
    /// A block in its standard place.
    pub fn new(kind: BlockKind, data: View<'a>) -> Self {
        let carrier = Carrier::default();
        Self { kind, data, standard: true, root: Root::Ifd0, detached: false, carrier }
    }

    /// JUMBF boxes in a place that is made for manifest stores alone.
    pub fn manifest_store(name: &'static str, data: View<'a>) -> Self {
        Self { carrier: Carrier { name, dedicated: true }, ..Self::new(BlockKind::Jumbf, data) }
    }

    /// JUMBF boxes in a place that may hold others than a manifest store.
    pub fn jumbf(name: &'static str, data: View<'a>) -> Self {
        Self { carrier: Carrier { name, dedicated: false }, ..Self::new(BlockKind::Jumbf, data) }
    }
}
