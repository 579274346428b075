//! Canon's raw pictures, CR3: an ISO media file whose `moov` box contains a box of Canon's own.
//!
//! Canon's box holds the version of the encoder, a thumbnail, and a TIFF structure for each directory: CMT1 for IFD0,
//! CMT2 for the `ExifIFD`, CMT3 for the maker note and CMT4 for GPS.

use super::super::contents::Contents;
use super::super::jpeg;
use crate::block::{Block, BlockKind, Root};
use crate::bytes::Bytes;
use crate::format_id::FormatId;
use crate::isobmff::boxes::{BoxReader, Uuid};
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

/// Canon's box.
pub(super) const CANON: Uuid = *b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";

/// Reads Canon's box: the type of the file, and its directories.
pub(super) fn read<'a>(boxes: &BoxReader<'a>, body: View<'a>, out: &mut Contents<'a>) {
    for part in boxes.children(body) {
        let root = match &part.box_type {
            b"CMT1" => Root::Ifd0,
            b"CMT2" => Root::ExifIfd,
            b"CMT3" => {
                out.blocks.push(Block::new(BlockKind::MakerNote, part.body));
                continue;
            }
            b"CMT4" => Root::Gps,
            b"CNCV" => {
                compressor(part.body, out);
                continue;
            }
            b"THMB" => {
                thumbnail(part.body, out);
                continue;
            }
            _ => continue,
        };
        out.blocks.push(Block { root, ..Block::new(BlockKind::Exif, part.body) });
    }
}

/// The thumbnail of a film is a JPEG, in which the camera writes what it writes into pictures.
pub(super) fn thumbnails<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    body: View<'a>,
    out: &mut Contents<'a>,
) {
    const JPEG: &[u8] = b"\xff\xd8\xff";
    for part in boxes.children(body).filter(|part| part.box_type == *b"CNDA") {
        // Some cameras write four bytes before it.
        let starts = |at: &u64| part.body.get(*at, JPEG.len()).is_some_and(|head| head.starts_with(JPEG));
        let Some(at) = [0, 4].into_iter().find(starts) else { continue };
        let mut found = Contents::default();
        jpeg::read_at(reader, part.body.absolute(at), boxes.cx, &mut found);
        out.blocks.extend(found.blocks.into_iter().filter(|block| block.kind == BlockKind::Exif));
    }
}

/// The version of the encoder tells raw pictures from raw video.
fn compressor<'a>(body: View<'a>, out: &mut Contents<'a>) {
    match body.get(0, 8).map(Bytes::as_slice) {
        Some(b"CanonCR3") => out.info.format = Some(FormatId::Cr3),
        Some(b"CanonCRM") => out.info.format = Some(FormatId::Crm),
        _ => {}
    }
    let text = body.part(0, VERSION).all().and_then(|bytes| std::str::from_utf8(bytes.as_slice()).ok());
    if let Some(text) = text {
        out.tags.push(tag("CompressorVersion", Value::text(text.trim_end_matches('\0')), body.absolute(0)));
    }
}

/// How many bytes of the encoder's version are read.
const VERSION: u64 = 64;

/// The picture follows a version, its width, its height and its size.
fn thumbnail(body: View<'_>, out: &mut Contents<'_>) {
    const HEAD: u64 = 16;
    let Some(size) = body.get(8, 4).and_then(|bytes| bytes.be32(0)) else { return };
    let there = body.len().saturating_sub(HEAD).min(size.into());
    if there > 0 {
        out.tags.push(tag("ThumbnailImage", Value::Unread(there), body.absolute(HEAD)));
    }
}

/// A tag of Canon's box.
fn tag<'a>(name: &'static str, value: Value<'a>, offset: u64) -> Tag<'a> {
    let source = Origin { block: BlockKind::Header, offset, standard: true, charset: None };
    Tag::new(Group::Other(Cow::Borrowed("Canon")), name, value, None, source)
}

#[cfg(test)]
mod tests {
    use super::super::file::CRX as FORMAT;
    use super::CANON;
    use crate::block::BlockKind;
    use crate::container::testing::{every_flip, every_prefix, read};
    use crate::format_id::FormatId;
    use crate::isobmff::boxes::tests::iso_box;

    #[test]
    fn the_thumbnail_of_a_film_has_exif() {
        use crate::container::testing::JPEG;
        for before in [&[][..], &[0; 4]] {
            let thumbnail = iso_box(b"CNDA", &[before, JPEG].concat());
            let user = iso_box(b"udta", &iso_box(b"CNTH", &thumbnail));
            let file = [iso_box(b"ftyp", b"qt  \0\0\0\0"), iso_box(b"moov", &user)].concat();
            let found = read(&super::super::file::MP4, &file);
            let kinds: Vec<_> = found.places().into_iter().map(|(kind, _)| kind).collect();
            assert!(kinds.contains(&BlockKind::Exif), "{kinds:?}");
            assert_eq!(found.info.width, None, "that of the thumbnail is not the film's");
            every_flip(&super::super::file::MP4, &file);
        }
        let none = iso_box(b"udta", &iso_box(b"CNTH", &iso_box(b"CNDA", b"nothing")));
        let file = [iso_box(b"ftyp", b"qt  \0\0\0\0"), iso_box(b"moov", &none)].concat();
        assert!(read(&super::super::file::MP4, &file).issues.is_empty());
    }

    #[test]
    fn directories_of_canon() {
        let parts = [
            iso_box(b"CNCV", b"CanonCR3_001/00.10.00/00.00.00"),
            iso_box(b"CMT1", b"II*\0first"),
            iso_box(b"CMT2", b"II*\0second"),
            iso_box(b"CMT3", b"II*\0third"),
            iso_box(b"CMT4", b"II*\0fourth"),
            iso_box(b"THMB", &[0, 0, 0, 0, 0, 9, 0, 9, 0, 0, 0, 3, 0, 1, 0, 0, 1, 2, 3]),
        ];
        let canon = iso_box(b"uuid", &[&CANON, &parts.concat()[..]].concat());
        let file = [iso_box(b"ftyp", b"crx \0\0\0\x01crx isom"), iso_box(b"moov", &canon)].concat();
        let found = read(&FORMAT, &file[..]);
        assert_eq!(found.info.format, Some(FormatId::Cr3));
        let all = crate::Extractor::new().from_bytes(&file).unwrap();
        let canon = all.tags.iter().filter(|tag| tag.group.name() == "Canon");
        let tags: Vec<_> = canon.map(|tag| tag.name.to_string()).collect();
        assert_eq!(tags[..2], ["CompressorVersion", "ThumbnailImage"]);
        let blocks: Vec<_> = found.blocks.iter().map(|(_, bytes)| &bytes[4..]).collect();
        assert_eq!(blocks, [&b"first"[..], b"second", b"third", b"fourth"]);
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
    }
}
