//! Internals that the other packages of this workspace need.
//!
//! This module is not part of the public API: any version may change it.

use crate::container::{self, Contents};
use crate::extractor::{Extraction, Extractor, Seen};
use crate::file_info::FileInfo;
use crate::issue::{Error, Issue};
use crate::normalize::datetime::{self, Stamp};
use crate::source::Source;
use crate::tag::{Group, Tag};
use crate::track::TrackPoint;
use crate::{Carried, CharsetRung, DigestState, Limits, OffsetSource, Provenance, Rule, Stage};
use crate::{exif, normalize, xmp};
use bumpalo::Bump;
use chrono::NaiveDateTime;

pub use crate::block::{Block, Root};
pub use crate::bytes::Bytes;
pub use crate::context::Context;
pub use crate::exif::{Entry, Listing, Number};
pub use crate::layout::tables::{GROUPS as TABLE_GROUPS, MAKER_GROUPS};
pub use crate::limits::{BOUNDS, Bound};
pub use crate::memory::Memory;
pub use crate::normalize::fields;
pub use crate::number::{g, round_to};
pub use crate::source::{Reader, View};
pub use crate::tag::DEFAULT_LANG;
pub use crate::tiff::directory::{Directory, RawEntry, Window};
pub use crate::tiff::header::{Header, TIFF};
pub use crate::tiff::ids;
pub use crate::tiff::types::FieldType;
pub use crate::xmp::{Extension, Leaf, Reading};

/// Lists all variants of an enum, for tables with an entry for each. A missing variant does not compile.
macro_rules! all {
    ($name:ident: $type:ident = $($variant:ident),+ $(,)?) => {
        #[doc = concat!("All of [`", stringify!($type), "`].")]
        pub const $name: &[$type] = &[$($type::$variant),+];

        const _: fn($type) = |one| match one {
            $($type::$variant)|+ => {}
        };
    };
}

all!(CHARSET_RUNGS: CharsetRung = Declared, Utf8, Fallback);
all!(DIGEST_STATES: DigestState = NoIim, Missing, Matches, Differs);
all!(OFFSET_SOURCES: OffsetSource = OwnTag, Value, Gps, SiblingTag, UtcClock, SameWallClock, CameraZone, UtcByStandard, Assumed);
all!(RULES: Rule = Only, ExifFirst, XmpBeforeIim, IimBeforeXmp, Policy, Sidecar, SidecarFills, StandardPlace, HomeSchema, Truncated, XmpFallback, LocationShown, FirstFound, NotBlank, NotAValue, NotBoilerplate, LaterPacket, Language, OnePlace, Derived);
all!(STAGES: Stage = Container, Exif, MakerNote, Iptc, Xmp, Jumbf, Normalize);

/// One error for each variant and code.
pub fn errors() -> Vec<Error> {
    use std::io::ErrorKind::{NotFound, Other, PermissionDenied};

    // If a variant is added, this fails to compile as a reminder to add it below.
    const _: fn(&Error) = |one| match one {
        Error::Empty | Error::UnknownFormat { .. } | Error::Io(_) | Error::Internal(_) => {}
    };
    let io = [NotFound, PermissionDenied, Other].map(|kind| Error::Io(kind.into()));
    let unknown = Error::UnknownFormat { looks_like: "", mime: "" };
    let internal = Error::Internal(String::new());
    [Error::Empty, unknown].into_iter().chain(io).chain([internal]).collect()
}

/// Reads everything with memory that is reused from file to file, but keeps only the tags that `keep` accepts, and no
/// provenance.
///
/// # Errors
///
/// As [`Extractor::from_source`].
pub fn chosen_tags(
    extractor: &Extractor,
    source: &dyn Source,
    memory: &mut Memory,
    keep: impl Fn(&Tag<'_>) -> bool,
) -> Result<Extraction, Error> {
    extractor.some_of(source, memory, keep)
}

/// Reads the tags of a file and passes them to `show`, with the facts and the issues, while they borrow from its bytes.
/// Nothing is consolidated, so that no issue is about fields.
///
/// # Errors
///
/// As [`Extractor::from_source`].
pub fn with_tags<T>(
    extractor: &Extractor,
    source: &dyn Source,
    memory: &mut Memory,
    show: impl FnOnce(&[Tag<'_>], &[TrackPoint], &FileInfo, &[Issue]) -> T,
) -> Result<T, Error> {
    extractor.tags_of(source, memory, |seen| show(seen.tags, &seen.track, &seen.file, &seen.issues))
}

/// Reads only the consolidated object; tags and provenance are not kept.
///
/// # Errors
///
/// As [`Extractor::from_source`].
pub fn metadata(
    extractor: &Extractor,
    source: &dyn Source,
    sidecar: Option<&dyn Source>,
    memory: &mut Memory,
) -> Result<Extraction, Error> {
    extractor.metadata_of(source, sidecar, memory)
}

/// Reads the consolidated object and its provenance; tags are not kept.
///
/// # Errors
///
/// As [`Extractor::from_source`].
pub fn explained(
    extractor: &Extractor,
    source: &dyn Source,
    sidecar: Option<&dyn Source>,
    memory: &mut Memory,
) -> Result<Extraction, Error> {
    extractor.explained_of(source, sidecar, memory)
}

/// Reads a file and keeps all of its blocks and unknown tags, so that they can be decoded again.
///
/// # Errors
///
/// As [`Extractor::from_source`].
pub fn read_again<T>(
    extractor: &Extractor,
    source: &dyn Source,
    show: impl FnOnce(Seen<'_, '_>) -> T,
) -> Result<T, Error> {
    extractor.read_again(source, show)
}

/// Stops before consolidation and returns the number of tags. The benches subtract this part.
///
/// # Errors
///
/// As [`Extractor::from_bytes`].
pub fn count_tags(extractor: &Extractor, bytes: &[u8]) -> Result<usize, Error> {
    extractor.count_tags(bytes)
}

/// The name of the format that starts with these bytes; `None` if it is not a picture format.
pub fn format(head: &[u8]) -> Option<&'static str> {
    container::detect(Bytes::new(head, 0)).ok().map(|format| format.id.name())
}

/// The size of a JPEG in pixels.
pub fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let (limits, arena, mut head) = (Limits::default(), Bump::new(), Vec::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let reader = Reader::new(&bytes, &cx, &mut head).ok()?;
    let mut contents = Contents::default();
    let format = container::jpeg::FORMAT;
    if !(format.sniff)(reader.head()) {
        return None;
    }
    (format.read)(&reader, &cx, &mut contents);
    contents.info.width.zip(contents.info.height)
}

/// The stored entries of the directories of an Exif block.
pub fn directories<'a>(block: &Block<'a>, cx: &'a Context<'a>) -> Option<Listing<'a>> {
    exif::list(block, cx)
}

/// The name of an EXIF tag by its group and number; empty if it has none.
pub fn exif_name(group: &Group<'_>, id: u16) -> &'static str {
    exif::name(group, id)
}

/// The printed form of the orientation with this code.
pub fn orientation(code: u8) -> Option<&'static str> {
    exif::orientation(code)
}

/// The values of an XMP packet by their paths, including those of its extended packet.
pub fn xmp_values<'a>(block: &Block<'a>, extension: &Extension<'a>, cx: &'a Context<'a>) -> Vec<Reading<'a>> {
    xmp::readings(block, extension, cx)
}

/// The groups (without `XMP-`) and names of the known XMP tags; some appear more than once.
pub fn xmp_tags() -> impl Iterator<Item = (&'static str, &'static str)> {
    xmp::tag_names()
}

/// Whether an XMP tag with this name is a language alternative in any namespace.
pub fn is_language_alternative(name: &str) -> bool {
    xmp::is_language_alternative(name)
}

/// Whether the tags of this XMP group (without `XMP-`) record how the picture was edited and so are not fields.
pub fn is_editing_history(group: &str) -> bool {
    normalize::is_editing_history(group)
}

/// The tag that holds the UTC offset of a date.
pub fn offset_tag(date: &str) -> Option<&'static str> {
    normalize::offset_tag(date)
}

/// Whether a GPS time comes from a receiver that had no time.
pub fn is_undefined_time(time: &Tag<'_>) -> bool {
    normalize::is_undefined_time(time)
}

/// The wall-clock time of a complete date with a time.
pub fn wall_clock(text: &str) -> Option<NaiveDateTime> {
    match datetime::parse(text) {
        Ok(Stamp::Moment { wall, .. }) => Some(wall),
        _ => None,
    }
}

/// The number of minutes by which a UTC offset is ahead of UTC.
pub fn utc_offset(text: &str) -> Option<i32> {
    datetime::parse_offset(text)
}

/// The provenance entry for a tag that carried a field.
pub fn carried(tag: &Tag<'_>) -> Carried {
    Carried::of(tag)
}

/// The provenance of a field.
pub fn provenance(
    field: &'static str,
    rule: Rule,
    winners: Vec<Carried>,
    losers: Vec<Carried>,
) -> Provenance {
    Provenance { field: field.into(), winners, rule, offset: None, losers }
}
