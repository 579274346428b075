//! The items of a container that lie behind a picture, of which a directory in XMP tells.

use super::items::named;
use crate::block::BlockKind;
use crate::companion::{Item, items};
use crate::context::Context;
use crate::layout::tables;
use crate::sink::Sink;
use crate::source::Reader;
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

/// The group and the name of the directory, and the table with the names of tags.
const DIRECTORY: (&str, &str) = ("GContainer", "Directory");
const TABLE: &str = "Trailer.Google";
/// What a JPEG begins with, and a film after the length of its first box.
const JPEG: &[u8] = b"\xff\xd8\xff";
const FILM: &[u8] = b"ftyp";

/// Shows the items by their lengths, if they are where the directory says.
pub(crate) fn behind<'a>(reader: &Reader<'_>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let is_directory = |one: &&crate::structure::Structure<'_>| (one.group, one.name) == DIRECTORY;
    let Some(directory) = sink.structures.iter().find(is_directory) else { return };
    let mut tags = Vec::new();
    for item in items(directory, reader.len()) {
        tags.extend(tag(reader, cx, item));
    }
    sink.tags.extend(tags);
}

/// The tag of an item.
fn tag<'a>(reader: &Reader<'_>, cx: &'a Context<'a>, item: Item<'a>) -> Option<Tag<'a>> {
    let (offset, length) = (item.offset?, item.length.filter(|length| *length > 0)?);
    let head = reader.peek::<8>(offset)?;
    let kind = match head.strip_prefix(JPEG) {
        Some(_) => "Image",
        None if head.ends_with(FILM) => "Video",
        None => return None,
    };
    let name = match tables::named(TABLE).and_then(|table| named(table, item.semantic.as_bytes())) {
        Some(row) => row.name(),
        None if item.semantic.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            cx.text(&format!("{}{kind}", item.semantic))
        }
        None => return None,
    };
    let source = Origin::new(BlockKind::Trailer, offset);
    let group = Group::Other(Cow::Borrowed("Google"));
    Some(Tag::new(group, name, Value::Unread(length), None, source))
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{jpeg, tags};

    /// A picture with a directory of one more item, and what lies behind it.
    fn file(semantic: &str, length: usize, behind: &[u8]) -> Vec<u8> {
        let item = |semantic: &str, length: usize| {
            format!(
                "<rdf:li rdf:parseType='Resource'><C:Item I:Semantic='{semantic}' I:Length='{length}'/></rdf:li>"
            )
        };
        let packet = format!(
            "http://ns.adobe.com/xap/1.0/\0<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
             <rdf:Description xmlns:C='http://ns.google.com/photos/1.0/container/' \
             xmlns:I='http://ns.google.com/photos/1.0/container/item/'><C:Directory><rdf:Seq>{}{}</rdf:Seq>\
             </C:Directory></rdf:Description></rdf:RDF>",
            item("Primary", 0),
            item(semantic, length)
        );
        [jpeg(&[(1, packet.as_bytes())]), behind.to_vec()].concat()
    }

    fn found(semantic: &str, length: usize, behind: &[u8]) -> Vec<String> {
        let tags = tags(&file(semantic, length, behind));
        tags.into_iter().filter(|tag| tag.starts_with("Google:")).collect()
    }

    #[test]
    fn items_are_shown_if_they_are_there() {
        let film = b"\0\0\0\x0cftypmp42";
        let shown =
            |name: &str| vec![format!("Google:{name}=(Binary data 12 bytes, use -b option to extract)")];
        assert_eq!(found("MotionPhoto", 12, film), shown("MotionPhotoVideo"));
        assert_eq!(found("Other", 12, film), shown("OtherVideo"));
        assert_eq!(found("GainMap", 12, b"\xff\xd8\xff\xe0        "), shown("GainMapImage"));
        assert_eq!(found("MotionPhoto", 12, b""), [""; 0]);
        assert_eq!(found("MotionPhoto", 99_999, film), [""; 0]);
    }
}
