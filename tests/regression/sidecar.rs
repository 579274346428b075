//! Regions of turned pictures, and files that lie beside a picture.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, jpeg, xmp};
use crate::support::raster::webp;
use embedmeta::{Extraction, Extractor};
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
