//! Writes what was compiled as Rust.

use super::builder::{ALLOW, Builder, Compiled, EARLY, FEEDS, Kind, NIKON_KEYS, READERS, SAME_PLACE};
use crate::generate::feeds::{self, Needs};
use crate::generate::out::Out;
use crate::generate::rooms::MAKERNOTE;
use crate::generate::table::numbers;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

/// Tables of maker notes that stand elsewhere too, so that others name them.
const ELSEWHERE: [&str; 2] = ["PanasonicRaw.CameraIFD", "PrintIM.Main"];

impl Builder<'_> {
    pub(super) fn write(mut self, out: &mut Out, ways: &[String]) {
        for rows in &mut self.rows {
            rows.sort_by_key(|row| row.order);
        }
        let feeds = self.feeds();
        let (mut code, mut list, mut first) = (String::new(), String::new(), 0);
        let (mut tables, mut pictures) = (Vec::new(), Vec::new());
        for (index, kind) in self.kinds.iter().enumerate() {
            let rows = &self.rows[index];
            let Kind { name, shape, cipher, default: (default, _), group, .. } = kind;
            let group = self.groups.iter().position(|other| other == group).expect("listed");
            let len = rows.len();
            tables.push(format!(
                "Table {{ shape: Shape::{shape}, default: F::{default}, group: {group}, cipher: Cipher::{cipher}, first: {first}, len: {len}, first_picture: {}, picture_count: {}, has_early: {}, feeds_fields: {}, reach: {} }}, // {name}",
                pictures.len(),
                self.pictures[index].len(),
                rows.iter().any(|row| row.flags & EARLY != 0),
                feeds[index].contains(&true),
                reach(rows, &feeds[index])
            ));
            pictures.extend(self.pictures[index].iter().map(|picture| format!("    {picture},\n")));
            let _ = writeln!(list, "    // {name}");
            let mut last = None;
            for (row, is_needed) in rows.iter().zip(&feeds[index]) {
                let is_same = last.replace(row.order.0) == Some(row.order.0);
                let flags =
                    row.flags | if is_same { SAME_PLACE } else { 0 } | if *is_needed { FEEDS } else { 0 };
                let _ = writeln!(list, "    {}, {flags}, {},", row.text[0], row.text[1]);
            }
            first += len;
        }
        let _ = writeln!(code, "use Format as F;\n");
        let _ = writeln!(
            code,
            "{ALLOW}static TABLES: [Table; {}] = [\n    {}\n];",
            tables.len(),
            tables.join("\n    ")
        );
        let _ = writeln!(code, "{ALLOW}static ROWS: [Row; {first}] = [\n{list}];");
        let _ = writeln!(
            code,
            "{ALLOW}static PICTURES: [Picture; {}] = [\n{}];",
            pictures.len(),
            pictures.concat()
        );
        let subtables = self.subtables.join(",\n    ");
        let _ = writeln!(
            code,
            "{ALLOW}static SUBTABLES: [Subtable; {}] = [\n    {subtables},\n];",
            self.subtables.len()
        );
        let _ =
            writeln!(code, "/// The groups of the tags.\npub static GROUPS: &[&str] = &{:?};", self.groups);
        let makers: BTreeSet<&str> =
            self.kinds.iter().filter(|kind| kind.room == MAKERNOTE).map(|kind| kind.group).collect();
        let _ = writeln!(
            code,
            "/// The groups of maker notes.\npub static MAKER_GROUPS: &[&str] = &{:?};",
            makers.iter().filter(|group| !group.is_empty()).collect::<Vec<_>>()
        );
        let mut names: Vec<(&str, usize)> = (0..)
            .zip(self.kinds)
            .filter(|(_, kind)| kind.room != MAKERNOTE || ELSEWHERE.contains(&kind.name))
            .map(|(index, kind)| (kind.name, index))
            .collect();
        names.sort_unstable();
        let _ = writeln!(
            code,
            "/// The tables that containers name, sorted.\n{ALLOW}static NAMED: [(&str, u16); {}] = {names:?};",
            names.len()
        );
        let _ = writeln!(
            code,
            "#[allow(dead_code)]\nstatic KEYS: [&str; {}] = {:?};",
            self.keys.len(),
            self.keys
        );
        let mut names: Vec<&str> = self.slots.iter().map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut starts = HashMap::new();
        let mut whole = 0;
        for name in &names {
            starts.insert(*name, whole);
            whole += name.len();
        }
        let pieces: Vec<_> = names.iter().map(|name| format!("    {name:?},\n")).collect();
        let _ = writeln!(code, "#[rustfmt::skip]\nstatic NAMES: &str = concat!(\n{});", pieces.concat());
        let slots: Vec<_> = self
            .slots
            .iter()
            .map(|(_, name)| {
                format!("    Slot {{ start: {}, len: {} }},\n", starts[name.as_str()], name.len())
            })
            .collect();
        let _ = writeln!(code, "{ALLOW}static SLOTS: [Slot; {}] = [\n{}];", slots.len(), slots.concat());
        let heap = self.register("Heap");
        let _ = writeln!(
            code,
            "/// The register with the code of the heap that is read.\npub(crate) const HEAP: usize = {heap};"
        );
        let media = self.register("MediaType");
        let _ = writeln!(
            code,
            "/// The register with the type of the media of a film's track.\npub(crate) const MEDIA_TYPE: usize = {media};"
        );
        let block = self.register("BlockName");
        let _ = writeln!(
            code,
            "/// The register with the name of the block that is read.\npub(crate) const BLOCK_NAME: usize = {block};"
        );
        let camera = ["Make", "Model"].map(|name| usize::from(self.register(name)));
        let _ = writeln!(
            code,
            "/// The registers with the camera, if the note itself names it.\npub(crate) const CAMERA: [usize; 2] = {camera:?};"
        );
        let keys = NIKON_KEYS.map(|name| usize::from(self.register(name)));
        let _ = writeln!(
            code,
            "/// The registers with the keys of Nikon's cipher.\npub(crate) const NIKON_KEYS: [usize; 2] = {keys:?};"
        );
        let twice = self.register("SonyTwice");
        let _ = writeln!(
            code,
            "/// The register that says whether Sony's records are enciphered twice.\npub(crate) const SONY_TWICE: usize = {twice};"
        );
        let _ = writeln!(
            code,
            "/// The number of registers.\npub(crate) const REGISTERS: usize = {};",
            self.registers.names().len()
        );
        let files = ["the files `tables.tsv`, `tags.tsv` and `values.tsv` of the rooms", "pictures.tsv"];
        out.write("src/layout/generated/tables.rs", &files, &code);
        let mut code = String::new();
        let _ = writeln!(
            code,
            "{ALLOW}static WAYS: [Way; {}] = [\n    {},\n];",
            ways.len(),
            ways.join(",\n    ")
        );
        out.write("src/makernote/generated/makers.rs", &["makers.tsv"], &code);
        let lenses: Vec<_> = self
            .lenses
            .iter()
            .map(|((group, name), codes)| format!("    ({group:?}, {name:?}, {codes}),\n"))
            .collect();
        let code =
            format!("static LENSES: [(&str, &str, u16); {}] = [\n{}];\n", lenses.len(), lenses.concat());
        out.write(
            "src/makernote/generated/lenses.rs",
            &["facts.tsv", "the files `lenses.tsv` of the makers"],
            &code,
        );
        let code = self.compiler.into_code();
        let programs = format!(
            "{ALLOW}static PROGRAMS: [u32; {}] = {};\n",
            self.programs.len(),
            numbers(&self.programs)
        );
        let code = format!("{programs}{ALLOW}static CODE: [u8; {}] = {};\n", code.len(), numbers(&code));
        out.write("src/layout/generated/formulas.rs", &["the formulas of all tables"], &code);
    }

    /// Whether each row of each table is needed for fields.
    fn feeds(&mut self) -> Vec<Vec<bool>> {
        let none = || Needs {
            place: 0,
            is_field: false,
            shifts: false,
            sets: String::new(),
            leads_to: None,
            when: String::new(),
            formulas: String::new(),
        };
        let rows = self.rows.iter_mut();
        let tables: Vec<Vec<Needs>> = rows
            .map(|rows| rows.iter_mut().map(|row| std::mem::replace(&mut row.needs, none())).collect())
            .collect();
        feeds::feeds(&tables, &READERS)
    }
}

/// How many bytes of a record are needed for fields; all of them if that is not known.
fn reach(rows: &[Compiled], feeds: &[bool]) -> u32 {
    let needed = rows.iter().zip(feeds).filter(|(_, is_needed)| **is_needed);
    let ends: Option<Vec<u32>> = needed.map(|(row, _)| row.end).collect();
    ends.map_or(u32::MAX, |ends| ends.into_iter().max().unwrap_or_default())
}
