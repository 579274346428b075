//! `--keep-rights`: the creator and the terms of use stay, and nothing else comes along.

use super::support::exif::{Data, Directory, tiff};
use super::support::jpeg::{digest, exif, extended_xmp, iim, jpeg, photoshop, resource, segment, xmp};
use super::support::png::{self, chunk, png, raw_profile};
use super::support::{Folder, raster, run};
use super::{ADOBE, JFIF, errors, has, picture, read, stripped, text};
use serde_json::Value;

/// Rights in all forms of RDF, beside secrets in every place from which something might come along.
const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="secret tool">
<!-- a secret --><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="uuid:secret" xmlns:secret="http://purl.org/dc/elements/1.1/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:cc="http://creativecommons.org/ns#"
 xmlns:fake="http://example.com/secret/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 photoshop:Credit="Agency &amp; Sons" photoshop:City="Secret City" fake:creator="secret" secret:format="secret/type" xmpRights:Marked="True">
<secret:creator><rdf:Seq><rdf:li>Ann <!-- secret --></rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></secret:creator>
<secret:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ann</rdf:li><rdf:li xml:lang="de">© Ännchen</rdf:li></rdf:Alt></secret:rights>
<secret:title><rdf:Alt><rdf:li xml:lang="x-default">Secret title</rdf:li></rdf:Alt></secret:title>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Ask &lt;first&gt;</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<xmpRights:WebStatement>http://example.com/licence</xmpRights:WebStatement>
<cc:license rdf:resource="http://creativecommons.org/licenses/by/4.0/"/>
<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorName>Lee</plus:LicensorName><plus:LicensorURL>http://example.com/lee</plus:LicensorURL></rdf:li>
<rdf:li><rdf:Description plus:LicensorName="Moe"/></rdf:li></rdf:Seq></plus:Licensor>
<plus:ModelReleaseID><rdf:Bag><rdf:li>secret model</rdf:li></rdf:Bag></plus:ModelReleaseID>
<Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:CiAdrCity="Secret Home"/>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

const DATASETS: &[(u8, u8, &[u8])] = &[
    (1, 90, b"\x1b%G"),
    (2, 5, b"Secret title"),
    (2, 80, b"Ann"),
    (2, 85, b"Staff"),
    (2, 90, b"Secret City"),
    (2, 110, b"Agency"),
    (2, 116, b"\xc2\xa9 Ann"),
    (2, 118, b"secret contact"),
];

fn block(big: bool) -> Vec<u8> {
    let settings = Directory(vec![
        (0x829d, Data::Rational(vec![(71, 10)])),
        (0x927c, Data::Undefined(b"a secret note".to_vec())),
        (0xa437, Data::Ascii("Ann")),
        (0xa430, Data::Ascii("Secret Owner")),
    ]);
    let first = Directory(vec![
        (0x010f, Data::Ascii("Secret Maker")),
        (0x0112, Data::Short(vec![6])),
        (0x013b, Data::Ascii("Ann; Bob")),
        (0x8298, Data::Ascii("(c) Ann")),
        (0x8769, Data::Directory(settings)),
        (0x9c9d, Data::Byte(b"A\0n\0\0\0".to_vec())),
    ]);
    tiff(big, vec![first, Directory(vec![(0x013b, Data::Ascii("secret of the thumbnail"))])])
}

fn resources(stored: &[u8]) -> Vec<Vec<u8>> {
    let block = iim(DATASETS);
    vec![
        resource(0x03ed, b"secret resolution"),
        resource(0x0404, &block),
        resource(0x0425, stored),
        resource(0x040a, b"\x01"),
        resource(0x040b, b"http://example.com/ann"),
    ]
}

fn pictures() -> [(&'static str, Vec<u8>); 3] {
    let resources = resources(&digest(&iim(DATASETS)));
    let segments = [
        segment(0xe0, JFIF),
        exif(&block(true)),
        xmp(PACKET.as_bytes()),
        photoshop(&resources),
        segment(0xee, ADOBE),
    ];
    let chunks = [
        chunk(*b"eXIf", &block(false)),
        png::xmp(PACKET.as_bytes(), true),
        raw_profile("iptc", &resources.concat()),
        chunk(*b"tEXt", b"Copyright\0secret text"),
    ];
    let webp = raster::webp(&[
        (b"VP8 ", &[0x10, 0, 0, 0x9d, 1, 0x2a, 8, 0, 6, 0, 0]),
        (b"EXIF", &block(true)),
        (b"XMP ", PACKET.as_bytes()),
    ]);
    [("r.jpg", jpeg(&segments)), ("r.png", png(&chunks, &[])), ("r.webp", webp)]
}

/// The tags of the rights alone, identical in each of the pictures.
const TAGS: &[&str] = &[
    "ExifIFD:Photographer",
    "IFD0:Artist",
    "IFD0:Copyright",
    "IFD0:Orientation",
    "IFD0:XPAuthor",
    "XMP-cc:License",
    "XMP-dc:Creator",
    "XMP-dc:Rights",
    "XMP-dc:Rights-de",
    "XMP-photoshop:Credit",
    "XMP-plus:LicensorName",
    "XMP-plus:LicensorURL",
    "XMP-xmpRights:Marked",
    "XMP-xmpRights:UsageTerms",
    "XMP-xmpRights:WebStatement",
];

const IPTC_TAGS: &[&str] = &[
    "IPTC:By-line",
    "IPTC:By-lineTitle",
    "IPTC:CodedCharacterSet",
    "IPTC:CopyrightNotice",
    "IPTC:Credit",
    "Photoshop:CopyrightFlag",
    "Photoshop:IPTCDigest",
    "Photoshop:URL",
];

/// Stripping a picture lost the copyright notice together with the place.
#[test]
fn rights_stay_and_all_else_goes() {
    for (name, bytes) in pictures() {
        assert!(has(&bytes, "ecret"));
        let (copy, said) = stripped(name, &bytes, &["--keep-rights"]);
        assert_eq!(said, "", "{name}");
        assert_eq!(picture(&copy), picture(&bytes), "{name}");
        assert!(!has(&copy, "ecret"), "{name}");
        let (fields, mut tags) = read(name, &copy);
        tags.retain(|tag| !["JFIF", "Adobe", "File"].contains(&tag.split(':').next().unwrap_or_default()));
        tags.sort();
        let mut expected = [TAGS, if name == "r.webp" { &[] } else { IPTC_TAGS }].concat();
        expected.sort_unstable();
        assert_eq!(tags, expected, "{name}");
        let (before, _) = read(name, &bytes);
        for (field, value) in fields.as_object().expect("fields") {
            // A field made from several sources may have lost some that are not about rights.
            if field != "MWGCreateDate" {
                assert_eq!(*value, before[field], "{name}: {field}");
            }
        }
        assert_eq!(fields["Creator"], serde_json::json!(["Ann", "Bob"]), "{name}");
        let (again, _) = stripped(name, &copy, &["--keep-rights"]);
        assert!(again == copy, "{name}: a copy of a copy is the same");
        let (upright, _) = stripped(name, &bytes, &["--keep-rights", "--no-orientation"]);
        let (_, tags) = read(name, &upright);
        assert!(tags.contains(&"IFD0:Artist".to_owned()) && !tags.contains(&"IFD0:Orientation".to_owned()));
        let (nothing, _) = stripped(name, &bytes, &[]);
        assert!(!has(&nothing, "Ann"), "{name}: without the option they go");
    }
}

/// The digest decides between IPTC and XMP, and a copy must lead to the same decision as its file.
#[test]
fn the_digest_goes_on_to_say_what_it_said() {
    let state = |bytes: &[u8]| {
        let read = embedmeta::Extractor::new().from_bytes(bytes).expect("a picture");
        serde_json::to_value(read.digest).expect("JSON")
    };
    let block = iim(DATASETS);
    for stored in [digest(&block), vec![7; 16]] {
        let file = jpeg(&[photoshop(&resources(&stored)), xmp(PACKET.as_bytes())]);
        let (copy, _) = stripped("d.jpg", &file, &["--keep-rights"]);
        assert_eq!(state(&copy), state(&file));
    }
    let file = jpeg(&[photoshop(&[resource(0x0404, &block)])]);
    let (copy, _) = stripped("d.jpg", &file, &["--keep-rights"]);
    assert_eq!((state(&copy), state(&file)), (Value::from("missing"), Value::from("missing")));
}

/// Some readers find a licence only if its address is given as a resource.
#[test]
fn addresses_and_languages_keep_their_form() {
    let (copy, _) = stripped("r.jpg", &pictures()[0].1, &["--keep-rights"]);
    assert!(has(&copy, "<cc:license rdf:resource=\"http://creativecommons.org/licenses/by/4.0/\"/>"));
    assert!(has(&copy, "xml:lang=\"de\""));
    assert!(has(&copy, "Ask &lt;first&gt;"));
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02X}"))
}

/// Rights in the extended packet stay too, but move to the main one.
#[test]
fn rights_of_extended_xmp_stay() {
    let extension = PACKET.replace("Ann", "Extended");
    let guid = hexadecimal(&digest(extension.as_bytes()));
    let main = format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description xmlns:xmpNote='http://ns.adobe.com/xmp/note/' xmpNote:HasExtendedXMP='{guid}'/></rdf:RDF></x:xmpmeta>"
    );
    let mut segments = vec![xmp(main.as_bytes())];
    segments.extend(extended_xmp(&guid, extension.as_bytes(), 500));
    let (copy, _) = stripped("e.jpg", &jpeg(&segments), &["--keep-rights"]);
    assert!(!has(&copy, "ecret") && !has(&copy, "xmp/extension"));
    let (fields, _) = read("e.jpg", &copy);
    assert_eq!(fields["Creator"], serde_json::json!(["Extended", "Bob"]));
}

/// If a right cannot be kept, no copy is made, rather than losing it silently.
#[test]
fn without_a_right_there_is_no_copy() {
    let long = PACKET.replace("Ask", &"Ask ".repeat(20_000));
    let guid = "0123456789ABCDEF0123456789ABCDEF";
    let main = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description xmlns:xmpNote='http://ns.adobe.com/xmp/note/' xmpNote:HasExtendedXMP='0123456789ABCDEF0123456789ABCDEF'/>\
        </rdf:RDF></x:xmpmeta>";
    let mut segments = vec![xmp(main.as_bytes())];
    segments.extend(extended_xmp(guid, long.as_bytes(), 60_000));
    let folder = Folder::new("strip-lost");
    let path = folder.file("long.jpg", &jpeg(&segments));
    let out = folder.path().join("out");
    let output = run(&["strip", "--keep-rights", text(&path), "-o", text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("would not be in the copy as it was"), "{}", errors(&output));
    assert!(!out.join("long.jpg").exists());
}

/// The option is for `--all`: when stripping by class, the rights stay anyway.
#[test]
fn classes_need_no_rights() {
    for class in ["--gps", "--places", "--people"] {
        assert_eq!(run(&["strip", "a.jpg", "-o", "x", "--keep-rights", class]).status.code(), Some(2));
    }
}

/// No prefix of a damaged file leads to a copy with a secret, or to a panic.
#[test]
fn every_prefix_is_an_error_or_has_rights_alone() {
    use embedmeta::strip::{What, strip};
    let what = What::All { icc: true, orientation: true, rights: true };
    for (name, bytes) in pictures() {
        for end in 0..bytes.len() {
            if let Ok(copy) = strip(&bytes[..end], what) {
                assert!(!has(&copy.bytes, "ecret"), "{name} {end}");
            }
        }
        for at in (0..bytes.len()).step_by(3) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            let _ = strip(&damaged, what);
        }
    }
}
