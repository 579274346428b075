//! The tables of `src/composite`: the tags that are computed of other tags.
//!
//! Rows are put into an order in which each stands behind those that it depends on, and the names of all tags that are
//! asked for become an index.

#[path = "../../../src/composite/hash.rs"]
mod hash;
#[path = "../../../src/composite/names.rs"]
mod names;

use super::codes::Codes;
use super::formula::{Column, Compiler, Registers};
use super::layout;
use super::out::Out;
use super::table::{Row, Table, numbers};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

const ROOM: &str = "src/composite";
/// The directory entry of maker notes, behind which the tags of higher numbers stand [EXIF30 4.6.5.3.1].
const MAKER_NOTE: u32 = 0x927c;

/// A tag that a row asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Source {
    /// How the formulas call it.
    alias: String,
    /// Its group; empty for any.
    group: String,
    name: String,
    is_required: bool,
}

/// A row, and what it asks for.
struct Computed<'t> {
    row: Row<'t>,
    name: &'t str,
    sources: Vec<Source>,
}

pub fn compile(out: &mut Out, codes: &mut Codes) {
    let sets = layout::values(ROOM, codes);
    let table = Table::read(&format!("{ROOM}/tags.tsv"));
    let rows = in_order(table.rows().map(computed).collect());
    let names: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.sources.iter().map(|source| source.name.as_str()).chain([row.name]))
        // By this tag the directory of the full picture is known.
        .chain(["SubfileType"])
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut compiler = Compiler::new(names::NAMES);
    let list: String = rows.iter().map(|row| written(row, &names, &sets, &mut compiler)).collect();
    let bytes = compiler.into_code();
    let code = format!(
        "#[rustfmt::skip]\npub(super) static ROWS: [Row; {}] = [\n{list}];\n{}\n#[rustfmt::skip]\npub(super) static \
         CODE: [u8; {}] = {};\n",
        rows.len(),
        index(&names),
        bytes.len(),
        numbers(bytes)
    );
    out.write(
        "src/composite/generated.rs",
        &["tags.tsv", "values.tsv", "low.tsv", "the names of Exif's tags"],
        &code,
    );
}

/// A row as it is written in Rust.
fn written(
    Computed { row, name, sources }: &Computed<'_>,
    names: &[&str],
    sets: &HashMap<String, u16>,
    compiler: &mut Compiler<'_>,
) -> String {
    let number = |name: &str| {
        names.binary_search(&name).unwrap_or_else(|_| row.wrong(&format!("no row asks for {name}")))
    };
    let value = formula(row, "value", Column::Value, sources, compiler);
    let print = formula(row, "print", Column::Print, sources, compiler);
    let codes = match row.get("codes") {
        "" => "None".to_owned(),
        set => format!("Some({})", sets.get(set).unwrap_or_else(|| row.wrong("no such set"))),
    };
    let unless = match row.get("unless") {
        "" => "None".to_owned(),
        name => format!("Some({})", number(name)),
    };
    let sources: Vec<String> = sources
        .iter()
        .map(|Source { group, name, is_required, .. }| {
            let of = of(group).unwrap_or_else(|| row.wrong(&format!("{group} is no group")));
            format!("source({}, {of}, {is_required})", number(name))
        })
        .collect();
    format!(
        "    Row {{ name: {name:?}, number: {}, group: {:?}, sources: &[{}], unless: {unless}, value: {value}, print: \
         {print}, codes: {codes} }},\n",
        number(name),
        row.get("group"),
        sources.join(", ")
    )
}

/// The place of the program of a row's formula. Each row has registers of its own: its sources, and their printed forms.
fn formula(row: &Row<'_>, column: &str, of: Column, sources: &[Source], compiler: &mut Compiler<'_>) -> u32 {
    let mut registers = Registers::default();
    let printed = sources.iter().map(|source| format!("{}Printed", source.alias));
    for name in sources.iter().map(|source| source.alias.clone()).chain(printed) {
        registers.number(&name).unwrap_or_else(|why| row.wrong(&why));
    }
    let place = compiler.compile_apart(row.get(column), of, &mut registers);
    if let Some(unknown) = registers.names().get(sources.len() * 2) {
        row.wrong(&format!("{column}: asks for {unknown}"));
    }
    place.unwrap_or_else(|why| row.wrong(&format!("{column}: {why}")))
}

fn computed(row: Row<'_>) -> Computed<'_> {
    let name = row.get("name");
    let sources: Vec<Source> =
        sources(row.get("needs"), true).chain(sources(row.get("uses"), false)).collect();
    if sources.len() > hash::MOST_SOURCES {
        row.wrong("too many sources");
    }
    if let Some(twice) = sources
        .iter()
        .enumerate()
        .find(|(at, one)| sources.iter().take(*at).any(|other| other.alias == one.alias))
    {
        row.wrong(&format!("two sources are called {}", twice.1.alias));
    }
    Computed { row, name, sources }
}

/// `Group:Name`, `Name` and `Alias=Group:Name`, with commas between.
fn sources(cell: &str, is_required: bool) -> impl Iterator<Item = Source> {
    cell.split(", ").filter(|text| !text.is_empty()).map(move |text| {
        let (alias, tag) = text.split_once('=').map_or((None, text), |(alias, tag)| (Some(alias), tag));
        let (group, name) = tag.split_once(':').unwrap_or(("", tag));
        let alias = alias.unwrap_or(name).to_owned();
        Source { alias, group: group.to_owned(), name: name.to_owned(), is_required }
    })
}

/// The rows in an order in which each stands behind those that it depends on.
fn in_order(rows: Vec<Computed<'_>>) -> Vec<Computed<'_>> {
    let needs = |row: &Computed<'_>| -> Vec<String> {
        let is_computed = |source: &&Source| matches!(source.group.as_str(), "" | "Composite");
        row.sources.iter().filter(is_computed).map(|source| source.name.clone()).collect()
    };
    let names: Vec<(&str, Vec<String>)> = rows.iter().map(|row| (row.name, needs(row))).collect();
    let order = order(&names).unwrap_or_else(|at| rows[at].row.wrong("depends on itself"));
    let mut rows: Vec<Option<Computed<'_>>> = rows.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| rows[at].take()).collect()
}

/// The order of rows, each with its name and with the names that it asks for. Rows of one name keep their order. The error
/// is a row that depends on itself.
fn order(rows: &[(&str, Vec<String>)]) -> Result<Vec<usize>, usize> {
    let mut waiting: Vec<usize> = (0..rows.len()).collect();
    let mut ordered = Vec::with_capacity(rows.len());
    while !waiting.is_empty() {
        let is_ready = |at: usize| {
            let (name, needs) = &rows[at];
            let is_made = |other: usize| needs.iter().any(|need| need == rows[other].0);
            waiting.iter().all(|other| !is_made(*other) && (*other >= at || rows[*other].0 != *name))
        };
        let next = waiting.iter().position(|at| is_ready(*at)).ok_or(waiting[0])?;
        ordered.push(waiting.remove(next));
    }
    Ok(ordered)
}

/// How a group is written in Rust.
fn of(group: &str) -> Option<String> {
    let kind = |name| Some(format!("Of::Kind(BlockKind::{name})"));
    match group {
        "" => Some("Of::Any".to_owned()),
        "EXIF" | "GPS" | "IPTC" | "XMP" => Some(format!("Of::{}{}", &group[..1], group[1..].to_lowercase())),
        "IFD0" => Some("Of::Ifd0".to_owned()),
        "QuickTime" => kind("QuickTime"),
        "RIFF" => kind("Riff"),
        "Composite" => kind("Composite"),
        _ => match group.strip_prefix("XMP-") {
            Some(part) => Some(format!("Of::XmpPart({part:?})")),
            None if group.starts_with(|first: char| first.is_ascii_uppercase()) => {
                Some(format!("Of::Named({group:?})"))
            }
            None => None,
        },
    }
}

/// The names of all tags that are asked for, and where each is found.
fn index(names: &[&str]) -> String {
    let low = low(names);
    let late = late();
    let mut list = String::new();
    for name in names {
        let groups = low.get(*name).map_or_else(String::new, |groups| {
            groups.iter().map(|group| of(group).expect("a group of a table")).collect::<Vec<_>>().join(", ")
        });
        let _ = writeln!(
            list,
            "    Name {{ text: {name:?}, low: &[{groups}], is_late: {} }},",
            late.contains(*name)
        );
    }
    let mut slots = vec![0u8; hash::SLOTS];
    for (number, name) in names.iter().enumerate() {
        let free = hash::places(name.as_bytes()).find(|place| slots[*place] == 0).expect("there is room");
        slots[free] = u8::try_from(number + 1).expect("there are few names");
    }
    format!(
        "#[rustfmt::skip]\npub(super) static NAMES: [Name; {}] = [\n{list}];\n#[rustfmt::skip]\npub(super) static \
         SLOTS: [u8; {}] = {};",
        names.len(),
        slots.len(),
        numbers(slots)
    )
}

/// The groups whose tags of a name stand back behind others.
fn low(names: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut low = BTreeMap::<String, BTreeSet<String>>::new();
    for row in Table::read(&format!("{ROOM}/low.tsv")).rows() {
        let (group, name) = (row.get("group"), row.get("name"));
        if of(group).is_none() {
            row.wrong("no such group");
        }
        for name in names.iter().filter(|known| name == "*" || **known == name) {
            low.entry((*name).to_owned()).or_default().insert(group.to_owned());
        }
    }
    low
}

/// The names of Exif tags that stand behind the maker note in their directory.
fn late() -> BTreeSet<String> {
    let tags = Table::read("src/exif/tags/exif.tsv");
    let late = tags.rows().filter(|row| row.number::<u32>("id") > MAKER_NOTE);
    late.map(|row| row.get("name").to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(rows: &[(&'static str, &[&str])]) -> Result<Vec<&'static str>, usize> {
        let needs = |needs: &[&str]| needs.iter().map(|need| (*need).to_owned()).collect();
        let all: Vec<(&str, Vec<String>)> = rows.iter().map(|(name, names)| (*name, needs(names))).collect();
        Ok(order(&all)?.into_iter().map(|at| rows[at].0).collect())
    }

    #[test]
    fn rows_stand_behind_what_they_need() {
        let rows: [(&str, &[&str]); 4] = [
            ("Depth", &["Circle", "Lens"]),
            ("Circle", &["Scale"]),
            ("Scale", &["FocalLength"]),
            ("Lens", &[]),
        ];
        assert_eq!(ordered(&rows).unwrap(), ["Scale", "Circle", "Lens", "Depth"]);
    }

    #[test]
    fn rows_of_one_name_keep_their_order() {
        let rows: [(&str, &[&str]); 4] =
            [("Lens", &["Type"]), ("Lens", &[]), ("Type", &[]), ("Use", &["Lens"])];
        assert_eq!(ordered(&rows).unwrap(), ["Type", "Lens", "Lens", "Use"]);
    }

    #[test]
    fn what_depends_on_itself_is_refused() {
        assert_eq!(ordered(&[("A", &["A"])]), Err(0));
        assert_eq!(ordered(&[("A", &[]), ("B", &["C"]), ("C", &["D"]), ("D", &["B"])]), Err(1));
    }
}
