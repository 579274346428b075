//! Films for tests.

use crate::Extractor;
use crate::isobmff::boxes::tests::iso_box;

/// A film whose `moov` box holds these boxes.
pub(super) fn film(parts: &[Vec<u8>]) -> Vec<u8> {
    [iso_box(b"ftyp", b"isom\0\0\x02\0isommp41"), iso_box(b"moov", &parts.concat())].concat()
}

/// The handler of a media type.
pub(super) fn handler(kind: [u8; 4]) -> Vec<u8> {
    iso_box(b"hdlr", &[&[0; 8], &kind[..], &[0; 12], b"A handler\0"].concat())
}

/// A track of a media type, with boxes behind its media.
pub(super) fn track(kind: [u8; 4], information: &[u8], behind: &[u8]) -> Vec<u8> {
    let media = iso_box(b"mdia", &[handler(kind), iso_box(b"minf", information)].concat());
    iso_box(b"trak", &[&media[..], behind].concat())
}

/// The tags of a film: their groups and names, and their printed values.
pub(super) fn tags(bytes: &[u8]) -> Vec<(String, String)> {
    let found = Extractor::new().from_bytes(bytes).unwrap();
    let shown = found.tags.iter().map(|tag| (format!("{}:{}", tag.group, tag.name), tag.value.to_string()));
    shown.collect()
}

/// The value of a tag; `-` if it is not there.
pub(super) fn value<'t>(tags: &'t [(String, String)], name: &str) -> &'t str {
    tags.iter().find(|(known, _)| known == name).map_or("-", |(_, value)| value)
}

/// Asserts that no cut and no changed byte of a film does harm.
pub(super) fn damaged(bytes: &[u8]) {
    for end in 0..bytes.len() {
        let _ = Extractor::new().from_bytes(&bytes[..end]);
        for change in [0x00, 0x7f, 0xff] {
            let mut changed = bytes.to_vec();
            changed[end] = change;
            let _ = Extractor::new().from_bytes(&changed);
        }
    }
}
