//! Extended XMP: a packet too long for one JPEG segment, in chunks [XMP part 3, 1.1.3.1].

use super::guard::Packet;
use crate::block::Block;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use md5::{Digest, Md5};

/// The chunks of a file's extended packets.
#[derive(Default)]
pub(crate) struct Extension<'a> {
    chunks: Vec<Chunk<'a>>,
}

struct Chunk<'a> {
    guid: Bytes<'a>,
    /// Length of the whole packet.
    full: u32,
    /// Where this part of it starts.
    at: u32,
    data: Bytes<'a>,
}

/// The packet's MD5 in hexadecimal digits.
const GUID: usize = 32;

impl<'a> Extension<'a> {
    /// Takes a block that begins with a GUID.
    pub(crate) fn add(&mut self, block: &Block<'a>, cx: &'a Context<'a>) {
        let chunk = block.data.all().and_then(|bytes| {
            let (guid, full, at) = (bytes.get(0, GUID)?, bytes.be32(GUID)?, bytes.be32(GUID + 4)?);
            Some(Chunk { guid, full, at, data: bytes.from(GUID + 8) })
        });
        match chunk {
            Some(chunk) => self.chunks.push(chunk),
            None => {
                let offset = block.data.absolute(0);
                cx.issue("truncated", Stage::Xmp, Some(offset), || "a chunk of extended XMP without its head");
            }
        }
    }

    /// The packet that the main packet names by `guid`, where all its chunks are there.
    pub(crate) fn packet(&self, guid: &str, cx: &'a Context<'a>) -> Option<Packet<'a>> {
        // Cameras have written the digits in lower case.
        let is_ours = |chunk: &&Chunk<'_>| chunk.guid.as_slice().eq_ignore_ascii_case(guid.as_bytes());
        let mut chunks: Vec<_> = self.chunks.iter().filter(is_ours).collect();
        chunks.sort_by_key(|chunk| chunk.at);
        let (first, full) = match chunks.first() {
            Some(first) => (first.data.absolute(0), first.full),
            None => {
                cx.issue("extended-xmp-missing", Stage::Xmp, None, || format!("no chunk of {guid}"));
                return None;
            }
        };
        let issue = |code, detail: String| cx.issue(code, Stage::Xmp, Some(first), || detail);
        if u64::from(full) > cx.limits.xmp_packet {
            issue("too-large", format!("an extended packet of {full} bytes"));
            return None;
        }
        let mut joined = bumpalo::collections::Vec::new_in(cx.arena);
        for chunk in &chunks {
            let same = chunk.full == full && chunk.at as usize == joined.len();
            if !same || joined.len() + chunk.data.len() > full as usize {
                issue("extended-xmp-incomplete", format!("chunks do not join at byte {} of {full}", joined.len()));
                return None;
            }
            cx.spend(chunk.data.len() as u64)?;
            joined.extend_from_slice(chunk.data.as_slice());
        }
        if joined.len() != full as usize {
            issue("extended-xmp-incomplete", format!("{} of {full} bytes are there", joined.len()));
            return None;
        }
        let joined = joined.into_bump_slice();
        if !is_md5(joined, guid) {
            issue("digest-differs", "the extended packet is not the one whose digest names it".into());
        }
        let text = match std::str::from_utf8(joined) {
            Ok(text) => text,
            Err(_) => cx.text(&String::from_utf8_lossy(joined)),
        };
        super::guard::check(Packet { text, offset: first, verbatim: false }, cx)
    }

    /// The GUIDs that are there, each once.
    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Where the first chunk lies.
    pub(crate) fn offset(&self) -> Option<u64> {
        self.chunks.first().map(|chunk| chunk.guid.absolute(0))
    }
}

fn is_md5(bytes: &[u8], guid: &str) -> bool {
    let digits = |(at, byte): (usize, &u8)| guid.get(2 * at..2 * at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) == Some(*byte);
    Md5::digest(bytes).iter().enumerate().all(digits)
}
