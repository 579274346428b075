//! Notes that a format of files keeps in a place of its own.

use super::super::boxes;
use super::super::exif::{Data, Directory, tiff};
use super::super::jpeg::{jpeg, segment};
use super::super::raw::{ciff, heap, mrw};
use super::{canon, longs, note, record, shorts};

/// A DNG with Adobe's copy of a note. The byte order and the offset are those of the raw picture.
pub fn dng() -> Vec<u8> {
    let at = 600;
    let entries = vec![(0x0008, Data::Long(vec![1_001_234])), (0x0009, Data::Ascii("Ann Example"))];
    let note = [&b"II"[..], &600u32.to_be_bytes(), &note(false, b"", at, entries)].concat();
    let size = u32::try_from(note.len()).expect("small").to_be_bytes();
    let private = [&b"Adobe\0SR2 \0\0\0\x03ab\0\0MakN"[..], &size, &note].concat();
    let main = vec![
        (0x010f, Data::Ascii("Canon")),
        (0x0110, Data::Ascii("Canon EOS 5D")),
        (0xc612, Data::Byte(vec![1, 4, 0, 0])),
        (0xc634, Data::Byte(private)),
    ];
    tiff(true, vec![Directory(main)])
}

/// Heaps of records within a heap; what a record means depends on the heap that it is in.
fn records() -> Vec<u8> {
    let camera = heap(&[
        (0x080a, b"Canon\0Canon EOS D30\0"),
        (0x080b, b"Firmware Version 1.0"),
        (0x580b, &longs(&[0x0001_0002])),
    ]);
    let shot = heap(&[
        (0x102d, &shorts(&canon::settings())),
        (0x5817, &longs(&[1_161_602])),
        (0x1010, &shorts(&[0])),
        (0x5003, &[0]),
    ]);
    let image = [longs(&[2160, 1440]), 1.0f32.to_le_bytes().to_vec(), longs(&[0, 24, 24, 1])].concat();
    let props = heap(&[(0x2807, &camera), (0x300b, &shot), (0x1810, &image), (0x0816, b"CRW_1602.CRW")]);
    let description = heap(&[(0x0805, b"A description")]);
    heap(&[(0x300a, &props), (0x2804, &description), (0x0805, b"A comment")])
}

/// Canon's raws before CR2.
pub fn crw() -> Vec<u8> {
    ciff(*b"HEAPCCDR", &records())
}

/// The same heap in a segment of a JPEG, as the first cameras have it.
pub fn heap_in_jpeg() -> Vec<u8> {
    jpeg(&[segment(0xe0, &ciff(*b"HEAPJPGM", &records()))])
}

/// A CR3, in which a note is a TIFF structure in a box.
pub fn cr3() -> Vec<u8> {
    let first = vec![(0x010f, Data::Ascii("Canon")), (0x0110, Data::Ascii("Canon EOS R"))];
    let note = vec![(0x0001, Data::Short(canon::settings())), (0x0009, Data::Ascii("Ann Example"))];
    let [first, note] = [first, note].map(|entries| tiff(false, vec![Directory(entries)]));
    boxes::cr3(&[(b"CMT1", &first), (b"CMT3", &note)], b"")
}

/// Blocks for the white balance and for the settings, beside the picture's own.
pub fn blocks() -> Vec<u8> {
    let camera = vec![(0x010f, Data::Ascii("Minolta Co., Ltd.")), (0x0110, Data::Ascii("DiMAGE 7"))];
    let structure = tiff(true, vec![Directory(camera)]);
    let settings = record(16, &[(1, &[1, 0xff, 2, 0x11, 0, 56, 0])]);
    mrw(&structure, &[(b"\0WBG", &[2, 2, 2, 2, 1, 0x80, 1, 0, 1, 0, 1, 0x40]), (b"\0RIF", &settings)])
}
