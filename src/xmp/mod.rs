//! XMP packets: RDF/XML, flattened to tags.
//!
//! A packet passes [`guard`], is parsed to a tree by [`rdf`] and flattened to tags by [`flatten`]. [`structure`] also
//! keeps a few properties as whole structures. A JPEG's [`extended`] packet follows its main one. The [`vocabulary`]
//! holds the tables of known names and types.

mod address;
#[cfg(feature = "strip")]
mod chosen;
mod convert;
mod extended;
mod flatten;
mod gps;
mod guard;
mod leaves;
mod markup;
mod namespaces;
mod plain;
mod rdf;
mod structure;
mod vocabulary;

#[cfg(feature = "strip")]
pub(crate) use chosen::Chosen;
pub use extended::Extension;
#[cfg(feature = "strip")]
pub(crate) use extended::Portion;
pub(crate) use leaves::readings;
pub use leaves::{Leaf, Reading};
pub(crate) use plain::read as read_xml;
pub(crate) use vocabulary::is_number;
pub(crate) use vocabulary::{is_language_alternative, tag_names};

use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::sink::Sink;
use flatten::Flattener;

/// Reads a main packet, and the extended packet that it names.
pub(crate) fn decode<'a>(
    block: &Block<'a>,
    extension: &Extension<'a>,
    cx: &'a Context<'a>,
    sink: &mut Sink<'a>,
) {
    if !extension.count() {
        let offset = Some(block.data.absolute(0));
        return cx.issue(IssueCode::TooManyPackets, Stage::Xmp, offset, || "more XMP packets than the limit");
    }
    if block.kind == BlockKind::Xmp {
        sink.add_packet(block.data.absolute(0));
    }
    let Some(packet) = guard::check(block, cx) else { return };
    let tree = rdf::parse(&packet, cx);
    structure::add(&tree, &packet, block, cx, sink);
    let mut flattener = Flattener::new(block, cx, sink);
    flattener.add(&tree, &packet);
    if let Some(guid) = extended_guid(&tree) {
        // The extended packet's tags come after the main packet's. If it names a further extension, that is not
        // followed.
        if let Some(packet) = extension.packet(guid, cx) {
            let tree = rdf::parse(&packet, cx);
            structure::add(&tree, &packet, block, cx, flattener.sink);
            flattener.add(&tree, &packet);
        }
    } else if !extension.is_empty() {
        cx.issue(
            IssueCode::ExtendedXmp,
            Stage::Xmp,
            extension.position(),
            || "the main packet names no extended XMP, but there is some",
        );
    }
    flattener.finish();
}

/// The GUID of the extended packet, from `xmpNote:HasExtendedXMP`.
fn extended_guid<'a>(tree: &rdf::Tree<'a>) -> Option<&'a str> {
    let node = tree.nodes.iter().find(|node| {
        node.local == "HasExtendedXMP"
            && tree
                .spaces
                .get(usize::from(node.space))
                .and_then(|space| space.known)
                .is_some_and(|known| known.group == "xmpNote")
    });
    node?.value.map(str::trim)
}

#[cfg(test)]
mod tests;
