//! Files per second of the command over many small files: on 1 to n threads, and at the end as at the beginning.
//!
//! ```sh
//! cargo bench --bench batch             # 10,000 files
//! cargo bench --bench batch -- 100000   # as many as that
//! ```
//!
//! The files are made in the folder for temporary files, each with a comment of its own, and removed afterwards; they
//! lie in the cache of the system. The measure of it all is a loop on one thread that opens each file, reads its first
//! 64 KiB and closes it. The peak memory is known on Linux only.

#[path = "../../../benches/support/mod.rs"]
mod support;

use std::fs;
use std::io::{self, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FILES: u32 = 10_000;
const FILES_OF_A_FOLDER: u32 = 1_000;
/// The numbers of threads take turns so often, so that a busy machine is busy for all of them; medians are shown.
const ROUNDS: usize = 7;
/// Small pictures with the metadata that most pictures have: EXIF, IPTC, XMP, all three.
const SAMPLES: [&str; 4] =
    ["exif-big-endian.jpg", "iptc-utf8.jpg", "xmp-shapes.jpg", "conflict-digest-matches.jpg"];

fn main() -> io::Result<()> {
    // Cargo adds an option of its own.
    let count = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(FILES).max(10);
    let folder = Folder::new()?;
    let paths = make(&folder.0, count)?;
    let floor = floor(&paths)?;
    println!("{count} files; a loop that only reads their heads: {:.0} files/s\n", f64::from(count) / floor);
    println!(
        "| threads | files/s | of the loop | of one thread | at best | first tenth | last tenth | peak memory |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|");
    let most = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((1..=most).map(|jobs| run(&folder.0, jobs, count)).collect::<io::Result<Vec<_>>>()?);
    }
    for jobs in 1..=most {
        let runs: Vec<&Run> = rounds.iter().filter_map(|round| round.get(jobs - 1)).collect();
        let of_all = |time: fn(&Run) -> Duration| runs.iter().map(move |run| time(run).as_secs_f64());
        let of_one = rounds.iter().filter_map(|round| Some(faster(round.first()?, round.get(jobs - 1)?)));
        let best =
            |jobs: usize| rounds.iter().filter_map(|round| round.get(jobs - 1)).min_by_key(|run| run.total);
        let at_best = best(1).zip(best(jobs)).map_or(0.0, |(one, run)| faster(one, run));
        let total = median(of_all(|run| run.total));
        println!(
            "| {jobs} | {:.0} | {:.2} | {:.2} | {at_best:.2} | {:.0} | {:.0} | {} |",
            f64::from(count) / total,
            floor / total,
            median(of_one),
            f64::from(count / 10) / median(of_all(|run| run.first_tenth)),
            f64::from(count / 10) / median(of_all(|run| run.last_tenth)),
            runs.iter().filter_map(|run| run.peak).max().map_or("not known".into(), mebibytes),
        );
    }
    Ok(())
}

/// How many times faster a run is than that of one thread.
fn faster(one: &Run, run: &Run) -> f64 {
    one.total.as_secs_f64() / run.total.as_secs_f64()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn mebibytes(kib: u32) -> String {
    format!("{:.1} MiB", f64::from(kib) / 1024.0)
}

/// Small JPEGs of which no two are the same.
fn make(folder: &Path, count: u32) -> io::Result<Vec<PathBuf>> {
    let samples: Vec<Vec<u8>> =
        SAMPLES.iter().map(|name| fs::read(support::sample(name))).collect::<io::Result<_>>()?;
    let mut paths = Vec::new();
    for (number, sample) in (0..count).zip(samples.iter().cycle()) {
        let folder = folder.join(format!("{:05}", number / FILES_OF_A_FOLDER));
        if number % FILES_OF_A_FOLDER == 0 {
            fs::create_dir(&folder)?;
        }
        let path = folder.join(format!("{number:08}.jpg"));
        let (start, rest) = sample.split_at(2);
        // A comment of 8 digits behind the start of the image [T.81 B.2.4.5].
        let comment = format!("{number:08}");
        fs::write(&path, [start, &[0xff, 0xfe, 0, 10], comment.as_bytes(), rest].concat())?;
        paths.push(path);
    }
    Ok(paths)
}

/// The median time of the loop, in seconds.
fn floor(paths: &[PathBuf]) -> io::Result<f64> {
    let mut buffer = Vec::with_capacity(support::HEAD);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for path in paths {
            support::read_head(path, &mut buffer)?;
        }
        times.push(start.elapsed().as_secs_f64());
    }
    Ok(median(times.into_iter()))
}

struct Run {
    total: Duration,
    first_tenth: Duration,
    last_tenth: Duration,
    /// In KiB.
    peak: Option<u32>,
}

/// Runs the command and notes when its records arrive.
fn run(folder: &Path, jobs: usize, count: u32) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_embedmeta"))
        .args(["extract", "--quiet", "--format", "ndjson", "--jobs", &jobs.to_string()])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let Some(mut out) = child.stdout.take() else { return Err(io::ErrorKind::BrokenPipe.into()) };
    let mut buffer = vec![0; 256 * 1024];
    let mut records = 0;
    let (mut first, mut nine) = (None, None);
    let mut peak = None;
    for turn in 0_u32.. {
        let read = out.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let lines = buffer.iter().take(read).filter(|byte| **byte == b'\n').count();
        records += u32::try_from(lines).unwrap_or(u32::MAX);
        if records >= count / 10 {
            first.get_or_insert_with(|| start.elapsed());
        }
        if records >= count - count / 10 {
            nine.get_or_insert_with(|| start.elapsed());
        }
        // It only grows, and is gone with the process.
        if turn.is_multiple_of(16) || records == count {
            peak = peak_memory(&child).or(peak);
        }
    }
    let total = start.elapsed();
    if !child.wait()?.success() || records != count {
        return Err(io::Error::other(format!("{records} records of {count} files")));
    }
    Ok(Run {
        total,
        first_tenth: first.unwrap_or(total),
        last_tenth: total.saturating_sub(nine.unwrap_or_default()),
        peak,
    })
}

fn peak_memory(child: &Child) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// A folder for temporary files, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("embedmeta-batch-{}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
