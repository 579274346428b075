//! Tags as CSV, quoted and guarded like fields.
//!
//! If tags are requested by name, each file is a line and each tag a column: `path`, the requested tags, `issues`,
//! `error`. Otherwise each tag is a line: `path`, `group`, `name`, `value`, `raw` (if it differs from the value),
//! `error`; a file without tags has no line, and one that failed has a line with its error.

use super::csv::{ERROR, ISSUES, PATH, failure_text, guarded, issues_text, line, path_text, text};
use super::record::{Answer, TagList};
use crate::query::Pick;
use embedmeta::internal::DEFAULT_LANG;
use embedmeta::{Error, Tag, Value};
use std::borrow::Cow;
use std::path::Path;

/// Turns the tags of files into lines.
#[derive(Debug)]
pub(crate) struct TagCsv<'p> {
    pick: &'p Pick,
    /// One column per requested tag; `None` if each tag is a line.
    columns: Option<Vec<&'p str>>,
    separator: &'p str,
}

impl<'p> TagCsv<'p> {
    pub(crate) fn new(pick: &'p Pick, separator: &'p str) -> Self {
        Self { pick, columns: pick.columns(), separator }
    }

    /// The header line.
    pub(crate) fn header(&self) -> Vec<u8> {
        match &self.columns {
            Some(columns) => {
                let columns = columns.iter().map(|column| text(column));
                line([text(PATH)].into_iter().chain(columns).chain([text(ISSUES), text(ERROR)]))
            }
            None => line([PATH, "group", "name", "value", "raw", ERROR].into_iter().map(text)),
        }
    }

    /// The lines of one file.
    pub(crate) fn record(&self, path: &Path, result: Result<&Answer<'_>, &Error>) -> Vec<u8> {
        let empty = || Cow::Borrowed("");
        match (result, &self.columns) {
            (Ok(Answer::Tags(read)), Some(columns)) => {
                let cells = (0..columns.len()).map(|place| self.cell_at(place, read));
                let issues = issues_text(read.issues, self.separator);
                line([path_text(path)].into_iter().chain(cells).chain([issues, empty()]))
            }
            (Ok(Answer::Tags(read)), None) => {
                read.tags.iter().flat_map(|tag| self.line_of(path, tag)).collect()
            }
            // The arguments rule out every other answer: only these have tags.
            (Ok(_), _) => Vec::new(),
            (Err(error), columns) => {
                let cells = columns.as_ref().map_or(4, |columns| columns.len() + 1);
                let cells = std::iter::repeat_n(empty(), cells);
                line([path_text(path)].into_iter().chain(cells).chain([failure_text(error)]))
            }
        }
    }

    /// The first tag that matches the request at `place`; of a text in several languages, the default one.
    fn cell_at<'t>(&self, place: usize, read: &'t TagList<'_>) -> Cow<'t, str> {
        let mut tags = read.tags.iter().copied().filter(|tag| self.pick.is_at(place, tag));
        let Some(first) = tags.clone().next() else { return Cow::Borrowed("") };
        let is_default = |tag: &&Tag<'_>| tag.lang.as_deref().is_none_or(|lang| lang == DEFAULT_LANG);
        self.cell(&tags.find(is_default).unwrap_or(first).value)
    }

    fn line_of(&self, path: &Path, tag: &Tag<'_>) -> Vec<u8> {
        line(
            [
                path_text(path),
                guarded(Cow::Owned(tag.group.to_string())),
                guarded(tag.full_name()),
                self.cell(&tag.value),
                tag.raw.as_ref().map_or(Cow::Borrowed(""), |raw| self.cell(raw)),
                Cow::Borrowed(""),
            ]
            .into_iter(),
        )
    }

    fn cell<'v>(&self, value: &'v Value<'_>) -> Cow<'v, str> {
        match value {
            Value::Text(text) => guarded(Cow::Borrowed(text)),
            Value::List(items) => match items.as_slice() {
                [one] => self.cell(one),
                several => {
                    let items: Vec<_> = several.iter().map(Value::to_string).collect();
                    guarded(Cow::Owned(items.join(self.separator)))
                }
            },
            // Numbers are left alone.
            other => Cow::Owned(other.to_string()),
        }
    }
}
