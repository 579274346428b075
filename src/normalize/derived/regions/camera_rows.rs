//! The rows of `focus_areas.tsv`: which tags of maker notes tell where the camera focused and where it saw faces.

/// A row: some tags of one maker's notes, and what their numbers are.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // independent facts of the row
pub(super) struct Row {
    /// The group of the tags, which is also the name of the carrier.
    pub group: &'static str,
    /// The type of the regions.
    pub kind: &'static str,
    /// The tags with the positions: one, or one for each part in the order. Several of them are numbered.
    pub at: &'static [&'static [&'static str]],
    /// What the numbers of an area are.
    pub order: &'static [Part],
    /// The tags with the sides: one for both, or one for each. None if the order has them, or nothing.
    pub sides: &'static [&'static str],
    /// Whether nothing is told without them.
    pub needs_sides: bool,
    pub frame: Frame,
    /// Whether the numbers are shares of the frame.
    pub is_share: bool,
    /// Whether positions are counted from the centre of the frame.
    pub is_centred: bool,
    /// A word in the names of the cameras that count upwards; empty for none.
    pub up: &'static str,
    /// The tag whose bits say which areas count; empty if all do.
    pub which: &'static str,
    /// Tags, and how their values begin if nothing is told.
    pub unless: &'static [(&'static str, &'static str)],
    /// Whether the centre of the frame means that no place is known.
    pub unless_centre: bool,
}

/// One of the numbers of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The centre.
    X,
    Y,
    Width,
    Height,
    Left,
    Top,
    Right,
    Bottom,
    FrameWidth,
    FrameHeight,
    Other,
}

/// The size to which positions refer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Frame {
    /// One tag with both numbers, or a tag for each.
    Tags(&'static [&'static str]),
    /// The size that EXIF tells.
    Exif,
    Size(f64, f64),
    /// Among the numbers of the area.
    InOrder,
}

include!("../../generated/focus_areas.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_tells_a_place() {
        for row in ROWS {
            let has = |part| row.order.contains(&part);
            assert!(has(Part::X) && has(Part::Y) || has(Part::Left) && has(Part::Top), "{row:?}");
            assert!(row.at.iter().all(|tags| tags.len() == 1 || tags.len() == row.order.len()), "{row:?}");
            assert!(["Focus", "Face"].contains(&row.kind), "{row:?}");
        }
    }
}
