//! What the tests of maker notes share: pictures with a note, and their tags.

use crate::Extractor;
use crate::groups::Groups;

/// The offset of the note in a file of [`picture`].
pub(crate) const NOTE: u32 = 256;

/// A TIFF file with a camera and a maker note. All numbers have the least significant byte first.
pub(crate) fn picture(make: &str, model: &str, state: &[u8]) -> Vec<u8> {
    let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
    // A text of four bytes would have to stand in its entry.
    let [make_len, model_len] = [make, model].map(|text| (len(text.as_bytes()) + 1).max(5));
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend(directory(&[(0x010f, 2, make_len, 80), (0x0110, 2, model_len, 120), (0x8769, 4, 1, 180)]));
    for (at, text) in [(80, make), (120, model)] {
        bytes.resize(at, 0);
        bytes.extend(text.as_bytes());
    }
    bytes.resize(180, 0);
    bytes.extend(directory(&[(0x927c, 7, len(state), NOTE)]));
    bytes.resize(NOTE as usize, 0);
    bytes.extend(state);
    bytes
}

/// A directory of entries with a tag, a type, a count, and a value or an offset.
pub(crate) fn directory(entries: &[(u16, u16, u32, u32)]) -> Vec<u8> {
    let mut bytes = u16::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
    for (tag, kind, count, value) in entries {
        bytes.extend(
            [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()]
                .concat(),
        );
    }
    bytes.extend([0; 4]);
    bytes
}

/// The tags of a file: their groups and names, and their printed values.
pub(crate) fn tags(bytes: &[u8]) -> Vec<(String, String)> {
    let found = Extractor::new().groups(Groups::ALL).from_bytes(bytes).unwrap();
    found.tags.iter().map(|tag| (format!("{}:{}", tag.group, tag.name), tag.value.to_string())).collect()
}

/// The codes of the issues of a file.
pub(crate) fn issues(bytes: &[u8]) -> Vec<String> {
    let found = Extractor::new().from_bytes(bytes).unwrap();
    found.issues.iter().map(|issue| issue.code.to_string()).collect()
}

/// A picture of Canon whose note has one entry of type UNDEFINED.
pub(crate) fn canon(model: &str, tag: u16, data: &[u8]) -> Vec<u8> {
    let len = u32::try_from(data.len()).unwrap();
    let state = [directory(&[(tag, 7, len, NOTE + 18)]), data.to_vec()].concat();
    picture("Canon", model, &state)
}

/// Numbers of 16 bits with the least significant byte first.
pub(crate) fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// The value of a tag.
pub(crate) fn value<'t>(tags: &'t [(String, String)], name: &str) -> &'t str {
    tags.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}
