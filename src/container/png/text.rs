//! Text chunks, each with a keyword, if they contain metadata [PNG3 11.3.3].

use super::super::contents::Contents;
use super::super::exif_header::is_tiff;
use super::super::hex;
use super::super::jpeg::application;
use super::chunk::Chunk;
use super::facts;
pub(crate) use super::keyword::{RAW_PROFILE, keyword};
use super::words::{carries_field, push_text, push_unread};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::inflate;
use crate::issue_code::IssueCode;
use crate::source::View;

/// The keyword of XMP [XMP part 3, 1.1.5].
pub(crate) const XMP: &[u8] = b"XML:com.adobe.xmp";
/// The types of profiles that are metadata.
const PROFILES: [&[u8]; 7] = [b"exif", b"app1", b"iptc", b"8bim", b"app13", b"photoshop", b"xmp"];
/// Those of colour profiles.
const COLOURS: [&[u8]; 2] = [b"icc", b"icm"];
/// The longest keyword, 79 bytes, and the NUL that ends it [PNG3 11.3.3.1].
const KEYWORD: usize = 80;
/// Where the keyword must have ended.
const LONG_KEYWORD: usize = 4096;

/// The type of a profile, if the keyword is that of a profile. Programs differ in its upper and lower case.
pub(crate) fn raw_profile(keyword: &[u8]) -> Option<&[u8]> {
    let (start, kind) = keyword.split_at_checked(RAW_PROFILE.len())?;
    start.eq_ignore_ascii_case(RAW_PROFILE).then_some(kind)
}

/// An iTXt chunk after its keyword [PNG3 11.3.3.4].
pub(crate) struct InternationalText<'a> {
    pub is_compressed: bool,
    /// The compression method: 0 for zlib.
    pub method: u8,
    /// Everything before the text: a flag, the method, the language and the translated keyword.
    pub head: Bytes<'a>,
    pub text: Bytes<'a>,
}

impl<'a> InternationalText<'a> {
    /// Parses the chunk. `None` if it is damaged.
    pub(crate) fn read(chunk: Bytes<'a>) -> Option<Self> {
        let names = chunk.from(2);
        // A NUL ends the language, and another one the translated keyword.
        let end = memchr::memchr_iter(0, names.as_slice()).nth(1)? + 1;
        let (is_compressed, method) = (chunk.u8(0)? != 0, chunk.u8(1)?);
        Some(Self { is_compressed, method, head: chunk.up_to(0, 2 + end), text: names.from(end) })
    }

    /// The language of the text, which may be empty.
    fn language(&self) -> &'a [u8] {
        let names = self.head.from(2).as_slice();
        keyword(names).unwrap_or_default()
    }
}

/// Reads a text chunk. Unless tags are wanted, only if its keyword says that it contains metadata [PNG3 11.3.3].
pub(super) fn text<'a>(chunk: &Chunk<'a, '_>, out: &mut Contents<'a>) {
    let shows_tags = chunk.cx.shows_tags && chunk.is_whole();
    // Some programs write longer keywords than they may.
    let Some(head) = chunk.head(if shows_tags { LONG_KEYWORD } else { KEYWORD }) else { return };
    let Some(keyword) = keyword(head.as_slice()) else {
        if shows_tags {
            push_unread(chunk, (kind_of_text(chunk.kind), b""), chunk.length as usize, out);
        }
        return;
    };
    let rest = |data: Bytes<'a>| data.from(keyword.len() + 1);
    if keyword == XMP {
        let Some(packet) = chunk.data().and_then(|data| content(chunk, rest(data))) else { return };
        let standard = chunk.kind == b"iTXt";
        out.blocks.push(Block { standard, ..Block::new(BlockKind::Xmp, View::memory(packet)) });
    } else if let Some(kind) = raw_profile(keyword) {
        if raw(chunk, keyword, kind, out).is_none() && shows_tags {
            let rest = head.from(keyword.len() + 1);
            let found = InternationalText::read(rest).filter(|_| chunk.kind == b"iTXt");
            let language = found.map_or(&b""[..], |text| text.language());
            let length = (chunk.length as usize).saturating_sub(keyword.len() + 1);
            push_unread(chunk, (keyword, language), length, out);
        }
    } else if shows_tags || (chunk.cx.texts && carries_field(keyword)) {
        shown(chunk, keyword, out);
    }
}

/// Reads a profile in hexadecimal text. `None` if it was not recognized.
fn raw<'a>(chunk: &Chunk<'a, '_>, keyword: &[u8], kind: &[u8], out: &mut Contents<'a>) -> Option<()> {
    let is_colour = COLOURS.iter().any(|known| kind.eq_ignore_ascii_case(known));
    if !is_colour && !PROFILES.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return None;
    }
    let text = chunk.data().and_then(|data| content(chunk, data.from(keyword.len() + 1)))?;
    let data = hexadecimal(chunk, text)?;
    if is_colour {
        facts::icc(chunk, Some(data), data.len(), out);
        return Some(());
    }
    let Some((kind, data)) = profile(kind, data) else {
        chunk.issue(IssueCode::UnknownProfile, "what it holds was not recognized");
        return None;
    };
    // This is the only place for IPTC in a PNG. Exif and XMP have standard places elsewhere.
    let standard = matches!(kind, BlockKind::Irb | BlockKind::Iim);
    out.blocks.push(Block { standard, detached: true, ..Block::new(kind, View::memory(data)) });
    // Resources that do not begin like resources are shown by their length too.
    let is_damaged = kind == BlockKind::Irb && !data.starts_with(b"8BIM");
    (!is_damaged).then_some(())
}

/// Shows a text as a tag; by its length if it is damaged.
fn shown<'a>(chunk: &Chunk<'a, '_>, keyword: &[u8], out: &mut Contents<'a>) {
    if chunk.is_long() {
        return push_unread(chunk, (keyword, b""), chunk.length as usize, out);
    }
    let Some(data) = chunk.data() else { return };
    let rest = data.from(keyword.len() + 1);
    let language = match chunk.kind {
        b"zTXt" if rest.is_empty() => {
            return push_unread(chunk, (kind_of_text(chunk.kind), b""), data.len(), out);
        }
        b"iTXt" => match InternationalText::read(rest) {
            Some(found) => found.language(),
            None => return,
        },
        _ => &[],
    };
    match content(chunk, rest) {
        Some(text) => push_text(chunk, keyword, language, text.as_slice(), out),
        None => push_unread(chunk, (keyword, language), rest.len(), out),
    }
}

/// What a text without a keyword is called.
fn kind_of_text(kind: &[u8]) -> &'static [u8] {
    match kind {
        b"tEXt" => b"TextualData",
        b"zTXt" => b"CompressedText",
        _ => b"InternationalText",
    }
}

/// The text after a keyword, inflated if it is compressed.
fn content<'a>(chunk: &Chunk<'a, '_>, data: Bytes<'a>) -> Option<Bytes<'a>> {
    let (compressed, method, text) = match chunk.kind {
        // [PNG3 11.3.3.2]
        b"tEXt" => (false, 0, data),
        // [PNG3 11.3.3.3]
        b"zTXt" => (true, data.u8(0)?, data.from(1)),
        _ => {
            let found = InternationalText::read(data)?;
            (found.is_compressed, found.method, found.text)
        }
    };
    if !compressed {
        return Some(text);
    }
    if method != 0 {
        chunk.issue(IssueCode::UnknownCompression, &format!("compression method {method}"));
        return None;
    }
    inflate::zlib(text, chunk.cx)
}

/// The bytes of a profile: its name, its length in decimal digits, then hexadecimal digits. `ImageMagick` writes the
/// name and the length on lines of their own. Other programs separate the three by any white space, and omit the name.
fn hexadecimal<'a>(chunk: &Chunk<'a, '_>, text: Bytes<'a>) -> Option<Bytes<'a>> {
    let Some((length, digits)) = profile_length(text) else {
        chunk.issue(IssueCode::BadLength, "a profile that does not tell its length");
        return None;
    };
    let bytes = hex::decode(digits, chunk.cx)?;
    if bytes.len() != length {
        chunk.issue(IssueCode::BadLength, &format!("a profile of {length} bytes has {}", bytes.len()));
    }
    Some(bytes)
}

/// The length that a profile states, and the text after it. The length is the first word that is a number. Names have
/// two words at most (`generic profile`).
fn profile_length(text: Bytes<'_>) -> Option<(usize, Bytes<'_>)> {
    const WORDS: usize = 3;
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let mut rest = text;
    for _ in 0..WORDS {
        rest = rest.from(rest.as_slice().iter().position(|byte| !is_space(byte))?);
        let end = rest.as_slice().iter().position(is_space)?;
        let word = rest.up_to(0, end).as_slice();
        rest = rest.from(end);
        if word.iter().all(u8::is_ascii_digit) {
            let digits = rest.from(rest.as_slice().iter().position(|byte| !is_space(byte))?);
            return Some((std::str::from_utf8(word).ok()?.parse().ok()?, digits));
        }
    }
    None
}

/// The type of a profile. The bytes decide, because most profiles were made for a JPEG and keep the header that they
/// have there. Without such a header the name decides.
fn profile<'a>(name: &[u8], data: Bytes<'a>) -> Option<(BlockKind, Bytes<'a>)> {
    const PACKET: [&[u8]; 3] = [b"<?xpacket", b"<x:xmpmeta", b"<rdf:RDF"];
    let begins = |starts: &[&[u8]]| starts.iter().any(|start| data.starts_with(start));
    let is = |names: &[&[u8]]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    if is_tiff(data.as_slice()) {
        return Some((BlockKind::Exif, data));
    }
    if let Some(rest) = application::exif(data) {
        return Some((BlockKind::Exif, rest));
    }
    if begins(&PACKET) {
        return Some((BlockKind::Xmp, data));
    }
    if let Some(block) = application::xmp(data) {
        return Some((block.kind, block.data.all()?));
    }
    if let Some(rest) = application::photoshop(data) {
        return Some((BlockKind::Irb, rest));
    }
    if data.starts_with(b"\x1c") {
        return Some((BlockKind::Iim, data));
    }
    if is(&[b"exif", b"app1"]) && begins(&[b"II", b"MM"]) {
        return Some((BlockKind::Exif, data));
    }
    if is(&[b"xmp"]) {
        return Some((BlockKind::Xmp, data));
    }
    (data.starts_with(b"8BIM") || is(&[b"iptc", b"8bim", b"app13", b"photoshop"]))
        .then_some((BlockKind::Irb, data))
}
