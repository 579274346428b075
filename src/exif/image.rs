//! Pictures inside a directory: thumbnails and previews, named after the place where they are found.

use super::tags::Variant;
use crate::tag::Group;
use crate::tiff::ids::{
    BITS_PER_SAMPLE, COMPRESSION, IMAGE_LENGTH, IMAGE_WIDTH, JPEG_LENGTH, JPEG_OFFSET, NEW_SUBFILE_TYPE,
    PHOTOMETRIC, ROWS_PER_STRIP, SAMPLES_PER_PIXEL, STRIP_BYTE_COUNTS, STRIP_OFFSETS,
};

/// What the names of such tags depend on.
#[derive(Clone, Copy, Default)]
pub(super) struct Surroundings {
    /// Whether the block is a file of its own, not part of a JPEG or another container.
    pub whole_file: bool,
    /// Whether the file is one of Canon's raw files.
    pub is_cr2: bool,
    /// The directory's compression.
    pub compression: Option<i64>,
    /// Whether the directory says that its picture is the main one.
    pub is_main: bool,
    /// What the first directory's JPEG is, as far as the camera tells.
    pub first_jpeg: Option<Variant>,
}

impl Surroundings {
    /// Takes the camera's maker and, once it is known, its model. Sony's raws have a preview where others have nothing,
    /// and those of Nikon's compact cameras the thumbnail.
    pub fn made_by(&mut self, make: &str, model: &str) {
        if self.whole_file && make.starts_with("SONY") {
            self.first_jpeg = Some(Variant::Preview);
        } else if self.whole_file && make.starts_with("NIKON") && model.starts_with("COOLPIX") {
            self.first_jpeg = Some(Variant::Thumbnail);
        }
    }
}

/// The name under which a tag goes in a directory.
pub(super) fn variant(id: u16, group: &Group<'_>, around: Surroundings) -> Variant {
    match id {
        JPEG_OFFSET | JPEG_LENGTH => jpeg(group, around),
        STRIP_OFFSETS | STRIP_BYTE_COUNTS => strips(group, around),
        _ => Variant::Usual,
    }
}

/// A JPEG picture that a directory points to: the thumbnail in IFD1 [EXIF30 4.6.9], the picture made from the raw
/// data where Nikon and Pentax put it.
fn jpeg(group: &Group<'_>, around: Surroundings) -> Variant {
    match group {
        Group::Ifd(0) => around.first_jpeg.unwrap_or(Variant::Usual),
        Group::Ifd(1) => Variant::Thumbnail,
        Group::Ifd(2) | Group::SubIfd(0) => Variant::Raw,
        _ => Variant::Usual,
    }
}

/// A picture in strips: one that is compressed as a JPEG, and not the main one, is a preview.
fn strips(group: &Group<'_>, around: Surroundings) -> Variant {
    const JPEG: i64 = 7;
    const LOSSY_JPEG: i64 = 34892; // [DNG 1.7 `Compression`]
    const JPEG_XL: i64 = 52546;
    match (around.compression, group) {
        (Some(LOSSY_JPEG), _) => Variant::Other,
        (Some(JPEG_XL), _) => Variant::Jxl,
        (_, Group::Ifd(0)) if around.whole_file && around.is_cr2 => Variant::Preview,
        (_, Group::Ifd(2)) if !around.whole_file => Variant::Preview,
        (Some(JPEG), Group::SubIfd(2)) if around.whole_file && !around.is_main => Variant::Raw,
        (Some(JPEG), _) if around.whole_file && !around.is_main => Variant::Preview,
        _ => Variant::Usual,
    }
}

/// The places of a directory's pictures, as far as its tags were read: of one in strips, and of a JPEG.
#[derive(Clone, Copy, Default)]
pub(super) struct Pictures([Picture; 2]);

/// The place of a picture.
#[derive(Clone, Copy, Default)]
pub(super) struct Picture {
    pub name: &'static str,
    pub start: Option<u64>,
    pub len: Option<u64>,
}

impl Pictures {
    /// Takes what a tag says; those that are no picture's are passed over.
    pub fn learn(&mut self, id: u16, variant: Variant, number: Option<i64>) {
        let Some(number) = number.and_then(|number| u64::try_from(number).ok()) else { return };
        let Some(name) = name(id, variant) else { return };
        let Self([strips, jpeg]) = self;
        let picture = if matches!(id, JPEG_OFFSET | JPEG_LENGTH) { jpeg } else { strips };
        picture.name = name;
        match id {
            STRIP_OFFSETS | JPEG_OFFSET => picture.start = Some(number),
            _ => picture.len = Some(number),
        }
    }

    /// The pictures; of two with the same name, whose tags have the same names too, the later.
    pub fn found(self) -> impl Iterator<Item = Picture> {
        let Self([strips, jpeg]) = self;
        let is_hidden = strips.name == jpeg.name;
        [strips, jpeg].into_iter().skip(usize::from(is_hidden))
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

/// A smaller version of the picture that lies in one strip without compression [TIFF6 `NewSubfileType`], as far as the
/// directory's tags were read.
#[derive(Clone, Copy, Default)]
pub(super) struct Thumbnail {
    /// Of each tag of [`THUMBNAIL`] its number and its count.
    tags: [Option<(i64, u64)>; THUMBNAIL.len()],
}

/// The tags that describe it; all of them must be there.
const THUMBNAIL: [u16; 10] = [
    NEW_SUBFILE_TYPE,
    IMAGE_WIDTH,
    IMAGE_LENGTH,
    BITS_PER_SAMPLE,
    COMPRESSION,
    PHOTOMETRIC,
    STRIP_OFFSETS,
    SAMPLES_PER_PIXEL,
    ROWS_PER_STRIP,
    STRIP_BYTE_COUNTS,
];

impl Thumbnail {
    /// Takes what a tag says.
    pub fn learn(&mut self, id: u16, number: Option<i64>, count: u64) {
        let place = THUMBNAIL.iter().position(|known| *known == id);
        if let Some(slot) = place.and_then(|place| self.tags.get_mut(place)) {
            *slot = number.map(|number| (number, count));
        }
    }

    /// Where the strip starts and its length, which must be that of the picture.
    pub fn range(&self) -> Option<(u64, u64)> {
        const REDUCED: i64 = 1;
        const UNCOMPRESSED: i64 = 1;
        let [subfile, width, height, bits, compression, photometric, start, samples, rows, len] = self.tags;
        let (_, _) = (photometric?, rows?);
        let ((start, 1), (len, 1)) = (start?, len?) else { return None };
        let size = width?.0.checked_mul(height?.0)?.checked_mul(samples?.0)?.checked_mul(bits?.0)?;
        let fits =
            subfile?.0 == REDUCED && compression?.0 == UNCOMPRESSED && len.checked_mul(8)? == size && len > 0;
        fits.then_some((u64::try_from(start).ok()?, u64::try_from(len).ok()?))
    }

    /// The bytes of a TIFF around it: a header, a directory of 15 entries and two resolutions; and the numbers of bits
    /// of each sample, where they do not fit into their entry.
    pub fn overhead(&self) -> u64 {
        let [_, _, _, bits, ..] = self.tags;
        let bits = bits.map_or(0, |(_, count)| count.saturating_mul(2));
        let outside = if bits > 4 { bits } else { 0 };
        outside.saturating_add(8 + 2 + 15 * 12 + 4 + 2 * 8)
    }
}
