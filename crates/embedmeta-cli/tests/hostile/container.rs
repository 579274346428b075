//! Containers with false structures, and parts that are small in the file and large in memory.

use crate::support::boxes::{self, iso_box};
use crate::support::jpeg::{self, jpeg, photoshop, resource, segment};
use crate::support::png::{self, chunk, png};
use crate::support::samples::SAMPLES;
use crate::{alone, codes, grows_evenly, holds, read, tells, try_read};
use embedmeta::{Extractor, Source};

const PACKET: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
    <rdf:Description rdf:about='' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:City='Bern'/></rdf:RDF></x:xmpmeta>";

#[test]
fn a_jpeg_of_four_million_segments() {
    let read = read(|| [b"\xff\xd8".to_vec(), b"\xff\xe5\0\x02".repeat(4_000_000)].concat());
    assert_eq!(codes(&read), ["too-many-parts"]);
}

#[test]
fn chunks_boxes_and_resources_of_no_length() {
    let empty_chunks = || png(&[chunk(*b"tEXt", b"").repeat(1_000_000)], &[]);
    assert_eq!(codes(&read(empty_chunks)), ["too-many-parts"]);
    let webp = || [b"RIFF\xff\xff\xff\x7fWEBP".to_vec(), b"odd \0\0\0\0".repeat(1_000_000)].concat();
    assert!(tells(&read(webp), "too-many-parts"));
    let jxl = || [boxes::jxl(b"", PACKET.as_bytes()), b"\0\0\0\x08free".repeat(1_000_000)].concat();
    let found = read(jxl);
    assert!(tells(&found, "too-many-parts"));
    assert_eq!(found.metadata.text("City"), Some("Bern"), "what stood before them is kept");
    let irb = || jpeg(&vec![photoshop(&vec![resource(1, b""); 5_000]); 20]);
    assert!(tells(&read(irb), "too-many-parts"));
    let gif = || [&b"GIF89a\x01\0\x01\0\0\0\0"[..], &b"\x21\xfe\0".repeat(1_000_000)].concat();
    assert!(tells(&read(gif), "too-many-parts"));
}

#[test]
fn boxes_whose_sizes_are_0_1_or_7() {
    for size in [0u32, 1, 7, 8, 0xffff_ffff] {
        for kind in [b"meta", b"moov", b"uuid", b"free", b"mdat"] {
            read(|| {
                let head = iso_box(b"ftyp", &[b"heic\0\0\0\0mif1heic"]);
                [&head, &size.to_be_bytes()[..], kind, &[0; 64]].concat()
            });
        }
    }
}

/// A HEIF picture with this many EXIF items and these rows of `iloc`, one per item.
fn heif(items: u16, extents: &[(u32, u32)], sizes: [u8; 2], tables: usize) -> Vec<u8> {
    let full = |kind: &[u8; 4], version: u8, body: &[u8]| iso_box(kind, &[&[version, 0, 0, 0], body]);
    let infos: Vec<u8> = (1..=items)
        .flat_map(|id| full(b"infe", 2, &[&id.to_be_bytes()[..], &[0, 0], b"Exif\0"].concat()))
        .collect();
    let rows: Vec<u8> = (1..=items)
        .flat_map(|id| {
            let count = u16::try_from(extents.len()).expect("few");
            let mut row = [id, 0, 0, count].map(u16::to_be_bytes).concat();
            for (at, length) in extents {
                let (width, _) = (sizes[0] >> 4, 0);
                if width == 4 {
                    row.extend(at.to_be_bytes());
                    row.extend(length.to_be_bytes());
                }
            }
            row
        })
        .collect();
    let iloc = full(b"iloc", 1, &[&sizes[..], &items.to_be_bytes(), &rows].concat());
    let iinf = full(b"iinf", 0, &[&items.to_be_bytes()[..], &infos].concat());
    let meta = full(b"meta", 0, &[full(b"pitm", 0, &[0, 1]), iinf, iloc.repeat(tables)].concat());
    [iso_box(b"ftyp", &[b"heic\0\0\0\0mif1heic"]), meta].concat()
}

#[test]
fn items_of_a_picture_that_are_bombs() {
    // Extents of zero width in the table, 65,535 for each of 50 items.
    let none: Vec<_> = (0..65_535).map(|_| (0, 0)).collect();
    assert!(tells(&read(|| heif(50, &none, [0x00, 0], 1)), "too-many-parts"));
    // 2,000 items with the same bytes, each up to the end of the file.
    assert!(tells(&read(|| heif(2_000, &[(0, 0)], [0x44, 0], 1)), "budget"));
    // One item assembled from the whole file, many times over.
    let whole: Vec<_> = (0..20_000).map(|_| (0, 0)).collect();
    assert!(tells(&read(|| heif(1, &whole, [0x44, 0], 1)), "missing"));
    // With two tables the first counts.
    read(|| heif(3, &[(0, 64), (8, 64)], [0x44, 0], 2));
    // Offsets beyond any file.
    assert!(tells(&read(|| heif(3, &[(0xffff_ffff, 0xffff_ffff)], [0x44, 0], 1)), "missing"));
}

/// A zlib stream that inflates to this many KiB of zeros, built without inflating anything: 13-bit matches of 258
/// zeros, in one block of fixed codes [RFC 1951 3.2.6]. It stops without an end.
fn deflated_zeros(kib: usize) -> Vec<u8> {
    let mut bits = vec![1, 1, 0];
    bits.extend([0, 0, 1, 1, 0, 0, 0, 0]);
    for _ in 0..17 {
        bits.extend([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    }
    let bytes: Vec<u8> =
        bits.chunks_exact(8).map(|byte| byte.iter().rev().fold(0, |sum, bit| sum << 1 | bit)).collect();
    // From the second byte on, the stream repeats every 8 matches.
    let (start, period) = (&bytes[..2], &bytes[2..15]);
    [b"\x78\x01", start, &period.repeat(kib * 1024 / (8 * 258))].concat()
}

const GIB: usize = 1 << 20;

#[test]
fn compressed_text_that_becomes_a_gibibyte() {
    let text = |keyword: &[u8], kind: [u8; 4]| {
        let bomb = deflated_zeros(GIB);
        png(&[chunk(kind, &[keyword, &bomb].concat())], &[png::xmp(PACKET.as_bytes(), true)])
    };
    for (keyword, kind) in [
        (&b"XML:com.adobe.xmp\0\x01\0\0\0"[..], *b"iTXt"),
        (b"Raw profile type exif\0\0", *b"zTXt"),
        (b"\0\0\0\0\x08", *b"zxIf"),
    ] {
        let read = read(|| text(keyword, kind));
        assert_eq!(codes(&read), ["decompression-limit"], "{}", kind.escape_ascii());
        assert_eq!(read.metadata.text("City"), Some("Bern"), "the other text is read");
    }
    for (keyword, kind) in [(&b"Comment\0\0"[..], *b"zTXt"), (b"ICC\0\0", *b"iCCP")] {
        assert_eq!(codes(&read(|| text(keyword, kind))), ["decompression-limit"]);
    }
}

#[test]
fn many_compressed_texts_cost_no_more_than_one_file_may() {
    let small = deflated_zeros(4 << 10);
    let one = chunk(*b"zTXt", &[b"Raw profile type exif\0\0", &small[..]].concat());
    grows_evenly(3, |n| png(&[one.repeat(n)], &[]));
    assert!(tells(&read(|| png(&[one.repeat(20)], &[])), "decompression-limit"));
}

#[test]
fn a_profile_whose_length_is_a_lie() {
    for length in ["99999999999999999999", "4294967295", "-1", "", "12"] {
        let text = format!("\nexif\n{length}\n4d4d002a00000008000000000000\n");
        let data = [b"Raw profile type exif\0", text.as_bytes()].concat();
        read(|| png(&[chunk(*b"tEXt", &data)], &[]));
    }
}

/// A Brotli stream of this many times 16 MiB of zeros: 4 equal literals, then a copy at distance 4, in 13 bytes
/// [RFC 7932 9.2].
fn brotli_zeros(blocks: usize) -> Vec<u8> {
    const SIZE: u32 = 1 << 24;
    let mut bits: Vec<u8> = vec![0];
    let mut put = |number: u32, width: u32| bits.extend((0..width).map(|bit| (number >> bit & 1) as u8));
    for _ in 0..blocks {
        // Not the last block; a length of 6 nibbles; compressed.
        put(0, 1);
        put(2, 2);
        put(SIZE - 1, 24);
        put(0, 1);
        // One block type of each kind, no direct distances, one tree of each kind.
        put(0, 3 + 6 + 2 + 2);
        // One symbol per alphabet: the literal 0; 4 literals and the longest copy; the last distance.
        for (symbol, width) in [(0, 8), (384 + (4 << 3) + 7, 10), (0, 6)] {
            put(1, 2);
            put(0, 2);
            put(symbol, width);
        }
        put(SIZE - 4 - 2118, 24);
    }
    put(3, 2);
    bits.resize(bits.len().next_multiple_of(8), 0);
    bits.chunks_exact(8).map(|byte| byte.iter().rev().fold(0, |sum, bit| sum << 1 | bit)).collect()
}

#[test]
fn compressed_boxes_that_become_a_gibibyte() {
    for kind in [b"xml ", b"Exif"] {
        let read = read(|| {
            let bomb = iso_box(b"brob", &[kind, &brotli_zeros(64)]);
            [boxes::jxl(b"", PACKET.as_bytes()), bomb].concat()
        });
        assert!(tells(&read, "decompression-limit"), "{:?}", read.issues);
        assert_eq!(read.metadata.text("City"), Some("Bern"));
    }
}

#[test]
fn compressed_boxes_in_compressed_boxes() {
    for kind in [b"brob", b"jbrd", b"jxlc", b"jxlp"] {
        let read = read(|| {
            let inner = iso_box(b"brob", &[b"xml ", &brotli_zeros(1)]);
            [boxes::jxl(b"", PACKET.as_bytes()), iso_box(b"brob", &[kind, &inner])].concat()
        });
        assert!(tells(&read, "refused"), "{}", kind.escape_ascii());
    }
}

#[test]
fn every_sample_cut_anywhere_and_with_any_byte_changed() {
    let _alone = alone();
    for (name, make) in SAMPLES {
        let whole = make();
        let step = (whole.len() / 60).max(1);
        for at in (0..whole.len()).step_by(step) {
            let _ = Extractor::new().from_bytes(&whole[..at]).map(|read| holds(&read));
            let mut changed = whole.clone();
            changed[at] ^= 0xff;
            if let Ok(read) = Extractor::new().from_bytes(&changed) {
                assert!(read.issues.len() <= 101, "{name} at {at}");
            }
        }
    }
}

#[test]
fn a_part_of_a_jpeg_has_no_more_than_the_whole() {
    let _alone = alone();
    let sample = |wanted| SAMPLES.iter().find(|(name, _)| *name == wanted).expect("the sample").1();
    for name in ["exif-big-endian.jpg", "iptc-utf8.jpg", "xmp-shapes.jpg", "png-chunks.png", "heif.heic"] {
        let whole = sample(name);
        let most = Extractor::new().from_bytes(&whole).expect("it is read").tags.len();
        for end in (0..whole.len()).step_by(7) {
            if let Ok(part) = Extractor::new().from_bytes(&whole[..end]) {
                assert!(part.tags.len() <= most, "{name}: {end} bytes have {}", part.tags.len());
            }
        }
    }
}

/// A source that claims 16 TiB, in which every byte is the same.
struct Endless(u8);

impl Source for Endless {
    fn len(&self) -> u64 {
        16 << 40
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        buffer.fill(self.0);
        let head = b"\xff\xd8\xff";
        let at = usize::try_from(offset).unwrap_or(usize::MAX).min(head.len());
        for (to, from) in buffer.iter_mut().zip(&head[at..]) {
            *to = *from;
        }
        Ok(buffer.len())
    }
}

#[test]
fn a_file_of_tebibytes_costs_what_its_limits_allow() {
    let _alone = alone();
    for fill in [0, 0xff, 0xe1] {
        let source = Endless(fill);
        let read = Extractor::new().from_source(&source).expect("it begins like a JPEG");
        assert!(read.bytes_read <= (64 << 20) + (64 << 10), "{fill}: {}", read.bytes_read);
    }
}

type ReadAt = fn(&[u8], u64, &mut [u8]) -> std::io::Result<usize>;

/// A file that is shorter, longer or gone when it is read again.
struct Changing {
    bytes: Vec<u8>,
    reads: std::cell::Cell<u32>,
    then: ReadAt,
}

impl Source for Changing {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.reads.set(self.reads.get() + 1);
        if self.reads.get() == 1 {
            let count = buffer.len().min(64);
            buffer[..count].copy_from_slice(&self.bytes[..count]);
            return Ok(count);
        }
        (self.then)(&self.bytes, offset, buffer)
    }
}

#[test]
fn a_file_that_changes_while_it_is_read() {
    let _alone = alone();
    let behaviours: [ReadAt; 4] = [
        |_, _, _| Ok(0),
        |_, _, _| Err(std::io::ErrorKind::UnexpectedEof.into()),
        |_, _, buffer| {
            buffer.fill(0xff);
            Ok(buffer.len())
        },
        |bytes, offset, buffer| bytes.read_at(offset, buffer.get_mut(..1).unwrap_or_default()),
    ];
    for (_, make) in SAMPLES {
        for then in behaviours {
            let source = Changing { bytes: make(), reads: std::cell::Cell::new(0), then };
            let _ = Extractor::new().from_source(&source).map(|read| holds(&read));
        }
    }
}

#[test]
fn a_source_that_panics_harms_no_other_file() {
    let _alone = alone();
    // In a batch the worker contains the panic: see the tests of the pool.
    let source = Changing { bytes: jpeg(&[]), reads: std::cell::Cell::new(1), then: |_, _, _| panic!("bad") };
    let extractor = Extractor::new();
    let read = || extractor.from_source(&source).map(drop);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).is_err());
    assert!(extractor.from_bytes(&jpeg(&[])).is_ok(), "nothing stays behind");
}

#[test]
fn bytes_of_every_kind_behind_every_signature() {
    let heads: Vec<Vec<u8>> =
        SAMPLES.iter().map(|(_, make)| make()[..].iter().copied().take(16).collect()).collect();
    for head in heads {
        for fill in [0, 1, 0x20, 0x7f, 0xff] {
            let _ = try_read(|| [&head[..], &[fill; 5_000]].concat());
        }
    }
}

#[test]
fn segments_that_lie_about_their_length() {
    for length in [0u16, 1, 2, 0xffff] {
        for marker in [0xe1, 0xed, 0xeb, 0xe2, 0xc0, 0xda] {
            let read = read(|| {
                let mut file = b"\xff\xd8\xff".to_vec();
                file.push(marker);
                file.extend(length.to_be_bytes());
                file.extend(segment(
                    0xe1,
                    &[&b"http://ns.adobe.com/xap/1.0/\0"[..], PACKET.as_bytes()].concat(),
                ));
                file
            });
            assert!(read.issues.len() < 10);
        }
    }
    // A resource that claims a length of 4 GiB for itself.
    read(|| jpeg(&[jpeg::photoshop(&[b"8BIM\x04\x04\0\0\xff\xff\xff\xff".to_vec()])]));
}
