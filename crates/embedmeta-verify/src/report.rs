//! What the decoders said of a file, and what looks odd in it.

use embedmeta::{BlockKind, Issue, IssueCode};
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

/// The issues that were raised while a block was decoded again which mean that not all of it was read.
pub(super) fn incomplete(issues: &[Issue]) -> Option<&Issue> {
    issues.iter().find(|issue| {
        issue.code.is_limit() || matches!(issue.code, IssueCode::Truncated | IssueCode::BrokenXml)
    })
}

/// The signs of a value that are shown.
const SHOWN: usize = 200;

/// So much of a text as is shown.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
