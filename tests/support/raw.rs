//! Builds BigTIFF structures and camera raws.

use super::exif::{Data, Directory, tiff};

/// A BigTIFF with one directory; texts must be longer than the eight bytes that fit in an entry.
pub fn bigtiff(big: bool, directory: &[(u16, BigData)]) -> Vec<u8> {
    let (header, directory) = bigtiff_parts(big, directory, 16);
    [header, directory].concat()
}

/// The header of a BigTIFF, and its directory for offset `at`.
pub fn bigtiff_parts(big: bool, directory: &[(u16, BigData)], at: u64) -> (Vec<u8>, Vec<u8>) {
    let u16 = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let u64 = |n: u64| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let header = [&if big { *b"MM" } else { *b"II" }, &u16(43)[..], &u16(8), &u16(0), &u64(at)].concat();
    let mut bytes = u64(directory.len() as u64).to_vec();
    let mut values = at + 8 + directory.len() as u64 * 20 + 8;
    let mut texts = Vec::new();
    for (tag, data) in directory {
        bytes.extend(u16(*tag));
        match data {
            BigData::Short(number) => {
                bytes.extend([&u16(3)[..], &u64(1), &u16(*number), &[0; 6]].concat());
            }
            BigData::Ascii(text) => {
                let size = text.len() as u64 + 1;
                bytes.extend([&u16(2)[..], &u64(size), &u64(values)].concat());
                texts.extend([text.as_bytes(), &[0]].concat());
                values += size;
            }
        }
    }
    bytes.extend(u64(0));
    bytes.extend(texts);
    (header, bytes)
}

/// A value in a BigTIFF directory.
pub enum BigData {
    Short(u16),
    Ascii(&'static str),
}

/// A Nikon raw: a preview, and the raw picture in a SubIFD.
pub fn nef() -> Vec<u8> {
    let raw = Directory(vec![
        (254, Data::Long(vec![0])),
        (256, Data::Short(vec![3040])),
        (257, Data::Short(vec![2014])),
        (258, Data::Short(vec![12])),
        (259, Data::Short(vec![34713])),
        (262, Data::Short(vec![32803])),
    ]);
    let preview = Directory(vec![
        (254, Data::Long(vec![1])),
        (256, Data::Short(vec![160])),
        (257, Data::Short(vec![106])),
        (271, Data::Ascii("NIKON CORPORATION")),
        (272, Data::Ascii("NIKON D70")),
        (330, Data::Directory(raw)),
    ]);
    tiff(false, vec![preview])
}

/// A DNG with a JPEG preview and its version.
pub fn dng() -> Vec<u8> {
    let preview = Directory(vec![
        (254, Data::Long(vec![1])),
        (256, Data::Short(vec![8])),
        (257, Data::Short(vec![8])),
        (259, Data::Short(vec![7])),
        (271, Data::Ascii("Maker")),
        (272, Data::Ascii("Model 1")),
        (273, Data::Long(vec![8])),
        (279, Data::Long(vec![16])),
        (50706, Data::Byte(vec![1, 4, 0, 0])),
        (50707, Data::Byte(vec![1, 1, 0, 0])),
        (50708, Data::Ascii("Maker Model 1")),
    ]);
    tiff(true, vec![preview])
}

/// A Panasonic raw: the sensor's directory, with its own tag numbers, and a JPEG in it.
pub fn rw2(jpeg: Vec<u8>) -> Vec<u8> {
    let sensor = Directory(vec![
        (0x01, Data::Undefined(b"0300".to_vec())),
        (0x02, Data::Short(vec![3724])),
        (0x03, Data::Short(vec![2754])),
        (0x17, Data::Short(vec![80])),
        (0x2e, Data::Undefined(jpeg)),
        (0x10f, Data::Ascii("Panasonic")),
        (0x110, Data::Ascii("DMC-LX3")),
    ]);
    let mut bytes = tiff(false, vec![sensor]);
    bytes[2] = 0x55;
    bytes
}

/// A Fujifilm raw: a header, and the JPEG that it points to.
pub fn raf(jpeg: &[u8]) -> Vec<u8> {
    let mut bytes = b"FUJIFILMCCD-RAW 0201FF392201FinePix S5Pro".to_vec();
    bytes.resize(0x54, 0);
    bytes.extend(0x94u32.to_be_bytes());
    bytes.extend(u32::try_from(jpeg.len()).expect("small").to_be_bytes());
    bytes.resize(0x94, 0);
    bytes.extend(jpeg);
    bytes
}

/// A Minolta raw: a block for the size of the picture, one for the TIFF structure, and others.
pub fn mrw(structure: &[u8], others: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut size = b"27200001\x09\x98\x0c\xc8\x09\x90\x0c\xc0".to_vec();
    size.resize(24, 0);
    let mut blocks = [block(b"\0PRD", &size), block(b"\0TTW", structure)].concat();
    others.iter().for_each(|(name, body)| blocks.extend(block(name, body)));
    block(b"\0MRM", &blocks)
}

fn block(name: &[u8], body: &[u8]) -> Vec<u8> {
    [name, &u32::try_from(body.len()).expect("small").to_be_bytes(), body].concat()
}

/// A Sigma raw: a JPEG preview, and the directory of sections.
pub fn x3f(jpeg: &[u8]) -> Vec<u8> {
    let number = |n: usize| u32::try_from(n).expect("small").to_le_bytes();
    let mut bytes = b"FOVb\x02\0\x02\0".to_vec();
    bytes.resize(28, 0);
    bytes.extend([number(2268), number(1512)].concat());
    let section = bytes.len();
    bytes.extend([b"SECi\0\0\x02\0", &number(2)[..], &number(18), &[0; 12], jpeg].concat());
    let directory = bytes.len();
    bytes.extend([b"SECd\0\0\x02\0", &number(1)[..], &number(section)].concat());
    bytes.extend([&number(directory - section)[..], b"IMA2", &number(directory)].concat());
    bytes
}

/// An old Canon raw: an empty heap, and a trailer with a packet.
pub fn crw(packet: &[u8]) -> Vec<u8> {
    let block = block(&0xffff_00f6u32.to_be_bytes(), packet);
    let len = u32::try_from(block.len()).expect("small").to_be_bytes();
    let mut bytes = ciff(*b"HEAPCCDR", &[0; 6]);
    bytes.extend([b"CANON OPTIONAL DATA\0\0\x01\0\0", &len[..], &block].concat());
    let footer = bytes.len() + 64;
    bytes.extend([b"CANON OPTIONAL DATA\0", &len[..]].concat());
    bytes.resize(footer, 0);
    bytes
}

/// A file of Canon's heap: its kind and the heap [CIFF 1.0, 3].
pub fn ciff(kind: [u8; 8], heap: &[u8]) -> Vec<u8> {
    let mut bytes = [b"II\x1a\0\0\0", &kind[..], b"\x02\0\x01\0"].concat();
    bytes.resize(0x1a, 0);
    bytes.extend(heap);
    bytes
}

/// A heap of records with their types: their data, the directory, and its offset [CIFF 1.0, 4]. A value whose type says so
/// stands in the directory.
pub fn heap(records: &[(u16, &[u8])]) -> Vec<u8> {
    const IN_RECORD: u16 = 0x4000;
    let number = |n: usize| u32::try_from(n).expect("small").to_le_bytes();
    let mut bytes = Vec::new();
    let mut directory = u16::try_from(records.len()).expect("few").to_le_bytes().to_vec();
    for (kind, value) in records {
        directory.extend(kind.to_le_bytes());
        if kind & IN_RECORD == 0 {
            directory.extend([number(value.len()), number(bytes.len())].concat());
            bytes.extend(*value);
        } else {
            let mut value = value.to_vec();
            value.resize(8, 0);
            directory.extend(value);
        }
    }
    let at = number(bytes.len());
    bytes.extend([&directory[..], &at].concat());
    bytes
}

/// The segments of a JPEG without its image data, as Exiv2 stores them.
pub fn exv(segments: &[Vec<u8>]) -> Vec<u8> {
    [b"\xff\x01Exiv2", &segments.concat()[..], b"\xff\xd9"].concat()
}
