//! AVI and WAV. They are not pictures, but they are recognized, so that a folder that contains film and sound yields a
//! result for every file. What a film is and the XMP packet of either format are read.

use super::super::contents::Contents;
use super::super::format::Format;
use super::chunks::{Chunk, Chunks, HEADER, SIGNATURE};
use super::film::Film;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};

pub(crate) const AVI: Format = Format { id: FormatId::Avi, sniff: |head| is(head, b"AVI "), read };
pub(crate) const WAV: Format = Format { id: FormatId::Wav, sniff: |head| is(head, b"WAVE"), read };

fn is(head: Bytes<'_>, kind: &[u8]) -> bool {
    head.starts_with(SIGNATURE) && head.get(8, 4).is_some_and(|found| found.as_slice() == kind)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    super::tell(reader, cx, out);
    let mut film = Film::default();
    for chunk in chunks(View::file(reader, HEADER, u64::MAX), cx) {
        match &chunk.code {
            b"LIST" if chunk.is_list(*b"hdrl") => headers(chunk, cx, &mut film),
            b"LIST" if chunk.is_list(*b"movi") => film.add_media(chunk.data),
            // A film of more than a gigabyte goes on in further parts [OpenDML AVI 3.0].
            b"RIFF" if chunk.is_list(*b"AVIX") => {
                let first = Chunks::new(chunk.content(), FEW).find(|part| part.is_list(*b"movi"));
                if let Some(part) = first {
                    film.add_media(part.data);
                }
            }
            b"_PMX" => out.blocks.push(Block::new(BlockKind::Xmp, chunk.data)), // [XMP part 3, AVI and WAV]
            _ => {}
        }
    }
    film.finish(out);
}

/// How many chunks come before the media of a further part.
const FEW: u32 = 8;

/// The headers of a film: `avih` describes the whole, `strl` a stream [AVI RIFF File Reference].
fn headers<'a>(list: Chunk<'a>, cx: &'a Context<'a>, film: &mut Film) {
    for chunk in chunks(list.content(), cx) {
        match &chunk.code {
            b"avih" => film.header(chunk.data),
            b"LIST" if chunk.is_list(*b"strl") => stream(chunk, cx, film),
            _ => {}
        }
    }
}

/// A stream: its header, and its format.
fn stream<'a>(list: Chunk<'a>, cx: &'a Context<'a>, film: &mut Film) {
    let mut header = None;
    for chunk in chunks(list.content(), cx) {
        match &chunk.code {
            b"strh" => header = film.stream(chunk.data),
            b"strf" => {
                if let Some(header) = &header {
                    film.format(header, chunk.data);
                }
            }
            _ => {}
        }
    }
}

/// The chunks of a range. Raises an issue if one is cut short, or if there are more than the limit.
fn chunks<'a>(within: View<'a>, cx: &'a Context<'a>) -> impl Iterator<Item = Chunk<'a>> {
    let mut chunks = Chunks::new(within, cx.limits.parts);
    std::iter::from_fn(move || {
        let Some(chunk) = chunks.next() else {
            if chunks.is_at_limit() && chunks.header().is_some() {
                let at = Some(chunks.offset());
                cx.issue(IssueCode::TooManyParts, Stage::Container, at, || "chunks beyond the limit");
            }
            return None;
        };
        if !chunk.is_complete() {
            cx.issue(IssueCode::Truncated, Stage::Container, Some(chunk.offset), || {
                let Chunk { code, data, length, .. } = chunk;
                format!("chunk {} has {} of its {length} bytes", code.escape_ascii(), data.len())
            });
        }
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{Sparse, assert_is, every_flip, every_prefix, read, read_source};
    use std::time::Duration;

    fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
        let mut out = [kind, &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat();
        out.resize(out.len().next_multiple_of(2), 0);
        out
    }

    fn riff(kind: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = [kind, &chunks.concat()].concat();
        [SIGNATURE, &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
    }

    fn hdrl(width: u32, height: u32) -> Vec<u8> {
        let main = [&40_000u32.to_le_bytes()[..], &[0; 12], &50u32.to_le_bytes(), &[0; 12]].concat();
        let main = [main, width.to_le_bytes().to_vec(), height.to_le_bytes().to_vec(), vec![0; 16]].concat();
        let format = [
            &40u32.to_le_bytes()[..],
            &640u32.to_le_bytes(),
            &(-480i32).to_le_bytes(),
            &[0; 4],
            b"MJPG",
            &[0; 20],
        ]
        .concat();
        let sound = [&b"strl"[..], &chunk(b"strh", b"auds"), &chunk(b"strf", &[0x55; 1].repeat(16))].concat();
        let sight = [&b"strl"[..], &chunk(b"strh", b"vidsMJPG"), &chunk(b"strf", &format)].concat();
        let parts = [chunk(b"avih", &main), chunk(b"LIST", &sound), chunk(b"LIST", &sight)];
        chunk(b"LIST", &[&b"hdrl"[..], &parts.concat()].concat())
    }

    #[test]
    fn kinds() {
        assert_is(b"RIFF\x10\0\0\0AVI LIST", "AVI");
        assert_is(b"RIFF\x10\0\0\0WAVEfmt ", "WAV");
    }

    #[test]
    fn the_size_of_a_film() {
        let film = riff(b"AVI ", &[chunk(b"JUNK", b"odd"), hdrl(320, 240), chunk(b"LIST", b"movi")]);
        let found = read(&AVI, &film);
        assert_eq!((found.info.width, found.info.height), (Some(320), Some(240)));
        assert!(found.issues.is_empty());
        assert_eq!(found.info.duration, Some(Duration::from_secs(2)));
        assert_eq!(found.info.codecs, ["0x5555", "MJPG"]);
        // If the film header states no size, the first video stream does.
        let found = read(&AVI, &riff(b"AVI ", &[hdrl(0, 0)]));
        assert_eq!((found.info.width, found.info.height), (Some(640), Some(480)));
        every_prefix(&AVI, &film);
        every_flip(&AVI, &film);
    }

    #[test]
    fn a_packet_behind_gigabytes_costs_kilobytes() {
        let movie = 3_000_000_000u32;
        let head = [
            riff(b"AVI ", &[hdrl(320, 240)]),
            b"LIST".to_vec(),
            movie.to_le_bytes().to_vec(),
            b"movi".to_vec(),
        ]
        .concat();
        let packet = chunk(b"_PMX", b"<x/>");
        let at = head.len() as u64 + u64::from(movie) - 4;
        let len = at + packet.len() as u64;
        let found = read_source(&AVI, &Sparse { len, parts: vec![(0, head), (at, packet)] });
        assert_eq!(found.contents(), [(BlockKind::Xmp, &b"<x/>"[..])]);
        assert_eq!(found.info.width, Some(320));
        assert_eq!(found.info.bit_rate, Some(11_999_999_984));
        assert!(found.bytes_read < 80 * 1024, "{} bytes were read", found.bytes_read);
    }

    #[test]
    fn sounds_have_packets_too() {
        let found = read(&WAV, &riff(b"WAVE", &[chunk(b"data", &[0; 9]), chunk(b"_PMX", b"<x/>")]));
        assert_eq!((found.blocks.len(), found.info.width), (1, None));
    }
}
