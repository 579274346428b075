//! XML tags as text: where their names end, and their attributes.
//!
//! Well-formed tags are read as XML requires [XML 3.1]; as much of a broken tag is kept as is unambiguous.

use memchr::memmem;
use std::ops::Range;

/// The length of the name at the start of `text`.
///
/// Every non-ASCII character is accepted: names are only compared, and damage there ends nothing. No standard allows
/// a slash in a name, but `exif:TIFF/EPStandardID` was written for a while.
pub(super) fn name_length(text: &str) -> usize {
    text.bytes().position(|byte| !is_in_name(byte)).unwrap_or(text.len())
}

fn is_in_name(byte: u8) -> bool {
    starts_name(byte) || byte == b'/'
}

fn starts_name(byte: u8) -> bool {
    IN_NAME.get(usize::from(byte)).is_some_and(|is_in_name| *is_in_name)
}

/// The bytes that a name may contain, except the slash.
static IN_NAME: [bool; 256] = {
    let mut all = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing)] // `byte` is less than 256
        {
            let letter = byte as u8;
            all[byte] = letter.is_ascii_alphanumeric()
                || matches!(letter, b':' | b'_' | b'-' | b'.')
                || !letter.is_ascii();
        }
        byte += 1;
    }
    all
};

/// The length of the tag at the start of `text`. A `>` does not end the tag inside a value, and only a quote after
/// `=` begins a value.
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

/// The offset of `part`, a slice of `text`, in `text`.
fn place_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The attributes of a tag: each name with its value as written. Anything else is skipped.
pub(super) struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Attributes<'a> {
    /// The attributes in the part of a tag after its name.
    pub fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The offset of the first byte at or after `at` that is not white space.
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
                // The value is not terminated, so the rest cannot be told apart from it.
                self.at = bytes.len();
                return None;
            };
            self.at = value + length + 1;
            return Some((self.text.get(start..end)?, self.text.get(value..value + length)?));
        }
    }
}

/// A tag in its usual form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plain {
    /// A start tag or empty-element tag: its end, and the length of its name.
    Start { end: usize, name: usize, is_empty: bool },
    /// An end tag: its end.
    End(usize),
    /// A processing instruction or the XML declaration: its end.
    Instruction { end: usize, is_declaration: bool },
}

/// The most attributes of a plain tag. Tags with more are left to [`Attributes`], which needs no memory for them.
const PLAIN_ATTRIBUTES: usize = 1024;

/// The tag at `start`, with its attributes in `written`; `None` if anything in it is unusual.
///
/// A tag that it accepts is also one by [XML 3.1] and for the XML reader: every quote belongs to a value, and every
/// value is terminated.
pub(super) fn plain<'a>(text: &'a str, start: usize, written: &mut Vec<(&'a str, &'a str)>) -> Option<Plain> {
    let bytes = text.as_bytes();
    let first = *bytes.get(start + 1)?;
    match first {
        b'/' => {
            let rest = bytes.get(start + 2..)?;
            let length = memchr::memchr(b'>', rest)?;
            let name = rest.get(..length)?;
            let is_plain = name.first().is_some_and(|byte| starts_name(*byte))
                && !name.iter().any(|byte| matches!(byte, b'"' | b'\''));
            is_plain.then_some(Plain::End(start + 2 + length + 1))
        }
        b'?' => {
            let rest = bytes.get(start + 2..).filter(|rest| rest.first() != Some(&b'>'))?;
            let length = memmem::find(rest, b"?>")?;
            let is_declaration = match rest.get(..length)? {
                b"xml" => true,
                [b'x', b'm', b'l', after, ..] => is_blank(*after),
                _ => false,
            };
            Some(Plain::Instruction { end: start + 2 + length + 2, is_declaration })
        }
        _ if starts_name(first) => plain_start(text, start, written),
        _ => None,
    }
}

fn plain_start<'a>(text: &'a str, start: usize, written: &mut Vec<(&'a str, &'a str)>) -> Option<Plain> {
    let bytes = text.as_bytes();
    written.clear();
    let mut at = after(bytes, start + 1, is_in_name);
    let name = at - (start + 1);
    if bytes.get(at) == Some(&b'>') {
        let is_empty = bytes.get(at - 1) == Some(&b'/');
        return Some(Plain::Start { end: at + 1, name: name - usize::from(is_empty), is_empty });
    }
    if !is_blank(*bytes.get(at)?) {
        return None;
    }
    loop {
        at = after(bytes, at, is_blank);
        match bytes.get(at)? {
            b'>' => return Some(Plain::Start { end: at + 1, name, is_empty: false }),
            b'/' if bytes.get(at + 1) == Some(&b'>') => {
                return Some(Plain::Start { end: at + 2, name, is_empty: true });
            }
            byte if starts_name(*byte) && written.len() < PLAIN_ATTRIBUTES => {}
            _ => return None,
        }
        let key = at;
        at = after(bytes, at, is_in_name);
        let key = text.get(key..at)?;
        at = after(bytes, at, is_blank);
        if bytes.get(at) != Some(&b'=') {
            return None;
        }
        at += 1;
        at = after(bytes, at, is_blank);
        let mark = bytes.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let length = memchr::memchr(mark, bytes.get(at + 1..)?)?;
        written.push((key, text.get(at + 1..at + 1 + length)?));
        at += length + 2;
    }
}

/// The offset of the first byte at or after `at` that is not `wanted`.
fn after(bytes: &[u8], mut at: usize, wanted: impl Fn(u8) -> bool) -> usize {
    while bytes.get(at).is_some_and(|byte| wanted(*byte)) {
        at += 1;
    }
    at
}

/// XML white space [XML 2.3].
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// A part of a packet, as bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub range: Range<usize>,
    /// Whether it is a value, that is, text between tags or in quotes after `=`. Otherwise it is markup.
    pub is_value: bool,
}

/// The parts of a packet, in order. In every character set that a writer could mean, the bytes of the markup have no
/// other meaning.
pub(super) struct Parts<'a> {
    bytes: &'a [u8],
    at: usize,
    within: Within,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Tag,
    /// A value in quotes of this type.
    Quotes(u8),
    Section,
}

const SECTION: &[u8] = b"<![CDATA[";

impl<'a> Parts<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, within: Within::Text }
    }

    /// The length of the rest of the tag, or of its part before the next value, and what follows.
    fn markup(rest: &[u8]) -> (usize, Within) {
        if rest.starts_with(SECTION) {
            return (SECTION.len(), Within::Section);
        }
        // A quote at the start closed the previous value, so it does not open another.
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
    fn plain_tags_are_read_as_the_reader_of_xml_reads_them() {
        use quick_xml::events::Event;
        let tags = [
            "<a>",
            "<a/>",
            "<a//>",
            "<a />",
            "<a b='>'>",
            "<a b=\"'\"/>",
            "<a b = '1'\n c=\"2\" />",
            "<a b='1'c='2'>",
            "<é-1._:x>",
            "<exif:TIFF/EP>",
            "</a>",
            "</a >",
            "</a b>",
            "<?xpacket end='w'?>",
            "<?xml version='1.0'?>",
            "<?xml?>",
            "<?x?>",
            "<?xml?a?>",
            "<??>",
            "<?>?>",
            "<a b>",
            "<a b=c>",
            "<a b='1' / >",
            "<a\">b\">",
            "<a b='>",
            "<a\u{c}b='1'>",
            "</a'>'>",
            "</ a>",
            "</>",
            "< a>",
            "<!--a-->",
            "<a",
            "</a",
            "<?a",
            "<a '>' b=''>",
        ];
        for tag in tags {
            let text = format!("{tag}<next/>");
            let mut written = Vec::new();
            let Some(found) = plain(&text, 0, &mut written) else { continue };
            let mut reader = quick_xml::Reader::from_str(&text);
            reader.config_mut().check_end_names = false;
            reader.config_mut().allow_unmatched_ends = true;
            let (expected, attributes) = match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let name = start.name().as_ref().len();
                    let attributes = text[1 + name..=start.len()].to_owned();
                    (Plain::Start { end: 0, name, is_empty: false }, attributes)
                }
                Event::Empty(start) => {
                    let name = start.name().as_ref().len();
                    let attributes = text[1 + name..=start.len()].to_owned();
                    (Plain::Start { end: 0, name, is_empty: true }, attributes)
                }
                Event::End(_) => (Plain::End(0), String::new()),
                Event::PI(_) => (Plain::Instruction { end: 0, is_declaration: false }, String::new()),
                Event::Decl(_) => (Plain::Instruction { end: 0, is_declaration: true }, String::new()),
                other => panic!("{other:?}"),
            };
            let end = usize::try_from(reader.buffer_position()).unwrap();
            let expected = match expected {
                Plain::Start { name, is_empty, .. } => Plain::Start { end, name, is_empty },
                Plain::End(_) => Plain::End(end),
                Plain::Instruction { is_declaration, .. } => Plain::Instruction { end, is_declaration },
            };
            assert_eq!(found, expected, "{tag}");
            assert_eq!(written, of(&attributes), "{tag}");
        }
        let is_plain = |tag: &&str| plain(&format!("{tag}<next/>"), 0, &mut Vec::new()).is_some();
        assert_eq!(tags.iter().filter(|tag| is_plain(tag)).count(), 20);
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
