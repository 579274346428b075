//! Options that only some builds of the command have: each test checks the help for its option first.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, jpeg};
use crate::support::{Folder, embedmeta, records, run, stdout};

/// Whether `extract` has an option, or a value of one.
fn knows(word: &str) -> bool {
    let help = stdout(&run(&["extract", "--help"]));
    help.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|known| known == word)
}

fn picture(artist: &str) -> Vec<u8> {
    let directory = Directory(vec![(271, Data::Ascii("Maker")), (315, Data::Text(artist.into()))]);
    jpeg(&[exif(&tiff(true, vec![directory]))])
}

#[cfg(unix)]
#[test]
fn links_that_are_followed_do_not_lead_in_circles() {
    if !knows("--follow") {
        return;
    }
    let folder = Folder::new("follow");
    folder.file("sub/a.jpg", &picture("A"));
    std::os::unix::fs::symlink("..", folder.path().join("sub/up")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.jpg")).expect("a link");
    let output = embedmeta()
        .args(["extract", "--format", "ndjson", "--follow", "."])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    let good = records(&output).iter().filter(|record| record["error"].is_null()).count();
    assert_eq!(good, 1, "{}", stdout(&output));
}

#[test]
fn cells_of_a_table_are_no_formulas() {
    if !knows("csv") {
        return;
    }
    let folder = Folder::new("formulas");
    for (n, artist) in ["=HYPERLINK(\"http://x\")", "+1", "-1+1", "@SUM(A1)", "\tx", "\rx"].iter().enumerate()
    {
        folder.file(&format!("{n}.jpg"), &picture(artist));
    }
    let output =
        run(&["extract", "--format", "csv", "--fields", "Artist", folder.path().to_str().expect("UTF-8")]);
    for start in ["=HYPERLINK", "+1", "-1+1", "@SUM"] {
        let bare = stdout(&output).contains(&format!(",{start}"))
            || stdout(&output).contains(&format!(",\"{start}"));
        assert!(!bare, "{start}: {}", stdout(&output));
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    if !knows("-o") {
        return;
    }
    let folder = Folder::new("collision");
    let path = folder.file("a.jpg", &picture("A"));
    let path = path.to_str().expect("UTF-8");
    let nowhere = folder.path().join("missing/out.json");
    let output = run(&["extract", "-o", nowhere.to_str().expect("UTF-8"), path]);
    assert!(!output.status.success());
    assert!(!nowhere.exists());
    // The old file stays complete until the new one is.
    let out = folder.file("out.json", b"before");
    let output = run(&["extract", "-o", out.to_str().expect("UTF-8"), path]);
    assert!(output.status.success());
    assert!(std::fs::read_to_string(&out).expect("the output").contains("Maker"));
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").flatten().collect();
    assert_eq!(left.len(), 2, "no file of its own is left: {left:?}");
}
