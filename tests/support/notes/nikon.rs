//! Nikon's maker notes: three forms of directories, and parts that are enciphered.

use super::super::exif::{Data, Directory, tiff};
use super::{note, picture, print_image_matching, record};

const CAMERA: (&str, &str) = ("NIKON CORPORATION", "NIKON D80");
const SERIAL: &str = "4711";
const COUNT: u32 = 1234;
/// What the stream of the cipher begins with for this shutter count, and its step for this serial number.
const BEGIN: u8 = 0xd0;
const STEP: u8 = 0xa7;

/// Enciphers a record from a byte on.
fn sealed(mut plain: Vec<u8>, from: usize) -> Vec<u8> {
    let (mut stream, mut factor) = (BEGIN, 0x60u8);
    for byte in &mut plain[from..] {
        stream = stream.wrapping_add(STEP.wrapping_mul(factor));
        factor = factor.wrapping_add(1);
        *byte ^= stream;
    }
    plain
}

/// What the camera knows about a lens of 18 to 135 mm.
fn lens() -> Vec<u8> {
    let values = [0x29, 0x2b, 0, 0, 0x10, 0, 0x1c, 0x42, 0x8b, 0x48, 0x2c, 0x72, 0x2c, 0x3c, 0x7a, 0x2c];
    sealed([&b"0204"[..], &values].concat(), 4)
}

/// The shutter count and how the camera was held, far behind the version.
fn shot() -> Vec<u8> {
    let count = COUNT.to_be_bytes();
    sealed(record(592, &[(0, b"0208"), (586, &count), (590, &[0b0000_1001])]), 4)
}

/// The white balance, enciphered from its fifth byte on.
fn balance() -> Vec<u8> {
    let levels = [0x01, 0xe0, 0x01, 0x00, 0x01, 0x00, 0x01, 0x40];
    sealed(record(26, &[(0, b"0205"), (18, &levels)]), 4)
}

/// Settings of a tag, a format and a number each.
fn settings() -> Vec<u8> {
    let mut list = record(20, &[(0, b"0100"), (8, b"0100"), (16, b"0100")]);
    list.extend(3u32.to_be_bytes());
    for (tag, number) in [(0x001e_u16, 1u32), (0x0022, 1), (0x0026, 2)] {
        list.extend([&tag.to_be_bytes()[..], &[0, 4], &number.to_be_bytes()].concat());
    }
    list
}

/// What Nikon's raw converter has done to a picture. Its numbers have the least significant byte first.
fn capture() -> Vec<u8> {
    let setting = |id: u32, data: &[u8]| {
        let size = u32::try_from(data.len() + 4).expect("small");
        [&id.to_le_bytes()[..], &[0; 14], &size.to_le_bytes(), data].concat()
    };
    let settings = [setting(0x76a4_3207, &[90, 0]), setting(0x76a4_3200, &[1])].concat();
    [vec![0; 22], settings].concat()
}

/// A TIFF structure of its own in the other byte order, with a list of settings, enciphered records, what a converter added,
/// and a directory for the preview.
pub fn third() -> Vec<u8> {
    let preview = Directory(vec![
        (0x0103, Data::Short(vec![6])),
        (0x011a, Data::Rational(vec![(300, 1)])),
        (0x0201, Data::Long(vec![8])),
        (0x0202, Data::Long(vec![16])),
    ]);
    let entries = vec![
        (0x0001, Data::Undefined(b"0210".to_vec())),
        (0x0002, Data::Short(vec![0, 200])),
        (0x0004, Data::Ascii("FINE   ")),
        (0x0005, Data::Ascii("SUNNY       ")),
        (0x000e, Data::Undefined(vec![1, 1, 3, 0])),
        (0x0011, Data::Directory(preview)),
        (0x001d, Data::Ascii(SERIAL)),
        (0x004e, Data::Undefined(settings())),
        (0x0084, Data::Rational(vec![(18, 1), (135, 1), (35, 10), (56, 10)])),
        (0x0091, Data::Undefined(shot())),
        (0x0097, Data::Undefined(balance())),
        (0x0098, Data::Undefined(lens())),
        (0x00a7, Data::Long(vec![COUNT])),
        (0x0e00, print_image_matching()),
        (0x0e01, Data::Undefined(capture())),
        (0x0e0e, Data::Undefined([&b"0100"[..], &[0, 1, 0, 0, 0, 1, 0, 0, 0, 8], &[0; 4]].concat())),
    ];
    let structure = tiff(true, vec![Directory(entries)]);
    picture(false, CAMERA.0, CAMERA.1, |_| [b"Nikon\0\x02\x10\0\0", &structure[..]].concat())
}

/// The directory of the first cameras, with offsets from the start of the TIFF structure.
pub fn first() -> Vec<u8> {
    picture(true, "NIKON", "E900", |at| {
        let entries = vec![
            (0x0003, Data::Short(vec![6])),
            (0x0004, Data::Short(vec![1])),
            (0x0006, Data::Short(vec![0])),
            (0x0008, Data::Rational(vec![(7, 2)])),
            (0x000a, Data::Rational(vec![(2, 1)])),
        ];
        note(false, b"Nikon\0\x01\0", at, entries)
    })
}

/// A directory without a head. Nothing tells the shutter count, so the lens cannot be deciphered.
pub fn without_keys() -> Vec<u8> {
    picture(false, "NIKON CORPORATION", "NIKON D1", |at| {
        let entries = vec![
            (0x0002, Data::Short(vec![0, 400])),
            (0x001d, Data::Ascii(SERIAL)),
            (0x0098, Data::Undefined(lens())),
        ];
        note(false, b"", at, entries)
    })
}

/// An enciphered record with a list of offsets, two of which lead to parts of it. Its numbers have the least significant byte
/// first.
pub fn offsets() -> Vec<u8> {
    picture(true, CAMERA.0, "NIKON Z 7_2", |at| {
        let (turn, interval) = (160u32, 180u32);
        let degrees = |whole: u32| (whole * 65_536).to_le_bytes();
        let shot = record(
            232,
            &[
                (0, b"0803"),
                (4, b"01.30\0\0\0"),
                (36, &29u32.to_le_bytes()),
                (48, &interval.to_le_bytes()),
                (152, &turn.to_le_bytes()),
                (160, &degrees(2)),
                (164, &degrees(357)),
                (168, &degrees(45)),
                (180 + 43, &[3]),
            ],
        );
        let entries = vec![
            (0x001d, Data::Ascii(SERIAL)),
            (0x0091, Data::Undefined(sealed(shot, 4))),
            (0x00a7, Data::Long(vec![COUNT])),
        ];
        note(true, b"", at, entries)
    })
}
