//! What the structure of a file says of it, as tags of the group `File`: its format, and the size of a picture whose
//! format has no tags for it.

use super::contents::Contents;
use crate::block::BlockKind;
use crate::format_id::FormatId;
use crate::tag::{Group, Origin, Tag, Value};

/// Adds the facts before the tags that the container has found. `detected` is the format by the first bytes.
pub(crate) fn add(out: &mut Contents<'_>, detected: FormatId) {
    let format = out.info.format.unwrap_or(detected);
    let extension = Value::Text(format.extension().to_ascii_lowercase().into());
    let mut facts = vec![
        tag("FileType", Value::text(format.name()), None, 0),
        tag("FileTypeExtension", extension, Some(Value::text(format.extension())), 0),
        tag("MIMEType", Value::text(format.mime()), None, 0),
    ];
    if states_size(format)
        && let Some((width, height)) = out.info.width.zip(out.info.height)
    {
        facts.push(tag("ImageWidth", Value::Int(width.into()), None, 0));
        facts.push(tag("ImageHeight", Value::Int(height.into()), None, 0));
    }
    out.tags.splice(0..0, facts);
}

/// A fact that is stated at this offset of the file.
pub(super) fn tag<'a>(name: &'static str, value: Value<'a>, raw: Option<Value<'a>>, at: u64) -> Tag<'a> {
    Tag::new(Group::File, name, value, raw, Origin::new(BlockKind::File, at))
}

/// Whether the size of the picture is a fact of the file. Other formats have tags for it, in a header or a directory.
fn states_size(format: FormatId) -> bool {
    matches!(
        format,
        FormatId::Avif
            | FormatId::Heic
            | FormatId::Heics
            | FormatId::Heif
            | FormatId::Heifs
            | FormatId::J2c
            | FormatId::Jxl
            | FormatId::JxlCodestream
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(out: &Contents<'_>) -> Vec<String> {
        out.tags.iter().map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect()
    }

    #[test]
    fn the_format_comes_first() {
        let mut out = Contents::default();
        out.tags.push(tag("Comment", Value::text("text"), None, 20));
        add(&mut out, FormatId::Jpeg);
        let expected = [
            "File:FileType=JPEG",
            "File:FileTypeExtension=jpg",
            "File:MIMEType=image/jpeg",
            "File:Comment=text",
        ];
        assert_eq!(told(&out), expected);
        assert_eq!(out.tags.get(1).and_then(|tag| tag.raw.clone()), Some(Value::text("JPG")));
    }

    #[test]
    fn a_size_is_shown_where_no_tag_has_it() {
        let mut out = Contents::default();
        (out.info.width, out.info.height) = (Some(4), Some(3));
        add(&mut out, FormatId::Heic);
        assert_eq!(told(&out)[3..], ["File:ImageWidth=4", "File:ImageHeight=3"]);
        let mut out = Contents::default();
        out.info.width = Some(4);
        add(&mut out, FormatId::Heic);
        assert_eq!(out.tags.len(), 3);
    }
}
