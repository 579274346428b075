//! Locates the objects of a PDF: cross-reference tables and streams [ISO 32000-1 7.5].

use super::syntax::{Dict, Object, object, word};
use crate::bytes::Bytes;
use crate::container::scan::Scan;
use crate::context::Context;
use crate::inflate;
use crate::source::{Reader, View};

/// How much of an object is read at first, and how much if that is not enough.
const OBJECT: [usize; 3] = [1024, 64 * 1024, 4 * 1024 * 1024];
/// The maximum number of updates of a document, each of which has cross-references of its own.
const UPDATES: usize = 256;
/// The maximum number of references to references. Real files have none.
const CHAIN: usize = 8;

/// A run of cross-references for the objects with numbers from `first` on.
struct Section<'a> {
    first: u64,
    count: u64,
    rows: Rows<'a>,
}

enum Rows<'a> {
    /// Rows of 20 bytes, from this offset in the file.
    Table(u64),
    /// The rows of a stream, and the widths of their three numbers.
    Stream(Bytes<'a>, [usize; 3]),
}

/// Where an object is stored.
enum ObjectLocation {
    File(u64),
    /// In the object stream with this number.
    Stream(u64),
}

/// A document whose objects can be looked up by number.
pub(super) struct Document<'a> {
    reader: &'a Reader<'a>,
    cx: &'a Context<'a>,
    /// The latest section first.
    sections: Vec<Section<'a>>,
    root: Option<Object<'a>>,
    info: Option<Object<'a>>,
    encryption: Option<Object<'a>>,
    /// The object stream that was used last.
    objects: Option<(u64, Objects<'a>)>,
}

/// An object stream [ISO 32000-1 7.5.7].
#[derive(Clone, Copy)]
struct Objects<'a> {
    data: Bytes<'a>,
    count: u64,
    first: usize,
}

impl<'a> Document<'a> {
    /// Follows the chain of cross-references, starting with the latest.
    pub fn open(reader: &'a Reader<'a>, cx: &'a Context<'a>) -> Self {
        let mut document = Self {
            reader,
            cx,
            sections: Vec::new(),
            root: None,
            info: None,
            encryption: None,
            objects: None,
        };
        let mut next = start(reader);
        let mut seen = Vec::new();
        while let Some(at) = next.filter(|at| !seen.contains(at) && seen.len() < UPDATES) {
            seen.push(at);
            next = document.update(at).and_then(|trailer| {
                // A table may refer to a stream for readers that support cross-reference streams
                // [ISO 32000-1 7.5.8.4].
                if let Some(at) = trailer.integer(b"XRefStm").filter(|at| !seen.contains(at)) {
                    seen.push(at);
                    document.update(at);
                }
                trailer.integer(b"Prev")
            });
        }
        document
    }

    /// The document catalog.
    pub fn catalog(&mut self) -> Option<Dict<'a>> {
        let root = self.root?;
        self.dict(root)
    }

    /// The information dictionary.
    pub fn info(&mut self) -> Option<Dict<'a>> {
        let info = self.info?;
        self.dict(info)
    }

    /// The dictionary that says how the document is encrypted.
    pub fn encryption(&mut self) -> Option<Dict<'a>> {
        let encryption = self.encryption?;
        self.dict(encryption)
    }

    /// Whether the document is encrypted, and whether its metadata stream is [ISO 32000-1 7.6].
    pub fn encrypted(&mut self) -> (bool, bool) {
        let Some(encryption) = self.encryption else { return (false, false) };
        let value = self.dict(encryption).and_then(|dict| dict.word(b"EncryptMetadata"));
        (true, value.is_none_or(|value| value.as_slice() != b"false"))
    }

    /// Follows `object` if it is a reference, and returns the object that it refers to.
    pub fn resolve(&mut self, mut object: Object<'a>) -> Option<Object<'a>> {
        for _ in 0..CHAIN {
            let Object::Reference(number) = object else { return Some(object) };
            object = self.indirect(number)?.0;
        }
        None
    }

    /// The dictionary that `object` is or refers to.
    pub fn dict(&mut self, object: Object<'a>) -> Option<Dict<'a>> {
        match self.resolve(object)? {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The data of the stream that `object` refers to.
    pub fn stream(&mut self, object: Object<'a>) -> Option<View<'a>> {
        let Object::Reference(number) = object else { return None };
        let (Object::Dict(dict), Some(at)) = self.indirect(number)? else { return None };
        self.data(dict, at)
    }

    /// Adds the cross-references at `at` and returns their trailer.
    fn update(&mut self, at: u64) -> Option<Dict<'a>> {
        let head = self.reader.up_to(at, 64)?;
        let trailer = match word(head, 0, b"xref") {
            Some(next) => self.table(head.absolute(next))?,
            None => self.references(at)?,
        };
        // The latest trailer counts.
        self.root = self.root.or_else(|| trailer.get(b"Root"));
        self.info = self.info.or_else(|| trailer.get(b"Info"));
        self.encryption = self.encryption.or_else(|| trailer.get(b"Encrypt"));
        Some(trailer)
    }

    /// A table: runs of rows, each preceded by the number of its first object and by its length [ISO 32000-1 7.5.4].
    fn table(&mut self, mut at: u64) -> Option<Dict<'a>> {
        for _ in 0..self.cx.limits.parts {
            let head = self.reader.up_to(at, 64)?;
            if let Some(next) = word(head, 0, b"trailer") {
                let (Object::Dict(trailer), _, _) = self.at(head.absolute(next))? else { return None };
                return Some(trailer);
            }
            let (Object::Integer(first), next) = object(head, 0)? else { return None };
            let (Object::Integer(count), next) = object(head, next)? else { return None };
            let blanks =
                head.from(next).as_slice().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let rows = head.absolute(next.checked_add(blanks)?);
            self.sections.push(Section { first, count, rows: Rows::Table(rows) });
            at = rows.checked_add(count.checked_mul(20)?)?;
        }
        None
    }

    /// A cross-reference stream [ISO 32000-1 7.5.8].
    fn references(&mut self, at: u64) -> Option<Dict<'a>> {
        let (Object::Dict(dict), Some(data)) = self.numbered(at, None)? else { return None };
        let data = self.data(dict, data)?.all()?;
        let widths = integers(dict.get(b"W")?).try_into().ok()?;
        let [one, two, three]: [u64; 3] = widths;
        let width = |width: u64| usize::try_from(width).ok().filter(|width| *width <= 8);
        let widths = [width(one)?, width(two)?, width(three)?];
        let row: usize = widths.iter().sum();
        let index = dict.get(b"Index").map(integers);
        let index = index.or_else(|| Some(vec![0, dict.integer(b"Size")?]))?;
        let mut start = 0;
        for run in index.chunks_exact(2) {
            let &[first, count] = run else { break };
            self.sections.push(Section { first, count, rows: Rows::Stream(data.from(start), widths) });
            start = usize::try_from(count).ok()?.checked_mul(row)?.checked_add(start)?;
        }
        Some(dict)
    }

    /// Where the object with this number is stored, according to the latest section that lists it.
    fn location(&self, number: u64) -> Option<ObjectLocation> {
        for section in &self.sections {
            let Some(index) = number.checked_sub(section.first).filter(|index| *index < section.count) else {
                continue;
            };
            return match &section.rows {
                Rows::Table(at) => {
                    let row = self.reader.peek::<18>(at.checked_add(index.checked_mul(20)?)?)?;
                    let row = Bytes::new(&row, 0);
                    let offset = std::str::from_utf8(row.get(0, 10)?.as_slice()).ok()?.parse().ok()?;
                    (row.u8(17) == Some(b'n')).then_some(ObjectLocation::File(offset))
                }
                Rows::Stream(data, widths) => in_stream(*data, *widths, usize::try_from(index).ok()?),
            };
        }
        None
    }

    /// The object with this number, and the offset of its stream data if it is a stream.
    fn indirect(&mut self, number: u64) -> Option<(Object<'a>, Option<u64>)> {
        match self.location(number)? {
            ObjectLocation::File(at) => self.numbered(at, Some(number)),
            ObjectLocation::Stream(stream) => {
                let objects = self.objects(stream)?;
                Some((objects.get(number)?, None))
            }
        }
    }

    /// The object after `n g obj` at `at`.
    fn numbered(&self, at: u64, number: Option<u64>) -> Option<(Object<'a>, Option<u64>)> {
        let head = self.reader.up_to(at, 64)?;
        let (Object::Integer(found), next) = object(head, 0)? else { return None };
        let (Object::Integer(_), next) = object(head, next)? else { return None };
        let next = word(head, next, b"obj")?;
        if number.is_some_and(|number| number != found) {
            return None;
        }
        let (object, after, bytes) = self.at(head.absolute(next))?;
        let data = word(bytes, after, b"stream").map(|data| {
            // A line end of one or two bytes follows [ISO 32000-1 7.3.8.1].
            let skip = if bytes.from(data).starts_with(b"\r\n") { 2 } else { 1 };
            bytes.absolute(data).saturating_add(skip)
        });
        Some((object, data))
    }

    /// The object at `at`, the position after it, and the bytes that were read.
    fn at(&self, at: u64) -> Option<(Object<'a>, usize, Bytes<'a>)> {
        for size in OBJECT {
            let bytes = self.reader.up_to(at, size)?;
            // The bytes after the object are needed too, because they may be the keyword `stream`.
            let found = object(bytes, 0).filter(|(_, next)| next + 16 <= bytes.len() || bytes.len() < size);
            if let Some((object, next)) = found {
                return Some((object, next, bytes));
            }
            if bytes.len() < size {
                return None;
            }
        }
        None
    }

    /// The decoded data of a stream.
    fn data(&mut self, dict: Dict<'a>, at: u64) -> Option<View<'a>> {
        let length = match dict.get(b"Length")? {
            Object::Integer(length) => Some(length),
            // Only a number in the file itself is accepted, so that an object stream can never depend on itself.
            Object::Reference(number) => match self.location(number)? {
                ObjectLocation::File(at) => match self.numbered(at, Some(number))?.0 {
                    Object::Integer(length) => Some(length),
                    _ => None,
                },
                ObjectLocation::Stream(_) => None,
            },
            _ => None,
        };
        let length = length.filter(|length| self.ends(at, *length)).or_else(|| self.search_end(at))?;
        let filter = match dict.get(b"Filter") {
            Some(Object::Array(inside)) => match object(inside, 0) {
                Some((filter, next)) if object(inside, next).is_none() => Some(filter),
                Some(_) => return None,
                None => None,
            },
            filter => filter,
        };
        match filter {
            None => Some(View::file(self.reader, at, length)),
            Some(Object::Name(name)) if matches!(name.as_slice(), b"FlateDecode" | b"Fl") => {
                let packed = self.reader.get(at, usize::try_from(length).ok()?)?;
                let data = inflate::zlib(packed, self.cx)?;
                let parms = match dict.get(b"DecodeParms") {
                    Some(Object::Array(inside)) => object(inside, 0).map(|(parms, _)| parms),
                    parms => parms,
                };
                let data = match parms {
                    Some(Object::Dict(parms)) => unpredicted(parms, data, self.cx)?,
                    _ => data,
                };
                Some(View::memory(data))
            }
            Some(_) => None,
        }
    }

    /// Whether `endstream` follows a stream of this length.
    fn ends(&self, at: u64, length: u64) -> bool {
        let end = at.checked_add(length).and_then(|end| self.reader.up_to(end, 32));
        end.is_some_and(|end| word(end, 0, b"endstream").is_some())
    }

    fn search_end(&self, at: u64) -> Option<u64> {
        let end = at.saturating_add(self.cx.limits.inflate);
        let (found, _) = Scan::new(self.reader).find(at, end, &[b"endstream"])?;
        Some(found.saturating_sub(at))
    }

    fn objects(&mut self, number: u64) -> Option<Objects<'a>> {
        if let Some((_, objects)) = self.objects.filter(|(known, _)| *known == number) {
            return Some(objects);
        }
        // An object stream is stored in the file itself, never in another object stream.
        let ObjectLocation::File(at) = self.location(number)? else { return None };
        let (Object::Dict(dict), Some(data)) = self.numbered(at, Some(number))? else { return None };
        let first = usize::try_from(dict.integer(b"First")?).ok()?;
        let count = dict.integer(b"N")?;
        let objects = Objects { data: self.data(dict, data)?.all()?, count, first };
        self.objects = Some((number, objects));
        Some(objects)
    }
}

impl<'a> Objects<'a> {
    /// The object with this number. The stream begins with pairs of an object number and an offset.
    fn get(&self, number: u64) -> Option<Object<'a>> {
        let mut at = 0;
        for _ in 0..self.count {
            let (Object::Integer(found), next) = object(self.data, at)? else { return None };
            let (Object::Integer(offset), next) = object(self.data, next)? else { return None };
            if found == number {
                let at = usize::try_from(offset).ok()?.checked_add(self.first)?;
                return object(self.data, at).map(|(object, _)| object);
            }
            at = next;
        }
        None
    }
}

/// The offset of the latest cross-references: the number after the last `startxref`.
fn start(reader: &Reader<'_>) -> Option<u64> {
    /// Readers search the last 1,024 bytes, but other programs often append data.
    const TAIL: u64 = 4096;
    let tail = reader.up_to(reader.len().saturating_sub(TAIL), usize::try_from(TAIL).ok()?)?;
    let at = memchr::memmem::rfind(tail.as_slice(), b"startxref")?;
    match object(tail, at.checked_add(9)?)? {
        (Object::Integer(start), _) => Some(start),
        _ => None,
    }
}

fn in_stream(data: Bytes<'_>, widths: [usize; 3], index: usize) -> Option<ObjectLocation> {
    let row: usize = widths.iter().sum();
    let mut at = index.checked_mul(row)?;
    let mut number = |width| {
        let field = data.get(at, width)?;
        at += width;
        Some(field.as_slice().iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte)))
    };
    let [kind, second, _] = widths;
    // If the type is not stored, it is 1.
    let kind = if kind == 0 { 1 } else { number(kind)? };
    let value = number(second)?;
    match kind {
        1 => Some(ObjectLocation::File(value)),
        2 => Some(ObjectLocation::Stream(value)),
        _ => None,
    }
}

/// The integers of an array.
fn integers(array: Object<'_>) -> Vec<u64> {
    let Object::Array(inside) = array else { return Vec::new() };
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some((Object::Integer(number), next)) = object(inside, at) {
        out.push(number);
        at = next;
    }
    out
}

/// Reverses the prediction of rows by PNG filters [ISO 32000-1 7.4.4.4], [PNG3 9].
fn unpredicted<'a>(parms: Dict<'_>, data: Bytes<'a>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    if parms.integer(b"Predictor").unwrap_or(1) < 10 {
        return Some(data);
    }
    let columns =
        usize::try_from(parms.integer(b"Columns").unwrap_or(1)).ok().filter(|columns| *columns > 0)?;
    cx.spend(data.len() as u64)?;
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; columns.min(data.len())];
    for row in data.as_slice().chunks(columns.checked_add(1)?) {
        let Some((filter, row)) = row.split_first() else { break };
        let (mut left, mut corner) = (0u8, 0u8);
        for (value, above) in row.iter().zip(&mut above) {
            let predicted = match filter {
                1 => left,
                2 => *above,
                3 => left.midpoint(*above),
                4 => paeth(left, *above, corner),
                _ => 0,
            };
            corner = *above;
            left = value.wrapping_add(predicted);
            *above = left;
            out.push(left);
        }
    }
    Some(Bytes::new(cx.arena.alloc_slice_copy(&out), data.absolute(0)))
}

/// [PNG3 9.4]
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(above) - i16::from(corner);
    [left, above, corner].into_iter().min_by_key(|value| (estimate - i16::from(*value)).abs()).unwrap_or(0)
}
