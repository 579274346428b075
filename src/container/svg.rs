//! SVG: the facts of its root element, and the packet or bare RDF inside `<metadata>` [SVG2 5.7].

use super::contents::Contents;
use super::format::Format;
use super::markup;
use super::scan::{self, Scan};
use super::svg_tags;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};
use base64::Engine;
use quick_xml::events::BytesStart;
use std::borrow::Cow;

/// The longest manifest store that is read, in letters.
const MANIFEST: u64 = 4 * 1024 * 1024;

pub(crate) const FORMAT: Format = Format { id: FormatId::Svg, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    markup::root(head.as_slice()).is_some_and(|root| root.local_name().as_ref() == "svg")
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    let Some(root) = markup::root(head.as_slice()) else { return };
    let view_box = view_box(&root);
    let side =
        |name, place: fn((f64, f64)) -> f64| length(&root, name).or(view_box.map(place)).and_then(pixels);
    (out.info.width, out.info.height) = (side("width", |size| size.0), side("height", |size| size.1));
    out.info.has_alpha = Some(true);
    if cx.shows_tags {
        out.tags.extend(svg_tags::read(head));
        manifest(reader, cx, out);
    }
    let Some((start, length)) = packet(reader, cx) else { return };
    let data = View::file(reader, start, length);
    let data = declared(&root, data, cx).map_or(data, View::memory);
    out.blocks.push(Block::new(BlockKind::Xmp, data));
}

/// The manifest store, which is written in letters [C2PA 2.1 A.3.4].
fn manifest<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let end = scan::bounded(cx, 0, reader.len());
    let mut scan = Scan::new(reader);
    let Some((open, _)) = scan.find(0, end, &[b"<c2pa:manifest"]) else { return };
    let Some((start, _)) = scan.find(open, end, &[b">"]) else { return };
    let Some((close, _)) = scan.find(start, end, &[b"<"]) else { return };
    let length = close.saturating_sub(start).saturating_sub(1).min(MANIFEST);
    let Some(text) = View::file(reader, start.saturating_add(1), length).all() else { return };
    let letters: Vec<u8> =
        text.as_slice().iter().copied().filter(|letter| !letter.is_ascii_whitespace()).collect();
    let Ok(store) = base64::engine::general_purpose::STANDARD.decode(&letters) else {
        return cx.issue(
            IssueCode::BadStore,
            Stage::Container,
            Some(start),
            || "the letters of the manifest store are not Base64",
        );
    };
    if cx.spend(store.len() as u64).is_none() {
        return;
    }
    let origin = Origin { block: BlockKind::Jumbf, offset: start, standard: true, charset: None };
    let value = Value::Unread(store.len() as u64);
    out.tags.push(Tag::new(Group::Other(Cow::Borrowed("SVG-c2pa")), "JUMBF", value, None, origin));
    let data = View::memory(Bytes::new(cx.arena.alloc_slice_copy(&store), start));
    out.blocks.push(Block { detached: true, ..Block::jumbf("SVG manifest", data) });
}

fn attribute(root: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = root.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(attribute.value.trim().to_owned())
}

/// A length in pixels of 1/96 inch [CSS values 6.2]. `None` if it is relative to the surrounding document.
fn length(root: &BytesStart<'_>, name: &str) -> Option<f64> {
    let text = attribute(root, name)?;
    let unit = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(unit)?;
    let scale = match unit {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    };
    Some(number.trim().parse::<f64>().ok()? * scale)
}

/// The size of the view box, which is used if no size is given [SVG2 8.2].
fn view_box(root: &BytesStart<'_>) -> Option<(f64, f64)> {
    let text = attribute(root, "viewBox")?;
    let mut numbers = text.split([' ', ',', '\t', '\n', '\r']).filter(|part| !part.is_empty()).skip(2);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked below
fn pixels(length: f64) -> Option<u32> {
    let length = length.round();
    (1.0..=f64::from(u32::MAX)).contains(&length).then_some(length as u32)
}

/// The range of the packet, or of the RDF if there is no packet.
fn packet<'a>(reader: &'a Reader<'a>, cx: &Context<'_>) -> Option<(u64, u64)> {
    const STARTS: [&[u8]; 2] = [b"<x:xmpmeta", b"<rdf:RDF"];
    const ENDS: [&[u8]; 2] = [b"</x:xmpmeta>", b"</rdf:RDF>"];
    let end = scan::bounded(cx, 0, reader.len());
    let mut scan = Scan::new(reader);
    let (start, which) = scan.find(0, end, &STARTS)?;
    let last = ENDS.get(which)?;
    let Some((close, _)) = scan.find(start, end, &[last]) else {
        cx.issue(IssueCode::Truncated, Stage::Container, Some(start), || "the metadata has no end");
        return None;
    };
    Some((start, close.saturating_sub(start).saturating_add(last.len() as u64)))
}

/// If the packet declares too few namespaces, wraps it in an element that repeats the declarations of the root
/// element.
fn declared<'a>(root: &BytesStart<'_>, data: View<'a>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    let packet = data.all()?;
    if memchr::memmem::find(packet.as_slice(), b"xmlns:rdf").is_some() {
        return None;
    }
    let mut out = String::from("<x:xmpmeta xmlns:x='adobe:ns:meta/'");
    for attribute in root.attributes().flatten() {
        let name = attribute.key.as_ref();
        if name.starts_with("xmlns:") && name != "xmlns:x" {
            for part in [" ", name, "=\"", &attribute.value, "\""] {
                out.push_str(part);
            }
        }
    }
    let out = [out.as_bytes(), b">", packet.as_slice(), b"</x:xmpmeta>"].concat();
    cx.spend(out.len() as u64)?;
    Some(Bytes::new(cx.arena.alloc_slice_copy(&out), packet.absolute(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};

    const RDF: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></rdf:RDF>";

    #[test]
    fn sizes() {
        for (attributes, width, height) in [
            ("width='40' height='30px'", Some(40), Some(30)),
            ("width='4in' height='2.54cm'", Some(384), Some(96)),
            ("width='100%' viewBox='0 0 400 300'", Some(400), Some(300)),
            ("width='10em' height='-3'", None, None),
            ("", None, None),
        ] {
            let file = format!("<?xml version='1.0'?>\n<svg {attributes}/>");
            let info = read(&FORMAT, file.as_bytes()).info;
            assert_eq!((info.width, info.height), (width, height), "{attributes}");
        }
    }

    #[test]
    fn the_packet() {
        let file = format!("<svg><metadata>{RDF}</metadata></svg>");
        assert_eq!(read(&FORMAT, file.as_bytes()).contents(), [(BlockKind::Xmp, RDF.as_bytes())]);
        every_prefix(&FORMAT, file.as_bytes());
        let file = "<svg xmlns:rdf=\"uri\"><rdf:RDF></rdf:RDF></svg>";
        let expected =
            b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:rdf=\"uri\"><rdf:RDF></rdf:RDF></x:xmpmeta>";
        assert_eq!(read(&FORMAT, file.as_bytes()).contents(), [(BlockKind::Xmp, &expected[..])]);
    }
}
