//! Builds films with the metadata that phones and cameras write.
#![allow(clippy::trivially_copy_pass_by_ref)] // `b"moov"` is a reference

use super::boxes::iso_box;

/// Seconds from 1904, when films begin to count, to 1970.
const EPOCH: u32 = 2_082_844_800;
/// 2024-03-05 13:30:15 UTC.
pub const SECONDS: u32 = 1_709_645_415;

/// Numbers of 32 bits, most significant byte first.
pub fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// The header of a film of 2.5 seconds, with its time in seconds since 1970.
pub fn header(seconds: Option<u32>) -> Vec<u8> {
    let time = seconds.map_or(0, |seconds| seconds + EPOCH);
    let matrix = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
    let numbers = [numbers(&[0, time, time, 600, 1500, 0x1_0000]), vec![1, 0], vec![0; 10], numbers(&matrix)];
    iso_box(b"mvhd", &[&numbers.concat(), &[0; 24], &[0, 0, 0, 3]])
}

/// A track of pictures, 320 × 240, turned by a quarter to the right.
pub fn portrait() -> Vec<u8> {
    let matrix = [0, 0x1_0000, 0, 0xffff_0000, 0, 0, 240 << 16, 0, 0x4000_0000];
    let head = numbers(&[1, 0, 0, 1, 0, 1500, 0, 0, 0, 0]);
    let header = iso_box(b"tkhd", &[&head, &numbers(&matrix), &numbers(&[320 << 16, 240 << 16])]);
    let picture = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &[0; 16], &[1, 64, 0, 240], &[0; 50]].concat();
    iso_box(b"trak", &[&header, &media(b"vide", &iso_box(b"avc1", &[&picture]), &[])])
}

/// The media of a track with one sample description, and with further tables of its samples.
pub fn media(handler: &[u8; 4], description: &[u8], tables: &[u8]) -> Vec<u8> {
    let times = iso_box(b"mdhd", &[&numbers(&[0, 0, 0, 600, 1500, 0x55c4_0000])]);
    let handler = iso_box(b"hdlr", &[&[0; 8], handler, &[0; 13]]);
    let description = iso_box(b"stsd", &[&numbers(&[0, 1]), description]);
    let table = iso_box(b"stbl", &[&description, tables]);
    iso_box(b"mdia", &[&times, &handler, &iso_box(b"minf", &[&table])])
}

/// The metadata of a film: keys and their texts.
pub fn keys(texts: &[(&str, &str)]) -> Vec<u8> {
    let handler = iso_box(b"hdlr", &[&[0; 8], b"mdta", &[0; 13]]);
    let names: Vec<u8> = texts.iter().flat_map(|(name, _)| iso_box(b"mdta", &[name.as_bytes()])).collect();
    let count = u32::try_from(texts.len()).expect("few");
    let names = iso_box(b"keys", &[&numbers(&[0, count]), &names]);
    let item = |(number, (_, text)): (u32, &(&str, &str))| {
        let data = iso_box(b"data", &[&numbers(&[1, 0]), text.as_bytes()]);
        iso_box(&number.to_be_bytes(), &[&data])
    };
    let items: Vec<u8> = (1..).zip(texts).flat_map(item).collect();
    iso_box(b"meta", &[&handler, &names, &iso_box(b"ilst", &[&items])])
}

/// A film of these parts, with 1000 bytes of media data.
pub fn film(brand: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let head = iso_box(b"ftyp", &[brand, &[0; 4], brand]);
    [head, iso_box(b"mdat", &[&[0; 1000]]), iso_box(b"moov", parts)].concat()
}

/// A key of `GoPro`'s metadata with its values.
fn klv(key: &[u8; 4], kind: u8, size: u8, count: u16, data: &[u8]) -> Vec<u8> {
    let mut out = [&key[..], &[kind, size], &count.to_be_bytes(), data].concat();
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

/// A key that holds others.
fn nested(key: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let data = parts.concat();
    klv(key, 0, 1, u16::try_from(data.len()).expect("short"), &data)
}

/// A second of `GoPro`'s samples: where the camera was, in two fixes, and when.
pub fn gopro_sample() -> Vec<u8> {
    let signed =
        |numbers: &[i32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
    let scale = klv(b"SCAL", b'l', 4, 5, &signed(&[10_000_000, 10_000_000, 1000, 1000, 100]));
    let fixes =
        signed(&[481_373_000, -115_754_000, 520_250, 1234, 150, 481_374_000, -115_754_000, 520_250, 0, 0]);
    let stream = [
        klv(b"STNM", b'c', 1, 3, b"GPS"),
        klv(b"GPSF", b'L', 4, 1, &numbers(&[3])),
        klv(b"GPSU", b'U', 16, 1, b"240305133015.250"),
        scale,
        klv(b"GPS5", b'l', 20, 2, &fixes),
    ];
    nested(b"DEVC", &[klv(b"DVNM", b'c', 1, 4, b"Hero"), nested(b"STRM", &stream)])
}

/// A track of samples of this format and of these sizes, which last 600 units in all and lie after the brands of a film.
fn timed(format: &[u8; 4], sizes: &[usize]) -> Vec<u8> {
    let sizes: Vec<u32> = sizes.iter().map(|size| u32::try_from(*size).expect("short")).collect();
    let count = u32::try_from(sizes.len()).expect("few");
    // After the brands, and the header of the media data.
    let at = 20 + 8;
    let tables = [
        iso_box(b"stts", &[&numbers(&[0, 1, count, 600 / count])]),
        iso_box(b"stsc", &[&numbers(&[0, 1, 1, count, 1])]),
        iso_box(b"stsz", &[&numbers(&[0, 0, count]), &numbers(&sizes)]),
        iso_box(b"stco", &[&numbers(&[0, 1, at])]),
    ];
    let description = iso_box(format, &[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]]);
    let head = numbers(&[1, 0, 0, 2, 0, 1500, 0, 0, 0, 0]);
    let header = iso_box(b"tkhd", &[&head, &[0; 36], &[0; 8]]);
    iso_box(b"trak", &[&header, &media(b"meta", &description, &tables.concat())])
}

/// The film of a phone with a track of its motion [CAMM]: a rotation, a place, another with its time.
pub fn motion() -> Vec<u8> {
    let real = |numbers: &[f64]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let small = |numbers: &[f32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let samples = [
        [vec![0, 0, 2, 0], small(&[0.5, 0.25, 0.125])].concat(),
        [vec![0, 0, 5, 0], real(&[48.1373, -11.5754, 520.25])].concat(),
        [
            vec![0, 0, 6, 0],
            real(&[1_393_680_630.25]),
            vec![3, 0, 0, 0],
            real(&[48.2, -11.6]),
            small(&[521.0, 1.0, 2.0, 3.0, 4.0, 0.0, 0.5]),
        ]
        .concat(),
    ];
    let track = timed(b"camm", &samples.each_ref().map(Vec::len));
    let movie = [&header(Some(SECONDS))[..], &portrait(), &track].concat();
    let head = iso_box(b"ftyp", &[b"mp42", &[0; 4], b"mp42"]);
    [head, iso_box(b"mdat", &[&samples.concat()]), iso_box(b"moov", &[&movie])].concat()
}

/// The film of an action camera: what it says of itself, and a track of samples with places. Its header is local time,
/// an hour ahead of the satellites.
pub fn gopro() -> Vec<u8> {
    let sample = gopro_sample();
    let track = timed(b"gpmd", &[sample.len()]);
    let settings = [
        klv(b"MINF", b'c', 1, 10, b"HERO9 Demo"),
        klv(b"CASN", b'c', 1, 8, b"C1234567"),
        klv(b"MUID", b'L', 4, 2, &numbers(&[1, 2])),
        klv(b"PIMX", b'L', 4, 1, &numbers(&[800])),
        klv(b"VFPS", b'L', 4, 2, &numbers(&[60, 1])),
        klv(b"VFOV", b'c', 1, 1, b"W"),
        klv(b"WRGB", b'f', 12, 1, &[0; 12]),
    ];
    let user = iso_box(b"udta", &[&iso_box(b"GPMF", &[&nested(b"DEVC", &settings)])]);
    let movie = [&header(Some(SECONDS + 3600))[..], &portrait(), &track, &user].concat();
    let head = iso_box(b"ftyp", &[b"mp41", &[0; 4], b"mp41"]);
    [head, iso_box(b"mdat", &[&sample]), iso_box(b"moov", &[&movie])].concat()
}

/// The film of a professional camera: an XML document after the film, and a header in UTC.
pub fn professional() -> Vec<u8> {
    let document = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <NonRealTimeMeta xmlns=\"urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00\">\n\
        <Duration value=\"60\"/>\n<CreationDate value=\"2024-03-05T14:30:15+01:00\"/>\n\
        <VideoFormat><VideoFrame videoCodec=\"AVC_1920_1080_HP@L41\" captureFps=\"25p\"/></VideoFormat>\n\
        <Device manufacturer=\"Camera Maker\" modelName=\"Camera 7\" serialNo=\"1234567\"/>\n\
        <RecordingMode type=\"normal\"/>\n</NonRealTimeMeta>\n";
    let handler = iso_box(b"hdlr", &[&[0; 8], b"nrtm", &[0; 13]]);
    let meta = iso_box(b"meta", &[&[0; 4], &handler, &iso_box(b"xml ", &[&[0; 4], document])]);
    [film(b"XAVC", &[&header(Some(SECONDS)), &portrait()]), meta].concat()
}

/// The film of a phone: its local time with an offset, its place, and what makes it a live photo.
pub fn phone() -> Vec<u8> {
    let texts = [
        ("com.apple.quicktime.location.ISO6709", "+48.1373+011.5754+520.250/"),
        ("com.apple.quicktime.make", "Phone Maker"),
        ("com.apple.quicktime.model", "Phone 1"),
        ("com.apple.quicktime.software", "1.2.3"),
        ("com.apple.quicktime.creationdate", "2024-03-05T14:30:15+0100"),
        ("com.apple.quicktime.content.identifier", "01234567-89AB-CDEF-0123-456789ABCDEF"),
        ("com.apple.quicktime.title", "A harbour"),
        ("com.apple.quicktime.rating.user", "4"),
    ];
    film(b"qt  ", &[&header(Some(SECONDS + 2)), &portrait(), &keys(&texts)])
}
