//! Tests that read small TIFF structures.

use super::decode;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Issue;
use crate::limits::Limits;
use crate::sink::Sink;
use crate::source::View;
use crate::tag::{Group, Tag};
use bumpalo::Bump;

/// The offset of the test blocks in their file.
const BASE: u64 = 12;

/// An entry: tag, type, count, and the four bytes of the value or offset.
type Entry = (u16, u16, u32, [u8; 4]);

/// A directory with its entries and the offset of the next one.
fn directory(entries: &[Entry], next: u32) -> Vec<u8> {
    let mut out = u16::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
    for (id, kind, count, value) in entries {
        out.extend(id.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(value);
    }
    out.extend(next.to_le_bytes());
    out
}

/// A little-endian header, and the data after it.
fn tiff(parts: &[&[u8]]) -> Vec<u8> {
    [b"II*\0\x08\0\0\0", parts.concat().as_slice()].concat()
}

fn at(offset: u32) -> [u8; 4] {
    offset.to_le_bytes()
}

fn short(number: u16) -> [u8; 4] {
    let [a, b] = number.to_le_bytes();
    [a, b, 0, 0]
}

/// The tags in a block: `group:name=value`, with ` (raw)` if the raw form differs.
fn read_with(bytes: &[u8], limits: &Limits) -> (Vec<String>, Vec<Issue>, usize) {
    read_placed(bytes, BASE, limits)
}

/// The same for a block that starts at `base` in its file.
fn read_placed(bytes: &[u8], base: u64, limits: &Limits) -> (Vec<String>, Vec<Issue>, usize) {
    let arena = Bump::new();
    let cx = Context::new(limits, &arena, encoding_rs::WINDOWS_1252);
    let tags: Vec<String> = {
        let mut sink = Sink::default();
        let block = Block::new(BlockKind::Exif, View::memory(Bytes::new(bytes, base)));
        decode(&block, &cx, &mut sink);
        sink.tags.iter().filter(|tag| tag.group != Group::File).map(shown).collect()
    };
    (tags, cx.take_issues(), arena.allocated_bytes())
}

fn shown(tag: &Tag<'_>) -> String {
    let Tag { group, name, value, raw, .. } = tag;
    match raw {
        Some(raw) => format!("{group}:{name}={value} ({raw})"),
        None => format!("{group}:{name}={value}"),
    }
}

fn read(bytes: &[u8]) -> Vec<String> {
    read_with(bytes, &Limits::default()).0
}

fn issues(bytes: &[u8]) -> Vec<&'static str> {
    read_with(bytes, &Limits::default()).1.iter().filter_map(|issue| issue.code.known()).collect()
}

/// The printed form of a value, in a directory of its own.
fn value_in(pointer: Option<u16>, id: u16, kind: u16, data: &[u8]) -> String {
    let size = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8][usize::from(kind)];
    let count = u32::try_from(data.len() / size).unwrap();
    let start = if pointer.is_some() { 8 + 18 } else { 8 };
    let mut inline = [0; 4];
    if data.len() <= 4 {
        inline[..data.len()].copy_from_slice(data);
    } else {
        inline = at(start + 18);
    }
    let inner = directory(&[(id, kind, count, inline)], 0);
    let outer = pointer.map(|pointer| directory(&[(pointer, 4, 1, at(start))], 0)).unwrap_or_default();
    let tags = read(&tiff(&[&outer, &inner, data]));
    let text = tags.first().cloned().unwrap_or_default();
    text.split_once('=').map(|(_, value)| value.to_owned()).unwrap_or_default()
}

fn exif(id: u16, kind: u16, data: &[u8]) -> String {
    value_in(Some(34665), id, kind, data)
}

fn gps(id: u16, kind: u16, data: &[u8]) -> String {
    value_in(Some(34853), id, kind, data)
}

fn ifd0(id: u16, kind: u16, data: &[u8]) -> String {
    value_in(None, id, kind, data)
}

/// Fractions as bytes.
fn fractions(list: &[(i32, i32)]) -> Vec<u8> {
    list.iter().flat_map(|(num, den)| [num.to_le_bytes(), den.to_le_bytes()].concat()).collect()
}

#[test]
fn both_byte_orders() {
    let little = tiff(&[&directory(&[(271, 2, 4, *b"abc\0"), (274, 3, 1, short(6))], 0)]);
    let big = b"MM\0*\0\0\0\x08\0\x02\
        \x01\x0f\0\x02\0\0\0\x04abc\0\
        \x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let expected = ["IFD0:Make=abc", "IFD0:Orientation=Rotate 90 CW (6)"];
    assert_eq!(read(&little), expected);
    assert_eq!(read(big), expected);
}

#[test]
fn bigtiff() {
    let mut bytes = b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0".to_vec();
    bytes.extend(b"\x00\x01\x10\0\x01\0\0\0\0\0\0\0\xff\0\0\0\0\0\0\0");
    bytes.extend(b"\x0f\x01\x02\0\x06\0\0\0\0\0\0\0Canon\0\0\0");
    bytes.extend([0; 8]);
    assert_eq!(read(&bytes), ["IFD0:ImageWidth=255", "IFD0:Make=Canon"]);
}

#[test]
fn directories_and_their_groups() {
    let bytes = tiff(&[
        &directory(&[(330, 4, 2, at(100)), (34665, 4, 1, at(52))], 38),
        &directory(&[], 0)[..6],
        &[0; 8],
        &directory(&[(40965, 4, 1, at(70)), (41987, 3, 1, short(1))], 38)[..30],
        &[0; 18],
        &at(108),
        &at(126),
        &directory(&[(256, 3, 1, short(1))], 0),
        &directory(&[(256, 3, 1, short(2))], 0),
    ]);
    let tags = read(&bytes);
    assert!(tags.contains(&"SubIFD:ImageWidth=1".to_owned()), "{tags:?}");
    assert!(tags.contains(&"SubIFD1:ImageWidth=2".to_owned()), "{tags:?}");
    assert!(tags.contains(&"ExifIFD:WhiteBalance=Manual (1)".to_owned()), "{tags:?}");
}

#[test]
fn loops_end() {
    let itself = tiff(&[&directory(&[(271, 2, 4, *b"abc\0")], 8)]);
    assert_eq!(read(&itself), ["IFD0:Make=abc"]);
    assert_eq!(issues(&itself), ["loop"]);
    // IFD0 → ExifIFD → GPS → InteropIFD → ExifIFD. GPS directories lead nowhere, so Interop is attached to Exif.
    let ring = tiff(&[
        &directory(&[(34665, 4, 1, at(26))], 0),
        &directory(&[(34853, 4, 1, at(56)), (40965, 4, 1, at(74))], 0),
        &directory(&[(40965, 4, 1, at(74))], 0),
        &directory(&[(34665, 4, 1, at(26))], 0),
    ]);
    assert_eq!(issues(&ring), ["loop"]);
}

#[test]
fn fan_out_is_bounded() {
    // 200 entries point to a directory with 200 entries that point to a third one, and so on.
    let wide = |to: u32| directory(&[(34665, 4, 1, at(to)); 200], 0);
    let size = u32::try_from(wide(0).len()).unwrap();
    let bytes = tiff(&[&wide(8 + size), &wide(8 + 2 * size), &wide(8)]);
    assert!(read(&bytes).is_empty());
    // A chain longer than the limit.
    let chain: Vec<u8> = (1..1000u32).flat_map(|n| directory(&[(256, 3, 1, short(7))], 8 + 18 * n)).collect();
    let limits = Limits::default();
    let (tags, issues, _) = read_with(&tiff(&[&chain]), &limits);
    assert_eq!(tags.len(), limits.directories as usize);
    assert_eq!(issues.len(), 1);
}

#[test]
fn wrong_entries_cost_themselves() {
    let good = (305, 2, 4, *b"abc\0");
    for wrong in [
        (271, 2, 20, at(70_000)),
        (271, 2, 20, at(0xffff_ffff)),
        (271, 2, 0xffff_ffff, at(8)),
        (271, 2, 6, at(2)),
        (271, 2, 6, at(12)),
        (271, 99, 1, at(1)),
        (34665, 2, 4, at(8)),
        (34665, 4, 2, at(8)),
    ] {
        let bytes = tiff(&[&directory(&[(256, 3, 1, short(1)), wrong, good], 0)]);
        assert_eq!(read(&bytes), ["IFD0:ImageWidth=1", "IFD0:Software=abc"], "{wrong:?}");
        let (_, issues, _) = read_with(&bytes, &Limits::default());
        assert_eq!(issues.len(), 1, "{wrong:?}");
        assert!(issues[0].offset.is_some_and(|offset| offset >= BASE), "{wrong:?}");
    }
}

#[test]
fn huge_counts_of_every_type() {
    for kind in (0..20).chain([129, 0xffff]) {
        for count in [0, 0x2000_0000, 0x2000_0001, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] {
            for offset in [0, 8, 50, 0x7fff_ffff, 0xffff_ffff] {
                let entries = [(256, 3, 1, short(1)), (271, kind, count, at(offset))];
                let (_, _, memory) = read_with(&tiff(&[&directory(&entries, 0)]), &Limits::default());
                assert!(memory < 64 * 1024);
            }
        }
    }
}

#[test]
fn nonsense_at_the_start_is_no_directory() {
    assert!(read(&tiff(&[&directory(&[(271, 99, 1, at(1)), (305, 2, 4, *b"abc\0")], 0)])).is_empty());
    assert_eq!(issues(b"II*\0\x04\0\0\0\0\0"), ["bad-header"]);
    assert_eq!(issues(b"XX*\0\x08\0\0\0\0\0"), ["bad-header"]);
    let cut = tiff(&[&directory(&[(271, 2, 4, *b"abc\0"), (305, 2, 4, *b"abc\0")], 0)]);
    assert_eq!(issues(&cut[..cut.len() - 8]), ["bad-directory"]);
}

#[test]
fn overlapping_values_cost_no_more_than_the_block() {
    let entries = vec![(258, 1, 60_000, at(8 + 2 + 12 * 2000 + 4)); 2000];
    let bytes = tiff(&[&directory(&entries, 0), &vec![7; 60_000]]);
    let (_, issues, memory) = read_with(&bytes, &Limits::default());
    assert!(memory < 16 * bytes.len() + 64 * 1024, "{memory}");
    assert!(issues.iter().any(|issue| issue.code == "budget"));
}

#[test]
fn of_several_tags_of_a_name_one_is_kept() {
    let twice = |id, a, b| read(&tiff(&[&directory(&[(id, 2, 4, a), (id, 2, 4, b)], 0)]));
    assert_eq!(twice(271, *b"abc\0", *b"xyz\0"), ["IFD0:Make=xyz"]);
    assert_eq!(twice(270, *b"abc\0", *b"xyz\0"), ["IFD0:ImageDescription=abc"]);
    let entries = [(271, 2, 4, *b"abc\0"), (271, 2, 4, *b"xyz\0")];
    let second = tiff(&[&directory(&[], 14), &directory(&entries, 0)]);
    assert_eq!(read(&second), ["IFD1:Make=abc"]);
}

#[test]
fn the_thumbnail() {
    let entries = [(513, 4, 1, at(44)), (514, 4, 1, at(5))];
    let bytes = tiff(&[&directory(&[], 14), &directory(&entries, 0), b"\xff\xd8\xff\xd9."]);
    assert_eq!(
        read(&bytes),
        [
            "IFD1:ThumbnailOffset=56",
            "IFD1:ThumbnailLength=5",
            "IFD1:ThumbnailImage=(Binary data 5 bytes, use -b option to extract)",
        ]
    );
}

#[test]
fn a_thumbnail_beyond_the_block_comes_from_the_directory_that_tells_of_it() {
    let entries = [(513, 4, 1, at(943_263_525)), (514, 4, 1, at(5))];
    let bytes = tiff(&[&directory(&[], 14), &directory(&entries, 0)]);
    let (limits, arena) = (Limits::default(), Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let mut sink = Sink::default();
    decode(&Block::new(BlockKind::Exif, View::memory(Bytes::new(&bytes, BASE))), &cx, &mut sink);
    let tags = sink.tags.iter().filter(|tag| tag.group != Group::File);
    let places: Vec<_> = tags.map(|tag| (&*tag.name, tag.source.offset)).collect();
    assert_eq!(
        places,
        [("ThumbnailOffset", BASE + 24), ("ThumbnailLength", BASE + 36), ("ThumbnailImage", BASE + 14)]
    );
    assert_eq!(cx.take_issues().first().and_then(|issue| issue.code.known()), Some("bad-offset"));
}

#[test]
fn blocks_of_other_kinds() {
    let entries = [(700, 1, 8, at(50)), (33723, 4, 2, at(50)), (34377, 1, 8, at(50))];
    let bytes = tiff(&[&directory(&entries, 0), b"\0\0\x02\x1c\x05\0\x01a"]);
    let (limits, arena) = (Limits::default(), Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let mut sink = Sink::default();
    decode(&Block::new(BlockKind::Exif, View::memory(Bytes::new(&bytes, BASE))), &cx, &mut sink);
    let kinds: Vec<_> = sink.blocks.iter().map(|block| (block.kind, block.standard)).collect();
    assert_eq!(kinds, [(BlockKind::Xmp, false), (BlockKind::Iim, false), (BlockKind::Irb, false)]);
    let iim = sink.blocks[1].data.all().unwrap();
    assert_eq!((iim.as_slice(), iim.absolute(0)), (&b"\0\0\x02\x1c\x05\0\x01a"[..], BASE + 50));
}

#[test]
fn numbers_and_text() {
    assert_eq!(ifd0(258, 3, &[8, 0, 8, 0, 8, 0]), "8 8 8");
    assert_eq!(ifd0(282, 5, &fractions(&[(72, 1)])), "72");
    assert_eq!(ifd0(282, 5, &fractions(&[(1, 0)])), "inf");
    assert_eq!(ifd0(282, 5, &fractions(&[(0, 0)])), "undef");
    assert_eq!(ifd0(33550, 12, &1.5f64.to_le_bytes()), "1.5");
    assert_eq!(ifd0(33550, 12, &f64::INFINITY.to_le_bytes()), "Inf");
    assert_eq!(ifd0(271, 2, b"Canon \0rest"), "Canon");
    assert_eq!(ifd0(270, 2, b"WWL  \0"), "WWL  ");
    assert_eq!(ifd0(270, 2, b"caf\xe9 bar\0"), "café bar");
    assert_eq!(ifd0(270, 7, b"caf\xe9\0bar"), "caf?bar");
    assert_eq!(ifd0(33432, 2, b"Photo \0Edit\0"), "Photo\nEdit");
    assert_eq!(ifd0(40091, 1, b"a\0\xe9\0\0\0x\0"), "aé");
    assert_eq!(ifd0(59932, 7, &[0; 20]), "(Binary data 20 bytes, use -b option to extract)");
}

#[test]
fn meanings() {
    assert_eq!(ifd0(274, 3, &[9, 0]), "Unknown (9) (9)");
    assert_eq!(ifd0(530, 3, &[2, 0, 1, 0]), "YCbCr4:2:2 (2 1) (2 1)");
    assert_eq!(
        ifd0(254, 4, &8_126_466u32.to_le_bytes()),
        "Single page, [18], [19], [20], [21], [22] (8126466)"
    );
    assert_eq!(ifd0(292, 4, &0u32.to_le_bytes()), "(none) (0)");
    assert_eq!(ifd0(339, 3, &[1, 0, 9, 0]), "Unsigned; Unknown (9) (1 9)");
    assert_eq!(exif(37385, 3, &[9, 0]), "On, Fired (9)");
    assert_eq!(exif(37385, 3, &[0xe7, 3]), "Unknown (0x3e7) (999)");
    assert_eq!(exif(40961, 3, &[0xff, 0xff]), "Uncalibrated (65535)");
    assert_eq!(exif(41728, 7, &[3]), "Digital Camera (3)");
    assert_eq!(exif(41728, 7, &[3, 0, 0, 0]), "Sigma Digital Camera (\u{3})");
    assert_eq!(exif(37121, 7, &[1, 2, 3, 0]), "Y, Cb, Cr, - (1 2 3 0)");
    assert_eq!(gps(1, 2, b"S\0"), "South (S)");
    assert_eq!(gps(10, 2, b"3\0"), "3-Dimensional Measurement (3)");
    assert_eq!(gps(0, 1, &[2, 3, 0, 0]), "2.3.0.0 (2 3 0 0)");
}

#[test]
fn exposure() {
    assert_eq!(exif(33434, 5, &fractions(&[(1, 160)])), "1/160 (0.00625)");
    assert_eq!(exif(33434, 5, &fractions(&[(5, 2)])), "2.5 (2.5)");
    assert_eq!(exif(33434, 5, &fractions(&[(0, 0)])), "undef");
    assert_eq!(exif(33437, 5, &fractions(&[(4, 1)])), "4.0 (4)");
    assert_eq!(exif(37377, 10, &fractions(&[(7, 3)])), "1/5 (0.198425131541871)");
    assert_eq!(exif(37378, 5, &fractions(&[(3, 1)])), "2.8 (2.82842712474619)");
    assert_eq!(exif(37380, 10, &fractions(&[(1, 3)])), "+1/3 (0.3333333333)");
    assert_eq!(exif(37380, 10, &fractions(&[(-65, 100)])), "-0.65 (-0.65)");
    assert_eq!(exif(37380, 10, &fractions(&[(-1, 1)])), "-1 (-1)");
    assert_eq!(exif(37380, 10, &fractions(&[(0, 3)])), "0 (0)");
    assert_eq!(exif(37382, 5, &fractions(&[(3, 2)])), "1.5 m (1.5)");
    assert_eq!(exif(37386, 5, &fractions(&[(50, 1)])), "50.0 mm (50)");
    assert_eq!(exif(41989, 3, &[35, 0]), "35 mm (35)");
    assert_eq!(exif(34855, 3, &[100, 0, 200, 0]), "100, 200 (100 200)");
    let lens = |list| exif(42034, 5, &fractions(list));
    assert_eq!(lens(&[(18, 1), (55, 1), (7, 2), (56, 10)]), "18-55mm f/3.5-5.6 (18 55 3.5 5.6)");
    assert_eq!(lens(&[(50, 1), (50, 1), (18, 10), (18, 10)]), "50mm f/1.8 (50 50 1.8 1.8)");
    assert_eq!(lens(&[(15, 1), (85, 1), (0, 0), (0, 0)]), "15-85mm f/? (15 85 undef undef)");
}

#[test]
fn positions() {
    let place = |list| gps(2, 5, &fractions(list));
    assert_eq!(place(&[(48, 1), (8, 1), (492, 10)]), "48 deg 8' 49.20\" (48.147)");
    assert_eq!(place(&[(48, 1), (59, 1), (59_999, 1000)]), "49 deg 0' 0.00\" (48.9999997222222)");
    assert_eq!(place(&[(48, 1), (0, 0), (0, 0)]), "");
    let time = |list| gps(7, 5, &fractions(list));
    assert_eq!(time(&[(14, 1), (28, 1), (1724, 100)]), "14:28:17.24");
    assert_eq!(time(&[(25, 1), (61, 1), (61, 1)]), "26:02:01");
    assert_eq!(gps(6, 5, &fractions(&[(117, 1)])), "117 m (117)");
    assert_eq!(gps(29, 2, b"2020-01-02\0"), "2020:01:02");
    assert_eq!(gps(27, 7, b"ASCII\0\0\0GPS"), "GPS");
}

#[test]
fn comments() {
    let comment = |bytes: &[u8]| exif(37510, 7, bytes);
    assert_eq!(comment(b"ASCII\0\0\0hello  \0\0"), "hello");
    assert_eq!(comment(b"\0\0\0\0\0\0\0\0hello"), "hello");
    assert_eq!(comment(b"UNICODE\0h\0\xe9\0"), "hé");
    assert_eq!(comment(b"UNICODE\0\0h\0\xe9"), "hé");
    assert_eq!(comment(b"UNICODE\0\xfe\xff\0h"), "h");
    assert_eq!(comment(b"JIS\0\0\0\0\0\x1b$B$\"\x1b(B"), "あ");
    assert_eq!(comment(b"no prefix here"), "no prefix here");
    assert_eq!(comment(b"ab"), "ab");
}

#[test]
fn structures() {
    assert_eq!(exif(41730, 7, &[2, 0, 2, 0, 0, 1, 1, 2]), "[Red,Green][Green,Blue] (2 2 0 1 1 2)");
    assert_eq!(exif(41730, 7, &[0, 2, 0, 2, 0, 1, 1, 2]), "[Red,Green][Green,Blue] (2 2 0 1 1 2)");
    let mut table = b"\x02\0\x01\0LW\0V\0".to_vec();
    table.extend(fractions(&[(1, 2), (3, 4)]));
    assert!(exif(41484, 7, &table).starts_with("LW=0.5; V=0.75 ("));
    assert_eq!(exif(41997, 3, &[2, 1]), "Accurate Reproduction; Not Default Settings (1 2)");
    assert_eq!(ifd0(50710, 1, &[0, 1, 9]), "Red,Green,Unknown(9) (0 1 9)");
    assert_eq!(ifd0(50781, 1, &[1, 0xab]), "01AB");
    let code = [1, 2, 3, 4, 0, 0, 0, 0];
    assert_eq!(ifd0(51043, 1, &code), "04:03:02.01 (01.02.03.04.00.00.00.00)");
    assert_eq!(ifd0(50971, 2, b"2020-10-27T18:21:44Z\0"), "2020:10:27 18:21:44Z");
}

#[test]
fn every_prefix_and_every_byte() {
    let entries = [
        (254, 4, 1, at(1)),
        (271, 2, 6, at(200)),
        (330, 4, 1, at(160)),
        (33432, 2, 6, at(200)),
        (34665, 4, 1, at(92)),
        (34853, 4, 1, at(130)),
        (51008, 7, 40, at(200)),
    ];
    let mut bytes = tiff(&[&directory(&entries, 160)[..]]);
    bytes.resize(92, 0);
    bytes.extend(directory(&[(37510, 7, 40, at(200)), (41730, 7, 40, at(200)), (42034, 5, 4, at(200))], 0));
    bytes.resize(130, 0);
    bytes.extend(directory(&[(2, 5, 3, at(200)), (7, 5, 3, at(200))], 0));
    bytes.resize(160, 0);
    bytes.extend(directory(&[(513, 4, 1, at(200)), (514, 4, 1, at(20)), (339, 3, 4, at(200))], 0));
    bytes.resize(200, 0);
    bytes.extend((0..60u8).map(|n| n.wrapping_mul(37)));
    assert!(read(&bytes).len() > 8);
    for end in 0..bytes.len() {
        read(&bytes[..end]);
    }
    for place in 0..bytes.len() {
        for byte in [0, 1, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[place] = byte;
            read(&changed);
        }
    }
    // Every tag of the table with every type, on the same bytes.
    for id in 0..=u16::MAX {
        for kind in 1..=12 {
            let inner = directory(&[(id, kind, 3, at(26))], 0);
            let bytes = tiff(&[&inner, &[0xff; 24]]);
            read(&bytes);
        }
    }
}

#[test]
fn a_raw_of_panasonic_numbers_its_tags_on_its_own() {
    let entries =
        [(2, 3, 1, short(3724)), (9, 3, 1, short(4)), (24, 3, 1, short(384)), (282, 3, 1, short(72))];
    let mut bytes = tiff(&[&directory(&entries, 0)]);
    bytes[2] = 0x55;
    let (tags, issues, _) = read_placed(&bytes, 0, &Limits::default());
    let expected = [
        "IFD0:SensorWidth=3724",
        "IFD0:CFAPattern=[Blue,Green][Green,Red] (4)",
        "IFD0:HighISOMultiplierRed=1.5",
    ];
    assert_eq!(tags, expected);
    assert!(issues.is_empty());
}

#[test]
fn a_small_picture_without_compression_is_a_thumbnail() {
    let entries = |compression, len| {
        [
            (254, 4, 1, at(1)),
            (256, 3, 1, short(4)),
            (257, 3, 1, short(2)),
            (258, 3, 1, short(8)),
            (259, 3, 1, short(compression)),
            (262, 3, 1, short(1)),
            (273, 4, 1, at(8)),
            (277, 3, 1, short(1)),
            (278, 3, 1, short(2)),
            (279, 4, 1, at(len)),
        ]
    };
    let thumbnail = |compression, len| {
        let tags = read(&tiff(&[&directory(&entries(compression, len), 0)]));
        tags.into_iter().find(|tag| tag.starts_with("IFD0:ThumbnailTIFF"))
    };
    let shown = "IFD0:ThumbnailTIFF=(Binary data 218 bytes, use -b option to extract)";
    assert_eq!(thumbnail(1, 8).as_deref(), Some(shown));
    assert_eq!(thumbnail(1, 9), None);
    assert_eq!(thumbnail(5, 8), None);
}

#[test]
fn the_jpeg_of_the_first_directory_depends_on_the_camera() {
    let name = |make: &str, model: &str| {
        let entries = [(271, 2, 5, at(50)), (272, 2, 8, at(56)), (513, 4, 1, at(8))];
        let mut bytes = tiff(&[&directory(&entries, 0)]);
        bytes.resize(50, 0);
        bytes.extend([make.as_bytes(), &[0], model.as_bytes(), &[0]].concat());
        bytes.resize(80, 0);
        let tags = read_placed(&bytes, 0, &Limits::default()).0;
        tags.last().and_then(|tag| Some(tag.split_once('=')?.0.to_owned()))
    };
    assert_eq!(name("MAKER", "MODEL 1").as_deref(), Some("IFD0:OtherImageStart"));
    assert_eq!(name("SONY ", "MODEL 1").as_deref(), Some("IFD0:PreviewImageStart"));
    assert_eq!(name("NIKON", "COOLPIX").as_deref(), Some("IFD0:ThumbnailOffset"));
}
