//! The file object, the media library and sidecars, from a user's point of view.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test may

mod support;

use serde_json::{Value, json};
use support::{Folder, records, run, samples::SAMPLES, stdout};

fn sample(name: &str) -> Vec<u8> {
    SAMPLES.iter().find(|(sample, _)| *sample == name).expect("a sample").1()
}

const SIDECAR: &[u8] = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="City in the sidecar"/>
</rdf:RDF></x:xmpmeta>"#;

#[test]
fn a_file_object_has_the_documented_properties() {
    let folder = Folder::new("object");
    folder.file("sub/a photo.jpg", &sample("exif-big-endian.jpg"));
    let root = folder.path().to_str().expect("UTF-8");
    let output = run(&[
        "extract",
        "--file-object",
        "--format",
        "ndjson",
        "--url-endpoint",
        "https://example.com/x/",
        root,
    ]);
    assert_eq!(output.status.code(), Some(0));
    let object = &records(&output)[0];
    let names: Vec<_> = object.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "type",
            "name",
            "createdAt",
            "updatedAt",
            "fileId",
            "tags",
            "AITags",
            "versionInfo",
            "embeddedMetadata",
            "customCoordinates",
            "customMetadata",
            "isPrivateFile",
            "url",
            "thumbnail",
            "fileType",
            "filePath",
            "height",
            "width",
            "size",
            "hasAlpha",
            "mime"
        ]
    );
    for (name, value) in [
        ("type", json!("file")),
        ("name", json!("a photo.jpg")),
        ("tags", Value::Null),
        ("AITags", Value::Null),
        ("versionInfo", json!({"id": object["fileId"], "name": "Version 1"})),
        ("customCoordinates", Value::Null),
        ("customMetadata", json!({})),
        ("isPrivateFile", json!(false)),
        ("url", json!("https://example.com/x/sub/a%20photo.jpg")),
        ("thumbnail", json!("https://example.com/x/tr:n-ik_ml_thumbnail/sub/a%20photo.jpg")),
        ("fileType", json!("image")),
        ("filePath", json!("/sub/a photo.jpg")),
        ("height", json!(8)),
        ("width", json!(8)),
        ("size", json!(sample("exif-big-endian.jpg").len())),
        ("hasAlpha", json!(false)),
        ("mime", json!("image/jpeg")),
    ] {
        assert_eq!(object[name], value, "{name}");
    }
    assert_eq!(object["embeddedMetadata"]["Make"], "Maker");
    let id = object["fileId"].as_str().expect("a text");
    assert!(id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    let moment = object["updatedAt"].as_str().expect("a text");
    assert!(moment.len() == 24 && moment.ends_with('Z'), "{moment}");
}

#[test]
fn what_is_no_picture_has_a_file_object_too() {
    let folder = Folder::new("non-image");
    folder.file("a.txt", b"some text");
    let output =
        run(&["extract", "--file-object", "--format", "ndjson", folder.path().to_str().expect("UTF-8")]);
    let object = &records(&output)[0];
    assert_eq!(
        (object["fileType"].as_str(), object["mime"].as_str()),
        (Some("non-image"), Some("text/plain"))
    );
    assert_eq!(
        (&object["url"], &object["width"], &object["embeddedMetadata"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_film_is_no_image_and_its_object_has_no_further_properties() {
    let folder = Folder::new("film-object");
    folder.file("a.jpg", &sample("exif-big-endian.jpg"));
    folder.file("b.mov", &sample("film.mov"));
    let output =
        run(&["extract", "--file-object", "--format", "ndjson", folder.path().to_str().expect("UTF-8")]);
    let objects = records(&output);
    let names = |object: &Value| object.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&objects[0]), names(&objects[1]));
    let film = &objects[1];
    assert_eq!((&film["fileType"], &film["mime"]), (&json!("non-image"), &json!("video/quicktime")));
    assert_eq!((&film["width"], &film["height"]), (&json!(320), &json!(240)));
}

#[test]
fn a_library_adds_what_only_it_knows() {
    let folder = Folder::new("library");
    folder.file("in/a.jpg", &sample("plain.jpg"));
    let line = json!({
        "filePath": "/a.jpg", "fileId": "id1", "tags": ["one"], "customCoordinates": "1,2,3,4",
        "AITags": [{"name": "harbour", "confidence": 87.5, "source": "machine"}],
        "versionInfo": {"id": "v2", "name": "Version 2"}, "customMetadata": {"brand": "x"},
        "isPrivateFile": true, "url": "u", "thumbnail": "t", "createdAt": "2020-01-01T00:00:00.000Z",
    });
    let library = folder.file("library.ndjson", format!("{line}\n").as_bytes());
    let library = library.to_str().expect("UTF-8");
    let input = folder.path().join("in");
    let input = input.to_str().expect("UTF-8");
    let output = run(&["extract", "--file-object", "--format", "ndjson", "--library", library, input]);
    let object = &records(&output)[0];
    for (name, value) in line.as_object().expect("an object") {
        assert_eq!(object[name], *value, "{name}");
    }
    assert!(object["embeddedMetadata"].is_null());

    for (text, why) in [
        (format!("{line}\n{{"), ":2:"),
        (format!("{line}\n{line}"), ":2:"),
        (r#"{"filePath":"/a","customCoordinates":"1,2,3"}"#.to_owned(), "x,y,width,height"),
    ] {
        std::fs::write(library, text).expect("the file can be written");
        let output = run(&["extract", "--file-object", "--library", library, input]);
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(why), "{message}");
        assert!(stdout(&output).is_empty());
    }
}

#[test]
fn a_sidecar_wins_over_the_pictures_own_packet() {
    let folder = Folder::new("sidecar");
    let city = |name: &str, args: &[&str]| {
        let path = folder.path().join(name);
        let path = path.to_str().expect("UTF-8");
        let output = run(&[&["extract", "--format", "ndjson", path], args].concat());
        records(&output)[0]["embeddedMetadata"]["City"].as_str().map(str::to_owned)
    };
    folder.file("a.jpg", &sample("conflict-digest-missing.jpg"));
    folder.file("a.png", &sample("png-chunks.png"));
    folder.file("b.jpg", &sample("conflict-digest-missing.jpg"));
    folder.file("a.xmp", SIDECAR);
    let special = String::from_utf8_lossy(SIDECAR).replace("City in the sidecar", "City of b");
    folder.file("b.jpg.xmp", special.as_bytes());
    folder.file("b.xmp", SIDECAR);
    assert_eq!(city("a.jpg", &[]).as_deref(), Some("City in XMP"));
    assert_eq!(city("a.jpg", &["--sidecar"]).as_deref(), Some("City in the sidecar"));
    assert_eq!(city("a.png", &["--sidecar"]).as_deref(), Some("City in the sidecar"), "one sidecar for two");
    assert_eq!(city("b.jpg", &["--sidecar"]).as_deref(), Some("City of b"), "the full name comes first");
    assert_eq!(city("a.xmp", &["--sidecar"]).as_deref(), Some("City in the sidecar"), "a file of its own");
}

#[test]
fn the_losing_packet_is_in_the_provenance() {
    let picture = sample("conflict-digest-missing.jpg");
    let extractor = embedmeta::Extractor::new();
    let read = extractor.from_source_and_sidecar(&picture.as_slice(), &SIDECAR).expect("it is read");
    let why = read.provenance.iter().find(|why| why.field == "City").expect("the field");
    assert_eq!(why.winners[0].value.to_string(), "City in the sidecar");
    assert_eq!(why.winners[0].block, embedmeta::BlockKind::SidecarXmp);
    let losers: Vec<_> = why.losers.iter().map(|loser| loser.value.to_string()).collect();
    assert_eq!(losers, ["City in XMP", "City in IIM"]);
    assert_eq!(why.rule, embedmeta::Rule::Sidecar);
}
