//! What Google Takeout writes beside each picture of Google Photos.

#[cfg(feature = "takeout")]
mod export;

#[cfg(feature = "takeout")]
pub(crate) use export::decode;

use crate::tag::Tag;

/// The group of the tags.
pub(crate) const GROUP: &str = "Takeout";

/// Whether it is a title that is only the name of the file: Google knows no other.
pub(crate) fn is_file_name(tag: &Tag<'_>) -> bool {
    const ENDS: &[&str] = &[
        "jpg", "jpeg", "jpe", "png", "gif", "webp", "heic", "heif", "avif", "jxl", "tif", "tiff", "bmp",
        "dng", "raw", "arw", "cr2", "cr3", "crw", "nef", "nrw", "orf", "pef", "raf", "rw2", "srw", "mp4",
        "m4v", "mov", "3gp", "avi", "mkv", "mpg", "webm", "mp", "mv",
    ];
    let end = tag.value.as_str().and_then(|title| title.trim_end().rsplit_once('.')).map(|(_, end)| end);
    tag.name == "Title" && end.is_some_and(|end| ENDS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}
