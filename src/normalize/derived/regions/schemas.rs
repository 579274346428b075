//! The schemas of XMP for regions, and their readers.

use super::area::{Area, Refused};
use super::frames::Frame;
use super::sizes::{Sizes, is_pixel};
use crate::structure::Branch;

/// A schema for regions.
pub(super) struct Schema {
    /// The property that holds them, by group and name.
    pub group: &'static str,
    pub name: &'static str,
    /// The group as shown.
    pub carrier: &'static str,
    /// The prefix of the names of its tags, and the tag to name as the source.
    pub tags: (&'static str, &'static str),
    /// The list within the structure.
    pub list: Option<&'static str>,
    /// The frame of its boxes, and whether some writers use the other frame.
    pub frame: (Frame, bool),
    pub region: for<'a> fn(Branch<'a>, &Sizes) -> ToldRegion<'a>,
}

/// The schemas. If two have the same region, the values of the first one count.
///
/// The MWG's comes first: it was made to replace the others, most programs write it, and only it has the type and the
/// description as text. Microsoft's only has people. The shapes of the IPTC's have to be converted to boxes, so its
/// numbers are the least exact.
pub(super) const SCHEMAS: [Schema; 3] = [
    Schema {
        group: "mwg-rs",
        name: "Regions",
        carrier: "XMP-mwg-rs",
        tags: ("Region", "RegionName"),
        list: Some("RegionList"),
        frame: (Frame::Stored, true),
        region: mwg,
    },
    Schema {
        group: "MP",
        name: "RegionInfo",
        carrier: "XMP-MP",
        tags: ("Region", "RegionPersonDisplayName"),
        list: Some("Regions"),
        frame: (Frame::Shown, true),
        region: microsoft,
    },
    Schema {
        group: "iptcExt",
        name: "ImageRegion",
        carrier: "XMP-iptcExt",
        tags: ("ImageRegion", "ImageRegionName"),
        list: None,
        frame: (Frame::Stored, false),
        region: iptc,
    },
];

/// A region without its box, and the box, which may be rejected.
pub(super) type ToldRegion<'a> = (Region<'a>, Result<Option<Area>, Refused>);

/// A region, and the schemas that have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Region<'a> {
    pub name: Option<&'a str>,
    /// The name in lower case, for comparison.
    pub key: Option<String>,
    pub kind: Option<&'a str>,
    pub description: Option<&'a str>,
    pub area: Option<Area>,
    pub carriers: Vec<&'static str>,
}

/// MWG regions [MWG 2.0, Image Regions]: the box is given by its centre.
fn mwg<'a>(item: Branch<'a>, sizes: &Sizes) -> ToldRegion<'a> {
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

/// Microsoft's people: `x, y, width, height` as shares, from the top left corner.
fn microsoft<'a>(item: Branch<'a>, _: &Sizes) -> ToldRegion<'a> {
    let region = Region { name: item.text_of("PersonDisplayName"), kind: Some("Face"), ..Region::default() };
    let area = |text: &str| {
        let mut numbers = text.split(',').map(parse);
        let mut next = || numbers.next().unwrap_or(Err(Refused::Number));
        Area::corner((next()?, next()?), Some((next()?, next()?)))
    };
    (region, item.text_of("Rectangle").map(area).transpose())
}

/// IPTC image regions [IPTC Photo Metadata 2025.1, Image Region]: a rectangle by its corner, a circle by its centre,
/// a polygon by its corners. The radius of a circle is a share of the picture's width.
fn iptc<'a>(item: Branch<'a>, sizes: &Sizes) -> ToldRegion<'a> {
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

/// The last part of a URI: `http://cv.iptc.org/newscodes/imageregiontype/human`.
fn last(identifier: &str) -> &str {
    identifier.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(identifier)
}

/// The divisors that turn the numbers into shares.
fn scale(is_pixel: bool, size: Option<(f64, f64)>) -> Result<(f64, f64), Refused> {
    if is_pixel { size.ok_or(Refused::Size) } else { Ok((1.0, 1.0)) }
}

/// Both sides, or none for a point.
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
