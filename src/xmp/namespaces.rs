//! Prefixes and the namespaces that they stand for.
//!
//! A namespace is identified by its URI, never by its prefix: `dc` bound to another URI is not Dublin Core. A prefix
//! matters only if the writer forgot to declare it.

use super::guard::Packet;
use super::vocabulary::{self, Namespace};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;

/// A namespace that occurs in a packet.
pub(super) struct Space<'a> {
    pub uri: &'a str,
    pub known: Option<&'static Namespace>,
    /// The last part of the tag group: ExifTool's name for the namespace, or the packet's own prefix.
    pub group: &'a str,
}

// The namespaces that the parser itself needs come first in every packet.
/// No namespace.
pub(super) const NONE: u16 = 0;
/// RDF's own namespace.
pub(super) const RDF: u16 = 1;
/// XML's own namespace.
pub(super) const XML: u16 = 2;
/// `adobe:ns:meta/`, the namespace of the element around the RDF.
pub(super) const X: u16 = 3;

const FIRST: [(&str, &str); 4] = [
    ("", ""),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
    ("adobe:ns:meta/", "x"),
];

/// The most namespaces of one packet, and the most prefixes bound at a time. The reference picture has 16, and no
/// real file 100.
const LIMIT: usize = 256;

/// The initial capacity: most packets have no more.
const USUAL: usize = 24;

/// A name with its namespace.
pub(super) struct Resolved<'a> {
    pub space: u16,
    pub local: &'a str,
}

/// A prefix, with its first bytes as a number: few prefixes are longer, and numbers are compared in one step.
struct Prefix<'a> {
    text: &'a str,
    first: u64,
}

impl<'a> Prefix<'a> {
    fn of(text: &'a str) -> Self {
        let first = text.bytes().take(8).fold(0, |first, byte| first << 8 | u64::from(byte));
        Self { text, first }
    }

    fn is(&self, other: &Prefix<'_>) -> bool {
        self.first == other.first
            && self.text.len() == other.text.len()
            && (self.text.len() <= 8 || self.text == other.text)
    }
}

/// The prefixes in scope.
pub(super) struct Bindings<'p, 'a> {
    packet: &'p Packet<'a>,
    cx: &'a Context<'a>,
    /// Prefix and namespace, the innermost binding last.
    bound: Vec<(Prefix<'a>, u16)>,
    /// Prefixes that were used without a declaration.
    undeclared: Vec<(&'a str, u16)>,
    spaces: Vec<Space<'a>>,
    /// The number of namespaces that got a group of their own because their prefix was taken.
    renamed: u32,
    is_full: bool,
}

impl<'p, 'a> Bindings<'p, 'a> {
    pub fn new(packet: &'p Packet<'a>, cx: &'a Context<'a>) -> Self {
        let first = FIRST.iter().map(|&(uri, group)| Space { uri, known: vocabulary::namespace(uri), group });
        let (mut spaces, mut bound) = (Vec::with_capacity(USUAL), Vec::with_capacity(USUAL));
        spaces.extend(first);
        bound.push((Prefix::of("xml"), XML));
        Self { packet, cx, bound, undeclared: Vec::new(), spaces, renamed: 0, is_full: false }
    }

    pub fn into_spaces(self) -> Vec<Space<'a>> {
        self.spaces
    }

    pub fn len(&self) -> usize {
        self.bound.len()
    }

    /// Ends the scope of all bindings after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.bound.truncate(len);
    }

    /// Binds a prefix to a URI.
    pub fn bind(&mut self, prefix: &'a str, uri: &'a str, position: usize) {
        if self.bound.len() >= LIMIT {
            return self.full(position);
        }
        let space = match self.spaces.iter().position(|space| space.uri == uri) {
            Some(place) => u16::try_from(place).unwrap_or(NONE),
            None => self.add(prefix, uri, position),
        };
        self.bound.push((Prefix::of(prefix), space));
    }

    /// The namespace and local name of a qualified name.
    pub fn resolve(&mut self, name: &'a str, position: usize) -> Resolved<'a> {
        let (prefix, local) = match name.bytes().position(|byte| byte == b':') {
            Some(colon) => (name.get(..colon).unwrap_or_default(), name.get(colon + 1..).unwrap_or_default()),
            None => ("", name),
        };
        let key = Prefix::of(prefix);
        let space = match self.bound.iter().rev().find(|(bound, _)| bound.is(&key)) {
            Some((_, space)) => *space,
            None if prefix.is_empty() => NONE,
            None => self.undeclared(prefix, position),
        };
        // `exif:TIFF/EPStandardID` was written for a while: the name ends at the slash.
        let local = match local.bytes().position(|byte| byte == b'/') {
            Some(slash) => local.get(..slash).unwrap_or(local),
            None => local,
        };
        Resolved { space, local }
    }

    fn add(&mut self, prefix: &'a str, uri: &'a str, position: usize) -> u16 {
        if self.spaces.len() >= LIMIT {
            self.full(position);
            return NONE;
        }
        let mut known = vocabulary::namespace(uri);
        if known.is_none() {
            known = vocabulary::nearly(uri);
            if let Some(known) = known {
                self.issue(IssueCode::NamespaceAssumed, position, || {
                    format!("{uri} was read as {}", known.uri)
                });
            }
        }
        let group = match known {
            Some(known) => known.group,
            None if !prefix.is_empty() && (is_damaged(prefix) || self.is_taken(prefix)) => self.new_group(),
            None => prefix,
        };
        self.spaces.push(Space { uri, known, group });
        u16::try_from(self.spaces.len() - 1).unwrap_or(NONE)
    }

    /// A group for a namespace whose prefix cannot serve as one.
    fn new_group(&mut self) -> &'a str {
        let number = self.renamed;
        self.renamed = number.saturating_add(1);
        self.cx.text(&format!("tmp{number}"))
    }

    /// Whether the prefix would give the group of another namespace, either a known one or one of this packet.
    fn is_taken(&self, prefix: &str) -> bool {
        vocabulary::usual(prefix).is_some() || self.spaces.iter().any(|space| space.group == prefix)
    }

    /// Resolves a prefix that was never declared to the namespace that it usually stands for.
    fn undeclared(&mut self, prefix: &'a str, position: usize) -> u16 {
        if let Some((_, space)) = self.undeclared.iter().find(|(known, _)| *known == prefix) {
            return *space;
        }
        if self.undeclared.len() >= LIMIT {
            self.full(position);
            return NONE;
        }
        self.issue(IssueCode::UndeclaredPrefix, position, || format!("the prefix {prefix} has no namespace"));
        let (uri, known) = match vocabulary::usual(prefix) {
            Some(known) => (known.uri, Some(known)),
            None => (prefix, None),
        };
        let space = match self.spaces.iter().position(|space| space.uri == uri) {
            Some(place) => u16::try_from(place).unwrap_or(NONE),
            None if self.spaces.len() >= LIMIT => NONE,
            None => {
                let group = match known {
                    Some(known) => known.group,
                    None if is_damaged(prefix) => self.new_group(),
                    None => prefix,
                };
                self.spaces.push(Space { uri, known, group });
                u16::try_from(self.spaces.len() - 1).unwrap_or(NONE)
            }
        };
        self.undeclared.push((prefix, space));
        space
    }

    fn full(&mut self, position: usize) {
        if !std::mem::replace(&mut self.is_full, true) {
            self.issue(IssueCode::TooManyNamespaces, position, || {
                "more namespaces than the limit".to_owned()
            });
        }
    }

    fn issue(&self, code: IssueCode, position: usize, detail: impl FnOnce() -> String) {
        self.cx.issue(code, Stage::Xmp, Some(self.packet.absolute(position)), detail);
    }
}

/// Whether some bytes of the prefix could not be decoded, so that it cannot name a group.
fn is_damaged(prefix: &str) -> bool {
    prefix.contains(char::REPLACEMENT_CHARACTER)
}
