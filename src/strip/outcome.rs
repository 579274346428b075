//! The result of a copy: its bytes and warnings, or why there is none.

use crate::format_id::FormatId;
use std::fmt;

/// The longest file that is copied, since it is held in memory twice and parsed there. 512 MiB is more than an
/// uncompressed PNG of 10,000 × 10,000 pixels in 8 bits.
pub const MAX_LEN: u64 = 512 * 1024 * 1024;

/// A copy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stripped {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// What was removed beyond what was asked for, and why.
    pub warnings: Vec<String>,
}

/// Why there is no copy.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Copies of this format cannot be written.
    Format {
        /// What it is.
        format: FormatId,
        /// Its media type.
        mime: String,
    },
    /// The file is not a supported picture.
    Read(crate::Error),
    /// The file is longer than [`MAX_LEN`].
    TooLong(u64),
    /// The file has more segments or chunks than the limit.
    TooManyParts,
    /// The file cannot be parsed.
    Damaged(String),
    /// The copy still contained something to be removed.
    Leftover(String),
    /// The copy lacked a right to be kept.
    Lost(String),
}

impl Error {
    /// A stable word for this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format { .. } => "unsupported-format",
            Self::Read(error) => error.code(),
            Self::TooLong(_) => "too-long",
            Self::TooManyParts => "too-many-parts",
            Self::Damaged(_) => "damaged",
            Self::Leftover(_) => "leftover",
            Self::Lost(_) => "lost",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { format, .. } => {
                write!(f, "{format} is not written here: only JPEG, PNG and WebP can be stripped")
            }
            Self::Read(error @ crate::Error::UnknownFormat { .. }) => {
                write!(f, "{error}; JPEG, PNG and WebP can be stripped")
            }
            Self::Read(error) => error.fmt(f),
            Self::TooLong(len) => write!(f, "{len} bytes are more than the {MAX_LEN} that are copied"),
            Self::TooManyParts => f.write_str("it has more segments or chunks than the limit"),
            Self::Damaged(why) => write!(f, "it is damaged: {why}"),
            Self::Leftover(what) => write!(f, "{what} would still be in the copy; nothing was written"),
            Self::Lost(what) => write!(f, "{what} would not be in the copy as it was; nothing was written"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            _ => None,
        }
    }
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Read(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Read(error.into())
    }
}

impl From<img_parts::Error> for Error {
    fn from(error: img_parts::Error) -> Self {
        Self::Damaged(match error {
            img_parts::Error::BadCRC => "the checksum of a chunk is wrong".into(),
            img_parts::Error::Truncated => "it ends too early".into(),
            error @ img_parts::Error::WrongSignature => error.to_string(),
        })
    }
}

/// Reports damage in a few words.
pub(super) fn damaged(why: &str) -> Error {
    Error::Damaged(why.to_owned())
}

/// What was removed as a whole, each thing once.
#[derive(Default)]
pub(super) struct Warnings(pub Vec<String>);

impl Warnings {
    pub fn add(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.0.contains(&text) {
            self.0.push(text);
        }
    }

    /// Returns an edited block, or warns why the block is removed.
    pub fn kept<T>(&mut self, what: &str, edited: Result<T, &'static str>) -> Option<T> {
        edited.map_err(|why| self.add(format!("{what} left out as a whole: {why}"))).ok()
    }
}
