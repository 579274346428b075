//! The signatures of the application segments of a JPEG, and the data after them.

use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::source::View;

const EXIF: &[u8] = b"Exif\0"; // a second NUL or fill byte follows [EXIF30 4.7.2]
pub(crate) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0"; // [XMP part 3, 1.1.3]
pub(super) const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0"; // [XMP part 3, 1.1.3.1]
pub(crate) const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
pub(super) const PHOTOSHOP_2: &[u8] = b"Adobe_Photoshop2.5:"; // eight more bytes follow
pub(crate) const JFIF: &[u8] = b"JFIF\0"; // [T.871 10.1]
pub(crate) const ADOBE: &[u8] = b"Adobe";
pub(super) const STEREO: &[u8] = b"_JPSJPS_"; // [JPS 1.0, stereoscopic descriptor]

/// Some writers put a few bytes before `Exif`.
const EXIF_GARBAGE: usize = 4;

/// The TIFF structure of an Exif segment. Some writers change the case of the name, or put a few bytes before it.
pub(crate) fn exif(body: Bytes<'_>) -> Option<Bytes<'_>> {
    (0..=EXIF_GARBAGE)
        .find(|&at| body.get(at, EXIF.len()).is_some_and(|name| name.as_slice().eq_ignore_ascii_case(EXIF)))
        .map(|at| body.from(at + EXIF.len() + 1))
}

/// The image resources of an APP13 segment.
pub(crate) fn photoshop(body: Bytes<'_>) -> Option<Bytes<'_>> {
    body.strip_prefix(PHOTOSHOP).or_else(|| body.strip_prefix(PHOTOSHOP_2).map(|rest| rest.from(8)))
}

/// An XMP packet or a chunk of extended XMP. Some writers use a wrong name for the segment that still begins with
/// `http` or `XMP`, or omit the name.
pub(crate) fn xmp(body: Bytes<'_>) -> Option<Block<'_>> {
    let block = |kind, bytes| Some(Block::new(kind, View::memory(bytes)));
    if let Some(rest) = body.strip_prefix(XMP) {
        return block(BlockKind::Xmp, rest);
    }
    if let Some(rest) = body.strip_prefix(EXTENDED_XMP) {
        return block(BlockKind::ExtendedXmp, rest);
    }
    if !(body.starts_with(b"http") || body.starts_with(b"XMP\0") || body.starts_with(b"<?xpacket")) {
        return None;
    }
    let start = memchr::memchr(b'<', body.as_slice())?;
    block(BlockKind::Xmp, body.from(start))
}
