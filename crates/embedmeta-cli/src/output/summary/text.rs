//! The summary as tables for people.
//!
//! ```text
//! Cameras                     files
//!   Acme One                    812   67.2%
//!   none                        396   32.8%
//! ```
//!
//! Names are cut to the available width. Paths are never cut, and move to a line of their own if they do not fit.
//! All text from a file or its path is escaped.

use super::document::{Code, Document, Ranking, per_mille};
use crate::output::escape::shown;
use crate::output::width::{columns, cut};
use crate::output::words::grouped;
use std::path::Path;

/// The minimum width of the name column, room permitting, so that short tables line up.
const NAMES: usize = 28;
/// The minimum width of a cut name.
const LEAST: usize = 12;
/// The separator between columns.
const GAP: &str = "  ";

pub(super) fn of(document: &Document<'_>, width: usize) -> String {
    let mut page = Page { out: String::new(), width, read: document.read };
    page.totals(document);
    page.formats(document);
    page.codes("Failures", &document.failures);
    page.fields(document);
    page.codes("Issues", &document.issues);
    page.ranking("Cameras", &document.cameras);
    page.ranking("Lenses", &document.lenses);
    page.dates(document);
    page.pictures(document);
    page.out
}

struct Page {
    out: String,
    width: usize,
    /// The number of files that percentages refer to.
    read: u64,
}

/// A line of a table.
struct Row {
    name: String,
    cells: Vec<String>,
    /// A path.
    example: Option<String>,
}

impl Row {
    fn new(name: &str, cells: Vec<String>) -> Self {
        Self { name: shown(name), cells, example: None }
    }

    fn with(self, example: &Path) -> Self {
        Self { example: Some(shown(&example.to_string_lossy())), ..self }
    }
}

impl Page {
    fn totals(&mut self, document: &Document<'_>) {
        if document.interrupted {
            self.out.push_str("Interrupted: these are the files so far.\n\n");
        }
        let mut rows = vec![
            Row::new("files", vec![grouped(document.files)]),
            Row::new("that failed", vec![grouped(document.failed)]),
            Row::new("without metadata", vec![grouped(document.without_metadata)]),
            Row::new("bytes of pictures", vec![grouped(document.bytes)]),
            Row::new("bytes read", vec![grouped(document.bytes_read)]),
        ];
        if document.failed == 0 {
            rows.remove(1);
        }
        self.table("Collection", &[""], rows);
    }

    fn formats(&mut self, document: &Document<'_>) {
        let row = |format: &super::document::Format| {
            Row::new(format.format, vec![grouped(format.files), grouped(format.bytes)])
        };
        self.table("Formats", &["files", "bytes"], document.formats.iter().map(row).collect());
    }

    fn codes(&mut self, title: &str, codes: &[Code<'_>]) {
        let row = |code: &Code<'_>| Row::new(code.code, vec![grouped(code.files)]).with(code.example);
        self.table(title, &["files"], codes.iter().map(row).collect());
    }

    fn ranking(&mut self, title: &str, ranking: &Ranking<'_>) {
        if ranking.values.is_empty() {
            return;
        }
        let mut rows: Vec<_> = ranking.values.iter().map(|name| self.share(name.name, name.files)).collect();
        if ranking.more > 0 {
            rows.push(self.share(&format!("({} more)", grouped(ranking.more)), ranking.more_files));
        }
        if ranking.files_not_counted > 0 {
            rows.push(self.share("(too many to tell apart)", ranking.files_not_counted));
        }
        if ranking.without > 0 {
            rows.push(self.share("(none)", ranking.without));
        }
        self.table(title, &["files", ""], rows);
    }

    fn dates(&mut self, document: &Document<'_>) {
        if document.read == 0 {
            return;
        }
        let dates = &document.dates;
        let mut years: Vec<_> =
            document.years.iter().map(|year| self.share(&format!("{:04}", year.year), year.files)).collect();
        if dates.without > 0 {
            years.push(self.share("(no date)", dates.without));
        }
        self.table("Years", &["files", ""], years);
        let span = [("earliest", &dates.earliest), ("latest", &dates.latest)];
        let span = span.into_iter().filter_map(|(name, moment)| Some((name, moment.as_ref()?)));
        let row = |(name, moment): (&str, &super::document::Moment<'_>)| {
            Row::new(name, vec![shown(moment.date)]).with(moment.example)
        };
        self.table("Time span", &[""], span.map(row).collect());
        let facts = [
            ("date with an offset", dates.offset_known),
            ("date without offset", dates.offset_assumed),
            ("date without time", dates.without_time),
            ("no date", dates.without),
            ("position (GPS)", document.positions.with),
            ("no position", document.positions.without),
        ];
        let facts = facts.iter().map(|(name, files)| self.share(name, *files)).collect();
        self.table("When and where", &["files", ""], facts);
        let told = dates.fields.iter().map(|told| self.share(told.field, told.files)).collect();
        self.table("Dates are told by", &["files", ""], told);
    }

    fn pictures(&mut self, document: &Document<'_>) {
        let pixels = &document.pixels;
        let sizes = [("smallest", &pixels.smallest), ("largest", &pixels.largest)];
        let sizes = sizes.into_iter().filter_map(|(name, size)| Some((name, size.as_ref()?)));
        let row = |(name, size): (&str, &super::document::Size<'_>)| {
            Row::new(name, vec![format!("{} × {}", size.width, size.height)]).with(size.example)
        };
        self.table("Pixels", &[""], sizes.map(row).collect());
        let turned = document.orientations.iter();
        let turned =
            turned.map(|turn| self.share(&format!("{}: {}", turn.orientation, turn.meaning), turn.files));
        let turned = turned.collect();
        self.table("To be turned", &["files", ""], turned);
    }

    fn fields(&mut self, document: &Document<'_>) {
        let mut rows: Vec<_> =
            document.fields.iter().map(|field| self.share(field.field, field.files)).collect();
        if document.fields_not_counted > 0 {
            let met = grouped(document.fields_not_counted);
            rows.push(Row::new("(too many to tell apart)", vec![met, String::new()]));
        }
        self.table("Fields", &["files", ""], rows);
    }

    /// A name, its number of files, and their share.
    fn share(&self, name: &str, files: u64) -> Row {
        let share = match per_mille(files, self.read) {
            0 if files > 0 => "<0.1%".to_owned(),
            part => format!("{}.{}%", part / 10, part % 10),
        };
        Row::new(name, vec![grouped(files), share])
    }

    /// A table preceded by an empty line; nothing if it has no rows.
    fn table(&mut self, title: &str, heads: &[&str], rows: Vec<Row>) {
        if rows.is_empty() {
            return;
        }
        let widths: Vec<usize> = heads
            .iter()
            .enumerate()
            .map(|(place, head)| {
                let cells = rows.iter().filter_map(|row| row.cells.get(place));
                cells.map(|cell| columns(cell)).chain([columns(head)]).max().unwrap_or(0)
            })
            .collect();
        let numbers: usize = widths.iter().map(|width| width + GAP.len()).sum();
        let room = self.width.saturating_sub(GAP.len() + numbers).max(LEAST);
        let longest = rows.iter().map(|row| columns(&row.name)).max().unwrap_or(0);
        let names = longest.max(NAMES).min(room);
        let used = GAP.len() + names + numbers + GAP.len();
        let is_beside = rows
            .iter()
            .filter_map(|row| row.example.as_ref())
            .all(|example| used + columns(example) <= self.width);

        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.line(title, GAP.len() + names, heads.iter().copied().zip(widths.iter().copied()));
        self.end();
        for row in rows {
            let name = format!("{GAP}{}", cut(&row.name, names));
            let cells = row.cells.iter().map(String::as_str).zip(widths.iter().copied());
            self.line(&name, GAP.len() + names, cells);
            if row.example.is_none() || !is_beside {
                self.end();
            }
            if let Some(example) = row.example {
                if !is_beside {
                    self.out.push_str(GAP);
                }
                self.out.push_str(GAP);
                self.out.push_str(&example);
                self.out.push('\n');
            }
        }
    }

    /// A name followed by right-aligned cells.
    fn line<'c>(&mut self, name: &str, width: usize, cells: impl Iterator<Item = (&'c str, usize)>) {
        self.out.push_str(name);
        self.blanks(width.saturating_sub(columns(name)));
        for (cell, width) in cells {
            self.blanks(GAP.len() + width.saturating_sub(columns(cell)));
            self.out.push_str(cell);
        }
    }

    fn blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    /// Ends the line and removes trailing spaces.
    fn end(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Collection, Digest, End, Form, Summary};
    use crate::output::Answer;
    use embedmeta::{Error, Extraction};
    use serde_json::json;
    use std::path::Path;

    const LONG: &str = "A lens with a name that is longer than many a terminal is wide, and says so 中文";

    fn text_of(width: usize) -> String {
        text_at(End::default(), width)
    }

    fn text_at(end: End, width: usize) -> String {
        let summary = Summary { documented: false, all_fields: false, top: 1, form: Form::Text { width } };
        let mut collection = Collection::default();
        let mut add = |path: &str, result: Result<&Answer<'_>, &Error>| {
            let mut names = Vec::new();
            let digest = Digest::new(Path::new(path), result, &summary, &mut names);
            collection.add(digest, &names);
        };
        for (path, model, lens) in [("a\u{1b}.jpg", "One\u{9b}2J\n", LONG), ("b.jpg", "Two", LONG)] {
            let mut read = Extraction::default();
            read.file.format = embedmeta::FormatId::Jpeg;
            (read.file.width, read.file.height) = (Some(3), Some(2));
            let fields = json!({"Model": model, "LensModel": lens, "Own\u{202e}Field": "x"});
            read.metadata = serde_json::from_value(fields).unwrap();
            add(path, Ok(&Answer::Extraction(read)));
        }
        add("c\r.txt", Err(&Error::Empty));
        String::from_utf8(summary.print(&collection, end)).unwrap()
    }

    #[test]
    fn no_sign_of_a_file_acts() {
        let text = text_of(80);
        assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{text}");
        for part in [r"One\u{9b}2J", r"a\u{1b}.jpg", r"c\r.txt", r"Own\u{202e}Field"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn lines_are_as_wide_as_they_may_be() {
        for width in [30, 40, 80, 120] {
            let text = text_of(width);
            for line in text.lines() {
                assert!(super::columns(line) <= width, "{width}: {line}");
                assert_eq!(line.trim_end(), line);
            }
        }
        let lens = |width| text_of(width).lines().find(|line| line.contains("A lens")).unwrap().to_owned();
        assert_eq!(lens(40), "  A lens with a name tha…      2  100.0%");
        assert!(lens(120).contains("中文  "), "{}", lens(120));
    }

    #[test]
    fn what_is_not_listed_is_told() {
        let text = text_of(80);
        assert!(text.contains("  One\\u{9b}2J                       1  50.0%"), "{text}");
        assert!(text.contains("  (1 more)                          1  50.0%"), "{text}");
    }

    #[test]
    fn a_summary_of_a_part_says_so() {
        let start = |is_interrupted| text_at(End { bytes_read: 0, is_interrupted }, 80);
        assert!(start(true).starts_with("Interrupted: these are the files so far.\n\nCollection\n"));
        assert!(start(false).starts_with("Collection\n"));
    }
}
