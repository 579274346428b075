//! Which of several values with one name is shown.
//!
//! Usually the last one is. But `ExifTool` keeps its tags by their names alone and moves a tag aside when another one
//! takes its place, and of the tags of one group it shows the one that was moved first. If the EXIF directory has a tag of
//! this name behind the maker note, all values of the note are moved aside, and the first of them is shown.

use crate::tag::{Group, Tag};

/// The names that the EXIF directory and maker notes share, of tags that follow the note in the directory.
const NAMES: [&str; 24] = [
    "ColorSpace",
    "Contrast",
    "CustomRendered",
    "DigitalZoomRatio",
    "ExifImageHeight",
    "ExifImageWidth",
    "ExposureMode",
    "FileSource",
    "FlashEnergy",
    "FocalLengthIn35mmFormat",
    "GainControl",
    "ImageUniqueID",
    "LensInfo",
    "LensMake",
    "LensModel",
    "LensSerialNumber",
    "OwnerName",
    "Saturation",
    "SceneCaptureType",
    "SensingMethod",
    "SerialNumber",
    "Sharpness",
    "SubjectDistanceRange",
    "WhiteBalance",
];

/// The names for which the EXIF directory has a tag.
#[derive(Clone, Copy, Default)]
pub(crate) struct Rivals {
    /// A bit for each name.
    present: u32,
    /// The names of which a value was moved aside already.
    settled: u32,
}

impl Rivals {
    /// The names of tags that were found before the note is read.
    pub fn of(tags: &[Tag<'_>]) -> Self {
        let names = tags.iter().filter(|tag| tag.group == Group::ExifIfd).filter_map(|tag| bit(&tag.name));
        Self { present: names.fold(0, |all, bit| all | bit), settled: 0 }
    }

    /// Whether a further value is shown in place of an earlier one with the same name.
    pub fn replaces(&mut self, name: &str, is_low: bool) -> bool {
        let Some(bit) = bit(name).filter(|bit| self.present & bit != 0) else { return !is_low };
        let is_settled = self.settled & bit != 0;
        self.settled |= bit;
        // A value that stands back is itself the first to be moved aside.
        is_low && !is_settled
    }
}

/// The bit of a name.
fn bit(name: &str) -> Option<u32> {
    let at = NAMES.binary_search(&name).ok()?;
    1u32.checked_shl(u32::try_from(at).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_counts_unless_exif_has_one() {
        assert!(NAMES.is_sorted());
        let mut rivals = Rivals { present: bit("Contrast").unwrap(), settled: 0 };
        assert!(rivals.replaces("Sharpness", false));
        assert!(!rivals.replaces("Sharpness", true));
        assert!(!rivals.replaces("Contrast", false));
        assert!(!rivals.replaces("Contrast", true));
    }
}
