//! Why each field has its value, as a text for people.
//!
//! ```text
//! City                      Paris
//!   from    XMP-photoshop:City at byte 2,345
//!   why     the IPTC digest is missing: XMP comes before IPTC
//!   over    IPTC:City "Lyon" at byte 812
//! ```
//!
//! Whatever comes from the file or from its path is escaped, on a terminal and off it.

use super::escape::shown;
use super::explain::Explained;
use super::record::Answer;
use super::words;
use crate::{Carried, Error, Extraction, FieldValue, FileInfo, Provenance, Rule, Value};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use std::path::Path;

/// The columns of a line; nothing but names and values that were asked for makes it longer.
const WIDTH: usize = 80;
/// Where values start.
const VALUE_COLUMN: usize = 26;
/// Where the details of a field start.
const DETAIL_COLUMN: usize = 10;
/// A value is never cut to less.
const LEAST: usize = 16;

const HEAD: Style = Style::new().bold();
const NAME: Style = AnsiColor::Cyan.on_default().bold();
const LABEL: Style = Style::new().dimmed();
const WARNING: Style = AnsiColor::Yellow.on_default();
const FAILURE: Style = AnsiColor::Red.on_default();

/// Prints files for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet<'s> {
    /// Only these fields, and their values whole.
    pub fields: &'s [String],
    /// The character set of text that declares none.
    pub fallback: &'s str,
    pub colour: bool,
}

impl Sheet<'_> {
    /// The text of one file.
    pub(crate) fn of(&self, path: &Path, result: Result<&Answer, &Error>) -> Vec<u8> {
        let mut page = Page { out: String::with_capacity(4096), sheet: self };
        page.styled(HEAD, &shown(&path.to_string_lossy()));
        page.end();
        match result {
            Ok(Answer::Extraction(extraction)) => page.extraction(extraction),
            // The file object explains nothing.
            Ok(Answer::Object(_)) => {}
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
        self.put("IPTC digest ");
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
            self.styled(WARNING, issue.code);
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
            // A value that the field shows as it is needs no second showing.
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
            self.carried("over", loser, Some(shown(&tag_text(&loser.value))));
        }
    }

    /// A tag, and how its text was read.
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

    /// The text cut to so many signs, unless it was asked for.
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

/// What the file is, and its size.
fn file(info: &FileInfo) -> String {
    let mut out = format!("{} ({})", info.format, info.mime);
    if let (Some(width), Some(height)) = (info.width, info.height) {
        let _ = write!(out, ", {width} × {height} pixels");
    }
    let _ = write!(out, ", {} bytes", words::grouped(info.size));
    out
}

fn field_text(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Integer(number) => number.to_string(),
        FieldValue::Number(number) => crate::number::g(*number, 15),
        FieldValue::Bool(truth) => truth.to_string(),
        FieldValue::List(items) => items.iter().map(field_text).collect::<Vec<_>>().join("; "),
        FieldValue::Object(parts) => {
            let part = |(name, part): &(_, FieldValue)| format!("{name}: {}", field_text(part));
            parts.iter().map(part).collect::<Vec<_>>().join(", ")
        }
    }
}

fn tag_text(value: &Value<'_>) -> String {
    match value {
        Value::List(items) => items.iter().map(tag_text).collect::<Vec<_>>().join("; "),
        one => one.to_string(),
    }
}
