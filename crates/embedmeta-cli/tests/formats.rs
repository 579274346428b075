//! CSV holds the same values as the records. Tests of Parquet have a file of their own.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use serde_json::Value;
use std::path::Path;
use support::exif::{Data, Directory, tiff};
use support::{Folder, jpeg, records, run, stdout, testdata};

/// No value of the samples contains this.
const SEPARATOR: &str = "\u{241e}";

fn utf8(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// The header and the rows of a CSV output.
fn table(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    // A row of a different length is an error.
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    (header, rows.collect())
}

fn csv_of(options: &[&str], path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    table(&run(&[&["extract", "--format", "csv"], options, &[utf8(path)]].concat()).stdout)
}

/// The text without the guard against formulas.
fn unguarded(cell: &str) -> &str {
    let active = |c| "=+-@\t\r\n＝＋－＠".contains(c);
    match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(active) => text,
        _ => cell,
    }
}

/// The expected cell for a value.
fn expected(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.replace('\0', ""),
        Value::Array(items) => items.iter().map(expected).collect::<Vec<_>>().join(SEPARATOR),
        other => other.to_string(),
    }
}

/// A picture with these EXIF texts as its artist and its copyright.
fn by(artist: &str, copyright: &str) -> Vec<u8> {
    let texts = vec![(0x13b, Data::Text(artist.to_owned())), (0x8298, Data::Text(copyright.to_owned()))];
    jpeg::jpeg(&[jpeg::exif(&tiff(true, vec![Directory(texts)]))])
}

#[test]
fn the_header_is_the_documented_fields_whatever_the_files() {
    let (header, rows) = csv_of(&[], &testdata());
    assert_eq!(header.len(), 180 + 13 + 3);
    assert_eq!(header[..3], ["path", "Orientation", "ExifVersion"]);
    let facts = [
        "format",
        "mime",
        "width",
        "height",
        "displayWidth",
        "displayHeight",
        "orientation",
        "hasAlpha",
        "components",
        "duration",
        "bitRate",
        "codecs",
        "size",
    ];
    assert_eq!(header[181..194], facts.map(|fact| format!("file.{fact}")));
    assert_eq!(header[194..], ["issues", "error"]);
    assert!(rows.len() > 100, "{}", rows.len());
    let folder = Folder::new("csv-header");
    let (alone, rows) = csv_of(&[], &folder.file("empty.jpg", b""));
    assert_eq!((alone, rows.len()), (header, 1));
    assert!(rows[0][195].starts_with("empty-file: "), "{:?}", rows[0]);
    let none =
        run(&["extract", "--format", "csv", utf8(folder.file("none/.x", b"").parent().expect("a folder"))]);
    assert_eq!(stdout(&none).lines().count(), 1, "a header without rows");
    assert!(stdout(&none).ends_with(",issues,error\r\n"));
}

#[test]
fn cells_say_what_the_records_say() {
    let all: Vec<String> = {
        let schema = run(&["schema"]);
        let schema: Value = serde_json::from_slice(&schema.stdout).expect("JSON");
        let fields = schema["$defs"]["EmbeddedMetadata"]["properties"].as_object().expect("an object");
        fields.keys().cloned().collect()
    };
    let fields = all.join(",");
    for options in [&[][..], &["--fields", &fields], &["--fields", &fields, "--languages"]] {
        let folder = testdata();
        let arguments = [&["extract", "--format", "ndjson"], options, &[utf8(&folder)]].concat();
        let records = records(&run(&arguments));
        let (header, rows) = csv_of(&[options, &["--separator", SEPARATOR]].concat(), &folder);
        assert_eq!(rows.len(), records.len());
        let mut count = 0;
        for (row, record) in rows.iter().zip(&records) {
            assert_eq!(row.len(), header.len());
            for (name, cell) in header.iter().zip(row) {
                let value = match name.as_str() {
                    "path" => expected(&record["path"]),
                    "issues" => {
                        let issues = record["issues"].as_array().into_iter().flatten();
                        issues.map(|issue| expected(&issue["code"])).collect::<Vec<_>>().join(SEPARATOR)
                    }
                    "error" if record["error"].is_null() => String::new(),
                    "error" => {
                        format!(
                            "{}: {}",
                            expected(&record["error"]["code"]),
                            expected(&record["error"]["message"])
                        )
                    }
                    fact if fact.starts_with("file.") => expected(&record["file"][&fact[5..]]),
                    field => expected(&record["embeddedMetadata"][field]),
                };
                let is_number = record["embeddedMetadata"][name].is_number();
                let cell = if is_number { cell } else { unguarded(cell) };
                assert_eq!(cell, value, "{name} of {}", record["path"]);
                count += usize::from(!value.is_empty());
            }
        }
        assert!(count > 1000, "{count}");
    }
}

#[test]
fn fields_stand_in_the_order_they_are_asked_in() {
    let replica = testdata().join("replica.jpg");
    let (header, rows) =
        csv_of(&["--fields", "Keywords,Artist,XMP-x:Nothing,Title,Artist", "--separator", "|"], &replica);
    assert_eq!(header, ["path", "Keywords", "Artist", "Nothing", "Title", "issues", "error"]);
    assert_eq!(rows[0][1].split('|').count(), 3);
    assert_eq!(rows[0][3], "");
    let (_, rows) = csv_of(&["--fields", "Keywords"], &replica);
    assert_eq!(rows[0][1].split("; ").count(), 3);
}

#[test]
fn no_text_is_a_formula() {
    let folder = Folder::new("csv-formula");
    for (name, artist) in [
        ("link", "=HYPERLINK(\"http://x\",\"y\")"),
        ("plus", "+1"),
        ("minus", "-x"),
        ("at", "@x"),
        ("tab", "\tx"),
    ] {
        let file = folder.file(&format!("{name}.jpg"), &by(artist, "one, \"two\"\r\nthree"));
        let (_, rows) = csv_of(&["--fields", "Artist,Copyright"], &file);
        assert_eq!(rows[0][1], format!("'{artist}"));
        assert_eq!(rows[0][2], "one, \"two\"\r\nthree");
    }
    // Numbers stay numbers.
    let (_, rows) = csv_of(&["--fields", "GPSLatitude,GPSLongitude"], &testdata());
    let numbers: Vec<f64> =
        rows.iter().flat_map(|row| &row[1..3]).filter_map(|cell| cell.parse().ok()).collect();
    assert!(numbers.iter().any(|number| *number < 0.0), "{numbers:?}");
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_base64() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new("csv-path");
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"a\xff.jpg"));
    std::fs::write(&path, by("Ann", "")).expect("a file");
    let output = support::embedmeta()
        .current_dir(folder.path())
        .args(["extract", "--format", "csv", "--fields", "Artist"])
        .arg(std::ffi::OsStr::from_bytes(b"a\xff.jpg"))
        .output()
        .expect("it runs");
    assert_eq!(table(&output.stdout).1, [["base64:Yf8uanBn", "Ann", "", ""]]);
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    let file = testdata().join("replica.jpg");
    for (arguments, word) in [
        (&["extract", "--format", "csv", "--file-object"][..], "columns"),
        (&["extract", "--format", "ndjson", "--separator", "|"], "separator"),
        (&["tags", "--format", "parquet"], "csv"),
        #[cfg(not(feature = "parquet"))]
        (&["extract", "--format", "parquet"], "--features parquet"),
    ] {
        let output = run(&[arguments, &[utf8(&file)]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(word), "{output:?}");
    }
}
