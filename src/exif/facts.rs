//! What a TIFF structure says of the file: tags of the group `File`.

use super::ifd::Structure;
use crate::block::BlockKind;
use crate::sink::Sink;
use crate::tag::{Group, Origin, Tag, Value};

const BYTE_ORDER: &str = "ExifByteOrder";

/// Shows the byte order. If several structures have one, the last counts. That of a BigTIFF is not shown.
pub(super) fn byte_order(structure: &Structure<'_>, sink: &mut Sink<'_>) {
    let layout = structure.window.layout;
    if layout.big {
        return;
    }
    sink.tags.retain(|tag| !(tag.group == Group::File && tag.name == BYTE_ORDER));
    let (name, mark) = (Value::text(layout.order.name()), Value::text(layout.order.mark()));
    let source = Origin::new(BlockKind::File, structure.absolute(0));
    sink.tags.push(Tag::new(Group::File, BYTE_ORDER, name, Some(mark), source));
}

/// Shows how many pages a TIFF has: directories that say that they hold a full picture or a page [TIFF6
/// `NewSubfileType`, `SubfileType`]. A single full picture is not called a page.
pub(super) fn pages(sink: &mut Sink<'_>) {
    let (mut count, mut is_paged) = (0, false);
    for tag in &sink.tags {
        if !matches!(tag.group, Group::Ifd(_) | Group::SubIfd(_)) {
            continue;
        }
        let Value::Int(number) = *tag.raw() else { continue };
        let (is_picture, is_page) = match &*tag.name {
            "SubfileType" => (number == 0, number == 2),
            "OldSubfileType" => (number == 1, number == 3),
            _ => continue,
        };
        count += i64::from(is_picture || is_page);
        is_paged |= is_page;
    }
    if is_paged || count > 1 {
        let source = Origin::new(BlockKind::File, 0);
        sink.tags.push(Tag::new(Group::File, "PageCount", Value::Int(count), None, source));
    }
}

#[cfg(test)]
mod tests {
    use crate::Extractor;

    /// A TIFF whose directories have one entry each.
    fn tiff(entries: &[(u16, u16)]) -> Vec<u8> {
        let mut bytes = b"MM\0*\0\0\0\x08".to_vec();
        for (index, (tag, number)) in entries.iter().enumerate() {
            let next = if index + 1 < entries.len() { 8 + 18 * u8::try_from(index + 1).unwrap() } else { 0 };
            bytes.extend([[0, 1], tag.to_be_bytes(), [0, 3], [0, 0], [0, 1], number.to_be_bytes()].concat());
            bytes.extend([0, 0, 0, 0, 0, next]);
        }
        bytes
    }

    fn facts(bytes: &[u8]) -> Vec<String> {
        let tags = Extractor::new().from_bytes(bytes).unwrap().tags;
        let tags = tags.iter().filter(|tag| ["PageCount", "ExifByteOrder"].contains(&&*tag.name));
        tags.map(|tag| format!("{}={}", tag.name, tag.raw())).collect()
    }

    #[test]
    fn pages_are_counted() {
        for (entries, pages) in [
            (&[(254, 0), (254, 0)][..], "PageCount=2"),
            (&[(254, 0), (255, 1)], "PageCount=2"),
            (&[(254, 2), (256, 1)], "PageCount=1"),
            (&[(255, 3), (254, 1)], "PageCount=1"),
        ] {
            assert_eq!(facts(&tiff(entries)), ["ExifByteOrder=MM", pages], "{entries:?}");
        }
        for entries in [&[(254, 0), (256, 1)][..], &[(254, 1), (254, 4)]] {
            assert_eq!(facts(&tiff(entries)), ["ExifByteOrder=MM"], "{entries:?}");
        }
    }

    #[test]
    fn a_cut_directory_has_an_order() {
        let whole = tiff(&[(254, 2)]);
        for end in 10..whole.len() {
            assert!(facts(whole.get(..end).unwrap()).len() <= 2);
        }
    }
}
