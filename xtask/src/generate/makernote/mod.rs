//! The tables of `src/makernote`: `makers.tsv`, `tables.tsv`, `pictures.tsv`, and `tags.tsv` and `values.tsv` of each maker.

mod builder;
mod columns;
mod ways;
mod write;

use super::codes::Codes;
use super::out::Out;
use super::table::Table;
use builder::{Builder, Kind, ROOM, kind, values};
use std::collections::BTreeSet;

pub fn compile(out: &mut Out, codes: &mut Codes) {
    let tables = Table::read(&format!("{ROOM}/tables.tsv"));
    let kinds: Vec<Kind<'_>> = tables.rows().map(|row| kind(&row)).collect();
    let makers: BTreeSet<&str> = tables.rows().map(|row| row.get("maker")).collect();
    let files: Vec<(&str, Table)> = makers
        .into_iter()
        .filter(|maker| std::path::Path::new(&format!("{ROOM}/{maker}/tags.tsv")).exists())
        .map(|maker| (maker, Table::read(&format!("{ROOM}/{maker}/tags.tsv"))))
        .collect();
    let mut builder = Builder::new(&kinds);
    for (maker, tags) in &files {
        let sets = values(maker, codes);
        builder.lens_keys(maker, codes);
        for row in tags.rows() {
            builder.row(maker, &row, &sets);
        }
    }
    let pictures = Table::read(&format!("{ROOM}/pictures.tsv"));
    pictures.rows().for_each(|row| builder.picture(&row));
    let ways = Table::read(&format!("{ROOM}/makers.tsv"));
    let ways: Vec<String> = ways.rows().map(|row| builder.way(&row)).collect();
    assert!(builder.wrong.is_empty(), "\n{}", builder.wrong.join("\n"));
    builder.write(out, &ways);
}
