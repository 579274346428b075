//! `Companions`: the pictures and films that belong to the picture.
//!
//! Phones put them behind the picture in the same file, and tell of them in XMP (Google's motion photos and their directory
//! of a container), in the index of a multi-picture file, or in a trailer of their own. Lengths in XMP are counted from the
//! end of the file. Apple's phones write a film of its own, and give both files one identifier.

use crate::companion::{self, Companion, Item};
use crate::metadata::FieldValue;
use crate::normalize::entry::DerivedField;
use crate::normalize::input::Input;
use crate::normalize::options::Profile;
use crate::structure::Structure;
use crate::tag::{Group, Tag};
use std::borrow::Cow;

/// The group and the name of the directory [Android, Motion Photo format 1.0].
const CONTAINER: (&str, &str) = ("GContainer", "Directory");
/// The tag of the older format: how far before the end of the file the film begins.
const MICRO_VIDEO: (&str, &str) = ("GCamera", "MicroVideoOffset");
/// The tag of what a picture and a film of its own have in common.
const IDENTIFIER: (&str, &str) = ("Apple", "ContentIdentifier");
/// How many parts are told.
const MOST: usize = 256;

/// The kinds by the words of the directory.
const KINDS: [(&str, &str); 6] = [
    ("MotionPhoto", "video"),
    ("GainMap", "gain-map"),
    ("RecoveryMap", "gain-map"),
    ("Depth", "depth-map"),
    ("Confidence", "confidence-map"),
    ("Original", "original"),
];

/// All companions of the picture.
pub(crate) fn companions<'f, 'a>(input: &Input<'f, 'a>) -> Option<DerivedField<'f, 'a>> {
    if input.options.profile != Profile::Full {
        return None;
    }
    let mut found = Found { all: Vec::new(), from: Vec::new() };
    if let Some(directory) = input.structure(CONTAINER.0, CONTAINER.1) {
        found.directory(directory, input);
    }
    found.film(input);
    for companion in input.companions.iter().filter(|one| is_there(one, input.length)) {
        found.add(*companion);
    }
    found.pair(input);
    let items: Vec<FieldValue> = found.all.iter().map(object).collect();
    (!items.is_empty()).then_some(DerivedField {
        field: "Companions",
        value: FieldValue::List(items),
        from: found.from,
    })
}

/// Whether the file reaches to the end of a part. An edited copy often has lost what lay behind the picture.
fn is_there(companion: &Companion<'_>, length: u64) -> bool {
    let end = companion.offset.and_then(|offset| offset.checked_add(companion.length.unwrap_or(0)));
    end.is_none_or(|end| end <= length)
}

/// What was found, and the tags that tell of it.
struct Found<'f, 'a> {
    all: Vec<Companion<'a>>,
    from: Vec<&'f Tag<'a>>,
}

impl<'f, 'a> Found<'f, 'a> {
    /// Adds a companion. If two carriers tell of one part, the first one's words count.
    fn add(&mut self, companion: Companion<'a>) {
        let is_same = |other: &Companion<'_>| companion.offset.is_some() && other.offset == companion.offset;
        let place = self.all.iter().position(is_same);
        if let Some(other) = place.and_then(|place| self.all.get_mut(place)) {
            other.mime = other.mime.or(companion.mime);
            other.length = other.length.or(companion.length);
        } else if self.all.len() < MOST {
            self.all.push(companion);
        }
    }

    /// The items of a directory.
    fn directory(&mut self, directory: &Structure<'a>, input: &Input<'f, 'a>) {
        let before = self.all.len();
        for Item { semantic, mime, offset, length } in companion::items(directory, input.length) {
            let kind = KINDS.iter().find(|(word, _)| *word == semantic).map_or(semantic, |(_, kind)| kind);
            self.add(Companion { kind, mime, offset, length, id: None });
        }
        if self.all.len() > before {
            self.from.extend(tag(input, CONTAINER.0, "DirectoryItemSemantic"));
        }
    }

    /// The film of the older format.
    fn film(&mut self, input: &Input<'f, 'a>) {
        let Some(tag) = tag(input, MICRO_VIDEO.0, MICRO_VIDEO.1) else { return };
        let length = tag.raw().to_string().parse::<u64>().ok().filter(|length| *length > 0);
        let Some(offset) = length.and_then(|length| input.length.checked_sub(length)) else { return };
        let mime = Some("video/mp4");
        self.add(Companion { kind: "video", mime, offset: Some(offset), length, id: None });
        self.from.push(tag);
    }

    /// The film in a file of its own.
    fn pair(&mut self, input: &Input<'f, 'a>) {
        let is_meant = |tag: &&&Tag<'a>| tag.name == IDENTIFIER.1 && tag.group.name() == IDENTIFIER.0;
        let Some(tag) = input.notes().iter().find(is_meant).copied() else { return };
        let Some(id) = tag.value.as_str().map(str::trim).filter(|id| !id.is_empty()) else { return };
        let id = Some(input.cx.text(id));
        self.add(Companion { kind: "video", id, ..Companion::default() });
        self.from.push(tag);
    }
}

/// The first tag of an XMP group with this name.
fn tag<'f, 'a>(input: &Input<'f, 'a>, group: &'static str, name: &str) -> Option<&'f Tag<'a>> {
    input.tag(&Group::Xmp(Cow::Borrowed(group)), name)
}

fn object(companion: &Companion<'_>) -> FieldValue {
    let text = |text: &str| FieldValue::Text(text.to_owned());
    let number = |number: u64| FieldValue::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let parts = [
        ("kind", Some(text(companion.kind))),
        ("mime", companion.mime.map(text)),
        ("offset", companion.offset.map(number)),
        ("length", companion.length.map(number)),
        ("id", companion.id.map(text)),
    ];
    FieldValue::Object(
        parts.into_iter().filter_map(|(name, value)| Some((Cow::Borrowed(name), value?))).collect(),
    )
}

#[cfg(test)]
mod tests {
    use crate::{Extractor, FieldValue, Profile};

    /// A JPEG with an XMP packet of these properties, and bytes behind it.
    fn companions(properties: &str, trailer: &[u8]) -> Vec<String> {
        let packet = format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
             xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' \
             xmlns:Container='http://ns.google.com/photos/1.0/container/' \
             xmlns:Item='http://ns.google.com/photos/1.0/container/item/' {properties}</rdf:Description></rdf:RDF>"
        );
        let body = [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat();
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        let scan = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\xff\xd9";
        let file = [b"\xff\xd8\xff\xe1", &length[..], &body, scan, trailer].concat();
        let start = file.len() - trailer.len();
        let found = Extractor::new().from_bytes(&file).unwrap();
        let documented = Extractor::new().profile(Profile::Documented).from_bytes(&file).unwrap();
        assert_eq!(documented.metadata.items("Companions").count(), 0);
        let items = found.metadata.items("Companions");
        items
            .map(|item| {
                let part = |name| item.part(name).map(FieldValue::to_string).unwrap_or_default();
                let offset = part("offset").parse::<usize>().map(|offset| offset - start);
                format!("{} {} {offset:?} {}", part("kind"), part("mime"), part("length"))
            })
            .collect()
    }

    fn directory(items: &[(&str, &str, u32)]) -> String {
        let item = |(mime, semantic, length): &(&str, &str, u32)| {
            format!(
                "<rdf:li rdf:parseType='Resource'><Container:Item Item:Mime='{mime}' \
                 Item:Semantic='{semantic}' Item:Length='{length}' Item:Padding='0'/></rdf:li>"
            )
        };
        let items: String = items.iter().map(item).collect();
        format!("><Container:Directory><rdf:Seq>{items}</rdf:Seq></Container:Directory>")
    }

    #[test]
    fn items_of_a_directory_lie_at_the_end() {
        let all =
            [("image/jpeg", "Primary", 0), ("image/jpeg", "GainMap", 30), ("video/mp4", "MotionPhoto", 50)];
        assert_eq!(
            companions(&directory(&all), &[7; 80]),
            ["gain-map image/jpeg Ok(0) 30", "video video/mp4 Ok(30) 50"]
        );
    }

    #[test]
    fn a_length_beyond_the_file_has_no_place() {
        let all = [("image/jpeg", "Primary", 0), ("video/mp4", "MotionPhoto", 999_999)];
        let found = companions(&directory(&all), &[7; 80]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("Err"), "{found:?}");
    }

    #[test]
    fn the_older_film_has_only_a_length() {
        assert_eq!(companions("GCamera:MicroVideoOffset='50'>", &[7; 50]), ["video video/mp4 Ok(0) 50"]);
        assert_eq!(companions("GCamera:MicroVideoOffset='999999'>", &[7; 50]), [""; 0]);
        assert_eq!(companions(">", &[7; 50]), [""; 0]);
    }
}
