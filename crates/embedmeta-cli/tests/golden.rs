//! Every sample gives the output that is stored beside it.
//!
//! `UPDATE=1 cargo test --test golden` rewrites the samples and their expected outputs.
#![allow(clippy::expect_used, clippy::panic)] // a test may

mod support;

use std::path::Path;
use std::sync::Once;
use support::{records, run, samples::SAMPLES, stdout, testdata};

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Compares `actual` with the file `name`, or writes it.
fn expect(path: &Path, actual: &[u8]) {
    if updating() {
        std::fs::write(path, actual).expect("the file can be written");
        return;
    }
    let expected = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(
        actual == expected,
        "{} differs; UPDATE=1 cargo test --test golden rewrites it. Now:\n{}",
        path.display(),
        String::from_utf8_lossy(actual)
    );
}

/// Checks that the samples exist and match their functions, because all other tests rely on them.
fn prepare() {
    static SAMPLES_ARE_MADE: Once = Once::new();
    SAMPLES_ARE_MADE
        .call_once(|| SAMPLES.iter().for_each(|(name, make)| expect(&testdata().join(name), &make())));
}

#[test]
fn samples_are_as_they_are_made() {
    prepare();
}

/// The output of `embedmeta` for a sample, run in the folder of the samples.
fn printed(args: &[&str], name: &str) -> Vec<u8> {
    let output = support::embedmeta().args(args).arg(name).current_dir(testdata()).output().expect("it runs");
    let refused =
        name.starts_with('x') && SAMPLES.iter().any(|(sample, make)| *sample == name && make().len() < 100);
    assert_eq!(output.status.code(), Some(i32::from(refused)), "{name}: {output:?}");
    output.stdout
}

#[test]
fn outputs_are_as_expected() {
    prepare();
    for name in SAMPLES.iter().map(|(name, _)| *name).chain(["replica.jpg"]) {
        let stem = testdata().join(name);
        expect(&stem.with_extension("extract.json"), &printed(&["extract"], name));
        expect(&stem.with_extension("tags.json"), &printed(&["tags"], name));
    }
}

#[test]
fn explanations_are_as_expected() {
    prepare();
    for name in ["replica.jpg", "conflict-digest-differs.jpg"] {
        expect(&testdata().join(name).with_extension("explain.txt"), &printed(&["explain"], name));
    }
}

#[test]
fn the_replica_gives_the_documented_object() {
    let path = testdata().join("replica.jpg");
    let output = run(&["extract", "--profile", "documented", path.to_str().expect("UTF-8")]);
    let record: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let expected = std::fs::read_to_string(testdata().join("replica.documented.json")).expect("it is there");
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
    let expected = expected.as_object().expect("an object");
    let actual = record["embeddedMetadata"].as_object().expect("an object");
    for (name, value) in expected {
        assert_eq!(actual.get(name), Some(value), "{name}");
    }
    assert!(actual.keys().eq(expected.keys()), "the same keys in the same order");
    assert_eq!(actual.len(), 179);
}

#[test]
fn a_folder_gives_what_its_files_give_alone() {
    prepare();
    if updating() {
        return; // the folder's files are being written
    }
    let folder = testdata();
    let folder = folder.to_str().expect("UTF-8");
    let all = run(&["extract", "--format", "ndjson", folder]);
    assert_eq!(all.status.code(), Some(1), "some samples are to be refused");
    let one = run(&["extract", "--format", "ndjson", "--jobs", "1", folder]);
    assert!(all.stdout == one.stdout, "the number of jobs changes nothing");
    let is_sample = |path: &str| SAMPLES.iter().any(|(name, _)| path.ends_with(&format!("/{name}")));
    let is_sample = |path: &str| is_sample(path) || path.ends_with("/replica.jpg");
    let pictures = records(&all).into_iter().filter(|record| record["path"].as_str().is_some_and(is_sample));
    let mut count = 0;
    for record in pictures {
        let alone = run(&["extract", "--format", "ndjson", record["path"].as_str().expect("a path")]);
        assert_eq!(records(&alone), [record]);
        count += 1;
    }
    assert_eq!(count, SAMPLES.len() + 1);
}
