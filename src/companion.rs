//! Other pictures, films and sounds that belong to a picture: in the same file behind it, or in a file of their own.

use crate::structure::{Branch, Structure};

/// Such a part or file. Decoders pass on what they find; `Companions` is made of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Companion<'a> {
    /// What it is: `video`, `preview`, `gain-map`, `depth-map`.
    pub kind: &'a str,
    /// Its media type.
    pub mime: Option<&'a str>,
    /// Where it begins in the file.
    pub offset: Option<u64>,
    /// How many bytes it has.
    pub length: Option<u64>,
    /// What both files have in common if it is a file of its own.
    pub id: Option<&'a str>,
}

/// An item of the directory of a container in XMP [Android, Motion Photo format 1.0].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    /// What it is: `MotionPhoto`, `GainMap`.
    pub semantic: &'a str,
    pub mime: Option<&'a str>,
    pub offset: Option<u64>,
    pub length: Option<u64>,
}

/// How many items of a directory are read.
const MOST: usize = 256;

/// The items behind the picture, which is the first. They lie one after the other at the end of the file, which has so many
/// bytes.
pub(crate) fn items<'a>(directory: &Structure<'a>, size: u64) -> Vec<Item<'a>> {
    let Some(root) = directory.root() else { return Vec::new() };
    let items: Vec<Branch<'a>> =
        root.items().take(MOST).map(|item| item.member("Item").unwrap_or(item)).collect();
    let mut end = Some(size);
    let mut placed = Vec::with_capacity(items.len());
    for item in items.iter().skip(1).rev() {
        let number = |name: &str| item.text_of(name).and_then(|text| text.parse::<u64>().ok());
        let length = number("Length");
        end = end
            .and_then(|end| end.checked_sub(number("Padding").unwrap_or(0))?.checked_sub(length?))
            .filter(|start| *start > 0);
        let semantic = item.text_of("Semantic").unwrap_or("image");
        placed.push(Item { semantic, mime: item.text_of("Mime"), offset: end, length });
    }
    placed.reverse();
    placed
}
