//! Regions of rotated pictures, and files beside a picture.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, iim, jpeg, photoshop, resource, xmp};
use crate::support::raster::webp;
use crate::support::{Folder, records, run, stdout};
use embedmeta::{BlockKind, Extraction, Extractor, OffsetSource, Policy, Rule, SidecarPolicy};
use serde_json::{Value, json};

/// A packet with these properties.
fn packet(properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' \
         xmlns:stArea='http://ns.adobe.com/xmp/sType/Area#' xmlns:stDim='http://ns.adobe.com/xap/1.0/sType/Dimensions#' \
         xmlns:MP='http://ns.microsoft.com/photo/1.2/' xmlns:MPRI='http://ns.microsoft.com/photo/1.2/t/RegionInfo#' \
         xmlns:MPReg='http://ns.microsoft.com/photo/1.2/t/Region#' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' \
         xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
         xmlns:exifEX='http://cipa.jp/exif/1.0/' xmlns:aux='http://ns.adobe.com/exif/1.0/aux/' \
         xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:pdf='http://ns.adobe.com/pdf/1.3/' \
         xmlns:lr='http://ns.adobe.com/lightroom/1.0/'>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

/// A box: its corner and its size.
type Area = [f64; 4];

/// Where a face in the stored picture is after rotation for display [Exif 3.0, 4.6.5.1.7].
fn shown(orientation: u16, [x, y, w, h]: Area) -> Area {
    match orientation {
        2 => [1.0 - x - w, y, w, h],
        3 => [1.0 - x - w, 1.0 - y - h, w, h],
        4 => [x, 1.0 - y - h, w, h],
        5 => [y, x, h, w],
        6 => [1.0 - y - h, x, h, w],
        7 => [1.0 - y - h, 1.0 - x - w, h, w],
        8 => [y, 1.0 - x - w, h, w],
        _ => [x, y, w, h],
    }
}

fn mwg(applied: (u32, u32), faces: &[(&str, Area)]) -> String {
    let items = faces.iter().map(|(name, [x, y, w, h])| {
        format!(
            "<rdf:li><rdf:Description mwg-rs:Name='{name}' mwg-rs:Type='Face'><mwg-rs:Area stArea:x='{}' stArea:y='{}' \
             stArea:w='{w}' stArea:h='{h}' stArea:unit='normalized'/></rdf:Description></rdf:li>",
            x + w / 2.0,
            y + h / 2.0
        )
    });
    format!(
        "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:AppliedToDimensions stDim:w='{}' stDim:h='{}' \
         stDim:unit='pixel'/><mwg-rs:RegionList><rdf:Bag>{}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>",
        applied.0,
        applied.1,
        items.collect::<String>()
    )
}

fn microsoft(faces: &[(&str, Area)]) -> String {
    let items = faces.iter().map(|(name, [x, y, w, h])| {
        format!("<rdf:li MPReg:PersonDisplayName='{name}' MPReg:Rectangle='{x}, {y}, {w}, {h}'/>")
    });
    let items = items.collect::<String>();
    format!(
        "<MP:RegionInfo rdf:parseType='Resource'><MPRI:Regions><rdf:Bag>{items}</rdf:Bag></MPRI:Regions></MP:RegionInfo>"
    )
}

fn iptc(name: &str, [x, y, w, h]: Area) -> String {
    format!(
        "<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li rdf:parseType='Resource'><Iptc4xmpExt:Name>{name}</Iptc4xmpExt:Name>\
         <Iptc4xmpExt:RegionBoundary Iptc4xmpExt:rbShape='rectangle' Iptc4xmpExt:rbUnit='relative' \
         Iptc4xmpExt:rbX='{x}' Iptc4xmpExt:rbY='{y}' Iptc4xmpExt:rbW='{w}' Iptc4xmpExt:rbH='{h}'/></rdf:li></rdf:Bag>\
         </Iptc4xmpExt:ImageRegion>"
    )
}

fn oriented(orientation: u16) -> Vec<u8> {
    tiff(false, vec![Directory(vec![(0x0112, Data::Short(vec![orientation]))])])
}

/// A picture of 8 × 6 pixels.
fn picture(orientation: u16, properties: &str) -> Extraction {
    let packet = packet(properties);
    let file = webp(&[(b"EXIF", &oriented(orientation)), (b"XMP ", packet.as_bytes())]);
    Extractor::new().from_bytes(&file).unwrap()
}

/// The regions without their types: names, boxes and carriers.
fn regions(read: &Extraction) -> Vec<Value> {
    let items = read.metadata.items("Regions").map(|item| serde_json::to_value(item).unwrap());
    items
        .map(|item| json!([item["name"], [item["x"], item["y"], item["w"], item["h"]], item["carriers"]]))
        .collect()
}

fn codes(read: &Extraction) -> Vec<&str> {
    read.issues.iter().map(|issue| issue.code.as_str()).collect()
}

/// A face near a corner, which every rotation moves elsewhere.
const ANN: Area = [0.0625, 0.125, 0.25, 0.1875];
const BEN: Area = [0.625, 0.5, 0.125, 0.25];

/// Microsoft's rectangle was compared directly with the MWG's, although one refers to the displayed picture and the
/// other to the stored one: in a rotated picture each person made two regions.
#[test]
fn one_person_is_one_region_in_all_orientations() {
    for orientation in 1..=8 {
        let both = mwg((8, 6), &[("Ann", ANN), ("Ben", BEN)])
            + &microsoft(&[("Ann", shown(orientation, ANN)), ("Ben", shown(orientation, BEN))]);
        let read = picture(orientation, &both);
        let carriers = ["XMP-mwg-rs", "XMP-MP"];
        assert_eq!(
            regions(&read),
            [json!(["Ann", ANN, carriers]), json!(["Ben", BEN, carriers])],
            "orientation {orientation}"
        );
        assert_eq!(codes(&read), Vec::<&str>::new(), "orientation {orientation}");
    }
}

/// The same without names to go by: faces that a program found and nobody named.
#[test]
fn faces_without_names_meet_in_all_orientations() {
    for orientation in 1..=8 {
        let both = mwg((8, 6), &[("", ANN)]) + &microsoft(&[("", shown(orientation, ANN))]);
        let read = picture(orientation, &both.replace("mwg-rs:Name=''", ""));
        assert_eq!(regions(&read).len(), 1, "orientation {orientation}");
    }
}

/// If only Microsoft's rectangles were present, they were given in the frame of the displayed picture, although the
/// field promises that of the stored one.
#[test]
fn microsofts_people_alone_are_turned_back() {
    for orientation in 1..=8 {
        let read = picture(orientation, &microsoft(&[("Ann", shown(orientation, ANN))]));
        assert_eq!(regions(&read), [json!(["Ann", ANN, ["XMP-MP"]])], "orientation {orientation}");
    }
}

/// A sidecar read alone has no EXIF; the orientation is that of its own packet.
#[test]
fn a_sidecar_alone_has_its_own_orientation() {
    for orientation in 1..=8 {
        let turn = format!("<tiff:Orientation>{orientation}</tiff:Orientation>");
        let both = mwg((800, 600), &[("Ann", ANN)]) + &microsoft(&[("Ann", shown(orientation, ANN))]) + &turn;
        let read = Extractor::new().from_bytes(packet(&both).as_bytes()).unwrap();
        assert_eq!(
            regions(&read),
            [json!(["Ann", ANN, ["XMP-mwg-rs", "XMP-MP"]])],
            "orientation {orientation}"
        );
    }
}

/// Some writers put the MWG's boxes into the frame of the displayed picture too; the dimensions that they apply to are
/// then those of the stored picture with width and height swapped.
#[test]
fn swapped_dimensions_tell_that_the_boxes_are_of_the_shown_picture() {
    for orientation in 5..=8 {
        let turned = shown(orientation, ANN);
        // At another scale too.
        for applied in [(6, 8), (3000, 4000)] {
            let alone = picture(orientation, &mwg(applied, &[("Ann", turned)]));
            assert_eq!(regions(&alone), [json!(["Ann", ANN, ["XMP-mwg-rs"]])], "orientation {orientation}");
            let both =
                picture(orientation, &(mwg(applied, &[("Ann", turned)]) + &microsoft(&[("Ann", turned)])));
            assert_eq!(
                regions(&both),
                [json!(["Ann", ANN, ["XMP-mwg-rs", "XMP-MP"]])],
                "orientation {orientation}"
            );
            assert_eq!(codes(&both), Vec::<&str>::new());
        }
    }
}

/// Some writers put Microsoft's rectangles into the frame of the stored picture. Names that both schemas share reveal
/// it, and regions that only one schema has follow.
#[test]
fn boxes_of_the_same_names_tell_the_frame() {
    for orientation in 2..=8 {
        let both = mwg((8, 6), &[("Ann", ANN)]) + &microsoft(&[("ann", ANN), ("Ben", BEN)]);
        let read = picture(orientation, &both);
        assert_eq!(
            regions(&read),
            [json!(["Ann", ANN, ["XMP-mwg-rs", "XMP-MP"]]), json!(["Ben", BEN, ["XMP-MP"]])],
            "orientation {orientation}"
        );
    }
}

/// The IPTC's regions refer to the stored picture, and Microsoft's are converted to meet them. They also reveal the
/// frame of the MWG's where the dimensions cannot, in a picture that is mirrored or upside down.
#[test]
fn the_iptcs_regions_are_of_the_stored_picture() {
    for orientation in 1..=8 {
        let turned = shown(orientation, ANN);
        let two = picture(orientation, &(microsoft(&[("Ann", turned)]) + &iptc("Ann", ANN)));
        assert_eq!(
            regions(&two),
            [json!(["Ann", ANN, ["XMP-MP", "XMP-iptcExt"]])],
            "orientation {orientation}"
        );
    }
    for orientation in 2..=4 {
        let turned = shown(orientation, ANN);
        let all = mwg((8, 6), &[("Ann", turned)]) + &microsoft(&[("Ann", turned)]) + &iptc("Ann", ANN);
        assert_eq!(
            regions(&picture(orientation, &all)),
            [json!(["Ann", ANN, ["XMP-mwg-rs", "XMP-MP", "XMP-iptcExt"]])],
            "orientation {orientation}"
        );
    }
}

/// The boxes of a picture that was cropped after its faces were marked are in the wrong place, and nothing said so. The
/// same applies to a picture whose pixels were rotated.
#[test]
fn regions_of_a_picture_of_another_shape_are_told() {
    for (orientation, applied, is_stale) in
        [(1, (4000, 2000), true), (1, (3000, 4000), true), (3, (6, 8), true), (6, (3000, 4000), false)]
    {
        let read = picture(orientation, &mwg(applied, &[("Ann", ANN)]));
        assert_eq!(codes(&read).contains(&"stale-regions"), is_stale, "{orientation} {applied:?}");
        assert_eq!(regions(&read).len(), 1);
    }
    // The margins of a raw picture, and rounding in a small one, are not a crop.
    for applied in [(4000, 3000), (4024, 3004), (160, 119)] {
        assert!(
            !codes(&picture(1, &mwg(applied, &[("Ann", ANN)]))).contains(&"stale-regions"),
            "{applied:?}"
        );
    }
}

/// In a JPEG the orientation comes from the Exif segment; a packet's own counts only if there is none.
#[test]
fn exifs_orientation_counts_before_the_packets() {
    let turned = packet(&(microsoft(&[("Ann", shown(6, ANN))]) + "<tiff:Orientation>3</tiff:Orientation>"));
    let file = jpeg(&[exif(&oriented(6)), xmp(turned.as_bytes())]);
    let read = Extractor::new().from_bytes(&file).unwrap();
    assert_eq!(regions(&read), [json!(["Ann", ANN, ["XMP-MP"]])]);
}

/// A camera's picture whose IPTC was changed last, according to its digest.
fn embedded() -> Vec<u8> {
    let ascii = Data::Ascii;
    let gps = Directory(vec![
        (1, ascii("N")),
        (2, Data::Rational(vec![(46, 1), (30, 1), (0, 1)])),
        (3, ascii("E")),
        (4, Data::Rational(vec![(7, 1), (15, 1), (0, 1)])),
    ]);
    let taken = Directory(vec![
        (0x9003, ascii("2024:03:05 14:30:15")),
        (0x9011, ascii("+01:00")),
        (0xa434, ascii("Lens")),
    ]);
    let first = Directory(vec![
        (0x010e, ascii("Embedded caption")),
        (0x010f, ascii("Maker")),
        (0x0112, Data::Short(vec![6])),
        (0x013b, ascii("Embedded artist")),
        (0x8769, Data::Directory(taken)),
        (0x8825, Data::Directory(gps)),
    ]);
    let datasets = iim(&[
        (2, 25, b"embedded"),
        (2, 55, b"20240305"),
        (2, 60, b"143015+0100"),
        (2, 80, b"Embedded by-line"),
        (2, 90, b"Embedded city"),
        (2, 105, b"Embedded headline"),
    ]);
    let resources = [resource(0x0404, &datasets), resource(0x0425, &[7; 16])];
    let own = "<photoshop:City>Embedded packet</photoshop:City><dc:source>Another source</dc:source>\
               <photoshop:Source>Embedded source</photoshop:Source>\
               <lr:hierarchicalSubject><rdf:Bag><rdf:li>Embedded|tree</rdf:li></rdf:Bag></lr:hierarchicalSubject>";
    jpeg(&[
        exif(&tiff(false, vec![first])),
        photoshop(&resources),
        xmp(packet(&(own.to_owned() + &microsoft(&[("Embedded", ANN)]))).as_bytes()),
    ])
}

/// Corrections that a person made in the sidecar.
fn corrections() -> String {
    let properties = "<exif:DateTimeOriginal>2023-01-02T03:04:05+02:00</exif:DateTimeOriginal>\
        <photoshop:DateCreated>2023-01-02T03:04:05+02:00</photoshop:DateCreated>\
        <exif:GPSLatitude>47,30.0S</exif:GPSLatitude><exif:GPSLongitude>8,45.0W</exif:GPSLongitude>\
        <tiff:Orientation>3</tiff:Orientation><tiff:Artist>Corrected artist</tiff:Artist>\
        <exifEX:LensModel>Corrected lens</exifEX:LensModel>\
        <tiff:ImageDescription><rdf:Alt><rdf:li xml:lang='x-default'>Corrected caption</rdf:li></rdf:Alt></tiff:ImageDescription>\
        <dc:subject><rdf:Bag><rdf:li>corrected</rdf:li></rdf:Bag></dc:subject>\
        <photoshop:City>Corrected city</photoshop:City><photoshop:Headline>Corrected headline</photoshop:Headline>\
        <dc:source>Corrected source</dc:source><photoshop:Credit>Corrected credit</photoshop:Credit>\
        <lr:hierarchicalSubject><rdf:Bag><rdf:li>Corrected|tree</rdf:li></rdf:Bag></lr:hierarchicalSubject>";
    packet(&(properties.to_owned() + &microsoft(&[("Corrected", shown(3, ANN))])))
}

fn merged(extractor: &Extractor, sidecar: &str) -> Extraction {
    extractor.from_source_and_sidecar(&embedded().as_slice(), &sidecar.as_bytes()).unwrap()
}

fn field(read: &Extraction, name: &str) -> Value {
    read.metadata.get(name).map_or(Value::Null, |value| serde_json::to_value(value).unwrap())
}

fn rule(read: &Extraction, name: &str) -> Rule {
    read.provenance.iter().find(|why| why.field == name).unwrap().rule
}

/// A sidecar's `exif:` and `tiff:` properties lost to EXIF as if they were old mirrors, and everything in it lost to
/// IPTC if the digest differed, so that corrections of date, place and orientation were ignored.
#[test]
fn a_sidecar_is_the_newest_word() {
    for policy in [Policy::Mwg, Policy::XmpFirst, Policy::IptcFirst] {
        let read = merged(&Extractor::new().policy(policy), &corrections());
        for (name, value) in [
            ("DateTimeOriginal", json!("2023-01-02T01:04:05.000Z")),
            ("MWGDateTimeOriginal", json!("2023-01-02T01:04:05.000Z")),
            ("DateTimeCreated", json!("2023-01-02T01:04:05.000Z")),
            ("GPSLatitude", json!(-47.5)),
            ("GPSLongitude", json!(-8.75)),
            ("Orientation", json!("Rotate 180")),
            ("Artist", json!("Corrected artist")),
            ("MWGCreator", json!(["Corrected artist"])),
            ("LensModel", json!("Corrected lens")),
            ("ImageDescription", json!("Corrected caption")),
            ("Caption", json!("Corrected caption")),
            ("MWGKeywords", json!(["corrected"])),
            ("City", json!("Corrected city")),
            ("MWGCity", json!("Corrected city")),
            ("Headline", json!("Corrected headline")),
        ] {
            assert_eq!(field(&read, name), value, "{name}, {policy:?}");
            let why = read.provenance.iter().find(|why| why.field == name).unwrap();
            assert_eq!(why.winners[0].block, BlockKind::SidecarXmp, "{name}, {policy:?}");
            // The sidecar has two dates, and the policy chooses one.
            let of_two = [Rule::ExifFirst, Rule::Policy];
            let is_told =
                why.rule == Rule::Sidecar || name == "MWGDateTimeOriginal" && of_two.contains(&why.rule);
            assert!(is_told, "{name}, {policy:?}: {:?}", why.rule);
        }
        assert_eq!(field(&read, "Make"), json!("Maker"), "what the sidecar does not say stays");
        assert_eq!(field(&read, "KeywordPaths"), json!(["Corrected|tree"]));
        assert_eq!(
            regions(&read),
            [json!(["Corrected", ANN, ["XMP-MP"]])],
            "by the sidecar's own orientation"
        );
        assert_eq!(read.file.orientation, Some(6), "a fact of the file");
    }
}

/// A tag of the sidecar that shares only its name with a field corrects nothing.
#[test]
fn a_sidecars_namesake_of_another_schema_does_not_win() {
    let read = merged(&Extractor::new(), &corrections());
    assert_eq!(field(&read, "Source"), json!("Embedded source"));
    let why = read.provenance.iter().find(|why| why.field == "Source").unwrap();
    assert_eq!(why.losers.len(), 2, "the picture's and the sidecar's of the other schema");
}

/// A value in the sidecar that cannot be shown gives way to the picture's own.
#[test]
fn a_sidecar_that_says_nothing_wins_nothing() {
    let blank = packet(
        "<exif:DateTimeOriginal>2023-13-45T03:04:05</exif:DateTimeOriginal><tiff:Artist> </tiff:Artist>\
         <photoshop:City></photoshop:City><exif:GPSLatitude>999,0.0N</exif:GPSLatitude>",
    );
    let read = merged(&Extractor::new(), &blank);
    for (name, value) in [
        ("DateTimeOriginal", json!("2024-03-05T13:30:15.000Z")),
        ("MWGDateTimeOriginal", json!("2024-03-05T13:30:15.000Z")),
        ("Artist", json!("Embedded artist")),
        ("City", json!("Embedded city")),
        ("GPSLatitude", json!(46.5)),
    ] {
        assert_eq!(field(&read, name), value, "{name}");
    }
    assert_eq!(rule(&read, "DateTimeOriginal"), Rule::NotBlank);
}

/// There was no way to use a sidecar's values only where the picture has none.
#[test]
fn a_sidecar_that_fills_comes_last() {
    let extractor = Extractor::new().sidecar(SidecarPolicy::Fill);
    let read = merged(&extractor, &corrections());
    let own = Extractor::new().from_bytes(&embedded()).unwrap();
    for name in [
        "DateTimeOriginal",
        "MWGDateTimeOriginal",
        "DateTimeCreated",
        "GPSLatitude",
        "GPSLongitude",
        "Orientation",
        "Artist",
        "MWGCreator",
        "LensModel",
        "Caption",
        "City",
        "Headline",
        "Source",
        "KeywordPaths",
        "Regions",
        "MWGKeywords",
    ] {
        assert_ne!(field(&own, name), Value::Null, "{name}");
        assert_eq!(field(&read, name), field(&own, name), "{name}");
    }
    assert_eq!(rule(&read, "Artist"), Rule::SidecarFills);
    assert_eq!(field(&read, "Credit"), json!("Corrected credit"));
    assert_eq!(rule(&read, "Credit"), Rule::Only);
    // If only a mirror has the value, the derived fields are filled too.
    let bare = Extractor::new().sidecar(SidecarPolicy::Fill);
    let filled = bare.from_source_and_sidecar(&jpeg(&[]).as_slice(), &corrections().as_bytes()).unwrap();
    assert_eq!(field(&filled, "MWGCreator"), json!(["Corrected artist"]));
}

/// A text that IIM truncated is completed from the picture's own packet, and not from a sidecar that only fills gaps.
#[test]
fn a_sidecar_that_fills_mends_no_text() {
    let sidecar = packet("<photoshop:City>Embedded city by the sea</photoshop:City>");
    let read = merged(&Extractor::new().sidecar(SidecarPolicy::Fill), &sidecar);
    assert_eq!(field(&read, "City"), json!("Embedded city"));
    assert_eq!(rule(&read, "City"), Rule::IimBeforeXmp);
}

/// The altitude reference was taken from whichever packet came first.
#[test]
fn a_height_has_the_reference_of_its_own_packet() {
    let height = |reference: &str| {
        packet(&format!(
            "<exif:GPSAltitude>100/1</exif:GPSAltitude><exif:GPSAltitudeRef>{reference}</exif:GPSAltitudeRef>"
        ))
    };
    let own = jpeg(&[xmp(height("1").as_bytes())]);
    let read = Extractor::new().from_source_and_sidecar(&own.as_slice(), &height("0").as_bytes()).unwrap();
    assert_eq!(field(&read, "GPSAltitude"), json!(100));
}

/// The command takes the order as the option's value; the default is `win`.
#[test]
fn the_command_takes_the_order() {
    let folder = Folder::new("sidecar-order");
    let path = folder.file("a.jpg", &embedded());
    folder.file("a.jpg.xmp", corrections().as_bytes());
    let path = path.to_str().unwrap();
    let city = |option: &str| {
        let output = run(&["extract", "--format", "ndjson", option, path]);
        assert_eq!(output.status.code(), Some(0), "{option}");
        records(&output)[0]["embeddedMetadata"]["City"].clone()
    };
    assert_eq!(city("--sidecar"), json!("Corrected city"));
    assert_eq!(city("--sidecar=win"), json!("Corrected city"));
    assert_eq!(city("--sidecar=fill"), json!("Embedded city"));
    assert_eq!(run(&["extract", "--sidecar=first", path]).status.code(), Some(2));
    let told = |option: &str| stdout(&run(&["explain", option, "--field", "Artist", path]));
    let win = told("--sidecar");
    assert!(win.contains("the sidecar's XMP comes before the picture's own metadata"), "{win}");
    assert!(win.contains("XMP-tiff:Artist at byte") && win.contains("of the sidecar"), "{win}");
    let fill = told("--sidecar=fill");
    assert!(fill.contains("what lies beside the picture only fills what it lacks"), "{fill}");
}

/// The JSON that Google Takeout stores beside a picture.
fn takeout() -> Value {
    json!({
        "title": "IMG_0001.jpg",
        "description": "Told to Google",
        "imageViews": "3",
        "creationTime": {"timestamp": "1600000000", "formatted": "Sep 13, 2020, 12:26:40 PM UTC"},
        "photoTakenTime": {"timestamp": "1577934245", "formatted": "Jan 2, 2020, 3:04:05 AM UTC"},
        "geoData": {"latitude": -33.5, "longitude": 151.25, "altitude": 12.5, "latitudeSpan": 0.0, "longitudeSpan": 0.0},
        "geoDataExif": {"latitude": 46.5, "longitude": 7.25, "altitude": 0.0},
        "people": [{"name": "Ann Example"}, {"name": "Ben \u{201c}B\u{201d} \"Example\""}, {}],
        "favorited": true,
        "url": "https://photos.google.com/photo/x",
        "googlePhotosOrigin": {"mobileUpload": {"deviceFolder": {"localFolderName": ""}, "deviceType": "ANDROID_PHONE"}}
    })
}

/// The result of reading a picture with its JSON.
fn exported(picture: &[u8], json: &str) -> Extraction {
    Extractor::new().from_source_and_sidecar(&picture, &json.as_bytes()).unwrap()
}

/// Google Takeout stores what the owner entered in Google Photos in a JSON file beside each picture, which was not
/// read.
#[test]
fn googles_json_fills_what_the_picture_lacks() {
    let read = exported(&jpeg(&[]), &takeout().to_string());
    for (name, value) in [
        ("Caption", json!("Told to Google")),
        ("Description", json!("Told to Google")),
        ("DateTimeOriginal", json!("2020-01-02T03:04:05.000Z")),
        ("MWGDateTimeOriginal", json!("2020-01-02T03:04:05.000Z")),
        ("PhotoTakenTime", json!("2020-01-02T03:04:05.000Z")),
        ("GooglePhotosCreationTime", json!("2020-09-13T12:26:40.000Z")),
        ("GPSLatitude", json!(-33.5)),
        ("GPSLongitude", json!(151.25)),
        ("GPSAltitude", json!(12.5)),
        ("GeoDataExifLatitude", json!(46.5)),
        ("GeoDataExifAltitude", Value::Null),
        ("PersonInImage", json!(["Ann Example", "Ben \u{201c}B\u{201d} \"Example\""])),
        ("Favorited", json!("True")),
        ("GooglePhotosURL", json!("https://photos.google.com/photo/x")),
        ("GooglePhotosOrigin", json!(["mobileUpload"])),
        ("GooglePhotosDeviceType", json!("ANDROID_PHONE")),
        // The file name is not a title.
        ("Title", Value::Null),
    ] {
        assert_eq!(field(&read, name), value, "{name}");
    }
    assert_eq!(codes(&read), Vec::<&str>::new());
    let title =
        read.tags.iter().find(|tag| tag.group.to_string() == "Takeout" && tag.name == "Title").unwrap();
    assert_eq!(title.value.as_str(), Some("IMG_0001.jpg"), "the tag is there");
    assert_eq!(title.source.block, BlockKind::TakeoutJson);
    let why = read.provenance.iter().find(|why| why.field == "DateTimeOriginal").unwrap();
    assert_eq!((why.rule, why.offset), (Rule::Only, Some(OffsetSource::Value)));
    let json = takeout().to_string();
    let at = usize::try_from(why.winners[0].offset).unwrap();
    assert!(json[at..].starts_with("\"1577934245\""), "its place in the JSON");
    // A real title stays one.
    let named = exported(&jpeg(&[]), r#"{"title": "A day at sea, v2.0"}"#);
    assert_eq!(field(&named, "Title"), json!("A day at sea, v2.0"));
}

/// Google's JSON repeats what the file contained when it was uploaded, so it never wins under any policy.
#[test]
fn googles_json_comes_last() {
    let json = takeout().to_string();
    let own = Extractor::new().from_bytes(&embedded()).unwrap();
    for policy in [SidecarPolicy::Win, SidecarPolicy::Fill] {
        let extractor = Extractor::new().sidecar(policy);
        let read = extractor.from_source_and_sidecar(&embedded().as_slice(), &json.as_bytes()).unwrap();
        for name in ["Caption", "DateTimeOriginal", "MWGDateTimeOriginal", "GPSLatitude", "GPSLongitude"] {
            assert_ne!(field(&own, name), Value::Null, "{name}");
            assert_eq!(field(&read, name), field(&own, name), "{name}");
        }
        assert_eq!(rule(&read, "Caption"), Rule::SidecarFills);
        assert_eq!(
            field(&read, "PersonInImage"),
            json!(["Ann Example", "Ben \u{201c}B\u{201d} \"Example\""])
        );
    }
}

/// Google writes zeros for an unknown place, altitude or time.
#[test]
fn googles_zeros_are_no_place_and_no_time() {
    let zero = json!({"latitude": 0.0, "longitude": 0.0, "altitude": 0.0});
    let place = json!({"latitude": 46.5, "longitude": 7.25, "altitude": 540.0});
    let read = |shown: &Value, of_file: &Value| {
        let json = json!({"geoData": shown, "geoDataExif": of_file, "photoTakenTime": {"timestamp": "0"}});
        exported(&jpeg(&[]), &json.to_string())
    };
    let none = read(&zero, &zero);
    assert!(none.metadata.is_empty() && none.issues.is_empty(), "{:?}", none.metadata);
    let of_file = read(&zero, &place);
    assert_eq!(field(&of_file, "GPSLatitude"), json!(46.5));
    assert_eq!(field(&of_file, "GPSAltitude"), json!(540));
    assert_eq!(field(&of_file, "GeoDataExifLatitude"), Value::Null, "once is enough");
    let equator = read(&json!({"latitude": 0.0, "longitude": 7.25}), &zero);
    assert_eq!(field(&equator, "GPSLatitude"), json!(0));
}

/// Damage in one member is reported with its offset, and the other members are read.
#[test]
fn damage_in_googles_json_is_told_and_the_rest_is_read() {
    let rest = r#""favorited": true"#;
    for damage in [
        r#""photoTakenTime": {"timestamp": "999999999999999"}"#,
        r#""photoTakenTime": {"timestamp": "99999999999999999999999"}"#,
        r#""photoTakenTime": {"timestamp": "yesterday"}"#,
        r#""photoTakenTime": {"timestamp": [1]}"#,
        r#""photoTakenTime": "1577934245""#,
        r#""photoTakenTime": -1e999"#,
        r#""geoData": {"latitude": 1e999, "longitude": 7.25}"#,
        r#""geoData": {"latitude": 91, "longitude": 7.25}"#,
        r#""geoData": {"latitude": 46.5}"#,
        r#""geoData": {"latitude": "north", "longitude": "east"}"#,
        r#""geoData": {"latitude": {}, "longitude": []}"#,
        r#""geoData": [46.5, 7.25]"#,
        r#""description": 5"#,
        r#""description": ["a", "b"]"#,
        r#""description": "\ud800""#,
        r#""people": {"name": "Ann"}"#,
        r#""people": "Ann""#,
        r#""people": [5, "Ann", {"name": 5}]"#,
        r#""favorited": false"#,
        r#""googlePhotosOrigin": "webUpload""#,
        r#""url": 1e999"#,
    ] {
        // Place the damage before and after the other members.
        for json in [format!("{{{damage}, {rest}}}"), format!("{{{rest}, {damage}}}")] {
            let read = exported(&jpeg(&[]), &json);
            assert!(codes(&read).contains(&"bad-sidecar"), "{json}");
            assert!(read.issues.iter().all(|issue| issue.offset.is_some()), "{json}");
            let is_first = json.starts_with(&format!("{{{damage}")) && damage.contains("favorited");
            assert_eq!(field(&read, "Favorited"), json!(if is_first { "False" } else { "True" }), "{json}");
        }
    }
    // A number that is stored as text can still be read.
    let text = exported(&jpeg(&[]), r#"{"geoData": {"latitude": "46.5", "longitude": 7.25}}"#);
    assert_eq!((codes(&text), field(&text, "GPSLatitude")), (vec!["bad-sidecar"], json!(46.5)));
    let number = exported(&jpeg(&[]), r#"{"photoTakenTime": {"timestamp": 1577934245}}"#);
    assert_eq!(field(&number, "DateTimeOriginal"), json!("2020-01-02T03:04:05.000Z"));
    assert!(number.issues.is_empty());
}

/// A sidecar that is not a JSON object costs the picture nothing.
#[test]
fn what_is_no_json_object_is_told() {
    let whole = takeout().to_string();
    for json in [
        "",
        "  ",
        "null",
        "[1, 2]",
        "\"text\"",
        "5",
        "not json",
        "{",
        "{\"title\"",
        "{}{}",
        &whole[..whole.len() / 2],
        &"{\"a\":".repeat(100_000),
        &"[".repeat(100_000),
        &format!("{{\"description\": \"{}\"}}", "x".repeat(1024 * 1024)),
    ] {
        let read = exported(&embedded(), json);
        assert!(codes(&read).contains(&"bad-sidecar"), "{}", &json[..json.len().min(40)]);
        assert_eq!(field(&read, "City"), json!("Embedded city"));
    }
    // The complete members of truncated JSON are read.
    let cut = exported(&jpeg(&[]), &whole[..whole.len() - 5]);
    assert_eq!(field(&cut, "Caption"), json!("Told to Google"));
    let latin = exported(&jpeg(&[]), "");
    assert!(latin.metadata.is_empty());
    let not_utf8 = [&b"{\"favorited\": true, \"description\": \"Caf\xe9\"}"[..]].concat();
    let read = Extractor::new().from_source_and_sidecar(&jpeg(&[]).as_slice(), &not_utf8.as_slice()).unwrap();
    assert_eq!((codes(&read), field(&read, "Favorited")), (vec!["bad-sidecar"], json!("True")));
}

/// The cost of many names, people or members is bounded by their size.
#[test]
fn a_hostile_json_stays_within_bounds() {
    let people = format!("{{\"people\": [{}{{}}]}}", "{\"name\": \"A\"},".repeat(60_000));
    let read = exported(&jpeg(&[]), &people);
    assert_eq!(read.metadata.items("PeopleName").count(), 1_000);
    assert_eq!(codes(&read), ["bad-sidecar"]);
    let twice = format!("{{{}\"favorited\": true}}", "\"description\": \"A\",".repeat(50_000));
    let read = exported(&jpeg(&[]), &twice);
    assert_eq!(read.tags.iter().filter(|tag| tag.name == "Description").count(), 1);
    assert!(read.issues.len() <= 101);
    assert_eq!(field(&read, "Favorited"), json!("True"));
}

/// The command finds the JSON by the names that Takeout uses, and prefers an XMP packet.
#[test]
fn the_command_finds_googles_json() {
    let folder = Folder::new("takeout");
    let words = |picture: &str| format!("What {picture} shows");
    let json = |picture: &str| json!({"description": words(picture)}).to_string();
    for (picture, beside) in [
        ("a.jpg", "a.jpg.json"),
        ("b.jpg", "b.jpg.supplemental-metadata.json"),
        ("b(1).jpg", "b.jpg.supplemental-metadata(1).json"),
        ("c(1).jpg", "c.jpg(1).json"),
        ("IMG_20200101_123456789.jpg", "IMG_20200101_123456789.jpg.supplemental-metad.json"),
        ("PXL_20230528_123456789.jpg", "PXL_20230528_123456789.jpg.supplemental-metada.json"),
    ] {
        folder.file(picture, &jpeg(&[]));
        folder.file(beside, json(picture).as_bytes());
    }
    folder.file("a-edited.jpg", &jpeg(&[]));
    folder.file("d.jpg", &jpeg(&[]));
    folder.file("d.jpg.json", json("not this").as_bytes());
    folder.file("d.xmp", packet("<dc:description>What d.jpg shows</dc:description>").as_bytes());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let caption = |name: &str, options: &[&str]| {
        let output = run(&[&["extract", "--format", "ndjson", &path(name)], options].concat());
        assert_eq!(output.status.code(), Some(0), "{name}");
        records(&output)[0]["embeddedMetadata"]["Caption"].clone()
    };
    for name in [
        "a.jpg",
        "b.jpg",
        "b(1).jpg",
        "c(1).jpg",
        "IMG_20200101_123456789.jpg",
        "PXL_20230528_123456789.jpg",
        "d.jpg",
    ] {
        for option in ["--sidecar", "--sidecar=fill"] {
            assert_eq!(caption(name, &[option]), json!(words(name)), "{name} {option}");
        }
        assert_eq!(caption(name, &[]), Value::Null, "{name}: only where it is asked for");
    }
    assert_eq!(caption("a-edited.jpg", &["--sidecar"]), json!(words("a.jpg")));
    let told = stdout(&run(&["explain", "--sidecar", "--field", "Caption", &path("a.jpg")]));
    assert!(told.contains("Takeout:Description at byte 15 of the sidecar"), "{told}");
    // On its own it is not a picture.
    let alone = run(&["extract", "--sidecar", "--format", "ndjson", &path("a.jpg.json")]);
    assert_eq!(alone.status.code(), Some(1));
    assert_eq!(records(&alone)[0]["error"]["code"], json!("unknown-format"));
    // If a name is too long to append an extension, there is no sidecar.
    let long = format!("{}.jpg", "x".repeat(250));
    folder.file(&long, &jpeg(&[]));
    assert_eq!(caption(&long, &["--sidecar"]), Value::Null);
}
