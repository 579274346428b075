//! The meanings of coded values for `src/codes.rs`: one text for all of them, and lists of places in it.

use super::out::Out;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// The meanings of one tag's values.
#[derive(Default, PartialEq, Eq)]
pub struct Meanings {
    pub numbers: BTreeMap<i64, String>,
    pub texts: BTreeMap<String, String>,
    pub bits: BTreeMap<u8, String>,
}

/// All meanings, by the names that tables use for them.
#[derive(Default)]
pub struct Codes {
    sets: BTreeMap<String, Meanings>,
    /// The meanings that tables refer to by number.
    makers: Vec<Meanings>,
}

impl Codes {
    /// The meanings with this name, which start empty.
    pub fn set(&mut self, room: &str, name: &str) -> &mut Meanings {
        self.sets.entry(identifier(room, name)).or_default()
    }

    /// How a table refers to meanings, as a Rust expression.
    pub fn reference(&self, room: &str, name: &str) -> String {
        let name = identifier(room, name);
        let name = if self.sets.contains_key(&name) { &name } else { "NONE" };
        format!("&crate::codes::{name}")
    }

    /// Adds meanings to the list, unless it has the same ones, and returns their index.
    pub fn list(&mut self, meanings: Meanings) -> u16 {
        let known = self.makers.iter().position(|other| *other == meanings);
        let index = known.unwrap_or_else(|| {
            self.makers.push(meanings);
            self.makers.len() - 1
        });
        u16::try_from(index).expect("there are few sets")
    }

    pub fn write(&self, out: &mut Out) {
        let all = self.sets.values().chain(&self.makers).flat_map(|set| {
            let texts = set.texts.iter().flat_map(|(key, text)| [key, text]);
            set.numbers.values().chain(texts).chain(set.bits.values()).map(String::as_str)
        });
        let text = Text::of(all.collect());
        let (mut numbers, mut texts, mut bits) = (Vec::new(), Vec::new(), Vec::new());
        let (mut sets, mut makers) = (String::new(), String::new());
        let named = self.sets.iter().map(|(name, set)| (Some(name), set));
        for (name, set) in named.chain(self.makers.iter().map(|set| (None, set))) {
            let run = |start: usize, len: usize| format!("Run {{ start: {start}, len: {len} }}");
            let runs = [
                run(numbers.len(), set.numbers.len()),
                run(texts.len(), set.texts.len()),
                run(bits.len(), set.bits.len()),
            ];
            numbers
                .extend(set.numbers.iter().map(|(key, meaning)| format!("({key}, {})", text.span(meaning))));
            texts.extend(
                set.texts
                    .iter()
                    .map(|(key, meaning)| format!("({}, {})", text.span(key), text.span(meaning))),
            );
            bits.extend(set.bits.iter().map(|(key, meaning)| format!("({key}, {})", text.span(meaning))));
            let [numbers, texts, bits] = runs;
            let codes = format!("Codes {{ numbers: {numbers}, texts: {texts}, bits: {bits} }}");
            let _ = match name {
                Some(name) => writeln!(sets, "pub(crate) static {name}: Codes = {codes};"),
                None => writeln!(makers, "    {codes},"),
            };
        }
        let mut code = text.code();
        for (name, key, rows) in [("NUMBERS", "i64", numbers), ("TEXTS", "Span", texts), ("BITS", "u8", bits)]
        {
            let _ = writeln!(code, "#[allow(clippy::unreadable_literal)]");
            let _ = writeln!(
                code,
                "static {name}: [({key}, Span); {}] = [\n    {},\n];",
                rows.len(),
                rows.join(",\n    ")
            );
        }
        let len = self.makers.len();
        let _ = writeln!(code, "#[allow(clippy::unreadable_literal)]");
        let _ = writeln!(code, "pub(crate) static MAKERS: [Codes; {len}] = [\n{makers}];");
        let all: Vec<_> = self.sets.keys().map(|name| format!("&{name}")).collect();
        let _ = writeln!(code, "#[cfg(test)]\nstatic SETS: &[&Codes] = &[{}];", all.join(", "));
        out.write(
            "src/codes/generated.rs",
            &["src/exif/values.tsv", "src/iptc/values.tsv", "those of the makers"],
            &(code + &sets),
        );
    }
}

fn identifier(room: &str, name: &str) -> String {
    format!("{room}_{name}").to_uppercase()
}

/// A single text for all strings; one that is contained in another is not stored twice.
struct Text<'t> {
    pieces: Vec<&'t str>,
    starts: HashMap<&'t str, usize>,
}

impl<'t> Text<'t> {
    fn of(mut texts: Vec<&'t str>) -> Self {
        texts.sort_by_key(|text| (std::cmp::Reverse(text.len()), *text));
        texts.dedup();
        let (mut whole, mut pieces, mut starts) = (String::new(), Vec::new(), HashMap::new());
        for text in texts {
            let start = whole.find(text).unwrap_or_else(|| {
                whole.push_str(text);
                pieces.push(text);
                whole.len() - text.len()
            });
            starts.insert(text, start);
        }
        Self { pieces, starts }
    }

    /// Written with one piece per line, so that a diff shows what a row adds.
    fn code(&self) -> String {
        let pieces: Vec<_> = self.pieces.iter().map(|piece| format!("    {piece:?},\n")).collect();
        format!("#[rustfmt::skip]\nstatic TEXT: &str = concat!(\n{});\n", pieces.concat())
    }

    fn span(&self, text: &str) -> String {
        let start = self.starts[text];
        format!("Span {{ start: {start}, len: {} }}", text.len())
    }
}
