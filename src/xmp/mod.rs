//! XMP: from a packet of RDF/XML to tags under ExifTool's names.
//!
//! `guard` decides whether a packet is read at all, `rdf` makes a tree of it, `flatten` gives the values their
//! names, `convert` their forms. What is known of schemas lies in tables (`vocabulary`).

mod convert;
mod extended;
mod flatten;
mod guard;
mod rdf;
mod vocabulary;

pub(crate) use extended::Extension;

use crate::block::Block;
use crate::context::Context;
use crate::issue::Stage;
use crate::tag::{Group, Sink};

/// Decodes a packet, and the extended packet that it names.
pub(crate) fn decode<'a>(
    block: &Block<'a>,
    extension: &Extension<'a>,
    cx: &'a Context<'a>,
    sink: &mut Sink<'a>,
) {
    let Some(packet) = guard::packet(block, cx) else { return };
    let before = sink.tags.len();
    flatten::flatten(rdf::parse(packet, cx), packet, block.standard, cx, sink);
    let note = sink.tags.iter().skip(before).find(|tag| {
        tag.name == "HasExtendedXMP" && matches!(&tag.group, Group::Xmp(group) if group == "xmpNote")
    });
    let guid = note.and_then(|tag| tag.value.as_str()).map(|guid| cx.text(guid));
    match guid {
        Some(guid) => {
            if let Some(packet) = extension.packet(guid, cx) {
                flatten::flatten(rdf::parse(packet, cx), packet, block.standard, cx, sink);
            }
        }
        None if !extension.is_empty() => {
            cx.issue("extended-xmp-unnamed", Stage::Xmp, extension.offset(), || {
                "extended XMP that the main packet does not name is not read"
            });
        }
        None => {}
    }
}
