//! The tables of consolidation: `src/normalize/fields.tsv` and `src/normalize/properties.tsv`.

#[path = "../../../src/normalize/slot.rs"]
mod slot;

use super::out::Out;
use super::table::{Row, Table, numbers};
use super::table_tags;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

pub fn compile(out: &mut Out) {
    let table = Table::read("src/normalize/fields.tsv");
    let properties = Table::read("src/normalize/properties.tsv");
    let properties: Vec<Property> = properties.rows().map(|row| Property::of(&row)).collect();
    let mut code = String::from("pub static FIELDS: &[Field] = &[\n");
    let mut descriptions = String::from("pub static DESCRIPTIONS: &[&str] = &[\n");
    let mut named = String::new();
    let mut constants = HashSet::new();
    let mut names = BTreeMap::new();
    let mut derived = Vec::new();
    for (index, row) in table.rows().enumerate() {
        let name = row.get("field");
        names.insert(name, index);
        let section = word(&row, "section", &["exif", "iptc", "xmp", "derived"]);
        let kind =
            word(&row, "type", &["string", "number", "integer", "boolean", "date-time", "object", "auto"]);
        let list = word(&row, "cardinality", &["one", "list"]) == "List";
        let profile = word(&row, "profile", &["documented", "full", "encoding"]);
        let forms = [
            "",
            "raw",
            "coordinate",
            "height",
            "no-blanks",
            "degrees",
            "metres",
            "distance",
            "names",
            "caption",
            "rating",
            "keywords",
        ];
        let form = word(&row, "form", &forms);
        let form = if form.is_empty() { "Printed" } else { &form };
        let property = properties.iter().find(|property| property.field == name);
        let homes = homes(&row, property);
        let is_source = properties.iter().flat_map(Property::all).any(|source| source.field == name);
        let limit = property.map_or(0, |property| property.limit);
        let in_iim = property.is_some_and(|property| property.sources.iter().any(|s| s.group == "IPTC"));
        let unknown = unknown(&row);
        let together = match word(&row, "together", &["", "position", "destination"]) {
            none if none.is_empty() => "None".to_owned(),
            place => format!("Some(Together::{place})"),
        };
        let unit = unit(&row);
        let is_derived = property.is_some_and(|property| property.all().any(|source| source.field != name));
        if is_derived {
            derived.extend(property);
        }
        writeln!(
            code,
            "Field {{ name: {name:?}, section: Section::{section}, kind: Kind::{kind}, list: {list}, \
             shown: Shown::{profile}, homes: &{homes:?}, form: Form::{form}, unknown: Unknown({unknown}), together: {together}, unit: {unit}, \
             limit: {limit}, in_iim: {in_iim}, is_source: {is_source}, is_derived: {is_derived} }},",
        )
        .expect("writing to a string");
        writeln!(descriptions, "{:?},", row.get("description")).expect("writing to a string");
        let description = row.get("description");
        if !description.is_empty() {
            let constant = constant(name);
            writeln!(named, "/// {description}\npub const {constant}: &str = {name:?};")
                .expect("writing to a string");
            if !constants.insert(constant) {
                row.wrong("another field has the same constant");
            }
        }
    }
    out.write("src/normalize/generated/names.rs", &["fields.tsv"], &named);
    descriptions.push_str("];\n");
    out.write("src/normalize/generated/descriptions.rs", &["fields.tsv"], &descriptions);
    code.push_str("];\n");
    writeln!(code, "pub(crate) static BY_NAME: &[u16] = &{};", numbers(places(&names)))
        .expect("writing to a string");
    let row = |name: &str| -> usize {
        let row = names.get(name);
        *row.unwrap_or_else(|| panic!("properties.tsv: {name} is no field"))
    };
    code.push_str("pub(crate) static PROPERTIES: &[Property] = &[\n");
    for property in derived {
        write!(code, "Property {{ row: {}, sources: &[", row(property.field)).expect("writing to a string");
        let steps = std::iter::repeat_n(0, property.sources.len()).chain(1..);
        for (Source { group, field }, fallback) in property.all().zip(steps) {
            write!(code, "Source {{ row: {}, group: {group:?}, fallback: {fallback} }}, ", row(field))
                .expect("writing to a string");
        }
        code.push_str("] },\n");
    }
    code.push_str("];\n");
    out.write("src/normalize/generated/fields.rs", &["fields.tsv", "properties.tsv"], &code);
    table_tags::compile(out, |field| row(field));
}

/// The rows by the slots of their names. If its slot is taken, a row goes to the next free one. 0 marks a free slot,
/// and rows count from 1.
fn places(names: &BTreeMap<&str, usize>) -> Vec<usize> {
    let size = (names.len() * 4).next_power_of_two();
    let mut places = vec![0; size];
    for (name, row) in names {
        let mut place = slot::slot(name, size);
        while places[place] != 0 {
            place = (place + 1) % size;
        }
        places[place] = row + 1;
    }
    places
}

/// `GPSLatitudeRef` as the name of a constant: `GPS_LATITUDE_REF`.
fn constant(name: &str) -> String {
    let letters = name.as_bytes();
    let mut out = String::with_capacity(name.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let ends_word = before.is_some_and(|before| !before.is_ascii_uppercase());
        // In a run of capitals the last one begins the next word.
        let starts_word = before.is_some() && letters.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && (ends_word || starts_word) {
            out.push('_');
        }
        out.push(char::from(letter.to_ascii_uppercase()));
    }
    out
}

/// A row of `properties.tsv`.
struct Property<'t> {
    field: &'t str,
    sources: Vec<Source<'t>>,
    fallbacks: Vec<Source<'t>>,
    limit: u16,
}

/// A tag that carries a property: its group, without `XMP-`, and the field with its name.
struct Source<'t> {
    group: &'t str,
    field: String,
}

impl<'t> Property<'t> {
    fn of(row: &Row<'t>) -> Self {
        let source = |tag: &'t str| {
            let (group, name) = tag.split_once(':').unwrap_or_else(|| row.wrong(tag));
            Source { group: group.strip_prefix("XMP-").unwrap_or(group), field: name.replace('-', "") }
        };
        let limit = if row.get("limit").is_empty() { 0 } else { row.number("limit") };
        let is_own = |tag: &&str| !tag.is_empty() && !table_tags::is_of_table(row, tag);
        let all = |column| row.get(column).split(' ').filter(is_own).map(source).collect();
        Self { field: row.get("field"), sources: all("sources"), fallbacks: all("fallbacks"), limit }
    }

    fn all(&self) -> impl Iterator<Item = &Source<'t>> {
        self.sources.iter().chain(&self.fallbacks)
    }
}

/// Which stored values mean that the value is unknown, as the bits of `Unknown`. The default for an empty cell depends
/// on the type and the section.
fn unknown(row: &Row<'_>) -> u16 {
    const WORDS: [&str; 9] = ["0", "max", "-1", "/max", "undef", "inf", "blank", "time", "date"];
    let is_number = ["number", "integer", "auto"].contains(&row.get("type"));
    let words = match (row.get("unknown"), row.get("section")) {
        ("", "exif") if is_number => "undef inf max",
        ("", _) if is_number => "undef inf",
        (cell, _) => cell,
    };
    let bit = |word: &str| match WORDS.iter().position(|known| *known == word) {
        Some(place) => 1 << place,
        None => row.wrong(&format!("unknown: {word:?} is none of {WORDS:?}")),
    };
    words.split(' ').filter(|word| !word.is_empty()).map(bit).sum()
}

/// The unit of the field. A star after the unit, or several units, make it a list.
fn unit(row: &Row<'_>) -> String {
    let cell = row.get("unit");
    let (name, is_starred) = cell.strip_suffix('*').map_or((cell, false), |name| (name, true));
    if name.is_empty() {
        return "None".to_owned();
    }
    let is_of_a_field = name.starts_with("per ");
    let parts = if is_of_a_field { 1 } else { name.split(' ').count() };
    let several = is_starred || parts > 1;
    format!("Some(Unit {{ name: {name:?}, several: {several} }})")
}

/// The groups whose tags of the field's name take precedence.
fn homes<'t>(row: &Row<'t>, property: Option<&Property<'t>>) -> Vec<&'t str> {
    let mut homes: Vec<&str> = row.get("home").split(' ').filter(|home| !home.is_empty()).collect();
    for source in property.iter().flat_map(|property| &property.sources) {
        if source.field == row.get("field") && !homes.contains(&source.group) {
            homes.push(source.group);
        }
    }
    homes
}

/// The cell as the name of an enum variant; stops the build if it is not one of `allowed`.
fn word(row: &Row<'_>, column: &str, allowed: &[&str]) -> String {
    let text = row.get(column);
    if !allowed.contains(&text) {
        row.wrong(&format!("{column}: {text:?} is none of {allowed:?}"));
    }
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    text.split('-').filter(|part| !part.is_empty()).map(capital).collect()
}
