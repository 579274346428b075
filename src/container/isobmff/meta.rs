//! Pictures as items of a `meta` box [ISO/IEC 23008-12, 14496-12 8.11].
//!
//! `iinf` lists the items, `iloc` says where their bytes are, `iref` how they refer to each other, and `iprp` holds
//! their properties.

use super::super::contents::Contents;
use super::iloc::Locations;
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::isobmff::boxes::{BoxReader, BoxType, FullBox};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::View;
use std::collections::{BTreeMap, BTreeSet};

/// What the `meta` box of a file states.
#[derive(Default)]
pub(super) struct Meta<'a> {
    pub primary: Option<u32>,
    /// The items that hold metadata.
    pub items: BTreeMap<u32, BlockKind>,
    pub locations: Option<Locations<'a>>,
    pub idat: Option<View<'a>>,
    /// The items that are computed of a picture and of its gain map.
    pub tone_maps: Vec<u32>,
    /// The items that an item refers to, by type of reference.
    references: BTreeMap<(BoxType, u32), Vec<u32>>,
    properties: Vec<Property>,
    /// The ICC profiles among the properties.
    pub profiles: Vec<View<'a>>,
    /// The property indices of each item, counted from 1.
    associations: BTreeMap<u32, Vec<u16>>,
}

/// A property that states a fact about the picture [23008-12 6.5].
#[derive(Clone, Copy)]
enum Property {
    /// `ispe`: the width and height before `irot` is applied.
    Size(u32, u32),
    /// `irot`: the anti-clockwise rotation in quarter turns.
    Rotation(u8),
    /// `imir`: 0 swaps top and bottom, 1 swaps left and right.
    Mirror(u8),
    /// `pixi`: the number of channels.
    Channels(u8),
    /// The `auxC` of an auxiliary picture.
    Plane(Plane),
    Other,
}

/// What an auxiliary picture holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plane {
    Alpha,
    GainMap,
    Depth,
}

/// Their names [23008-12 6.5.8.2, C.2.5; MIAF], and Apple's.
const PLANES: [(&[u8], Plane); 5] = [
    (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", Plane::Alpha),
    (b"urn:mpeg:hevc:2015:auxid:1\0", Plane::Alpha),
    (b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth\0", Plane::Depth),
    (b"urn:mpeg:hevc:2015:auxid:2\0", Plane::Depth),
    (b"urn:com:apple:photo:2020:aux:hdrgainmap\0", Plane::GainMap),
];

impl<'a> Meta<'a> {
    /// Reads a `meta` box of the file's outermost level.
    pub fn read(boxes: &BoxReader<'a>, body: View<'a>) -> Self {
        let mut meta = Self::default();
        for part in boxes.children(body) {
            if part.box_type == *b"idat" {
                meta.idat.get_or_insert(part.body);
                continue;
            }
            if !matches!(&part.box_type, b"pitm" | b"iinf" | b"iloc" | b"iref" | b"iprp") {
                continue;
            }
            let Some(content) = boxes.structure(part.body) else { continue };
            match &part.box_type {
                b"pitm" => meta.primary = meta.primary.or_else(|| primary(content)),
                b"iinf" => item_infos(boxes, content, &mut meta),
                b"iloc" if meta.locations.is_none() => meta.locations = Locations::read(boxes, content),
                b"iref" => references(boxes, content, &mut meta),
                b"iprp" => properties(boxes, content, &mut meta),
                _ => {}
            }
        }
        meta
    }

    /// The facts about the picture.
    pub fn facts(&self, out: &mut Contents<'_>) {
        if let Some((width, height)) = size(self) {
            (out.info.width, out.info.height) = (Some(width), Some(height));
        }
        let Some(primary) = self.primary else { return };
        let mut turn = Orientation::default();
        for property in self.of(primary) {
            match property {
                Property::Rotation(quarters) => turn = turn.left(quarters),
                Property::Mirror(axis) => turn = turn.mirrored(axis),
                Property::Channels(count) => out.info.components = Some(count),
                _ => {}
            }
        }
        if !self.properties.is_empty() {
            out.info.orientation = Some(turn.code());
        }
        out.info.has_alpha =
            Some(self.planes_of(primary).any(|plane| self.plane(plane) == Some(Plane::Alpha)));
    }

    /// The auxiliary pictures of an item.
    pub fn planes_of(&self, item: u32) -> impl Iterator<Item = u32> {
        let planes =
            self.references.iter().filter(move |((kind, _), to)| kind == b"auxl" && to.contains(&item));
        planes.map(|((_, plane), _)| *plane)
    }

    /// What an auxiliary picture holds; alpha, if several are told.
    pub fn plane(&self, id: u32) -> Option<Plane> {
        let planes = || {
            self.of(id).filter_map(|property| match property {
                Property::Plane(plane) => Some(plane),
                _ => None,
            })
        };
        planes().find(|plane| *plane == Plane::Alpha).or_else(|| planes().next())
    }

    /// The properties of an item, in the order in which they are applied.
    fn of(&self, id: u32) -> impl Iterator<Item = Property> {
        let indices = self.associations.get(&id).into_iter().flatten();
        indices.filter_map(|index| self.properties.get(usize::from(*index).checked_sub(1)?).copied())
    }

    /// The items that an item refers to by a reference of this type.
    pub fn references(&self, kind: BoxType, from: u32) -> &[u32] {
        self.references.get(&(kind, from)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The id of the item that is the primary picture [14496-12 8.11.4].
fn primary(content: View<'_>) -> Option<u32> {
    let FullBox { version, fields, .. } = FullBox::read(content)?;
    let bytes = fields.all()?;
    if version == 0 { bytes.be16(0).map(u32::from) } else { bytes.be32(0) }
}

/// The items that hold EXIF or XMP [14496-12 8.11.6].
fn item_infos<'a>(boxes: &BoxReader<'a>, content: View<'a>, meta: &mut Meta<'a>) {
    let Some(FullBox { version, fields, .. }) = FullBox::read(content) else { return };
    let count = if version == 0 { 2 } else { 4 };
    for entry in boxes.children(fields.part(count, u64::MAX)).filter(|entry| entry.box_type == *b"infe") {
        let Some(bytes) = entry.body.all() else { continue };
        if let Some(id) = tone_map(bytes) {
            meta.tone_maps.push(id);
        }
        let Some(item) = item_info(boxes.cx, bytes) else { continue };
        meta.items.entry(item.0).or_insert(item.1);
    }
}

/// The id of an item that is computed of a picture and of its gain map.
fn tone_map(bytes: Bytes<'_>) -> Option<u32> {
    let (id, kind) = match bytes.u8(0)? {
        2 => (bytes.be16(4)?.into(), bytes.get(8, 4)?),
        3 => (bytes.be32(4)?, bytes.get(10, 4)?),
        _ => return None,
    };
    (kind.as_slice() == b"tmap").then_some(id)
}

fn item_info(cx: &Context<'_>, bytes: Bytes<'_>) -> Option<(u32, BlockKind)> {
    let version = bytes.u8(0)?;
    let id = if version < 3 { u32::from(bytes.be16(4)?) } else { bytes.be32(4)? };
    // An id and a protection index. From version 2 on, the item type follows.
    let rest = bytes.from(if version < 3 { 8 } else { 10 });
    let (kind, rest) =
        if version < 2 { (b"mime".as_slice(), rest) } else { (rest.get(0, 4)?.as_slice(), rest.from(4)) };
    if kind == b"Exif" {
        return Some((id, BlockKind::Exif));
    }
    let mut texts = rest.as_slice().split(|&b| b == 0).skip(1);
    if kind != b"mime" || texts.next() != Some(b"application/rdf+xml") {
        return None;
    }
    if texts.next().is_some_and(|encoding| !encoding.is_empty()) {
        cx.issue(
            IssueCode::Unsupported,
            Stage::Container,
            Some(bytes.absolute(0)),
            || "an XMP item that is encoded",
        );
        return None;
    }
    Some((id, BlockKind::Xmp))
}

/// The references between items [14496-12 8.11.12].
fn references<'a>(boxes: &BoxReader<'a>, content: View<'a>, meta: &mut Meta<'a>) {
    let Some(FullBox { version, fields, .. }) = FullBox::read(content) else { return };
    let id = |bytes: Bytes<'_>, n: usize| {
        if version == 0 { bytes.be16(n * 2).map(u32::from) } else { bytes.be32(n * 4) }
    };
    for entry in boxes.children(fields) {
        if !matches!(&entry.box_type, b"cdsc" | b"auxl" | b"dimg" | b"iloc") {
            continue;
        }
        let Some(bytes) = entry.body.all() else { continue };
        let Some(from) = id(bytes, 0) else { continue };
        // The count stands between the first id and the other ids.
        let others = bytes.from(if version == 0 { 4 } else { 6 });
        let to = (0..others.len()).map_while(|n| id(others, n));
        meta.references.entry((entry.box_type, from)).or_default().extend(to);
    }
}

/// The properties, and which item has which of them [14496-12 8.11.14].
fn properties<'a>(boxes: &BoxReader<'a>, content: View<'a>, meta: &mut Meta<'a>) {
    for part in boxes.children(content) {
        match &part.box_type {
            b"ipco" => {
                let profiles = &mut meta.profiles;
                let found = boxes.children(part.body).map(|entry| {
                    if entry.box_type == *b"colr" {
                        profiles.extend(profile(entry.body));
                    }
                    let bytes = entry.body.part(0, 64).all();
                    bytes.and_then(|bytes| property(entry.box_type, bytes)).unwrap_or(Property::Other)
                });
                meta.properties.extend(found);
            }
            b"ipma" => {
                if let Some(part) = part.full() {
                    associations(part, boxes.cx.limits.parts, meta);
                }
            }
            _ => {}
        }
    }
}

/// The ICC profile in a property that describes colours, of the restricted kind or of any kind [14496-12 12.1.5].
fn profile(body: View<'_>) -> Option<View<'_>> {
    const KINDS: [&[u8; 4]; 2] = [b"prof", b"rICC"];
    let kind = body.peek::<4>(0)?;
    KINDS.contains(&&kind).then(|| body.part(4, u64::MAX))
}

fn property(kind: BoxType, bytes: Bytes<'_>) -> Option<Property> {
    Some(match &kind {
        b"ispe" => Property::Size(bytes.be32(4)?, bytes.be32(8)?),
        b"irot" => Property::Rotation(bytes.u8(0)? & 3),
        b"imir" => Property::Mirror(bytes.u8(0)? & 1),
        b"pixi" => Property::Channels(bytes.u8(4)?),
        b"auxC" => {
            let known = PLANES.iter().find(|(urn, _)| bytes.from(4).starts_with(urn));
            known.map_or(Property::Other, |(_, plane)| Property::Plane(*plane))
        }
        _ => Property::Other,
    })
}

fn associations(part: FullBox<'_>, limit: u32, meta: &mut Meta<'_>) -> Option<()> {
    let (bytes, wide) = (part.fields.all()?, part.flags & 1 == 1);
    let mut at = 4;
    for _ in 0..bytes.be32(0)?.min(limit) {
        let id = if part.version == 0 { u32::from(bytes.be16(at)?) } else { bytes.be32(at)? };
        at += if part.version == 0 { 2 } else { 4 };
        let count = usize::from(bytes.u8(at)?);
        at += 1;
        // The first bit marks an essential property.
        let indices = (0..count).map_while(|n| {
            if wide {
                bytes.be16(at + n * 2).map(|index| index & 0x7fff)
            } else {
                bytes.u8(at + n).map(|index| u16::from(index & 0x7f))
            }
        });
        meta.associations.entry(id).or_default().extend(indices);
        at += count * if wide { 2 } else { 1 };
    }
    Some(())
}

/// The width and height of the picture. If no size is associated with it, use a size that is associated with no item
/// at all.
fn size(meta: &Meta<'_>) -> Option<(u32, u32)> {
    let of_any: BTreeSet<u16> = meta.associations.values().flatten().copied().collect();
    let of_primary: BTreeSet<u16> =
        meta.primary.and_then(|id| meta.associations.get(&id)).into_iter().flatten().copied().collect();
    let (mut own, mut loose) = (None, None);
    for (index, property) in (1..=u16::MAX).zip(&meta.properties) {
        let Property::Size(width, height) = *property else { continue };
        if of_primary.contains(&index) {
            own = Some((width, height));
        } else if !of_any.contains(&index) {
            loose = Some((width, height));
        }
    }
    own.or(loose)
}

/// The orientation of a picture: an optional mirroring left to right, followed by a clockwise rotation.
#[derive(Clone, Copy, Default)]
struct Orientation {
    mirrored: bool,
    right: u8,
}

impl Orientation {
    /// Rotates by quarter turns anti-clockwise [23008-12 6.5.10].
    fn left(self, quarters: u8) -> Self {
        Self { right: (self.right + 4 - quarters) % 4, ..self }
    }

    /// Mirrors [23008-12 6.5.12].
    fn mirrored(self, axis: u8) -> Self {
        let right = if axis == 1 { 4 - self.right } else { 6 - self.right };
        Self { mirrored: !self.mirrored, right: right % 4 }
    }

    /// The orientation code that EXIF uses [EXIF30 4.6.5.1.7].
    fn code(self) -> u8 {
        match (self.mirrored, self.right) {
            (false, 0) => 1,
            (true, 0) => 2,
            (false, 2) => 3,
            (true, 2) => 4,
            (true, 3) => 5,
            (false, 1) => 6,
            (true, _) => 7,
            (false, _) => 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::HEIF as FORMAT;
    use super::*;
    use crate::container::testing::{Sparse, every_flip, every_prefix, read, read_source};
    use crate::format_id::FormatId;
    use crate::isobmff::boxes::tests::iso_box;

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"meta"` is a reference
    fn full(kind: &BoxType, version: u8, flags: u8, body: &[u8]) -> Vec<u8> {
        iso_box(kind, &[&[version, 0, 0, flags], body].concat())
    }

    fn infe(id: u8, rest: &[u8]) -> Vec<u8> {
        full(b"infe", 2, 0, &[&[0, id, 0, 0], rest].concat())
    }

    /// A file with a picture (item 1), EXIF (2) and XMP (3), and with these boxes beside `pitm` and `iinf`.
    fn file(boxes: &[Vec<u8>], rest: &[u8]) -> Vec<u8> {
        let infos =
            [infe(1, b"hvc1\0"), infe(2, b"Exif\0"), infe(3, b"mime\0application/rdf+xml\0")].concat();
        let mut meta = full(b"pitm", 0, 0, &[0, 1]);
        meta.extend(full(b"iinf", 0, 0, &[&[0, 3], &infos[..]].concat()));
        meta.extend(boxes.concat());
        [iso_box(b"ftyp", b"heic\0\0\0\0mif1heic"), full(b"meta", 0, 0, &meta), rest.to_vec()].concat()
    }

    /// Rows for items 2 and 3, whose extents are 32-bit numbers.
    fn iloc(method: u16, exif: &[(u32, u32)], xmp: &[(u32, u32)]) -> Vec<u8> {
        let row = |id: u16, extents: &[(u32, u32)]| {
            let count = u16::try_from(extents.len()).unwrap();
            let mut row = [id, method, 0, count].map(u16::to_be_bytes).concat();
            row.extend(extents.iter().flat_map(|(at, len)| [at.to_be_bytes(), len.to_be_bytes()].concat()));
            row
        };
        full(b"iloc", 1, 0, &[&[0x44, 0, 0, 2][..], &row(2, exif), &row(3, xmp)].concat())
    }

    const DATA: &[u8] = b"\0\0\0\x06Exif\0\0II*\0exif<xmp/>";

    fn in_idat() -> Vec<u8> {
        let table = iloc(1, &[(0, 12), (12, 6)], &[(18, 6)]);
        let sizes = [0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 30];
        let alpha = b"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";
        let properties = [
            iso_box(b"ispe", &sizes),
            iso_box(b"irot", &[3]),
            iso_box(b"auxC", alpha),
            iso_box(b"pixi", &[0, 0, 0, 0, 3, 8, 8, 8]),
        ];
        let of = [0, 0, 0, 2, 0, 1, 3, 0x81, 0x82, 4, 0, 9, 1, 3];
        let iprp =
            iso_box(b"iprp", &[iso_box(b"ipco", &properties.concat()), full(b"ipma", 0, 0, &of)].concat());
        let auxl = iso_box(b"auxl", &[0, 9, 0, 1, 0, 1]);
        let cdsc = iso_box(b"cdsc", &[0, 2, 0, 1, 0, 1]);
        let iref = full(b"iref", 0, 0, &[auxl, cdsc].concat());
        file(&[table, iprp, iref, iso_box(b"idat", DATA)], &[])
    }

    #[test]
    fn items_and_facts() {
        let found = read(&FORMAT, &in_idat()[..]);
        let expected = [(BlockKind::Exif, b"II*\0exif".to_vec()), (BlockKind::Xmp, b"<xmp/>".to_vec())];
        assert_eq!(found.blocks, expected);
        let info = &found.info;
        assert_eq!((info.format, info.width, info.height), (Some(FormatId::Heic), Some(40), Some(30)));
        assert_eq!((info.orientation, info.has_alpha, info.components), (Some(6), Some(true), Some(3)));
        assert!(found.issues.is_empty());
    }

    #[test]
    fn items_of_other_items() {
        // Item 2 consists of the first 8 bytes of item 3, which is in `idat`.
        let mut table = iloc(2, &[(0, 8)], &[(8, 14)]);
        let row = table.len() - 14;
        table[row..row + 2].copy_from_slice(&1u16.to_be_bytes());
        let iref = full(b"iref", 0, 0, &iso_box(b"iloc", &[0, 2, 0, 1, 0, 3]));
        let found = read(&FORMAT, &file(&[table, iref, iso_box(b"idat", b"........\0\0\0\0II*\0")], &[])[..]);
        assert_eq!(found.contents()[..1], [(BlockKind::Exif, &b"II*\0"[..])]);
    }

    #[test]
    fn items_far_apart_cost_kilobytes() {
        let far = 3_000_000_000u32;
        let head = [&file(&[iloc(0, &[(far, 18)], &[(far / 2, 6)])], &[])[..], b"\0\0\0\0mdat"].concat();
        let parts =
            vec![(0, head), (far.into(), DATA[..18].to_vec()), (u64::from(far) / 2, b"<xmp/>".to_vec())];
        let found = read_source(&FORMAT, &Sparse { len: 4_000_000_000, parts });
        assert_eq!(found.blocks.len(), 2);
        assert!(found.bytes_read < 80 * 1024, "{} bytes were read", found.bytes_read);
    }

    #[test]
    fn a_length_of_0_is_up_to_the_end() {
        let empty = file(&[iloc(0, &[(0, 18)], &[(0, 0)])], &[]);
        let at = u32::try_from(empty.len()).unwrap();
        let file = file(&[iloc(0, &[(at, 18)], &[(at + 18, 0)])], DATA);
        assert_eq!(read(&FORMAT, &file[..]).blocks[1].1, b"<xmp/>");
    }

    #[test]
    fn extents_that_overlap_are_paid_for() {
        // 60,000 identical extents of 1 MB each: 60 GB.
        let same = vec![(0, 1_000_000); 60_000];
        let found = read(&FORMAT, &file(&[iloc(0, &same, &[(0, 6)])], &vec![0; 1_000_000])[..]);
        assert_eq!(found.blocks.len(), 1, "the packet alone");
        assert_eq!(found.issues, ["missing"]);
    }

    #[test]
    fn extents_of_no_width_are_counted() {
        // A table whose rows have 65,535 extents, which occupy no bytes.
        let rows: Vec<u8> = (0..10_000u16).flat_map(|_| [0, 2, 0, 0, 0xff, 0xff]).collect();
        let table = full(b"iloc", 0, 0, &[&[0, 0, 0x27, 0x10], &rows[..]].concat());
        let infos = infe(2, b"Exif\0").repeat(2_000);
        let more = full(b"iinf", 0, 0, &[&[0, 3], &infos[..]].concat());
        let started = std::time::Instant::now();
        read(&FORMAT, &file(&[table, more], &[])[..]);
        assert!(started.elapsed().as_secs() < 2);
    }

    #[test]
    fn turns_are_the_codes_of_exif() {
        let turn = Orientation::default();
        let codes = [1, 2, 3].map(|quarters| turn.left(quarters).code());
        assert_eq!(codes, [8, 3, 6]);
        assert_eq!([0, 1].map(|axis| turn.mirrored(axis).code()), [4, 2]);
        assert_eq!([1, 3].map(|quarters| turn.left(quarters).mirrored(1).code()), [7, 5]);
        assert_eq!([1, 3].map(|quarters| turn.left(quarters).mirrored(0).code()), [5, 7]);
    }

    #[test]
    fn damage_of_every_kind() {
        every_prefix(&FORMAT, &in_idat());
        every_flip(&FORMAT, &in_idat());
    }
}
