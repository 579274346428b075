//! Samples with flipped bits, truncated ends and replaced lengths: none causes a panic, and all answers hold.
//!
//! `EMBEDMETA_MUTATIONS=200000 cargo test --release --test mutations` runs that many cases instead of 2,000;
//! `EMBEDMETA_CORPUS=FOLDER` adds the files of a folder to the samples. The cases are the same in every run.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use embedmeta::{EmbeddedMetadata, Extractor};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use support::samples::SAMPLES;

/// Pseudo-random numbers that are the same in every run: Marsaglia's xorshift.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).expect("it is below")
    }
}

/// The replacements for lengths and offsets.
const LENGTHS: [u32; 9] = [0, 1, 7, 8, 0x7f, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/// Changes a file in one to four places.
fn mutate(file: &mut Vec<u8>, other: &[u8], numbers: &mut Numbers) {
    for _ in 0..=numbers.below(4) {
        if file.is_empty() {
            return;
        }
        let at = numbers.below(file.len());
        match numbers.below(6) {
            0 => file[at] ^= 1 << numbers.below(8),
            1 => file[at] = LENGTHS[numbers.below(LENGTHS.len())].to_le_bytes()[0],
            2 => file.truncate(at),
            3 => {
                let number = LENGTHS[numbers.below(LENGTHS.len())];
                let bytes = if numbers.below(2) == 0 { number.to_be_bytes() } else { number.to_le_bytes() };
                let width = [2, 4][numbers.below(2)].min(file.len() - at);
                file[at..at + width].copy_from_slice(&bytes[4 - width..]);
            }
            // Copy a part of the file to another place.
            4 => {
                let from = numbers.below(file.len());
                let part: Vec<u8> = file[from..].iter().copied().take(1 + numbers.below(64)).collect();
                drop(file.splice(at..at, part));
            }
            // Overwrite with a part of another file.
            _ => {
                let from = numbers.below(other.len());
                let part: Vec<u8> = other[from..].iter().copied().take(1 + numbers.below(256)).collect();
                let end = (at + part.len()).min(file.len());
                drop(file.splice(at..end, part));
            }
        }
    }
}

/// Reads a file; returns the reason if the answer is wrong or there is a panic.
fn trouble(file: &[u8]) -> Option<String> {
    let read = || {
        let Ok(read) = Extractor::new().from_bytes(file) else { return };
        assert!(read.issues.len() <= 101);
        assert_eq!(read.provenance.len(), read.metadata.len());
        let json = serde_json::to_string(&read.metadata).expect("the object is JSON");
        let back: EmbeddedMetadata = serde_json::from_str(&json).expect("the object reads back");
        assert_eq!(serde_json::to_string(&back).expect("JSON"), json);
    };
    let cause = panic::catch_unwind(AssertUnwindSafe(read)).err()?;
    let text = cause.downcast_ref::<String>().cloned();
    Some(text.or_else(|| cause.downcast_ref::<&str>().map(|&text| text.to_owned())).unwrap_or_default())
}

/// The samples, and the files of the given folder; files of more than a megabyte are left out.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = SAMPLES.iter().map(|(name, make)| ((*name).to_owned(), make())).collect();
    if let Some(folder) = std::env::var_os("EMBEDMETA_CORPUS") {
        let mut paths = Vec::new();
        within(Path::new(&folder), &mut paths);
        paths.sort();
        for path in paths {
            let bytes = std::fs::read(&path).expect("a file of the corpus");
            if (1..1 << 20).contains(&bytes.len()) {
                files.push((path.display().to_string(), bytes));
            }
        }
    }
    files
}

fn within(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => within(&path, paths),
            Ok(kind) if kind.is_file() => paths.push(path),
            _ => {}
        }
    }
}

#[test]
fn no_mutation_of_any_sample_makes_it_panic() {
    let count =
        std::env::var("EMBEDMETA_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let files = files();
    for (name, bytes) in &files {
        if let Some(why) = trouble(bytes) {
            panic!("{name} as it is: {why}");
        }
    }
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for case in 0..count {
        let (name, bytes) = &files[case % files.len()];
        let other = &files[numbers.below(files.len())].1;
        let mut file = bytes.clone();
        mutate(&mut file, other, &mut numbers);
        if let Some(why) = trouble(&file) {
            let path = std::env::temp_dir().join("embedmeta-mutation");
            std::fs::write(&path, &file).expect("it can be written");
            panic!("case {case}, {name}: {why}; the file is {}", path.display());
        }
    }
    println!("{count} cases of {} files", files.len());
}
