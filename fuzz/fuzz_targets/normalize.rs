//! Tags of any group, name and value: one object that reads back, with a reason for each of its fields.
#![no_main]

use arbitrary::Arbitrary;
use embedmeta::{BlockKind, CharsetRung, Group, Limits, Origin, Tag, Value};
use embedmeta_fuzz::{bounded, reads_back};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Made<'a> {
    group: u8,
    name: Name<'a>,
    lang: Option<&'a str>,
    value: Content<'a>,
    raw: Option<Content<'a>>,
    standard: bool,
    charset: u8,
}

#[derive(Arbitrary, Debug)]
enum Name<'a> {
    Known(u8),
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Content<'a> {
    Text(&'a str),
    Int(i64),
    Real(f64),
    Rational(i64, i64),
    List(Vec<Part<'a>>),
    Binary(&'a [u8]),
}

#[derive(Arbitrary, Debug)]
enum Part<'a> {
    Text(&'a str),
    Int(i64),
    Rational(i32, i32),
}

/// Names whose fields are made in ways of their own.
const NAMES: &[&str] = &[
    "DateTimeOriginal",
    "OffsetTimeOriginal",
    "SubSecTimeOriginal",
    "CreateDate",
    "ModifyDate",
    "DateCreated",
    "TimeCreated",
    "DigitalCreationDate",
    "DigitalCreationTime",
    "GPSLatitude",
    "GPSLatitudeRef",
    "GPSLongitude",
    "GPSLongitudeRef",
    "GPSAltitude",
    "GPSAltitudeRef",
    "GPSDateStamp",
    "GPSTimeStamp",
    "Orientation",
    "Keywords",
    "Subject",
    "HierarchicalSubject",
    "City",
    "Caption-Abstract",
    "Description",
    "ImageDescription",
    "By-line",
    "Creator",
    "Artist",
    "Copyright",
    "CopyrightNotice",
    "Rights",
    "Make",
    "Model",
    "ISO",
    "FNumber",
    "ExposureTime",
    "FocalLength",
    "LensInfo",
    "ColorSpace",
    "UserComment",
    "Rating",
    "Urgency",
    "LocationShownCity",
    "Title",
    "ObjectName",
    "IPTCDigest",
    "CurrentIPTCDigest",
    "ExifImageWidth",
];

fuzz_target!(|made: Vec<Made<'_>>| {
    let tags: Vec<_> = made.iter().take(300).map(tag).collect();
    let (metadata, provenance, issues) = embedmeta::fuzzing::consolidate(&tags);
    let again = embedmeta::fuzzing::consolidate(&tags);
    assert_eq!(metadata, again.0);
    assert_eq!(issues, again.2);
    assert_eq!(provenance.len(), metadata.len());
    bounded(&issues, &Limits::default());
    reads_back(&metadata);
});

fn tag<'a>(made: &'a Made<'a>) -> Tag<'a> {
    let xmp = |space: &'a str| (Group::Xmp(space.into()), BlockKind::Xmp);
    let (group, block) = match made.group % 14 {
        0 => (Group::Ifd(0), BlockKind::Exif),
        1 => (Group::Ifd(1), BlockKind::Exif),
        2 => (Group::ExifIfd, BlockKind::Exif),
        3 => (Group::Gps, BlockKind::Exif),
        4 => (Group::Iptc(1), BlockKind::Iim),
        5 => (Group::Iptc(2), BlockKind::Iim),
        6 => (Group::Photoshop, BlockKind::Irb),
        7 => (Group::Other("File".into()), BlockKind::Iim),
        8 => xmp("dc"),
        9 => xmp("xmp"),
        10 => xmp("photoshop"),
        11 => xmp("iptcExt"),
        12 => xmp("exif"),
        _ => (Group::Xmp("dc".into()), BlockKind::SidecarXmp),
    };
    let name = match made.name {
        Name::Known(which) => NAMES[usize::from(which) % NAMES.len()],
        Name::Any(name) => name,
    };
    let charset = [None, Some(CharsetRung::Utf8), Some(CharsetRung::Declared), Some(CharsetRung::Fallback)];
    let mut origin = Origin::new(block, 0);
    (origin.standard, origin.charset) = (made.standard, charset[usize::from(made.charset % 4)]);
    let mut tag = Tag::new(group, name, value(&made.value), made.raw.as_ref().map(value), origin);
    tag.lang = made.lang.map(Into::into);
    tag
}

fn value<'a>(made: &'a Content<'a>) -> Value<'a> {
    match made {
        Content::Text(text) => Value::Text((*text).into()),
        Content::Int(number) => Value::Int(*number),
        // The decoders make no others.
        Content::Real(number) => Value::Real(if number.is_finite() { *number } else { 0.0 }),
        Content::Rational(num, den) => Value::Rational { num: *num, den: *den },
        Content::Binary(bytes) => Value::Binary((*bytes).into()),
        Content::List(parts) => Value::List(
            parts
                .iter()
                .map(|part| match part {
                    Part::Text(text) => Value::Text((*text).into()),
                    Part::Int(number) => Value::Int(*number),
                    Part::Rational(num, den) => Value::Rational { num: (*num).into(), den: (*den).into() },
                })
                .collect(),
        ),
    }
}
