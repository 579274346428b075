//! Builds PNG files.

use miniz_oxide::deflate::compress_to_vec_zlib;
use std::fmt::Write;

/// A true-colour picture of 8 × 6 pixels with chunks before and after its pixel data.
pub fn png(before: &[Vec<u8>], after: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(*b"IHDR", &[0, 0, 0, 8, 0, 0, 0, 6, 8, 2, 0, 0, 0]));
    before.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(*b"IDAT", &compress_to_vec_zlib(&[0; 6 * 25], 6)));
    after.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(*b"IEND", &[]));
    out
}

/// A chunk.
pub fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("small");
    let sum = crc32fast::hash(&[&kind, data].concat());
    [&length.to_be_bytes(), &kind[..], data, &sum.to_be_bytes()].concat()
}

/// An XMP packet, optionally compressed.
pub fn xmp(packet: &[u8], compressed: bool) -> Vec<u8> {
    let packet = if compressed { compress_to_vec_zlib(packet, 6) } else { packet.to_vec() };
    let flag = u8::from(compressed);
    chunk(*b"iTXt", &[b"XML:com.adobe.xmp\0", &[flag, 0, 0, 0][..], &packet].concat())
}

/// A hexadecimal profile, as `ImageMagick` writes it.
pub fn raw_profile(kind: &str, data: &[u8]) -> Vec<u8> {
    let mut text = format!("\n{kind}\n{:8}\n", data.len());
    for line in data.chunks(36) {
        for byte in line {
            write!(text, "{byte:02x}").expect("a string");
        }
        text.push('\n');
    }
    let keyword = format!("Raw profile type {kind}\0\0");
    chunk(*b"zTXt", &[keyword.as_bytes(), &compress_to_vec_zlib(text.as_bytes(), 6)].concat())
}
