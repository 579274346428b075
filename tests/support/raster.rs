//! Builds WebP, GIF, BMP, ICO and PSD files of 8 × 6 pixels.

/// A WebP with these chunks after its header, which declares alpha.
pub fn webp(chunks: &[(&[u8], &[u8])]) -> Vec<u8> {
    let header: (&[u8], &[u8]) = (b"VP8X", &[0x1c, 0, 0, 0, 7, 0, 0, 5, 0, 0]);
    let mut body = b"WEBP".to_vec();
    for (kind, data) in [&[header], chunks].concat() {
        body.extend(kind);
        body.extend(u32::try_from(data.len()).expect("small").to_le_bytes());
        body.extend(data);
        body.resize(body.len().next_multiple_of(2), 0);
    }
    [b"RIFF", &u32::try_from(body.len()).expect("small").to_le_bytes()[..], &body].concat()
}

/// A GIF with a transparent colour and an XMP packet.
pub fn gif(packet: &[u8]) -> Vec<u8> {
    let mut out = b"GIF89a\x08\0\x06\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    out.extend(b"\x21\xf9\x04\x01\0\0\0\0");
    out.extend(b"\x21\xff\x0bXMP DataXMP");
    out.extend(packet);
    out.push(1);
    out.extend((0..=255).rev());
    out.push(0);
    out.extend(b"\x2c\0\0\0\0\x08\0\x06\0\0\x02\x02\x4c\x01\0;");
    out
}

/// A BMP whose rows are stored top-down.
pub fn bmp() -> Vec<u8> {
    let words = [40, 8, (-6i32).cast_unsigned(), 24 << 16 | 1, 0, 144, 2835, 2835, 0, 0];
    let header: Vec<u8> = words.iter().flat_map(|word: &u32| word.to_le_bytes()).collect();
    [&b"BM\xc6\0\0\0\0\0\0\0\x36\0\0\0"[..], &header, &[0; 144]].concat()
}

/// A cursor of 256 × 256 pixels that consists only of its directory.
pub fn cursor() -> Vec<u8> {
    [&[0, 0, 2, 0, 1, 0][..], &[0, 0, 0, 0, 1, 0, 1, 0], &40u32.to_le_bytes(), &22u32.to_le_bytes(), &[0; 40]]
        .concat()
}

/// An RGB Photoshop document with an alpha channel and these resources.
pub fn psd(resources: &[Vec<u8>]) -> Vec<u8> {
    let resources = resources.concat();
    let length = u32::try_from(resources.len()).expect("small").to_be_bytes();
    let header = [0, 4, 0, 0, 0, 6, 0, 0, 0, 8, 0, 8, 0, 3];
    [b"8BPS\0\x01\0\0\0\0\0\0", &header[..], &[0; 4], &length, &resources, &[0; 4 + 2 + 4 * 8 * 6]].concat()
}
