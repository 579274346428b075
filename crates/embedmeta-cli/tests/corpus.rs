//! Real files, if a corpus lies beside the project: every one gets an answer, alone and in a batch.
#![allow(clippy::expect_used, clippy::panic)] // a test may

mod support;

use support::{corpus, records, run};

#[test]
fn every_field_of_the_corpus_is_explained() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.to_str().expect("UTF-8");
    let objects = records(&run(&["extract", "--format", "ndjson", folder]));
    let explained = records(&run(&["explain", "--format", "ndjson", folder]));
    assert_eq!(objects.len(), explained.len());
    for (object, why) in objects.iter().zip(&explained) {
        let shown: Vec<_> = object["embeddedMetadata"].as_object().into_iter().flatten().collect();
        let fields = why["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
        let told: Vec<_> = fields
            .iter()
            .inspect(|field| assert!(!field["winners"].as_array().expect("a list").is_empty(), "{field}"))
            .map(|field| (field["field"].as_str().expect("a name"), &field["value"]))
            .collect();
        assert_eq!(shown.len(), told.len(), "{}", object["path"]);
        assert!(shown.iter().zip(&told).all(|(a, b)| *a.0 == b.0 && a.1 == b.1), "{}", object["path"]);
    }
}

#[test]
fn every_file_of_the_corpus_is_answered() {
    let Some(corpus) = corpus() else { return };
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
