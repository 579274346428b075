//! Values that are not valid text, numbers, dates or places, and text that acts on whatever displays it.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, iim, jpeg, photoshop, resource};
use crate::support::{Folder, embedmeta, repository, run, stdout};
use crate::{codes, read, tells};

fn with_iim(block: &[u8]) -> Vec<u8> {
    jpeg(&[photoshop(&[resource(0x0404, block)])])
}

#[test]
fn datasets_whose_lengths_are_lies() {
    // Length fields of 2, 4, 8 and 32,767 bytes; each claims more than there is.
    for length in [&[0x7f, 0xff][..], &[0x80, 4, 0xff, 0xff, 0xff, 0xff], &[0x80, 8], &[0xff, 0xff]] {
        let block = [&iim(&[(2, 90, b"Bern")])[..], &[0x1c, 2, 105], length, b"cut"].concat();
        let read = read(|| with_iim(&block));
        assert!(!read.issues.is_empty(), "{length:x?}");
        assert_eq!(read.metadata.text("City"), Some("Bern"), "{length:x?}: what stood before is kept");
    }
    // A correct length in a 4-byte field.
    let block = [&[0x1c, 2, 90, 0x80, 4, 0, 0, 0, 4][..], b"Bern"].concat();
    assert_eq!(read(|| with_iim(&block)).metadata.text("City"), Some("Bern"));
}

#[test]
fn a_declared_character_set_that_is_a_lie() {
    let latin = iim(&[(1, 90, b"\x1b%G"), (2, 90, b"Z\xfcrich")]);
    assert_eq!(read(|| with_iim(&latin)).metadata.text("City"), Some("Zürich"));
    for charset in [&b"\x1b"[..], b"\x1b%", b"\x1b.A\x1b.B", &[0x1b; 32], b"\xff\xff"] {
        let block = iim(&[(1, 90, charset), (2, 90, b"Bern")]);
        assert_eq!(read(|| with_iim(&block)).metadata.text("City"), Some("Bern"), "{charset:x?}");
    }
}

#[test]
fn a_hundred_thousand_datasets() {
    // They lie in two resources, of which only the first is in the standard place.
    let read = read(|| {
        let block = [0x1c, 2, 25, 0, 1, b'x'].repeat(100_000);
        let resource = [b"8BIM\x04\x04\0\0", &u32::try_from(block.len()).expect("small").to_be_bytes()[..]];
        let size = u32::try_from(block.len() + 12).expect("small").to_be_bytes();
        let head = b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\x08\0\x03\0\0\0\0";
        [&head[..], &size, &resource.concat(), &block].concat()
    });
    assert!(tells(&read, "too-many-parts"), "{:?}", codes(&read));
}

#[test]
fn fractions_that_are_none() {
    let extreme = [(0, 0), (1, 0), (u32::MAX, 0), (u32::MAX, 1), (0, u32::MAX)];
    for fraction in extreme {
        for tag in [0x829a, 0x829d, 0x9202, 0x9205, 0x9206, 0x920a, 0xa404, 0xa20e] {
            let read = read(|| {
                let inner = Directory(vec![(tag, Data::Rational(vec![fraction]))]);
                jpeg(&[exif(&tiff(true, vec![Directory(vec![(34665, Data::Directory(inner))])]))])
            });
            let json = serde_json::to_string(&read.metadata).expect("JSON");
            assert!(!json.contains("NaN") && !json.contains("null"), "{tag:x}: {json}");
        }
    }
    for fraction in [(i32::MIN, -1), (i32::MIN, 0), (i32::MIN, i32::MIN), (-1, 0), (i32::MAX, i32::MIN)] {
        for tag in [0x9201, 0x9203, 0x9204] {
            read(|| {
                let inner = Directory(vec![(tag, Data::SRational(vec![fraction]))]);
                jpeg(&[exif(&tiff(false, vec![Directory(vec![(34665, Data::Directory(inner))])]))])
            });
        }
    }
}

#[test]
fn places_that_are_not_on_earth() {
    for degrees in [(999, 1), (u32::MAX, 1), (1, 0), (0, 0)] {
        let read = read(|| {
            let gps = Directory(vec![
                (1, Data::Ascii("N")),
                (2, Data::Rational(vec![degrees; 3])),
                (3, Data::Ascii("E")),
                (4, Data::Rational(vec![degrees; 3])),
                (5, Data::Byte(vec![1])),
                (6, Data::Rational(vec![degrees])),
                (7, Data::Rational(vec![degrees; 3])),
                (29, Data::Ascii("9999:99:99")),
            ]);
            jpeg(&[exif(&tiff(true, vec![Directory(vec![(34853, Data::Directory(gps))])]))])
        });
        for field in ["GPSLatitude", "GPSLongitude"] {
            let place = read.metadata.number(field);
            assert!(place.is_none_or(|place| place.abs() <= 180.0), "{field}: {place:?}");
        }
    }
}

#[test]
fn dates_that_are_none() {
    for date in [
        "0000:00:00 00:00:00",
        "2024:13:01 00:00:00",
        "2024:02:30 00:00:00",
        "2024:01:01 24:61:61",
        "9999:12:31 23:59:60",
        "99999:99:99 99:99:99",
        "-001:01:01 00:00:00",
        "    :  :     :  :  ",
        "::",
        "2024",
        "\u{661}\u{662}\u{663}\u{664}:01:01 00:00:00",
    ] {
        for offset in ["+99:99", "-24:00", "Z", "+", "\u{2212}01:00"] {
            let read = read(|| {
                let inner = Directory(vec![
                    (0x9003, Data::Text(date.into())),
                    (0x9011, Data::Text(offset.into())),
                    (0x9291, Data::Text("9".repeat(300))),
                ]);
                jpeg(&[exif(&tiff(true, vec![Directory(vec![(34665, Data::Directory(inner))])]))])
            });
            // A text that is not a date stays unchanged.
            if let Some(shown) = read.metadata.text("DateTimeOriginal").filter(|shown| shown.contains('T')) {
                assert!(read.metadata.date_time("DateTimeOriginal").is_some(), "{date} {offset}: {shown}");
            }
        }
    }
}

#[test]
fn every_byte_in_a_text_that_should_be_ascii() {
    for (start, end) in [(0, 0xff), (0x80, 0xff), (0xd8, 0xdf)] {
        let bytes: Vec<u8> = (start..=end).chain([0]).collect();
        let read = read(|| {
            // The builder writes only text, so the type is changed afterwards.
            let mut file = tiff(true, vec![Directory(vec![(270, Data::Undefined(bytes.clone()))])]);
            file[10 + 3] = 2;
            jpeg(&[exif(&file)])
        });
        assert!(read.tags.iter().all(|tag| tag.name != "ImageDescription" || tag.value.as_str().is_some()));
    }
    for text in [
        &b"\xed\xa0\x80"[..],
        b"\xf8\x88\x80\x80\x80",
        b"\xc0\x80",
        b"a\0b\0\0c",
        b"\xef\xbb\xbf",
        b"\xfe\xff",
    ] {
        read(|| with_iim(&iim(&[(1, 90, b"\x1b%G"), (2, 120, text), (2, 25, text)])));
    }
}

/// Writes the clipboard, clears the screen, changes the writing direction: no output may do this.
const ACTING: &str =
    "\u{1b}]52;c;aGVsbG8=\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{200b}\u{2028}\u{7f}=HYPERLINK(\"x\")";

fn acting(folder: &Folder, name: &str) -> std::path::PathBuf {
    let directory = Directory(vec![(270, Data::Text(ACTING.into())), (315, Data::Text(ACTING.into()))]);
    folder.file(name, &jpeg(&[exif(&tiff(true, vec![directory]))]))
}

fn is_inert(text: &str) -> bool {
    text.chars().all(|c| {
        c == '\n'
            || !(c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}'))
    })
}

#[test]
fn text_that_acts_on_a_terminal_is_escaped_in_every_output() {
    let folder = Folder::new("acting");
    let path = acting(&folder, "a.jpg");
    let path = path.to_str().expect("UTF-8");
    for args in [
        &["extract"][..],
        &["extract", "--format", "ndjson"],
        &["extract", "--file-object"],
        &["tags"],
        &["explain"],
        &["explain", "--format", "json"],
    ] {
        let output = run(&[args, &[path]].concat());
        assert!(stdout(&output).contains("52;c"), "{args:?}: {output:?}");
        assert!(is_inert(&stdout(&output)), "{args:?}: {:?}", stdout(&output));
    }
}

#[test]
fn names_of_files_that_act_on_a_terminal_are_escaped() {
    let folder = Folder::new("names");
    let name = "\u{1b}]0;title\u{7}\u{202e}gpj.jpg";
    acting(&folder, name);
    folder.file("\u{1b}[31mempty.jpg", b"");
    let missing = format!("no such {name}");
    for command in ["extract", "tags", "explain"] {
        let output = embedmeta().args([command, ".", &missing]).current_dir(folder.path()).output();
        let output = output.expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        assert!(is_inert(&stdout(&output)), "{command}: {:?}", stdout(&output));
        assert!(is_inert(&String::from_utf8_lossy(&output.stderr)), "{command}: {:?}", output.stderr);
    }
}

#[test]
fn wrong_usage_does_not_act_on_a_terminal_either() {
    for args in [
        &["extract", "--charset", "\u{1b}]0;x\u{7}", "x.jpg"][..],
        &["extract", "--file-object", "--library", "\u{1b}]0;x\u{7}", "x.jpg"],
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            is_inert(&String::from_utf8_lossy(&output.stderr)),
            "{:?}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn nothing_of_a_file_is_run_fetched_or_opened() {
    // The readers cannot do it at all: they start no process, open no socket and read no environment.
    fn sources(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { sources(&path, found) } else { found.push(path) }
        }
    }
    let mut files = Vec::new();
    for folder in ["src", "crates/embedmeta-cli/src", "crates/embedmeta-verify/src"] {
        sources(&repository().join(folder), &mut files);
    }
    assert!(files.len() > 50);
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "rs")) {
        let text = std::fs::read_to_string(path).expect("a source");
        for word in ["process::Command", "std::net", "TcpStream", "unsafe {"] {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
    }
}
