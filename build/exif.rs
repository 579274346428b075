//! The tables of `src/exif`: tags and the meanings of their values.

#[path = "../src/exif/place.rs"]
mod place;

use crate::codes::Codes;
use crate::table::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The variants of a tag, in the order of `tags::Variant`.
const VARIANTS: [&str; 6] = ["", "thumbnail", "preview", "raw", "other", "jxl"];

const READ: [&str; 6] = ["BYTE", "ASCII", "SHORT", "UNDEFINED", "SRATIONAL", "IFD"];

/// Numbers of tables are written as the tables have them.
const ALLOW: &str = "#[allow(clippy::unreadable_literal)]\n";

pub fn compile(out: &Path, codes: &mut Codes) {
    let values = read_values(codes);
    let mut code = String::new();

    let table = Table::read("src/exif/tags.tsv");
    let mut used = Vec::new();
    for family in ["EXIF", "GPS", "PANASONIC"] {
        let mut tags = BTreeMap::new();
        for row in table.rows().filter(|row| row.get("table") == family) {
            let id: u16 = row.number("id");
            let variant = row.get("variant");
            let variant = VARIANTS.iter().position(|name| *name == variant);
            let variant = variant.unwrap_or_else(|| row.wrong("unknown variant"));
            let meanings = codes.reference(family, &id.to_string());
            used.push((family.to_owned(), id));
            if tags.insert((id, variant), tag(&row, id, variant, &meanings)).is_some() {
                row.wrong("the tag is there twice");
            }
        }
        let _ = writeln!(code, "{ALLOW}pub(super) static {family}: [Tag; {}] = [", tags.len());
        let mut slots = BTreeMap::new();
        for (name, text) in tags.values() {
            let count = slots.len();
            let slot = *slots.entry(name.clone()).or_insert(count);
            let _ = writeln!(code, "    Tag {{ {text}, slot: {slot} }},");
        }
        let _ = writeln!(code, "];\npub(super) const {family}_SLOTS: usize = {};", slots.len());
        let mut index = [0u16; place::SIZE];
        for (row, (id, _)) in (1u16..).zip(tags.keys()).filter(|(_, (_, variant))| *variant == 0) {
            let free = place::from(*id).find(|place| index[*place] == 0);
            index[free.expect("the index has room")] = row;
        }
        let _ = writeln!(code, "static {family}_INDEX: [u16; place::SIZE] = {index:?};");
    }
    if let Some((table, id)) = values.iter().find(|key| !used.contains(key)) {
        panic!("src/exif/values.tsv: {table} {id} is no tag");
    }
    fs::write(out.join("exif_tags.rs"), code).expect("OUT_DIR can be written");
    let mut code = String::new();
    let _ = writeln!(code, "pub(super) static NOTES: &[Note] = &[");
    for row in Table::read("src/exif/notes.tsv").rows() {
        let _ = writeln!(code, "    {},", note(&row));
    }
    let _ = writeln!(code, "];");
    fs::write(out.join("exif_notes.rs"), code).expect("OUT_DIR can be written");
}

/// A row's name and the fields of its `Tag`.
fn tag(row: &Row<'_>, id: u16, variant: usize, meanings: &str) -> (String, String) {
    let name = row.get("name");
    let read = match row.get("read") {
        "" => "None".to_owned(),
        read if READ.contains(&read) => format!("Some(FieldType::{read})"),
        _ => row.wrong("unknown type"),
    };
    let print = match row.get("print") {
        "" => "stored",
        print => print,
    };
    let (mut first, mut long) = (false, "Length");
    for flag in row.get("flags").split_whitespace() {
        match flag {
            "first" => first = true,
            "head" => long = "Head",
            "whole" => long = "Whole",
            _ => row.wrong("unknown flag"),
        }
    }
    let opaque = print == "binary";
    let text = format!(
        "id: {id}, variant: {variant}, name: {name:?}, read: {read}, print: convert::{print}, \
         codes: {meanings}, opaque: {opaque}, long: Long::{long}, \
         first: {first}"
    );
    (name.to_owned(), text)
}

/// A row of the table of maker notes as a `Note`.
fn note(row: &Row<'_>) -> String {
    let how = match (row.get("how"), row.get("make")) {
        ("", "") | ("starts", _) => "Starts",
        ("is", _) => "Is",
        ("any-case", _) => "AnyCase",
        ("holds", _) => "Holds",
        _ => row.wrong("unknown comparison"),
    };
    let pattern = |column| pattern(row.get(column)).unwrap_or_else(|| row.wrong("no pattern"));
    let (start, unless) = (pattern("start"), pattern("unless"));
    format!("Note {{ make: {:?}, how: How::{how}, start: &{start:?}, unless: &{unless:?} }}", row.get("make"))
}

/// The lowest and the highest byte of each place of a pattern.
fn pattern(text: &str) -> Option<Vec<(u8, u8)>> {
    let mut chars = text.chars();
    let mut found = Vec::new();
    while let Some(c) = chars.next() {
        let byte = match c {
            '\\' => match chars.next()? {
                'd' => (b'0', b'9'),
                '?' => (0, u8::MAX),
                '0' => (0, 0),
                'x' => {
                    let hex: String = chars.by_ref().take(2).collect();
                    let byte = u8::from_str_radix(&hex, 16).ok()?;
                    (byte, byte)
                }
                _ => return None,
            },
            c => (u8::try_from(c).ok()?, u8::try_from(c).ok()?),
        };
        found.push(byte);
    }
    Some(found)
}

/// Takes the meanings up, and says which tags have any.
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

/// The key with its `\xNN` as the bytes that they stand for.
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
