//! `embedmeta verify` from a user's point of view, and the library behind it.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::format_collect)] // a test may

mod support;

use embedmeta::{Extractor, Limits};
use embedmeta_verify::{self as verify, Report, Severity};
use support::exif::{Data, Directory, tiff};
use support::jpeg::{digest, exif, iim, jpeg, photoshop, resource, segment, xmp};
use support::{Folder, records, run, stdout, testdata};

const PACKET: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
    xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
    <rdf:Description rdf:about='' dc:format='image/jpeg'/></rdf:RDF></x:xmpmeta>";

fn report(bytes: &[u8]) -> Report {
    verify::source(&bytes, &Extractor::new()).expect("a picture")
}

fn findings(bytes: &[u8]) -> Vec<(&'static str, Severity)> {
    report(bytes).findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.unasked.iter().map(|unasked| unasked.code).collect()
}

/// A picture with these dates in the Exif directory, and IFD0's date of change.
fn dated(taken: &'static str, digitized: &'static str, modified: &'static str) -> Vec<u8> {
    let inner = Directory(vec![(0x9003, Data::Ascii(taken)), (0x9004, Data::Ascii(digitized))]);
    let outer = Directory(vec![(0x0132, Data::Ascii(modified)), (0x8769, Data::Directory(inner))]);
    jpeg(&[exif(&tiff(true, vec![outer]))])
}

#[test]
fn the_samples_agree() {
    for (name, exif, xmp) in [
        ("replica.jpg", 10, 200),
        ("xmp-shapes.jpg", 0, 20),
        ("exif-big-endian.jpg", 50, 0),
        ("xmp-extended.jpg", 0, 5),
    ] {
        let bytes = std::fs::read(testdata().join(name)).expect("a sample");
        let report = report(&bytes);
        assert!(report.agrees(), "{name}: {:?}", report.disagreements);
        assert!(
            report.agreements.exif >= exif && report.agreements.xmp >= xmp,
            "{name}: {:?}",
            report.agreements
        );
        assert_eq!(report.unasked, []);
    }
}

#[test]
fn a_changed_iptc_block_is_found() {
    let block = iim(&[(2, 5, b"Title")]);
    let with = |digest: Vec<u8>| {
        findings(&jpeg(&[photoshop(&[resource(0x0404, &block), resource(0x0425, &digest)])]))
    };
    assert_eq!(with(digest(&block)), []);
    assert_eq!(with(digest(b"other")), [("iptc-digest", Severity::Warning)]);
}

#[test]
fn doubled_blocks_are_found() {
    let other = PACKET.replace("image/jpeg", "image/png");
    let one = xmp(PACKET.as_bytes());
    assert_eq!(findings(&jpeg(std::slice::from_ref(&one))), []);
    assert_eq!(findings(&jpeg(&[one.clone(), one.clone()])), [("duplicate-block", Severity::Note)]);
    assert_eq!(findings(&jpeg(&[one, xmp(other.as_bytes())])), [("duplicate-block", Severity::Warning)]);
    let block = |make| exif(&tiff(false, vec![Directory(vec![(0x010f, Data::Ascii(make))])]));
    assert_eq!(findings(&jpeg(&[block("maker"), block("other")])), [("duplicate-block", Severity::Warning)]);
}

#[test]
fn bytes_that_nothing_points_to_are_found() {
    let block = tiff(false, vec![Directory(vec![(0x010f, Data::Ascii("a maker"))])]);
    let with = |rest: &[u8]| findings(&jpeg(&[exif(&[&block[..], rest].concat())]));
    assert_eq!(with(&[]), []);
    assert_eq!(with(&[1; 16]), []);
    assert_eq!(with(&[0; 500]), [], "room that was left");
    assert_eq!(with(&[1; 17]), [("unread-bytes", Severity::Note)]);
}

#[test]
fn a_thumbnail_of_another_shape_is_found() {
    // The picture has 8 × 8 pixels.
    let thumbnail = |width: u16, height: u16| {
        let frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
        let small = [&[0xff, 0xd8][..], &segment(0xc0, &frame), &[0xff, 0xd9]].concat();
        let length = u32::try_from(small.len()).expect("small");
        // The directories take 8 + 18 + 30 bytes.
        let first = Directory(vec![(0x0112, Data::Short(vec![1]))]);
        let second = Directory(vec![(0x0201, Data::Long(vec![56])), (0x0202, Data::Long(vec![length]))]);
        findings(&jpeg(&[exif(&[tiff(false, vec![first, second]), small].concat())]))
    };
    assert_eq!(thumbnail(100, 100), []);
    assert_eq!(thumbnail(100, 98), [], "within what rounding takes");
    assert_eq!(thumbnail(100, 90), [("thumbnail-ratio", Severity::Warning)]);
    assert_eq!(thumbnail(160, 120), [("thumbnail-ratio", Severity::Note)], "black bars are usual");
    assert_eq!(thumbnail(0, 120), []);
}

#[test]
fn dates_in_an_order_in_which_nothing_happens_are_found() {
    let day = "2024:03:05 14:30:15";
    assert_eq!(findings(&dated(day, day, "2024:04:01 00:00:00")), []);
    let earlier = "2024:03:05 14:30:14";
    assert_eq!(
        findings(&dated(day, earlier, day)),
        [("date-order", Severity::Note)],
        "a zone may be behind it"
    );
    assert_eq!(findings(&dated(day, day, "2024:02:05 14:30:15")), [("date-order", Severity::Warning)]);
    assert_eq!(findings(&dated(day, "    :  :     :  :  ", "0000:00:00 00:00:00")), []);
    let gps = |date| {
        let time = Data::Rational(vec![(13, 1), (30, 1), (15, 1)]);
        let place = Directory(vec![(7, time), (0x1d, Data::Ascii(date))]);
        let inner = Directory(vec![(0x9003, Data::Ascii(day))]);
        let outer = Directory(vec![(0x8769, Data::Directory(inner)), (0x8825, Data::Directory(place))]);
        findings(&jpeg(&[exif(&tiff(true, vec![outer]))]))
    };
    assert_eq!(gps("2024:03:05"), []);
    assert_eq!(gps("2024:03:04"), []);
    assert_eq!(gps("2024:03:01"), [("gps-time", Severity::Warning)]);
}

/// The peak memory of this process so far, in KiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a peak");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[cfg(target_os = "linux")]
#[test]
fn overlapping_values_are_refused_before_the_decoder_is_asked() {
    let count: u16 = 4000;
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    block.extend(count.to_le_bytes());
    for id in 0..count {
        block.extend(id.to_le_bytes());
        block.extend([7, 0]);
        block.extend(200_000u32.to_le_bytes());
        block.extend(60_000u32.to_le_bytes());
    }
    block.resize(262_144, 0);
    let before = peak();
    let report = verify::exif_block(&block);
    assert_eq!(codes(&report), ["overlapping-values"]);
    assert!(peak() - before < 64 * 1024, "{} KiB", peak() - before);
}

#[test]
fn packets_that_the_guard_refuses_never_reach_the_toolkit() {
    let letters: String = ('a'..='z').collect();
    let entities: String = letters
        .chars()
        .zip(letters.chars().skip(1))
        .map(|(inner, outer)| format!("<!ENTITY {outer} '{}'>", format!("&{inner};").repeat(10)))
        .collect();
    let bomb = format!("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>{entities}]>{PACKET}");
    assert_eq!(codes(&verify::xmp_packet(bomb.as_bytes())), ["doctype"]);
    let inside = |properties: String| {
        PACKET.replace("dc:format='image/jpeg'/>", &format!(">{properties}</rdf:Description>"))
    };
    let deep = format!("{}{}", "<dc:a rdf:parseType='Resource'>".repeat(12_000), "</dc:a>".repeat(12_000));
    assert_eq!(codes(&verify::xmp_packet(inside(deep).as_bytes())), ["too-deep"]);
    let many: String = (0..30_000).map(|number| format!("<dc:a{number}/>")).collect();
    assert_eq!(codes(&verify::xmp_packet(inside(many).as_bytes())), ["too-many-properties"]);
    let spaces: String = (0..200).map(|number| format!(" xmlns:a{number}='urn:{number}'")).collect();
    let spaces = inside(format!("<dc:a{spaces}>1</dc:a>"));
    assert_eq!(codes(&verify::xmp_packet(spaces.as_bytes())), ["too-many-namespaces"]);
    let far = inside(format!("<dc:a xmlns:far='urn:{}'>1</dc:a>", "x".repeat(1000)));
    assert_eq!(codes(&verify::xmp_packet(far.as_bytes())), ["too-many-namespaces"]);
}

#[test]
fn prefixes_of_one_packet_do_not_rename_the_next() {
    let packet = |uri: &str| {
        PACKET
            .replace("dc:format", "odd:format")
            .replace("xmlns:dc=", &format!("xmlns:odd='{uri}' xmlns:dc="))
    };
    for uri in ["urn:first/", "urn:second/", "http://purl.org/dc/elements/1.1/"] {
        let report = verify::xmp_packet(packet(uri).as_bytes());
        assert!(report.agrees() && report.agreements.xmp == 1, "{uri}: {report:?}");
    }
}

#[test]
fn hostile_blocks_of_every_length_are_borne() {
    let block =
        tiff(true, vec![Directory(vec![(0x010f, Data::Ascii("a maker")), (0x0112, Data::Short(vec![1]))])]);
    for end in 0..block.len() {
        verify::exif_block(&block[..end]);
    }
    for end in (0..PACKET.len()).filter(|end| PACKET.is_char_boundary(*end)) {
        verify::xmp_packet(&PACKET.as_bytes()[..end]);
    }
}

#[test]
fn a_tight_budget_leaves_blocks_unasked_and_says_so() {
    let mut limits = Limits::default();
    limits.xmp_packet = 10;
    let report =
        verify::source(&jpeg(&[xmp(PACKET.as_bytes())]).as_slice(), &Extractor::new().limits(limits));
    assert_eq!(codes(&report.expect("a picture")), ["too-long"]);
}

#[test]
fn the_command_says_in_one_line_that_a_file_agrees() {
    let path = testdata().join("replica.jpg");
    let path = path.to_str().expect("UTF-8");
    let output = run(&["verify", path]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let first = text.lines().next().expect("a line");
    assert!(first.starts_with(&format!("{path}: ")) && first.ends_with(" XMP values agree"), "{first}");
    assert!(!text.contains("differs") && !text.contains("unasked"), "{text}");
}

/// A name that XML forbids and this crate accepts; the toolkit stops there.
fn disputed() -> Vec<u8> {
    let odd = "<exif:TIFF/EPStandardID xmlns:exif='http://ns.adobe.com/exif/1.0/'>1</exif:TIFF/EPStandardID>\
        <dc:source>\u{1b}[31m</dc:source>";
    let packet = PACKET.replace("dc:format='image/jpeg'/>", &format!(">{odd}</rdf:Description>"));
    jpeg(&[xmp(packet.as_bytes())])
}

#[test]
fn a_disagreement_is_told_escaped_and_is_the_exit_code() {
    let folder = Folder::new("verify-differs");
    let path = folder.file("odd\u{1b}.jpg", &disputed());
    let path = path.to_str().expect("UTF-8");
    let output = run(&["verify", path]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains(" do not\n") && text.contains("  differs {") && text.contains("(nothing)"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn records_have_counts_disagreements_and_findings() {
    let folder = Folder::new("verify-json");
    folder.file("a.jpg", &dated("2024:03:05 14:30:15", "2024:03:05 14:30:15", "2020:01:01 00:00:00"));
    folder.file("b.txt", b"text");
    folder.file("c.jpg", &disputed());
    let output = run(&["verify", "--format", "ndjson", folder.path().to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(1));
    let records = records(&output);
    assert_eq!(records.len(), 3);
    assert_eq!(records[0]["agrees"], true);
    assert_eq!(records[0]["agreements"]["exif"], 3);
    assert_eq!(records[0]["findings"][0]["code"], "date-order");
    assert_eq!(records[0]["findings"][0]["severity"], "warning");
    assert_eq!(records[1]["error"]["code"], "unknown-format");
    assert_eq!(records[2]["agrees"], false);
    assert_eq!(records[2]["disagreements"][0]["decoder"], "xmp-toolkit");
}

#[test]
fn findings_alone_are_no_failure_and_wrong_usage_is() {
    let folder = Folder::new("verify-exit");
    let path =
        folder.file("a.jpg", &dated("2024:03:05 14:30:15", "2024:03:05 14:30:15", "2020:01:01 00:00:00"));
    let output = run(&["verify", path.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("  warning date-order at byte "));
    assert_eq!(run(&["verify"]).status.code(), Some(2));
    assert_eq!(run(&["verify", "--format", "xml", "x"]).status.code(), Some(2));
}
