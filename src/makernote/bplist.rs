//! Apple's binary property lists: a dictionary of numbers and texts.
//!
//! A list begins with `bplist00` and ends with a trailer of 32 bytes: the size of an offset, the size of a reference, the
//! number of objects, the top object, and where the table of their offsets is. All numbers have the most significant byte
//! first.

use crate::bytes::Bytes;
use crate::formula::Item;

const MAGIC: &[u8] = b"bplist00";
const TRAILER: usize = 32;
/// Lists of makers have a few entries.
const MOST: usize = 64;

/// A binary list.
pub(crate) struct List<'a> {
    bytes: Bytes<'a>,
    offset_size: usize,
    reference_size: usize,
    count: usize,
    pub top: usize,
    offsets: usize,
}

impl<'a> List<'a> {
    /// Reads the trailer of a list.
    pub fn open(bytes: Bytes<'a>) -> Option<Self> {
        let trailer =
            bytes.get(bytes.len().checked_sub(TRAILER)?, TRAILER).filter(|_| bytes.starts_with(MAGIC))?;
        let long = |at| usize::try_from(number(trailer, at, 8)?).ok();
        Some(Self {
            bytes,
            offset_size: trailer.u8(6)?.into(),
            reference_size: trailer.u8(7)?.into(),
            count: long(8)?,
            top: long(16)?,
            offsets: long(24)?,
        })
    }

    /// The keys and the values of the dictionary on top that are numbers or texts, with their offsets.
    #[allow(clippy::cast_precision_loss)] // no list has such numbers
    pub fn entries(&self) -> Option<Vec<(&'a [u8], Item<'a>, usize)>> {
        let Object::Dictionary(pairs) = self.top()? else { return None };
        let mut found = Vec::new();
        for (key, value_object) in pairs {
            let (Some(Object::Text(key)), Some(object)) = (self.read(key), self.read(value_object)) else {
                continue;
            };
            let value = match object {
                Object::Number(number) => i64::try_from(number).map_or(Item::Real(number as f64), Item::Int),
                Object::Real(number) => Item::Real(number),
                Object::Text(text) => Item::of_bytes(text),
                _ => continue,
            };
            found.push((key, value, self.place(value_object)?));
        }
        Some(found)
    }

    /// The number of the object to which a reference leads.
    fn reference(&self, at: usize, index: usize) -> Option<usize> {
        let at = at.checked_add(index.checked_mul(self.reference_size)?)?;
        usize::try_from(number(self.bytes, at, self.reference_size)?)
            .ok()
            .filter(|object| *object < self.count)
    }

    /// The kind of an object, how many parts it has, and where they begin.
    fn object(&self, object: usize) -> Option<(u8, usize, usize)> {
        let at = self.place(object)?;
        let mark = self.bytes.u8(at)?;
        let (kind, count) = (mark >> 4, usize::from(mark & 15));
        if count != 15 || matches!(kind, 0 | 1 | 2 | 8) {
            return Some((kind, count, at + 1));
        }
        // A longer count is a number of its own.
        let size = 1usize.checked_shl(u32::from(self.bytes.u8(at + 1)? & 15))?;
        Some((kind, usize::try_from(number(self.bytes, at + 2, size)?).ok()?, at + 2 + size))
    }

    /// The top object.
    pub fn top(&self) -> Option<Object<'a>> {
        self.read(self.top)
    }

    /// Where an object begins.
    fn place(&self, object: usize) -> Option<usize> {
        let entry = self.offsets.checked_add(object.checked_mul(self.offset_size)?)?;
        usize::try_from(number(self.bytes, entry, self.offset_size)?).ok()
    }

    /// Reads an object.
    pub fn read(&self, object: usize) -> Option<Object<'a>> {
        let (kind, count, at) = self.object(object)?;
        let run = |len: usize| self.bytes.get(at, len).map(Bytes::as_slice);
        let size = || 1usize.checked_shl(u32::try_from(count).ok()?);
        Some(match kind {
            // ExifTool has these the wrong way round.
            0 if count == 8 => Object::Bool(true),
            0 if count == 9 => Object::Bool(false),
            1 => Object::Number(number(self.bytes, at, size()?)?),
            2 if count == 2 => Object::Real(f32::from_bits(self.bytes.be32(at)?).into()),
            2 => Object::Real(f64::from_bits(number(self.bytes, at, 8)?)),
            3 => Object::Date(f64::from_bits(number(self.bytes, at, 8)?)),
            4 => Object::Data(run(count)?),
            5 => Object::Text(run(count)?),
            6 => Object::Wide(run(count.checked_mul(2)?)?),
            8 => Object::Number(number(self.bytes, at, count.checked_add(1)?)?),
            0xa if count <= MOST => {
                Object::Array((0..count).map(|index| self.reference(at, index)).collect::<Option<_>>()?)
            }
            0xd if count <= MOST => Object::Dictionary(
                (0..count)
                    .map(|index| {
                        Some((self.reference(at, index)?, self.reference(at, count.checked_add(index)?)?))
                    })
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        })
    }
}

/// An object of a list.
pub(crate) enum Object<'a> {
    Bool(bool),
    Number(u64),
    Real(f64),
    /// Seconds since 2001.
    Date(f64),
    Data(&'a [u8]),
    Text(&'a [u8]),
    /// UTF-16.
    Wide(&'a [u8]),
    /// The numbers of the objects in it.
    Array(Vec<usize>),
    /// The numbers of its keys and values.
    Dictionary(Vec<(usize, usize)>),
}

/// A number of up to eight bytes.
fn number(bytes: Bytes<'_>, at: usize, size: usize) -> Option<u64> {
    let bytes = bytes.get(at, size).filter(|_| (1..=8).contains(&size))?;
    Some(bytes.as_slice().iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
