//! The tables of `src/iptc`.

use super::codes::Codes;
use super::out::Out;
use super::table::{Row, Table};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

type Sets<'t> = BTreeMap<&'t str, Vec<(&'t str, &'t str)>>;

pub fn compile(out: &mut Out, codes: &mut Codes) {
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
    datasets(&sets, &mut used, codes, &mut code);
    fields(&sets, &mut used, codes, &mut code);
    if let Some(row) = values.rows().find(|row| !used.contains(row.get("set"))) {
        row.wrong("no table names this set");
    }
    out.write("src/iptc/generated.rs", &["tags.tsv", "values.tsv", "resources.tsv"], &code);
}

fn datasets(sets: &Sets<'_>, used: &mut HashSet<String>, codes: &mut Codes, code: &mut String) {
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
        let values = values(&row, sets, used, codes, keyed_by_number);
        let text = format!(
            "Dataset {{ record: {record}, number: {number}, name: {:?}, form: Form::{form}, list: {list}, \
             codes: {values} }}",
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

fn fields(sets: &Sets<'_>, used: &mut HashSet<String>, codes: &mut Codes, code: &mut String) {
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
        let values = values(&row, sets, used, codes, true);
        let text = format!(
            "Field {{ resource: {resource}, offset: {offset}, name: {:?}, kind: Kind::{kind}, codes: {values} }}",
            row.get("name")
        );
        rows.insert((resource, order), text);
    }
    write_array(code, "FIELDS: &[Field]", rows.values());
}

/// The set that a row names.
fn values(
    row: &Row<'_>,
    sets: &Sets<'_>,
    used: &mut HashSet<String>,
    codes: &mut Codes,
    numbers: bool,
) -> String {
    let name = row.get("values");
    if !name.is_empty() {
        let Some(set) = sets.get(name) else { row.wrong("no such set of values") };
        used.insert(name.to_owned());
        let meanings = codes.set("IPTC", name);
        for (key, text) in set {
            if numbers {
                let number = key.parse().unwrap_or_else(|_| row.wrong("the set has texts for keys"));
                meanings.numbers.insert(number, (*text).to_owned());
            } else {
                meanings.texts.insert((*key).to_owned(), (*text).to_owned());
            }
        }
    }
    codes.reference("IPTC", name)
}

fn write_array<'r>(code: &mut String, declaration: &str, rows: impl Iterator<Item = &'r String>) {
    let _ = writeln!(code, "static {declaration} = &[");
    for row in rows {
        let _ = writeln!(code, "    {row},");
    }
    let _ = writeln!(code, "];");
}
