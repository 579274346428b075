//! Regions of turned pictures, and files that lie beside a picture.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, iim, jpeg, photoshop, resource, xmp};
use crate::support::raster::webp;
use crate::support::{Folder, records, run, stdout};
use embedmeta::{BlockKind, Extraction, Extractor, Policy, Rule, SidecarPolicy};
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

/// A box by its corner and its sides.
type Area = [f64; 4];

/// Where a face of the stored picture lies once that is turned for showing [Exif 3.0, 4.6.5.1.7].
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

fn codes(read: &Extraction) -> Vec<&'static str> {
    read.issues.iter().map(|issue| issue.code).collect()
}

/// A face near a corner, which lies elsewhere under every turn.
const ANN: Area = [0.0625, 0.125, 0.25, 0.1875];
const BEN: Area = [0.625, 0.5, 0.125, 0.25];

/// Microsoft's rectangle was compared with the MWG's as it stands, though one is of the picture as it is shown and
/// the other of the picture as it is stored: in a turned picture each person was two regions.
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

/// The same where no names help: faces that a program found and nobody named.
#[test]
fn faces_without_names_meet_in_all_orientations() {
    for orientation in 1..=8 {
        let both = mwg((8, 6), &[("", ANN)]) + &microsoft(&[("", shown(orientation, ANN))]);
        let read = picture(orientation, &both.replace("mwg-rs:Name=''", ""));
        assert_eq!(regions(&read).len(), 1, "orientation {orientation}");
    }
}

/// Microsoft's rectangles alone were given out in the frame of the shown picture, though the field promises that of
/// the stored one.
#[test]
fn microsofts_people_alone_are_turned_back() {
    for orientation in 1..=8 {
        let read = picture(orientation, &microsoft(&[("Ann", shown(orientation, ANN))]));
        assert_eq!(regions(&read), [json!(["Ann", ANN, ["XMP-MP"]])], "orientation {orientation}");
    }
}

/// A sidecar that stands alone has no EXIF: the orientation is that of its own packet.
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

/// Some writers put the MWG's boxes into the frame of the shown picture too; the size that they say they apply to is
/// then the stored one with its sides swapped.
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

/// Some writers put Microsoft's rectangles into the frame of the stored picture: the names that both schemas have
/// tell it, and those that only one of them has follow.
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

/// The IPTC's regions are of the stored picture: Microsoft's meet them there, and they tell in which frame the MWG's
/// are where its size cannot, in a picture that is mirrored or stands on its head.
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

/// A picture that was cropped after its faces were marked has boxes that lie elsewhere, and nothing said so. The same
/// holds for one that was turned with its pixels.
#[test]
fn regions_of_a_picture_of_another_shape_are_told() {
    for (orientation, applied, is_stale) in
        [(1, (4000, 2000), true), (1, (3000, 4000), true), (3, (6, 8), true), (6, (3000, 4000), false)]
    {
        let read = picture(orientation, &mwg(applied, &[("Ann", ANN)]));
        assert_eq!(codes(&read).contains(&"stale-regions"), is_stale, "{orientation} {applied:?}");
        assert_eq!(regions(&read).len(), 1);
    }
    // The margins of a raw picture, and the rounding of a small one, are no crop.
    for applied in [(4000, 3000), (4024, 3004), (160, 119)] {
        assert!(
            !codes(&picture(1, &mwg(applied, &[("Ann", ANN)]))).contains(&"stale-regions"),
            "{applied:?}"
        );
    }
}

/// In a JPEG the orientation comes from the Exif segment, and a packet's own counts only where there is none.
#[test]
fn exifs_orientation_counts_before_the_packets() {
    let turned = packet(&(microsoft(&[("Ann", shown(6, ANN))]) + "<tiff:Orientation>3</tiff:Orientation>"));
    let file = jpeg(&[exif(&oriented(6)), xmp(turned.as_bytes())]);
    let read = Extractor::new().from_bytes(&file).unwrap();
    assert_eq!(regions(&read), [json!(["Ann", ANN, ["XMP-MP"]])]);
}

/// A camera's picture whose IPTC was changed last, as its digest says.
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

/// What a person corrected beside the picture.
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

/// A sidecar's `exif:` and `tiff:` properties lost against EXIF as if they were old mirrors, and all of it lost against
/// IPTC where the digest differs: corrections of date, place and orientation were not seen.
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
            // Of the two dates of the sidecar the policy chooses one.
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

/// A tag of the sidecar that has only its name in common with a field corrects nothing.
#[test]
fn a_sidecars_namesake_of_another_schema_does_not_win() {
    let read = merged(&Extractor::new(), &corrections());
    assert_eq!(field(&read, "Source"), json!("Embedded source"));
    let why = read.provenance.iter().find(|why| why.field == "Source").unwrap();
    assert_eq!(why.losers.len(), 2, "the picture's and the sidecar's of the other schema");
}

/// What the sidecar cannot show leaves its place to the picture's own.
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

/// There was no way to ask for a sidecar's values where the picture has none, and for no others.
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
    // Where only a mirror has it, the made fields are filled too.
    let bare = Extractor::new().sidecar(SidecarPolicy::Fill);
    let filled = bare.from_source_and_sidecar(&jpeg(&[]).as_slice(), &corrections().as_bytes()).unwrap();
    assert_eq!(field(&filled, "MWGCreator"), json!(["Corrected artist"]));
}

/// A text that IIM cut is made whole by the picture's own packet and not by a sidecar that only fills.
#[test]
fn a_sidecar_that_fills_mends_no_text() {
    let sidecar = packet("<photoshop:City>Embedded city by the sea</photoshop:City>");
    let read = merged(&Extractor::new().sidecar(SidecarPolicy::Fill), &sidecar);
    assert_eq!(field(&read, "City"), json!("Embedded city"));
    assert_eq!(rule(&read, "City"), Rule::IimBeforeXmp);
}

/// The height's reference was looked up in whichever packet came first.
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

/// The command takes the order with the option, and `win` where none is named.
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
