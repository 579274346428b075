//! Packets: as bytes, or written from a tree of RDF, so that what lies behind well-formed XML is reached.
//!
//! A prefix may have more tags than the whole: an element that is cut off has text where it had elements, and of two
//! properties of one name the last counts. So that is not asserted here.
#![no_main]

use arbitrary::Arbitrary;
use embedmeta::BlockKind;
use libfuzzer_sys::fuzz_target;
use std::fmt::Write;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Bytes(&'a [u8]),
    Tree(Vec<Node<'a>>),
}

/// An element of a list that is a tree by how deep each stands.
#[derive(Arbitrary, Debug)]
struct Node<'a> {
    /// How many elements are closed before it.
    up: u8,
    prefix: u8,
    name: u8,
    language: Option<u8>,
    attribute: Option<(u8, u8, &'a str)>,
    text: &'a str,
}

const SPACES: &[(&str, &str)] = &[
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("xmp", "http://ns.adobe.com/xap/1.0/"),
    ("photoshop", "http://ns.adobe.com/photoshop/1.0/"),
    ("Iptc4xmpCore", "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"),
    ("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"),
    ("mwg-rs", "http://www.metadataworkinggroup.com/schemas/regions/"),
    ("stArea", "http://ns.adobe.com/xmp/sType/Area#"),
    ("lr", "http://ns.adobe.com/lightroom/1.0/"),
    ("exif", "http://ns.adobe.com/exif/1.0/"),
    ("m", "http://example.com/m/"),
];

const NAMES: &[&str] = &[
    "Description",
    "Bag",
    "Seq",
    "Alt",
    "li",
    "value",
    "resource",
    "nodeID",
    "about",
    "type",
    "title",
    "creator",
    "subject",
    "description",
    "Regions",
    "RegionList",
    "Area",
    "x",
    "y",
    "w",
    "h",
    "unit",
    "Name",
    "Type",
    "ImageRegion",
    "RegionBoundary",
    "hierarchicalSubject",
    "LocationShown",
    "City",
    "GPSLatitude",
    "DateTimeOriginal",
    "CreateDate",
    "parseType",
    "HasExtendedXMP",
];

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::Bytes(bytes) => drop(embedmeta_fuzz::decode(BlockKind::Xmp, bytes)),
        Input::Tree(nodes) => drop(embedmeta_fuzz::decode(BlockKind::Xmp, packet(&nodes).as_bytes())),
    }
});

fn packet(nodes: &[Node<'_>]) -> String {
    let mut out = String::from("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF");
    for (prefix, address) in SPACES {
        write!(out, " xmlns:{prefix}='{address}'").expect("a string");
    }
    out.push_str("><rdf:Description>");
    let mut open: Vec<String> = Vec::new();
    for node in nodes {
        for _ in 0..node.up.min(8) {
            close(&mut out, &mut open);
        }
        let element = name(node.prefix, node.name);
        write!(out, "<{element}").expect("a string");
        if let Some(language) = node.language {
            let languages = ["x-default", "en", "en-us", "fr-FR", "zh_hans"];
            write!(out, " xml:lang='{}'", languages[usize::from(language) % languages.len()])
                .expect("a string");
        }
        if let Some((prefix, local, value)) = node.attribute {
            write!(out, " {}='{}'", name(prefix, local), escaped(value)).expect("a string");
        }
        write!(out, ">{}", escaped(node.text)).expect("a string");
        open.push(element);
    }
    while !open.is_empty() {
        close(&mut out, &mut open);
    }
    out.push_str("</rdf:Description></rdf:RDF></x:xmpmeta>");
    out
}

fn close(out: &mut String, open: &mut Vec<String>) {
    if let Some(element) = open.pop() {
        write!(out, "</{element}>").expect("a string");
    }
}

fn name(prefix: u8, local: u8) -> String {
    let (prefix, local) =
        (SPACES[usize::from(prefix) % SPACES.len()].0, NAMES[usize::from(local) % NAMES.len()]);
    format!("{prefix}:{local}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;")
}
