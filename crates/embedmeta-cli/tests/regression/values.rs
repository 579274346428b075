//! The values that fields accept: markers of unknown values, coordinates, captions, ratings, keywords.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, jpeg, xmp};
use embedmeta::{Extraction, Extractor};

const EXIF_IFD: u16 = 0x8769;
const GPS_IFD: u16 = 0x8825;

/// A picture with these entries in IFD0, ExifIFD and GPS, and these properties in XMP.
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

/// The result of a packet with these properties alone.
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

/// The name of the tag that gave a field, and the rule, as `explain` reports them.
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

    /// Fractions over zero, zeros where zero is impossible, and 0xFFFFFFFF became numbers and texts in the object: an
    /// aperture of 0, `undef`, `4294967295 m`.
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

    /// Values that the standard allows to be 0, infinite or partly unknown must stay.
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

    /// References and offsets of blanks, NULs, colons and dashes were shown, even as `Unknown ()`.
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
        assert_eq!(count(&read, "unset"), 8, "{:?}", read.issues);
        let read = of_xmp("<dc:source>-</dc:source><exif:GPSStatus> </exif:GPSStatus>");
        assert_eq!(shown(&read, "GPSStatus"), None);
        assert_eq!(shown(&read, "Source").as_deref(), Some("\"-\""), "free text is what it is");
    }

    /// A time of 0/0, 0/0, 0/0 became midnight, and gave the date of the fix a time that nobody stored.
    #[test]
    fn a_time_of_nothing_is_no_midnight() {
        let gps = vec![(0x07, Data::Rational(vec![(0, 0); 3])), (0x1d, Data::Ascii("2020:01:02"))];
        let read = read(&picture(vec![], vec![], gps, ""));
        assert_eq!(shown(&read, "GPSTimeStamp"), None);
        assert_eq!(shown(&read, "GPSDateTime"), None);
        assert!(has_tag(&read, "GPSTimeStamp"));
    }

    /// XMP's mirrors of EXIF values followed another rule: `undef` and -1 were values there.
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

    /// An unknown value in EXIF won over a known one in XMP.
    #[test]
    fn what_is_unknown_gives_way_to_what_is_known() {
        let photo = vec![(0x829d, Data::Rational(vec![(0, 0)]))];
        let read = read(&picture(vec![], photo, vec![], "<exif:FNumber>28/10</exif:FNumber>"));
        assert_eq!(shown(&read, "FNumber").as_deref(), Some("2.8"));
        assert_eq!(why(&read, "FNumber"), ("XMP-exif:FNumber".into(), "not-blank".into()));
    }
}

mod coordinates {
    use super::*;

    fn in_xmp(latitude: &str, longitude: &str) -> Extraction {
        of_xmp(&format!(
            "<exif:GPSLatitude>{latitude}</exif:GPSLatitude><exif:GPSLongitude>{longitude}</exif:GPSLongitude>"
        ))
    }

    fn number(extraction: &Extraction, field: &str) -> Option<f64> {
        extraction.metadata.number(field)
    }

    /// `43,0764` was read as 43 degrees and 764 minutes: 55.73. The comma is a decimal one; the tag stays as in
    /// ExifTool.
    #[test]
    fn a_decimal_comma_is_no_border_of_minutes() {
        let read = in_xmp("43,0764", "-8,4110");
        assert_eq!(number(&read, "GPSLatitude"), Some(43.0764));
        assert_eq!(number(&read, "GPSLongitude"), Some(-8.411));
        assert_eq!(count(&read, "mended"), 2);
        let tag = read.tags.iter().find(|tag| tag.name == "GPSLatitude").unwrap();
        assert_eq!(tag.value.as_str(), Some("55 deg 44' 0.00\" N"));
    }

    /// Values in the standard's form are read as before, without an issue.
    #[test]
    fn degrees_minutes_and_seconds_are_read_as_such() {
        for (latitude, degrees) in [("48,8.82N", 48.147), ("48,8,49.2S", -48.147), ("48.147S", -48.147)] {
            let read = in_xmp(latitude, "11,30E");
            assert_eq!(number(&read, "GPSLatitude"), Some(degrees), "{latitude}");
            assert_eq!(number(&read, "GPSLongitude"), Some(11.5));
            assert!(read.issues.is_empty(), "{:?}", read.issues);
        }
    }

    /// The sign was applied only to the degrees: -48,8.82 became -47.853.
    #[test]
    fn a_sign_is_that_of_the_whole() {
        let read = in_xmp("-48,8.82", "-0,30");
        assert_eq!(number(&read, "GPSLatitude"), Some(-48.147));
        assert_eq!(number(&read, "GPSLongitude"), Some(-0.5));
    }

    /// 95 minutes were added to the degrees, and 200 degrees were accepted.
    #[test]
    fn what_is_no_coordinate_is_left_out() {
        for latitude in ["48,95,12N", "91,0N", "4808.82N"] {
            let read = in_xmp(latitude, "11,30E");
            assert_eq!(number(&read, "GPSLatitude"), None, "{latitude}");
            assert_eq!(count(&read, "out-of-range"), 1, "{latitude}");
        }
    }

    /// 0 degrees south was `-0.0`.
    #[test]
    fn no_zero_is_negative() {
        let read = in_xmp("0,0.0S", "0W");
        let zero = Data::Rational(vec![(0, 1); 3]);
        let also = Data::Rational(vec![(0, 1); 3]);
        let gps = vec![
            (1, Data::Ascii("S")),
            (2, zero),
            (3, Data::Ascii("W")),
            (4, also),
            (5, Data::Byte(vec![1])),
            (6, Data::Rational(vec![(0, 1)])),
        ];
        let of_exif = super::read(&picture(vec![], vec![], gps, ""));
        for (read, field) in [
            (&read, "GPSLatitude"),
            (&read, "GPSLongitude"),
            (&of_exif, "GPSLatitude"),
            (&of_exif, "GPSLongitude"),
            (&of_exif, "GPSAltitude"),
        ] {
            assert!(number(read, field).unwrap().is_sign_positive(), "{field}");
            assert!(!shown(read, field).unwrap().starts_with('-'), "{field}");
        }
    }

    /// In places, the text was shown whatever it said.
    #[test]
    fn places_hold_coordinates_that_can_be_read() {
        let place = |latitude: &str, longitude: &str, altitude: &str| {
            of_xmp(&format!(
                "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType='Resource'>\
                 <exif:GPSLatitude>{latitude}</exif:GPSLatitude><exif:GPSLongitude>{longitude}</exif:GPSLongitude>\
                 <exif:GPSAltitude>{altitude}</exif:GPSAltitude></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>"
            ))
        };
        let all = |read: &Extraction| {
            ["Latitude", "Longitude", "Altitude"].map(|part| shown(read, &format!("LocationShownGPS{part}")))
        };
        let some = |text: &str| Some(format!("[\"{text}\"]"));
        let plain = place("48,16.5N", "16,20.28E", "480/1");
        assert_eq!(all(&plain), [some("48,16.5N"), some("16,20.28E"), some("480 m")]);
        let mended = place("43,0764", "-8,4110", "4294967196/1");
        assert_eq!(all(&mended), [some("43,4.584N"), some("8,24.66W"), some("-100 m")]);
        assert_eq!(count(&mended, "mended"), 3, "{:?}", mended.issues);
        let wrong = place("95,0N", "north", "200000/1");
        assert_eq!(all(&wrong), [None, None, None]);
        assert_eq!((count(&wrong, "out-of-range"), count(&wrong, "undefined")), (2, 1), "{:?}", wrong.issues);
    }

    /// An altitude below sea level, stored without its sign bit, became 4,294 km above it.
    #[test]
    fn heights_are_on_earth() {
        let height = |num: u32, den: u32, below: u8| {
            let gps = vec![(5, Data::Byte(vec![below])), (6, Data::Rational(vec![(num, den)]))];
            let of_exif = super::read(&picture(vec![], vec![], gps, ""));
            let of_xmp = of_xmp(&format!(
                "<exif:GPSAltitude>{num}/{den}</exif:GPSAltitude><exif:GPSAltitudeRef>{below}</exif:GPSAltitudeRef>"
            ));
            let found = number(&of_exif, "GPSAltitude");
            assert_eq!(found, number(&of_xmp, "GPSAltitude"), "{num}/{den}");
            let codes = |read: &Extraction| {
                read.issues.iter().map(|issue| issue.code.to_string()).collect::<Vec<_>>()
            };
            assert_eq!(codes(&of_exif), codes(&of_xmp));
            (found, codes(&of_exif).first().cloned().unwrap_or_default())
        };
        assert_eq!(height(4_294_967_196, 1, 0), (Some(-100.0), "mended".to_owned()));
        assert_eq!(height(4_294_967_196, 1, 1), (Some(-100.0), "mended".to_owned()));
        assert_eq!(height(4_294_957_296, 100, 0), (Some(-100.0), "mended".to_owned()));
        assert_eq!(height(8848, 1, 0), (Some(8848.0), String::new()));
        assert_eq!(height(420, 1, 1), (Some(-420.0), String::new()));
        assert_eq!(height(100_001, 1, 0), (None, "out-of-range".to_owned()));
        assert_eq!(height(12_001, 1, 1), (None, "out-of-range".to_owned()));
        assert_eq!(height(3_000_000_000, 1, 0), (None, "out-of-range".to_owned()));
        assert_eq!(height(u32::MAX, 1, 0), (None, "undefined".to_owned()));
    }

    /// A reference of NULs was silently taken for north.
    #[test]
    fn a_reference_that_says_nothing_is_told() {
        let gps = vec![(1, Data::Byte(vec![0, 0])), (2, Data::Rational(vec![(48, 1), (30, 1), (0, 1)]))];
        let read = super::read(&picture(vec![], vec![], gps, ""));
        assert_eq!(number(&read, "GPSLatitude"), Some(48.5));
        assert_eq!(count(&read, "reference-assumed"), 1);
    }
}

mod one_place {
    use super::*;

    const PAIR: &str =
        "<exif:GPSLatitude>10,30N</exif:GPSLatitude><exif:GPSLongitude>20,30E</exif:GPSLongitude>";

    fn triple(degrees: u32) -> Data {
        Data::Rational(vec![(degrees, 1), (0, 1), (0, 1)])
    }

    fn latitude() -> Vec<(u16, Data)> {
        vec![(1, Data::Ascii("N")), (2, triple(50))]
    }

    fn longitude() -> Vec<(u16, Data)> {
        vec![(3, Data::Ascii("E")), (4, triple(60))]
    }

    fn altitude() -> Vec<(u16, Data)> {
        vec![(5, Data::Byte(vec![0])), (6, Data::Rational(vec![(70, 1)]))]
    }

    fn place(gps: Vec<(u16, Data)>, properties: &str) -> (Extraction, [Option<f64>; 3]) {
        let read = read(&picture(vec![], vec![], gps, properties));
        let all = ["GPSLatitude", "GPSLongitude", "GPSAltitude"].map(|field| read.metadata.number(field));
        (read, all)
    }

    /// EXIF's latitude and XMP's longitude were combined into a place where nobody was.
    #[test]
    fn half_a_place_gives_way_to_a_whole_one() {
        let gps = [latitude(), altitude()].into_iter().flatten().collect();
        let (read, all) = place(gps, PAIR);
        assert_eq!(all, [Some(10.5), Some(20.5), None], "the height is EXIF's");
        assert_eq!(why(&read, "GPSLatitude"), ("XMP-exif:GPSLatitude".into(), "one-place".into()));
        assert_eq!(shown(&read, "GPSLatitudeRef"), None, "so is the reference");
        assert!(count(&read, "other-place") >= 1, "{:?}", read.issues);
    }

    /// An impossible coordinate counts as missing.
    #[test]
    fn a_place_with_an_impossible_half_gives_way() {
        let mut gps = latitude();
        gps.extend([(3, Data::Ascii("E")), (4, triple(999))]);
        let (_, all) = place(gps, PAIR);
        assert_eq!(all, [Some(10.5), Some(20.5), None]);
        let mut gps = vec![(1, Data::Ascii("N")), (2, Data::Rational(vec![(0, 0); 3]))];
        gps.extend(longitude());
        let (_, all) = place(gps, PAIR);
        assert_eq!(all, [Some(10.5), Some(20.5), None]);
    }

    /// A complete position in EXIF does not take XMP's altitude.
    #[test]
    fn the_height_is_that_of_the_place() {
        let both = || latitude().into_iter().chain(longitude()).collect::<Vec<_>>();
        let high = format!("{PAIR}<exif:GPSAltitude>80/1</exif:GPSAltitude>");
        let (read, all) = place(both(), &high);
        assert_eq!(all, [Some(50.0), Some(60.0), None]);
        assert_eq!(why(&read, "GPSLatitude"), ("GPS:GPSLatitude".into(), "exif-first".into()));
        assert_eq!(count(&read, "other-place"), 1);
        let (_, all) = place(both().into_iter().chain(altitude()).collect(), &high);
        assert_eq!(all, [Some(50.0), Some(60.0), Some(70.0)]);
        let (_, all) = place(altitude(), &high);
        assert_eq!(all, [Some(10.5), Some(20.5), Some(80.0)], "a height alone gives way to a place");
    }

    /// If no carrier has a complete position, the parts stay; two halves still do not make a place.
    #[test]
    fn what_stands_alone_stays() {
        let (read, all) = place(altitude(), "");
        assert_eq!(all, [None, None, Some(70.0)]);
        assert!(read.issues.is_empty(), "{:?}", read.issues);
        let (_, all) = place(latitude(), "<exif:GPSLongitude>20,30E</exif:GPSLongitude>");
        assert_eq!(all, [Some(50.0), None, None]);
        let (_, all) = place(altitude(), "<exif:GPSAltitude>80/1</exif:GPSAltitude>");
        assert_eq!(all, [None, None, Some(70.0)]);
    }

    /// A sidecar's longitude was combined with the picture's own latitude.
    #[test]
    fn a_sidecar_is_a_source_of_its_own() {
        let picture = picture(vec![], vec![], vec![], PAIR);
        let sidecar = packet("<exif:GPSLongitude>99,30E</exif:GPSLongitude>");
        let read = Extractor::new().from_source_and_sidecar(&&picture[..], &sidecar.as_bytes()).unwrap();
        assert_eq!(read.metadata.number("GPSLatitude"), Some(10.5));
        assert_eq!(read.metadata.number("GPSLongitude"), Some(20.5));
        assert_eq!(why(&read, "GPSLongitude").1, "one-place");
    }

    /// The GPS destination is a place too.
    #[test]
    fn destinations_come_from_one_source_too() {
        let gps = vec![(0x13, Data::Ascii("N")), (0x14, triple(50))];
        let properties = "<exif:GPSDestLatitude>10,30N</exif:GPSDestLatitude>\
                          <exif:GPSDestLongitude>20,30E</exif:GPSDestLongitude>";
        let read = read(&picture(vec![], vec![], gps, properties));
        assert_eq!(read.metadata.number("GPSDestLatitude"), Some(10.5));
        assert_eq!(read.metadata.number("GPSDestLongitude"), Some(20.5));
    }
}

mod captions {
    use super::*;

    fn camera(make: &str, model: &str, software: &str, description: &str, properties: &str) -> Extraction {
        let texts = [(0x010e, description), (0x010f, make), (0x0110, model), (0x0131, software)].into_iter();
        let entries = texts.filter(|(_, text)| !text.is_empty());
        let ifd0 = entries.map(|(id, text)| (id, Data::Text(text.into()))).collect();
        read(&picture(ifd0, vec![], vec![], properties))
    }

    fn is_none(make: &str, model: &str, description: &str) {
        let read = camera(make, model, "", description, "");
        assert_eq!(read.metadata.text("Caption"), None, "{make} {model}: {description:?}");
        assert_eq!(read.metadata.text("ImageDescription"), Some(description.trim_end()), "the tag says so");
        assert_eq!(count(&read, "boilerplate"), 1, "{description:?}");
    }

    /// A camera's make or model became a caption, in all the forms that firmware writes.
    #[test]
    fn the_cameras_name_is_no_caption() {
        for (make, model, description) in [
            ("Canon", "Canon EOS 5D", "Canon"),
            ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
            ("Canon", "Canon EOS 5D", "EOS 5D"),
            ("NIKON CORPORATION", "NIKON D70", "NIKON"),
            ("NIKON CORPORATION", "NIKON D70", "Nikon Corporation"),
            ("NIKON CORPORATION", "NIKON D70", "D70 "),
            ("NIKON CORPORATION", "NIKON D70", "nikon  d70"),
            ("SONY", "DSC-W80", "SONY DSC-W80"),
            ("SANYO Electric Co.,Ltd.", "SX113", "SANYO DIGITAL CAMERA"),
            ("General Imaging Co.", "E1035", "GE DIGITAL CAMERA"),
            ("JVC", "GC-X1E", "GC-X1E Image"),
            ("Acme Optics", "Zoomer 9", "Acme"),
        ] {
            is_none(make, model, description);
        }
    }

    /// Texts that programs and firmware write, whatever the camera.
    #[test]
    fn words_that_nobody_wrote_are_no_caption() {
        for description in [
            "OLYMPUS DIGITAL CAMERA         ",
            "SONY DSC",
            "Exif_JPEG_PICTURE",
            "My beautiful picture",
            "Digital image",
            "Untitled",
            "<untitled>",
            "untitled-3",
            "Created with GIMP",
            "Created with The GIMP",
            "Created with Inkscape 1.2",
            "Created with Somebody's Editor 3.14",
            "<Digimax S500 / Kenox S500>",
        ] {
            is_none("Acme", "Zoomer", description);
        }
        let read = camera("", "", "Painter X", "Created with Painter", "");
        assert_eq!(read.metadata.text("Caption"), None, "the program that wrote the file");
    }

    /// The file name that a camera or a phone assigned became a caption.
    #[test]
    fn the_files_name_is_no_caption() {
        for description in [
            "DSC_0001.JPG",
            "DSC_0001",
            "DSC00006",
            "dscn1234.jpg",
            "IMG_1234.CR2",
            "IMG_20200101_123456",
            "IMG_20200101_123456_HDR.jpg",
            "IMG-20200101-WA0012.jpg",
            "PXL_20210203_123456789.MP.jpg",
            "P1010001.JPG",
            "100_0042.JPG",
            "20200101_123456.jpg",
            "DCIM\\100MEDIA\\DJI_0001.JPG",
            "/storage/emulated/0/DCIM/Camera/IMG_20200101_123456.jpg",
            "IMG_1234 (1).jpg",
        ] {
            is_none("Acme", "Zoomer", description);
        }
    }

    /// Captions that only slightly resemble those stay captions.
    #[test]
    fn what_somebody_wrote_stays() {
        for (make, model, description) in [
            ("Canon", "Canon EOS 5D", "My new Canon EOS 5D on the table"),
            ("Canon", "Canon EOS 5D", "Canon in D, played at the wedding"),
            ("NIKON CORPORATION", "NIKON D70", "Canon"),
            ("", "", "Canon"),
            ("", "", "EOS 5D"),
            ("Acme", "A", "A"),
            ("", "", "Created with watercolours on canvas"),
            ("", "", "Created with canvas and oil"),
            ("", "", "Untitled, oil on canvas, 1919"),
            ("", "", "IMG_1234 at the zoo"),
            ("", "", "DSC_0001 Rome 2019"),
            ("", "", "Rome2019"),
            ("", "", "1984"),
            ("", "", "Me and my digital camera"),
            ("", "", "My beautiful picture of Rome"),
            ("", "", "A default of the bank"),
            ("", "", "dav"),
            ("", "", "Paris/Rome 2020"),
        ] {
            let read = camera(make, model, "", description, "");
            assert_eq!(read.metadata.text("Caption"), Some(description), "{make} {model}");
            assert_eq!(count(&read, "boilerplate"), 0);
        }
        let read = camera("", "", "The GIMP", "Created with the help of my sister", "");
        assert_eq!(read.metadata.text("Caption"), Some("Created with the help of my sister"));
    }

    /// The camera's text won over the photographer's.
    #[test]
    fn the_next_caption_wins_and_explain_says_why() {
        let own = "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>A harbour</rdf:li></rdf:Alt></dc:description>";
        let read = camera("Canon", "Canon EOS 5D", "", "EOS 5D", own);
        assert_eq!(read.metadata.text("Caption"), Some("A harbour"));
        assert_eq!(why(&read, "Caption"), ("XMP-dc:Description".into(), "not-boilerplate".into()));
        let read = camera("Canon", "Canon EOS 5D", "", "    ", own);
        assert_eq!(why(&read, "Caption").1, "not-blank");
    }
}

mod ratings {
    use super::*;

    fn rating(ifd0: Vec<(u16, Data)>, properties: &str) -> (Option<String>, Extraction) {
        let read = read(&picture(ifd0, vec![], vec![], properties));
        (shown(&read, "Rating"), read)
    }

    fn short(id: u16, number: u16) -> Vec<(u16, Data)> {
        vec![(id, Data::Short(vec![number]))]
    }

    /// A picture rated in Windows, or in per cent by an old program, had no rating.
    #[test]
    fn per_cent_are_stars() {
        for (percent, stars) in [
            (0, 0),
            (1, 1),
            (12, 1),
            (13, 2),
            (25, 2),
            (37, 2),
            (50, 3),
            (63, 4),
            (75, 4),
            (88, 5),
            (99, 5),
            (100, 5),
        ] {
            let stars = Some(format!("{stars}"));
            assert_eq!(rating(short(0x4749, percent), "").0, stars, "{percent} in EXIF");
            let properties = format!("<MicrosoftPhoto:Rating>{percent}</MicrosoftPhoto:Rating>");
            assert_eq!(rating(vec![], &properties).0, stars, "{percent} in XMP");
        }
        let (stars, read) = rating(short(0x4749, 101), "");
        assert_eq!((stars, count(&read, "out-of-range")), (None, 1));
        assert_eq!(shown(&read, "RatingPercent").as_deref(), Some("101"), "the tag's own field stays");
    }

    /// The order is XMP, EXIF's stars, then per cent; each gives way if it has no rating.
    #[test]
    fn xmp_comes_first_and_the_others_fill_in() {
        let both = || vec![(0x4746, Data::Short(vec![3])), (0x4749, Data::Short(vec![99]))];
        let (stars, read) =
            rating(both(), "<xmp:Rating>1</xmp:Rating><MicrosoftPhoto:Rating>25</MicrosoftPhoto:Rating>");
        assert_eq!(stars.as_deref(), Some("1"));
        assert_eq!(why(&read, "Rating"), ("XMP-xmp:Rating".into(), "home-schema".into()));
        assert_eq!(rating(both(), "").0.as_deref(), Some("3"));
        assert_eq!(rating(both(), "<xmp:Rating>7</xmp:Rating>").0.as_deref(), Some("3"));
        assert_eq!(rating(both(), "<xmp:Rating> </xmp:Rating>").0.as_deref(), Some("3"));
        let foreign = "<acdsee:rating>2</acdsee:rating>";
        assert_eq!(rating(short(0x4749, 99), foreign).0.as_deref(), Some("5"));
        assert_eq!(rating(vec![], foreign).0.as_deref(), Some("2"));
        let zero = rating(short(0x4749, 99), "<xmp:Rating>0</xmp:Rating>").0;
        assert_eq!(zero.as_deref(), Some("0"), "no star is an answer");
    }

    /// `+5` was text, and 7 stars were accepted.
    #[test]
    fn a_rating_is_a_number_from_minus_1_to_5() {
        for (text, stars) in
            [("+5", "5"), ("5", "5"), ("5.0", "5"), ("-1", "-1"), ("0", "0"), ("3.5", "3.5"), (" 4 ", "4")]
        {
            let (found, read) = rating(vec![], &format!("<xmp:Rating>{text}</xmp:Rating>"));
            assert_eq!(found.as_deref(), Some(stars), "{text:?}");
            assert!(read.issues.is_empty(), "{:?}", read.issues);
        }
        for text in ["6", "-2", "-0.5", "99", "good", "NaN"] {
            let (found, read) = rating(vec![], &format!("<xmp:Rating>{text}</xmp:Rating>"));
            assert_eq!((found, count(&read, "out-of-range")), (None, 1), "{text:?}");
        }
    }
}

mod keywords {
    use super::*;

    fn list(extraction: &Extraction, field: &str) -> Vec<String> {
        let items = extraction.metadata.items(field);
        items.filter_map(|item| item.as_text().map(str::to_owned)).collect()
    }

    fn utf16(text: &str) -> Data {
        Data::Byte(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect())
    }

    fn bag(name: &str, items: &[&str]) -> String {
        let items = items.join("</rdf:li><rdf:li>");
        format!("<{name}><rdf:Bag><rdf:li>{items}</rdf:li></rdf:Bag></{name}>")
    }

    fn categories(xml: &str) -> Extraction {
        let text = xml.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        of_xmp(&format!("<acdsee:categories>{text}</acdsee:categories>"))
    }

    fn paths(xml: &str) -> Vec<String> {
        list(&categories(xml), "KeywordPaths")
    }

    /// Keywords that only Windows wrote became one text with semicolons instead of keywords.
    #[test]
    fn windows_keywords_count_where_there_are_no_others() {
        let windows = || vec![(0x9c9e, utf16("harbour; Vienna;;harbour ;boat"))];
        let alone = read(&picture(windows(), vec![], vec![], ""));
        assert_eq!(list(&alone, "MWGKeywords"), ["harbour", "Vienna", "boat"]);
        assert_eq!(why(&alone, "MWGKeywords"), ("IFD0:XPKeywords".into(), "only".into()));
        assert_eq!(shown(&alone, "XPKeywords").as_deref(), Some("\"harbour; Vienna;;harbour ;boat\""));
        let both = read(&picture(windows(), vec![], vec![], &bag("dc:subject", &["sea"])));
        assert_eq!(list(&both, "MWGKeywords"), ["sea"], "others are not mixed in: they may be old");
        let acdsee = read(&picture(windows(), vec![], vec![], &bag("acdsee:keywords", &["quay"])));
        assert_eq!(list(&acdsee, "MWGKeywords"), ["harbour", "Vienna", "boat"]);
    }

    /// `ACDSee`'s keywords were not among the picture's keywords.
    #[test]
    fn acdsees_keywords_come_last() {
        let keywords = bag("acdsee:keywords", &["quay", "sea; side"]);
        assert_eq!(list(&of_xmp(&keywords), "MWGKeywords"), ["quay", "sea; side"]);
        let both = of_xmp(&(keywords + &bag("dc:subject", &["sea"])));
        assert_eq!(list(&both, "MWGKeywords"), ["sea"]);
    }

    /// `ACDSee`'s categories were one text of XML.
    #[test]
    fn acdsees_categories_are_paths() {
        assert_eq!(
            paths(
                "<Categories><Category Assigned=\"1\">Places<Category Assigned=\"0\">Asia</Category>\
                 <Category Assigned=\"0\">Europe<Category Assigned=\"1\">Vienna</Category></Category></Category>\
                 <Category Assigned=\"0\">People<Category Assigned=\"1\">Ann &amp; Ben | Co</Category></Category>\
                 </Categories>"
            ),
            ["Places", "Places|Europe|Vienna", "People|Ann & Ben / Co"]
        );
        assert_eq!(
            paths("<Categories><Category>Places<Category>Rome</Category></Category></Categories>"),
            ["Places|Rome"]
        );
        assert!(paths("<Categories></Categories>").is_empty());
        assert!(paths("no XML at all").is_empty());
    }

    /// They join the paths of the other writers, without duplicates.
    #[test]
    fn categories_join_the_other_paths() {
        let xml = "&lt;Categories>&lt;Category Assigned='1'>Places&lt;Category Assigned='1'>Rome";
        let read = of_xmp(&format!(
            "{}<acdsee:categories>{xml}</acdsee:categories>",
            bag("lr:hierarchicalSubject", &["Places|Rome", "sea"])
        ));
        assert_eq!(list(&read, "KeywordPaths"), ["Places|Rome", "sea", "Places"], "also where it is cut");
    }

    /// The XML is untrusted: it must not expand, nest or repeat without limit.
    #[test]
    fn hostile_categories_end_soon() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Categories>\
                    <Category Assigned=\"1\">&b;</Category></Categories>";
        let read = categories(bomb);
        assert!(list(&read, "KeywordPaths").is_empty());
        assert_eq!(count(&read, "doctype"), 1);

        let deep = "<Category Assigned=\"1\">k".repeat(20_000) + &"</Category>".repeat(20_000);
        let read =
            categories(&format!("<Categories>{deep}<Category Assigned=\"1\">last</Category></Categories>"));
        let found = list(&read, "KeywordPaths");
        assert!((10..=65).contains(&found.len()), "{}", found.len());
        assert_eq!(found.last().unwrap(), "last", "what follows is still read");
        assert_eq!(count(&read, "too-deep"), 1);

        let long = "x".repeat(1_000_000);
        let many = "<Category Assigned=\"1\">k</Category>".repeat(40_000);
        let read =
            categories(&format!("<Categories><Category Assigned=\"1\">{long}{many}</Category></Categories>"));
        assert!(list(&read, "KeywordPaths").len() < 100);
        assert_eq!(count(&read, "budget"), 1, "{:?}", read.issues);

        let read =
            categories("<Categories><Category Assigned=\"1\">Rome</Category><Category Assigned=\"1\" <");
        assert_eq!(list(&read, "KeywordPaths"), ["Rome"]);
        assert_eq!(count(&read, "broken-xml"), 1, "{:?}", read.issues);
    }
}
