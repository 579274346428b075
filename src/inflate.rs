//! The only decompressors: what comes out is bounded, whatever the input claims.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use std::io::Read;

/// The most that one compressed part may become. Real packets stay below 1 MiB.
const PART: usize = 4 * 1024 * 1024;

/// What is decoded at a time.
const CHUNK: usize = 16 * 1024;

/// Decodes Brotli [RFC 7932] into the arena. Of a damaged stream, what came before the damage.
pub(crate) fn brotli<'a>(data: Bytes<'a>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    // A decoder's own tables, which many empty streams would fill again and again.
    cx.spend(CHUNK as u64)?;
    decode(&mut brotli_decompressor::Decompressor::new(data.as_slice(), CHUNK), data, cx)
}

/// Reads `decoder`, which decodes `data`, up to its end or the bound.
fn decode<'a>(decoder: &mut dyn Read, data: Bytes<'a>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    let issue =
        |code, detail: &'static str| cx.issue(code, Stage::Container, Some(data.absolute(0)), || detail);
    let mut out = Vec::new();
    let mut chunk = [0; CHUNK];
    loop {
        match decoder.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => {
                cx.spend(count as u64)?;
                out.extend_from_slice(chunk.get(..count)?);
            }
            Err(_) => {
                issue("bad-compression", "compressed data that is damaged");
                break;
            }
        }
        if out.len() > PART {
            issue("too-large", "compressed data that become more than 4 MiB");
            return None;
        }
    }
    (!out.is_empty()).then(|| Bytes::new(cx.arena.alloc_slice_copy(&out), data.absolute(0)))
}
