//! Parquet holds the same values as the records, in typed columns.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::printer::print_schema;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Folder, records, run, testdata};

fn utf8(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Writes the rows of `input` to a file.
fn written(folder: &Folder, options: &[&str], input: &Path) -> PathBuf {
    let output = run(&[&["extract", "--quiet", "--format", "parquet"], options, &[utf8(input)]].concat());
    assert!(output.stderr.is_empty(), "{output:?}");
    folder.file("out.parquet", &output.stdout)
}

fn reader(path: &Path) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet")
}

fn schema(path: &Path) -> String {
    let mut text = Vec::new();
    print_schema(&mut text, reader(path).metadata().file_metadata().schema());
    String::from_utf8(text).expect("UTF-8")
}

/// A value in the form of the records.
fn value(field: Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(truth) => truth.into(),
        Field::Str(text) => text.into(),
        #[allow(clippy::cast_possible_truncation)] // the same whole number
        Field::Double(number) if number.fract() == 0.0 => (number as i64).into(),
        Field::Double(number) => number.into(),
        Field::Long(number) => number.into(),
        Field::TimestampMillis(moment) => {
            let moment = chrono::DateTime::from_timestamp_millis(moment).expect("a moment");
            moment.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string().into()
        }
        Field::Bytes(bytes) => bytes.data().into(),
        Field::ListInternal(list) => list.elements().iter().cloned().map(value).collect(),
        Field::Group(row) => {
            let parts = row.into_columns().into_iter().map(|(name, field)| (name, value(field)));
            parts.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into()
        }
        other => panic!("{other:?}"),
    }
}

fn rows(path: &Path) -> Vec<Map<String, Value>> {
    let reader = reader(path);
    let rows =
        reader.get_row_iter(None).expect("rows").map(|row| match value(Field::Group(row.expect("a row"))) {
            Value::Object(row) => row,
            other => panic!("{other}"),
        });
    rows.collect()
}

/// Rebuilds the object from the columns and the rest of a row.
fn object(row: &Map<String, Value>) -> Map<String, Value> {
    let is_field = |name: &str| !matches!(name, "path" | "path_bytes" | "file" | "issues" | "error" | "rest");
    let mut object: Map<_, _> = row
        .iter()
        .filter(|(name, _)| is_field(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    // The columns of derived objects hold JSON.
    let parsed = |value: &Value| serde_json::from_str(value.as_str().expect("a text")).expect("JSON");
    if let Some(credentials) = object.get_mut("ContentCredentials") {
        *credentials = parsed(credentials);
    }
    for name in ["Regions", "Companions"] {
        if let Some(Value::Array(items)) = object.get_mut(name) {
            for item in items {
                *item = parsed(item);
            }
        }
    }
    if let Some(rest) = row.get("rest") {
        let Value::Object(rest) = parsed(rest) else { panic!("{rest}") };
        for (name, value) in rest {
            assert!(object.insert(name, value).is_none(), "{row:?}");
        }
    }
    object
}

fn compare(options: &[&str], input: &Path) {
    let folder = Folder::new(&format!("parquet-{}", options.concat().len()));
    let records = records(&run(&[&["extract", "--format", "ndjson"], options, &[utf8(input)]].concat()));
    let rows = rows(&written(&folder, options, input));
    assert_eq!(rows.len(), records.len());
    for (row, record) in rows.iter().zip(&records) {
        assert_eq!(row["path"], record["path"]);
        assert_eq!(row.get("file"), record.get("file"), "{}", row["path"]);
        let issues = record.get("issues").unwrap_or(&Value::Null);
        let none = json!([]);
        assert_eq!(row["issues"], *if issues.is_null() { &none } else { issues }, "{}", row["path"]);
        let error = record.get("error").map(|error| {
            format!(
                "{}: {}",
                error["code"].as_str().expect("a code"),
                error["message"].as_str().expect("a text")
            )
        });
        assert_eq!(row.get("error").and_then(Value::as_str), error.as_deref());
        let metadata = record["embeddedMetadata"].as_object().cloned().unwrap_or_default();
        // The order of the names may differ.
        assert_eq!(object(row), metadata, "{}", row["path"]);
    }
}

#[test]
fn rows_say_what_the_records_say() {
    for options in [&[][..], &["--profile", "documented"], &["--dates", "utc", "--languages"]] {
        compare(options, &testdata());
    }
    compare(&["--numeric"], &testdata());
    compare(&["--fields", "Title,Creator,Keywords,GPSLatitude,DateTimeOriginal"], &testdata());
}

#[test]
fn columns_are_typed_by_the_table() {
    let folder = Folder::new("parquet-schema");
    let path = written(&folder, &[], &testdata().join("replica.jpg"));
    let schema = schema(&path);
    for column in [
        "OPTIONAL BYTE_ARRAY path (STRING);",
        "OPTIONAL BYTE_ARRAY path_bytes;",
        "OPTIONAL BYTE_ARRAY Title (STRING);",
        "OPTIONAL DOUBLE XResolution;",
        "OPTIONAL INT64 Rating;",
        "OPTIONAL INT64 DateTimeOriginal (TIMESTAMP(MILLIS,true));",
        "OPTIONAL group Keywords (LIST) {\n    REPEATED group list {\n      REQUIRED BYTE_ARRAY element (STRING);",
        "OPTIONAL group ImageRegionBoundaryH (LIST) {\n    REPEATED group list {\n      REQUIRED DOUBLE element;",
        "OPTIONAL BYTE_ARRAY Make (STRING);",
        "OPTIONAL BYTE_ARRAY DataMining (STRING);",
        "OPTIONAL BYTE_ARRAY ContentCredentials (STRING);",
        "REQUIRED group issues (LIST) {\n    REPEATED group list {\n      REQUIRED group element {\n        \
         REQUIRED BYTE_ARRAY code (STRING);\n        REQUIRED BYTE_ARRAY stage (STRING);\n        \
         OPTIONAL INT64 offset;\n        REQUIRED BYTE_ARRAY detail (STRING);",
        "OPTIONAL group file {\n    OPTIONAL BYTE_ARRAY format (STRING);\n    OPTIONAL BYTE_ARRAY mime (STRING);\n    \
         OPTIONAL INT64 width;\n    OPTIONAL INT64 height;\n    OPTIONAL INT64 displayWidth;\n    \
         OPTIONAL INT64 displayHeight;\n    OPTIONAL INT64 orientation;\n    OPTIONAL BOOLEAN hasAlpha;\n    \
         OPTIONAL INT64 components;\n    OPTIONAL DOUBLE duration;\n    OPTIONAL INT64 bitRate;\n    \
         OPTIONAL group codecs (LIST) {\n      REPEATED group list {\n        \
         REQUIRED BYTE_ARRAY element (STRING);\n      }\n    }\n    OPTIONAL INT64 size;\n  }",
        "OPTIONAL BYTE_ARRAY error (STRING);\n  OPTIONAL BYTE_ARRAY rest (STRING);\n}",
    ] {
        assert!(schema.contains(column), "{column}\n{schema}");
    }
    let local = written(&folder, &["--dates", "local", "--fields", "DateTimeOriginal"], &testdata());
    assert!(self::schema(&local).contains("DateTimeOriginal (TIMESTAMP(MILLIS,false));"));
    let rows = rows(&local);
    assert!(rows.iter().any(|row| row.contains_key("DateTimeOriginal")));
}

#[test]
fn quantities_are_doubles_with_their_units() {
    let folder = Folder::new("parquet-numeric");
    let fields = "ExposureTime,LensInfo,LocationShownGPSLatitude,Make,SubjectArea";
    let sample = testdata().join("exif-little-endian.jpg");
    let path = written(&folder, &["--numeric", "--fields", fields], &sample);
    let schema = schema(&path);
    let list = "(LIST) {\n    REPEATED group list {\n      REQUIRED DOUBLE element;";
    for column in [
        "OPTIONAL DOUBLE ExposureTime;".to_owned(),
        format!("OPTIONAL group LensInfo {list}"),
        format!("OPTIONAL group LocationShownGPSLatitude {list}"),
        format!("OPTIONAL group SubjectArea {list}"),
        "OPTIONAL BYTE_ARRAY Make (STRING);".to_owned(),
    ] {
        assert!(schema.contains(&column), "{column}\n{schema}");
    }
    let reader = reader(&path);
    let told = reader.metadata().file_metadata().key_value_metadata().expect("units");
    let unit = |name: &str| told.iter().find(|told| told.key == name).and_then(|told| told.value.as_deref());
    assert_eq!(unit("unit:ExposureTime"), Some("s"));
    assert_eq!(unit("unit:LensInfo"), Some("mm mm f f"));
    assert_eq!(unit("unit:Make"), None);
    assert_eq!(rows(&path)[0]["ExposureTime"], json!(0.00625));
}

#[test]
fn only_the_fields_that_are_asked_for() {
    let folder = Folder::new("parquet-fields");
    let path = written(
        &folder,
        &["--fields", "Title,path,Creator,XMP-x:Mine,Title"],
        &testdata().join("replica.jpg"),
    );
    let reader = reader(&path);
    let fields = reader.metadata().file_metadata().schema().get_fields();
    let names: Vec<_> = fields.iter().map(|field| field.name()).collect();
    assert_eq!(names, ["path", "path_bytes", "Title", "Creator", "Mine", "issues", "error", "rest"]);
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_bytes() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new("parquet-path");
    let name = std::ffi::OsStr::from_bytes(b"a\xff.jpg");
    std::fs::copy(testdata().join("plain.jpg"), folder.path().join(name)).expect("a copy");
    let mut command = support::embedmeta();
    command.current_dir(folder.path()).args(["extract", "--format", "parquet"]).arg(name);
    let path = folder.file("out.parquet", &command.output().expect("it runs").stdout);
    let rows = rows(&path);
    assert_eq!(rows[0]["path_bytes"], json!(b"a\xff.jpg"));
    assert!(!rows[0].contains_key("path"));
}

/// Prints the file as JSON, as another reader sees it.
const SCRIPT: &str = r#"
import json, sys
path = sys.argv[1]
try:
    import pyarrow.parquet
    table = pyarrow.parquet.read_table(path)
    types = {field.name: str(field.type) for field in table.schema}
    row = table.to_pylist()[0]
except ImportError:
    import duckdb
    rows = duckdb.sql("select * from read_parquet('" + path + "')")
    types = dict(zip(rows.columns, map(str, rows.types)))
    row = dict(zip(rows.columns, rows.limit(1).fetchall()[0]))
names = ["Title", "Keywords", "XResolution", "Rating", "DateTimeOriginal", "issues", "rest"]
moment = row["DateTimeOriginal"].isoformat()[:19]
print(json.dumps({"types": {name: types[name] for name in names}, "moment": moment,
                  "row": {name: row[name] for name in ["Keywords", "Rating", "XResolution"]}}))
"#;

/// `EMBEDMETA_PYTHON` names an interpreter with pyarrow, or with duckdb and pytz.
#[test]
fn other_readers_read_it() {
    let python = std::env::var("EMBEDMETA_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let folder = Folder::new("parquet-python");
    let path = written(&folder, &[], &testdata().join("replica.jpg"));
    let is_there = |module: &str| {
        let output = Command::new(&python).args(["-c", &format!("import {module}")]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let is_arrow = is_there("pyarrow.parquet");
    if !is_arrow && !is_there("duckdb, pytz") {
        println!(
            "SKIPPED: {python} has neither pyarrow nor duckdb with pytz; EMBEDMETA_PYTHON names another one"
        );
        return;
    }
    let output = Command::new(&python).args(["-c", SCRIPT, utf8(&path)]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let types = if is_arrow {
        json!({
            "Title": "string",
            "Keywords": "list<element: string not null>",
            "XResolution": "double",
            "Rating": "int64",
            "DateTimeOriginal": "timestamp[ms, tz=UTC]",
            "issues": "list<element: struct<code: string not null, stage: string not null, offset: int64, \
                       detail: string not null> not null>",
            "rest": "string",
        })
    } else {
        json!({
            "Title": "VARCHAR",
            "Keywords": "VARCHAR[]",
            "XResolution": "DOUBLE",
            "Rating": "BIGINT",
            "DateTimeOriginal": "TIMESTAMP WITH TIME ZONE",
            "issues": "STRUCT(code VARCHAR, stage VARCHAR, \"offset\" BIGINT, detail VARCHAR)[]",
            "rest": "VARCHAR",
        })
    };
    assert_eq!(read["types"], types);
    let record = &records(&run(&["extract", "--format", "ndjson", utf8(&testdata().join("replica.jpg"))]))[0];
    let metadata = &record["embeddedMetadata"];
    assert_eq!(read["row"]["Keywords"], metadata["Keywords"]);
    assert_eq!(read["row"]["Rating"], metadata["Rating"]);
    assert_eq!(read["row"]["XResolution"].as_f64(), metadata["XResolution"].as_f64());
    if is_arrow {
        let moment = metadata["DateTimeOriginal"].as_str().expect("a date");
        assert_eq!(read["moment"], moment[..19]);
    }
}
