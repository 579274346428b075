//! Files of gigabytes cost kilobytes: their directories are read, but not the data in between.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test may

mod support;

use embedmeta::{Extraction, Extractor};
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use support::Folder;
use support::raw::{self, BigData};
use support::samples::SAMPLES;

/// The most that a file of this size may cost.
const FEW: u64 = 128 * 1024;

/// A file of `size` bytes with these parts, and holes everywhere else.
fn sparse(path: &Path, size: u64, parts: &[(u64, &[u8])]) {
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(path).expect("a file");
    file.set_len(size).expect("the file system keeps holes");
    for (at, bytes) in parts {
        file.seek(SeekFrom::Start(*at)).expect("seeking");
        file.write_all(bytes).expect("writing");
    }
}

fn read(path: &Path) -> Extraction {
    let size = File::open(path).expect("it is there").metadata().expect("it has a size").len();
    let read = Extractor::new().from_path(path).expect("it is read");
    assert!(read.bytes_read < FEW, "{} of {size} bytes were read", read.bytes_read);
    read
}

#[test]
fn a_tiff_of_16_gigabytes_with_its_directory_at_the_end() {
    let folder = Folder::new("sparse-tiff");
    let path = folder.path().join("large.tif");
    let size = 16 << 30;
    let at = size - 4096;
    let (header, directory) =
        raw::bigtiff_parts(false, &[(256, BigData::Short(3)), (271, BigData::Ascii("Far Maker"))], at);
    sparse(&path, size, &[(0, &header), (at, &directory)]);
    let read = read(&path);
    assert_eq!(read.file.format, embedmeta::FormatId::Btf);
    assert_eq!(read.metadata.text("Make"), Some("Far Maker"));
}

#[test]
fn a_film_of_2_gigabytes_with_its_directory_at_the_end() {
    let folder = Folder::new("sparse-film");
    let path = folder.path().join("large.mov");
    let film = SAMPLES.iter().find(|(name, _)| *name == "film.mov").expect("the sample").1();
    let moov = film.windows(4).position(|window| window == b"moov").expect("a directory") - 4;
    let mdat = film.windows(4).position(|window| window == b"mdat").expect("the media") - 4;
    let (head, tail) = film.split_at(moov);
    // The media box is extended by a hole.
    let hole = (2u64 << 30) - film.len() as u64;
    let size = u32::from_be_bytes(head[mdat..mdat + 4].try_into().expect("four bytes"));
    let mut head = head.to_vec();
    let grown = u32::try_from(u64::from(size) + hole).expect("below 4 GiB");
    head[mdat..mdat + 4].copy_from_slice(&grown.to_be_bytes());
    sparse(&path, 2 << 30, &[(0, &head), (moov as u64 + hole, tail)]);
    let read = read(&path);
    assert_eq!(read.file.mime, "video/quicktime");
    assert_eq!(read.metadata.text("City"), Some("Zürich"));
}

#[test]
fn a_film_of_100_gigabytes_tells_what_it_is() {
    let folder = Folder::new("sparse-long-film");
    let path = folder.path().join("long.mov");
    let film = SAMPLES.iter().find(|(name, _)| *name == "film.mov").expect("the sample").1();
    let moov = film.windows(4).position(|window| window == b"moov").expect("a directory") - 4;
    let size = 100u64 << 30;
    // The media box has a size of 64 bits, and the directory comes after it.
    let head = [
        &b"\0\0\0\x10ftypqt  \0\0\0\0"[..],
        b"\0\0\0\x01mdat",
        &(size - 16).to_be_bytes(),
        // A header of 60 seconds, which the directory of the sample lacks.
    ]
    .concat();
    let times = [0u32, 0, 0, 1000, 60_000].map(u32::to_be_bytes).concat();
    let header = [&28u32.to_be_bytes()[..], b"mvhd", &times].concat();
    let old = u32::from_be_bytes(film[moov..moov + 4].try_into().expect("four bytes"));
    let grown = old + u32::try_from(header.len()).expect("it is short");
    let tail = [&grown.to_be_bytes()[..], b"moov", &header, &film[moov + 8..]].concat();
    sparse(&path, size + tail.len() as u64, &[(0, &head), (size, &tail)]);
    let read = read(&path);
    assert_eq!(read.file.duration, Some(std::time::Duration::from_secs(60)));
    assert_eq!(read.file.bit_rate, Some((size - 32) * 8 / 60));
    assert_eq!(read.file.width, Some(320));
}
