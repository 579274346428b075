//! The library as another crate sees it: what its types can do, and that they work with JSON and threads.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

use embedmeta::{
    BlockKind, Carried, Charset, EmbeddedMetadata, Error, Extraction, Extractor, FieldValue, Fields,
    FileInfo, Group, Groups, IntoFields, Issue, Limits, Origin, Provenance, Source, Stage, Tag,
    UnknownCharset, Value, fields,
};
use serde_json::json;
use std::borrow::Cow;

const PICTURE: &[u8] = include_bytes!("../testdata/replica.jpg");

fn extraction() -> Extraction {
    Extractor::new().from_bytes(PICTURE).expect("a picture")
}

fn object(text: &str) -> EmbeddedMetadata {
    serde_json::from_str(text).expect("an object")
}

/// The object could be read only through `iter`, and not be taken apart at all.
#[test]
fn an_object_is_walked_as_maps_are() {
    let metadata = extraction().metadata;
    let names: Vec<&str> = metadata.iter().map(|(name, _)| name).collect();
    let mut walked = Vec::new();
    for (name, value) in &metadata {
        assert_eq!(metadata.get(name), Some(value));
        walked.push(name);
    }
    assert_eq!(walked, names);
    let back: Vec<&str> = metadata.iter().rev().map(|(name, _)| name).collect();
    assert!(back.iter().rev().eq(&names));
    assert_eq!(metadata.iter().len(), metadata.len());
    let owned: Vec<(Cow<'static, str>, FieldValue)> = metadata.clone().into_iter().collect();
    assert!(owned.iter().all(|(name, _)| matches!(name, Cow::Borrowed(_))), "the names are not copied");
    assert_eq!(owned.into_iter().collect::<EmbeddedMetadata>(), metadata);
}

/// `metadata["Title"]` did not compile; and a field that the picture lacks must not panic.
#[test]
fn an_index_never_panics() {
    let metadata =
        object(r#"{"Title":"a","Keywords":["b","c"],"Regions":[{"Name":"d","Area":{"x":0.5}}],"Rating":5}"#);
    assert_eq!(metadata["Title"], "a");
    assert_eq!(metadata["Keywords"][1], "c");
    assert_eq!(metadata["Regions"][0]["Area"]["x"], 0.5);
    assert_eq!(metadata["Rating"], 5);
    assert_eq!(metadata["Title"][0], "a", "any other value is its own only item");
    for nothing in [
        &metadata["Nobody"],
        &metadata["Keywords"][2],
        &metadata["Regions"][7]["Name"],
        &metadata["Title"]["x"],
    ] {
        assert!(nothing.items().is_empty() && nothing.as_text().is_none());
        assert_eq!(nothing.to_string(), "");
    }
    assert!(metadata["Title"] != "b" && metadata["Title"] != 1 && metadata["Rating"] == 5.0);
}

/// Values had no `Display`, so every program wrote its own.
#[test]
fn values_are_shown_as_people_read_them() {
    let metadata = object(
        r#"{"a":"x, \"y\"","b":3,"c":0.1,"d":true,"e":["p","q",7],"f":{"en":"h \"i\"","n":[1,2.5]},"g":[{"x":1},{"x":2}],"h":[]}"#,
    );
    let shown: Vec<String> = metadata.iter().map(|(_, value)| value.to_string()).collect();
    assert_eq!(
        shown,
        [
            "x, \"y\"",
            "3",
            "0.1",
            "true",
            "p, q, 7",
            r#"{"en":"h \"i\"","n":[1,2.5]}"#,
            r#"{"x":1}, {"x":2}"#,
            ""
        ]
    );
    assert_eq!(FieldValue::from(1.0 / 3.0).to_string(), "0.333333333333333");
    assert_eq!(FieldValue::from(f64::INFINITY), "inf");
    assert_eq!(FieldValue::from(vec!["a", "b"]).to_string(), "a, b");
}

/// An object that came back from a database in another key order was not equal.
#[test]
fn equality_does_not_depend_on_order() {
    let one = object(r#"{"a":1,"b":{"x":"1","y":[1,2]},"c":"z"}"#);
    for same in [r#"{"c":"z","b":{"y":[1,2],"x":"1"},"a":1}"#, r#"{"a":1.0,"c":"z","b":{"x":"1","y":[1,2]}}"#]
    {
        assert_eq!(one, object(same));
        assert_eq!(object(same), one);
    }
    for other in [
        r#"{"a":1,"b":{"x":"1","y":[2,1]},"c":"z"}"#,
        r#"{"a":1,"b":{"x":"1"},"c":"z"}"#,
        r#"{"a":1,"b":{"x":"1","y":[1,2]}}"#,
        r#"{"a":1,"b":{"x":"1","y":[1,2]},"d":"z"}"#,
        r#"{"a":"1","b":{"x":"1","y":[1,2]},"c":"z"}"#,
        r#"{"c":"y","b":{"x":"1","y":[1,2]},"a":1}"#,
    ] {
        assert_ne!(one, object(other));
        assert_ne!(object(other), one);
    }
    // Our objects never repeat a name; if one does, the order of its values matters.
    assert_eq!(object(r#"{"a":1,"b":2,"a":3}"#), object(r#"{"a":1,"a":3,"b":2}"#));
    assert_ne!(object(r#"{"a":1,"b":2,"a":3}"#), object(r#"{"a":3,"b":2,"a":1}"#));
    let order: Vec<&str> = one.iter().map(|(name, _)| name).collect();
    assert_eq!(order, ["a", "b", "c"], "the order is kept for the output");
}

/// The time to compare two large objects in opposite orders is not quadratic.
#[test]
fn equality_of_large_objects_is_quick() {
    let name = |n: u32| format!("field{n}");
    let there: EmbeddedMetadata = (0..100_000).map(|n| (name(n), i64::from(n))).collect();
    let back: EmbeddedMetadata = (0..100_000).rev().map(|n| (name(n), i64::from(n))).collect();
    assert_eq!(there, back);
}

/// A number came back from JSON as an integer, or with fewer digits, and was then a different value.
#[test]
fn numbers_are_equal_where_json_says_the_same() {
    let numbers =
        [72.0, 0.0, -0.0, 1.0 / 3.0, 0.123_456_789_012_345_67, 1e17, -1e-300, 1.000_000_000_000_000_2];
    for number in numbers {
        let value = FieldValue::from(number);
        let text = serde_json::to_string(&value).expect("JSON");
        let back: FieldValue = serde_json::from_str(&text).expect("a value");
        assert_eq!(value, back, "{text}");
        assert_eq!(back, value, "{text}");
    }
    assert_ne!(FieldValue::from(0.1), FieldValue::from(0.2));
    assert_ne!(FieldValue::from(9_007_199_254_740_993), FieldValue::from(9_007_199_254_740_992));
    let metadata = extraction().metadata;
    let text = serde_json::to_string(&metadata).expect("JSON");
    assert_eq!(object(&text), metadata);
}

/// Neither an extraction nor a tag could be serialised with serde.
#[test]
fn extractions_and_tags_are_serialised() {
    let read = extraction();
    let json = serde_json::to_value(&read).expect("JSON");
    let keys: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["metadata", "tags", "file", "issues", "provenance", "digest"]);
    assert_eq!(json["metadata"]["Creator"], "Creator1 (ref2019.1)");
    assert_eq!(
        json["file"],
        json!({"format": "JPEG", "mime": "image/jpeg", "width": 1000, "height": 500, "hasAlpha": false, "components": 3, "size": PICTURE.len()})
    );
    assert_eq!(json["digest"], "missing");
    assert_eq!(json["provenance"].as_array().map(Vec::len), Some(read.metadata.len()));
    let unit = read
        .tags
        .iter()
        .find(|tag| tag.name == "ResolutionUnit" && tag.group == Group::Ifd(0))
        .expect("the tag");
    assert_eq!(
        serde_json::to_string(unit).expect("JSON"),
        r#"{"group":"IFD0","name":"ResolutionUnit","value":"inches","raw":2}"#
    );
    let creator = read.tags.iter().find(|tag| tag.name == "Creator").expect("the tag");
    assert_eq!(
        serde_json::to_string(creator).expect("JSON"),
        r#"{"group":"XMP-dc","name":"Creator","value":"Creator1 (ref2019.1)"}"#
    );
}

/// Issues and facts could be written to JSON but not read back.
#[test]
fn issues_and_facts_come_back_from_json() {
    let read = Extractor::new().from_bytes(&PICTURE[..5_000]).expect("a damaged picture");
    assert!(read.issues.iter().any(|issue| issue.offset.is_some()));
    let text = serde_json::to_string(&read.issues).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<Issue>>(&text).expect("issues"), read.issues);
    let text = serde_json::to_string(&read.file).expect("JSON");
    assert_eq!(serde_json::from_str::<FileInfo>(&text).expect("facts"), read.file);
    let issue: Issue = serde_json::from_value(json!({"code": "of-tomorrow", "stage": "xmp", "detail": ""}))
        .expect("an issue");
    assert!(issue.code == "of-tomorrow" && issue.stage == Stage::Xmp && issue.offset.is_none());
    assert!(serde_json::from_value::<Issue>(json!({"code": "a", "stage": "cellar", "detail": ""})).is_err());
}

/// The character set was the only option that broke the method chain.
#[test]
fn every_option_keeps_the_chain() {
    let charset: Charset = "MacIntosh".parse().expect("a character set");
    assert_eq!((charset.name(), charset.to_string().as_str()), ("macintosh", "macintosh"));
    assert_eq!(Charset::default().name(), "windows-1252");
    let unknown: UnknownCharset = "klingon".parse::<Charset>().expect_err("no character set");
    assert_eq!(unknown.to_string(), "no character set is called \"klingon\"");
    let read = Extractor::new()
        .fallback_charset(charset)
        .groups(Groups::default())
        .limits(Limits::default())
        .unknown(false)
        .from_bytes(PICTURE);
    assert!(read.is_ok());
}

/// Reading a path required an extractor, while reading bytes did not.
#[test]
fn a_path_is_read_as_bytes_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/replica.jpg");
    let metadata = embedmeta::extract_path(path).expect("a picture");
    assert_eq!(metadata, embedmeta::extract(PICTURE).expect("a picture"));
    assert!(matches!(embedmeta::extract_path("no/such/file"), Err(Error::Io(_))));
}

/// Callers wrote names as strings, and a misspelled one was a field that never exists.
#[test]
fn names_of_fields_are_constants() {
    let metadata = extraction().metadata;
    assert_eq!(metadata.text(fields::CREATOR), Some("Creator1 (ref2019.1)"));
    assert_eq!(fields::DATE_TIME_ORIGINAL, "DateTimeOriginal");
    assert_eq!(fields::GPS_LATITUDE, "GPSLatitude");
    assert_eq!(fields::X_RESOLUTION, "XResolution");
    assert_eq!(fields::LOCATION_SHOWN_CITY, "LocationShownCity");
    assert_eq!(fields::MWG_CREATOR, "MWGCreator");
}

/// The caller had to unwrap owned bytes, and borrowed or boxed sources.
#[test]
fn what_holds_a_source_is_one() {
    fn read(source: impl Source) -> EmbeddedMetadata {
        Extractor::new().from_source(&source).expect("a picture").metadata
    }
    let expected = extraction().metadata;
    assert_eq!(read(PICTURE), expected);
    let owned = PICTURE.to_vec();
    assert_eq!(read(&owned), expected);
    assert_eq!(read(owned), expected);
    let boxed: Box<dyn Source> = Box::new(PICTURE.to_vec());
    assert_eq!(boxed.as_slice(), Some(PICTURE), "nothing is copied");
    assert_eq!(read(&boxed), expected);
    assert_eq!(read(boxed), expected);
}

/// Families are chosen individually, and a later version may know more of them.
#[test]
fn families_of_tags_are_joined() {
    let both = Groups::EXIF | Groups::IPTC;
    assert!(both.contains(Groups::EXIF) && both.contains(both) && !both.contains(Groups::XMP));
    assert!(Groups::default() == Groups::ALL && Groups::ALL.contains(both) && both.contains(Groups::NONE));
    let tags = Extractor::new().groups(both).from_bytes(PICTURE).expect("a picture").tags;
    assert!(!tags.is_empty() && !tags.iter().any(|tag| matches!(tag.group, Group::Xmp(_))));
}

/// A caller can find the cause of an error without parsing its text.
#[test]
fn errors_have_their_cause() {
    let missing = Extractor::new().from_path("no such file").expect_err("it is not there");
    let cause = std::error::Error::source(&missing).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    assert_eq!(cause.map(std::io::Error::kind), Some(std::io::ErrorKind::NotFound));
}

/// A server passes them from thread to thread.
#[test]
fn the_types_are_of_every_thread() {
    fn of_every_thread<T: Send + Sync + 'static>() {}
    of_every_thread::<Extractor>();
    of_every_thread::<Extraction>();
    of_every_thread::<EmbeddedMetadata>();
    of_every_thread::<FieldValue>();
    of_every_thread::<Fields<'static>>();
    of_every_thread::<IntoFields>();
    of_every_thread::<Tag<'static>>();
    of_every_thread::<Group<'static>>();
    of_every_thread::<Value<'static>>();
    of_every_thread::<BlockKind>();
    of_every_thread::<Issue>();
    of_every_thread::<Error>();
    of_every_thread::<FileInfo>();
    #[cfg(feature = "media")]
    of_every_thread::<(embedmeta::FileObject, embedmeta::LibraryFacts, embedmeta::FileFacts)>();
    #[cfg(feature = "batch")]
    of_every_thread::<(embedmeta::batch::Pool, embedmeta::batch::Input, embedmeta::batch::Filter)>();
    #[cfg(feature = "strip")]
    of_every_thread::<(embedmeta::strip::Stripped, embedmeta::strip::Error)>();
    of_every_thread::<Groups>();
    of_every_thread::<Origin>();
    of_every_thread::<Provenance>();
    of_every_thread::<Carried>();
    of_every_thread::<Limits>();
    of_every_thread::<Charset>();
    of_every_thread::<UnknownCharset>();
    of_every_thread::<embedmeta::FileSource>();
    let extractor = std::sync::Arc::new(Extractor::new());
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let extractor = extractor.clone();
            std::thread::spawn(move || extractor.from_bytes(PICTURE).map(|read| read.metadata))
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().expect("no panic").expect("a picture"), extraction().metadata);
    }
}
