//! The box of a region: its top left corner and its sides, each a share of the stored picture's width or height.

use crate::issue_code::IssueCode;

/// The decimals that are shown: a millionth of a side is less than a pixel of any picture.
const MILLION: f64 = 1e6;

/// The least overlap of two boxes that mark the same thing.
pub(super) const SAME: f64 = 0.5;

/// A box, or a point if it has no sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    /// The corner, from the left and from the top.
    pub at: (f64, f64),
    /// Width and height.
    pub sides: Option<(f64, f64)>,
}

/// The reason why there is no box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A part is missing, or is not a finite number.
    Number,
    /// The box is in pixels or a circle, but the size of the picture is not known.
    Size,
    /// It lies outside the picture.
    Outside,
}

impl Refused {
    /// The code and the text of the issue.
    pub fn issue(self) -> (IssueCode, &'static str) {
        match self {
            Self::Number => (IssueCode::NotANumber, "a region's box has a part that is missing or no number"),
            Self::Size => {
                (IssueCode::UnknownSize, "a region's box cannot be told without the size of the picture")
            }
            Self::Outside => (IssueCode::OutOfRange, "a region's box lies outside the picture"),
        }
    }
}

impl Area {
    /// A box by its top left corner.
    ///
    /// A box that is partly outside the picture is kept unchanged, since a face may be cut off. One that extends
    /// beyond it by more than the picture's own side cannot be meant in these units.
    pub fn corner(at: (f64, f64), sides: Option<(f64, f64)>) -> Result<Self, Refused> {
        let (width, height) = sides.unwrap_or_default();
        if [at.0, at.1, width, height].iter().any(|number| !number.is_finite()) {
            return Err(Refused::Number);
        }
        let is_outside = |start: f64, side: f64| {
            let end = start + side;
            let misses = if side > 0.0 { start >= 1.0 || end <= 0.0 } else { !(0.0..=1.0).contains(&start) };
            side < 0.0 || misses || start < -1.0 || end > 2.0
        };
        if is_outside(at.0, width) || is_outside(at.1, height) {
            return Err(Refused::Outside);
        }
        // A box without an area marks a point.
        Ok(Self { at, sides: sides.filter(|sides| *sides != (0.0, 0.0)) })
    }

    /// A box by its centre.
    pub fn centred(centre: (f64, f64), sides: Option<(f64, f64)>) -> Result<Self, Refused> {
        let (width, height) = sides.unwrap_or_default();
        Self::corner((centre.0 - width / 2.0, centre.1 - height / 2.0), sides)
    }

    /// The part of the box that lies within the picture.
    pub fn clipped(self) -> Self {
        let within = |(x, y): (f64, f64)| (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0));
        let at = within(self.at);
        let sides = self.sides.map(|(width, height)| {
            let end = within((self.at.0 + width, self.at.1 + height));
            (end.0 - at.0, end.1 - at.1)
        });
        Self { at, sides }
    }

    /// The smallest box around these points.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Result<Self, Refused> {
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (x, y) in points {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        Self::corner(low, Some((high.0 - low.0, high.1 - low.1)))
    }

    /// The intersection of two boxes, as a share of their union: 1 if they are the same. `None` if one is a point.
    pub fn overlap(&self, other: &Self) -> Option<f64> {
        let (mine, its) = (self.sides?, other.sides?);
        let shared =
            |a: f64, width: f64, b: f64, other: f64| ((a + width).min(b + other) - a.max(b)).max(0.0);
        let both =
            shared(self.at.0, mine.0, other.at.0, its.0) * shared(self.at.1, mine.1, other.at.1, its.1);
        let all = mine.0 * mine.1 + its.0 * its.1 - both;
        Some(if all > 0.0 { both / all } else { 0.0 })
    }

    /// The parts to show: `x`, `y`, `w`, `h`, without the sides for a point.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let (x, y) = self.at;
        let sides = self.sides.map(|(w, h)| [("w", w), ("h", h)]);
        // Adding 0 turns -0 into 0.
        let rounded =
            |(name, number): (&'static str, f64)| (name, (number * MILLION).round() / MILLION + 0.0);
        [("x", x), ("y", y)].into_iter().chain(sides.into_iter().flatten()).map(rounded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(area: Result<Area, Refused>) -> Vec<f64> {
        area.unwrap().parts().map(|(_, number)| number).collect()
    }

    #[test]
    fn a_centre_becomes_a_corner() {
        assert_eq!(numbers(Area::centred((0.5, 0.4), Some((0.2, 0.1)))), [0.4, 0.35, 0.2, 0.1]);
        assert_eq!(numbers(Area::centred((0.5, 0.4), None)), [0.5, 0.4]);
        assert_eq!(numbers(Area::around([(0.3, 0.9), (0.1, 0.2), (0.2, 0.5)])), [0.1, 0.2, 0.2, 0.7]);
    }

    #[test]
    fn six_decimals_are_shown() {
        let third = Area::corner((1.0 / 3.0, -0.000_000_1), Some((2.0 / 3.0, 0.5)));
        assert_eq!(numbers(third), [0.333_333, 0.0, 0.666_667, 0.5]);
        assert!(numbers(third)[1].is_sign_positive());
    }

    #[test]
    fn what_lies_outside_is_no_box_and_what_is_cut_off_is_one() {
        let corner = |x, w| Area::corner((x, 0.0), Some((w, 1.0)));
        assert!(corner(-0.1, 0.3).is_ok() && corner(0.9, 0.3).is_ok());
        for (x, w) in [(1.0, 0.1), (-0.1, 0.1), (0.5, -0.1), (-4.0, 8.0), (0.5, 300.0), (1e300, 1e300)] {
            assert_eq!(corner(x, w), Err(Refused::Outside), "{x} {w}");
        }
        for (x, w) in [(f64::NAN, 0.1), (0.1, f64::INFINITY), (f64::NEG_INFINITY, 0.1)] {
            assert_eq!(corner(x, w), Err(Refused::Number), "{x} {w}");
        }
        assert_eq!(Area::around([]), Err(Refused::Number));
        assert_eq!(Area::corner((1.1, 0.0), None), Err(Refused::Outside));
    }

    #[test]
    fn a_box_is_clipped_at_the_sides_of_the_picture() {
        let cut_off = Area::corner((-0.25, 0.5), Some((0.5, 0.75))).unwrap().clipped();
        assert_eq!(cut_off, Area { at: (0.0, 0.5), sides: Some((0.25, 0.5)) });
        let point = Area { at: (1.0, 0.5), sides: None };
        assert_eq!(point.clipped(), point);
    }

    #[test]
    fn overlap_is_a_part_of_the_union() {
        let one = Area::corner((0.0, 0.0), Some((0.5, 0.5))).unwrap();
        let half = Area::corner((0.25, 0.0), Some((0.25, 0.5))).unwrap();
        let point = Area::corner((0.1, 0.1), None).unwrap();
        assert_eq!(one.overlap(&one), Some(1.0));
        assert_eq!(one.overlap(&half), Some(0.5));
        assert_eq!(one.overlap(&point), None);
        let flat = Area::corner((0.1, 0.1), Some((0.5, 0.0))).unwrap();
        assert_eq!(flat.overlap(&flat), Some(0.0));
    }
}
