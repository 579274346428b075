//! Notes that are damaged, one in each way.

use super::super::exif::Data;
use super::{canon, note, picture, shorts};

fn of_canon(entries: impl Fn() -> Vec<(u16, Data)>) -> Vec<u8> {
    picture(false, "Canon", "Canon EOS 5D", |at| note(false, b"", at, entries()))
}

/// A record whose size is not as it says, a type that does not exist, a value beyond the end of the file, a count beyond
/// reason, and between them values that are right.
pub fn entries() -> Vec<u8> {
    of_canon(|| {
        let mut settings = canon::settings();
        settings[0] += 2;
        vec![
            (0x01, Data::Short(settings)),
            (0x02, Data::Short(vec![2, 50, 0, 0])),
            (0x06, Data::Typed(99, 1, vec![0; 4])),
            (0x07, Data::Typed(2, 40, 0xffff_ff00u32.to_le_bytes().to_vec())),
            (0x08, Data::Typed(4, 0xffff_ffff, vec![0; 4])),
            (0x09, Data::Ascii("Ann Example")),
        ]
    })
}

/// Nothing in the directory is an entry: its first has an unknown type.
pub fn no_entries() -> Vec<u8> {
    of_canon(|| vec![(0x01, Data::Typed(99, 1, vec![0; 4])), (0x09, Data::Ascii("Ann Example"))])
}

/// A directory that says that it has more entries than there are.
pub fn cut_directory() -> Vec<u8> {
    picture(false, "Canon", "Canon EOS 5D", |at| {
        let entries = vec![(0x02, Data::Short(vec![2, 50, 0, 0])), (0x09, Data::Ascii("Ann Example"))];
        let mut note = note(false, b"", at, entries);
        note[..2].copy_from_slice(&200u16.to_le_bytes());
        note
    })
}

/// Records that end in the midst of a value, of a list, and of a group.
pub fn cut_records() -> Vec<u8> {
    of_canon(|| {
        let mut shot = vec![0u16; 5];
        shot[0] = 10;
        shot[2] = 160;
        vec![
            (0x04, Data::Short(shot)),
            (0x26, Data::Short(vec![20, 2, 9, 9, 4368, 2912, 4368, 2912, 80, 81])),
            (0x99, Data::Long(vec![32, 1, 1, 24, 1, 0x0101, 9, 1])),
        ]
    })
}

/// Nothing looks like a directory where one is looked for.
pub fn no_directory() -> Vec<u8> {
    picture(true, "PENTAX", "PENTAX K10D", |_| [&b"AOC\0"[..], &[0xff; 60]].concat())
}

/// Values that overlap: two in part, and more than sixty that are the same and longer than all budgets.
pub fn overlapping() -> Vec<u8> {
    picture(false, "Canon", "Canon EOS 5D", |at| {
        let text = "Ann Example, and a text that several entries have in common. ".repeat(20);
        let size = u32::try_from(text.len() + 1).expect("small");
        let count = 66;
        let place = at + 2 + 12 * count + 4;
        let entry = |tag: u16, size: u32, place: u32| {
            [&shorts(&[tag, 2])[..], &size.to_le_bytes(), &place.to_le_bytes()].concat()
        };
        let mut note = shorts(&[u16::try_from(count).expect("few")]);
        note.extend(entry(0x06, 12, place));
        note.extend(entry(0x07, 12, place + 4));
        (2..count).for_each(|_| note.extend(entry(0x09, size, place)));
        [&note[..], &[0; 4], text.as_bytes(), b"\0"].concat()
    })
}
