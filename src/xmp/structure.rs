//! Tree → structures: the properties that the consolidation needs as whole structures.

use super::guard::Packet;
use super::rdf::{Role, Tree};
use crate::block::Block;
use crate::context::Context;
use crate::sink::Sink;
use crate::structure::{Part, Structure};
use crate::tag::Origin;

/// The properties to keep, by group and local name.
const WHOLE: [(&str, &str); 5] = [
    ("mwg-rs", "Regions"),
    ("MP", "RegionInfo"),
    ("iptcExt", "ImageRegion"),
    ("mwg-kw", "Keywords"),
    ("GContainer", "Directory"),
];

/// Adds the structures of a packet to the sink. As with tags, a later structure replaces an earlier one of the same
/// property, but a sidecar's structures are kept beside the picture's own.
///
/// `rdf:nodeID` references are not followed: no writer of these schemas uses them.
pub(super) fn add<'a>(
    tree: &Tree<'a>,
    packet: &Packet<'a>,
    block: &Block<'a>,
    cx: &'a Context<'a>,
    sink: &mut Sink<'a>,
) {
    let mut wanted: Vec<(u16, (&'static str, &'static str))> = Vec::new();
    for (space, group) in (0u16..).zip(tree.spaces.iter().map(|space| space.known.map(|known| known.group))) {
        wanted.extend(WHOLE.iter().filter(|whole| Some(whole.0) == group).map(|whole| (space, *whole)));
    }
    if wanted.is_empty() {
        return;
    }
    let mut at = 0;
    while let Some(node) = tree.nodes.get(at) {
        let whole = wanted.iter().find(|(space, (_, local))| *space == node.space && *local == node.local);
        if let Some((_, (group, name))) = whole
            && node.role == Role::Property
        {
            let source = Origin {
                block: block.kind,
                offset: packet.absolute(node.position as usize),
                standard: block.standard,
                charset: node.charset,
            };
            let parts = parts(tree, at, packet, cx);
            if parts.len() > 1 {
                put(Structure { group, name, source, parts }, sink);
            }
        }
        // Only frames (`rdf:RDF`, `rdf:Description`) surround the properties of the picture.
        at = if node.role == Role::Frame { at + 1 } else { (node.end as usize).max(at + 1) };
    }
}

fn put<'a>(structure: Structure<'a>, sink: &mut Sink<'a>) {
    let is_same = |old: &&mut Structure<'a>| {
        (old.group, old.name, old.source.block) == (structure.group, structure.name, structure.source.block)
    };
    match sink.structures.iter_mut().find(is_same) {
        Some(old) => *old = structure,
        None => sink.structures.push(structure),
    }
}

/// The parts of the property at `start`: its members and items, without RDF's own elements around them.
fn parts<'a>(tree: &Tree<'a>, start: usize, packet: &Packet<'a>, cx: &'a Context<'a>) -> &'a [Part<'a>] {
    let end = tree.nodes.get(start).map_or(start, |node| node.end as usize).min(tree.nodes.len());
    let mut parts = bumpalo::collections::Vec::with_capacity_in(end.saturating_sub(start), cx.arena);
    // The parts that enclose the current node: the index of each, and the node at which it ends.
    let mut around: Vec<(usize, usize)> = Vec::with_capacity(16);
    let mut at = start;
    while let Some(node) = tree.nodes.get(at).filter(|_| at < end) {
        while let Some((place, _)) = around.pop_if(|(_, end)| *end <= at) {
            close(&mut parts, place);
        }
        match node.role {
            Role::Ignored => {
                at = (node.end as usize).max(at + 1);
                continue;
            }
            Role::Frame | Role::List | Role::Alternatives => {
                let outer = around.last().and_then(|(place, _)| parts.get_mut(*place));
                if let Some(outer) = outer.filter(|outer| outer.text.is_none()) {
                    outer.text = node.value;
                }
            }
            Role::Item | Role::Property => {
                around.push((parts.len(), node.end as usize));
                parts.push(Part {
                    name: if node.role == Role::Item { "" } else { node.local },
                    text: node.value,
                    lang: node.lang,
                    offset: packet.absolute(node.position as usize),
                    below: 0,
                });
            }
        }
        at += 1;
    }
    while let Some((place, _)) = around.pop() {
        close(&mut parts, place);
    }
    parts.into_bump_slice()
}

fn close(parts: &mut [Part<'_>], place: usize) {
    let below = parts.len().saturating_sub(place + 1);
    if let Some(part) = parts.get_mut(place) {
        part.below = u32::try_from(below).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::described;
    use super::super::{Extension, decode};
    use super::*;
    use crate::block::BlockKind;
    use crate::bytes::Bytes;
    use crate::limits::Limits;
    use crate::source::View;
    use crate::structure::Branch;

    const SPACES: &str = "xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' \
        xmlns:mwg-kw='http://www.metadataworkinggroup.com/schemas/keywords/' \
        xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'";

    /// Prints a structure as `name{members}`, `[items]` and texts.
    fn written(branch: Branch<'_>) -> String {
        let below: Vec<String> = branch.children().map(written).collect();
        let below = if below.is_empty() { String::new() } else { format!("{{{}}}", below.join(" ")) };
        let text = branch.part.text.map_or(String::new(), |text| format!("={text}"));
        format!("{}{text}{below}", branch.part.name)
    }

    fn of(packets: &[(BlockKind, String)], limits: &Limits) -> (Vec<String>, Vec<&'static str>) {
        let arena = bumpalo::Bump::new();
        let cx = Context::new(limits, &arena, encoding_rs::WINDOWS_1252);
        let texts: Vec<String> = packets
            .iter()
            .map(|(_, properties)| described(properties).replace("xmlns:foo", &format!("{SPACES} xmlns:foo")))
            .collect();
        let mut sink = Sink::default();
        for ((kind, _), text) in packets.iter().zip(&texts) {
            let block = Block::new(*kind, View::memory(Bytes::new(text.as_bytes(), 1000)));
            decode(&block, &Extension::default(), &cx, &mut sink);
        }
        let roots = sink.structures.iter().filter_map(Structure::root).map(written).collect();
        drop(sink);
        (roots, cx.take_issues().into_iter().filter_map(|issue| issue.code.known()).collect())
    }

    fn one(properties: &str) -> Vec<String> {
        of(&[(BlockKind::Xmp, properties.to_owned())], &Limits::default()).0
    }

    #[test]
    fn every_form_of_a_structure_gives_the_same_parts() {
        for item in [
            "<rdf:li mwg-rs:Name='Ann' mwg-rs:Type='Face'/>",
            "<rdf:li><rdf:Description mwg-rs:Name='Ann'><mwg-rs:Type>Face</mwg-rs:Type></rdf:Description></rdf:li>",
            "<rdf:li rdf:parseType='Resource'><rdf:type rdf:resource='x'/><mwg-rs:Name>Ann</mwg-rs:Name>\
             <mwg-rs:Type>Face</mwg-rs:Type></rdf:li>",
            "<rdf:li rdf:parseType='Resource'><mwg-rs:Name rdf:parseType='Resource'><rdf:value>Ann</rdf:value>\
             </mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li>",
        ] {
            let list = format!("<mwg-rs:RegionList><rdf:Bag>{item}</rdf:Bag></mwg-rs:RegionList>");
            let regions = format!("<mwg-rs:Regions rdf:parseType='Resource'>{list}</mwg-rs:Regions>");
            assert_eq!(one(&regions), ["Regions{RegionList{{Name=Ann Type=Face}}}"], "{item}");
        }
    }

    #[test]
    fn only_the_pictures_own_properties_count() {
        assert!(one("<dc:format>a</dc:format><mwg-rs:Regions>text</mwg-rs:Regions>").is_empty());
        let inner = "<mwg-rs:Regions mwg-rs:Name='Ann'/>";
        assert!(one(&format!("<foo:bar rdf:parseType='Resource'>{inner}</foo:bar>")).is_empty());
        assert_eq!(one(inner), ["Regions{Name=Ann}"]);
    }

    #[test]
    fn a_later_packet_replaces_and_a_sidecar_stands_beside() {
        let regions = |name: &str| format!("<mwg-rs:Regions mwg-rs:Name='{name}'/>");
        let packets = [
            (BlockKind::Xmp, regions("a") + "<mwg-kw:Keywords mwg-kw:Keyword='k'/>"),
            (BlockKind::Xmp, regions("b")),
            (BlockKind::SidecarXmp, regions("c")),
        ];
        let (structures, _) = of(&packets, &Limits::default());
        assert_eq!(structures, ["Regions{Name=b}", "Keywords{Keyword=k}", "Regions{Name=c}"]);
    }

    #[test]
    fn hostile_nesting_and_numbers_of_items_end_at_the_limits() {
        let deep = format!(
            "<mwg-kw:Keywords>{}{}</mwg-kw:Keywords>",
            "<rdf:Description mwg-kw:Keyword='k'><mwg-kw:Children>".repeat(10_000),
            "</mwg-kw:Children></rdf:Description>".repeat(10_000)
        );
        let (structures, issues) = of(&[(BlockKind::Xmp, deep)], &Limits::default());
        assert_eq!(issues, ["too-deep"]);
        assert!(structures[0].starts_with("Keywords{Keyword=k Children{Keyword=k Children{"));
        let children = structures[0].matches("Children").count();
        assert!((10..64).contains(&children), "{children} of {} characters", structures[0].len());

        let many = "<rdf:li mwg-rs:Name='Ann'/>".repeat(100_000);
        let many = format!("<mwg-rs:Regions><rdf:Bag>{many}</rdf:Bag></mwg-rs:Regions>");
        let (structures, issues) = of(&[(BlockKind::Xmp, many)], &Limits::default());
        assert_eq!(issues, ["too-many-properties"]);
        assert!(structures[0].matches("Name").count() <= 50_000);
    }
}
