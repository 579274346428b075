//! The boxes of ISO base media files, JPEG 2000, JPEG XL and JUMBF [ISO/IEC 14496-12 4.2, 19566-5 A.2].
//!
//! A box is a length, a type of four characters and a body, which may contain other boxes. Only headers are read here.
//! A body is a [`View`] of memory or of the file, so 2 GB of film are skipped without being read. Nesting is never
//! followed automatically: the reader of a box asks for its children level by level, and all boxes are counted
//! together.

use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use std::cell::Cell;

/// The type of a box: a four-character code.
pub(crate) type BoxType = [u8; 4];

/// The extended type of a `uuid` box.
pub(crate) type Uuid = [u8; 16];

/// The box that contains XMP in any of these formats [XMP part 3, 1.1.4 and 1.2.6].
pub(crate) const XMP: Uuid = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/// The largest body that is read as a whole to be parsed: enough for the tables of a picture of some thousand tiles.
const STRUCTURE: u64 = 4 * 1024 * 1024;

/// The points in which the formats that consist of boxes differ.
#[derive(Clone, Copy)]
pub(crate) struct Dialect {
    /// The stage to which issues belong.
    pub stage: Stage,
    /// Whether a nested box may have the length 0, which means up to the end of the outer box. In the other formats, 0
    /// is the 32-bit terminator of a QuickTime list.
    pub zero_is_to_end: bool,
    /// Whether nested boxes are far apart, so that headers are read without the bytes around them.
    pub is_sparse: bool,
    /// Whether a `uuid` box starts with its extended type.
    pub has_extended_types: bool,
    /// The text of the issue for a box that is shorter than its header. Takes its type and its size.
    pub too_short: fn(BoxType, u64) -> String,
    /// The text of the issue for a box that is cut off. Takes its type, the size that it states, and the size that is
    /// there.
    pub too_long: fn(BoxType, u64, u64) -> String,
}

/// Files that consist of boxes: ISO base media, JPEG 2000 and JPEG XL.
pub(crate) const FILE: Dialect = Dialect {
    stage: Stage::Container,
    zero_is_to_end: false,
    is_sparse: false,
    has_extended_types: true,
    too_short: |box_type, size| format!("box '{}' of {size} bytes", box_type.escape_ascii()),
    too_long: |box_type, size, rest| {
        format!("box '{}' has {rest} of its {size} bytes", box_type.escape_ascii())
    },
};

/// One box.
#[derive(Clone, Copy)]
pub(crate) struct IsoBox<'a> {
    /// The type of the box.
    pub box_type: BoxType,
    /// The extended type of a box of the type `uuid`.
    pub uuid: Option<Uuid>,
    /// The contents after the header.
    pub body: View<'a>,
    /// The length of the body that the box states.
    pub stated: u64,
    /// Whether the whole body is there.
    pub is_complete: bool,
}

impl<'a> IsoBox<'a> {
    /// The offset to report in issues: the first byte of the body.
    pub fn offset(&self) -> u64 {
        self.body.absolute(0)
    }

    /// The version, the flags and the fields, if this is a full box.
    pub fn full(&self) -> Option<FullBox<'a>> {
        FullBox::read(self.body)
    }
}

/// The body of a full box, which begins with a version and flags [14496-12 4.2].
#[derive(Clone, Copy)]
pub(crate) struct FullBox<'a> {
    pub version: u8,
    /// 24 bits.
    pub flags: u32,
    /// The data after the flags.
    pub fields: View<'a>,
}

impl<'a> FullBox<'a> {
    pub fn read(body: View<'a>) -> Option<Self> {
        let head = body.get(0, 4)?;
        let (version, flags) = (head.u8(0)?, head.be32(0)? & 0x00ff_ffff);
        Some(Self { version, flags, fields: body.part(4, u64::MAX) })
    }
}

/// Reads the boxes of one file or block, and counts them across all levels of nesting.
pub(crate) struct BoxReader<'a> {
    pub cx: &'a Context<'a>,
    dialect: Dialect,
    left: Cell<u32>,
}

impl<'a> BoxReader<'a> {
    pub fn new(cx: &'a Context<'a>, dialect: Dialect) -> Self {
        Self { cx, dialect, left: Cell::new(cx.limits.parts) }
    }

    /// The outermost boxes of the file.
    pub fn file(&self, reader: &'a Reader<'a>) -> Boxes<'_, 'a> {
        self.boxes(View::file(reader, 0, reader.len()), true)
    }

    /// The boxes in the body of another box.
    pub fn children(&self, within: View<'a>) -> Boxes<'_, 'a> {
        self.boxes(within, false)
    }

    /// The outermost boxes, if the whole file is this stretch.
    pub fn outermost(&self, within: View<'a>) -> Boxes<'_, 'a> {
        self.boxes(within, true)
    }

    fn boxes(&self, within: View<'a>, outermost: bool) -> Boxes<'_, 'a> {
        Boxes { reader: self, within, at: 0, outermost }
    }

    /// Counts one more part. `None` once the limit is reached, which raises a single issue.
    pub fn count(&self, offset: u64) -> Option<()> {
        let left = self.left.get();
        if left == 1 {
            self.issue(IssueCode::TooManyParts, offset, || "boxes beyond the limit".to_owned());
        }
        self.left.set(left.saturating_sub(1));
        (left > 1).then_some(())
    }

    /// Reads into memory a body that is to be parsed.
    pub fn structure(&self, body: View<'a>) -> Option<View<'a>> {
        if body.len() > STRUCTURE {
            self.issue(IssueCode::TooLarge, body.absolute(0), || {
                format!("a structure of {} bytes", body.len())
            });
            return None;
        }
        body.all().map(View::memory)
    }

    fn issue(&self, code: IssueCode, offset: u64, detail: impl FnOnce() -> String) {
        // Films are read twice, by their container and for their tags.
        self.cx.issue_once(code, self.dialect.stage, offset, detail);
    }
}

/// Iterates over the boxes of one level.
pub(crate) struct Boxes<'r, 'a> {
    reader: &'r BoxReader<'a>,
    within: View<'a>,
    at: u64,
    outermost: bool,
}

impl<'a> Boxes<'_, 'a> {
    /// The data after the boxes that were read.
    pub fn rest(&self) -> View<'a> {
        self.within.part(self.at, u64::MAX)
    }

    /// Reads `N` bytes of a header. If the next box is near, reads the bytes around them as well.
    fn header<const N: usize>(&self, at: u64, is_near: bool) -> Option<[u8; N]> {
        if is_near { self.within.get(at, N)?.as_slice().first_chunk().copied() } else { self.within.peek(at) }
    }
}

impl<'a> Iterator for Boxes<'_, 'a> {
    type Item = IsoBox<'a>;

    fn next(&mut self) -> Option<IsoBox<'a>> {
        let Self { reader, within, at, outermost } = *self;
        let dialect = &reader.dialect;
        let rest = within.len().checked_sub(at)?;
        if rest < 8 {
            return None;
        }
        let offset = within.absolute(at);
        reader.count(offset)?;
        // Outermost boxes are far apart, but nested boxes are usually adjacent.
        let head: [u8; 8] = self.header(at, !(outermost || dialect.is_sparse))?;
        let box_type = *head.last_chunk::<4>()?;
        let (mut header, size) = match u32::from_be_bytes(*head.first_chunk()?) {
            0 if outermost || dialect.zero_is_to_end => (8, rest),
            0 => return None,
            1 => (16, u64::from_be_bytes(self.header(at.checked_add(8)?, !dialect.is_sparse)?)),
            size => (8, u64::from(size)),
        };
        let mut uuid = None;
        if dialect.has_extended_types && box_type == *b"uuid" && size >= header + 16 {
            uuid = Some(self.header(at.checked_add(header)?, !dialect.is_sparse)?);
            header += 16;
        }
        let Some(length) = size.checked_sub(header) else {
            reader.issue(IssueCode::BadLength, offset, || (dialect.too_short)(box_type, size));
            self.at = within.len();
            return None;
        };
        if size > rest {
            reader.issue(IssueCode::Truncated, offset, || (dialect.too_long)(box_type, size, rest));
        }
        let body = within.part(at.checked_add(header)?, length);
        self.at = at.saturating_add(size);
        Some(IsoBox { box_type, uuid, body, stated: length, is_complete: size <= rest })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::bytes::Bytes;
    use crate::limits::Limits;
    use bumpalo::Bump;

    /// Builds a box around `body`.
    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"meta"` is a reference
    pub(crate) fn iso_box(box_type: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).unwrap();
        [&size.to_be_bytes()[..], box_type, body].concat()
    }

    fn types(file: &[u8], outermost: bool) -> Vec<(BoxType, u64)> {
        let limits = Limits { parts: 100, ..Limits::default() };
        let arena = Bump::new();
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let reader = BoxReader::new(&cx, FILE);
        let boxes = reader.boxes(View::memory(Bytes::new(file, 0)), outermost);
        boxes.map(|b| (b.box_type, b.body.len())).collect()
    }

    #[test]
    fn lengths_of_every_form() {
        let long = [&[0, 0, 0, 1][..], b"long", &18u64.to_be_bytes(), b"xy"].concat();
        let uuid = iso_box(b"uuid", &[XMP.as_slice(), b"packet"].concat());
        let file = [iso_box(b"free", b"12"), long, uuid, [0, 0, 0, 0].to_vec(), b"mdat123".to_vec()].concat();
        let expected = [(*b"free", 2), (*b"long", 2), (*b"uuid", 6)];
        assert_eq!(types(&file, false), expected);
        assert_eq!(types(&file, true), [&expected[..], &[(*b"mdat", 3)]].concat());
    }

    #[test]
    fn lengths_that_lie() {
        assert_eq!(types(b"\0\0\0\x07free\0\0\0\x08next", true), []);
        assert_eq!(types(b"\0\0\0\x01free\0\0\0\0\0\0\0\x0f", true), []);
        assert_eq!(types(b"\xff\xff\xff\xfffree1234", true), [(*b"free", 4)]);
        assert_eq!(types(b"\0\0\0\x01free\xff\xff\xff\xff\xff\xff\xff\xff12", true), [(*b"free", 2)]);
        assert_eq!(types(b"\0\0\0\x10uuid12345678", true), [(*b"uuid", 8)]);
    }

    #[test]
    fn boxes_are_counted() {
        assert_eq!(types(&iso_box(b"free", b"").repeat(1_000), true).len(), 99);
    }
}
