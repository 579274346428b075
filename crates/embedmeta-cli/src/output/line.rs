//! The record of a file as one line of JSON.
//!
//! A file may have hundreds of tags and fields, whose keys and texts rarely need an escape, so that they are written here:
//! serde looks at each letter of each key. What needs more care is left to it.

use super::json_text::{Guarded, Text, is_plain_text};
use super::record::{PathText, TagList, object};
use embedmeta::{Extraction, FieldValue, Group, Tag, Value};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Serializer};
use std::ops::Range;
use std::path::Path;

/// Appends the record of the fields of a file, with the facts about it if `file` is set.
pub(super) fn fields(path: &Path, read: &Extraction, fields: &[String], file: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"path\":");
    by_serde(&PathText(path), out);
    out.extend_from_slice(b",\"embeddedMetadata\":");
    match object(&read.metadata, fields) {
        Some(metadata) => members(metadata.iter(), out),
        None => out.extend_from_slice(b"null"),
    }
    if file {
        out.extend_from_slice(b",\"file\":");
        by_serde(&read.file, out);
    }
    out.extend_from_slice(b",\"issues\":");
    by_serde(&read.issues, out);
    out.push(b'}');
}

fn members<'m>(all: impl Iterator<Item = (&'m str, &'m FieldValue)>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, (name, value)) in all.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        text(name, out);
        out.push(b':');
        field(value, out);
    }
    out.push(b'}');
}

fn field(value: &FieldValue, out: &mut Vec<u8>) {
    match value {
        FieldValue::Text(value) => text(value, out),
        FieldValue::List(items) => list(items, field, out),
        FieldValue::Object(parts) => members(parts.iter().map(|(name, part)| (name.as_ref(), part)), out),
        other => by_serde(other, out),
    }
}

fn list<T>(items: &[T], one: fn(&T, &mut Vec<u8>), out: &mut Vec<u8>) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        one(item, out);
    }
    out.push(b']');
}

/// Appends the record of the tags of a file.
pub(super) fn tags(path: &Path, list: &TagList<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"path\":");
    by_serde(&PathText(path), out);
    out.extend_from_slice(b",\"tags\":[");
    let mut group = None;
    for (index, tag) in list.tags.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        one(tag, &mut group, out);
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

/// Writes a tag. Most are of the group of the tag before, which is known with the place where it was written.
fn one<'t>(tag: &'t Tag<'_>, before: &mut Option<(&'t Group<'t>, Range<usize>)>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"group\":");
    match before {
        Some((group, written)) if **group == tag.group => out.extend_from_within(written.clone()),
        _ => {
            let start = out.len();
            text(&tag.group.name(), out);
            *before = Some((&tag.group, start..out.len()));
        }
    }
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
            several => list(several, value, out),
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
    use embedmeta::{BlockKind, Origin};

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
        let object = r#"{"Text": "x\ny", "XMP-\u007f:Odd": [true, {"a": "\u202e", "b": 0.5}], "None": []}"#;
        read.metadata = serde_json::from_str(object).unwrap();
        let pick = Pick::default();
        let jobs = [Job::Tags { pick: &pick }, Job::Extract { fields: &[], file: true }];
        for (job, answer) in jobs.iter().zip([Answer::Tags((&read).into()), Answer::Extraction(read.clone())])
        {
            let shown = |style| {
                let mut out = Vec::new();
                Writer::new(style).record(job, Path::new("a\u{7f}"), Ok(&answer), &mut out);
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
}
