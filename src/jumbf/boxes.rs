//! Boxes, superboxes and their descriptions [ISO/IEC 19566-5 A.2, A.3].
//!
//! Nesting is never followed by itself: who reads a superbox asks for its children, level by level, and all of
//! them are counted together.

use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::issue::Stage;
use crate::source::View;
use std::borrow::Cow;
use std::cell::Cell;

/// The type of a superbox.
pub(super) type Uuid = [u8; 16];

/// A description has a type, toggles and, where they say so, a label [19566-5 A.3].
const LABEL_AT: u64 = 17;
const HAS_LABEL: u8 = 0x02;

/// How long a label may be. C2PA's longest, URNs with a vendor, have some 100 bytes.
const LABEL: u64 = 1024;

/// One box.
pub(super) struct JumbfBox<'a> {
    /// What it is.
    pub kind: [u8; 4],
    /// What it holds, after the header.
    pub body: View<'a>,
}

/// A box of boxes, the first of which describes it.
#[derive(Clone, Copy)]
pub(super) struct Superbox<'a> {
    /// What it is.
    pub kind: Uuid,
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

/// The walk through the boxes of a block: counts them, whatever their nesting.
pub(super) struct Walk<'a> {
    cx: &'a Context<'a>,
    left: Cell<u32>,
}

impl<'a> Walk<'a> {
    pub fn new(cx: &'a Context<'a>) -> Self {
        Self { cx, left: Cell::new(cx.limits.parts) }
    }

    /// The superbox that a block holds: whole, or without its header where that was the container's.
    pub fn outermost(&self, block: View<'a>) -> Option<Superbox<'a>> {
        let first = self.children(block).next()?;
        match &first.kind {
            b"jumb" => self.superbox(first.body),
            b"jumd" => self.superbox(block),
            _ => None,
        }
    }

    /// The boxes in the body of another.
    pub fn children(&self, within: View<'a>) -> Boxes<'_, 'a> {
        Boxes { walk: self, within, at: 0 }
    }

    /// The superbox with this body; `None`, with an issue, where no description comes first.
    pub fn superbox(&self, body: View<'a>) -> Option<Superbox<'a>> {
        let mut parts = self.children(body);
        let first = parts.next().filter(|first| first.kind == *b"jumd");
        let described = first.and_then(|first| Some((first.body, first.body.peek::<16>(0)?)));
        let Some((description, kind)) = described else {
            self.issue("bad-description", body.absolute(0), "a superbox without a description");
            return None;
        };
        Some(Superbox { kind, description, content: body.part(parts.at, u64::MAX) })
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
            self.issue("bad-label", bytes.absolute(0), "a label without its end");
        }
        let label = self.text(bytes.up_to(0, end.unwrap_or(bytes.len())));
        (!label.is_empty()).then_some(label)
    }

    /// Text in UTF-8; what is none is replaced.
    fn text(&self, bytes: Bytes<'a>) -> &'a str {
        match String::from_utf8_lossy(bytes.as_slice()) {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => {
                self.issue("bad-label", bytes.absolute(0), "a label that is no UTF-8");
                self.cx.text(&text)
            }
        }
    }

    fn issue(&self, code: &'static str, offset: u64, what: &str) {
        self.cx.issue(code, Stage::Jumbf, Some(offset), || what);
    }
}

/// Boxes side by side.
pub(super) struct Boxes<'w, 'a> {
    walk: &'w Walk<'a>,
    within: View<'a>,
    at: u64,
}

impl<'a> Iterator for Boxes<'_, 'a> {
    type Item = JumbfBox<'a>;

    /// The next box [19566-5 A.2]: a length, which counts the header too, a kind and the body.
    fn next(&mut self) -> Option<JumbfBox<'a>> {
        let rest = self.within.len().checked_sub(self.at)?;
        let head = self.within.peek::<8>(self.at)?;
        let offset = self.within.absolute(self.at);
        let left = self.walk.left.get();
        if left <= 1 {
            if left == 1 {
                self.walk.issue("too-many-parts", offset, "boxes beyond the limit");
            }
            self.walk.left.set(0);
            return None;
        }
        self.walk.left.set(left - 1);
        let head = Bytes::new(&head, offset);
        let kind = *head.get(4, 4)?.as_slice().first_chunk()?;
        let (header, size) = match head.be32(0)? {
            0 => (8, rest),
            1 => {
                let long = self.within.peek::<8>(self.at.checked_add(8)?)?;
                (16, Bytes::new(&long, offset).u64(0, ByteOrder::Big)?)
            }
            size => (8, u64::from(size)),
        };
        let named = |what: &str| format!("box '{}' {what}", kind.escape_ascii());
        let Some(length) = size.checked_sub(header) else {
            self.walk.issue("bad-length", offset, &named("is shorter than its header"));
            self.at = self.within.len();
            return None;
        };
        if size > rest {
            self.walk.issue("truncated", offset, &named("is longer than what holds it"));
        }
        let body = self.within.part(self.at.checked_add(header)?, length);
        self.at = self.at.saturating_add(size);
        Some(JumbfBox { kind, body })
    }
}
