//! CSV: one line per file, quoted as in RFC 4180, for spreadsheets and anything else that reads rows.
//!
//! | value | cell |
//! |---|---|
//! | text, date | unchanged, but without NUL, where many readers stop |
//! | number, truth value | as in JSON |
//! | list | its items, with the separator between them |
//! | object | compact JSON |
//! | nothing | empty |
//!
//! A spreadsheet takes a cell that begins with an [`is_active`] character for a formula. Such text is prefixed with
//! `'`, and so is text that already looks prefixed, so that a reader can undo it. Numbers are left alone.

use super::columns::{Choice, Columns};
use super::record::Answer;
use crate::facts::{FACTS, Fact, FactValue};
use base64::Engine;
use csv::{Terminator, WriterBuilder};
use embedmeta::{Error, FieldValue, Issue};
use std::borrow::Cow;
use std::path::Path;

/// Turns results into lines.
#[derive(Debug)]
pub(crate) struct Csv<'c> {
    columns: Columns,
    /// The facts about the file itself.
    facts: &'static [Fact],
    separator: &'c str,
}

pub(super) const PATH: &str = "path";
pub(super) const ISSUES: &str = "issues";
pub(super) const ERROR: &str = "error";
/// The prefix of a path in base64.
const BASE64: &str = "base64:";

impl<'c> Csv<'c> {
    /// Columns for these fields in order, or for the documented ones, and for the facts about the `file`. `separator`
    /// separates the items of a list.
    pub(crate) fn new(fields: &[String], file: bool, separator: &'c str) -> Self {
        let columns = Columns::new(fields, Choice::Documented, &[PATH, ISSUES, ERROR]);
        Self { columns, facts: if file { &FACTS } else { &[] }, separator }
    }

    /// The header line.
    pub(crate) fn header(&self) -> Vec<u8> {
        let fields = self.columns.iter().map(|column| text(&column.name));
        let facts = self.facts.iter().map(|fact| text(fact.column));
        line([text(PATH)].into_iter().chain(fields).chain(facts).chain([text(ISSUES), text(ERROR)]))
    }

    /// The line of one file.
    pub(crate) fn record(&self, path: &Path, result: Result<&Answer<'_>, &Error>) -> Vec<u8> {
        let mut fields = vec![Cow::Borrowed(""); self.columns.len()];
        let mut facts = vec![Cow::Borrowed(""); self.facts.len()];
        let mut issues = Cow::Borrowed("");
        let mut failure = Cow::Borrowed("");
        match result {
            Ok(Answer::Extraction(extraction)) => {
                for (name, value) in &extraction.metadata {
                    if let Some(cell) = self.columns.place(name).and_then(|place| fields.get_mut(place)) {
                        *cell = self.cell(value);
                    }
                }
                facts = self.facts.iter().map(|fact| self.fact((fact.value)(&extraction.file))).collect();
                issues = issues_text(&extraction.issues, self.separator);
            }
            // The arguments rule out every other answer: only these have columns.
            Ok(_) => {}
            Err(error) => failure = failure_text(error),
        }
        line([path_text(path)].into_iter().chain(fields).chain(facts).chain([issues, failure]))
    }

    fn cell<'v>(&self, value: &'v FieldValue) -> Cow<'v, str> {
        match value {
            FieldValue::List(items) => match items.as_slice() {
                [one] => self.cell(one),
                several => {
                    let items: Vec<_> = several.iter().map(plain).collect();
                    guarded(Cow::Owned(items.join(self.separator)))
                }
            },
            FieldValue::Integer(_) | FieldValue::Number(_) => plain(value),
            _ => guarded(plain(value)),
        }
    }

    fn fact<'v>(&self, value: Option<FactValue<'v>>) -> Cow<'v, str> {
        match value {
            None => Cow::Borrowed(""),
            Some(FactValue::Text(text)) => Cow::Borrowed(text),
            Some(FactValue::Number(number)) => Cow::Owned(number.to_string()),
            Some(FactValue::Seconds(number)) => Cow::Owned(number.to_string()),
            Some(FactValue::Bool(truth)) => Cow::Owned(truth.to_string()),
            Some(FactValue::Texts(texts)) => guarded(Cow::Owned(texts.join(self.separator))),
        }
    }
}

/// The text of a value, before any guard against formulas.
fn plain(value: &FieldValue) -> Cow<'_, str> {
    match value {
        FieldValue::Text(text) => Cow::Borrowed(text),
        // Writing to memory cannot fail.
        other => Cow::Owned(serde_json::to_string(other).unwrap_or_default()),
    }
}

pub(super) fn text(text: &str) -> Cow<'_, str> {
    guarded(Cow::Borrowed(text))
}

/// The codes of the issues.
pub(super) fn issues_text(issues: &[Issue], separator: &str) -> Cow<'static, str> {
    let codes: Vec<_> = issues.iter().map(|issue| issue.code.as_str()).collect();
    guarded(Cow::Owned(codes.join(separator)))
}

/// The reason why the file could not be read.
pub(super) fn failure_text(error: &Error) -> Cow<'static, str> {
    guarded(Cow::Owned(format!("{}: {error}", error.code())))
}

/// Text that no spreadsheet takes for a formula.
pub(super) fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { text };
    if text.trim_start_matches('\'').starts_with(is_active) { Cow::Owned(format!("'{text}")) } else { text }
}

/// Whether a spreadsheet may take a cell that starts with this for a formula: OWASP's list, with the full-width forms.
fn is_active(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// A path as text; as base64 of its bytes if it is not UTF-8 or if its text begins with [`BASE64`].
pub(super) fn path_text(path: &Path) -> Cow<'_, str> {
    if let Some(path) = path.to_str().filter(|path| !path.starts_with(BASE64)) {
        return text(path);
    }
    let bytes = base64::engine::general_purpose::STANDARD.encode(path.as_os_str().as_encoded_bytes());
    Cow::Owned(format!("{BASE64}{bytes}"))
}

pub(super) fn line<'c>(cells: impl Iterator<Item = Cow<'c, str>>) -> Vec<u8> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).buffer_capacity(1024).from_writer(Vec::new());
    let written = writer.write_record(cells.map(|cell| match cell {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }));
    debug_assert!(written.is_ok(), "writing to memory");
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(value: &FieldValue) -> String {
        Csv::new(&[], false, "; ").cell(value).into_owned()
    }

    fn value(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }

    #[test]
    fn formulas_are_texts() {
        for active in ["=1", "+1", "-33.5", "@a", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a"] {
            assert_eq!(cell(&value(active)), format!("'{active}"));
        }
        assert_eq!(cell(&value("\0=1\0")), "'=1");
        assert_eq!(cell(&value("'=1")), "''=1");
        for harmless in ["a=1", " =1", "'a", "''", "1-2", "", "é"] {
            assert_eq!(cell(&value(harmless)), harmless);
        }
    }

    #[test]
    fn numbers_are_numbers() {
        assert_eq!(cell(&FieldValue::Number(-33.5)), "-33.5");
        assert_eq!(cell(&FieldValue::Integer(-1)), "-1");
        assert_eq!(cell(&FieldValue::List(vec![FieldValue::Integer(-1)])), "-1");
        assert_eq!(cell(&FieldValue::List(vec![FieldValue::Integer(-1), FieldValue::Integer(2)])), "'-1; 2");
        assert_eq!(cell(&FieldValue::Bool(true)), "true");
    }

    #[test]
    fn lists_are_joined_and_objects_are_json() {
        let object = FieldValue::Object(vec![(Cow::Borrowed("x-default"), value("a\"b"))]);
        assert_eq!(cell(&object), r#"{"x-default":"a\"b"}"#);
        assert_eq!(cell(&FieldValue::List(vec![value("a"), object])), r#"a; {"x-default":"a\"b"}"#);
        assert_eq!(cell(&FieldValue::List(vec![value("=a"), value("-b")])), "'=a; -b");
    }

    #[test]
    fn paths_that_are_no_text_are_base64() {
        assert_eq!(path_text(Path::new("-")), "'-");
        assert_eq!(path_text(Path::new("base64:a")), "base64:YmFzZTY0OmE=");
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            let path = Path::new(std::ffi::OsStr::from_bytes(b"a\xff.jpg"));
            assert_eq!(path_text(path), "base64:Yf8uanBn");
        }
    }

    #[test]
    fn lines_are_quoted_where_they_must_be() {
        let cells = ["a", "b,c", "d\"e", "f\r\ng", ""];
        assert_eq!(line(cells.into_iter().map(Cow::Borrowed)), b"a,\"b,c\",\"d\"\"e\",\"f\r\ng\",\r\n");
    }
}
