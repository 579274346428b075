//! The tags of a file as one line of JSON.
//!
//! A file may have hundreds of tags, with the same keys each and with texts that rarely need an escape, so that they are
//! written here: serde looks at each letter of each key. What needs more care is left to it.

use super::json_text::{Guarded, Text, is_plain_text};
use super::record::{PathText, TagList};
use embedmeta::{Tag, Value};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Serializer};
use std::path::Path;

/// Appends the record of a file.
pub(super) fn write(path: &Path, list: &TagList<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"path\":");
    by_serde(&PathText(path), out);
    out.extend_from_slice(b",\"tags\":[");
    for (index, tag) in list.tags.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        one(tag, out);
    }
    out.push(b']');
    if !list.track.is_empty() {
        out.extend_from_slice(b",\"track\":");
        by_serde(&list.track, out);
    }
    out.extend_from_slice(b",\"file\":");
    by_serde(list.file, out);
    out.extend_from_slice(b",\"issues\":");
    by_serde(&list.issues, out);
    out.push(b'}');
}

fn one(tag: &Tag<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"group\":");
    text(&tag.group.name(), out);
    out.extend_from_slice(b",\"name\":");
    text(&tag.full_name(), out);
    out.extend_from_slice(b",\"value\":");
    value(&tag.value, out);
    if let Some(raw) = &tag.raw {
        out.extend_from_slice(b",\"raw\":");
        value(raw, out);
    }
    out.push(b'}');
}

fn value(shown: &Value<'_>, out: &mut Vec<u8>) {
    match shown {
        Value::Text(shown) => text(shown, out),
        Value::List(items) => match items.as_slice() {
            [one] => value(one, out),
            several => {
                out.push(b'[');
                for (index, item) in several.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    value(item, out);
                }
                out.push(b']');
            }
        },
        other => by_serde(other, out),
    }
}

fn text(shown: &str, out: &mut Vec<u8>) {
    if is_plain_text(shown) {
        out.push(b'"');
        out.extend_from_slice(shown.as_bytes());
        out.push(b'"');
    } else {
        by_serde(&Text(shown), out);
    }
}

fn by_serde(part: &impl Serialize, out: &mut Vec<u8>) {
    let written = part.serialize(&mut Serializer::with_formatter(out, Guarded(CompactFormatter)));
    debug_assert!(written.is_ok(), "writing to memory");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Answer, Job, Style, Writer};
    use crate::query::Pick;
    use embedmeta::{BlockKind, Extraction, Group, Origin};

    #[test]
    fn lines_say_what_indented_records_say() {
        let list = vec![Value::text("a"), Value::text("\"b\u{1b}"), Value::Int(-1)];
        let values = [
            Value::text("plain"),
            Value::text("quote \" and \u{202e}"),
            Value::Int(i64::MIN),
            Value::Real(0.1),
            Value::Rational { num: 1, den: 3 },
            Value::Rational { num: 1, den: 0 },
            Value::List(vec![Value::text("alone")]),
            Value::List(Vec::new()),
            Value::List(list),
            Value::Unread(7),
        ];
        let mut read = Extraction::default();
        for value in values {
            let source = Origin::new(BlockKind::Exif, 0);
            read.tags.push(Tag::new(
                Group::Xmp("\u{7f}x".into()),
                "Name",
                value.clone(),
                Some(value),
                source,
            ));
        }
        let pick = Pick::default();
        let shown = |style| {
            let mut out = Vec::new();
            let answer = Answer::Tags((&read).into());
            Writer::new(style).record(
                &Job::Tags { pick: &pick },
                Path::new("a\u{7f}"),
                Ok(&answer),
                &mut out,
            );
            assert_eq!(out.pop(), Some(b'\n'));
            String::from_utf8(out).unwrap()
        };
        let (line, indented) = (shown(Style::Lines), shown(Style::Indented));
        let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(parsed(&line), parsed(&indented));
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(letters(&line), letters(&indented), "with the same escapes");
    }
}
