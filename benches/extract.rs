//! The time of one file, from bytes in memory to the consolidated object.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use embedmeta::{Extractor, Groups};
use std::hint::black_box;

const REPLICA: &[u8] = include_bytes!("../testdata/replica.jpg");

fn extract(c: &mut Criterion) {
    let mut group = c.benchmark_group("replica");
    group.throughput(Throughput::Bytes(REPLICA.len() as u64));
    group.bench_function("extract", |b| b.iter(|| embedmeta::extract(black_box(REPLICA))));
    group.bench_function("with tags and provenance", |b| {
        b.iter(|| Extractor::new().from_bytes(black_box(REPLICA)));
    });
    group.finish();
}

fn families(c: &mut Criterion) {
    let none = Groups { exif: false, iptc: false, xmp: false };
    let mut group = c.benchmark_group("replica by family");
    for (name, groups) in [
        ("exif", Groups { exif: true, ..none }),
        ("iptc", Groups { iptc: true, ..none }),
        ("xmp", Groups { xmp: true, ..none }),
    ] {
        let extractor = Extractor::new().groups(groups);
        group.bench_function(name, |b| b.iter(|| extractor.from_bytes(black_box(REPLICA))));
    }
    group.finish();
}

criterion_group!(benches, extract, families);
criterion_main!(benches);
