//! Descriptions of samples [ISO/IEC 14496-12 8.5.2]: records that follow each other. Each ends with boxes.

use super::boxes;
use crate::bytes::Bytes;
use crate::issue_code::IssueCode;
use crate::layout::part::Part;
use crate::layout::record;
use crate::layout::state::State;
use crate::layout::tables::{Row, Subtable, Table};

/// The version and the number of descriptions.
const HEAD: usize = 8;
/// What every description begins with: its size, its format, and a number of a data reference.
const LEAST: usize = 16;
/// No record before boxes is longer.
const MOST: usize = 256;

/// Reads the descriptions.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = HEAD;
    for _ in 0..bytes.be32(4).unwrap_or_default().min(state.cx.limits.parts) {
        let Some(size) = bytes.be32(at).and_then(|size| usize::try_from(size).ok()) else { return };
        let Some(one) = bytes.get(at, size).filter(|one| one.len() >= 8) else {
            state
                .issue(IssueCode::BadLength, bytes.absolute(at), || format!("a description of {size} bytes"));
            return;
        };
        if !state.pay(one.len() as u64) {
            return;
        }
        let inner = Part {
            at: part.at.saturating_add(at as u64),
            size: one.len() as u64,
            depth: part.depth.saturating_add(1),
            ..part
        };
        record::read(state, table, inner);
        children(state, table, &inner, one);
        at = at.saturating_add(size);
    }
}

/// Reads the boxes at the end of a description. How long the record before them is depends on its version, so that they
/// are searched: the first place counts from which boxes follow each other up to the end.
fn children<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, one: Bytes<'a>) {
    let Some(boxes) = table.rows().iter().find_map(Row::leads_to).map(Subtable::table) else {
        return;
    };
    let Some(start) = (LEAST..one.len().min(MOST)).find(|at| is_chain(one, *at)) else { return };
    let inner = Part {
        at: part.at.saturating_add(start as u64),
        size: (one.len() - start) as u64,
        depth: part.depth.saturating_add(1),
        ..*part
    };
    boxes::read(state, boxes, inner);
}

/// Whether boxes follow each other from here exactly up to the end.
fn is_chain(bytes: Bytes<'_>, start: usize) -> bool {
    let mut at = start;
    while let (Some(size), Some(name)) = (bytes.be32(at), bytes.get(at + 4, 4)) {
        let end = at.saturating_add(size as usize);
        let is_name = name.as_slice().iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
        if size < 8 || end > bytes.len() || !is_name {
            return false;
        }
        at = end;
    }
    at > start && at == bytes.len()
}

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, tags, track, value};

    fn described(kind: [u8; 4], entry: &[u8]) -> Vec<u8> {
        let list = iso_box(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1], entry].concat());
        film(&[track(kind, &iso_box(b"stbl", &list), &[])])
    }

    fn picture(boxes: &[u8]) -> Vec<u8> {
        let mut record = vec![0; 78];
        record[24..28].copy_from_slice(&[2, 0x80, 1, 0xe0]);
        record[42..47].copy_from_slice(b"\x04test");
        iso_box(b"avc1", &[&record, boxes].concat())
    }

    #[test]
    fn records_end_with_boxes() {
        let boxes = [iso_box(b"avcC", &[1; 9]), iso_box(b"pasp", &[0, 0, 0, 4, 0, 0, 0, 3])].concat();
        let file = described(*b"vide", &picture(&boxes));
        let tags = tags(&file);
        assert_eq!(value(&tags, "Track1:CompressorID"), "avc1");
        assert_eq!(value(&tags, "Track1:CompressorName"), "test");
        assert_eq!(value(&tags, "Track1:SourceImageWidth"), "640");
        assert_eq!(value(&tags, "Track1:PixelAspectRatio"), "4:3");
        damaged(&file);
    }

    #[test]
    fn boxes_that_do_not_fill_the_rest_are_none() {
        let boxes = [iso_box(b"pasp", &[0, 0, 0, 4, 0, 0, 0, 3]), vec![0; 4]].concat();
        let tags = tags(&described(*b"vide", &picture(&boxes)));
        assert_eq!(value(&tags, "Track1:BitDepth"), "0");
        assert_eq!(value(&tags, "Track1:PixelAspectRatio"), "-");
    }

    #[test]
    fn a_description_that_is_cut_off_is_left_out() {
        let mut entry = picture(&[]);
        entry[3] += 1;
        let file = described(*b"vide", &entry);
        assert_eq!(value(&tags(&file), "Track1:CompressorID"), "-");
        let found = crate::Extractor::new().from_bytes(&file).unwrap();
        assert_eq!(found.issues.iter().filter(|issue| issue.code == "bad-length").count(), 1);
    }

    #[test]
    fn records_of_sound_have_several_lengths() {
        let rights = iso_box(b"sinf", &iso_box(b"frma", b"mp4a"));
        for version in [28, 44] {
            let entry = iso_box(b"enca", &[&vec![0; version][..], &rights].concat());
            assert_eq!(value(&tags(&described(*b"soun", &entry)), "Track1:OriginalFormat"), "mp4a");
        }
    }
}
