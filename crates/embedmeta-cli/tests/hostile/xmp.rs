//! XML that expands, nests or repeats itself, and packets that contradict each other.

use crate::support::jpeg::{digest, extended_xmp, iim, jpeg, photoshop, resource, xmp};
use crate::{alone, codes, grows_evenly, read, tells};
use embedmeta::{Extraction, Extractor};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// A packet with these attributes and this content in its only description.
fn packet(attributes: &str, content: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='{RDF}'><rdf:Description rdf:about='' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' \
         xmlns:xmpNote='http://ns.adobe.com/xmp/note/' xmlns:m='http://example.com/m/' {attributes}>{content}\
         </rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

/// The result of reading a file that consists of this packet.
fn sidecar(text: impl FnOnce() -> String) -> Extraction {
    read(|| text().into_bytes())
}

const BILLION: &str = "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
    <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">\
    <!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">]>";
const OTHER_FILE: &str = "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>";

#[test]
fn entities_that_expand_or_name_other_files() {
    for doctype in [BILLION, OTHER_FILE, "<!DOCTYPE x SYSTEM 'http://example.com/x.dtd'>", "<!doctype x>"] {
        let text = format!("{doctype}{}", packet("", "<photoshop:City>&f;</photoshop:City>"));
        let read = read(|| jpeg(&[xmp(text.as_bytes())]));
        assert_eq!(codes(&read), ["doctype"], "{doctype}");
        assert!(read.metadata.is_empty());
    }
    // Without a declaration there is nothing to expand.
    let read = sidecar(|| packet("", "<photoshop:City>&f;&lt;</photoshop:City>"));
    assert_eq!(read.metadata.text("City"), Some("&f;<"));
}

#[test]
fn a_document_type_in_another_encoding() {
    let text = format!("{BILLION}{}", packet("", ""));
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    for bytes in [utf16(&text, true), utf16(&text, false), utf32] {
        assert_eq!(codes(&read(|| jpeg(&[xmp(&bytes)]))), ["doctype"]);
    }
}

#[test]
fn elements_nested_a_hundred_thousand_deep() {
    let deep = |name: &str| {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        packet("", &format!("{}x{}<m:after>seen</m:after>", open.repeat(100_000), close.repeat(100_000)))
    };
    for name in ["m:a", "rdf:Bag", "rdf:li", "rdf:Description"] {
        let read = sidecar(|| deep(name));
        assert!(tells(&read, "too-deep"), "{name}");
        assert!(read.tags.iter().any(|tag| tag.name == "After"), "{name}: what stands beside it is read");
    }
    // Elements that are never closed.
    assert!(tells(&sidecar(|| packet("", &"<m:a>".repeat(100_000))), "too-deep"));
}

#[test]
fn nesting_costs_no_more_than_its_length() {
    grows_evenly(800, |n| packet("", &("<m:a>".repeat(n) + &"</m:a>".repeat(n))).into_bytes());
    grows_evenly(800, |n| packet("", &"<m:a></m:b>".repeat(n)).into_bytes());
}

type Shape = (&'static str, fn(usize) -> String);

/// Packets that grow in one respect.
const SHAPES: &[Shape] = &[
    ("attributes", |n| packet(&numbered(n, |i| format!("m:a{i}='x' ")), "")),
    ("attributes of one name", |n| packet(&"m:a='x' ".repeat(n), "")),
    ("declarations", |n| packet(&numbered(n, |i| format!("xmlns:p{i}='http://example.com/{i}/' ")), "")),
    ("declarations of one prefix", |n| packet("", &"<p:a xmlns:p='http://example.com/p/'/>".repeat(n))),
    ("prefixes without a declaration", |n| packet("", &numbered(n, |i| format!("<q{i}:a>x</q{i}:a>")))),
    ("properties", |n| packet("", &numbered(n, |i| format!("<m:a{i}>x</m:a{i}>")))),
    ("properties of one name", |n| packet("", &"<m:a>x</m:a>".repeat(n))),
    ("items", |n| {
        packet("", &format!("<dc:subject><rdf:Bag>{}</rdf:Bag></dc:subject>", "<rdf:li>x</rdf:li>".repeat(n)))
    }),
    ("different items", |n| {
        let items = numbered(n, |i| format!("<rdf:li>{i}</rdf:li>"));
        packet("", &format!("<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>"))
    }),
    ("languages", |n| {
        let items = numbered(n, |i| format!("<rdf:li xml:lang='x-{i}'>x</rdf:li>"));
        packet("", &format!("<dc:title><rdf:Alt>{items}</rdf:Alt></dc:title>"))
    }),
    ("structures", |n| {
        packet("", &format!("<m:s><rdf:Bag>{}</rdf:Bag></m:s>", "<rdf:li m:x='1' m:y='2'/>".repeat(n)))
    }),
    ("references", |n| {
        let nodes = numbered(n, |i| {
            format!("<m:a{i} rdf:nodeID='n{i}'/><rdf:Description rdf:nodeID='n{i}' m:z='x'/>")
        });
        packet("", &nodes)
    }),
    ("references to one", |n| packet("", &numbered(n, |i| format!("<m:a{i} rdf:nodeID='n'/>")))),
    ("comments", |n| packet("", &format!("<m:a>{}</m:a>", "x<!-- -->".repeat(n)))),
    ("sections", |n| packet("", &format!("<m:a>{}</m:a>", "<![CDATA[x]]>".repeat(n)))),
    ("entities", |n| packet("", &format!("<m:a>{}</m:a>", "&amp;&#65;&x;".repeat(n)))),
    ("regions", |n| {
        let one = "<rdf:li><rdf:Description mwg-rs:Name='A' mwg-rs:Type='Face'><mwg-rs:Area stArea:x='0.5' stArea:y='0.5' \
                   stArea:w='0.1' stArea:h='0.1' stArea:unit='normalized'/></rdf:Description></rdf:li>";
        packet(
            "xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' \
             xmlns:stArea='http://ns.adobe.com/xmp/sType/Area#'",
            &format!(
                "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag>{}</rdf:Bag>\
                 </mwg-rs:RegionList></mwg-rs:Regions>",
                one.repeat(n)
            ),
        )
    }),
    ("paths of keywords", |n| {
        let items = numbered(n, |i| format!("<rdf:li>a|b|{i}</rdf:li>"));
        packet(
            "xmlns:lr='http://ns.adobe.com/lightroom/1.0/'",
            &format!("<lr:hierarchicalSubject><rdf:Bag>{items}</rdf:Bag></lr:hierarchicalSubject>"),
        )
    }),
    ("a name", |n| packet("", &format!("<m:{0}>x</m:{0}>", "a".repeat(n)))),
    ("stray ends", |n| packet("", &"</m:a>".repeat(n))),
    ("stray beginnings", |n| packet("", &"<".repeat(n))),
    ("beginnings of packets", |n| packet("", &"<?xpacket begin=''?>".repeat(n))),
];

fn numbered(n: usize, one: impl Fn(usize) -> String) -> String {
    (0..n).map(one).collect()
}

#[test]
fn no_shape_of_a_packet_costs_more_than_its_length() {
    for (name, make) in SHAPES {
        println!("{name}");
        grows_evenly(600, |n| make(n).into_bytes());
    }
}

#[test]
fn every_shape_of_a_packet_stays_within_its_memory() {
    for (name, make) in SHAPES {
        println!("{name}");
        sidecar(|| make(20_000));
    }
}

#[test]
fn thirty_thousand_attributes() {
    let read = sidecar(|| packet(&numbered(30_000, |i| format!("m:a{i}='x' ")), "<m:after>seen</m:after>"));
    assert_eq!(codes(&read), ["too-many-attributes"]);
    assert!(read.tags.iter().any(|tag| tag.name == "After"));
}

#[test]
fn a_prefix_bound_to_another_address() {
    let standard = packet("", "<dc:format>standard</dc:format>");
    let foreign = standard.replace("http://purl.org/dc/elements/1.1/", "http://example.com/dc/");
    let read_foreign = sidecar(|| foreign.clone());
    assert!(
        !read_foreign.tags.iter().any(|tag| tag.group.to_string() == "XMP-dc"),
        "it is not Dublin Core: {:?}",
        read_foreign.tags
    );
    // Nothing is kept from file to file.
    let _alone = alone();
    let extractor = Extractor::new();
    let answer = |text: &str| {
        let read = extractor.from_bytes(text.as_bytes()).expect("a packet");
        format!("{:?} {:?}", read.tags, read.issues)
    };
    let forwards = [answer(&standard), answer(&foreign)];
    let backwards = [answer(&foreign), answer(&standard)];
    assert_eq!(forwards, [backwards[1].clone(), backwards[0].clone()]);
}

/// A JPEG with a main packet that names `guid`, and extension chunks.
fn extended(guid: &str, chunks: &[Vec<u8>]) -> Vec<u8> {
    let main = packet(&format!("photoshop:City='Main' xmpNote:HasExtendedXMP='{guid}'"), "");
    jpeg(&[vec![xmp(main.as_bytes())], chunks.to_vec()].concat())
}

fn guid(packet: &str) -> String {
    use std::fmt::Write;
    digest(packet.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string");
        text
    })
}

/// The headline of the extension, whether the main packet was read, and the issues.
fn outcome(file: impl FnOnce() -> Vec<u8>) -> (Option<String>, Vec<&'static str>) {
    let read = read(file);
    assert_eq!(read.metadata.text("City"), Some("Main"));
    (read.metadata.text("Headline").map(str::to_owned), codes(&read))
}

#[test]
fn extended_packets_that_are_confused() {
    let text = packet("photoshop:Headline='Extension'", "");
    let other = packet("photoshop:Headline='Another'", "");
    let (id, other_id) = (guid(&text), guid(&other));
    let chunks = extended_xmp(&id, text.as_bytes(), 100);
    let whole = Some("Extension".to_owned());
    assert_eq!(outcome(|| extended(&id, &chunks)), (whole.clone(), vec![]));
    assert_eq!(outcome(|| extended(&id.to_uppercase(), &chunks)), (whole.clone(), vec![]));
    // Of two extensions, the one that is named counts.
    let both = [extended_xmp(&other_id, other.as_bytes(), 100), chunks.clone()].concat();
    assert_eq!(outcome(|| extended(&id, &both)), (whole.clone(), vec![]));
    // A repeated portion counts once.
    assert_eq!(outcome(|| extended(&id, &[&chunks[..], &chunks[1..2]].concat())), (whole, vec![]));
    let refused = (None, vec!["extended-xmp"]);
    assert_eq!(outcome(|| extended(&"0".repeat(32), &chunks)), refused, "not there");
    assert_eq!(outcome(|| extended("", &chunks)), refused, "of no name");
    assert_eq!(outcome(|| extended(&id, &[&chunks[..1], &chunks[2..]].concat())), refused, "a gap");
    let mut changed = chunks[1].clone();
    *changed.last_mut().expect("a portion") ^= 1;
    assert_eq!(outcome(|| extended(&id, &[&chunks[..], &[changed]].concat())), refused, "an overlap");
    let mut huge = chunks[0].clone();
    let size = 2 + 2 + 35 + 32;
    huge[size..size + 4].fill(0xff);
    assert_eq!(outcome(|| extended(&id, &[huge])), refused, "4 GiB");
}

#[test]
fn an_extension_that_names_itself() {
    let text = packet(
        "photoshop:Headline='Extension' xmpNote:HasExtendedXMP='00000000000000000000000000000000'",
        "",
    );
    let id = guid(&text);
    let (headline, issues) = outcome(|| extended(&id, &extended_xmp(&id, text.as_bytes(), 100)));
    assert_eq!((headline.as_deref(), issues.len()), (Some("Extension"), 0));
}

#[test]
fn sixteen_thousand_chunks_of_an_extension() {
    grows_evenly(400, |n| {
        let text = packet("", &"<m:a>x</m:a>".repeat(n));
        extended(&guid(&text), &extended_xmp(&guid(&text), text.as_bytes(), 16))
    });
}

#[test]
fn many_main_packets_that_name_one_extension() {
    let text = packet("", &"<m:a>x</m:a>".repeat(2_000));
    let id = guid(&text);
    let main = packet(&format!("xmpNote:HasExtendedXMP='{id}'"), "");
    let read = read(|| {
        let mains = vec![xmp(main.as_bytes()); 500];
        jpeg(&[mains, extended_xmp(&id, text.as_bytes(), 8_000)].concat())
    });
    assert!(tells(&read, "second-packet"));
    assert!(read.issues.len() > 1, "the others were refused: {:?}", codes(&read));
}

#[test]
fn of_two_packets_the_later_wins_and_the_earlier_is_told() {
    let city = |name| xmp(packet(&format!("photoshop:City='{name}'"), "").as_bytes());
    let read = read(|| jpeg(&[city("First"), city("Second")]));
    assert_eq!(codes(&read), ["second-packet"]);
    assert_eq!(read.metadata.text("City"), Some("Second"));
    let why = read.provenance.iter().find(|why| why.field == "City").expect("a reason");
    assert_eq!(why.losers.len(), 1, "{why:?}");
}

#[test]
fn resources_that_are_cut_between_two_segments_are_joined() {
    let resources = resource(0x0404, &iim(&[(2, 90, b"Bern"), (2, 105, b"A headline")]));
    let (first, second) = resources.split_at(20);
    let read = read(|| jpeg(&[photoshop(&[first.to_vec()]), photoshop(&[second.to_vec()])]));
    assert_eq!(read.metadata.text("City"), Some("Bern"));
    assert_eq!(read.metadata.text("Headline"), Some("A headline"));
}
