//! The time to read one file, by stage and by format.
//!
//! Only `read` touches the disk (or rather the system's cache); everything else starts from bytes in memory.
//!
//! A stage is cut off at its end, not at its start: its time includes the stages before it, and its own cost is the
//! difference from the one before.
//!
//! | stage | its own cost |
//! |---|---|
//! | `container` | all of its time; the frames of Photoshop resources are walked too |
//! | `exif`, `iptc`, `xmp` | minus `container`; if `iptc` or `xmp` lies in the Exif block, minus `exif` |
//! | `tags` | all three families; minus `container` |
//! | `consolidation` | minus `tags`: the consolidation alone |
//! | `provenance` | minus `consolidation`: why each field has its value, and the copy of all tags for the caller |
//! | `json` | all of its time: from the object to text |

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use embedmeta::internal::count_tags;
use embedmeta::{Extractor, Groups, Limits};
use std::hint::black_box;

const REPLICA: &[u8] = include_bytes!("../testdata/replica.jpg");

/// A sample of each supported format.
const FORMATS: [(&str, &str); 36] = [
    ("JPEG", "exif-big-endian.jpg"),
    ("JPS", "stereo.jps"),
    ("EXV", "segments.exv"),
    ("TIFF", "tiff-blocks.tif"),
    ("BigTIFF", "bigtiff.tif"),
    ("DNG", "raw-adobe.dng"),
    ("NEF", "raw-nikon.nef"),
    ("RW2", "raw-panasonic.rw2"),
    ("CR3", "canon.cr3"),
    ("CRW", "raw-canon.crw"),
    ("RAF", "raw-fuji.raf"),
    ("MRW", "raw-minolta.mrw"),
    ("X3F", "raw-sigma.x3f"),
    ("Kyocera raw", "raw-kyocera.raw"),
    ("PNG", "png-chunks.png"),
    ("PNG with raw profiles", "png-profiles.png"),
    ("MNG", "frames.mng"),
    ("JNG", "picture.jng"),
    ("WebP", "webp-extended.webp"),
    ("HEIC", "heif.heic"),
    ("AVIF", "avif.avif"),
    ("JPEG XL", "jpegxl.jxl"),
    ("JPEG 2000", "jpeg2000.jp2"),
    ("GIF", "gif-packet.gif"),
    ("PSD", "photoshop.psd"),
    ("SVG", "svg-packet.svg"),
    ("PDF", "pdf-compressed.pdf"),
    ("EPS", "eps-binary.eps"),
    ("MP4", "film-uuid.mp4"),
    ("MOV", "film.mov"),
    ("XMP sidecar", "sidecar.xmp"),
    ("BMP", "bmp-top-down.bmp"),
    ("CUR", "cursor.cur"),
    ("AVI", "riff-film.avi"),
    ("WAV", "riff-sound.wav"),
    ("JPEG with Content Credentials", "credentials-segments.jpg"),
];

fn read(c: &mut Criterion) {
    let path = support::sample("replica.jpg");
    let mut buffer = Vec::with_capacity(support::HEAD);
    let mut group = c.benchmark_group("read");
    group.bench_function("open, head, close", |b| b.iter(|| support::read_head(&path, &mut buffer)));
    let extractor = Extractor::new();
    group.bench_function("open, extract, close", |b| b.iter(|| extractor.from_path(&path)));
    group.finish();
}

fn stages(c: &mut Criterion) {
    let mut no_directories = Limits::default();
    // The Exif block is decoded even if its tags are not wanted, because it may contain other blocks.
    no_directories.directories = 0;
    let blocks = Extractor::new().groups(Groups::NONE).limits(no_directories);

    let mut group = c.benchmark_group("replica");
    group.throughput(Throughput::Bytes(REPLICA.len() as u64));
    group.bench_function("container", |b| b.iter(|| count_tags(&blocks, black_box(REPLICA))));
    for (name, groups) in
        [("exif", Groups::EXIF), ("iptc", Groups::IPTC), ("xmp", Groups::XMP), ("tags", Groups::ALL)]
    {
        let extractor = Extractor::new().groups(groups);
        group.bench_function(name, |b| b.iter(|| count_tags(&extractor, black_box(REPLICA))));
    }
    group.bench_function("consolidation", |b| b.iter(|| embedmeta::extract(black_box(REPLICA))));
    let all = Extractor::new();
    group.bench_function("provenance", |b| b.iter(|| all.from_bytes(black_box(REPLICA))));
    group.finish();
}

fn json(c: &mut Criterion) {
    let Ok(metadata) = embedmeta::extract(REPLICA) else { return };
    let size = serde_json::to_vec(&metadata).map_or(0, |text| text.len() as u64);
    let mut group = c.benchmark_group("json");
    group.throughput(Throughput::Bytes(size));
    group.bench_function("replica", |b| b.iter(|| serde_json::to_vec(black_box(&metadata))));
    group.finish();
}

fn formats(c: &mut Criterion) {
    let mut group = c.benchmark_group("format");
    for (name, file) in FORMATS {
        let bytes = std::fs::read(support::sample(file)).unwrap_or_default();
        assert!(embedmeta::extract(&bytes).is_ok(), "{file} is read");
        group.bench_function(name, |b| b.iter(|| embedmeta::extract(black_box(&bytes))));
    }
    group.finish();
}

criterion_group!(benches, read, stages, json, formats);
criterion_main!(benches);
