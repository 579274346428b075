//! Notes that are a directory behind a head: where it begins, what its offsets are counted from, and what it leads to differ.

use super::super::exif::{Data, Directory, directory_at};
use super::{longs, note, picture, print_image_matching, record, shorts};

/// Offsets are counted from the start of the note, and the byte order is not that of the picture.
pub fn olympus() -> Vec<u8> {
    let equipment = Directory(vec![
        (0x0000, Data::Undefined(b"0100".to_vec())),
        (0x0100, Data::Ascii("S0029")),
        (0x0101, Data::Ascii("H12345678")),
        (0x0201, Data::Byte(vec![0, 0, 5, 0x10, 0, 0])),
        (0x0203, Data::Ascii("OLYMPUS M.12-40mm F2.8")),
        (0x0204, Data::Long(vec![0x1003])),
    ]);
    let entries = vec![
        (0x0000, Data::Undefined(b"0100".to_vec())),
        (0x0200, Data::Long(vec![0, 3, 0])),
        (0x2010, Data::Directory(equipment)),
        // A directory as bytes, with offsets like the others.
        (0x2020, Data::Undefined(directory_at(false, 0, Directory(vec![(0x0301, Data::Short(vec![3, 2]))])))),
    ];
    let note = note(false, b"OLYMPUS\0II\x03\0", 0, entries);
    picture(true, "OLYMPUS CORPORATION", "E-M1", |_| note.clone())
}

/// An older directory, with offsets from the start of the TIFF structure; a text in it tells what the quality means.
pub fn olympus_old() -> Vec<u8> {
    picture(true, "OLYMPUS OPTICAL CO.,LTD", "C2000Z", |at| {
        let text = b"[picture info] Resolution=1 \r\nType=SX351\r\n\0".to_vec();
        let entries = vec![
            (0x0200, Data::Long(vec![2, 1, 1])),
            (0x0201, Data::Short(vec![2])),
            (0x0207, Data::Ascii("SX351")),
            (0x0208, Data::Undefined(text)),
            (0x0e00, print_image_matching()),
        ];
        note(true, b"OLYMP\0\x01\0", at, entries)
    })
}

/// A property list with a number of nanoseconds: four keys and four values [`CFBinaryPList`].
fn run_time() -> Vec<u8> {
    let objects: [&[u8]; 9] = [
        &[0xd4, 1, 3, 5, 7, 2, 4, 6, 8],
        b"\x55flags",
        &[0x10, 1],
        b"\x55value",
        &[0x13, 0, 0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc],
        b"\x59timescale",
        &[0x12, 0x3b, 0x9a, 0xca, 0],
        b"\x55epoch",
        &[0x10, 0],
    ];
    let mut list = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.push(u8::try_from(list.len()).expect("small"));
        list.extend(object);
    }
    let table = list.len() as u64;
    list.extend(offsets);
    list.extend([0, 0, 0, 0, 0, 0, 1, 1]);
    [9, 0, table].iter().for_each(|number| list.extend(number.to_be_bytes()));
    list
}

/// A directory with a property list in it.
pub fn apple() -> Vec<u8> {
    let entries = vec![
        (0x0001, Data::Typed(9, 1, 14u32.to_be_bytes().to_vec())),
        (0x0003, Data::Undefined(run_time())),
        (0x0004, Data::Typed(9, 1, 1u32.to_be_bytes().to_vec())),
        (0x0008, Data::SRational(vec![(-9_876, 10_000), (1, 100), (-3, 7)])),
        (0x000b, Data::Ascii("242684F6-0839-44E0-8E39-A8FE43182C29")),
        (0x000c, Data::Rational(vec![(1, 4), (2, 1)])),
    ];
    let note = note(true, b"Apple iOS\0\0\x01MM", 0, entries);
    picture(true, "Apple", "iPhone 13", |_| note.clone())
}

/// The start of the directory is stored, and offsets are counted from the note.
pub fn fuji() -> Vec<u8> {
    let entries = vec![
        (0x0000, Data::Undefined(b"0130".to_vec())),
        (0x0010, Data::Ascii("FF02A1234567     592D31323334130405A1B0C1234567")),
        (0x1000, Data::Ascii("NORMAL ")),
        (0x1001, Data::Short(vec![3])),
        (0x100a, Data::Typed(9, 2, longs(&[40, 0xffff_ffd8]))),
        (0x1031, Data::Short(vec![0x100])),
        // Several values in the bits of one number.
        (0x102b, Data::Long(vec![0x0001_0021])),
    ];
    let note = note(false, b"FUJIFILM\x0c\0\0\0", 0, entries);
    picture(true, "FUJIFILM", "X-T3", |_| note.clone())
}

/// A directory that has to be looked for, with a value that is made of two others.
pub fn pentax() -> Vec<u8> {
    picture(true, "PENTAX", "PENTAX K10D", |at| {
        let (date, time) = (0x07d8_0305u32, 0x0e1e_0f00u32);
        let count = 0x04d2 ^ date ^ !time;
        let entries = vec![
            (0x0005, Data::Long(vec![0x12c1e])),
            (0x0006, Data::Undefined(date.to_be_bytes().to_vec())),
            (0x0007, Data::Undefined(time.to_be_bytes()[..3].to_vec())),
            (0x000b, Data::Short(vec![0, 1])),
            (0x003f, Data::Byte(vec![3, 255, 0])),
            (0x005d, Data::Undefined(count.to_be_bytes().to_vec())),
            (0x0205, Data::Undefined(vec![0, 0x61, 0x10, 0x11, 0, 8, 32, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
            (0x0229, Data::Ascii("1234567")),
        ];
        note(true, b"AOC\0MM", at, entries)
    })
}

/// A note that was moved by 44 bytes: its values show where it was.
pub fn casio() -> Vec<u8> {
    picture(false, "CASIO COMPUTER CO.,LTD", "EX-Z750", |at| {
        let entries = vec![
            (0x0002, Data::Short(vec![320, 240])),
            (0x0008, Data::Short(vec![1])),
            (0x0009, Data::Short(vec![36])),
            (0x000d, Data::Short(vec![1])),
            (0x001d, Data::Rational(vec![(79, 10)])),
            (0x2000, Data::Undefined(b"not a preview".to_vec())),
        ];
        note(true, b"QVC\0\0\0", at.saturating_sub(44), entries)
    })
}

/// Offsets are counted from the start of the note, which only its values show. They follow the entries directly.
pub fn ge() -> Vec<u8> {
    let entries =
        vec![(0x0202, Data::Short(vec![1])), (0x0207, Data::Ascii("E1035")), (0x0300, Data::Ascii("GEDSC"))];
    let mut note = note(false, &record(18, &[(0, b"GENIC")]), 0, entries);
    let end = 18 + 2 + 3 * 12;
    note.drain(end..end + 4);
    picture(false, "General Imaging Co.", "E1035", |_| note.clone())
}

/// A directory of 25 entries, whatever it says.
pub fn ge_fixed() -> Vec<u8> {
    let mut entries = vec![(0x1000, Data::Ascii("FINE   ")), (0x1001, Data::Short(vec![3]))];
    entries.extend((2..25).map(|index| (0x2000 + index, Data::Short(vec![index]))));
    let mut note = note(false, b"GE\x0c\0\0\0\x16\0\0\0\0\0", 0, entries);
    note[12..14].copy_from_slice(&22u16.to_le_bytes());
    // Offsets are counted from the sixth byte.
    let at = 12 + 2 + 8;
    let offset = u32::from(note[at]) + u32::from(note[at + 1]) * 256 - 6;
    note[at..at + 4].copy_from_slice(&offset.to_le_bytes());
    picture(false, "GEDSC IMAGING CORP.", "A830", |_| note.clone())
}

/// Records in entries, whose values ask for each other.
pub fn panasonic() -> Vec<u8> {
    picture(false, "Panasonic", "DMC-TZ5", |at| {
        let faces = record(42, &[(0, &shorts(&[1, 160, 120, 40, 50]))]);
        let time = record(20, &[(0, b"\x20\x24\x03\x05\x14\x30\x15\x42"), (16, &longs(&[7]))]);
        let entries = vec![
            (0x0001, Data::Short(vec![2])),
            (0x0002, Data::Undefined(vec![0, 1, 0, 2])),
            (0x0003, Data::Short(vec![2])),
            (0x0023, Data::Typed(8, 1, shorts(&[0xfffc]))),
            (0x0025, Data::Undefined(b"F540803050123\0\0\0".to_vec())),
            (0x0029, Data::Long(vec![8_765_432])),
            (0x004e, Data::Undefined(faces)),
            (0x0e00, print_image_matching()),
            (0x2003, Data::Undefined(time)),
        ];
        note(false, b"Panasonic\0\0\0", at, entries)
    })
}

/// Offsets are counted from the note, which the distance of the first value shows.
pub fn leica() -> Vec<u8> {
    let entries = vec![
        (0x0300, Data::Short(vec![1])),
        (0x0303, Data::Ascii("1234567")),
        (0x0311, Data::SRational(vec![(-5, 4)])),
        (0x0313, Data::Rational(vec![(28, 10)])),
    ];
    // The values of the directory begin eight bytes behind it.
    let apart = note(false, b"LEICA\0\0\0", 8, entries);
    let (directory, values) = apart.split_at(8 + 2 + 4 * 12 + 4);
    let note = [directory, &[0; 8], values].concat();
    picture(false, "Leica Camera AG", "M8 Digital Camera", |_| note.clone())
}

/// Values that are texts with a label.
pub fn sigma() -> Vec<u8> {
    picture(false, "SIGMA", "SIGMA SD10", |at| {
        let text = |text: &str| Data::Text(text.to_owned());
        let entries = vec![
            (0x0002, text("2005678")),
            (0x0003, text("SINGLE")),
            (0x0008, text("A")),
            (0x0009, text("8")),
            (0x000c, text("Expo:+0.5")),
            (0x000d, text("Cont:-0.2")),
            (0x0010, text("Satu:+0.0")),
            (0x0014, text("CC:7")),
        ];
        note(false, b"SIGMA\0\0\0\x01\0", at, entries)
    })
}

/// Numbers from which the numbers of a key have to be subtracted.
pub fn samsung() -> Vec<u8> {
    picture(true, "SAMSUNG", "NX10", |at| {
        let key = [305, 72, 737, 456, 282, 307, 519, 724, 13, 505, 193];
        let levels = [1024, 512, 512, 768];
        let sealed = levels.iter().zip(key).map(|(level, key)| level + key).collect();
        let entries = vec![
            (0x0001, Data::Undefined(b"0100".to_vec())),
            (0x0002, Data::Long(vec![0x2000])),
            (0x0043, Data::Typed(9, 1, 30u32.to_be_bytes().to_vec())),
            (0xa001, Data::Ascii("NX10_01.06")),
            (0xa014, Data::Long(vec![200])),
            (0xa020, Data::Long(key.to_vec())),
            (0xa021, Data::Long(sealed)),
        ];
        note(true, b"", at, entries)
    })
}

/// A record whose numbers have the most significant byte first in a note of the other byte order.
pub fn minolta() -> Vec<u8> {
    picture(false, "Minolta Co., Ltd.", "DiMAGE 7", |at| {
        let mut settings = vec![0u32; 40];
        for (index, value) in
            [(1, 2), (2, 1), (3, 0x30_0001), (4, 3), (6, 1), (7, 1), (8, 56), (9, 96), (10, 56), (20, 20)]
        {
            settings[index] = value;
        }
        let settings = settings.into_iter().flat_map(u32::to_be_bytes).collect();
        let entries = vec![
            (0x0000, Data::Undefined(b"MLT0".to_vec())),
            (0x0003, Data::Undefined(settings)),
            (0x0040, Data::Long(vec![123_456])),
            (0x0e00, print_image_matching()),
        ];
        note(false, b"", at, entries)
    })
}

/// Sony's cipher: a byte below 249 stands for its cube, modulo 249.
pub fn cubes(plain: &[u8]) -> Vec<u8> {
    let cube = |byte: u8| {
        let number = u32::from(byte);
        if byte < 249 { u8::try_from(number * number * number % 249).expect("below") } else { byte }
    };
    plain.iter().copied().map(cube).collect()
}

/// Enciphered records, and a list of records.
pub fn sony() -> Vec<u8> {
    picture(false, "SONY", "ILCE-7", |at| {
        let shots = record(
            280,
            &[
                (32, &shorts(&[0, 0, 0])),
                (50, &longs(&[4321])),
                (58, &shorts(&[2304])),
                (60, &shorts(&[5000])),
                (124, &[0xca, 0xfe, 1, 2]),
                (261, &[2, 2]),
                (263, &shorts(&[32_784])),
            ],
        );
        let focus = record(46, &[(2, &[255]), (4, &[21]), (22, &[2]), (23, &[10]), (45, &[99])]);
        let entries = vec![
            (0x0102, Data::Long(vec![2])),
            (0x0115, Data::Long(vec![0x10])),
            (0x2002, Data::Long(vec![0])),
            (0x9050, Data::Undefined(cubes(&shots))),
            (0x9402, Data::Undefined(cubes(&focus))),
            (0xb000, Data::Byte(vec![3, 0, 0, 0])),
            (0xb020, Data::Ascii("Standard")),
        ];
        note(false, b"SONY DSC \0\0\0", at, entries)
    })
}

/// A list of records: their identifiers and offsets.
pub fn sony_list() -> Vec<u8> {
    picture(true, "SONY", "DSLR-A580", |at| {
        let faces = shorts(&[0xffff, 10, 20, 30, 40, 0]);
        let counts = record(288, &[(283, &longs(&[77]))]);
        let first = 4 + 3 * 4 + 2;
        let size = |bytes: &[u8]| u16::try_from(bytes.len()).expect("small");
        let second = first + size(&counts);
        let end = second + size(&faces);
        // The first record has an identifier of no meaning.
        let list =
            [shorts(&[3, end, 9, first - 2, 0x0201, first, 2, second]), vec![9, 9], counts, faces].concat();
        let entries = vec![(0x0020, Data::Undefined(list)), (0x0102, Data::Long(vec![2]))];
        note(true, b"SONY DSC \0\0\0", at, entries)
    })
}

/// Records that a program has enciphered although they were already.
pub fn sony_twice() -> Vec<u8> {
    picture(false, "SONY", "SLT-A99V", |at| {
        let first = record(32, &[(0, &[40]), (8, &longs(&[3])), (12, &longs(&[4])), (16, &[1])]);
        let entries = vec![(0x0102, Data::Long(vec![2])), (0x9400, Data::Undefined(cubes(&cubes(&first))))];
        note(false, b"SONY DSC \0\0\0", at, entries)
    })
}
