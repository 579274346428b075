//! The frame of reference of regions: the picture as it is stored, or as it is shown.
//!
//! The two differ if the orientation [EXIF30 4.6.5.1.7] turns or mirrors the picture. The regions of the MWG refer to the
//! stored picture [MWG 2.0, Image Regions], and so do those of the IPTC; Microsoft's refer to the picture as it is shown.
//! Not all writers follow that. The size that the MWG's regions apply to shows what was meant, and so do boxes with
//! the same name in two schemas.

use super::area::{Area, SAME};
use super::sizes::{Proportion, Sizes};
use std::collections::BTreeMap;

/// The orientation of a picture: the EXIF code, 1 to 8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Orientation {
    pub fn of(code: Option<u8>) -> Self {
        Self(code.unwrap_or(1))
    }

    /// Whether the picture is turned or mirrored when it is shown.
    pub fn is_turn(self) -> bool {
        (2..=8).contains(&self.0)
    }

    /// Whether width and height are swapped when the picture is shown.
    pub fn swaps_sides(self) -> bool {
        (5..=8).contains(&self.0)
    }

    /// Maps a box from the picture as it is shown to the picture as it is stored.
    pub fn back(self, shown: Area) -> Area {
        let ((x, y), (w, h)) = (shown.at, shown.sides.unwrap_or_default());
        // The distances from the right and the lower side of the picture.
        let (right, below) = (1.0 - x - w, 1.0 - y - h);
        let at = match self.0 {
            2 => (right, y),
            3 => (right, below),
            4 => (x, below),
            5 => (y, x),
            6 => (y, right),
            7 => (below, right),
            8 => (below, x),
            _ => (x, y),
        };
        let sides = shown.sides.map(|(w, h)| if self.swaps_sides() { (h, w) } else { (w, h) });
        Area { at, sides }
    }
}

/// The frame that the boxes of a schema refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Stored,
    Shown,
}

impl Frame {
    fn other(self) -> Self {
        match self {
            Self::Stored => Self::Shown,
            Self::Shown => Self::Stored,
        }
    }

    /// The box in the picture as it is stored.
    pub fn stored(self, area: Area, orientation: Orientation) -> Area {
        match self {
            Self::Stored => area,
            Self::Shown => orientation.back(area),
        }
    }

    /// The frame of the MWG's regions, if it can be seen from the size that they apply to.
    pub fn of_applied(sizes: &Sizes, orientation: Orientation) -> Option<Self> {
        match sizes.applied_proportion() {
            Proportion::Same if orientation.swaps_sides() => Some(Self::Stored),
            Proportion::Swapped if orientation.swaps_sides() => Some(Self::Shown),
            _ => None,
        }
    }
}

/// The number of schemas.
const SCHEMAS: usize = 3;

/// The regions of one schema, as far as they are needed to find their frame.
pub(super) struct Side<'r> {
    pub orientation: Orientation,
    /// Its frame according to its standard, or to the file.
    pub frame: Frame,
    /// Whether no other frame is possible.
    pub is_certain: bool,
    /// Names and boxes.
    pub named: Vec<(&'r str, Area)>,
}

/// How much better the boxes of the same names must overlap in another frame than in the schema's own.
const PREFERRED: f64 = 0.1;

/// The frame of each schema: its own, unless boxes with the same name match better in the other one.
pub(super) fn settle(sides: &[Side<'_>; SCHEMAS]) -> [Frame; SCHEMAS] {
    let own = sides.each_ref().map(|side| side.frame);
    if !sides.iter().any(|side| side.orientation.is_turn()) {
        return own;
    }
    let people = people(sides);
    let mut best = (own, agreement(&people, sides, own) + PREFERRED);
    // Each bit is a schema that leaves its own frame. Among equal choices, the one wins in which the first schemas
    // keep theirs.
    for choice in 1..1u8 << SCHEMAS {
        let leaves = |index: usize| choice >> (SCHEMAS - 1 - index) & 1 == 1;
        if sides.iter().enumerate().any(|(index, side)| side.is_certain && leaves(index)) {
            continue;
        }
        let mut frames = own;
        for (_, frame) in frames.iter_mut().enumerate().filter(|(index, _)| leaves(*index)) {
            *frame = frame.other();
        }
        let agreement = agreement(&people, sides, frames);
        if agreement > best.1 {
            best = (frames, agreement);
        }
    }
    best.0
}

/// The box of a name in each schema; `None` if the schema has two of that name.
type Boxes = [Option<Area>; SCHEMAS];

fn people(sides: &[Side<'_>; SCHEMAS]) -> Vec<Boxes> {
    let mut people: BTreeMap<&str, [Vec<Area>; SCHEMAS]> = BTreeMap::new();
    for (index, side) in sides.iter().enumerate() {
        for (name, area) in &side.named {
            let boxes = people.entry(name).or_default();
            boxes.iter_mut().skip(index).take(1).for_each(|boxes| boxes.push(*area));
        }
    }
    let once = |boxes: Vec<Area>| if let [area] = boxes.as_slice() { Some(*area) } else { None };
    people.into_values().map(|boxes| boxes.map(once)).collect()
}

/// How much boxes with the same name overlap, in these frames.
fn agreement(people: &[Boxes], sides: &[Side<'_>; SCHEMAS], frames: [Frame; SCHEMAS]) -> f64 {
    let shared = |one: Option<Area>, other: Option<Area>| {
        let overlap = one.zip(other).and_then(|(one, other)| one.overlap(&other));
        overlap.filter(|overlap| *overlap >= SAME).unwrap_or_default()
    };
    let of_one = |boxes: &Boxes| {
        let mut stored = boxes.iter().zip(sides).zip(frames);
        let mut next =
            || stored.next().and_then(|((area, side), frame)| Some(frame.stored((*area)?, side.orientation)));
        let (first, second, third) = (next(), next(), next());
        shared(first, second) + shared(first, third) + shared(second, third)
    };
    people.iter().map(of_one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shown picture for a stored one, in the words of the standard [EXIF30 4.6.5.1.7].
    fn show(code: u8, (x, y): (f64, f64)) -> (f64, f64) {
        match code {
            2 => (1.0 - x, y),
            3 => (1.0 - x, 1.0 - y),
            4 => (x, 1.0 - y),
            5 => (y, x),
            6 => (1.0 - y, x),
            7 => (1.0 - y, 1.0 - x),
            8 => (y, 1.0 - x),
            _ => (x, y),
        }
    }

    #[test]
    fn every_turn_is_turned_back() {
        let stored = Area::corner((0.125, 0.25), Some((0.25, 0.0625))).unwrap();
        for code in 0..=9 {
            let corners = [(0.125, 0.25), (0.375, 0.3125)].map(|corner| show(code, corner));
            let orientation = Orientation::of(Some(code));
            assert_eq!(orientation.back(Area::around(corners).unwrap()), stored, "{code}");
            let point = Area { at: show(code, (0.125, 0.25)), sides: None };
            assert_eq!(orientation.back(point), Area { at: (0.125, 0.25), sides: None }, "{code}");
        }
    }

    #[test]
    fn names_that_occur_twice_tell_nothing() {
        let area = Area::corner((0.1, 0.1), Some((0.2, 0.2))).unwrap();
        let side = |frame, count| Side {
            orientation: Orientation::of(Some(6)),
            frame,
            is_certain: false,
            named: vec![("ann", area); count],
        };
        let none = || side(Frame::Stored, 0);
        assert_eq!(settle(&[side(Frame::Stored, 1), side(Frame::Shown, 1), none()]), [Frame::Stored; 3]);
        let own = [Frame::Stored, Frame::Shown, Frame::Stored];
        assert_eq!(settle(&[side(Frame::Stored, 2), side(Frame::Shown, 2), none()]), own);
    }
}
