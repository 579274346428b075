//! Copies of pictures without their metadata, the coded picture as it was.
//!
//! [`strip`] takes the bytes of a JPEG, PNG or WebP and gives those of the copy. Everything goes ([`What::All`]) by
//! lists of what a decoder needs: what is not known goes too. Or some classes go ([`What::Classes`]): then the
//! blocks are edited, an Exif block and an XMP packet in the room that they have. What cannot be edited safely, or
//! not be looked into (maker's segments, appended pictures, Content Credentials), goes as a whole, with a warning:
//! privacy comes first. Where all goes, the rights may stay: who made the picture, whom to name, and what may be done
//! with it.
//!
//! The copy is read again before it is given away: where something of what was to go is still found, there is no
//! copy. The same holds for rights that were to stay.
//!
//! ```
//! use embedmeta::strip::{What, strip};
//!
//! let jpeg = include_bytes!("../../testdata/replica.jpg");
//! let copy = strip(jpeg, What::All { icc: true, orientation: true, rights: true })?;
//! let metadata = embedmeta::extract(&copy.bytes)?;
//! assert_eq!(metadata["Creator"], "Creator1 (ref2019.1)");
//! assert!(metadata.get("City").is_none());
//! # Ok::<(), embedmeta::strip::Error>(())
//! ```

mod exif;
mod iptc;
mod jpeg;
mod names;
mod png;
mod rights;
mod webp;
mod xmp;

use crate::bytes::Bytes;
use crate::charset::Charset;
use crate::container;
use crate::context::{Context, Memory};
use crate::extractor::{Extraction, Extractor};
use crate::limits::Limits;
use crate::source::{Reader, Source};
use crate::tag::{Group, Tag};
use rights::Kept;
use std::fmt;

/// The longest file that is copied: it lies in memory twice, and is taken apart there. 512 MiB is more than a
/// PNG of 10,000 × 10,000 pixels in 8 bits, without any compression, has.
pub const MAX_LEN: u64 = 512 * 1024 * 1024;

/// What goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All metadata.
    All {
        /// Whether the colour profile stays.
        icc: bool,
        /// Whether the orientation stays.
        orientation: bool,
        /// Whether the rights stay: copyright, creator, credit line, usage terms and licence, in EXIF, IPTC and XMP.
        rights: bool,
    },
    /// What belongs to some classes; all else stays.
    Classes(Classes),
}

/// Classes of metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Classes {
    /// Coordinates: the GPS directory, and the properties of positions in XMP.
    pub gps: bool,
    /// The names of places: city, country and their like, in IPTC and XMP. With them go the coordinates.
    pub places: bool,
    /// The people in the picture: regions with their names, and lists of names. Who made it stays.
    pub people: bool,
}

impl Classes {
    fn has_gps(self) -> bool {
        self.gps || self.places
    }
}

/// A copy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stripped {
    /// The file.
    pub bytes: Vec<u8>,
    /// What went beyond what was asked for, and why.
    pub warnings: Vec<String>,
}

/// Why there is no copy.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file is of a format that is not written here.
    Format {
        /// Its name, as ExifTool's `File:FileType`.
        format: String,
        /// Its media type.
        mime: String,
    },
    /// The file is no picture that is read here.
    Read(crate::Error),
    /// The file is longer than [`MAX_LEN`].
    TooLong(u64),
    /// The file has more segments or chunks than the limit.
    TooManyParts,
    /// The file cannot be taken apart.
    Damaged(String),
    /// The copy still had something that was to go.
    Leftover(String),
    /// The copy lacked a right that was to stay.
    Lost(String),
}

impl Error {
    /// A stable word for the kind.
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

/// Makes a copy of a JPEG, PNG or WebP without what goes.
///
/// # Errors
///
/// There is no copy of what is no JPEG, PNG or WebP, is longer than [`MAX_LEN`], cannot be taken apart safely, or would
/// still have something of what goes: see [`Error`].
pub fn strip(bytes: &[u8], what: What) -> Result<Stripped, Error> {
    let len = bytes.len() as u64;
    if len > MAX_LEN {
        return Err(Error::TooLong(len));
    }
    let Some(remake) = remaker(container::detect(Bytes::new(bytes, 0))?.name) else {
        return Err(not_written(&bytes));
    };
    let (found, kept) = extractor().read_again(&bytes, |seen| {
        let (blocks, cx) = (seen.blocks, seen.cx);
        let found = seen.extraction(true);
        let kept = match what {
            What::All { orientation, rights, .. } => {
                let code = found.file.orientation.filter(|code| orientation && *code != 1);
                if rights { Kept::rights(blocks, code, cx) } else { Kept::orientation(code) }
            }
            What::Classes(_) => Kept::default(),
        };
        (found, kept)
    })?;
    // The parts of a file are counted before they are all taken up: they cost many times their bytes.
    if found.issues.iter().any(|issue| issue.code == "too-many-parts") {
        return Err(Error::TooManyParts);
    }
    let mut warnings = Warnings::default();
    let bytes = remake(bytes, what, &kept, &mut warnings)?;
    let copy = extractor().from_bytes(&bytes)?;
    if let Some(leftover) = leftover(&copy, what) {
        return Err(Error::Leftover(leftover));
    }
    if matches!(what, What::All { rights: true, .. }) {
        let has_iptc = copy.file.mime != "image/webp";
        if let Some(lost) = rights::lost(&found.tags, &copy.tags, has_iptc) {
            return Err(Error::Lost(lost));
        }
    }
    Ok(Stripped { bytes, warnings: warnings.0 })
}

/// What makes a copy of a format.
type Remake = fn(&[u8], What, &Kept, &mut Warnings) -> Result<Vec<u8>, Error>;

fn remaker(format: &str) -> Option<Remake> {
    match format {
        "JPEG" => Some(jpeg::remake),
        "PNG" => Some(png::remake),
        "WEBP" => Some(webp::remake),
        _ => None,
    }
}

/// Whether a file is of a format that is written here, as its head tells.
///
/// # Errors
///
/// [`Error::Format`] where it is of another one, [`Error::Read`] where it is no picture that is read here, or cannot be
/// read.
pub fn check(source: &dyn Source) -> Result<(), Error> {
    let limits = Limits::default();
    let Memory { arena, mut head, .. } = Memory::default();
    let cx = Context::new(&limits, &arena, Charset::default().0);
    let format = container::detect(Reader::new(source, &cx, &mut head)?.head())?.name;
    if remaker(format).is_some() { Ok(()) } else { Err(not_written(source)) }
}

/// The format by the name that its whole structure gives it: many camera raws begin as a TIFF.
fn not_written(source: &dyn Source) -> Error {
    match Extractor::new().from_source(source) {
        Ok(found) => {
            Error::Format { format: found.file.format.into_owned(), mime: found.file.mime.into_owned() }
        }
        Err(error) => error.into(),
    }
}

/// Reads all that can be read. No issue is dropped for others that came before it.
fn extractor() -> Extractor {
    let defaults = Limits::default();
    let issues = (defaults.parts as usize).saturating_mul(4);
    Extractor::new().unknown(true).limits(Limits { issues, ..defaults })
}

/// The name of something that was to go and is still there.
fn leftover(copy: &Extraction, what: What) -> Option<String> {
    let is_gone = |tag: &&Tag<'_>| match what {
        What::All { orientation, rights, .. } => match &tag.group {
            Group::Jfif | Group::Adobe => false,
            _ if rights && names::may_come_with_rights(tag) => false,
            Group::Ifd(0) => !(orientation && tag.name == "Orientation"),
            _ => true,
        },
        What::Classes(classes) => classes.have_tag(tag),
    };
    let tag = copy.tags.iter().find(is_gone).map(|tag| format!("{}:{}", tag.group, tag.name));
    let credentials = copy.metadata.get("ContentCredentials").map(|_| "ContentCredentials".to_owned());
    tag.or(credentials)
}

/// What went as a whole, each thing once.
#[derive(Default)]
struct Warnings(Vec<String>);

impl Warnings {
    fn add(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.0.contains(&text) {
            self.0.push(text);
        }
    }

    /// Keeps an edited block, or tells why it goes.
    fn kept<T>(&mut self, what: &str, edited: Result<T, &'static str>) -> Option<T> {
        edited.map_err(|why| self.add(format!("{what} left out as a whole: {why}"))).ok()
    }
}

/// Damage, told in a few words.
fn damaged(why: &str) -> Error {
    Error::Damaged(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: What = What::All { icc: true, orientation: true, rights: false };
    const JPEG: &[u8] = include_bytes!("../../testdata/replica.jpg");

    #[test]
    fn what_is_left_is_seen() {
        let original = extractor().from_bytes(JPEG).unwrap();
        assert!(leftover(&original, ALL).is_some());
        for classes in [
            Classes { gps: true, ..Classes::default() },
            Classes { places: true, ..Classes::default() },
            Classes { people: true, ..Classes::default() },
        ] {
            assert!(leftover(&original, What::Classes(classes)).is_some(), "{classes:?}");
        }
        let nothing = extractor().from_bytes(&strip(JPEG, ALL).unwrap().bytes).unwrap();
        assert_eq!(leftover(&nothing, ALL), None);
        let mut credentials = nothing.clone();
        credentials.metadata.push("ContentCredentials".into(), crate::FieldValue::Bool(true));
        assert_eq!(leftover(&credentials, ALL).as_deref(), Some("ContentCredentials"));
    }

    #[test]
    fn the_orientation_is_left_only_where_it_may_be() {
        let oriented = [&b"\xff\xd8\xff\xe1\0\x22Exif\0\0"[..], &exif::orientation_alone(6)].concat();
        let oriented = extractor().from_bytes(&oriented).unwrap();
        assert_eq!(oriented.file.orientation, Some(6));
        assert_eq!(leftover(&oriented, ALL), None);
        let none = What::All { icc: true, orientation: false, rights: false };
        assert_eq!(leftover(&oriented, none).as_deref(), Some("IFD0:Orientation"));
    }

    #[test]
    fn too_many_parts_are_refused_before_they_are_taken_up() {
        let empty = b"\xff\xfe\0\x02".repeat(70_000);
        let file = [&b"\xff\xd8"[..], &empty, b"\xff\xd9"].concat();
        assert!(matches!(strip(&file, ALL), Err(Error::TooManyParts)));
    }
}
