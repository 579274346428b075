//! What the tests of segments share: a JPEG with segments, and its tags.

use crate::Extractor;

/// A JPEG with these application segments.
pub(super) fn jpeg(segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = b"\xff\xd8".to_vec();
    for (number, data) in segments {
        bytes.extend([0xff, 0xe0 + number]);
        bytes.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        bytes.extend(*data);
    }
    bytes.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\xff\xd9");
    bytes
}

/// The tags of a file that are not facts about it, with their printed values.
pub(super) fn tags(bytes: &[u8]) -> Vec<String> {
    let found = Extractor::new().from_bytes(bytes).unwrap();
    let shown = |group: &str| !matches!(group, "File" | "Composite");
    let tags = found.tags.iter().filter(|tag| shown(&tag.group.to_string()));
    tags.map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect()
}

/// The codes of the issues of a file.
pub(super) fn issues(bytes: &[u8]) -> Vec<String> {
    let found = Extractor::new().from_bytes(bytes).unwrap();
    found.issues.iter().map(|issue| issue.code.to_string()).collect()
}
