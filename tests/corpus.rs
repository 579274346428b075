//! Real files, where a corpus of them lies beside the project: every one is answered, alone as in a batch.
#![allow(clippy::expect_used, clippy::panic)] // a test may

mod support;

use std::path::Path;
use support::{records, run};

#[test]
fn every_file_of_the_corpus_is_answered() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        println!("no corpus at {}: nothing is tested here", corpus.display());
        return;
    }
    let folder = corpus.to_str().expect("UTF-8");
    let all = run(&["extract", "--format", "ndjson", folder]);
    let answers = records(&all);
    let files = ignore::WalkBuilder::new(&corpus)
        .standard_filters(false)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .count();
    assert_eq!(answers.len(), files);
    for record in &answers {
        assert_ne!(record["error"]["code"], "internal", "{record}");
    }
    let again = run(&["extract", "--format", "ndjson", "--jobs", "1", folder]);
    assert!(all.stdout == again.stdout, "the number of jobs changes nothing");
}
