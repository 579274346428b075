//! The command from a user's point of view.
#![allow(clippy::expect_used, clippy::panic)] // a test may

mod support;

use std::io::Write;
use std::process::Stdio;
use support::{Folder, embedmeta, records, run, samples::SAMPLES, stdout, testdata};

fn sample(name: &str) -> String {
    testdata().join(name).to_str().expect("UTF-8").to_owned()
}

#[test]
fn no_arguments_print_help_and_wrong_ones_say_why() {
    assert_eq!(run(&[]).status.code(), Some(2));
    assert!(stdout(&run(&["--help"])).contains("extract"));
    let output = run(&["extract", "--format", "yaml", "x.jpg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ndjson"));
    let output = run(&["extract", "--charset", "klingon", &sample("plain.jpg")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("klingon"));
}

#[test]
fn a_file_without_metadata_has_null() {
    let output = run(&["extract", "--format", "ndjson", &sample("plain.jpg")]);
    assert_eq!(output.status.code(), Some(0));
    assert!(records(&output)[0]["embeddedMetadata"].is_null());
    assert_eq!(records(&output)[0]["issues"], serde_json::json!([]));
}

#[test]
fn each_bad_input_is_one_record_and_harms_no_other() {
    let folder = Folder::new("bad");
    let good = folder.file("good.jpg", &std::fs::read(sample("exif-big-endian.jpg")).expect("the sample"));
    let cases = [
        (folder.file("empty.jpg", b""), "empty-file"),
        (folder.file("text.jpg", b"hello"), "unknown-format"),
        (folder.path().join("missing.jpg"), "not-found"),
        #[cfg(unix)]
        {
            let link = folder.path().join("broken.jpg");
            std::os::unix::fs::symlink("nowhere", &link).expect("a link");
            (link, "not-found")
        },
    ];
    for (path, code) in &cases {
        let path = path.to_str().expect("UTF-8");
        let output = run(&["extract", "--format", "ndjson", path, good.to_str().expect("UTF-8")]);
        assert_eq!(output.status.code(), Some(1), "{path}");
        let records = records(&output);
        assert_eq!(records.len(), 2, "{path}");
        assert_eq!(records[0]["path"], *path);
        assert_eq!(records[0]["error"]["code"], *code);
        assert!(records[0]["embeddedMetadata"].is_null());
        assert_eq!(records[1]["embeddedMetadata"]["Model"], "Model 1");
    }
    let all = run(&["extract", "--format", "ndjson", folder.path().to_str().expect("UTF-8")]);
    let paths: Vec<_> =
        records(&all).iter().map(|r| r["path"].as_str().expect("a path").to_owned()).collect();
    assert!(paths.is_sorted(), "{paths:?}");
    assert_eq!(paths.len(), 4, "the broken link too: {paths:?}");
}

#[test]
fn an_unknown_format_is_named() {
    let folder = Folder::new("named");
    for (bytes, name) in [(&b"PK\x03\x04zip"[..], "a ZIP archive"), (b"hello", "text"), (&[0; 40], "zeros")] {
        let path = folder.file("a.jpg", bytes);
        let output = run(&["extract", "--format", "ndjson", path.to_str().expect("UTF-8")]);
        let message = records(&output)[0]["error"]["message"].to_string();
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn a_truncated_file_is_read_as_far_as_it_goes() {
    let output = run(&["extract", "--format", "ndjson", &sample("exif-truncated.jpg")]);
    assert_eq!(output.status.code(), Some(0));
    let record = &records(&output)[0];
    assert_eq!(record["embeddedMetadata"]["Make"], "Maker");
    assert!(
        record["issues"].as_array().is_some_and(|issues| issues.iter().any(|i| i["code"] == "truncated"))
    );
}

#[test]
fn standard_input_is_a_file() {
    let mut child = embedmeta()
        .args(["extract", "--format", "ndjson", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let bytes = std::fs::read(sample("exif-big-endian.jpg")).expect("the sample");
    child.stdin.take().expect("a pipe").write_all(&bytes).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(records(&output)[0]["path"], "-");
    assert_eq!(records(&output)[0]["embeddedMetadata"]["Make"], "Maker");
}

#[test]
fn a_closed_pipe_is_success() {
    let folder = Folder::new("pipe");
    let bytes = std::fs::read(sample("replica.jpg")).expect("the sample");
    for n in 0..200 {
        folder.file(&format!("{n:03}.jpg"), &bytes);
    }
    let mut child = embedmeta()
        .args(["extract", folder.path().to_str().expect("UTF-8")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn one_file_gives_one_json_document() {
    let output = run(&["extract", &sample("exif-big-endian.jpg")]);
    let record: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("one document");
    assert_eq!(record["embeddedMetadata"]["Make"], "Maker");
    assert!(stdout(&output).contains("\n  \"embeddedMetadata\""), "it is indented");
}

#[test]
fn fields_can_be_chosen() {
    let output = run(&[
        "extract",
        "--format",
        "ndjson",
        "--fields",
        "Model,Make,City",
        &sample("exif-big-endian.jpg"),
    ]);
    let expected = serde_json::json!({"Make": "Maker", "Model": "Model 1"});
    assert_eq!(records(&output)[0]["embeddedMetadata"], expected);
}

#[test]
fn dates_can_be_the_wall_clock() {
    let path = sample("exif-big-endian.jpg");
    let date = |args: &[&str]| {
        let output = run(&[&["extract", "--format", "ndjson", &path], args].concat());
        records(&output)[0]["embeddedMetadata"]["DateTimeOriginal"].clone()
    };
    assert_eq!(date(&[]), "2024-03-05T13:30:15.250Z");
    assert_eq!(date(&["--dates", "local"]), "2024-03-05T14:30:15.250");
}

#[test]
fn policies_choose_between_carriers() {
    let field = |policy: &str, name: &str, field: &str| {
        let output = run(&["extract", "--format", "ndjson", "--policy", policy, &sample(name)]);
        records(&output)[0]["embeddedMetadata"][field].as_str().expect("a text").to_owned()
    };
    for (policy, name, city, caption, copyright) in [
        ("mwg", "conflict-digest-missing.jpg", "XMP", "EXIF", "EXIF"),
        ("mwg", "conflict-digest-matches.jpg", "XMP", "EXIF", "EXIF"),
        ("mwg", "conflict-digest-differs.jpg", "IIM", "EXIF", "EXIF"),
        ("xmp-first", "conflict-digest-differs.jpg", "XMP", "XMP", "EXIF"),
        ("iptc-first", "conflict-digest-matches.jpg", "IIM", "IIM", "EXIF"),
    ] {
        assert_eq!(field(policy, name, "City"), format!("City in {city}"), "{policy} {name}");
        assert_eq!(field(policy, name, "Caption"), format!("Caption in {caption}"), "{policy} {name}");
        assert_eq!(field(policy, name, "Copyright"), format!("Copyright in {copyright}"), "{policy} {name}");
    }
}

#[test]
fn tags_have_groups_values_and_raw_ones() {
    let output = run(&["tags", "--format", "ndjson", &sample("exif-big-endian.jpg")]);
    let record = &records(&output)[0];
    let tag = |group: &str, name: &str| {
        let tags = record["tags"].as_array().expect("tags");
        tags.iter().find(|tag| tag["group"] == group && tag["name"] == name).cloned().expect(name)
    };
    let orientation = tag("IFD0", "Orientation");
    assert_eq!((orientation["value"].as_str(), orientation["raw"].as_i64()), (Some("Rotate 90 CW"), Some(6)));
    assert_eq!(tag("ExifIFD", "ExposureTime")["value"], "1/160");
    assert!(tag("IFD0", "Make").get("raw").is_none(), "it is the same");
    assert_eq!(record["file"]["width"], 8);
    assert_eq!(record["file"]["orientation"], 6);
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_given_as_bytes() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new("bytes");
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"a\xff.jpg"));
    std::fs::write(&path, SAMPLES[0].1()).expect("the file can be written");
    // A relative path, because the length of the folder's own name differs from run to run.
    let output = embedmeta().args(["extract", "--format", "ndjson", "."]).current_dir(folder.path()).output();
    let output = output.expect("it runs");
    assert!(
        records(&output)[0]["path"]["bytes"].as_str().is_some_and(|text| text.ends_with("/y5qcGc=")),
        "{output:?}"
    );
}

#[test]
fn tags_of_unknown_meaning_are_shown_when_asked_for() {
    use support::exif::{Data, Directory, tiff};
    let directory = Directory(vec![(0x010f, Data::Ascii("Maker")), (0xfdfe, Data::Short(vec![1, 2]))]);
    let folder = Folder::new("unknown");
    let path =
        folder.file("a.jpg", &support::jpeg::jpeg(&[support::jpeg::exif(&tiff(true, vec![directory]))]));
    let path = path.to_str().expect("UTF-8");
    let names = |args: &[&str]| -> Vec<String> {
        let output = run(&[&["tags", "--format", "ndjson", path], args].concat());
        let tags = records(&output)[0]["tags"].as_array().expect("tags").clone();
        let tags = tags.iter().filter(|tag| tag["group"] != "File" && tag["group"] != "Composite");
        tags.map(|tag| format!("{}={}", tag["name"], tag["value"])).collect()
    };
    assert_eq!(names(&[]), [r#""Make"="Maker""#]);
    assert_eq!(names(&["--unknown"]), [r#""Make"="Maker""#, r#""Exif_0xfdfe"="1 2""#]);
}
