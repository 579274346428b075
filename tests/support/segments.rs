//! JPEG files with application segments of single makers and programs, and with trailers.

use super::exif::{Data, Directory, tiff};
use super::jpeg::{iim, jpeg, segment, xmp};

fn app(number: u8, name: &[u8], data: &[u8]) -> Vec<u8> {
    segment(0xe0 + number, &[name, data].concat())
}

/// A multi-picture file: a preview and a gain map behind the picture, both in the index and in a directory of XMP.
pub fn multi_picture() -> Vec<u8> {
    let behind = [jpeg(&[]), jpeg(&[])];
    let [preview, gain_map] = behind.each_ref().map(|image| u32::try_from(image.len()).unwrap());
    let item = |semantic: &str, length: u32| {
        format!(
            "<rdf:li rdf:parseType='Resource'><Container:Item Item:Mime='image/jpeg' \
             Item:Semantic='{semantic}' Item:Length='{length}'/></rdf:li>"
        )
    };
    let packet = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
         xmlns:Container='http://ns.google.com/photos/1.0/container/' \
         xmlns:Item='http://ns.google.com/photos/1.0/container/item/'><Container:Directory><rdf:Seq>{}{}\
         </rdf:Seq></Container:Directory></rdf:Description></rdf:RDF>",
        item("Primary", 0),
        item("GainMap", gain_map)
    );
    // The index has the same size whatever it says. Its header follows the marker, the length and the name.
    let before = |start| vec![xmp(packet.as_bytes()), app(2, b"MPF\0", &index([preview, gain_map], start))];
    let picture = jpeg(&before(0));
    let header = 2 + xmp(packet.as_bytes()).len() + 8;
    let start = u32::try_from(picture.len() - header).unwrap();
    [jpeg(&before(start)), behind.concat()].concat()
}

/// The index of a picture and two images from `start` on.
fn index([preview, gain_map]: [u32; 2], start: u32) -> Vec<u8> {
    let images = [(0x2003_0000, start, 0), (0x0001_0002, preview, start), (0, gain_map, start + preview)];
    let list: Vec<u8> = images
        .iter()
        .flat_map(|(kind, length, offset)| [*kind, *length, *offset, 0].map(u32::to_be_bytes).concat())
        .collect();
    let entries = vec![
        (0xb000, Data::Undefined(b"0100".to_vec())),
        (0xb001, Data::Long(vec![3])),
        (0xb002, Data::Undefined(list)),
    ];
    tiff(true, vec![Directory(entries)])
}

/// Thermal data in two segments: what the camera measured, its position, and a picture.
pub fn thermal() -> Vec<u8> {
    let mut camera = vec![0; 1126];
    camera[..2].copy_from_slice(&2u16.to_le_bytes());
    for (at, number) in [(32, 0.95f32), (36, 1.5), (40, 293.15), (60, 0.5)] {
        camera[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    camera[212..219].copy_from_slice(b"Thermal");
    camera[900..910].copy_from_slice(&[0x54, 0x6a, 0x36, 0x4f, 0xfd, 0, 0, 0, 0xc4, 0xff]);
    let raw = [&[0, 2, 0, 4, 0, 2][..], &[0; 26], b"\x89PNG\r\n\x1a\n", &[0; 8]].concat();
    let mut measured = vec![1, 0, 12, 0, 36, 0, 0, 0, 0, 0, 0, 0];
    measured.extend([46, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1, 0]);
    measured.extend([0; 24]);
    measured.extend(b"\x3c\0\x28\0S\0p\x001\0");
    let mut place = [1u32.to_le_bytes(), [2, 2, 0, 0], *b"N\0E\0", [0; 4]].concat();
    place.extend([48.25f64, 16.5].map(f64::to_le_bytes).concat());
    place.extend(171f32.to_le_bytes());
    place.resize(104, 0);
    let records: [(u16, &[u8]); 4] = [(0x20, &camera), (0x01, &raw), (0x21, &measured), (0x2b, &place)];
    let mut data = b"FFF\0Program\0\0\0\0\0\0\0\0\0".to_vec();
    data.extend([101u32, 64, 4].map(u32::to_be_bytes).concat());
    data.resize(64, 0);
    let mut at = 64 + 32 * 4;
    for (kind, record) in records {
        let length = u32::try_from(record.len()).unwrap();
        data.extend([kind.to_be_bytes(), [0; 2]].concat());
        data.extend([100, 0, at, length].map(u32::to_be_bytes).concat());
        data.extend([0; 12]);
        at += length;
    }
    records.iter().for_each(|(_, record)| data.extend(*record));
    let (first, second) = data.split_at(600);
    jpeg(&[app(1, b"FLIR\0\x01\0\x01", first), app(1, b"FLIR\0\x01\x01\x01", second)])
}

/// Segments of single programs and makers.
pub fn programs() -> Vec<u8> {
    let film = vec![
        (0xc350, Data::Ascii("37")),
        (0xc35c, Data::Ascii("Version 9")),
        (0xc361, Data::Undefined(vec![0; 20])),
    ];
    let picture = b"[picture info]\r\nTimeDate=915117440\r\nShutter=6460\r\nFNumber=F11\r\n\
                    ImageSize=1280-960\r\nQ=96\r\n[camera info]\r\nType=SR84\r\n";
    let survey = b"MM\x01\0\0\0\0\0\0\x0a\0\x05ASCII\0\0\0\0\x01\0\x0eLit\0Azimuth\0\0\x02\0\x08No\0NE\0\0\x03\0\x06\0\x02\0\x05\0\x10\0\x06\0\0\0\0";
    let mut list = b"\0\x01\0\x01".to_vec();
    let set = property_set();
    list.extend(u32::try_from(set.len()).unwrap().to_be_bytes());
    list.push(0);
    list.extend("/\u{5}Extension List\0".encode_utf16().flat_map(u16::to_le_bytes));
    jpeg(&[
        app(0, b"AVI1", &[0; 8]),
        app(2, b"FPXR\0", &list),
        app(2, b"FPXR\0", &[b"\0\x02\0\0\0\0\0\0", &set[..]].concat()),
        app(3, b"Meta\0\0", &tiff(false, vec![Directory(film)])),
        app(5, b"RMETA\0", survey),
        app(6, b"NITF\0", &[2, 0, b'B', 0, 1, 0, 1, 0, 8, 0, 1, 1, 0, 8, 1, 1, 0, 0]),
        app(7, b"\x1aQualcomm Camera Attributes", b"\x02\0\x0baf_position\x03\x01\0\x01\0\x1a\0"),
        app(
            8,
            b"SPIFF\0",
            b"\x01\x02\x01\x03\0\0\0\0\0\x08\0\0\0\x08\x01\x08\x05\x01\0\0\x01\x2c\0\0\x01\x2c",
        ),
        app(9, b"Media Jukebox\0\x01\0", b"<MJMD><Name>A name</Name><Date>41518.5</Date></MJMD>"),
        app(11, b"HDR_RI ", b"ver=11\n ln0=0.5, ln1=2.5 cor=0\n~\0ratio"),
        app(11, b"HDR_RI ", b"ext=2\n~\0image"),
        app(12, b"Agfa   ", picture),
        app(12, b"Ducky", b"\0\x01\0\x04\0\0\0\x3c\0\x02\0\x08\0\0\0\x02\0h\0i\0\0"),
        app(13, b"Adobe_CM", &[0, 3]),
        app(15, b"Q 70", b""),
    ])
}

/// A property set with a name in UTF-16, a list of numbers and a moment.
fn property_set() -> Vec<u8> {
    let values: [(u32, u32, &[u8]); 4] = [
        (1, 2, &[0xb0, 4, 0, 0]),
        (0x1000_0000, 0x1012, &[2, 0, 0, 0, 1, 0, 2, 0]),
        (0x1_0001, 31, b"\x03\0\0\0a\0b\0\0\0\0\0"),
        (0x1_0004, 64, &0x01be_9e53_5a74_5480u64.to_le_bytes()),
    ];
    let mut set = b"\xfe\xff".to_vec();
    set.resize(24, 0);
    set.push(1);
    set.resize(44, 0);
    let size: usize = values.iter().map(|(_, _, value)| 12 + value.len()).sum();
    set.extend([48, u32::try_from(8 + size).unwrap(), 4].map(u32::to_le_bytes).concat());
    let mut at = 8 + 8 * 4;
    for (id, _, value) in values {
        set.extend([id, at].map(u32::to_le_bytes).concat());
        at += 4 + u32::try_from(value.len()).unwrap();
    }
    for (_, kind, value) in values {
        set.extend(kind.to_le_bytes());
        set.extend(value);
    }
    set
}

/// What programs and a phone have appended: edits of three programs, a MIE file, and a film.
pub fn trailers() -> Vec<u8> {
    let mut file = jpeg(&[]);
    file.extend(recipe());
    let edits = [16, 16, 3, 9000, 27000, 0, 24_557, 21_250, 30_676, 86_250, 0, 0u32];
    file.extend(edits.map(u32::to_be_bytes).concat());
    file.extend(b"\0\x02\0\0\0\x3a\xa1\xb2\xc3\xd4");
    let datasets = iim(&[(2, 221, &[0, 0, 0, 1]), (2, 216, &[0, 0, 0, 2])]);
    file.extend(&datasets);
    file.extend(u32::try_from(datasets.len()).unwrap().to_be_bytes());
    file.extend(b"cbipcbbl");
    let start = file.len();
    file.extend(b"~\x10\x04\xfe0MIE\0\0\0\0~\x10\x04\0Meta~\x10\x08\0Document~\x28\x05\x05TitleWords");
    file.extend(b"~\0\0\0~\0\0\0~\0\x04\0zmie~\0\0\x06");
    file.extend(u32::try_from(file.len() + 6 - start).unwrap().to_be_bytes());
    file.extend(b"\x10\x04");
    let film = b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data\0\0\0\x18ftypmp42\0\0\0\0";
    file.extend(film);
    file.extend(b"SEFH\x65\0\0\0\x01\0\0\0\0\0\x30\x0a");
    let length = u32::try_from(film.len()).unwrap();
    file.extend([length, length, 24].map(u32::to_le_bytes).concat());
    file.extend(b"SEFT");
    file
}

/// Canon's recipe in its first form.
fn recipe() -> Vec<u8> {
    let mut edits = vec![0; 0x272];
    edits[2..4].copy_from_slice(&311u16.to_be_bytes());
    edits[294..304].copy_from_slice(&[0, 2, 0, 0, 0, 0, 0, 255, 0, 255]);
    edits.extend([0; 4]);
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_be_bytes();
    let record = [&length(&edits)[..], &edits].concat();
    let blocks = [&0xffff_00f4u32.to_be_bytes()[..], &length(&record), &record].concat();
    let name = b"CANON OPTIONAL DATA\0";
    [name, &b"\0\x01\0\0"[..], &length(&blocks), &blocks, name, &length(&blocks), &[0; 38], b"\xff\xd9"]
        .concat()
}
