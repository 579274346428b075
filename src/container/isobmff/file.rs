//! ISO base media files [ISO/IEC 14496-12]: the outermost boxes, and the brands that distinguish pictures, films and
//! raws.
//!
//! `meta` describes pictures and `moov` tracks, whatever the brand of the file. XMP is in a `uuid` box beside them.

use super::super::contents::Contents;
use super::super::format::Format;
use super::super::samsung;
use super::brands::{self, Family};
use super::film::Film;
use super::meta::Meta;
use super::{companions, items, manifest, movie};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::isobmff::boxes::{BoxReader, FILE, XMP};
use crate::source::{Reader, View};

/// HEIF and its kin (HEIC, AVIF).
pub(crate) const HEIF: Format = Format { id: FormatId::Heif, sniff: |head| is(head, Family::Picture), read };
/// Canon's raws.
pub(crate) const CRX: Format = Format { id: FormatId::Crx, sniff: |head| is(head, Family::Canon), read };
/// MP4, `QuickTime` and their kin.
pub(crate) const MP4: Format = Format { id: FormatId::Mp4, sniff: is_movie, read };

/// The first box of old `QuickTime` files, which have no `ftyp` [QuickTime File Format, atoms].
const FIRST: &[&[u8]] =
    &[b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"PICT", b"pict", b"junk", b"uuid"];

fn is(head: Bytes<'_>, family: Family) -> bool {
    brands::of(head).is_some_and(|brand| brand.family == family)
}

fn is_movie(head: Bytes<'_>) -> bool {
    is(head, Family::Movie) || head.get(4, 4).is_some_and(|first| FIRST.contains(&first.as_slice()))
}

/// Finds the blocks of any file of this family of formats.
fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let brand = brands::of(reader.head()).unwrap_or(brands::QUICKTIME);
    out.info.format = Some(brand.id);
    let boxes = BoxReader::new(cx, FILE);
    // Each level has at most one `meta` box [14496-12 8.11.1].
    let mut meta = None;
    let mut manifest_store = None;
    let mut film = Film::default();
    for part in boxes.file(reader) {
        match &part.box_type {
            b"meta" if meta.is_none() => {
                meta = part.full();
                if let Some(meta) = meta {
                    pictures(&boxes, reader, meta.fields, out);
                }
            }
            b"moov" => movie::read(&boxes, reader, part, &mut film, out),
            b"mdat" => film.add_media(&part),
            // A box for the data that Samsung's phones append to a JPEG.
            b"sefd" => drop(samsung::read(reader, part.body.absolute(part.body.len()), cx, out)),
            b"uuid" if part.uuid == Some(XMP) => out.blocks.push(Block::new(BlockKind::Xmp, part.body)),
            b"uuid" if part.uuid == Some(manifest::C2PA) => {
                // An update follows the original store, and its last manifest is the active one.
                manifest_store = manifest::store(part.body).or(manifest_store);
            }
            _ => {}
        }
    }
    out.blocks.extend(manifest_store);
    film.finish(out);
    out.blocks.push(Block::table(
        BlockKind::QuickTime,
        "QuickTime.Main",
        View::file(reader, 0, reader.len()),
    ));
    if brand.family == Family::Picture {
        // Only the properties of the item rotate the picture: viewers ignore the orientation in Exif [23008-12 A.2.1].
        out.info.orientation.get_or_insert(UPRIGHT);
    }
}

/// The orientation of a picture that is not rotated or mirrored [EXIF30 4.6.5.1.7].
const UPRIGHT: u8 = 1;

/// The picture that a `meta` box describes: its facts, and its metadata items.
fn pictures<'a>(boxes: &BoxReader<'a>, reader: &'a Reader<'a>, body: View<'a>, out: &mut Contents<'a>) {
    let meta = Meta::read(boxes, body);
    meta.facts(out);
    items::read(boxes, reader, &meta, out);
    // Like ExifTool, do not ask which item they belong to: the first one is the picture's in the files of all cameras.
    out.blocks.extend(meta.profiles.iter().map(|data| Block::profile(*data)));
    companions::read(boxes, &meta, out);
}
