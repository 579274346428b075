//! A second opinion: the blocks of a file decoded again by decoders that share no code with this one.
//!
//! Every Exif block is decoded by `kamadak-exif` too, and every XMP packet by Adobe's own XMP toolkit; what they
//! read is compared value by value, in a form that does not depend on how either prints it. Neither is asked about
//! a block that has not passed the bounds of this crate first: both can be made to use a thousand times the memory
//! of what they read.
//!
//! ```
//! let jpeg = include_bytes!("../../../testdata/replica.jpg");
//! let report = embedmeta_verify::source(&jpeg.as_slice(), &embedmeta::Extractor::new())?;
//! assert!(report.agrees());
//! assert!(report.agreements.exif > 10 && report.agreements.xmp > 100);
//! # Ok::<(), embedmeta::Error>(())
//! ```
//!
//! One part of the crate's contract does not hold here: the toolkit keeps a table of the namespaces that it met for as
//! long as the process lives. It is not trusted, and what one packet may add to it is bounded.
//!
//! Beside that, the [`Finding`]s tell what looks odd in a file that both read alike.

mod checks;
mod exif;
mod xmp;

use embedmeta::internal::{Block, Bytes, Context, Extension, View, read_again};
use embedmeta::{BlockKind, Error, Extractor, Issue, IssueCode, Limits, Source};
use serde::Serialize;

/// What the decoders said of a file.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// How many values both decoders read alike.
    pub agreements: Agreements,
    /// Where they do not; at most 1,000.
    pub disagreements: Vec<Disagreement>,
    /// Blocks and packets of which no second opinion was had.
    pub unasked: Vec<Unasked>,
    /// What looks odd.
    pub findings: Vec<Finding>,
}

/// How many values were read alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Agreements {
    /// Of Exif blocks.
    pub exif: usize,
    /// Of XMP packets.
    pub xmp: usize,
}

/// A value that the decoders do not read alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disagreement {
    /// The kind of the block.
    pub block: BlockKind,
    /// Where the value stands in the file, or else the block.
    pub offset: u64,
    /// The tag, or the path in the packet.
    pub tag: String,
    /// What is read here; absent where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ours: Option<String>,
    /// What the other decoder reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theirs: Option<String>,
    /// The other decoder.
    pub decoder: Decoder,
}

/// A decoder that is asked for its opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Decoder {
    /// The crate `kamadak-exif`.
    KamadakExif,
    /// Adobe's XMP toolkit.
    XmpToolkit,
}

/// A block of which no second opinion was had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unasked {
    /// The kind of the block.
    pub block: BlockKind,
    /// Where it stands in the file.
    pub offset: u64,
    /// Whom it was kept from, or who refused it.
    pub decoder: Decoder,
    /// A stable word for the reason: `refused` where the other decoder would not read it, else why it was not asked.
    pub code: &'static str,
    /// The reason, for people.
    pub detail: String,
}

/// Something that looks odd, and may have a harmless reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// A stable word for the kind: `iptc-digest`, `thumbnail-ratio`.
    pub code: &'static str,
    /// How odd it is.
    pub severity: Severity,
    /// Where in the file, where it has a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// A sentence for people.
    pub detail: String,
}

/// How odd a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Cameras and editors do it too.
    Note,
    /// No camera and no sound editor does it.
    Warning,
}

/// Disagreements that are kept of one file. A decoder that reads a block in the wrong order differs in all of them.
const DISAGREEMENTS: usize = 1000;
/// The signs of a value that are shown.
const SHOWN: usize = 200;

impl Report {
    /// Whether no value is read differently.
    pub fn agrees(&self) -> bool {
        self.disagreements.is_empty()
    }

    fn disagree(&mut self, disagreement: Disagreement) {
        if self.disagreements.len() < DISAGREEMENTS {
            self.disagreements.push(disagreement);
        }
    }
}

/// Reads a file and asks for the second opinion on each of its blocks.
///
/// # Errors
///
/// Those of [`Extractor::from_source`]: nothing could be read at all.
pub fn source(source: &dyn Source, extractor: &Extractor) -> Result<Report, Error> {
    read_again(extractor, source, |seen| {
        let (blocks, cx) = (seen.blocks, seen.cx);
        let mut report = Report::default();
        opinions(blocks, cx, &mut report);
        checks::blocks(blocks, cx, &mut report);
        let extraction = seen.extraction(true);
        checks::extraction(&extraction, &mut report);
        checks::thumbnails(blocks, (extraction.file.width, extraction.file.height), cx, &mut report);
        report
    })
}

/// The opinions on an Exif block alone, a TIFF structure: for fuzzing.
pub fn exif_block(bytes: &[u8]) -> Report {
    one(BlockKind::Exif, bytes)
}

/// The opinions on an XMP packet alone: for fuzzing.
pub fn xmp_packet(bytes: &[u8]) -> Report {
    one(BlockKind::Xmp, bytes)
}

fn one(kind: BlockKind, bytes: &[u8]) -> Report {
    let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
    let mut cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    cx.unknown = true;
    let mut report = Report::default();
    // No block of a picture starts where its file does.
    opinions(&[Block::new(kind, View::memory(Bytes::new(bytes, 1)))], &cx, &mut report);
    report
}

fn opinions<'a>(blocks: &[Block<'a>], cx: &'a Context<'a>, report: &mut Report) {
    let mut extension = Extension::default();
    for block in blocks.iter().filter(|block| block.kind == BlockKind::ExtendedXmp) {
        extension.add(block, cx);
    }
    for block in blocks {
        match block.kind {
            BlockKind::Exif => exif::ask(block, cx, report),
            BlockKind::Xmp | BlockKind::SidecarXmp => xmp::ask(block, &extension, cx, report),
            _ => {}
        }
    }
}

/// The issues that were raised while a block was decoded again which mean that not all of it was read.
fn incomplete(issues: &[Issue]) -> Option<&Issue> {
    issues.iter().find(|issue| {
        issue.code.is_limit() || matches!(issue.code, IssueCode::Truncated | IssueCode::BrokenXml)
    })
}

/// So much of a text as is shown.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
