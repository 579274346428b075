//! `Regions`: the marked regions of the picture, each as one object, from three schemas and from the camera.
//!
//! The MWG gives the centre of a box, Microsoft and the IPTC its corner; Microsoft's boxes refer to the picture as it is
//! shown. Here every box has its top left corner and its sides, as shares of the width and the height of the stored
//! picture ([`super::frames`]). A region whose box cannot be read keeps its name and its type.

use super::area::{Area, SAME};
use super::camera;
use super::frames::{self, Frame, Orientation, Side};
use super::schemas::{Region, SCHEMAS, Schema};
use super::sizes::{Proportion, Sizes};
use crate::block::BlockKind;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::metadata::FieldValue;
use crate::normalize::entry::DerivedField;
use crate::normalize::input::Input;
use crate::normalize::options::Profile;
use crate::structure::{Branch, Structure};
use crate::tag::{Group, Tag};
use std::borrow::Cow;

/// The most regions that are taken from one schema, since each is compared with each of the other schemas. Programs
/// mark some hundred in the picture of a crowd.
const MOST: usize = 1_000;

/// All regions of the picture.
pub(crate) fn regions<'f, 'a>(input: &Input<'f, 'a>) -> Option<DerivedField<'f, 'a>> {
    if input.options.profile != Profile::Full {
        return None;
    }
    let (mut regions, mut from) = told_by_xmp(input);
    let before = regions.len();
    let camera = camera::regions(input);
    for region in camera.regions {
        add(&mut regions, before, region);
    }
    from.extend(camera.from);
    let items: Vec<FieldValue> = regions.iter().map(object).collect();
    (!items.is_empty()).then_some(DerivedField { field: "Regions", value: FieldValue::List(items), from })
}

/// The regions of all schemas, and the tags to name as their sources.
fn told_by_xmp<'f, 'a>(input: &Input<'f, 'a>) -> (Vec<Region<'a>>, Vec<&'f Tag<'a>>) {
    let (mut regions, mut from) = (Vec::new(), Vec::new());
    let structures = SCHEMAS.map(|schema| {
        let structure = input.structure(schema.group, schema.name);
        structure.map(|structure| (schema, structure))
    });
    if structures.iter().all(Option::is_none) {
        return (regions, from);
    }
    let sizes = Sizes::of(input);
    let mut told = structures.map(|one| {
        one.map(|(schema, structure)| {
            let regions = read(&schema, structure, &sizes, input);
            (schema, structure, regions)
        })
    });
    turn_back(&mut told, &sizes, input);
    for (schema, structure, of_schema) in told.into_iter().flatten() {
        let before = regions.len();
        for region in of_schema {
            add(&mut regions, before, region);
        }
        from.extend(tag(&schema, structure, input));
    }
    (regions, from)
}

/// A schema, its structure, and the regions in it.
type OfSchema<'f, 'a> = (Schema, &'f Structure<'a>, Vec<Region<'a>>);

/// Maps all boxes to the stored picture.
fn turn_back(told: &mut [Option<OfSchema<'_, '_>>; SCHEMAS.len()], sizes: &Sizes, input: &Input<'_, '_>) {
    let sides = told.each_ref().map(|one| {
        let orientation =
            one.as_ref().map_or(Orientation::default(), |(_, structure, _)| orientation(structure, input));
        let (mut frame, mut is_open) =
            one.as_ref().map_or((Frame::Stored, false), |(schema, ..)| schema.frame);
        if let Some((schema, structure, _)) = one
            && schema.group == "mwg-rs"
        {
            let applied = Frame::of_applied(sizes, orientation);
            (frame, is_open) = applied.map_or((frame, is_open), |frame| (frame, false));
            tell_stale(structure, sizes, orientation, input);
        }
        let regions = one.iter().flat_map(|(.., regions)| regions);
        let named = regions.filter_map(|region| Some((region.key.as_deref()?, region.area?))).collect();
        Side { orientation, frame, is_certain: !is_open, named }
    });
    let frames = frames::settle(&sides);
    let orientations = sides.map(|side| side.orientation);
    for ((one, frame), orientation) in told.iter_mut().zip(frames).zip(orientations) {
        for region in one.iter_mut().flat_map(|(.., regions)| regions) {
            region.area = region.area.map(|area| frame.stored(area, orientation));
        }
    }
}

/// The orientation known to the writer of the structure: a sidecar may have its own.
fn orientation(structure: &Structure<'_>, input: &Input<'_, '_>) -> Orientation {
    let tiff = Group::Xmp(Cow::Borrowed("tiff"));
    let code = |is_meant: &dyn Fn(&Tag<'_>) -> bool| {
        let is_code = |tag: &&Tag<'_>| tag.name == "Orientation" && tag.group == tiff && is_meant(tag);
        let code = input.tags.iter().find(is_code)?.raw().as_f64()?;
        (1..=8u8).find(|known| f64::from(*known) == code)
    };
    let is_beside = |block: BlockKind| block == BlockKind::SidecarXmp;
    let of_sidecar = || code(&|tag| is_beside(tag.source.block));
    let of_packet = || code(&|tag| !is_beside(tag.source.block));
    let sidecars = is_beside(structure.source.block).then(of_sidecar).flatten();
    Orientation::of(sidecars.or(input.orientation).or_else(of_packet))
}

/// Records that the regions were marked in a picture of another shape: this one has since been cropped or turned.
fn tell_stale(structure: &Structure<'_>, sizes: &Sizes, orientation: Orientation, input: &Input<'_, '_>) {
    let is_stale = match sizes.applied_proportion() {
        Proportion::Other => true,
        Proportion::Swapped => !orientation.swaps_sides(),
        Proportion::Unknown | Proportion::Same | Proportion::Square => false,
    };
    if is_stale {
        input.cx.issue(IssueCode::StaleRegions, Stage::Normalize, Some(structure.source.offset), || {
            "XMP-mwg-rs: the regions apply to a picture of another shape: boxes may lie elsewhere in this one"
        });
    }
}

/// The regions of one schema.
fn read<'a>(
    schema: &Schema,
    structure: &Structure<'a>,
    sizes: &Sizes,
    input: &Input<'_, '_>,
) -> Vec<Region<'a>> {
    let mut regions = Vec::new();
    let Some(root) = structure.root() else { return regions };
    let Some(list) = schema.list.map_or(Some(root), |list| root.member(list)) else { return regions };
    let issue = |code, branch: Branch<'_>, detail: &str| {
        let detail = || format!("{}: {detail}", schema.carrier);
        input.cx.issue(code, Stage::Normalize, Some(branch.part.offset), detail);
    };
    for (count, item) in list.items().enumerate() {
        if count == MOST {
            issue(IssueCode::TooManyRegions, item, "more regions than are compared");
            break;
        }
        let (mut region, area) = (schema.region)(item, sizes);
        match area {
            Ok(area) => region.area = area,
            Err(refused) => {
                let (code, detail) = refused.issue();
                issue(code, item, detail);
            }
        }
        let says_nothing = region.name.is_none() && region.description.is_none() && region.area.is_none();
        // Every region of Microsoft's schema is a person, so the type is omitted.
        if says_nothing && (region.kind.is_none() || schema.group == "MP") {
            continue;
        }
        region.key = region.name.map(str::to_lowercase);
        region.carriers.push(schema.carrier);
        regions.push(region);
    }
    regions
}

/// Adds a region, or completes the matching one among the first `before`.
fn add<'a>(regions: &mut Vec<Region<'a>>, before: usize, region: Region<'a>) {
    let carrier = region.carriers.first().copied();
    // Prefer a region with the same name to one that only overlaps.
    let same = regions
        .iter_mut()
        .take(before)
        .filter(|other| other.carriers.last().copied() != carrier)
        .filter_map(|other| likeness(other, &region).map(|likeness| (likeness, other)))
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((_, other)) = same else { return regions.push(region) };
    other.name = other.name.or(region.name);
    other.key = other.key.take().or(region.key);
    other.kind = other.kind.or(region.kind);
    other.description = other.description.or(region.description);
    other.area = other.area.or(region.area);
    other.carriers.extend(region.carriers);
}

/// Whether two regions have the same name, and their overlap; `None` if they are different regions.
fn likeness(one: &Region<'_>, other: &Region<'_>) -> Option<(bool, f64)> {
    // The camera may have focused on a face, but these are two things to know.
    let is_focus = |region: &Region<'_>| region.kind == Some("Focus");
    if one.kind.is_some() && other.kind.is_some() && is_focus(one) != is_focus(other) {
        return None;
    }
    let is_named = match (&one.key, &other.key) {
        (Some(one), Some(other)) if one != other => return None,
        (Some(_), Some(_)) => true,
        _ => false,
    };
    let overlap = one.area.zip(other.area).and_then(|(one, other)| one.overlap(&other));
    match overlap {
        Some(overlap) => (overlap >= SAME).then_some((is_named, overlap)),
        // Only the names can be compared: one of the regions has no box, or is a point.
        None => is_named.then_some((true, 0.0)),
    }
}

fn object(region: &Region<'_>) -> FieldValue {
    let text = |text: &str| FieldValue::Text(text.to_owned());
    let texts = [("name", region.name), ("type", region.kind), ("description", region.description)];
    let texts = texts.into_iter().filter_map(|(part, value)| Some((Cow::Borrowed(part), text(value?))));
    let area = region.area.iter().flat_map(Area::parts);
    let numbers = area.map(|(part, number)| (Cow::Borrowed(part), FieldValue::Number(number)));
    let carriers = FieldValue::List(region.carriers.iter().map(|carrier| text(carrier)).collect());
    FieldValue::Object(texts.chain(numbers).chain([(Cow::Borrowed("carriers"), carriers)]).collect())
}

/// The tag to name as the source of a schema's regions: that of their names, or else the first one.
fn tag<'f, 'a>(schema: &Schema, structure: &Structure<'_>, input: &Input<'f, 'a>) -> Option<&'f Tag<'a>> {
    let (begin, best) = schema.tags;
    let group = Group::Xmp(Cow::Borrowed(schema.group));
    let of_structure = |tag: &&Tag<'_>| {
        tag.source.block == structure.source.block && tag.group == group && tag.name.starts_with(begin)
    };
    let tags = || input.tags.iter().filter(of_structure);
    tags().find(|tag| tag.name == best).or_else(|| tags().next())
}

#[cfg(test)]
mod tests {
    use crate::{Extraction, Extractor, FieldValue, Profile};

    /// The regions and issues read from a sidecar with these properties.
    fn read(properties: &str) -> Extraction {
        Extractor::new().from_bytes(packet(properties).as_bytes()).unwrap()
    }

    fn packet(properties: &str) -> String {
        format!(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
             xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
             xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' \
             xmlns:stArea='http://ns.adobe.com/xmp/sType/Area#' \
             xmlns:stDim='http://ns.adobe.com/xap/1.0/sType/Dimensions#' \
             xmlns:MP='http://ns.microsoft.com/photo/1.2/' \
             xmlns:MPRI='http://ns.microsoft.com/photo/1.2/t/RegionInfo#' \
             xmlns:MPReg='http://ns.microsoft.com/photo/1.2/t/Region#' \
             xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' \
             xmlns:I='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'>{properties}</rdf:Description></rdf:RDF>\
             </x:xmpmeta>"
        )
    }

    /// The regions as JSON, one per line, and the codes of the issues.
    fn regions(properties: &str) -> (Vec<String>, Vec<&'static str>) {
        let read = read(properties);
        let items = read.metadata.items("Regions").map(|item| serde_json::to_string(item).unwrap());
        (items.collect(), read.issues.iter().filter_map(|issue| issue.code.known()).collect())
    }

    fn list(items: &str) -> String {
        format!("<rdf:Bag>{items}</rdf:Bag>")
    }

    fn mwg(items: &str) -> String {
        let list = list(items);
        format!(
            "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:AppliedToDimensions stDim:w='400' stDim:h='200' \
             stDim:unit='pixel'/><mwg-rs:RegionList>{list}</mwg-rs:RegionList></mwg-rs:Regions>"
        )
    }

    /// An MWG region: a name, and the attributes of its area.
    fn area(name: &str, area: &str) -> String {
        let name = if name.is_empty() { String::new() } else { format!("mwg-rs:Name='{name}'") };
        format!(
            "<rdf:li><rdf:Description {name} mwg-rs:Type='Face'><mwg-rs:Area {area}/></rdf:Description></rdf:li>"
        )
    }

    fn microsoft(people: &[(&str, &str)]) -> String {
        let items = people.iter().map(|(name, rectangle)| {
            let name = match *name {
                "" => String::new(),
                name => format!("MPReg:PersonDisplayName='{name}'"),
            };
            format!("<rdf:li {name} MPReg:Rectangle='{rectangle}'/>")
        });
        let list = list(&items.collect::<String>());
        format!("<MP:RegionInfo rdf:parseType='Resource'><MPRI:Regions>{list}</MPRI:Regions></MP:RegionInfo>")
    }

    fn iptc(boundary: &str, more: &str) -> String {
        let item = format!("<rdf:li rdf:parseType='Resource'>{more}<I:RegionBoundary {boundary}</rdf:li>");
        format!("<I:ImageRegion>{}</I:ImageRegion>", list(&item))
    }

    const LEFT: &str = "stArea:x='0.2' stArea:y='0.3' stArea:w='0.2' stArea:h='0.4' stArea:unit='normalized'";

    #[test]
    fn mwg_boxes_stand_by_their_centres() {
        let items = [
            area("Ann", LEFT),
            area("", "stArea:x='200' stArea:y='50' stArea:w='40' stArea:h='20' stArea:unit='pixel'"),
            area("Point", "stArea:x='0.5' stArea:y='0.25'"),
            area("Circle", "stArea:x='0.5' stArea:y='0.5' stArea:d='0.5' stArea:unit='normalized'"),
        ];
        let (regions, issues) = regions(&mwg(&items.concat()));
        let end = r#""carriers":["XMP-mwg-rs"]}"#;
        assert_eq!(
            regions,
            [
                format!(r#"{{"name":"Ann","type":"Face","x":0.1,"y":0.1,"w":0.2,"h":0.4,{end}"#),
                format!(r#"{{"type":"Face","x":0.45,"y":0.2,"w":0.1,"h":0.1,{end}"#),
                format!(r#"{{"name":"Point","type":"Face","x":0.5,"y":0.25,{end}"#),
                // Half of 200 pixels is a quarter of 400.
                format!(r#"{{"name":"Circle","type":"Face","x":0.375,"y":0.25,"w":0.25,"h":0.5,{end}"#),
            ]
        );
        assert!(issues.is_empty(), "{issues:?}");
    }

    #[test]
    fn microsofts_boxes_stand_by_their_corners() {
        let (regions, issues) =
            regions(&microsoft(&[("Ann", "0.1, 0.2, 0.3, 0.4"), ("", "0.5,0.5,0.1,0.1")]));
        let end = r#""carriers":["XMP-MP"]}"#;
        assert_eq!(
            regions,
            [
                format!(r#"{{"name":"Ann","type":"Face","x":0.1,"y":0.2,"w":0.3,"h":0.4,{end}"#),
                format!(r#"{{"type":"Face","x":0.5,"y":0.5,"w":0.1,"h":0.1,{end}"#),
            ]
        );
        assert!(issues.is_empty(), "{issues:?}");
    }

    #[test]
    fn the_iptcs_shapes_become_boxes() {
        let shape = |boundary: &str, size: &str| {
            let (regions, issues) = regions(&format!("{size}{}", iptc(boundary, "<I:Name>n</I:Name>")));
            (regions.concat(), issues)
        };
        let named = |area: &str| format!(r#"{{"name":"n",{area}"carriers":["XMP-iptcExt"]}}"#);
        let size = "<tiff:ImageWidth>400</tiff:ImageWidth><tiff:ImageLength>200</tiff:ImageLength>";
        let square = named(r#""x":0.25,"y":0.25,"w":0.25,"h":0.5,"#);
        let vertices = |points: &[(&str, &str)]| {
            let points = points.iter().map(|(x, y)| format!("<rdf:li I:rbX='{x}' I:rbY='{y}'/>"));
            let points: String = points.collect();
            format!(
                "I:rbShape='polygon'><I:rbVertices><rdf:Seq>{points}</rdf:Seq></I:rbVertices></I:RegionBoundary>"
            )
        };
        let polygon = vertices(&[("0.25", "0.5"), ("0.5", "0.25"), ("0.3", "0.75")]);
        for boundary in [
            "I:rbShape='rectangle' I:rbUnit='relative' I:rbX='0.25' I:rbY='0.25' I:rbW='0.25' I:rbH='0.5'/>",
            "I:rbShape='rectangle' I:rbUnit='pixel' I:rbX='100' I:rbY='50' I:rbW='100' I:rbH='100'/>",
            "I:rbShape='circle' I:rbUnit='relative' I:rbX='0.375' I:rbY='0.5' I:rbRx='0.125'/>",
            "I:rbShape='circle' I:rbUnit='pixel' I:rbX='150' I:rbY='100' I:rbRx='50'/>",
            &polygon,
        ] {
            assert_eq!(shape(boundary, size), (square.clone(), vec![]), "{boundary}");
        }
        // Pixels and the height of a circle need the size of the picture.
        for boundary in [
            "I:rbShape='rectangle' I:rbUnit='pixel' I:rbX='100' I:rbY='50' I:rbW='100' I:rbH='100'/>",
            "I:rbShape='circle' I:rbUnit='relative' I:rbX='0.375' I:rbY='0.5' I:rbRx='0.125'/>",
        ] {
            assert_eq!(shape(boundary, ""), (named(""), vec!["unknown-size"]), "{boundary}");
        }
        let broken = vertices(&[("0.25", "0.5"), ("0.5", "NaN")]);
        assert_eq!(shape(&broken, size), (named(""), vec!["not-a-number"]));
    }

    #[test]
    fn the_iptcs_type_is_its_name_or_the_end_of_its_address() {
        let kind = |inner: &str| {
            let kind = format!(
                "<I:rCtype><rdf:Bag><rdf:li rdf:parseType='Resource'>{inner}</rdf:li></rdf:Bag></I:rCtype>"
            );
            let rectangle = "I:rbX='0.25' I:rbY='0.25' I:rbW='0.25' I:rbH='0.5'/>";
            let read = read(&iptc(rectangle, &kind));
            let region = read.metadata.items("Regions").next().unwrap();
            region.part("type").and_then(FieldValue::as_text).unwrap().to_owned()
        };
        let address = "<xmp:Identifier><rdf:Bag><rdf:li>http://x/imageregiontype/human</rdf:li></rdf:Bag></xmp:Identifier>";
        let name = "<I:Name><rdf:Alt><rdf:li xml:lang='de'>Mensch</rdf:li>\
            <rdf:li xml:lang='x-default'>Human</rdf:li></rdf:Alt></I:Name>";
        assert_eq!(kind(address), "human");
        assert_eq!(kind(&format!("{address}{name}")), "Human");
    }

    #[test]
    fn a_region_without_a_name_leaves_the_others_theirs() {
        let right = "stArea:x='0.8' stArea:y='0.3' stArea:w='0.2' stArea:h='0.4'";
        let middle = "stArea:x='0.5' stArea:y='0.3' stArea:w='0.2' stArea:h='0.4'";
        let items = [area("Ann", LEFT), area("", middle), area("Cem", right)].concat();
        let read = read(&mwg(&items));
        let shown: Vec<_> = read
            .metadata
            .items("Regions")
            .map(|item| (item.part("name").and_then(FieldValue::as_text), item.part("x").unwrap().clone()))
            .collect();
        let number = FieldValue::Number;
        assert_eq!(shown, [(Some("Ann"), number(0.1)), (None, number(0.4)), (Some("Cem"), number(0.7))]);
        // The tags cannot tell, since there are two names for three boxes.
        assert_eq!(read.metadata.items("RegionName").count(), 2);
        let why = read.provenance.iter().find(|why| why.field == "Regions").unwrap();
        assert_eq!(why.winners.len(), 1);
        assert_eq!(
            (why.winners[0].group.as_str(), why.winners[0].name.as_str()),
            ("XMP-mwg-rs", "RegionName")
        );
    }

    #[test]
    fn doubles_of_two_schemas_become_one() {
        let same = r#"{"name":"Ann","type":"Face","x":0.1,"y":0.1,"w":0.2,"h":0.4,"carriers":["XMP-mwg-rs","XMP-MP"]}"#;
        let of =
            |name: &str, people: &[(&str, &str)]| regions(&(microsoft(people) + &mwg(&area(name, LEFT)))).0;
        assert_eq!(of("Ann", &[("ann", "0.11, 0.1, 0.2, 0.4")]), [same], "the first one's values");
        assert_eq!(of("", &[("Ann", "0.11, 0.1, 0.2, 0.4")]), [same], "filled up by the other's");
        assert_eq!(of("Ann", &[("", "0.1, 0.1, 0.2, 0.3")]), [same]);
        assert_eq!(of("Ann", &[("Ben", "0.1, 0.1, 0.2, 0.4")]).len(), 2, "another name");
        assert_eq!(of("Ann", &[("Ann", "0.5, 0.1, 0.2, 0.4")]).len(), 2, "another place");
        assert_eq!(of("Ann", &[("Ann", "0.2, 0.1, 0.2, 0.4")]).len(), 2, "a third shared");
        // The name counts more than the position, and one person of a schema is never merged with another of the same
        // schema.
        let people = [("", "0.1, 0.1, 0.2, 0.4"), ("Ann", "0.11, 0.1, 0.2, 0.4")];
        assert_eq!(of("Ann", &people).len(), 2);
        let without_box = mwg("<rdf:li mwg-rs:Name='Ann' mwg-rs:Description='Guest'/>");
        let (filled, _) = regions(&(without_box + &microsoft(&[("ANN", "0.1, 0.1, 0.2, 0.4")])));
        let expected = r#"{"name":"Ann","type":"Face","description":"Guest","x":0.1,"y":0.1,"w":0.2,"h":0.4,"carriers":["XMP-mwg-rs","XMP-MP"]}"#;
        assert_eq!(filled, [expected]);
    }

    #[test]
    fn what_is_no_box_is_left_out_with_an_issue() {
        for (rectangle, code) in [
            ("NaN, 0.1, 0.2, 0.2", "not-a-number"),
            ("0.1, inf, 0.2, 0.2", "not-a-number"),
            ("0.1, 0.1, 1e400, 0.2", "not-a-number"),
            ("0.1, 0.1, 0.2", "not-a-number"),
            ("1.5, 0.1, 0.2, 0.2", "out-of-range"),
            ("0.1, 0.1, -0.2, 0.2", "out-of-range"),
            ("0.1, 0.1, 1e300, 1e300", "out-of-range"),
        ] {
            let (regions, issues) = regions(&microsoft(&[("Ann", rectangle)]));
            assert_eq!(regions, [r#"{"name":"Ann","type":"Face","carriers":["XMP-MP"]}"#], "{rectangle}");
            assert_eq!(issues, [code], "{rectangle}");
        }
        let (cut_off, issues) = regions(&microsoft(&[("Ann", "-0.05, 0.9, 0.2, 0.2")]));
        assert!(cut_off[0].contains(r#""x":-0.05,"y":0.9,"w":0.2,"h":0.2"#) && issues.is_empty());
    }

    #[test]
    fn so_many_regions_are_compared_and_no_more() {
        let people: Vec<(&str, &str)> = vec![("", "0.1, 0.1, 0.2, 0.2"); 20_000];
        let items = area("", "stArea:x='0.9' stArea:y='0.9' stArea:w='0.1' stArea:h='0.1'").repeat(2_000);
        let (regions, issues) = regions(&(microsoft(&people) + &mwg(&items)));
        assert_eq!(regions.len(), 2 * super::MOST);
        assert_eq!(issues, ["too-many-regions"; 2]);
    }

    #[test]
    fn a_sidecars_regions_take_the_place_of_the_pictures_own() {
        let (own, beside) = (packet(&microsoft(&[("Old", "0.1, 0.1, 0.2, 0.2")])), microsoft(&[("New", "")]));
        let sources = (own.as_bytes(), packet(&beside));
        let read = Extractor::new().from_source_and_sidecar(&sources.0, &sources.1.as_bytes()).unwrap();
        let names = read.metadata.items("Regions").map(|item| item.part("name").cloned());
        assert_eq!(names.collect::<Vec<_>>(), [Some(FieldValue::Text("New".to_owned()))]);
        let why = read.provenance.iter().find(|why| why.field == "Regions").unwrap();
        assert_eq!(why.winners[0].block, crate::BlockKind::SidecarXmp);
    }

    #[test]
    fn a_face_of_the_camera_is_joined_with_one_of_the_same_box_and_its_focus_is_not() {
        let sample = std::fs::read("testdata/note-faces.jpg").unwrap();
        let boxes = [("Ann", "0.1, 0.25, 0.15, 0.2"), ("Ben", "0.15, 0.3, 0.05, 0.1")];
        let beside = packet(&microsoft(&boxes));
        let sources = (sample.as_slice(), beside.as_bytes());
        let read = Extractor::new().from_source_and_sidecar(&sources.0, &sources.1).unwrap();
        let regions = read.metadata.items("Regions").map(|item| serde_json::to_string(item).unwrap());
        assert_eq!(
            regions.collect::<Vec<_>>(),
            [
                r#"{"name":"Ann","type":"Face","x":0.1,"y":0.25,"w":0.15,"h":0.2,"carriers":["XMP-MP","Sony"]}"#,
                r#"{"name":"Ben","type":"Face","x":0.15,"y":0.3,"w":0.05,"h":0.1,"carriers":["XMP-MP"]}"#,
                r#"{"type":"Focus","x":0.15,"y":0.3,"w":0.05,"h":0.1,"carriers":["Sony"]}"#,
                r#"{"type":"Face","x":0.5,"y":0.9,"w":0.15,"h":0.1,"carriers":["Sony"]}"#,
            ]
        );
    }

    #[test]
    fn the_documented_profile_has_no_regions_and_no_issues_of_them() {
        let extractor = Extractor::new().profile(Profile::Documented);
        let broken = packet(&microsoft(&[("Ann", "NaN, 0.1, 0.2, 0.2")]));
        assert!(extractor.from_bytes(broken.as_bytes()).unwrap().issues.is_empty());
        let sample = std::fs::read("testdata/replica.jpg").unwrap();
        let replica = extractor.from_bytes(&sample).unwrap();
        assert!(replica.metadata.get("Regions").is_none());
        let full = Extractor::new().from_bytes(&sample).unwrap();
        assert_eq!(full.metadata.items("Regions").count(), 3);
    }
}
