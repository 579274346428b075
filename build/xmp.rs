//! The tables of XMP: `src/xmp/{namespaces,properties,values}.tsv`.

use crate::table::{Row, Table};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

pub fn compile(out: &Path) {
    let values = values();
    let mut properties: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    let table = Table::read("src/xmp/properties.tsv");
    for row in table.rows() {
        let (group, id) = (row.get("group"), row.get("id"));
        let code = property(&row, values.get(&(group.to_owned(), id.to_owned())));
        if properties.entry(group).or_default().insert(id, code).is_some() {
            row.wrong(&format!("{group} {id} stands twice"));
        }
    }
    let namespaces = Table::read("src/xmp/namespaces.tsv");
    let mut code = String::new();
    for (group, rows) in &properties {
        if !namespaces.rows().any(|row| row.get("group") == *group) {
            panic!("src/xmp/properties.tsv: {group} is the group of no namespace");
        }
        writeln!(code, "static P_{}: &[Property] = &[", ident(group)).expect("writing to a string");
        rows.values().for_each(|row| code.push_str(row));
        code.push_str("];\n");
    }
    code.push_str(&schemas(&namespaces, &properties));
    fs::write(out.join("xmp.rs"), code).expect("the output folder can be written");
}

/// The choices of each property: its values and their words, by value.
fn values() -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let mut all: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for row in Table::read("src/xmp/values.tsv").rows() {
        let key = (row.get("group").to_owned(), row.get("id").to_owned());
        all.entry(key).or_default().insert(row.get("value").to_owned(), row.get("text").to_owned());
    }
    all
}

fn property(row: &Row<'_>, values: Option<&BTreeMap<String, String>>) -> String {
    let id = row.get("id");
    let name = match row.get("name") {
        "" => id[..1].to_uppercase() + &id[1..],
        name => name.to_owned(),
    };
    let kind = match row.get("type") {
        "" | "string" | "struct" => "Text",
        "integer" | "real" => "Number",
        "boolean" => "Boolean",
        "rational" => "Rational",
        "date" => "Date",
        "lang-alt" => "LangAlt",
        other => row.wrong(&format!("no type {other:?}")),
    };
    let conversion = match row.get("conversion") {
        "" => "None".to_owned(),
        name => name.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect(),
    };
    let flag = |name: &str| row.get("flags").split(',').any(|flag| flag == name);
    let values: Vec<_> = values.into_iter().flatten().collect();
    format!(
        "Property {{ id: {id:?}, name: {name:?}, kind: Kind::{kind}, list: {}, avoid: {}, \
         conversion: Conversion::{conversion}, values: &{values:?} }},\n",
        flag("list"),
        flag("avoid"),
    )
}

/// The namespaces, sorted by URI, each with the properties of its group.
fn schemas(namespaces: &Table, properties: &BTreeMap<&str, BTreeMap<&str, String>>) -> String {
    let mut sorted: Vec<_> =
        namespaces.rows().map(|row| (row.get("uri"), row.get("prefix"), row.get("group"))).collect();
    sorted.sort_unstable();
    let mut code = String::from("pub(crate) static SCHEMAS: &[Schema] = &[\n");
    for (uri, prefix, group) in sorted {
        let rows = if properties.contains_key(group) { format!("P_{}", ident(group)) } else { "&[]".into() };
        writeln!(
            code,
            "Schema {{ uri: {uri:?}, prefix: {prefix:?}, group: {group:?}, properties: {rows} }},"
        )
        .expect("writing to a string");
    }
    code.push_str("];\n");
    code
}

fn ident(group: &str) -> String {
    group.replace('-', "_").to_uppercase() + "_" + &group.len().to_string()
}
