//! Builds files of boxes: HEIF, MP4, CR3, JPEG 2000 and JPEG XL.
#![allow(clippy::trivially_copy_pass_by_ref)] // `b"moov"` is a reference

/// A box around its parts.
pub fn iso_box(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let size = u32::try_from(body.len() + 8).expect("small");
    [&size.to_be_bytes(), &kind[..], &body].concat()
}

/// A box with a version and flags.
fn full(kind: &[u8; 4], version: u8, parts: &[&[u8]]) -> Vec<u8> {
    iso_box(kind, &[&[version, 0, 0, 0], &parts.concat()])
}

/// A box identified by a UUID.
fn uuid(id: &[u8; 16], body: &[u8]) -> Vec<u8> {
    iso_box(b"uuid", &[id, body])
}

const XMP: &[u8; 16] = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/// A HEIF picture without pixels, 40 × 30, rotated right, with an alpha plane; EXIF in `mdat`, XMP in `idat`.
pub fn heif(brand: &[u8; 4], exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    let infe = |id: u8, what: &[u8]| full(b"infe", 2, &[&[0, id, 0, 0], what]);
    let infos =
        [infe(1, b"hvc1\0"), infe(2, b"hvc1\0"), infe(3, b"Exif\0"), infe(4, b"mime\0application/rdf+xml\0")];
    let exif = [b"\0\0\0\x06Exif\0\0", exif].concat();
    let properties = [
        full(b"ispe", 0, &[&[0, 0, 0, 40, 0, 0, 0, 30]]),
        iso_box(b"irot", &[&[3]]),
        full(b"pixi", 0, &[&[3, 8, 8, 8]]),
        full(b"auxC", 0, &[b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"]),
    ];
    let associations = full(b"ipma", 0, &[&[0, 0, 0, 2, 0, 1, 3, 0x81, 0x82, 3, 0, 2, 2, 0x81, 4]]);
    let references = [
        iso_box(b"auxl", &[&[0, 2, 0, 1, 0, 1]]),
        iso_box(b"cdsc", &[&[0, 3, 0, 1, 0, 1]]),
        iso_box(b"cdsc", &[&[0, 4, 0, 1, 0, 1]]),
    ];
    let meta = |start: usize| {
        let row = |id: u8, method: u8, at: usize, len: usize| {
            let numbers = [at, len].map(|n| u32::try_from(n).expect("small").to_be_bytes());
            [&[0, id, 0, method, 0, 0, 0, 1], &numbers.concat()[..]].concat()
        };
        let rows = [row(3, 0, start, exif.len()), row(4, 1, 0, xmp.len())];
        full(
            b"meta",
            0,
            &[
                &full(b"hdlr", 0, &[b"\0\0\0\0pict", &[0; 13]]),
                &full(b"pitm", 0, &[&[0, 1]]),
                &full(b"iloc", 1, &[&[0x44, 0, 0, 2], &rows.concat()]),
                &full(b"iinf", 0, &[&[0, 4], &infos.concat()]),
                &full(b"iref", 0, &[&references.concat()]),
                &iso_box(b"iprp", &[&iso_box(b"ipco", &[&properties.concat()]), &associations]),
                &iso_box(b"idat", &[xmp]),
            ],
        )
    };
    let head = iso_box(b"ftyp", &[brand, &[0; 4], b"mif1", brand]);
    let start = head.len() + meta(0).len() + 8;
    [head, meta(start), iso_box(b"mdat", &[&exif])].concat()
}

/// A film with one track, 320 × 240, its `moov` box after 70 KB of media, with XMP in its user data.
pub fn film(brand: &[u8; 4], xmp: &[u8]) -> Vec<u8> {
    let header = full(b"tkhd", 0, &[&[0; 72], &(320u32 << 16).to_be_bytes(), &(240u32 << 16).to_be_bytes()]);
    let handler = iso_box(b"mdia", &[&full(b"hdlr", 0, &[b"\0\0\0\0vide", &[0; 13]])]);
    let track = iso_box(b"trak", &[&header, &handler]);
    let user = iso_box(b"udta", &[&iso_box(b"XMP_", &[xmp]), &[0; 4]]);
    let head = iso_box(b"ftyp", &[brand, &[0; 4], brand]);
    [head, iso_box(b"mdat", &[&vec![0; 70_000]]), iso_box(b"moov", &[&track, &user])].concat()
}

/// C2PA's box around a manifest store: version and flags, purpose, and the offset of the hashes.
pub fn manifest_store(store: &[u8]) -> Vec<u8> {
    let body = [&[0; 4], &b"manifest\0"[..], &[0; 8], store].concat();
    uuid(b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81", &body)
}

/// A film with XMP in a `uuid` box.
pub fn film_with_uuid(brand: &[u8; 4], xmp: &[u8]) -> Vec<u8> {
    [iso_box(b"ftyp", &[brand, &[0; 4], brand]), uuid(XMP, xmp), iso_box(b"mdat", &[&[0; 16]])].concat()
}

/// A CR3 without pixels: a TIFF structure for each directory, in a box of its own.
pub fn cr3(directories: &[(&[u8; 4], &[u8])], xmp: &[u8]) -> Vec<u8> {
    let mut parts = iso_box(b"CNCV", &[b"CanonCR3_001/00.10.00/00.00.00"]);
    directories.iter().for_each(|(name, structure)| parts.extend(iso_box(name, &[structure])));
    let canon = uuid(b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48", &parts);
    let head = iso_box(b"ftyp", &[b"crx \0\0\0\x01crx isom"]);
    [head, iso_box(b"moov", &[&canon]), uuid(XMP, xmp)].concat()
}

/// A JPEG 2000 file of 20 × 10 pixels, grey and alpha, with IIM datasets in a box of their own.
pub fn jp2(exif: &[u8], iim: &[u8], xmp: &[u8]) -> Vec<u8> {
    let header = iso_box(b"ihdr", &[&[0, 0, 0, 10, 0, 0, 0, 20, 0, 2, 7, 7, 0, 0]]);
    let channels = iso_box(b"cdef", &[&[0, 2, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0]]);
    [
        iso_box(b"jP  ", &[b"\r\n\x87\n"]),
        iso_box(b"ftyp", &[b"jp2 \0\0\0\0jp2 "]),
        iso_box(b"jp2h", &[&header, &channels]),
        uuid(b"JpgTiffExif->JP2", exif),
        uuid(b"\x33\xc7\xa4\xd2\xb8\x1d\x47\x23\xa0\xba\xf1\xa3\xe0\x97\xad\x38", iim),
        uuid(XMP, xmp),
        iso_box(b"jp2c", &[b"\xff\x4f\xff\x51"]),
    ]
    .concat()
}

/// A JPEG XL file of 64 × 32 pixels, with compressed XMP.
pub fn jxl(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    [
        iso_box(b"JXL ", &[b"\r\n\x87\n"]),
        iso_box(b"ftyp", &[b"jxl \0\0\0\0jxl "]),
        iso_box(b"Exif", &[&[0; 4], exif]),
        iso_box(b"brob", &[b"xml ", &brotli(xmp)]),
        // Small, four eighths high, twice as wide; defaults for everything else [ISO/IEC 18181-1 D.2, D.3].
        iso_box(b"jxlc", &[&[0xff, 0x0a, 0b1100_0111, 0b11]]),
    ]
    .concat()
}

/// A Brotli stream of stored bytes: a 16-bit window, one block, and an empty last one [RFC 7932 9.1, 9.2].
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).expect("small") - 1;
    // One bit for the window, one for "not the last", two for four nibbles of length, one for "stored".
    let head = length << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], bytes, &[3]].concat()
}
