//! The size of the picture, which is needed for circles and for boxes in pixels.

use crate::normalize::input::Input;
use crate::structure::{Branch, Structure};
use crate::tag::Group;
use std::borrow::Cow;

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sizes {
    /// The size that the MWG's regions apply to.
    pub applied: Option<(f64, f64)>,
    /// The size of the file, or else the one in its tags.
    pub picture: Option<(f64, f64)>,
    /// The size of the file, and the one in its tags.
    known: [Option<(f64, f64)>; 2],
}

/// The proportion of the size that regions apply to, compared with the stored picture's. The scale does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proportion {
    /// One of the sizes is unknown.
    Unknown,
    Same,
    /// The picture was turned by 90 degrees.
    Swapped,
    /// A square, or nearly one, so that a rotation cannot be seen.
    Square,
    /// Another picture, or a part of this one.
    Other,
}

/// Whether a frame to which a camera refers is that of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Same,
    /// The camera itself took a picture of another shape, so that it is not certain what its frame is.
    Unsure,
    /// The picture has since been cropped or turned.
    Changed,
}

impl Sizes {
    pub fn of(input: &Input<'_, '_>) -> Self {
        let applied = input.structure("mwg-rs", "Regions").and_then(Structure::root).and_then(applied);
        let own = input.size.and_then(|(width, height)| size(width.into(), height.into()));
        let told = told(input);
        Self { applied, picture: own.or(told).or(applied), known: [own, told] }
    }

    /// Whether numbers that refer to a frame of this size may be used for the picture.
    pub fn fit(&self, frame: (f64, f64)) -> Fit {
        let has_shape = |size| matches!(proportion(frame, size), Proportion::Same | Proportion::Square);
        let [own, told] = self.known;
        match own.or(told) {
            Some(picture) if !has_shape(picture) => match told {
                Some(told) if !has_shape(told) => Fit::Unsure,
                _ => Fit::Changed,
            },
            _ => Fit::Same,
        }
    }

    /// Compares the size that the MWG's regions apply to with the size of the picture.
    ///
    /// The size of the file is compared first. For a raw picture it may be the preview's; then the size in the tags
    /// is used.
    pub fn applied_proportion(&self) -> Proportion {
        let Some(applied) = self.applied else { return Proportion::Unknown };
        let proportions = || self.known.iter().flatten().map(|stored| proportion(applied, *stored));
        proportions()
            .find(|proportion| *proportion != Proportion::Other)
            .or_else(|| proportions().next())
            .unwrap_or(Proportion::Unknown)
    }
}

fn proportion(applied: (f64, f64), stored: (f64, f64)) -> Proportion {
    let swapped = (stored.1, stored.0);
    let is_same = is_scaled(applied, stored);
    match (is_same, is_scaled(applied, swapped)) {
        (true, true) if applied == stored && applied != swapped => Proportion::Same,
        (true, true) if applied == swapped && applied != stored => Proportion::Swapped,
        (true, true) => Proportion::Square,
        (true, false) => Proportion::Same,
        (false, true) => Proportion::Swapped,
        (false, false) => Proportion::Other,
    }
}

/// Whether two sizes have the same proportion: to within one per cent, since raw pictures have margins, or one pixel,
/// since small sizes are rounded.
fn is_scaled((width, height): (f64, f64), other: (f64, f64)) -> bool {
    let (across, down) = (width * other.1, height * other.0);
    let pixel = (width + height).max(other.0 + other.1);
    (across - down).abs() <= (across.max(down) * 0.01).max(pixel.min(across.min(down) * 0.1))
}

/// Whether a unit of the schemas is the pixel.
pub(crate) fn is_pixel(unit: &str) -> bool {
    unit.eq_ignore_ascii_case("pixel") || unit.eq_ignore_ascii_case("pixels")
}

/// The size in pixels that the MWG's regions apply to; `None` if it is in another unit.
fn applied(root: Branch<'_>) -> Option<(f64, f64)> {
    let dimensions = root.member("AppliedToDimensions")?;
    dimensions.text_of("unit").is_none_or(is_pixel).then_some(())?;
    let side = |name| dimensions.text_of(name)?.parse().ok();
    size(side("w")?, side("h")?)
}

/// The size in the tags. If there is only a sidecar, no other is known.
fn told(input: &Input<'_, '_>) -> Option<(f64, f64)> {
    let xmp = |name: &'static str| Group::Xmp(Cow::Borrowed(name));
    let tags = [
        (Group::Ifd(0), "ImageWidth", "ImageHeight"),
        (Group::ExifIfd, "ExifImageWidth", "ExifImageHeight"),
        (xmp("tiff"), "ImageWidth", "ImageHeight"),
        (xmp("exif"), "ExifImageWidth", "ExifImageHeight"),
    ];
    tags.iter().find_map(|(group, width, height)| {
        let side = |name| input.tag(group, name)?.raw().as_f64();
        size(side(width)?, side(height)?)
    })
}

fn size(width: f64, height: f64) -> Option<(f64, f64)> {
    let is_one = |side: f64| side >= 1.0 && side.is_finite();
    (is_one(width) && is_one(height)).then_some((width, height))
}
