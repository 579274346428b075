//! `Regions`: the marked regions of the picture, each as one object, from the three schemas that tell them.
//!
//! The schemas agree in nothing but the matter: the MWG's boxes stand by their centres, Microsoft's and the IPTC's by
//! their corners. Here every box has its top left corner and its sides, as shares of the stored picture's width
//! and height. A region without a box that can be told keeps its name and its type.

use super::area::{Area, Refused};
use super::derived::Derived;
use super::{Found, Profile};
use crate::issue::Stage;
use crate::metadata::FieldValue;
use crate::structure::{Branch, Structure};
use crate::tag::{Group, Tag};
use std::borrow::Cow;

/// Regions that are taken from one schema: machines mark some hundred in the picture of a crowd. Each is compared
/// with each of the other schemas.
const MOST: usize = 1_000;

/// How much of two boxes must be shared for them to mark the same.
const SAME: f64 = 0.5;

/// A schema that tells regions.
struct Schema {
    /// The property that holds them, by group and name.
    group: &'static str,
    name: &'static str,
    /// The group as it is shown.
    carrier: &'static str,
    /// What the tags of its regions begin with, and the one that tells most.
    tags: (&'static str, &'static str),
    /// The list within the structure.
    list: Option<&'static str>,
    region: for<'a> fn(Branch<'a>, &Sizes) -> (Region<'a>, Result<Option<Area>, Refused>),
}

/// The schemas; of a region that two tell, the first one's values count.
///
/// The MWG's comes first: it was made to end the doubles, most programs write it, and it alone has the type and the
/// description as text. Microsoft's tells people alone, as the same programs did before. In the IPTC's, shapes
/// become boxes here, so its numbers are the least exact.
const SCHEMAS: [Schema; 3] = [
    Schema {
        group: "mwg-rs",
        name: "Regions",
        carrier: "XMP-mwg-rs",
        tags: ("Region", "RegionName"),
        list: Some("RegionList"),
        region: mwg,
    },
    Schema {
        group: "MP",
        name: "RegionInfo",
        carrier: "XMP-MP",
        tags: ("Region", "RegionPersonDisplayName"),
        list: Some("Regions"),
        region: microsoft,
    },
    Schema {
        group: "iptcExt",
        name: "ImageRegion",
        carrier: "XMP-iptcExt",
        tags: ("ImageRegion", "ImageRegionName"),
        list: None,
        region: iptc,
    },
];

#[derive(Clone, Debug, Default)]
struct Region<'a> {
    name: Option<&'a str>,
    /// The name in small letters, for comparison.
    key: Option<String>,
    kind: Option<&'a str>,
    description: Option<&'a str>,
    area: Option<Area>,
    carriers: Vec<&'static str>,
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, Default)]
struct Sizes {
    /// What the MWG's regions say that they apply to.
    applied: Option<(f64, f64)>,
    /// Those of the file, or else those that its tags tell.
    picture: Option<(f64, f64)>,
}

/// All regions of the picture.
pub(crate) fn regions<'f, 'a>(found: &Found<'f, 'a>) -> Option<Derived<'f, 'a>> {
    if found.options.profile != Profile::Full {
        return None;
    }
    let structures = SCHEMAS.map(|schema| {
        let structure = found.structure(schema.group, schema.name);
        structure.map(|structure| (schema, structure))
    });
    if structures.iter().all(Option::is_none) {
        return None;
    }
    let applied = found.structure("mwg-rs", "Regions").and_then(Structure::root).and_then(applied);
    let sizes = Sizes { applied, picture: picture(found).or(applied) };
    let mut regions = Vec::new();
    let mut from = Vec::new();
    for (schema, structure) in structures.into_iter().flatten() {
        let before = regions.len();
        for region in read(&schema, structure, &sizes, found) {
            add(&mut regions, before, region);
        }
        from.extend(tag(&schema, structure, found));
    }
    let items: Vec<FieldValue> = regions.iter().map(object).collect();
    (!items.is_empty()).then_some(Derived { field: "Regions", value: FieldValue::List(items), from })
}

/// The regions that one schema tells.
fn read<'a>(
    schema: &Schema,
    structure: &Structure<'a>,
    sizes: &Sizes,
    found: &Found<'_, '_>,
) -> Vec<Region<'a>> {
    let mut regions = Vec::new();
    let Some(root) = structure.root() else { return regions };
    let Some(list) = schema.list.map_or(Some(root), |list| root.member(list)) else { return regions };
    let issue = |code, branch: Branch<'_>, detail: &str| {
        let detail = || format!("{}: {detail}", schema.carrier);
        found.cx.issue(code, Stage::Normalize, Some(branch.part.offset), detail);
    };
    for (count, item) in list.items().enumerate() {
        if count == MOST {
            issue("too-many-regions", item, "more regions than are compared");
            break;
        }
        let (mut region, area) = (schema.region)(item, sizes);
        match area {
            Ok(area) => region.area = area,
            Err(refused) => {
                let (code, detail) = refused.issue();
                issue(code, item, detail);
            }
        }
        let says_nothing = region.name.is_none() && region.description.is_none() && region.area.is_none();
        // That a person is there is all that Microsoft's schema could say of it.
        if says_nothing && (region.kind.is_none() || schema.group == "MP") {
            continue;
        }
        region.key = region.name.map(str::to_lowercase);
        region.carriers.push(schema.carrier);
        regions.push(region);
    }
    regions
}

/// MWG regions [MWG 2.0, 5.9]: the box stands by its centre.
fn mwg<'a>(item: Branch<'a>, sizes: &Sizes) -> (Region<'a>, Result<Option<Area>, Refused>) {
    let region = Region {
        name: item.text_of("Name"),
        kind: item.text_of("Type"),
        description: item.text_of("Description"),
        ..Region::default()
    };
    let area = |area: Branch<'_>| {
        let size = sizes.applied.or(sizes.picture);
        let is_pixel = area.text_of("unit").is_some_and(is_pixel);
        let scale = scale(is_pixel, size)?;
        let centre = (needed(area, "x")? / scale.0, needed(area, "y")? / scale.1);
        let sides = match number(area, "d")? {
            // The diameter of a circle is a share of the shorter side.
            Some(diameter) if area.member("w").is_none() => {
                let (width, height) = size.ok_or(Refused::Size)?;
                let pixels = if is_pixel { diameter } else { diameter * width.min(height) };
                Some((pixels / width, pixels / height))
            }
            _ => sides(area, "w", "h", scale)?,
        };
        Area::centred(centre, sides)
    };
    (region, item.member("Area").map(area).transpose())
}

/// Microsoft's people: `x, y, width, height` as shares, by the top left corner.
fn microsoft<'a>(item: Branch<'a>, _: &Sizes) -> (Region<'a>, Result<Option<Area>, Refused>) {
    let region = Region { name: item.text_of("PersonDisplayName"), kind: Some("Face"), ..Region::default() };
    let area = |text: &str| {
        let mut numbers = text.split(',').map(parse);
        let mut next = || numbers.next().unwrap_or(Err(Refused::Number));
        Area::corner((next()?, next()?), Some((next()?, next()?)))
    };
    (region, item.text_of("Rectangle").map(area).transpose())
}

/// IPTC image regions [IPTC Photo Metadata 2025.1, Image Region]: a rectangle by its corner, a circle by its centre,
/// a polygon by its corners. A circle's radius is a share of the picture's width.
fn iptc<'a>(item: Branch<'a>, sizes: &Sizes) -> (Region<'a>, Result<Option<Area>, Refused>) {
    let kind = item.member("rCtype").and_then(|kinds| kinds.items().next());
    let region = Region {
        name: item.text_of("Name").or_else(|| item.text_of("PersonInImage")),
        kind: kind.and_then(|kind| kind.text_of("Name").or_else(|| kind.text_of("Identifier").map(last))),
        description: item.text_of("description"),
        ..Region::default()
    };
    let area = |boundary: Branch<'_>| {
        let is_pixel = boundary.text_of("rbUnit").is_some_and(is_pixel);
        let scale = scale(is_pixel, sizes.picture)?;
        let point = |branch| -> Result<_, Refused> {
            Ok((needed(branch, "rbX")? / scale.0, needed(branch, "rbY")? / scale.1))
        };
        match boundary.text_of("rbShape") {
            Some("polygon") => {
                let vertices = boundary.member("rbVertices").into_iter().flat_map(Branch::items);
                Area::around(vertices.map(point).collect::<Result<Vec<_>, _>>()?)
            }
            Some("circle") => {
                let (width, height) = sizes.picture.ok_or(Refused::Size)?;
                let across = needed(boundary, "rbRx")? * 2.0 / scale.0;
                Area::centred(point(boundary)?, Some((across, across * width / height)))
            }
            _ => Area::corner(point(boundary)?, sides(boundary, "rbW", "rbH", scale)?),
        }
    };
    (region, item.member("RegionBoundary").map(area).transpose())
}

/// The last part of an address: `http://cv.iptc.org/newscodes/imageregiontype/human`.
fn last(identifier: &str) -> &str {
    identifier.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(identifier)
}

fn is_pixel(unit: &str) -> bool {
    unit.eq_ignore_ascii_case("pixel") || unit.eq_ignore_ascii_case("pixels")
}

/// What the numbers are divided by to become shares.
fn scale(is_pixel: bool, size: Option<(f64, f64)>) -> Result<(f64, f64), Refused> {
    if is_pixel { size.ok_or(Refused::Size) } else { Ok((1.0, 1.0)) }
}

/// Both sides, or neither for a point.
fn sides(
    branch: Branch<'_>,
    width: &str,
    height: &str,
    scale: (f64, f64),
) -> Result<Option<(f64, f64)>, Refused> {
    match (number(branch, width)?, number(branch, height)?) {
        (Some(width), Some(height)) => Ok(Some((width / scale.0, height / scale.1))),
        (None, None) => Ok(None),
        _ => Err(Refused::Number),
    }
}

fn needed(branch: Branch<'_>, name: &str) -> Result<f64, Refused> {
    number(branch, name)?.ok_or(Refused::Number)
}

fn number(branch: Branch<'_>, name: &str) -> Result<Option<f64>, Refused> {
    branch.text_of(name).map(parse).transpose()
}

fn parse(text: &str) -> Result<f64, Refused> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite()).ok_or(Refused::Number)
}

/// The pixels that the MWG's regions apply to; other units tell no pixels.
fn applied(root: Branch<'_>) -> Option<(f64, f64)> {
    let dimensions = root.member("AppliedToDimensions")?;
    dimensions.text_of("unit").is_none_or(is_pixel).then_some(())?;
    size(parse(dimensions.text_of("w")?).ok()?, parse(dimensions.text_of("h")?).ok()?)
}

/// The picture's own size, or what its tags tell where it stands for another (a sidecar).
fn picture(found: &Found<'_, '_>) -> Option<(f64, f64)> {
    let xmp = |name: &'static str| Group::Xmp(Cow::Borrowed(name));
    let tags = [
        (Group::Ifd(0), "ImageWidth", "ImageHeight"),
        (Group::ExifIfd, "ExifImageWidth", "ExifImageHeight"),
        (xmp("tiff"), "ImageWidth", "ImageHeight"),
        (xmp("exif"), "ExifImageWidth", "ExifImageHeight"),
    ];
    let own = found.size.and_then(|(width, height)| size(width.into(), height.into()));
    let told = || {
        tags.iter().find_map(|(group, width, height)| {
            let side = |name| found.tag(group, name)?.raw().as_f64();
            size(side(width)?, side(height)?)
        })
    };
    own.or_else(told)
}

fn size(width: f64, height: f64) -> Option<(f64, f64)> {
    (width >= 1.0 && height >= 1.0).then_some((width, height))
}

/// Adds a region, or fills up the one of the `before` first that marks the same.
fn add<'a>(regions: &mut Vec<Region<'a>>, before: usize, region: Region<'a>) {
    let carrier = region.carriers.first().copied();
    // One that has the same name comes before one that only lies there.
    let same = regions
        .iter_mut()
        .take(before)
        .filter(|other| other.carriers.last().copied() != carrier)
        .filter_map(|other| likeness(other, &region).map(|likeness| (likeness, other)))
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((_, other)) = same else { return regions.push(region) };
    other.name = other.name.or(region.name);
    other.key = other.key.take().or(region.key);
    other.kind = other.kind.or(region.kind);
    other.description = other.description.or(region.description);
    other.area = other.area.or(region.area);
    other.carriers.extend(region.carriers);
}

/// Whether two regions have the same name and how much of their boxes they share, where they are the same region.
fn likeness(one: &Region<'_>, other: &Region<'_>) -> Option<(bool, f64)> {
    let is_named = match (&one.key, &other.key) {
        (Some(one), Some(other)) if one != other => return None,
        (Some(_), Some(_)) => true,
        _ => false,
    };
    let overlap = one.area.zip(other.area).and_then(|(one, other)| one.overlap(&other));
    match overlap {
        Some(overlap) => (overlap >= SAME).then_some((is_named, overlap)),
        // A name alone, without a box or with a point for one.
        None => is_named.then_some((true, 0.0)),
    }
}

fn object(region: &Region<'_>) -> FieldValue {
    let text = |text: &str| FieldValue::Text(text.to_owned());
    let texts = [("name", region.name), ("type", region.kind), ("description", region.description)];
    let texts = texts.into_iter().filter_map(|(part, value)| Some((Cow::Borrowed(part), text(value?))));
    let area = region.area.iter().flat_map(Area::parts);
    let numbers = area.map(|(part, number)| (Cow::Borrowed(part), FieldValue::Number(number)));
    let carriers = FieldValue::List(region.carriers.iter().map(|carrier| text(carrier)).collect());
    FieldValue::Object(texts.chain(numbers).chain([(Cow::Borrowed("carriers"), carriers)]).collect())
}

/// The tag that shows the regions of a schema to a person: their names, or else the first that tells of them.
fn tag<'f, 'a>(schema: &Schema, structure: &Structure<'_>, found: &Found<'f, 'a>) -> Option<&'f Tag<'a>> {
    let (begin, best) = schema.tags;
    let group = Group::Xmp(Cow::Borrowed(schema.group));
    let of_structure = |tag: &&Tag<'_>| {
        tag.source.block == structure.source.block && tag.group == group && tag.name.starts_with(begin)
    };
    let tags = || found.tags.iter().filter(of_structure);
    tags().find(|tag| tag.name == best).or_else(|| tags().next())
}
