//! Films: the tracks of a `moov` box, and the metadata that the maker and the user added [ISO/IEC 14496-12 8.2].

use super::super::contents::Contents;
use super::film::Film;
use super::{brands, canon, timed};
use crate::block::{Block, BlockKind};
use crate::format_id::FormatId;
use crate::isobmff::boxes::{BoxReader, BoxType, IsoBox};
use crate::source::{Reader, View};

/// Reads the `moov` box.
pub(super) fn read<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    movie: IsoBox<'a>,
    film: &mut Film,
    out: &mut Contents<'a>,
) {
    let (mut sound, mut sight, mut number) = (false, false, 0);
    for part in boxes.children(movie.body) {
        match &part.box_type {
            b"mvhd" => film.header(part),
            b"mvex" => film.extension(boxes, part.body),
            b"trak" => {
                number += 1;
                timed::read(boxes, reader, part.body, number, out);
                match track(boxes, reader, part.body, film, out) {
                    Some(handler) if handler == *b"soun" && part.is_complete => sound = true,
                    Some(handler) if handler == *b"vide" => sight = true,
                    _ => {}
                }
            }
            b"udta" => user_data(boxes, reader, part.body, out),
            b"uuid" if part.uuid == Some(canon::CANON) => canon::read(boxes, part.body, out),
            _ => {}
        }
    }
    if out.info.format == Some(brands::OTHER.id) && movie.is_complete && sound && !sight {
        out.info.format = Some(FormatId::M4a);
    }
}

/// Reads a track and returns its media type [14496-12 8.3, 8.4].
fn track<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    body: View<'a>,
    film: &mut Film,
    out: &mut Contents<'a>,
) -> Option<BoxType> {
    let mut handler = None;
    for part in boxes.children(body) {
        match &part.box_type {
            b"tkhd" => film.track_header(part, &mut out.info),
            b"udta" => user_data(boxes, reader, part.body, out),
            b"mdia" => handler = handler.or(film.media(boxes, part.body)),
            _ => {}
        }
    }
    handler
}

fn user_data<'a>(boxes: &BoxReader<'a>, reader: &'a Reader<'a>, body: View<'a>, out: &mut Contents<'a>) {
    for part in boxes.children(body) {
        match &part.box_type {
            b"XMP_" => out.blocks.push(Block::new(BlockKind::Xmp, part.body)),
            b"CNTH" => canon::thumbnails(boxes, reader, part.body, out),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::MP4 as FORMAT;
    use crate::container::testing::{Sparse, every_flip, every_prefix, read, read_source};
    use crate::format_id::FormatId;
    use crate::isobmff::boxes::XMP;
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
        assert_eq!(
            (found.info.format, found.info.width, found.info.height),
            (Some(FormatId::Mp4), Some(1920), Some(1080))
        );
        let packets: Vec<_> = found.blocks.iter().map(|(_, bytes)| &bytes[..]).collect();
        assert_eq!(packets, [&b"<in the film/>"[..], b"<beside it/>"]);
        assert!(found.issues.is_empty());
    }

    #[test]
    fn sound_alone_is_no_film() {
        let file = [iso_box(b"ftyp", b"isom\0\0\0\0"), iso_box(b"moov", &track(b"soun", 0, 0))].concat();
        assert_eq!(read(&FORMAT, &file[..]).info.format, Some(FormatId::M4a));
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
