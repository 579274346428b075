//! Runs each stage on its own for the fuzz targets. Compiled only with `--cfg fuzzing`.

use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::container::{self, Contents, FORMATS};
use crate::context::Context;
use crate::normalize::{self, Input, Options};
use crate::source::{Reader, SeekSource, View};
use crate::{EmbeddedMetadata, FormatId, Issue, Limits, Provenance, Tag};
use bumpalo::Bump;
use std::io::Cursor;

/// Decodes one block.
pub fn decode(kind: BlockKind, bytes: &[u8], limits: &Limits) -> (Vec<Tag<'static>>, Vec<Issue>) {
    let data = View::memory(Bytes::new(bytes, 0));
    let block = match kind {
        BlockKind::IccProfile => Block::profile(data),
        BlockKind::QuickTime => Block::table(kind, "QuickTime.Main", data),
        kind => Block::new(kind, data),
    };
    let arena = Bump::new();
    let cx = Context::new(limits, &arena, encoding_rs::WINDOWS_1252);
    let contents = Contents { blocks: vec![block], ..Contents::default() };
    let sink = crate::decode::decode(contents, FormatId::Tiff, crate::Groups::default(), &cx);
    let tags = sink.tags.into_iter().map(Tag::into_owned).collect();
    (tags, issues(&cx))
}

/// What a container's reader finds.
#[derive(Debug, PartialEq, Eq)]
pub struct Blocks {
    /// Kind, offset and length of each block.
    pub blocks: Vec<(BlockKind, u64, u64)>,
    /// The issues raised.
    pub issues: Vec<Issue>,
    /// How many bytes were read.
    pub bytes_read: u64,
}

/// Reads bytes with the reader of one format: the detected one, or, whatever the bytes begin with, format number
/// `which` modulo the number of formats.
pub fn container(which: Option<usize>, bytes: &[u8], limits: &Limits, by_ranges: bool) -> Option<Blocks> {
    let format = match which {
        Some(which) => FORMATS.get(which.checked_rem(FORMATS.len())?)?,
        None => container::detect(Bytes::new(bytes, 0)).ok()?,
    };
    let arena = Bump::new();
    let cx = Context::new(limits, &arena, encoding_rs::WINDOWS_1252);
    let mut head = Vec::new();
    let ranges = SeekSource::new(Cursor::new(bytes)).ok()?;
    let reader = Reader::new(if by_ranges { &ranges } else { &bytes }, &cx, &mut head).ok()?;
    let mut out = Contents::default();
    (format.read)(&reader, &cx, &mut out);
    let place = |block: &Block<'_>| (block.kind, block.data.absolute(0), block.data.len());
    let blocks = out.blocks.iter().map(place).collect();
    Some(Blocks { blocks, issues: issues(&cx), bytes_read: reader.bytes_read() })
}

/// Consolidates tags into the object.
pub fn consolidate(tags: &[Tag<'_>]) -> (EmbeddedMetadata, Vec<Provenance>, Vec<Issue>) {
    let (arena, limits) = (Bump::new(), Limits::default());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let options = Options { provenance: true, ..Options::default() };
    let made = normalize::consolidate(&Input {
        tags,
        superseded: &[],
        structures: &[],
        packets: &[],
        companions: &[],
        length: 0,
        size: Some((3, 2)),
        orientation: Some(6),
        options: &options,
        cx: &cx,
        clocks: std::cell::OnceCell::new(),
        notes: std::cell::OnceCell::new(),
        colours: std::cell::OnceCell::new(),
    });
    (made.metadata, made.provenance, issues(&cx))
}

fn issues(cx: &Context<'_>) -> Vec<Issue> {
    cx.take_issues().into_iter().map(Into::into).collect()
}
