//! Packets: as bytes, or written from a tree of RDF, so that what lies behind well-formed XML is reached.
//!
//! A prefix may have more tags than the whole: an element that is cut off has text where it had elements, and of two
//! properties of one name the last counts. So that is not asserted here.
#![no_main]

use arbitrary::Arbitrary;
use embedmeta::BlockKind;
use libfuzzer_sys::fuzz_target;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Bytes(&'a [u8]),
    Tree(Vec<Node<'a>>),
    Properties(Vec<Property<'a>>),
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

/// A property as the specification wants it [XMP 1, 7].
#[derive(Arbitrary, Debug)]
struct Property<'a> {
    prefix: u8,
    name: u8,
    shape: Shape<'a>,
}

#[derive(Arbitrary, Debug)]
enum Shape<'a> {
    Text(&'a str),
    Address(&'a str),
    List { of: u8, items: Vec<&'a str> },
    Languages(Vec<&'a str>),
    Structure { as_attributes: bool, fields: Vec<(u8, u8, &'a str)> },
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

const LANGUAGES: &[&str] = &["x-default", "en", "en-us", "fr-FR", "zh_hans"];

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::Bytes(bytes) => drop(embedmeta_fuzz::decode(BlockKind::Xmp, bytes)),
        Input::Tree(nodes) => drop(embedmeta_fuzz::decode(BlockKind::Xmp, packet(&tree(&nodes)).as_bytes())),
        Input::Properties(properties) => {
            let packet = packet(&written(&properties));
            embedmeta_fuzz::decode(BlockKind::Xmp, packet.as_bytes());
            // Nothing is asked for what breaks the standard: of that the toolkit makes something of its own.
            let report = embedmeta_verify::xmp_packet(packet.as_bytes());
            assert!(report.agrees(), "{:?}", report.disagreements);
        }
    }
});

fn packet(properties: &str) -> String {
    let mut out = String::from("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF");
    for (prefix, address) in SPACES {
        write!(out, " xmlns:{prefix}='{address}'").expect("a string");
    }
    write!(out, "><rdf:Description rdf:about=''>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>")
        .expect("a string");
    out
}

/// Properties of which no two have one name.
fn written(properties: &[Property<'_>]) -> String {
    let mut out = String::new();
    let mut names = BTreeSet::new();
    for Property { prefix, name: local, shape } in properties {
        let name = property(*prefix, *local);
        // Dublin Core's texts are in languages; the toolkit mends what is not.
        let is_mended = name.starts_with("dc:") && matches!(shape, Shape::List { .. });
        if is_mended || !names.insert(name.clone()) {
            continue;
        }
        match shape {
            Shape::Text(text) => write!(out, "<{name}>{}</{name}>", plain(text)),
            Shape::Address(text) => write!(out, "<{name} rdf:resource='{}'/>", plain(text)),
            Shape::List { of, items } => {
                let list = ["rdf:Bag", "rdf:Seq", "rdf:Alt"][usize::from(*of) % 3];
                let items: String =
                    items.iter().map(|item| format!("<rdf:li>{}</rdf:li>", plain(item))).collect();
                write!(out, "<{name}><{list}>{items}</{list}></{name}>")
            }
            Shape::Languages(items) => {
                let item = |(text, language): (&&str, &&str)| {
                    format!("<rdf:li xml:lang='{language}'>{}</rdf:li>", plain(text))
                };
                let items: String = items.iter().zip(LANGUAGES).map(item).collect();
                write!(out, "<{name}><rdf:Alt>{items}</rdf:Alt></{name}>")
            }
            Shape::Structure { as_attributes, fields } => {
                let fields: BTreeMap<String, String> = fields
                    .iter()
                    .map(|(prefix, local, text)| (property(*prefix, *local), plain(text)))
                    .collect();
                if *as_attributes {
                    let fields: String =
                        fields.iter().map(|(name, text)| format!(" {name}='{text}'")).collect();
                    write!(out, "<{name}{fields}/>")
                } else {
                    let fields: String =
                        fields.iter().map(|(name, text)| format!("<{name}>{text}</{name}>")).collect();
                    write!(out, "<{name} rdf:parseType='Resource'>{fields}</{name}>")
                }
            }
        }
        .expect("a string");
    }
    out
}

/// The name of a property: not one of RDF's own, nor `Description`, which was the first name of another.
fn property(prefix: u8, local: u8) -> String {
    name(prefix % (SPACES.len() as u8 - 1) + 1, local % (NAMES.len() as u8 - 1) + 1)
}

/// Text of signs that XML has.
fn plain(text: &str) -> String {
    let is_sign = |sign: &char| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}');
    escaped(&text.chars().filter(is_sign).collect::<String>())
}

fn tree(nodes: &[Node<'_>]) -> String {
    let mut out = String::new();
    let mut open: Vec<String> = Vec::new();
    for node in nodes {
        for _ in 0..node.up.min(8) {
            close(&mut out, &mut open);
        }
        let element = name(node.prefix, node.name);
        write!(out, "<{element}").expect("a string");
        if let Some(language) = node.language {
            write!(out, " xml:lang='{}'", LANGUAGES[usize::from(language) % LANGUAGES.len()])
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
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&apos;")
}
