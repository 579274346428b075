//! The tables of `src/iptc`.

use super::out::Out;
use super::table::{Row, Table};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

type Sets<'t> = BTreeMap<&'t str, Vec<(&'t str, &'t str)>>;

pub fn compile(out: &mut Out) {
    let values = Table::read("src/iptc/values.tsv");
    let mut sets = Sets::new();
    for row in values.rows() {
        let set = sets.entry(row.get("set")).or_default();
        if set.iter().any(|(key, _)| *key == row.get("key")) {
            row.wrong("this key stands in its set already");
        }
        set.push((row.get("key"), row.get("text")));
    }
    let mut code = String::new();
    let mut used = HashSet::new();
    datasets(&sets, &mut used, &mut code);
    fields(&sets, &mut used, &mut code);
    if let Some(row) = values.rows().find(|row| !used.contains(row.get("set"))) {
        row.wrong("no table names this set");
    }
    out.write("src/iptc/generated.rs", &["tags.tsv", "values.tsv", "resources.tsv"], &code);
}

fn datasets(sets: &Sets<'_>, used: &mut HashSet<String>, code: &mut String) {
    let table = Table::read("src/iptc/tags.tsv");
    let mut rows = BTreeMap::new();
    for row in table.rows() {
        let (record, number) = (row.number::<u8>("record"), row.number::<u8>("dataset"));
        let (form, keyed_by_number) = match row.get("form") {
            "text" => ("Text", false),
            "int" => ("Int", true),
            "hex" => ("Hex", true),
            "date" => ("Date", false),
            "time" => ("Time", false),
            "binary" => ("Binary", false),
            "charset" => ("Charset", false),
            "history" => ("History", false),
            "prefs" => ("Prefs", false),
            "picture-number" => ("PictureNumber", true),
            _ => row.wrong("no such form"),
        };
        let list = match row.get("list") {
            "list" => true,
            "" => false,
            _ => row.wrong("list or nothing"),
        };
        let values = values(&row, sets, used, keyed_by_number);
        let text = format!(
            "Dataset {{ record: {record}, number: {number}, name: {:?}, form: Form::{form}, list: {list}, \
             values: {values} }}",
            row.get("name")
        );
        if rows.insert((record, number), text).is_some() {
            row.wrong("this dataset stands in the table already");
        }
    }
    let _ = writeln!(
        code,
        "/// The number of datasets.\npub(super) const DATASET_COUNT: usize = {};",
        rows.len()
    );
    write_array(code, "DATASETS: &[Dataset]", rows.values());
}

fn fields(sets: &Sets<'_>, used: &mut HashSet<String>, code: &mut String) {
    let table = Table::read("src/iptc/resources.tsv");
    let mut rows = BTreeMap::new();
    for (order, row) in table.rows().enumerate() {
        let (resource, offset) = (row.number::<u16>("resource"), row.number::<u8>("offset"));
        let kind = match row.get("kind") {
            "u8" => "U8",
            "u16" => "U16",
            "i16" => "I16",
            "u32" => "U32",
            "quality" => "Quality",
            "scans" => "Scans",
            "fixed" => "Fixed",
            "f32" => "F32",
            "f32-pair" => "F32Pair",
            "f64" => "F64",
            "text" => "Text",
            "unicode" => "Unicode",
            "pascal" => "Pascal",
            "pascal-list" => "PascalList",
            "links" => "Links",
            "digest" => "Digest",
            "thumbnail" => "Thumbnail",
            _ => row.wrong("no such kind"),
        };
        let values = values(&row, sets, used, true);
        let text = format!(
            "Field {{ resource: {resource}, offset: {offset}, name: {:?}, kind: Kind::{kind}, values: {values} }}",
            row.get("name")
        );
        rows.insert((resource, order), text);
    }
    write_array(code, "FIELDS: &[Field]", rows.values());
}

/// The set that a row names, its codes sorted as they are searched.
fn values(row: &Row<'_>, sets: &Sets<'_>, used: &mut HashSet<String>, numbers: bool) -> String {
    let name = row.get("values");
    if name.is_empty() {
        return "Values::Plain".into();
    }
    let Some(set) = sets.get(name) else { row.wrong("no such set of values") };
    used.insert(name.to_owned());
    if numbers {
        let number =
            |key: &str| key.parse::<i64>().unwrap_or_else(|_| row.wrong("the set has texts for keys"));
        let set: BTreeMap<_, _> = set.iter().map(|(key, text)| (number(key), text)).collect();
        format!("Values::Numbers(&{:?})", set.into_iter().collect::<Vec<_>>())
    } else {
        let set: BTreeMap<_, _> = set.iter().copied().collect();
        format!("Values::Texts(&{:?})", set.into_iter().collect::<Vec<_>>())
    }
}

fn write_array<'r>(code: &mut String, declaration: &str, rows: impl Iterator<Item = &'r String>) {
    let _ = writeln!(code, "static {declaration} = &[");
    for row in rows {
        let _ = writeln!(code, "    {row},");
    }
    let _ = writeln!(code, "];");
}
