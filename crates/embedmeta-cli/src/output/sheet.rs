//! Why each field has its value, as text for people.
//!
//! ```text
//! City                      Paris
//!   from    XMP-photoshop:City at byte 2,345
//!   why     the IPTC digest is missing: XMP comes before IPTC
//!   over    IPTC:City "Lyon" at byte 812
//! ```
//!
//! A tag with the same value is marked `also`. All text from the file or its path is escaped, on a terminal or not.

use super::escape::shown;
use super::explain::Explained;
use super::record::Answer;
use super::words;
use anstyle::{AnsiColor, Style};
use embedmeta::{Carried, Error, Extraction, FieldValue, FileInfo, Provenance, Rule, Value};
use std::fmt::Write;
use std::path::Path;

/// The width of a line; only names and explicitly requested values may exceed it.
const WIDTH: usize = 80;
/// The column where values start.
const VALUE_COLUMN: usize = 26;
/// The column where the details of a field start.
const DETAIL_COLUMN: usize = 10;
/// The minimum width of a cut value.
const LEAST: usize = 16;

const HEAD: Style = Style::new().bold();
const NAME: Style = AnsiColor::Cyan.on_default().bold();
const LABEL: Style = Style::new().dimmed();
const WARNING: Style = AnsiColor::Yellow.on_default();
const FAILURE: Style = AnsiColor::Red.on_default();

/// Prints files for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet<'s> {
    /// Show only these fields, with their values in full.
    pub fields: &'s [String],
    /// The character set of text that declares none.
    pub fallback: &'s str,
    pub colour: bool,
}

impl Sheet<'_> {
    /// The text of one file.
    pub(crate) fn of(&self, path: &Path, result: Result<&Answer<'_>, &Error>) -> Vec<u8> {
        let mut page = Page { out: String::with_capacity(4096), sheet: self };
        page.styled(HEAD, &shown(&path.to_string_lossy()));
        page.end();
        match result {
            Ok(Answer::Extraction(extraction)) => page.extraction(extraction),
            // The file object and tags explain nothing.
            Ok(Answer::Object(_) | Answer::Tags(_)) => {}
            #[cfg(feature = "verify")]
            Ok(Answer::Report(_)) => {}
            Err(error) => {
                page.styled(FAILURE, error.code());
                page.put(": ");
                page.put(&shown(&error.to_string()));
                page.end();
            }
        }
        page.out.into_bytes()
    }
}

struct Page<'s> {
    out: String,
    sheet: &'s Sheet<'s>,
}

impl Page<'_> {
    fn extraction(&mut self, extraction: &Extraction) {
        self.put(&file(&extraction.file));
        self.end();
        self.put("IPTC digest: ");
        self.put(words::digest(extraction.digest));
        self.end();
        self.end();
        let explained = Explained { extraction, fields: self.sheet.fields };
        if extraction.metadata.is_empty() && self.sheet.fields.is_empty() {
            self.put("No metadata");
            self.end();
        }
        for (value, provenance) in explained.iter() {
            self.field(value, provenance, extraction);
        }
        for name in explained.missing() {
            self.styled(NAME, &shown(name));
            self.put(": not in this file");
            self.end();
        }
        if extraction.issues.is_empty() {
            return;
        }
        self.end();
        self.styled(HEAD, "Issues");
        self.end();
        for issue in &extraction.issues {
            self.put("  ");
            self.styled(WARNING, issue.code.as_str());
            if let Some(offset) = issue.offset {
                self.put(&format!(" at byte {}", words::grouped(offset)));
            }
            self.put(": ");
            self.put(&shown(&issue.detail));
            self.end();
        }
    }

    fn field(&mut self, value: &FieldValue, provenance: &Provenance, extraction: &Extraction) {
        let name = shown(&provenance.field);
        let used = name.chars().count();
        let gap = VALUE_COLUMN.saturating_sub(used).max(2);
        let text = shown(&field_text(value));
        self.styled(NAME, &name);
        self.put(&" ".repeat(gap));
        self.put(&self.cut(&text, WIDTH.saturating_sub(used + gap)));
        self.end();

        let winners = provenance.winners.as_slice();
        for (index, winner) in winners.iter().enumerate() {
            let printed = shown(&tag_text(&winner.value));
            // A value that the field shows unchanged need not be repeated.
            let is_told = winners.len() == 1 && printed == text;
            self.carried(if index == 0 { "from" } else { "and" }, winner, (!is_told).then_some(printed));
        }
        if let Some(source) = provenance.offset {
            self.detail("offset", &shown(&words::offset(provenance, source)));
        }
        if provenance.rule != Rule::Only {
            self.detail("why", &words::why(provenance, extraction.digest));
        }
        for loser in &provenance.losers {
            let agrees = matches!(winners, [winner] if tag_text(&winner.value) == tag_text(&loser.value));
            if agrees {
                self.carried("also", loser, None);
            } else {
                self.carried("over", loser, Some(shown(&tag_text(&loser.value))));
            }
        }
    }

    /// A tag, and how its text was decoded.
    fn carried(&mut self, label: &str, carried: &Carried, value: Option<String>) {
        let name = shown(&format!("{}:{}", carried.group, carried.name));
        let place = words::place(carried);
        let text = match value {
            Some(value) => {
                let used = DETAIL_COLUMN + name.chars().count() + place.chars().count() + 4;
                format!("{name} \"{}\" {place}", self.cut(&value, WIDTH.saturating_sub(used)))
            }
            None => format!("{name} {place}"),
        };
        self.detail(label, &text);
        if let Some(rung) = carried.charset {
            self.detail("text", &shown(&words::charset(rung, self.sheet.fallback)));
        }
    }

    fn detail(&mut self, label: &str, text: &str) {
        self.put("  ");
        self.styled(LABEL, label);
        self.put(&" ".repeat(DETAIL_COLUMN.saturating_sub(label.len() + 2)));
        self.put(text);
        self.end();
    }

    /// The text cut to this many characters, unless it was explicitly requested.
    fn cut(&self, text: &str, width: usize) -> String {
        let width = width.max(LEAST);
        if !self.sheet.fields.is_empty() || text.chars().nth(width).is_none() {
            return text.to_owned();
        }
        text.chars().take(width - 1).chain(['…']).collect()
    }

    fn styled(&mut self, style: Style, text: &str) {
        if self.sheet.colour {
            // Writing to a string cannot fail.
            let _ = write!(self.out, "{style}{text}{style:#}");
        } else {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn end(&mut self) {
        self.out.push('\n');
    }
}

/// The type of the file, and its size.
fn file(info: &FileInfo) -> String {
    let mut out = format!("{} ({})", info.format, info.mime);
    if let (Some(width), Some(height)) = (info.width, info.height) {
        let _ = write!(out, ", {width} × {height} pixels");
    }
    let _ = write!(out, ", {} bytes", words::grouped(info.size));
    out
}

pub(super) fn field_text(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Integer(number) => number.to_string(),
        FieldValue::Number(number) => embedmeta::internal::g(*number, 15),
        FieldValue::Bool(truth) => truth.to_string(),
        FieldValue::List(items) => items.iter().map(field_text).collect::<Vec<_>>().join("; "),
        FieldValue::Object(parts) => {
            let part = |(name, part): &(_, FieldValue)| format!("{name}: {}", field_text(part));
            parts.iter().map(part).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

pub(super) fn tag_text(value: &Value<'_>) -> String {
    match value {
        Value::List(items) => items.iter().map(tag_text).collect::<Vec<_>>().join("; "),
        one => one.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::internal::{self, provenance};
    use embedmeta::{BlockKind, CharsetRung, DigestState, Group, Issue, OffsetSource, Origin, Stage, Tag};

    fn carried(group: &str, name: &str, value: &'static str, offset: u64) -> Carried {
        let group = Group::Other(group.to_owned().into());
        let origin = Origin::new(BlockKind::Exif, offset);
        internal::carried(&Tag::new(group, name, Value::text(value), None, origin))
    }

    fn extraction(fields: Vec<(FieldValue, Provenance)>) -> Extraction {
        let mut extraction = Extraction::default();
        let mut metadata = serde_json::Map::new();
        for (value, provenance) in fields {
            metadata.insert(provenance.field.to_string(), serde_json::to_value(value).unwrap());
            extraction.provenance.push(provenance);
        }
        extraction.metadata = serde_json::from_value(metadata.into()).unwrap();
        extraction
    }

    fn text(value: &str) -> FieldValue {
        FieldValue::Text(value.into())
    }

    /// The lines of the fields and issues.
    fn lines(extraction: Extraction, fields: &[&str]) -> Vec<String> {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let sheet = Sheet { fields: &fields, fallback: "windows-1252", colour: false };
        let sheet = sheet.of(Path::new("a.jpg"), Ok(&Answer::Extraction(extraction)));
        String::from_utf8(sheet).unwrap().lines().skip(4).map(str::to_owned).collect()
    }

    #[test]
    fn a_caption_names_its_winner_and_both_losers() {
        let winner = carried("IFD0", "ImageDescription", "A harbour", 2345);
        let losers = vec![
            carried("XMP-dc", "Description", "Ein Hafen", 812),
            carried("IPTC", "Caption-Abstract", "A harbour", 1_000_000),
        ];
        let why = provenance("Caption", Rule::ExifFirst, vec![winner], losers);
        let expected = [
            "Caption                   A harbour",
            "  from    IFD0:ImageDescription at byte 2,345",
            "  why     EXIF comes before XMP and IPTC",
            "  over    XMP-dc:Description \"Ein Hafen\" at byte 812",
            "  also    IPTC:Caption-Abstract at byte 1,000,000",
        ];
        assert_eq!(lines(extraction(vec![(text("A harbour"), why)]), &[]), expected);
    }

    #[test]
    fn a_date_tells_its_offset() {
        for (source, words) in [
            (OffsetSource::OwnTag, "taken from OffsetTimeOriginal"),
            (OffsetSource::Value, "in the value"),
            (OffsetSource::Gps, "from the GPS time"),
            (OffsetSource::SiblingTag, "from the offset tag of another date that shows the same time"),
            (OffsetSource::UtcClock, "from another clock of the file, which ran in UTC"),
            (OffsetSource::SameWallClock, "stated by another date that shows the same time"),
            (OffsetSource::CameraZone, "the time zone that was set in the camera"),
            (OffsetSource::UtcByStandard, "UTC by the standard of the format"),
            (OffsetSource::Assumed, "none known: shown as if UTC"),
        ] {
            let date = carried("ExifIFD", "DateTimeOriginal", "2024:03:05 14:30:15", 12);
            let mut why = provenance("DateTimeOriginal", Rule::Only, vec![date], Vec::new());
            why.offset = Some(source);
            let expected = [
                "DateTimeOriginal          2024-03-05T13:30:15.000Z",
                "  from    ExifIFD:DateTimeOriginal \"2024:03:05 14:30:15\" at byte 12",
                &format!("  offset  {words}"),
            ];
            assert_eq!(lines(extraction(vec![(text("2024-03-05T13:30:15.000Z"), why)]), &[]), expected);
        }
    }

    #[test]
    fn a_text_tells_how_it_was_read_and_a_sidecar_that_it_is_one() {
        let mut winner = carried("XMP-photoshop", "City", "Zürich", 12);
        winner.block = BlockKind::SidecarXmp;
        let mut loser = carried("IPTC", "City", "Genève", 34);
        loser.charset = Some(CharsetRung::Fallback);
        let mut why = provenance("City", Rule::XmpBeforeIim, vec![winner], vec![loser.clone()]);
        loser.charset = Some(CharsetRung::Utf8);
        why.losers.push(loser);
        let mut extraction = extraction(vec![(text("Zürich"), why)]);
        extraction.digest = DigestState::Missing;
        let expected = [
            "City                      Zürich",
            "  from    XMP-photoshop:City at byte 12 of the sidecar",
            "  why     the IPTC digest is missing: XMP comes before IPTC",
            "  over    IPTC:City \"Genève\" at byte 34",
            "  text    read in the fallback set (windows-1252)",
            "  over    IPTC:City \"Genève\" at byte 34",
            "  text    valid UTF-8, nothing declared",
        ];
        assert_eq!(lines(extraction, &[]), expected);
    }

    #[test]
    fn lists_objects_and_numbers_are_one_line() {
        let region = FieldValue::Object(vec![
            ("name".into(), text("Ann")),
            ("x".into(), FieldValue::Number(0.25)),
            ("seen".into(), FieldValue::Bool(true)),
        ]);
        let list = FieldValue::List(vec![region, FieldValue::Integer(-7)]);
        assert_eq!(field_text(&list), "name: Ann, x: 0.25, seen: true; -7");
        let list = Value::List(vec![Value::text("a, b"), Value::Rational { num: 1, den: 4 }]);
        assert_eq!(tag_text(&list), "a, b; 0.25");
    }

    #[test]
    fn long_values_are_cut_to_the_line_unless_asked_for() {
        let long: &'static str = "é".repeat(200).leak();
        let rivals = || (vec![carried("XMP-x", "City", "one", 1)], vec![carried("IPTC", "City", long, 2)]);
        let make = || {
            let (winners, losers) = rivals();
            extraction(vec![(text(long), provenance("City", Rule::FirstFound, winners, losers))])
        };
        let cut = lines(make(), &[]);
        for line in [&cut[0], &cut[3]] {
            assert_eq!(line.chars().count(), 80, "{line}");
            assert!(line.contains("é…"), "{line}");
        }
        let whole = lines(make(), &["city"]);
        assert!(whole[0].ends_with(long) && whole[3].contains(long), "{whole:?}");
    }

    #[test]
    fn names_groups_values_and_issues_are_escaped() {
        let winner = carried("XMP-\u{202e}a", "B\u{9b}", "one\ntwo\u{1b}[2J", 1);
        let why = provenance("B\u{9b}", Rule::Only, vec![winner], Vec::new());
        let mut extraction = extraction(vec![(text("one\ntwo\u{1b}[2J"), why)]);
        let detail = "x\u{7}";
        let issue = Issue::new("some-code".into(), Stage::Xmp, Some(1000), detail);
        extraction.issues.push(issue);
        let expected = [
            r"B\u{9b}                   one\ntwo\u{1b}[2J",
            r"  from    XMP-\u{202e}a:B\u{9b} at byte 1",
            r"no\u{1b}: not in this file",
            "",
            "Issues",
            r"  some-code at byte 1,000: x\u{7}",
        ];
        assert_eq!(lines(extraction, &["b\u{9b}", "no\u{1b}"]), expected);
    }

    #[test]
    fn a_file_without_metadata_and_one_that_failed_say_so() {
        assert_eq!(lines(Extraction::default(), &[]), ["No metadata"]);
        let sheet = Sheet { fields: &[], fallback: "windows-1252", colour: false };
        let failed = sheet.of(Path::new("b\u{1b}.jpg"), Err(&Error::Empty));
        assert_eq!(String::from_utf8(failed).unwrap(), "b\\u{1b}.jpg\nempty-file: the file is empty\n");
    }
}
