//! Inputs that are not regular files, files that change, and outputs that close, tested through the real command.
//!
//! That a panic in a worker costs only its file is shown by the unit tests of the pool: no known file causes a panic,
//! and the command has no switch that would.

use crate::support::samples::SAMPLES;
use crate::support::{Folder, embedmeta, records, run, stdout};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Output, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

fn sample(name: &str) -> Vec<u8> {
    SAMPLES.iter().find(|(sample, _)| *sample == name).expect("the sample").1()
}

/// A folder with these files, all the same picture.
fn folder(name: &str, files: &[&str]) -> Folder {
    let folder = Folder::new(name);
    let bytes = sample("exif-big-endian.jpg");
    for file in files {
        folder.file(file, &bytes);
    }
    folder
}

/// Reads a pipe to its end in a thread of its own: what is not read fills it, and whoever writes to it waits.
fn drained(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).expect("it can be read");
        }
        bytes
    })
}

/// Waits for the end, but not forever: a command that waits for a pipe would never end.
fn ended(mut child: Child) -> Output {
    let (stdout, stderr) = (drained(child.stdout.take()), drained(child.stderr.take()));
    let start = Instant::now();
    while child.try_wait().expect("it can be asked").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it can be stopped");
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let [stdout, stderr] = [stdout, stderr].map(|bytes| bytes.join().expect("it was read"));
    Output { status: child.wait().expect("it ended"), stdout, stderr }
}

/// The output of `extract` with these arguments, run in a folder.
fn extract(folder: &Folder, args: &[&str]) -> Output {
    let mut command = embedmeta();
    command.args(["extract", "--format", "ndjson"]).args(args).current_dir(folder.path());
    ended(
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs"),
    )
}

fn paths(output: &Output) -> Vec<String> {
    records(output).iter().map(|record| record["path"].as_str().unwrap_or("no text").to_owned()).collect()
}

#[cfg(unix)]
fn make_pipe(path: &std::path::Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo is there");
    assert!(made.success());
}

#[cfg(unix)]
#[test]
fn a_pipe_with_the_name_of_a_picture() {
    let folder = folder("fifo", &["a.jpg", "z.jpg"]);
    make_pipe(&folder.path().join("pipe.jpg"));
    let found = extract(&folder, &["."]);
    assert_eq!(paths(&found).len(), records(&found).iter().filter(|r| r["error"].is_null()).count().max(2));
    let named = extract(&folder, &["pipe.jpg", "a.jpg"]);
    assert_eq!(named.status.code(), Some(1));
    assert_eq!(records(&named)[0]["error"]["code"], "io");
    assert_eq!(records(&named)[1]["embeddedMetadata"]["Make"], "Maker");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_sidecar() {
    let folder = folder("fifo-sidecar", &["a.jpg"]);
    make_pipe(&folder.path().join("a.xmp"));
    let output = extract(&folder, &["--sidecar", "a.jpg"]);
    assert_eq!(records(&output).len(), 1);
}

#[cfg(unix)]
#[test]
fn links_to_devices_to_themselves_and_to_their_own_folder() {
    let folder = folder("links", &["a.jpg", "sub/b.jpg"]);
    for (to, from) in [
        ("/dev/zero", "zero.jpg"),
        ("/dev/null", "null.jpg"),
        ("self.jpg", "self.jpg"),
        ("..", "sub/up"),
        (".", "here"),
        ("sub", "again"),
    ] {
        std::os::unix::fs::symlink(to, folder.path().join(from)).expect("a link");
    }
    let output = extract(&folder, &["."]);
    let good = records(&output).iter().filter(|record| record["error"].is_null()).count();
    assert_eq!(good, 2, "each picture once: {:?}", paths(&output));
    // A device is refused, not read, when it is named as a file.
    let output = extract(&folder, &["zero.jpg", "a.jpg"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(records(&output)[0]["error"]["code"], "io");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder("bytes-of-names", &[]);
    for name in [&b"a\xff.jpg"[..], b"\xed\xa0\x80.jpg", b"new\nline.jpg", b"-o.jpg"] {
        let path = folder.path().join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(path, sample("exif-big-endian.jpg")).expect("a file");
    }
    let output = extract(&folder, &["."]);
    assert_eq!(output.status.code(), Some(0));
    let records = records(&output);
    assert_eq!(records.len(), 4, "one a line, whatever the name");
    assert_eq!(records.iter().filter(|record| record["path"]["bytes"].is_string()).count(), 2);
}

#[test]
fn a_reader_that_has_enough_after_one_line() {
    let names: Vec<_> = (0..300).map(|n| format!("{n:03}.jpg")).collect();
    let folder = folder("head", &names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut command = embedmeta();
    command.args(["extract", "--format", "ndjson", "."]).current_dir(folder.path());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    assert!(line.contains("000.jpg"));
    let output = ended(child);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_is_no_success() {
    let folder = folder("full", &["a.jpg"]);
    for job in ["extract", "tags", "explain"] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
        let mut command = embedmeta();
        command.args([job, "a.jpg"]).current_dir(folder.path());
        let output = ended(command.stdout(full).stderr(Stdio::piped()).spawn().expect("it runs"));
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"), "{output:?}");
    }
}

#[test]
fn the_same_file_has_the_same_record_in_any_company() {
    // The names are created out of order; the walk sorts them, and one or several threads read them.
    let folder = Folder::new("company");
    for (index, (name, make)) in SAMPLES.iter().enumerate() {
        folder.file(&format!("{:02}-{name}", index * 37 % 101), &make());
    }
    let together = extract(&folder, &[".", "--jobs", "1"]);
    for jobs in ["2", "8"] {
        assert_eq!(stdout(&extract(&folder, &[".", "--jobs", jobs])), stdout(&together), "{jobs} jobs");
    }
    let mut names = paths(&together);
    assert_eq!(names.len(), SAMPLES.len());
    names.reverse();
    let backwards: Vec<_> = names.iter().map(String::as_str).collect();
    let mut lines: Vec<_> = stdout(&extract(&folder, &backwards)).lines().map(str::to_owned).collect();
    lines.reverse();
    assert_eq!(lines.join("\n"), stdout(&together).trim_end());
}

#[cfg(unix)]
#[test]
fn a_file_that_grows_and_shrinks_while_it_is_read() {
    let folder = Folder::new("changing");
    let path = folder.file("a.tif", &sample("tiff-blocks.tif"));
    let done = std::sync::atomic::AtomicBool::new(false);
    let whole = sample("tiff-blocks.tif");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = std::fs::File::options().write(true).open(&path).expect("the file");
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                for size in [0, 100, 1 << 30, 500] {
                    file.set_len(size).expect("a new length");
                }
                std::os::unix::fs::FileExt::write_all_at(&file, &whole, 0).expect("writing");
            }
        });
        for _ in 0..20 {
            let output = extract(&folder, &["a.tif"]);
            assert!(output.status.code().is_some_and(|code| code <= 1), "no signal: {output:?}");
            assert_eq!(records(&output).len(), 1);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_files() {
    // Ten times as many files need no more memory than the threads' windows already hold.
    let peak = |count: usize| {
        let folder = Folder::new(&format!("memory-{count}"));
        let bytes = sample("exif-big-endian.jpg");
        (0..count).for_each(|n| drop(folder.file(&format!("{n:05}.jpg"), &bytes)));
        let mut command = embedmeta();
        command.args(["extract", "--jobs", "2", "."]).current_dir(folder.path());
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it runs");
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        while out.read_line(&mut line).expect("a line") > 0 {
            if line.starts_with('{') {
                let text = std::fs::read_to_string(&status).unwrap_or_default();
                let now = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let now = now.and_then(|now| now.trim().trim_end_matches(" kB").parse::<u64>().ok());
                peak = peak.max(now.unwrap_or(0));
            }
            line.clear();
        }
        assert!(child.wait().expect("it ends").success());
        peak
    };
    let (few, many) = (peak(200), peak(2_000));
    assert!(many < few * 2, "{few} KiB for 200 files, {many} KiB for 2,000");
}

#[test]
fn a_folder_that_cannot_be_is_one_record() {
    let output = run(&["extract", "--format", "ndjson", "/nowhere/at all"]);
    assert_eq!((output.status.code(), records(&output).len()), (Some(1), 1));
}
