//! The pictures that a directory points to, as far as they are there.

use super::convert::Printed;
use super::ifd::{Ifd, LONG, Structure};
use super::image::{Picture, Thumbnail};
use crate::issue::Stage;
use crate::issue_code::IssueCode;

/// A picture's name, its data, and where in the file it starts.
pub(super) struct Shown<'a> {
    pub name: &'static str,
    pub printed: Printed<'a>,
    pub offset: u64,
}

/// The picture at a place, where there is one.
pub(super) fn picture<'a>(structure: &Structure<'a>, ifd: &Ifd, picture: Picture) -> Option<Shown<'a>> {
    let Picture { name, start: Some(start), len: Some(len) } = picture else { return None };
    if len == 0 {
        return None;
    }
    let view = structure.window.view;
    let inside = start.checked_add(len).is_some_and(|end| end <= view.len());
    // What is not there comes from the directory that tells of it.
    let offset = structure.absolute(if inside { start } else { ifd.offset });
    if !inside {
        let detail = || format!("{name} lies beyond the block");
        structure.cx.issue(IssueCode::BadOffset, Stage::Exif, Some(offset), detail);
    }
    let is_read = inside && len <= LONG && structure.pay(len);
    let size = usize::try_from(len).ok().filter(|_| is_read);
    let printed = match size.and_then(|size| view.get(start, size)) {
        Some(bytes) => Printed::binary(bytes),
        None => Printed::unread(len),
    };
    Some(Shown { name, printed, offset })
}

/// A small picture without compression, which is shown as a TIFF of its own.
pub(super) fn thumbnail<'a>(structure: &Structure<'a>, thumbnail: &Thumbnail) -> Option<Shown<'a>> {
    let (start, len) = thumbnail.range()?;
    if start.checked_add(len).is_none_or(|end| end > structure.window.view.len()) {
        return None;
    }
    let printed = Printed::unread(len.saturating_add(thumbnail.overhead()));
    Some(Shown { name: "ThumbnailTIFF", printed, offset: structure.absolute(start) })
}
