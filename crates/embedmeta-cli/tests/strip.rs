//! `strip` from a user's point of view: what is removed, what stays, and that the coded picture is never touched.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

#[path = "strip/files.rs"]
mod files;
#[path = "strip/rights.rs"]
mod rights;
mod support;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::exif::{Data, Directory, tiff};
use support::jpeg::{self, digest, exif, extended_xmp, iim, jpeg, photoshop, resource, segment, xmp};
use support::png::{self, chunk, png, raw_profile};
use support::{Folder, embedmeta, jumbf, raster, records, run};

/// People, places and coordinates, each as an element and as an attribute, and properties that belong to none of them.
const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
 xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:MP="http://ns.microsoft.com/photo/1.2/"
 photoshop:City="Secret City" exif:GPSLatitude="48,8.25N" photoshop:Credit="Credit">
<exif:GPSLongitude>11,34.5E</exif:GPSLongitude>
<dc:creator><rdf:Seq><rdf:li>Maker</rdf:li></rdf:Seq></dc:creator>
<Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:CiAdrCity="Studio City"/>
<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Secret Town</Iptc4xmpExt:City>
<exif:GPSAltitude>500/1</exif:GPSAltitude></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Jane Secret</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">
<mwg-rs:Name>Jane Secret</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>
<mwg-rs:Area stArea:x="0.5" stArea:y="0.5" stArea:w="0.1" stArea:h="0.1" stArea:unit="normalized"/>
</rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

const DATASETS: &[(u8, u8, &[u8])] = &[
    (1, 90, b"\x1b%G"),
    (2, 5, b"Title"),
    (2, 80, b"Maker"),
    (2, 90, b"Secret City"),
    (2, 101, b"Secret Country"),
];

/// A camera's Exif: make, orientation 6, a GPS position, a thumbnail's resolution, and a maker note.
fn camera(big: bool) -> Vec<u8> {
    let gps = Directory(vec![
        (1, Data::Ascii("N")),
        (2, Data::Rational(vec![(48, 1), (8, 1), (25, 10)])),
        (0x1b, Data::Undefined(b"ASCII\0\0\0secret way".to_vec())),
    ]);
    let exif = Directory(vec![
        (0x829d, Data::Rational(vec![(71, 10)])),
        (0x927c, Data::Undefined(b"a note of the maker's".to_vec())),
    ]);
    let first = Directory(vec![
        (0x010f, Data::Ascii("Secret Maker")),
        (0x0112, Data::Short(vec![6])),
        (0x8769, Data::Directory(exif)),
        (0x8825, Data::Directory(gps)),
        (0x9c9b, Data::Byte(b"t\0\0\0".to_vec())),
    ]);
    tiff(big, vec![first, Directory(vec![(0x011a, Data::Rational(vec![(72, 1)]))])])
}

const ICC: &[u8] = b"ICC_PROFILE\0\x01\x01a profile";
const JFIF: &[u8] = b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01abc";
const ADOBE: &[u8] = b"Adobe\0\x64\0\0\0\0\0";

/// A JPEG with everything that it can carry.
fn full_jpeg() -> Vec<u8> {
    let block = iim(DATASETS);
    let resources = [resource(0x0404, &block), resource(0x0425, &digest(&block)), resource(0x040a, b"\x01")];
    let mut segments = vec![
        segment(0xe0, JFIF),
        segment(0xe0, b"JFXX\0\x10thumbnail"),
        exif(&camera(true)),
        xmp(PACKET.as_bytes()),
        photoshop(&resources),
        segment(0xe2, ICC),
        segment(0xe2, b"MPF\0II*\0"),
        segment(0xee, ADOBE),
        segment(0xe6, b"GoPro\0 secret track"),
        segment(0xfe, b"a secret comment"),
    ];
    segments.extend(jpeg::jumbf(&jumbf::store(), 700));
    let mut file = jpeg(&segments);
    file.extend(b"and a secret trailer\xff\xd8\xff\xe1\0\x04ab\xff\xd9");
    file
}

fn full_png() -> Vec<u8> {
    let time = chunk(*b"tIME", &[7, 0xe8, 1, 1, 0, 0, 0]);
    let before = vec![
        chunk(*b"iCCP", b"icc\0\0profile"),
        chunk(*b"gAMA", &45_455u32.to_be_bytes()),
        chunk(*b"pHYs", &[0, 0, 1, 0, 0, 0, 1, 0, 1]),
        chunk(*b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]),
        chunk(*b"fcTL", &[0; 26]),
        chunk(*b"eXIf", &camera(false)),
        png::xmp(PACKET.as_bytes(), true),
        chunk(*b"tEXt", b"Comment\0secret"),
        chunk(*b"caBX", &jumbf::store()),
        raw_profile("iptc", &resource(0x0404, &iim(DATASETS))),
        chunk(*b"seCr", b"secret"),
    ];
    let after = [chunk(*b"fdAT", &[0; 9]), time];
    [png(&before, &after), chunk(*b"tEXt", b"Comment\0secret trailer")].concat()
}

fn full_webp() -> Vec<u8> {
    let exif = [b"Exif\0\0", &camera(false)[..]].concat();
    raster::webp(&[
        (b"ICCP", b"profile"),
        (b"ANIM", &[0; 6]),
        (b"ALPH", b"alpha"),
        (b"VP8 ", &[0x10, 0, 0, 0x9d, 1, 0x2a, 8, 0, 6, 0, 0]),
        (b"EXIF", &exif),
        (b"XMP ", PACKET.as_bytes()),
        (b"C2PA", &jumbf::store_2()),
        (b"seCr", b"secret"),
    ])
}

fn full() -> [(&'static str, Vec<u8>); 3] {
    [("full.jpg", full_jpeg()), ("full.png", full_png()), ("full.webp", full_webp())]
}

/// The names and bytes of the parts that make up the picture. This follows the clauses of the formats and uses none of
/// the code under test.
fn picture(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    if file.starts_with(b"\xff\xd8") {
        jpeg_picture(file)
    } else if file.starts_with(b"\x89PNG") {
        chunks(
            file,
            8,
            true,
            &["IHDR", "PLTE", "IDAT", "fcTL", "fdAT", "acTL", "tRNS", "gAMA", "cHRM", "sRGB", "pHYs", "bKGD"],
        )
    } else {
        chunks(file, 12, false, &["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"])
    }
}

fn jpeg_picture(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts = Vec::new();
    let mut at = 2;
    while at + 4 <= file.len() {
        // Garbage, fill bytes, and markers without a length.
        if file[at] != 0xff || !matches!(file[at + 1], 0xc0..=0xcf | 0xda..=0xfe) {
            at += 1;
            continue;
        }
        let marker = file[at + 1];
        let end = at + 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        if marker == 0xda {
            parts.push(("scans".into(), scans(&file[at..])));
            break;
        }
        if matches!(marker, 0xc0..=0xdf) {
            parts.push((format!("{marker:x}"), file[at..end.min(file.len())].to_vec()));
        }
        at = end;
    }
    parts
}

/// From SOS to EOI, without comments and application segments between scans.
fn scans(file: &[u8]) -> Vec<u8> {
    let (mut out, mut from, mut at) = (Vec::new(), 0, 0);
    while at + 3 < file.len() {
        let end = at + 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        match (file[at], file[at + 1]) {
            (0xff, 0xd9) => break,
            (0xff, 0xe0..=0xef | 0xfe) => {
                out.extend(&file[from..at]);
                (from, at) = (end.min(file.len()), end);
            }
            (0xff, 0xc0..=0xcf | 0xda..=0xdf) => at = end,
            _ => at += 1,
        }
    }
    let rest = &file[from..];
    let is_end = |pair: &[u8]| pair == [0xff, 0xd9];
    let found = file.get(at..).and_then(|rest| rest.windows(2).position(is_end)).map(|found| at + found + 2);
    out.extend(found.map_or(rest, |end| &file[from..end]));
    out
}

fn chunks(file: &[u8], start: usize, is_png: bool, wanted: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut parts = Vec::new();
    let mut at = start;
    while at + 8 <= file.len() {
        let word = |at: usize| <[u8; 4]>::try_from(&file[at..at + 4]).expect("four bytes");
        let (kind, len, pad) = if is_png {
            (word(at + 4), u32::from_be_bytes(word(at)), 4)
        } else {
            let len = u32::from_le_bytes(word(at + 4));
            (word(at), len, len % 2)
        };
        let end = at + 8 + usize::try_from(len).expect("small");
        let name = String::from_utf8_lossy(&kind).into_owned();
        if wanted.contains(&&*name) {
            parts.push((name.clone(), file[at + 8..end.min(file.len())].to_vec()));
        }
        at = end + usize::try_from(pad).expect("small");
        if is_png && name == "IEND" {
            break;
        }
    }
    parts
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn has(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// A unique number for the name of a folder.
fn number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Strips one file; returns the copy and the messages.
fn stripped(name: &str, bytes: &[u8], options: &[&str]) -> (Vec<u8>, String) {
    let folder = Folder::new(&format!("strip-{}", number()));
    let path = folder.file(name, bytes);
    let out = folder.path().join("out");
    let output = run(&[&["strip", text(&path), "-o", text(&out)], options].concat());
    assert!(output.status.success(), "{name} {options:?}: {}", errors(&output));
    assert_eq!(std::fs::read(&path).expect("the original"), bytes, "the original is as it was");
    (std::fs::read(out.join(name)).expect("the copy"), errors(&output))
}

/// Whether a tag is what the structure of every file states, and its colour profile, and so no metadata.
fn is_structure(group: &str, name: &str) -> bool {
    match group {
        "File" => !matches!(name, "Comment" | "CurrentIPTCDigest"),
        "Composite" | "PNG" | "PNG-pHYs" | "PNG-cICP" | "RIFF" => true,
        _ => group.starts_with("ICC"),
    }
}

/// The fields and the tags of a file.
fn read(name: &str, bytes: &[u8]) -> (serde_json::Value, Vec<String>) {
    let folder = Folder::new(&format!("strip-{}", number()));
    let path = folder.file(name, bytes);
    let fields = records(&run(&["extract", "--format", "ndjson", text(&path)]));
    let tags = records(&run(&["tags", "--unknown", "--format", "ndjson", text(&path)]));
    let tags = tags[0]["tags"].as_array().expect("tags").iter();
    let tags = tags.map(|tag| {
        format!("{}:{}", tag["group"].as_str().expect("a group"), tag["name"].as_str().expect("a name"))
    });
    let is_carried =
        |tag: &String| tag.split_once(':').is_none_or(|(group, name)| !is_structure(group, name));
    (fields[0]["embeddedMetadata"].clone(), tags.filter(is_carried).collect())
}

#[test]
fn all_goes_but_the_orientation_and_the_profile() {
    for (name, bytes) in full() {
        let (copy, said) = stripped(name, &bytes, &[]);
        assert_eq!(said, "", "{name}");
        assert_eq!(picture(&copy), picture(&bytes), "{name}");
        assert!(!picture(&copy).is_empty(), "{name}");
        assert!(has(&bytes, "ecret") && !has(&copy, "ecret"), "{name}");
        assert!(has(&copy, "profile"), "{name}");
        let (_, tags) = read(name, &copy);
        let tags: Vec<_> =
            tags.iter().filter(|tag| !tag.starts_with("JFIF:") && !tag.starts_with("Adobe:")).collect();
        assert_eq!(tags, ["IFD0:Orientation"], "{name}");
        let (again, _) = stripped(name, &copy, &[]);
        assert!(again == copy, "{name}: a copy of a copy is the same");
    }
}

#[test]
fn all_goes_with_the_orientation_and_the_profile_where_asked_for() {
    for (name, bytes) in full() {
        let (copy, _) = stripped(name, &bytes, &["--no-icc", "--no-orientation"]);
        assert_eq!(picture(&copy), picture(&bytes), "{name}");
        assert!(!has(&copy, "profile"), "{name}");
        let (_, tags) = read(name, &copy);
        assert!(tags.iter().all(|tag| tag.starts_with("JFIF:") || tag.starts_with("Adobe:")), "{tags:?}");
        let (copy, _) = stripped(name, &bytes, &["--all", "--no-icc"]);
        assert!(!has(&copy, "profile"), "{name}");
    }
    let (fields, _) = read("a.png", &stripped("a.png", &full_png(), &["--no-orientation"]).0);
    assert!(fields.is_null(), "{fields}");
}

#[test]
fn an_upright_picture_needs_no_orientation() {
    let directory = Directory(vec![(0x0112, Data::Short(vec![1]))]);
    let (copy, _) = stripped("a.jpg", &jpeg(&[exif(&tiff(true, vec![directory]))]), &[]);
    assert!(copy == jpeg(&[]));
}

#[test]
fn headers_that_colours_depend_on_stay() {
    let (copy, _) = stripped("a.jpg", &full_jpeg(), &[]);
    assert!(has(&copy, "JFIF") && has(&copy, "Adobe") && !has(&copy, "JFXX") && !has(&copy, "abc"));
    let (_, tags) = read("a.jpg", &copy);
    assert!(tags.contains(&"Adobe:ColorTransform".to_owned()), "{tags:?}");
    assert!(tags.contains(&"JFIF:XResolution".to_owned()), "{tags:?}");
    assert!(!tags.contains(&"JFIF:ThumbnailWidth".to_owned()), "{tags:?}");
}

#[test]
fn flags_of_webp_follow_the_chunks() {
    let flags = |options: &[&str]| stripped("a.webp", &full_webp(), options).0[20];
    assert_eq!(flags(&[]), 0x10 | 0x20 | 0x08);
    assert_eq!(flags(&["--no-icc", "--no-orientation"]), 0x10);
    assert_eq!(flags(&["--gps"]), 0x10 | 0x20 | 0x08 | 0x04);
}

#[test]
fn coordinates_go_and_all_else_stays() {
    for (name, bytes) in full() {
        let (_, before) = read(name, &bytes);
        assert!(before.iter().any(|tag| tag.contains("GPS")), "{name}");
        let (copy, said) = stripped(name, &bytes, &["--gps"]);
        assert_eq!(picture(&copy), picture(&bytes), "{name}");
        let (fields, tags) = read(name, &copy);
        assert!(!tags.iter().any(|tag| tag.contains("GPS")), "{name}: {tags:?}");
        assert!(!has(&copy, "secret way"), "the value's bytes are gone too");
        for kept in
            ["IFD0:Make", "IFD0:Orientation", "ExifIFD:FNumber", "ExifIFD:MakerNote", "IFD1:XResolution"]
        {
            assert_eq!(
                tags.contains(&kept.to_owned()),
                before.contains(&kept.to_owned()),
                "{name}: {kept} in {tags:?}"
            );
        }
        assert_eq!(fields["Creator"], "Maker", "{name}");
        assert_eq!(fields["City"], "Secret City", "{name}");
        assert!(tags.contains(&"XMP-mwg-rs:RegionName".to_owned()), "{name}: {tags:?}");
        assert!(said.contains("warning"), "{name}: what cannot be looked into is told: {said}");
    }
}

#[test]
fn places_go_with_their_coordinates_and_the_digest_follows() {
    for (name, bytes) in full() {
        let (copy, said) = stripped(name, &bytes, &["--places"]);
        assert_eq!(picture(&copy), picture(&bytes), "{name}");
        let (fields, tags) = read(name, &copy);
        for gone in ["City", "Country", "GPS", "LocationShown", "MakerNote"] {
            let left = tags.iter().find(|tag| tag.contains(gone) && !tag.contains("Creator"));
            assert_eq!(left, None, "{name}");
        }
        assert_eq!(fields["Creator"], "Maker", "{name}");
        assert!(tags.contains(&"XMP-mwg-rs:RegionName".to_owned()), "{name}: {tags:?}");
        assert!(tags.iter().any(|tag| tag.ends_with("CreatorCity")), "{name}: {tags:?}");
        assert!(said.contains("maker note"), "{name}: {said}");
    }
    let (copy, _) = stripped("a.jpg", &full_jpeg(), &["--places"]);
    let kept: Vec<_> = DATASETS
        .iter()
        .copied()
        .filter(|(record, number, _)| *record == 1 || ![90, 101].contains(number))
        .collect();
    let block = iim(&kept);
    assert!(copy.windows(block.len()).any(|window| window == block));
    assert!(copy.windows(16).any(|window| window == digest(&block)), "the digest is that of the new block");
}

#[test]
fn people_go_and_who_made_it_stays() {
    for (name, bytes) in full() {
        let (copy, _) = stripped(name, &bytes, &["--people"]);
        assert_eq!(picture(&copy), picture(&bytes), "{name}");
        assert!(!has(&copy, "Jane"), "{name}");
        let (fields, tags) = read(name, &copy);
        assert!(!tags.iter().any(|tag| tag.contains("Region") || tag.contains("Person")), "{name}: {tags:?}");
        assert_eq!((&fields["Creator"], &fields["City"]), (&"Maker".into(), &"Secret City".into()), "{name}");
        assert!(tags.contains(&"GPS:GPSLatitude".to_owned()), "{name}: {tags:?}");
        let (both, _) = stripped(name, &bytes, &["--people", "--gps"]);
        let (_, tags) = read(name, &both);
        assert!(!tags.iter().any(|tag| tag.contains("Region") || tag.contains("GPS")), "{name}: {tags:?}");
    }
}

#[test]
fn extended_xmp_goes_as_a_whole_where_some_of_it_would() {
    let guid = "0123456789ABCDEF0123456789ABCDEF";
    let main = |rest: &str| {
        format!(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
            <rdf:Description xmlns:xmpNote='http://ns.adobe.com/xmp/note/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
            xmlns:exif='http://ns.adobe.com/exif/1.0/' {rest}/></rdf:RDF></x:xmpmeta>"
        )
    };
    let file = |rest: &str| {
        let mut segments =
            vec![xmp(main(&format!("dc:format='a' xmpNote:HasExtendedXMP='{guid}'")).as_bytes())];
        segments.extend(extended_xmp(guid, main(rest).as_bytes(), 100));
        jpeg(&segments)
    };
    let clean = file("dc:source='b'");
    let (copy, said) = stripped("a.jpg", &clean, &["--gps"]);
    assert!(copy == clean && said.is_empty(), "{said}");
    let (copy, said) = stripped("a.jpg", &file("exif:GPSLatitude='1,2N'"), &["--gps"]);
    assert!(said.contains("extended XMP left out"), "{said}");
    assert!(!has(&copy, "xmp/extension") && !has(&copy, guid) && has(&copy, "dc:format='a'"));
}

#[test]
fn what_cannot_be_edited_goes_as_a_whole() {
    let utf16: Vec<u8> = PACKET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (part, what) in [
        (xmp(&utf16), "XMP packet"),
        (xmp(PACKET.replace("</rdf:RDF>", "").as_bytes()), "XMP packet"),
        (exif(b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x16\0\0\0\xff\xff"), "Exif block"),
    ] {
        let (copy, said) = stripped("a.jpg", &jpeg(&[part]), &["--gps"]);
        assert!(copy == jpeg(&[]), "{what}");
        assert!(said.contains(what) && said.contains("left out as a whole"), "{said}");
    }
    let damaged = [resource(0x0404, &iim(DATASETS)), b"8BIM\x04\x05\0\0\xff\xff\xff\xff".to_vec()];
    let (copy, said) = stripped("a.jpg", &jpeg(&[photoshop(&damaged)]), &["--places"]);
    assert!(copy == jpeg(&[]) && said.contains("IPTC block"), "{said}");
}

#[test]
fn a_block_in_two_segments_is_edited_as_one() {
    let block = iim(&[(2, 5, &[b'a'; 1000]), (2, 90, b"Secret City"), (2, 80, b"Maker")]);
    let whole = resource(0x0404, &block);
    let (first, second) = whole.split_at(1020);
    let file = jpeg(&[photoshop(&[first.to_vec()]), photoshop(&[second.to_vec()])]);
    let (_, tags) = read("a.jpg", &stripped("a.jpg", &file, &["--places"]).0);
    assert_eq!(tags, ["File:CurrentIPTCDigest", "IPTC:ObjectName", "IPTC:By-line"]);
}

#[test]
fn comments_between_scans_go() {
    let plain = jpeg(&[]);
    let (before, after) = plain.split_at(plain.len() - 2);
    let second = segment(0xda, &[1, 1, 0, 0, 63, 0]);
    let with = [before, &segment(0xfe, b"secret"), &second, &[0x3f], after].concat();
    let without = [before, &second, &[0x3f], after].concat();
    assert!(stripped("a.jpg", &with, &[]).0 == without);
}

#[test]
fn a_file_is_replaced_in_place_with_its_mode_and_nothing_is_left_beside_it() {
    let folder = Folder::new("strip-in-place");
    let path = folder.file("a.jpg", &full_jpeg());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("the mode");
    }
    let output = run(&["strip", "--in-place", text(&path)]);
    assert!(output.status.success(), "{}", errors(&output));
    let copy = std::fs::read(&path).expect("the file");
    assert!(!has(&copy, "ecret") && picture(&copy) == picture(&full_jpeg()));
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").flatten().collect();
    assert_eq!(names.len(), 1, "{names:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o640);
        let link = folder.path().join("link.jpg");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        let output = run(&["strip", "--in-place", text(&link)]);
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("symbolic link"), "{}", errors(&output));
        assert!(link.symlink_metadata().expect("the link").is_symlink());
    }
}

#[test]
fn nothing_is_overwritten_unless_asked_for() {
    let folder = Folder::new("strip-names");
    let first = folder.file("a.jpg", &full_jpeg());
    let second = folder.file("b/a.jpg", &jpeg(&[]));
    let out = folder.path().join("new/out");
    let output = run(&["strip", text(&first), text(&second), "-o", text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("another file of this name"), "{}", errors(&output));
    assert_eq!(records(&run(&["tags", "--format", "ndjson", text(&out.join("a.jpg"))])).len(), 1);
    let output = run(&["strip", text(&second), "-o", text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("is there already"), "{}", errors(&output));
    assert!(std::fs::read(out.join("a.jpg")).expect("the copy") != jpeg(&[]));
    let output = run(&["strip", text(&second), "-o", text(&out), "--force"]);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(std::fs::read(out.join("a.jpg")).expect("the copy") == jpeg(&[]));
    for options in [&["--force"][..], &[]] {
        let output = run(&[&["strip", text(&first), "-o", text(folder.path())], options].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("itself"), "{}", errors(&output));
    }
    assert!(std::fs::read(&first).expect("the original") == full_jpeg());
}

#[test]
fn a_bad_file_harms_no_other() {
    let folder = Folder::new("strip-bad");
    let mut png = full_png();
    png[40] ^= 1;
    let cases = [
        (folder.file("a.gif", &raster::gif(b"<x/>")), "GIF is not written here"),
        (folder.file("b.jpg", b"hello"), "text"),
        (folder.file("c.jpg", b""), "empty"),
        (folder.file("d.png", &png), "checksum"),
        (folder.file("e.jpg", &full_jpeg()[..40]), "damaged"),
        (folder.path().join("f.jpg"), "No such file"),
    ];
    let good = folder.file("good.jpg", &full_jpeg());
    let out = folder.path().join("out");
    let mut args: Vec<&str> = vec!["strip", "-o", text(&out)];
    args.extend(cases.iter().map(|(path, _)| text(path)));
    args.push(text(&good));
    let output = run(&args);
    assert_eq!(output.status.code(), Some(1));
    let said = errors(&output);
    assert_eq!(said.lines().count(), cases.len() + 1, "{said}");
    assert!(said.ends_with("1 file copied, 1 refused, 5 failed\n"), "{said}");
    for ((path, why), line) in cases.iter().zip(said.lines()) {
        assert!(line.contains(text(path)) && line.contains(why), "{why}: {line}");
    }
    let copies: Vec<_> =
        std::fs::read_dir(&out).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(copies, ["good.jpg"]);
}

#[test]
fn wrong_usage_is_told() {
    for args in [
        &["strip", "a.jpg"][..],
        &["strip", "-o", "x"],
        &["strip", "a.jpg", "-o", "x", "--in-place"],
        &["strip", "a.jpg", "-o", "x", "--all", "--gps"],
        &["strip", "a.jpg", "-o", "x", "--gps", "--no-icc"],
    ] {
        assert_eq!(run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn every_prefix_is_an_error_or_clean() {
    let folder = Folder::new("strip-prefixes");
    for (name, bytes) in full() {
        let step = (bytes.len() / 150).max(1);
        let ends: Vec<usize> = (0..bytes.len()).step_by(step).chain(bytes.len() - 60..bytes.len()).collect();
        let paths: Vec<PathBuf> =
            ends.iter().map(|end| folder.file(&format!("{end}-{name}"), &bytes[..*end])).collect();
        for options in [&[][..], &["--places", "--people"]] {
            let out = folder.path().join(format!("out-{name}{}", options.len()));
            let output = embedmeta()
                .args(["strip", "-o", text(&out)])
                .args(options)
                .args(&paths)
                .output()
                .expect("it runs");
            assert!(output.status.code().is_some_and(|code| code < 2), "{name}: {output:?}");
            assert!(!errors(&output).contains("internal error"), "{}", errors(&output));
            assert!(!errors(&output).contains("would still be in the copy"), "{}", errors(&output));
            let Ok(copies) = std::fs::read_dir(&out) else { continue };
            for copy in copies.flatten() {
                let copy = std::fs::read(copy.path()).expect("the copy");
                assert!(!has(&copy, "Jane"), "{name}");
                if options.is_empty() {
                    assert!(!has(&copy, "ecret"), "{name}");
                }
            }
        }
    }
}

/// The pictures of the corpus beside the project or in `EMBEDMETA_CORPUS`; prints a notice if there is none.
fn corpus() -> Option<Vec<PathBuf>> {
    let beside = || support::repository().join("../shared/corpus");
    let corpus = std::env::var_os("EMBEDMETA_CORPUS").map_or_else(beside, PathBuf::from);
    if !corpus.is_dir() {
        println!("no corpus at {}: nothing is tested here", corpus.display());
        return None;
    }
    let files = ignore::WalkBuilder::new(corpus)
        .standard_filters(false)
        .sort_by_file_path(std::cmp::Ord::cmp)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .filter(|path| {
            let bytes = std::fs::read(path).unwrap_or_default();
            bytes.starts_with(b"\xff\xd8\xff")
                || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
                || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
        });
    Some(files.collect())
}

#[test]
fn real_pictures_lose_their_metadata_and_nothing_else() {
    let Some(files) = corpus() else { return };
    for options in [&[][..], &["--places", "--people"]] {
        let folder = Folder::new(&format!("strip-corpus-{}", options.len()));
        let (mut copied, mut refused) = (0, Vec::new());
        for (number, chunk) in files.chunks(100).enumerate() {
            let out = folder.path().join(number.to_string());
            let output = embedmeta()
                .args(["strip", "--force", "-o", text(&out)])
                .args(options)
                .args(chunk)
                .output()
                .expect("it runs");
            let said = errors(&output);
            assert!(!said.contains("internal error"), "{said}");
            refused.extend(said.lines().filter(|line| line.contains(": error: ")).map(str::to_owned));
            for path in chunk {
                let same = chunk.iter().filter(|other| other.file_name() == path.file_name()).count();
                let Ok(copy) = std::fs::read(out.join(path.file_name().expect("a name"))) else { continue };
                copied += 1;
                if same == 1 {
                    let bytes = std::fs::read(path).expect("the file");
                    assert!(picture(&copy) == picture(&bytes), "{}", path.display());
                }
            }
        }
        println!("{options:?}: {copied} of {} copied", files.len());
        // The rest are deliberately damaged files from test suites, mostly PNGs with wrong checksums.
        assert!(copied + refused.len() >= files.len(), "{copied} and {}", refused.len());
        for line in &refused {
            assert!(line.contains("error: it is damaged: "), "{line}");
        }
        if options.is_empty() {
            let output = run(&["tags", "--unknown", "--format", "ndjson", text(folder.path())]);
            for record in records(&output) {
                let tags = record["tags"].as_array().expect("tags");
                let left = tags.iter().find(|tag| {
                    let group = tag["group"].as_str().expect("a group");
                    let name = tag["name"].as_str().expect("a name");
                    !matches!(group, "JFIF" | "Adobe") && name != "Orientation" && !is_structure(group, name)
                });
                assert_eq!(left, None, "{}", record["path"]);
            }
        }
    }
}
