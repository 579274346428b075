//! Where the records go: what is never overwritten, how a run resumes, and what is reported about it.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::exif::{Data, Directory, tiff};
use support::{Folder, embedmeta, records, stdout};

/// A small picture with this text as its maker.
fn picture(maker: &str) -> Vec<u8> {
    let directory = Directory(vec![(0x010f, Data::Text(maker.to_owned()))]);
    support::jpeg::jpeg(&[support::jpeg::exif(&tiff(true, vec![directory]))])
}

/// A folder of `count` pictures; every tenth file is not a picture.
fn many(name: &str, count: usize) -> Folder {
    let folder = Folder::new(name);
    for n in 0..count {
        let bytes = if n % 10 == 9 { b"text".to_vec() } else { picture(&n.to_string()) };
        folder.file(&format!("{n:05}.jpg"), &bytes);
    }
    folder
}

/// Prints records as lines, run inside a folder.
fn within(folder: &Folder, args: &[&str]) -> Output {
    let mut command = embedmeta();
    command.args(["extract", "--format", "ndjson"]).args(args).current_dir(folder.path());
    command.output().expect("it runs")
}

/// Runs a script in which `$embedmeta` is the command.
fn script(folder: &Folder, text: &str) -> Output {
    let mut command = Command::new("bash");
    command.env("embedmeta", env!("CARGO_BIN_EXE_embedmeta")).args(["-c", text]).current_dir(folder.path());
    command.output().expect("it runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn lines(folder: &Folder, name: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.path().join(name)).expect("the file");
    text.lines().map(str::to_owned).collect()
}

/// Checks that the run is refused for that reason before it does anything.
fn refused(output: &Output, why: &str) {
    assert_eq!(output.status.code(), Some(2), "{why}: {}", stderr(output));
    assert!(stderr(output).contains(why), "{why}: {}", stderr(output));
    assert_eq!(stdout(output), "", "{why}");
}

/// `embedmeta extract photo.jpg -o photo.jpg` replaced the picture with its record.
#[test]
fn an_input_is_never_an_output() {
    let folder = Folder::new("output-input");
    let bytes = picture("x");
    folder.file("a.jpg", &bytes);
    fs::hard_link(folder.path().join("a.jpg"), folder.path().join("hard")).expect("a link");
    symlink("a.jpg", folder.path().join("soft")).expect("a link");
    folder.file("letter.txt", b"my letter");
    folder.file("list", b"other.jpg\nletter.txt\n");
    folder.file("library", b"");
    for option in ["-o", "--errors"] {
        for (output, inputs, why) in [
            ("a.jpg", &["a.jpg"][..], "cannot write a.jpg: it is one of the files that are read"),
            ("./a.jpg", &["missing.jpg", "soft"], "cannot write ./a.jpg: it is one of"),
            ("hard", &["a.jpg"], "cannot write hard: it is one of"),
            ("soft", &["a.jpg"], "cannot write soft: it is one of"),
            ("letter.txt", &["letter.txt"], "cannot write letter.txt: it is one of"),
            ("letter.txt", &["--files-from", "list"], "cannot write letter.txt: it is one of"),
            ("list", &["--files-from", "list"], "cannot write list: the list of files is read from it"),
            (
                "library",
                &["--file-object", "--library", "library", "a.jpg"],
                "cannot write library: the library",
            ),
        ] {
            refused(&within(&folder, &[&[option, output], inputs].concat()), why);
        }
    }
    refused(&script(&folder, "$embedmeta extract - -o letter.txt < letter.txt"), "letter.txt: it is one of");
    refused(
        &script(&folder, "$embedmeta extract a.jpg letter.txt >> letter.txt"),
        "standard output: it is one",
    );
    assert_eq!(fs::read(folder.path().join("a.jpg")).expect("it stays"), bytes);
    assert_eq!(fs::read(folder.path().join("letter.txt")).expect("it stays"), b"my letter");
    assert_eq!(lines(&folder, "list"), ["other.jpg", "letter.txt"]);
}

/// A picture in a walked folder was replaced like an earlier output, and so was one that is not read at all.
#[test]
fn a_picture_is_never_replaced() {
    let folder = Folder::new("output-picture");
    folder.file("photos/a.jpg", &picture("a"));
    let svg = format!("<?xml version='1.0'?><!-- {} --><svg/>", "long ".repeat(1500));
    let xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>";
    let kinds: [(&str, &[u8]); 5] = [
        ("photos/b.jpg", &picture("b")),
        ("elsewhere.json", &tiff(true, vec![Directory(vec![(0x010f, Data::Ascii("x"))])])),
        ("photos/a.xmp", xmp),
        ("drawing.svg", svg.as_bytes()),
        ("book.pdf", b"%PDF-1.4\n"),
    ];
    for (name, bytes) in kinds {
        folder.file(name, bytes);
        for option in ["-o", "--errors"] {
            refused(
                &within(&folder, &[option, name, "photos"]),
                &format!("cannot write {name}: it holds a picture"),
            );
        }
        assert_eq!(fs::read(folder.path().join(name)).expect("it stays"), bytes, "{name}");
    }
    let output = script(&folder, "$embedmeta extract photos -o /dev/stdout >> elsewhere.json");
    refused(&output, "cannot write standard output: it holds a picture");
    // An earlier output or an empty file may be replaced.
    for old in [&b""[..], b"{\"path\":\"x\"}\n", b"path,Title\n", b"PAR1"] {
        let path = folder.file("out", old);
        let output = within(&folder, &["-o", "out", "photos/a.jpg"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(fs::read_to_string(path).expect("the output").starts_with("{\"path\":\"photos/a.jpg\""));
    }
}

/// When records and failures went to one file, they overwrote each other.
#[test]
fn records_and_failures_do_not_share_a_file() {
    let folder = Folder::new("output-both");
    folder.file("a.jpg", &picture("a"));
    folder.file("text.jpg", b"text");
    folder.file("old", b"");
    fs::hard_link(folder.path().join("old"), folder.path().join("other")).expect("a link");
    for (records, failures) in [("new", "new"), ("new", "./new"), ("old", "other"), ("-", "/dev/stdout")] {
        let output = within(&folder, &["-o", records, "--errors", failures, "a.jpg"]);
        refused(&output, "the records are written to it");
    }
    refused(&within(&folder, &["--errors", "/dev/stdout", "a.jpg"]), "the records are written to it");
    refused(&script(&folder, "$embedmeta extract --errors old a.jpg > old"), "the records are written to it");
    assert!(!folder.path().join("new").exists());
    // Streams that the caller has joined, and devices that keep nothing, are harmless.
    let joined =
        script(&folder, "$embedmeta extract -q --format ndjson --errors /dev/stderr a.jpg text.jpg 2>&1");
    assert_eq!((joined.status.code(), records_of(&joined)), (Some(1), 3));
    let null = within(&folder, &["-o", "/dev/null", "--errors", "/dev/null", "a.jpg"]);
    assert_eq!(null.status.code(), Some(0), "{}", stderr(&null));
}

fn records_of(output: &Output) -> usize {
    records(output).len()
}

/// A link that led nowhere was replaced by the output itself.
#[test]
fn a_link_that_leads_nowhere_is_an_error() {
    let folder = Folder::new("output-dangling");
    folder.file("a.jpg", &picture("a"));
    symlink("nowhere", folder.path().join("link")).expect("a link");
    symlink("loop", folder.path().join("loop")).expect("a link");
    for name in ["link", "loop"] {
        for option in ["-o", "--errors"] {
            refused(
                &within(&folder, &[option, name, "a.jpg"]),
                &format!("cannot write {name}: it is a link that"),
            );
        }
        assert!(folder.path().join(name).is_symlink());
    }
    refused(&within(&folder, &["-o", ".", "a.jpg"]), "cannot write .: it is a folder");
}

/// `-o /dev/stdout > out` replaced the file that the shell had opened, and `>>` lost its content.
#[cfg(target_os = "linux")]
#[test]
fn open_files_and_pipes_are_written_as_they_are() {
    let folder = Folder::new("output-streams");
    folder.file("a.jpg", &picture("a"));
    folder.file("text.jpg", b"text");
    for (text, expected) in [
        ("$embedmeta tags --format ndjson -o /dev/stdout a.jpg > out", 1),
        ("$embedmeta tags --format ndjson -o /proc/self/fd/1 a.jpg >> out", 2),
        ("(echo 1; $embedmeta tags --format ndjson -o /dev/fd/1 a.jpg; echo 2) > out", 3),
        ("echo 1 > out; $embedmeta tags --format ndjson -o /dev/fd/3 a.jpg 3>> out", 2),
        ("echo 1 > out; $embedmeta tags --format ndjson -o /dev/fd/3 a.jpg 3>> out > /dev/null", 2),
        ("(echo 1 >&3; $embedmeta tags --format ndjson -o /dev/fd/3 a.jpg) 3> out", 2),
        ("echo 1 > out; $embedmeta tags -q --errors /dev/stderr a.jpg text.jpg 2>> out || true", 2),
        ("ln -s /dev/stdout link; echo 1 > out; $embedmeta tags --format ndjson -o link a.jpg >> out", 2),
        (
            "mkfifo pipe; cat pipe > out & $embedmeta tags --format ndjson -o pipe a.jpg; wait; test -p pipe",
            1,
        ),
    ] {
        let output = script(&folder, text);
        assert_eq!(output.status.code(), Some(0), "{text}: {}", stderr(&output));
        let written = lines(&folder, "out");
        assert_eq!(written.len(), expected, "{text}: {written:?}");
        assert!(written.iter().all(|line| line.len() == 1 || line.starts_with("{\"path\":")), "{text}");
    }
    let reading = script(&folder, "$embedmeta tags -o /dev/fd/3 a.jpg 3< text.jpg");
    assert_eq!(reading.status.code(), Some(1), "{}", stderr(&reading));
    assert_eq!(fs::read(folder.path().join("text.jpg")).expect("it stays"), b"text");
}

/// The message about a full disk named no file.
#[test]
fn what_takes_no_more_is_named() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = many("output-full", 10);
    let full = "No space left on device";
    for (text, name) in [
        ("$embedmeta extract . -o /dev/full", "/dev/full"),
        ("$embedmeta extract . --errors /dev/full", "/dev/full"),
        ("$embedmeta extract . > /dev/full", "standard output"),
        ("$embedmeta schema > /dev/full", "standard output"),
        ("$embedmeta extract . -o /dev/stdout > /dev/full", "standard output"),
    ] {
        let output = script(&folder, text);
        assert_eq!(output.status.code(), Some(1), "{text}");
        let said = stderr(&output);
        assert!(said.starts_with(&format!("embedmeta: cannot write {name}: {full}")), "{text}: {said}");
    }
    let limited = "trap '' XFSZ; ulimit -f 1; $embedmeta extract --format ndjson -o limited . . . .";
    assert!(stderr(&script(&folder, limited)).contains("cannot write limited: "));
    assert!(!folder.path().join("limited").exists());
}

/// An output among the pictures was read as an input if standard output or a list led to it.
#[test]
fn what_a_run_writes_is_not_read() {
    let folder = Folder::new("output-own");
    folder.file("a.jpg", &picture("a"));
    let output = script(&folder, "$embedmeta extract -q --format ndjson --hidden . > out.json");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(lines(&folder, "out.json").len(), 1);
    let output = script(&folder, "$embedmeta extract -q -o out.json --format ndjson --errors e --hidden .");
    assert_eq!((output.status.code(), lines(&folder, "out.json").len()), (Some(0), 1));
    // A list on standard input cannot be checked in advance.
    let output = script(&folder, "ls | $embedmeta extract -q -o out.json --format ndjson --files-from -");
    assert_eq!(output.status.code(), Some(1));
    let said = lines(&folder, "out.json").join("\n");
    assert!(said.contains("\"path\":\"out.json\"") && said.contains("it is what this run writes"), "{said}");
}

/// If the system had no more threads, `-j 1000000` was a usage error, and the message did not say what was missing.
#[cfg(target_os = "linux")]
#[test]
fn threads_and_memory_that_are_not_there_are_no_wrong_usage() {
    let folder = many("output-threads", 5);
    let output = within(&folder, &["-j", "1000000", "."]);
    assert_eq!((output.status.code(), records_of(&output)), (Some(0), 5), "{}", stderr(&output));
    let output = script(&folder, "ulimit -v 500000; $embedmeta extract -j 1000000 -o out .");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).starts_with("embedmeta: cannot start 256 threads: "), "{}", stderr(&output));
    assert!(!folder.path().join("out").exists());
    let large = fs::File::create(folder.path().join("large.jpg")).expect("a file");
    large.set_len(1 << 30).expect("a hole");
    let text =
        "ulimit -v 300000; $embedmeta extract -q --format ndjson -j1 --max-head 1G 00000.jpg large.jpg";
    let output = script(&folder, text);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let records = records(&output);
    assert_eq!(records[0]["embeddedMetadata"]["Make"], "0");
    assert!(records[1]["error"]["message"].to_string().contains("memory"), "{}", records[1]);
}

/// Starts a run that waits for its list, and gives it the files to read before it is stopped.
fn waiting(folder: &Folder, args: &[&str]) -> (Child, ChildStdin) {
    let mut command = embedmeta();
    command
        .args(["extract", "--format", "ndjson", "--files-from", "-"])
        .args(args)
        .current_dir(folder.path());
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut list = child.stdin.take().expect("a pipe");
    for n in 0..50 {
        writeln!(list, "./{n:05}.jpg").expect("it reads");
    }
    std::thread::sleep(Duration::from_millis(300));
    (child, list)
}

/// An output could be resumed with other arguments, so that its records were of two kinds.
#[test]
fn a_resumed_output_has_records_of_one_kind() {
    let folder = many("output-kind", 30);
    let made = within(&folder, &["--resume", "-o", "out", "--lang", "fr", "."]);
    assert_eq!(made.status.code(), Some(1), "{}", stderr(&made));
    let whole = lines(&folder, "out");
    let cut = || drop(folder.file("out", format!("{}\n", whole[..12].join("\n")).as_bytes()));
    cut();
    for (args, why) in [
        (&["."][..], "it was made with --lang fr"),
        (&["--lang", "de", "."], "it was made with --lang fr, not with --lang de"),
        (&["--lang", "fr", "--profile", "documented", "."], "it was made without --profile documented"),
        (&["--lang", "fr", "--policy", "xmp-first", "."], "--policy xmp-first"),
        (&["--lang", "fr", "--dates", "local", "."], "--dates local"),
        (&["--lang", "fr", "--sidecar", "."], "--sidecar"),
        (&["--lang", "fr", "--charset", "latin1", "."], "--charset latin1"),
        (&["--lang", "fr", "--fields", "Make", "."], "--fields Make"),
        (&["--lang", "fr", "--max-head", "4K", "."], "--max-head 4096"),
        (&["--lang", "fr", "--ext", "jpg", "."], "--ext jpg"),
        (&["--lang", "fr", "--exclude", "x", "."], "--exclude x"),
        (&["--lang", "fr", "--hidden", "."], "--hidden"),
        (&["--lang", "fr", "--follow", "."], "--follow"),
        (&["--lang", "fr", "--changed-since", "2001-01-01", "."], "--changed-since 2001-01-01"),
        (&["--lang", "fr", "./"], "it was made with the paths ., not with the paths ./"),
        (&["--lang", "fr", ".", "--files-from", "list"], "--files-from list"),
    ] {
        folder.file("list", b"");
        let output = within(&folder, &[&["--resume", "-o", "out"], args].concat());
        refused(&output, "cannot resume out: ");
        assert!(stderr(&output).contains(why), "{why}: {}", stderr(&output));
        fs::remove_file(folder.path().join("list")).expect("it is there");
        assert_eq!(lines(&folder, "out"), whole[..12], "{why}");
    }
    let elsewhere =
        script(&folder, "mkdir x; cd x; $embedmeta extract --format ndjson --lang fr --resume -o ../out .");
    refused(&elsewhere, "the current folder");
    fs::remove_dir(folder.path().join("x")).expect("it is there");
    // Arguments that change no record may differ.
    let same = [
        "--resume",
        "-o",
        "./out",
        "--lang",
        "fr",
        "-j3",
        "-q",
        "--profile",
        "full",
        "--max-head",
        "64K",
        ".",
    ];
    let resumed = within(&folder, &same);
    assert_eq!(
        (resumed.status.code(), lines(&folder, "out")),
        (Some(1), whole.clone()),
        "{}",
        stderr(&resumed)
    );
    // The arguments of a finished run are remembered too; an output that holds nothing accepts any.
    refused(&within(&folder, &["--resume", "-o", "out", "."]), "--lang fr");
    folder.file("out", b"{\"path\":\"./0000");
    assert_eq!(within(&folder, &["--resume", "-o", "out", "."]).status.code(), Some(1));
    refused(
        &within(&folder, &["--resume", "-o", "out", "--lang", "fr", "."]),
        "it was made without --lang fr",
    );
    // The file with a run's own arguments is not an input, and it goes when its output is replaced.
    assert_eq!(within(&folder, &["--resume", "-o", "hidden", "--hidden", "."]).status.code(), Some(1));
    let hidden = lines(&folder, "hidden").join("");
    assert!(hidden.contains(".out.embedmeta") && !hidden.contains(".hidden.embedmeta"));
    within(&folder, &["-o", "out", "."]);
    assert!(!folder.path().join(".out.embedmeta").exists());
    assert_eq!(within(&folder, &["--resume", "-o", "out", "--lang", "fr", "."]).status.code(), Some(1));
}

/// An interrupted run forgot its arguments.
#[test]
fn an_interrupted_run_is_remembered() {
    let folder = many("output-interrupted", 100);
    let (child, list) = waiting(&folder, &["-o", "out", "--lang", "fr"]);
    assert!(
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("it runs").success()
    );
    std::thread::sleep(Duration::from_millis(200));
    drop(list);
    assert_eq!(child.wait_with_output().expect("it ends").status.code(), Some(130));
    let held = lines(&folder, "out").len();
    assert!(held > 0 && held <= 50);
    refused(&within(&folder, &["--resume", "-o", "out", "."]), "it was made with --lang fr");
    // The content of the list on standard input is not remembered.
    let resumed = within(&folder, &["--resume", "-o", "out", "--lang", "fr", "."]);
    assert_eq!((resumed.status.code(), lines(&folder, "out").len()), (Some(1), 100), "{}", stderr(&resumed));
    refused(&within(&folder, &["--resume", "-o", "out", "--lang", "fr", "--hidden", "."]), "--hidden");
}

/// A resumed run whose own files were all read exited with 0, although the output held failures.
#[test]
fn the_exit_code_is_that_of_the_whole_output() {
    let folder = Folder::new("output-code");
    folder.file("a.jpg", b"text");
    let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <r:Description r:about='' xmlns:d='http://example.com/d/'><d:a r:parseType='Resource'><d:b>1</d:b>\
        <d:error r:parseType='Resource'><d:code>x</d:code></d:error></d:a></r:Description></r:RDF></x:xmpmeta>";
    folder.file("b.xmp", packet.as_bytes());
    folder.file("c.jpg", &picture("c"));
    for command in ["extract", "tags", "explain"] {
        let run = |args: &[&str]| {
            let mut run = embedmeta();
            run.args([command, "--format", "ndjson"]).args(args).current_dir(folder.path());
            run.output().expect("it runs")
        };
        let _ = fs::remove_file(folder.path().join("out"));
        assert_eq!(run(&["-o", "out", "a.jpg", "b.xmp"]).status.code(), Some(1), "{command}");
        let resumed = run(&["--resume", "-o", "out", "a.jpg", "b.xmp", "c.jpg"]);
        assert_eq!(resumed.status.code(), Some(1), "{command}");
        assert!(stderr(&resumed).contains("1 of the files before had an error"), "{}", stderr(&resumed));
        fs::remove_file(folder.path().join("out")).expect("it is there");
        run(&["-o", "out", "b.xmp"]);
        let good = run(&["--resume", "-o", "out", "b.xmp", "c.jpg"]);
        assert_eq!(good.status.code(), Some(0), "{command}: {}", stderr(&good));
        fs::remove_file(folder.path().join(".out.embedmeta")).expect("it is there");
    }
}

/// A killed run left its unnamed file behind for ever.
#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_run_has_left_is_removed() {
    let folder = many("output-killed", 60);
    let unnamed = || -> Vec<String> {
        let entries = fs::read_dir(folder.path()).expect("a folder").flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "tmp")).collect()
    };
    for resume in [&[][..], &["--resume"]] {
        let (mut child, _list) = waiting(&folder, &["-o", "out"]);
        assert_eq!(unnamed().len(), 1);
        child.kill().expect("it runs");
        child.wait().expect("it ends");
        assert_eq!(unnamed().len(), 1, "it could not remove it");
        // Files of running processes, and those of other outputs, stay.
        let mine = format!(".out.{}-0.tmp", std::process::id());
        for name in [&mine, ".other.4194999-0.tmp", ".out.x-0.tmp"] {
            folder.file(name, b"");
        }
        let output = within(&folder, &[&["-q", "-o", "out", "."], resume].concat());
        assert_eq!((output.status.code(), lines(&folder, "out").len()), (Some(1), 60), "{}", stderr(&output));
        let mut left = unnamed();
        left.sort();
        let mut expected = vec![".other.4194999-0.tmp".to_owned(), ".out.x-0.tmp".into(), mine];
        expected.sort();
        assert_eq!(left, expected);
        for name in &left {
            fs::remove_file(folder.path().join(name)).expect("it is there");
        }
    }
}

/// A terminal of `columns` columns that runs a command and shows its screen.
struct Terminal(String);

impl Terminal {
    /// `None` if there is no tmux.
    fn new(folder: &Folder, columns: usize, command: &str) -> Option<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let terminal = Self(format!("embedmeta-{}-{number}", std::process::id()));
        let command = format!("cd '{}'; {command}; sleep 60", folder.path().display());
        let columns = columns.to_string();
        let args = [
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-s",
            "x",
            "-x",
            &columns,
            "-y",
            "10",
            "bash",
            "-c",
            &command,
        ];
        let started = terminal.tmux(&args);
        started.is_some_and(|output| output.status.success()).then_some(terminal)
    }

    fn tmux(&self, args: &[&str]) -> Option<Output> {
        let mut command = Command::new("tmux");
        command.args(["-L", &self.0]).args(args).env("embedmeta", env!("CARGO_BIN_EXE_embedmeta"));
        command.env_remove("TMUX").output().ok()
    }

    fn type_in(&self, key: &str) {
        self.tmux(&["send-keys", "-t", "x", key]);
    }

    fn lines(&self, is_there: impl Fn(&str) -> bool) -> Vec<String> {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let shown = stdout(&self.tmux(&["capture-pane", "-p", "-t", "x"]).expect("tmux runs"));
            if is_there(&shown) || Instant::now() > end {
                return shown.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

/// The bar had no total during the walk, was wider than narrow terminals, and stayed after Ctrl-C.
#[test]
fn the_bar_has_a_total_fits_the_terminal_and_is_taken_away() {
    let folder = many("output-bar", 60);
    for columns in [80, 40] {
        // Standard input keeps the run from ending.
        let command = "$embedmeta extract -j1 -o out . -";
        let Some(terminal) = Terminal::new(&folder, columns, command) else {
            println!("no tmux: nothing is tested here");
            return;
        };
        let shown = terminal.lines(|shown| shown.contains("60 of 61"));
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert!(shown[0].starts_with("[=========>] 60 of 61, ETA "), "{shown:?}");
        if columns == 80 {
            assert!(shown[0].contains(", 6 errors, ") && shown[0].ends_with(" read"), "{shown:?}");
        }
        terminal.type_in("C-c");
        std::thread::sleep(Duration::from_millis(300));
        terminal.type_in("C-d");
        let shown = terminal.lines(|shown| shown.contains("interrupted"));
        assert!(shown.concat().starts_with("embedmeta: interrupted: 61 files, 7 errors, "), "{shown:?}");
        assert!(!shown.join("").contains(['[', '^']), "{shown:?}");
        drop(terminal);

        // A list that cannot be read twice is not counted; the second Ctrl-C ends the run at once.
        let command = "$embedmeta extract -j1 -o out . --files-from <(trap '' INT; sleep 60)";
        let terminal = Terminal::new(&folder, columns, command).expect("tmux runs");
        let shown = terminal.lines(|shown| shown.contains("60 of at least 60"));
        assert!(shown.len() == 1 && shown[0].contains("60 of at least 60, "), "{shown:?}");
        terminal.type_in("C-c");
        std::thread::sleep(Duration::from_millis(300));
        terminal.type_in("C-c");
        let shown = terminal.lines(|shown| shown.contains("ended"));
        assert!(shown.concat().starts_with("embedmeta: ended at once: 60 files, "), "{shown:?}");
        assert!(!shown.join("").contains("of at least"), "{shown:?}");
    }
}

/// Without a terminal, an occasional line reports the same.
#[test]
fn lines_tell_how_much_is_left() {
    let folder = many("output-lines", 60);
    let run = |args: &[&str], list: &str| {
        let (child, mut more) = waiting(&folder, &[&["-o", "out", "--progress", "always"], args].concat());
        std::thread::sleep(Duration::from_millis(1300));
        write!(more, "{list}").expect("it reads");
        drop(more);
        stderr(&child.wait_with_output().expect("it ends"))
    };
    let said = run(&["-j1", "."], "00000.jpg\n");
    assert!(said.starts_with("embedmeta: 110 of at least 110, 11 errors, "), "{said}");
    assert!(said.contains("\nembedmeta: 111 files, 11 errors, "), "{said}");
    assert_eq!(run(&["-q"], ""), "", "quiet is quiet");
}

/// Nothing documented how the output options combine, or what the exit codes mean.
#[test]
fn the_help_tells_what_the_options_of_the_output_do() {
    let help = |args: &[&str]| stdout(&support::run(args)).split_whitespace().collect::<Vec<_>>().join(" ");
    let all = help(&["--help"]);
    assert!(all.contains("Exit code: 0 all files were read, 1 some failed"), "{all}");
    assert!(
        all.contains("2 wrong usage or an output that would destroy something, 130 interrupted"),
        "{all}"
    );
    for command in ["extract", "tags", "explain"] {
        let help = help(&[command, "--help"]);
        for told in [
            "a picture and a link that leads nowhere are refused, with exit code 2",
            "`.FILE.embedmeta`. The exit code is 1 where any record of FILE, old or new",
            "refused as that of `--output` is, and where it is the same",
            "why the command itself failed is still told, and the exit code is the same",
        ] {
            assert!(help.contains(told), "{command}: {told}: {help}");
        }
    }
    // Check what the help says: quiet or not, with and without a file of failures.
    let folder = many("output-help", 10);
    for args in [
        &["."][..],
        &["-q", "."],
        &["--errors", "e", "."],
        &["-q", "--errors", "e", "--progress", "always", "."],
    ] {
        let output = within(&folder, &[&["-o", "out", "--exclude", "e"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert_eq!(stderr(&output).is_empty(), args.contains(&"-q"), "{args:?}: {}", stderr(&output));
    }
    let output = within(&folder, &["-q", "-o", "missing/out", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot write missing/out: "), "{}", stderr(&output));
}
