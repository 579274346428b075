//! What tags are made of others. The values are those that `ExifTool` gives of the same tags.

use super::add;
use crate::block::BlockKind;
use crate::context::Context;
use crate::limits::Limits;
use crate::sink::Camera;
use crate::tag::{Group, Origin, Tag, Value};
use bumpalo::Bump;
use std::collections::BTreeSet;

/// A tag as `Group:Name=stored` or `Group:Name=stored|printed`. The groups are those of Exif (`IFD0`, `ExifIFD`, …), of XMP
/// (`XMP-exif`), `IPTC`, `File`, and otherwise those of makers.
fn tag(text: &'static str) -> Tag<'static> {
    let (name, value) = text.split_once('=').unwrap();
    let (group, name) = name.split_once(':').unwrap();
    let (raw, printed) = value.split_once('|').unwrap_or((value, value));
    let (group, block) = match group {
        "IFD0" => (Group::Ifd(0), BlockKind::Exif),
        "IFD1" => (Group::Ifd(1), BlockKind::Exif),
        "SubIFD" => (Group::SubIfd(0), BlockKind::Exif),
        "ExifIFD" => (Group::ExifIfd, BlockKind::Exif),
        "GPS" => (Group::Gps, BlockKind::Exif),
        "IPTC" => (Group::Iptc(1), BlockKind::Iim),
        "File" => (Group::File, BlockKind::File),
        "QuickTime" => (Group::Other(group.into()), BlockKind::QuickTime),
        "RIFF" => (Group::Other(group.into()), BlockKind::Riff),
        "PostScript" => (Group::Other(group.into()), BlockKind::Document),
        _ if group.starts_with("Track") => (Group::Other(group.into()), BlockKind::QuickTime),
        _ => match group.strip_prefix("XMP-") {
            Some(part) => (Group::Xmp(part.into()), BlockKind::Xmp),
            None => (Group::Other(group.into()), BlockKind::MakerNote),
        },
    };
    let raw = (raw != printed).then(|| value_of(raw));
    let mut tag = Tag::new(group, name, value_of(printed), raw, Origin::new(block, 0));
    tag.is_low = matches!(&tag.group, Group::Xmp(part) if part != "photoshop");
    tag
}

fn value_of(text: &'static str) -> Value<'static> {
    let term = |text: &str| text.parse::<i64>().ok();
    if let Some((Some(num), Some(den))) = text.split_once('/').map(|(num, den)| (term(num), term(den))) {
        return Value::Rational { num, den };
    }
    match (text.parse(), text.parse()) {
        (Ok(number), _) => Value::Int(number),
        (_, Ok(number)) => Value::Real(number),
        _ => Value::text(text),
    }
}

/// The tags that are made of others, as `Name=stored` or `Name=stored|printed`.
fn made(tags: &[&'static str]) -> Vec<String> {
    let mut tags: Vec<Tag<'_>> = tags.iter().map(|text| tag(text)).collect();
    let arena = Bump::new();
    let limits = Limits::default();
    let told = |name| {
        let tag = tags.iter().find(|tag| tag.name == name);
        &*arena.alloc_str(&tag.map(|tag| tag.value.to_string()).unwrap_or_default())
    };
    let camera = Camera { make: told("Make"), model: told("Model"), ..Camera::default() };
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let count = tags.len();
    add(&mut tags, camera, &cx);
    let shown = |tag: &Tag<'_>| match &tag.raw {
        Some(raw) => format!("{}={raw}|{}", tag.name, tag.value),
        None => format!("{}={}", tag.name, tag.value),
    };
    tags[count..].iter().map(shown).collect()
}

/// Checks cases: tags, and one that is made of them; nothing if none of this name is.
fn check(cases: &[(&[&'static str], &str)]) {
    for (tags, expected) in cases {
        let made = made(tags);
        let name = expected.split_inclusive('=').next().unwrap();
        let found = made.iter().find(|tag| tag.starts_with(name)).cloned();
        let expected = if expected.ends_with('=') { None } else { Some((*expected).to_owned()) };
        assert_eq!(found, expected, "{tags:?} gave {made:?}");
    }
}

#[test]
fn tags_are_made_of_tags_that_are_made() {
    let tags = [
        "ExifIFD:FocalLength=50/1|50.0 mm",
        "ExifIFD:FNumber=28/10|2.8",
        "ExifIFD:ExposureTime=1/60|1/60",
        "ExifIFD:ISO=200",
        "ExifIFD:FocalLengthIn35mmFormat=75|75 mm",
        "ExifIFD:SubjectDistance=1/1|1 m",
        "File:ImageWidth=3000",
        "File:ImageHeight=2000",
    ];
    let mut made = made(&tags);
    made.sort_unstable();
    assert_eq!(
        made,
        [
            "Aperture=2.8",
            "CircleOfConfusion=0.0200308404192444|0.020 mm",
            "DOF=0.979131942819455 1.02177694212762|0.04 m (0.98 - 1.02 m)",
            "FOV=26.9914893603273|27.0 deg",
            "FocalLength35efl=75|50.0 mm (35 mm equivalent: 75.0 mm)",
            "HyperfocalDistance=44.5741229109559|44.57 m",
            "ImageSize=3000 2000|3000x2000",
            "LightValue=7.87774424966046|7.9",
            "Megapixels=6|6.0",
            "ScaleFactor35efl=1.5",
            "ShutterSpeed=0.01666666667|1/60",
        ]
    );
}

#[test]
fn nothing_is_made_of_what_is_not_there() {
    assert_eq!(made(&[]), [""; 0]);
    assert_eq!(made(&["ExifIFD:ISO=100", "IFD0:Model=X"]), [""; 0]);
    check(&[
        (&["File:ImageWidth=10"], "ImageSize="),
        (&["ExifIFD:FNumber=0/1|0"], "Aperture="),
        (&["ExifIFD:FNumber=28/10", "ExifIFD:ExposureTime=0/1", "ExifIFD:ISO=100"], "LightValue="),
        (&["GPS:GPSAltitude=10/1|10 m"], "GPSAltitude="),
        (&["ExifIFD:FocalLength=50/1", "ExifIFD:FNumber=28/10"], "DOF="),
    ]);
}

#[test]
fn of_several_tags_of_one_name_one_counts() {
    check(&[
        // Exif before XMP.
        (&["ExifIFD:FocalLength=35/1", "XMP-exif:FocalLength=50"], "FocalLength35efl=35|35.0 mm"),
        // A maker note stands behind the f-number in the directory of Exif, and before the size of the picture.
        (&["ExifIFD:FNumber=4/1", "Kodak:FNumber=5/1"], "Aperture=5|5.0"),
        // The size of the file counts, and in directories that of the full picture.
        (
            &["IFD0:ImageWidth=16", "IFD0:ImageHeight=12", "File:ImageWidth=8", "File:ImageHeight=6"],
            "ImageSize=8 6|8x6",
        ),
        (
            &[
                "IFD0:SubfileType=1",
                "IFD0:ImageWidth=16",
                "IFD0:ImageHeight=12",
                "SubIFD:SubfileType=0",
                "SubIFD:ImageWidth=800",
                "SubIFD:ImageHeight=600",
            ],
            "ImageSize=800 600|800x600",
        ),
        (
            &["IFD0:ImageWidth=16", "IFD0:ImageHeight=12", "IFD1:ImageWidth=8", "IFD1:ImageHeight=6"],
            "ImageSize=16 12|16x12",
        ),
    ]);
}

#[test]
fn the_scale_is_computed_of_the_sensor() {
    const CANON: [&str; 5] = [
        "IFD0:Make=Canon",
        "ExifIFD:FocalLength=50/1",
        "ExifIFD:FocalPlaneXResolution=3888000/876",
        "ExifIFD:FocalPlaneYResolution=2592000/583",
        "ExifIFD:FocalPlaneResolutionUnit=2",
    ];
    let of = |width: &'static str, height: &'static str, unit: &'static str| {
        vec![
            "ExifIFD:FocalPlaneXResolution=4438/1",
            "ExifIFD:FocalPlaneYResolution=4445/1",
            width,
            height,
            unit,
        ]
    };
    check(&[
        (&CANON, "ScaleFactor35efl=1.61880083379869|1.6"),
        (&CANON[1..], "ScaleFactor35efl="),
        (
            &of(
                "ExifIFD:ExifImageWidth=3888",
                "ExifIFD:ExifImageHeight=2592",
                "ExifIFD:FocalPlaneResolutionUnit=2",
            ),
            "ScaleFactor35efl=1.61860247988423|1.6",
        ),
        // Too wide for a sensor.
        (
            &of(
                "ExifIFD:ExifImageWidth=7776",
                "ExifIFD:ExifImageHeight=2592",
                "ExifIFD:FocalPlaneResolutionUnit=2",
            ),
            "ScaleFactor35efl=",
        ),
        (&["ExifIFD:FocalLength=0/1", "ExifIFD:FocalLengthIn35mmFormat=75"], "ScaleFactor35efl="),
    ]);
}

#[test]
fn distances_are_those_of_the_focus() {
    const LENS: [&str; 3] =
        ["ExifIFD:FocalLength=50/1", "ExifIFD:FNumber=28/10", "ExifIFD:FocalLengthIn35mmFormat=75"];
    let with = |more: &[&'static str]| [&LENS[..], more].concat();
    check(&[
        (
            &with(&["ExifIFD:SubjectDistance=10/1"]),
            "DOF=8.17511965919205 12.8737190038254|4.70 m (8.18 - 12.87 m)",
        ),
        (&with(&["ExifIFD:SubjectDistance=100/1"]), "DOF=30.8419951030728 0|inf (30.84 m - inf)"),
        (&with(&["ExifIFD:SubjectDistance=0/1"]), "DOF="),
        (&with(&["Canon:FocusDistanceUpper=0", "Canon:FocusDistanceLower=0"]), "DOF=0 0|inf (0.00 m - inf)"),
        (&with(&["Nikon:FocusDistance=0|inf"]), "DOF=44.5741227124935 0|inf (44.57 m - inf)"),
    ]);
    // A lens that is focused near shows less.
    check(&[(
        &[
            "ExifIFD:FocalLength=102/1",
            "ExifIFD:FocalLengthIn35mmFormat=102",
            "Nikon:FocusDistance=2.66072505979881",
        ],
        "FOV=19.2633076601896 0.903079432870168|19.3 deg (0.90 m)",
    )]);
}

#[test]
fn dates_get_the_fractions_of_their_seconds() {
    const DATE: &str = "ExifIFD:DateTimeOriginal=2020:01:02 03:04:05";
    check(&[
        (&[DATE], "SubSecDateTimeOriginal="),
        (&[DATE, "ExifIFD:SubSecTimeOriginal=1a"], "SubSecDateTimeOriginal=2020:01:02 03:04:05.1"),
        (&[DATE, "ExifIFD:SubSecTimeOriginal=abc"], "SubSecDateTimeOriginal="),
        (&[DATE, "ExifIFD:OffsetTimeOriginal=+01:00"], "SubSecDateTimeOriginal=2020:01:02 03:04:05+01:00"),
        (
            &[DATE, "ExifIFD:SubSecTimeOriginal=12", "ExifIFD:OffsetTimeOriginal=-05:30:00"],
            "SubSecDateTimeOriginal=2020:01:02 03:04:05.12-05:30",
        ),
        (
            &[DATE, "ExifIFD:SubSecTimeOriginal=12", "ExifIFD:OffsetTimeOriginal=01:00"],
            "SubSecDateTimeOriginal=2020:01:02 03:04:05.12",
        ),
        (
            &[
                "ExifIFD:DateTimeOriginal=2020:01:02 03:04:05+02:00",
                "ExifIFD:SubSecTimeOriginal=12",
                "ExifIFD:OffsetTimeOriginal=+01:00",
            ],
            "SubSecDateTimeOriginal=2020:01:02 03:04:05.12+02:00",
        ),
        (
            &["ExifIFD:DateTimeOriginal=2020:01:02 03:04:05.5", "ExifIFD:SubSecTimeOriginal=12"],
            "SubSecDateTimeOriginal=",
        ),
        (
            &["IPTC:DateCreated=2020:07:23", "IPTC:TimeCreated=11:32:20+00:00"],
            "DateTimeOriginal=2020:07:23 11:32:20+00:00",
        ),
        (&["IPTC:DateCreated=2020:07:23", "IPTC:TimeCreated=11:32:20+00:00", DATE], "DateTimeOriginal="),
        (
            &["GPS:GPSDateStamp=2020:01:02", "GPS:GPSTimeStamp=01:02:03.45"],
            "GPSDateTime=2020:01:02 01:02:03.45Z",
        ),
    ]);
}

#[test]
fn places_have_signs() {
    const PLACE: [&str; 4] = [
        "GPS:GPSLatitudeRef=S|South",
        "GPS:GPSLatitude=54.9894444444444",
        "GPS:GPSLongitudeRef=W|West",
        "GPS:GPSLongitude=1.03416666666667",
    ];
    const BELOW: &str = "GPS:GPSAltitudeRef=1|Below Sea Level";
    check(&[
        (&PLACE, "GPSLatitude=-54.9894444444444|54 deg 59' 22.00\" S"),
        (&PLACE, "GPSPosition=-54.9894444444444 -1.03416666666667|54 deg 59' 22.00\" S, 1 deg 2' 3.00\" W"),
        (&["GPS:GPSAltitude=1429/100|14.29 m", BELOW], "GPSAltitude=-14.29|14.2 m Below Sea Level"),
        (
            &["XMP-exif:GPSAltitude=14.23", "XMP-exif:GPSAltitudeRef=0|Above Sea Level"],
            "GPSAltitude=14.23|14.2 m Above Sea Level",
        ),
        (&["GPS:GPSAltitude=undef", BELOW], "GPSAltitude="),
        (&["XMP-exif:GPSLatitude=-48.275"], "GPSLatitudeRef=S|South"),
        (&["QuickTime:GPSCoordinates=32.0929 34.862 28.516"], "GPSLatitude=32.0929|32 deg 5' 34.44\" N"),
        (&["QuickTime:GPSCoordinates=32.0929 34.862 -28.516"], "GPSAltitudeRef=1|Below Sea Level"),
        (&["QuickTime:GPSCoordinates=32.0929 34.862"], "GPSAltitude="),
    ]);
}

#[test]
fn films_have_rates_and_rotations() {
    let turned = |matrix: &'static str| {
        vec![
            "QuickTime:MatrixStructure=1 0 0 0 1 0 0 0 1",
            "Track1:MatrixStructure=1 0 0 0 1 0 0 0 1",
            "Track1:HandlerType=soun|Audio Track",
            matrix,
            "Track2:HandlerType=vide|Video Track",
        ]
    };
    check(&[
        (&["QuickTime:MediaDataSize=41065", "QuickTime:Duration=1|1.00 s"], "AvgBitrate=328520|329 kbps"),
        (&turned("Track2:MatrixStructure=1 0 0 0 1 0 0 0 1"), "Rotation=0"),
        (&turned("Track2:MatrixStructure=0 1 0 -1 0 0 1080 0 1"), "Rotation=90"),
        (&turned("Track2:MatrixStructure=0 -1 0 1 0 0 0 1920 1"), "Rotation=270"),
        (&["RIFF:FrameRate=25", "RIFF:FrameCount=250"], "Duration=10|10.00 s"),
        (
            &[
                "RIFF:FrameRate=25",
                "RIFF:FrameCount=250",
                "RIFF:VideoFrameRate=25",
                "RIFF:VideoFrameCount=131",
            ],
            "Duration=5.24|5.24 s",
        ),
        (
            &[
                "RIFF:FrameRate=25",
                "RIFF:FrameCount=250",
                "RIFF:VideoFrameRate=25",
                "RIFF:VideoFrameCount=132",
            ],
            "Duration=10|10.00 s",
        ),
        (&["QuickTime:CDDB1Info=D50DE30F+311866+15+150"], "CDDBDiscTracks=15"),
    ]);
}

#[test]
fn documents_have_sizes() {
    const BOX: &str = "PostScript:BoundingBox=126 267 486 526";
    check(&[
        (&[BOX], "ImageSize=360 259|360x259"),
        (&[BOX, "PostScript:ImageData=9 7 8 3 1 8 2 \"beginimage\""], "ImageSize=9 7|9x7"),
        (&["PostScript:BoundingBox=  36   36  576  756"], "ImageWidth="),
    ]);
}

#[test]
fn makers_numbers_become_words() {
    check(&[
        (&["Canon:CameraISO=Auto", "Canon:AutoISO=100", "Canon:BaseISO=50"], "ISO=50"),
        (&["Canon:CameraISO=200", "Canon:AutoISO=100", "Canon:BaseISO=50"], "ISO=200"),
        (&["Canon:FileIndex=10000", "Canon:DirectoryIndex=99"], "FileNumber=1000001|100-0001"),
        (&["Canon:FileIndex=2", "Canon:DirectoryIndex=99"], "FileNumber=0990002|099-0002"),
        (
            &["Canon:ZoomSourceWidth=1296", "Canon:ZoomTargetWidth=2592", "Canon:DigitalZoom=3|Other"],
            "DigitalZoom=2|2.00x",
        ),
        (
            &["Canon:ZoomSourceWidth=1296", "Canon:ZoomTargetWidth=2592", "Canon:DigitalZoom=0|None"],
            "DigitalZoom=",
        ),
        (&["Canon:FlashBits=0|(none)", "Canon:CanonFlashMode=3"], "RedEyeReduction="),
        (&["Canon:FlashBits=8200|Manual", "Canon:CanonFlashMode=3"], "RedEyeReduction=1|On"),
        (
            &["Canon:WhiteBalance=0", "Canon:WB_RGGBLevelsAuto=1719 832 831 990"],
            "RedBalance=2.06734816596512|2.067348",
        ),
        (
            &["Canon:CanonExposureMode=4|Manual", "Canon:EasyMode=0", "Canon:BulbDuration=5"],
            "ShootingMode=7|Bulb",
        ),
        (
            &["SubIFD:CFARepeatPatternDim=2 2", "SubIFD:CFAPattern2=0 1 1 2"],
            "CFAPattern=2 2 0 1 1 2|[Red,Green][Green,Blue]",
        ),
        (&["Nikon:FocusMode=AF-S  "], "AutoFocus=1|On"),
        (
            &["Sony:FocusPosition2=155", "ExifIFD:FocalLengthIn35mmFormat=75"],
            "FocusDistance2=2.00758839833911|2.008 m",
        ),
        (
            &["Apple:RunTimeValue=39772089846958", "Apple:RunTimeScale=1000000000"],
            "RunTimeSincePowerUp=39772.089846958|11:02:52",
        ),
        (
            &["XMP-exif:FlashFired=False", "XMP-exif:FlashMode=3", "XMP-exif:FlashReturn=0"],
            "Flash=24|Auto, Did not fire",
        ),
        (
            &["Samsung:WB_RGGBLevelsUncorrected=10 20 30 40", "Samsung:WB_RGGBLevelsBlack=1 2 3 4"],
            "WB_RGGBLevels=9 18 27 36",
        ),
        (
            &[
                "Olympus:Extender=0 04",
                "Olympus:LensType=0 05 00|Zuiko 14-54mm F2.8-3.5",
                "ExifIFD:MaxApertureValue=2.8",
            ],
            "ExtenderStatus=2|Removed",
        ),
        (
            &["IFD0:Model=DMC-LX3", "Panasonic:SceneMode=0|Off", "Panasonic:AdvancedSceneType=1"],
            "AdvancedSceneMode=DMC-LX3 0 1|Off",
        ),
    ]);
}

#[test]
fn lenses_have_names() {
    const CANON: [&str; 4] =
        ["IFD0:Make=Canon", "Canon:LensType=183", "Canon:MinFocalLength=100", "Canon:MaxFocalLength=400"];
    let with = |more: &[&'static str]| [&CANON[..], more].concat();
    check(&[
        (&with(&["Canon:MaxAperture=6.3"]), "LensID=183|Sigma 100-400mm f/5-6.3 DG OS HSM"),
        (&with(&["Canon:MaxAperture=4.5"]), "LensID=183|Canon EF 100-400mm f/4.5-5.6L IS USM"),
        (
            &["Canon:LensType=183", "Canon:MinFocalLength=50", "Canon:MaxFocalLength=60"],
            "LensID=183|Unknown (183) 50-60mm",
        ),
        (
            &["Canon:LensType=65535|n/a", "Canon:MinFocalLength=7.4", "Canon:MaxFocalLength=22.2"],
            "LensID=65535|Unknown 7-22mm",
        ),
        (&["Sony:LensType=65535", "Sony:LensType2=32793"], "LensID=65535|Sony E PZ 16-50mm F3.5-5.6 OSS"),
        (
            &["Pentax:LensType=3 255", "ExifIFD:FocalLength=70/1", "ExifIFD:MaxApertureValue=5.6"],
            "LensID=3 255|Sigma DL-II 35-80mm F4-5.6",
        ),
        (&["XMP-aux:LensID=165", "IFD0:Make=Canon"], "LensID=165|Canon EF 70-200mm f/2.8L USM"),
        (&["ExifIFD:LensModel=XF50mmF2 R WR"], "LensID=XF50mmF2 R WR|XF50mm F2 R WR"),
        (&["ExifIFD:LensModel=12-60/F2.8"], "LensID=12-60/F2.8|12-60mm F2.8"),
        (&["ExifIFD:LensModel=5.4 - 16.2 mm"], "LensID=5.4 - 16.2 mm|5.4-16.2mm"),
        (&["ExifIFD:LensModel=FOL7"], "LensID="),
        (
            &[
                "IFD0:Make=Canon",
                "Canon:LensType=251",
                "Canon:MinFocalLength=70",
                "Canon:MaxFocalLength=200",
                "ExifIFD:LensModel=EF70-200mm f/2.8L IS III USM",
            ],
            "LensID=251|Canon EF 70-200mm f/2.8L IS III USM",
        ),
    ]);
}

#[test]
fn every_row_of_exiftool_is_made_or_named() {
    /// As many composite tags ExifTool 13.59 documents.
    const ALL: usize = 111;
    let ids = |table: &'static str| -> Vec<&'static str> {
        let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
        rows.map(|row| row.split('\t').next().unwrap()).collect()
    };
    let elsewhere = include_str!("elsewhere.tsv");
    let all = [ids(include_str!("tags.tsv")), ids(elsewhere)].concat();
    assert_eq!(all.len(), ALL);
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), ALL, "none stands there twice");
    let rows = elsewhere.lines().filter(|line| !line.starts_with('#'));
    assert!(rows.clone().all(|row| row.split('\t').nth(1).is_some_and(|why| !why.is_empty())));
}
