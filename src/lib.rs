//! The metadata that pictures carry (EXIF, IPTC-IIM, XMP) as one consolidated, typed, explained object.
//!
//! ```
//! let jpeg = include_bytes!("../testdata/replica.jpg");
//! let metadata = embedmeta::extract(jpeg)?;
//! assert_eq!(metadata.text("Creator"), Some("Creator1 (ref2019.1)"));
//! assert_eq!(metadata.text("DateTimeOriginal"), Some("2019-10-16T19:01:03.000Z"));
//! assert_eq!(metadata.items("Keywords").count(), 3);
//! # Ok::<(), embedmeta::Error>(())
//! ```
//!
//! More than the object, and options, come from [`Extractor`]:
//!
//! ```
//! use embedmeta::{Extractor, Policy, Profile};
//!
//! let jpeg = include_bytes!("../testdata/replica.jpg");
//! let extractor = Extractor::new().profile(Profile::Documented).policy(Policy::XmpFirst);
//! let extraction = extractor.from_bytes(jpeg)?;
//! for why in &extraction.provenance {
//!     println!("{}: {}:{} ({:?})", why.field, why.winners[0].group, why.winners[0].name, why.rule);
//! }
//! # Ok::<(), embedmeta::Error>(())
//! ```
//!
//! # Several files, threads, async
//!
//! All types are `Send + Sync`, and an [`Extractor`] may be shared. Reading a file takes a millisecond or less, but it
//! reads from disk and computes: in an async program it belongs onto a thread that may block. With Tokio:
//!
//! ```ignore
//! async fn metadata(path: PathBuf) -> Result<EmbeddedMetadata, Error> {
//!     let read = tokio::task::spawn_blocking(move || embedmeta::extract_path(path));
//!     read.await.map_err(|error| Error::Internal(error.to_string()))?
//! }
//! ```
//!
//! A picture that was uploaded, with axum; its body is in memory, and is bounded by axum (2 MB unless told otherwise):
//!
//! ```ignore
//! async fn upload(State(extractor): State<Arc<Extractor>>, body: Bytes) -> Result<Json<Extraction>, StatusCode> {
//!     tokio::task::spawn_blocking(move || extractor.from_bytes(&body))
//!         .await
//!         .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
//!         .map(Json)
//!         .map_err(|_| StatusCode::UNSUPPORTED_MEDIA_TYPE)
//! }
//!
//! let app = Router::new().route("/", post(upload)).with_state(Arc::new(Extractor::new()));
//! ```
//!
//! What lies in a bucket is read by range through a [`Source`] of its own: as a rule one range of 64 KiB.
//!
//! # The map of the house
//!
//! Bytes → container → blocks → tags → fields → object, and no arrow back.
//!
//! - **Bytes.** A [`Source`] is read by range; everything that slices goes through one module, and every range is
//!   paid out of the [`Limits`].
//! - **Containers** say where the blocks lie: a JPEG's segments, one file a format. They know no tag.
//! - **Decoders** turn blocks into [`Tag`]s: EXIF directories, IIM datasets, XMP packets, C2PA manifests. Groups and names are
//!   ExifTool's; they know no file format and no field.
//! - **Consolidation** makes the [`EmbeddedMetadata`] of the tags by one table, and keeps for each field where its
//!   value came from ([`Provenance`]).
//!
//! Beside the way stands `strip` (a feature): copies of files without metadata, read again by the same way.
//!
//! A damaged part becomes an [`Issue`] with its offset, and the rest is still read; an [`Error`] means that nothing
//! could be read at all.
//!
//! # Features
//!
//! None is on by default: what is there then is the reader, in pure Rust.
//!
//! - `serde`: the object, tags, issues and provenance are written by serde, and the object, issues and facts about files
//!   read back.
//! - `takeout`: Google Takeout's JSON beside a picture is read.
//! - `strip`: copies of pictures without metadata.
//! - `batch`: many files, walked over and read on all cores in the order of their paths.
//! - `media`: the file object of a media library.
//!
//! The second opinion of other decoders is a crate of its own, `embedmeta-verify`; so is the command, `embedmeta-cli`.
//!
//! # Contract
//!
//! Safe on untrusted bytes: no panic, no abort, no stack overflow; time and memory within a small constant factor of
//! the bytes that are read. The library knows no clock, no thread, no static and no environment variable: the same
//! bytes give the same answer.
//!
//! Nothing is vouched for. Of Content Credentials (C2PA) the field `ContentCredentials` tells what the file says,
//! and ends in `"verified": false`: no signature and no hash is looked at.

/// Entrances for the fuzz targets; not part of the library.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;

#[cfg(feature = "batch")]
pub mod batch;
mod block;
#[allow(clippy::return_self_not_must_use)] // only `internal` shows it
mod bytes;
mod charset;
mod codes;
mod container;
mod context;
mod decode;
#[allow(missing_docs)] // only `internal` shows it
mod exif;
mod extractor;
pub mod fields;
mod file_info;
#[cfg(feature = "media")]
mod file_object;
mod format_id;
mod groups;
mod inflate;
#[doc(hidden)]
pub mod internal;
mod iptc;
mod isobmff;
mod issue;
mod issue_code;
mod jumbf;
mod limits;
mod memory;
mod metadata;
mod normalize;
mod number;
mod printed;
mod resources;
#[cfg(feature = "serde")]
mod serialize;
mod sink;
mod slots;
// Only `internal` shows readers and views.
#[allow(clippy::return_self_not_must_use, clippy::missing_errors_doc, clippy::len_without_is_empty)]
mod source;
#[cfg(feature = "strip")]
pub mod strip;
mod structure;
mod tag;
mod takeout;
mod text;
#[allow(missing_docs)] // only `internal` shows it
mod tiff;
#[allow(missing_docs)] // only `internal` shows it
mod xmp;

pub use block::BlockKind;
pub use charset::{Charset, CharsetRung, UnknownCharset};
pub use extractor::{Extraction, Extractor};
pub use file_info::FileInfo;
#[cfg(feature = "media")]
pub use file_object::{
    AiTag, BadCoordinates, Coordinates, FileFacts, FileObject, FileType, LibraryFacts, VersionInfo,
};
pub use format_id::FormatId;
pub use groups::Groups;
pub use issue::{Error, Issue, Stage};
pub use issue_code::IssueCode;
pub use limits::Limits;
pub use metadata::{EmbeddedMetadata, FieldValue, Fields, IntoFields};
pub use normalize::{
    Carried, Dates, DigestState, OffsetSource, Policy, Profile, Provenance, Rule, SidecarPolicy,
};
pub use source::{FileSource, SeekSource, Source};
pub use tag::{Group, Origin, Tag, Value};

use std::fs::File;
use std::path::Path;

/// The crate whose moments [`EmbeddedMetadata::date_time`] gives: a caller names them without asking for a version of
/// its own.
pub use chrono;

/// The consolidated object of a picture in memory: the main job.
///
/// The object is empty where the picture carries no metadata. For tags, issues and provenance see [`Extractor`].
///
/// # Errors
///
/// [`Error::Empty`] and [`Error::UnknownFormat`]: the bytes are no picture that is read here. A damaged picture is
/// no error: what is there is read.
pub fn extract(bytes: &[u8]) -> Result<EmbeddedMetadata, Error> {
    Extractor::new()
        .metadata_of(&bytes, None, &mut memory::Memory::default())
        .map(|extraction| extraction.metadata)
}

/// The consolidated object of a picture on disk, of which no more is read than is needed.
///
/// ```
/// let metadata = embedmeta::extract_path("testdata/replica.jpg")?;
/// assert_eq!(metadata["Creator"], "Creator1 (ref2019.1)");
/// # Ok::<(), embedmeta::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Io`] where the file cannot be opened or read, and otherwise as [`extract`].
pub fn extract_path(path: impl AsRef<Path>) -> Result<EmbeddedMetadata, Error> {
    let source = FileSource::new(File::open(path)?)?;
    Extractor::new()
        .metadata_of(&source, None, &mut memory::Memory::default())
        .map(|extraction| extraction.metadata)
}
