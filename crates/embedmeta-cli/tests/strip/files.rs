//! Folders, standard input, times, links and names: where the copies go.

use super::support::exif::{Data, Directory, tiff};
use super::support::jpeg::{jpeg, segment};
use super::support::{Folder, boxes, embedmeta, raster, raw, run};
use super::{errors, full_jpeg, full_png, has, picture, text};
use std::fs::{self, File, FileTimes};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

/// The paths of all files below a folder.
fn tree(root: &Path) -> Vec<String> {
    let mut open = vec![root.to_path_buf()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.file_type().expect("a kind").is_dir() {
                open.push(entry.path());
            } else {
                let path = entry.path();
                found.push(text(path.strip_prefix(root).expect("within")).to_owned());
            }
        }
    }
    found.sort();
    found
}

fn photos(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.file("in/a.jpg", &full_jpeg());
    folder.file("in/b/c.png", &full_png());
    folder.file("in/b/d/a.jpg", &full_jpeg());
    folder.file("in/b/notes.txt", b"a shopping list");
    folder.file("in/empty.jpg", b"");
    folder.file("in/.hidden/e.jpg", &full_jpeg());
    folder
}

/// A folder was rejected as "no file", and `*.jpg` did not search it.
#[test]
fn a_folder_keeps_its_tree() {
    let folder = photos("strip-tree");
    let (from, out) = (folder.path().join("in"), folder.path().join("out"));
    let output = run(&["strip", text(&from), "-o", text(&out), "-j", "2"]);
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(tree(&out), ["a.jpg", "b/c.png", "b/d/a.jpg"]);
    assert_eq!(errors(&output), "embedmeta: 3 files copied, 0 refused, 0 failed, 2 skipped (no pictures)\n");
    assert!(output.stdout.is_empty());
    assert!(!has(&fs::read(out.join("b/d/a.jpg")).expect("a copy"), "ecret"));
    let two = folder.path().join("two");
    let output =
        run(&["strip", "-q", text(&from), "-o", text(&two), "--hidden", "--ext", "jpg", "--exclude", "d"]);
    assert!(output.status.success() && errors(&output).is_empty(), "{}", errors(&output));
    assert_eq!(tree(&two), [".hidden/e.jpg", "a.jpg"]);
    let list = folder.file("list", format!("{}\n", text(&from.join("a.jpg"))).as_bytes());
    let three = folder.path().join("three");
    let output = run(&["strip", "--files-from", text(&list), "-o", text(&three)]);
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(tree(&three), ["a.jpg"]);
}

/// Pictures of other formats keep their metadata, so a folder with one is not fully done. A file that is not a picture
/// is ignored in a folder, but is an error if it was named.
#[test]
fn what_is_not_written_is_refused_by_its_name() {
    let folder = Folder::new("strip-formats");
    let plain =
        tiff(false, vec![Directory(vec![(0x0100, Data::Short(vec![8])), (0x0101, Data::Short(vec![6]))])]);
    let cases = [
        ("in/a.tif", plain, "TIFF"),
        ("in/b.dng", raw::dng(), "DNG"),
        ("in/c.nef", raw::nef(), "NEF"),
        ("in/d.heic", boxes::heif(b"heic", b"", b""), "HEIC"),
        ("in/e.gif", raster::gif(b"<x/>"), "GIF"),
        ("in/f.avif", boxes::heif(b"avif", b"", b""), "AVIF"),
    ];
    for (name, bytes, _) in &cases {
        folder.file(name, bytes);
    }
    folder.file("in/g.mp4", &boxes::film(b"isom", b"<x/>"));
    let good = folder.file("in/good.jpg", &full_jpeg());
    let (from, out) = (folder.path().join("in"), folder.path().join("out"));
    let output = run(&["strip", text(&from), "-o", text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    let said = errors(&output);
    for (name, _, format) in &cases {
        let name = Path::new(name).file_name().expect("a name").to_str().expect("text");
        let line = said.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}: {said}"));
        let why = format!("error: {format} is not written here: only JPEG, PNG and WebP can be stripped");
        assert!(line.contains(&why), "{line}");
        let output = run(&["strip", text(&from.join(name)), "-o", text(&out)]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(errors(&output).trim_end(), line);
    }
    assert!(said.ends_with("1 file copied, 6 refused, 0 failed, 1 skipped (no pictures)\n"), "{said}");
    assert_eq!(tree(&out), ["good.jpg"]);
    let notes = folder.file("notes.txt", b"a shopping list");
    for named in [&notes, &from.join("g.mp4")] {
        let output = run(&["strip", text(named), text(&good), "-o", text(&folder.path().join("named"))]);
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("JPEG, PNG and WebP can be stripped"), "{}", errors(&output));
        fs::remove_dir_all(folder.path().join("named")).expect("the copies go");
    }
}

/// An output folder within the input was walked too, which copied the copies again.
#[test]
fn copies_are_not_walked() {
    let folder = photos("strip-within");
    let from = folder.path().join("in");
    let out = from.join("z/out");
    for turn in 0..2 {
        let output = run(&["strip", text(&from), "-o", text(&out), "--force"]);
        assert!(output.status.success(), "{}", errors(&output));
        assert_eq!(tree(&out), ["a.jpg", "b/c.png", "b/d/a.jpg"], "{turn}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let link = folder.path().join("link");
        symlink(&out, &link).expect("a link");
        symlink(&out, from.join("b/by-the-back-door")).expect("a link");
        let output = run(&["strip", text(&from), "-o", text(&link), "--force", "--follow"]);
        assert!(output.status.success(), "{}", errors(&output));
        assert_eq!(tree(&out), ["a.jpg", "b/c.png", "b/d/a.jpg"]);
    }
    let output = run(&["strip", text(&out), "-o", text(&from.join("again"))]);
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(tree(&from.join("again")), ["a.jpg", "b/c.png", "b/d/a.jpg"]);
    let output = run(&["strip", text(&out), "-o", text(&out), "--force"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("itself"), "{}", errors(&output));
}

fn piped(args: &[&str], bytes: &[u8]) -> std::process::Output {
    let mut child = embedmeta()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // The command may end before it has read everything.
    let _ = stdin.write_all(bytes);
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// A program in a pipe had to write files.
#[test]
fn standard_input_goes_to_standard_output() {
    let bytes = full_jpeg();
    let folder = Folder::new("strip-pipe");
    let path = folder.file("a.jpg", &bytes);
    let output = piped(&["strip", "-"], &bytes);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", errors(&output));
    assert!(picture(&output.stdout) == picture(&bytes) && !has(&output.stdout, "ecret"));
    for args in [&["strip", "-", "-o", "-"][..], &["strip", text(&path), "-o", "-"]] {
        assert!(piped(args, &bytes).stdout == output.stdout, "{args:?}");
    }
    let warned = piped(&["strip", "-", "--gps"], &bytes);
    assert!(picture(&warned.stdout) == picture(&bytes) && errors(&warned).contains("-: warning: "));
    for bytes in [&b"text"[..], b"", &bytes[..40], &raster::gif(b"<x/>")] {
        let output = piped(&["strip", "-"], bytes);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert_eq!(errors(&output).lines().count(), 1, "{}", errors(&output));
    }
    for args in [
        &["strip", "-", "-o", text(folder.path())][..],
        &["strip", "-", "--in-place"],
        &["strip", "-", text(&path)],
        &["strip", text(&path), text(&path), "-o", "-"],
        &["strip", text(folder.path()), "-o", "-"],
        &["strip", "-", "--keep-times"],
        &["strip", text(&path)],
        &["strip", "--in-place", "--follow", text(&path)],
        &["strip", "--break-links", text(&path), "-o", "x"],
    ] {
        let output = piped(args, &bytes);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}");
    }
    assert!(fs::read(&path).expect("the file") == bytes);
}

/// Copies got new times, so an album sorted by time was in the order of copying.
#[test]
fn times_are_kept_where_asked_for() {
    let folder = Folder::new("strip-times");
    let path = folder.file("a.jpg", &full_jpeg());
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let set = |path: &Path| {
        let file = File::options().write(true).open(path).expect("the file");
        file.set_times(FileTimes::new().set_modified(past)).expect("its time");
    };
    let time = |path: &Path| fs::metadata(path).expect("the file").modified().expect("its time");
    set(&path);
    let out = folder.path().join("out");
    assert!(run(&["strip", text(&path), "-o", text(&out), "--keep-times"]).status.success());
    assert_eq!(time(&out.join("a.jpg")), past);
    assert!(run(&["strip", text(&path), "-o", text(&out), "--force"]).status.success());
    assert!(time(&out.join("a.jpg")) > past);
    assert!(run(&["strip", "--in-place", "--keep-times", text(&path)]).status.success());
    assert!(!has(&fs::read(&path).expect("the file"), "ecret"));
    assert_eq!(time(&path), past);
    // If nothing is to be removed, nothing is written.
    assert!(run(&["strip", "--in-place", text(&path)]).status.success());
    assert_eq!(time(&path), past);
}

/// A file with two names was replaced under one of them, and kept its metadata under the other.
#[cfg(unix)]
#[test]
fn files_with_other_names_are_not_replaced() {
    use std::os::unix::fs::MetadataExt;
    let folder = Folder::new("strip-links");
    let path = folder.file("in/a.jpg", &full_jpeg());
    let other = folder.path().join("other.jpg");
    fs::hard_link(&path, &other).expect("a link");
    for named in [&path, &folder.path().join("in")] {
        let output = run(&["strip", "--in-place", text(named)]);
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("--break-links"), "{}", errors(&output));
        assert!(fs::read(&path).expect("the file") == full_jpeg());
        assert_eq!(fs::metadata(&path).expect("the file").nlink(), 2);
    }
    let out = folder.path().join("out");
    assert!(run(&["strip", text(&path), "-o", text(&out)]).status.success(), "a copy is no matter");
    assert!(run(&["strip", "--in-place", "--break-links", text(&path)]).status.success());
    assert!(!has(&fs::read(&path).expect("the file"), "ecret"));
    assert!(fs::read(&other).expect("the file") == full_jpeg());
}

/// A write-protected file was replaced all the same.
#[test]
fn what_is_read_only_is_not_replaced_in_place() {
    let folder = Folder::new("strip-read-only");
    let path = folder.file("a.jpg", &full_jpeg());
    let mut mode = fs::metadata(&path).expect("the file").permissions();
    mode.set_readonly(true);
    fs::set_permissions(&path, mode).expect("the mode");
    let output = run(&["strip", "--in-place", text(&path)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("read-only"), "{}", errors(&output));
    assert!(fs::read(&path).expect("the file") == full_jpeg());
    let out = folder.path().join("out");
    assert!(run(&["strip", "--keep-times", text(&path), "-o", text(&out)]).status.success());
    assert!(fs::metadata(out.join("a.jpg")).expect("the copy").permissions().readonly());
    if cfg!(unix) {
        let output = run(&["strip", text(&path), "-o", text(&out), "--force"]);
        assert!(output.status.success(), "a copy may be made anew: {}", errors(&output));
    }
    assert_eq!(tree(&out), ["a.jpg"], "nothing is left beside it");
}

/// If two copies had the same name, the thread that finished last decided which one remained.
#[test]
fn of_copies_of_one_name_the_first_stays_or_the_last_wins() {
    let folder = Folder::new("strip-one-name");
    let jpegs: Vec<Vec<u8>> = (1..=20u8).map(|n| jpeg(&[segment(0xdb, &[n; 65])])).collect();
    for (n, bytes) in jpegs.iter().enumerate() {
        folder.file(&format!("{n:02}/a.jpg"), bytes);
        folder.file(&format!("{n:02}/notes.txt"), b"no picture takes a name");
    }
    let folders: Vec<String> =
        (0..20).map(|n| text(&folder.path().join(format!("{n:02}"))).to_owned()).collect();
    let args = |out: &str, more: &[&str]| {
        let mut all = vec!["strip".to_owned(), "-j4".to_owned(), "-o".to_owned(), out.to_owned()];
        all.extend(folders.iter().cloned());
        all.extend(more.iter().map(|&more| more.to_owned()));
        embedmeta().args(all).output().expect("it runs")
    };
    let (first, last) = (folder.path().join("first"), folder.path().join("last"));
    let output = args(text(&first), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).ends_with("1 file copied, 19 refused, 0 failed, 20 skipped (no pictures)\n"));
    assert!(fs::read(first.join("a.jpg")).expect("the copy") == jpegs[0]);
    let output = args(text(&last), &["--force"]);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(fs::read(last.join("a.jpg")).expect("the copy") == jpegs[19]);
    assert_eq!(tree(&last), ["a.jpg"]);
}

/// If the copies cannot be written, this is reported once and nothing is read.
#[test]
fn a_file_is_no_folder_for_copies() {
    let folder = photos("strip-no-folder");
    let file = folder.file("out", b"a file");
    let output = run(&["strip", text(&folder.path().join("in")), "-o", text(&file)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains("cannot write") && errors(&output).lines().count() == 1,
        "{}",
        errors(&output)
    );
    // If a file stands in place of a subfolder, only the copies for that subfolder fail.
    let out = folder.path().join("half");
    folder.file("half/b", b"a file");
    let output = run(&["strip", text(&folder.path().join("in")), "-o", text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("1 file copied, 0 refused, 2 failed"), "{}", errors(&output));
}

/// Links in a folder are skipped, so that nothing outside it changes.
#[cfg(unix)]
#[test]
fn links_in_a_folder_are_passed_over() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("strip-symlinks");
    let beyond = folder.file("beyond/a.jpg", &full_jpeg());
    folder.file("in/b.jpg", &full_jpeg());
    symlink(&beyond, folder.path().join("in/link.jpg")).expect("a link");
    symlink(folder.path().join("beyond"), folder.path().join("in/folder")).expect("a link");
    let output = run(&["strip", "--in-place", text(&folder.path().join("in"))]);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(fs::read(&beyond).expect("the file") == full_jpeg());
    assert!(!has(&fs::read(folder.path().join("in/b.jpg")).expect("the file"), "ecret"));
    let out = folder.path().join("out");
    let output = run(&["strip", "--follow", text(&folder.path().join("in")), "-o", text(&out)]);
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(tree(&out), ["b.jpg", "folder/a.jpg", "link.jpg"]);
}

/// A condition selects files in a folder, as in the other commands.
#[test]
fn only_files_of_which_the_condition_holds_are_copied() {
    let folder = photos("strip-where");
    let (from, out) = (folder.path().join("in"), folder.path().join("out"));
    let output = run(&["strip", text(&from), "-o", text(&out), "--where", "file.format ~ *png"]);
    assert_eq!(tree(&out), ["b/c.png"]);
    let told = errors(&output);
    assert!(told.contains("1 file copied") && told.contains("2 not matched"), "{told}");
    let output = run(&["strip", text(&from), "-o", text(&out), "--where", "Nobody = 1"]);
    assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
}
