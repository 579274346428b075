//! Builds files whose formats say something of themselves beside the metadata.

use super::exif::{Data, Directory, tiff};
use super::raw;
use std::fmt::Write as _;

fn le(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn be(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("small")
}

/// A BMP with the header of its fifth version, calibrated colours and a picture stored as a PNG.
pub fn bmp() -> Vec<u8> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    let mut header = vec![124, 8, (-6i32).cast_unsigned(), 1, 5, length(PNG), 2835, 2835, 0, 0];
    header.extend([0x00ff_0000, 0xff00, 0xff, 0xff00_0000, 0]);
    header.extend([0x28f5_c28f, 0x151e_b852, 0x01eb_851f]);
    header.extend([0x1333_3333, 0x2666_6666, 0x0666_6666]);
    header.extend([0x0999_999a, 0x03d7_0a3d, 0x328f_5c29]);
    header.extend([0x23333, 0x23333, 0x23333, 4, 0, 0, 0]);
    let file = le(&[138 + length(PNG), 0, 138]);
    [b"BM", &file[..], &le(&header), PNG].concat()
}

/// One layer of a Photoshop document, with its further data.
fn layer(name: &str, mode: &[u8], opacity: u8, flags: u8, further: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut extra = vec![0; 8];
    extra.push(u8::try_from(name.len()).expect("short"));
    extra.extend(name.bytes());
    extra.resize(8 + (name.len() + 1).next_multiple_of(4), 0);
    for (key, data) in further {
        extra.extend([b"8BIM", *key, &be(&[length(data)]), data].concat());
    }
    let channels = [0, 1, 0, 0, 0, 0, 0, 2];
    [
        &be(&[0, 0, 6, 8])[..],
        &channels,
        b"8BIM",
        mode,
        &[opacity, 0, flags, 0],
        &be(&[length(&extra)]),
        &extra,
    ]
    .concat()
}

/// A Photoshop document of two layers.
pub fn psd() -> Vec<u8> {
    let name = b"\0\0\0\x04\0N\0a\0m\0e";
    let first =
        layer("Background", b"norm", 255, 0, &[(b"luni", name), (b"lclr", &[0, 3, 0, 0, 0, 0, 0, 0])]);
    let second = layer("Layer 1", b"mul ", 99, 2, &[(b"lsct", &be(&[2]))]);
    let mut layers = [&[0, 2][..], &first, &second, &[0; 4]].concat();
    layers.resize(layers.len().next_multiple_of(2), 0);
    let section = [&be(&[length(&layers)])[..], &layers, &[0; 4]].concat();
    let channels = b"8BIM\x04\x35\0\0\0\0\0\x11\0\0\0\x01\0\x02\0\x05\0\x06\0\x07\0\x08\0\x1e\x01\0";
    let header = [0, 3, 0, 0, 0, 6, 0, 0, 0, 8, 0, 8, 0, 3];
    let parts = [be(&[0]), be(&[length(channels)]), channels.to_vec(), be(&[length(&section)]), section];
    [b"8BPS\0\x01\0\0\0\0\0\0", &header[..], &parts.concat(), &[0, 1], &[0; 24]].concat()
}

/// A DOS EPS binary file whose program has many comments, and whose TIFF preview has metadata.
pub fn eps() -> Vec<u8> {
    let lines = [
        "%!PS-Adobe-3.0 EPSF-3.0",
        "%%Title: (A title \\(in two",
        "%%+ lines\\))",
        "%%Creator: A program",
        "%%CreationDate: (7/18/05) (2:33 PM)",
        "%%BoundingBox: 0 0 8 6",
        "%%Pages: 1",
        "%AI9_ColorModel: 1",
        "%%EndComments",
        "%%BeginDocument: other.eps",
        "%%For: nobody",
        "%%EndDocument",
        "%%Copyright: 2024",
        "%%EOF\n",
    ];
    let program = lines.join("\n");
    let preview = tiff(
        false,
        vec![Directory(vec![
            (256, Data::Short(vec![8])),
            (257, Data::Short(vec![6])),
            (315, Data::Ascii("An artist")),
        ])],
    );
    let start = 30 + length(program.as_bytes());
    let head = le(&[30, length(program.as_bytes()), 0, 0, start, length(&preview)]);
    [b"\xc5\xd0\xd3\xc6", &head[..], &[0xff, 0xff], program.as_bytes(), &preview].concat()
}

/// A PDF with an information dictionary in several notations, and a signature.
pub fn pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /PageMode /UseOutlines /Lang (en-US) /MarkInfo << /Marked true >> \
         /AcroForm << /XFA [] >> /Perms << /DocMDP << /Name (Ann Example) /M (D:20240305) >> >> >>",
        "<< /Type /Pages /Kids [] /Count 7 /MediaBox [0 0 612.5 792] >>",
        "<< /Title (T\\351t \\(x\\)) /Author <FEFF00410042> /Keywords (a, b; c d) /Producer (\\200) \
         /CreationDate (D:20050718143045-04'00') /Trapped /True /PTEX.Fullbanner (A banner) /Own#20key 4 0 R >>",
        "(a reference)",
    ];
    let (mut out, mut places) = (String::from("%PDF-1.4\n"), Vec::new());
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", index + 1).expect("a string");
    }
    let start = out.len();
    out.push_str("xref\n0 5\n0000000000 65535 f \n");
    places.iter().for_each(|place| writeln!(out, "{place:010} 00000 n ").expect("a string"));
    write!(out, "trailer\n<< /Root 1 0 R /Info 3 0 R /Size 5 >>\nstartxref\n{start}\n%%EOF\n")
        .expect("a string");
    out.into_bytes()
}

/// An SVG that describes itself.
pub fn svg() -> Vec<u8> {
    "<?xml version=\"1.0\"?>\n<svg width=\"8px\" height=\"6\" version=\"1.1\" viewBox=\"0 0 8 6\" id=\"a\" \
     xmlns=\"http://www.w3.org/2000/svg\" xmlns:own=\"http://example.org/own\">\n<title>A title</title>\n\
     <desc>Some <own:name lang=\"en\">words</own:name></desc>\n<g id=\"b\"><title>No title</title></g>\n</svg>\n"
        .into()
}

/// A TIFF of two pages with `GeoTIFF` keys and print image matching.
pub fn geo() -> Vec<u8> {
    let keys = vec![
        1, 1, 0, 5, 1024, 0, 1, 1, 1026, 34737, 12, 0, 2057, 34736, 1, 0, 3072, 0, 1, 32632, 9999, 0, 1, 7,
    ];
    let major = 6_378_137f64.to_be_bytes().to_vec();
    let page = || (254, Data::Long(vec![2]));
    let first = Directory(vec![
        page(),
        (256, Data::Short(vec![8])),
        (257, Data::Short(vec![6])),
        (34735, Data::Short(keys)),
        (34736, Data::Typed(12, 1, major)),
        (34737, Data::Ascii("WGS 84 / UTM|")),
        (0xc4a5, Data::Undefined(b"PrintIM\x000300\0\0\0\0".to_vec())),
    ]);
    tiff(true, vec![first, Directory(vec![page(), (256, Data::Short(vec![8]))])])
}

/// A Fujifilm raw with a directory of its own.
pub fn raf(jpeg: &[u8]) -> Vec<u8> {
    let mut bytes = raw::raf(jpeg);
    let mut put = |at: usize, value: &[u8]| {
        bytes.splice(at..at + value.len(), value.iter().copied());
    };
    put(0x3c, b"0106");
    let values: [(u16, &[u8]); 6] = [
        (0x0100, &[0x05, 0xa4, 0x11, 0x00]),
        (0x0117, &[0, 0, 0, 1]),
        (0x0130, &[0x8c, 2, 1, 0]),
        (0x0121, &[0x05, 0xa0, 0x10, 0xc0]),
        (0x2000, &[1, 0x80, 2, 0x59, 1, 0x80, 2, 0x03]),
        (0xc000, &[0xc0, 0x10, 0, 0, 0xa0, 0x05, 0, 0]),
    ];
    let mut directory = be(&[6]);
    for (tag, value) in values {
        let size = u16::try_from(value.len()).expect("small");
        directory.extend([&tag.to_be_bytes()[..], &size.to_be_bytes(), value].concat());
    }
    put(0x5c, &be(&[0x94 + length(jpeg), length(&directory)]));
    put(0x6c, &be(&[2]));
    // The sensor data: a directory that leads to the one that describes them.
    let inner = Directory(vec![(0xf001, Data::Long(vec![4352])), (0xf007, Data::Long(vec![2048]))]);
    let sensor = tiff(false, vec![Directory(vec![(0xf000, Data::Directory(inner))])]);
    put(0x64, &be(&[0x94 + length(jpeg) + length(&directory), length(&sensor)]));
    bytes.extend(directory);
    bytes.extend(sensor);
    bytes
}

/// A Sigma raw with settings in its header, and properties.
pub fn x3f() -> Vec<u8> {
    let mut bytes = b"FOVb\x02\0\x02\x000123456789abcdef".to_vec();
    bytes.extend(le(&[5, 2268, 1512, 90]));
    let mut label = b"Sunlight".to_vec();
    label.resize(32, 0);
    bytes.extend(label);
    let mut kinds = vec![1, 2, 10];
    kinds.resize(32, 0);
    bytes.extend(kinds);
    bytes.extend([0.5f32, -1.1, -1.7].into_iter().flat_map(f32::to_le_bytes));
    bytes.resize(bytes.len() + 4 * 29, 0);
    let section = length(&bytes);
    let properties = [
        ("ISO", "100"),
        ("FLASH", "REDEYE"),
        ("LENSMODEL", "145"),
        ("TIME", "1259413520"),
        ("EXPTIME", "24140"),
        ("AEMODE", "8"),
    ];
    let (mut places, mut characters) = (Vec::new(), Vec::new());
    for word in properties.iter().flat_map(|(name, value)| [name, value]) {
        places.extend(le(&[length(&characters) / 2]));
        characters.extend(word.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    }
    bytes.extend(
        [b"SECp\0\0\x02\0", &le(&[6, 0, 0, length(&characters) / 2])[..], &places, &characters].concat(),
    );
    let directory = length(&bytes);
    bytes.extend(
        [b"SECd\0\0\x02\0", &le(&[1, section, directory - section])[..], b"PROP", &le(&[directory])].concat(),
    );
    bytes
}
