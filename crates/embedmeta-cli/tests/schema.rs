//! The schema and the records must agree with each other.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use support::{corpus, records, run, stdout, testdata};

fn schema() -> Value {
    let output = run(&["schema"]);
    assert_eq!(output.status.code(), Some(0));
    serde_json::from_str(&stdout(&output)).expect("JSON")
}

/// A validator of the output of `extract` for one file.
fn of_records() -> Validator {
    jsonschema::draft202012::new(&schema()).expect("a schema")
}

/// A validator of the output of every command with numeric quantities.
fn of_numeric_records() -> Validator {
    let schema = stdout(&run(&["schema", "--numeric"]));
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    jsonschema::draft202012::new(&schema).expect("a schema")
}

fn check(validator: &Validator, record: &Value) {
    if validator.is_valid(record) {
        return;
    }
    // Of the errors in both branches, the deepest ones tell the reason.
    let metadata = &record["embeddedMetadata"];
    let errors: Vec<_> = validator.iter_errors(record).map(|error| error.to_string()).collect();
    panic!("{}: {metadata}\n{errors:#?}", record["path"]);
}

fn check_all(validator: &Validator, records: &[Value]) {
    assert!(!records.is_empty());
    for record in records {
        check(validator, record);
    }
}

fn extracted(options: &[&str], folder: &Path) -> Vec<Value> {
    let folder = folder.to_str().expect("UTF-8");
    records(&run(&[&["extract", "--format", "ndjson"], options, &[folder]].concat()))
}

#[test]
fn the_schema_is_one() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::draft202012::meta::validate(&schema).expect("the schema is valid itself");
    let keys: Vec<_> = schema.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["$schema", "$id", "title", "description", "anyOf", "$defs"]);
}

#[test]
fn expected_records_are_valid() {
    let validator = of_records();
    let mut count = 0;
    for entry in std::fs::read_dir(testdata()).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.to_str().is_some_and(|path| path.ends_with(".extract.json")) {
            let text = std::fs::read_to_string(&path).expect("text");
            check(&validator, &serde_json::from_str(&text).expect("JSON"));
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn records_of_samples_are_valid_whatever_the_options() {
    let (validator, numeric) = (of_records(), of_numeric_records());
    for options in [
        &[][..],
        &["--numeric"],
        &["--numeric", "--languages", "--no-file"],
        &["--profile", "documented"],
        &["--dates", "local"],
        &["--fields", "Title"],
        &["--languages"],
    ] {
        check_all(&validator, &extracted(options, &testdata()));
    }
    for options in [&["--file-object"][..], &["--file-object", "--url-endpoint", "https://example.com"]] {
        check_all(&validator, &extracted(options, &testdata()));
    }
    for options in [&["--numeric"][..], &["--numeric", "--file-object"], &["--numeric", "--languages"]] {
        check_all(&numeric, &extracted(options, &testdata()));
    }
}

#[test]
fn records_of_the_corpus_are_valid() {
    let Some(corpus) = corpus() else { return };
    let (validator, numeric) = (of_records(), of_numeric_records());
    for options in
        [&[][..], &["--numeric"], &["--dates", "local"], &["--policy", "xmp-first"], &["--languages"]]
    {
        check_all(&validator, &extracted(options, &corpus));
    }
    check_all(&validator, &extracted(&["--file-object"], &corpus));
    check_all(&numeric, &extracted(&["--numeric"], &corpus));
}

/// The root accepted only the output of `extract`.
#[test]
fn records_of_every_command_are_valid() {
    let validator = of_records();
    let folder = testdata();
    let folder = folder.to_str().expect("UTF-8");
    let mut commands = vec![
        vec!["tags"],
        vec!["tags", "--unknown"],
        vec!["explain"],
        vec!["explain", "--field", "Title,DateTimeOriginal"],
        vec!["explain", "--numeric", "--languages"],
        vec!["extract", "--fields", "Title,GPSLatitude", "--file"],
        vec!["extract", "--sidecar"],
    ];
    if cfg!(feature = "verify") {
        commands.push(vec!["verify"]);
    }
    for command in commands {
        let printed = records(&run(&[&command[..], &["--format", "ndjson", folder]].concat()));
        assert!(printed.iter().any(|record| record.get("error").is_some()), "{command:?}: one fails");
        check_all(&validator, &printed);
    }
}

/// No schema covered the summary.
#[test]
fn the_summary_is_valid() {
    let folder = testdata();
    let folder = folder.to_str().expect("UTF-8");
    let summary = |options: &[&str]| {
        let output = run(&[&["summary", "--format", "json"], options, &[folder]].concat());
        serde_json::from_str::<Value>(&stdout(&output)).expect("JSON")
    };
    let validator = of_records();
    for options in [&[][..], &["--top", "1"], &["--ext", "xmp"], &["--ext", "none"]] {
        let mut document = summary(options);
        check(&validator, &document);
        document["cameras"]["values"] = json!("Canon");
        assert!(!validator.is_valid(&document));
    }
}

/// A line of the `--errors` file has no `embeddedMetadata`.
#[test]
fn collected_failures_are_valid() {
    let folder = support::Folder::new("schema-errors");
    let errors = folder.path().join("errors.ndjson");
    let (samples, errors_path) = (testdata(), errors.to_str().expect("UTF-8").to_owned());
    run(&["extract", "--errors", &errors_path, samples.to_str().expect("UTF-8")]);
    let lines = std::fs::read_to_string(&errors).expect("text");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    check_all(&of_records(), &lines);
}

/// With the option a quantity has one type, and is never text.
#[test]
fn quantities_are_numbers_in_the_schema_of_the_option() {
    let (either, numeric) = (of_records(), of_numeric_records());
    let record =
        |name: &str, value: Value| json!({"path": "a", "embeddedMetadata": {name: value}, "issues": []});
    for (name, number, text) in [
        ("ExposureTime", json!(0.004), json!("1/250")),
        ("FocalLength", json!(50), json!("50.0 mm")),
        ("LensInfo", json!([24, 70, 2.8, 2.8]), json!("24-70mm f/2.8")),
        ("LocationShownGPSLatitude", json!([-48.5]), json!(["48,30S"])),
        ("LocationCreatedGPSAltitude", json!(-3), json!("3 m")),
    ] {
        check(&either, &record(name, number.clone()));
        check(&either, &record(name, text.clone()));
        check(&numeric, &record(name, number));
        assert!(!numeric.is_valid(&record(name, text.clone())), "{name} {text}");
    }
    let unit = |name: &str| schema()["$defs"]["EmbeddedMetadata"]["properties"][name]["x-unit"].clone();
    assert_eq!(
        (unit("ExposureTime"), unit("FocalLength"), unit("Make")),
        (json!("s"), json!("mm"), Value::Null)
    );
}

#[test]
fn wrong_records_are_refused() {
    let validator = of_records();
    let record = |metadata: Value| json!({"path": "a.jpg", "embeddedMetadata": metadata, "issues": []});
    let with = |name: &str, value: Value| {
        let mut wrong = record(json!({}));
        wrong[name] = value;
        wrong
    };
    check(&validator, &record(json!(null)));
    check(&validator, &record(json!({"Creator": ["Ann", "Ben"], "Keywords": ["one"], "mine": 1})));
    check(&validator, &with("path", json!({"bytes": "/w=="})));
    for wrong in [
        record(json!({"Orientation": 6})),
        record(json!({"Keywords": "one"})),
        record(json!({"Keywords": []})),
        record(json!({"Creator": ["alone"]})),
        record(json!({"XResolution": true})),
        record(json!({"GPSLatitude": "48,16.5N"})),
        record(json!({"DateTimeOriginal": 2019})),
        record(json!({"mine": null})),
        record(json!({"mine": {"part": 1}})),
        record(json!("text")),
        with("path", json!({"bytes": "not base64"})),
        with("more", json!(1)),
        with("issues", json!([{"code": "truncated", "stage": "weather", "detail": ""}])),
        with("issues", json!([{"code": "truncated", "stage": "exif", "detail": "", "offset": -1}])),
        json!({"embeddedMetadata": null, "issues": []}),
        json!({"path": "a.jpg", "embeddedMetadata": null}),
        json!({"path": "a.jpg", "embeddedMetadata": {}, "error": {"code": "io", "message": ""}}),
        json!({"path": "a.jpg", "embeddedMetadata": null, "error": {"code": "bad luck", "message": ""}}),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn every_documented_field_has_a_description_and_a_type() {
    let schema = schema();
    let properties = schema["$defs"]["EmbeddedMetadata"]["properties"].as_object().expect("an object");
    let documented = std::fs::read_to_string(testdata().join("replica.documented.json")).expect("text");
    let documented: Value = serde_json::from_str(&documented).expect("JSON");
    let mut names: Vec<_> = documented.as_object().expect("an object").keys().cloned().collect();
    names.insert(0, "Orientation".to_owned()); // the replica stands upright
    for name in &names {
        let field = properties.get(name).unwrap_or_else(|| panic!("{name} is missing"));
        let description = field["description"].as_str().expect("a text");
        assert!(description.ends_with('.') && !description.starts_with("EXIF tag"), "{name}: {description}");
        assert!(["type", "anyOf", "$ref"].iter().any(|word| field.get(word).is_some()), "{name}: {field}");
    }
    let places: Vec<_> = names.iter().map(|name| properties.keys().position(|key| key == name)).collect();
    assert!(places.is_sorted(), "the fields stand in the order of the object");
}

#[test]
fn typescript_has_a_line_for_each_field() {
    let output = run(&["schema", "--typescript"]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    let (_, interface) = text.split_once("export interface EmbeddedMetadata {\n").expect("the interface");
    let (interface, _) = interface.split_once("\n}\n").expect("its end");
    let names: Vec<_> = interface
        .lines()
        .filter_map(|line| line.split_once("*/ ")?.1.split_once("?: "))
        .map(|(name, _)| name.trim_matches('"').to_owned())
        .collect();
    let schema = schema();
    let properties = schema["$defs"]["EmbeddedMetadata"]["properties"].as_object().expect("an object");
    assert!(names.iter().eq(properties.keys()));
    for name in schema["$defs"].as_object().expect("an object").keys() {
        let declared = [
            format!("export interface {name} {{"),
            format!("export interface {name}<"),
            format!("export type {name} = "),
        ];
        assert!(declared.iter().any(|line| text.contains(line)), "{name}");
    }
    assert!(text.contains("*/ Orientation?: string;\n"), "{interface}");
    assert!(text.contains("*/ GPSLatitude?: number;\n"), "{interface}");
    assert!(text.contains("*/ Title?: string;\n"), "{interface}");
    assert!(text.contains("*/ Keywords?: string[];\n"), "{interface}");
}

/// Names that are built into TypeScript: an import with such a name would hide the built-in.
const BUILT_IN: &[&str] = &[
    "Array", "Blob", "Boolean", "Date", "Document", "Error", "Event", "File", "FileList", "Function",
    "Image", "Intl", "JSON", "Location", "Map", "Math", "Node", "Number", "Object", "Omit", "Partial",
    "Path2D", "Pick", "Promise", "Range", "Readonly", "Record", "RegExp", "Required", "Set", "String",
    "Symbol", "Text", "Request", "Response",
];

/// `Record` and `Error` were among the exported names.
#[test]
fn no_exported_name_hides_a_built_in_one() {
    for option in [&["schema", "--typescript"][..], &["schema", "--typescript", "--numeric"]] {
        let text = stdout(&run(option));
        let names = text.lines().filter_map(|line| {
            let rest =
                line.strip_prefix("export interface ").or_else(|| line.strip_prefix("export type "))?;
            rest.split([' ', '<']).next()
        });
        let names: Vec<&str> = names.collect();
        assert!(names.len() > 20 && names.contains(&"AnyRecord"), "{names:?}");
        for name in names {
            assert!(!BUILT_IN.contains(&name), "{name}");
        }
    }
}

/// Typical uses of the types; each `@ts-expect-error` must be an error.
const PROGRAM: &str = r#"
import { AnyRecord, EmbeddedMetadata, EmbeddedMetadataLanguages, ExtractRecord, Lenient } from "./plain";
import * as numeric from "./numeric";
declare const any: AnyRecord;
declare const record: ExtractRecord;
declare const lenient: ExtractRecord<Lenient<EmbeddedMetadata>>;
declare const spoken: ExtractRecord<EmbeddedMetadataLanguages>;
declare const counted: numeric.ExtractRecord;
export const path = any;
export const title: string | undefined = record.embeddedMetadata?.Title;
export const latitude: number | undefined = record.embeddedMetadata?.GPSLatitude;
export const words: string[] | undefined = record.embeddedMetadata?.Keywords;
export const width: number | undefined = record.file?.width;
export const titles: string | string[] | undefined = lenient.embeddedMetadata?.Title;
// @ts-expect-error
export const one: string | undefined = lenient.embeddedMetadata?.Title;
// @ts-expect-error
export const plain: string | undefined = spoken.embeddedMetadata?.Title;
export const time: number | undefined = counted.embeddedMetadata?.ExposureTime;
export const lens: number[] | undefined = counted.embeddedMetadata?.LensInfo;
"#;

/// `EMBEDMETA_TSC` names the TypeScript compiler; the default is `tsc`.
#[test]
fn the_types_compile() {
    let compiler = std::env::var("EMBEDMETA_TSC").unwrap_or_else(|_| "tsc".to_owned());
    if !std::process::Command::new(&compiler).arg("--version").output().is_ok_and(|out| out.status.success())
    {
        println!("SKIPPED: no {compiler}; EMBEDMETA_TSC names the compiler of TypeScript");
        return;
    }
    let folder = support::Folder::new("schema-types");
    folder.file("plain.ts", &run(&["schema", "--typescript"]).stdout);
    folder.file("numeric.ts", &run(&["schema", "--typescript", "--numeric"]).stdout);
    let program = folder.file("program.ts", PROGRAM.as_bytes());
    let output = std::process::Command::new(&compiler)
        .args([
            "--noEmit",
            "--strict",
            "--target",
            "es2020",
            "--module",
            "es2020",
            "--moduleResolution",
            "node",
        ])
        .arg(program)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", stdout(&output));
}

/// A value's JSON type; for a list, the types of its items.
fn types(value: &Value) -> BTreeSet<&'static str> {
    match value {
        Value::Null => BTreeSet::from(["null"]),
        Value::Bool(_) => BTreeSet::from(["boolean"]),
        Value::Number(_) => BTreeSet::from(["number"]),
        Value::String(_) => BTreeSet::from(["string"]),
        Value::Array(items) => items.iter().flat_map(types).collect(),
        Value::Object(_) => BTreeSet::from(["object"]),
    }
}

/// The rules keep numbers that do not round-trip as text, but in these files no field has both types.
#[test]
fn no_field_of_the_corpus_mixes_types() {
    let Some(corpus) = corpus() else { return };
    let mut seen: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for record in extracted(&[], &corpus) {
        for (name, value) in record["embeddedMetadata"].as_object().into_iter().flatten() {
            seen.entry(name.clone()).or_default().extend(types(value));
        }
    }
    let mixed: Vec<_> = seen.iter().filter(|(_, types)| types.len() > 1).collect();
    assert!(mixed.is_empty(), "{mixed:?}");
    assert!(seen.len() > 500, "{}", seen.len());
}
