//! Directories and their entries [TIFF6 section 2; BigTIFF design].
//!
//! Only this module knows how an entry is stored. [`Entries`] yields each entry with the range of its value and with
//! any damage, and each reader decides what to do about the damage. Nothing is assumed about a header: a [`Window`]
//! says which bytes the directory is in, how its numbers are stored, and what its offsets are counted from.

use super::header::Layout;
use super::types::FieldType;
use crate::bytes::Bytes;
use crate::source::View;

/// The maximum size of a value.
const LONGEST: u64 = 0x7fff_ffff;

/// The bytes that contain the directories, and into which their offsets point.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    pub view: View<'a>,
    pub layout: Layout,
    /// Added to every offset to get a position in the view. 0 in a TIFF structure, but not in a maker note whose
    /// offsets are counted from the note.
    pub base: i64,
    /// The size of the header at the start of the view, which no value may overlap.
    pub header: u64,
}

impl<'a> Window<'a> {
    /// The window of a TIFF structure, which starts with a header of at least eight bytes.
    pub fn tiff(view: View<'a>, layout: Layout) -> Self {
        Self { view, layout, base: 0, header: 8 }
    }

    /// Reads `len` bytes of a value from position `at`, inline or not. `None` if they are not all there.
    pub fn bytes(&self, entry: &RawEntry<'a>, at: u64, len: usize) -> Option<Bytes<'a>> {
        if entry.value.inline {
            return entry.field.get(usize::try_from(at).ok()?, len);
        }
        self.view.get(entry.value.at.checked_add(at)?, len)
    }

    /// The value at `index` as an unsigned integer, whatever its type. `None` past the last value.
    pub fn number(&self, entry: &RawEntry<'a>, index: u64) -> Option<u64> {
        let (size, order) = (entry.field_type?.size(), self.layout.order);
        if index >= entry.count {
            return None;
        }
        let bytes = self.bytes(entry, index.checked_mul(size as u64)?, size)?;
        match size {
            1 => bytes.u8(0).map(u64::from),
            2 => bytes.u16(0, order).map(u64::from),
            4 => bytes.u32(0, order).map(u64::from),
            _ => bytes.u64(0, order),
        }
    }

    /// The position in the view to which the value at `index` points, if it is an offset.
    pub fn pointer(&self, entry: &RawEntry<'a>, index: u64) -> Option<u64> {
        self.number(entry, index).map(|offset| self.place(offset))
    }

    /// The base of offsets that count from the start of the file.
    pub fn from_file(&self) -> i64 {
        i64::try_from(self.view.absolute(0)).map_or(i64::MIN, |start| -start)
    }

    /// The position in the view for an offset.
    pub fn place(&self, offset: u64) -> u64 {
        offset.saturating_add_signed(self.base)
    }
}

/// A directory whose entry count has been read.
#[derive(Clone, Copy)]
pub struct Directory<'a> {
    window: Window<'a>,
    /// The position of the directory in the view.
    pub start: u64,
    /// The number of entries that the directory states.
    pub count: u64,
    /// The position of the first entry in the view, and the end of the last one according to the count.
    first: u64,
    end: u64,
}

impl<'a> Directory<'a> {
    /// Reads the directory at `start`. `None` if even its count is cut off.
    pub fn at(window: Window<'a>, start: u64) -> Option<Self> {
        let layout = window.layout;
        let count = layout.count(window.view.get(start, layout.count_size())?)?;
        let first = start.checked_add(layout.count_size() as u64)?;
        let end = first.saturating_add(count.saturating_mul(layout.entry_size() as u64));
        Some(Self { window, start, count, first, end })
    }

    /// A directory whose count is not stored as usual: its first entry is at `first`.
    pub fn of(window: Window<'a>, start: u64, first: u64, count: u64) -> Self {
        let end = first.saturating_add(count.saturating_mul(window.layout.entry_size() as u64));
        Self { window, start, count, first, end }
    }

    /// Whether all entries are there.
    pub fn is_whole(&self) -> bool {
        self.end <= self.window.view.len()
    }

    /// The entries that are there, but no more than `most`.
    pub fn entries(&self, most: u64) -> Option<Entries<'a>> {
        let size = self.window.layout.entry_size();
        let room = self.window.view.len().checked_sub(self.first)? / size as u64;
        let count = usize::try_from(self.count.min(room).min(most)).ok()?;
        let bytes = self.window.view.get(self.first, count.checked_mul(size)?)?;
        let end = self.first.saturating_add(bytes.len() as u64);
        Some(Entries { window: self.window, start: self.start, first: self.first, end, bytes, index: 0 })
    }

    /// The offset of the next directory in the chain, which follows the entries. `None` if there is none.
    pub fn next(&self) -> Option<u64> {
        let layout = self.window.layout;
        let link = self.window.view.get(self.end, layout.offset_size())?;
        layout.offset(link, 0).filter(|offset| *offset != 0).map(|offset| self.window.place(offset))
    }

    /// The range of the view that the directory occupies, including the offset of the next directory.
    pub fn span(&self) -> std::ops::Range<u64> {
        let link = self.window.layout.offset_size() as u64;
        self.start..self.end.saturating_add(link).min(self.window.view.len())
    }
}

/// Iterates over the entries of a directory.
#[derive(Clone)]
pub struct Entries<'a> {
    window: Window<'a>,
    /// The positions in the view of the directory, its first entry, and the end of its last entry.
    start: u64,
    first: u64,
    end: u64,
    bytes: Bytes<'a>,
    /// The index of the next entry, from 0.
    index: usize,
}

/// An entry as stored in the file [TIFF6 p.14].
#[derive(Clone, Copy)]
pub struct RawEntry<'a> {
    /// Its index in the directory, from 0.
    pub index: usize,
    /// Its position in the view.
    pub at: u64,
    pub tag: u16,
    /// The code of the type.
    pub code: u16,
    /// The type, which may be one of BigTIFF even in a classic TIFF. `None` if the code is unknown.
    pub field_type: Option<FieldType>,
    /// The number of values.
    pub count: u64,
    /// The last bytes of the entry: the value, or its offset.
    field: Bytes<'a>,
    /// The range of the value, even if it is invalid.
    pub value: ValueRange,
    /// The damage, if any.
    pub damage: Option<Damage>,
}

/// The range of a value in the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueRange {
    pub at: u64,
    pub size: u64,
    /// Whether the value is stored in its entry.
    pub inline: bool,
}

/// Damage to an entry. If several kinds apply, the first of these is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The structure has no type with this code.
    UnknownType,
    /// There are more values than fit into any file.
    TooMany,
    /// The value would extend beyond the view.
    Beyond,
    /// The value would overlap the header or its own directory.
    InDirectory,
}

impl<'a> Iterator for Entries<'a> {
    type Item = RawEntry<'a>;

    fn next(&mut self) -> Option<RawEntry<'a>> {
        let layout = self.window.layout;
        let index = self.index;
        let start = index.checked_mul(layout.entry_size())?;
        let entry = self.bytes.get(start, layout.entry_size())?;
        self.index += 1;
        let at = self.first.saturating_add(start as u64);
        let (tag, code) = (entry.u16(0, layout.order)?, entry.u16(2, layout.order)?);
        let count = layout.offset(entry, 4)?;
        let width = layout.offset_size();
        let field = entry.get(4 + width, width)?;
        let inline = ValueRange { at: at.saturating_add(4 + width as u64), size: 0, inline: true };
        let field_type = FieldType::from_code(code);
        let (value, damage) = match field_type {
            None => (inline, Some(Damage::UnknownType)),
            Some(field_type) => self.value(field_type, count, field, inline),
        };
        Some(RawEntry { index, at, tag, code, field_type, count, field, value, damage })
    }
}

impl Entries<'_> {
    /// The tag numbers of all entries.
    pub fn tags(&self) -> impl Iterator<Item = u16> + '_ {
        let Layout { order, .. } = self.window.layout;
        let places = (0..self.bytes.len()).step_by(self.window.layout.entry_size());
        places.map_while(move |at| self.bytes.u16(at, order))
    }

    /// The range of a value and its damage. `inline` is the range of a value that fits into the entry.
    fn value(
        &self,
        field_type: FieldType,
        count: u64,
        field: Bytes<'_>,
        inline: ValueRange,
    ) -> (ValueRange, Option<Damage>) {
        let Window { view, layout, header, .. } = self.window;
        let size = count.saturating_mul(field_type.size() as u64);
        let is_unknown = !layout.big && field_type.is_of_big_tiff();
        let damage = is_unknown.then_some(Damage::UnknownType);
        if size <= layout.offset_size() as u64 {
            return (ValueRange { size, ..inline }, damage);
        }
        let at = self.window.place(layout.offset(field, 0).unwrap_or(u64::MAX));
        let end = at.saturating_add(size);
        let damage = damage.or(match () {
            () if size > LONGEST => Some(Damage::TooMany),
            () if end > view.len() => Some(Damage::Beyond),
            () if at < header || (at < self.end && end > self.start) => Some(Damage::InDirectory),
            () => None,
        });
        (ValueRange { at, size, inline: false }, damage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::ByteOrder::{self, Big, Little};

    /// A directory of classic entries: a tag, a type code, a count, and the bytes of the value or offset.
    fn directory(order: ByteOrder, entries: &[(u16, u16, u32, u32)]) -> Vec<u8> {
        let two = |number: u16| if order == Big { number.to_be_bytes() } else { number.to_le_bytes() };
        let four = |number: u32| if order == Big { number.to_be_bytes() } else { number.to_le_bytes() };
        let mut out = two(u16::try_from(entries.len()).unwrap()).to_vec();
        for (tag, code, count, value) in entries {
            out.extend([two(*tag), two(*code)].concat());
            out.extend([four(*count), four(*value)].concat());
        }
        out.extend(four(0));
        out
    }

    fn window(bytes: &[u8], order: ByteOrder) -> Window<'_> {
        Window::tiff(View::memory(Bytes::new(bytes, 1000)), Layout { order, big: false })
    }

    fn entries(window: Window<'_>, start: u64) -> Vec<RawEntry<'_>> {
        Directory::at(window, start).and_then(|found| found.entries(100)).into_iter().flatten().collect()
    }

    #[test]
    fn a_value_lies_in_its_entry_or_elsewhere() {
        for order in [Big, Little] {
            let bytes = [&[0; 8][..], &directory(order, &[(1, 4, 1, 7), (2, 2, 6, 38)]), b"abcdef"].concat();
            let window = window(&bytes, order);
            let found = entries(window, 8);
            assert_eq!(
                found.iter().map(|entry| (entry.index, entry.at)).collect::<Vec<_>>(),
                [(0, 10), (1, 22)]
            );
            assert!(found.iter().all(|entry| entry.damage.is_none()));
            assert_eq!(found[0].value, ValueRange { at: 18, size: 4, inline: true });
            assert_eq!((window.number(&found[0], 0), window.number(&found[0], 1)), (Some(7), None));
            assert_eq!(found[1].value, ValueRange { at: 38, size: 6, inline: false });
            let text = window.bytes(&found[1], 2, 3).unwrap();
            assert_eq!((text.as_slice(), text.absolute(0)), (&b"cde"[..], 1040));
        }
    }

    #[test]
    fn damage_is_told_and_what_follows_is_read() {
        let all = [
            (1, 14, 1, 0),
            (2, 16, 1, 8),
            (3, 4, 0x4000_0000, 100),
            (4, 2, 5, 118),
            (5, 2, 5, 4),
            (6, 2, 5, 20),
            (7, 3, 1, 0),
        ];
        let bytes = [&[0; 8][..], &directory(Little, &all), &[0; 20]].concat();
        let found = entries(window(&bytes, Little), 8);
        let damage: Vec<_> = found.iter().map(|entry| entry.damage).collect();
        let expected = [
            Some(Damage::UnknownType),
            Some(Damage::UnknownType),
            Some(Damage::TooMany),
            Some(Damage::Beyond),
            Some(Damage::InDirectory),
            Some(Damage::InDirectory),
            None,
        ];
        assert_eq!(damage, expected);
        assert_eq!((found[0].field_type, found[1].field_type), (None, Some(FieldType::LONG8)));
    }

    #[test]
    fn the_offsets_of_a_note_count_from_where_it_says() {
        let note = directory(Big, &[(1, 2, 5, 18)]);
        let bytes = [&[0; 40][..], &note, b"value"].concat();
        let from_note = Window { base: 40, ..window(&bytes, Big) };
        let found = entries(from_note, 40);
        assert_eq!(found[0].value.at, 58);
        assert_eq!(from_note.bytes(&found[0], 0, 5).unwrap().as_slice(), b"value");
        assert_eq!(from_note.pointer(&entries(from_note, 40)[0], 0), Some(40 + u64::from(b'v')));
        let before_all = Window { base: -100, ..from_note };
        assert_eq!(entries(before_all, 40)[0].damage, Some(Damage::InDirectory));
    }

    #[test]
    fn entries_of_big_tiff_have_twenty_bytes() {
        let mut bytes = [&[0; 16][..], &2u64.to_le_bytes()].concat();
        for (tag, code, count, value) in [(1u16, 16u16, 1u64, 1u64 << 40), (2, 2, 9, 72)] {
            bytes.extend([&tag.to_le_bytes()[..], &code.to_le_bytes()].concat());
            bytes.extend([count.to_le_bytes(), value.to_le_bytes()].concat());
        }
        bytes.extend(5u64.to_le_bytes());
        bytes.extend(b"nine char");
        let window = Window { layout: Layout { order: Little, big: true }, ..window(&bytes, Little) };
        let found = entries(window, 16);
        assert_eq!(window.number(&found[0], 0), Some(1 << 40));
        assert_eq!(window.bytes(&found[1], 0, 9).unwrap().as_slice(), b"nine char");
        assert_eq!(Directory::at(window, 16).and_then(|found| found.next()), Some(5));
    }

    #[test]
    fn of_a_directory_that_is_cut_the_rest_is_read() {
        let bytes = directory(Little, &[(1, 3, 1, 1), (2, 3, 1, 2), (3, 3, 1, 3)]);
        for end in 0..bytes.len() {
            let window = window(&bytes[..end], Little);
            let Some(found) = Directory::at(window, 0) else { continue };
            assert_eq!(found.is_whole(), end >= 38);
            assert_eq!(entries(window, 0).len(), (end - 2) / 12);
        }
        assert_eq!(Directory::at(window(&bytes, Little), 0).unwrap().entries(2).unwrap().count(), 2);
    }
}
