//! What maker notes give to the fields, and that nothing else in them does.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)] // a test may

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::exif::{Data, Directory, tiff};
use support::{Folder, jpeg, records, run};

const SERIAL_NUMBER: u16 = 0xa431;
const WHITE_BALANCE: u16 = 0xa403;
const MAKER_NOTE: u16 = 0x927c;
const ORIGINAL: u16 = 0x9003;

/// A note of Nikon's, which is a TIFF structure of its own.
fn nikon(entries: Vec<(u16, Data)>) -> Vec<u8> {
    [&b"Nikon\0\x02\x11\0\0"[..], &tiff(true, vec![Directory(entries)])].concat()
}

/// The lens 02 3B 44 61 30 3D 02 00, a clock in the zone +01:00 with summer time, and others.
fn usual() -> Vec<u8> {
    let lens = [&b"0100"[..], &[9, 9, 0x02, 0x3b, 0x44, 0x61, 0x30, 0x3d, 0x02]].concat();
    nikon(vec![
        (0x04, Data::Ascii("FINE   ")),
        (0x05, Data::Ascii("SUNNY")),
        (0x07, Data::Ascii("AF-C")),
        (0x1d, Data::Ascii("4711")),
        (0x1e, Data::Short(vec![2])),
        (0x24, Data::Undefined(vec![0, 60, 1, 0])),
        (0x83, Data::Byte(vec![0])),
        (0x98, Data::Undefined(lens)),
        (0xa7, Data::Long(vec![1234])),
    ])
}

/// A picture of a camera with these entries in ExifIFD and this note.
fn picture(folder: &Folder, maker: &str, mut entries: Vec<(u16, Data)>, note: Vec<u8>) -> PathBuf {
    entries.push((MAKER_NOTE, Data::Undefined(note)));
    entries.sort_by_key(|(tag, _)| *tag);
    let main = vec![(0x010f, Data::Text(maker.to_owned())), (0x8769, Data::Directory(Directory(entries)))];
    let bytes = jpeg::jpeg(&[jpeg::exif(&tiff(true, vec![Directory(main)]))]);
    folder.file("picture.jpg", &bytes)
}

fn original() -> (u16, Data) {
    (ORIGINAL, Data::Ascii("2024:07:05 14:30:15"))
}

/// The record of a command over the file.
fn record(path: &Path, args: &[&str]) -> Value {
    let path = path.to_string_lossy();
    let args = [args, &["--format", "ndjson", &path]].concat();
    records(&run(&args)).remove(0)
}

fn fields(path: &Path, args: &[&str]) -> Value {
    record(path, &[&["extract"], args].concat())["embeddedMetadata"].take()
}

/// Why a field has its value.
fn why(path: &Path, field: &str) -> Value {
    let mut record = record(path, &["explain", "--fields", field]);
    record["fields"][0].take()
}

#[test]
fn fields_that_only_the_maker_knows() {
    let folder = Folder::new("makernotes");
    let path = picture(&folder, "NIKON CORPORATION", vec![original()], usual());
    let found = fields(&path, &[]);
    for (field, value) in [
        ("LensID", "Sigma 35-80mm F4-5.6"),
        ("SerialNumber", "4711"),
        ("FocusMode", "AF-C"),
        ("WhiteBalance", "Sunny"),
        ("DateTimeOriginal", "2024-07-05T12:30:15.000Z"),
    ] {
        assert_eq!(found[field], value, "{field}: {found}");
    }
    assert_eq!(found["ShutterCount"], 1234);
    // Other tags of the note are no fields, whether a field has their name or not.
    assert!(found.get("ColorSpace").is_none() && found.get("Quality").is_none(), "{found}");
}

#[test]
fn the_provenance_names_the_maker() {
    let folder = Folder::new("makernotes-why");
    let path = picture(&folder, "NIKON CORPORATION", vec![original()], usual());
    let count = why(&path, "ShutterCount");
    assert_eq!((&count["winners"][0]["group"], &count["rule"]), (&"Nikon".into(), &"only".into()), "{count}");
    let lens = why(&path, "LensID");
    assert_eq!(
        (&lens["winners"][0]["name"], &lens["rule"]),
        (&"LensIDNumber".into(), &"derived".into()),
        "{lens}"
    );
    assert_eq!(why(&path, "DateTimeOriginal")["offset"], "camera-zone");
}

#[test]
fn exif_comes_before_the_maker() {
    let folder = Folder::new("makernotes-exif");
    let own = vec![original(), (WHITE_BALANCE, Data::Short(vec![1])), (SERIAL_NUMBER, Data::Ascii("EXIF"))];
    let path = picture(&folder, "NIKON CORPORATION", own, usual());
    let found = fields(&path, &[]);
    assert_eq!((&found["WhiteBalance"], &found["SerialNumber"]), (&"Manual".into(), &"EXIF".into()));
    let serial = why(&path, "SerialNumber");
    assert_eq!((&serial["rule"], &serial["losers"][0]["group"]), (&"exif-first".into(), &"Nikon".into()));
}

#[test]
fn the_documented_profile_has_nothing_of_maker_notes() {
    let folder = Folder::new("makernotes-documented");
    let path = picture(&folder, "NIKON CORPORATION", vec![original()], usual());
    let found = fields(&path, &["--profile", "documented"]);
    assert_eq!(found, fields(&path, &["--profile", "documented", "--no-makernotes"]));
    assert_eq!(found["DateTimeOriginal"], "2024-07-05T14:30:15.000Z");
}

#[test]
fn maker_notes_can_be_left_out() {
    let folder = Folder::new("makernotes-without");
    let path = picture(&folder, "NIKON CORPORATION", vec![original()], usual());
    let found = fields(&path, &["--no-makernotes"]);
    assert!(
        ["LensID", "SerialNumber", "ShutterCount"].iter().all(|field| found.get(field).is_none()),
        "{found}"
    );
    let is_maker =
        |record: &Value| record["tags"].as_array().unwrap().iter().any(|tag| tag["group"] == "Nikon");
    assert!(is_maker(&record(&path, &["tags"])));
    assert!(!is_maker(&record(&path, &["tags", "--no-makernotes"])));
    assert!(is_maker(&record(&path, &["tags", "--fields", "MakerNotes:*"])));
    assert!(!is_maker(&record(&path, &["tags", "--group", "IFD0"])));
}

#[test]
fn notes_that_are_not_asked_for_have_no_issues() {
    let folder = Folder::new("makernotes-damaged");
    let mut note = usual();
    note.truncate(40);
    let path = picture(&folder, "NIKON CORPORATION", vec![original()], note);
    let issues = |args: &[&str]| {
        let record = record(&path, args);
        let issues = record["issues"].as_array().cloned().unwrap_or_default();
        issues.iter().filter(|issue| issue["stage"] == "makernote").count()
    };
    assert!(issues(&["tags"]) > 0);
    assert_eq!(issues(&["tags", "--group", "IFD0"]), 0);
    assert_eq!(issues(&["tags", "--no-makernotes"]), 0);
    assert_eq!(issues(&["extract", "--no-makernotes"]), 0);
}

#[test]
fn pictures_that_belong_together_are_told_by_apple() {
    let folder = Folder::new("makernotes-apple");
    let uuid = *b"242684F6-0839-44E0-8E39-A8FE43182C29\0";
    let mut note = b"Apple iOS\0\0\x01MM\0\x02".to_vec();
    for (tag, at) in [(11u16, 44u32), (17, 82)] {
        note.extend(tag.to_be_bytes());
        note.extend([0, 2, 0, 0, 0, 37]);
        note.extend(at.to_be_bytes());
    }
    note.extend([0; 4]);
    note.extend(uuid);
    note.push(0);
    note.extend(uuid);
    let path = picture(&folder, "Apple", Vec::new(), note);
    let found = fields(&path, &[]);
    let uuid = "242684F6-0839-44E0-8E39-A8FE43182C29";
    assert_eq!((&found["BurstUUID"], &found["ContentIdentifier"]), (&uuid.into(), &uuid.into()), "{found}");
}
