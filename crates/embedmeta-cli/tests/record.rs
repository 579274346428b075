//! The content of a record: numbers for quantities, the facts about the file, and the requested fields.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may

mod support;

use embedmeta::{Extraction, Extractor, Profile};
use serde_json::{Value, json};
use support::exif::{Data, Directory, tiff};
use support::jpeg::{exif, jpeg, xmp};
use support::{Folder, records, run, stdout, testdata};

fn sample(name: &str) -> String {
    testdata().join(name).to_str().expect("UTF-8").to_owned()
}

/// A picture with these entries in IFD0, the Exif directory and the GPS directory.
fn picture(camera: Vec<(u16, Data)>, place: Vec<(u16, Data)>) -> Vec<u8> {
    let mut root = Vec::new();
    if !camera.is_empty() {
        root.push((0x8769, Data::Directory(Directory(camera))));
    }
    if !place.is_empty() {
        root.push((0x8825, Data::Directory(Directory(place))));
    }
    jpeg(&[exif(&tiff(true, vec![Directory(root)]))])
}

/// A picture whose packet has these properties.
fn packet(properties: &str) -> Vec<u8> {
    let packet = format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
         xmlns:aux='http://ns.adobe.com/exif/1.0/aux/' xmlns:mine='http://example.com/mine/' \
         xmlns:drone='http://www.dji.com/drone-dji/1.0/' \
         xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'>{properties}\
         </rdf:Description></rdf:RDF></x:xmpmeta>"
    );
    jpeg(&[xmp(packet.as_bytes())])
}

fn read(bytes: &[u8], numeric: bool) -> Extraction {
    Extractor::new().numeric(numeric).from_bytes(bytes).expect("a picture")
}

fn value(extraction: &Extraction, field: &str) -> Value {
    extraction.metadata.get(field).map_or(Value::Null, |value| serde_json::to_value(value).unwrap())
}

/// Checks the fields as printed, and as numbers.
fn check(bytes: &[u8], cases: &[(&str, Value, Value)]) {
    let (printed, numeric) = (read(bytes, false), read(bytes, true));
    for (field, text, number) in cases {
        assert_eq!(value(&printed, field), *text, "{field} as printed");
        assert_eq!(value(&numeric, field), *number, "{field} as a number: {:?}", numeric.issues);
    }
}

/// Exposures and lengths were available only as text for people: `1/250`, `50.0 mm`.
#[test]
fn quantities_of_exif_are_numbers() {
    let camera = vec![
        (0x829a, Data::Rational(vec![(1, 250)])),
        (0x829d, Data::Rational(vec![(28, 10)])),
        (0x8822, Data::Short(vec![3])),
        (0x8827, Data::Short(vec![100])),
        (0x9201, Data::SRational(vec![(8, 1)])),
        (0x9204, Data::SRational(vec![(-2, 3)])),
        (0x9206, Data::Rational(vec![(25, 10)])),
        (0x920a, Data::Rational(vec![(50, 1)])),
        (0x9214, Data::Short(vec![10, 20, 30])),
        (0x9400, Data::SRational(vec![(-55, 10)])),
        (0xa405, Data::Short(vec![75])),
        (0xa432, Data::Rational(vec![(24, 1), (70, 1), (28, 10), (4, 1)])),
    ];
    let place = vec![(0x1f, Data::Rational(vec![(65, 10)]))];
    check(
        &picture(camera, place),
        &[
            ("ExposureTime", json!("1/250"), json!(0.004)),
            ("FNumber", json!(2.8), json!(2.8)),
            ("ISO", json!(100), json!(100)),
            ("ShutterSpeedValue", json!("1/256"), json!(0.003_906_25)),
            ("ExposureCompensation", json!("-2/3"), json!(-0.666_666_666_7)),
            ("SubjectDistance", json!("2.5 m"), json!(2.5)),
            ("FocalLength", json!("50.0 mm"), json!(50)),
            ("AmbientTemperature", json!("-5.5 C"), json!(-5.5)),
            ("FocalLengthIn35mmFormat", json!("75 mm"), json!(75)),
            ("LensInfo", json!("24-70mm f/2.8-4"), json!([24, 70, 2.8, 4])),
            ("GPSHPositioningError", json!("6.5 m"), json!(6.5)),
            // Words stay words.
            ("ExposureProgram", json!("Aperture-priority AE"), json!("Aperture-priority AE")),
        ],
    );
}

/// XMP's mirrors of the same fields follow the same rule, and so do properties that only XMP has.
#[test]
fn quantities_of_xmp_are_numbers() {
    let bytes = packet(
        "<exif:ExposureTime>1/250</exif:ExposureTime><exif:ExposureBiasValue>-1/3</exif:ExposureBiasValue>\
         <exif:FocalLength>500/10</exif:FocalLength><exif:SubjectDistance>5/2</exif:SubjectDistance>\
         <aux:LensInfo>24/1 70/1 28/10 28/10</aux:LensInfo>\
         <aux:ApproximateFocusDistance>125/100</aux:ApproximateFocusDistance>\
         <drone:RelativeAltitude>+12.50</drone:RelativeAltitude>",
    );
    check(
        &bytes,
        &[
            ("ExposureTime", json!("1/250"), json!(0.004)),
            ("ExposureCompensation", json!("-1/3"), json!(-0.333_333_333_333_333)),
            ("FocalLength", json!("50.0 mm"), json!(50)),
            ("SubjectDistance", json!("2.5 m"), json!(2.5)),
            ("LensInfo", json!("24-70mm f/2.8"), json!([24, 70, 2.8, 2.8])),
            ("ApproximateFocusDistance", json!("1.25"), json!(1.25)),
            ("RelativeAltitude", json!("+12.50"), json!(12.5)),
        ],
    );
}

/// In places, coordinates were text even if those at the top level were numbers.
#[test]
fn places_have_signed_numbers_and_lists_stay_lists() {
    let one = |latitude: &str, altitude: &str, reference: &str| {
        format!(
            "<rdf:li rdf:parseType='Resource'><exif:GPSLatitude>{latitude}</exif:GPSLatitude>\
             <exif:GPSLongitude>70,30W</exif:GPSLongitude><exif:GPSAltitude>{altitude}</exif:GPSAltitude>\
             <exif:GPSAltitudeRef>{reference}</exif:GPSAltitudeRef></rdf:li>"
        )
    };
    let shown = one("33,51.41S", "480/1", "0") + &one("48,8.82N", "25/2", "1");
    let bytes =
        packet(&format!("<Iptc4xmpExt:LocationShown><rdf:Bag>{shown}</rdf:Bag></Iptc4xmpExt:LocationShown>"));
    check(
        &bytes,
        &[
            (
                "LocationShownGPSLatitude",
                json!(["33,51.41S", "48,8.82N"]),
                json!([-33.856_833_333_333_3, 48.147]),
            ),
            ("LocationShownGPSLongitude", json!(["70,30W", "70,30W"]), json!([-70.5, -70.5])),
            ("LocationShownGPSAltitude", json!(["480 m", "12.5 m"]), json!([480, -12.5])),
        ],
    );
    let one = packet(&format!(
        "<Iptc4xmpExt:LocationShown><rdf:Bag>{}</rdf:Bag></Iptc4xmpExt:LocationShown>",
        one("33,51.41S", "480", "0")
    ));
    check(&one, &[("LocationShownGPSAltitude", json!(["480 m"]), json!([480]))]);
}

/// A typed field has its type in every file: a value that is not a number makes an issue, not a field.
#[test]
fn what_is_no_number_is_left_out_with_an_issue() {
    let far = picture(
        vec![
            (0x9206, Data::Rational(vec![(0xffff_ffff, 1)])),
            (0xa432, Data::Rational(vec![(0, 0), (70, 1), (28, 10), (28, 10)])),
        ],
        vec![],
    );
    let lens = json!("?-70mm f/2.8");
    check(&far, &[("SubjectDistance", json!("inf"), Value::Null), ("LensInfo", lens, Value::Null)]);
    let issues = |bytes: &[u8], numeric| -> Vec<String> {
        let codes = read(bytes, numeric).issues.into_iter().map(|issue| issue.code);
        codes.filter(|code| code == "not-a-number").map(|code| code.to_string()).collect()
    };
    assert_eq!((issues(&far, false).len(), issues(&far, true).len()), (0, 2));
    let text = packet("<exif:FocalLength>long</exif:FocalLength>");
    assert_eq!(value(&read(&text, true), "FocalLength"), Value::Null);
    assert_eq!(issues(&text, true), ["not-a-number"]);
    // A number followed by its unit counts as a number.
    let text = packet("<exif:FocalLength>35 mm</exif:FocalLength>");
    assert_eq!(value(&read(&text, true), "FocalLength"), json!(35));
}

/// `50mm f/?`: some cameras know the focal lengths of a lens but not its f-numbers.
#[test]
fn what_a_lens_does_not_say_is_cut_at_the_end() {
    let lens = picture(vec![(0xa432, Data::Rational(vec![(50, 1), (50, 1), (0, 0), (0, 0)]))], vec![]);
    check(&lens, &[("LensInfo", json!("50mm f/?"), json!([50, 50]))]);
}

/// A text that is not a number gives way to another carrier's number.
#[test]
fn a_number_comes_before_what_is_none() {
    let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
                  xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
                  xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:SubjectDistance='7/2'/></rdf:RDF></x:xmpmeta>";
    let far = Directory(vec![(0x9206, Data::Rational(vec![(0xffff_ffff, 1)]))]);
    let root = tiff(true, vec![Directory(vec![(0x8769, Data::Directory(far))])]);
    let bytes = jpeg(&[exif(&root), xmp(packet.as_bytes())]);
    check(&bytes, &[("SubjectDistance", json!("inf"), json!(3.5))]);
}

/// Without the option no field of the replica changes, and the command accepts both of its spellings.
#[test]
fn the_command_prints_numbers() {
    let record = |options: &[&str]| {
        let path = sample("exif-little-endian.jpg");
        records(&run(&[&["extract", "--format", "ndjson", &path], options].concat())).remove(0)
    };
    assert_eq!(record(&[])["embeddedMetadata"]["ExposureTime"], "1/160");
    assert_eq!(record(&["--numeric"])["embeddedMetadata"]["ExposureTime"], 0.00625);
    assert_eq!(record(&["-n"]), record(&["--numeric"]));
    let path = sample("exif-little-endian.jpg");
    let csv = run(&["extract", "-n", "--format", "csv", "--fields", "ExposureTime,LensInfo", &path]);
    assert!(stdout(&csv).contains(",0.00625,24; 70; 2.8; 2.8,"), "{}", stdout(&csv));
    let text = stdout(&run(&["explain", "-n", "--field", "ExposureTime", &path]));
    assert!(text.contains("ExposureTime              0.00625\n"), "{text}");
    assert!(text.contains("ExifIFD:ExposureTime \"1/160\" at byte"), "{text}");
}

/// Width, height and type were available only in `tags`.
#[test]
fn a_record_tells_what_the_file_is() {
    let path = sample("heif.heic");
    let keys = |options: &[&str]| -> Vec<String> {
        let record = &records(&run(&[&["extract", "--format", "ndjson", &path], options].concat()))[0];
        record.as_object().expect("an object").keys().cloned().collect()
    };
    let (with, without) =
        (["path", "embeddedMetadata", "file", "issues"], ["path", "embeddedMetadata", "issues"]);
    assert_eq!(keys(&[]), with);
    assert_eq!(keys(&["--profile", "documented"]), without);
    assert_eq!(keys(&["--profile", "documented", "--file"]), with);
    assert_eq!(keys(&["--no-file"]), without);
    assert_eq!(keys(&["--fields", "Title"]), without);
    assert_eq!(keys(&["--fields", "Title", "--file"]), with);
    assert_eq!(keys(&["--fields", "Title,file.width"]), with);
    let file = |command: &str| records(&run(&[command, "--format", "ndjson", &path]))[0]["file"].clone();
    assert_eq!(file("extract"), file("tags"));
    assert_eq!(file("extract")["orientation"], 6);
    for wrong in [["--file", "--no-file"], ["--file", "--file-object"]] {
        assert_eq!(run(&[&["extract", &path][..], &wrong].concat()).status.code(), Some(2));
    }
    let failed = records(&run(&["extract", "--format", "ndjson", &sample("xtext.jpg")]));
    assert!(failed[0].get("file").is_none());
}

/// The key after the path stays the same, so that older outputs can be resumed.
#[test]
fn an_output_with_file_is_resumed() {
    let folder = Folder::new("record-resume");
    for name in ["in/a.jpg", "in/b.jpg"] {
        folder.file(name, &jpeg(&[]));
    }
    let (input, output) = (folder.path().join("in"), folder.path().join("out.ndjson"));
    let (input, path) = (input.to_str().unwrap(), output.to_str().unwrap());
    let arguments = ["extract", "--quiet", "--format", "ndjson", "-o", path, "--resume", input];
    assert_eq!(run(&arguments).status.code(), Some(0));
    let whole = std::fs::read_to_string(&output).unwrap();
    let first = whole.lines().next().unwrap();
    std::fs::write(&output, format!("{first}\n")).unwrap();
    assert_eq!(run(&arguments).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&output).unwrap(), whole);
    assert!(first.contains("\"file\":{\"format\":\"JPEG\""), "{first}");
}

/// The sheet has a column for each fact.
#[test]
fn a_sheet_tells_what_the_file_is() {
    let csv = |options: &[&str]| {
        let path = sample("heif.heic");
        stdout(&run(&[&["extract", "--format", "csv", "--fields", "Make", &path], options].concat()))
    };
    let facts = "file.format,file.mime,file.width,file.height,file.displayWidth,file.displayHeight,\
                 file.orientation,file.hasAlpha,file.components,file.duration,file.bitRate,file.codecs,file.size";
    let text = csv(&["--file"]);
    assert!(text.starts_with(&format!("path,Make,{facts},issues,error\r\n")), "{text}");
    assert!(text.contains(",HEIC,image/heic,40,30,,,6,true,3,,,,1997,"), "{text}");
    assert!(csv(&[]).starts_with("path,Make,issues,error\r\n"));
    let failed =
        stdout(&run(&["extract", "--format", "csv", "--file", "--fields", "Make", &sample("xtext.jpg")]));
    assert!(failed.lines().nth(1).unwrap().contains(",,,,,,,,,,,,,,,unknown-format"), "{failed}");
}

/// A misspelled name gave an empty column for every file, after hours of reading.
#[test]
fn an_unknown_name_is_refused_before_anything_is_read() {
    for command in ["extract", "explain"] {
        for option in ["--field", "--fields"] {
            let output = run(&[command, option, "Titel", "no such file.jpg"]);
            assert_eq!(output.status.code(), Some(2), "{command} {option}");
            assert!(output.stdout.is_empty(), "nothing is read");
            let error = String::from_utf8(output.stderr).unwrap();
            assert!(error.contains("Titel") && error.contains("did you mean Title"), "{error}");
        }
    }
    let path = sample("replica.jpg");
    for wrong in ["Nothing,Title", "Title,EXIF:Nothing", "path,ImageWidth", "", ","] {
        assert_eq!(run(&["extract", "--fields", wrong, &path]).status.code(), Some(2), "{wrong:?}");
    }
    // Members that every record has explain nothing.
    assert_eq!(run(&["explain", "--fields", "path", &path]).status.code(), Some(2));
}

/// Only `explain` ignored case, and no command accepted the names that tags are printed with.
#[test]
fn names_in_any_case_and_those_of_tags_lead_to_fields() {
    let path = sample("replica.jpg");
    let object = |arguments: &[&str]| {
        let output = run(&[&["extract", "--format", "ndjson", &path], arguments].concat());
        records(&output)[0]["embeddedMetadata"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    let expected = ["Keywords", "Byline", "Creator", "Title"];
    for arguments in [
        &["--fields", "title,By-line,XMP-dc:Creator,IPTC:Keywords"][..],
        &["--field", "TITLE", "--field", "IPTC:By-line", "--fields", "creator,keywords"],
        &["--fields", "Title, Byline ,Creator,Keywords,title"],
    ] {
        assert_eq!(object(arguments), expected, "{arguments:?}");
    }
    let csv = run(&["extract", "--format", "csv", "--field", "IFD0:artist", "--field", "By-line", &path]);
    assert!(stdout(&csv).starts_with("path,Artist,Byline,issues,error\r\n"));
    let rows = records(&run(&["explain", "--format", "ndjson", "--fields", "by-line,title", &path]));
    let names: Vec<_> =
        rows[0]["fields"].as_array().unwrap().iter().map(|row| row["field"].clone()).collect();
    assert_eq!(names, ["Byline", "Title"]);
}

/// A property that is in no table can still be requested by its group.
#[test]
fn a_property_of_ones_own_is_named_with_its_group() {
    let folder = Folder::new("record-mine");
    let path = folder.file("a.jpg", &packet("<mine:thing>one</mine:thing>"));
    let path = path.to_str().unwrap();
    let fields = |name: &str| records(&run(&["extract", "--format", "ndjson", "--fields", name, path]));
    for name in ["XMP-mine:Thing", "XMP-mine:thing"] {
        assert_eq!(fields(name)[0]["embeddedMetadata"], json!({"Thing": "one"}));
    }
    assert_eq!(run(&["extract", "--fields", "Thing", path]).status.code(), Some(2));
    let told = run(&["explain", "--field", "XMP-mine:Thing,XMP-mine:Other,Title", path]);
    assert_eq!(told.status.code(), Some(0));
    let text = stdout(&told);
    assert!(text.contains("Thing                     one\n"), "{text}");
    assert!(text.contains("Other: not in this file\nTitle: not in this file\n"), "{text}");
}

/// The documented object is unchanged.
#[test]
fn the_documented_profile_is_unchanged_without_the_option() {
    let bytes = std::fs::read(testdata().join("replica.jpg")).unwrap();
    let read = |numeric| {
        let extractor = Extractor::new().profile(Profile::Documented).numeric(numeric);
        serde_json::to_value(extractor.from_bytes(&bytes).unwrap().metadata).unwrap()
    };
    let expected = std::fs::read_to_string(testdata().join("replica.documented.json")).unwrap();
    assert_eq!(read(false), serde_json::from_str::<Value>(&expected).unwrap());
    let numeric = read(true);
    assert_eq!(numeric["LocationCreatedGPSLatitude"], 48.275);
    assert_eq!(numeric.as_object().unwrap().len(), read(false).as_object().unwrap().len());
}
