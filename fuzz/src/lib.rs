//! What holds of every answer, whatever the bytes.

use embedmeta::{BlockKind, EmbeddedMetadata, Issue, Limits, Tag};
use embedmeta_verify::Report;

/// The object is JSON that reads back to the same JSON.
pub fn reads_back(metadata: &EmbeddedMetadata) {
    let json = serde_json::to_string(metadata).expect("the object is JSON");
    let back: EmbeddedMetadata = serde_json::from_str(&json).expect("the object reads back");
    assert_eq!(serde_json::to_string(&back).expect("JSON"), json);
}

/// There are no more issues than are kept, and one line for the others.
pub fn bounded(issues: &[Issue], limits: &Limits) {
    assert!(issues.len() <= limits.issues + 1, "{} issues", issues.len());
}

/// Every tag has a name, and is JSON.
pub fn sound(tags: &[Tag<'_>]) {
    for tag in tags {
        assert!(!tag.name.is_empty(), "{tag:?}");
        serde_json::to_string(&tag.value).expect("a value is JSON");
        serde_json::to_string(tag.raw()).expect("a value is JSON");
    }
}

/// No value that another decoder reads too is read otherwise there. What only one of them reads is not asked about: of
/// damaged blocks each gives up another part.
pub fn agrees(report: &Report) {
    for told in &report.disagreements {
        assert!(told.ours.is_none() || told.theirs.is_none(), "{told:?}");
    }
}

/// Decodes a block twice, to the same answer, and returns its tags.
pub fn decode(kind: BlockKind, bytes: &[u8]) -> Vec<Tag<'static>> {
    twice(bytes, |limits| embedmeta::fuzzing::decode(kind, bytes, limits))
}

/// Decodes the boxes of a film twice, to the same answer, and returns their tags.
pub fn film(bytes: &[u8]) -> Vec<Tag<'static>> {
    decode(BlockKind::QuickTime, bytes)
}

fn twice(bytes: &[u8], decode: impl Fn(&Limits) -> (Vec<Tag<'static>>, Vec<Issue>)) -> Vec<Tag<'static>> {
    let limits = Limits::default();
    let (tags, issues) = decode(&limits);
    let again = decode(&limits);
    assert_eq!((&tags, &issues), (&again.0, &again.1));
    bounded(&issues, &limits);
    sound(&tags);
    // Of a file this does not hold: places in compressed text are counted in what it becomes.
    let length = bytes.len() as u64;
    assert!(tags.iter().all(|tag| tag.source.offset <= length), "{tags:?} of {length} bytes");
    tags
}
