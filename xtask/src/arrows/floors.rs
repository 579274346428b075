//! The floors of the library: bytes → containers → blocks → tags → fields → object, and no arrow back.

/// The floors from the ground up, each with its files and folders. A file may import from its own floor and from those
/// below.
const FLOORS: &[(&str, &[&str])] = &[
    (
        "ground",
        &[
            "block",
            "bytes",
            "charset",
            "codes",
            "companion",
            "context",
            "file_info",
            "format_id",
            "formula",
            "groups",
            "inflate",
            "issue",
            "issue_code",
            "limits",
            "memory",
            "number",
            "printed",
            "slots",
            "source",
            "structure",
            "tag",
            "text",
            "track",
        ],
    ),
    ("structures", &["ciff", "ebml", "isobmff", "resources", "sink", "tiff"]),
    ("containers", &["container"]),
    (
        "decoders",
        &[
            "exif",
            "formats",
            "icc",
            "iptc",
            "jumbf",
            "layout",
            "makernote",
            "quicktime",
            "segments",
            "takeout",
            "xmp",
        ],
    ),
    ("fields", &["columns", "composite", "fields", "metadata", "normalize", "serialize"]),
    ("object", &["decode", "extractor"]),
    ("outside", &["batch", "file_object", "internal", "lib", "media", "strip"]),
];

/// The name of a library file's floor, and its number from the ground up.
pub(super) fn floor(file: &str) -> Option<(usize, &'static str)> {
    let room = file.split(['/', '.']).next().unwrap_or_default();
    let number = FLOORS.iter().position(|(_, rooms)| rooms.contains(&room))?;
    FLOORS.get(number).map(|(name, _)| (number, *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files_stand_on_their_floors() {
        assert_eq!(floor("bytes.rs"), Some((0, "ground")));
        assert_eq!(floor("container/pdf/mod.rs"), Some((2, "containers")));
        assert_eq!(floor("attic.rs"), None);
        assert!(floor("extractor.rs") > floor("normalize/mod.rs"));
    }
}
