//! WebP: removes chunks, keeps those of the picture, and updates the flags of VP8X.

use super::outcome::{Error, Warnings, damaged};
use super::rights::Kept;
use super::what::{Classes, What};
use super::{exif, xmp};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;

// The flags of VP8X [RFC9649 2.7.1].
const ICC: u8 = 0x20;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

pub(super) fn remake(
    bytes: &[u8],
    what: What,
    kept: &Kept,
    warnings: &mut Warnings,
) -> Result<Vec<u8>, Error> {
    let mut webp = WebP::from_bytes(img_parts::Bytes::copy_from_slice(bytes))?;
    if !webp.chunks().iter().any(|chunk| matches!(&chunk.id(), b"VP8 " | b"VP8L" | b"ANMF")) {
        return Err(damaged("it has no coded picture"));
    }
    if (webp.len() as usize) < bytes.len() && matches!(what, What::Classes(_)) {
        warnings.add("what lies after the picture left out");
    }
    let chunks = webp.chunks_mut();
    match what {
        What::All { icc, .. } => {
            chunks.retain(|chunk| match &chunk.id() {
                b"ICCP" => icc,
                id => is_needed(*id),
            });
            // Metadata comes last [RFC9649 2.7]. A file without VP8X can have none, and WebP has no place for IPTC.
            if position(chunks, *b"VP8X").is_some() {
                for (id, block) in [(*b"EXIF", &kept.exif), (*b"XMP ", &kept.xmp)] {
                    let data = block.clone().map(|block| RiffContent::Data(block.into()));
                    chunks.extend(data.map(|data| RiffChunk::new(id, data)));
                }
            }
        }
        What::Classes(classes) => {
            *chunks = chunks.iter().filter_map(|chunk| edited(chunk, classes, warnings)).collect();
        }
    }
    set_flags(chunks);
    Ok(webp.encoder().bytes().to_vec())
}

/// The chunk without what belongs to `classes`; `None` if it is removed.
fn edited(chunk: &RiffChunk, classes: Classes, warnings: &mut Warnings) -> Option<RiffChunk> {
    let id = chunk.id();
    let data = chunk.content().data().map(|data| &data[..]).unwrap_or_default();
    let edited = match &id {
        b"EXIF" => {
            let edited = exif::edit_headed(data, classes, warnings);
            warnings.kept("the Exif block", edited)?
        }
        b"XMP " | b"XMP\0" => {
            let edited = xmp::edit(data, |name| classes.have_property(name));
            warnings.kept("the XMP packet", edited)?
        }
        b"ICCP" => None,
        id if is_needed(*id) => None,
        id => {
            let name = id.escape_ascii();
            warnings.add(format!("the chunk {name} left out: it is not looked into"));
            return None;
        }
    };
    Some(edited.map_or_else(|| chunk.clone(), |data| RiffChunk::new(id, RiffContent::Data(data.into()))))
}

/// Whether a decoder needs the chunk [RFC9649 2.7].
fn is_needed(id: [u8; 4]) -> bool {
    matches!(&id, b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF")
}

fn position(chunks: &[RiffChunk], id: [u8; 4]) -> Option<usize> {
    chunks.iter().position(|chunk| chunk.id() == id)
}

/// Updates the flags of removable chunks to match the file; those of the picture stay.
fn set_flags(chunks: &mut [RiffChunk]) {
    let mut flags = 0;
    for (id, flag) in [(*b"ICCP", ICC), (*b"EXIF", EXIF), (*b"XMP ", XMP)] {
        if position(chunks, id).is_some() {
            flags |= flag;
        }
    }
    let header = position(chunks, *b"VP8X").and_then(|at| chunks.get_mut(at));
    if let Some(RiffContent::Data(data)) = header.map(RiffChunk::content_mut) {
        let mut header = data.to_vec();
        if let Some(first) = header.first_mut() {
            *first = *first & !(ICC | EXIF | XMP) | flags;
        }
        *data = header.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_say_what_is_there() {
        let chunk = |id: &[u8; 4], data: &[u8]| RiffChunk::new(*id, RiffContent::Data(data.to_vec().into()));
        let flags = |chunks: &mut [RiffChunk]| {
            set_flags(chunks);
            chunks[0].content().data().unwrap()[0]
        };
        assert_eq!(flags(&mut [chunk(b"VP8X", &[0x3e; 10]), chunk(b"VP8 ", b"")]), 0x12);
        assert_eq!(flags(&mut [chunk(b"VP8X", &[0; 10]), chunk(b"ICCP", b""), chunk(b"EXIF", b"")]), 0x28);
    }
}
