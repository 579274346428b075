//! Pictures inside a directory: thumbnails and previews, named after the place where they are found.

use super::tags::Variant;
use crate::tag::Group;

// Tags that say where a picture lies, and how long it is.
pub(super) const STRIP_OFFSETS: u16 = 273;
pub(super) const STRIP_BYTE_COUNTS: u16 = 279;
pub(super) const JPEG_OFFSET: u16 = 513;
pub(super) const JPEG_LENGTH: u16 = 514;

/// What the names of such tags depend on.
#[derive(Clone, Copy, Default)]
pub(super) struct Surroundings<'a> {
    /// The camera's maker.
    pub make: &'a str,
    /// Whether the block is a file of its own, not part of a JPEG or another container.
    pub whole_file: bool,
    /// Whether the file is a DNG.
    pub dng: bool,
    /// The directory's compression.
    pub compression: Option<i64>,
}

/// The name under which a tag goes in a directory.
pub(super) fn variant(id: u16, group: &Group<'_>, around: Surroundings<'_>) -> Variant {
    match id {
        JPEG_OFFSET | JPEG_LENGTH => jpeg(group, around),
        STRIP_OFFSETS | STRIP_BYTE_COUNTS => strips(group, around),
        _ => Variant::Usual,
    }
}

/// A JPEG picture that a directory points to: the thumbnail in IFD1 [EXIF30 4.6.9].
fn jpeg(group: &Group<'_>, around: Surroundings<'_>) -> Variant {
    let raw_of = |make: &str| around.whole_file && around.make.starts_with(make);
    match group {
        Group::Ifd(1) => Variant::Thumbnail,
        Group::Ifd(0) if raw_of("SONY") => Variant::Preview,
        Group::Ifd(2) if raw_of("PENTAX") => Variant::Raw,
        Group::SubIfd(0) if raw_of("NIKON") => Variant::Raw,
        _ => Variant::Usual,
    }
}

/// A picture in strips: in a DNG one that is compressed as a JPEG is a preview [DNG 1.7 "Previews"].
fn strips(group: &Group<'_>, around: Surroundings<'_>) -> Variant {
    const JPEG: i64 = 7;
    if !around.whole_file || !around.dng || around.compression != Some(JPEG) {
        return Variant::Usual;
    }
    match group {
        Group::SubIfd(2) => Variant::Raw,
        _ => Variant::Preview,
    }
}

/// The place of a directory's picture, as far as its tags were read.
#[derive(Clone, Copy, Default)]
pub(super) struct Picture {
    pub name: &'static str,
    pub start: Option<u64>,
    pub len: Option<u64>,
}

impl Picture {
    /// Takes what a tag says; those that are no picture's are passed over.
    pub fn learn(&mut self, id: u16, variant: Variant, number: Option<i64>) {
        let Some(number) = number.and_then(|number| u64::try_from(number).ok()) else { return };
        let Some(name) = name(id, variant) else { return };
        self.name = name;
        match id {
            STRIP_OFFSETS | JPEG_OFFSET => self.start = Some(number),
            _ => self.len = Some(number),
        }
    }
}

/// The name of the picture that a tag belongs to.
fn name(id: u16, variant: Variant) -> Option<&'static str> {
    match (id, variant) {
        (JPEG_OFFSET | JPEG_LENGTH, Variant::Usual) | (STRIP_OFFSETS | STRIP_BYTE_COUNTS, Variant::Other) => {
            Some("OtherImage")
        }
        (JPEG_OFFSET | JPEG_LENGTH, Variant::Thumbnail) => Some("ThumbnailImage"),
        (STRIP_OFFSETS | STRIP_BYTE_COUNTS | JPEG_OFFSET | JPEG_LENGTH, Variant::Preview) => {
            Some("PreviewImage")
        }
        (STRIP_OFFSETS | STRIP_BYTE_COUNTS | JPEG_OFFSET | JPEG_LENGTH, Variant::Raw) => Some("JpgFromRaw"),
        (STRIP_OFFSETS | STRIP_BYTE_COUNTS, Variant::Jxl) => Some("PreviewJXL"),
        _ => None,
    }
}
