//! What people ask for: chosen tags, readable text, rows for spreadsheets, and conditions.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::exif::{Data, Directory, tiff};
use support::{Folder, embedmeta, jpeg, records, run, stdout, testdata};

fn utf8(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn sample(name: &str) -> String {
    utf8(&testdata().join(name)).to_owned()
}

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A picture by this maker, with this many stars; 0 means no rating.
fn picture(make: &str, artist: &str, stars: u8) -> Vec<u8> {
    let texts = vec![(0x10f, Data::Text(make.to_owned())), (0x13b, Data::Text(artist.to_owned()))];
    let exif = jpeg::exif(&tiff(true, vec![Directory(texts)]));
    if stars == 0 {
        return jpeg::jpeg(&[exif]);
    }
    let packet = format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='{stars}'/>\
         </rdf:RDF></x:xmpmeta>"
    );
    jpeg::jpeg(&[exif, jpeg::xmp(packet.as_bytes())])
}

/// Five pictures with different makers and stars, and one file that is not a picture.
fn album(name: &str) -> (Folder, PathBuf) {
    let folder = Folder::new(name);
    for (file, make, artist, stars) in [
        ("a.jpg", "Canon", "Ann", 5),
        ("b.jpg", "CANON", "Ben", 3),
        ("c.jpg", "Nikon", "Cem", 4),
        ("d.jpg", "Nikon", "Dan", 0),
    ] {
        folder.file(file, &picture(make, artist, stars));
    }
    folder.file("e.jpg", b"this is no picture");
    let path = folder.path().to_path_buf();
    (folder, path)
}

/// The names of the files whose records were printed.
fn names(records: &[Value]) -> Vec<String> {
    let name = |record: &Value| {
        let path = Path::new(record["path"].as_str().expect("a path"));
        path.file_name().expect("a name").to_string_lossy().into_owned()
    };
    records.iter().map(name).collect()
}

/// The names of the files that meet a condition.
fn found(album: &Path, command: &str, condition: &str, more: &[&str]) -> Vec<String> {
    let arguments = [&[command, "--format", "ndjson", "--where", condition, utf8(album)], more].concat();
    names(&records(&run(&arguments)))
}

fn table(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    // A row of a different length is an error.
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    (header, rows.collect())
}

#[test]
fn tags_are_chosen_by_group_and_name_in_the_order_of_the_file() {
    let file = sample("exif-big-endian.jpg");
    let chosen = |options: &[&str]| -> Vec<String> {
        let output = run(&[&["tags", "--format", "ndjson"], options, &[&file]].concat());
        let record = records(&output).remove(0);
        let tags = record["tags"].as_array().expect("tags");
        tags.iter()
            .map(|tag| format!("{}:{}", tag["group"].as_str().expect("g"), tag["name"].as_str().expect("n")))
            .collect()
    };
    assert_eq!(
        chosen(&["--fields", "gps:gpslat*,IFD0:make"]),
        ["IFD0:Make", "GPS:GPSLatitudeRef", "GPS:GPSLatitude"]
    );
    assert_eq!(chosen(&["--fields", "XResolution"]), ["IFD0:XResolution", "IFD1:XResolution"]);
    assert_eq!(chosen(&["--fields", "*:XResolution", "--group", "IFD1"]), ["IFD1:XResolution"]);
    assert_eq!(chosen(&["--group", "InteropIFD"]).len(), 2);
    let exif = chosen(&["--fields", "EXIF:*"]);
    let all: Vec<_> = chosen(&[])
        .into_iter()
        .filter(|tag| !tag.starts_with("File:") && !tag.starts_with("Composite:"))
        .collect();
    assert_eq!(exif, all, "all of this file's tags are EXIF's, but its facts and what is computed");
    assert_eq!(exif, chosen(&["--fields", "EXIF:all"]));
    assert!(chosen(&["--fields", "XMP:*,IPTC:*"]).is_empty());
}

#[test]
fn what_is_not_asked_for_changes_nothing_of_what_is() {
    // Families that are not wanted are not even read; the output for the others stays the same in every sample.
    let all = records(&run(&["tags", "--format", "ndjson", utf8(&testdata())]));
    for family in ["EXIF", "XMP", "IPTC", "Photoshop", "File", "JUMBF"] {
        let fields = format!("{family}:*");
        let some = records(&run(&["tags", "--format", "ndjson", "--fields", &fields, utf8(&testdata())]));
        assert_eq!(all.len(), some.len());
        let mut count = 0;
        for (whole, part) in all.iter().zip(&some) {
            assert_eq!((&whole["path"], &whole["file"]), (&part["path"], &part["file"]), "{family}");
            let Some(tags) = whole["tags"].as_array() else { continue };
            let is_of_family = |tag: &&Value| {
                let group = tag["group"].as_str().expect("a group");
                match family {
                    "EXIF" => {
                        group.starts_with("IFD")
                            || group.starts_with("SubIFD")
                            || ["ExifIFD", "GPS", "InteropIFD"].contains(&group)
                    }
                    "JUMBF" => ["JUMBF", "CBOR"].contains(&group),
                    _ => group.starts_with(family),
                }
            };
            let expected: Vec<_> = tags.iter().filter(is_of_family).collect();
            count += expected.len();
            assert_eq!(
                expected,
                part["tags"].as_array().expect("tags").iter().collect::<Vec<_>>(),
                "{}",
                whole["path"]
            );
        }
        assert!(count > 0, "{family}");
    }
}

#[test]
fn what_names_no_tag_is_wrong_usage() {
    let file = sample("plain.jpg");
    for (fields, what) in [("IDF0:Make", "IDF0"), ("GPS:", "names no tag"), ("Camera Model", "blanks")] {
        let output = run(&["tags", "--fields", fields, &file]);
        assert_eq!(output.status.code(), Some(2), "{fields}");
        assert!(stderr(&output).contains(what) && output.stdout.is_empty(), "{}", stderr(&output));
    }
    for arguments in [
        &["tags", "--values", "--format", "csv", &file][..],
        &["tags", "--separator", "|", &file],
        &["extract", "--values", "--format", "json", &file],
        &["extract", "--file-object", "--format", "text", &file],
    ] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn asked_tags_are_columns_and_all_tags_are_rows() {
    let (_folder, album) = album("people-csv");
    let fields = "IFD0:Make,xmp:rating,Artist";
    let (header, rows) = table(&run(&["tags", "--format", "csv", "--fields", fields, utf8(&album)]).stdout);
    assert_eq!(header, ["path", "IFD0:Make", "xmp:rating", "Artist", "issues", "error"]);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0][1..], ["Canon", "5", "Ann", "", ""]);
    assert_eq!(rows[3][1..], ["Nikon", "", "Dan", "", ""]);
    assert!(rows[4][5].starts_with("unknown-format: "), "{:?}", rows[4]);

    let (header, rows) = table(&run(&["tags", "--format", "csv", "--fields", "IFD0:*", utf8(&album)]).stdout);
    assert_eq!(header, ["path", "group", "name", "value", "raw", "error"]);
    assert_eq!(rows.len(), 2 * 4 + 1);
    assert_eq!(rows[0][1..], ["IFD0", "Make", "Canon", "", ""]);
    assert!(rows[8][5].starts_with("unknown-format: "));
}

#[test]
fn rows_of_tags_say_what_the_records_say() {
    fn cell(value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => text.replace('\0', ""),
            Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("|"),
            other => other.to_string(),
        }
    }
    let guarded = |text: String| {
        let active = |c| "=+-@\t\r\n＝＋－＠".contains(c);
        if text.trim_start_matches('\'').starts_with(active) { format!("'{text}") } else { text }
    };
    let expected: Vec<_> = records(&run(&["tags", "--format", "ndjson", utf8(&testdata())]))
        .iter()
        .flat_map(|record| record["tags"].as_array().cloned().unwrap_or_default())
        .map(|tag| ["group", "name", "value", "raw"].map(|key| cell(&tag[key])))
        .collect();
    let output = run(&["tags", "--format", "csv", "--separator", "|", utf8(&testdata())]);
    let rows: Vec<_> = table(&output.stdout).1.into_iter().filter(|row| row[5].is_empty()).collect();
    assert_eq!(rows.len(), expected.len());
    for (row, tag) in rows.iter().zip(expected) {
        for (cell, value) in row[1..5].iter().zip(tag) {
            // A number that begins with a minus is not a formula.
            let is_same =
                |a: &str, b: &str| matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b);
            assert!(
                *cell == value || *cell == guarded(value.clone()) || is_same(cell, &value),
                "{row:?} {value}"
            );
        }
    }
}

#[test]
fn tags_that_a_spreadsheet_would_run_are_made_harmless() {
    let folder = Folder::new("people-formula");
    let path = folder.file("a.jpg", &picture("=HYPERLINK(\"http://example.com\")", "-1+1", 0));
    for fields in ["Make,Artist", "*"] {
        let (_, rows) = table(&run(&["tags", "--format", "csv", "--fields", fields, utf8(&path)]).stdout);
        let cells: Vec<_> = rows.iter().flatten().collect();
        assert!(cells.iter().any(|cell| *cell == "'-1+1"), "{cells:?}");
        assert!(cells.iter().any(|cell| cell.starts_with("'=HYPERLINK")), "{cells:?}");
    }
}

#[test]
fn the_text_of_tags_stands_in_columns() {
    let (_folder, album) = album("people-text");
    let one = run(&["tags", "--format", "text", "--fields", "EXIF:*,XMP:*", utf8(&album.join("a.jpg"))]);
    assert_eq!(stdout(&one), "IFD0     Make   : Canon\nIFD0     Artist : Ann\nXMP-xmp  Rating : 5\n");
    let all = stdout(&run(&["tags", "--format", "text", "--fields", "Rating", utf8(&album)]));
    let lines: Vec<_> = all.lines().collect();
    assert_eq!(lines[1], "XMP-xmp  Rating : 5");
    assert_eq!(lines.iter().filter(|line| line.starts_with("======== ")).count(), 5);
    assert!(lines[8].starts_with("error: unknown-format: "), "{lines:?}");
    let facts = stdout(&run(&["tags", "--format", "text", &sample("plain.jpg")]));
    assert!(
        facts.lines().all(|line| line.starts_with("File  ") || line.starts_with("Composite  ")),
        "{facts}"
    );
    assert_eq!(stdout(&run(&["tags", "--format", "text", "--fields", "Make", &sample("plain.jpg")])), "");
}

#[test]
fn the_text_of_fields_stands_in_columns_and_lists_are_joined() {
    let output =
        stdout(&run(&["extract", "--format", "text", "--fields", "City,Keywords", &sample("replica.jpg")]));
    assert_eq!(
        output,
        "Keywords: Keyword1ref2019.1; Keyword2ref2019.1; Keyword3ref2019.1\nCity:     City (Core) (ref2019.1)\n"
    );
    let regions =
        stdout(&run(&["extract", "--format", "text", "--fields", "Regions", &sample("regions.webp")]));
    assert!(regions.starts_with("Regions: name: Ann Example, type: Face"), "{regions}");
    assert_eq!(regions.lines().count(), 1);
    let issues = stdout(&run(&["extract", "--format", "text", &sample("exif-truncated.jpg")]));
    assert!(issues.lines().last().is_some_and(|line| line.starts_with("issue: ")), "{issues}");
}

#[test]
fn values_alone_are_an_item_a_line_and_failures_are_told_elsewhere() {
    let (_folder, album) = album("people-values");
    let output = run(&["tags", "--values", "--fields", "Make", utf8(&album)]);
    assert_eq!(stdout(&output), "Canon\nCANON\nNikon\nNikon\n");
    assert!(stderr(&output).contains("e.jpg: unknown-format: "), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(1));
    let output = run(&["extract", "--values", "--fields", "Keywords", &sample("replica.jpg")]);
    assert_eq!(stdout(&output), "Keyword1ref2019.1\nKeyword2ref2019.1\nKeyword3ref2019.1\n");
}

#[test]
fn no_value_acts_on_a_terminal_or_makes_a_line_of_its_own() {
    let folder = Folder::new("people-hostile");
    let path = folder
        .file("a\u{1b}[2J.jpg", &picture("one\n======== b.jpg\u{1b}]52;c\u{7}", "\u{9b}31m\u{202e}", 1));
    let other = folder.file("b.jpg", &picture("x", "y", 0));
    for command in ["tags", "extract"] {
        for more in [&["--format", "text"][..], &["--values"]] {
            let output = stdout(&run(&[&[command], more, &[utf8(&path), utf8(&other)]].concat()));
            assert!(!output.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{output:?}");
            let heads = output.lines().filter(|line| line.starts_with("========")).count();
            assert_eq!(heads, if more.len() == 2 { 2 } else { 0 }, "{output}");
        }
    }
}

#[test]
fn conditions_choose_files_in_every_command_that_walks() {
    let (_folder, album) = album("people-where");
    for command in ["extract", "tags", "explain"] {
        let found = |condition: &str| found(&album, command, condition, &[]);
        // Unreadable files are printed unless the condition decides about them.
        assert_eq!(found("Make = canon"), ["a.jpg", "b.jpg", "e.jpg"], "{command}");
        assert_eq!(found("Make == Canon and not error"), ["a.jpg"]);
        assert_eq!(found("Rating >= 4 and not error"), ["a.jpg", "c.jpg"]);
        assert_eq!(found("not (Rating or error)"), ["d.jpg"]);
        assert_eq!(
            found("Make ~ \"c*\" and Rating < 4 or Artist contains AN and not error"),
            ["a.jpg", "b.jpg", "d.jpg"]
        );
        assert_eq!(
            found("file.format = JPEG and file.size > 100 and has rating and Rating != 5 and not error"),
            ["b.jpg", "c.jpg"]
        );
        assert_eq!(found("error"), ["e.jpg"]);
        assert_eq!(found("error unknown-format or Rating = 3"), ["b.jpg", "e.jpg"]);
        assert!(found("Copyright and not error").is_empty());
    }
}

#[test]
fn conditions_are_over_all_fields_whatever_is_printed() {
    let (_folder, album) = album("people-where-all");
    // `Make` is not a documented field.
    let options = ["--profile", "documented"];
    assert_eq!(found(&album, "extract", "Make = nikon and not error", &options), ["c.jpg", "d.jpg"]);
    assert_eq!(found(&album, "explain", "Make = nikon and not error", &options), ["c.jpg", "d.jpg"]);
    assert_eq!(
        found(&album, "extract", "Make = nikon and not error", &["--fields", "Artist"]),
        ["c.jpg", "d.jpg"]
    );
    // XMP is not among the chosen tags either.
    let output =
        run(&["tags", "--format", "ndjson", "--fields", "IFD0:*", "--where", "Rating = 4", utf8(&album)]);
    let records = records(&output);
    assert_eq!(names(&records), ["c.jpg", "e.jpg"]);
    assert_eq!(records[0]["tags"].as_array().map(Vec::len), Some(2));
    let objects = found_objects(&album);
    assert_eq!(objects, ["/c.jpg"]);
}

/// The paths in the file objects of pictures with four stars.
fn found_objects(album: &Path) -> Vec<String> {
    let output =
        run(&["extract", "--file-object", "--format", "ndjson", "--where", "Rating = 4", utf8(album)]);
    records(&output).iter().map(|object| object["filePath"].as_str().expect("a path").to_owned()).collect()
}

#[test]
fn records_are_the_same_with_and_without_a_condition_and_with_any_jobs() {
    let folder = utf8(&testdata()).to_owned();
    for command in ["extract", "tags", "explain"] {
        let all = records(&run(&[command, "--format", "ndjson", &folder]));
        let true_of_all = ["--where", "Make or not Make or error"];
        for jobs in ["1", "4"] {
            let arguments =
                [&[command, "--format", "ndjson", "-j", jobs, &folder][..], &true_of_all].concat();
            assert_eq!(records(&run(&arguments)), all, "{command}");
        }
        let some = records(&run(&[command, "--format", "ndjson", "-j", "4", &folder, "--where", "has Make"]));
        assert!(some.len() > 10 && some.len() < all.len());
        assert!(some.iter().all(|record| all.contains(record)));
    }
}

#[test]
fn conditions_hold_back_rows_of_csv_and_texts_too() {
    let (_folder, album) = album("people-where-formats");
    let condition = "Rating = 4 and not error";
    let output = run(&["extract", "--format", "csv", "--fields", "Make", "--where", condition, utf8(&album)]);
    let (_, rows) = table(&output.stdout);
    assert_eq!((rows.len(), rows[0][1].as_str()), (1, "Nikon"));
    let output = run(&["extract", "--format", "csv", "--where", "Rating = 2 and not error", utf8(&album)]);
    assert_eq!(stdout(&output).lines().count(), 1, "the header alone");
    let values = run(&["tags", "--values", "--fields", "Artist", "--where", condition, utf8(&album)]);
    assert_eq!(stdout(&values), "Cem\n");
    let sheet = stdout(&run(&["explain", "--where", condition, utf8(&album)]));
    assert!(sheet.contains("c.jpg") && !sheet.contains("a.jpg") && !sheet.starts_with('\n'), "{sheet}");
}

#[test]
fn the_summary_counts_matches_and_failures_are_never_lost() {
    let (folder, album) = album("people-where-summary");
    let errors = folder.path().join("failed.ndjson");
    let output =
        run(&["extract", "--where", "Rating and not error", "--errors", utf8(&errors), utf8(&album)]);
    assert!(stderr(&output).contains("5 files, 3 matched, 1 error,"), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(1), "a file failed, printed or not");
    assert!(std::fs::read_to_string(&errors).expect("failures").contains("unknown-format"));
    let none = run(&["extract", "--where", "Rating = 1", utf8(&album.join("a.jpg"))]);
    assert_eq!((none.status.code(), none.stdout.len()), (Some(0), 0));
}

#[test]
fn wrong_conditions_are_refused_before_anything_is_read_or_written() {
    let folder = Folder::new("people-where-wrong");
    let out = folder.path().join("out.ndjson");
    let deep = format!("{}Make{}", "(".repeat(1000), ")".repeat(1000));
    for (condition, what) in [
        ("Rating >=", "column 10"),
        ("Make = Canon EOS", "column 14"),
        ("Keywrods contains x", "Keywords"),
        ("Rating > many", "a number is wanted"),
        ("DateTimeOriginal < 01.02.2020", "a date is wanted"),
        ("(Make", "not closed"),
        ("Make = 'x", "no closing"),
        ("", "name"),
        (&deep, "inside one another"),
    ] {
        for command in ["extract", "tags", "explain"] {
            let output = run(&[command, "--where", condition, "-o", utf8(&out), "/nowhere"]);
            assert_eq!(output.status.code(), Some(2), "{condition}");
            assert!(stderr(&output).contains(what), "{}", stderr(&output));
            assert!(!out.exists());
        }
    }
}

#[test]
fn a_run_with_a_condition_is_resumed_with_the_same_one() {
    let (folder, album) = album("people-where-resume");
    let out = folder.path().join("out.ndjson");
    let condition = "Rating or error";
    let arguments = [
        "extract",
        "--format",
        "ndjson",
        "--resume",
        "-o",
        utf8(&out),
        "--where",
        condition,
        "--ext",
        "jpg",
        utf8(&album),
    ];
    assert_eq!(run(&arguments).status.code(), Some(1));
    let whole = std::fs::read(&out).expect("records");
    assert_eq!(whole.split(|byte| *byte == b'\n').count(), 5);
    // Cut the output inside any record: the same arguments complete it again.
    for len in [0, 10, whole.len() / 2, whole.len() - 1, whole.len()] {
        std::fs::write(&out, &whole[..len]).expect("a torn output");
        run(&arguments);
        assert_eq!(std::fs::read(&out).expect("records"), whole, "{len}");
    }
    let errors = folder.path().join("errors.ndjson");
    let output = run(&[&arguments[..], &["--errors", utf8(&errors)]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--errors"), "{}", stderr(&output));
    assert_eq!(std::fs::read(&out).expect("records"), whole);
}

#[test]
fn the_condition_is_asked_of_standard_input_too() {
    use std::io::Write;
    for (condition, count) in [("Rating = 2", 0), ("Make = x and Rating = 3", 1)] {
        let mut child = embedmeta()
            .args(["extract", "--profile", "documented", "--format", "ndjson", "--where", condition, "-"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("it runs");
        child.stdin.take().expect("a pipe").write_all(&picture("x", "y", 3)).expect("it reads");
        assert_eq!(records(&child.wait_with_output().expect("it ends")).len(), count, "{condition}");
    }
}

#[cfg(feature = "verify")]
#[test]
fn verify_looks_only_at_files_that_fulfil_the_condition() {
    let (_folder, album) = album("people-where-verify");
    assert_eq!(found(&album, "verify", "Make = nikon and not error", &[]), ["c.jpg", "d.jpg"]);
}

#[test]
fn help_shows_examples_that_work() {
    let (_folder, album) = album("people-help");
    for command in ["extract", "tags"] {
        let help = stdout(&run(&[command, "--help"]));
        let (_, examples) = help.split_once("Examples:").expect("examples");
        let conditions = examples.split("--where '").skip(1).filter_map(|rest| rest.split('\'').next());
        let conditions: Vec<_> =
            conditions.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert!(!conditions.is_empty());
        for condition in conditions {
            let output = run(&[command, "--where", &condition, utf8(&album.join("a.jpg"))]);
            assert_eq!(output.status.code(), Some(0), "{condition}: {}", stderr(&output));
        }
    }
    assert!(stdout(&run(&["man", "tags"])).contains("Examples"));
}
