//! The digest of the IIM block. It shows whether the XMP beside the block was written from it [MWG 2.0 5.2].
//!
//! Photoshop's resource 0x0425 stores it. The tag `CurrentIPTCDigest` is computed from the actual block.

use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::sink::Sink;
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;

/// Adds the digest of a block in the standard place.
pub(super) fn add<'a>(stored: Bytes<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let source = Origin { block: BlockKind::Iim, offset: stored.absolute(0), standard: true, charset: None };
    let value = Value::text(digest(stored.as_slice(), cx));
    sink.tags.push(Tag::new(Group::File, "CurrentIPTCDigest", value, None, source));
    sink.iim = Some(stored.as_slice());
}

/// If the digest differs from the stored one, tries it without the zeros that pad the last word of a block in a TIFF,
/// and keeps what then matches beside the tag. The words may have up to eight bytes, and some writers compute the digest
/// before they add the padding.
pub(crate) fn settle<'a>(sink: &mut Sink<'a>, cx: &'a Context<'a>) {
    let Some(block) = sink.iim else { return };
    let is_stored = |tag: &&Tag<'_>| tag.group == Group::Photoshop && tag.name == "IPTCDigest";
    let Some(stored) = sink.tags.iter().find(is_stored) else { return };
    let Some(stored) = stored.value.as_str().map(str::to_owned) else { return };
    let Some(current) = sink.tags.iter_mut().find(|tag| tag.name == "CurrentIPTCDigest") else { return };
    if current.value.as_str() == Some(&stored) {
        return;
    }
    let filled = block.iter().rev().take(8).take_while(|byte| **byte == 0).count();
    let unfilled = (1..=filled).filter_map(|zeros| block.get(..block.len() - zeros));
    if let Some(digest) = unfilled.map(|block| digest(block, cx)).find(|digest| **digest == stored) {
        current.stored = Some(Value::text(digest));
    }
}

fn digest<'a>(block: &[u8], cx: &'a Context<'a>) -> &'a str {
    text::hex(&md5::compute(block).0, cx)
}
