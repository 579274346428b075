//! The root element of an XML document, which tells what kind of document it is.

use quick_xml::events::{BytesStart, Event};

/// How much of a file is searched: licences and document types may precede the element.
const PROLOG: usize = 16 * 1024;

/// Returns the start tag of the root element. A document type before it is skipped and never expanded.
pub(super) fn root(head: &[u8]) -> Option<BytesStart<'_>> {
    let head = head.get(..PROLOG).unwrap_or(head);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // The text must begin as markup does, so that other files are rejected without being searched.
    if head.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    // Stop at the first bytes that are not text: a character may be cut off.
    let text = head.utf8_chunks().next()?.valid();
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(start),
            Event::Text(text) if !text.trim().is_empty() => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_element_is_found() {
        for text in [
            "<a b='c'/>",
            " \n<a>",
            "\u{feff}<?xml version='1.0'?><!-- <b> --><a>",
            "<!DOCTYPE a [<!ENTITY b \"<c>\">]>\n<a>",
        ] {
            let found = root(text.as_bytes()).map(|start| start.name().as_ref().to_owned());
            assert_eq!(found.as_deref(), Some("a"), "{text}");
        }
        for text in ["", "text", "text <a>", "<!-- never closed <a>", "<a "] {
            assert!(root(text.as_bytes()).is_none(), "{text}");
        }
    }
}
