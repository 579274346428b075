//! What the decoders say about a file, and what looks odd in it.

use embedmeta::{BlockKind, Issue, IssueCode};
use serde::Serialize;

/// What the decoders say about a file.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The number of values on which both decoders agree.
    pub agreements: Agreements,
    /// Where they disagree; at most 1,000.
    pub disagreements: Vec<Disagreement>,
    /// Blocks and packets without a second opinion.
    pub unasked: Vec<Unasked>,
    /// What looks odd.
    pub findings: Vec<Finding>,
}

/// The number of values on which both decoders agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Agreements {
    /// In Exif blocks.
    pub exif: usize,
    /// In XMP packets.
    pub xmp: usize,
}

/// A value on which the decoders disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disagreement {
    /// The kind of the block.
    pub block: BlockKind,
    /// The offset of the value in the file, or else of its block.
    pub offset: u64,
    /// The tag, or the path in the packet.
    pub tag: String,
    /// The value that is read here; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ours: Option<String>,
    /// The value that the other decoder reads.
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

/// A block without a second opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unasked {
    /// The kind of the block.
    pub block: BlockKind,
    /// The offset of the block in the file.
    pub offset: u64,
    /// The decoder that was not asked or refused.
    pub decoder: Decoder,
    /// A stable word for the reason: `refused` if the other decoder rejected the block, else why it was not asked.
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
    /// The offset in the file, if there is one.
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

/// The most disagreements kept per file. A decoder that reads a block in the wrong byte order differs in every value.
const DISAGREEMENTS: usize = 1000;

impl Report {
    /// Whether no value is read differently.
    pub fn agrees(&self) -> bool {
        self.disagreements.is_empty()
    }

    pub(super) fn disagree(&mut self, disagreement: Disagreement) {
        if self.disagreements.len() < DISAGREEMENTS {
            self.disagreements.push(disagreement);
        }
    }

    pub(super) fn find(
        &mut self,
        code: &'static str,
        severity: Severity,
        offset: Option<u64>,
        detail: String,
    ) {
        self.findings.push(Finding { code, severity, offset, detail });
    }
}

/// The first issue from decoding a block again that means that part of it was not read.
pub(super) fn incomplete(issues: &[Issue]) -> Option<&Issue> {
    issues.iter().find(|issue| {
        issue.code.is_limit() || matches!(issue.code, IssueCode::Truncated | IssueCode::BrokenXml)
    })
}

/// How many characters of a value are shown.
const SHOWN: usize = 200;

/// The text, cut to the length that is shown.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
