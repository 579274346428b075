//! A block: a run of bytes that one decoder understands, and where it was found.

use crate::bytes::ByteOrder;
use crate::source::View;
use crate::track::Sample;

/// What a block contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum BlockKind {
    /// A TIFF structure: directories and their values.
    Exif,
    /// A TIFF structure whose first directory is a maker note.
    MakerNote,
    /// An XMP packet.
    Xmp,
    /// An XMP packet in a file of its own beside the picture.
    SidecarXmp,
    /// The JSON that Google Takeout stores beside the picture.
    TakeoutJson,
    /// One chunk of an extended XMP packet, starting with its GUID.
    ExtendedXmp,
    /// IPTC-IIM datasets.
    Iim,
    /// Photoshop image resources (8BIM).
    Irb,
    /// JUMBF boxes: the C2PA manifest store.
    Jumbf,
    /// A header that the container decodes itself (JFIF, Adobe APP14).
    Header,
    /// What the structure of the file says: its format, the size of the picture, its coding.
    File,
    /// The boxes of films, of HEIF and of AVIF.
    QuickTime,
    /// An ICC profile.
    IccProfile,
    /// The chunks of a PNG.
    Png,
    /// The text chunks of a PNG.
    PngText,
    /// The chunks of a RIFF file.
    Riff,
    /// The blocks of a GIF.
    Gif,
    /// The boxes of JPEG 2000 and of JPEG XL.
    Jpeg2000,
    /// The elements of Matroska and `WebM`.
    Matroska,
    /// An application segment of a JPEG that belongs to no standard above.
    Segment,
    /// What a program has appended to a file.
    Trailer,
    /// The document that holds a picture: PostScript, PDF.
    Document,
    /// Nothing of its own: the tag was computed from others.
    Composite,
}

/// What the first directory of an Exif block is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Root {
    /// IFD0, followed by the rest of its chain.
    #[default]
    Ifd0,
    /// The Exif IFD, to which IFD0 points in other files.
    ExifIfd,
    /// The GPS IFD.
    Gps,
    /// A maker note outside of the tag `MakerNote`: the name of its way in, and its byte order.
    Note {
        /// The name in `makers.tsv`.
        way: &'static str,
        /// The group of its tags, if it is not that of its tables.
        group: &'static str,
        /// The order of its numbers.
        order: ByteOrder,
    },
    /// A part that a table describes.
    Table {
        /// The name of the table.
        table: &'static str,
        /// The group of its tags, if it is not that of the table.
        group: &'static str,
        /// The order of its numbers.
        order: ByteOrder,
    },
}

/// Where a container keeps JUMBF boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carrier {
    /// A readable name: `PNG caBX`.
    pub name: &'static str,
    /// Whether it is reserved for manifest stores, so that even damaged content counts as one.
    pub dedicated: bool,
}

/// A run of bytes for one decoder.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    /// What it contains, which selects the decoder.
    pub kind: BlockKind,
    /// The bytes, addressed from 0.
    pub data: View<'a>,
    /// Whether it is where its standard puts it; a block elsewhere has a lower rank.
    pub standard: bool,
    /// What the first directory of an Exif block is; a CR3 has one block for each directory.
    pub root: Root,
    /// Whether offsets in it are reported from its own start instead of the file's, because it was made from text or
    /// its container requires it.
    pub detached: bool,
    /// Where a block of JUMBF boxes was found.
    pub carrier: Carrier,
    /// Of a sample of a film's timed metadata, its place in the film. Its tags carry fields, but are not shown.
    pub sample: Option<Sample>,
}

impl<'a> Block<'a> {
    /// A block in its standard place.
    pub fn new(kind: BlockKind, data: View<'a>) -> Self {
        let carrier = Carrier::default();
        Self { kind, data, standard: true, root: Root::Ifd0, detached: false, carrier, sample: None }
    }

    /// A maker note outside of the tag `MakerNote`.
    pub fn note(way: &'static str, group: &'static str, order: ByteOrder, data: View<'a>) -> Self {
        Self { root: Root::Note { way, group, order }, ..Self::new(BlockKind::MakerNote, data) }
    }

    /// A part that a table of tags describes, such as a chunk or a box, with the most significant byte first.
    pub fn table(kind: BlockKind, table: &'static str, data: View<'a>) -> Self {
        Self { root: Root::Table { table, group: "", order: ByteOrder::Big }, ..Self::new(kind, data) }
    }

    /// An ICC profile.
    pub fn profile(data: View<'a>) -> Self {
        Self::table(BlockKind::IccProfile, "ICC_Profile.Main", data)
    }

    /// JUMBF boxes in a place reserved for manifest stores.
    pub fn manifest_store(name: &'static str, data: View<'a>) -> Self {
        Self { carrier: Carrier { name, dedicated: true }, ..Self::new(BlockKind::Jumbf, data) }
    }

    /// JUMBF boxes in a place that may also hold something other than a manifest store.
    pub fn jumbf(name: &'static str, data: View<'a>) -> Self {
        Self { carrier: Carrier { name, dedicated: false }, ..Self::new(BlockKind::Jumbf, data) }
    }
}
