//! Pictures beside the primary one that tell more of it: how bright it may be shown, and how far away things are
//! [ISO/IEC 23008-12 6.4.4, 6.5.8; ISO 21496-1].

use super::super::contents::Contents;
use super::iloc::Location;
use super::meta::{Meta, Plane};
use crate::companion::Companion;
use crate::isobmff::boxes::BoxReader;
use std::collections::BTreeMap;

/// How many are told.
const MOST: usize = 64;

/// Adds the companions of the primary picture.
pub(super) fn read(boxes: &BoxReader<'_>, meta: &Meta<'_>, out: &mut Contents<'_>) {
    let Some(primary) = meta.primary else { return };
    let mut found: BTreeMap<u32, &'static str> = BTreeMap::new();
    for plane in meta.planes_of(primary).take(MOST) {
        match meta.plane(plane) {
            Some(Plane::GainMap) => drop(found.insert(plane, "gain-map")),
            Some(Plane::Depth) => drop(found.insert(plane, "depth-map")),
            Some(Plane::Alpha) | None => {}
        }
    }
    // A picture that is computed of two: the one to begin with, and what makes it brighter.
    for computed in meta.tone_maps.iter().take(MOST) {
        if let [base, map, ..] = meta.references(*b"dimg", *computed)
            && *base == primary
        {
            found.insert(*map, "gain-map");
        }
    }
    for (item, kind) in found {
        let location = meta.locations.as_ref().and_then(|locations| locations.get(boxes, item));
        let (offset, length) = location.and_then(|location| in_file(&location)).unzip();
        out.companions.push(Companion { kind, offset, length, ..Companion::default() });
    }
}

/// Where an item lies, if it is one stretch of the file. One that is made of tiles is none.
fn in_file(location: &Location) -> Option<(u64, u64)> {
    match location.extents.as_slice() {
        [only] if location.method == 0 && only.length > 0 => {
            Some((location.base.checked_add(only.offset)?, only.length))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::HEIF as FORMAT;
    use crate::Extractor;
    use crate::container::testing::{every_flip, every_prefix};
    use crate::isobmff::boxes::tests::iso_box;

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"meta"` is a reference
    fn full(kind: &[u8; 4], version: u8, body: &[u8]) -> Vec<u8> {
        iso_box(kind, &[&[version, 0, 0, 0], body].concat())
    }

    /// A picture (item 1) with a gain map (2) in 5 bytes of the file, a depth map (3) of tiles, and a picture (4) that is
    /// computed of two.
    fn file() -> Vec<u8> {
        let infe = |id: u8, kind: &[u8]| full(b"infe", 2, &[&[0, id, 0, 0], kind, &[0]].concat());
        let items =
            [infe(1, b"hvc1"), infe(2, b"hvc1"), infe(3, b"grid"), infe(4, b"tmap"), infe(5, b"hvc1")];
        let references = [
            iso_box(b"auxl", &[0, 2, 0, 1, 0, 1]),
            iso_box(b"auxl", &[0, 3, 0, 1, 0, 1]),
            iso_box(b"dimg", &[0, 4, 0, 2, 0, 1, 0, 5]),
        ];
        let properties = [
            full(b"auxC", 0, b"urn:com:apple:photo:2020:aux:hdrgainmap\0"),
            full(b"auxC", 0, b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth\0"),
        ];
        let associations = full(b"ipma", 0, &[0, 0, 0, 2, 0, 2, 1, 1, 0, 3, 1, 2]);
        let row = |id: u8, method: u8, at: u8, size: u8| {
            [0, id, 0, method, 0, 0, 0, 1, 0, 0, 0, at, 0, 0, 0, size].to_vec()
        };
        let places = [row(2, 0, 24, 5), row(3, 1, 0, 8), row(5, 0, 29, 3)].concat();
        let meta = [
            full(b"pitm", 0, &[0, 1]),
            full(b"iinf", 0, &[&[0, 5][..], &items.concat()].concat()),
            full(b"iref", 0, &references.concat()),
            iso_box(b"iprp", &[iso_box(b"ipco", &properties.concat()), associations].concat()),
            full(b"iloc", 1, &[&[0x44, 0, 0, 3][..], &places].concat()),
        ];
        let head = iso_box(b"ftyp", b"heic\0\0\0\0");
        let data = iso_box(b"mdat", &[7; 20]);
        [head, data, full(b"meta", 0, &meta.concat())].concat()
    }

    #[test]
    fn gain_maps_and_depths_are_companions() {
        let bytes = file();
        let read = Extractor::new().from_bytes(&bytes).unwrap();
        let found = serde_json::to_value(read.metadata.get("Companions").unwrap()).unwrap();
        let expected = serde_json::json!([
            {"kind": "gain-map", "offset": 24, "length": 5},
            {"kind": "depth-map"},
            {"kind": "gain-map", "offset": 29, "length": 3},
        ]);
        assert_eq!(found, expected);
    }

    #[test]
    fn damage_of_every_kind() {
        let bytes = file();
        every_prefix(&FORMAT, &bytes);
        every_flip(&FORMAT, &bytes);
    }
}
