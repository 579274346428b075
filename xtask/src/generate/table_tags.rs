//! The tags of tables from which fields are made: those that `src/normalize/properties.tsv` names as sources, and those
//! of `src/normalize/facts.tsv` and `src/normalize/focus_areas.tsv`.

use super::focus_areas;
use super::out::Out;
use super::rooms::{FILMS, MAKERNOTE, ROOMS};
use super::table::{Row, Table};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The word for the notes of any maker in place of a group.
const ANY: &str = "MakerNotes";

/// The groups of the standards, whose tags carry fields by their names.
const STANDARDS: [&str; 6] = ["IFD0", "ExifIFD", "GPS", "InteropIFD", "IPTC", "Takeout"];

/// A tag of a table: its group, which is empty if any maker's tag of the name is meant, and its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableTag<'t> {
    pub group: &'t str,
    pub name: &'t str,
}

impl<'t> TableTag<'t> {
    /// The tag that a table writes as `Apple:Name` or `MakerNotes:Name`.
    fn of(text: &'t str) -> Option<Self> {
        let (group, name) = text.split_once(':')?;
        let group = group.strip_prefix("XMP-").unwrap_or(group);
        Some(Self { group: if group == ANY { "" } else { group }, name })
    }
}

/// Whether the tag is one of a table. Else it is one of a standard; no other group is known.
pub fn is_of_table(row: &Row<'_>, tag: &str) -> bool {
    let group = tag.split(':').next().unwrap_or_default();
    if STANDARDS.contains(&group) || group.starts_with("XMP-") {
        return false;
    }
    if group != ANY && !groups().contains(group) {
        row.wrong(&format!("{tag}: no table has tags of this group"));
    }
    true
}

/// The groups of the tables of all rooms.
fn groups() -> &'static BTreeSet<String> {
    static GROUPS: std::sync::OnceLock<BTreeSet<String>> = std::sync::OnceLock::new();
    GROUPS.get_or_init(|| {
        let tables = ROOMS.map(|room| Table::read(&format!("{room}/tables.tsv")));
        let groups = tables.iter().flat_map(Table::rows).map(|row| row.get("group").to_owned());
        groups.filter(|group| !group.is_empty()).collect()
    })
}

/// The groups of maker notes.
fn makers() -> &'static BTreeSet<String> {
    static MAKERS: std::sync::OnceLock<BTreeSet<String>> = std::sync::OnceLock::new();
    MAKERS.get_or_init(|| {
        let tables = Table::read(&format!("{MAKERNOTE}/tables.tsv"));
        tables.rows().map(|row| row.get("group").to_owned()).filter(|group| !group.is_empty()).collect()
    })
}

/// The tags that the tables name.
pub struct TableTags {
    /// Each with its group, which is empty for any, its name, and whether it is the number of a lens.
    tags: Vec<(String, String, bool)>,
}

impl TableTags {
    pub fn read() -> Self {
        let properties = Table::read("src/normalize/properties.tsv");
        let facts = Table::read("src/normalize/facts.tsv");
        let owned = |tag: TableTag<'_>, is_lens| (tag.group.to_owned(), tag.name.to_owned(), is_lens);
        let of_properties =
            properties.rows().flat_map(|row| sources(&row)).map(|(tag, ..)| owned(tag, false));
        let of_facts = facts.rows().map(|row| owned(fact(&row), row.get("role") == "lens-type"));
        let of_areas = focus_areas::tags().into_iter().map(|(group, name)| (group, name, false));
        Self { tags: of_properties.chain(of_facts).chain(of_areas).collect() }
    }

    /// Whether a field is made of the tag in a table of this room.
    pub fn names(&self, room: &str, group: &str, name: &str) -> bool {
        self.all(room, group, name).next().is_some()
    }

    /// Whether the tag in a table of this room is the number of a lens.
    pub fn is_lens_type(&self, room: &str, group: &str, name: &str) -> bool {
        self.all(room, group, name).any(|(.., is_lens)| *is_lens)
    }

    fn all(&self, room: &str, group: &str, name: &str) -> impl Iterator<Item = &(String, String, bool)> {
        // Only in maker notes does a name count in any group, and in what makers store in films.
        let is_maker = room == MAKERNOTE || room == FILMS && makers().contains(group);
        let is_of = move |of: &str| if of.is_empty() { is_maker } else { of == group };
        self.tags.iter().filter(move |(of, known, _)| known == name && is_of(of))
    }
}

/// The tags of tables in a row of `properties.tsv`, each with its place among the sources and with its number among
/// the fallbacks, which is 0 for sources.
fn sources<'t>(row: &Row<'t>) -> Vec<(TableTag<'t>, usize, usize)> {
    let tags = |column| row.get(column).split(' ').filter(|tag| !tag.is_empty()).enumerate();
    // The last number is left to tags with the field's own name.
    let first = tags("fallbacks").filter(|(_, tag)| !is_of_table(row, tag)).count() + 2;
    let sources =
        tags("sources").filter(|(_, tag)| is_of_table(row, tag)).map(|(place, tag)| (tag, place, 0));
    let fallbacks = tags("fallbacks").filter(|(_, tag)| is_of_table(row, tag));
    let fallbacks = fallbacks.zip(first..).map(|((_, tag), number)| (tag, 0, number));
    let tag = |text| TableTag::of(text).unwrap_or_else(|| row.wrong(text));
    sources.chain(fallbacks).map(|(text, place, number)| (tag(text), place, number)).collect()
}

fn fact<'t>(row: &Row<'t>) -> TableTag<'t> {
    TableTag::of(row.get("tag")).unwrap_or_else(|| row.wrong("no tag"))
}

/// Writes the lists of such tags. `row` finds the row of a field.
pub fn compile(out: &mut Out, row: impl Fn(&str) -> usize) {
    let properties = Table::read("src/normalize/properties.tsv");
    let facts = Table::read("src/normalize/facts.tsv");
    let mut sources: Vec<_> = properties
        .rows()
        .flat_map(|property| {
            let row = row(property.get("field"));
            self::sources(&property)
                .into_iter()
                .map(move |(tag, place, fallback)| (tag, row, place, fallback))
        })
        .collect();
    sources.sort_by_key(|(tag, row, ..)| (tag.name, *row));
    let mut code = String::from("pub(crate) static SOURCES: &[TableSource] = &[\n");
    for (TableTag { group, name }, row, place, fallback) in sources {
        writeln!(
            code,
            "TableSource {{ group: {group:?}, name: {name:?}, row: {row}, place: {place}, fallback: {fallback} }},"
        )
        .expect("writing to a string");
    }
    code.push_str("];\npub(crate) static FACTS: &[Fact] = &[\n");
    for fact in facts.rows() {
        let TableTag { group, name } = self::fact(&fact);
        let role: String =
            fact.get("role").split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
        let of = fact.get("of");
        writeln!(code, "Fact {{ group: {group:?}, name: {name:?}, role: Role::{role}, of: {of:?} }},")
            .expect("writing to a string");
    }
    code.push_str("];\n");
    out.write("src/normalize/generated/table_tags.rs", &["properties.tsv", "facts.tsv"], &code);
}
