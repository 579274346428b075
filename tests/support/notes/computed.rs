//! A picture of whose tags many others are computed.

use super::super::exif::{Data, Directory, tiff};
use super::super::jpeg::{exif, iim, jpeg, photoshop, resource, xmp};
use super::{MAKER_NOTE, note};

const FLASH: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,16.5N" exif:FocalLength="85/1">
 <exif:Flash exif:Fired="False" exif:Return="0" exif:Mode="3" exif:Function="False" exif:RedEyeMode="False"/>
</rdf:Description></rdf:RDF></x:xmpmeta>"#;

/// A picture with Canon's note, a place, dates, and a packet that tells the focal length otherwise.
pub fn picture() -> Vec<u8> {
    // The note is made for the offset that it will have.
    let size = canon(0).len();
    let mark = vec![0xa5; size];
    let trial = structure(mark.clone());
    let at = trial.windows(size).position(|bytes| bytes == mark).expect("the note is there");
    let structure = structure(canon(u32::try_from(at).expect("small")));
    let dates: [(u8, u8, &[u8]); 2] = [(2, 55, b"20240102"), (2, 60, b"030405+0100")];
    let dates = photoshop(&[resource(0x0404, &iim(&dates))]);
    jpeg(&[exif(&structure), xmp(FLASH.as_bytes()), dates])
}

fn structure(note: Vec<u8>) -> Vec<u8> {
    let exif = vec![
        (0x829a, Data::Rational(vec![(1, 60)])),
        (0x829d, Data::Rational(vec![(56, 10)])),
        (0x8827, Data::Short(vec![200])),
        (0x9003, Data::Ascii("2024:01:02 03:04:05")),
        (0x9004, Data::Ascii("2024:01:02 03:04:05")),
        (0x9011, Data::Ascii("+01:00")),
        (0x920a, Data::Rational(vec![(250, 1)])),
        (MAKER_NOTE, Data::Undefined(note)),
        (0x9291, Data::Ascii("25")),
        (0x9292, Data::Ascii("75")),
        (0xa20e, Data::Rational(vec![(3_888_000, 876)])),
        (0xa20f, Data::Rational(vec![(2_592_000, 583)])),
        (0xa210, Data::Short(vec![2])),
    ];
    let gps = vec![
        (1, Data::Ascii("S")),
        (2, Data::Rational(vec![(54, 1), (59, 1), (22, 1)])),
        (3, Data::Ascii("W")),
        (4, Data::Rational(vec![(1, 1), (2, 1), (3, 1)])),
        (5, Data::Byte(vec![1])),
        (6, Data::Rational(vec![(1429, 100)])),
        (7, Data::Rational(vec![(1, 1), (2, 1), (345, 100)])),
        (29, Data::Ascii("2024:01:02")),
    ];
    let camera = vec![
        (0x010f, Data::Ascii("Canon")),
        (0x0110, Data::Ascii("Canon EOS 40D")),
        (0x8769, Data::Directory(Directory(exif))),
        (0x8825, Data::Directory(Directory(gps))),
    ];
    tiff(false, vec![Directory(camera)])
}

/// Settings with a lens of a number that several have, and what was measured.
fn canon(at: u32) -> Vec<u8> {
    let mut settings = vec![0; 46];
    settings[0] = 2 * 46;
    for (index, value) in
        [(12, 3), (22, 183), (23, 400), (24, 100), (25, 1), (26, 160), (29, 0x2008), (36, 1296)]
    {
        settings[index] = value;
    }
    settings[37] = 2592;
    let mut shot = vec![0; 34];
    shot[0] = 2 * 34;
    // The sensitivity, and between which distances it is sharp.
    for (index, value) in [(1, 128), (2, 160), (19, 1200), (20, 800)] {
        shot[index] = value;
    }
    note(false, b"", at, vec![(1, Data::Short(settings)), (4, Data::Short(shot))])
}
