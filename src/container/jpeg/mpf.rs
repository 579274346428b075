//! The index of a multi-picture file, which lists the images behind the first one [CIPA DC-007 5.2].

use super::super::contents::Contents;
use crate::bytes::Bytes;
use crate::companion::Companion;
use crate::source::View;
use crate::tiff::directory::{Directory, Window};
use crate::tiff::header::Header;

/// The name of the segment, which a TIFF structure follows.
pub(super) const MARK: &[u8; 4] = b"MPF\0";
/// The tag with the list of images, and the length of one of its entries.
const LIST: u16 = 0xb002;
const ENTRY: usize = 16;
/// How many images and entries are read.
const MOST: u64 = 256;

/// Passes on the images. The first one is the file itself.
pub(super) fn index(body: Bytes<'_>, out: &mut Contents<'_>) -> Option<()> {
    let data = body.strip_prefix(MARK)?;
    let header = Header::read(data)?;
    let order = header.layout.order;
    let window = Window::tiff(View::memory(data), header.layout);
    let list = Directory::at(window, header.first)?.entries(MOST)?.find(|entry| entry.tag == LIST)?;
    let size = usize::try_from(list.value.size.min(MOST * ENTRY as u64)).ok()?;
    let bytes = window.bytes(&list, 0, size)?;
    for at in (0..size).step_by(ENTRY) {
        let (kind, length, offset) =
            (bytes.u32(at, order)?, bytes.u32(at + 4, order)?, bytes.u32(at + 8, order)?);
        if offset > 0 && length > 0 {
            out.companions.push(Companion {
                kind: name(kind & 0x00ff_ffff),
                mime: (kind & 0x0700_0000 == 0).then_some("image/jpeg"),
                offset: Some(data.absolute(0).saturating_add(offset.into())),
                length: Some(length.into()),
                id: None,
            });
        }
    }
    Some(())
}

/// What kind of image it is [CIPA DC-007 table 4; ISO 21496-1 for gain maps].
fn name(kind: u32) -> &'static str {
    match kind {
        0x01_0001..=0x01_ffff => "preview",
        0x02_0001 => "panorama",
        0x02_0002 => "disparity",
        0x02_0003 => "multi-angle",
        0x04_0000 => "original",
        0x05_0000 => "gain-map",
        _ => "image",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn companions(bytes: &[u8]) -> Vec<(String, Option<u64>, Option<u64>)> {
        let mut out = Contents::default();
        index(Bytes::new(bytes, 100), &mut out);
        out.companions.iter().map(|one| (one.kind.to_owned(), one.offset, one.length)).collect()
    }

    fn list() -> Vec<u8> {
        let mut bytes = b"MPF\0II*\0\x08\0\0\0\x01\0\x02\xb0\x07\0\x20\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
        for (kind, length, offset) in [(0x2003_0000u32, 9u32, 0u32), (0x0005_0000, 7, 500)] {
            bytes.extend([kind.to_le_bytes(), length.to_le_bytes(), offset.to_le_bytes(), [0; 4]].concat());
        }
        bytes
    }

    #[test]
    fn images_are_counted_from_the_header() {
        assert_eq!(companions(&list()), [("gain-map".to_owned(), Some(604), Some(7))]);
    }

    #[test]
    fn a_cut_index_has_none() {
        for end in 0..list().len() {
            assert_eq!(companions(&list()[..end]), []);
        }
    }
}
