//! From a packet to a tree of properties [XMP part 1, 7].
//!
//! The tree is one list of nodes in the order of the packet; a node knows its parent. RDF's own elements
//! (`Description`, `Bag`, `li`) leave no node but for list items, so that a property looks the same in whichever of
//! its shapes it was written.

use super::guard::Packet;
use super::vocabulary::{self, Schema};
use crate::context::Context;
use crate::issue::Stage;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use std::borrow::Cow;

pub(crate) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const X: &str = "adobe:ns:meta/";

/// A namespace as a file declares it.
#[derive(Debug)]
pub(crate) struct Namespace<'a> {
    pub uri: Cow<'a, str>,
    /// The schema, where it is a known one.
    pub schema: Option<&'static Schema>,
    /// The prefix that the file gives it; made up where that one belongs to another schema.
    pub prefix: Cow<'a, str>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A property, or a member of a structure.
    Property,
    /// An item of a list, with the kind of the list.
    Item,
}

/// A property or a list item.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub parent: Option<usize>,
    pub kind: Kind,
    /// Index of its namespace; that of its property for a list item.
    pub namespace: usize,
    pub local: &'a str,
    /// The text, where it holds no nodes.
    pub text: Cow<'a, str>,
    pub lang: Option<&'a str>,
    /// Whether nodes lie below it.
    pub branch: bool,
    /// Where its element or attribute starts, in bytes of the packet.
    pub at: usize,
    /// Whether an element of its kind has any content of its own: a list without items has none.
    pub leaf: bool,
}

/// The properties of a packet.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    pub nodes: Vec<Node<'a>>,
    pub namespaces: Vec<Namespace<'a>>,
    /// `x:xmptk`: what wrote the packet, and where it says so.
    pub toolkit: Option<(Cow<'a, str>, usize)>,
    /// Each `rdf:about` that is not empty.
    pub about: Vec<(Cow<'a, str>, usize)>,
}

/// Reads the packet as far as it is well-formed; where it is not, an issue says where it ends.
pub(crate) fn parse<'a>(packet: Packet<'a>, cx: &Context<'_>) -> Tree<'a> {
    let mut builder = Builder {
        packet,
        cx,
        tree: Tree::default(),
        scopes: vec![("xml", None)],
        open: Vec::new(),
    };
    let rdf = builder.namespace(RDF, "rdf");
    debug_assert_eq!(rdf, 0, "the first namespace is RDF's own");
    builder.run();
    builder.tree
}

/// An element that is open.
struct Open {
    /// Its node, or that of the nearest element around it that has one.
    node: Option<usize>,
    /// Whether the node is its own.
    own: bool,
    /// Where the prefixes in scope ended before it.
    scope: usize,
}

struct Builder<'a, 'c> {
    packet: Packet<'a>,
    cx: &'c Context<'c>,
    tree: Tree<'a>,
    /// Prefixes in scope and their namespaces, innermost last; `None` for those of XML itself.
    scopes: Vec<(&'a str, Option<usize>)>,
    open: Vec<Open>,
}

/// Prefixes in scope of one packet; real ones have about 20.
const MAX_SCOPES: usize = 256;

impl<'a> Builder<'a, '_> {
    fn run(&mut self) {
        let mut reader = Reader::from_str(self.packet.text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => return self.stop("bad-xml", at, &error.to_string()),
            };
            let stopped = match event {
                Event::Start(start) => self.start(start.len(), at).err(),
                Event::Empty(start) => {
                    let stopped = self.start(start.len(), at).err();
                    self.end();
                    stopped
                }
                Event::End(_) => {
                    self.end();
                    None
                }
                Event::Text(text) => {
                    self.text(text.into_inner());
                    None
                }
                Event::CData(data) => {
                    self.text(data.into_inner());
                    None
                }
                Event::GeneralRef(reference) => {
                    self.text(resolve(&reference.into_inner()));
                    None
                }
                Event::Eof => {
                    if !self.open.is_empty() {
                        self.stop("truncated", at, "the packet ends inside an element");
                    }
                    return;
                }
                Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
            };
            if let Some(why) = stopped {
                return self.stop("too-much-xml", at, why);
            }
        }
    }

    fn stop(&self, code: &'static str, at: usize, why: &str) {
        self.cx.issue(code, Stage::Xmp, Some(self.packet.absolute(at)), || why);
    }

    /// Opens the element whose start tag, `len` bytes between its brackets, stands at `at`.
    fn start(&mut self, len: usize, at: usize) -> Result<(), &'static str> {
        if self.open.len() >= self.cx.limits.xmp_depth as usize {
            return Err("elements nested too deep");
        }
        if self.tree.nodes.len() >= self.cx.limits.xmp_properties as usize {
            return Err("too many properties");
        }
        let scope = self.scopes.len();
        let inside = at.saturating_add(1);
        let tag = self.packet.text.get(inside..inside.saturating_add(len)).unwrap_or_default();
        let (name, rest) = split_name(tag);
        let attributes = self.attributes(rest, at + 1 + name.len())?;
        let (namespace, local) = self.resolve(name);
        let around = self.open.last().and_then(|open| open.node);
        let node = self.element(namespace, local, around, at);
        self.open.push(Open { node: node.or(around), own: node.is_some(), scope });
        for attribute in attributes {
            self.attribute(attribute, node.or(around), namespace, local);
        }
        Ok(())
    }

    /// The node of an element, where it makes one: a property does, a list item does, RDF's other elements do not.
    fn element(&mut self, namespace: usize, local: &'a str, around: Option<usize>, at: usize) -> Option<usize> {
        match (self.uri(namespace), local) {
            (RDF, "li") => {
                let parent = around?;
                let (namespace, local) = self.tree.nodes.get(parent).map(|node| (node.namespace, node.local))?;
                Some(self.push(Some(parent), Kind::Item, namespace, local, at))
            }
            (RDF, "value") if around.is_some() => Some(self.push(around, Kind::Item, namespace, "value", at)),
            (RDF | X, _) => None,
            // Outside of any Description there are no properties.
            _ if self.open.is_empty() => None,
            _ => Some(self.push(around, Kind::Property, namespace, local, at)),
        }
    }

    fn push(&mut self, parent: Option<usize>, kind: Kind, namespace: usize, local: &'a str, at: usize) -> usize {
        if let Some(parent) = parent.and_then(|parent| self.tree.nodes.get_mut(parent)) {
            parent.branch = true;
        }
        let node = Node {
            parent,
            kind,
            namespace,
            local,
            text: Cow::Borrowed(""),
            lang: None,
            branch: false,
            at,
            leaf: true,
        };
        self.tree.nodes.push(node);
        self.tree.nodes.len() - 1
    }

    /// The attributes of a start tag; the namespaces that it declares are in scope already.
    fn attributes(&mut self, text: &'a str, at: usize) -> Result<Vec<Attribute<'a>>, &'static str> {
        let mut found = Vec::new();
        let mut scan = Attributes { text, at: 0 };
        while let Some((name, value, start)) = scan.next() {
            if found.len() >= self.cx.limits.xmp_attributes as usize {
                return Err("too many attributes");
            }
            if let Some(prefix) = name.strip_prefix("xmlns") {
                if self.scopes.len() >= MAX_SCOPES {
                    return Err("too many namespaces");
                }
                let prefix = prefix.strip_prefix(':').unwrap_or("");
                let namespace = self.namespace(&unescape(value), prefix);
                self.scopes.push((prefix, Some(namespace)));
            } else {
                found.push(Attribute { name, value, at: at + start });
            }
        }
        Ok(found)
    }

    /// An attribute is a property of its Description, or a member of the structure that its element is.
    fn attribute(&mut self, attribute: Attribute<'a>, node: Option<usize>, element: usize, element_local: &str) {
        let value = unescape(attribute.value);
        if attribute.name == "xml:lang" {
            if let Some(node) = node.and_then(|node| self.tree.nodes.get_mut(node)) {
                node.lang = Some(attribute.value);
            }
            return;
        }
        if !attribute.name.contains(':') {
            // Old writers left the prefix off `about`; nothing else without one has a meaning.
            if attribute.name == "about" && self.uri(element) == RDF && !value.is_empty() {
                self.tree.about.push((value, attribute.at));
            }
            return;
        }
        let (namespace, local) = self.resolve(attribute.name);
        match (self.uri(namespace), local) {
            (RDF, "about") if !value.is_empty() => self.tree.about.push((value, attribute.at)),
            (RDF, "resource") => {
                if let Some(node) = node.and_then(|node| self.tree.nodes.get_mut(node)) {
                    node.text = value;
                }
            }
            (RDF, "value") => {
                let node = self.push(node, Kind::Item, namespace, "value", attribute.at);
                self.set_text(node, value);
            }
            (X, "xmptk" | "xaptk") => self.tree.toolkit = Some((value, attribute.at)),
            (RDF | X | XML, _) => {}
            _ if self.uri(element) == RDF && element_local == "RDF" => {}
            _ => {
                let node = self.push(node, Kind::Property, namespace, local, attribute.at);
                self.set_text(node, value);
            }
        }
    }

    fn set_text(&mut self, node: usize, text: Cow<'a, str>) {
        if let Some(node) = self.tree.nodes.get_mut(node) {
            node.text = text;
        }
    }

    fn text(&mut self, text: Cow<'a, str>) {
        let Some(Open { node: Some(node), own: true, .. }) = self.open.last() else { return };
        if let Some(node) = self.tree.nodes.get_mut(*node) {
            if node.text.is_empty() {
                node.text = text;
            } else {
                node.text.to_mut().push_str(&text);
            }
        }
    }

    fn end(&mut self) {
        if let Some(open) = self.open.pop() {
            self.scopes.truncate(open.scope);
        }
    }

    fn uri(&self, namespace: usize) -> &str {
        self.tree.namespaces.get(namespace).map_or("", |namespace| &namespace.uri)
    }

    /// The namespace and the local part of a name. A prefix that was never declared stands for itself.
    fn resolve(&mut self, name: &'a str) -> (usize, &'a str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.scopes.iter().rev().find(|scope| scope.0 == prefix).and_then(|scope| scope.1);
        let namespace = declared.unwrap_or_else(|| {
            // Writers have left the declarations of well-known prefixes out.
            let schema = vocabulary::SCHEMAS.iter().find(|schema| !prefix.is_empty() && schema.prefix == prefix);
            let uri = schema.map_or_else(|| format!("undeclared:{prefix}"), |schema| schema.uri.to_owned());
            let namespace = self.namespace(&Cow::Owned(uri), prefix);
            if self.scopes.len() < MAX_SCOPES {
                self.scopes.push((prefix, Some(namespace)));
            }
            namespace
        });
        (namespace, local)
    }

    /// The index of a namespace, which is added where it is new.
    fn namespace(&mut self, uri: &str, prefix: &'a str) -> usize {
        if let Some(known) = self.tree.namespaces.iter().position(|namespace| namespace.uri == uri) {
            return known;
        }
        let schema = vocabulary::schema(uri);
        let is_same = |known: &Schema| schema.is_some_and(|schema| schema.uri == known.uri);
        if let Some(known) = self.tree.namespaces.iter().position(|other| other.schema.is_some_and(is_same)) {
            return known;
        }
        let prefix = if schema.is_none() && vocabulary::is_known_prefix(prefix) && !uri.starts_with("undeclared:") {
            // The prefix belongs to a schema that this is not.
            let made_up = |namespace: &&Namespace<'_>| namespace.prefix.starts_with("tmp");
            let count = self.tree.namespaces.iter().filter(made_up).count();
            Cow::Owned(format!("tmp{count}"))
        } else {
            Cow::Borrowed(prefix)
        };
        self.tree.namespaces.push(Namespace { uri: Cow::Owned(uri.to_owned()), schema, prefix });
        self.tree.namespaces.len() - 1
    }
}

struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
    at: usize,
}

/// The name at the start of a tag, and the text after it.
fn split_name(tag: &str) -> (&str, &str) {
    let end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
    tag.split_at(end)
}

/// Splits the inside of a start tag into attributes. What is no attribute is passed over.
struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Attributes<'a> {
    /// Name, value as written, and where the name starts.
    fn next(&mut self) -> Option<(&'a str, &'a str, usize)> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + (rest.len() - rest.trim_ascii_start().len());
        let rest = self.text.get(start..)?;
        let equals = memchr::memchr(b'=', rest.as_bytes())?;
        let name = rest.get(..equals)?.trim_ascii();
        let after = rest.get(equals + 1..)?;
        let blanks = after.len() - after.trim_ascii_start().len();
        let after = after.trim_ascii_start();
        let quote = *after.as_bytes().first().filter(|quote| matches!(quote, b'"' | b'\''))?;
        let inside = after.get(1..)?;
        let end = memchr::memchr(quote, inside.as_bytes())?;
        self.at = start + equals + 1 + blanks + end + 2;
        Some((name, inside.get(..end)?, start))
    }
}

/// The text of an attribute with its entities resolved.
fn unescape(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match after.split_once(';').filter(|(name, _)| name.len() <= 10) {
            Some((name, after)) => {
                out.push_str(&resolve(name));
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What an entity stands for: a character, or itself where it is not known [XML 1.0, 4.6].
fn resolve(name: &str) -> Cow<'static, str> {
    if let Some(text) = resolve_predefined_entity(name) {
        return Cow::Borrowed(text);
    }
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    let character = number.and_then(char::from_u32).filter(|c| *c != '\0');
    Cow::Owned(character.map_or_else(|| format!("&{name};"), String::from))
}
