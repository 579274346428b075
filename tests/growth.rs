//! The cost of a file grows no faster than its size. Allocations are counted, because they are the same on every
//! machine.
#![allow(clippy::expect_used)] // a test may

mod support;

use embedmeta::Extractor;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use support::exif::{Data, Directory, tiff};
use support::jpeg::{exif, extended_xmp, jpeg, xmp};

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Held while counting, so that nothing else allocates.
static ALONE: Mutex<()> = Mutex::new(());

/// The number of allocations for reading a file, and their bytes, including growth.
fn cost(file: &[u8]) -> (usize, usize) {
    let region = Region::new(MEMORY);
    let extraction = Extractor::new().from_bytes(file).expect("it is a picture");
    let spent = region.change();
    drop(extraction);
    let added = usize::try_from(spent.bytes_reallocated).unwrap_or_default();
    (spent.allocations + spent.reallocations, spent.bytes_allocated + added)
}

/// Twice the parts cost at most 2.2 times as much, to allow for buffers that double now and then.
fn grows_evenly(what: &str, make: impl Fn(usize) -> Vec<u8>, n: usize) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (once, twice) = (make(n), make(2 * n));
    // The first file pays for what the process needs only once.
    cost(&once);
    let ((calls, bytes), (calls_of_two, bytes_of_two)) = (cost(&once), cost(&twice));
    println!("{what}: {calls} and {calls_of_two} allocations, {bytes} and {bytes_of_two} bytes");
    assert!(calls_of_two * 10 <= calls * 22 + 10 * 64, "{what}: {calls} and {calls_of_two} allocations");
    assert!(bytes_of_two * 10 <= bytes * 22 + 10 * (64 << 10), "{what}: {bytes} and {bytes_of_two} bytes");
}

fn camera(text: String) -> Vec<u8> {
    let settings = Directory(vec![(0x829a, Data::Rational(vec![(1, 60)])), (0x8827, Data::Short(vec![100]))]);
    let entries =
        vec![(0x010f, Data::Ascii("Maker")), (0x013b, Data::Text(text)), (0x8769, Data::Directory(settings))];
    tiff(false, vec![Directory(entries)])
}

fn packet(spaces: &str, properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' {spaces}>{properties}</rdf:Description>\
         </rdf:RDF></x:xmpmeta>"
    )
}

#[test]
fn with_exif_segments() {
    grows_evenly("Exif segments", |n| jpeg(&vec![exif(&camera("Ann".into())); n]), 200);
}

#[test]
fn with_xmp_segments() {
    // Only a limited number of packets is read per file.
    let one = packet("", "<dc:format>image/jpeg</dc:format><dc:source>a</dc:source>");
    grows_evenly("XMP segments", |n| jpeg(&vec![xmp(one.as_bytes()); n]), 8);
    grows_evenly("XMP segments beyond the limit", |n| jpeg(&vec![xmp(one.as_bytes()); n]), 200);
}

#[test]
fn with_the_length_of_texts() {
    grows_evenly("a text of EXIF", |n| jpeg(&[exif(&camera("é".repeat(n)))]), 12_000);
    let text = |n: usize| packet("", &format!("<dc:source>{}</dc:source>", "a &amp; b ".repeat(n)));
    grows_evenly("a text of XMP", |n| jpeg(&[xmp(text(n).as_bytes())]), 3_000);
}

#[test]
fn with_numbers_of_one_value() {
    let numbers = |n: usize| {
        let values = (0..n).map(|number| u32::try_from(number).unwrap_or_default()).collect();
        tiff(false, vec![Directory(vec![(0x0111, Data::Long(values))])])
    };
    grows_evenly("numbers of one value", numbers, 10_000);
}

#[test]
fn with_unknown_namespaces_and_properties() {
    let spaces = |n: usize| {
        let (mut spaces, mut properties) = (String::new(), String::new());
        for number in 0..n {
            let _ = write!(spaces, "xmlns:n{number}='http://example.com/{number}/of/mine/' ");
            let _ = write!(properties, "<n{number}:a>1</n{number}:a><n{number}:b>2</n{number}:b>");
        }
        jpeg(&[xmp(packet(&spaces, &properties).as_bytes())])
    };
    grows_evenly("unknown namespaces", spaces, 100);
    let properties = |n: usize| {
        let mut properties = String::new();
        for number in 0..n {
            let _ = write!(properties, "<dc:mine{number}>text</dc:mine{number}>");
        }
        jpeg(&[xmp(packet("", &properties).as_bytes())])
    };
    grows_evenly("unknown properties", properties, 500);
}

#[test]
fn with_pictures_in_extended_packets() {
    let extended = |n: usize| {
        let picture = "QUJD".repeat(n);
        let more = packet(
            "xmlns:GImage='http://ns.google.com/photos/1.0/image/' GImage:Mime='image/jpeg'",
            &format!("<GImage:Data>{picture}</GImage:Data>"),
        );
        let guid = "0".repeat(32);
        let main = packet(
            "xmlns:xmpNote='http://ns.adobe.com/xmp/note/'",
            &format!("<xmpNote:HasExtendedXMP>{guid}</xmpNote:HasExtendedXMP>"),
        );
        let mut segments = vec![xmp(main.as_bytes())];
        segments.extend(extended_xmp(&guid, more.as_bytes(), 65_000));
        jpeg(&segments)
    };
    grows_evenly("pictures in extended packets", extended, 250_000);
}
