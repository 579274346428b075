//! XML that is no XMP, such as that of a JPEG 2000 or of a sound: a tag for each attribute and for each element without
//! elements, named by the path to it, as `ExifTool` names them.

use super::convert;
use super::guard;
use super::rdf::unescape;
use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;
use crate::tag::{Group, Origin, Tag};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::HashSet;

/// How deep elements may be nested.
const DEPTH: usize = 64;
/// The most tags of one document.
const MOST: usize = 4096;
/// Elements that only hold others.
const FRAMES: [&str; 2] = ["meta", "svg"];

/// Reads a part that is an XML document.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let view = part.window.view.part(part.at, part.size);
    let Some(packet) = guard::check(&Block::new(BlockKind::Xmp, view), state.cx) else { return };
    let mut document = Document::new(state.cx, table.group(), packet.absolute(0), state.block);
    if document.read(packet.text).is_none() {
        // Like in ExifTool, nothing of a damaged document is shown.
        return state.cx.issue(
            IssueCode::BrokenXml,
            Stage::Container,
            Some(packet.absolute(0)),
            || "an XML document is damaged",
        );
    }
    state.sink.tags.append(&mut document.tags);
}

/// An element that is open.
struct Open<'a> {
    /// The length of the path before it.
    before: usize,
    prefix: &'a str,
    has_elements: bool,
    has_attributes: bool,
    text: String,
    /// What was read of the text and may have references.
    pending: String,
}

/// What is read of a document.
struct Document<'a> {
    cx: &'a Context<'a>,
    group: &'static str,
    origin: Origin,
    path: String,
    open: Vec<Open<'a>>,
    names: HashSet<(String, String)>,
    tags: Vec<Tag<'a>>,
}

impl<'a> Document<'a> {
    fn new(cx: &'a Context<'a>, group: &'static str, offset: u64, block: BlockKind) -> Self {
        let origin = Origin { block, offset, standard: true, charset: None };
        Self {
            cx,
            group,
            origin,
            path: String::new(),
            open: Vec::new(),
            names: HashSet::new(),
            tags: Vec::new(),
        }
    }

    /// Reads the events of a text. `None` if it is not well-formed.
    fn read(&mut self, text: &str) -> Option<()> {
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => self.start(&start)?,
                Event::Empty(start) => {
                    self.start(&start)?;
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(text) => self.add(&text, true),
                Event::GeneralRef(name) => {
                    self.add(&format!("&{};", &*name), true);
                }
                Event::CData(text) => self.add(&text, false),
                Event::Eof => return self.open.is_empty().then_some(()),
                _ => {}
            }
            if self.tags.len() > MOST {
                return None;
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Option<()> {
        if self.open.len() >= DEPTH {
            return None;
        }
        if let Some(outer) = self.open.last_mut() {
            outer.has_elements = true;
        }
        let name = start.name().into_inner();
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let outer = self.open.last().map_or("", |open| open.prefix);
        let before = self.path.len();
        let is_frame =
            FRAMES.contains(&prefix) || (before == 0 && FRAMES.contains(&local)) || prefix == "rdf";
        let prefix = match outer {
            "" if !is_frame => self.cx.text(prefix),
            outer => outer,
        };
        if !is_frame {
            push_name(&mut self.path, local);
        }
        let (text, pending) = (String::new(), String::new());
        self.open.push(Open { before, prefix, has_elements: false, has_attributes: false, text, pending });
        self.attributes(start)
    }

    fn attributes(&mut self, start: &BytesStart<'_>) -> Option<()> {
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.ok()?;
            let key = attribute.key.into_inner();
            let (prefix, local) = key.split_once(':').unwrap_or(("", key));
            // The language is no value, and neither are the declarations of prefixes.
            if matches!(prefix, "xml" | "xmlns") {
                continue;
            }
            let prefix = match (prefix, self.open.last_mut()) {
                ("", Some(open)) => {
                    open.has_attributes = true;
                    open.prefix
                }
                (prefix, open) => {
                    if let Some(open) = open {
                        open.has_attributes = true;
                    }
                    match self.open.last().map_or("", |open| open.prefix) {
                        "" => self.cx.text(prefix),
                        outer => outer,
                    }
                }
            };
            let before = self.path.len();
            push_name(&mut self.path, local);
            self.tag(prefix, &attribute.value);
            self.path.truncate(before);
        }
        Some(())
    }

    /// Adds text to the innermost element.
    fn add(&mut self, text: &str, has_references: bool) {
        let Some(open) = self.open.last_mut() else { return };
        if has_references {
            open.pending.push_str(text);
        } else {
            open.text.push_str(unescape(&open.pending, self.cx));
            open.pending.clear();
            open.text.push_str(text);
        }
    }

    /// Closes the innermost element.
    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let text = format!("{}{}", open.text, unescape(&open.pending, self.cx));
        let is_empty = text.is_empty() && open.has_attributes;
        if !open.has_elements && !is_empty {
            self.tag_of_text(open.prefix, &text);
        }
        self.path.truncate(open.before);
    }

    fn tag(&mut self, prefix: &str, value: &str) {
        let value = unescape(value, self.cx).to_owned();
        self.tag_of_text(prefix, &value);
    }

    /// Adds a tag of the path. The first of a name is shown.
    fn tag_of_text(&mut self, prefix: &str, value: &str) {
        let mut name = self.path.clone();
        if name.len() < 2 || !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            name.insert_str(0, "Tag");
        }
        let group = match prefix {
            "" => Cow::Borrowed(self.group),
            prefix => Cow::Owned(format!("{}-{prefix}", self.group)),
        };
        if !self.names.insert((group.to_string(), name.clone())) {
            return;
        }
        let forms = convert::value(self.cx.text(value), None, self.cx);
        let name = self.cx.text(&name);
        let origin = self.origin;
        self.tags.push(Tag::new(Group::Other(group), name, forms.value, forms.raw, origin));
    }
}

/// Appends the name of an element or an attribute to a path. What is written in capitals becomes words.
fn push_name(path: &mut String, name: &str) {
    let is_capital = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut is_start = true;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if is_capital && letter == '_' && letters.peek().is_some_and(char::is_ascii_alphabetic) {
            is_start = true;
        } else if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') {
            let letter = if is_capital { letter.to_ascii_lowercase() } else { letter };
            path.push(if is_start { letter.to_ascii_uppercase() } else { letter });
            is_start = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;

    fn shown(text: &str) -> Option<Vec<(String, String)>> {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let mut document = Document::new(&cx, "XML", 0, BlockKind::Jpeg2000);
        document.read(text)?;
        let tags = document.tags.iter();
        Some(tags.map(|tag| (format!("{}:{}", tag.group, tag.name), tag.value.to_string())).collect())
    }

    fn is(text: &str, expected: &[(&str, &str)]) {
        let found = shown(text).unwrap_or_default();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn names_are_paths() {
        is(
            r#"<ROOT_A KIND="k"><lower_case>v</lower_case><A1_2B/><o.t-x>2020-01-02T03:04:05Z</o.t-x></ROOT_A>"#,
            &[
                ("XML:RootAKind", "k"),
                ("XML:RootALower_case", "v"),
                ("XML:RootAA1_2b", ""),
                ("XML:RootAOt-x", "2020:01:02 03:04:05Z"),
            ],
        );
        is("<y>1</y>", &[("XML:TagY", "1")]);
        is("<meta><common>25/1</common></meta>", &[("XML:Common", "25")]);
    }

    #[test]
    fn prefixes_are_groups() {
        is(
            r#"<p:Root xmlns:p="u"><p:inner q="1">v</p:inner><o>w</o></p:Root>"#,
            &[("XML-p:RootInnerQ", "1"), ("XML-p:RootInner", "v"), ("XML-p:RootO", "w")],
        );
        is(
            r#"<r xmlns="u" xmlns:q="w" q:at="1" xml:lang="en">v</r>"#,
            &[("XML:RXmlns", "u"), ("XML-q:RAt", "1"), ("XML:TagR", "v")],
        );
    }

    #[test]
    fn texts() {
        is(
            "<r><a>1</a><a>2</a><b>a &amp; &#65;<![CDATA[<&>]]></b><c>mixed<d>x</d></c><e f='g'/></r>",
            &[("XML:RA", "1"), ("XML:RB", "a & A<&>"), ("XML:RCD", "x"), ("XML:REF", "g")],
        );
    }

    #[test]
    fn damage_and_depth_end_it() {
        assert_eq!(shown("<r><a>v</a><b>cut"), None);
        assert_eq!(shown("<r></q>"), None);
        assert_eq!(shown(&"<r>".repeat(100_000)), None);
    }
}
