//! Builds JPEG files, Photoshop resources and IIM blocks.

/// A picture of 8 × 8 grey pixels with these segments before its frame.
pub fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    segments.iter().for_each(|segment| out.extend(segment));
    out.extend(segment(0xdb, &[&[0][..], &[1; 64]].concat()));
    out.extend(segment(0xc0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]));
    // A single 1-bit code in each table: "no difference" and "end of block".
    for class in [0x00, 0x10] {
        let mut table = [0; 18];
        (table[0], table[1]) = (class, 1);
        out.extend(segment(0xc4, &table));
    }
    out.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    out.extend([0x3f, 0xff, 0xd9]);
    out
}

/// A marker segment.
pub fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("a segment is below 64 KiB");
    [&[0xff, marker][..], &length.to_be_bytes(), body].concat()
}

/// An Exif segment around a TIFF structure.
pub fn exif(tiff: &[u8]) -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0", tiff].concat())
}

/// An XMP segment around a packet.
pub fn xmp(packet: &[u8]) -> Vec<u8> {
    segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", packet].concat())
}

/// The segments of an extended packet, `size` bytes each.
pub fn extended_xmp(guid: &str, packet: &[u8], size: usize) -> Vec<Vec<u8>> {
    let full = u32::try_from(packet.len()).expect("small");
    packet
        .chunks(size)
        .enumerate()
        .map(|(index, chunk)| {
            let at = u32::try_from(index * size).expect("small");
            let head = [b"http://ns.adobe.com/xmp/extension/\0", guid.as_bytes()].concat();
            segment(0xe1, &[&head[..], &full.to_be_bytes(), &at.to_be_bytes(), chunk].concat())
        })
        .collect()
}

/// A Photoshop segment around resources.
pub fn photoshop(resources: &[Vec<u8>]) -> Vec<u8> {
    segment(0xed, &[b"Photoshop 3.0\0", &resources.concat()[..]].concat())
}

/// The segments of a JUMBF box, `size` bytes of its content each; every one repeats the header of the box.
pub fn jumbf(data: &[u8], size: usize) -> Vec<Vec<u8>> {
    let (header, content) = data.split_at(8);
    let numbers = 1u32..;
    content
        .chunks(size)
        .zip(numbers)
        .map(|(part, number)| segment(0xeb, &[b"JP\0\x01", &number.to_be_bytes()[..], header, part].concat()))
        .collect()
}

/// An image resource without a name.
pub fn resource(id: u16, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("small");
    let mut out = [b"8BIM", &id.to_be_bytes()[..], &[0, 0], &length.to_be_bytes(), data].concat();
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

/// An IIM block of datasets (record, number, data).
pub fn iim(datasets: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (record, number, data) in datasets {
        let length = u16::try_from(data.len()).expect("a short dataset");
        out.extend([0x1c, *record, *number]);
        out.extend(length.to_be_bytes());
        out.extend(*data);
    }
    out
}

/// The digest of an IIM block, as resource 0x0425 holds it.
pub fn digest(iim: &[u8]) -> Vec<u8> {
    md5::compute(iim).0.to_vec()
}
