//! Packets of every shape, and hostile ones.

use super::*;
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::limits::Limits;
use crate::source::View;
use crate::tag::Value;

/// The tags of a packet, each `group:name = value`, and the codes of the issues.
pub(super) fn read(packet: &[u8], chunks: &[Vec<u8>]) -> (Vec<String>, Vec<&'static str>) {
    let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let mut sink = Sink::default();
    let view = |bytes| View::memory(Bytes::new(bytes, 1000));
    let mut extension = Extension::default();
    for chunk in chunks {
        extension.add(&Block::new(BlockKind::ExtendedXmp, view(chunk)), &cx);
    }
    decode(&Block::new(BlockKind::Xmp, view(packet)), &extension, &cx, &mut sink);
    let show = |value: &Value<'_>| match value {
        Value::List(items) => {
            format!("[{}]", items.iter().map(Value::to_string).collect::<Vec<_>>().join("; "))
        }
        value => value.to_string(),
    };
    let tags = sink.tags.iter().map(|tag| {
        let raw = tag.raw.as_ref().map_or(String::new(), |raw| format!(" ({})", show(raw)));
        format!("{}:{} = {}{raw}", tag.group, tag.full_name(), show(&tag.value))
    });
    let tags = tags.collect();
    drop(sink);
    (tags, cx.take_issues().into_iter().map(|issue| issue.code).collect())
}

pub(super) fn printed(packet: &[u8]) -> Vec<String> {
    read(packet, &[]).0
}

pub(super) fn issues(packet: &[u8]) -> Vec<&'static str> {
    read(packet, &[]).1
}

/// A packet with these properties.
pub(super) fn described(properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
         xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/' xmlns:stEvt='http://ns.adobe.com/xap/1.0/sType/ResourceEvent#' \
         xmlns:foo='urn:foo'><rdf:Description rdf:about=''>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

fn of(properties: &str) -> Vec<String> {
    printed(described(properties).as_bytes())
}

#[test]
fn smoke() {
    assert_eq!(of("<dc:format>a</dc:format>"), ["XMP-dc:Format = a"]);
}
