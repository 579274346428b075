//! Some properties of a packet, serialised afresh: nothing else of the original packet is copied, neither comments
//! nor prefixes nor other attributes.

use super::extended::Extension;
use super::guard::{self, Packet};
use super::namespaces::RDF;
use super::rdf::{self, Node, Role, Tree};
use crate::block::Block;
use crate::context::Context;
use quick_xml::escape::escape;
use std::fmt::Write;

/// Properties from one or several packets.
#[derive(Default)]
pub(crate) struct Chosen {
    /// The group, the name and the serialised element of each.
    properties: Vec<(String, String, String)>,
    /// The namespaces that occur, by prefix.
    spaces: Vec<(String, String)>,
}

impl Chosen {
    /// Adds the properties for which `stays` holds, given their group and local name, from the packet of a block and
    /// the extended packet that it names. A property of a later packet replaces that of an earlier one.
    pub(crate) fn add<'a>(
        &mut self,
        block: &Block<'a>,
        extension: &Extension<'a>,
        cx: &'a Context<'a>,
        stays: impl Fn(&str, &str) -> bool,
    ) {
        let Some(packet) = guard::check(block, cx) else { return };
        let tree = rdf::parse(&packet, cx);
        self.take(&tree, &packet, &stays);
        if let Some(packet) = super::extended_guid(&tree).and_then(|guid| extension.packet(guid, cx)) {
            self.take(&rdf::parse(&packet, cx), &packet, &stays);
        }
    }

    fn take(&mut self, tree: &Tree<'_>, packet: &Packet<'_>, stays: &impl Fn(&str, &str) -> bool) {
        let mut at = 0;
        while let Some(node) = tree.nodes.get(at) {
            if node.role == Role::Frame {
                at += 1;
                continue;
            }
            let end = (node.end as usize).max(at + 1);
            let group = tree.spaces.get(usize::from(node.space)).and_then(|space| space.known);
            let group = group.map(|known| known.group).unwrap_or_default();
            if node.role == Role::Property && stays(group, node.local) {
                let element = self.element(tree, packet, at..end);
                self.properties.retain(|(g, local, _)| !(g == group && local == node.local));
                self.properties.push((group.to_owned(), node.local.to_owned(), element));
            }
            at = end;
        }
    }

    /// Serialises the nodes as an element.
    fn element(&mut self, tree: &Tree<'_>, packet: &Packet<'_>, nodes: std::ops::Range<usize>) -> String {
        let mut out = String::new();
        let mut open: Vec<(usize, String)> = Vec::new();
        let mut at = nodes.start;
        while let Some(node) = tree.nodes.get(at).filter(|_| at < nodes.end) {
            while let Some((_, name)) = open.pop_if(|(end, _)| *end <= at) {
                close(&mut out, &name);
            }
            let end = (node.end as usize).max(at + 1);
            // `rdf:about` is not a property.
            if node.role == Role::Ignored || (node.space == RDF && node.local == "about") {
                at = end;
                continue;
            }
            let name = self.name(tree, node);
            let _ = write!(out, "<{name}");
            if !node.lang.is_empty() {
                let _ = write!(out, " xml:lang=\"{}\"", escape(node.lang));
            }
            match node.value {
                _ if end > at + 1 => {
                    if is_structure(tree, at, end) {
                        out.push_str(" rdf:parseType=\"Resource\"");
                    }
                    out.push('>');
                    open.push((end, name));
                }
                Some(address) if is_reference(packet, node) => {
                    let _ = write!(out, " rdf:resource=\"{}\"/>", escape(address));
                }
                value => {
                    let _ = write!(out, ">{}", escape(value.unwrap_or_default()));
                    close(&mut out, &name);
                }
            }
            at += 1;
        }
        while let Some((_, name)) = open.pop() {
            close(&mut out, &name);
        }
        out
    }

    /// The name with a prefix of our own: the packet's prefix could be any text.
    fn name(&mut self, tree: &Tree<'_>, node: &Node<'_>) -> String {
        if node.space == RDF {
            return format!("rdf:{}", node.local);
        }
        let space = tree.spaces.get(usize::from(node.space));
        let uri = space.map(|space| space.uri).unwrap_or_default();
        if let Some((prefix, _)) = self.spaces.iter().find(|(_, known)| known == uri) {
            return format!("{prefix}:{}", node.local);
        }
        let known = space.and_then(|space| space.known).map(|known| known.group.to_owned());
        let is_free = |known: &String| self.spaces.iter().all(|(prefix, _)| prefix != known);
        let prefix = known.filter(is_free).unwrap_or_else(|| format!("ns{}", self.spaces.len() + 1));
        self.spaces.push((prefix.clone(), uri.to_owned()));
        format!("{prefix}:{}", node.local)
    }

    /// A packet with these properties; `None` if there are none.
    pub(crate) fn packet(&self) -> Option<String> {
        if self.properties.is_empty() {
            return None;
        }
        let mut out = String::from(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\"",
        );
        for (prefix, uri) in &self.spaces {
            let _ = write!(out, " xmlns:{prefix}=\"{}\"", escape(uri.as_str()));
        }
        out.push('>');
        self.properties.iter().for_each(|(_, _, element)| out.push_str(element));
        out.push_str("</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>");
        Some(out)
    }
}

fn close(out: &mut String, name: &str) {
    let _ = write!(out, "</{name}>");
}

/// Whether a property or an item holds members without an `rdf:Description` around them.
fn is_structure(tree: &Tree<'_>, at: usize, end: usize) -> bool {
    let is_owner = tree.nodes.get(at).is_some_and(|node| matches!(node.role, Role::Property | Role::Item));
    let mut child = at + 1;
    while let Some(node) = tree.nodes.get(child).filter(|_| is_owner && child < end) {
        match node.role {
            Role::Frame => return node.local == "value",
            Role::Property => return true,
            _ => child = (node.end as usize).max(child + 1),
        }
    }
    false
}

/// Whether the value of an element is the URI of a resource.
fn is_reference(packet: &Packet<'_>, node: &Node<'_>) -> bool {
    let tag = packet.text.get(node.position as usize..).unwrap_or_default();
    let tag = tag.split('>').next().unwrap_or_default();
    tag.starts_with('<') && tag.contains(":resource")
}
