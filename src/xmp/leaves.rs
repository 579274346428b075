//! A packet as plain pairs of path and value, on which every XMP library agrees. Used to check the decoder against
//! another one.
//!
//! A path names properties by the URIs of their namespaces, items by their index and languages by `@lang`:
//! `{http://purl.org/dc/elements/1.1/}title[1]@lang`.

use super::extended::Extension;
use super::guard::{self, Packet};
use super::namespaces::RDF;
use super::rdf::{self, Node, Role, Tree};
use crate::block::{Block, BlockKind};
use crate::context::Context;
use std::collections::HashSet;
use std::fmt::Write;

/// A packet that passed the guard, and what was read from it.
pub struct Reading<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its offset in the file.
    pub offset: u64,
    /// Its values, in the order of the packet; `None` if their paths together exceed the limit.
    pub leaves: Option<Vec<Leaf<'a>>>,
    /// The number of its elements and attributes.
    pub nodes: usize,
    /// The number of its namespaces, and the length of the longest URI.
    pub spaces: (usize, usize),
    /// The resource that it says it is about, if any.
    pub about: Option<&'a str>,
    /// Whether any node is referred to by others.
    pub has_references: bool,
}

/// A value and its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    pub path: String,
    pub value: &'a str,
    /// Its offset in the file.
    pub offset: u64,
}

/// The most bytes of all paths of a packet together. The reference picture has 60 KB.
const PATHS: usize = 16 * 1024 * 1024;

/// Reads the packet of a block, and the extended packet that it names.
pub(crate) fn readings<'a>(
    block: &Block<'a>,
    extension: &Extension<'a>,
    cx: &'a Context<'a>,
) -> Vec<Reading<'a>> {
    if !matches!(block.kind, BlockKind::Xmp | BlockKind::SidecarXmp) {
        return Vec::new();
    }
    let Some(packet) = guard::check(block, cx) else { return Vec::new() };
    let tree = rdf::parse(&packet, cx);
    let mut readings = vec![reading(&tree, &packet)];
    let extended = super::extended_guid(&tree).and_then(|guid| extension.packet(guid, cx));
    readings.extend(extended.map(|packet| reading(&rdf::parse(&packet, cx), &packet)));
    readings
}

fn reading<'a>(tree: &Tree<'a>, packet: &Packet<'a>) -> Reading<'a> {
    Reading {
        text: packet.text,
        offset: packet.absolute(0),
        leaves: leaves(tree, packet),
        nodes: tree.nodes.len(),
        spaces: (
            tree.spaces.len(),
            tree.spaces.iter().map(|space| space.uri.len()).max().unwrap_or_default(),
        ),
        about: tree.nodes.iter().find(|node| is_about(node)).and_then(|node| node.value),
        has_references: !tree.named.is_empty(),
    }
}

/// Whether an attribute is `rdf:about`.
fn is_about(node: &Node<'_>) -> bool {
    node.space == RDF && node.local == "about"
}

/// A node whose descendants are being read.
struct Around<'a> {
    end: usize,
    /// The length of the path around it.
    path: usize,
    /// The number of items so far.
    items: u32,
    /// The properties so far, if it holds any.
    seen: HashSet<(u16, &'a str)>,
}

fn leaves<'a>(tree: &Tree<'a>, packet: &Packet<'a>) -> Option<Vec<Leaf<'a>>> {
    let is_rdf = |node: &Node<'_>| node.space == RDF && node.local == "RDF";
    let Some(start) = tree.nodes.iter().position(is_rdf) else { return Some(Vec::new()) };
    let end = tree.nodes.get(start).map_or(0, |node| node.end as usize);
    let mut reader = Reader { leaves: Vec::new(), left: PATHS, packet };
    let mut path = String::new();
    let mut around = vec![Around { end, path: 0, items: 0, seen: HashSet::new() }];
    let mut at = start + 1;
    while let Some(node) = tree.nodes.get(at).filter(|_| at < end) {
        let inner_end = (node.end as usize).max(at + 1);
        while let Some(done) = around.pop_if(|around| around.end <= at) {
            path.truncate(done.path);
        }
        let outer = around.last_mut()?;
        let length = path.len();
        match node.role {
            Role::Ignored => {
                at = inner_end;
                continue;
            }
            // `rdf:about` is not a property, and a description has no text.
            Role::Frame if node.local == "value" => reader.take(&path, node)?,
            Role::Frame | Role::List | Role::Alternatives => {}
            Role::Item => {
                outer.items = outer.items.saturating_add(1);
                // Writing to a string cannot fail.
                let _ = write!(path, "[{}]", outer.items);
                reader.take(&path, node)?;
            }
            Role::Property => {
                // A structure has each property once [XMP part 1, 6.3]. If it is repeated, keep the first here; which
                // value wins is decided when the properties become tags.
                let is_new = outer.seen.insert((node.space, node.local));
                if !is_new || is_about(node) {
                    at = inner_end;
                    continue;
                }
                let uri = tree.spaces.get(usize::from(node.space)).map_or("", |space| space.uri);
                let _ = write!(path, "/{{{uri}}}{}", node.local);
                reader.take(&path, node)?;
            }
        }
        if matches!(node.role, Role::Item | Role::Property) {
            around.push(Around { end: inner_end, path: length, items: 0, seen: HashSet::new() });
        }
        at += 1;
    }
    Some(reader.leaves)
}

struct Reader<'p, 'a> {
    leaves: Vec<Leaf<'a>>,
    /// How many more bytes the paths may take.
    left: usize,
    packet: &'p Packet<'a>,
}

impl<'a> Reader<'_, 'a> {
    /// Keeps the value and the language of a node; `None` if the paths exceed the limit.
    fn take(&mut self, path: &str, node: &Node<'a>) -> Option<()> {
        // Most writers do not distinguish an empty value from a missing one, nor does this code.
        if let Some(value) = node.value.filter(|value| !value.is_empty()) {
            self.put(path.to_owned(), value, node)?;
        }
        if !node.lang.is_empty() {
            self.put(format!("{path}@lang"), node.lang, node)?;
        }
        Some(())
    }

    fn put(&mut self, path: String, value: &'a str, node: &Node<'_>) -> Option<()> {
        self.left = self.left.checked_sub(path.len())?;
        let offset = self.packet.absolute(node.position as usize);
        self.leaves.push(Leaf { path, value, offset });
        Some(())
    }
}
