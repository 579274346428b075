//! What is known of films: their facts, and the fields that are made of their boxes.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test may

mod support;

use embedmeta::{Extraction, Extractor, FileInfo, OffsetSource};
use std::time::Duration;
use support::boxes::iso_box;
use support::recordings::{SECONDS, film, header, keys, phone, portrait};

fn read(bytes: &[u8]) -> Extraction {
    Extractor::new().from_bytes(bytes).expect("a film")
}

/// A field, and where the offset of its date came from.
fn date<'e>(read: &'e Extraction, field: &str) -> (Option<&'e str>, Option<OffsetSource>) {
    let why = read.provenance.iter().find(|why| why.field == field);
    (read.metadata.text(field), why.and_then(|why| why.offset))
}

fn has_issue(read: &Extraction, code: &str) -> bool {
    read.issues.iter().any(|issue| issue.code == *code)
}

#[test]
fn the_film_of_a_phone() {
    let read = read(&phone());
    let file = &read.file;
    assert_eq!((file.width, file.height, file.orientation), (Some(320), Some(240), Some(6)));
    assert_eq!((file.display_width, file.display_height), (Some(240), Some(320)));
    assert_eq!((file.duration, file.bit_rate), (Some(Duration::from_millis(2500)), Some(3200)));
    assert_eq!(file.codecs, ["avc1"]);
    for (field, text) in [
        ("Make", "Phone Maker"),
        ("Model", "Phone 1"),
        ("Software", "1.2.3"),
        ("Title", "A harbour"),
        ("ContentIdentifier", "01234567-89AB-CDEF-0123-456789ABCDEF"),
    ] {
        assert_eq!(read.metadata.text(field), Some(text), "{field}");
    }
    for (field, number) in
        [("GPSLatitude", 48.1373), ("GPSLongitude", 11.5754), ("GPSAltitude", 520.25), ("Rating", 4.0)]
    {
        let value = read.metadata.get(field).and_then(embedmeta::FieldValue::as_number);
        assert_eq!(value, Some(number), "{field}");
    }
    let taken = (Some("2024-03-05T13:30:15.000Z"), Some(OffsetSource::Value));
    assert_eq!(date(&read, "DateTimeOriginal"), taken);
    assert_eq!(date(&read, "CreateDate"), taken);
    // The header is in UTC, as the date with an offset shows.
    assert_eq!(date(&read, "ModifyDate"), (Some("2024-03-05T13:30:17.000Z"), Some(OffsetSource::UtcClock)));
    assert!(read.issues.is_empty(), "{:?}", read.issues);
}

#[test]
fn the_first_fix_of_a_track_is_the_place() {
    let read = read(&support::recordings::gopro());
    let number = |field: &str| read.metadata.get(field).and_then(embedmeta::FieldValue::as_number);
    assert_eq!((number("GPSLatitude"), number("GPSLongitude")), (Some(48.1373), Some(-11.5754)));
    assert_eq!(number("GPSAltitude"), Some(520.25));
    assert_eq!(read.metadata.text("Model"), Some("HERO9 Demo"));
    // The satellites show that the header is local.
    assert_eq!(date(&read, "CreateDate"), (Some("2024-03-05T13:30:15.000Z"), Some(OffsetSource::Gps)));
    assert!(has_issue(&read, "not-utc"));
    assert!(!read.tags.iter().any(|tag| tag.name == "GPSLatitude"), "a sample is no tag");
}

#[test]
fn a_track_is_the_way_of_the_camera() {
    let track = |bytes: &[u8], asked| Extractor::new().track(asked).from_bytes(bytes).expect("a film").track;
    let film = support::recordings::gopro();
    assert!(track(&film, false).is_empty(), "nobody asked");
    let points = track(&film, true);
    let places: Vec<_> =
        points.iter().map(|point| (point.time.as_millis(), point.latitude, point.longitude)).collect();
    assert_eq!(places, [(0, 48.1373, -11.5754), (500, 48.1374, -11.5754)]);
    assert_eq!((points[0].altitude, points[0].speed), (Some(520.25), Some(1.234)));
    assert_eq!(points[0].date_time.as_deref(), Some("2024-03-05T13:30:15.250Z"));
    let json = serde_json::to_value(&points[1]).expect("JSON");
    let point = serde_json::json!({"time": 0.5, "latitude": 48.1374, "longitude": -11.5754, "altitude": 520.25, "speed": 0.0});
    assert_eq!(json, point);
    let phone = support::recordings::motion();
    let points = track(&phone, true);
    assert_eq!(points.len(), 2);
    assert_eq!(points[1].date_time.as_deref(), Some("2024-03-05T13:30:30.250Z"));
    // The first sample has no place, but a later one.
    let number = |field: &str| read(&phone).metadata.get(field).and_then(embedmeta::FieldValue::as_number);
    assert_eq!((number("GPSLatitude"), number("GPSLongitude")), (Some(48.1373), Some(-11.5754)));
    for end in (0..film.len()).step_by(7) {
        drop(Extractor::new().track(true).from_bytes(&film[..end]));
        drop(Extractor::new().track(true).from_bytes(&phone[..end.min(phone.len())]));
    }
}

#[test]
fn facts_come_back_from_json() {
    let file = read(&phone()).file;
    let json = serde_json::to_value(&file).expect("JSON");
    assert_eq!(json["duration"], serde_json::json!(2.5));
    assert_eq!(serde_json::from_value::<FileInfo>(json).expect("facts"), file);
    let picture = read(support::samples::SAMPLES[0].1().as_slice()).file;
    let json = serde_json::to_value(&picture).expect("JSON");
    let keys: Vec<_> = json.as_object().expect("an object").keys().collect();
    assert!(
        !keys.iter().any(|key| matches!(key.as_str(), "duration" | "bitRate" | "codecs" | "displayWidth"))
    );
}

#[test]
fn the_header_is_in_utc_unless_the_file_says_otherwise() {
    let made = |seconds, texts: &[(&str, &str)]| {
        read(&film(b"mp42", &[&header(Some(seconds)), &portrait(), &keys(texts)]))
    };
    let alone = made(SECONDS, &[]);
    let by_standard = (Some("2024-03-05T13:30:15.000Z"), Some(OffsetSource::UtcByStandard));
    assert_eq!(date(&alone, "CreateDate"), by_standard);
    assert_eq!(date(&alone, "DateTimeOriginal"), (None, None), "the header does not tell when it was taken");
    // A camera that writes its local time, two hours ahead.
    let local = made(SECONDS + 7200, &[("com.apple.quicktime.creationdate", "2024-03-05T15:30:15+0200")]);
    assert_eq!(
        date(&local, "ModifyDate"),
        (Some("2024-03-05T13:30:15.000Z"), Some(OffsetSource::SameWallClock))
    );
    assert!(has_issue(&local, "not-utc"));
}

#[test]
fn a_header_that_was_never_set_is_no_date() {
    let unset = read(&film(b"mp42", &[&header(None), &portrait()]));
    assert_eq!(date(&unset, "CreateDate"), (None, None));
    assert!(unset.issues.iter().all(|issue| issue.code == *"undefined"), "{:?}", unset.issues);
}

#[test]
fn a_place_in_user_data() {
    let place = b"+48.1373-011.5754/";
    let size = u16::try_from(place.len()).expect("short").to_be_bytes();
    let user = iso_box(b"udta", &[&iso_box(b"\xa9xyz", &[&size, &[0x15, 0xc7], place])]);
    let read = read(&film(b"mp42", &[&header(Some(SECONDS)), &portrait(), &user]));
    let number = |field: &str| read.metadata.get(field).and_then(embedmeta::FieldValue::as_number);
    assert_eq!((number("GPSLatitude"), number("GPSLongitude")), (Some(48.1373), Some(-11.5754)));
    assert_eq!(number("GPSAltitude"), None);
}

#[test]
fn a_film_of_gigabytes_gives_its_fields_for_kilobytes() {
    let folder = support::Folder::new("sparse-phone");
    let path = folder.path().join("large.mov");
    let whole = phone();
    let moov = whole.windows(4).position(|window| window == b"moov").expect("a directory") - 4;
    let size = 3u64 << 30;
    let head = [b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x01mdat".to_vec(), (size - 20).to_be_bytes().to_vec()];
    let head = head.concat();
    let mut file = std::fs::File::create(&path).expect("a file");
    std::io::Write::write_all(&mut file, &head).expect("writing");
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(size)).expect("seeking");
    std::io::Write::write_all(&mut file, &whole[moov..]).expect("writing");
    let read = Extractor::new().from_path(&path).expect("a film");
    assert_eq!(read.metadata.text("Model"), Some("Phone 1"));
    assert!(read.bytes_read < 128 * 1024, "{} bytes were read", read.bytes_read);
}
