//! Runs the examples on the sample that carries every field.
#![allow(clippy::expect_used)] // a test may

#[allow(dead_code)] // their `main`
#[path = "../examples/axum_upload.rs"]
mod axum_upload;
#[allow(dead_code)]
#[path = "../examples/chosen_fields.rs"]
mod chosen_fields;
#[allow(dead_code)]
#[path = "../examples/folder.rs"]
mod folder;
#[allow(dead_code)]
#[path = "../examples/from_bytes.rs"]
mod from_bytes;
#[allow(dead_code)]
#[path = "../examples/from_reader.rs"]
mod from_reader;

use embedmeta::{EmbeddedMetadata, Extractor, Group, Rule, fields};
use std::io::{Cursor, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

const PICTURE: &[u8] = include_bytes!("../testdata/replica.jpg");
/// Its metadata follows its media data.
const FILM: &[u8] = include_bytes!("../testdata/film.mov");

#[test]
fn bytes_are_shown() {
    let mut out = Vec::new();
    from_bytes::show_object(PICTURE, &mut out).expect("a picture");
    from_bytes::show_everything(PICTURE, &mut out).expect("a picture");
    let out = String::from_utf8(out).expect("text");
    for line in [
        r#"Some("The Title (ref2019.1)") by Some("Creator1 (ref2019.1)")"#,
        "  Keyword1ref2019.1",
        "taken at 2019-10-16 19:01:03 UTC",
        "image/jpeg, Some(1000) × Some(500) pixels",
        "  ExifIFD:ExifVersion = 0232",
    ] {
        assert!(out.lines().any(|shown| shown == line), "{line}: {out}");
    }
    assert!(from_bytes::show_object(b"text", &mut Vec::new()).is_err());
}

#[test]
fn a_remote_object_is_read_by_few_ranges() {
    let object = from_reader::RemoteObject::new(Cursor::new(PICTURE)).expect("it seeks");
    let extraction = Extractor::new().from_source(&object).expect("a picture");
    assert_eq!(extraction.metadata, embedmeta::extract(PICTURE).expect("a picture"));
    assert_eq!(object.requests(), [format!("Range: bytes=0-{}", PICTURE.len() - 1)]);
}

/// In a film with much media data before its metadata, only the head and the end are read.
#[test]
fn what_lies_between_is_not_asked_for() {
    const MEDIA: u32 = 1 << 20;
    let media = [&MEDIA.to_be_bytes()[..], b"free", &vec![0; MEDIA as usize - 8]].concat();
    let start = u32::from_be_bytes(FILM.first_chunk().copied().expect("a box")) as usize;
    let (ftyp, rest) = FILM.split_at(start);
    let film = [ftyp, &media, rest].concat();
    let object = from_reader::RemoteObject::new(Cursor::new(film.as_slice())).expect("it seeks");
    let extraction = Extractor::new().from_source(&object).expect("a film");
    assert_eq!(extraction.metadata, embedmeta::extract(FILM).expect("a film"));
    assert!((2..10).contains(&object.requests().len()), "{:?}", object.requests());
    assert!(extraction.bytes_read < 128 * 1024);
}

#[test]
fn a_folder_is_read_in_order() {
    let records = folder::records(Path::new("testdata")).expect("a folder");
    let paths: Vec<&str> = records.iter().filter_map(|record| record["path"].as_str()).collect();
    assert!(paths.is_sorted() && paths.len() > 50, "{paths:?}");
    assert!(!paths.iter().any(|path| path.ends_with("replica.explain.txt") || path.ends_with("xempty.jpg")));
    assert!(records.iter().all(|record| record["error"].is_null()));
    let is_picture = |path: &&str| path.ends_with("replica.jpg");
    let picture = records.iter().find(|record| record["path"].as_str().as_ref().is_some_and(is_picture));
    let picture = picture.expect("a record");
    assert_eq!(picture["metadata"]["Title"], "The Title (ref2019.1)");
}

#[test]
fn fields_are_chosen_and_explained() {
    let extraction = Extractor::new().from_bytes(PICTURE).expect("a picture");
    let chosen = chosen_fields::chosen(extraction.metadata.clone());
    assert_eq!(chosen.len(), 5);
    assert_eq!(chosen[fields::TITLE], "The Title (ref2019.1)");
    let why = chosen_fields::why(&extraction, fields::CITY).expect("a reason");
    assert_eq!(why.rule, Rule::XmpBeforeIim);
    let reason = chosen_fields::reason(why);
    assert!(reason.starts_with("from XMP-photoshop:City at byte 23420 by the rule"), "{reason}");
    let tags = chosen_fields::tags_of(&extraction, &Group::ExifIfd);
    assert!(tags.contains(&("ExifVersion".into(), "0232".into())), "{tags:?}");
}

/// The status and body of the response to a posted picture.
fn posted(address: SocketAddr, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("a service");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a bound");
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it takes a head");
    stream.write_all(body).expect("it takes a body");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}

#[test]
fn a_picture_that_is_posted_is_answered_with_its_object() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("an address");
    let service = axum_upload::service(Extractor::new(), PICTURE.len());
    runtime.spawn(async move { axum::serve(listener, service).await });

    let (status, body) = posted(address, PICTURE);
    let metadata: EmbeddedMetadata = serde_json::from_str(&body).expect("an object");
    assert_eq!(status, 200);
    assert_eq!(metadata, embedmeta::extract(PICTURE).expect("a picture"));

    let (status, body) = posted(address, b"text");
    assert_eq!(status, 415);
    assert!(body.starts_with(r#"{"error":{"code":"unknown-format","message":"#), "{body}");
    assert_eq!(posted(address, b"").0, 400);
    assert_eq!(posted(address, &[PICTURE, b"!"].concat()).0, 413);
}
