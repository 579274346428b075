//! An XMP packet as a file of its own: the sidecar of a picture that must not be modified.

use super::contents::Contents;
use super::format::Format;
use super::markup;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::{Reader, View};
use std::borrow::Cow;

/// How a packet begins, after white space and a byte order mark [XMP part 1, 7.3].
pub(super) const SIGNATURES: [&[u8]; 4] = [b"<?xpacket begin=", b"<x:xmpmeta", b"<x:xapmeta", b"<rdf:RDF"];

pub(crate) const FORMAT: Format = Format { id: FormatId::Xmp, sniff, read };

/// Whether a byte may precede the packet: white space, or a part of a UTF-8 or UTF-16 byte order mark.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff) || byte.is_ascii_whitespace()
}

fn sniff(head: Bytes<'_>) -> bool {
    let start = head.up_to(0, 4096).as_slice();
    // Skip NULs, so that UTF-16 and UTF-32 are detected without being decoded.
    let blank = |byte: &u8| is_blank(*byte);
    if start.iter().find(|byte| !blank(byte)) != Some(&b'<') {
        return false;
    }
    let text: Cow<'_, [u8]> = match memchr::memchr(0, start) {
        Some(_) => start.iter().copied().filter(|byte| *byte != 0).collect(),
        None => start.into(),
    };
    let text = text.get(text.iter().position(|byte| !blank(byte)).unwrap_or(0)..).unwrap_or_default();
    if SIGNATURES.iter().any(|signature| text.starts_with(signature)) {
        return true;
    }
    let root = || markup::root(text).map(|root| format!("<{}", root.name().as_ref()));
    text.starts_with(b"<?xml") && root().is_some_and(|root| SIGNATURES.contains(&root.as_bytes()))
}

fn read<'a>(reader: &'a Reader<'a>, _: &'a Context<'a>, out: &mut Contents<'a>) {
    out.blocks.push(Block::new(BlockKind::Xmp, View::file(reader, 0, reader.len())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};

    #[test]
    fn packets_are_known_by_their_beginnings() {
        for text in [
            "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>",
            "\u{feff}\n <x:xmpmeta xmlns:x='adobe:ns:meta/'>",
            "<rdf:RDF>",
            "<?xml version='1.0'?><!-- by hand --><rdf:RDF>",
        ] {
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert!(sniff(Bytes::new(text.as_bytes(), 0)), "{text}");
            assert!(sniff(Bytes::new(&utf16, 0)), "{text} in UTF-16");
            assert_eq!(read(&FORMAT, text.as_bytes()).contents(), [(BlockKind::Xmp, text.as_bytes())]);
            every_prefix(&FORMAT, text.as_bytes());
        }
        for text in ["", "text", "<?xml version='1.0'?><svg>", "<?xpacket?>", "<html>"] {
            assert!(!sniff(Bytes::new(text.as_bytes(), 0)), "{text}");
        }
    }
}
