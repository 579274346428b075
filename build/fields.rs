//! The table of consolidated fields: `src/normalize/fields.tsv`.

use crate::table::{Row, Table};
use std::fmt::Write;
use std::fs;
use std::path::Path;

pub fn compile(out: &Path) {
    let table = Table::read("src/normalize/fields.tsv");
    let mut code = String::from("pub(crate) static FIELDS: &[Field] = &[\n");
    let mut descriptions = String::from("pub(crate) static DESCRIPTIONS: &[&str] = &[\n");
    let mut names = Vec::new();
    for (index, row) in table.rows().enumerate() {
        let name = row.get("field");
        names.push((name, index));
        let section = word(&row, "section", &["exif", "iptc", "xmp", "derived"]);
        let kind = word(&row, "type", &["string", "number", "integer", "date-time", "object", "auto"]);
        let list = word(&row, "cardinality", &["one", "list"]) == "List";
        let profile = word(&row, "profile", &["documented", "full", "encoding"]);
        let form = word(&row, "form", &["", "raw", "stored", "no-blanks", "degrees", "metres"]);
        let form = if form.is_empty() { "Printed" } else { &form };
        writeln!(
            code,
            "Field {{ name: {name:?}, section: Section::{section}, kind: Kind::{kind}, list: {list}, \
             shown: Shown::{profile}, home: {:?}, form: Form::{form} }},",
            row.get("home")
        )
        .expect("writing to a string");
        writeln!(descriptions, "{:?},", row.get("description")).expect("writing to a string");
    }
    descriptions.push_str("];\n");
    fs::write(out.join("field_descriptions.rs"), descriptions).expect("the output folder can be written");
    // By length first: most names differ in it already.
    names.sort_unstable_by_key(|(name, _)| (name.len(), *name));
    code.push_str("];\npub(crate) static BY_NAME: &[(&str, u16)] = &[\n");
    for (name, index) in names {
        writeln!(code, "({name:?}, {index}),").expect("writing to a string");
    }
    code.push_str("];\n");
    fs::write(out.join("fields.rs"), code).expect("the output folder can be written");
}

/// The cell as the name of an enum variant; stops the build where it is none of `allowed`.
fn word(row: &Row<'_>, column: &str, allowed: &[&str]) -> String {
    let text = row.get(column);
    if !allowed.contains(&text) {
        row.wrong(&format!("{column}: {text:?} is none of {allowed:?}"));
    }
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    text.split('-').filter(|part| !part.is_empty()).map(capital).collect()
}
