//! A file beside a picture: an XMP packet, or the JSON that Google's export writes for each picture.

use super::xmp;
use crate::block::{Block, BlockKind};
use crate::source::{Reader, View};

/// The block that a sidecar consists of.
pub(crate) fn block<'a>(reader: &'a Reader<'a>) -> Block<'a> {
    let packet = View::file(reader, 0, reader.len());
    Block::new(kind(reader.head().up_to(0, 4096).as_slice()), packet)
}

/// If a file is not markup and contains no packet, it is read as JSON; the JSON decoder then reports what is wrong.
fn kind(head: &[u8]) -> BlockKind {
    let has_packet = || xmp::SIGNATURES.iter().any(|sign| head.windows(sign.len()).any(|part| part == *sign));
    match head.iter().find(|byte| !xmp::is_blank(**byte)) {
        Some(b'<') => BlockKind::SidecarXmp,
        Some(b'{') => BlockKind::TakeoutJson,
        _ if has_packet() => BlockKind::SidecarXmp,
        _ => BlockKind::TakeoutJson,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_beginnings() {
        let utf16: Vec<u8> = "\u{feff}<x:xmpmeta>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for packet in [&b"<?xpacket begin='"[..], b"\xef\xbb\xbf\n<rdf:RDF>", b"odd <x:xmpmeta>", &utf16] {
            assert_eq!(kind(packet), BlockKind::SidecarXmp);
        }
        for json in [&b" {\"title\": \"<rdf:RDF\"}"[..], b"\xef\xbb\xbf{}", b"[1]", b"odd", b""] {
            assert_eq!(kind(json), BlockKind::TakeoutJson);
        }
    }
}
