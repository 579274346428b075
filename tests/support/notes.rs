//! Builds pictures with maker notes. The notes themselves are made in the files of `notes/`.

pub mod canon;
pub mod computed;
pub mod damaged;
pub mod files;
pub mod focus;
pub mod makers;
pub mod nikon;
pub mod records;

use super::exif::{Data, Directory, directory_at, tiff};
use super::jpeg::{exif, jpeg};

pub const MAKER_NOTE: u16 = 0x927c;

/// A JPEG of a camera with a maker note, which is made for the offset that it will have in the TIFF structure.
pub fn picture(big: bool, make: &'static str, model: &'static str, note: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    jpeg(&[exif(&structure(big, make, model, note))])
}

/// The TIFF structure of such a picture. The note is the last value in it.
pub fn structure(
    big: bool,
    make: &'static str,
    model: &'static str,
    note: impl Fn(u32) -> Vec<u8>,
) -> Vec<u8> {
    let with = |note: Vec<u8>| {
        let exif = Directory(vec![(MAKER_NOTE, Data::Undefined(note))]);
        let camera =
            vec![(0x010f, Data::Ascii(make)), (0x0110, Data::Ascii(model)), (0x8769, Data::Directory(exif))];
        tiff(big, vec![Directory(camera)])
    };
    let size = note(0).len();
    let at = with(vec![0; size]).len() - size.next_multiple_of(2);
    with(note(u32::try_from(at).expect("small")))
}

/// A note of a head and a directory, if offsets are counted so that the note is at `at`.
pub fn note(big: bool, head: &[u8], at: u32, entries: Vec<(u16, Data)>) -> Vec<u8> {
    let head_len = u32::try_from(head.len()).expect("small");
    [head, &directory_at(big, at + head_len, Directory(entries))].concat()
}

/// What print image matching stores: its version, and no settings.
pub fn print_image_matching() -> Data {
    Data::Undefined(b"PrintIM\x000300\0\0\0\0".to_vec())
}

/// Numbers of 16 bits, the least significant byte first.
pub fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Numbers of 32 bits, the least significant byte first.
pub fn longs(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Some bytes in a record of zeros.
pub fn record(size: usize, values: &[(usize, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0; size];
    for (at, value) in values {
        bytes[*at..at + value.len()].copy_from_slice(value);
    }
    bytes
}
