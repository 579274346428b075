//! What JUMBF boxes of any kind say: their descriptions, and the JSON and the files in them [ISO/IEC 19566-5 annex B],
//! as tags, which are made only if tags are wanted.

use super::json::{self, Scalar, push_name};
use super::superbox::{Superbox, SuperboxReader};
use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::isobmff::boxes::IsoBox;
use crate::sink::Sink;
use crate::source::View;
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;
use std::collections::HashSet;

/// How deep superboxes may be nested.
const DEPTH: usize = 16;
/// The longest JSON that is read.
const JSON: u64 = 1024 * 1024;
/// The longest text of another box that is read.
const TEXT: u64 = 1024;

/// Tells what a superbox holds. The description is that of the first superbox, unless the caller has told it.
pub(super) fn tell<'a>(
    reader: &SuperboxReader<'a>,
    outermost: &Superbox<'a>,
    (block, has_description): (&Block<'a>, bool),
    cx: &'a Context<'a>,
    sink: &mut Sink<'a>,
) {
    let origin = Origin { block: BlockKind::Jumbf, offset: 0, standard: block.standard, charset: None };
    let names = sink.tags.iter().filter(|tag| tag.source.block == BlockKind::Jumbf);
    let names = names.map(|tag| (tag.group.to_string(), tag.name.to_string())).collect();
    let mut teller = Teller { cx, origin, names, found: Vec::new() };
    if !has_description {
        teller.description(reader, outermost);
    }
    let mut levels = vec![(reader.children(outermost.content), reader.label(outermost).unwrap_or_default())];
    while let Some((level, label)) = levels.last_mut() {
        let label = *label;
        let Some(part) = level.next() else {
            levels.pop();
            continue;
        };
        if part.box_type != *b"jumb" {
            teller.content(part, label);
        } else if levels.len() < DEPTH
            && let Some(inner) = reader.superbox(part.body)
        {
            let label = reader.label(&inner).unwrap_or_default();
            levels.push((reader.children(inner.content), label));
        }
    }
    sink.tags.append(&mut teller.found);
}

struct Teller<'a> {
    cx: &'a Context<'a>,
    origin: Origin,
    /// The names that were told: of several tags with one name the first is shown.
    names: HashSet<(String, String)>,
    found: Vec<Tag<'a>>,
}

impl<'a> Teller<'a> {
    /// The type, the label, the number and the hash in a description [19566-5 A.3].
    fn description(&mut self, reader: &SuperboxReader<'a>, superbox: &Superbox<'a>) {
        let offset = superbox.offset();
        let hex = superbox.content_type.map(|byte| format!("{byte:02x}")).concat();
        let [kind, first, second, rest] =
            [0..8, 8..12, 12..16, 16..32].map(|part| hex.get(part).unwrap_or_default());
        let letters =
            superbox.content_type.first_chunk::<4>().filter(|kind| kind.iter().all(u8::is_ascii_graphic));
        let shown = match letters {
            Some(letters) => format!("({})-{first}-{second}-{rest}", letters.escape_ascii()),
            None => format!("{kind}-{first}-{second}-{rest}"),
        };
        self.push("JUMBF", "JUMDType", offset, (text(shown), Some(text(hex))));
        if let Some(label) = reader.label(superbox) {
            self.push("JUMBF", "JUMDLabel", offset, (Value::text(label), None));
        }
        let Some((id, hash)) = SuperboxReader::marks(superbox) else { return };
        if let Some(id) = id {
            self.push("JUMBF", "JUMDID", offset, (Value::Int(id.into()), None));
        }
        if let Some(hash) = hash {
            let shown = hash.map(|byte| format!("{byte:02x}")).concat();
            self.push("JUMBF", "JUMDSignature", offset, (text(shown), None));
        }
    }

    /// A box in a superbox with this label.
    fn content(&mut self, part: IsoBox<'a>, label: &str) {
        let offset = part.offset();
        let named = |what: &str| {
            let mut name = String::new();
            for word in label.split(|letter: char| !letter.is_ascii_alphanumeric()) {
                push_name(&mut name, word);
            }
            name + what
        };
        match &part.box_type {
            b"json" => self.json(part.body),
            // A flag and a media type [19566-5 B.5].
            b"bfdb" => {
                let Some(bytes) = part.body.part(1, TEXT).all() else { return };
                let kind = crate::text::until_nul(bytes.as_slice());
                let shown = Value::text(crate::text::marked(kind, self.cx.arena));
                self.push("Jpeg2000", &named("Type"), offset, (shown, None));
            }
            b"bidb" => {
                let shown = Value::Unread(part.body.len());
                self.push("Jpeg2000", &named("Data"), offset, (shown, None));
            }
            // Random bytes that keep a hash from being guessed [C2PA 2.1 8.4.2.3].
            b"c2sh" => {
                let Some(bytes) = part.body.part(0, TEXT).all() else { return };
                let shown = Value::text(crate::text::hex(bytes.as_slice(), self.cx));
                self.push("Jpeg2000", &named("Salt"), offset, (shown, None));
            }
            _ => {}
        }
    }

    fn json(&mut self, body: View<'a>) {
        let Some(bytes) = Some(body).filter(|body| body.len() <= JSON).and_then(|body| body.all()) else {
            return;
        };
        let Ok(content) = std::str::from_utf8(bytes.as_slice()) else { return };
        let Some(values) = json::values(content) else { return };
        let mut lists: Vec<(String, Vec<Value<'a>>)> = Vec::new();
        for (name, value) in values.into_iter().filter(|(name, _)| !name.is_empty()) {
            let value = match value {
                Scalar::Text(text) => Value::text(self.cx.text(&text)),
                Scalar::Word("true") => Value::text("True"),
                Scalar::Word("false") => Value::text("False"),
                Scalar::Word(word) => number(self.cx.text(word)),
            };
            match lists.iter_mut().find(|(known, _)| *known == name) {
                Some((_, list)) => list.push(value),
                None => lists.push((name, vec![value])),
            }
        }
        for (name, mut list) in lists {
            let value = match (list.len(), list.pop()) {
                (1, Some(value)) => value,
                (_, Some(last)) => {
                    list.push(last);
                    Value::List(list)
                }
                (_, None) => continue,
            };
            self.push("JSON", &name, body.absolute(0), (value, None));
        }
    }

    /// Adds a tag, unless there is one of this name.
    fn push(
        &mut self,
        group: &'static str,
        name: &str,
        offset: u64,
        (value, raw): (Value<'a>, Option<Value<'a>>),
    ) {
        let mut name = name.to_owned();
        if name.len() < 2 || !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            name.insert_str(0, "Tag");
        }
        if self.names.insert((group.to_owned(), name.clone())) {
            let origin = Origin { offset, ..self.origin };
            let name = self.cx.text(&name);
            self.found.push(Tag::new(Group::Other(Cow::Borrowed(group)), name, value, raw, origin));
        }
    }
}

fn text<'a>(text: String) -> Value<'a> {
    Value::Text(Cow::Owned(text))
}

/// A number, or the word itself.
fn number(word: &str) -> Value<'_> {
    match (word.parse::<i64>(), word.parse::<f64>()) {
        (Ok(number), _) => Value::Int(number),
        (_, Ok(number)) if number.is_finite() => Value::Real(number),
        _ => Value::text(word),
    }
}

#[cfg(test)]
mod tests {
    use crate::block::Block;
    use crate::bytes::Bytes;
    use crate::context::Context;
    use crate::isobmff::boxes::tests::iso_box;
    use crate::limits::Limits;
    use crate::sink::Sink;
    use crate::source::View;
    use bumpalo::Bump;

    const SUFFIX: &[u8] = b"\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71";

    fn superbox(kind: &[u8], label: &[u8], content: &[u8]) -> Vec<u8> {
        let described = iso_box(b"jumd", &[kind, SUFFIX, b"\x03", label, b"\0"].concat());
        iso_box(b"jumb", &[&described, content].concat())
    }

    fn shown(bytes: &[u8]) -> Vec<(String, String)> {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let mut sink = Sink::default();
        let block = Block::jumbf("test", View::memory(Bytes::new(bytes, 0)));
        super::super::decode(&block, &cx, &mut sink);
        let tags = sink.tags.iter();
        tags.map(|tag| (format!("{}:{}", tag.group, tag.name), tag.value.to_string())).collect()
    }

    #[test]
    fn boxes_of_any_kind() {
        let json = superbox(b"json", b"info", &iso_box(b"json", br#"{"title":"t","list":[1,2],"on":true}"#));
        let file = superbox(
            b"\x40\xcb\x0c\x32",
            b"thumb.nail",
            &[iso_box(b"bfdb", b"\0image/png\0"), iso_box(b"bidb", b"data")].concat(),
        );
        let found = shown(&superbox(b"cacb", b"cai", &[json, file].concat()));
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (&**name, &**value)).collect();
        let expected = [
            ("JUMBF:JUMDType", "(cacb)-0011-0010-800000aa00389b71"),
            ("JUMBF:JUMDLabel", "cai"),
            ("JSON:Title", "t"),
            ("JSON:List", "1, 2"),
            ("JSON:On", "True"),
            ("Jpeg2000:ThumbNailType", "image/png"),
            ("Jpeg2000:ThumbNailData", "(Binary data 4 bytes, use -b option to extract)"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn damage_and_depth_end_it() {
        let whole = superbox(b"cacb", b"cai", &superbox(b"json", b"x", &iso_box(b"json", b"{\"a\":1}")));
        for end in 0..whole.len() {
            shown(&whole[..end]);
        }
        let mut deep = superbox(b"cacb", b"cai", b"");
        for _ in 0..200 {
            deep = superbox(b"cacb", b"cai", &deep);
        }
        assert_eq!(shown(&deep).len(), 2);
    }
}
