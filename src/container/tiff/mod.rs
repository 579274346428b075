//! TIFF and BigTIFF, and the camera raws that are TIFF structures [TIFF6; BigTIFF design; DNG17].
//!
//! The file itself is the one Exif block; XMP, IPTC and Photoshop resources lie in tags of it and are found by the
//! decoder. Directories are read where they lie, pictures never.

mod directory;
mod kinds;

use super::{Contents, Format, jpeg};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::{Reader, View};
use directory::{Directory, Header};

pub(crate) const FORMAT: Format = Format { name: "TIFF", mime: "image/tiff", sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    // The first directory cannot lie in the header.
    Header::read(head).is_some_and(|header| header.first >= 8 && kinds::is_known(head, &header))
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let view = View::file(reader, 0, reader.len());
    out.blocks.push(Block::new(BlockKind::Exif, view));
    let Some(header) = Header::read(reader.head()) else { return };
    let directories = directories(view, &header, cx);
    if let Some(kind) = kinds::find(reader.head(), &header, &directories) {
        out.info.format = kind.name;
        out.info.mime = kind.mime;
    }
    match directories.first().and_then(|first| first.jpeg) {
        // The directory of a Panasonic raw describes its sensor; the JPEG in it has the rest.
        Some(start) if header.version == PANASONIC => jpeg::read_at(reader, start, cx, out),
        _ => facts(&directories, out),
    }
}

/// What raws of Panasonic have in the place of TIFF's 42.
const PANASONIC: u16 = 0x55;

/// How many directories are looked at: a scan may have thousands of pages, which change nothing in its facts.
const DIRECTORIES: usize = 32;

/// The directories of the file: the chain of pages, each followed by its children.
fn directories<'a>(view: View<'a>, header: &Header, cx: &Context<'_>) -> Vec<Directory<'a>> {
    let mut found: Vec<Directory<'a>> = Vec::new();
    let mut visited = Vec::new();
    // The next to be read is the last here.
    let mut waiting = vec![header.first];
    while let Some(offset) = waiting.pop() {
        if found.len() == DIRECTORIES || visited.contains(&offset) {
            continue;
        }
        visited.push(offset);
        if let Some(directory) = Directory::read(view, header.layout, offset, cx) {
            waiting.extend(directory.next.filter(|&next| next != 0));
            waiting.extend(directory.children.iter().rev());
            found.push(directory);
        }
    }
    found
}

/// The facts are those of the full picture: the first page, unless it says that it is a smaller version of another
/// [TIFF6 NewSubfileType], as in raws whose first page is a preview.
fn facts(directories: &[Directory<'_>], out: &mut Contents<'_>) {
    let Some(first) = directories.first() else { return };
    let is_full = |d: &&Directory<'_>| d.subfile.is_some_and(|kind| kind & 1 == 0) && d.width.is_some();
    let is_reduced = first.subfile.is_some_and(|kind| kind & 1 == 1);
    let full = if is_reduced { directories.iter().find(is_full).unwrap_or(first) } else { first };
    out.info.width = full.width;
    out.info.height = full.height;
    // JPEG XR says the like in its own terms.
    if full.photometric.is_some() {
        out.info.components = Some(full.samples.unwrap_or(1)); // [TIFF6 SamplesPerPixel]: 1 where it is absent
        out.info.has_alpha = Some(full.has_alpha);
    }
}
