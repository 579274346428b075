//! Which values fields take: what says "unknown", coordinates, captions, ratings, keywords.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, jpeg, xmp};
use embedmeta::{Extraction, Extractor};

const EXIF_IFD: u16 = 0x8769;
const GPS_IFD: u16 = 0x8825;

/// A picture with these entries of IFD0, ExifIFD and GPS, and with these properties in XMP.
fn picture(
    ifd0: Vec<(u16, Data)>,
    photo: Vec<(u16, Data)>,
    gps: Vec<(u16, Data)>,
    properties: &str,
) -> Vec<u8> {
    let mut root = ifd0;
    for (pointer, entries) in [(EXIF_IFD, photo), (GPS_IFD, gps)] {
        if !entries.is_empty() {
            root.push((pointer, Data::Directory(Directory(entries))));
        }
    }
    let mut segments = Vec::new();
    if !root.is_empty() {
        segments.push(exif(&tiff(true, vec![Directory(root)])));
    }
    if !properties.is_empty() {
        segments.push(xmp(packet(properties).as_bytes()));
    }
    jpeg(&segments)
}

fn packet(properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
         xmlns:tiff='http://ns.adobe.com/tiff/1.0/' xmlns:exifEX='http://cipa.jp/exif/1.0/' \
         xmlns:acdsee='http://ns.acdsee.com/iptc/1.0/' xmlns:lr='http://ns.adobe.com/lightroom/1.0/' \
         xmlns:MicrosoftPhoto='http://ns.microsoft.com/photo/1.0' \
         xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'>\
         {properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

fn read(bytes: &[u8]) -> Extraction {
    Extractor::new().from_bytes(bytes).unwrap()
}

/// What XMP alone comes to.
fn of_xmp(properties: &str) -> Extraction {
    read(packet(properties).as_bytes())
}

fn shown(extraction: &Extraction, field: &str) -> Option<String> {
    extraction.metadata.get(field).map(|value| serde_json::to_string(value).unwrap())
}

fn has_tag(extraction: &Extraction, name: &str) -> bool {
    extraction.tags.iter().any(|tag| tag.name == name)
}

fn count(extraction: &Extraction, code: &str) -> usize {
    extraction.issues.iter().filter(|issue| issue.code == code).count()
}

/// The name of the tag that gave a field, and the rule, as `explain` tells them.
fn why(extraction: &Extraction, field: &str) -> (String, String) {
    let why = extraction.provenance.iter().find(|why| why.field == field).unwrap();
    let winner = &why.winners[0];
    (
        format!("{}:{}", winner.group, winner.name),
        serde_json::to_value(why.rule).unwrap().as_str().unwrap().into(),
    )
}

mod unknown {
    use super::*;

    const MAX: u32 = u32::MAX;

    /// Fractions over zero, zeros where nothing is zero, and 0xFFFFFFFF became numbers and texts of the object: "an
    /// aperture of 0", `undef`, `4294967295 m`.
    #[test]
    fn numbers_that_say_unknown_are_no_fields_but_stay_tags() {
        let one = |num, den| Data::Rational(vec![(num, den)]);
        let signed = |num, den| Data::SRational(vec![(num, den)]);
        let photo: Vec<(&str, u16, Data)> = vec![
            ("ExposureTime", 0x829a, one(0, 0)),
            ("FNumber", 0x829d, one(0, 1)),
            ("ISO", 0x8827, Data::Short(vec![0])),
            ("ShutterSpeedValue", 0x9201, signed(0, 0)),
            ("ApertureValue", 0x9202, one(0, 0)),
            ("BrightnessValue", 0x9203, signed(-1, 1)),
            ("ExposureCompensation", 0x9204, signed(0, 0)),
            ("SubjectDistance", 0x9206, one(0, 1)),
            ("MeteringMode", 0x9207, Data::Short(vec![0])),
            ("LightSource", 0x9208, Data::Short(vec![0])),
            ("FocalLength", 0x920a, one(0, 1)),
            ("AmbientTemperature", 0x9400, signed(20, -1)),
            ("Humidity", 0x9401, one(20, MAX)),
            ("FocalPlaneXResolution", 0xa20e, one(1, 0)),
            ("DigitalZoomRatio", 0xa404, one(0, 0)),
            ("FocalLengthIn35mmFormat", 0xa405, Data::Short(vec![0])),
            ("SubjectDistanceRange", 0xa40c, Data::Short(vec![0])),
            ("LensInfo", 0xa432, Data::Rational(vec![(0, 0); 4])),
        ];
        let names: Vec<&str> = photo.iter().map(|(name, ..)| *name).collect();
        let entries = photo.into_iter().map(|(_, id, data)| (id, data)).collect();
        let ifd0 = vec![(0x0112, Data::Short(vec![0])), (0x011a, one(0, 1)), (0x011b, one(72, 0))];
        let read = read(&picture(ifd0, entries, vec![], ""));
        for name in names.iter().copied().chain(["Orientation", "XResolution", "YResolution"]) {
            assert_eq!(shown(&read, name), None, "{name}");
            assert!(has_tag(&read, name), "{name}");
        }
        assert_eq!(count(&read, "undefined"), names.len() + 3, "one of each tag: {:?}", read.issues);
    }

    /// What the standard lets be 0, infinite or partly unknown must stay.
    #[test]
    fn zeros_that_are_values_stay() {
        let photo = vec![
            (0x9203, Data::SRational(vec![(-100, 100)])),
            (0x9204, Data::SRational(vec![(0, 1)])),
            (0x9206, Data::Rational(vec![(MAX, 1)])),
            (0x9209, Data::Short(vec![0])),
            (0xa404, Data::Rational(vec![(0, 1)])),
            (0xa432, Data::Rational(vec![(18, 1), (55, 1), (0, 0), (0, 0)])),
        ];
        let gps = vec![(0x0d, Data::Rational(vec![(0, 1)])), (0x11, Data::Rational(vec![(0, 1)]))];
        let read = read(&picture(vec![], photo, gps, ""));
        for (field, value) in [
            ("BrightnessValue", "-1"),
            ("ExposureCompensation", "\"0\""),
            ("SubjectDistance", "\"inf\""),
            ("Flash", "\"No Flash\""),
            ("DigitalZoomRatio", "0"),
            ("LensInfo", "\"18-55mm f/?\""),
            ("GPSSpeed", "0"),
            ("GPSImgDirection", "0"),
        ] {
            assert_eq!(shown(&read, field).as_deref(), Some(value), "{field}");
        }
        assert_eq!(count(&read, "undefined"), 0, "{:?}", read.issues);
    }

    /// References and offsets of blanks, NULs, colons and dashes were shown, as `Unknown ()` even.
    #[test]
    fn text_that_fills_the_place_of_a_value_is_none() {
        let photo = vec![(0x9011, Data::Ascii("   :  ")), (0xa434, Data::Ascii("----"))];
        let gps = vec![
            (0x01, Data::Byte(vec![0, 0])),
            (0x03, Data::Ascii("-")),
            (0x09, Data::Ascii(" ")),
            (0x0a, Data::Ascii(":")),
            (0x0c, Data::Ascii("")),
            (0x10, Data::Ascii("\0")),
            (0x12, Data::Ascii("       ")),
        ];
        let read = read(&picture(vec![], photo, gps, ""));
        for name in [
            "OffsetTimeOriginal",
            "LensModel",
            "GPSLongitudeRef",
            "GPSStatus",
            "GPSMeasureMode",
            "GPSSpeedRef",
            "GPSImgDirectionRef",
            "GPSMapDatum",
        ] {
            assert_eq!(shown(&read, name), None, "{name}");
            assert!(has_tag(&read, name), "{name}");
        }
        assert!(count(&read, "undefined") >= 8, "{:?}", read.issues);
        let read = of_xmp("<dc:source>-</dc:source><exif:GPSStatus> </exif:GPSStatus>");
        assert_eq!(shown(&read, "GPSStatus"), None);
        assert_eq!(shown(&read, "Source").as_deref(), Some("\"-\""), "free text is what it is");
    }

    /// A time of 0/0, 0/0, 0/0 was midnight, and gave the date of the fix a time that nobody stored.
    #[test]
    fn a_time_of_nothing_is_no_midnight() {
        let gps = vec![(0x07, Data::Rational(vec![(0, 0); 3])), (0x1d, Data::Ascii("2020:01:02"))];
        let read = read(&picture(vec![], vec![], gps, ""));
        assert_eq!(shown(&read, "GPSTimeStamp"), None);
        assert_eq!(shown(&read, "GPSDateTime"), None);
        assert!(has_tag(&read, "GPSTimeStamp"));
    }

    /// The mirrors in XMP of what EXIF stores were read by another rule: `undef` and -1 were values there.
    #[test]
    fn the_mirrors_in_xmp_are_judged_alike() {
        let read = of_xmp(
            "<exif:FNumber>0/1</exif:FNumber><exif:ExposureTime>0/0</exif:ExposureTime>\
             <exif:FocalLength>0/0</exif:FocalLength><exif:BrightnessValue>-1/1</exif:BrightnessValue>\
             <exif:SubjectDistance>4294967295/1</exif:SubjectDistance><exif:MeteringMode>0</exif:MeteringMode>\
             <exif:FocalLengthIn35mmFilm>0</exif:FocalLengthIn35mmFilm><tiff:XResolution>0/1</tiff:XResolution>\
             <exif:ISOSpeedRatings><rdf:Seq><rdf:li>0</rdf:li></rdf:Seq></exif:ISOSpeedRatings>\
             <exifEX:LensSpecification><rdf:Seq><rdf:li>0/0</rdf:li><rdf:li>0/0</rdf:li><rdf:li>0/0</rdf:li>\
             <rdf:li>0/0</rdf:li></rdf:Seq></exifEX:LensSpecification>",
        );
        for name in [
            "FNumber",
            "ExposureTime",
            "FocalLength",
            "BrightnessValue",
            "MeteringMode",
            "FocalLengthIn35mmFormat",
            "XResolution",
            "ISO",
            "LensInfo",
        ] {
            assert_eq!(shown(&read, name), None, "{name}");
            assert!(has_tag(&read, name), "{name}");
        }
        assert_eq!(shown(&read, "SubjectDistance").as_deref(), Some("\"inf\""));
        let minus_one = of_xmp("<exif:BrightnessValue>-10/10</exif:BrightnessValue>");
        assert_eq!(shown(&minus_one, "BrightnessValue").as_deref(), Some("-1"));
    }

    /// An unknown value of EXIF stood before XMP's, which is known.
    #[test]
    fn what_is_unknown_gives_way_to_what_is_known() {
        let photo = vec![(0x829d, Data::Rational(vec![(0, 0)]))];
        let read = read(&picture(vec![], photo, vec![], "<exif:FNumber>28/10</exif:FNumber>"));
        assert_eq!(shown(&read, "FNumber").as_deref(), Some("2.8"));
        assert_eq!(why(&read, "FNumber"), ("XMP-exif:FNumber".into(), "not-blank".into()));
    }
}
