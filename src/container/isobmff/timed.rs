//! Timed metadata: the samples of a track that are no pictures and no sound [ISO/IEC 14496-12 8.5 to 8.7].
//!
//! Canon's raw pictures have a track of them, with what a maker note holds. Action cameras write there where they were:
//! the first sample tells where a film begins.

use super::super::contents::Contents;
use super::super::media::Span;
use super::samples::{Samples, child};
use crate::block::{Block, BlockKind, Root};
use crate::bytes::ByteOrder;
use crate::isobmff::boxes::BoxReader;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::track::Sample;

/// The format of Canon's samples.
const CANON: &[u8] = b"CTMD";

/// A format of samples that a table describes.
struct Described {
    format: &'static [u8],
    table: &'static str,
    order: ByteOrder,
    /// Whether samples are small, so that the first place is in a later one. Its records tell their own sizes.
    is_run: bool,
}

const DESCRIBED: [Described; 2] = [
    Described { format: b"gpmd", table: "GoPro.GPMF", order: ByteOrder::Big, is_run: false },
    Described { format: b"camm", table: "QuickTime.Camm", order: ByteOrder::Little, is_run: true },
];

/// How much is searched for the first place.
const RUN: u64 = 16 * 1024;

/// The groups of the tags in tracks, by number from 1.
const GROUPS: [&str; 9] =
    ["Track1", "Track2", "Track3", "Track4", "Track5", "Track6", "Track7", "Track8", "Track9"];

/// The first sample of the track `number`, if it has metadata; or all samples, if they are asked for.
pub(super) fn read<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    track: View<'a>,
    number: usize,
    out: &mut Contents<'a>,
) -> Option<()> {
    let media = child(boxes, track, *b"mdia")?;
    let table = child(boxes, child(boxes, media, *b"minf")?, *b"stbl")?;
    // A version, a number of entries, and the size of the first entry come before its format.
    let format = child(boxes, table, *b"stsd")?.get(12, 4)?;
    let described = DESCRIBED.iter().find(|described| format.starts_with(described.format));
    if !format.starts_with(CANON) && described.is_none() {
        return None;
    }
    if let Some(described) = described.filter(|_| boxes.cx.tracks) {
        return all(boxes, reader, (media, table), described, out);
    }
    // The size of all samples, or 0 and then the size of each.
    let sizes = child(boxes, table, *b"stsz")?;
    let size = match sizes.get(4, 4)?.be32(0)? {
        0 => sizes.get(12, 4)?.be32(0)?,
        size => size,
    };
    let at = match child(boxes, table, *b"co64") {
        Some(offsets) => offsets.get(8, 8)?.u64(0, ByteOrder::Big)?,
        None => child(boxes, table, *b"stco")?.get(8, 4)?.be32(0)?.into(),
    };
    if let Some(described) = described {
        let size = if described.is_run { RUN } else { size.into() };
        let sample = Sample { is_first: true, ..Sample::default() };
        out.blocks.push(described.block(View::file(reader, at, size), sample));
        return Some(());
    }
    let group = GROUPS.get(number.checked_sub(1)?)?;
    let sample = View::file(reader, at, size.into());
    out.blocks.push(Block::note("CTMD", group, ByteOrder::Little, sample));
    Some(())
}

impl Described {
    fn block<'a>(&self, data: View<'a>, sample: Sample) -> Block<'a> {
        let root = Root::Table { table: self.table, group: "", order: self.order };
        Block { sample: Some(sample), root, ..Block::new(BlockKind::QuickTime, data) }
    }
}

/// All samples of a track.
fn all<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    (media, table): (View<'a>, View<'a>),
    described: &Described,
    out: &mut Contents<'a>,
) -> Option<()> {
    let header = boxes.children(media).find(|part| part.box_type == *b"mdhd")?.full()?;
    let scale = header.fields.get(if header.version == 1 { 16 } else { 8 }, 4)?.be32(0)?;
    let milliseconds =
        |units| Some(Span { units, scale }.duration()?.as_millis().try_into().unwrap_or(u64::MAX));
    let places = Samples::read(boxes, table)?.places(boxes.cx.limits.parts);
    if places.len() as u64 == u64::from(boxes.cx.limits.parts) {
        let at = Some(table.absolute(0));
        boxes.cx.issue(IssueCode::TooManyParts, Stage::Container, at, || "samples beyond the limit");
    }
    for (number, place) in places.into_iter().enumerate() {
        let sample = Sample {
            is_first: number == 0,
            start: milliseconds(place.start).unwrap_or_default(),
            length: milliseconds(place.length).unwrap_or_default(),
        };
        out.blocks.push(described.block(View::file(reader, place.offset, place.size), sample));
    }
    Some(())
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
