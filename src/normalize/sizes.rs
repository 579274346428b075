//! The size of the picture, which boxes in pixels and circles cannot be told without.

use super::Found;
use crate::structure::{Branch, Structure};
use crate::tag::Group;
use std::borrow::Cow;

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sizes {
    /// What the MWG's regions say that they apply to.
    pub applied: Option<(f64, f64)>,
    /// Those of the file, or else those that its tags tell.
    pub picture: Option<(f64, f64)>,
}

impl Sizes {
    pub fn of(found: &Found<'_, '_>) -> Self {
        let applied = found.structure("mwg-rs", "Regions").and_then(Structure::root).and_then(applied);
        Self { applied, picture: picture(found).or(applied) }
    }
}

/// Whether a unit of the schemas is the pixel.
pub(crate) fn is_pixel(unit: &str) -> bool {
    unit.eq_ignore_ascii_case("pixel") || unit.eq_ignore_ascii_case("pixels")
}

/// The pixels that the MWG's regions apply to; other units tell no pixels.
fn applied(root: Branch<'_>) -> Option<(f64, f64)> {
    let dimensions = root.member("AppliedToDimensions")?;
    dimensions.text_of("unit").is_none_or(is_pixel).then_some(())?;
    let side = |name| dimensions.text_of(name)?.parse().ok();
    size(side("w")?, side("h")?)
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
    let is_one = |side: f64| side >= 1.0 && side.is_finite();
    (is_one(width) && is_one(height)).then_some((width, height))
}
