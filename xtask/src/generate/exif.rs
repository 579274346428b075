//! The tables of `src/exif`: tags and the meanings of their values.

#[path = "../../../src/exif/place.rs"]
mod place;

use super::out::Out;
use super::table::{Row, Table, numbers};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The variants of a tag, in the order of `tags::Variant`.
const VARIANTS: [&str; 6] = ["", "thumbnail", "preview", "raw", "other", "jxl"];

const READ: [&str; 6] = ["BYTE", "ASCII", "SHORT", "UNDEFINED", "SRATIONAL", "IFD"];

/// Numbers of tables are written as the tables have them.
const ALLOW: &str = "#[allow(clippy::unreadable_literal)]\n";

/// The meanings of one tag's values.
#[derive(Default)]
struct Values {
    numbers: BTreeMap<i64, String>,
    texts: BTreeMap<Vec<u8>, String>,
    bits: BTreeMap<u8, String>,
}

pub fn compile(out: &mut Out) {
    let values = read_values(&Table::read("src/exif/values.tsv"));
    let mut code = String::new();
    for ((table, id), values) in &values {
        let _ = writeln!(code, "{ALLOW}static {table}_{id}: Values = Values {{");
        let _ = writeln!(code, "    numbers: &{:?},", values.numbers.iter().collect::<Vec<_>>());
        let texts = values.texts.iter().map(|(key, text)| (String::from_utf8_lossy(key), text));
        let _ = writeln!(code, "    texts: &{:?},", texts.collect::<Vec<_>>());
        let _ = writeln!(code, "    bits: &{:?},\n}};", values.bits.iter().collect::<Vec<_>>());
    }

    let table = Table::read("src/exif/tags.tsv");
    let mut used = Vec::new();
    for family in ["EXIF", "GPS", "PANASONIC"] {
        let mut tags = BTreeMap::new();
        for row in table.rows().filter(|row| row.get("table") == family) {
            let id: u16 = row.number("id");
            let variant = row.get("variant");
            let variant = VARIANTS.iter().position(|name| *name == variant);
            let variant = variant.unwrap_or_else(|| row.wrong("unknown variant"));
            let key = (family.to_owned(), id);
            let meanings =
                if values.contains_key(&key) { format!("{family}_{id}") } else { "NO_VALUES".into() };
            used.push(key);
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
        let _ = writeln!(code, "static {family}_INDEX: [u16; place::SIZE] = {};", numbers(index));
    }
    if let Some((table, id)) = values.keys().find(|key| !used.contains(key)) {
        panic!("src/exif/values.tsv: {table} {id} is no tag");
    }
    let _ = writeln!(code, "pub(super) static NOTES: &[Note] = &[");
    for row in Table::read("src/exif/notes.tsv").rows() {
        let _ = writeln!(code, "    {},", note(&row));
    }
    let _ = writeln!(code, "];");
    out.write("src/exif/generated.rs", &["tags.tsv", "values.tsv", "notes.tsv"], &code);
}

/// A row's name and the fields of its `Tag`.
fn tag(row: &Row<'_>, id: u16, variant: usize, meanings: &str) -> (String, String) {
    let name = row.get("name");
    let read = match row.get("read") {
        "" => "None".to_owned(),
        read if READ.contains(&read) => format!("Some(Kind::{read})"),
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
         values: &{meanings}, opaque: {opaque}, long: Long::{long}, \
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

fn read_values(table: &Table) -> BTreeMap<(String, u16), Values> {
    let mut all = BTreeMap::<_, Values>::new();
    for row in table.rows() {
        let values = all.entry((row.get("table").to_owned(), row.number("id"))).or_default();
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
    }
    all
}

/// The key with its `\xNN` as the bytes that they stand for.
fn unescaped(key: &str) -> Vec<u8> {
    let mut parts = key.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).expect("two hexadecimal digits"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}
