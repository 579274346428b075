//! The header of an Exif block.

use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::View;
use crate::tiff::header::{
    CAMERA_PROFILE, Header, JPEG_XR, JPEG_XR_EARLY, Layout, OLYMPUS, OLYMPUS_TOO, PANASONIC, TIFF,
};

/// The versions of the TIFF structures that are supported.
const VERSIONS: [u16; 7] = [TIFF, OLYMPUS, OLYMPUS_TOO, PANASONIC, CAMERA_PROFILE, JPEG_XR_EARLY, JPEG_XR];

/// The layout and version of a structure, and the offset of its first directory.
pub(super) fn header(view: View<'_>, cx: &Context<'_>) -> Option<(Layout, u16, u64)> {
    let malformed = |detail: &'static str| {
        cx.issue(IssueCode::BadHeader, Stage::Exif, Some(view.absolute(0)), || detail);
        None
    };
    let Some(head) = view.get(0, 16).or_else(|| view.get(0, 8)) else {
        return malformed("the block ends in its header");
    };
    let Some(Header { layout, version, first }) = Header::read(head) else {
        return malformed("no byte order");
    };
    if !layout.big && !VERSIONS.contains(&version) {
        cx.issue(IssueCode::BadHeader, Stage::Exif, Some(view.absolute(2)), || {
            format!("{version} instead of 42")
        });
    }
    if first < 8 {
        return malformed("the first directory lies in the header");
    }
    Some((layout, version, first))
}
