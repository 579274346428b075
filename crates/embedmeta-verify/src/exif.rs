//! The opinion of `kamadak-exif` on an Exif block.
//!
//! It reads IFD0 and the IFDs chained to it, and the Exif, GPS and interoperability IFDs, but no SubIFD, maker note or
//! BigTIFF. What it does not read is not compared. Values are compared as stored: numbers one by one, fractions by
//! numerator and denominator, text without padding.

use super::report::{Decoder, Disagreement, Report, Unasked, incomplete, shortened};
use embedmeta::internal::ids::{EXIF_IFD, GPS_IFD, INTEROP_IFD};
use embedmeta::internal::{
    Block, Bytes, Context, Directory, Entry, FieldType, Header, Listing, Number, RawEntry, Root, TIFF, View,
    Window,
};
use embedmeta::internal::{directories, exif_name};
use embedmeta::{BlockKind, Group};
use exif::{Context as TheirIfd, Exif, Field, In, Reader, Value};
use std::collections::VecDeque;

/// Limits the directories that the decoder is led to. It limits the chain to 8 itself, but not the IFDs that hang off
/// it; real files have 4.
const DIRECTORIES: usize = 64;
/// Limits the entries of all directories together, because the decoder keeps each. The largest known files have
/// hundreds.
const ENTRIES: usize = 16 * 1024;

/// If a tag is repeated, only this many entries are searched for a match, so that thousands of them do not take long.
const NEAR: usize = 8;

/// Compares how both decoders read a block.
pub(super) fn ask<'a>(block: &Block<'a>, cx: &'a Context<'a>, report: &mut Report) {
    let offset = block.data.absolute(0);
    let mut unasked = |code, detail: String| {
        report.unasked.push(Unasked {
            block: BlockKind::Exif,
            offset,
            decoder: Decoder::KamadakExif,
            code,
            detail,
        });
    };
    let Some(bytes) = block.data.all() else {
        return unasked("too-long", "the block is longer than what may be read".to_owned());
    };
    if let Err(why) = check(bytes) {
        return unasked(why.0, why.1.to_owned());
    }
    drop(cx.take_issues());
    let memory = Block { data: View::memory(bytes), ..*block };
    let listing = directories(&memory, cx);
    let issues = cx.take_issues();
    let Some(listing) = listing else {
        return unasked("bad-header", "the block has no header that is read here".to_owned());
    };
    if let Some(issue) = incomplete(&issues) {
        return unasked(issue.code.known().unwrap_or_default(), issue.detail.clone());
    }
    let read = Reader::new().continue_on_error(true).read_raw(bytes.as_slice().to_vec());
    match read.or_else(|error| error.distill_partial_result(|_| {})) {
        Ok(exif) => compare(&listing, &exif, &root(block.root), offset, report),
        Err(error) => unasked("refused", error.to_string()),
    }
}

/// Counts what the decoder would have to keep before it is asked: it copies every value, even if values overlap.
fn check(bytes: Bytes<'_>) -> Result<(), (&'static str, &'static str)> {
    let header = Header::read(bytes);
    let Some(Header { layout, version: TIFF, first }) = header.filter(|header| !header.layout.big) else {
        return Err(("other-layout", "the block is no TIFF of version 42, which is all that it reads"));
    };
    let most = (bytes.len() as u64).saturating_mul(4).saturating_add(64 * 1024);
    let window = Window::tiff(View::memory(bytes), layout);
    let mut tally = Tally { window, left: most, entries: 0, seen: Vec::new() };
    let mut queue = vec![(first, true)];
    while let Some((offset, in_chain)) = queue.pop() {
        if offset == 0 || tally.seen.contains(&offset) {
            continue;
        }
        if tally.seen.len() >= DIRECTORIES {
            return Err(("too-many-directories", "the block has more directories than may be asked about"));
        }
        tally.seen.push(offset);
        let next = tally.directory(offset, &mut queue).ok_or((
            "overlapping-values",
            "the values overlap so much that they would take several times the memory of the block",
        ))?;
        queue.extend(in_chain.then_some((next, true)));
    }
    Ok(())
}

struct Tally<'a> {
    window: Window<'a>,
    /// The bytes that values may still take.
    left: u64,
    entries: usize,
    seen: Vec<u64>,
}

impl<'a> Tally<'a> {
    /// Counts the values of a directory and returns the offset of the next one, 0 if there is none; `None` above the
    /// limit.
    fn directory(&mut self, offset: u64, queue: &mut Vec<(u64, bool)>) -> Option<u64> {
        let Some(directory) = Directory::at(self.window, offset) else { return Some(0) };
        let Some(entries) = directory.entries(directory.count) else { return Some(0) };
        for entry in entries {
            self.entries = self.entries.checked_add(1).filter(|entries| *entries <= ENTRIES)?;
            let value = self.value(&entry);
            // The decoder splits text at its NULs, into parts that each take more than a byte.
            let is_text = entry.field_type == Some(FieldType::ASCII);
            let parts = if is_text { memchr::memchr_iter(0, value).count() } else { 0 };
            let cost = (value.len() as u64).saturating_add((parts as u64).saturating_mul(32));
            self.left = self.left.checked_sub(cost)?;
            let is_offset =
                matches!(entry.field_type, Some(FieldType::BYTE | FieldType::SHORT | FieldType::LONG));
            if matches!(entry.tag, EXIF_IFD | GPS_IFD | INTEROP_IFD) {
                let pointer = Some(&entry).filter(|_| is_offset && !value.is_empty());
                if queue.len() > DIRECTORIES {
                    return None;
                }
                queue.extend(pointer.and_then(|entry| Some((self.window.number(entry, 0)?, false))));
            }
        }
        Some(directory.next().filter(|_| directory.is_whole()).unwrap_or(0))
    }

    /// The bytes of an entry's value; empty if it is truncated or of a type that the decoder does not know.
    fn value(&self, entry: &RawEntry<'a>) -> &'a [u8] {
        let is_known = entry.field_type.is_some_and(FieldType::is_classic);
        let size = usize::try_from(entry.value.size).ok().filter(|_| is_known);
        size.and_then(|size| self.window.bytes(entry, 0, size)).map(Bytes::as_slice).unwrap_or_default()
    }
}

fn root(root: Root) -> Group<'static> {
    match root {
        Root::Ifd0 | Root::Note { .. } | Root::Table { .. } => Group::Ifd(0),
        Root::ExifIfd => Group::ExifIfd,
        Root::Gps => Group::Gps,
    }
}

/// A tag, and its directory by the number that both decoders share.
type Key = (u32, u16);

/// The number of a directory that the other decoder reads too.
fn place(group: &Group<'_>) -> Option<u32> {
    match group {
        Group::ExifIfd => Some(0x1_0000),
        Group::Gps => Some(0x1_0001),
        Group::InteropIfd => Some(0x1_0002),
        // The decoder limits the chain.
        Group::Ifd(number @ 0..8) => Some(u32::from(*number)),
        _ => None,
    }
}

fn group(field: &Field, root: &Group<'static>) -> Option<Group<'static>> {
    match (field.tag.context(), field.ifd_num) {
        (TheirIfd::Tiff, In::PRIMARY) => Some(root.clone()),
        (TheirIfd::Tiff, In(number)) => Some(Group::Ifd(number)),
        (TheirIfd::Exif, _) => Some(Group::ExifIfd),
        (TheirIfd::Gps, _) => Some(Group::Gps),
        (TheirIfd::Interop, _) => Some(Group::InteropIfd),
        _ => None,
    }
}

/// Whether a tag points to a directory: both decoders follow it and do not count it as a value.
fn is_pointer(id: u16) -> bool {
    matches!(id, EXIF_IFD | GPS_IFD | INTEROP_IFD)
}

/// Our entries of the types and directories that the other decoder reads too, ordered by key.
fn our_entries<'l, 'a>(listing: &'l Listing<'a>) -> Vec<(Key, &'l Entry<'a>)> {
    let read = listing.entries.iter().filter(|entry| entry.is_classic() && !is_pointer(entry.id));
    let mut ours: Vec<_> = read.filter_map(|entry| Some(((place(&entry.group)?, entry.id), entry))).collect();
    ours.sort_by_key(|(key, _)| *key);
    ours
}

type Theirs<'e> = (Key, Group<'static>, &'e Field);

/// The other decoder's values, ordered by key.
fn their_fields<'e>(exif: &'e Exif, root: &Group<'static>) -> Vec<Theirs<'e>> {
    // It does not read values of unknown types, and a value of no bytes does not count.
    let is_read =
        |field: &&Field| !matches!(field.value, Value::Unknown(..)) && !is_pointer(field.tag.number());
    let keyed = |field: &'e Field| {
        let group = group(field, root)?;
        Some(((place(&group)?, field.tag.number()), group, field))
    };
    let mut theirs: Vec<_> = exif.fields().filter(is_read).filter_map(keyed).collect();
    theirs.sort_by_key(|(key, ..)| *key);
    theirs
}

/// Compares the entries of each tag with the other decoder's values of that tag.
fn compare(listing: &Listing<'_>, exif: &Exif, root: &Group<'static>, offset: u64, report: &mut Report) {
    let theirs_alone = |report: &mut Report, (_, group, field): Theirs<'_>| {
        disagree(report, &group, field.tag.number(), offset, None, Some(told(&field.value)));
    };
    let mut theirs = their_fields(exif, root).into_iter().peekable();
    for ours in our_entries(listing).chunk_by(|(a, _), (b, _)| a == b) {
        let Some((key, first)) = ours.first() else { continue };
        while let Some(their) = theirs.next_if(|(their, ..)| their < key) {
            theirs_alone(report, their);
        }
        let mut same: VecDeque<_> =
            std::iter::from_fn(|| theirs.next_if(|(their, ..)| their == key)).collect();
        if let ([_], 1, Some((_, group, field))) = (ours, same.len(), same.front())
            && !is_same(first, &field.value)
        {
            let (ours, theirs) = (Some(ours_told(first)), Some(told(&field.value)));
            disagree(report, group, first.id, first.offset(), ours, theirs);
            continue;
        }
        // If a tag is repeated, either decoder may have skipped an entry.
        for (_, entry) in ours {
            match same.iter().take(NEAR).position(|(.., field)| is_same(entry, &field.value)) {
                Some(place) => {
                    same.remove(place);
                    report.agreements.exif += 1;
                }
                None => {
                    disagree(report, &entry.group, entry.id, entry.offset(), Some(ours_told(entry)), None);
                }
            }
        }
        for their in same {
            theirs_alone(report, their);
        }
    }
    for their in theirs {
        theirs_alone(report, their);
    }
}

fn disagree(
    report: &mut Report,
    group: &Group<'_>,
    id: u16,
    offset: u64,
    ours: Option<String>,
    theirs: Option<String>,
) {
    let tag = format!("{group}:{}", named(exif_name(group, id), id));
    let (block, decoder) = (BlockKind::Exif, Decoder::KamadakExif);
    report.disagree(Disagreement { block, offset, tag, ours, theirs, decoder });
}

fn named(name: &str, id: u16) -> String {
    if name.is_empty() { format!("{id:#06x}") } else { name.to_owned() }
}

/// Whether both decoders read the same value.
fn is_same(entry: &Entry<'_>, theirs: &Value) -> bool {
    match theirs {
        Value::Byte(bytes) | Value::Undefined(bytes, _) => entry.is_bytes() && entry.bytes() == bytes,
        Value::Ascii(parts) => entry.is_text() && is_same_text(entry.bytes(), parts),
        value => {
            let mut ours = entry.numbers();
            let mut theirs = (0..).map_while(|index| number(value, index));
            loop {
                match (ours.next(), theirs.next()) {
                    (None, None) => return true,
                    (ours, theirs) if ours == theirs => {}
                    _ => return false,
                }
            }
        }
    }
}

/// The decoder returns text in parts split at NULs; padding at the end is ignored.
fn is_same_text(ours: &[u8], parts: &[Vec<u8>]) -> bool {
    let trimmed = |bytes: &[u8]| {
        let end = bytes.iter().rposition(|byte| !matches!(byte, 0 | b' ')).map_or(0, |last| last + 1);
        bytes.get(..end).unwrap_or_default().to_vec()
    };
    trimmed(ours) == trimmed(&parts.join(&0))
}

fn number(value: &Value, index: usize) -> Option<Number> {
    let real = |number: f64| Number::Real(if number.is_nan() { f64::NAN } else { number }.to_bits());
    Some(match value {
        Value::Short(numbers) => Number::Int((*numbers.get(index)?).into()),
        Value::Long(numbers) => Number::Int((*numbers.get(index)?).into()),
        Value::SByte(numbers) => Number::Int((*numbers.get(index)?).into()),
        Value::SShort(numbers) => Number::Int((*numbers.get(index)?).into()),
        Value::SLong(numbers) => Number::Int((*numbers.get(index)?).into()),
        Value::Rational(numbers) => {
            let number = numbers.get(index)?;
            Number::Fraction(number.num.into(), number.denom.into())
        }
        Value::SRational(numbers) => {
            let number = numbers.get(index)?;
            Number::Fraction(number.num.into(), number.denom.into())
        }
        Value::Float(numbers) => real((*numbers.get(index)?).into()),
        Value::Double(numbers) => real(*numbers.get(index)?),
        Value::Byte(_) | Value::Ascii(_) | Value::Undefined(..) | Value::Unknown(..) => return None,
    })
}

/// A value for people; long values are cut.
fn told(value: &Value) -> String {
    match value {
        Value::Ascii(parts) => text(&parts.join(&0)),
        Value::Byte(bytes) | Value::Undefined(bytes, _) => hex(bytes),
        value => numbers((0..).map_while(|index| number(value, index))),
    }
}

fn ours_told(entry: &Entry<'_>) -> String {
    if entry.is_text() {
        text(entry.bytes())
    } else if entry.is_bytes() {
        hex(entry.bytes())
    } else {
        numbers(entry.numbers())
    }
}

fn text(bytes: &[u8]) -> String {
    shortened(&String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().take(32).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    if bytes.len() > 32 { format!("{digits}… ({} bytes)", bytes.len()) } else { digits }
}

fn numbers(numbers: impl Iterator<Item = Number>) -> String {
    let one = |number| match number {
        Number::Int(number) => number.to_string(),
        Number::Fraction(num, den) => format!("{num}/{den}"),
        Number::Real(bits) => f64::from_bits(bits).to_string(),
    };
    numbers.take(16).map(one).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::Limits;

    /// A block of one directory with these entries, followed by `rest`.
    fn block(entries: &[(u16, u16, u32, [u8; 4])], rest: &[u8]) -> Vec<u8> {
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
        for (id, kind, count, value) in entries {
            bytes.extend(id.to_le_bytes());
            bytes.extend(kind.to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(value);
        }
        bytes.extend([0; 4]);
        bytes.extend(rest);
        bytes
    }

    /// The report if this decoder reads `ours` and the other one `theirs`.
    fn compared(ours: &[u8], theirs: &[u8]) -> (usize, Vec<String>) {
        let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
        let mut cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        cx.unknown = true;
        let block = Block::new(BlockKind::Exif, View::memory(Bytes::new(ours, 1000)));
        let listing = directories(&block, &cx).unwrap();
        let exif = Reader::new().read_raw(theirs.to_vec()).unwrap();
        let mut report = Report::default();
        compare(&listing, &exif, &Group::Ifd(0), 1000, &mut report);
        let told = report.disagreements.iter().map(|one| {
            format!("{} {} {:?} {:?}", one.offset, one.tag, one.ours.as_deref(), one.theirs.as_deref())
        });
        (report.agreements.exif, told.collect())
    }

    #[test]
    fn every_type_is_compared_as_it_is_stored() {
        let rest: Vec<u8> = (1..=16).chain([0xff; 16]).collect();
        let at = 8 + 2 + 12 * 13 + 4;
        let place = [at, 0, 0, 0];
        let entries: Vec<_> =
            (1..=12).map(|kind| (kind, kind, 2, place)).chain([(40000, 1, 4, [1, 2, 3, 4])]).collect();
        let bytes = block(&entries, &rest);
        assert_eq!(compared(&bytes, &bytes), (13, Vec::new()));
        // Flip one bit in each of two values.
        let mut other = bytes.clone();
        other[8 + 2 + 8] ^= 1;
        other[usize::from(at) + 15] ^= 1;
        let (agree, told) = compared(&bytes, &other);
        assert!(agree < 13 && !told.is_empty(), "{agree} {told:?}");
    }

    #[test]
    fn what_differs_is_told_with_its_place() {
        let ours = block(&[(0x0112, 3, 1, [6, 0, 0, 0]), (0x0128, 3, 1, [2, 0, 0, 0])], &[]);
        let theirs = block(&[(0x0112, 3, 1, [1, 0, 0, 0]), (0x0129, 3, 2, [2, 0, 3, 0])], &[]);
        let (agree, told) = compared(&ours, &theirs);
        assert_eq!(agree, 0);
        let expected = [
            "1018 IFD0:Orientation Some(\"6\") Some(\"1\")",
            "1030 IFD0:ResolutionUnit Some(\"2\") None",
            "1000 IFD0:PageNumber None Some(\"2 3\")",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn of_several_entries_of_a_tag_those_that_are_alike_are_compared() {
        let entry = |value: u8| (0x0112, 3, 1, [value, 0, 0, 0]);
        let ours = block(&[entry(6), entry(1)], &[]);
        let theirs = block(&[entry(1), entry(3)], &[]);
        let (agree, told) = compared(&ours, &theirs);
        assert_eq!(agree, 1);
        let expected = ["1018 IFD0:Orientation Some(\"6\") None", "1000 IFD0:Orientation None Some(\"3\")"];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_fills_up_a_text_says_nothing() {
        assert!(is_same_text(b"a b \0\0", &[b"a b".to_vec()]));
        assert!(is_same_text(b"a\0b\0", &[b"a".to_vec(), b"b".to_vec()]));
        assert!(!is_same_text(b"a\0b\0", &[b"a".to_vec()]));
    }

    #[test]
    fn overlapping_values_and_directories_are_counted_before_anyone_is_asked() {
        let code = |bytes: &[u8]| check(Bytes::new(bytes, 0)).err().map(|(code, _)| code);
        let entries = vec![(0xc000, 7, 50_000, [8, 0, 0, 0]); 4000];
        assert_eq!(code(&block(&entries, &[0; 10_000])), Some("overlapping-values"));
        let text = vec![(0xc000, 2, 5_000, [26, 0, 0, 0])];
        assert_eq!(code(&block(&text, &[0; 6000])), Some("overlapping-values"));
        assert_eq!(code(&block(&text, &[b'a'; 6000])), None);
        let pointers: Vec<_> = (0..200).map(|n| (EXIF_IFD, 4, 1, [n, 0, 0, 0])).collect();
        assert!(code(&block(&pointers, &[0; 600])).is_some());
        // A directory that points to itself.
        assert_eq!(code(&block(&[(EXIF_IFD, 4, 1, [8, 0, 0, 0])], &[])), None);
        assert_eq!(code(b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0"), Some("other-layout"));
        assert_eq!(code(b"II"), Some("other-layout"));
    }
}
