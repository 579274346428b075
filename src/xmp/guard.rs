//! What stands before the XML reader: the packet's encoding, its size, and what is refused outright.

use crate::block::Block;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use memchr::memmem;

/// The packet as UTF-8 text.
#[derive(Clone, Copy)]
pub(crate) struct Packet<'a> {
    pub text: &'a str,
    /// Where its first byte stands in the file.
    pub offset: u64,
    /// Whether each byte of the text is the byte of the file at the same distance.
    pub verbatim: bool,
}

impl Packet<'_> {
    /// Where in the file the byte at `at` stands; the packet's start where the two do not run in parallel.
    pub(crate) fn absolute(&self, at: usize) -> u64 {
        if self.verbatim { self.offset.saturating_add(at as u64) } else { self.offset }
    }
}

/// The packet of a block, or `None` with an issue where it is refused.
pub(crate) fn packet<'a>(block: &Block<'a>, cx: &'a Context<'a>) -> Option<Packet<'a>> {
    let offset = block.data.absolute(0);
    if block.data.len() > cx.limits.xmp_packet {
        let len = block.data.len();
        cx.issue("too-large", Stage::Xmp, Some(offset), || format!("a packet of {len} bytes"));
        return None;
    }
    check(decode(block.data.all()?, cx)?, cx)
}

/// Refuses what no packet holds [XMP part 1, 7]: a document type, with which entities could be declared.
pub(crate) fn check<'a>(packet: Packet<'a>, cx: &Context<'_>) -> Option<Packet<'a>> {
    if let Some(at) = memmem::find(packet.text.as_bytes(), b"<!DOCTYPE") {
        let offset = packet.absolute(at);
        cx.issue("doctype", Stage::Xmp, Some(offset), || "a packet with a DOCTYPE is not read");
        return None;
    }
    Some(packet)
}

/// The packet's text: UTF-8, or UTF-16 or UTF-32 in either order [XMP part 1, 7.1], known by its first bytes.
fn decode<'a>(bytes: Bytes<'a>, cx: &'a Context<'a>) -> Option<Packet<'a>> {
    let start = bytes.up_to(0, 4);
    let text = match start.as_slice() {
        [0, 0, 0xfe, 0xff] | [0, 0, 0, b'<'] => wide::<4>(bytes, cx, u32::from_be_bytes)?,
        [0xff, 0xfe, 0, 0] | [b'<', 0, 0, 0] => wide::<4>(bytes, cx, u32::from_le_bytes)?,
        [0xfe, 0xff, ..] | [0, b'<', ..] => wide::<2>(bytes, cx, |[a, b]| u32::from(u16::from_be_bytes([a, b])))?,
        [0xff, 0xfe, ..] | [b'<', 0, ..] => wide::<2>(bytes, cx, |[a, b]| u32::from(u16::from_le_bytes([a, b])))?,
        _ => return Some(utf8(bytes, cx)),
    };
    Some(Packet { text, offset: bytes.absolute(0), verbatim: false })
}

fn utf8<'a>(bytes: Bytes<'a>, cx: &'a Context<'a>) -> Packet<'a> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let offset = bytes.absolute(0);
    match std::str::from_utf8(bytes.as_slice()) {
        Ok(text) => Packet { text, offset, verbatim: true },
        Err(error) => {
            let at = bytes.absolute(error.valid_up_to());
            cx.issue("bad-utf8", Stage::Xmp, Some(at), || "bytes that are no UTF-8 are replaced");
            let text = cx.text(&String::from_utf8_lossy(bytes.as_slice()));
            Packet { text, offset, verbatim: false }
        }
    }
}

/// Text of units of `N` bytes; a unit that is no character is replaced.
fn wide<'a, const N: usize>(bytes: Bytes<'a>, cx: &'a Context<'a>, unit: fn([u8; N]) -> u32) -> Option<&'a str> {
    cx.spend(bytes.len() as u64)?;
    let (chunks, _) = bytes.as_slice().as_chunks::<N>();
    let units = chunks.iter().map(|chunk| unit(*chunk));
    let text: String = if N == 2 {
        char::decode_utf16(units.filter_map(|unit| u16::try_from(unit).ok()))
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    } else {
        units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    Some(cx.text(text.trim_start_matches('\u{feff}')))
}
