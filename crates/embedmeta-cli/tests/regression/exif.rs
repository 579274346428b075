//! TIFF directories and their entries.

use crate::support;
use embedmeta::{Extraction, Extractor, Groups};

/// An entry: tag, type, count, and the four bytes of value or offset.
type Entry = (u16, u16, u32, [u8; 4]);

/// A structure that is written piece by piece, each at its own offset.
struct Structure(Vec<u8>);

impl Structure {
    /// Writes a little-endian header; the first directory starts at byte 8.
    fn new() -> Self {
        Self(b"II*\0\x08\0\0\0".to_vec())
    }

    fn bytes(mut self, at: usize, bytes: &[u8]) -> Self {
        let end = at + bytes.len();
        self.0.resize(self.0.len().max(end), 0);
        self.0[at..end].copy_from_slice(bytes);
        self
    }

    fn directory(self, at: usize, entries: &[Entry], next: u32) -> Self {
        let mut out = u16::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
        for (id, kind, count, value) in entries {
            out.extend([&id.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), value].concat());
        }
        out.extend(next.to_le_bytes());
        self.bytes(at, &out)
    }

    fn read(self) -> Extraction {
        read(&self.0)
    }
}

/// What the standards and makers say, without what the structure of the file says.
fn read(bytes: &[u8]) -> Extraction {
    let groups = Groups::EXIF | Groups::IPTC | Groups::XMP | Groups::MAKER_NOTES;
    Extractor::new().groups(groups).from_bytes(bytes).expect("it is known")
}

fn long(number: u32) -> [u8; 4] {
    number.to_le_bytes()
}

/// `group:name=value` of each tag.
fn tags(extraction: &Extraction) -> Vec<String> {
    extraction.tags.iter().map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect()
}

fn codes(extraction: &Extraction) -> Vec<&str> {
    extraction.issues.iter().map(|issue| issue.code.as_str()).collect()
}

/// A directory that is identified by its number.
fn numbered(number: u32) -> [Entry; 2] {
    [(256, 4, 1, long(number)), (257, 4, 1, long(number))]
}

/// The widths that are found, each with its group.
fn widths(extraction: &Extraction) -> Vec<String> {
    tags(extraction).into_iter().filter(|tag| tag.contains(":ImageWidth=")).collect()
}

/// Only IFD0 had a chain: the next pointer of a SubIFD was not followed.
#[test]
fn the_next_pointers_of_subifds_lead_to_directories() {
    let found = Structure::new()
        .directory(8, &[(256, 4, 1, long(1)), (330, 4, 1, long(100))], 0)
        .directory(100, &numbered(10), 200)
        .directory(200, &numbered(11), 300)
        .directory(300, &numbered(12), 0)
        .read();
    let expected =
        ["IFD0:ImageWidth=1", "SubIFD:ImageWidth=10", "SubIFD1:ImageWidth=11", "SubIFD2:ImageWidth=12"];
    assert_eq!(widths(&found), expected);
    assert!(codes(&found).is_empty());
}

/// The chain of the first child uses up the names of the others; a clash with their chains is reported.
#[test]
fn of_several_subifds_the_first_has_a_chain() {
    let found = Structure::new()
        .directory(8, &[(256, 4, 1, long(1)), (330, 4, 3, long(60))], 0)
        .bytes(60, &[long(100), long(200), long(300)].concat())
        .directory(100, &numbered(10), 400)
        .directory(200, &numbered(20), 500)
        .directory(300, &numbered(30), 0)
        .directory(400, &[numbered(11), [(305, 2, 4, *b"new\0"), (315, 2, 4, *b"art\0")]].concat(), 0)
        .directory(500, &numbered(21), 0)
        .read();
    let expected =
        ["IFD0:ImageWidth=1", "SubIFD:ImageWidth=10", "SubIFD1:ImageWidth=11", "SubIFD2:ImageWidth=30"];
    assert_eq!(widths(&found), expected);
    assert!(tags(&found).contains(&"SubIFD1:Software=new".to_owned()));
    assert_eq!(codes(&found), ["unread-directory"]);
}

/// A child's children have a chain too, and so do the children of a page.
#[test]
fn chains_of_subifds_nest() {
    let found = Structure::new()
        .directory(8, &[(256, 4, 1, long(1)), (330, 4, 1, long(100))], 500)
        .directory(100, &[(256, 4, 1, long(10)), (330, 4, 1, long(200))], 400)
        .directory(200, &numbered(60), 300)
        .directory(300, &numbered(61), 0)
        .directory(400, &numbered(11), 0)
        .directory(500, &[(256, 4, 1, long(2)), (330, 4, 1, long(600))], 0)
        .directory(600, &numbered(70), 700)
        .directory(700, &[(305, 2, 4, *b"end\0"), (315, 2, 4, *b"art\0")], 0)
        .read();
    let all = tags(&found);
    for expected in
        ["SubIFD:ImageWidth=10", "SubIFD1:ImageWidth=61", "IFD1:ImageWidth=2", "SubIFD1:Software=end"]
    {
        assert!(all.contains(&expected.to_owned()), "{expected} in {all:?}");
    }
}

/// The next pointer of a SubIFD may hold anything; if no directory is there, nothing is read.
#[test]
fn a_next_pointer_to_anything_is_none() {
    let bad: [&[Entry]; 4] = [
        &[(256, 4, 1, long(11))],
        &[(257, 4, 1, long(11)), (256, 4, 1, long(11))],
        &[(256, 4, 1, long(11)), (257, 99, 1, long(11))],
        &[(256, 4, 1, long(11)), (257, 4, 0, long(11))],
    ];
    for linked in bad {
        let found = Structure::new()
            .directory(8, &[(330, 4, 1, long(100))], 0)
            .directory(100, &numbered(10), 200)
            .directory(200, linked, 0)
            .read();
        assert_eq!(widths(&found), ["SubIFD:ImageWidth=10"], "{linked:?}");
        assert_eq!(codes(&found), ["bad-directory"], "{linked:?}");
    }
}

/// The Exif, GPS and interoperability directories have no next pointer [EXIF30 4.6.2]: the bytes in its place are not
/// followed, even if they lead to something like a directory.
#[test]
fn exif_gps_and_interop_directories_have_no_next() {
    let found = Structure::new()
        .directory(8, &[(34665, 4, 1, long(100)), (34853, 4, 1, long(200))], 0)
        .directory(100, &[(33434, 3, 1, long(1)), (40965, 4, 1, long(300))], 400)
        .directory(200, &[(0, 1, 4, [2, 3, 0, 0])], 400)
        .directory(300, &[(1, 2, 4, *b"R98\0")], 400)
        .directory(400, &numbered(7), 0)
        .read();
    assert!(widths(&found).is_empty());
    assert!(codes(&found).is_empty());
}

/// If tags had the same name, a group showed its last one, whatever other directories had. Now, as in `ExifTool`, one
/// tag leads in the whole block, and every other group shows its first.
#[test]
fn of_tags_of_one_name_the_leader_s_group_shows_the_last_and_others_the_first() {
    let two = |a, b| [(305, 2, 4, a), (305, 2, 4, b)];
    let pages = Structure::new()
        .directory(8, &two(*b"a0\0\0", *b"b0\0\0"), 100)
        .directory(100, &two(*b"a1\0\0", *b"b1\0\0"), 200)
        .directory(200, &two(*b"a2\0\0", *b"b2\0\0"), 0)
        .read();
    assert_eq!(tags(&pages), ["IFD0:Software=a0", "IFD1:Software=a1", "IFD2:Software=b2"]);

    let children = Structure::new()
        .directory(8, &[(254, 4, 1, long(1)), (256, 4, 1, long(1)), (330, 4, 2, long(60))], 0)
        .bytes(60, &[long(100), long(200)].concat())
        .directory(100, &[(254, 4, 1, long(1)), (256, 4, 1, long(10))], 300)
        .directory(200, &[(254, 4, 1, long(0)), (256, 4, 1, long(20))], 0)
        .directory(300, &[(254, 4, 1, long(1)), (256, 4, 1, long(11))], 0)
        .read();
    let expected = ["IFD0:ImageWidth=1", "SubIFD:ImageWidth=10", "SubIFD1:ImageWidth=20"];
    assert_eq!(widths(&children), expected, "the main picture's directory leads");
}

/// If a directory had a picture in strips and a JPEG, only the JPEG was named.
#[test]
fn two_pictures_in_one_directory_are_both_named() {
    let both = |compression| {
        [
            (254, 4, 1, long(1)),
            (259, 3, 1, long(compression)),
            (273, 4, 1, long(400)),
            (279, 4, 1, long(20)),
            (513, 4, 1, long(440)),
            (514, 4, 1, long(30)),
        ]
    };
    let named = |compression, place: usize| {
        let mut structure = Structure::new()
            .directory(8, &[(330, 4, 3, long(60))], 0)
            .bytes(60, &[long(100), long(200), long(300)].concat())
            .bytes(400, &[7; 100]);
        for (index, at) in [100, 200, 300].into_iter().enumerate() {
            let entries = both(compression);
            structure = structure.directory(at, if index == place { &entries } else { &[] }, 0);
        }
        let all = tags(&structure.read());
        let is_picture = |tag: &String| tag.contains("=(Binary data");
        all.into_iter().filter(is_picture).collect::<Vec<_>>()
    };
    let shown = |name: &str, len| format!("{name}=(Binary data {len} bytes, use -b option to extract)");
    assert_eq!(named(7, 0), [shown("SubIFD:PreviewImage", 20), shown("SubIFD:JpgFromRaw", 30)]);
    assert_eq!(named(7, 1), [shown("SubIFD1:PreviewImage", 20), shown("SubIFD1:OtherImage", 30)]);
    assert_eq!(named(7, 2), [shown("SubIFD2:JpgFromRaw", 20), shown("SubIFD2:OtherImage", 30)]);
    assert_eq!(named(52546, 0), [shown("SubIFD:PreviewJXL", 20), shown("SubIFD:JpgFromRaw", 30)]);
    assert_eq!(named(34892, 0), [shown("SubIFD:OtherImage", 20), shown("SubIFD:JpgFromRaw", 30)]);
    // Tags of one name describe one picture.
    assert_eq!(named(34892, 1), [shown("SubIFD1:OtherImage", 30)]);
}

/// A tag of unknown meaning that claimed a value beyond the end of the file ended its directory and all that follow.
/// Now such a value, of which nothing would be shown, is only dropped itself, whatever its size.
#[test]
fn a_value_that_is_not_shown_costs_itself() {
    let wrong: [Entry; 6] = [
        (299, 7, 20, long(90_000)),
        (299, 7, 11 << 20, long(90_000)),
        (299, 3, 6 << 20, long(8)),
        (299, 2, 0x7fff_ffff, long(90_000)),
        (299, 7, 0xffff_ffff, long(90_000)),
        (301, 3, 768, long(90_000)),
    ];
    for wrong in wrong {
        let file = |first: Entry| {
            let after = [(305, 2, 4, *b"abc\0"), (34665, 4, 1, long(200))];
            Structure::new()
                .directory(8, &[&[first, wrong], &after[..]].concat(), 100)
                .directory(100, &numbered(5), 0)
                .directory(200, &[(41990, 3, 1, long(0))], 0)
        };
        let expected = [
            "IFD0:ImageWidth=1",
            "IFD0:Software=abc",
            "ExifIFD:SceneCaptureType=Standard",
            "IFD1:ImageWidth=5",
            "IFD1:ImageHeight=5",
        ];
        let found = file((256, 4, 1, long(1))).read();
        assert_eq!(tags(&found), expected, "{wrong:?}");
        assert_eq!(codes(&found).len(), 1, "{wrong:?}");
        // Also as the first entry.
        assert_eq!(tags(&file(wrong).read()), expected[1..], "{wrong:?}");
    }
}

/// A value that would be shown and lies beyond the end of the file still ends its directory, as in `ExifTool`: such a
/// file is truncated.
#[test]
fn a_value_that_would_be_shown_ends_the_directory_of_a_file() {
    let found = Structure::new()
        .directory(8, &[(256, 4, 1, long(1)), (271, 2, 20, long(90_000)), (305, 2, 4, *b"abc\0")], 100)
        .directory(100, &numbered(5), 0)
        .read();
    assert_eq!(tags(&found), ["IFD0:ImageWidth=1"]);
    assert_eq!(codes(&found), ["bad-offset"]);
}

/// In `(Binary data N bytes`, N was the size of the numbers instead of the length of their text, which `ExifTool`
/// counts; and the raw form of `WangTag4` was binary data too.
#[test]
fn numbers_that_are_shown_by_their_length_are_as_long_as_their_text() {
    let value = |id, kind, count, bytes: &[u8]| {
        let found =
            Structure::new().directory(8, &[(id, kind, count, long(100))], 0).bytes(100, bytes).read();
        let tag = found.tags.first().expect("a tag");
        (tag.value.to_string(), tag.raw().to_string())
    };
    let len = |id, kind, count, bytes: &[u8]| {
        let (shown, raw) = value(id, kind, count, bytes);
        assert_eq!(shown, raw);
        let rest = shown.strip_prefix("(Binary data ").and_then(|rest| rest.split_once(' '));
        rest.expect("binary data").0.parse::<usize>().expect("a number")
    };
    let text_len = |numbers: &[String]| numbers.join(" ").len();
    let text = |numbers: std::ops::Range<i64>| text_len(&numbers.map(|n| n.to_string()).collect::<Vec<_>>());
    // SHORT, LONG and SLONG, and also a table of 128 KiB.
    let shorts = |n: u16| (0..n).flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    assert_eq!(len(50712, 3, 60, &shorts(60)), text(0..60));
    assert_eq!(len(50712, 3, 60_000, &shorts(60_000)), text(0..60_000));
    let offsets: Vec<u8> = (8..108u32).flat_map(u32::to_le_bytes).collect();
    assert_eq!(len(273, 4, 100, &offsets), text(8..108));
    let signed: Vec<u8> = (-50..50i32).flat_map(i32::to_le_bytes).collect();
    assert_eq!(len(301, 9, 100, &signed), text(-50..50));
    // Fractions and floating-point numbers.
    let thirds: Vec<u8> = (1..70u32).flat_map(|n| [n.to_le_bytes(), 2u32.to_le_bytes()].concat()).collect();
    let written: Vec<String> = (1..70).map(|n| (f64::from(n) / 2.0).to_string()).collect();
    assert_eq!(len(50715, 5, 69, &thirds), text_len(&written));
    let floats: Vec<u8> = (1..70u8).flat_map(|n| (f32::from(n) / 2.0).to_le_bytes()).collect();
    assert_eq!(len(50940, 11, 69, &floats), text_len(&written));
    // The length of bytes and text is their own.
    assert_eq!(len(59932, 7, 100, &[9; 100]), 100);
    assert_eq!(len(320, 3, 100, &shorts(100)), 200);
    assert_eq!(len(301, 2, 100, &[&[b'x'; 90][..], &[0; 10]].concat()), 90);
    let (shown, raw) = value(32934, 3, 60, &shorts(60));
    assert_eq!(shown, format!("(Binary data {} bytes, use -b option to extract)", text(0..60)));
    assert!(raw.starts_with("0 1 2 3 ") && raw.ends_with(" 58 59"));
}

/// A long value of a text tag became a text about binary data, and thus the caption of the picture.
#[test]
fn what_is_shown_by_its_length_is_no_field() {
    let found = Structure::new()
        .directory(8, &[(270, 7, 70_000, long(100)), (315, 2, 4, *b"art\0")], 0)
        .bytes(100, &vec![b'x'; 70_000])
        .read();
    assert!(tags(&found)[0].starts_with("IFD0:ImageDescription=(Binary data 70000 bytes"));
    assert_eq!(found.metadata.text("ImageDescription"), None);
    assert_eq!(found.metadata.text("Artist"), Some("art"));
}

/// Tag 0x8568, an IPTC block from AFCP, was skipped.
#[test]
fn the_iptc_block_of_afcp_is_read() {
    const IIM: &[u8] = b"\x1c\x02\x69\0\x08Headline";
    let afcp = |file: Structure| file.bytes(100, IIM).bytes(200, b"\x1c\x02\x69\0\x05Other");
    let entry = |id, at, len: usize| (id, 7, u32::try_from(len).unwrap(), long(at));
    let alone = afcp(Structure::new()).directory(8, &[entry(0x8568, 100, IIM.len())], 0);
    let both =
        afcp(Structure::new()).directory(8, &[entry(33723, 200, 10), entry(0x8568, 100, IIM.len())], 0);
    let jpeg = support::jpeg::jpeg(&[support::jpeg::exif(&alone.0)]);
    let found = alone.read();
    assert_eq!(tags(&found), ["IPTC2:Headline=Headline"]);
    assert_eq!(found.metadata.text("Headline"), Some("Headline"));
    assert_eq!(tags(&read(&jpeg)), ["IPTC2:Headline=Headline"]);
    // The block in the standard place takes precedence.
    let found = both.read();
    let shown: Vec<_> = tags(&found).into_iter().filter(|tag| tag.starts_with("IPTC")).collect();
    assert_eq!(shown, ["IPTC:Headline=Other", "IPTC2:Headline=Headline"]);
    assert_eq!(found.metadata.text("Headline"), Some("Other"));
}

/// Tag 0xc51b in Hasselblad files is a separate Exif structure, and was skipped. The file's main structure wins.
#[test]
fn the_structure_in_a_tag_of_hasselblad_is_read() {
    let inner = Structure::new()
        .directory(8, &[(256, 4, 1, long(9)), (305, 2, 4, *b"new\0"), (0xc51b, 7, 26, long(60))], 0)
        .bytes(60, &Structure::new().directory(8, &[(315, 2, 4, *b"art\0")], 0).0);
    let len = u32::try_from(inner.0.len()).unwrap();
    let file = |entries: &[Entry]| {
        let all = [entries, &[(0xc51b, 7, len, long(100)), (0xc51c, 7, len, long(100))]].concat();
        Structure::new().directory(8, &all, 0).bytes(100, &inner.0).read()
    };
    assert_eq!(tags(&file(&[])), ["IFD0:ImageWidth=9", "IFD0:Software=new"]);
    assert_eq!(tags(&file(&[(256, 4, 1, long(1))])), ["IFD0:ImageWidth=1", "IFD0:Software=new"]);
}

/// A TIFF with a signed width had no size, and a width in text gave a wrong one.
#[test]
fn sizes_are_whole_numbers_of_any_type() {
    let size = |kind, value: [u8; 4]| {
        let entries = [(256, kind, 1, value), (257, kind, 1, value), (262, 3, 1, long(1))];
        let file = Structure::new().directory(8, &entries, 0).read().file;
        assert_eq!(file.width, file.height);
        file.width
    };
    for kind in [1, 3, 4, 6, 8, 9, 13] {
        assert_eq!(size(kind, long(100)), Some(100), "type {kind}");
    }
    for (kind, value) in [(6, [0x80, 0, 0, 0]), (8, [0, 0x80, 0, 0]), (9, [0, 0, 0, 0x80])] {
        assert_eq!(size(kind, value), None, "a negative number of type {kind}");
    }
    assert_eq!(size(1, long(200)), Some(200));
    assert_eq!(size(3, long(40_000)), Some(40_000));
    assert_eq!(size(2, *b"9\0\0\0"), None);
    assert_eq!(size(5, long(100)), None);
}

/// Opcodes had names only in `OpcodeList1`, and not in lists of more than 64 KiB.
#[test]
fn opcodes_have_names_in_every_list() {
    const NAMES: [&str; 16] = [
        "[opcode 0]",
        "WarpRectilinear",
        "WarpFisheye",
        "FixVignetteRadial",
        "FixBadPixelsConstant",
        "FixBadPixelsList",
        "TrimBounds",
        "MapTable",
        "MapPolynomial",
        "GainMap",
        "DeltaPerRow",
        "DeltaPerColumn",
        "ScalePerRow",
        "ScalePerColumn",
        "WarpRectilinear2",
        "[opcode 15]",
    ];
    let list = |opcodes: &[u32], size: u32| {
        let mut bytes = u32::try_from(opcodes.len()).unwrap().to_be_bytes().to_vec();
        for opcode in opcodes {
            bytes.extend([*opcode, 0x0103_0000, 0, size].into_iter().flat_map(u32::to_be_bytes));
            bytes.resize(bytes.len() + size as usize, 0);
        }
        bytes
    };
    for (id, name) in [(51008, "OpcodeList1"), (51009, "OpcodeList2"), (51022, "OpcodeList3")] {
        let shown = |bytes: &[u8]| {
            let len = u32::try_from(bytes.len()).unwrap();
            let found = Structure::new()
                .directory(8, &[(330, 4, 1, long(40))], 0)
                .directory(40, &[(id, 7, len, long(100))], 0)
                .bytes(100, bytes)
                .read();
            let tag = found.tags.iter().find(|tag| tag.name == name).expect(name);
            assert_eq!(tag.group.to_string(), "SubIFD");
            assert_eq!(tag.raw().to_string(), format!("(Binary data {len} bytes, use -b option to extract)"));
            tag.value.to_string()
        };
        assert_eq!(shown(&list(&(0..16).collect::<Vec<_>>(), 4)), NAMES.join(", "));
        assert_eq!(shown(&list(&[9; 3], 40_000)), "GainMap, GainMap, GainMap");
        assert_eq!(shown(&list(&vec![9; 5_000], 0)), vec!["GainMap"; 5_000].join(", "));
    }
}

/// A binary maker note that begins with letters was shown as text if NULs followed, and always if longer than 64 KiB.
#[test]
fn a_maker_note_of_a_known_kind_is_no_text() {
    let text_of = |make: &str, note: &[u8]| {
        let len = u32::try_from(note.len()).unwrap();
        let make = format!("{make}\0\0\0\0");
        let found = Structure::new()
            .directory(
                8,
                &[(271, 2, u32::try_from(make.len()).unwrap(), long(60)), (34665, 4, 1, long(100))],
                0,
            )
            .bytes(60, make.as_bytes())
            .directory(100, &[(37500, 7, len, long(200))], 0)
            .bytes(200, note)
            .read();
        let text = found.tags.iter().find(|tag| tag.name == "MakerNoteUnknownText");
        text.map(|tag| tag.value.to_string())
    };
    let binary: [(&str, &[u8]); 13] = [
        ("PENTAX", b"AOC\0\0\0\0\0"),
        ("PENTAX", b"PENTAX \0\0\0"),
        ("PENTAX", b"123 abc"),
        ("Asahi Optical Co.,Ltd", b"some text"),
        ("OLYMPUS", b"OLYMP\0\0\0"),
        ("OM Digital", b"OM SYSTEM\0\0\0"),
        ("Apple", b"Apple iOS\0\0\0"),
        ("FLIR Systems", b"some text"),
        ("Kodak", b"some text"),
        ("nikon", b"some text"),
        ("Victor Company", b"VER:1"),
        ("any", b"12345678Eastman Kodak"),
        ("any", b"STMN100\0\0"),
    ];
    for (make, note) in binary {
        assert_eq!(text_of(make, note), None, "{make} {note:?}");
    }
    let texts: [(&str, &[u8], &str); 7] = [
        ("PENTAX", b"Rev. 1\0\0", "Rev. 1"),
        ("any", b"VER:1.0", "VER:1.0"),
        ("any", b"123 abc", "123 abc"),
        ("any", b"SONY text", "SONY text"),
        ("DJI", b"DJI text", "DJI text"),
        ("HASSELBLAD", b"some text", "some text"),
        ("any", b"STMN text", "STMN text"),
    ];
    for (make, note, text) in texts {
        assert_eq!(text_of(make, note).as_deref(), Some(text), "{make}");
    }
    let long_note = [&b"AOC\0"[..], &vec![7; 70_000]].concat();
    assert_eq!(text_of("PENTAX", &long_note), None);
    assert_eq!(text_of("any", &long_note), None);
}

/// A maker's private data in a DNG is not shown; if it was longer than 64 KiB, it was.
#[test]
fn long_private_data_of_a_known_maker_is_not_shown() {
    let shown = |start: &[u8]| {
        let data = [start, &vec![7; 70_000]].concat();
        let len = u32::try_from(data.len()).unwrap();
        tags(&Structure::new().directory(8, &[(50740, 1, len, long(100))], 0).bytes(100, &data).read())
    };
    assert!(shown(b"Adobe\0").is_empty());
    assert_eq!(shown(b"Others"), ["IFD0:DNGPrivateData=(Binary data 70006 bytes, use -b option to extract)"]);
}
