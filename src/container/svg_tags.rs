//! The attributes of the root element of an SVG as tags, and what its descriptive elements say [SVG2 5.1, 5.8].
//!
//! Like `ExifTool`, leave elements that draw out.

use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::tag::{Group, Origin, Tag, Value};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// How much of the file is read, how many elements, and how deep they may lie in each other.
const HEAD: usize = 64 * 1024;
const MOST: usize = 4096;
const DEEPEST: usize = 16;
/// How many tags are made.
const MOST_TAGS: usize = 256;

/// A packet with this element is not described again.
const PACKET: &[u8] = b"<x:xmpmeta";

/// The tags of an SVG that begins like this.
pub(super) fn read<'a>(head: Bytes<'_>) -> Vec<Tag<'a>> {
    let head = head.up_to(0, HEAD).as_slice();
    if memchr::memmem::find(head, PACKET).is_some() {
        return Vec::new();
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let mut walk = Walk { text, path: Vec::new(), skipped: 0, tags: Vec::new() };
    walk.walk();
    walk.tags
}

/// An element that is open.
struct Open {
    /// The part of tag names that it gives: `Desc`.
    part: String,
    /// The prefix of its namespace.
    prefix: String,
    /// Where its text begins. `None` if it holds elements.
    text: Option<usize>,
}

struct Walk<'t, 'a> {
    text: &'t str,
    path: Vec<Open>,
    /// How many elements are open that are left out.
    skipped: usize,
    tags: Vec<Tag<'a>>,
}

impl Walk<'_, '_> {
    fn walk(&mut self) {
        let mut reader = Reader::from_str(self.text);
        for _ in 0..MOST {
            let start = position(&reader);
            let event = reader.read_event();
            let end = position(&reader);
            match event {
                Ok(Event::Start(tag)) => self.open(&tag, end),
                Ok(Event::Empty(tag)) => {
                    self.open(&tag, end);
                    self.close(end);
                }
                Ok(Event::End(_)) => self.close(start),
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
            if self.tags.len() >= MOST_TAGS {
                return;
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, end: usize) {
        let name = tag.name().as_ref().to_owned();
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        if let Some(parent) = self.path.last_mut() {
            parent.text = None;
        }
        let is_left_out = match self.path.len() {
            0 => name != "svg",
            1 => !matches!(name.as_str(), "title" | "desc" | "metadata"),
            depth => depth > DEEPEST || name == "rdf:RDF",
        };
        if self.skipped > 0 || is_left_out {
            self.skipped += 1;
            return;
        }
        // The root is not part of names, and the element for metadata only of its own attributes.
        let part = if self.path.is_empty() { String::new() } else { capital(local) };
        self.path.push(Open { part, prefix: prefix.to_owned(), text: Some(end) });
        for attribute in tag.attributes().flatten() {
            self.attribute(attribute.key.as_ref(), &attribute.value, end);
        }
    }

    fn attribute(&mut self, name: &str, value: &str, at: usize) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if matches!(prefix, "xml" | "xmlns") || (name == "xmlns" && self.path.len() > 1) {
            return;
        }
        let outer = self.path.last().map(|open| open.prefix.clone()).unwrap_or_default();
        let prefix = if prefix.is_empty() { outer } else { prefix.to_owned() };
        let name = match (self.name().as_str(), local) {
            ("", "width") => "ImageWidth".to_owned(),
            ("", "height") => "ImageHeight".to_owned(),
            ("", "version") if prefix.is_empty() => "SVGVersion".to_owned(),
            ("" | "Metadata", "id") => format!("{}ID", self.name()),
            (path, local) => [path, &capital(local)].concat(),
        };
        let is_side = matches!(name.as_str(), "ImageWidth" | "ImageHeight");
        self.tag(&prefix, &name, value.strip_suffix("px").filter(|_| is_side).unwrap_or(value), at);
    }

    fn close(&mut self, start: usize) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let name = self.name();
        let Some(open) = self.path.pop() else { return };
        let Some(text) = open.text.and_then(|from| self.text.get(from..start)) else { return };
        if !name.is_empty() && name != "Metadata" && !text.trim().is_empty() {
            self.tag(&open.prefix, &name, text, start);
        }
    }

    /// The names of the elements that are open.
    fn name(&self) -> String {
        let parts: Vec<&str> = self.path.iter().skip(1).map(|open| open.part.as_str()).collect();
        match parts.as_slice() {
            ["Metadata", rest @ ..] if !rest.is_empty() => rest.concat(),
            parts => parts.concat(),
        }
    }

    /// Adds a tag. The first of a name counts.
    fn tag(&mut self, prefix: &str, name: &str, value: &str, at: usize) {
        let group = if prefix.is_empty() { "SVG".to_owned() } else { format!("SVG-{prefix}") };
        let name = if name.len() < 2 { format!("Tag{name}") } else { name.to_owned() };
        let group = Group::Other(group.into());
        if self.tags.iter().any(|tag| tag.group == group && tag.name == name) {
            return;
        }
        let value = unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned);
        let source = Origin::new(BlockKind::Document, at as u64);
        let tag = Tag::new(group, "", Value::Text(value.into()), None, source);
        self.tags.push(Tag { name: name.into(), ..tag });
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// A name with a capital, without characters that names of tags do not have.
fn capital(name: &str) -> String {
    let mut letters =
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let tags = read(Bytes::new(text.as_bytes(), 0));
        tags.iter().map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect()
    }

    #[test]
    fn attributes_and_descriptions() {
        let text = "<?xml version='1.0'?><svg width='4in' height='3&amp;' x='1' id='a' version='1.1' xmlns='u' \
            xmlns:q='v' q:version='2'><title>T</title><title>U</title><desc id='d'>mixed<q:a z='9'>1</q:a><b>\
            <q:c>&lt;</q:c></b></desc><metadata id='m'>no<q:foo>bar</q:foo><rdf:RDF><dc:x>no</dc:x></rdf:RDF>\
            </metadata><g id='no'><title>no</title></g></svg>";
        assert_eq!(
            shown(text),
            [
                "SVG:ImageWidth=4in",
                "SVG:ImageHeight=3&",
                "SVG:TagX=1",
                "SVG:ID=a",
                "SVG:SVGVersion=1.1",
                "SVG:Xmlns=u",
                "SVG-q:Version=2",
                "SVG:Title=T",
                "SVG:DescId=d",
                "SVG-q:DescAZ=9",
                "SVG-q:DescA=1",
                "SVG-q:DescBC=<",
                "SVG:MetadataID=m",
                "SVG-q:Foo=bar",
            ]
        );
        for end in 0..text.len() {
            assert!(shown(&text[..end]).len() <= 14);
        }
    }

    #[test]
    fn deep_elements_are_left_out() {
        let deep = format!("<svg a='1'><desc>{}", "<a b='1'>".repeat(100_000));
        assert!(shown(&deep).len() <= 2 + DEEPEST);
        assert_eq!(shown("<svg width='1'><x:xmpmeta/></svg>"), [""; 0]);
        assert_eq!(shown("<svg:svg width='1'/>"), [""; 0]);
    }
}
