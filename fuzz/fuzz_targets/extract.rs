//! Any bytes: the same answer twice and by ranges, budgets kept, and JSON that reads back to the same object.
#![no_main]

use embedmeta::{Extractor, Limits};
use embedmeta_fuzz::{bounded, reads_back, sound};
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|data: &[u8]| {
    let (extractor, limits) = (Extractor::new(), Limits::default());
    let Ok(first) = extractor.from_bytes(data) else { return };
    let second = extractor.from_bytes(data).expect("the same bytes give the same answer");
    assert_eq!(first.metadata, second.metadata);
    assert_eq!(first.tags, second.tags);
    assert_eq!(first.issues, second.issues);
    assert_eq!(first.provenance.len(), first.metadata.len());
    let ranges = extractor.from_reader(Cursor::new(data)).expect("it is read by ranges too");
    assert_eq!(first.metadata, ranges.metadata);
    assert!(ranges.bytes_read <= limits.head as u64 + limits.read);
    bounded(&first.issues, &limits);
    sound(&first.tags);
    reads_back(&first.metadata);
});
