//! Every limit of the library can be set on the command line, and each takes effect.
#![allow(clippy::expect_used, clippy::panic)] // a test may

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use support::exif::{Data, Directory, tiff};
use support::jpeg::{exif, iim, jpeg, photoshop, resource, xmp};
use support::png;
use support::{Folder, run, stdout, testdata};

/// An option, a file that exceeds it, the smallest number that the option accepts, which is too small for that file,
/// and the message that results.
type Case = (&'static str, fn(&Folder) -> PathBuf, u32, &'static str);

const CASES: &[Case] = &[
    ("head", late_root, 4096, "unknown-format"),
    ("read", large, 4096, "budget"),
    ("parts", chunks, 16, "too-many-parts"),
    ("directories", camera, 4, "too-many-directories"),
    ("directory-depth", camera, 1, "too-deep"),
    ("entries", entries, 16, "too-many-entries"),
    ("array", array, 4, "(Binary data"),
    ("datasets", datasets, 3, "datasets beyond the limit"),
    ("xmp-depth", packet, 6, "too-deep"),
    ("xmp-properties", packet, 16, "too-many-properties"),
    ("xmp-tags", packet, 16, "too-many-tags"),
    ("xmp-attributes", attributes, 16, "too-many-attributes"),
    ("xmp-packet", |_| testdata().join("replica.jpg"), 4096, "too-long"),
    ("jumbf", |_| testdata().join("credentials-segments.jpg"), 512, "930 bytes of JUMBF boxes"),
    ("claim", |_| testdata().join("credentials-segments.jpg"), 100, "the claim is beyond the limit"),
    ("inflate-part", compressed, 4096, "decompression-limit"),
    ("inflate", compressed, 4096, "decompression-limit"),
    ("scan", far_packet, 4096, "scan-limit"),
    ("issues", damaged, 0, "and 2 more issues"),
];

fn packet(_: &Folder) -> PathBuf {
    testdata().join("xmp-shapes.jpg")
}

fn camera(_: &Folder) -> PathBuf {
    testdata().join("exif-big-endian.jpg")
}

/// A packet that is short only while it is compressed.
fn compressed(folder: &Folder) -> PathBuf {
    let padding = " ".repeat(5000);
    let packet = format!("<x:xmpmeta xmlns:x='adobe:ns:meta/'>{padding}</x:xmpmeta>");
    folder.file("compressed.png", &png::png(&[png::xmp(packet.as_bytes(), true)], &[]))
}

/// A drawing whose first element follows a long licence.
fn late_root(folder: &Folder) -> PathBuf {
    let licence = "word ".repeat(1000);
    folder.file("late.svg", format!("<?xml version='1.0'?><!-- {licence} --><svg/>").as_bytes())
}

fn chunks(folder: &Folder) -> PathBuf {
    folder.file("chunks.png", &png::png(&vec![png::chunk(*b"tEXt", b"Title\0x"); 20], &[]))
}

fn entries(folder: &Folder) -> PathBuf {
    let entries = (0..20).map(|number| (0xc000 + number, Data::Ascii("x"))).collect();
    folder.file("entries.jpg", &jpeg(&[exif(&tiff(true, vec![Directory(entries)]))]))
}

/// A packet that follows a long program.
fn far_packet(folder: &Folder) -> PathBuf {
    let mut file = String::from("%!PS-Adobe-3.0 EPSF-3.0\n%%EndComments\n");
    file.push_str(&"% a comment of the program\n".repeat(500));
    folder.file("far.eps", file.as_bytes())
}

/// A picture whose EXIF lies beyond the head that is read first.
fn large(folder: &Folder) -> PathBuf {
    let pixels = png::chunk(*b"IDAT", &vec![0; 100_000]);
    let directory = Directory(vec![(271, Data::Text("Maker".repeat(1000)))]);
    folder.file("large.png", &png::png(&[pixels, png::chunk(*b"eXIf", &tiff(true, vec![directory]))], &[]))
}

/// A lens of five numbers, read as an array.
fn array(folder: &Folder) -> PathBuf {
    let lens = Directory(vec![(0xa432, Data::Rational(vec![(24, 1), (70, 1), (28, 10), (4, 1), (1, 1)]))]);
    let directory = Directory(vec![(34665, Data::Directory(lens))]);
    folder.file("array.jpg", &jpeg(&[exif(&tiff(true, vec![directory]))]))
}

fn datasets(folder: &Folder) -> PathBuf {
    let block = iim(&[(2, 25, b"one"), (2, 25, b"two"), (2, 25, b"three"), (2, 25, b"four")]);
    folder.file("datasets.jpg", &jpeg(&[photoshop(&[resource(0x0404, &block)])]))
}

fn attributes(folder: &Folder) -> PathBuf {
    let mut properties = String::new();
    for number in 0..20 {
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

/// The output of `tags`.
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

/// With `--max-head 1` every file was reported as of unknown format.
#[test]
fn a_limit_with_which_hardly_anything_is_read_is_refused() {
    for (option, _, least, _) in CASES.iter().filter(|(_, _, least, _)| *least > 0) {
        for number in [0, least - 1] {
            let output = run(&["tags", &format!("--max-{option}"), &number.to_string(), "x.jpg"]);
            assert_eq!(output.status.code(), Some(2), "{option} {number}");
            let told = String::from_utf8_lossy(&output.stderr);
            let expected = format!("--max-{option}: at least {least}");
            assert!(told.contains(&expected), "{told}");
        }
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
