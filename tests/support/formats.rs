//! Builds files whose chunks, blocks, boxes and elements say much of the picture.
#![allow(clippy::trivially_copy_pass_by_ref)] // `b"moov"` is a reference

use super::boxes::iso_box;
use super::png::{chunk, png};
use miniz_oxide::deflate::compress_to_vec_zlib;

/// A PNG with all small chunks, and texts of all kinds before and after the pixels.
pub fn png_facts() -> Vec<u8> {
    let text = |keyword: &str, text: &[u8]| chunk(*b"tEXt", &[keyword.as_bytes(), b"\0", text].concat());
    let long = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
    let before = [
        chunk(*b"gAMA", &long(&[45_455])),
        chunk(*b"cHRM", &long(&[31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000])),
        chunk(*b"sRGB", &[1]),
        chunk(*b"cICP", &[9, 16, 0, 1]),
        chunk(*b"sBIT", &[5, 6, 5]),
        chunk(*b"PLTE", &[0, 1, 2, 3, 4, 5]),
        chunk(*b"hIST", &[0, 1, 0, 2]),
        chunk(*b"tRNS", &[0, 4, 0, 5, 0, 6]),
        chunk(*b"bKGD", &[0, 1, 0, 2, 0, 3]),
        chunk(*b"pHYs", &[&long(&[2834, 2835])[..], &[1]].concat()),
        chunk(*b"oFFs", &[&long(&[5, 7])[..], &[0]].concat()),
        chunk(*b"sCAL", b"\x010.01\x000.02"),
        chunk(*b"sTER", &[1]),
        chunk(*b"vpAg", &[&long(&[110, 55])[..], &[0]].concat()),
        chunk(*b"tIME", &[7, 228, 1, 2, 3, 4, 5]),
        text("Title", b"caf\xe9"),
        text("Creation Time", b"Tue, 23 Aug 2005 20:57:58 +0800"),
        text("create-date", b"2005-08-23T20:57:58+08:00"),
        text("date:create", b"2005-08-23T20:57:58+08:00"),
        text("parameters", b"a cat\nSteps: 20"),
        chunk(*b"zTXt", &[&b"Description\0\0"[..], &compress_to_vec_zlib(b"deflated", 6)].concat()),
        chunk(*b"iTXt", "Title\0\0\0fr-ca\0Titre\0th\u{e9}".as_bytes()),
        chunk(*b"zTXt", b"Comment\0\0damaged"),
        chunk(*b"meTa", b"<image><SIZE_X unit=\"px\">8</SIZE_X></image>"),
    ];
    png(&before, &[text("Software", b"first"), text("Software", b"second")])
}

/// A GIF of two images, with a comment, a number of iterations and a text.
pub fn gif_animation() -> Vec<u8> {
    let image = [0x2c, 0, 0, 0, 0, 8, 0, 6, 0, 0, 2, 2, 0x4c, 1, 0];
    [
        &b"GIF89a\x08\0\x06\0\xf0\x01\x31"[..],
        &[0; 6],
        b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0",
        b"\x21\xff\x0bMIDICTRLJon\x08\x01\x02\x03\x04\x23\x01\xfa\0\0",
        b"\x21\xfe\x06hello \x05there\0",
        b"\x21\x01\x0c            \x04text\0",
        b"\x21\xf9\x04\x01\x32\0\x07\0",
        &image,
        b"\x21\xf9\x04\0\x19\0\x09\0",
        &image,
        b";",
    ]
    .concat()
}

/// A chunk of a RIFF file.
fn riff_chunk(code: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = [code, &u32::try_from(data.len()).expect("small").to_le_bytes(), data].concat();
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

/// A list of chunks, or the whole file.
fn riff_list(code: &[u8], kind: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    riff_chunk(code, &[kind, &chunks.concat()].concat())
}

fn little(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A WebP of two frames.
pub fn webp_animation() -> Vec<u8> {
    let frame = |time: u16| {
        let picture = riff_chunk(b"VP8 ", &[0x10, 0, 0, 0x9d, 1, 0x2a, 8, 0, 6, 0, 0]);
        riff_chunk(b"ANMF", &[&[0; 12][..], &time.to_le_bytes(), &[0, 1], &picture].concat())
    };
    let chunks = [
        riff_chunk(b"VP8X", &[0x12, 0, 0, 0, 7, 0, 0, 5, 0, 0]),
        riff_chunk(b"ANIM", &[1, 2, 3, 255, 0, 0]),
        frame(1000),
        frame(500),
    ];
    riff_list(b"RIFF", b"WEBP", &chunks)
}

/// An AVI with two streams, texts, a date and EXIF, and a list that is cut off.
pub fn avi() -> Vec<u8> {
    let stream = |kind: &[u8], codec: &[u8], scale, rate, count, format: Vec<u8>| {
        let numbers = little(&[0, 0, 0, scale, rate, 0, count, 0, u32::MAX, 0]);
        let header = [kind, codec, &numbers, &[0; 8]].concat();
        riff_list(b"LIST", b"strl", &[riff_chunk(b"strh", &header), riff_chunk(b"strf", &format)])
    };
    let picture =
        [&little(&[40, 320, 240, 0x0018_0001])[..], b"MJPG", &little(&[230_400, 0, 0, 0, 0])].concat();
    let sound = [&[1, 0, 2, 0][..], &little(&[44_100, 176_400]), &[4, 0, 16, 0]].concat();
    let headers = [
        riff_chunk(b"avih", &little(&[40_000, 123_456, 0, 0, 100, 0, 2, 0, 320, 240, 0, 0, 0, 0])),
        stream(b"vids", b"MJPG", 1, 25, 100, picture),
        stream(b"auds", b"\x01\0\0\0", 1, 44_100, 1000, sound),
        riff_chunk(b"IDIT", b"Mon Mar 10 15:04:43 2003\n\0"),
    ];
    let texts = [
        riff_chunk(b"INAM", b"caf\xe9\0"),
        riff_chunk(b"ICRD", b"2003-03-10"),
        riff_chunk(b"ISFT", b"program \0 1.0\0"),
        riff_chunk(b"STAT", b"1 2 3 1"),
    ];
    let camera = [riff_chunk(b"ever", b"0220"), riff_chunk(b"eucm", b"ASCII\0\0\0comment")];
    let mut out = riff_list(
        b"RIFF",
        b"AVI ",
        &[
            riff_list(b"LIST", b"hdrl", &headers),
            riff_list(b"LIST", b"INFO", &texts),
            riff_list(b"LIST", b"exif", &camera),
            riff_chunk(b"JUNK", b"of some program\0"),
            riff_list(b"LIST", b"movi", &[riff_chunk(b"00dc", b"frame")]),
            riff_list(b"LIST", b"INFO", &[riff_chunk(b"IART", b"cut off, and so not shown")]),
        ],
    );
    out.truncate(out.len() - 12);
    out
}

/// A WAV with the chunks of broadcasting, of samplers and of cue points.
pub fn wav() -> Vec<u8> {
    let mut broadcast = Vec::new();
    for (text, size) in [("a sound", 256), ("originator", 32), ("reference", 32)] {
        let from = broadcast.len();
        broadcast.extend(text.as_bytes());
        broadcast.resize(from + size, 0);
    }
    broadcast.extend(b"2020-01-0203:04:05");
    broadcast.extend(little(&[100, 1]));
    broadcast.extend([1, 0]);
    broadcast.extend(1..=32);
    broadcast.resize(602, 0);
    broadcast.extend(b"A=PCM,F=44100\r\n");
    let label = [&little(&[1])[..], b"label\0"].concat();
    let xml = b"<?xml version=\"1.0\"?><BWFXML><IXML_VERSION>1.5</IXML_VERSION><SPEED><RATE>25/1</RATE></SPEED></BWFXML>";
    let chunks = [
        riff_chunk(b"fmt ", &[&[1, 0, 2, 0][..], &little(&[44_100, 176_400]), &[4, 0, 16, 0]].concat()),
        riff_chunk(b"bext", &broadcast),
        riff_chunk(b"iXML", xml),
        riff_chunk(b"cue ", &[0; 28]),
        riff_list(b"LIST", b"adtl", &[riff_chunk(b"labl", &label)]),
        riff_chunk(b"smpl", &little(&[1, 2, 3, 4, 5, 25, 0x0102_0304, 0, 0])),
        riff_chunk(b"inst", &[60, 255, 3, 4, 5, 6, 7]),
        riff_list(b"LIST", b"INFO", &[riff_chunk(b"INAM", b"title\0")]),
        riff_chunk(b"data", &[0; 64]),
    ];
    riff_list(b"RIFF", b"WAVE", &chunks)
}

/// A box with one part.
fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    iso_box(kind, &[body])
}

/// A JPEG 2000 with resolutions, a colour space, XML, a label and JUMBF; the last box extends to the end of the outer one.
pub fn jp2_facts() -> Vec<u8> {
    let resolution =
        |numbers: [u16; 4], units: [u8; 2]| [&numbers.map(u16::to_be_bytes).concat()[..], &units].concat();
    let resolutions = [
        boxed(b"resc", &resolution([11_811, 100, 7200, 254], [2, 0xfe])),
        boxed(b"resd", &resolution([1, 2, 3, 2], [0, 5])),
    ];
    let colour = [0, 0, 0, 0, b'c', b'o', b'l', b'r', 1, 2, 1, 0, 0, 0, 16];
    let header = boxed(b"ihdr", &[0, 0, 0, 6, 0, 0, 0, 8, 0, 3, 7, 7, 0, 0]);
    let json = b"json\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03info\0";
    let described = [boxed(b"jumd", json), boxed(b"json", br#"{"title":"t","list":[1,2]}"#)].concat();
    [
        boxed(b"jP  ", b"\r\n\x87\n"),
        boxed(b"ftyp", b"jpx \0\0\0\0jpx jp2 "),
        boxed(b"jp2h", &[header, boxed(b"res ", &resolutions.concat()), colour.to_vec()].concat()),
        boxed(
            b"xml ",
            b"<IMAGE_CREATION xmlns=\"http://x\"><TIME>2001-08-01T15:40:00-06:00</TIME></IMAGE_CREATION>",
        ),
        boxed(b"lbl ", b"a label\0"),
        boxed(b"jumb", &described),
    ]
    .concat()
}

/// An element of Matroska, with a length of eight bytes.
fn element(id: u32, data: &[u8]) -> Vec<u8> {
    let id = id.to_be_bytes();
    let start = id.iter().position(|byte| *byte != 0).expect("it is no 0");
    [&id[start..], &(1u64 << 56 | data.len() as u64).to_be_bytes(), data].concat()
}

/// A film in Matroska, with tags behind its pictures.
pub fn matroska() -> Vec<u8> {
    let simple =
        |name: &[u8], text: &[u8]| element(0x67c8, &[element(0x45a3, name), element(0x4487, text)].concat());
    let info = [
        element(0x2a_d7b1, &1_000_000u32.to_be_bytes()),
        element(0x4489, &4000.5f64.to_be_bytes()),
        element(0x4d80, b"muxer"),
        element(0x5741, b"writer"),
        element(0x7ba9, b"the title"),
        element(0x4461, &600_000_000_000_000_000i64.to_be_bytes()),
    ];
    let size = [element(0xb0, &[2, 128]), element(0xba, &[1, 224]), element(0x54b2, &[0])];
    let video = [
        element(0xd7, &[1]),
        element(0x73c5, &[0x30, 0x39]),
        element(0x83, &[1]),
        element(0x22_b59c, b"eng"),
        element(0x86, b"V_VP9"),
        element(0x23_e383, &40_000_000u32.to_be_bytes()),
        element(0xe0, &size.concat()),
    ];
    let sound = [
        element(0xd7, &[2]),
        element(0x83, &[2]),
        element(0x86, b"A_OPUS"),
        element(0xe1, &[element(0xb5, &48_000f32.to_be_bytes()), element(0x9f, &[2])].concat()),
    ];
    let tracks = [element(0xae, &video.concat()), element(0xae, &sound.concat())];
    let chapter =
        [element(0x91, &90_000_000_000u64.to_be_bytes()), element(0x80, &element(0x85, b"a chapter"))];
    let before = [
        element(0x1549_a966, &info.concat()),
        element(0x1654_ae6b, &tracks.concat()),
        element(0x1043_a770, &element(0x45b9, &element(0xb6, &chapter.concat()))),
        element(0x1f43_b675, &element(0xe7, &[0])),
    ]
    .concat();
    let of_track = [element(0x63c0, &element(0x63c5, &[0x30, 0x39])), simple(b"NUMBER_OF_FRAMES", b"100")];
    let of_file =
        [element(0x63c0, b""), simple(b"DATE_RELEASED", b"2020-01-02"), simple(b"TITLE", b"in a tag")];
    let late = element(
        0x1254_c367,
        &[element(0x7373, &of_track.concat()), element(0x7373, &of_file.concat())].concat(),
    );
    let seek = |position: u64| {
        let tags = [element(0x53ab, &0x1254_c367u32.to_be_bytes()), element(0x53ac, &position.to_be_bytes())];
        element(0x114d_9b74, &element(0x4dbb, &tags.concat()))
    };
    let position = (seek(0).len() + before.len()) as u64;
    let head = [element(0x4286, &[1]), element(0x4282, b"matroska"), element(0x4287, &[4])];
    let segment = [seek(position), before, late].concat();
    [element(0x1a45_dfa3, &head.concat()), element(0x1853_8067, &segment)].concat()
}
