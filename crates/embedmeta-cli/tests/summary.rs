//! The summary of a collection.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use serde_json::{Value, json};
use std::process::Output;
use support::exif::{Data, Directory, tiff};
use support::jpeg::{exif, jpeg, xmp};
use support::{Folder, embedmeta, stdout};

/// The metadata of a test picture.
#[derive(Default)]
struct Picture<'p> {
    make: &'p str,
    model: &'p str,
    lens: &'p str,
    date: &'p str,
    offset: &'p str,
    orientation: u16,
    position: bool,
}

impl Picture<'_> {
    fn jpeg(&self) -> Vec<u8> {
        let text = |id: u16, text: &str| (!text.is_empty()).then(|| (id, Data::Text(text.to_owned())));
        let camera: Vec<_> = [text(0x9003, self.date), text(0x9011, self.offset), text(0xa434, self.lens)]
            .into_iter()
            .flatten()
            .collect();
        let position = || {
            Directory(vec![
                (1, Data::Ascii("N")),
                (2, Data::Rational(vec![(47, 1), (30, 1), (0, 1)])),
                (3, Data::Ascii("E")),
                (4, Data::Rational(vec![(8, 1), (15, 1), (0, 1)])),
            ])
        };
        let main: Vec<_> = [
            text(0x010f, self.make),
            text(0x0110, self.model),
            (self.orientation > 0).then(|| (0x0112, Data::Short(vec![self.orientation]))),
            (!camera.is_empty()).then_some((0x8769, Data::Directory(Directory(camera)))),
            self.position.then(|| (0x8825, Data::Directory(position()))),
        ]
        .into_iter()
        .flatten()
        .collect();
        jpeg(&[exif(&tiff(true, vec![Directory(main)]))])
    }
}

/// A packet with properties of an unknown schema.
fn packet(properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:own='http://own.example/'>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

fn with_packet(properties: &str) -> Vec<u8> {
    jpeg(&[xmp(packet(properties).as_bytes())])
}

/// A Windows bitmap of this size, without pixel data.
fn bitmap(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"BM".to_vec();
    out.extend([54u32, 0, 54, 40, width, height].map(u32::to_le_bytes).concat());
    out.extend([1u16, 24].map(u16::to_le_bytes).concat());
    out.extend([0; 24]);
    out
}

/// Summarises `.` in a folder.
fn within(folder: &Folder, args: &[&str]) -> Output {
    let mut command = embedmeta();
    command.args(["summary", "."]).args(args).current_dir(folder.path());
    command.output().expect("it runs")
}

fn document(folder: &Folder, args: &[&str]) -> Value {
    let output = within(folder, &[&["--format", "json"], args].concat());
    serde_json::from_str(&stdout(&output)).expect("one document")
}

fn field(document: &Value, name: &str) -> Value {
    let fields = document["fields"].as_array().expect("a list");
    fields.iter().find(|field| field["field"] == name).cloned().unwrap_or_default()
}

/// Pictures from three cameras, a bitmap, and two files that are not pictures.
fn collection(name: &str) -> Folder {
    let folder = Folder::new(name);
    let one = Picture {
        make: "ACME CORPORATION",
        model: "Acme One",
        lens: "Acme 50mm",
        date: "2019:12:31 23:30:00",
        offset: "-05:00",
        orientation: 6,
        position: true,
    };
    folder.file("a/1.jpg", &one.jpeg());
    folder
        .file("a/2.jpg", &Picture { date: "2024:03:05 14:30:15", offset: "", orientation: 1, ..one }.jpeg());
    folder.file("b/3.jpg", &Picture { make: "Other", model: "X-1", ..Picture::default() }.jpeg());
    folder.file(
        "b/4.jpg",
        &Picture { model: "Pinhole", date: "2024:07:01 01:02:03", ..Picture::default() }.jpeg(),
    );
    folder.file("c/5.bmp", &bitmap(4000, 3000));
    folder.file("c/6.txt", b"text");
    folder.file("c/7.jpg", b"");
    folder.file("c/8.txt", b"more text");
    folder
}

#[test]
fn a_collection_is_counted() {
    let folder = collection("summary-counts");
    let output = within(&folder, &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "some failed");
    let all = document(&folder, &[]);
    let size = |name: &str| std::fs::metadata(folder.path().join(name)).expect("a file").len();
    let jpegs: u64 = ["a/1.jpg", "a/2.jpg", "b/3.jpg", "b/4.jpg"].into_iter().map(size).sum();
    for (key, expected) in [
        ("files", json!(8)),
        ("read", json!(5)),
        ("failed", json!(3)),
        ("interrupted", json!(false)),
        ("withoutMetadata", json!(1)),
        ("bytes", json!(jpegs + 54)),
        (
            "formats",
            json!([{"format": "JPEG", "files": 4, "bytes": jpegs}, {"format": "BMP", "files": 1, "bytes": 54}]),
        ),
        (
            "failures",
            json!([
                {"code": "unknown-format", "files": 2, "example": "./c/6.txt"},
                {"code": "empty-file", "files": 1, "example": "./c/7.jpg"},
            ]),
        ),
        (
            "cameras",
            json!({
                "values": [{"name": "Acme One", "files": 2}, {"name": "Other X-1", "files": 1}, {"name": "Pinhole", "files": 1}],
                "more": 0, "moreFiles": 0, "filesNotCounted": 0, "without": 1,
            }),
        ),
        (
            "lenses",
            json!({
                "values": [{"name": "Acme 50mm", "files": 2}],
                "more": 0, "moreFiles": 0, "filesNotCounted": 0, "without": 3,
            }),
        ),
        ("years", json!([{"year": 2020, "files": 1}, {"year": 2024, "files": 2}])),
        (
            "dates",
            json!({
                "with": 3, "without": 2, "offsetKnown": 1, "offsetAssumed": 2, "withoutTime": 0,
                "earliest": {"date": "2020-01-01T04:30:00.000Z", "example": "./a/1.jpg"},
                "latest": {"date": "2024-07-01T01:02:03.000Z", "example": "./b/4.jpg"},
                "fields": [{"field": "DateTimeOriginal", "files": 3}],
            }),
        ),
        ("positions", json!({"with": 2, "without": 3})),
        ("orientations", json!([{"orientation": 6, "meaning": "Rotate 90 CW", "files": 1}])),
    ] {
        assert_eq!(all[key], expected, "{key}");
    }
    assert_eq!(all["pixels"]["largest"], json!({"width": 4000, "height": 3000, "example": "./c/5.bmp"}));
    assert!(all["bytesRead"].as_u64() >= Some(jpegs));
    assert_eq!(field(&all, "Model"), json!({"field": "Model", "files": 4, "percent": 80.0}));
    assert_eq!(field(&all, "LensModel"), json!({"field": "LensModel", "files": 2, "percent": 40.0}));
    let issues = all["issues"].as_array().expect("a list");
    assert!(
        issues.contains(&json!({"code": "offset-assumed", "files": 2, "example": "./a/2.jpg"})),
        "{issues:?}"
    );
}

#[test]
fn the_document_has_these_keys_in_this_order() {
    let keys: Vec<_> =
        document(&collection("summary-keys"), &[]).as_object().expect("an object").keys().cloned().collect();
    let expected = [
        "files",
        "read",
        "failed",
        "interrupted",
        "withoutMetadata",
        "bytes",
        "bytesRead",
        "formats",
        "failures",
        "issues",
        "fields",
        "fieldsNotCounted",
        "cameras",
        "lenses",
        "years",
        "dates",
        "positions",
        "pixels",
        "orientations",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn any_number_of_jobs_gives_the_same_summary() {
    let folder = Folder::new("summary-jobs");
    for n in 0..600 {
        let (model, date) = (format!("Model {}", n % 37), format!("{}:01:01 00:00:00", 1990 + n % 30));
        let picture = Picture { make: "Maker", model: &model, date: &date, ..Picture::default() };
        folder.file(
            &format!("{}/{n:03}.jpg", n % 5),
            &if n % 11 == 0 { b"?".to_vec() } else { picture.jpeg() },
        );
        folder.file(&format!("x/{n:03}.jpg"), &with_packet(&format!("<own:Name{n}>x</own:Name{n}>")));
    }
    for form in ["text", "json"] {
        let one = within(&folder, &["-j1", "--format", form]);
        assert!(!one.stdout.is_empty());
        for jobs in ["-j2", "-j4"] {
            let many = within(&folder, &[jobs, "--format", form]);
            assert_eq!(stdout(&one), stdout(&many), "{form} {jobs}");
        }
    }
}

#[test]
fn the_most_frequent_are_listed_and_the_others_told() {
    let folder = Folder::new("summary-top");
    for n in 0..30 {
        let model = format!("Model {:02}", if n < 10 { 0 } else { n });
        folder.file(&format!("{n:02}.jpg"), &Picture { model: &model, ..Picture::default() }.jpeg());
    }
    let cameras = document(&folder, &["--top", "2"])["cameras"].clone();
    let expected = json!([{"name": "Model 00", "files": 10}, {"name": "Model 10", "files": 1}]);
    assert_eq!(cameras["values"], expected);
    assert_eq!((&cameras["more"], &cameras["moreFiles"]), (&json!(19), &json!(19)));
    let listed =
        |args: &[&str]| document(&folder, args)["cameras"]["values"].as_array().expect("a list").len();
    assert_eq!((listed(&[]), listed(&["--top", "0"])), (10, 21));
    assert!(stdout(&within(&folder, &["--top", "2"])).contains("  (19 more)"));
}

#[test]
fn fields_come_by_their_files_and_then_in_the_order_of_the_table() {
    let folder = Folder::new("summary-fields");
    folder
        .file("1.jpg", &Picture { make: "Maker", model: "One", orientation: 1, ..Picture::default() }.jpeg());
    folder.file("2.jpg", &Picture { model: "Two", ..Picture::default() }.jpeg());
    folder.file("3.jpg", &with_packet("<own:Zebra>x</own:Zebra><own:Ant>x</own:Ant>"));
    let names = |args: &[&str]| -> Vec<String> {
        let all = document(&folder, args);
        let fields = all["fields"].as_array().expect("a list");
        fields.iter().map(|field| field["field"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(names(&[]), ["Model", "Orientation", "Make", "Ant", "Zebra"]);
    assert_eq!(names(&["--profile", "documented"]), ["Orientation"], "but cameras are told all the same:");
    assert_eq!(document(&folder, &["--profile", "documented"])["cameras"]["values"][0]["name"], "Maker One");
    let all = names(&["--all-fields", "--profile", "documented"]);
    assert_eq!((all.len(), all[0].as_str(), all[1].as_str()), (180, "Orientation", "ExifVersion"));
    let share = document(&folder, &[]);
    assert_eq!(field(&share, "Model"), json!({"field": "Model", "files": 2, "percent": 66.7}));
}

#[test]
fn names_that_would_act_on_a_terminal_are_harmless() {
    let folder = Folder::new("summary-hostile");
    let long = "x".repeat(5000);
    let picture =
        Picture { make: "Evil", model: "\u{1b}]0;owned\u{7}\u{1b}[2J", lens: &long, ..Picture::default() };
    folder.file("a\u{1b}[31m\u{202e}.jpg", &picture.jpeg());
    folder.file("b\n.txt", b"text");
    folder.file("c.jpg", &with_packet("<own:A\u{300}\u{4e2d}>x</own:A\u{300}\u{4e2d}>"));
    let text = stdout(&within(&folder, &[]));
    assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{text}");
    assert!(text.contains(r"b\n.txt") && text.contains(r"a\u{1b}[31m\u{202e}.jpg"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let json = within(&folder, &["--format", "json"]);
    assert!(stdout(&json).chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')));
    let lens = document(&folder, &[])["lenses"]["values"][0]["name"].as_str().expect("a text").len();
    assert!(lens < 200, "it is bounded: {lens}");
}

#[test]
fn more_names_than_can_be_kept_are_counted_together() {
    let folder = Folder::new("summary-many");
    // A file may have 10,000 tags; three such files have more names than are counted separately.
    for file in 0..3 {
        let name = |n: u32| format!("<own:N{file}x{n}>x</own:N{file}x{n}>");
        let mut properties: String = (0..4000).map(name).collect();
        properties.push_str("<own:Common>x</own:Common>");
        folder.file(&format!("{file}.xmp"), packet(&properties).as_bytes());
    }
    let all = document(&folder, &[]);
    assert_eq!(all["fields"].as_array().map(Vec::len), Some(10_000));
    assert_eq!(all["fieldsNotCounted"], 3 * 4000 + 1 - 10_000);
    assert_eq!(field(&all, "Common")["files"], 3, "what was met in time counts on");
    assert!(stdout(&within(&folder, &[])).contains("  (too many to tell apart)"));
}

#[test]
fn an_empty_folder_has_no_files() {
    let folder = Folder::new("summary-empty");
    let output = within(&folder, &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    assert!(text.starts_with("Collection\n  files ") && !text.contains("Formats"), "{text}");
    let all = document(&folder, &[]);
    assert_eq!((&all["files"], &all["fields"]), (&json!(0), &json!([])));
    assert!(all["pixels"]["largest"].is_null() && all["dates"]["earliest"].is_null());
}

#[test]
fn only_failures_are_a_summary_too() {
    let folder = Folder::new("summary-failures");
    folder.file("a.txt", b"text");
    folder.file("b.jpg", b"");
    let output = within(&folder, &["--all-fields"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.contains("  empty-file                        1  ./b.jpg"), "{text}");
    assert!(!text.contains("Cameras") && !text.contains("Years"), "{text}");
    let all = document(&folder, &[]);
    assert_eq!((&all["read"], &all["failed"]), (&json!(0), &json!(2)));
}

#[test]
fn the_options_of_the_other_commands_hold() {
    let folder = collection("summary-options");
    let all = document(&folder, &["--ext", "jpg", "--exclude", "c"]);
    assert_eq!((&all["files"], &all["failed"]), (&json!(4), &json!(0)));
    // The local year, not the one in UTC.
    assert_eq!(document(&folder, &["--dates", "local"])["years"][0], json!({"year": 2019, "files": 1}));
    assert_eq!(document(&folder, &["--dates", "local"])["dates"]["offsetAssumed"], 2);
    let output = within(&folder, &["-q", "-o", "out.json", "--errors", "bad.ndjson", "--format", "json"]);
    assert_eq!(
        (output.status.code(), output.stdout.len(), output.stderr.len()),
        (Some(1), 0, 0),
        "{output:?}"
    );
    let written = std::fs::read(folder.path().join("out.json")).expect("it is there");
    assert_eq!(serde_json::from_slice::<Value>(&written).expect("JSON")["files"], 8);
    let failures = std::fs::read_to_string(folder.path().join("bad.ndjson")).expect("it is there");
    assert_eq!(failures.lines().count(), 3);
    let refused = within(&folder, &["--resume", "-o", "out.json"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_sidecar_fills_what_a_picture_lacks() {
    let folder = Folder::new("summary-sidecar");
    folder.file("a.jpg", &Picture { model: "One", ..Picture::default() }.jpeg());
    let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:DateCreated='1919-05'/>\
         </rdf:RDF></x:xmpmeta>";
    folder.file("a.jpg.xmp", packet.as_bytes());
    assert_eq!(document(&folder, &["--ext", "jpg"])["years"], json!([]));
    let all = document(&folder, &["--ext", "jpg", "--sidecar"]);
    assert_eq!(all["years"], json!([{"year": 1919, "files": 1}]));
    assert_eq!(all["dates"]["withoutTime"], 1);
    assert_eq!(all["dates"]["fields"], json!([{"field": "DateCreated", "files": 1}]));
}
