//! Superboxes and their descriptions [ISO/IEC 19566-5 A.3].
//!
//! Nesting is never followed automatically: the reader of a superbox asks for its children, level by level.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::isobmff::boxes::{BoxReader, Boxes, Dialect, Uuid};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::View;
use std::borrow::Cow;

/// A description consists of a type, toggles and, if the toggles say so, a label [19566-5 A.3].
const LABEL_AT: u64 = 17;
const HAS_LABEL: u8 = 0x02;
const HAS_ID: u8 = 0x04;
const HAS_HASH: u8 = 0x08;

/// The maximum length of a label. C2PA's longest labels, URNs with a vendor, have about 100 bytes.
const LABEL: u64 = 1024;

/// The variant of boxes that JUMBF uses: headers are far apart because of the pictures between them, and the last box
/// within another may have the length 0.
const JUMBF: Dialect = Dialect {
    stage: Stage::Jumbf,
    zero_is_to_end: true,
    is_sparse: true,
    has_extended_types: false,
    too_short: |box_type, _| format!("box '{}' is shorter than its header", box_type.escape_ascii()),
    too_long: |box_type, _, _| format!("box '{}' is longer than what holds it", box_type.escape_ascii()),
};

/// A box that contains boxes, the first of which describes it.
#[derive(Clone, Copy)]
pub(super) struct Superbox<'a> {
    /// The type of the contents.
    pub content_type: Uuid,
    description: View<'a>,
    /// The boxes after the description.
    pub content: View<'a>,
}

impl Superbox<'_> {
    /// The offset to report in tags and issues: that of the description.
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

    /// The superbox in a block. Some containers omit its header.
    pub fn outermost(&self, block: View<'a>) -> Option<Superbox<'a>> {
        let first = self.children(block).next()?;
        match &first.box_type {
            b"jumb" => self.superbox(first.body),
            b"jumd" => self.superbox(block),
            _ => None,
        }
    }

    /// The boxes in the body of another box.
    pub fn children(&self, within: View<'a>) -> Boxes<'_, 'a> {
        self.boxes.children(within)
    }

    /// Reads the superbox with this body. `None`, with an issue, if it does not begin with a description.
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

    /// The label of a superbox. If no NUL ends the label, it extends to the end of its box.
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

    /// The number and the hash behind the label [19566-5 A.3].
    pub fn marks(superbox: &Superbox<'a>) -> Option<(Option<u32>, Option<[u8; 32]>)> {
        let [toggles] = superbox.description.peek::<1>(LABEL_AT - 1)?;
        let mut at = LABEL_AT;
        if toggles & HAS_LABEL != 0 {
            let bytes = superbox.description.part(at, LABEL).all()?;
            at += memchr::memchr(0, bytes.as_slice())? as u64 + 1;
        }
        let mut id = None;
        if toggles & HAS_ID != 0 {
            id = Some(u32::from_be_bytes(superbox.description.peek(at)?));
            at += 4;
        }
        let hash = if toggles & HAS_HASH == 0 { None } else { superbox.description.peek(at) };
        Some((id, hash))
    }

    /// Decodes UTF-8 text, replacing invalid bytes.
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
        self.boxes.cx.issue_once(code, Stage::Jumbf, offset, || what);
    }
}
