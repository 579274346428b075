//! The checks before a packet is read as XML: it is converted to UTF-8 within bounds, and must have no DOCTYPE.
//!
//! XMP needs no document type [XMP part 1, 7.2]. A DOCTYPE is only there to define entities that expand without end
//! or name other files, so a packet with one is dropped.

use super::markup;
use crate::block::Block;
use crate::charset::CharsetRung;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::text::{self, Reading};
use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;

/// A packet that may be read as XML.
#[derive(Clone, Copy)]
pub(super) struct Packet<'a> {
    /// Its text: UTF-8, without padding.
    pub text: &'a str,
    /// The offset of the packet in the file.
    start: u64,
    /// Whether offsets in the text are those in the packet, apart from the repairs.
    in_place: bool,
    /// The parts that were not UTF-8, in the order of the text.
    repairs: &'a [Repair],
}

impl<'a> Packet<'a> {
    /// A text joined from several parts of the file, the first of which starts at `start`.
    pub fn assembled(bytes: &'a [u8], start: u64, cx: &'a Context<'a>) -> Option<Self> {
        let (text, repairs) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(_) => not_utf8(bytes, start, cx)?,
        };
        Some(Self { text, start, in_place: false, repairs })
    }

    /// How the character set of this part of the text was found; `None` if it is the packet's own.
    pub fn charset(&self, part: Range<usize>) -> Option<CharsetRung> {
        if self.repairs.is_empty() {
            return None;
        }
        let first = self.repairs.partition_point(|repair| repair.end <= part.start);
        let within = self.repairs.get(first..)?.iter().take_while(|repair| repair.start < part.end);
        within.filter_map(|repair| repair.charset).max_by_key(|rung| *rung == CharsetRung::Fallback)
    }

    /// The offset in the file of the byte at `position` of the text.
    pub fn absolute(&self, position: usize) -> u64 {
        if !self.in_place {
            return self.start;
        }
        let before = self.repairs.partition_point(|repair| repair.start <= position);
        let stored = match before.checked_sub(1).and_then(|last| self.repairs.get(last)) {
            None => position,
            Some(last) if position < last.end => last.stored.saturating_sub(last.length),
            Some(last) => last.stored.saturating_add(position - last.end),
        };
        self.start.saturating_add(stored as u64)
    }
}

/// Makes the bytes of a block readable; `None`, with an issue, if they are refused.
pub(super) fn check<'a>(block: &Block<'a>, cx: &'a Context<'a>) -> Option<Packet<'a>> {
    let start = block.data.absolute(0);
    if block.data.len() > cx.limits.xmp_packet {
        cx.issue(IssueCode::TooLong, Stage::Xmp, Some(start), || {
            format!("an XMP packet of {} bytes", block.data.len())
        });
        return None;
    }
    let Some(bytes) = block.data.all() else {
        cx.issue(IssueCode::Unreadable, Stage::Xmp, Some(start), || "the XMP packet could not be read");
        return None;
    };
    let packet = decode(bytes.as_slice(), start, cx)?;
    has_no_doctype(&packet, cx).then_some(packet)
}

/// Whether the packet has no DOCTYPE. Reports an issue if it has one.
pub(super) fn has_no_doctype(packet: &Packet<'_>, cx: &Context<'_>) -> bool {
    // `<!` opens a comment, a CDATA section or a declaration. A packet may not contain declarations.
    let text = packet.text.as_bytes();
    let declaration = memmem::find_iter(text, b"<!").find(|at| {
        let rest = text.get(at + 2..).unwrap_or_default();
        !(rest.starts_with(b"--") || rest.starts_with(b"["))
    });
    if let Some(at) = declaration {
        cx.issue(
            IssueCode::Doctype,
            Stage::Xmp,
            Some(packet.absolute(at)),
            || "the XMP packet has a DOCTYPE and was not read",
        );
    }
    declaration.is_none()
}

/// Converts the bytes to UTF-8 and removes the padding.
fn decode<'a>(bytes: &'a [u8], start: u64, cx: &'a Context<'a>) -> Option<Packet<'a>> {
    let (encoding, mark) = Encoding::of(bytes);
    let content = bytes.get(mark..).unwrap_or_default();
    if encoding == Encoding::Utf8 {
        let start = start.saturating_add(mark as u64);
        let packet = Packet::assembled(trim(content), start, cx)?;
        return Some(Packet { in_place: true, ..packet });
    }
    // Two bytes of UTF-16 become at most three of UTF-8.
    cx.spend((content.len() as u64).saturating_mul(2))?;
    let text = match encoding {
        Encoding::Utf16(order) => {
            let units = content.chunks_exact(2).map(|unit| match (order, unit) {
                (Order::Big, [a, b]) => u16::from_be_bytes([*a, *b]),
                (Order::Little, [a, b]) => u16::from_le_bytes([*a, *b]),
                _ => 0,
            });
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect::<String>()
        }
        Encoding::Utf32(order) => content
            .chunks_exact(4)
            .map(|unit| match (order, unit) {
                (Order::Big, [a, b, c, d]) => u32::from_be_bytes([*a, *b, *c, *d]),
                (Order::Little, [a, b, c, d]) => u32::from_le_bytes([*a, *b, *c, *d]),
                _ => 0,
            })
            .map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
        Encoding::Utf8 => String::new(),
    };
    let text = text.trim_end_matches(is_padding).trim_start_matches(is_padding);
    Some(Packet { text: cx.text(text), start, in_place: false, repairs: &[] })
}

/// A part of the text whose bytes in the file are different.
#[derive(Clone, Copy)]
struct Repair {
    start: usize,
    end: usize,
    /// The number of bytes of the packet that it was made from, and the end of these in the packet.
    length: usize,
    stored: usize,
    /// How its character set was found, if it is a value.
    charset: Option<CharsetRung>,
}

/// Converts a packet that is not UTF-8, value by value: a writer that inserts text in another character set does so
/// only for some of its values. NULs never belong to text, so they are removed from values.
fn not_utf8<'a>(bytes: &'a [u8], start: u64, cx: &'a Context<'a>) -> Option<(&'a str, &'a [Repair])> {
    cx.issue(IssueCode::NotUtf8, Stage::Xmp, Some(start), || "the XMP packet is not in UTF-8");
    // One byte becomes at most three.
    cx.spend((bytes.len() as u64).saturating_mul(3))?;
    let mut text = bumpalo::collections::String::with_capacity_in(bytes.len(), cx.arena);
    let mut repairs = Vec::new();
    let letters = cx.letters();
    for part in markup::Parts::of(bytes) {
        let stored = part.range.end;
        let part_of = bytes.get(part.range).unwrap_or_default();
        match std::str::from_utf8(part_of) {
            Ok(valid) if !(part.is_value && valid.contains('\0')) => text.push_str(valid),
            _ => {
                let start = text.len();
                let charset = if part.is_value {
                    push_value(&mut text, part_of, letters, cx)
                } else {
                    text.push_str(&String::from_utf8_lossy(part_of));
                    None
                };
                repairs.push(Repair { start, end: text.len(), length: part_of.len(), stored, charset });
            }
        }
    }
    Some((text.into_bump_str(), cx.arena.alloc_slice_copy(&repairs)))
}

/// Appends a value that is not UTF-8; returns the step that found its character set.
fn push_value(
    out: &mut bumpalo::collections::String<'_>,
    bytes: &[u8],
    letters: u128,
    cx: &Context<'_>,
) -> Option<CharsetRung> {
    let (read, charset) = match (std::str::from_utf8(bytes), text::weigh(bytes, letters, true)) {
        (Ok(valid), _) => (Cow::Borrowed(valid), None),
        (_, Reading::Utf8 { torn }) => {
            let whole = bytes.get(..bytes.len() - torn).unwrap_or_default();
            (String::from_utf8_lossy(whole), Some(CharsetRung::Declared))
        }
        (_, Reading::Fallback) => {
            (cx.fallback_charset.decode_without_bom_handling(bytes).0, Some(CharsetRung::Fallback))
        }
    };
    read.split('\0').for_each(|part| out.push_str(part));
    charset
}

/// Removes the padding after a packet, which leaves room for later edits [XMP part 1, 7.3.3].
fn trim(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&byte| !is_padding(char::from(byte))).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

fn is_padding(letter: char) -> bool {
    matches!(letter, '\0' | ' ' | '\t' | '\r' | '\n' | '\u{feff}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Big,
    Little,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16(Order),
    Utf32(Order),
}

impl Encoding {
    /// Detects the encoding by the byte order mark, or else by how the first `<` is encoded [XMP part 1, 7.1]. Also
    /// returns the length of the mark.
    fn of(bytes: &[u8]) -> (Self, usize) {
        const MARKS: [(&[u8], Encoding, usize); 9] = [
            (b"\xef\xbb\xbf", Encoding::Utf8, 3),
            (b"\xff\xfe\0\0", Encoding::Utf32(Order::Little), 4),
            (b"\0\0\xfe\xff", Encoding::Utf32(Order::Big), 4),
            (b"\xff\xfe", Encoding::Utf16(Order::Little), 2),
            (b"\xfe\xff", Encoding::Utf16(Order::Big), 2),
            (b"<\0\0\0", Encoding::Utf32(Order::Little), 0),
            (b"\0\0\0<", Encoding::Utf32(Order::Big), 0),
            (b"<\0", Encoding::Utf16(Order::Little), 0),
            (b"\0<", Encoding::Utf16(Order::Big), 0),
        ];
        MARKS
            .iter()
            .find(|(mark, ..)| bytes.starts_with(mark))
            .map_or((Self::Utf8, 0), |(_, encoding, length)| (*encoding, *length))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{issues, printed};

    const PACKET: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
        xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
        <rdf:Description dc:format='é😀'/></rdf:RDF></x:xmpmeta>";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    fn utf32(text: &str, little: bool) -> Vec<u8> {
        text.chars()
            .map(u32::from)
            .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
            .collect()
    }

    #[test]
    fn every_encoding_with_and_without_a_mark() {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{PACKET}");
            let padded = format!("{text}  \n\n\0\0");
            for bytes in [
                text.as_bytes().to_vec(),
                padded.as_bytes().to_vec(),
                utf16(&text, true),
                utf16(&padded, false),
                utf32(&padded, true),
                utf32(&text, false),
            ] {
                assert_eq!(printed(&bytes), ["XMP-dc:Format = é😀"]);
            }
        }
    }

    #[test]
    fn a_doctype_is_refused_in_every_encoding() {
        let bomb = format!("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>{PACKET}");
        let outside = format!("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>{PACKET}");
        let lower = format!("<!doctype x>{PACKET}");
        for text in [&bomb, &outside, &lower] {
            for bytes in [text.as_bytes().to_vec(), utf16(text, true), utf16(text, false), utf32(text, true)]
            {
                assert!(printed(&bytes).is_empty());
                assert_eq!(issues(&bytes), ["doctype"]);
            }
        }
    }

    #[test]
    fn other_bytes_are_read_with_an_issue() {
        let latin = PACKET.replace("é😀", "caf\u{1}").into_bytes();
        let latin: Vec<u8> = latin.into_iter().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
        assert_eq!(printed(&latin), ["XMP-dc:Format = café"]);
        assert_eq!(issues(&latin), ["not-utf8"]);
    }
}
