//! The tables of `src/xmp`: namespaces, properties and their structures, enumerations.
//!
//! A structure is one set of rows, however many properties use it. Here it is expanded under each of them, so that
//! every flattened tag has its own entry and its full name as a constant. The members of an entry are a sorted run of
//! the same array.

#[path = "../../../src/xmp/address.rs"]
mod address;

use super::out::Out;
use super::table::{Row, Table, lines};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt::Write;

/// The limit for nested structures: the vocabulary has six levels at most.
const DEPTH: usize = 12;

pub fn compile(out: &mut Out) {
    let (namespaces, properties, values) = (
        Table::read("src/xmp/namespaces.tsv"),
        Table::read("src/xmp/properties.tsv"),
        Table::read("src/xmp/values.tsv"),
    );
    let (mut code, enumerations) = enumerations(&values);
    Unfolding::new(&properties, &enumerations).write(&namespaces, &mut code);
    out.write("src/xmp/generated.rs", &["namespaces.tsv", "properties.tsv", "values.tsv"], &code);
}

/// Writes the enumerations, each sorted by key; returns their indexes by name.
fn enumerations(values: &Table) -> (String, HashMap<String, usize>) {
    let mut all: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    let mut same: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for row in values.rows() {
        let text = if row.get("text").is_empty() { row.get("key") } else { row.get("text") };
        if all.entry(row.get("enumeration")).or_default().insert(row.get("key"), text).is_some() {
            row.wrong("the key is there twice");
        }
        if !row.get("raw").is_empty() {
            same.insert((row.get("enumeration"), row.get("key")), row.get("raw"));
        }
    }
    let mut code = format!("static ENUMERATIONS: [&[(&str, &str)]; {}] = [\n", all.len());
    for pairs in all.values() {
        writeln!(code, "    &{:?},", pairs.iter().collect::<Vec<_>>()).unwrap();
    }
    let names: Vec<_> = all.keys().collect();
    writeln!(code, "];\nstatic ENUMERATION_NAMES: [&str; {}] = {};", all.len(), lines(&names)).unwrap();
    let same: Vec<_> = same
        .iter()
        .map(|((name, key), raw)| (names.binary_search(&name).expect("its rows were read"), key, raw))
        .collect();
    writeln!(code, "static SAME: [(u16, &str, &str); {}] = {};", same.len(), lines(&same)).unwrap();
    (code, all.keys().enumerate().map(|(place, name)| ((*name).to_owned(), place)).collect())
}

/// Writes indexes of the namespaces by prefix, by address without its terminator, and by the steps of the address.
fn indexes(spaces: &[Row<'_>], code: &mut String) {
    let (mut prefixes, mut bare, mut steps) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (place, space) in spaces.iter().enumerate() {
        let uri = space.get("uri");
        if prefixes.insert(or(space.get("prefix"), space.get("group")), place).is_some() {
            space.wrong("the prefix is there twice");
        }
        bare.entry(address::bare(uri).to_owned()).or_insert(place);
        steps.entry(address::steps(uri)).or_insert_with(Vec::new).push(place);
    }
    // If only the version tells two namespaces apart, the address is not a misspelling.
    let steps =
        steps.into_iter().filter(|(_, places)| places.len() == 1).map(|(steps, places)| (steps, places[0]));
    for (name, index) in [
        ("PREFIXES", prefixes.into_iter().collect::<Vec<_>>()),
        ("BARE", bare.into_iter().collect()),
        ("STEPS", steps.collect()),
    ] {
        writeln!(code, "static {name}: [(&str, u16); {}] = {};", index.len(), lines(&index)).unwrap();
    }
}

/// The numeric types of values, as written in an entry.
const NUMBERS: [&str; 2] = ["kind: Kind::Number", "kind: Kind::Rational"];

struct Unfolding<'t> {
    /// The rows of each scope, sorted by property.
    scopes: HashMap<&'t str, Vec<Row<'t>>>,
    enumerations: &'t HashMap<String, usize>,
}

/// An entry whose members are still to be written.
struct Pending {
    scope: String,
    prefix: String,
    depth: usize,
}

impl<'t> Unfolding<'t> {
    fn new(properties: &'t Table, enumerations: &'t HashMap<String, usize>) -> Self {
        let mut scopes: HashMap<&str, Vec<Row<'_>>> = HashMap::new();
        for row in properties.rows() {
            scopes.entry(row.get("scope")).or_default().push(row);
        }
        for rows in scopes.values_mut() {
            rows.sort_by_key(|row| row.get("property"));
            for pair in rows.windows(2) {
                if pair[0].get("property") == pair[1].get("property") {
                    pair[1].wrong("the property is there twice");
                }
            }
        }
        Self { scopes, enumerations }
    }

    fn write(&self, namespaces: &'t Table, code: &mut String) {
        let mut spaces: Vec<_> = namespaces.rows().collect();
        spaces.sort_by_key(|row| row.get("uri"));
        let groups: Vec<_> = spaces.iter().map(|row| row.get("group")).collect();
        for (scope, rows) in &self.scopes {
            if !scope.starts_with('{') && !groups.contains(scope) {
                rows[0].wrong("no such namespace");
            }
        }
        let (mut entries, mut roots, mut slots) = (Vec::new(), Vec::new(), 0usize);
        let (mut numeric, mut groups_done) = (BTreeSet::new(), BTreeSet::new());
        for space in &spaces {
            let scope = if space.get("like").is_empty() { space.get("group") } else { space.get("like") };
            // Two namespaces have different slots even if their rows are the same.
            let mut names: HashMap<String, usize> = HashMap::new();
            let first = entries.len();
            let mut queue = VecDeque::new();
            let root = Pending { scope: scope.to_owned(), prefix: String::new(), depth: 0 };
            self.unfold(&root, space, &mut entries, &mut queue, &mut names, &mut slots);
            roots.push((first, entries.len() - first));
            while let Some((owner, pending)) = queue.pop_front() {
                let first = entries.len();
                self.unfold(&pending, space, &mut entries, &mut queue, &mut names, &mut slots);
                let members = format!("first: {first}, count: {}", entries.len() - first);
                entries[owner] = entries[owner].replace("first: 0, count: 0", &members);
            }
            let numbers =
                entries.iter().skip(first).filter(|entry| NUMBERS.iter().any(|kind| entry.contains(kind)));
            let name = |entry: &String| entry.split('"').nth(3).expect("it has a name").to_owned();
            let group = space.get("group");
            if groups_done.insert(group) {
                numeric.extend(numbers.map(|entry| (group.to_owned(), name(entry))));
            }
        }
        writeln!(code, "static NAMESPACES: [Namespace; {}] = [", spaces.len()).unwrap();
        for (space, (first, count)) in spaces.iter().zip(&roots) {
            writeln!(
                code,
                "    Namespace {{ uri: {:?}, group: {:?}, first: {first}, count: {count} }},",
                space.get("uri"),
                space.get("group"),
            )
            .unwrap();
        }
        writeln!(code, "];").unwrap();
        indexes(&spaces, code);
        writeln!(code, "static PROPERTIES: [Property; {}] = [", entries.len()).unwrap();
        for entry in &entries {
            writeln!(code, "    {entry},").unwrap();
        }
        writeln!(code, "];\npub(super) const SLOTS: usize = {slots};").unwrap();
        let pairs: Vec<_> = numeric.iter().collect();
        writeln!(code, "static NUMERIC: [(&str, &str); {}] = {};", numeric.len(), lines(&pairs)).unwrap();
    }

    fn unfold(
        &self,
        pending: &Pending,
        space: &Row<'_>,
        entries: &mut Vec<String>,
        queue: &mut VecDeque<(usize, Pending)>,
        names: &mut HashMap<String, usize>,
        slots: &mut usize,
    ) {
        for row in self.scopes.get(pending.scope.as_str()).into_iter().flatten() {
            let under = |cell: &str| match cell.strip_prefix('=') {
                Some(whole) => whole.to_owned(),
                None => format!("{}{cell}", pending.prefix),
            };
            let name = under(&or(row.get("name"), &capitalised(row.get("property"))));
            let prefix = if row.get("prefix").is_empty() { name.clone() } else { under(row.get("prefix")) };
            let slot = *names.entry(name.clone()).or_insert_with(|| {
                *slots += 1;
                *slots - 1
            });
            let (structure, open) = match row.get("struct").strip_suffix('*') {
                Some(structure) => (structure, true),
                None => (row.get("struct"), false),
            };
            let kind = match row.get("type") {
                "" | "struct" => "Text",
                "lang-alt" => "LangAlt",
                "integer" | "real" => "Number",
                "rational" => "Rational",
                "boolean" => "Boolean",
                "date" => "Date",
                "binary" => "Binary",
                "base64" => "Base64",
                _ => row.wrong("no such type"),
            };
            entries.push(format!(
                "Property {{ local: {:?}, name: {name:?}, prefix: {prefix:?}, kind: Kind::{kind}, list: {}, \
                 low: {}, open: {open}, print: {}, slot: {slot}, first: 0, count: 0 }}",
                row.get("property"),
                row.get("list") == "list",
                row.get("rank") == "low" || space.get("rank") == "low",
                self.print(row),
            ));
            if !structure.is_empty() {
                if pending.depth >= DEPTH {
                    row.wrong("the structure holds itself");
                }
                let scope = format!("{{{structure}}}");
                if !self.scopes.contains_key(scope.as_str()) {
                    row.wrong("no such structure");
                }
                queue.push_back((entries.len() - 1, Pending { scope, prefix, depth: pending.depth + 1 }));
            }
        }
    }

    /// The print form of a value: `=Name` is an enumeration, `exposure-time` the variant of that name.
    fn print(&self, row: &Row<'_>) -> String {
        match row.get("print").strip_prefix('=') {
            Some(name) => match self.enumerations.get(name) {
                Some(place) => format!("Print::Enumeration({place})"),
                None => row.wrong("no such enumeration"),
            },
            None if row.get("print").is_empty() => "Print::Plain".to_owned(),
            None => format!("Print::{}", row.get("print").split('-').map(capitalised).collect::<String>()),
        }
    }
}

fn or(text: &str, other: &str) -> String {
    if text.is_empty() { other.to_owned() } else { text.to_owned() }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
