//! What was refused, damaged or assumed.
//!
//! An [`Issue`] concerns a part of a file: the part is left out or repaired, and the rest is read. An [`Error`] means
//! that nothing could be read at all.

use crate::issue_code::IssueCode;
use std::fmt;

/// The layer that raised an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Stage {
    /// The file's own structure: segments, chunks, boxes.
    Container,
    /// Exif directories.
    Exif,
    /// Maker notes.
    MakerNote,
    /// Photoshop resources and IIM datasets.
    Iptc,
    /// XMP packets.
    Xmp,
    /// JUMBF boxes and the claims in them.
    Jumbf,
    /// The consolidation of tags into fields.
    Normalize,
}

/// Something in a file that was refused, damaged or assumed.
///
/// It serialises to `{"code", "stage", "offset"?, "detail"}`, and back. Issues written by another version of this crate
/// can be deserialised whatever their code, but an unknown [`Stage`] is an error.
///
/// ```
/// use embedmeta::{Issue, Stage};
///
/// let text = r#"{"code":"bad-offset","stage":"exif","offset":42,"detail":"beyond the block"}"#;
/// let issue: Issue = serde_json::from_str(text)?;
/// assert!(issue.code == "bad-offset" && issue.stage == Stage::Exif);
/// assert_eq!(issue.to_string(), "bad-offset: beyond the block (at byte 42)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Issue {
    /// A stable code: `truncated`, `bad-offset`, `offset-assumed`.
    pub code: IssueCode,
    /// The layer that raised it.
    pub stage: Stage,
    /// The offset in bytes from the start of the file; `None` if the issue concerns no particular place.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub offset: Option<u64>,
    /// A description for people.
    pub detail: String,
}

impl Issue {
    /// An issue that a caller adds to those of a file.
    pub fn new(code: IssueCode, stage: Stage, offset: Option<u64>, detail: impl Into<String>) -> Self {
        Self { code, stage, offset, detail: detail.into() }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)?;
        self.offset.map_or(Ok(()), |offset| write!(f, " (at byte {offset})"))
    }
}

/// Why nothing could be read from a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file has no bytes.
    Empty,
    /// The bytes are not in a supported format; `looks_like` names what they look like.
    UnknownFormat {
        /// The kind of file that its first bytes suggest, such as `a ZIP archive` or `text`.
        looks_like: &'static str,
        /// The media type that they suggest; `application/octet-stream` if they suggest none.
        mime: &'static str,
    },
    /// The file could not be opened or read.
    Io(std::io::Error),
    /// A bug in this crate: reading the file panicked, and the panic was caught.
    Internal(String),
}

impl Error {
    /// A stable code, as the command prints it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-file",
            Self::UnknownFormat { .. } => "unknown-format",
            Self::Io(error) => match error.kind() {
                std::io::ErrorKind::NotFound => "not-found",
                std::io::ErrorKind::PermissionDenied => "permission-denied",
                _ => "io",
            },
            Self::Internal(_) => "internal",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::UnknownFormat { looks_like, .. } => {
                write!(f, "not a picture format that is read here: it looks like {looks_like}")
            }
            Self::Io(error) => error.fmt(f),
            Self::Internal(detail) => write!(f, "internal error: {detail}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
