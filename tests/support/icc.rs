//! Builds ICC profiles [ICC.1:2022].
#![allow(clippy::trivially_copy_pass_by_ref)] // `b"moov"` is a reference

use super::jpeg::segment;
use super::png;
use miniz_oxide::deflate::compress_to_vec_zlib;

type Tag = (&'static [u8; 4], Vec<u8>);

/// The segments of a JPEG with a profile, in parts of this size. The last part comes first.
pub fn segments(profile: &[u8], size: usize) -> Vec<Vec<u8>> {
    let total = u8::try_from(profile.len().div_ceil(size)).expect("few");
    let parts = profile.chunks(size).zip(1..);
    let mut all: Vec<_> = parts
        .map(|(part, number)| segment(0xe2, &[&b"ICC_PROFILE\0"[..], &[number, total], part].concat()))
        .collect();
    all.rotate_right(1);
    all
}

/// The chunk of a PNG with a profile.
pub fn chunk(profile: &[u8]) -> Vec<u8> {
    png::chunk(*b"iCCP", &[b"colours\0\0", &compress_to_vec_zlib(profile, 6)[..]].concat())
}

/// A profile of version 2: a description, the primary colours of sRGB, curves, and the conditions of viewing.
pub fn matrix() -> Vec<u8> {
    let curve = || b"curv\0\0\0\0\0\0\0\x01\x02\x33".to_vec();
    let measured = [numbers(&[1]), xyz([0.0; 3])[8..].to_vec(), numbers(&[0, 655, 2])];
    let viewed = [fixed(&[19.6445, 20.3718, 16.8089]), fixed(&[3.9289, 4.0744, 3.3618]), numbers(&[1])];
    let channel = |x: f64, y: f64| fixed(&[x, y]);
    let channels = [channel(0.64, 0.33), channel(0.3, 0.6), channel(0.15, 0.06)].concat();
    let tags: Vec<Tag> = vec![
        (b"desc", description("sRGB, as a sample has it")),
        (b"cprt", text("none")),
        (b"wtpt", xyz([0.950_45, 1.0, 1.089_05])),
        (b"rXYZ", xyz([0.436_07, 0.222_49, 0.013_92])),
        (b"gXYZ", xyz([0.385_15, 0.716_87, 0.097_08])),
        (b"bXYZ", xyz([0.143_07, 0.060_61, 0.714_1])),
        (b"rTRC", curve()),
        (b"gTRC", curve()),
        (b"bTRC", curve()),
        (b"tech", value(b"sig ", b"CRT ")),
        (b"calt", value(b"dtim", &[7, 0xd0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6])),
        (b"meas", value(b"meas", &measured.concat())),
        (b"view", value(b"view", &viewed.concat())),
        (b"chrm", value(b"chrm", &[&[0, 3, 0, 0][..], &channels].concat())),
        (b"targ", text(&"CGATS.17 ".repeat(20))),
    ];
    profile(0x0210_0000, &tags)
}

/// A profile of version 4: texts in several languages, a dictionary, and codes.
pub fn languages() -> Vec<u8> {
    let names =
        [(b"enUS", "Wide"), (b"deDE", "Weit"), (b"frFR", "\u{c9}tendu"), (b"jaJP", "\u{5e83}\u{3044}")];
    let keys = [("CreatorApp", "embedmeta"), ("a key", "a value")];
    let tags: Vec<Tag> = vec![
        (b"desc", texts(&names)),
        (b"cprt", texts(&[(b"deDE", "keins")])),
        (b"wtpt", xyz([0.964_2, 1.0, 0.824_9])),
        (b"chad", value(b"sf32", &fixed(&[1.0, 0.0, -0.5]))),
        (b"cicp", value(b"cicp", &[9, 16, 0, 1])),
        (b"meta", dictionary(&keys)),
        (b"rTRC", value(b"para", &[0; 8])),
        (b"none", text("a tag that nothing names")),
    ];
    profile(0x0440_0000, &tags)
}

/// A profile whose text in the second language is not there, and neither is its third tag.
pub fn damaged() -> Vec<u8> {
    let mut names = texts(&[(b"enUS", "here"), (b"deDE", "fort")]);
    names[36..40].copy_from_slice(&[0xff; 4]);
    let mut bytes =
        profile(0x0440_0000, &[(b"desc", names), (b"cprt", text("none")), (b"dmnd", text("gone"))]);
    bytes[132 + 24 + 4..132 + 24 + 8].copy_from_slice(&[0x7f; 4]);
    bytes
}

fn profile(version: u32, tags: &[Tag]) -> Vec<u8> {
    let start = 132 + 12 * tags.len();
    let (mut table, mut values) = (numbers(&[number(tags.len())]), Vec::new());
    for (signature, value) in tags {
        table.extend(signature.iter());
        table.extend(numbers(&[number(start + values.len()), number(value.len())]));
        values.extend(value);
        values.resize(values.len().next_multiple_of(4), 0);
    }
    let mut header = vec![0; 128];
    header[..4].copy_from_slice(&numbers(&[number(start + values.len())]));
    header[8..12].copy_from_slice(&numbers(&[version]));
    header[12..24].copy_from_slice(b"mntrRGB XYZ ");
    header[24..36].copy_from_slice(&[7, 0xe8, 0, 3, 0, 5, 0, 14, 0, 30, 0, 15]);
    header[36..44].copy_from_slice(b"acspAPPL");
    header[47] = 1;
    header[68..80].copy_from_slice(&fixed(&[0.9642, 1.0, 0.8249]));
    [header, table, values].concat()
}

fn value(kind: &[u8; 4], rest: &[u8]) -> Vec<u8> {
    [kind, &[0; 4][..], rest].concat()
}

fn text(text: &str) -> Vec<u8> {
    value(b"text", format!("{text}\0").as_bytes())
}

/// A text in ASCII, then none in Unicode and for old Macintoshes.
fn description(text: &str) -> Vec<u8> {
    let text = format!("{text}\0");
    value(b"desc", &[&numbers(&[number(text.len())])[..], text.as_bytes(), &[0; 78]].concat())
}

fn texts(all: &[(&[u8; 4], &str)]) -> Vec<u8> {
    let (mut records, mut letters) = (numbers(&[number(all.len()), 12]), Vec::new());
    for (lang, text) in all {
        let text = utf16(text);
        records.extend(lang.iter());
        records.extend(numbers(&[number(text.len()), number(16 + 12 * all.len() + letters.len())]));
        letters.extend(text);
    }
    value(b"mluc", &[records, letters].concat())
}

fn dictionary(all: &[(&str, &str)]) -> Vec<u8> {
    let (mut records, mut letters) = (numbers(&[number(all.len()), 16]), Vec::new());
    for text in all.iter().flat_map(|(key, value)| [key, value]).map(|text| utf16(text)) {
        records.extend(numbers(&[number(16 + 16 * all.len() + letters.len()), number(text.len())]));
        letters.extend(text);
    }
    value(b"dict", &[records, letters].concat())
}

fn xyz(colour: [f64; 3]) -> Vec<u8> {
    value(b"XYZ ", &fixed(&colour))
}

/// Numbers in units of 1/65536.
#[allow(clippy::cast_possible_truncation)]
fn fixed(all: &[f64]) -> Vec<u8> {
    all.iter().flat_map(|number| ((number * 65_536.0).round() as i32).to_be_bytes()).collect()
}

fn numbers(all: &[u32]) -> Vec<u8> {
    all.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn number(number: usize) -> u32 {
    u32::try_from(number).expect("small")
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}
