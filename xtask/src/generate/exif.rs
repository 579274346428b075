//! The tables of `src/exif`: tags and the meanings of their values.

#[path = "../../../src/exif/place.rs"]
mod place;

use super::codes::Codes;
use super::condition;
use super::out::Out;
use super::table::{Row, Table, numbers};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const READ: [&str; 6] = ["BYTE", "ASCII", "SHORT", "UNDEFINED", "SRATIONAL", "IFD"];

/// Numbers are written as in the tables.
const ALLOW: &str = "#[allow(clippy::unreadable_literal)]\n";

pub fn compile(out: &mut Out, codes: &mut Codes) {
    let mut unused = read_values(codes);
    let mut code = String::new();
    let tables = Table::read("src/exif/tables.tsv");
    for table in tables.rows() {
        compile_tags(&table, codes, &mut unused, &mut code);
    }
    if let Some((table, id)) = unused.first() {
        panic!("src/exif/values.tsv: {table} {id} is no tag");
    }
    let names: Vec<_> = tables.rows().map(|table| format!("&{}", table.get("name"))).collect();
    let _ = writeln!(code, "#[cfg(test)]\nstatic TABLES: &[&TagTable] = &[{}];", names.join(", "));
    out.write(
        "src/exif/generated/tags.rs",
        &["tables.tsv", "the tables of tags that it names", "values.tsv"],
        &code,
    );
}

/// Compiles the table of tags that a row of `tables.tsv` names.
fn compile_tags(table: &Row<'_>, codes: &Codes, unused: &mut BTreeSet<(String, u16)>, code: &mut String) {
    let name = table.get("name");
    let tags = Table::read(&format!("src/exif/{}", table.get("tags")));
    let mut rows = BTreeMap::<u16, Vec<(&str, String)>>::new();
    for row in tags.rows() {
        let id = row.number("id");
        unused.remove(&(name.to_owned(), id));
        let same = rows.entry(id).or_default();
        if same.last().is_some_and(|(_, text)| text.contains("condition: None")) {
            row.wrong("a row of this tag that always holds stands before");
        }
        same.push((row.get("name"), tag(&row, id, &codes.reference(name, &id.to_string()))));
    }
    // Keep at least half of the slots free, so that lookups need few probes.
    let mut index = vec![0u16; (rows.len() * 2).next_power_of_two()];
    let mut slots = BTreeMap::new();
    let mut list = String::new();
    let mut count = 0u16;
    for (id, same) in rows {
        let free = place::from(id, index.len()).find(|place| index[*place] == 0);
        index[free.expect("the index has room")] = count + 1;
        for (tag, text) in same {
            let next = slots.len();
            let slot = *slots.entry(tag).or_insert(next);
            let _ = writeln!(list, "    Tag {{ {text}, slot: {slot} }},");
            count += 1;
        }
    }
    let is_tiff = match table.get("numbers") {
        "tiff" => true,
        "" => false,
        _ => table.wrong("tiff or nothing"),
    };
    let _ = writeln!(code, "{ALLOW}static {name}_ROWS: [Tag; {count}] = [\n{list}];");
    let _ = writeln!(code, "static {name}_INDEX: [u16; {}] = {};", index.len(), numbers(&index));
    let _ = writeln!(
        code,
        "pub(super) static {name}: TagTable = TagTable {{ rows: &{name}_ROWS, index: &{name}_INDEX, \
         slots: {}, is_tiff: {is_tiff} }};",
        slots.len()
    );
}

/// The fields of a row's `Tag`.
fn tag(row: &Row<'_>, id: u16, meanings: &str) -> String {
    let name = row.get("name");
    let condition = match row.get("condition") {
        "" => "None".to_owned(),
        text => match condition::parse(text) {
            Some(condition) => format!("Some(&{condition})"),
            None => row.wrong("no condition"),
        },
    };
    let read = match row.get("read") {
        "" => "None".to_owned(),
        read if READ.contains(&read) => format!("Some(FieldType::{read})"),
        _ => row.wrong("unknown type"),
    };
    let print = match row.get("print") {
        "" => "stored",
        print => print,
    };
    let (mut first, mut long, mut sets) = (false, "Length", "None");
    for flag in row.get("flags").split_whitespace() {
        match flag {
            "first" => first = true,
            "head" => long = "Head",
            "whole" => long = "Whole",
            "compression" => sets = "Some(Register::Compression)",
            "subfile" => sets = "Some(Register::Subfile)",
            _ => row.wrong("unknown flag"),
        }
    }
    let picture = Some(row.get("picture")).filter(|picture| !picture.is_empty());
    let opaque = print == "binary";
    format!(
        "id: {id}, condition: {condition}, name: {name:?}, read: {read}, print: convert::{print}, \
         codes: {meanings}, opaque: {opaque}, long: Long::{long}, first: {first}, sets: {sets}, \
         picture: {picture:?}"
    )
}

/// Reads the meanings, and returns the tags that have any.
fn read_values(codes: &mut Codes) -> BTreeSet<(String, u16)> {
    let mut tags = BTreeSet::new();
    for row in Table::read("src/exif/values.tsv").rows() {
        let (table, id) = (row.get("table"), row.number::<u16>("id"));
        let values = codes.set(table, &id.to_string());
        let (key, text) = (row.get("key"), row.get("text").to_owned());
        let old = if let Some(bit) = key.strip_prefix("bit") {
            values.bits.insert(bit.parse().unwrap_or_else(|_| row.wrong("no bit number")), text)
        } else if let Ok(number) = key.parse() {
            values.numbers.insert(number, text)
        } else {
            values.texts.insert(unescaped(key), text)
        };
        if old.is_some() {
            row.wrong("the value is there twice");
        }
        tags.insert((table.to_owned(), id));
    }
    tags
}

/// The key with each `\xNN` replaced by its byte.
fn unescaped(key: &str) -> String {
    let mut parts = key.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).expect("two hexadecimal digits"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
