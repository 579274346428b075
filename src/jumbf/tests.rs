use super::*;
use crate::bytes::Bytes;
use crate::limits::Limits;
use bumpalo::Bump;
use store::{bytes, description, head, jumbf_box, list, manifest, map, store, store_2, superbox, text};

#[path = "../../tests/support/jumbf.rs"]
mod store;

const LABEL: &str = "urn:uuid:00000000-0000-4000-8000-000000000002";

fn decoded(data: &[u8], dedicated: bool, limits: &Limits) -> (Vec<String>, Vec<&'static str>) {
    let arena = Bump::new();
    let cx = Context::new(limits, &arena, encoding_rs::WINDOWS_1252);
    let view = View::memory(Bytes::new(data, 0));
    let block =
        if dedicated { Block::manifest_store("PNG caBX", view) } else { Block::jumbf("JPEG APP11", view) };
    let mut sink = Sink::default();
    decode(&block, &cx, &mut sink);
    let tags = sink.tags.iter().map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect();
    (tags, cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect())
}

/// Reads a block from a place that is reserved for manifest stores. Returns its tags and the codes of the issues.
fn read(data: &[u8]) -> (Vec<String>, Vec<&'static str>) {
    decoded(data, true, &Limits::default())
}

/// The same for a place that may contain other boxes.
fn read_shared(data: &[u8]) -> (Vec<String>, Vec<&'static str>) {
    decoded(data, false, &Limits::default())
}

/// The text of the tag with this name.
fn tag(tags: &[String], name: &str) -> Option<String> {
    tags.iter().find_map(|tag| tag.strip_prefix(&format!("{name}=")).map(str::to_owned))
}

/// The tags of a store that consists of one manifest with this claim.
fn claimed(claim: &[u8]) -> (Vec<String>, Vec<&'static str>) {
    read(&superbox(b"c2pa", "c2pa", &[manifest(LABEL, "c2pa.claim", claim)]))
}

#[test]
fn the_last_manifest_is_the_active_one() {
    let (tags, issues) = read(&store());
    assert_eq!(
        tags,
        [
            "JUMBF:Carrier=PNG caBX",
            "JUMBF:JUMDType=(c2pa)-0011-0010-800000aa00389b71",
            "JUMBF:JUMDLabel=c2pa",
            "JUMBF:ManifestCount=2",
            "JUMBF:ActiveManifest=urn:uuid:00000000-0000-4000-8000-000000000002",
            "CBOR:Claim_generator=Example_Editor/1.0 (by hand)",
            "CBOR:Claim_Generator_InfoName=Example Editor",
            "CBOR:Claim_Generator_InfoVersion=1.0",
            "CBOR:Title=Häfen.jpg",
            "CBOR:Format=image/jpeg",
            "CBOR:InstanceID=xmp:iid:00000000-0000-4000-8000-000000000003",
        ]
    );
    assert_eq!(issues, [""; 0]);
}

#[test]
fn a_claim_of_version_2_names_its_generator_by_parts() {
    let (tags, issues) = read(&store_2());
    assert_eq!(tag(&tags, "CBOR:Claim_generator"), None);
    assert_eq!(tag(&tags, "CBOR:Claim_Generator_InfoName").as_deref(), Some("Example Camera"));
    assert_eq!(tag(&tags, "CBOR:Claim_Generator_InfoVersion").as_deref(), Some("2.1"));
    assert!(issues.is_empty());
}

#[test]
fn the_header_of_the_outermost_box_may_be_the_container_s() {
    let whole = store();
    assert_eq!(read(&whole[8..]), read(&whole));
}

#[test]
fn boxes_of_other_kinds_are_no_store() {
    let draft = superbox(b"cacb", "cai", &[]);
    // They are only described.
    let told = ["JUMBF:JUMDType=(cacb)-0011-0010-800000aa00389b71", "JUMBF:JUMDLabel=cai"];
    let told = told.map(str::to_owned).to_vec();
    assert_eq!(read_shared(&draft), (told.clone(), vec![]));
    assert_eq!(read(&draft), (told, vec!["bad-store"]));
}

#[test]
fn what_a_dedicated_place_holds_is_a_store_however_damaged() {
    for data in [&b""[..], b"\0\0\0", b"garbage, and more of it", &store()[..30]] {
        let (tags, issues) = read(data);
        assert_eq!(tags, ["JUMBF:Carrier=PNG caBX"], "{data:?}");
        assert!(issues.contains(&"bad-store"), "{data:?}: {issues:?}");
        assert!(read_shared(data).0.is_empty());
    }
}

#[test]
fn a_second_store_is_not_read() {
    let (limits, arena) = (Limits::default(), Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let (first, second) = (store(), store_2());
    let mut sink = Sink::default();
    for data in [&first, &second] {
        decode(&Block::jumbf("JPEG APP11", View::memory(Bytes::new(data, 0))), &cx, &mut sink);
    }
    assert_eq!(sink.tags.iter().filter(|tag| tag.name == "ActiveManifest").count(), 1);
    assert_eq!(
        cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect::<Vec<_>>(),
        ["second-store"]
    );
}

#[test]
fn lengths_of_every_form() {
    let whole = store_2();
    // A length of 0: the box extends to the end of the outer box.
    let mut open = whole.clone();
    open[..4].copy_from_slice(&[0; 4]);
    assert_eq!(read(&open), read(&whole));
    // A 64-bit length.
    let size = whole.len() as u64 + 8;
    let long = [&[0, 0, 0, 1][..], b"jumb", &size.to_be_bytes(), &whole[8..]].concat();
    assert_eq!(read(&long), read(&whole));
    // A length that is too large: the data that is there is read.
    for lie in [0xffff_ffff_u32, 0x7fff_ffff] {
        open[..4].copy_from_slice(&lie.to_be_bytes());
        assert_eq!(read(&open), (read(&whole).0, vec!["truncated"]));
    }
    // A length that is smaller than the header.
    for short in 2..8 {
        open[..4].copy_from_slice(&[0, 0, 0, short]);
        assert_eq!(read(&open).1, ["bad-length", "bad-store"]);
    }
    let huge = [&[0, 0, 0, 1][..], b"jumb", &u64::MAX.to_be_bytes(), &whole[8..]].concat();
    assert_eq!(read(&huge), (read(&whole).0, vec!["truncated"]));
}

#[test]
fn labels_without_their_end() {
    let mut described = description(b"c2ma", "abc");
    described.pop();
    described[3] -= 1;
    let active = jumbf_box(b"jumb", &described);
    let (tags, issues) = read(&superbox(b"c2pa", "c2pa", &[active]));
    assert_eq!(tag(&tags, "JUMBF:ActiveManifest").as_deref(), Some("abc"));
    assert_eq!(issues, ["bad-label", "no-claim"]);
    let long = superbox(b"c2ma", &"x".repeat(5_000), &[]);
    let (tags, issues) = read(&superbox(b"c2pa", "c2pa", &[long]));
    assert_eq!(tag(&tags, "JUMBF:ActiveManifest").map(|label| label.len()), Some(1_024));
    assert!(issues.contains(&"bad-label"));
}

#[test]
fn a_label_that_is_not_toggled_is_none() {
    let mut whole = superbox(b"c2pa", "c2pa", &[]);
    whole[8 + 8 + 16] = 1;
    assert_eq!(tag(&read(&whole).0, "JUMBF:JUMDLabel"), None);
}

#[test]
fn a_last_manifest_that_cannot_be_read_leaves_none_active() {
    let good = manifest(LABEL, "c2pa.claim", &map(&[]));
    let bad = jumbf_box(b"jumb", b"no description");
    let (tags, issues) = read(&superbox(b"c2pa", "c2pa", &[good, bad]));
    assert_eq!(tag(&tags, "JUMBF:ManifestCount").as_deref(), Some("2"));
    assert_eq!(tag(&tags, "JUMBF:ActiveManifest"), None);
    assert_eq!(issues.last(), Some(&"no-manifest"));
}

#[test]
fn a_compressed_manifest_is_named_alone() {
    let (tags, issues) = read(&superbox(b"c2pa", "c2pa", &[superbox(b"c2cm", "urn:c2pa:x", &[])]));
    assert_eq!(tag(&tags, "JUMBF:ActiveManifest").as_deref(), Some("urn:c2pa:x"));
    assert_eq!(issues, ["unsupported"]);
}

#[test]
fn values_of_every_kind_are_passed_over() {
    let value = |bytes: &[u8]| bytes.to_vec();
    let claim = map(&[
        ("a", value(&[0x18, 0xff])),                                   // 255
        ("b", value(&[0x3b, 255, 255, 255, 255, 255, 255, 255, 255])), // -2^64
        ("c", value(&[0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0])),           // not a number
        ("d", value(&[0xf6])),                                         // null
        ("e", value(&[0xf7])),                                         // undefined
        ("f", value(&[0xf5])),                                         // true
        ("g", [&[0xc0][..], &text("2024-03-05T14:30:15Z")].concat()),  // a date
        ("h", value(&[0xc2, 0x41, 1])),                                // a large number
        ("i", value(&[0x5f, 0x41, 1, 0xff])),                          // bytes in parts
        ("j", bytes(&[1; 5_000])),
        ("k", text(&"x".repeat(5_000))),
        ("l", value(&[0x9f, 1, 0x80, 0xff])), // a list without a length
        ("dc:format", value(&[1])),           // not text
        ("dc:title", [&[0xd8, 99][..], &text("tagged")].concat()),
        ("dc:title", text("the first counts")),
    ]);
    let (tags, issues) = claimed(&claim);
    assert_eq!(tag(&tags, "CBOR:Title").as_deref(), Some("tagged"));
    assert_eq!(tag(&tags, "CBOR:Format"), None);
    assert_eq!(issues, [""; 0]);
}

#[test]
fn counts_that_lie_cost_nothing() {
    let title = [text("dc:title"), text("kept")].concat();
    let key = text("x");
    for major in [2u8, 3, 4, 5] {
        for count in [u64::MAX, u64::from(u32::MAX), 4_000_000_000] {
            let lie = [&[major << 5 | 0x1b][..], &count.to_be_bytes()].concat();
            let (tags, issues) = claimed(&[&[0xa2][..], &title, &key, &lie].concat());
            assert_eq!(tag(&tags, "CBOR:Title").as_deref(), Some("kept"));
            assert_eq!(issues, ["bad-claim"]);
        }
    }
    // A map that claims billions of entries but contains only one.
    let lie = [&[0xbb][..], &u64::MAX.to_be_bytes(), &title].concat();
    let (tags, issues) = claimed(&lie);
    assert_eq!((tag(&tags, "CBOR:Title").as_deref(), &issues[..]), (Some("kept"), &["bad-claim"][..]));
}

#[test]
fn nested_values_end_at_a_depth() {
    let title = ("dc:title", text("kept"));
    let deep = |depth: usize| (0..depth).fold(list(&[]), |inner, _| list(&[inner]));
    assert_eq!(claimed(&map(&[title.clone(), ("x", deep(20))])).1, [""; 0]);
    for depth in [100, 100_000] {
        let nested = [head(4, 1).repeat(depth), list(&[])].concat();
        let (tags, issues) = claimed(&map(&[title.clone(), ("x", nested)]));
        assert_eq!((tag(&tags, "CBOR:Title").as_deref(), &issues[..]), (Some("kept"), &["bad-claim"][..]));
    }
    let tagged = [vec![0xc1; 100_000], vec![0]].concat();
    assert_eq!(claimed(&map(&[title, ("x", tagged)])).1, ["bad-claim"]);
}

#[test]
fn a_claim_that_is_no_map_is_damaged() {
    for claim in [&b""[..], b"\x01", b"\xff", b"text", &[0x80]] {
        assert_eq!(claimed(claim).1, ["bad-claim"], "{claim:?}");
    }
}

#[test]
fn a_claim_beyond_the_limit_is_not_read() {
    let limits = Limits { claim: 100, ..Limits::default() };
    let (tags, issues) = decoded(&store(), true, &limits);
    assert!(tag(&tags, "JUMBF:ActiveManifest").is_some());
    assert_eq!((tag(&tags, "CBOR:Title"), &issues[..]), (None, &["too-large"][..]));
}

#[test]
fn boxes_are_counted_and_never_nested() {
    let nested = (0..1_000).fold(Vec::new(), |inner, _| superbox(b"c2ma", "m", &[inner]));
    let (tags, issues) = read(&superbox(b"c2pa", "c2pa", &[nested]));
    assert_eq!(tag(&tags, "JUMBF:ManifestCount").as_deref(), Some("1"));
    assert_eq!(issues, ["no-claim"]);

    let many = vec![superbox(b"c2ma", "m", &[]); 40_000];
    let (tags, issues) = read(&superbox(b"c2pa", "c2pa", &many));
    let count: u32 = tag(&tags, "JUMBF:ManifestCount").and_then(|count| count.parse().ok()).unwrap();
    assert!(count < 65_536 / 2, "{count}");
    assert!(issues.contains(&"too-many-parts"), "{issues:?}");
}

#[test]
fn damage_of_every_kind() {
    let whole = store();
    for end in 0..whole.len() {
        let (tags, issues) = read(&whole[..end]);
        assert_eq!(tags.first().map(String::as_str), Some("JUMBF:Carrier=PNG caBX"));
        assert!(!issues.is_empty(), "{end} bytes");
        read_shared(&whole[..end]);
    }
    let mut damaged = whole.clone();
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0xff, whole[at] ^ 1] {
            damaged[at] = value;
            read(&damaged);
        }
        damaged[at] = whole[at];
    }
}
