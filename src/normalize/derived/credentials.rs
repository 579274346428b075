//! `ContentCredentials`: a summary of the C2PA manifest store of a file.
//!
//! The parts repeat what the store says. Neither signatures nor hashes are checked, so anyone may have written them:
//! the object ends with `"verified": false`.

use crate::block::BlockKind;
use crate::metadata::FieldValue;
use crate::normalize::entry::DerivedField;
use crate::normalize::input::Input;
use crate::normalize::text::trimmed;
use crate::tag::{Tag, Value};
use std::borrow::Cow;

/// The first tag of a store. Every store has it, and nothing else does.
const FIRST: &str = "Carrier";

/// The credentials of the file, if it has any.
pub(crate) fn content_credentials<'f, 'a>(input: &Input<'f, 'a>) -> Option<DerivedField<'f, 'a>> {
    let mut parts = Parts { tags: input.tags, object: Vec::new(), from: Vec::new() };
    parts.tag(FIRST)?;
    parts.push("present", FieldValue::Bool(true));
    parts.text("carrier", FIRST);
    parts.text("manifest", "ActiveManifest");
    parts.generator();
    parts.number("manifests", "ManifestCount");
    parts.text("title", "Title");
    parts.text("format", "Format");
    parts.push("verified", FieldValue::Bool(false));
    Some(DerivedField {
        field: "ContentCredentials",
        value: FieldValue::Object(parts.object),
        from: parts.from,
    })
}

/// The parts of the object, and the tags that they are made from.
struct Parts<'f, 'a> {
    tags: &'f [Tag<'a>],
    object: Vec<(Cow<'static, str>, FieldValue)>,
    from: Vec<&'f Tag<'a>>,
}

impl<'f, 'a> Parts<'f, 'a> {
    fn tag(&self, name: &str) -> Option<&'f Tag<'a>> {
        self.tags.iter().find(|tag| tag.source.block == BlockKind::Jumbf && tag.name == name)
    }

    fn push(&mut self, part: &'static str, value: FieldValue) {
        self.object.push((Cow::Borrowed(part), value));
    }

    fn text(&mut self, part: &'static str, name: &str) -> bool {
        let Some((tag, text)) = self.text_of(name) else { return false };
        self.from.push(tag);
        self.push(part, FieldValue::Text(text.to_owned()));
        true
    }

    fn text_of(&self, name: &str) -> Option<(&'f Tag<'a>, &'f str)> {
        let tag = self.tag(name)?;
        let text = trimmed(tag.value.as_str()?);
        (!text.is_empty()).then_some((tag, text))
    }

    fn number(&mut self, part: &'static str, name: &str) {
        if let Some(tag) = self.tag(name)
            && let Value::Int(number) = tag.value
        {
            self.from.push(tag);
            self.push(part, FieldValue::Integer(number));
        }
    }

    /// The program that made the claim: one text, or its name and version.
    fn generator(&mut self) {
        const PART: &str = "claimGenerator";
        if self.text(PART, "Claim_generator") {
            return;
        }
        let Some((tag, name)) = self.text_of("Claim_Generator_InfoName") else { return };
        self.from.push(tag);
        let mut text = name.to_owned();
        if let Some((tag, version)) = self.text_of("Claim_Generator_InfoVersion") {
            self.from.push(tag);
            text = format!("{name} {version}");
        }
        self.push(PART, FieldValue::Text(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::normalize::Options;
    use crate::tag::{Group, Origin};
    use bumpalo::Bump;

    fn tag(block: BlockKind, name: &'static str, value: Value<'static>) -> Tag<'static> {
        let source = Origin { block, offset: 0, standard: true, charset: None };
        Tag::new(Group::Other("JUMBF".into()), name, value, None, source)
    }

    fn text(name: &'static str, value: &'static str) -> Tag<'static> {
        tag(BlockKind::Jumbf, name, Value::text(value))
    }

    /// The object as JSON, and the names of the tags that it was made from.
    fn credentials(tags: &[Tag<'static>]) -> Option<(String, Vec<String>)> {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let options = Options::default();
        let input = Input::of(tags, &options, &cx);
        let derived = content_credentials(&input)?;
        let from = derived.from.iter().map(|tag| tag.name.to_string()).collect();
        Some((serde_json::to_string(&derived.value).unwrap(), from))
    }

    #[test]
    fn the_parts_have_an_order_and_their_tags() {
        let tags = [
            text("Carrier", "PNG caBX"),
            tag(BlockKind::Jumbf, "ManifestCount", Value::Int(2)),
            text("ActiveManifest", "urn:c2pa:x"),
            text("Claim_Generator_InfoVersion", "2.1"),
            text("Claim_Generator_InfoName", "Example Camera"),
            text("Title", "Harbour"),
        ];
        let (json, from) = credentials(&tags).unwrap();
        let expected = r#"{"present":true,"carrier":"PNG caBX","manifest":"urn:c2pa:x","#.to_owned()
            + r#""claimGenerator":"Example Camera 2.1","manifests":2,"title":"Harbour","verified":false}"#;
        assert_eq!(json, expected);
        let names = [
            "Carrier",
            "ActiveManifest",
            "Claim_Generator_InfoName",
            "Claim_Generator_InfoVersion",
            "ManifestCount",
            "Title",
        ];
        assert_eq!(from, names);
    }

    #[test]
    fn the_text_of_the_generator_comes_before_its_parts() {
        let tags = [
            text("Carrier", "JPEG APP11"),
            text("Claim_generator", "Editor/1.0"),
            text("Claim_Generator_InfoName", "Editor"),
        ];
        let expected =
            r#"{"present":true,"carrier":"JPEG APP11","claimGenerator":"Editor/1.0","verified":false}"#;
        assert_eq!(credentials(&tags).map(|(json, _)| json).as_deref(), Some(expected));
    }

    #[test]
    fn without_a_store_there_are_none() {
        assert_eq!(credentials(&[text("Title", "a")]), None);
        assert_eq!(credentials(&[tag(BlockKind::Xmp, "Carrier", Value::text("a"))]), None);
    }
}
