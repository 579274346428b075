//! Compiles the rows of all rooms, and collects what they refer to.

#[path = "../../../../src/layout/names.rs"]
mod names;

use super::columns;
use crate::generate::codes::{Codes, Meanings};
use crate::generate::feeds::Needs;
use crate::generate::formula::{Column, Compiler, Registers};
use crate::generate::table::{Row, Table};
use crate::generate::table_tags::TableTags;
use std::collections::{BTreeMap, HashMap};

/// Numbers are written as in the tables.
pub(super) const ALLOW: &str = "#[allow(clippy::unreadable_literal)]\n#[rustfmt::skip]\n";

/// The words of the column `flags`, and their bits in `Flags`.
const FLAGS: [(&str, u32); 13] = [
    ("unknown", 0),
    ("hidden", 1),
    ("binary", 2),
    ("offset", 3),
    ("low", 4),
    ("bits", 5),
    ("hex", 6),
    ("long", 10),
    ("early", 12),
    ("high", 13),
    ("list", 14),
    ("octets", 15),
    ("lingual", 17),
];
const UNKNOWN: u32 = 1;
const BINARY: u32 = 1 << 2;
const HIDDEN: u32 = 1 << 1;
const FIELD: u32 = 1 << 7;
pub(super) const FEEDS: u32 = 1 << 16;
/// The registers with the keys of Nikon's cipher.
pub(super) const NIKON_KEYS: [&str; 2] = ["NikonSerial", "NikonCount"];
/// The registers that readers ask for, and not only formulas.
pub(super) const READERS: [&str; 8] =
    ["NikonSerial", "NikonCount", "SonyTwice", "Make", "Model", "Heap", "MediaType", "BlockName"];
const COUNT_IS_FORMULA: u32 = 1 << 8;
const RAW: u32 = 1 << 9;
pub(super) const SAME_PLACE: u32 = 1 << 11;
pub(super) const EARLY: u32 = 1 << 12;

/// The formats, by the names that tables use, with their sizes.
const FORMATS: [(&str, &str, u32); 24] = [
    ("", "Stored", 1),
    ("int8u", "Int8u", 1),
    ("int8s", "Int8s", 1),
    ("int16u", "Int16u", 2),
    ("int16s", "Int16s", 2),
    ("int16uRev", "Int16uRev", 2),
    ("int32u", "Int32u", 4),
    ("int32s", "Int32s", 4),
    ("int32uRev", "Int32uRev", 4),
    ("int64u", "Int64u", 8),
    ("int64s", "Int64s", 8),
    ("rational32u", "Rational32u", 4),
    ("rational32s", "Rational32s", 4),
    ("rational64u", "Rational64u", 8),
    ("rational64s", "Rational64s", 8),
    ("fixed32u", "Fixed32u", 4),
    ("fixed32s", "Fixed32s", 4),
    ("float", "Float", 4),
    ("double", "Double", 8),
    ("string", "Text", 1),
    ("unicode", "Unicode", 2),
    ("undef", "Undef", 1),
    ("ifd", "Ifd", 4),
    ("unsigned", "Int32u", 4),
];

/// A kind of table, as `tables.tsv` lists it.
pub(super) struct Kind<'t> {
    pub(super) name: &'t str,
    /// The room that lists it.
    pub(super) room: &'static str,
    pub(super) shape: &'static str,
    pub(super) cipher: &'static str,
    pub(super) default: (&'static str, u32),
    pub(super) group: &'t str,
    pub(super) low: bool,
}

pub(super) fn kind<'t>(room: &'static str, row: &Row<'t>) -> Kind<'t> {
    let shape = match row.get("shape") {
        "ifd" => "Ifd",
        "record" => "Record",
        "serial" => "Serial",
        "pairs" => "Pairs",
        "groups" => "Groups",
        "plist" => "Plist",
        "brackets" => "Text(Notation::Brackets)",
        "assignments" => "Text(Notation::Assignments)",
        "letters" => "Text(Notation::Letters)",
        "words" => "Text(Notation::Words)",
        "labels" => "Text(Notation::Labels)",
        "phaseone" => "PhaseOne",
        "settings" => "Settings",
        "capture" => "Capture",
        "offsets" => "Offsets",
        "printim" => "PrintIm",
        "moreinfo" => "MoreInfo",
        "heap" => "Heap",
        "timed" => "Timed(12)",
        "riff" => "Riff",
        "matroska" => "Matroska",
        "xml" => "Xml",
        "timedexif" => "Timed(8)",
        "profile" => "Profile",
        "dictionary" => "Dictionary",
        "boxes" => "Boxes",
        "userdata" => "UserData",
        "items" => "Items",
        "keys" => "Keys",
        "codes" => "Codes",
        "typed" => "Typed",
        "xtra" => "Xtra",
        "texts" => "Texts",
        "itemproperties" => "Properties",
        "samples" => "Samples",
        "geokeys" => "GeoKeys",
        "fujidirectory" => "FujiDirectory",
        "comments" => "Comments",
        "layers" => "Layers",
        "x3fsettings" => "X3fSettings",
        "x3fproperties" => "X3fProperties",
        "camm" => "Camm",
        "ducky" => "Segment(SegmentShape::Ducky)",
        "hdr" => "Segment(SegmentShape::Hdr)",
        "elements" => "Segment(SegmentShape::Elements)",
        "datasets" => "Segment(SegmentShape::Datasets)",
        "survey" => "Segment(SegmentShape::Survey)",
        "qualcomm" => "Segment(SegmentShape::Qualcomm)",
        "chunks" => "Segment(SegmentShape::Chunks)",
        "mpimages" => "Segment(SegmentShape::MpImages)",
        "fff" => "Segment(SegmentShape::Fff)",
        "measurements" => "Segment(SegmentShape::Measurements)",
        "fpxr" => "Segment(SegmentShape::Fpxr)",
        "properties" => "Segment(SegmentShape::Properties)",
        "recipes" => "Segment(SegmentShape::Recipes)",
        "edits" => "Segment(SegmentShape::Edits)",
        "dr4" => "Segment(SegmentShape::Dr4)",
        "seft" => "Segment(SegmentShape::Seft)",
        "mie" => "Segment(SegmentShape::Mie)",
        "document" => "Document",
        "gpmf" => "Gpmf",
        "values" => "Values",
        _ => "Unread",
    };
    let cipher = match row.get("cipher") {
        "" => "None",
        "sony" => "Sony",
        "nikon" => "Nikon",
        _ => row.wrong("no such cipher"),
    };
    let default = format(row, row.get("type"));
    let low = row.get("priority") == "low";
    Kind { name: row.get("table"), room, shape, cipher, default, group: row.get("group"), low }
}

/// A format's name in Rust, and its size.
fn format(row: &Row<'_>, name: &str) -> (&'static str, u32) {
    match FORMATS.iter().find(|(known, ..)| *known == name) {
        Some((_, rust, size)) => (*rust, *size),
        None => row.wrong(&format!("{name}: no such format")),
    }
}

/// Reads the meanings in a folder and returns the numbers of their sets.
pub fn values(folder: &str, codes: &mut Codes) -> HashMap<String, u16> {
    let path = format!("{folder}/values.tsv");
    let mut sets = BTreeMap::<String, Meanings>::new();
    if !std::path::Path::new(&path).exists() {
        return HashMap::new();
    }
    for row in Table::read(&path).rows() {
        let set = sets.entry(row.get("set").to_owned()).or_default();
        let (key, text) = (row.get("key"), row.get("text").to_owned());
        let bit = key.strip_prefix("bit").and_then(|bit| bit.parse().ok());
        let old = match (bit, key.parse()) {
            (Some(bit), _) => set.bits.insert(bit, text),
            (None, Ok(number)) => set.numbers.insert(number, text),
            (None, Err(_)) => set.texts.insert(key.to_owned(), text),
        };
        if old.is_some() {
            row.wrong("this key stands in its set already");
        }
    }
    sets.into_iter().map(|(name, meanings)| (name, codes.list(meanings))).collect()
}

/// Collects what the rows refer to.
pub(super) struct Builder<'k> {
    pub(super) kinds: &'k [Kind<'k>],
    pub(super) indices: HashMap<&'k str, usize>,
    pub(super) rows: Vec<Vec<Compiled>>,
    pub(super) groups: Vec<&'k str>,
    pub(super) slots: Vec<(u8, String)>,
    pub(super) slot_of: HashMap<(u8, String), u16>,
    pub(super) keys: Vec<String>,
    pub(super) subtables: Vec<String>,
    /// The pictures of each table.
    pub(super) pictures: Vec<Vec<String>>,
    pub(super) registers: Registers,
    pub(super) compiler: Compiler<'static>,
    /// Where each formula begins; the first one is none.
    pub(super) programs: Vec<u32>,
    /// The formulas that are wrong, all of which are told at once.
    pub(super) wrong: Vec<String>,
    /// The tags from which fields are made.
    pub(super) fields: TableTags,
    /// The lists of lenses, by their groups and by the tags with the lenses' numbers.
    pub(super) lenses: BTreeMap<(String, String), u16>,
}

/// A compiled row, its order in its table, and what it needs.
pub(super) struct Compiled {
    pub(super) order: (u32, u32),
    /// Its arguments before and after the flags.
    pub(super) text: [String; 2],
    pub(super) flags: u32,
    pub(super) needs: Needs,
    /// Where its value ends in a record, if that is known.
    pub(super) end: Option<u32>,
}

impl<'k> Builder<'k> {
    pub(super) fn new(kinds: &'k [Kind<'k>]) -> Self {
        let mut groups: Vec<&str> = kinds.iter().map(|kind| kind.group).collect();
        groups.sort_unstable();
        groups.dedup();
        Self {
            kinds,
            indices: kinds.iter().enumerate().map(|(index, kind)| (kind.name, index)).collect(),
            rows: kinds.iter().map(|_| Vec::new()).collect(),
            groups,
            slots: Vec::new(),
            slot_of: HashMap::new(),
            keys: Vec::new(),
            subtables: Vec::new(),
            pictures: kinds.iter().map(|_| Vec::new()).collect(),
            registers: Registers::default(),
            compiler: Compiler::new(names::NAMES),
            programs: vec![0],
            wrong: Vec::new(),
            fields: TableTags::read(),
            lenses: BTreeMap::new(),
        }
    }

    fn group(&self, name: &str) -> u8 {
        let at = self.groups.iter().position(|group| *group == name);
        u8::try_from(at.expect("all groups are listed")).expect("there are few groups")
    }

    fn slot(&mut self, group: u8, name: &str) -> u16 {
        let next = u16::try_from(self.slots.len()).expect("there are few names");
        let key = (group, name.to_owned());
        let slots = &mut self.slots;
        *self.slot_of.entry(key.clone()).or_insert_with(|| {
            slots.push(key);
            next
        })
    }

    pub(super) fn formula(&mut self, row: &Row<'_>, text: &str, column: Column) -> u16 {
        let compiled = self.compiler.compile(text, column, &mut self.registers);
        let at = compiled.unwrap_or_else(|why| {
            self.wrong.push(row.place(&format!("{text}: {why}")));
            0
        });
        let known = self.programs.iter().position(|program| *program == at);
        let number = known.unwrap_or_else(|| {
            self.programs.push(at);
            self.programs.len() - 1
        });
        u16::try_from(number).unwrap_or_else(|_| row.wrong("there are too many formulas"))
    }

    pub(super) fn register(&mut self, name: &str) -> u8 {
        self.registers.number(name).expect("there are few registers")
    }

    pub(super) fn row(&mut self, folder: &str, row: &Row<'_>, meanings: &HashMap<String, u16>) {
        let name = row.get("table");
        let Some(&index) = self.indices.get(name) else { row.wrong("tables.tsv does not list this table") };
        let kind = &self.kinds[index];
        let group = self.group(kind.group);
        let slot = self.slot(group, row.get("name"));
        let (format_name, count) = row.get("type").split_once('[').unwrap_or((row.get("type"), ""));
        let (format, size) = format(row, format_name);
        let mut flags = row.get("flags").split(' ').filter(|word| !word.is_empty()).fold(0, |all, word| {
            let bit = FLAGS.iter().find(|(known, _)| *known == word);
            all | 1 << bit.unwrap_or_else(|| row.wrong(&format!("{word}: no such flag"))).1
        });
        if kind.low {
            flags |= 1 << 4;
        }
        let count = match count.strip_suffix(']') {
            None => 0,
            Some(count) => count.parse::<u32>().unwrap_or_else(|_| {
                flags |= COUNT_IS_FORMULA;
                self.formula(row, count, Column::Value).into()
            }),
        };
        let id = self.id(row, kind, if format_name.is_empty() { kind.default.1 } else { size });
        let value = row.get("value");
        let value = value.strip_prefix("raw:").map_or(value, |value| {
            flags |= RAW;
            value.trim_start()
        });
        let (sets, remembers) = row.get("sets").split_once(" = ").unwrap_or((row.get("sets"), ""));
        let formulas = [
            (row.get("when"), Column::When),
            (value, Column::Value),
            (row.get("print"), Column::Print),
            (row.get("shift"), Column::Value),
            (remembers, Column::Value),
        ];
        let [when, value, print, shift, remembers] =
            formulas.map(|(text, column)| self.formula(row, text, column));
        let sets = if sets.is_empty() { 0 } else { self.register(sets) + 1 };
        let codes = match row.get("codes") {
            "" => 0,
            name => {
                meanings
                    .get(name)
                    .unwrap_or_else(|| row.wrong(&format!("{folder}/values.tsv has no set {name}")))
                    + 1
            }
        };
        let mask = match row.get("mask") {
            "" => 0,
            mask => {
                u32::from_str_radix(mask.trim_start_matches("0x"), 16).unwrap_or_else(|_| row.wrong("mask"))
            }
        };
        let (subtable, leads_to) = self.subtable(row);
        // What leads to a table that is not known is no value.
        if subtable == 0 && !row.get("subtable").is_empty() {
            flags |= HIDDEN;
        }
        let is_lens = codes > 0 && self.fields.is_lens_type(kind.room, kind.group, row.get("name"));
        if is_lens {
            self.lenses.insert((kind.group.to_owned(), row.get("name").to_owned()), codes - 1);
        }
        let is_shown = flags & (UNKNOWN | HIDDEN) == 0 && subtable == 0;
        if is_shown && self.fields.names(kind.room, kind.group, row.get("name")) {
            flags |= FIELD;
        }
        let formulas = ["type", "value", "print", "shift", "sets", "subtable"].map(|column| row.get(column));
        let text = [
            format!(
                "row({id}, {slot}, F::{format}, {count}, {mask}, [{when}, {value}, {print}, {shift}, {remembers}], {codes}"
            ),
            format!("{sets}, {subtable})"),
        ];
        let place = u32::try_from(self.rows[index].len()).expect("few rows");
        let is_ordered = matches!(kind.shape, "Record" | "Serial" | "Samples");
        let order = if is_ordered { (record_order(row), place) } else { (id, place) };
        let needs = Needs {
            place: order.0,
            is_field: flags & FIELD != 0,
            shifts: shift > 0,
            sets: row.get("sets").split(" = ").next().unwrap_or_default().to_owned(),
            leads_to,
            when: row.get("when").to_owned(),
            formulas: formulas.join(" "),
        };
        let is_bounded =
            !is_run(format) && flags & COUNT_IS_FORMULA == 0 && leads_to.is_none() && id < u32::MAX / 2;
        let asks_beyond =
            ["bytes", "size"].iter().any(|word| needs.when.contains(word) || needs.formulas.contains(word));
        let end =
            (is_bounded && shift == 0 && !asks_beyond).then(|| id + count.max(1) * size.max(kind.default.1));
        self.rows[index].push(Compiled { order, text, flags, needs, end });
    }

    /// The tag number, the byte offset in a record, or the index of a key.
    fn id(&mut self, row: &Row<'_>, kind: &Kind<'_>, _size: u32) -> u32 {
        let id = row.get("id");
        match kind.shape {
            "Boxes" | "Codes" | "UserData" | "Items" | "Properties" | "Gpmf" => {
                box_type(id).unwrap_or_else(|| row.wrong("no type of a box"))
            }
            "Record" | "Samples" => {
                let whole = id.split('.').next().unwrap_or_default();
                let number: i64 = whole.parse().unwrap_or_else(|_| row.wrong("no offset"));
                let offset = number * i64::from(kind.default.1);
                // Counted from the end of the record.
                u32::try_from(offset)
                    .unwrap_or_else(|_| u32::MAX - u32::try_from(-offset - 1).expect("in range"))
            }
            "Profile" => signature(row, id),
            _ => id.parse().unwrap_or_else(|_| {
                let known = self.keys.iter().position(|key| key == id);
                let at = known.unwrap_or_else(|| {
                    self.keys.push(id.to_owned());
                    self.keys.len() - 1
                });
                u32::try_from(at).expect("few keys")
            }),
        }
    }

    /// The number of what a row leads to, and the table.
    fn subtable(&mut self, row: &Row<'_>) -> (u16, Option<usize>) {
        let cell = row.get("subtable");
        if cell.is_empty() {
            return (0, None);
        }
        let mut parts = cell.split("; ");
        let name = parts.next().unwrap_or_default();
        // IPTC has a decoder of its own.
        let is_iptc = name == "IPTC.Main";
        let Some(table) = self.indices.get(name).copied().or(is_iptc.then_some(0)) else { return (0, None) };
        let mut check = 0;
        let (mut start, mut relative, mut order, mut base) = (0, false, "Same", "Same".to_owned());
        let mut process = if is_iptc { "Iptc" } else { "None" }.to_owned();
        for part in parts {
            let (word, rest) = part.split_once(' ').unwrap_or((part, ""));
            match word {
                "at" => {
                    let formula = rest.strip_prefix("start + ");
                    relative = formula.is_some();
                    start = self.formula(row, formula.unwrap_or(rest), Column::Value);
                }
                "check" => check = self.formula(row, rest, Column::When),
                "big" => order = "Big",
                "little" => order = "Little",
                "guess" => order = "Guess",
                "base" => base = columns::base(row, rest),
                "process" => process = columns::process(row, rest),
                "cipher" => {
                    let words: Vec<&str> = rest.split(' ').collect();
                    process = match *words {
                        ["nikon", from] => format!("Nikon({from})"),
                        ["nikon", "offsets", at] => format!("NikonOffsets({at})"),
                        _ => row.wrong("cipher"),
                    };
                }
                _ => row.wrong(&format!("{word}: not understood")),
            }
        }
        let text = format!(
            "Subtable {{ table: {table}, start: {start}, start_is_relative: {relative}, check: {check}, order: Order::{order}, base: Base::{base}, process: Process::{process} }}"
        );
        let known = self.subtables.iter().position(|other| *other == text);
        let at = known.unwrap_or_else(|| {
            self.subtables.push(text);
            self.subtables.len() - 1
        });
        (u16::try_from(at + 1).expect("few subtables"), Some(table).filter(|_| !is_iptc))
    }

    /// The lenses of a maker that are known by several numbers.
    pub(super) fn lens_keys(&mut self, folder: &str, codes: &mut Codes) {
        let path = format!("{folder}/lenses.tsv");
        if !std::path::Path::new(&path).exists() {
            return;
        }
        let mut groups = BTreeMap::<String, Meanings>::new();
        for row in Table::read(&path).rows() {
            let lenses = groups.entry(row.get("group").to_owned()).or_default();
            if lenses.texts.insert(row.get("key").to_owned(), row.get("lens").to_owned()).is_some() {
                row.wrong("this key is there already");
            }
        }
        for (group, lenses) in groups {
            self.lenses.insert((group, String::new()), codes.list(lenses));
        }
    }

    /// A picture to which two tags point.
    pub(super) fn picture(&mut self, row: &Row<'_>) {
        let Some(&index) = self.indices.get(row.get("table")) else {
            row.wrong("tables.tsv does not list this table")
        };
        let group = self.group(self.kinds[index].group);
        let slot = self.slot(group, row.get("name"));
        // In a record they are known by their offsets.
        let size = if self.kinds[index].shape == "Record" { self.kinds[index].default.1 } else { 1 };
        let [start, length] = ["start", "length"].map(|column| row.number::<u32>(column) * size);
        self.pictures[index].push(format!(
            "Picture {{ start: {start}, length: {length}, row: row(0, {slot}, F::Undef, 0, 0, [0; 5], 0, {BINARY}, 0, 0) }}"
        ));
    }
}

/// The signature of a tag of a profile: four characters, filled up with spaces. What has none has 0.
fn signature(row: &Row<'_>, id: &str) -> u32 {
    match id.len() {
        0 => row.wrong("no signature"),
        1..=4 => format!("{id:<4}").bytes().fold(0, |all, byte| all << 8 | u32::from(byte)),
        _ => 0,
    }
}

/// The type of a box as a number: four characters of Latin-1, or a number.
fn box_type(id: &str) -> Option<u32> {
    if let Some(number) = id.strip_prefix("0x") {
        return u32::from_str_radix(number, 16).ok();
    }
    let id = id.replace("\\x00", "\0");
    let letters: Option<Vec<u8>> = id.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    Some(u32::from_be_bytes(letters?.try_into().ok()?))
}

/// Whether a value of this format without a count takes all bytes that there are.
fn is_run(format: &str) -> bool {
    matches!(format, "Text" | "Undef" | "Unicode" | "Stored")
}

/// The order of a row in a record: rows with a fraction follow the row at the same place.
fn record_order(row: &Row<'_>) -> u32 {
    let (whole, fraction) = row.get("id").split_once('.').unwrap_or((row.get("id"), ""));
    let whole: i64 = whole.parse().unwrap_or_else(|_| row.wrong("no offset"));
    let Ok(whole) = u32::try_from(whole) else { return u32::MAX };
    let fraction: u32 = format!("{fraction:0<4}").parse().unwrap_or_else(|_| row.wrong("no fraction"));
    whole * 10_000 + fraction
}
