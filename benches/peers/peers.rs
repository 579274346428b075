//! Compares other readers with this one, over the same bytes in memory.
//!
//! ```sh
//! cargo bench --manifest-path benches/peers/Cargo.toml
//! ```
//!
//! For EXIF all get the same JPEG, since not all accept a bare Exif block, and all values are requested:
//!
//! - `kamadak-exif` copies the block, reads the IFD0, IFD1, Exif, GPS and interoperability directories, and makes typed
//! values; it makes text for people only on request, which is measured separately.
//! - `nom-exif` reads IFD0, IFD1, Exif and GPS, and makes typed values, no text. It must own its input, so the copy
//!   counts.
//! - `little_exif` reads the same directories into a structure that can be edited and written back; it copies the
//! block, and keeps typed values, no text.
//! - `embedmeta` reads these and further directories and pages, SubIFDs, and blocks within them; makes typed values
//! and, unlike the others, the text that `ExifTool` prints for each. `consolidated` adds what the others do not have:
//! the object made of all tags.
//!
//! For XMP both get the reference packet of the IPTC, 400 properties:
//!
//! - `xmp_toolkit` is Adobe's own library: it makes a tree that can be edited and written back, and its nodes are
//! visited one by one.
//! - `embedmeta` makes flat tags with the names and the text that `ExifTool` prints; `consolidated` as above.

use criterion::{Criterion, criterion_group, criterion_main};
use embedmeta::internal::count_tags;
use embedmeta::{Extractor, Groups};
use std::hint::black_box;
use std::io::Cursor;

const PICTURE: &[u8] = include_bytes!("../../testdata/exif-big-endian.jpg");
const REPLICA: &[u8] = include_bytes!("../../testdata/replica.jpg");

fn exif(c: &mut Criterion) {
    let groups = Groups::EXIF;
    let extractor = Extractor::new().groups(groups);
    let owned = PICTURE.to_vec();
    let mut group = c.benchmark_group("exif");
    bench(&mut group, "embedmeta", || count_tags(&extractor, black_box(PICTURE)).ok());
    bench(&mut group, "embedmeta, consolidated", || {
        extractor.from_bytes(black_box(PICTURE)).map(|found| found.tags.len()).ok()
    });
    bench(&mut group, "kamadak-exif", || {
        let found = exif::Reader::new().read_from_container(&mut Cursor::new(black_box(PICTURE))).ok()?;
        Some(found.fields().map(|field| black_box(&field.value)).count())
    });
    bench(&mut group, "kamadak-exif, text", || {
        let found = exif::Reader::new().read_from_container(&mut Cursor::new(black_box(PICTURE))).ok()?;
        Some(found.fields().map(|field| black_box(field.display_value().to_string())).count())
    });
    let mut parser = nom_exif::MediaParser::new();
    bench(&mut group, "nom-exif", || {
        let source = nom_exif::MediaSource::from_memory(black_box(PICTURE).to_vec()).ok()?;
        let found = parser.parse_exif(source).ok()?;
        Some(found.filter(|entry| black_box(entry.value()).is_some()).count())
    });
    bench(&mut group, "little_exif", || {
        let jpeg = little_exif::filetype::FileExtension::JPEG;
        let found = little_exif::metadata::Metadata::new_from_vec(black_box(&owned), jpeg).ok()?;
        Some((&found).into_iter().map(black_box).count())
    });
    group.finish();
}

fn xmp(c: &mut Criterion) {
    let packet = packet(REPLICA).expect("the replica has a packet");
    let groups = Groups::XMP;
    let extractor = Extractor::new().groups(groups);
    let mut group = c.benchmark_group("xmp");
    bench(&mut group, "embedmeta", || count_tags(&extractor, black_box(packet.as_bytes())).ok());
    bench(&mut group, "embedmeta, consolidated", || {
        extractor.from_bytes(black_box(packet.as_bytes())).map(|found| found.tags.len()).ok()
    });
    bench(&mut group, "xmp_toolkit", || {
        let found: xmp_toolkit::XmpMeta = black_box(packet).parse().ok()?;
        Some(found.iter(xmp_toolkit::IterOptions::default()).map(black_box).count())
    });
    group.finish();
}

type Group<'c> = criterion::BenchmarkGroup<'c, criterion::measurement::WallTime>;

/// Measures a reader and prints how many values it finds.
fn bench(group: &mut Group<'_>, name: &str, mut read: impl FnMut() -> Option<usize>) {
    match read() {
        Some(count) => println!("{name}: {count} values"),
        None => return println!("{name}: cannot read it"),
    }
    group.bench_function(name, |b| b.iter(&mut read));
}

/// The XMP packet of a JPEG, if it has one.
fn packet(jpeg: &[u8]) -> Option<&str> {
    let find = |what: &[u8]| jpeg.windows(what.len()).position(|window| window == what);
    let (start, end) = (find(b"<x:xmpmeta")?, find(b"</x:xmpmeta>")?);
    std::str::from_utf8(jpeg.get(start..end + b"</x:xmpmeta>".len())?).ok()
}

criterion_group!(benches, exif, xmp);
criterion_main!(benches);
