//! Where the bytes come from.
//!
//! A [`Source`] is anything that can be read at an offset. The containers read it through a [`Reader`], which reads the
//! head of the file once and further ranges only when a structure points to them, and charges every range to the
//! budget.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::inflate;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes that can be read at an offset: a slice, a file, an object in a bucket.
pub trait Source {
    /// The number of bytes.
    fn len(&self) -> u64;

    /// Reads bytes from `offset` into `buffer` and returns how many; fewer than `buffer` holds only at the end of the
    /// source.
    ///
    /// # Errors
    ///
    /// Any error of the medium. That part of the picture is then left out, with an issue.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All bytes, if they are already in memory; then nothing is copied.
    fn as_slice(&self) -> Option<&[u8]> {
        None
    }
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }

    fn as_slice(&self) -> Option<&[u8]> {
        Some(self)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn len(&self) -> u64 {
        Source::len(&**self)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        Source::read_at(&**self, offset, buffer)
    }

    fn as_slice(&self) -> Option<&[u8]> {
        Source::as_slice(&**self)
    }
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn len(&self) -> u64 {
        Source::len(&**self)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        Source::read_at(&**self, offset, buffer)
    }

    fn as_slice(&self) -> Option<&[u8]> {
        Source::as_slice(&**self)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        Source::len(&**self)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        Source::read_at(&**self, offset, buffer)
    }

    fn as_slice(&self) -> Option<&[u8]> {
        Source::as_slice(&**self)
    }
}

/// A file on disk, read by position.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    len: u64,
}

impl FileSource {
    /// Takes ownership of an open file and queries its length.
    ///
    /// # Errors
    ///
    /// If the system cannot report the length.
    pub fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self::with_len(file, len))
    }

    /// Takes ownership of an open file whose length is known.
    pub(crate) fn with_len(file: File, len: u64) -> Self {
        Self { file, len }
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        fill(buffer, offset, |part, at| {
            #[cfg(unix)]
            return std::os::unix::fs::FileExt::read_at(&self.file, part, at);
            #[cfg(windows)]
            return std::os::windows::fs::FileExt::seek_read(&self.file, part, at);
        })
    }
}

/// A source over anything that implements [`Read`] and [`Seek`].
#[derive(Debug)]
pub struct SeekSource<R> {
    inner: RefCell<R>,
    len: u64,
}

impl<R: Read + Seek> SeekSource<R> {
    /// Takes ownership of a reader and seeks to its end to find the length.
    ///
    /// # Errors
    ///
    /// If it cannot seek.
    pub fn new(mut inner: R) -> io::Result<Self> {
        let len = inner.seek(SeekFrom::End(0))?;
        Ok(Self { inner: RefCell::new(inner), len })
    }
}

impl<R: Read + Seek> Source for SeekSource<R> {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut inner = self.inner.borrow_mut();
        inner.seek(SeekFrom::Start(offset))?;
        fill(buffer, offset, |part, _| inner.read(part))
    }
}

/// Reads until `buffer` is full or the source ends.
fn fill(
    buffer: &mut [u8],
    offset: u64,
    mut read: impl FnMut(&mut [u8], u64) -> io::Result<usize>,
) -> io::Result<usize> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match read(rest, offset.saturating_add(done as u64)) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Reads ranges of one file within its budget.
pub struct Reader<'a> {
    source: &'a dyn Source,
    /// The whole file if it is in memory, else its first bytes.
    head: Bytes<'a>,
    len: u64,
    cx: &'a Context<'a>,
    /// The last range read beyond the head, kept because directories read neighbouring bytes.
    window: std::cell::Cell<Option<Bytes<'a>>>,
    read: std::cell::Cell<u64>,
    /// Memory after the head for windows; zeroed once and then reused for every file.
    spare: std::cell::Cell<&'a mut [u8]>,
}

/// The least that is read beyond the head: one page costs as much as one byte.
const WINDOW: usize = 4 * 1024;

/// Memory for windows of a file that is longer than its head. Further windows are allocated in the arena.
const SPARE: usize = 16 * WINDOW;

impl<'a> Reader<'a> {
    /// Reads the head of `source` into `buffer`, unless the source is already in memory.
    pub fn new(source: &'a dyn Source, cx: &'a Context<'a>, buffer: &'a mut Vec<u8>) -> io::Result<Self> {
        let len = source.len();
        let mut spare: &'a mut [u8] = &mut [];
        let head = if let Some(all) = source.as_slice() {
            all
        } else {
            let size = usize::try_from(len).unwrap_or(usize::MAX).min(cx.limits.head);
            let room = if size as u64 == len { size } else { size.saturating_add(SPARE) };
            if buffer.len() < room {
                // The limit may exceed the available memory.
                buffer.try_reserve_exact(room - buffer.len())?;
                buffer.resize(room, 0);
            }
            let (buffer, rest) = buffer.split_at_mut_checked(size).unwrap_or_default();
            spare = rest;
            let count = source.read_at(0, buffer)?;
            buffer.get(..count).unwrap_or_default()
        };
        let read = std::cell::Cell::new(head.len() as u64);
        Ok(Self {
            source,
            head: Bytes::new(head, 0),
            len,
            cx,
            window: std::cell::Cell::new(None),
            read,
            spare: std::cell::Cell::new(spare),
        })
    }

    /// The context of the file.
    pub fn cx(&self) -> &'a Context<'a> {
        self.cx
    }

    /// The number of bytes of the file.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The first bytes: at least [`Limits::head`](crate::Limits), if the file is that long.
    pub fn head(&self) -> Bytes<'a> {
        self.head
    }

    /// How many bytes have been read from the source so far.
    pub fn bytes_read(&self) -> u64 {
        self.read.get()
    }

    /// `len` bytes from `offset`; `None` if the file ends before, cannot be read there, or the budget is used up.
    pub fn get(&self, offset: u64, len: usize) -> Option<Bytes<'a>> {
        let found = self.up_to(offset, len)?;
        (found.len() == len).then_some(found)
    }

    /// Exactly the `N` bytes from `offset` without reading ahead, for headers that are far apart.
    pub fn peek<const N: usize>(&self, offset: u64) -> Option<[u8; N]> {
        let mut buffer = [0; N];
        (self.read_into(offset, &mut buffer)? == N).then_some(buffer)
    }

    /// Reads bytes from `offset` into the caller's memory and returns how many, for data that need not be kept. `None`
    /// if the file cannot be read there or the budget is used up.
    pub fn read_into(&self, offset: u64, buffer: &mut [u8]) -> Option<usize> {
        let available = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let len = buffer.len().min(available);
        let buffer = buffer.get_mut(..len)?;
        let window = || self.window.get().and_then(|window| within(window, offset, len));
        if let Some(found) = within(self.head, offset, len).or_else(window) {
            buffer.copy_from_slice(found.as_slice());
            return Some(len);
        }
        self.cx.spend(len as u64)?;
        self.fill(offset, buffer)
    }

    /// At most `len` bytes from `offset`, fewer if the file ends before. `None` if it cannot be read there or the
    /// budget is used up.
    pub fn up_to(&self, offset: u64, len: usize) -> Option<Bytes<'a>> {
        if offset >= self.len {
            return Some(Bytes::new(&[], offset));
        }
        let available = usize::try_from(self.len - offset).unwrap_or(usize::MAX);
        let len = len.min(available);
        if let Some(found) = within(self.head, offset, len) {
            return Some(found);
        }
        if self.head.len() as u64 == self.len {
            // The whole file is in the head.
            return Some(self.head.up_to(usize::try_from(offset).ok()?, len));
        }
        if let Some(found) = self.window.get().and_then(|window| within(window, offset, len)) {
            return Some(found);
        }
        let size = len.max(WINDOW).min(available);
        self.cx.spend(size as u64)?;
        let buffer = self.memory(size);
        let count = self.fill(offset, buffer)?;
        let window = Bytes::new(buffer.get(..count).unwrap_or_default(), offset);
        self.window.set(Some(window));
        Some(window.up_to(0, len))
    }

    /// Reads bytes from `offset` and returns how many. If the source cannot read them, an issue says so: the rest of
    /// the file may still be useful, but the caller must know that it is not complete.
    fn fill(&self, offset: u64, buffer: &mut [u8]) -> Option<usize> {
        match self.source.read_at(offset, buffer) {
            Ok(count) => {
                self.read.set(self.read.get().saturating_add(count as u64));
                Some(count)
            }
            Err(error) => {
                self.cx.issue_once(IssueCode::Unreadable, Stage::Container, offset, || {
                    format!("{} bytes cannot be read: {error}", buffer.len())
                });
                None
            }
        }
    }

    /// Memory for a window; its content is to be overwritten.
    fn memory(&self, size: usize) -> &'a mut [u8] {
        let spare = self.spare.take();
        let room = if size <= spare.len() { size } else { 0 };
        let (memory, rest) = spare.split_at_mut_checked(room).unwrap_or_default();
        self.spare.set(rest);
        if room == size { memory } else { self.cx.arena.alloc_slice_fill_copy(size, 0u8) }
    }
}

/// `len` bytes from the absolute `offset`, if `bytes` has them all.
fn within(bytes: Bytes<'_>, offset: u64, len: usize) -> Option<Bytes<'_>> {
    let at = offset.checked_sub(bytes.absolute(0))?;
    bytes.get(usize::try_from(at).ok()?, len)
}

/// A part of a file that a decoder addresses from 0, in memory or read by range.
#[derive(Clone, Copy)]
pub struct View<'a> {
    place: Place<'a>,
}

#[derive(Clone, Copy)]
enum Place<'a> {
    Memory(Bytes<'a>),
    File { reader: &'a Reader<'a>, start: u64, len: u64 },
    Parts { parts: &'a [View<'a>], cx: &'a Context<'a>, start: u64, len: u64 },
    Deflated { stream: &'a Deflated<'a>, start: u64, len: u64 },
}

/// A zlib stream that is inflated as far as it is asked for.
struct Deflated<'a> {
    data: Bytes<'a>,
    cx: &'a Context<'a>,
    /// How many bytes it is said to become.
    len: u64,
    found: Cell<Bytes<'a>>,
}

impl<'a> Deflated<'a> {
    fn get(&self, at: u64, len: usize) -> Option<Bytes<'a>> {
        let end = at.checked_add(len as u64).filter(|end| *end <= self.len)?;
        // Where nothing is asked for, nothing has to be there.
        if len > 0 && end > self.found.get().len() as u64 {
            // Begin anew, but only once.
            let more = inflate::start(self.data, usize::try_from(self.len).ok()?, self.cx);
            self.found.set(more.or_else(|| inflate::zlib(self.data, self.cx))?);
        }
        let found = self.found.get();
        if len == 0 { Some(found.up_to(0, 0)) } else { found.get(usize::try_from(at).ok()?, len) }
    }
}

impl<'a> View<'a> {
    /// A view of bytes in memory.
    pub fn memory(bytes: Bytes<'a>) -> Self {
        Self { place: Place::Memory(bytes) }
    }

    /// A view of `len` bytes of a file from `start`, cut at the end of the file. The bytes are read on demand.
    pub fn file(reader: &'a Reader<'a>, start: u64, len: u64) -> Self {
        let len = len.min(reader.len().saturating_sub(start));
        Self { place: Place::File { reader, start, len } }
    }

    /// A view of parts as if they followed each other. Only what is asked for is joined, and only where a part ends
    /// within it.
    pub fn parts(parts: &[View<'a>], cx: &'a Context<'a>) -> Self {
        let len = parts.iter().fold(0u64, |sum, part| sum.saturating_add(part.len()));
        Self { place: Place::Parts { parts: cx.arena.alloc_slice_copy(parts), cx, start: 0, len } }
    }

    /// A view of what a zlib stream becomes, which is said to have `len` bytes. `head` are the first ones. The others are
    /// inflated on demand.
    pub fn deflated(data: Bytes<'a>, head: Bytes<'a>, len: u64, cx: &'a Context<'a>) -> Self {
        let stream = cx.arena.alloc(Deflated { data, cx, len, found: Cell::new(head) });
        Self { place: Place::Deflated { stream, start: 0, len } }
    }

    /// The number of bytes.
    pub fn len(&self) -> u64 {
        match self.place {
            Place::Memory(bytes) => bytes.len() as u64,
            Place::File { len, .. } | Place::Parts { len, .. } | Place::Deflated { len, .. } => len,
        }
    }

    /// The offset in the file of the byte at `at`.
    pub fn absolute(&self, at: u64) -> u64 {
        match self.place {
            Place::Memory(bytes) => bytes.absolute(0).saturating_add(at),
            Place::File { start, .. } => start.saturating_add(at),
            Place::Parts { parts, start, .. } => {
                let (part, at) = part_at(parts, start.saturating_add(at));
                part.map_or(at, |part| part.absolute(at))
            }
            // As in memory, the place of what was inflated is counted from where the stream begins.
            Place::Deflated { stream, start, .. } => {
                stream.data.absolute(0).saturating_add(start).saturating_add(at)
            }
        }
    }

    /// `len` bytes from `at`, or `None` if they are not all there.
    pub fn get(&self, at: u64, len: usize) -> Option<Bytes<'a>> {
        match self.place {
            Place::Memory(bytes) => bytes.get(usize::try_from(at).ok()?, len),
            Place::File { reader, start, len: all } => {
                let end = at.checked_add(len as u64)?;
                if end > all {
                    return None;
                }
                reader.get(start.checked_add(at)?, len)
            }
            Place::Parts { parts, cx, start, len: all } => {
                let end = at.checked_add(len as u64)?;
                if end > all {
                    return None;
                }
                joined(parts, start.checked_add(at)?, len, cx)
            }
            Place::Deflated { stream, start, len: all } => {
                let end = at.checked_add(len as u64)?;
                if end > all {
                    return None;
                }
                stream.get(start.checked_add(at)?, len)
            }
        }
    }

    /// Exactly the `N` bytes from `at` without reading ahead, as [`Reader::peek`].
    pub fn peek<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        match self.place {
            Place::Memory(bytes) => {
                bytes.get(usize::try_from(at).ok()?, N)?.as_slice().first_chunk().copied()
            }
            Place::File { reader, start, len } => {
                let end = at.checked_add(N as u64)?;
                if end > len {
                    return None;
                }
                reader.peek(start.checked_add(at)?)
            }
            Place::Parts { .. } | Place::Deflated { .. } => {
                self.get(at, N)?.as_slice().first_chunk().copied()
            }
        }
    }

    /// All bytes, read into memory if necessary; `None` if they cannot be read or exceed the budget.
    pub fn all(&self) -> Option<Bytes<'a>> {
        match self.place {
            Place::Memory(bytes) => Some(bytes),
            Place::File { reader, start, len } => reader.up_to(start, usize::try_from(len).ok()?),
            Place::Parts { len, .. } | Place::Deflated { len, .. } => self.get(0, usize::try_from(len).ok()?),
        }
    }

    /// A view of `len` bytes from `at`, cut at the end of this one.
    pub fn part(&self, at: u64, len: u64) -> Self {
        let len = len.min(self.len().saturating_sub(at));
        match self.place {
            Place::Memory(bytes) => {
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                Self::memory(bytes.up_to(at, usize::try_from(len).unwrap_or(usize::MAX)))
            }
            Place::File { reader, start, .. } => {
                Self { place: Place::File { reader, start: start.saturating_add(at), len } }
            }
            Place::Parts { parts, cx, start, .. } => {
                Self { place: Place::Parts { parts, cx, start: start.saturating_add(at), len } }
            }
            Place::Deflated { stream, start, .. } => {
                Self { place: Place::Deflated { stream, start: start.saturating_add(at), len } }
            }
        }
    }
}

/// The part that has the byte at `at`, and where in it that is. What is beyond all parts is counted from the last one.
fn part_at<'p, 'a>(parts: &'p [View<'a>], mut at: u64) -> (Option<&'p View<'a>>, u64) {
    let (last, before) = parts.split_last().map_or((None, parts), |(last, before)| (Some(last), before));
    for part in before {
        match at.checked_sub(part.len()) {
            None => return (Some(part), at),
            Some(rest) => at = rest,
        }
    }
    (last, at)
}

/// `len` bytes from `at`, which are joined in memory if they are in several parts.
fn joined<'a>(parts: &[View<'a>], at: u64, len: usize, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    let (first, at_first) = part_at(parts, at);
    let first = first?;
    let end = at_first.checked_add(len as u64)?;
    if end <= first.len() {
        return first.get(at_first, len);
    }
    cx.spend(len as u64)?;
    let memory = cx.arena.alloc_slice_fill_copy(len, 0u8);
    let (mut rest, mut at) = (&mut *memory, at);
    while !rest.is_empty() {
        let (part, at_part) = part_at(parts, at);
        let part = part?;
        let size = usize::try_from(part.len().checked_sub(at_part)?).ok()?.min(rest.len());
        let (to, after) = rest.split_at_mut_checked(size)?;
        // A part of no bytes is passed over by `part_at`, unless it is the last one.
        to.copy_from_slice(part.get(at_part, size).filter(|bytes| !bytes.is_empty())?.as_slice());
        at = at.checked_add(size as u64)?;
        rest = after;
    }
    Some(Bytes::new(memory, first.absolute(at_first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;

    #[test]
    fn parts_are_joined_only_where_one_ends() {
        let (limits, arena) = (Limits { read: 4, ..Limits::default() }, Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let parts: [(&[u8], u64); 4] = [(b"abc", 10), (b"", 20), (b"de", 30), (b"fgh", 40)];
        let parts = parts.map(|(bytes, at)| View::memory(Bytes::new(bytes, at)));
        let view = View::parts(&parts, &cx).part(1, 6);
        assert_eq!((view.len(), view.absolute(0), view.absolute(2), view.absolute(5)), (6, 11, 30, 41));
        let found = |at, len| view.get(at, len).map(|bytes| (bytes.as_slice(), bytes.absolute(0)));
        assert_eq!(found(2, 2), Some((&b"de"[..], 30)));
        assert_eq!(found(1, 4), Some((&b"cdef"[..], 12)));
        assert_eq!(found(5, 2), None);
        assert_eq!(found(5, 1), Some((&b"g"[..], 41)));
        // What is joined has to be paid for.
        assert_eq!(found(1, 4), None);
        assert!(View::parts(&[], &cx).get(0, 1).is_none());
    }
}
