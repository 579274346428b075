//! The points of autofocus, by their names.

use super::super::moment::Moment;
use crate::formula::Item;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// The names of the 56 points of Canon's first professional cameras; a row of points that can only be selected together
/// has no letter.
#[rustfmt::skip]
const POINTS_1D: [&str; 56] = [
    " 1", " 2", "A1", "A2", "A3", "A4", "A5", "A6", "A7", " 1", " 2",
    "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10",
    "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11",
    "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", " 1", " 2",
    "E1", "E2", "E3", "E4", "E5", "E6", "E7", " 1", " 2", " 3", " 4", " 5",
];

/// The codes of these points, row by row.
#[rustfmt::skip]
const CODES_1D: [(char, &[u8]); 5] = [
    ('A', &[0x04, 0x06, 0x08, 0x0a, 0x0c, 0x0e, 0x10]),
    ('B', &[0x21, 0x23, 0x25, 0x27, 0x29, 0x2b, 0x2d, 0x2f, 0x31, 0x33]),
    ('C', &[0x40, 0x42, 0x44, 0x46, 0x48, 0x4a, 0x4c, 0x4d, 0x50, 0x52, 0x54]),
    ('D', &[0x61, 0x63, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x71, 0x73]),
    ('E', &[0x84, 0x86, 0x88, 0x8a, 0x8c, 0x8e, 0x90]),
];

/// `canon_af_points_1d(x)`: the focusing point, and all points in focus.
pub(crate) fn canon_af_points_1d<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let Some([code, points @ ..]) = values.first().map(|value| value.bytes(arena)) else {
        return Item::Text("Unknown");
    };
    if points.len() != 7 {
        return Item::Text("Unknown");
    }
    let mut out = ArenaString::new_in(arena);
    let place = CODES_1D.iter().find_map(|(row, codes)| {
        codes.iter().position(|known| known == code).map(|place| (*row, place.saturating_add(1)))
    });
    // Writing to a string cannot fail.
    let _ = match (place, code) {
        (Some((row, place)), _) => write!(out, "{row}{place} ("),
        (None, 0) => write!(out, " 5 ("),
        (None, 0xff) => write!(out, "Auto ("),
        (None, code) => write!(out, "Unknown ({code:#04x}) ("),
    };
    let mut comma = "";
    for (bit, name) in POINTS_1D.iter().enumerate() {
        if points.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1) {
            let _ = write!(out, "{comma}{name}");
            comma = ",";
        }
    }
    out.push(')');
    Item::Text(out.into_bump_str())
}

/// The names of Nikon's focus points by the number of points that a camera has, in the order of their bits; `-` has no
/// name.
#[rustfmt::skip]
const NIKON: [(i64, &str); 6] = [
    (51, "C6 B6 A5 D6 E5 C7 B7 A6 D7 E6 C5 B5 A4 D5 E4 C8 B8 A7 D8 E7 C9 B9 A8 D9 E8 C10 B10 A9 D10 E9 C11 B11 \
     D11 C4 B4 A3 D4 E3 C3 B3 A2 D3 E2 C2 B2 A1 D2 E1 C1 B1 D1 - - - - -"),
    (39, "C6 B6 A2 D6 E2 C7 B7 A3 D7 E3 C5 B5 A1 D5 E1 C8 B8 D8 C9 B9 D9 C10 B10 D10 C11 B11 D11 C4 B4 D4 C3 \
     B3 D3 C2 B2 D2 C1 B1 D1 -"),
    (153, "E9 D9 C9 B9 A9 F9 G9 H9 I9 E10 D10 C10 B10 A10 F10 G10 H10 I10 E11 D11 C11 B11 A11 F11 G11 H11 I11 \
     E8 D8 C8 B8 A8 F8 G8 H8 I8 E7 D7 C7 B7 A7 F7 G7 H7 I7 E12 D12 C12 B12 A12 F12 G12 H12 I12 E13 D13 \
     C13 B13 A13 F13 G13 H13 I13 E14 D14 C14 B14 A14 F14 G14 H14 I14 E15 D15 C15 B15 A15 F15 G15 H15 I15 \
     E16 D16 C16 B16 A16 F16 G16 H16 I16 E17 D17 C17 B17 A17 F17 G17 H17 I17 E6 D6 C6 B6 A6 F6 G6 H6 I6 \
     E5 D5 C5 B5 A5 F5 G5 H5 I5 E4 D4 C4 B4 A4 F4 G4 H4 I4 E3 D3 C3 B3 A3 F3 G3 H3 I3 E2 D2 C2 B2 A2 F2 \
     G2 H2 I2 E1 D1 C1 B1 A1 F1 G1 H1 I1 - - - - - - -"),
    (135, "E8 D8 C8 B8 A8 F8 G8 H8 I8 E9 D9 C9 B9 A9 F9 G9 H9 I9 E7 D7 C7 B7 A7 F7 G7 H7 I7 E10 D10 C10 B10 A10 \
     F10 G10 H10 I10 E11 D11 C11 B11 A11 F11 G11 H11 I11 E12 D12 C12 B12 A12 F12 G12 H12 I12 E13 D13 C13 \
     B13 A13 F13 G13 H13 I13 E14 D14 C14 B14 A14 F14 G14 H14 I14 E15 D15 C15 B15 A15 F15 G15 H15 I15 E6 \
     D6 C6 B6 A6 F6 G6 H6 I6 E5 D5 C5 B5 A5 F5 G5 H5 I5 E4 D4 C4 B4 A4 F4 G4 H4 I4 E3 D3 C3 B3 A3 F3 G3 \
     H3 I3 E2 D2 C2 B2 A2 F2 G2 H2 I2 E1 D1 C1 B1 A1 F1 G1 H1 I1 -"),
    (81, "E5 D5 C5 B5 A5 F5 G5 H5 I5 E6 D6 C6 B6 A6 F6 G6 H6 I6 E4 D4 C4 B4 A4 F4 G4 H4 I4 E7 D7 C7 B7 A7 F7 \
     G7 H7 I7 E3 D3 C3 B3 A3 F3 G3 H3 I3 E8 D8 C8 B8 A8 F8 G8 H8 I8 E2 D2 C2 B2 A2 F2 G2 H2 I2 E9 D9 C9 \
     B9 A9 F9 G9 H9 I9 E1 D1 C1 B1 A1 F1 G1 H1 I1 - - - - - - -"),
    (105, "D8 C8 B8 A8 E8 F8 G8 D9 C9 B9 A9 E9 F9 G9 D10 C10 B10 A10 E10 F10 G10 D7 C7 B7 A7 E7 F7 G7 D6 C6 B6 \
     A6 E6 F6 G6 D11 C11 B11 A11 E11 F11 G11 D12 C12 B12 A12 E12 F12 G12 D13 C13 B13 A13 E13 F13 G13 D14 \
     C14 B14 A14 E14 F14 G14 D15 C15 B15 A15 E15 F15 G15 D5 C5 B5 A5 E5 F5 G5 D4 C4 B4 A4 E4 F4 G4 D3 C3 \
     B3 A3 E3 F3 G3 D2 C2 B2 A2 E2 F2 G2 D1 C1 B1 A1 E1 F1 G1 - - - - - - -"),
];

/// `nikon_af_points(bytes, points)`: the names of the set bits, row by row.
pub(crate) fn nikon_af_points<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [value, points] = values else { return Item::None };
    let points = points.int();
    let Some((_, names)) = NIKON.iter().find(|(known, _)| *known == points) else { return Item::None };
    let names: Vec<&str> = names.split(' ').collect();
    let name = |bit: usize| names.get(bit).filter(|name| **name != "-").map(|name| (*name).to_owned());
    sorted(moment, value.bytes(moment.state.cx.arena), name)
}

/// `nikon_af_grid(bytes, columns)`: the same for points that are numbered column by column.
pub(crate) fn nikon_af_grid<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    /// The rows of grids, by their columns.
    const ROWS: [(usize, usize); 2] = [(27, 15), (23, 13)];
    let [value, columns] = values else { return Item::None };
    let Some(columns) = columns.size().filter(|columns| *columns > 0) else { return Item::None };
    let rows = ROWS.iter().find(|(known, _)| *known == columns).map_or(usize::MAX, |(_, rows)| *rows);
    sorted(moment, value.bytes(moment.state.cx.arena), |bit| {
        (bit / columns < rows).then(|| cell(bit, columns))
    })
}

/// `nikon_af_cell(x, columns)`: one such point.
pub(crate) fn nikon_af_cell<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [value, columns] = values else { return Item::None };
    match (value.size(), columns.size().filter(|columns| *columns > 0)) {
        (Some(value), Some(columns)) => Item::Text(moment.state.cx.text(&cell(value, columns))),
        _ => Item::None,
    }
}

/// The name of a point in a grid: a letter for the row, and the column.
fn cell(bit: usize, columns: usize) -> String {
    let (row, column) = (bit / columns.max(1), bit % columns.max(1));
    let letter = u8::try_from(row).ok().and_then(|row| b'A'.checked_add(row)).map_or('?', char::from);
    format!("{letter}{}", column.saturating_add(1))
}

/// The names of the set bits, sorted by their letters and then by their numbers.
fn sorted<'a>(moment: &Moment<'_, '_, 'a>, bytes: &[u8], name: impl Fn(usize) -> Option<String>) -> Item<'a> {
    let is_set = |bit: &usize| bytes.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1);
    let mut names: Vec<String> = (0..bytes.len().saturating_mul(8)).filter(is_set).filter_map(name).collect();
    if names.is_empty() {
        return Item::Text("(none)");
    }
    let key = |name: &String| {
        let (letter, number) = name.split_at_checked(1).unwrap_or((name, ""));
        (letter.to_owned(), number.parse::<u32>().unwrap_or_default())
    };
    names.sort_by_key(key);
    Item::Text(moment.state.cx.text(&names.join(",")))
}

/// `olympus_af_areas(x)`: the corners of areas; three of them have names.
pub(crate) fn olympus_af_areas<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    for area in
        moment.numbers(*value).filter_map(|number| u32::try_from(number).ok()).filter(|area| *area != 0)
    {
        let comma = if out.is_empty() { "" } else { ", " };
        let name = match area {
            0x3679_4285 => "Left ",
            0x7979_8585 => "Center ",
            0xbd79_c985 => "Right ",
            _ => "",
        };
        let [left, top, right, bottom] = area.to_be_bytes();
        // Writing to a string cannot fail.
        let _ = write!(out, "{comma}{name}({left},{top})-({right},{bottom})");
    }
    if out.is_empty() { Item::Text("none") } else { Item::Text(out.into_bump_str()) }
}

/// `pentax_af_points(x, n, mask)`: the numbers of the points whose two bits have some of the mask.
pub(crate) fn pentax_af_points<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    /// Both bits have to be set.
    const BOTH: i64 = 0x13;
    let [value, count, mask] = values else { return Item::None };
    let bytes: Vec<i64> = moment.numbers(*value).collect();
    if bytes.is_empty() {
        return Item::Text("(none)");
    }
    let mask = mask.int();
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    for point in 0..count.size().unwrap_or_default().min(bytes.len().saturating_mul(4)) {
        let Some(byte) = bytes.get(point / 4) else { break };
        let bits = byte >> (6 - point % 4 * 2) & 3;
        let is_set = if mask == BOTH { bits == 3 } else { bits & mask != 0 };
        if is_set {
            let comma = if out.is_empty() { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(out, "{comma}{}", point.saturating_add(1));
        }
    }
    Item::Text(out.into_bump_str())
}

/// The names of Pentax's 101 points.
#[rustfmt::skip]
const PENTAX_101: &str = "C1 E1 G1 I1 K1 C3 E3 G3 I3 K3 C5 E5 G5 I5 K5 C7 E7 G7 I7 K7 C9 E9 G9 I9 K9 A5 M5 B3 L3 B5 L5 B7 L7 B1 L1 B9 L9 A3 M3 A7 M7 D1 F1 H1 J1 D3 F3 H3 J3 D5 F5 H5 J5 D7 F7 H7 J7 D9 F9 H9 J9 C2 E2 G2 I2 K2 C4 E4 G4 I4 K4 C6 E6 G6 I6 K6 C8 E8 G8 I8 K8 B2 L2 B4 L4 B6 L6 B8 L8 A1 M1 A2 M2 A4 M4 A6 M6 A8 M8 A9 M9";

/// `pentax_af_k3iii(x)`: the names of the points with a number, in the order of their letters.
pub(crate) fn pentax_af_k3iii<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let numbers = moment.numbers(*value).zip(PENTAX_101.split(' '));
    let mut names: Vec<&str> = numbers.filter(|(number, _)| *number != 0).map(|(_, name)| name).collect();
    if names.is_empty() {
        return Item::Text("(none)");
    }
    names.sort_unstable();
    Item::Text(moment.state.cx.text(&names.join(",")))
}

/// `pentax_af_areas(x)`: of groups of seven numbers, the place and what is said of it, on a line each.
pub(crate) fn pentax_af_areas<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    const GROUP: usize = 7;
    let Some(value) = values.first() else { return Item::None };
    let numbers: Vec<i64> = moment.numbers(*value).collect();
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    for area in numbers.chunks_exact(GROUP) {
        let [_, _, x, y, _, _, bits] = *area else { continue };
        let words = [(bits & 16 != 0, "central"), (bits & 8 == 0, "peripheral"), (bits & 4 != 0, "in-focus")];
        let words: Vec<&str> = words.iter().filter(|(is_said, _)| *is_said).map(|(_, word)| *word).collect();
        let end = if out.is_empty() { "" } else { "\n" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{end}{x},{y}");
        if !words.is_empty() {
            let _ = write!(out, "({})", words.join(","));
        }
    }
    if out.is_empty() { Item::Text("(none)") } else { Item::Text(out.into_bump_str()) }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{canon, tags, value};

    #[test]
    fn points_of_the_1d_have_rows_and_columns() {
        let points = |bytes: &[u8]| {
            value(&tags(&canon("Canon EOS-1D", 0x0094, bytes)), "Canon:AFPointsInFocus1D").to_owned()
        };
        assert_eq!(points(&[4, 7, 0, 0, 0, 0, 0, 0]), "A1 ( 1, 2,A1)");
        assert_eq!(points(&[0x21, 0, 0, 0, 0, 0, 0, 0]), "B1 ()");
        assert_eq!(points(&[0xff, 0, 0, 0, 0, 0, 0, 0]), "Auto ()");
        assert_eq!(points(&[0x1f, 0, 0, 0, 0, 0, 0, 0]), "Unknown (0x1f) ()");
        assert_eq!(points(&[4, 7, 0, 0, 0, 0]), "Unknown");
    }
}
