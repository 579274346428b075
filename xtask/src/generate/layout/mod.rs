//! The tables of tags: `tables.tsv` of each room, with `tags.tsv` and `values.tsv` in the folders that it names; and
//! `makers.tsv` and `pictures.tsv` of `src/makernote`.

mod builder;
mod columns;
mod segments;
mod ways;
mod write;

use super::codes::Codes;
use super::out::Out;
use super::rooms::{MAKERNOTE, ROOMS};
use super::table::Table;
pub use builder::values;
use builder::{Builder, Kind, kind};
use std::collections::BTreeSet;

pub fn compile(out: &mut Out, codes: &mut Codes) {
    let tables = ROOMS.map(|room| (room, Table::read(&format!("{room}/tables.tsv"))));
    let kinds: Vec<Kind<'_>> =
        tables.iter().flat_map(|(room, rows)| rows.rows().map(|row| kind(room, &row))).collect();
    let folders: BTreeSet<String> = tables
        .iter()
        .flat_map(|(room, rows)| rows.rows().map(|row| folder(room, row.get("folder"))))
        .collect();
    let files: Vec<(&str, Table)> = folders
        .iter()
        .filter(|folder| std::path::Path::new(&format!("{folder}/tags.tsv")).exists())
        .map(|folder| (folder.as_str(), Table::read(&format!("{folder}/tags.tsv"))))
        .collect();
    let mut builder = Builder::new(&kinds);
    for (folder, tags) in &files {
        let sets = values(folder, codes);
        builder.lens_keys(folder, codes);
        for row in tags.rows() {
            builder.row(folder, &row, &sets);
        }
    }
    let pictures = Table::read(&format!("{MAKERNOTE}/pictures.tsv"));
    pictures.rows().for_each(|row| builder.picture(&row));
    let ways = Table::read(&format!("{MAKERNOTE}/makers.tsv"));
    let ways: Vec<String> = ways.rows().map(|row| builder.way(&row)).collect();
    let segments = Table::read("src/segments/segments.tsv");
    let segments: Vec<String> = segments.rows().filter_map(|row| builder.segment(&row)).collect();
    segments::write(out, &segments);
    assert!(builder.wrong.is_empty(), "\n{}", builder.wrong.join("\n"));
    builder.write(out, &ways);
}

/// The folder with the rows of a table. A room with few of them has no folders.
fn folder(room: &str, folder: &str) -> String {
    if folder.is_empty() { room.to_owned() } else { format!("{room}/{folder}") }
}
