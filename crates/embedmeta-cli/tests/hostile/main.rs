//! Files made to do harm. Each class of them has a test here, and a function builds each file.
//!
//! | class | where |
//! | --- | --- |
//! | directories: loops, fan-out, overlapping values, offsets and counts that wrap, floods of issues | `exif` |
//! | structure: many tiny parts, boxes and extents that lie, compressed bombs, lengths cut anywhere | `container` |
//! | XML: entities, nesting, quadratic work, prefixes, extended packets, several packets | `xmp` |
//! | values: character sets, datasets, fractions, dates, places, characters that act on a terminal | `values` |
//! | files and folders: pipes, links, devices, files that change, closed and full outputs | `batch` |
//! | options that only some versions of the command have | `options` |
//!
//! All of them are read on a small stack, and their memory use is measured.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod batch;
mod container;
mod exif;
mod options;
#[path = "../support/mod.rs"]
mod support;
mod values;
mod xmp;

use embedmeta::{EmbeddedMetadata, Error, Extraction, Extractor, Limits};
use peak_alloc::PeakAlloc;
use std::io::Cursor;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Nothing recurses on input: the stack that a decoder needs does not depend on the file.
const STACK: usize = 256 * 1024;

/// Held while measuring, so that nothing else runs.
static ALONE: Mutex<()> = Mutex::new(());

/// Waits until no other measurement runs.
fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a hostile file from memory and by ranges, and checks the contract: no panic on a small stack, memory within 16
/// times its length plus 8 MiB, the same answer both times, and JSON that reads back.
fn read(make: impl FnOnce() -> Vec<u8>) -> Extraction {
    try_read(make).expect("it is a picture")
}

fn try_read(make: impl FnOnce() -> Vec<u8>) -> Result<Extraction, Error> {
    let _alone = alone();
    let file = make();
    let bound = 16 * file.len() + (8 << 20);
    let (from_memory, cost) = measured(|| Extractor::new().from_bytes(&file));
    assert!(cost <= bound, "{cost} bytes of memory for a file of {}", file.len());
    let (by_ranges, cost) = measured(|| Extractor::new().from_reader(Cursor::new(&file)));
    assert!(cost <= bound, "{cost} bytes of memory for a file of {} that is read by ranges", file.len());
    let read = from_memory?;
    let by_ranges = by_ranges?;
    assert_eq!(read.metadata, by_ranges.metadata, "from memory and by ranges");
    holds(&read);
    holds(&by_ranges);
    Ok(read)
}

/// Checks what must hold for every answer.
fn holds(read: &Extraction) {
    let limits = Limits::default();
    assert!(read.issues.len() <= limits.issues + 1, "{} issues", read.issues.len());
    assert!(read.bytes_read <= read.file.size.max(limits.head as u64 + limits.read));
    assert_eq!(read.provenance.len(), read.metadata.len());
    let json = serde_json::to_string(&read.metadata).expect("the object is JSON");
    let back: EmbeddedMetadata = serde_json::from_str(&json).expect("the object reads back");
    assert_eq!(serde_json::to_string(&back).expect("JSON"), json);
}

/// Runs `work` on a small stack, and measures its peak memory.
fn measured<T: Send>(work: impl FnOnce() -> T + Send) -> (T, usize) {
    std::thread::scope(|scope| {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let done = thread.expect("a thread").join().unwrap_or_else(|cause| std::panic::resume_unwind(cause));
        (done, MEMORY.peak_usage().saturating_sub(before))
    })
}

/// Checks that doubling a file costs the command less than three times the instructions, apart from its start-up.
/// Valgrind counts them, because time depends on what else the machine does.
fn grows_evenly(size: usize, make: impl Fn(usize) -> Vec<u8>) {
    static START: OnceLock<Option<u64>> = OnceLock::new();
    let Some(start) = *START.get_or_init(|| instructions(b"")) else {
        println!("SKIPPED: valgrind is not installed");
        return;
    };
    let (once, twice) = (make(size), make(2 * size));
    let cost = |file: &[u8]| instructions(file).map_or(0, |count| count.saturating_sub(start));
    let (of_once, of_twice) = (cost(&once), cost(&twice));
    println!("{} bytes cost {of_once} instructions, {} bytes {of_twice}", once.len(), twice.len());
    assert!(of_once > 0 && of_twice < of_once * 3, "{of_once} and {of_twice} instructions");
}

/// The instructions of one run over a file; `None` without valgrind.
fn instructions(file: &[u8]) -> Option<u64> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let folder = support::Folder::new(&format!("growth-{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
    let path = folder.file("file", file);
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", env!("CARGO_BIN_EXE_embedmeta")]);
    let output = valgrind.args(["extract", "-q", "--jobs", "1"]).arg(path).output().ok()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let count =
        told.lines().find_map(|line| line.split_once("Collected : ")).expect("valgrind tells a count").1;
    Some(count.trim().parse().expect("a number"))
}

/// The codes of the issues, each once, in order.
fn codes(read: &Extraction) -> Vec<&'static str> {
    let mut codes: Vec<_> = read.issues.iter().filter_map(|issue| issue.code.known()).collect();
    codes.dedup();
    codes
}

/// Whether any issue has this code.
fn tells(read: &Extraction, code: &str) -> bool {
    read.issues.iter().any(|issue| issue.code == code)
}
