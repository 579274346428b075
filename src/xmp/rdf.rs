//! Packet → tree: the elements and attributes of the RDF/XML, with their namespaces resolved.
//!
//! The tree is one array in document order. Each node has the index after its last descendant, so neither this code
//! nor its users recurse on the input. The tree keeps RDF's own elements: they show which item of which list a value
//! belongs to.

use super::guard::Packet;
use super::markup::{Attributes, Plain, name_length, plain, tag_length};
use super::namespaces::{Bindings, RDF, Resolved, Space, X, XML};
use crate::charset::CharsetRung;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

/// A packet as a tree.
#[derive(Default)]
pub(super) struct Tree<'a> {
    pub nodes: Vec<Node<'a>>,
    /// The namespaces that occur, indexed by [`Node::space`].
    pub spaces: Vec<Space<'a>>,
    /// The nodes with an `rdf:nodeID`, and its value.
    pub named: Vec<(u32, &'a str)>,
}

/// An element, or an attribute that stands for a property.
pub(super) struct Node<'a> {
    pub role: Role,
    /// The index after its last descendant.
    pub end: u32,
    /// Its offset in the packet.
    pub position: u32,
    pub space: u16,
    pub local: &'a str,
    /// The text of a node without child elements. Also `None` if the text is empty and there are attributes.
    pub value: Option<&'a str>,
    /// `xml:lang`, or empty.
    pub lang: &'a str,
    /// How the character set of the value was found, if the bytes of the packet were not UTF-8 there.
    pub charset: Option<CharsetRung>,
}

/// The role of an element in RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// An element that does not contribute to tag names: `x:xmpmeta`, `rdf:RDF`, `rdf:Description`, `rdf:value`.
    Frame,
    /// `rdf:Bag` or `rdf:Seq`.
    List,
    /// `rdf:Alt`.
    Alternatives,
    /// `rdf:li`.
    Item,
    /// Any other element: a property, or a member of a structure.
    Property,
    /// `rdf:type`, which carries no metadata.
    Ignored,
}

/// The most tags whose end is searched for again because a quote hid it. Each costs another pass over the rest.
const REPAIRS: u32 = 16;

/// An element that has not been closed yet.
struct Open<'a> {
    node: usize,
    /// Its name as written, to match the end tag.
    name: &'a str,
    /// Where its text starts, or the part that is not yet in `gathered`.
    text: usize,
    /// The text before a comment or a CDATA section.
    gathered: Option<String>,
    has_elements: bool,
    has_attributes: bool,
    bindings: usize,
}

/// Reads a packet. Anything broken or beyond the limits becomes an issue; what was read before it is kept.
pub(super) fn parse<'a>(packet: &Packet<'a>, cx: &'a Context<'a>) -> Tree<'a> {
    let mut parser = Parser {
        packet,
        cx,
        tree: Tree::default(),
        bindings: Bindings::new(packet, cx),
        open: Vec::with_capacity(16),
        written: Vec::with_capacity(16),
    };
    // Roughly what real packets need. The cap is for large ones, which hold a picture in base64.
    parser.tree.nodes.reserve((packet.text.len() / 64).min(1024));
    parser.run();
    parser.tree.spaces = parser.bindings.into_spaces();
    parser.tree
}

struct Parser<'p, 'a> {
    packet: &'p Packet<'a>,
    cx: &'a Context<'a>,
    tree: Tree<'a>,
    bindings: Bindings<'p, 'a>,
    open: Vec<Open<'a>>,
    /// The attributes of the current tag.
    written: Vec<(&'a str, &'a str)>,
}

/// Where to continue after unusual markup.
enum Next {
    At(usize),
    /// After the end of a tag that the reader missed: what it took for the rest of the tag is read again.
    Repaired(usize),
    End,
}

impl<'a> Parser<'_, 'a> {
    fn run(&mut self) {
        // The number of open elements beyond the depth limit.
        let mut beyond = 0u32;
        let mut from = 0;
        for _ in 0..REPAIRS {
            let Some(next) = self.read(from, &mut beyond) else { return self.break_off() };
            from = next;
        }
        self.issue(IssueCode::BrokenXml, from, "too many tags without an end");
        self.break_off();
    }

    /// Reads the packet from `from` on. If a stray quote made the reader miss the end of a tag, returns the position
    /// after that end, to continue there.
    fn read(&mut self, from: usize, beyond: &mut u32) -> Option<usize> {
        let text = self.packet.text;
        let mut position = from;
        loop {
            let Some(length) = memchr::memchr(b'<', text.as_bytes().get(position..)?) else {
                if !self.open.is_empty() {
                    self.issue(IssueCode::Truncated, text.len(), "the packet ends within an element");
                }
                return None;
            };
            let start = position + length;
            match plain(text, start, &mut self.written) {
                Some(Plain::Start { end, name, is_empty }) => {
                    position = end;
                    if self.is_open_to(start, is_empty, beyond) {
                        let written = std::mem::take(&mut self.written);
                        let goes_on = self.start(start, end, name, is_empty, Some(&written));
                        self.written = written;
                        if !goes_on {
                            return None;
                        }
                    }
                }
                Some(Plain::End(end)) => {
                    position = end;
                    if *beyond > 0 {
                        *beyond -= 1;
                    } else {
                        self.end(text.get(start + 2..end - 1).unwrap_or_default(), start, end);
                    }
                }
                Some(Plain::Instruction { end, is_declaration }) => {
                    position = end;
                    if *beyond == 0 && !is_declaration {
                        self.interrupt(start, end, None);
                    }
                }
                None => match self.unusual(start, beyond) {
                    Next::At(next) => position = next,
                    Next::Repaired(next) => return Some(next),
                    Next::End => return None,
                },
            }
        }
    }

    /// Whether to read a start tag (or, with `is_empty`, an empty-element tag): beyond the depth limit tags are only
    /// counted.
    fn is_open_to(&mut self, start: usize, is_empty: bool, beyond: &mut u32) -> bool {
        if *beyond > 0 {
            if !is_empty {
                *beyond = beyond.saturating_add(1);
            }
            return false;
        }
        if !is_empty && self.open.len() >= self.cx.limits.xmp_depth as usize {
            self.issue(IssueCode::TooDeep, start, "elements nested beyond the limit");
            // The skipped element must not be taken for text of its parent.
            if let Some(open) = self.open.last_mut() {
                open.has_elements = true;
            }
            *beyond = 1;
            return false;
        }
        true
    }

    /// Reads the markup at `start` that is not a plain tag.
    fn unusual(&mut self, start: usize, beyond: &mut u32) -> Next {
        let mut reader = Reader::from_str(self.packet.text.get(start..).unwrap_or_default());
        let config = reader.config_mut();
        // A stray `&` or an unmatched end tag must not spoil anything else.
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        let event = reader.read_event();
        let position = start + place(reader.buffer_position());
        match event {
            Ok(Event::Start(ref tag) | Event::Empty(ref tag)) => {
                let is_empty = matches!(event, Ok(Event::Empty(_)));
                if self.is_open_to(start, is_empty, beyond) {
                    let length = tag.name().as_ref().len();
                    if let Some(end) = self.true_end(start, position, length) {
                        return if self.tag(start, end, length) { Next::Repaired(end) } else { Next::End };
                    }
                    if !self.start(start, position, length, is_empty, None) {
                        return Next::End;
                    }
                }
            }
            Ok(Event::End(_)) if *beyond > 0 => *beyond -= 1,
            Ok(Event::End(tag)) => {
                let end = self.end_of_end(start).unwrap_or(position);
                self.end(tag.name().as_ref(), start, end);
                if end < position {
                    return Next::Repaired(end);
                }
            }
            Ok(Event::CData(section)) if *beyond == 0 => self.interrupt(start, position, Some(&section)),
            Ok(Event::Comment(_) | Event::PI(_)) if *beyond == 0 => self.interrupt(start, position, None),
            Ok(_) => {}
            Err(error) => {
                let at = start + place(reader.error_position());
                self.cx.issue(IssueCode::BrokenXml, Stage::Xmp, Some(self.packet.absolute(at)), || {
                    error.to_string()
                });
                return self.after_unclosed(at, *beyond).map_or(Next::End, Next::Repaired);
            }
        }
        Next::At(position)
    }

    /// The true end of a tag whose name, `length` bytes long, contains a quote: the reader took the quote for the
    /// start of a value, and may have read past the end of the tag.
    fn true_end(&self, start: usize, end: usize, length: usize) -> Option<usize> {
        let tag = self.packet.text.get(start..end)?;
        let name = tag.get(1..length + 1)?;
        if name_length(name) == length || !name.contains(['"', '\'']) {
            return None;
        }
        Some(start + tag_length(tag)?).filter(|found| *found < end)
    }

    /// The end of an end tag. It has no values, so a quote in it hides nothing.
    fn end_of_end(&self, start: usize) -> Option<usize> {
        let length = memchr::memchr(b'>', self.packet.text.as_bytes().get(start..)?)?;
        Some(start + length + 1)
    }

    /// Reads the tag at `at` for which the reader found no end, if it has one. Returns the position after it.
    fn after_unclosed(&mut self, at: usize, beyond: u32) -> Option<usize> {
        let rest = self.packet.text.get(at..).filter(|_| beyond == 0)?;
        if let Some(name) = rest.strip_prefix("</") {
            let end = self.end_of_end(at)?;
            self.end(name, at, end);
            return Some(end);
        }
        let length = name_length(rest.strip_prefix('<')?);
        let end = at + tag_length(rest).filter(|_| length > 0)?;
        self.tag(at, end, length).then_some(end)
    }

    /// Reads a start tag or an empty-element tag. Returns false if the packet exceeds a limit.
    fn tag(&mut self, start: usize, end: usize, length: usize) -> bool {
        let is_empty = self.packet.text.get(start..end).is_some_and(|tag| tag.ends_with("/>"));
        if self.open.len() >= self.cx.limits.xmp_depth as usize {
            self.issue(IssueCode::TooDeep, start, "elements nested beyond the limit");
            return false;
        }
        self.start(start, end, length, is_empty, None)
    }

    /// Reads the start tag at `text[start..end]`. Its name has at most `length` bytes; `written` holds its attributes
    /// if they were already parsed. Returns false if the packet exceeds a limit.
    fn start(
        &mut self,
        start: usize,
        end: usize,
        length: usize,
        is_empty: bool,
        written: Option<&[(&'a str, &'a str)]>,
    ) -> bool {
        if self.tree.nodes.len() >= self.cx.limits.xmp_properties as usize {
            self.issue(IssueCode::TooManyProperties, start, "more properties than the limit");
            return false;
        }
        let text = self.packet.text;
        let Some(tag) = text.get(start + 1..end.saturating_sub(if is_empty { 2 } else { 1 })) else {
            return true;
        };
        // The name ends at the first byte that is not allowed in one; what follows it is ignored.
        let as_read = tag.get(..length).unwrap_or(tag);
        // The name of a plain tag has been checked.
        let length = if written.is_some() { length } else { name_length(as_read) };
        if length < as_read.len() {
            self.issue(IssueCode::BrokenXml, start, "a name with a character that no name can have");
        }
        if length == 0 {
            self.interrupt(start, end, None);
            return true;
        }
        let (name, attributes) = tag.split_at_checked(length).unwrap_or((tag, ""));
        let bound = self.bindings.len();
        match written {
            Some(written) => self.bind(written.iter().copied(), start + 1 + length),
            None if memchr::memmem::find(attributes.as_bytes(), b"xmlns").is_some() => {
                self.bind(Attributes::of(attributes), start + 1 + length);
            }
            None => {}
        }
        let node = self.open_element(name, start, end, bound);
        match written {
            Some(written) => self.attributes(written.iter().copied(), start + 1 + length, node),
            None => self.attributes(Attributes::of(attributes), start + 1 + length, node),
        }
        if is_empty {
            self.close();
        }
        true
    }

    /// Adds an element to the tree and to the open elements; returns the index of its node.
    fn open_element(&mut self, name: &'a str, start: usize, end: usize, bindings: usize) -> usize {
        if let Some(parent) = self.open.last_mut() {
            parent.has_elements = true;
        }
        let resolved = self.bindings.resolve(name, start);
        let node = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            role: role(&resolved),
            end: 0,
            position: u32::try_from(start).unwrap_or(u32::MAX),
            space: resolved.space,
            local: resolved.local,
            value: None,
            lang: "",
            charset: None,
        });
        self.open.push(Open {
            node,
            name,
            text: end,
            gathered: None,
            has_elements: false,
            has_attributes: false,
            bindings,
        });
        node
    }

    /// Binds the namespaces that a tag declares: they apply to its own name too.
    fn bind(&mut self, attributes: impl Iterator<Item = (&'a str, &'a str)>, position: usize) {
        for (key, value) in attributes.take(self.cx.limits.xmp_attributes as usize) {
            if let Some(prefix) =
                key.strip_prefix("xmlns").filter(|rest| rest.is_empty() || rest.starts_with(':'))
            {
                let uri = unescape(value, self.cx);
                self.bindings.bind(prefix.trim_start_matches(':'), uri, position);
            }
        }
    }

    fn attributes(
        &mut self,
        attributes: impl Iterator<Item = (&'a str, &'a str)>,
        position: usize,
        owner: usize,
    ) {
        let mut count = 0u32;
        for (key, value) in attributes {
            if key.starts_with("xmlns") {
                continue;
            }
            count = count.saturating_add(1);
            if count > self.cx.limits.xmp_attributes {
                self.issue(IssueCode::TooManyAttributes, position, "more attributes than the limit");
                return;
            }
            self.attribute(key, value, position, owner);
        }
    }

    fn attribute(&mut self, key: &'a str, value: &'a str, position: usize, owner: usize) {
        // Early RDF had `about` without a namespace.
        let resolved = if key == "about" {
            Resolved { space: RDF, local: key }
        } else if key.contains(':') {
            self.bindings.resolve(key, position)
        } else {
            return;
        };
        // Both are slices of the text, so the distances from its start are their offsets in it.
        let all = self.packet.text.as_ptr() as usize;
        let place = |part: &str| (part.as_ptr() as usize).saturating_sub(all);
        let (at, written) = (place(key), place(value));
        let charset = self.packet.charset(written..written + value.len());
        let value = unescape(value, self.cx);
        let Some(node) = self.tree.nodes.get_mut(owner) else { return };
        match (resolved.space, resolved.local) {
            (XML, "lang") => {
                node.lang = value;
                return;
            }
            (RDF, "resource" | "value") => {
                (node.value, node.charset) = (Some(value), charset);
                return;
            }
            (RDF, "nodeID") => {
                self.tree.named.push((u32::try_from(owner).unwrap_or(u32::MAX), value));
                return;
            }
            (RDF, "about") if value.is_empty() => return,
            (RDF, "about") => (node.value, node.charset) = (Some(value), charset),
            (RDF | XML, _) => return,
            // Other attributes of the outermost element belong to the toolkit, and an empty value names no toolkit.
            (X, local) if !matches!(local, "xmptk" | "xaptk") || value.is_empty() => return,
            _ => {}
        }
        if let Some(open) = self.open.last_mut() {
            open.has_attributes = true;
        }
        let end = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.tree.nodes.push(Node {
            role: Role::Property,
            end,
            position: u32::try_from(at).unwrap_or(u32::MAX),
            space: resolved.space,
            local: resolved.local,
            value: Some(value),
            lang: "",
            charset,
        });
    }

    /// Keeps the text before a comment or a CDATA section, and the text of the section.
    fn interrupt(&mut self, start: usize, end: usize, section: Option<&str>) {
        let Some(open) = self.open.last_mut() else { return };
        if !open.has_elements {
            let before = unescape(self.packet.text.get(open.text..start).unwrap_or_default(), self.cx);
            let gathered = open.gathered.get_or_insert_default();
            gathered.push_str(before);
            gathered.push_str(section.unwrap_or_default());
        }
        open.text = end;
    }

    /// Reads the end tag at `text[start..end]`.
    fn end(&mut self, name: &str, start: usize, end: usize) {
        let closes_last = |name: &str| self.open.last().is_some_and(|open| open.name == name);
        let is_plain = closes_last(name);
        let name = if is_plain { name } else { name.get(..name_length(name)).unwrap_or(name) };
        if name.is_empty() {
            return self.interrupt(start, end, None);
        }
        if !is_plain && !closes_last(name) {
            self.issue(
                IssueCode::BrokenXml,
                start,
                "an end tag without its start tag, or the other way round",
            );
            let Some(depth) = self.open.iter().rposition(|open| open.name == name) else { return };
            self.forsake(depth + 1);
            while self.open.len() > depth + 1 {
                self.close();
            }
        }
        self.text(start);
        self.close();
    }

    /// Drops the outermost property from `depth` on that has no end tag: otherwise all that follows would become part
    /// of it.
    fn forsake(&mut self, depth: usize) {
        let is_property =
            |open: &Open<'_>| self.tree.nodes.get(open.node).is_some_and(|node| node.role == Role::Property);
        let Some(place) = self.open.iter().skip(depth).position(is_property) else { return };
        let Some(node) = self.open.get(depth + place).map(|open| open.node) else { return };
        self.open.truncate(depth + place);
        self.tree.nodes.truncate(node);
        self.tree.named.retain(|(owner, _)| (*owner as usize) < node);
    }

    /// Sets the text of the innermost element, which ends at `end`.
    fn text(&mut self, end: usize) {
        let Some(open) = self.open.last_mut().filter(|open| !open.has_elements) else { return };
        let rest = self.packet.text.get(open.text..end).unwrap_or_default();
        let text = match open.gathered.take() {
            None => unescape(rest, self.cx),
            Some(mut gathered) => {
                gathered.push_str(unescape(rest, self.cx));
                self.cx.text(&gathered)
            }
        };
        let from = std::mem::replace(&mut open.text, end);
        if let Some(node) = self.tree.nodes.get_mut(open.node)
            && !text.is_empty()
        {
            node.value = Some(text);
            node.charset = self.packet.charset(from..end);
        }
    }

    /// Closes the innermost element.
    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.bindings.truncate(open.bindings);
        let end = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.tree.nodes.get_mut(open.node) {
            node.end = end;
            if open.has_elements {
                node.value = None;
            } else if node.value.is_none() && !open.has_attributes {
                node.value = Some("");
            }
        }
    }

    /// Closes all open elements where the packet breaks off. Truncated text is not kept.
    fn break_off(&mut self) {
        while let Some(open) = self.open.last_mut() {
            open.has_attributes = true;
            self.close();
        }
    }

    fn issue(&self, code: IssueCode, position: usize, detail: &'static str) {
        self.cx.issue(code, Stage::Xmp, Some(self.packet.absolute(position)), || detail);
    }
}

fn role(resolved: &Resolved<'_>) -> Role {
    match (resolved.space, resolved.local) {
        (RDF, "RDF" | "Description" | "value") | (X, "xmpmeta" | "xapmeta") => Role::Frame,
        (RDF, "Bag" | "Seq") => Role::List,
        (RDF, "Alt") => Role::Alternatives,
        (RDF, "li") => Role::Item,
        (RDF, "type") => Role::Ignored,
        _ => Role::Property,
    }
}

/// Resolves the five predefined entities and character references [XML 4.1, 4.6]; any other reference is kept as
/// written.
pub(super) fn unescape<'a>(text: &'a str, cx: &Context<'a>) -> &'a str {
    let Some(mut next) = memchr::memchr(b'&', text.as_bytes()) else { return text };
    let mut out = bumpalo::collections::String::with_capacity_in(text.len(), cx.arena);
    let mut rest = text;
    loop {
        out.push_str(rest.get(..next).unwrap_or_default());
        rest = rest.get(next..).unwrap_or_default();
        // The longest reference in use is `&#x10FFFF;`.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let letter = end.and_then(|end| rest.get(1..end)).and_then(reference);
        let taken = if let (Some(letter), Some(end)) = (letter, end) {
            out.push(letter);
            end + 1
        } else {
            out.push('&');
            1
        };
        rest = rest.get(taken..).unwrap_or_default();
        match memchr::memchr(b'&', rest.as_bytes()) {
            Some(at) => next = at,
            None => break,
        }
    }
    out.push_str(rest);
    out.into_bump_str()
}

fn reference(name: &str) -> Option<char> {
    let Some(digits) = name.strip_prefix('#') else {
        return resolve_xml_entity(name)?.chars().next();
    };
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    code.ok().filter(|&code| code != 0).and_then(char::from_u32)
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
