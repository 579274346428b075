//! Tags as they are written: where their names end, and their attributes.
//!
//! Well-formed tags are read as XML wants it [XML 3.1]; of broken ones as much is kept as is still plain to see.

use memchr::memmem;
use std::ops::Range;

/// The length of the name that `text` starts with.
///
/// Beyond ASCII every letter may be a part of it: names are only compared, and damage there ends nothing. A slash is
/// no part of a name by any standard, but `exif:TIFF/EPStandardID` was written for a while.
pub(super) fn name_length(text: &str) -> usize {
    text.bytes().position(|byte| !is_in_name(byte)).unwrap_or(text.len())
}

fn is_in_name(byte: u8) -> bool {
    starts_name(byte) || byte == b'/'
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.') || !byte.is_ascii()
}

/// The length of the tag that `text` starts with. Only a quote after `=` begins a value, in which `>` ends nothing.
pub(super) fn tag_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut attributes = Attributes::of(text);
    loop {
        let from = attributes.at;
        let found = attributes.next();
        let until = found.map_or(bytes.len(), |(key, _)| place_in(text, key));
        if let Some(end) = bytes.get(from..until).and_then(|between| memchr::memchr(b'>', between)) {
            return Some(from + end + 1);
        }
        found?;
    }
}

/// Where in `text` its part `part` starts.
fn place_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The attributes of a tag: each name with its value as written. What is neither is passed over.
pub(super) struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Attributes<'a> {
    /// The attributes in the part of a tag after its name.
    pub fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The place of the first byte from `at` on that is no white space.
    fn after_blanks(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + bytes.get(self.at..)?.iter().position(|&byte| starts_name(byte))?;
            let rest = bytes.get(start..)?;
            let end = start + rest.iter().position(|&byte| !is_in_name(byte)).unwrap_or(rest.len());
            self.at = end;
            let sign = self.after_blanks(end);
            if bytes.get(sign) != Some(&b'=') {
                continue;
            }
            let quote = self.after_blanks(sign + 1);
            let Some(mark @ (b'"' | b'\'')) = bytes.get(quote).copied() else { continue };
            let value = quote + 1;
            let Some(length) = bytes.get(value..).and_then(|rest| memchr::memchr(mark, rest)) else {
                // The value has no end: nothing after it can be told from it.
                self.at = bytes.len();
                return None;
            };
            self.at = value + length + 1;
            return Some((self.text.get(start..end)?, self.text.get(value..value + length)?));
        }
    }
}

/// A part of a packet, as bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub range: Range<usize>,
    /// Whether it is a value: what stands between tags or in quotes after `=`; else it is markup.
    pub is_value: bool,
}

/// The parts of a packet, one after another. In all character sets that a writer could mean, the bytes of the markup
/// stand for nothing else.
pub(super) struct Parts<'a> {
    bytes: &'a [u8],
    at: usize,
    within: Within,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Tag,
    /// A value in quotes of this kind.
    Quotes(u8),
    Section,
}

const SECTION: &[u8] = b"<![CDATA[";

impl<'a> Parts<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, within: Within::Text }
    }

    /// How long the rest of the tag is, or its part before a value, and what follows.
    fn markup(rest: &[u8]) -> (usize, Within) {
        if rest.starts_with(SECTION) {
            return (SECTION.len(), Within::Section);
        }
        // The quote that ended the value before begins none.
        let mut from = usize::from(matches!(rest.first(), Some(b'"' | b'\'')));
        while let Some(found) = rest.get(from..).and_then(|rest| memchr::memchr3(b'>', b'"', b'\'', rest)) {
            let end = from + found + 1;
            let (before, mark) = (rest.get(..end - 1).unwrap_or_default(), rest.get(end - 1).copied());
            match mark {
                Some(quote @ (b'"' | b'\'')) if before.trim_ascii_end().ends_with(b"=") => {
                    return (end, Within::Quotes(quote));
                }
                Some(b'>') => return (end, Within::Text),
                _ => from = end,
            }
        }
        (rest.len(), Within::Text)
    }
}

impl Iterator for Parts<'_> {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let is_value = self.within != Within::Tag;
        let (length, within) = match self.within {
            Within::Text => (memchr::memchr(b'<', rest), Within::Tag),
            Within::Quotes(mark) => (memchr::memchr(mark, rest), Within::Tag),
            Within::Section => (memmem::find(rest, b"]]>"), Within::Tag),
            Within::Tag => {
                let (length, within) = Self::markup(rest);
                (Some(length), within)
            }
        };
        let end = self.at + length.unwrap_or(rest.len());
        self.within = within;
        let range = std::mem::replace(&mut self.at, end)..end;
        Some(Part { range, is_value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(&str, &str)> {
        Attributes::of(text).collect()
    }

    #[test]
    fn attributes_of_every_form() {
        assert_eq!(of(" a='1' b:c = \"2 > '1'\"\n d=''/"), [("a", "1"), ("b:c", "2 > '1'"), ("d", "")]);
        assert_eq!(of("a='1'b='2'"), [("a", "1"), ("b", "2")]);
        assert_eq!(of(" é='ü' x"), [("é", "ü")]);
        assert!(of("").is_empty());
    }

    #[test]
    fn what_is_no_attribute_is_passed_over() {
        assert_eq!(of(" \u{1}a='1' b c=d \"e f='2'"), [("a", "1"), ("f", "2")]);
        assert_eq!(of(" a='1' b='2"), [("a", "1")]);
        assert!(of(" = '1' =").is_empty());
    }

    #[test]
    fn a_packet_is_markup_and_values() {
        let packet = "a<b c='d' e=\"'f>\" g>h<![CDATA[<i>]]>j<!-- k='l' --><m n'o'=p>q";
        let parts: Vec<_> = Parts::of(packet.as_bytes()).collect();
        assert!(parts.windows(2).all(|pair| pair[0].range.end == pair[1].range.start));
        let values = parts.iter().filter(|part| part.is_value && !part.range.is_empty());
        let values: Vec<_> = values.map(|part| &packet[part.range.clone()]).collect();
        assert_eq!(values, ["a", "d", "'f>", "h", "<i>", "j", "l", "q"]);
        for end in 0..packet.len() {
            assert_eq!(Parts::of(&packet.as_bytes()[..end]).last().map_or(0, |part| part.range.end), end);
        }
    }

    #[test]
    fn names_and_tags_end() {
        assert_eq!(name_length("exif:TIFF/EP x"), 12);
        assert_eq!(name_length("é-1._\u{fffd}'"), 9);
        assert_eq!(name_length("\u{1}a"), 0);
        assert_eq!(tag_length("<a b='>' c>d>"), Some(11));
        assert_eq!(tag_length("<a\">b"), Some(4));
        assert_eq!(tag_length("<a b='>"), Some(7));
        assert_eq!(tag_length("<a b='"), None);
    }
}
