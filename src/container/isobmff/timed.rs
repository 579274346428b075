//! Timed metadata: the samples of a track that are no pictures and no sound [ISO/IEC 14496-12 8.5 to 8.7].
//!
//! Canon's raw pictures have a track of them, with what a maker note holds. Action cameras write there where they were:
//! the first sample tells where a film begins.

use crate::block::{Block, BlockKind};
use crate::bytes::ByteOrder;
use crate::isobmff::boxes::{BoxReader, BoxType};
use crate::source::{Reader, View};

/// The format of Canon's samples.
const CANON: &[u8] = b"CTMD";

/// The formats of samples that tables describe, and these tables.
const TABLES: [(&[u8], &str); 1] = [(b"gpmd", "GoPro.GPMF")];

/// The groups of the tags in tracks, by number from 1.
const GROUPS: [&str; 9] =
    ["Track1", "Track2", "Track3", "Track4", "Track5", "Track6", "Track7", "Track8", "Track9"];

/// The first sample of the track `number`, if it has metadata.
pub(super) fn first<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    track: View<'a>,
    number: usize,
) -> Option<Block<'a>> {
    let child = |within: View<'a>, name: BoxType| boxes.children(within).find(|part| part.box_type == name);
    let media = child(child(track, *b"mdia")?.body, *b"minf")?;
    let table = child(media.body, *b"stbl")?.body;
    // A version, a number of entries, and the size of the first entry come before its format.
    let format = child(table, *b"stsd")?.body.get(12, 4)?;
    let described = TABLES.iter().find(|(code, _)| format.starts_with(code));
    if !format.starts_with(CANON) && described.is_none() {
        return None;
    }
    // The size of all samples, or 0 and then the size of each.
    let sizes = child(table, *b"stsz")?.body;
    let size = match sizes.get(4, 4)?.be32(0)? {
        0 => sizes.get(12, 4)?.be32(0)?,
        size => size,
    };
    let at = match child(table, *b"co64") {
        Some(offsets) => offsets.body.get(8, 8)?.u64(0, ByteOrder::Big)?,
        None => child(table, *b"stco")?.body.get(8, 4)?.be32(0)?.into(),
    };
    let sample = View::file(reader, at, size.into());
    if let Some((_, described)) = described {
        return Some(Block { is_sample: true, ..Block::table(BlockKind::QuickTime, described, sample) });
    }
    let group = GROUPS.get(number.checked_sub(1)?)?;
    Some(Block::note("CTMD", group, ByteOrder::Little, sample))
}

#[cfg(test)]
mod tests {
    use super::super::file::CRX as FORMAT;
    use crate::block::BlockKind;
    use crate::container::testing::{every_flip, every_prefix, read};
    use crate::isobmff::boxes::tests::iso_box;

    fn film(format: [u8; 4]) -> Vec<u8> {
        let tables = [
            iso_box(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 16][..], &format].concat()),
            iso_box(b"stsz", &[0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1]),
            iso_box(b"stco", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 32]),
        ];
        let media = iso_box(b"minf", &iso_box(b"stbl", &tables.concat()));
        let movie = iso_box(b"moov", &iso_box(b"trak", &iso_box(b"mdia", &media)));
        [iso_box(b"ftyp", b"crx \0\0\0\0crx isom"), iso_box(b"mdat", b"hello"), movie].concat()
    }

    #[test]
    fn the_first_sample_is_a_note() {
        let bytes = film(*b"CTMD");
        let found = read(&FORMAT, &bytes);
        assert_eq!(found.blocks, [(BlockKind::MakerNote, b"hello".to_vec())]);
        assert!(read(&FORMAT, &film(*b"avc1")).blocks.is_empty());
        every_prefix(&FORMAT, &bytes);
        every_flip(&FORMAT, &bytes);
    }
}
