//! ISO base media files: MP4, `QuickTime` and their kin [ISO/IEC 14496-12].
//!
//! Their outermost boxes are those of HEIF and CR3 too: `meta` holds pictures, `moov` tracks, and XMP lies in a
//! `uuid` box beside them or in the user data of the film or of a track.

use super::contents::Contents;
use super::format::Format;
use super::{brands, cr3, heif, jumbf, samsung};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::isobmff::boxes::{BoxReader, BoxType, FILE, IsoBox, XMP};
use crate::source::{Reader, View};

pub(crate) const FORMAT: Format = Format { name: "MP4", mime: "video/mp4", sniff, read };

/// What old `QuickTime` files begin with, which have no `ftyp` [QuickTime File Format, atoms].
const FIRST: &[&[u8]] =
    &[b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"PICT", b"pict", b"junk", b"uuid"];

fn sniff(head: Bytes<'_>) -> bool {
    brands::of(head).is_some_and(|brand| brand.family == brands::Family::Movie)
        || head.get(4, 4).is_some_and(|kind| FIRST.contains(&kind.as_slice()))
}

/// Finds the blocks of any file of this family.
pub(super) fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let brand = brands::of(reader.head()).unwrap_or(brands::QUICKTIME);
    (out.info.format, out.info.mime) = (brand.name, brand.mime);
    let boxes = BoxReader::new(cx, FILE);
    // There is one at most on each level [14496-12 8.11.1].
    let mut meta = None;
    let mut manifest_store = None;
    for part in boxes.file(reader) {
        match &part.box_type {
            b"meta" if meta.is_none() => {
                meta = part.full();
                if let Some(meta) = meta {
                    heif::meta(&boxes, reader, meta.fields, out);
                }
            }
            b"moov" => movie(&boxes, part, out),
            // What Samsung's phones append to a JPEG has a box here.
            b"sefd" => drop(samsung::read(reader, part.body.absolute(part.body.len()), cx, out)),
            b"uuid" if part.uuid == Some(XMP) => xmp(part, out),
            b"uuid" if part.uuid == Some(jumbf::C2PA) => {
                // An update follows the original, and its last manifest is the active one.
                manifest_store = jumbf::manifest_store(part.body).or(manifest_store);
            }
            _ => {}
        }
    }
    out.blocks.extend(manifest_store);
    if brand.family == brands::Family::Picture {
        // The properties of the picture alone turn it: the orientation in Exif is not for showing [23008-12 A.2.1].
        out.info.orientation.get_or_insert(UPRIGHT);
    }
}

/// The orientation of a picture that nothing turns [EXIF30 4.6.5.1.7].
const UPRIGHT: u8 = 1;

/// The film: its tracks, and what its maker and its user say of it [14496-12 8.2].
fn movie<'a>(boxes: &BoxReader<'a>, movie: IsoBox<'a>, out: &mut Contents<'a>) {
    let (mut sound, mut sight) = (false, false);
    for part in boxes.children(movie.body) {
        match &part.box_type {
            b"trak" => match track(boxes, part.body, out) {
                Some(handler) if handler == *b"soun" && part.is_complete => sound = true,
                Some(handler) if handler == *b"vide" => sight = true,
                _ => {}
            },
            b"udta" => user_data(boxes, part.body, out),
            b"uuid" if part.uuid == Some(cr3::CANON) => cr3::canon(boxes, part.body, out),
            _ => {}
        }
    }
    if out.info.format == brands::OTHER.name && movie.is_complete && sound && !sight {
        (out.info.format, out.info.mime) = ("M4A", "audio/mp4");
    }
}

/// Reads a track; gives what its media are [14496-12 8.3, 8.4].
fn track<'a>(boxes: &BoxReader<'a>, body: View<'a>, out: &mut Contents<'a>) -> Option<BoxType> {
    let mut handler = None;
    for part in boxes.children(body) {
        match &part.box_type {
            b"tkhd" => size(part, out),
            b"udta" => user_data(boxes, part.body, out),
            b"mdia" => {
                let found = boxes.children(part.body).find(|media| media.box_type == *b"hdlr");
                let kind = found.and_then(|found| found.body.get(8, 4));
                handler = handler.or(kind.and_then(|kind| kind.as_slice().first_chunk::<4>().copied()));
            }
            _ => {}
        }
    }
    handler
}

/// Width and height of the first track that has them: numbers of 16.16 bits [14496-12 8.3.2].
fn size(header: IsoBox<'_>, out: &mut Contents<'_>) {
    let Some(header) = header.full() else { return };
    // Before them stand times and a duration, of 64 bits in version 1, and the matrix.
    let Some(numbers) = header.fields.get(if header.version == 1 { 84 } else { 72 }, 8) else { return };
    let pixels = |at| numbers.be32(at).map(|number| number >> 16).filter(|&number| number > 0);
    if let (None, Some(width), Some(height)) = (out.info.width, pixels(0), pixels(4)) {
        (out.info.width, out.info.height) = (Some(width), Some(height));
    }
}

fn user_data<'a>(boxes: &BoxReader<'a>, body: View<'a>, out: &mut Contents<'a>) {
    for part in boxes.children(body).filter(|part| part.box_type == *b"XMP_") {
        xmp(part, out);
    }
}

fn xmp<'a>(part: IsoBox<'a>, out: &mut Contents<'a>) {
    out.blocks.push(Block::new(BlockKind::Xmp, part.body));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Sparse, every_flip, every_prefix, read, read_source};
    use super::*;
    use crate::isobmff::boxes::tests::iso_box;

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"vide"` is a reference
    fn track(handler: &[u8; 4], width: u32, height: u32) -> Vec<u8> {
        let size = [(width << 16).to_be_bytes(), (height << 16).to_be_bytes()].concat();
        let header = iso_box(b"tkhd", &[&[0; 76][..], &size].concat());
        let handler = iso_box(b"hdlr", &[&[0; 8], &handler[..], &[0; 13]].concat());
        iso_box(b"trak", &[header, iso_box(b"mdia", &handler)].concat())
    }

    fn film(brand: &[u8]) -> Vec<u8> {
        let user = iso_box(b"udta", &[iso_box(b"XMP_", b"<in the film/>"), vec![0; 4]].concat());
        let content = [track(b"soun", 0, 0), track(b"vide", 1920, 1080), user].concat();
        let packet = iso_box(b"uuid", &[&XMP, &b"<beside it/>"[..]].concat());
        [iso_box(b"ftyp", brand), iso_box(b"moov", &content), packet, iso_box(b"mdat", &[7; 50])].concat()
    }

    #[test]
    fn packets_and_size() {
        let found = read(&FORMAT, &film(b"mp42\0\0\0\0isom")[..]);
        assert_eq!((found.info.format, found.info.width, found.info.height), ("MP4", Some(1920), Some(1080)));
        let packets: Vec<_> = found.blocks.iter().map(|(_, bytes)| &bytes[..]).collect();
        assert_eq!(packets, [&b"<in the film/>"[..], b"<beside it/>"]);
        assert!(found.issues.is_empty());
    }

    #[test]
    fn the_last_manifest_store_counts() {
        let store = |purpose: &[u8], boxes: &[u8]| {
            let body = [&jumbf::C2PA[..], &[0; 4], purpose, &[0; 8], boxes].concat();
            iso_box(b"uuid", &body)
        };
        let stores = [
            store(b"original\0", b"the first"),
            store(b"merkle\0", b"hashes"),
            store(b"update\0", b"the last"),
        ];
        let file = [iso_box(b"ftyp", b"mp42\0\0\0\0isom"), stores.concat()].concat();
        let found = read(&FORMAT, &file[..]);
        assert_eq!(found.contents(), [(BlockKind::Jumbf, &b"the last"[..])]);
        every_prefix(&FORMAT, &file);
    }

    #[test]
    fn sound_alone_is_no_film() {
        let file = [iso_box(b"ftyp", b"isom\0\0\0\0"), iso_box(b"moov", &track(b"soun", 0, 0))].concat();
        assert_eq!(read(&FORMAT, &file[..]).info.format, "M4A");
    }

    #[test]
    fn a_film_of_2_gb_costs_kilobytes() {
        let head = [iso_box(b"ftyp", b"qt  \0\0\0\0"), b"\x7f\xff\xff\xffmdat".to_vec()].concat();
        let start = u64::try_from(head.len()).unwrap() + 0x7fff_fff7;
        let tail = iso_box(
            b"moov",
            &[track(b"vide", 320, 240), iso_box(b"udta", &iso_box(b"XMP_", b"<x/>"))].concat(),
        );
        let len = start + u64::try_from(tail.len()).unwrap();
        let found = read_source(&FORMAT, &Sparse { len, parts: vec![(0, head), (start, tail)] });
        assert_eq!((found.blocks.len(), found.info.width), (1, Some(320)));
        assert!(found.bytes_read < 80 * 1024, "{} bytes were read", found.bytes_read);
    }

    #[test]
    fn fragments_cost_their_headers() {
        // A thousand fragments of 1 MB.
        let mut parts = vec![(0, iso_box(b"ftyp", b"iso5\0\0\0\0"))];
        let mut len = 16;
        for _ in 0..1_000 {
            parts.push((len, b"\x00\x10\x00\x00moof".to_vec()));
            len += 0x10_0000;
        }
        let packet = iso_box(b"uuid", &[&XMP, &b"<x/>"[..]].concat());
        parts.push((len, packet.clone()));
        len += packet.len() as u64;
        let found = read_source(&FORMAT, &Sparse { len, parts });
        assert_eq!(found.blocks.len(), 1);
        assert!(found.bytes_read < 80 * 1024, "{} bytes were read", found.bytes_read);
    }

    #[test]
    fn damage_of_every_kind() {
        let file = film(b"qt  \0\0\0\0");
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
    }
}
