//! Makes a copy, and reads it again before it is returned.

use super::outcome::{Error, MAX_LEN, Stripped, Warnings};
use super::rights::{self, Kept};
use super::what::What;
use super::{jpeg, names, png, webp};
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::charset::Charset;
use crate::container;
use crate::context::Context;
use crate::extractor::{Extraction, Extractor};
use crate::format_id::FormatId;
use crate::issue_code::IssueCode;
use crate::limits::Limits;
use crate::memory::Memory;
use crate::source::{Reader, Source};
use crate::tag::{Group, Tag};

/// Makes a copy of a JPEG, PNG or WebP without the metadata named by `what`.
///
/// # Errors
///
/// No copy is made if the file is not a JPEG, PNG or WebP, is longer than [`MAX_LEN`], cannot be parsed safely, or if
/// the copy would still contain something to be removed: see [`Error`].
pub fn strip(bytes: &[u8], what: What) -> Result<Stripped, Error> {
    let len = bytes.len() as u64;
    if len > MAX_LEN {
        return Err(Error::TooLong(len));
    }
    let Some(remake) = remaker(container::detect(Bytes::new(bytes, 0))?.id) else {
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
    // Check the number of parts before a list of them all is built: it takes many times their size in memory.
    if found.issues.iter().any(|issue| issue.code == IssueCode::TooManyParts) {
        return Err(Error::TooManyParts);
    }
    let mut warnings = Warnings::default();
    let bytes = remake(bytes, what, &kept, &mut warnings)?;
    let copy = extractor().from_bytes(&bytes)?;
    if let Some(leftover) = leftover(&copy, what) {
        return Err(Error::Leftover(leftover));
    }
    if matches!(what, What::All { rights: true, .. }) {
        let has_iptc = copy.file.format.mime() != FormatId::Webp.mime();
        if let Some(lost) = rights::lost(&found.tags, &copy.tags, has_iptc) {
            return Err(Error::Lost(lost));
        }
    }
    Ok(Stripped { bytes, warnings: warnings.0 })
}

/// A function that makes a copy of one format.
type Remake = fn(&[u8], What, &Kept, &mut Warnings) -> Result<Vec<u8>, Error>;

fn remaker(format: FormatId) -> Option<Remake> {
    match format {
        FormatId::Jpeg => Some(jpeg::remake),
        FormatId::Png => Some(png::remake),
        FormatId::Webp => Some(webp::remake),
        _ => None,
    }
}

/// Whether a copy of the file's format can be written, judging by its first bytes.
///
/// # Errors
///
/// [`Error::Format`] if the format is another one, [`Error::Read`] if the file is not a supported picture or cannot
/// be read.
pub fn check(source: &dyn Source) -> Result<(), Error> {
    let limits = Limits::default();
    let Memory { arena, mut head, .. } = Memory::default();
    let cx = Context::new(&limits, &arena, Charset::default().0);
    let format = container::detect(Reader::new(source, &cx, &mut head)?.head())?.id;
    if remaker(format).is_some() { Ok(()) } else { Err(not_written(source)) }
}

/// The format according to the whole structure of the file: many camera raws start like a TIFF.
fn not_written(source: &dyn Source) -> Error {
    match Extractor::new().from_source(source) {
        Ok(found) => Error::Format { format: found.file.format, mime: found.file.mime.into_owned() },
        Err(error) => error.into(),
    }
}

/// Reads everything that can be read. The limit on issues is high enough that none is dropped.
fn extractor() -> Extractor {
    let defaults = Limits::default();
    let issues = (defaults.parts as usize).saturating_mul(4);
    Extractor::new().unknown(true).limits(Limits { issues, ..defaults })
}

/// The name of a tag that should have been removed but is still there.
fn leftover(copy: &Extraction, what: What) -> Option<String> {
    let is_gone = |tag: &&Tag<'_>| match what {
        What::All { icc, orientation, rights } => match &tag.group {
            Group::Jfif | Group::Adobe => false,
            _ if is_structure(tag) => false,
            _ if tag.source.block == BlockKind::IccProfile => !icc,
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

/// Whether a tag is a fact that the structure of every file states, or is made of such tags. A comment is none.
fn is_structure(tag: &Tag<'_>) -> bool {
    match tag.source.block {
        BlockKind::File => tag.name != "Comment",
        BlockKind::Png | BlockKind::Riff | BlockKind::Composite => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::exif;
    use super::super::what::Classes;
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
