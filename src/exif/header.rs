//! The header of an Exif block.

use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::View;
use crate::tiff::header::{Header, Layout, PANASONIC};

/// What stands after the byte order: 42 [TIFF6 p.13], and what some raw formats (Olympus, Panasonic), camera profiles
/// [DNG17 chapter 6] and JPEG XR [T.832 A.4] have instead.
const MAGIC: [u16; 7] = [42, 0x4f52, 0x5352, PANASONIC, 0x4352, 0x00bc, 0x01bc];

/// The layout of a structure, its version, and where its first directory lies.
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
    if !layout.big && !MAGIC.contains(&version) {
        cx.issue(IssueCode::BadHeader, Stage::Exif, Some(view.absolute(2)), || {
            format!("{version} instead of 42")
        });
    }
    if first < 8 {
        return malformed("the first directory lies in the header");
    }
    Some((layout, version, first))
}
