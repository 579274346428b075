//! Many files: which are read, in what order, and what a long run leaves behind.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use support::exif::{Data, Directory, tiff};
use support::{Folder, embedmeta, records, stdout};

/// A small picture with this text as its maker.
fn picture(maker: &str) -> Vec<u8> {
    let directory = Directory(vec![(0x010f, Data::Text(maker.to_owned()))]);
    support::jpeg::jpeg(&[support::jpeg::exif(&tiff(true, vec![directory]))])
}

/// A folder of `count` pictures, some in subfolders; every tenth file is not a picture.
fn many(name: &str, count: usize) -> Folder {
    let folder = Folder::new(name);
    for n in 0..count {
        let name = if n % 3 == 0 { format!("{}/{n:05}.jpg", n % 7) } else { format!("{n:05}.jpg") };
        folder.file(&name, &if n % 10 == 9 { b"text".to_vec() } else { picture(&n.to_string()) });
    }
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Runs on `.` in a folder.
fn within(folder: &Folder, args: &[&str]) -> Output {
    let mut command = embedmeta();
    command.args(["extract", "--format", "ndjson"]).args(args).current_dir(folder.path());
    command.output().expect("it runs")
}

fn paths(output: &Output) -> Vec<String> {
    records(output).iter().map(|record| record["path"].as_str().expect("a text").to_owned()).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Waits for the end; a command that hangs fails the test.
fn wait(mut child: Child, seconds: u64) -> Output {
    let end = Instant::now() + Duration::from_secs(seconds);
    while child.try_wait().expect("it can be asked").is_none() {
        if Instant::now() > end {
            let _ = child.kill();
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().expect("it ends")
}

#[test]
fn any_number_of_jobs_gives_the_same_bytes_in_the_order_of_the_paths() {
    let folder = many("jobs", 3000);
    // It takes longer than all others, and comes first.
    folder.file("00000-slow.tif", &slow());
    let one = within(&folder, &["-j1", "."]);
    assert_eq!(one.status.code(), Some(1), "some are no pictures");
    let found = paths(&one);
    assert_eq!(found.len(), 3001);
    assert!(found.is_sorted());
    for jobs in ["-j2", "-j8"] {
        assert!(within(&folder, &[jobs, "."]).stdout == one.stdout, "{jobs}");
    }
}

/// A large file of a format that must be searched for its packet.
fn slow() -> Vec<u8> {
    let mut bytes = tiff(true, vec![Directory(vec![(0x010f, Data::Ascii("slow"))])]);
    bytes.resize(8 << 20, b'<');
    bytes
}

#[test]
fn of_folders_is_read_what_the_options_want() {
    let folder = Folder::new("options");
    let all = ["a.jpg", "b.TIF", "c.png", "cache/d.jpg", ".hidden.jpg", ".dot/e.jpg"];
    for name in all {
        folder.file(name, &picture("x"));
    }
    folder.file(".gitignore", b"*.jpg\n");
    let read = |args: &[&str]| paths(&within(&folder, args));
    assert_eq!(read(&["."]), ["./a.jpg", "./b.TIF", "./c.png", "./cache/d.jpg"]);
    assert_eq!(read(&["--ext", "JPG,tif", "."]), ["./a.jpg", "./b.TIF", "./cache/d.jpg"]);
    assert_eq!(read(&["--ext", "tif", "--ext", ".png", "."]), ["./b.TIF", "./c.png"]);
    assert_eq!(read(&["--exclude", "cache", "--exclude", "*.png", "."]), ["./a.jpg", "./b.TIF"]);
    let hidden = ["./.dot/e.jpg", "./.hidden.jpg", "./a.jpg", "./cache/d.jpg"];
    assert_eq!(read(&["--hidden", "--ext", "jpg", "."]), hidden);
    let named = [".hidden.jpg", "cache/d.jpg"];
    assert_eq!(read(&["--ext", "png", "--exclude", "cache", ".hidden.jpg", "cache/d.jpg"]), named);
    let wrong = within(&folder, &["--exclude", "a[", "."]);
    assert_eq!(wrong.status.code(), Some(2), "{}", stderr(&wrong));
}

#[test]
fn links_are_followed_when_asked_for_and_loops_end() {
    let folder = Folder::new("links");
    folder.file("a/b.jpg", &picture("x"));
    folder.file("elsewhere/c.jpg", &picture("y"));
    symlink("..", folder.path().join("a/loop")).expect("a link");
    symlink("../elsewhere", folder.path().join("a/other")).expect("a link");
    symlink("b.jpg", folder.path().join("a/link.jpg")).expect("a link");
    assert_eq!(paths(&within(&folder, &["a"])), ["a/b.jpg"]);
    let followed = within(&folder, &["--follow", "a"]);
    let read = records(&followed);
    let good: Vec<_> = read.iter().filter(|record| record.get("error").is_none()).collect();
    let good: Vec<_> = good.iter().map(|record| record["path"].as_str().expect("a text")).collect();
    // The link leads above the folder that was given; the files there are read once.
    assert_eq!(good, ["a/b.jpg", "a/link.jpg", "a/loop/elsewhere/c.jpg", "a/other/c.jpg"]);
    let bad: Vec<_> = read.iter().filter_map(|record| record["error"]["message"].as_str()).collect();
    assert_eq!(bad, ["a link back to a"]);
    // A link that is named is read, wherever it leads.
    assert_eq!(paths(&within(&folder, &["a/link.jpg", "a/other"])), ["a/link.jpg", "a/other/c.jpg"]);
}

/// The files of a list are opened before their turn, but the reading threads need file handles too.
#[cfg(unix)]
#[test]
fn few_open_files_are_enough_for_a_long_list() {
    let folder = many("few-open", 300);
    let list = names(folder.path()).join("\n");
    folder.file("list", list.as_bytes());
    let run = |limit: &str| {
        let script = format!(
            "ulimit -n {limit}; exec \"$0\" extract --sidecar -j 4 --format ndjson --files-from list"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_embedmeta")]).current_dir(folder.path());
        command.output().expect("the shell runs")
    };
    let (few, many) = (run("64"), run("256"));
    assert_eq!(paths(&many).len(), 300);
    assert!(few.stdout == many.stdout, "the records differ");
}

#[test]
fn paths_come_from_lists_too() {
    let folder = Folder::new("lists");
    let odd = std::ffi::OsString::from_vec(b"o\xffdd\nname.jpg".to_vec());
    fs::write(folder.path().join(&odd), picture("odd")).expect("the file can be written");
    folder.file("a.jpg", &picture("a"));
    folder.file("f/b.jpg", &picture("b"));
    folder.file("-", &picture("dash"));
    folder.file("lines", b"f\n\na.jpg\n-");
    let output = within(&folder, &["--files-from", "lines", "f/b.jpg"]);
    assert_eq!(paths(&output), ["f/b.jpg", "f/b.jpg", "a.jpg", "-"]);
    assert_eq!(records(&output)[3]["embeddedMetadata"]["Make"], "dash", "no standard input");
    folder.file("nul", &[odd.as_bytes(), b"\0a.jpg\0"].concat());
    let output = within(&folder, &["-0", "--files-from", "nul"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(records(&output)[0]["embeddedMetadata"]["Make"], "odd");
    assert_eq!(records(&output)[0]["path"]["bytes"], "b/9kZApuYW1lLmpwZw==");
    let mut command = embedmeta();
    command.args(["tags", "--format", "ndjson", "--files-from", "-"]).current_dir(folder.path());
    command.stdin(fs::File::open(folder.path().join("lines")).expect("the list"));
    assert_eq!(paths(&command.output().expect("it runs")), ["f/b.jpg", "a.jpg", "-"]);
    assert_eq!(within(&folder, &["--files-from", "missing"]).status.code(), Some(2));
    assert_eq!(within(&folder, &["--files-from", "-", "-"]).status.code(), Some(2));
    assert_eq!(within(&folder, &["-0", "a.jpg"]).status.code(), Some(2));
}

#[test]
fn a_pipe_is_passed_over_and_is_an_error_where_it_is_named() {
    let folder = Folder::new("fifo");
    folder.file("a.jpg", &picture("a"));
    let made = Command::new("mkfifo").arg(folder.path().join("pipe.jpg")).status().expect("mkfifo runs");
    assert!(made.success());
    let read = |path: &str| {
        let mut command = embedmeta();
        command.args(["extract", "--format", "ndjson", "--sidecar", path]).current_dir(folder.path());
        wait(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs"), 10)
    };
    assert_eq!(paths(&read(".")), ["./a.jpg"]);
    let named = read("pipe.jpg");
    assert_eq!(named.status.code(), Some(1));
    assert_eq!(records(&named)[0]["error"]["message"], "not a regular file");
    // As a sidecar, the pipe is not waited for either.
    fs::rename(folder.path().join("pipe.jpg"), folder.path().join("a.xmp")).expect("it can be renamed");
    assert_eq!(read("a.jpg").status.code(), Some(1));
}

#[test]
fn a_file_that_cannot_be_read_is_a_record_with_its_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("unreadable");
    let path = folder.file("a.jpg", &picture("a"));
    folder.file("b.jpg", &picture("b"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("they can be set");
    let output = within(&folder, &["."]);
    assert_eq!(paths(&output), ["./a.jpg", "./b.jpg"]);
    // The superuser can read everything.
    if fs::File::open(&path).is_err() {
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(records(&output)[0]["error"]["code"], "permission-denied");
    }
    assert_eq!(records(&output)[1]["embeddedMetadata"]["Make"], "b");
}

#[test]
fn an_output_file_is_whole_or_not_there() {
    let folder = many("output", 20);
    let expected = within(&folder, &["."]).stdout;
    folder.file("out.ndjson", b"old");
    let output = within(&folder, &["-o", "out.ndjson", "--hidden", "."]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let written = fs::read(folder.path().join("out.ndjson")).expect("the output");
    assert!(written == expected, "and it is not read itself");
    assert!(!names(folder.path()).iter().any(|name| name.contains("tmp")));
    // A link stays a link.
    symlink("out.ndjson", folder.path().join("link")).expect("a link");
    within(&folder, &["-o", "link", "00001.jpg"]);
    assert!(folder.path().join("link").is_symlink());
    assert_eq!(fs::read_to_string(folder.path().join("out.ndjson")).expect("it").lines().count(), 1);
    let output = within(&folder, &["-o", "no/folder/out", "00001.jpg"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no/folder/out"), "{}", stderr(&output));
}

#[test]
fn a_full_disk_is_an_error_that_leaves_nothing() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = many("full", 300);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").expect("it opens");
    let mut command = embedmeta();
    let output = command.args(["extract", text(folder.path())]).stdout(full()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot write"), "{}", stderr(&output));
    let output = within(&folder, &["-o", "/dev/full", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot write"), "{}", stderr(&output));
    assert!(!names(Path::new("/dev")).iter().any(|name| name.contains("full.")));
    // The file grows beyond the shell's limit, and the signal for this is ignored.
    let before = names(folder.path());
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" extract --format ndjson -o limited .";
    let mut command = Command::new("sh");
    let output = command.args(["-c", script, env!("CARGO_BIN_EXE_embedmeta")]).current_dir(folder.path());
    let output = output.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot write"), "{}", stderr(&output));
    assert_eq!(names(folder.path()), before);
}

#[test]
fn an_output_is_resumed_wherever_it_was_cut() {
    let folder = many("resume", 60);
    let output = |args: &[&str]| within(&folder, &[&["-o", "out.ndjson"], args].concat());
    let path = folder.path().join("out.ndjson");
    output(&[".", "00001.jpg", "."]);
    let whole = fs::read(&path).expect("the output");
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect();
    let places = [0, 1, 9, ends[0] - 1, ends[0], ends[0] + 1, ends[1] + 40, ends[60], ends[60] + 1, ends[90]];
    for place in places.into_iter().chain([whole.len() - 1, whole.len()]) {
        fs::write(&path, &whole[..place]).expect("it can be cut");
        let resumed = output(&["--resume", "-j2", ".", "00001.jpg", "."]);
        assert_ne!(resumed.status.code(), Some(2), "{}", stderr(&resumed));
        assert!(fs::read(&path).expect("the output") == whole, "cut at {place}");
    }
    fs::remove_file(&path).expect("it is there");
    output(&["--resume", ".", "00001.jpg", "."]);
    assert!(fs::read(&path).expect("the output") == whole, "from the start");
}

#[test]
fn what_cannot_be_resumed_is_refused() {
    let folder = Folder::new("refused");
    folder.file("a.jpg", &picture("a"));
    folder.file("letters", b"my letters");
    folder.file("other", b"{\"path\":\"./gone.jpg\",\"embeddedMetadata\":null,\"issues\":[]}\n");
    for (args, why) in [
        (&["--resume", "-o", "letters", "."][..], "no such records"),
        (&["--resume", "-o", "other", "--ext", "jpg", "."], "gone.jpg"),
        (&["--resume", "-o", "x", "--file-object", "."], "ndjson"),
        (&["--resume", "."], "--output"),
        (&["--resume", "-o", "-", "."], "needs a file"),
    ] {
        let output = within(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
    let output = embedmeta().args(["extract", "--resume", "-o", "x", "."]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2), "each record is many lines");
    assert_eq!(fs::read(folder.path().join("letters")).expect("it stays"), b"my letters");
}

#[test]
fn failures_are_collected() {
    let folder = many("errors", 50);
    let output = within(&folder, &["--errors", "errors.ndjson", ".", "missing.jpg"]);
    let collected = fs::read_to_string(folder.path().join("errors.ndjson")).expect("the failures");
    let records = records(&output);
    let failed: Vec<_> = records.iter().filter(|record| record.get("error").is_some()).collect();
    assert_eq!(failed.len(), 6);
    let expected: Vec<_> = failed
        .iter()
        .map(|record| serde_json::json!({"path": record["path"], "error": record["error"]}).to_string())
        .collect();
    assert_eq!(collected.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn only_what_changed_since_is_read() {
    let folder = Folder::new("since");
    let at = |name: &str, seconds: u64| {
        let file = fs::File::options().write(true).open(folder.file(name, &picture("x"))).expect("a file");
        let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        file.set_modified(time).expect("it can be set");
    };
    // 2026-01-30, -31 and 02-01, each at noon.
    at("a.jpg", 1_769_774_400);
    at("b.jpg", 1_769_860_800);
    at("c.jpg", 1_769_947_200);
    let since = |moment: &str, path: &str| paths(&within(&folder, &["--changed-since", moment, path]));
    assert_eq!(since("2026-01-31", "."), ["./b.jpg", "./c.jpg"]);
    assert_eq!(since("2026-01-31T12:00", "."), ["./c.jpg"], "not after");
    assert_eq!(since("2026-01-31T12:59:59+01:00", "."), ["./b.jpg", "./c.jpg"]);
    assert_eq!(since(text(&folder.path().join("b.jpg")), "."), ["./c.jpg"]);
    assert!(since("2026-02-02", "a.jpg").is_empty(), "named files too");
    assert_eq!(within(&folder, &["--changed-since", "yesterday", "."]).status.code(), Some(2));
}

#[test]
fn an_interrupted_run_leaves_whole_lines_and_is_resumed() {
    let folder = many("interrupt", 3000);
    let whole = within(&folder, &["."]).stdout;
    let path = folder.path().join("out.ndjson");
    let mut command = embedmeta();
    // The pipe keeps the run alive until the signal arrives.
    command.args(["extract", "--format", "ndjson", "-o", "out.ndjson", "--files-from", "-"]);
    command.current_dir(folder.path()).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut list = child.stdin.take().expect("a pipe");
    let listed: Vec<PathBuf> = whole_paths(&whole);
    for path in &listed[..1000] {
        std::io::Write::write_all(&mut list, &[path.as_os_str().as_bytes(), b"\n"].concat())
            .expect("it reads");
    }
    std::thread::sleep(Duration::from_millis(300));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    std::thread::sleep(Duration::from_millis(100));
    let rest = listed[1000..].iter().flat_map(|path| [path.as_os_str().as_bytes(), b"\n"].concat());
    // The process may be gone already.
    let _ = std::io::Write::write_all(&mut list, &rest.collect::<Vec<u8>>());
    drop(list);
    let output = wait(child, 30);
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("interrupted"), "{}", stderr(&output));
    let so_far = fs::read(&path).expect("what was done");
    assert!(!so_far.is_empty() && so_far.len() < whole.len(), "{} of {}", so_far.len(), whole.len());
    assert!(whole.starts_with(&so_far) && so_far.ends_with(b"\n"));
    assert!(!names(folder.path()).iter().any(|name| name.contains("tmp")));
    let resumed = within(&folder, &["--resume", "-o", "out.ndjson", "."]);
    assert_eq!(resumed.status.code(), Some(1), "{}", stderr(&resumed));
    assert!(fs::read(&path).expect("the output") == whole);
}

fn whole_paths(output: &[u8]) -> Vec<PathBuf> {
    let text = std::str::from_utf8(output).expect("UTF-8");
    let path = |line: &str| -> PathBuf {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record");
        record["path"].as_str().expect("a text").into()
    };
    text.lines().map(path).collect()
}

#[test]
fn whoever_reads_the_output_may_have_enough_of_it() {
    let folder = many("enough", 3000);
    let script = "\"$0\" extract --format ndjson . | head -1; exit ${PIPESTATUS[0]}";
    let mut command = Command::new("bash");
    command.args(["-c", script, env!("CARGO_BIN_EXE_embedmeta")]).current_dir(folder.path());
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!((stdout(&output).lines().count(), stderr(&output).as_str()), (1, ""));
}

#[test]
fn the_summary_says_what_was_done() {
    let folder = many("summary", 30);
    let said = stderr(&within(&folder, &["."]));
    assert!(said.starts_with("embedmeta: 30 files, 3 errors, "), "{said}");
    assert!(said.trim_end().ends_with(" read") && said.lines().count() == 1, "{said}");
    for args in [&["--quiet", "."][..], &["-q", "--progress", "always", "."], &["00001.jpg"]] {
        assert_eq!(stderr(&within(&folder, args)), "", "{args:?}");
    }
    assert_eq!(stderr(&within(&folder, &["--progress", "always", "."])).lines().count(), 1, "it was short");
}

#[test]
fn the_most_that_is_read_of_a_file_can_be_set() {
    let folder = Folder::new("most");
    let mut bytes = tiff(true, vec![Directory(vec![(0x010f, Data::Ascii("far away"))])]);
    // The directory lies beyond the head.
    let offset = u32::try_from(bytes.len() + 100_000).expect("it is short");
    let directory = bytes.split_off(8);
    bytes[4..8].copy_from_slice(&offset.to_be_bytes());
    bytes.resize(offset as usize, 0);
    bytes.extend_from_slice(&directory);
    folder.file("far.tif", &bytes);
    let issues = |most: &str| {
        let output = within(&folder, &["--max-read", most, "far.tif"]);
        records(&output)[0]["issues"].to_string()
    };
    assert!(issues("4k").contains("budget"), "{}", issues("4k"));
    assert!(!issues("1M").contains("budget"), "{}", issues("1M"));
    assert_eq!(within(&folder, &["--max-read", "much", "far.tif"]).status.code(), Some(2));
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = support::run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(stdout(&output).contains("changed-since"), "{shell}");
    }
    let page = stdout(&support::run(&["man"]));
    assert!(page.contains(".TH embedmeta 1") && page.contains("extract"), "{page}");
    let page = stdout(&support::run(&["man", "extract"]));
    assert!(page.contains("changed\\-since") && page.contains("embedmeta"), "{page}");
    assert_eq!(support::run(&["man", "cook"]).status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_files() {
    let folder = Folder::new("memory");
    let bytes = picture("x");
    for n in 0..20_000 {
        fs::write(folder.path().join(format!("{n:06}.jpg")), &bytes).expect("it can be written");
    }
    let mut command = embedmeta();
    // A last picture that waits for its bytes keeps the process alive, so that it can be inspected.
    command.args(["extract", "--format", "ndjson", "-o", "/dev/null", text(folder.path()), "-"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let status = format!("/proc/{}/status", child.id());
    let peak = || -> Option<u64> {
        let status = fs::read_to_string(&status).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
    };
    // Once nothing is read or written any more, all other files are done.
    let io = format!("/proc/{}/io", child.id());
    let calls = || fs::read_to_string(&io).unwrap_or_default();
    let mut before = String::new();
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let now = calls();
        if now == before || Instant::now() > end {
            break;
        }
        before = now;
    }
    let peak = peak().expect("the kernel says it");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), &bytes).expect("it reads");
    let output = wait(child, 60);
    assert!(stderr(&output).contains("20,001 files, 0 errors"), "{}", stderr(&output));
    assert!(peak < 64 * 1024, "{peak} KiB");
}
