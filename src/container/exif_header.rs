//! The bytes that some formats put before the TIFF structure of an Exif block.

use crate::source::View;

/// The prefix of an Exif block in a JPEG. Some writers use it elsewhere by mistake [EXIF30 4.7.2.1].
pub(crate) const EXIF_HEADER: &[u8] = b"Exif\0\0";

/// Whether a TIFF or BigTIFF structure starts here.
pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    const HEADERS: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
    HEADERS.iter().any(|header| bytes.starts_with(header))
}

/// The TIFF structure of an Exif item or box. A number before it says how many bytes to skip [23008-12 A.2.1].
///
/// Some writers leave out the number or the bytes that it counts, or write a wrong number.
pub(super) fn behind_offset(item: View<'_>) -> View<'_> {
    let named = item.get(0, 4).and_then(|b| b.be32(0)).map_or(4, |skip| u64::from(skip) + 4);
    let starts = |at: &u64| item.get(*at, 4).is_some_and(|b| is_tiff(b.as_slice()));
    // Only the number; nothing at all; `Exif` and two NULs; or the number and `Exif`.
    let at = [named, 4, 0, 6, 10].into_iter().find(starts).unwrap_or(named);
    item.part(at, u64::MAX)
}
