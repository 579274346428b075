//! The table of where cameras focused and saw faces: `src/normalize/focus_areas.tsv`.

use super::out::Out;
use super::table::{Row, Table};
use std::fmt::Write;

const PATH: &str = "src/normalize/focus_areas.tsv";

/// The numbers that `#` stands for.
const NUMBERS: std::ops::RangeInclusive<u8> = 1..=9;

/// The words of the column `order`, and their variants of `Part`.
const PARTS: [(&str, &str); 11] = [
    ("x", "X"),
    ("y", "Y"),
    ("w", "Width"),
    ("h", "Height"),
    ("l", "Left"),
    ("t", "Top"),
    ("r", "Right"),
    ("b", "Bottom"),
    ("W", "FrameWidth"),
    ("H", "FrameHeight"),
    ("_", "Other"),
];

/// The tags of maker notes that the table names, each with its group.
pub fn tags() -> Vec<(String, String)> {
    let table = Table::read(PATH);
    table.rows().flat_map(|row| named(&row)).collect()
}

fn named(row: &Row<'_>) -> Vec<(String, String)> {
    let at = at(row).into_iter().flatten();
    let frame = frame_tags(row).unwrap_or_default();
    let others = sides(row).into_iter().chain(frame).chain(words(row, "which"));
    let unless = unless(row).into_iter().map(|(tag, _)| tag);
    at.chain(others.chain(unless).map(str::to_owned)).map(|tag| (row.get("group").to_owned(), tag)).collect()
}

/// Writes the rows.
pub fn compile(out: &mut Out) {
    let mut code = String::from("pub(super) static ROWS: &[Row] = &[\n");
    for row in Table::read(PATH).rows() {
        let order: Vec<String> =
            words(&row, "order").map(|word| format!("Part::{}", part(&row, word))).collect();
        let word = |column, word| match row.get(column) {
            "" => false,
            cell if cell == word => true,
            _ => row.wrong(column),
        };
        let unless: Vec<_> =
            unless(&row).into_iter().map(|(tag, text)| (tag, text.replace('_', " "))).collect();
        writeln!(
            code,
            "    Row {{\n        group: {:?},\n        kind: {:?},\n        at: &{},\n        order: &[{}],\n        sides: &{:?},\n        \
             needs_sides: {},\n        frame: {},\n        is_share: {},\n        is_centred: {},\n        up: {:?},\n        which: {:?},\n        \
             unless: &{unless:?},\n        unless_centre: {},\n    }},",
            row.get("group"),
            row.get("type"),
            places(&row),
            order.join(", "),
            sides(&row),
            !row.get("sides").ends_with('?'),
            frame(&row),
            word("unit", "share"),
            word("origin", "centre"),
            row.get("up"),
            row.get("which"),
            words(&row, "unless").any(|word| word == "centre"),
        )
        .expect("writing to a string");
    }
    code.push_str("];\n");
    let allow = "#[rustfmt::skip]\n";
    out.write("src/normalize/generated/focus_areas.rs", &["focus_areas.tsv"], &format!("{allow}{code}"));
}

fn words<'t>(row: &Row<'t>, column: &str) -> impl Iterator<Item = &'t str> + use<'t> {
    row.get(column).split(' ').filter(|word| !word.is_empty())
}

/// The tags with positions; several if they are numbered.
fn at(row: &Row<'_>) -> Vec<Vec<String>> {
    let tags: Vec<&str> = words(row, "at").collect();
    if !(1..=2).contains(&tags.len()) {
        row.wrong("at");
    }
    if !row.get("at").contains('#') {
        return vec![tags.into_iter().map(str::to_owned).collect()];
    }
    NUMBERS.map(|number| tags.iter().map(|tag| tag.replace('#', &number.to_string())).collect()).collect()
}

fn places(row: &Row<'_>) -> String {
    let places: Vec<String> = at(row).iter().map(|tags| format!("&{tags:?}")).collect();
    format!("[{}]", places.join(", "))
}

fn sides<'t>(row: &Row<'t>) -> Vec<&'t str> {
    words(row, "sides").map(|tag| tag.trim_end_matches('?')).collect()
}

fn unless<'t>(row: &Row<'t>) -> Vec<(&'t str, &'t str)> {
    words(row, "unless")
        .filter(|word| *word != "centre")
        .map(|word| word.split_once('=').unwrap_or_else(|| row.wrong("unless")))
        .collect()
}

/// The tags with the size of the frame, if it is told by tags of the note.
fn frame_tags<'t>(row: &Row<'t>) -> Option<Vec<&'t str>> {
    let words: Vec<&str> = words(row, "frame").collect();
    let is_tag = |word: &&str| word.starts_with(|first: char| first.is_ascii_alphabetic()) && *word != "EXIF";
    (!words.is_empty() && words.iter().all(is_tag)).then_some(words)
}

fn frame(row: &Row<'_>) -> String {
    if let Some(tags) = frame_tags(row) {
        return format!("Frame::Tags(&{tags:?})");
    }
    let numbers: Vec<u16> = words(row, "frame").filter_map(|word| word.parse().ok()).collect();
    match (row.get("frame"), numbers.as_slice()) {
        ("EXIF", _) => "Frame::Exif".to_owned(),
        ("", _) if row.get("order").contains("W H") => "Frame::InOrder".to_owned(),
        (_, [width, height]) => format!("Frame::Size({width}.0, {height}.0)"),
        _ => row.wrong("frame"),
    }
}

fn part(row: &Row<'_>, word: &str) -> &'static str {
    let part = PARTS.iter().find(|(known, _)| *known == word);
    part.map_or_else(|| row.wrong("order"), |(_, part)| *part)
}
