//! XML documents in the boxes of films, as professional cameras write them: a tag of each attribute, and of each element
//! that holds nothing but text. Its name is made of those of the elements around it.

use crate::issue_code::IssueCode;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::{Table, key};
use crate::tag::{Group, Origin, Tag, Value};
use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;
use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A longer document is not read.
const LONGEST: u64 = 256 * 1024;
/// How deep elements may lie.
const DEPTH: usize = 32;
/// A longer name is no tag.
const LONGEST_NAME: usize = 200;
/// The root whose name is no part of the tags' names.
const BARE_ROOT: &str = "NonRealTimeMeta";
/// The attribute that names the language of the document, not of the film.
const NAMESPACE: &str = "xmlns";

/// An element that is open.
struct Open {
    name: String,
    prefix: Option<String>,
    text: String,
    /// Whether it holds anything but text.
    has_parts: bool,
    has_attributes: bool,
}

/// What is known while a document is read.
struct Document<'p, 'a> {
    table: &'static Table,
    part: &'p Part<'a>,
    open: Vec<Open>,
    /// The groups and names of the tags so far, of which the first counts.
    found: BTreeSet<(String, String)>,
}

/// Reads a document.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    if part.size > LONGEST {
        state.issue(IssueCode::TooLarge, part.absolute(), || format!("a document of {} bytes", part.size));
        return;
    }
    let Some(bytes) = part.bytes(LONGEST).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    // Documents end in zeros where their boxes have room left.
    let text = String::from_utf8_lossy(bytes.as_slice());
    let text = text.trim_start_matches('\u{feff}').trim_matches('\0');
    let mut document = Document { table, part: &part, open: Vec::new(), found: BTreeSet::new() };
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) => return,
            Ok(Event::DocType(_)) => {
                state.issue(IssueCode::Doctype, part.absolute(), || "the document has a DOCTYPE".to_owned());
                return;
            }
            Ok(event) => event,
            Err(error) => {
                state.issue(IssueCode::BrokenXml, part.absolute(), || error.to_string());
                return;
            }
        };
        if document.event(state, &event).is_none() {
            state.issue(IssueCode::TooDeep, part.absolute(), || "elements within elements".to_owned());
            return;
        }
    }
}

impl Document<'_, '_> {
    /// Reads one piece of the document; none if it lies too deep.
    fn event(&mut self, state: &mut State<'_, '_>, event: &Event<'_>) -> Option<()> {
        match event {
            Event::Start(start) => self.start(state, start)?,
            Event::Empty(start) => {
                self.start(state, start)?;
                self.end(state);
            }
            Event::End(_) => self.end(state),
            Event::Text(part) => self.text(part),
            Event::CData(part) => self.text(part),
            Event::GeneralRef(reference) => {
                if let Some(letter) = letter(reference) {
                    self.text(letter.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
        Some(())
    }

    fn start(&mut self, state: &mut State<'_, '_>, start: &BytesStart<'_>) -> Option<()> {
        if self.open.len() >= DEPTH {
            return None;
        }
        if let Some(open) = self.open.last_mut() {
            open.has_parts = true;
        }
        let name = start.name();
        let (prefix, name) = split(name.as_ref());
        self.open.push(Open {
            name: name.to_owned(),
            prefix: prefix.map(str::to_owned),
            text: String::new(),
            has_parts: false,
            has_attributes: false,
        });
        for attribute in start.attributes().with_checks(false).filter_map(Result::ok) {
            let (of, name) = split(attribute.key.as_ref());
            let is_bare = self.open.len() == 1 && self.is_bare_root();
            if of == Some(NAMESPACE) || name == NAMESPACE && is_bare {
                continue;
            }
            if let Some(open) = self.open.last_mut() {
                open.has_attributes = true;
            }
            let value = unescape(&attribute.value).unwrap_or(Cow::Borrowed(&attribute.value)).into_owned();
            self.tag(state, of.or(prefix), Some(name), &value);
        }
        Some(())
    }

    fn end(&mut self, state: &mut State<'_, '_>) {
        let Some(open) = self.open.last_mut() else { return };
        let (text, prefix) = (std::mem::take(&mut open.text), open.prefix.take());
        let is_value = !(open.has_parts || text.is_empty() && open.has_attributes);
        if is_value {
            self.tag(state, prefix.as_deref(), None, &text);
        }
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    fn is_bare_root(&self) -> bool {
        self.open.first().is_some_and(|root| root.name == BARE_ROOT)
    }

    /// Makes a tag of a value, unless one of its name was found before.
    fn tag(&mut self, state: &mut State<'_, '_>, prefix: Option<&str>, attribute: Option<&str>, value: &str) {
        let mut name = String::new();
        let elements = self.open.iter().skip(usize::from(self.is_bare_root())).map(|open| open.name.as_str());
        elements.chain(attribute).for_each(|part| push_title(&mut name, part));
        let table = self.table;
        let group = prefix.map_or(table.group().to_owned(), |prefix| format!("{}-{prefix}", table.group()));
        if name.is_empty() || name.len() > LONGEST_NAME {
            return;
        }
        // The rows are those from which fields are made.
        let is_wanted = state.cx.shows_tags || table.rows().iter().any(|row| key(row.id) == name);
        if !self.found.insert((group.clone(), name.clone())) || !is_wanted {
            return;
        }
        let arena = state.cx.arena;
        let [group, name] = [group, name].map(|text| &*arena.alloc_str(&text));
        let source =
            Origin { block: state.block, offset: self.part.absolute(), standard: true, charset: None };
        let group = Group::Other(Cow::Borrowed(group));
        state.sink.tags.push(Tag::new(group, name, shown(value, arena), None, source));
    }
}

/// The value as text: a date of ISO 8601 with its time has colons.
fn shown<'a>(value: &str, arena: &'a Bump) -> Value<'a> {
    let bytes = value.as_bytes();
    let has_digits = |digits: std::ops::Range<usize>| {
        bytes.get(digits).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
    };
    let has = |at: usize, signs: &[u8]| bytes.get(at).is_some_and(|byte| signs.contains(byte));
    let is_day = has_digits(0..4) && has(4, b"-") && has_digits(5..7) && has(7, b"-") && has_digits(8..10);
    let is_moment = is_day && has(10, b"T ") && has_digits(11..13) && has(13, b":");
    let (Some(day), Some(time), true) = (value.get(..10), value.get(11..), is_moment) else {
        return Value::Text(Cow::Borrowed(arena.alloc_str(value)));
    };
    let mut out = ArenaString::from_str_in(&day.replace('-', ":"), arena);
    out.push(' ');
    out.push_str(time);
    Value::Text(Cow::Borrowed(out.into_bump_str()))
}

/// Appends a part of a name, which begins with a capital and has only letters, digits and dashes.
fn push_title(name: &mut String, part: &str) {
    let mut letters =
        part.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    name.extend(letters);
}

/// The prefix of a name, and the rest.
fn split(name: &str) -> (Option<&str>, &str) {
    name.split_once(':').map_or((None, name), |(prefix, name)| (Some(prefix), name))
}

/// The letter that a reference stands for.
fn letter(name: &str) -> Option<char> {
    let Some(digits) = name.strip_prefix('#') else { return resolve_xml_entity(name)?.chars().next() };
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    code.ok().filter(|code| *code != 0).and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use crate::Extractor;

    fn film(document: &[u8]) -> Vec<u8> {
        let iso_box = |kind: &[u8; 4], body: &[u8]| {
            [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], kind, body].concat()
        };
        let handler = iso_box(b"hdlr", &[&[0; 8][..], b"nrtm", &[0; 13]].concat());
        let xml = iso_box(b"xml ", &[&[0; 4], document].concat());
        let meta = iso_box(b"meta", &[&[0; 4][..], &handler, &xml].concat());
        [iso_box(b"ftyp", b"XAVC\0\0\0\0XAVC"), meta].concat()
    }

    fn tags(document: &str) -> Vec<(String, String)> {
        let found = Extractor::new().from_bytes(&film(document.as_bytes())).unwrap();
        let tags = found.tags.iter().filter(|tag| tag.group.to_string().starts_with("XML"));
        tags.map(|tag| (format!("{}:{}", tag.group, tag.name), tag.value.to_string())).collect()
    }

    fn pairs(tags: &[(String, String)]) -> Vec<(&str, &str)> {
        tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn the_document_of_a_camera() {
        let found = tags(
            "<?xml version=\"1.0\"?><NonRealTimeMeta xmlns='urn:x' xmlns:lib='urn:y' lastUpdate='2024-03-05T14:30:15+01:00'>\
             <CreationDate value='2024-03-05T14:30:15+01:00'/>\
             <Device manufacturer='Sony' modelName='ILCE'/><Change at='1'/><Change at='2'/></NonRealTimeMeta>\0\0",
        );
        assert_eq!(
            pairs(&found),
            [
                ("XML:LastUpdate", "2024:03:05 14:30:15+01:00"),
                ("XML:CreationDateValue", "2024:03:05 14:30:15+01:00"),
                ("XML:DeviceManufacturer", "Sony"),
                ("XML:DeviceModelName", "ILCE"),
                ("XML:ChangeAt", "1"),
            ]
        );
    }

    #[test]
    fn elements_and_their_texts() {
        let found = tags(
            "<Root><a.b>x &amp; &#233;</a.b><both at='1'>text</both><lib:p q='2'/><e/><mixed>no<in>x</in></mixed>\
             <day>2024-03-05</day><c><![CDATA[<d>]]></c></Root>",
        );
        assert_eq!(
            pairs(&found),
            [
                ("XML:RootAb", "x & é"),
                ("XML:RootBothAt", "1"),
                ("XML:RootBoth", "text"),
                ("XML-lib:RootPQ", "2"),
                ("XML:RootE", ""),
                ("XML:RootMixedIn", "x"),
                ("XML:RootDay", "2024-03-05"),
                ("XML:RootC", "<d>"),
            ]
        );
    }

    #[test]
    fn damage_and_malice() {
        let issues = |document: &str| {
            let found = Extractor::new().from_bytes(&film(document.as_bytes())).unwrap();
            found.issues.iter().map(|issue| issue.code.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(issues("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), ["doctype"]);
        assert_eq!(issues(&"<a>".repeat(1000)), ["too-deep"]);
        assert_eq!(issues("<a><b></a>"), ["broken-xml"]);
        assert_eq!(issues(&"x".repeat(300 * 1024)), ["too-large"]);
        assert!(tags("no document").is_empty());
        let whole = "<Root><a b='c'>text</a></Root>";
        for end in 0..whole.len() {
            assert!(tags(&whole[..end]).len() <= 2);
        }
    }
}
