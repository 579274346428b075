//! From blocks to tags: hands each block to its decoder.

use crate::block::{Block, BlockKind, Root};
use crate::container::Contents;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::groups::Groups;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::sink::Sink;
use crate::{exif, iptc, jumbf, layout, makernote, segments, xmp};

/// Roughly the number of tags in a camera file.
const USUAL_TAGS: usize = 128;

/// Decodes the blocks of a file and the blocks nested in them, in the order found, into tags and into structures that
/// keep what the tags alone would lose.
///
/// Families that are not wanted are skipped, except for blocks that may hold other blocks.
pub(crate) fn decode<'a>(
    contents: Contents<'a>,
    detected: FormatId,
    groups: Groups,
    cx: &'a Context<'a>,
) -> Sink<'a> {
    let mut sink = Sink { tags: contents.tags, companions: contents.companions, ..Sink::default() };
    sink.camera.file_type = contents.info.format.unwrap_or(detected).name();
    sink.camera.base_type = detected.name();
    let mut extension = xmp::Extension::default();
    let mut segments = contents.segments;
    let mut queue = contents.blocks;
    if !queue.is_empty() {
        sink.tags.reserve(USUAL_TAGS);
    }
    // A block may hold others (XMP in a TIFF tag, IIM in a Photoshop resource). Real files do not nest deeper than
    // this.
    for _ in 0..cx.limits.directory_depth {
        if queue.is_empty() && segments.is_empty() {
            break;
        }
        if cx.keeps_blocks {
            sink.kept.extend_from_slice(&queue);
        }
        for block in queue.iter().filter(|block| block.kind == BlockKind::ExtendedXmp) {
            extension.add(block, cx);
        }
        let wanted = |block: &&Block<'_>| match block.kind {
            BlockKind::Xmp | BlockKind::SidecarXmp => groups.contains(Groups::XMP),
            BlockKind::Iim => groups.contains(Groups::IPTC),
            kind => Groups::of(kind).is_none_or(|family| groups.contains(family)),
        };
        for block in queue.iter().filter(wanted) {
            one(block, &extension, cx, &mut sink);
        }
        let notes = std::mem::take(&mut sink.notes);
        let wanted = groups.contains(Groups::MAKER_NOTES);
        for note in notes {
            makernote::decode(note, wanted, cx, &mut sink);
        }
        // What they mean may depend on the camera, which has been read by now.
        if groups.contains(Groups::OTHERS) {
            segments::decode(&segments, cx, &mut sink);
        }
        segments.clear();
        queue = std::mem::take(&mut sink.blocks);
    }
    if let Some(block) = queue.first() {
        cx.issue(
            IssueCode::TooDeep,
            Stage::Container,
            Some(block.data.absolute(0)),
            || "blocks within blocks",
        );
    }
    iptc::settle_digest(&mut sink, cx);
    sink.tags.retain(|tag| groups.has(tag));
    sink
}

fn one<'a>(block: &Block<'a>, extension: &xmp::Extension<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    if matches!(block.root, Root::Table { .. }) {
        return layout::block::decode(block, cx, sink);
    }
    match block.kind {
        BlockKind::Exif => exif::decode(block, cx, sink),
        BlockKind::MakerNote => exif::note(block, cx, sink),
        BlockKind::Iim => iptc::decode_iim(block, cx, sink),
        BlockKind::Irb => iptc::decode_irb(block, cx, sink),
        BlockKind::Jumbf => jumbf::decode(block, cx, sink),
        BlockKind::Xmp => xmp::decode(block, extension, cx, sink),
        // The extended XMP belongs to the picture's packet and not to the sidecar's.
        BlockKind::SidecarXmp => xmp::decode(block, &xmp::Extension::default(), cx, sink),
        #[cfg(feature = "takeout")]
        BlockKind::TakeoutJson => crate::takeout::decode(block, cx, sink),
        #[cfg(not(feature = "takeout"))]
        BlockKind::TakeoutJson => {
            cx.issue(
                IssueCode::Unsupported,
                Stage::Container,
                Some(block.data.absolute(0)),
                || "the JSON beside the picture is read by the feature `takeout` alone",
            );
        }
        // The chunks have already been gathered, and the container has read the headers; what a table describes has been
        // decoded.
        _ => {}
    }
}
