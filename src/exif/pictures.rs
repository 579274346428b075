//! The pictures that a directory points to, thumbnails and previews: their locations, as its tags are read, and the
//! form in which they are shown.

use super::convert::Printed;
use super::ifd::{Ifd, LONG, Structure};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::tiff::ids::{
    BITS_PER_SAMPLE, COMPRESSION, IMAGE_LENGTH, IMAGE_WIDTH, JPEG_LENGTH, JPEG_OFFSET, NEW_SUBFILE_TYPE,
    PHOTOMETRIC, ROWS_PER_STRIP, SAMPLES_PER_PIXEL, STRIP_BYTE_COUNTS, STRIP_OFFSETS,
};

/// The locations of a directory's pictures, as its tags are read: one picture in strips, and one JPEG.
#[derive(Clone, Copy, Default)]
pub(super) struct Pictures([Picture; 2]);

/// The location of a picture.
#[derive(Clone, Copy, Default)]
pub(super) struct Picture {
    pub name: &'static str,
    pub start: Option<u64>,
    pub len: Option<u64>,
}

impl Pictures {
    /// Records the value of a tag that describes the picture with this name.
    pub fn learn(&mut self, id: u16, name: &'static str, number: Option<i64>) {
        let Some(number) = number.and_then(|number| u64::try_from(number).ok()) else { return };
        let Self([strips, jpeg]) = self;
        let picture = if matches!(id, JPEG_OFFSET | JPEG_LENGTH) { jpeg } else { strips };
        picture.name = name;
        match id {
            STRIP_OFFSETS | JPEG_OFFSET => picture.start = Some(number),
            _ => picture.len = Some(number),
        }
    }

    /// The pictures that were found. If both have the same name, so have their tags, and the later picture is kept.
    pub fn found(self) -> impl Iterator<Item = Picture> {
        let Self([strips, jpeg]) = self;
        let is_hidden = strips.name == jpeg.name;
        [strips, jpeg].into_iter().skip(usize::from(is_hidden))
    }
}

/// A reduced version of the picture in a single uncompressed strip [TIFF6 `NewSubfileType`], as the directory's tags
/// are read.
#[derive(Clone, Copy, Default)]
pub(super) struct Thumbnail {
    /// The number and the count of each tag in [`THUMBNAIL`].
    tags: [Option<(i64, u64)>; THUMBNAIL.len()],
}

/// The tags that describe the thumbnail. All of them must be present.
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
    /// Records the value of a tag.
    pub fn learn(&mut self, id: u16, number: Option<i64>, count: u64) {
        let place = THUMBNAIL.iter().position(|known| *known == id);
        if let Some(slot) = place.and_then(|place| self.tags.get_mut(place)) {
            *slot = number.map(|number| (number, count));
        }
    }

    /// The offset of the strip and its length, which must match the size of the picture.
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

    /// The size of the TIFF around the thumbnail: a header, a directory of 15 entries, two resolutions, and the bits
    /// per sample if they do not fit into their entry.
    pub fn overhead(&self) -> u64 {
        let [_, _, _, bits, ..] = self.tags;
        let bits = bits.map_or(0, |(_, count)| count.saturating_mul(2));
        let outside = if bits > 4 { bits } else { 0 };
        outside.saturating_add(8 + 2 + 15 * 12 + 4 + 2 * 8)
    }
}

/// The name of a picture, its data, and its offset in the file.
pub(super) struct Shown<'a> {
    pub name: &'static str,
    pub printed: Printed<'a>,
    pub offset: u64,
}

/// The picture at a location, if there is one.
pub(super) fn picture<'a>(structure: &Structure<'a>, ifd: &Ifd, picture: Picture) -> Option<Shown<'a>> {
    let Picture { name, start: Some(start), len: Some(len) } = picture else { return None };
    if len == 0 {
        return None;
    }
    let view = structure.window.view;
    let inside = start.checked_add(len).is_some_and(|end| end <= view.len());
    // If the data is missing, report the directory that points to it.
    let offset = structure.absolute(if inside { start } else { ifd.offset });
    if !inside {
        let detail = || format!("{name} lies beyond the block");
        structure.cx.issue(IssueCode::BadOffset, Stage::Exif, Some(offset), detail);
    }
    let is_read = inside && len <= LONG && structure.pay(len);
    let size = usize::try_from(len).ok().filter(|_| is_read);
    let printed = match size.and_then(|size| view.get(start, size)) {
        Some(bytes) => Printed::binary(bytes),
        None => Printed::unread(len),
    };
    Some(Shown { name, printed, offset })
}

/// A small uncompressed picture, which is shown as a TIFF of its own.
pub(super) fn thumbnail<'a>(structure: &Structure<'a>, thumbnail: &Thumbnail) -> Option<Shown<'a>> {
    let (start, len) = thumbnail.range()?;
    if start.checked_add(len).is_none_or(|end| end > structure.window.view.len()) {
        return None;
    }
    let printed = Printed::unread(len.saturating_add(thumbnail.overhead()));
    Some(Shown { name: "ThumbnailTIFF", printed, offset: structure.absolute(start) })
}
