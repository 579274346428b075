//! The records of the command.

use super::explain::Explained;
use super::json_text::Text;
use crate::query::Pick;
use base64::Engine;
use embedmeta::{EmbeddedMetadata, Error, Extraction, FileInfo, FileObject, Issue, Tag, TrackPoint};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::path::{Path, PathBuf};

/// What to print for each file.
pub(crate) enum Job<'j> {
    /// The consolidated record, with all fields or the named ones, and the facts about the file if wanted.
    Extract { fields: &'j [String], file: bool },
    /// Every tag, or the wanted ones.
    Tags { pick: &'j Pick },
    /// Why each field has its value, for all fields or the named ones.
    Explain { fields: &'j [String] },
    /// What other decoders say.
    #[cfg(feature = "verify")]
    Verify,
}

impl Job<'_> {
    /// The key of the result.
    fn product(&self) -> &'static str {
        match self {
            Self::Extract { .. } => "embeddedMetadata",
            Self::Tags { .. } => "tags",
            Self::Explain { .. } => "fields",
            #[cfg(feature = "verify")]
            Self::Verify => "agrees",
        }
    }

    /// Whether `key` follows the path in a record of this job, successful or failed.
    pub(crate) fn is_second_key(&self, key: &str) -> bool {
        key == self.product() || (matches!(self, Self::Explain { .. }) && key == "file")
    }
}

/// The result of reading a file.
pub(crate) enum Answer<'r> {
    Extraction(Extraction),
    Tags(TagList<'r>),
    Object(Box<FileObject>),
    #[cfg(feature = "verify")]
    Report(Box<embedmeta_verify::Report>),
}

/// The wanted tags of a file, and what is told beside them.
pub(crate) struct TagList<'r> {
    pub tags: Vec<&'r Tag<'r>>,
    pub track: &'r [TrackPoint],
    pub file: &'r FileInfo,
    pub issues: &'r [Issue],
}

impl<'r> From<&'r Extraction> for TagList<'r> {
    fn from(read: &'r Extraction) -> Self {
        let Extraction { track, file, issues, .. } = read;
        Self { tags: read.tags.iter().collect(), track, file, issues }
    }
}

/// A file's record in the form that is serialised.
pub(crate) struct Record<'r> {
    pub job: &'r Job<'r>,
    pub path: &'r Path,
    pub result: Result<&'r Answer<'r>, &'r Error>,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Ok(Answer::Object(object)) = self.result {
            return object.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("path", &PathText(self.path))?;
        match (self.job, self.result) {
            (Job::Extract { fields, file }, Ok(Answer::Extraction(extraction))) => {
                let metadata = object(&extraction.metadata, fields);
                map.serialize_entry("embeddedMetadata", &metadata.as_deref())?;
                if *file {
                    map.serialize_entry("file", &extraction.file)?;
                }
                map.serialize_entry("issues", &extraction.issues)?;
            }
            (_, Ok(Answer::Tags(list))) => {
                map.serialize_entry("tags", &list.tags)?;
                if !list.track.is_empty() {
                    map.serialize_entry("track", list.track)?;
                }
                map.serialize_entry("file", list.file)?;
                map.serialize_entry("issues", list.issues)?;
            }
            (Job::Explain { fields }, Ok(Answer::Extraction(extraction))) => {
                map.serialize_entry("file", &extraction.file)?;
                map.serialize_entry("digest", &extraction.digest)?;
                map.serialize_entry("fields", &Explained { extraction, fields })?;
                map.serialize_entry("issues", &extraction.issues)?;
            }
            #[cfg(feature = "verify")]
            (_, Ok(Answer::Report(report))) => {
                map.serialize_entry("agrees", &report.agrees())?;
                map.serialize_entry("agreements", &report.agreements)?;
                map.serialize_entry("disagreements", &report.disagreements)?;
                map.serialize_entry("unasked", &report.unasked)?;
                map.serialize_entry("findings", &report.findings)?;
            }
            #[cfg(feature = "verify")]
            (Job::Verify, Ok(Answer::Extraction(_))) => {}
            // Tags have an answer of their own, and objects are handled above.
            (Job::Tags { .. }, Ok(Answer::Extraction(_))) | (_, Ok(Answer::Object(_))) => {}
            (job, Err(error)) => {
                map.serialize_entry(job.product(), &None::<FileInfo>)?;
                map.serialize_entry("error", &Failure::from(error))?;
            }
        }
        map.end()
    }
}

/// The object, or null if the file carries no metadata. Requested fields that the file lacks are left out.
pub(super) fn object<'m>(
    metadata: &'m EmbeddedMetadata,
    fields: &[String],
) -> Option<std::borrow::Cow<'m, EmbeddedMetadata>> {
    use std::borrow::Cow;
    if metadata.is_empty() {
        return None;
    }
    if fields.is_empty() {
        return Some(Cow::Borrowed(metadata));
    }
    let mut chosen = metadata.clone();
    chosen.retain(|name| fields.iter().any(|field| field.eq_ignore_ascii_case(name)));
    Some(Cow::Owned(chosen))
}

#[derive(serde::Serialize)]
struct Failure {
    code: &'static str,
    message: String,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

/// A failed file as `--errors` collects it.
#[derive(serde::Serialize)]
pub(super) struct Failed<'r> {
    path: PathText<'r>,
    error: Failure,
}

impl<'r> Failed<'r> {
    pub(super) fn new(path: &'r Path, error: &Error) -> Self {
        Self { path: PathText(path), error: error.into() }
    }
}

/// A path as text, or its bytes in base64 if it is not valid text.
pub(super) struct PathText<'p>(pub(super) &'p Path);

impl Serialize for PathText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(text) = self.0.to_str() {
            return Text(text).serialize(serializer);
        }
        let bytes = base64::engine::general_purpose::STANDARD.encode(self.0.as_os_str().as_encoded_bytes());
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("bytes", &bytes)?;
        map.end()
    }
}

/// A path as [`PathText`] writes it.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum PathForm<'p> {
    Text(std::borrow::Cow<'p, str>),
    Bytes { bytes: std::borrow::Cow<'p, str> },
}

/// The path at the start of a record, the number of bytes of `text` that it takes, and the key after it; `None` if
/// this is not a record.
pub(crate) fn start_of_record(text: &[u8]) -> Option<(PathBuf, usize, &str)> {
    const OPENING: &[u8] = br#"{"path":"#;
    let rest = text.strip_prefix(OPENING)?;
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<PathForm<'_>>();
    let path = match values.next()?.ok()? {
        PathForm::Text(text) => text.into_owned().into(),
        PathForm::Bytes { bytes } => {
            path_of_bytes(base64::engine::general_purpose::STANDARD.decode(bytes.as_ref()).ok()?)?
        }
    };
    let end = values.byte_offset();
    let behind = rest.get(end..)?.strip_prefix(b",\"")?;
    let key = behind.split(|byte| *byte == b'"').next()?;
    Some((path, OPENING.len() + end, std::str::from_utf8(key).ok()?))
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps)] // elsewhere it may fail
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    Some(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}
