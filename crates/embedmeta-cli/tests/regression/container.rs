//! Where blocks lie: containers, their segments and their sizes.
#![allow(clippy::trivially_copy_pass_by_ref)] // `b"heic"` is a reference

use crate::support::boxes::iso_box;
use crate::support::document;
use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, iim, jpeg, photoshop, resource};
use crate::support::png;
use embedmeta::{Extraction, Extractor, Source};
use std::fmt::Write;

fn extract(file: &[u8]) -> Extraction {
    Extractor::new().from_bytes(file).expect("the file is known")
}

/// All values of a tag, by group and name, in file order.
fn values(extraction: &Extraction, name: &str) -> Vec<String> {
    let is_it = |tag: &&embedmeta::Tag<'_>| format!("{}:{}", tag.group, tag.name) == name;
    extraction.tags.iter().filter(is_it).map(|tag| tag.value.to_string()).collect()
}

fn size(extraction: &Extraction) -> (Option<u32>, Option<u32>) {
    (extraction.file.width, extraction.file.height)
}

fn codes(extraction: &Extraction) -> Vec<&str> {
    extraction.issues.iter().map(|issue| issue.code.as_str()).collect()
}

/// A packet with a title.
fn packet(title: &str) -> String {
    format!(
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
         <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
         xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>{title}</rdf:li>\
         </rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )
}

fn city(name: &str) -> Vec<u8> {
    iim(&[(2, 90, name.as_bytes())])
}

/// A TIFF of 8 × 6 pixels with a maker, IPTC and XMP.
fn preview() -> Vec<u8> {
    let exif = Directory(vec![(0x9003, Data::Ascii("2020:01:02 03:04:05"))]);
    let entries = vec![
        (256, Data::Short(vec![8])),
        (257, Data::Short(vec![6])),
        (271, Data::Ascii("Acme")),
        (700, Data::Byte(packet("Preview's title").into_bytes())),
        (33723, Data::Undefined(city("Preview's city"))),
        (34665, Data::Directory(exif)),
    ];
    tiff(false, vec![Directory(entries)])
}

/// A DOS EPS binary file with a program and a TIFF preview, in either order.
fn dos_eps(program: &[u8], preview: &[u8], preview_first: bool) -> Vec<u8> {
    let (program_at, preview_at) =
        if preview_first { (30 + preview.len(), 30) } else { (30, 30 + program.len()) };
    let numbers = [program_at, program.len(), 0, 0, preview_at, preview.len()];
    let numbers = numbers.map(|number| u32::try_from(number).unwrap().to_le_bytes()).concat();
    let (first, second) = if preview_first { (preview, program) } else { (program, preview) };
    [b"\xc5\xd0\xd3\xc6", &numbers[..], &[0xff, 0xff], first, second].concat()
}

/// A DOS EPS binary file holds a TIFF beside the program. Its tags were not read, although they may be the only
/// metadata in the file.
#[test]
fn the_tiff_preview_of_an_eps_is_read() {
    let program = b"%!PS-Adobe-3.0 EPSF-3.0\r\n%%BoundingBox: 10 20 110 70\r\n%%EndComments\r\n%%EOF\r\n";
    for preview_first in [false, true] {
        let found = extract(&dos_eps(program, &preview(), preview_first));
        assert_eq!(size(&found), (Some(100), Some(50)), "the bounding box is the size, not the preview");
        assert_eq!(values(&found, "IFD0:Make"), ["Acme"]);
        assert_eq!(values(&found, "IFD0:ImageWidth"), ["8"]);
        assert_eq!(values(&found, "ExifIFD:DateTimeOriginal"), ["2020:01:02 03:04:05"]);
        assert_eq!(values(&found, "IPTC2:City"), ["Preview's city"]);
        assert_eq!(found.metadata.text("City"), Some("Preview's city"));
        assert_eq!(found.metadata.text("Title"), Some("Preview's title"));
        assert_eq!(found.metadata.text("Make"), Some("Acme"));
        assert!(codes(&found).iter().all(|code| *code == "offset-assumed"), "{:?}", found.issues);
    }
}

/// What the program of an EPS says about itself takes precedence over its preview.
#[test]
fn the_program_of_an_eps_comes_before_its_preview() {
    let resources = resource(0x0404, &city("Program's city"));
    let eps = document::eps(&packet("Program's title"), &resources);
    let program = &eps[30..];
    for preview_first in [false, true] {
        let found = extract(&dos_eps(program, &preview(), preview_first));
        assert_eq!(values(&found, "IPTC:City"), ["Program's city"]);
        assert_eq!(values(&found, "IPTC2:City"), ["Preview's city"]);
        assert_eq!(found.metadata.text("City"), Some("Program's city"));
        assert_eq!(found.metadata.text("Title"), Some("Program's title"));
        assert_eq!(found.metadata.text("Make"), Some("Acme"));
    }
}

/// A preview that claims to lie or to extend beyond the file is reported and costs nothing else.
#[test]
fn a_damaged_place_of_an_eps_preview_is_told() {
    let program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 6\n%%EOF\n";
    let whole = dos_eps(program, &preview(), false);
    let mut far = whole.clone();
    far[22] = 1;
    let found = extract(&far);
    assert_eq!((size(&found), codes(&found)), ((Some(8), Some(6)), vec!["bad-offset"]));
    let mut long = whole.clone();
    long[26] = 1;
    let found = extract(&long);
    assert_eq!(values(&found, "IFD0:Make"), ["Acme"]);
    assert!(codes(&found).contains(&"truncated"));
    let mut none = whole;
    none[20..28].fill(0);
    let found = extract(&none);
    assert!(found.metadata.is_empty() && found.issues.is_empty());
}

/// PostScript had no size. The bounding box gives it, in the header or, if the header says so, in the trailer.
#[test]
fn the_bounding_box_of_postscript_is_its_size() {
    for (first, comments, expected) in [
        ("%!PS-Adobe-3.0 EPSF-3.0", "%%BoundingBox: 126 267 486 526", (360, 259)),
        ("%!PS-Adobe-2.0 EPSF-1.2", "%%BoundingBox:   36   36  576  756", (540, 720)),
        ("%!PS-Adobe-3.0 ", "%%Creator: Adobe Illustrator(R) 8.0\r%%BoundingBox: -10 -20 20 30", (30, 50)),
        ("%!PS-Adobe-3.0 EPSF-3.0", "%%HiResBoundingBox: 0.5 0.5 7.25 6.75", (8, 7)),
        (
            "%!PS-Adobe-3.0 EPSF-3.0",
            "%%BoundingBox: (atend)\n%%EndComments\n%%Trailer\n%%BoundingBox: 0 0 1 1\n%%BoundingBox: 0 0 40 50",
            (40, 50),
        ),
        (
            "%!PS-Adobe-3.0 EPSF-3.0",
            "%%BoundingBox: 0 0 9 9\r\n%ImageData: 16 8 8 3 1 16 2 \"beginimage\"",
            (16, 8),
        ),
    ] {
        let found = extract(format!("{first}\n{comments}\n%%EOF\n").as_bytes());
        assert_eq!(size(&found), (Some(expected.0), Some(expected.1)), "{comments}");
    }
}

/// A file that is all zeros except for a few stretches.
struct Sparse {
    len: u64,
    parts: Vec<(u64, Vec<u8>)>,
}

impl Source for Sparse {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(usize::try_from(self.len.saturating_sub(offset)).unwrap());
        buffer[..count].fill(0);
        for (start, bytes) in &self.parts {
            for (at, byte) in (*start..).zip(bytes) {
                let place = at.checked_sub(offset).and_then(|at| usize::try_from(at).ok());
                if let Some(place) = place.filter(|place| *place < count) {
                    buffer[place] = *byte;
                }
            }
        }
        Ok(count)
    }
}

fn riff_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = [kind, &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat();
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

/// AVI had a type and nothing else. Its main header has the size, and a chunk after the film holds an XMP packet.
#[test]
fn the_size_and_the_packet_of_an_avi() {
    let main = [&[0; 32][..], &320u32.to_le_bytes(), &240u32.to_le_bytes(), &[0; 16]].concat();
    let headers = riff_chunk(b"LIST", &[b"hdrl", &riff_chunk(b"avih", &main)[..]].concat());
    let film = 1_500_000_000u32;
    let head =
        [b"RIFF\0\0\0\0AVI ", &riff_chunk(b"JUNK", b"odd")[..], &headers, b"LIST", &film.to_le_bytes()]
            .concat();
    let packet = riff_chunk(b"_PMX", packet("A film").as_bytes());
    let at = head.len() as u64 + u64::from(film);
    let source = Sparse { len: at + packet.len() as u64, parts: vec![(0, head), (at, packet)] };
    let found = Extractor::new().from_source(&source).unwrap();
    assert_eq!((found.file.format.name(), size(&found)), ("AVI", (Some(320), Some(240))));
    assert_eq!(found.metadata.text("Title"), Some("A film"));
    assert!(found.bytes_read < 200 * 1024, "{} bytes were read", found.bytes_read);
}

/// A HEIF picture with this Exif orientation, and with these properties in this order.
fn heif(brand: &[u8; 4], transforms: &[(&[u8; 4], u8)], exif_code: u16) -> Vec<u8> {
    let full = |kind: &[u8; 4], version: u8, body: &[u8]| iso_box(kind, &[&[version, 0, 0, 0], body]);
    let exif =
        [b"\0\0\0\0", &tiff(true, vec![Directory(vec![(274, Data::Short(vec![exif_code]))])])[..]].concat();
    let mut properties = full(b"ispe", 0, &[0, 0, 0, 40, 0, 0, 0, 30]);
    let mut indices = vec![0x81];
    // The properties are stored in the reverse of the order in which they apply.
    for (number, (kind, value)) in (2u8..).zip(transforms.iter().rev()) {
        properties.extend(iso_box(kind, &[&[*value]]));
        indices.insert(1, 0x80 | number);
    }
    let count = u8::try_from(indices.len()).unwrap();
    let of = [&[0, 0, 0, 1, 0, 1, count][..], &indices].concat();
    let iprp = iso_box(b"iprp", &[&iso_box(b"ipco", &[&properties]), &full(b"ipma", 0, &of)]);
    let infe = |id: u8, kind: &[u8]| full(b"infe", 2, &[&[0, id, 0, 0], kind, &[0]].concat());
    let length = u32::try_from(exif.len()).unwrap().to_be_bytes();
    let iloc = [&[0x44, 0, 0, 1, 0, 2, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0][..], &length].concat();
    let mut parts = vec![
        full(b"pitm", 0, &[0, 1]),
        full(b"iinf", 0, &[&[0, 2][..], &infe(1, b"hvc1"), &infe(2, b"Exif")].concat()),
        full(b"iloc", 1, &iloc),
        iso_box(b"idat", &[&exif]),
    ];
    if !transforms.is_empty() {
        parts.push(iprp);
    }
    [iso_box(b"ftyp", &[brand, &[0; 4], b"mif1", brand]), full(b"meta", 0, &parts.concat())].concat()
}

/// A point of the displayed picture, whose corners are 0 0 and 1 1.
type Point = (i8, i8);

/// Rotates left by quarter turns [ISO/IEC 23008-12 6.5.10].
fn irot(quarters: u8, (x, y): Point) -> Point {
    (0..quarters).fold((x, y), |(x, y), _| (y, 1 - x))
}

/// Swaps top and bottom, or left and right [ISO/IEC 23008-12 6.5.12].
fn imir(axis: u8, (x, y): Point) -> Point {
    if axis == 0 { (x, 1 - y) } else { (1 - x, y) }
}

/// The orientation code: the sides on which row 0 and column 0 of the stored picture are shown [EXIF30 4.6.5.1.7].
fn code(shown: impl Fn(Point) -> Point) -> u8 {
    let (origin, right, below) = (shown((0, 0)), shown((1, 0)), shown((0, 1)));
    // The directions in which a row and a column run.
    match ((right.0 - origin.0, right.1 - origin.1), (below.0 - origin.0, below.1 - origin.1)) {
        ((1, 0), (0, 1)) => 1,
        ((-1, 0), (0, 1)) => 2,
        ((-1, 0), (0, -1)) => 3,
        ((1, 0), (0, -1)) => 4,
        ((0, 1), (1, 0)) => 5,
        ((0, 1), (-1, 0)) => 6,
        ((0, -1), (-1, 0)) => 7,
        _ => 8,
    }
}

/// Exif's orientation took precedence over the container's, although HEIF and AVIF are shown as their properties say,
/// and upright if they have none.
#[test]
fn the_properties_of_a_heif_turn_it_and_not_exif() {
    for brand in [b"heic", b"avif"] {
        let mut codes_seen = std::collections::BTreeSet::new();
        for exif_code in [1, 6, 8] {
            let found = extract(&heif(brand, &[], exif_code));
            assert_eq!(found.file.orientation, Some(1), "no property");
            for quarters in 0..4 {
                let found = extract(&heif(brand, &[(b"irot", quarters)], exif_code));
                assert_eq!(
                    found.file.orientation,
                    Some(code(|point| irot(quarters, point))),
                    "irot {quarters}"
                );
                for axis in 0..2 {
                    let found = extract(&heif(brand, &[(b"imir", axis)], exif_code));
                    assert_eq!(found.file.orientation, Some(code(|point| imir(axis, point))), "imir {axis}");
                    let found = extract(&heif(brand, &[(b"irot", quarters), (b"imir", axis)], exif_code));
                    let expected = code(|point| imir(axis, irot(quarters, point)));
                    assert_eq!(found.file.orientation, Some(expected), "irot {quarters}, imir {axis}");
                    codes_seen.insert(expected);
                    let found = extract(&heif(brand, &[(b"imir", axis), (b"irot", quarters)], exif_code));
                    let expected = code(|point| irot(quarters, imir(axis, point)));
                    assert_eq!(found.file.orientation, Some(expected), "imir {axis}, irot {quarters}");
                    codes_seen.insert(expected);
                }
            }
        }
        assert_eq!(codes_seen.into_iter().collect::<Vec<_>>(), [2, 4, 5, 7]);
    }
    // The tag and the field keep Exif's value.
    let found = extract(&heif(b"heic", &[(b"irot", 1)], 6));
    assert_eq!(found.file.orientation, Some(8));
    assert_eq!(values(&found, "IFD0:Orientation"), ["Rotate 90 CW"]);
    assert_eq!(found.metadata.text("Orientation"), Some("Rotate 90 CW"));
}

/// Bits of a JPEG XL codestream, least significant bit of each byte first.
fn codestream(numbers: &[(u32, u32)]) -> Vec<u8> {
    let mut bytes = b"\xff\x0a".to_vec();
    let bits = numbers.iter().flat_map(|(number, width)| (0..*width).map(move |bit| number >> bit & 1));
    for (at, bit) in bits.enumerate() {
        if at % 8 == 0 {
            bytes.push(0);
        }
        *bytes.last_mut().unwrap() |= u8::try_from(bit).unwrap() << (at % 8);
    }
    bytes
}

/// The same for JPEG XL: the codestream header rotates the picture, even if the file is cut off right after it.
#[test]
fn the_codestream_of_a_jpeg_xl_turns_it_and_not_exif() {
    let exif = tiff(true, vec![Directory(vec![(274, Data::Short(vec![6]))])]);
    let jxl = |stream: &[u8]| {
        let head = iso_box(b"JXL ", &[b"\r\n\x87\n"]);
        let kind = iso_box(b"ftyp", &[b"jxl \0\0\0\0jxl "]);
        [head, kind, iso_box(b"Exif", &[&[0; 4], &exif]), iso_box(b"jxlc", &[stream])].concat()
    };
    // 64 × 32, with defaults for everything else.
    let found = extract(&jxl(&codestream(&[(1, 1), (3, 5), (7, 3), (1, 1)])));
    assert_eq!(
        (found.file.orientation, values(&found, "IFD0:Orientation")),
        (Some(1), vec!["Rotate 90 CW".into()])
    );
    for code in 1..=8 {
        let start = [(1, 1), (3, 5), (7, 3), (0, 1), (1, 1), (code - 1, 3)];
        // No intrinsic size, no preview, no animation; 8 bits, no extra channels.
        let rest = [(0, 3), (0, 1), (0, 2), (1, 1), (0, 2)];
        let found = extract(&jxl(&codestream(&[&start[..], &rest].concat())));
        assert_eq!(found.file.orientation.map(u32::from), Some(code));
        assert_eq!(found.file.has_alpha, Some(false));
        let found = extract(&jxl(&codestream(&start)));
        assert_eq!(found.file.orientation.map(u32::from), Some(code), "cut");
    }
    // Without a codestream only Exif gives an orientation.
    let cut = [iso_box(b"JXL ", &[b"\r\n\x87\n"]), iso_box(b"Exif", &[&[0; 4], &exif])].concat();
    assert_eq!(extract(&cut).file.orientation, Some(6));
}

/// A hexadecimal profile in a PNG text chunk: in `layout`, `N` stands for the name, `L` the length and `H` the digits.
fn profile(chunk: &[u8; 4], kind: &str, layout: &str, data: &[u8]) -> Vec<u8> {
    let mut digits = String::new();
    for line in data.chunks(36) {
        for byte in line {
            write!(digits, "{byte:02x}").unwrap();
        }
        digits.push('\n');
    }
    let length = data.len().to_string();
    let text = layout.replace('L', &length).replace('H', digits.trim_end()).replace('N', kind);
    let keyword = format!("Raw profile type {kind}\0");
    let text = match chunk {
        b"tEXt" => text.into_bytes(),
        b"zTXt" => [&[0], &miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 6)[..]].concat(),
        _ => [&[0; 4], text.as_bytes()].concat(),
    };
    png::chunk(*chunk, &[keyword.as_bytes(), &text].concat())
}

const LAYOUT: &str = "\nN\n      L\nH\n";

fn maker() -> Vec<u8> {
    tiff(false, vec![Directory(vec![(271, Data::Ascii("Acme"))])])
}

/// A profile named APP1 was Exif or XMP only if it had the header of a JPEG segment. A bare TIFF or packet was lost,
/// and so was everything under a name in another case.
#[test]
fn the_bytes_of_a_raw_profile_tell_what_it_is() {
    let iptc = resource(0x0404, &city("Here"));
    let headed = |header: &[u8], data: &[u8]| [header, data].concat();
    for chunk in [b"tEXt", b"zTXt", b"iTXt"] {
        for kind in ["APP1", "app1", "exif", "EXIF"] {
            for data in [maker(), headed(b"Exif\0\0", &maker())] {
                let found = extract(&png::png(&[profile(chunk, kind, LAYOUT, &data)], &[]));
                assert_eq!(values(&found, "IFD0:Make"), ["Acme"], "{kind}");
                assert!(found.issues.is_empty());
            }
        }
        for kind in ["APP1", "exif", "xmp", "XMP"] {
            let bare = packet("A title").into_bytes();
            for data in [headed(b"http://ns.adobe.com/xap/1.0/\0", &bare), bare] {
                let found = extract(&png::png(&[profile(chunk, kind, LAYOUT, &data)], &[]));
                assert_eq!(found.metadata.text("Title"), Some("A title"), "{kind}");
            }
        }
        for kind in ["iptc", "8bim", "APP13", "photoshop"] {
            for data in [iptc.clone(), headed(b"Photoshop 3.0\0", &iptc), city("Here")] {
                let found = extract(&png::png(&[profile(chunk, kind, LAYOUT, &data)], &[]));
                assert_eq!(values(&found, "IPTC:City"), ["Here"], "{kind}");
            }
        }
    }
}

/// Between the name, length and digits of a profile, only `ImageMagick`'s white space was understood.
#[test]
fn any_white_space_parts_a_raw_profile() {
    for layout in [
        "N\nL\nH",
        "\r\nN\r\n      L\r\nH\r\n",
        "\rN\rL\rH\r",
        "\n\n N \n\n\t L \t\n\n H \n\n",
        "\nN L H\n",
        "\n\x0cN\x0bL\x0cH",
        "\ngeneric profile\n      L\nH\n",
        "\n      L\nH\n",
    ] {
        let found = extract(&png::png(&[profile(b"zTXt", "exif", layout, &maker())], &[]));
        assert_eq!(
            (values(&found, "IFD0:Make"), codes(&found)),
            (vec!["Acme".to_owned()], vec![]),
            "{layout:?}"
        );
    }
    let mut spread = String::new();
    for byte in maker() {
        write!(spread, "{:x} \t{:X}\r\n", byte >> 4, byte & 15).unwrap();
    }
    let layout = format!("\nN\nL\n{spread}");
    let found = extract(&png::png(&[profile(b"tEXt", "APP1", &layout, &maker())], &[]));
    assert_eq!((values(&found, "IFD0:Make"), codes(&found)), (vec!["Acme".to_owned()], vec![]));
    // Without a length it is not a profile, and this is reported.
    let found = extract(&png::png(&[profile(b"zTXt", "exif", "\nN\nH\n", &maker())], &[]));
    assert_eq!((values(&found, "IFD0:Make").len(), codes(&found)), (0, vec!["bad-length"]));
}

/// A JPEG with these resources, each in its own segment.
fn photoshop_jpeg(segments: &[&[u8]]) -> Vec<u8> {
    let segments: Vec<Vec<u8>> = segments.iter().map(|bytes| photoshop(&[bytes.to_vec()])).collect();
    jpeg(&segments)
}

/// IPTC in a resource that claims to be longer than it is.
fn overlong(name: &str, length: u32) -> Vec<u8> {
    let mut bytes = resource(0x0404, &city(name));
    bytes[8..12].copy_from_slice(&length.to_be_bytes());
    bytes
}

/// Consecutive segments of Photoshop resources were always joined, so that a broken one took the following ones with
/// it.
#[test]
fn a_broken_photoshop_segment_does_not_cost_the_next() {
    let (here, there) = (resource(0x0404, &city("Here")), resource(0x0404, &city("There!")));
    let url = resource(0x040b, b"http://long.example/abcdefghij");
    let run = [&there[..], &url].concat();
    let (start, end) = run.split_at(run.len() - 10);
    for (broken, code) in [
        (overlong("Broken", 500), "truncated"),
        (overlong("Broken", 0x7fff_ffff), "truncated"),
        (overlong("Broken", u32::try_from(here.len() + 11).unwrap()), "truncated"),
        (b"no resource at all".to_vec(), "bad-marker"),
        ([resource(0x040a, &[1]), b"and something else".to_vec()].concat(), "bad-marker"),
    ] {
        let found = extract(&photoshop_jpeg(&[&broken, &here]));
        assert_eq!((values(&found, "IPTC:City"), codes(&found)), (vec!["Here".to_owned()], vec![code]));
        let found = extract(&photoshop_jpeg(&[&here, &broken]));
        assert_eq!((values(&found, "IPTC:City"), codes(&found)), (vec!["Here".to_owned()], vec![code]));
        // The next two may be one resource that is split.
        let found = extract(&photoshop_jpeg(&[&broken, start, end]));
        assert_eq!(values(&found, "IPTC:City"), ["There!"]);
        assert_eq!(values(&found, "Photoshop:URL"), ["http://long.example/abcdefghij"]);
        assert_eq!(codes(&found), [code]);
    }
    // An odd-sized resource without padding takes nothing from the next.
    let odd = resource(0x0404, &city("Oddy"));
    let found = extract(&photoshop_jpeg(&[&odd[..odd.len() - 1], &here]));
    assert_eq!((values(&found, "IPTC2:City"), codes(&found)), (vec!["Here".to_owned()], vec![]));
}

/// Resources that really are split are still joined, wherever the split is, and complete segments stay unchanged.
#[test]
fn photoshop_segments_that_go_on_are_joined() {
    let run = [resource(0x0404, &city("Here")), resource(0x040b, b"http://long.example/abcdefghij")].concat();
    for at in 1..run.len() {
        let (start, end) = run.split_at(at);
        let found = extract(&photoshop_jpeg(&[start, end]));
        assert_eq!(values(&found, "IPTC:City"), ["Here"], "parted at {at}");
        assert_eq!(values(&found, "Photoshop:URL"), ["http://long.example/abcdefghij"], "parted at {at}");
        assert!(found.issues.is_empty(), "parted at {at}: {:?}", found.issues);
    }
    let parts: Vec<&[u8]> = run.chunks(9).collect();
    let found = extract(&photoshop_jpeg(&parts));
    assert_eq!((values(&found, "IPTC:City"), codes(&found)), (vec!["Here".to_owned()], vec![]));
    let found = extract(&photoshop_jpeg(&[&run, &run]));
    assert_eq!(
        (values(&found, "IPTC:City"), values(&found, "IPTC2:City")),
        (vec!["Here".into()], vec!["Here".into()])
    );
}

/// Samsung's trailer: a film, the phone's clock, and the directory that locates both.
fn samsungs_trailer(clock: &str, film: usize) -> Vec<u8> {
    let block = |kind: u16, name: &[u8], data: &[u8]| {
        let length = u32::try_from(name.len()).unwrap();
        [&[0, 0][..], &kind.to_le_bytes(), &length.to_le_bytes(), name, data].concat()
    };
    let film = block(0x0a30, b"MotionPhoto_Data", &vec![b'f'; film]);
    let clock = block(0x0a01, b"Image_UTC_Data", clock.as_bytes());
    let entry = |kind: u16, distance: usize, length: usize| {
        let numbers = [distance, length].map(|number| u32::try_from(number).unwrap().to_le_bytes());
        [&[0, 0][..], &kind.to_le_bytes(), &numbers.concat()].concat()
    };
    let rows = [entry(0x0a30, film.len() + clock.len(), film.len()), entry(0x0a01, clock.len(), clock.len())];
    let directory = [b"SEFH", &106u32.to_le_bytes()[..], &2u32.to_le_bytes(), &rows.concat()].concat();
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    [film, clock, directory, length.to_vec(), b"SEFT".to_vec()].concat()
}

/// The clock in the trailer of Samsung phones was not read. In HEIF a box holds the trailer; in other formats, as in
/// JPEG, it is at the end of the file.
#[test]
fn the_clock_of_samsungs_trailer_is_a_tag() {
    let trailer = samsungs_trailer("1424344113839", 300);
    let maker = exif(&maker());
    for file in [
        [jpeg(&[maker]), trailer.clone()].concat(),
        [preview(), trailer.clone()].concat(),
        [png::png(&[], &[]), trailer.clone()].concat(),
        [heif(b"heic", &[], 1), iso_box(b"sefd", &[&trailer])].concat(),
    ] {
        let found = extract(&file);
        assert_eq!(values(&found, "Samsung:TimeStamp"), ["2015:02:19 11:08:33.839+00:00"]);
        assert!(codes(&found).iter().all(|code| *code == "offset-assumed"), "{:?}", found.issues);
        // It is not a field of its own.
        assert_eq!(found.metadata.text("TimeStamp"), None);
    }
}

/// The film of a motion photo lies between the picture and the clock, and is skipped.
#[test]
fn the_film_in_samsungs_trailer_is_not_read() {
    let file = [jpeg(&[exif(&maker())]), samsungs_trailer("1424344113839", 2_000_000)].concat();
    let source = Sparse { len: file.len() as u64, parts: vec![(0, file)] };
    let found = Extractor::new().from_source(&source).unwrap();
    assert_eq!(values(&found, "Samsung:TimeStamp").len(), 1);
    assert!(found.bytes_read < 200 * 1024, "{} bytes were read", found.bytes_read);
}
