//! Films with tracks and with user data.
#![allow(clippy::trivially_copy_pass_by_ref)] // `b"moov"` is a reference

use super::boxes::iso_box;

/// A box with a version and flags.
fn full(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    iso_box(kind, &[&[0; 4], &parts.concat()])
}

/// Numbers of 32 bits.
fn longs(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Numbers of 16 bits.
fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// When the films were made, in seconds since 1904.
const MADE: u32 = 3_700_000_000;
/// The matrix that changes nothing.
const MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

fn movie_header() -> Vec<u8> {
    let head = longs(&[MADE, MADE + 60, 600, 2_980, 0x1_0000]);
    full(b"mvhd", &[&head, &shorts(&[0x100, 0, 0, 0, 0, 0]), &longs(&MATRIX), &longs(&[0, 0, 0, 0, 0, 0, 4])])
}

/// A track: its number, its size, its handler, its media header and the description of its samples.
fn track(number: u32, [width, height]: [u32; 2], kind: [u8; 4], parts: [&[u8]; 2], behind: &[u8]) -> Vec<u8> {
    let head = longs(&[MADE, MADE, number, 0, 2_980, 0, 0]);
    let size = longs(&[width << 16, height << 16]);
    let header = full(b"tkhd", &[&head, &shorts(&[0, 0, 0x100, 0]), &longs(&MATRIX), &size]);
    let times = full(b"mdhd", &[&longs(&[MADE, MADE, 600, 2_980]), &shorts(&[0x55c4, 0])]);
    let handler = full(b"hdlr", &[&[0; 4], &kind, &[0; 12], b"A handler\0"]);
    let [media, description] = parts;
    let list = full(b"stsd", &[&longs(&[1]), description]);
    let lengths = full(b"stts", &[&longs(&[1, 149, 20])]);
    let table = iso_box(b"stbl", &[&list, &lengths]);
    let media = iso_box(b"mdia", &[&times, &handler, &iso_box(b"minf", &[media, &table])]);
    iso_box(b"trak", &[&header, &media, behind])
}

fn pictures() -> Vec<u8> {
    let size = shorts(&[640, 480]);
    let dots = longs(&[72 << 16, 72 << 16, 0]);
    let name = [&b"\x09test code"[..], &[0; 22]].concat();
    let boxes = [
        iso_box(b"pasp", &[&longs(&[1, 1])]),
        iso_box(b"colr", &[b"nclx", &shorts(&[1, 1, 1]), &[0x80]]),
        iso_box(b"btrt", &[&longs(&[0, 2_000_000, 1_500_000])]),
    ];
    let head = [&shorts(&[0, 0, 0, 1])[..], &[0; 16], &size, &dots, &shorts(&[1])].concat();
    iso_box(b"avc1", &[&head, &name, &shorts(&[24, 0xffff]), &boxes.concat()])
}

fn sound() -> Vec<u8> {
    let head = [shorts(&[0, 0, 0, 1, 0, 0, 0, 0, 2, 16, 0, 0]), longs(&[44_100 << 16])].concat();
    iso_box(b"mp4a", &[&head])
}

fn metadata() -> Vec<u8> {
    iso_box(b"mett", &[&shorts(&[0, 0, 0, 1]), b"\0application/x-test\0"])
}

/// A text of a language.
fn text(kind: &[u8; 4], language: u16, text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("short");
    iso_box(kind, &[&shorts(&[length, language]), text.as_bytes()])
}

fn item(kind: &[u8; 4], data_type: u32, value: &[u8]) -> Vec<u8> {
    iso_box(kind, &[&iso_box(b"data", &[&longs(&[data_type, 0]), value])])
}

/// Items, each of which has a type.
fn items() -> Vec<u8> {
    let all = [
        item(b"\xa9nam", 1, b"A title"),
        item(b"trkn", 0, &[0, 0, 0, 1, 0, 2, 0, 0]),
        item(b"gnre", 0, &[0, 5]),
        item(b"tmpo", 21, &[0, 128]),
        item(b"covr", 13, &[0xff, 0xd8, 0xff, 0xe0]),
    ];
    let handler = full(b"hdlr", &[&[0; 4], b"mdirappl", &[0; 9]]);
    full(b"meta", &[&handler, &iso_box(b"ilst", &[&all.concat()])])
}

/// Items that refer to keys.
fn with_keys() -> Vec<u8> {
    let keys = [
        "com.apple.quicktime.location.ISO6709",
        "com.apple.quicktime.creationdate",
        "com.android.version",
        "com.test.a_key",
    ];
    let list: Vec<u8> = keys.iter().flat_map(|key| iso_box(b"mdta", &[key.as_bytes()])).collect();
    let all = [
        item(&[0, 0, 0, 1], 1, b"+32.0929+034.8620+028.516/"),
        item(&[0, 0, 0, 2], 1, b"2019-07-24T11:25:40+0300"),
        item(&[0, 0, 0, 3], 1, b"9"),
        item(&[0, 0, 0, 4], 21, &[0xff]),
    ];
    let handler = full(b"hdlr", &[&[0; 4], b"mdta", &[0; 13]]);
    iso_box(b"meta", &[&handler, &full(b"keys", &[&longs(&[4]), &list]), &iso_box(b"ilst", &[&all.concat()])])
}

/// Three tracks, user data, items and keys; `moov` follows the media data.
pub fn tracks() -> Vec<u8> {
    let user = [
        text(b"\xa9mod", 0x15c7, "A model"),
        text(b"\xa9nam", 1, "Un titre"),
        text(b"\xa9xyz", 0x15c7, "+51.4169-000.0806/"),
        items(),
    ];
    let in_track = iso_box(b"udta", &[&iso_box(b"name", &[b"Stereo"])]);
    let movie = [
        movie_header(),
        track(1, [640, 480], *b"vide", [&full(b"vmhd", &[&shorts(&[0; 4])]), &pictures()], &[]),
        track(2, [0, 0], *b"soun", [&full(b"smhd", &[&shorts(&[0; 2])]), &sound()], &in_track),
        track(3, [0, 0], *b"meta", [&full(b"nmhd", &[]), &metadata()], &[]),
        iso_box(b"udta", &[&user.concat()]),
        with_keys(),
    ];
    let head = iso_box(b"ftyp", &[b"mp42", &longs(&[0x200]), b"mp42isom"]);
    [head, iso_box(b"mdat", &[&[7; 100]]), iso_box(b"moov", &[&movie.concat()])].concat()
}

/// User data of 3GPP [TS 26.244 8].
pub fn places() -> Vec<u8> {
    let language = |code: u16| code.to_be_bytes();
    let place = longs(&[0x2_2000, 0x33_0000, 0x1_0000]);
    let user = [
        full(b"titl", &[&language(0x15c7), b"A title\0"]),
        full(b"dscp", &[&language(0x1a41), b"\xfe\xff\0M\0o\0t\0\0"]),
        full(b"kywd", &[&language(0x15c7), b"\x02\x04one\0\x04two\0"]),
        full(b"loci", &[&language(0x15c7), b"Place\0\x01", &place, b"earth\0notes\0"]),
        full(b"yrrc", &[&shorts(&[2009])]),
    ];
    let movie = [movie_header(), iso_box(b"udta", &[&user.concat()])];
    [iso_box(b"ftyp", &[b"3gp5", &[0; 4], b"3gp5isom"]), iso_box(b"moov", &[&movie.concat()])].concat()
}
