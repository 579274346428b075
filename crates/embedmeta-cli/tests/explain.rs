//! `embedmeta explain` from a user's point of view.
#![allow(clippy::expect_used, clippy::panic)] // a test may

mod support;

use serde_json::Value;
use std::process::Stdio;
use support::exif::{Data, Directory, tiff};
use support::jpeg::{exif, iim, jpeg, photoshop, resource};
use support::{Folder, embedmeta, records, run, stdout, testdata};

fn sample(name: &str) -> String {
    testdata().join(name).to_str().expect("UTF-8").to_owned()
}

fn record(args: &[&str]) -> Value {
    records(&run(&[&["explain", "--format", "ndjson"], args].concat())).remove(0)
}

/// The lines of a field: its own, and those of its details.
fn block(text: &str, field: &str) -> Vec<String> {
    let mut lines = text.lines().skip_while(|line| line.split_whitespace().next() != Some(field));
    let own = lines.next().unwrap_or_else(|| panic!("{field} is in {text}"));
    let details = lines.take_while(|line| line.starts_with("  "));
    std::iter::once(own).chain(details).map(str::to_owned).collect()
}

#[test]
fn the_replica_is_told_in_aligned_columns_without_escape_codes() {
    let path = sample("replica.jpg");
    let output = run(&["explain", &path]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    assert!(text.starts_with(&format!("{path}\nJPEG (image/jpeg), ")), "{text}");
    assert!(text.contains("\nIPTC digest: "), "{text}");
    assert!(!text.contains('\u{1b}'));
    let object = &records(&run(&["extract", "--format", "ndjson", &path]))[0]["embeddedMetadata"];
    let fields = object.as_object().expect("an object");
    let told: Vec<_> = text.lines().skip(4).filter(|line| !line.starts_with(' ')).collect();
    for (line, field) in told.iter().zip(fields.keys()) {
        let rest = line.strip_prefix(field.as_str()).unwrap_or_else(|| panic!("{field}: {line}"));
        let value = line.chars().count() - rest.trim_start().chars().count();
        assert_eq!(value, (field.len() + 2).max(26), "{line}");
    }
    let details = text.lines().filter(|line| line.starts_with("  from") || line.starts_with("  why"));
    for line in details {
        assert!(line.get(..10).is_some_and(|label| label.ends_with("  ")), "{line}");
        assert_ne!(line.get(10..11), Some(" "), "{line}");
    }
    let after_fields = told.get(fields.len()).copied();
    assert!(matches!(after_fields, None | Some("")), "{after_fields:?}");
    assert_eq!(block(&text, "Event").len(), 2, "one carrier takes two lines");
    let long = |line: &&str| line.chars().count() > 80;
    let longest: Vec<_> = text.lines().skip(1).filter(long).collect();
    assert!(longest.len() < 9 && longest.iter().all(|line| line.chars().count() <= 100), "{longest:?}");
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let path = sample("exif-big-endian.jpg");
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = embedmeta();
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR");
        command.envs(variables.iter().copied()).arg("explain").args(args).arg(&path);
        stdout(&command.output().expect("it runs")).contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["--color", "always", "--format", "json"], &[]), "records are never coloured");
}

#[test]
fn colour_changes_no_letter() {
    let path = sample("replica.jpg");
    let plain = stdout(&run(&["explain", &path]));
    let mut coloured = stdout(&run(&["explain", "--color", "always", &path]));
    while let Some(start) = coloured.find('\u{1b}') {
        let end = coloured[start..].find('m').expect("a code ends");
        coloured.replace_range(start..=start + end, "");
    }
    assert_eq!(plain, coloured);
}

#[test]
fn what_disagrees_is_told_with_winner_rule_and_loser() {
    for (name, policy, winner, loser, digest, why) in [
        ("missing", "mwg", "XMP", "IIM", "missing", "the IPTC digest is missing: XMP comes before IPTC"),
        ("matches", "mwg", "XMP", "IIM", "matches", "the IPTC digest matches: XMP comes before IPTC"),
        ("differs", "mwg", "IIM", "XMP", "differs", "the IPTC digest differs: IPTC was changed last"),
        ("differs", "xmp-first", "XMP", "IIM", "differs", "the policy that was asked for puts XMP first"),
    ] {
        let path = sample(&format!("conflict-digest-{name}.jpg"));
        let args = ["--policy", policy, path.as_str()];
        let text = stdout(&run(&[&["explain"], &args[..]].concat()));
        let city = block(&text, "City").join("\n");
        assert!(text.contains(&format!("\nIPTC digest: {digest}, ")), "{text}");
        let group = |carrier| if carrier == "XMP" { "XMP-photoshop:City" } else { "IPTC:City" };
        assert!(city.starts_with(&format!("City                      City in {winner}\n")), "{city}");
        assert!(city.contains(&format!("  from    {} at byte ", group(winner))), "{city}");
        assert!(city.contains(&format!("  why     {why}")), "{city}");
        assert!(city.contains(&format!("  over    {} \"City in {loser}\" at byte ", group(loser))), "{city}");

        let record = record(&args);
        assert_eq!(record["digest"], digest);
        let fields = record["fields"].as_array().expect("fields");
        let city = fields.iter().find(|field| field["field"] == "City").expect("City");
        assert_eq!(city["value"], format!("City in {winner}"));
        assert!(city["explanation"].as_str().is_some_and(|words| words.starts_with(why)), "{city}");
        assert_eq!(city["losers"][0]["value"], format!("City in {loser}"));
    }
}

/// Three carriers with different captions: each is named with its tag.
#[test]
fn captions_that_disagree_are_all_told() {
    let text = stdout(&run(&["explain", &sample("conflict-digest-missing.jpg")]));
    for (field, tag, value) in [
        ("ImageDescription", "IFD0:ImageDescription", "Caption in EXIF"),
        ("CaptionAbstract", "IPTC:Caption-Abstract", "Caption in IIM"),
        ("Description", "XMP-dc:Description", "Caption in XMP"),
        ("Caption", "IFD0:ImageDescription", "Caption in EXIF"),
    ] {
        let lines = block(&text, field);
        assert!(lines[0].ends_with(value), "{lines:?}");
        assert!(lines[1].starts_with(&format!("  from    {tag} at byte ")), "{lines:?}");
    }
}

#[test]

fn a_caption_names_the_carriers_that_were_passed_over() {
    let text = stdout(&run(&["explain", "--field", "Caption", &sample("conflict-digest-missing.jpg")]));
    assert!(text.contains("  over    XMP-dc:Description \"Caption in XMP\" at byte "), "{text}");
    assert!(text.contains("  over    IPTC:Caption-Abstract \"Caption in IIM\" at byte "), "{text}");
}

#[test]
fn a_place_is_the_byte_of_the_file() {
    let path = sample("conflict-digest-differs.jpg");
    let bytes = std::fs::read(&path).expect("the sample");
    let record = record(&["--field", "City", &path]);
    let at = |tag: &Value| usize::try_from(tag["offset"].as_u64().expect("an offset")).expect("small");
    let city = &record["fields"][0];
    assert!(bytes[at(&city["winners"][0])..].starts_with(b"City in IIM"), "{city}");
    assert!(bytes[at(&city["losers"][0])..].starts_with(b"photoshop:City="), "{city}");
}

#[test]
fn one_field_alone_by_any_case_and_what_is_not_there_is_said() {
    let path = sample("conflict-digest-missing.jpg");
    let text = stdout(&run(&["explain", "--field", "city,Headline", "--fields", "XMP-mine:Thing", &path]));
    let lines: Vec<_> = text.lines().skip(4).collect();
    assert!(lines[0].starts_with("City "), "{text}");
    assert_eq!(&lines[4..], ["Headline: not in this file", "Thing: not in this file"], "{text}");
    let names = |field: &str| record(&["--field", field, &path])["fields"].as_array().expect("fields").len();
    assert_eq!((names("CITY"), names("Headline")), (1, 0));
}

#[test]
fn long_values_are_cut_in_the_list_and_whole_when_asked_for() {
    let long = "x".repeat(300);
    let block = iim(&[(2, 90, long.as_bytes())]);
    let folder = Folder::new("explain-long");
    let path = folder.file("a.jpg", &jpeg(&[photoshop(&[resource(0x0404, &block)])]));
    let path = path.to_str().expect("UTF-8");
    let text = stdout(&run(&["explain", path]));
    let city = text.lines().find(|line| line.starts_with("City ")).expect("City");
    assert!(city.ends_with("x…") && city.chars().count() == 80, "{city}");
    assert!(stdout(&run(&["explain", "--field", "City", path])).contains(&long));
    assert_eq!(record(&[path])["fields"][0]["value"], long);
}

#[test]
fn each_field_of_the_record_is_explained_in_its_order() {
    for name in ["replica.jpg", "conflict-digest-differs.jpg", "iptc-latin1.jpg", "plain.jpg"] {
        let path = sample(name);
        let extracted = &records(&run(&["extract", "--format", "ndjson", &path]))[0];
        let explained = record(&[&path]);
        let expected: Vec<_> = extracted["embeddedMetadata"].as_object().into_iter().flatten().collect();
        let fields = explained["fields"].as_array().expect("fields");
        let actual = fields.iter().map(|row| (row["field"].as_str().expect("a name"), &row["value"]));
        assert!(actual.eq(expected.iter().map(|(name, value)| (name.as_str(), *value))), "{name}");
        for row in fields {
            assert!(row["winners"].as_array().is_some_and(|winners| !winners.is_empty()), "{row}");
            assert!(row["explanation"].as_str().is_some_and(|words| !words.is_empty()), "{row}");
        }
        assert_eq!(explained["issues"], extracted["issues"]);
        let indented = stdout(&run(&["explain", "--format", "json", &path]));
        assert_eq!(serde_json::from_str::<Value>(&indented).expect("one document"), explained);
        assert!(indented.contains("\n  \"fields\""));
    }
}

#[test]
fn the_text_tells_how_it_was_read() {
    let path = sample("iptc-latin1.jpg");
    let text = stdout(&run(&["explain", &path]));
    assert!(text.contains("\n  text    read in the fallback set (windows-1252)\n"), "{text}");
    let text = stdout(&run(&["explain", "--charset", "macintosh", &path]));
    assert!(text.contains("\n  text    read in the fallback set (macintosh)\n"), "{text}");
    let text = stdout(&run(&["explain", &sample("iptc-utf8.jpg")]));
    assert!(text.contains("\n  text    in the declared character set\n"), "{text}");
}

#[test]
fn issues_stand_at_the_end() {
    let text = stdout(&run(&["explain", &sample("exif-truncated.jpg")]));
    let (_, issues) = text.split_once("\n\nIssues\n").expect("issues");
    assert!(issues.lines().any(|line| line.starts_with("  truncated")), "{text}");
    assert!(issues.lines().all(|line| line.starts_with("  ")), "{text}");
}

#[test]
fn a_sidecar_is_told() {
    let folder = Folder::new("explain-sidecar");
    let bytes = std::fs::read(sample("conflict-digest-missing.jpg")).expect("the sample");
    let path = folder.file("a.jpg", &bytes);
    let packet = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Beside"/></rdf:RDF></x:xmpmeta>"#;
    folder.file("a.xmp", packet.as_bytes());
    let path = path.to_str().expect("UTF-8");
    let text = stdout(&run(&["explain", "--sidecar", path]));
    let city = block(&text, "City").join("\n");
    assert!(city.contains("of the sidecar\n"), "{city}");
    assert!(city.contains("the sidecar's XMP comes before the picture's own"), "{city}");
}

#[test]
fn several_files_and_folders_follow_each_other() {
    let folder = Folder::new("explain-folder");
    let bytes = std::fs::read(sample("plain.jpg")).expect("the sample");
    folder.file("b.jpg", &bytes);
    folder.file("a.jpg", &bytes);
    let text = stdout(&run(&["explain", folder.path().to_str().expect("UTF-8")]));
    let files: Vec<_> = text.split("\n\n").filter(|part| part.contains("JPEG (image/jpeg)")).collect();
    assert_eq!(files.len(), 2, "{text}");
    assert!(files[0].contains("a.jpg\n") && files[1].contains("b.jpg\n"), "{text}");
    assert_eq!(text.matches("No metadata\n").count(), 2);
}

#[test]
fn exit_codes_are_those_of_extract() {
    let (good, bad) = (sample("plain.jpg"), sample("xtext.jpg"));
    assert_eq!(run(&["explain", &good]).status.code(), Some(0));
    assert_eq!(run(&["explain"]).status.code(), Some(2));
    assert_eq!(run(&["explain", "--format", "yaml", &good]).status.code(), Some(2));
    let output = run(&["explain", &bad, &good]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.starts_with(&format!("{bad}\nunknown-format: not a picture format")), "{text}");
    assert!(text.contains(&format!("\n\n{good}\nJPEG")), "the other is told: {text}");
    let record = record(&[&bad]);
    assert_eq!((&record["fields"], &record["error"]["code"]), (&Value::Null, &Value::from("unknown-format")));
    assert_eq!(run(&["explain", "missing.jpg"]).status.code(), Some(1));
}

#[test]
fn a_closed_pipe_is_success() {
    let replica = sample("replica.jpg");
    let mut command = embedmeta();
    command.arg("explain").args(std::iter::repeat_n(&replica, 60));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn nothing_in_a_file_or_its_name_acts_on_the_terminal() {
    let hostile = "a\u{1b}]52;c;aGk=\u{7}b\nc\u{202e}d\u{9b}e\u{7f}";
    let directory = Directory(vec![(0x010e, Data::Ascii(hostile))]);
    let folder = Folder::new("explain-hostile");
    let name = if cfg!(windows) { "a\u{202e}.jpg" } else { "a\u{1b}]52;c;aGk=\u{7}\n\u{202e}.jpg" };
    let path = folder.file(name, &jpeg(&[exif(&tiff(true, vec![directory]))]));
    let path = path.to_str().expect("UTF-8");
    let is_plain = |text: &str| {
        let acts = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}');
        !text.contains(acts)
    };
    for args in
        [&[][..], &["--field", "ImageDescription", "--field", "XMP-x:x\u{1b}[2J"], &["--format", "ndjson"]]
    {
        let output = run(&[&["explain"], args, &[path]].concat());
        let text = stdout(&output);
        assert_eq!(output.status.code(), Some(0));
        assert!(is_plain(&text), "{text:?}");
    }
    let text = stdout(&run(&["explain", path]));
    assert!(text.contains(r"a\u{1b}]52;c;aGk=\u{7}b\nc\u{202e}d\u{9b}e\u{7f}"), "{text}");
    let coloured = stdout(&run(&["explain", "--color", "always", path]));
    assert!(coloured.split('\u{1b}').skip(1).all(|code| code.starts_with('[')), "{coloured:?}");
    let missing = format!("{path}\u{1b}]52;");
    assert!(is_plain(&stdout(&run(&["explain", &missing]))));
}

#[test]
#[cfg(feature = "verify")]
fn the_readme_shows_what_is_printed() {
    let root = support::repository();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut shown = 0;
    for part in readme.split("```\n$ embedmeta ").skip(1) {
        let (block, _) = part.split_once("```").unwrap();
        let (arguments, printed) = block.split_once('\n').unwrap();
        let output = support::embedmeta().args(arguments.split(' ')).current_dir(&root).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), printed, "{arguments}");
        shown += 1;
    }
    assert_eq!(shown, 3);
}
