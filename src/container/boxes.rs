//! The boxes of ISO base media files, JPEG 2000 and JPEG XL [ISO/IEC 14496-12 4.2].
//!
//! A box is a length, a kind of four characters and a body, which may hold other boxes. Only headers are read
//! here: a body is a [`View`], and 2 GB of film are stepped over.

use crate::context::Context;
use crate::issue::Stage;
use crate::source::{Reader, View};
use std::cell::Cell;

/// The kind of a box.
pub(super) type Kind = [u8; 4];

/// The kind of a box that is known by a UUID.
pub(super) type Uuid = [u8; 16];

/// XMP in any of these files [XMP part 3, 1.1.4 and 1.2.6].
pub(super) const XMP: Uuid = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/// The largest body that is read whole to be taken apart: the tables of a picture of some thousand tiles.
const STRUCTURE: u64 = 4 * 1024 * 1024;

/// One box.
#[derive(Clone, Copy)]
pub(super) struct IsoBox<'a> {
    /// What it is.
    pub kind: Kind,
    /// What a box of the kind `uuid` is.
    pub uuid: Option<Uuid>,
    /// What it holds, after the header.
    pub body: View<'a>,
    /// Whether all of the body is there.
    pub complete: bool,
}

impl<'a> IsoBox<'a> {
    /// Where the box stands, for issues: its body's first byte.
    pub fn offset(&self) -> u64 {
        self.body.absolute(0)
    }

    /// The version of a full box, and what follows version and flags [14496-12 4.2].
    pub fn full(&self) -> Option<(u8, View<'a>)> {
        let head = self.body.get(0, 4)?;
        Some((head.u8(0)?, self.body.part(4, u64::MAX)))
    }
}

/// The walk through the boxes of one file: counts them, whatever their nesting.
pub(super) struct Walk<'a> {
    pub cx: &'a Context<'a>,
    left: Cell<u32>,
}

impl<'a> Walk<'a> {
    pub fn new(cx: &'a Context<'a>) -> Self {
        Self { cx, left: Cell::new(cx.limits.parts) }
    }

    /// The boxes of the file.
    pub fn file(&self, reader: &'a Reader<'a>) -> Boxes<'_, 'a> {
        Boxes { walk: self, within: View::file(reader, 0, reader.len()), at: 0, outermost: true }
    }

    /// The boxes in the body of another.
    pub fn children(&self, within: View<'a>) -> Boxes<'_, 'a> {
        Boxes { walk: self, within, at: 0, outermost: false }
    }

    /// Counts one part more; `None`, once with an issue, where the file has had its share.
    pub fn count(&self, offset: u64) -> Option<()> {
        let left = self.left.get();
        if left == 1 {
            self.cx.issue("too-many-parts", Stage::Container, Some(offset), || "boxes beyond the limit");
        }
        self.left.set(left.saturating_sub(1));
        (left > 1).then_some(())
    }

    /// A body that is to be taken apart, in memory.
    pub fn structure(&self, body: View<'a>) -> Option<View<'a>> {
        if body.len() > STRUCTURE {
            self.cx.issue("too-large", Stage::Container, Some(body.absolute(0)), || {
                format!("a structure of {} bytes", body.len())
            });
            return None;
        }
        body.all().map(View::memory)
    }
}

/// Boxes side by side.
pub(super) struct Boxes<'w, 'a> {
    walk: &'w Walk<'a>,
    within: View<'a>,
    at: u64,
    outermost: bool,
}

impl<'a> Iterator for Boxes<'_, 'a> {
    type Item = IsoBox<'a>;

    fn next(&mut self) -> Option<IsoBox<'a>> {
        let rest = self.within.len().checked_sub(self.at)?;
        if rest < 8 {
            return None;
        }
        let offset = self.within.absolute(self.at);
        self.walk.count(offset)?;
        let head = self.within.get(self.at, 8)?;
        let kind = *head.as_slice().last_chunk::<4>()?;
        let (mut header, size) = match head.be32(0)? {
            // To the end of the file; within a box, the 32-bit zero that ends a list of QuickTime's.
            0 if self.outermost => (8, rest),
            0 => return None,
            1 => {
                let long = self.within.get(self.at.checked_add(8)?, 8)?;
                (16, long.u64(0, crate::bytes::ByteOrder::Big)?)
            }
            size => (8, u64::from(size)),
        };
        let mut uuid = None;
        if kind == *b"uuid" && size >= header + 16 {
            let id = self.within.get(self.at.checked_add(header)?, 16)?;
            uuid = id.as_slice().first_chunk::<16>().copied();
            header += 16;
        }
        let Some(length) = size.checked_sub(header) else {
            self.walk.cx.issue("bad-length", Stage::Container, Some(offset), || {
                format!("box '{}' of {size} bytes", kind.escape_ascii())
            });
            self.at = self.within.len();
            return None;
        };
        if size > rest {
            self.walk.cx.issue("truncated", Stage::Container, Some(offset), || {
                format!("box '{}' has {rest} of its {size} bytes", kind.escape_ascii())
            });
        }
        let body = self.within.part(self.at.checked_add(header)?, length);
        self.at = self.at.saturating_add(size);
        Some(IsoBox { kind, uuid, body, complete: size <= rest })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::bytes::Bytes;
    use crate::container::{Contents, Format};
    use crate::limits::Limits;
    use crate::source::Source;
    use bumpalo::Bump;

    /// A box around `body`.
    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"meta"` is a reference
    pub fn iso_box(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).unwrap();
        [&size.to_be_bytes()[..], kind, body].concat()
    }

    /// What a format's reader finds in `source`: the kinds and bytes of the blocks, the facts' width and height,
    /// and how many bytes were read.
    pub struct Found {
        pub blocks: Vec<(BlockKind, Vec<u8>)>,
        pub info: crate::file_info::FileInfo,
        pub issues: Vec<crate::issue::Issue>,
        pub read: u64,
    }

    pub fn read(format: &Format, source: &dyn Source) -> Found {
        let limits = Limits::default();
        let arena = Bump::new();
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let reader = Reader::new(source, &cx).unwrap();
        let mut contents = Contents::default();
        (format.read)(&reader, &cx, &mut contents);
        let blocks = contents.blocks.iter().map(|block| {
            (block.kind, block.data.all().map(|bytes| bytes.as_slice().to_vec()).unwrap_or_default())
        });
        Found {
            blocks: blocks.collect(),
            info: contents.info,
            read: reader.bytes_read(),
            issues: cx.take_issues(),
        }
    }

    /// No prefix of a file makes its reader panic, or has more blocks than the whole.
    pub fn every_prefix(format: &Format, file: &[u8]) {
        let whole = read(format, &file).blocks.len();
        for end in 0..file.len() {
            assert!(read(format, &&file[..end]).blocks.len() <= whole, "the first {end} bytes");
        }
    }

    /// No single byte that differs makes the reader panic.
    pub fn every_flip(format: &Format, file: &[u8]) {
        let mut file = file.to_vec();
        for at in 0..file.len() {
            let original = file[at];
            for value in [0, 1, 0x7f, 0xff, original ^ 1] {
                file[at] = value;
                read(format, &&file[..]);
            }
            file[at] = original;
        }
    }

    /// A file of which only some stretches are more than zeros.
    pub struct Sparse {
        pub len: u64,
        pub parts: Vec<(u64, Vec<u8>)>,
    }

    impl Source for Sparse {
        fn len(&self) -> u64 {
            self.len
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = buffer.len().min(usize::try_from(self.len.saturating_sub(offset)).unwrap());
            for (i, byte) in buffer[..count].iter_mut().enumerate() {
                let at = offset + i as u64;
                let part = self.parts.iter().find_map(|(start, bytes)| {
                    bytes.get(usize::try_from(at.checked_sub(*start)?).ok()?).copied()
                });
                *byte = part.unwrap_or(0);
            }
            Ok(count)
        }
    }

    fn kinds(file: &[u8], outermost: bool) -> Vec<(Kind, u64)> {
        let limits = Limits { parts: 100, ..Limits::default() };
        let arena = Bump::new();
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let walk = Walk::new(&cx);
        let boxes = Boxes { walk: &walk, within: View::memory(Bytes::new(file, 0)), at: 0, outermost };
        boxes.map(|b| (b.kind, b.body.len())).collect()
    }

    #[test]
    fn lengths_of_every_form() {
        let long = [&[0, 0, 0, 1][..], b"long", &18u64.to_be_bytes(), b"xy"].concat();
        let uuid = iso_box(b"uuid", &[XMP.as_slice(), b"packet"].concat());
        let file = [iso_box(b"free", b"12"), long, uuid, [0, 0, 0, 0].to_vec(), b"mdat123".to_vec()].concat();
        let expected = [(*b"free", 2), (*b"long", 2), (*b"uuid", 6)];
        assert_eq!(kinds(&file, false), expected);
        assert_eq!(kinds(&file, true), [&expected[..], &[(*b"mdat", 3)]].concat());
    }

    #[test]
    fn lengths_that_lie() {
        assert_eq!(kinds(b"\0\0\0\x07free\0\0\0\x08next", true), []);
        assert_eq!(kinds(b"\0\0\0\x01free\0\0\0\0\0\0\0\x0f", true), []);
        assert_eq!(kinds(b"\xff\xff\xff\xfffree1234", true), [(*b"free", 4)]);
        assert_eq!(kinds(b"\0\0\0\x01free\xff\xff\xff\xff\xff\xff\xff\xff12", true), [(*b"free", 2)]);
        assert_eq!(kinds(b"\0\0\0\x10uuid12345678", true), [(*b"uuid", 8)]);
    }

    #[test]
    fn boxes_are_counted() {
        assert_eq!(kinds(&iso_box(b"free", b"").repeat(1_000), true).len(), 99);
    }
}
