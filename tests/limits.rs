//! Every limit of the library can be set on the command line, and each does what it says.
#![allow(clippy::expect_used, clippy::panic)] // a test may

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use support::exif::{Data, Directory, tiff};
use support::jpeg::{exif, iim, jpeg, photoshop, resource, xmp};
use support::png;
use support::{Folder, run, stdout, testdata};

/// An option, the file on which it takes effect, a number that is too small for the file, and what is told then.
type Case = (&'static str, fn(&Folder) -> PathBuf, u32, &'static str);

const CASES: &[Case] = &[
    ("head", |_| testdata().join("plain.jpg"), 2, "unknown-format"),
    ("read", large, 16, "budget"),
    ("parts", |_| testdata().join("replica.jpg"), 2, "too-many-parts"),
    ("directories", camera, 1, "too-many-directories"),
    ("directory-depth", camera, 0, "too-deep"),
    ("entries", camera, 1, "too-many-entries"),
    ("array", array, 3, "(Binary data"),
    ("datasets", datasets, 1, "datasets beyond the limit"),
    ("xmp-depth", packet, 3, "too-deep"),
    ("xmp-properties", packet, 3, "too-many-properties"),
    ("xmp-tags", packet, 3, "too-many-tags"),
    ("xmp-attributes", attributes, 2, "too-many-attributes"),
    ("xmp-packet", packet, 100, "too-long"),
    ("jumbf", |_| testdata().join("credentials-segments.jpg"), 100, "930 bytes of JUMBF boxes"),
    ("claim", |_| testdata().join("credentials-segments.jpg"), 10, "the claim is beyond the limit"),
    ("inflate-part", compressed, 100, "decompression-limit"),
    ("inflate", compressed, 100, "decompression-limit"),
    ("scan", |_| testdata().join("eps-binary.eps"), 100, "scan-limit"),
    ("issues", damaged, 0, "and 2 more issues"),
];

fn packet(_: &Folder) -> PathBuf {
    testdata().join("xmp-shapes.jpg")
}

fn camera(_: &Folder) -> PathBuf {
    testdata().join("exif-big-endian.jpg")
}

fn compressed(_: &Folder) -> PathBuf {
    testdata().join("png-profiles.png")
}

/// A picture whose EXIF lies beyond the head that is read at once.
fn large(folder: &Folder) -> PathBuf {
    let pixels = png::chunk(*b"IDAT", &vec![0; 100_000]);
    let directory = Directory(vec![(271, Data::Ascii("Maker"))]);
    folder.file("large.png", &png::png(&[pixels, png::chunk(*b"eXIf", &tiff(true, vec![directory]))], &[]))
}

/// The lens's four numbers, read as an array.
fn array(folder: &Folder) -> PathBuf {
    let lens = Directory(vec![(0xa432, Data::Rational(vec![(24, 1), (70, 1), (28, 10), (4, 1)]))]);
    let directory = Directory(vec![(34665, Data::Directory(lens))]);
    folder.file("array.jpg", &jpeg(&[exif(&tiff(true, vec![directory]))]))
}

fn datasets(folder: &Folder) -> PathBuf {
    let block = iim(&[(2, 25, b"one"), (2, 25, b"two"), (2, 25, b"three")]);
    folder.file("datasets.jpg", &jpeg(&[photoshop(&[resource(0x0404, &block)])]))
}

fn attributes(folder: &Folder) -> PathBuf {
    let mut properties = String::new();
    for number in 0..5 {
        write!(properties, " d:a{number}='x'").expect("a string");
    }
    let packet = format!(
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <r:Description r:about='' xmlns:d='http://example.com/d/'{properties}/></r:RDF>"
    );
    folder.file("attributes.jpg", &jpeg(&[xmp(packet.as_bytes())]))
}

fn damaged(folder: &Folder) -> PathBuf {
    let directory = Directory(vec![(271, Data::Ascii("Maker"))]);
    let mut file = jpeg(&[exif(&tiff(true, vec![directory]))]);
    file.truncate(30);
    folder.file("damaged.jpg", &file)
}

/// What `tags` prints.
fn tags(path: &Path, options: &[&str]) -> String {
    let path = path.to_str().expect("UTF-8");
    stdout(&run(&[&["tags", "--format", "ndjson", path], options].concat()))
}

#[test]
fn every_limit_takes_effect() {
    let folder = Folder::new("limits");
    for (option, file, number, told) in CASES {
        let path = file(&folder);
        let option = format!("--max-{option}");
        assert!(!tags(&path, &[]).contains(told), "{option}: {told} without it");
        let printed = tags(&path, &[&option, &number.to_string()]);
        assert!(printed.contains(told), "{option} {number}: {printed}");
    }
}

#[test]
fn the_cases_are_all_options_of_every_reading_command() {
    let names: Vec<_> = CASES.iter().map(|(name, ..)| format!("--max-{name}")).collect();
    for command in ["extract", "tags", "explain"] {
        let help = stdout(&run(&[command, "--help"]));
        let options = help.lines().filter_map(|line| line.trim().split(' ').next());
        let options: Vec<_> = options.filter(|word| word.starts_with("--max-")).collect();
        assert_eq!(options, names, "{command}");
        assert!(!stdout(&run(&[command, "-h"])).contains("--max-"), "the short help is for daily use");
    }
}

#[test]
fn numbers_that_cannot_be_are_wrong_usage() {
    for number in ["-1", "many", "5000000000000"] {
        let output = run(&["tags", &format!("--max-parts={number}"), "x.jpg"]);
        assert_eq!(output.status.code(), Some(2), "{number}");
    }
}
