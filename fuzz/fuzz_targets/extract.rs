//! Any bytes: the same answer twice, and JSON that reads back to the same object.
#![no_main]

use embedmeta::{EmbeddedMetadata, Extractor};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let extractor = Extractor::new();
    let Ok(first) = extractor.from_bytes(data) else { return };
    let second = extractor.from_bytes(data).expect("the same bytes give the same answer");
    assert_eq!(first.metadata, second.metadata);
    assert_eq!(first.tags, second.tags);
    assert_eq!(first.issues, second.issues);
    assert_eq!(first.provenance.len(), first.metadata.len());
    let json = serde_json::to_string(&first.metadata).expect("the object is JSON");
    let back: EmbeddedMetadata = serde_json::from_str(&json).expect("the object reads back");
    assert_eq!(serde_json::to_string(&back).expect("JSON"), json);
});
