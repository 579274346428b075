//! Superboxes and their descriptions [ISO/IEC 19566-5 A.3].
//!
//! Nesting is never followed by itself: who reads a superbox asks for its children, level by level.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::isobmff::boxes::{BoxReader, Boxes, Dialect, Uuid};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::View;
use std::borrow::Cow;

/// A description has a type, toggles and, where they say so, a label [19566-5 A.3].
const LABEL_AT: u64 = 17;
const HAS_LABEL: u8 = 0x02;

/// How long a label may be. C2PA's longest, URNs with a vendor, have some 100 bytes.
const LABEL: u64 = 1024;

/// Boxes as JUMBF has them: pictures lie between the headers, and the last box of any other may have the length 0.
const JUMBF: Dialect = Dialect {
    stage: Stage::Jumbf,
    zero_is_to_end: true,
    is_sparse: true,
    has_extended_types: false,
    too_short: |box_type, _| format!("box '{}' is shorter than its header", box_type.escape_ascii()),
    too_long: |box_type, _, _| format!("box '{}' is longer than what holds it", box_type.escape_ascii()),
};

/// A box of boxes, the first of which describes it.
#[derive(Clone, Copy)]
pub(super) struct Superbox<'a> {
    /// What it is.
    pub content_type: Uuid,
    description: View<'a>,
    /// The boxes after the description.
    pub content: View<'a>,
}

impl Superbox<'_> {
    /// Where the box stands, for tags and issues: its description.
    pub fn offset(&self) -> u64 {
        self.description.absolute(0)
    }
}

/// Reads the superboxes of a block.
pub(super) struct SuperboxReader<'a> {
    boxes: BoxReader<'a>,
}

impl<'a> SuperboxReader<'a> {
    pub fn new(cx: &'a Context<'a>) -> Self {
        Self { boxes: BoxReader::new(cx, JUMBF) }
    }

    /// The superbox that a block holds: whole, or without its header where that was the container's.
    pub fn outermost(&self, block: View<'a>) -> Option<Superbox<'a>> {
        let first = self.children(block).next()?;
        match &first.box_type {
            b"jumb" => self.superbox(first.body),
            b"jumd" => self.superbox(block),
            _ => None,
        }
    }

    /// The boxes in the body of another.
    pub fn children(&self, within: View<'a>) -> Boxes<'_, 'a> {
        self.boxes.children(within)
    }

    /// The superbox with this body; `None`, with an issue, where no description comes first.
    pub fn superbox(&self, body: View<'a>) -> Option<Superbox<'a>> {
        let mut parts = self.children(body);
        let first = parts.next().filter(|first| first.box_type == *b"jumd");
        let described = first.and_then(|first| Some((first.body, first.body.peek::<16>(0)?)));
        let Some((description, content_type)) = described else {
            self.issue(IssueCode::BadDescription, body.absolute(0), "a superbox without a description");
            return None;
        };
        Some(Superbox { content_type, description, content: parts.rest() })
    }

    /// The label of a superbox; one that no NUL ends is shown as far as its box goes.
    pub fn label(&self, superbox: &Superbox<'a>) -> Option<&'a str> {
        let [toggles] = superbox.description.peek::<1>(LABEL_AT - 1)?;
        if toggles & HAS_LABEL == 0 {
            return None;
        }
        let bytes = superbox.description.part(LABEL_AT, LABEL).all()?;
        let end = memchr::memchr(0, bytes.as_slice());
        if end.is_none() {
            self.issue(IssueCode::BadLabel, bytes.absolute(0), "a label without its end");
        }
        let label = self.text(bytes.up_to(0, end.unwrap_or(bytes.len())));
        (!label.is_empty()).then_some(label)
    }

    /// Text in UTF-8; what is none is replaced.
    fn text(&self, bytes: Bytes<'a>) -> &'a str {
        match String::from_utf8_lossy(bytes.as_slice()) {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => {
                self.issue(IssueCode::BadLabel, bytes.absolute(0), "a label that is no UTF-8");
                self.boxes.cx.text(&text)
            }
        }
    }

    fn issue(&self, code: IssueCode, offset: u64, what: &str) {
        self.boxes.cx.issue(code, Stage::Jumbf, Some(offset), || what);
    }
}
