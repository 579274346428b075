//! Reads the metadata of pictures (EXIF, IPTC-IIM, XMP) into one consolidated, typed, explained object.
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
//! [`Extractor`] takes options and returns more than the object:
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
//! All types are `Send + Sync`, and an [`Extractor`] can be shared. Reading a file takes a millisecond or less, but it
//! is disk access and computation, so an async program should do it on a thread that may block. With Tokio:
//!
//! ```ignore
//! async fn metadata(path: PathBuf) -> Result<EmbeddedMetadata, Error> {
//!     let read = tokio::task::spawn_blocking(move || embedmeta::extract_path(path));
//!     read.await.map_err(|error| Error::Internal(error.to_string()))?
//! }
//! ```
//!
//! An uploaded picture with axum, which holds the body in memory and limits its size (2 MB by default):
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
//! To read objects in a bucket by range, implement [`Source`]: usually a single range of 64 KiB is requested.
//!
//! # Architecture
//!
//! Bytes → container → blocks → tags → fields → object. No stage depends on a later one.
//!
//! - **Bytes.** A [`Source`] is read by range. All slicing goes through one module, and every range is charged to the
//!   [`Limits`].
//! - **Containers** locate the blocks, such as the segments of a JPEG. There is one file for each format. Containers
//!   know nothing about tags.
//! - **Decoders** turn blocks into [`Tag`]s: EXIF directories, IIM datasets, XMP packets, C2PA manifests. Groups and
//!   names are ExifTool's. Decoders know nothing about file formats or fields.
//! - **Consolidation** builds the [`EmbeddedMetadata`] from the tags, driven by one table, and records where the value
//!   of each field came from ([`Provenance`]).
//!
//! The feature `strip` is separate from this chain: it copies files without their metadata, and checks each copy by
//! reading it through the same stages.
//!
//! A damaged part is reported as an [`Issue`] with its offset, and the rest is still read. An [`Error`] means that
//! nothing could be read at all.
//!
//! # Features
//!
//! None is enabled by default. Without features, the crate is the reader, in pure Rust.
//!
//! - `serde`: serialises the object, tags, issues and provenance, and deserialises the object, issues and facts about
//!   files.
//! - `takeout`: reads the JSON that Google Takeout stores beside a picture.
//! - `strip`: copies pictures without their metadata.
//! - `batch`: walks folders and reads many files on all cores, with results in the order of their paths.
//! - `media`: builds the file object of a media library.
//!
//! Two more crates of this workspace: `embedmeta-verify` compares the results with other decoders, and `embedmeta-cli`
//! is the command.
//!
//! # Contract
//!
//! The library is safe on untrusted bytes: it does not panic, abort or overflow the stack, and its time and memory stay
//! within a small constant factor of the bytes read. It uses no clock, threads, statics or environment variables, so
//! the same bytes always give the same answer.
//!
//! Nothing is verified. The field `ContentCredentials` (C2PA) repeats what the file claims and ends in
//! `"verified": false`: signatures and hashes are not checked.

/// Entry points for the fuzz targets; not part of the public API.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;

#[cfg(feature = "batch")]
pub mod batch;
mod block;
#[allow(clippy::return_self_not_must_use)] // only `internal` exposes it
mod bytes;
mod charset;
mod ciff;
mod codes;
mod companion;
mod composite;
mod container;
mod context;
mod decode;
mod ebml;
#[allow(missing_docs)] // only `internal` exposes it
mod exif;
mod extractor;
pub mod fields;
mod file_info;
#[cfg(feature = "media")]
mod file_object;
mod format_id;
mod formats;
mod formula;
mod groups;
mod icc;
mod inflate;
#[doc(hidden)]
pub mod internal;
mod iptc;
mod isobmff;
mod issue;
mod issue_code;
mod jumbf;
mod layout;
mod limits;
mod makernote;
mod memory;
mod metadata;
mod normalize;
mod number;
mod printed;
mod quicktime;
mod resources;
mod segments;
#[cfg(feature = "serde")]
mod serialize;
mod sink;
mod slots;
// Only `internal` exposes readers and views.
#[allow(clippy::return_self_not_must_use, clippy::missing_errors_doc, clippy::len_without_is_empty)]
mod source;
#[cfg(feature = "strip")]
pub mod strip;
mod structure;
mod tag;
mod takeout;
mod text;
#[allow(missing_docs)] // only `internal` exposes it
mod tiff;
mod track;
#[allow(missing_docs)] // only `internal` exposes it
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
pub use track::TrackPoint;

use std::fs::File;
use std::path::Path;

/// The crate that defines the type returned by [`EmbeddedMetadata::date_time`], so that callers need no dependency of
/// their own.
pub use chrono;

/// Reads the consolidated object of a picture in memory.
///
/// The object is empty if the picture carries no metadata. For tags, issues and provenance, see [`Extractor`].
///
/// # Errors
///
/// [`Error::Empty`] or [`Error::UnknownFormat`] if the bytes are not a picture in a supported format. A damaged picture
/// is not an error: whatever can be read is returned.
pub fn extract(bytes: &[u8]) -> Result<EmbeddedMetadata, Error> {
    Extractor::new()
        .metadata_of(&bytes, None, &mut memory::Memory::default())
        .map(|extraction| extraction.metadata)
}

/// Reads the consolidated object of a picture on disk, reading no more of the file than necessary.
///
/// ```
/// let metadata = embedmeta::extract_path("testdata/replica.jpg")?;
/// assert_eq!(metadata["Creator"], "Creator1 (ref2019.1)");
/// # Ok::<(), embedmeta::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be opened or read, and otherwise as [`extract`].
pub fn extract_path(path: impl AsRef<Path>) -> Result<EmbeddedMetadata, Error> {
    let source = FileSource::new(File::open(path)?)?;
    Extractor::new()
        .metadata_of(&source, None, &mut memory::Memory::default())
        .map(|extraction| extraction.metadata)
}
