//! Tags and fields as plain text: one value per line, in columns.
//!
//! ```text
//! ======== photos/a.jpg
//! IFD0     Make             : Maker
//! ExifIFD  DateTimeOriginal : 2024:03:05 14:30:15
//! ```
//!
//! If a terminal is too narrow for columns, a line is `IFD0:Make: Maker`. All text from the file or its path is
//! escaped, on a terminal or not, so a value never takes more than its line.

use super::escape::shown;
use super::record::{Answer, Job, object};
use super::sheet::{field_text, tag_text};
use super::width::{columns, cut};
use embedmeta::{Error, FieldValue, Issue, Tag, Value};
use std::path::Path;

/// Prints files as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain {
    /// The width of the terminal; `None` if the output does not go to one, and then nothing is cut.
    pub width: Option<usize>,
    /// Whether each file starts with a line showing its path.
    pub is_headed: bool,
    /// Whether to print bare values, one item per line.
    pub values: bool,
    /// Whether everything is shown, including issues, and not only chosen tags or fields.
    pub is_all: bool,
}

/// Longer names do not widen their column.
const WIDEST_GROUP: usize = 20;
const WIDEST_NAME: usize = 36;
/// The minimum width of a cut value, which columns leave free as well.
const LEAST: usize = 8;
const ROOM: usize = 20;

/// A line before layout.
struct Line {
    group: String,
    name: String,
    value: String,
}

impl Plain {
    /// Appends the text of one file.
    pub(crate) fn record(
        &self,
        job: &Job<'_>,
        path: &Path,
        result: Result<&Answer<'_>, &Error>,
        out: &mut Vec<u8>,
    ) {
        let mut text = String::with_capacity(4096);
        if self.is_headed && !self.values {
            text.push_str("======== ");
            push_line(&path.to_string_lossy(), &mut text);
        }
        match (result, job) {
            (Ok(Answer::Tags(read)), _) if self.values => {
                read.tags.iter().for_each(|tag| each_item(&tag.value, &mut text));
            }
            (Ok(Answer::Tags(read)), _) => {
                let lines: Vec<_> = read.tags.iter().map(|tag| Line::of_tag(tag)).collect();
                self.lay_out(&lines, read.issues, &mut text);
            }
            (Ok(Answer::Extraction(read)), Job::Extract { fields, .. }) => {
                let chosen = object(&read.metadata, fields);
                let fields = chosen.iter().flat_map(|chosen| chosen.iter());
                if self.values {
                    for item in fields.flat_map(|(_, value)| value.items()) {
                        push_line(&field_text(item), &mut text);
                    }
                } else {
                    let lines: Vec<_> = fields.map(|(name, value)| Line::of_field(name, value)).collect();
                    self.lay_out(&lines, &read.issues, &mut text);
                }
            }
            // The arguments rule out every other answer: only these have such text.
            (Ok(_), _) => {}
            // Among bare values an error would look like one; it is reported elsewhere.
            (Err(_), _) if self.values => {}
            (Err(error), _) => push_line(&format!("error: {}: {error}", error.code()), &mut text),
        }
        out.extend_from_slice(text.as_bytes());
    }

    fn lay_out(&self, lines: &[Line], issues: &[Issue], out: &mut String) {
        let widest = |of: fn(&Line) -> &str, most: usize| {
            lines.iter().map(|line| columns(of(line))).filter(|width| *width <= most).max().unwrap_or(0)
        };
        let group = widest(|line| &line.group, WIDEST_GROUP);
        let name = widest(|line| &line.name, WIDEST_NAME);
        let is_grouped = lines.iter().any(|line| !line.group.is_empty());
        let head = if is_grouped { group + name + 5 } else { name + 2 };
        let is_narrow = self.width.is_some_and(|width| width < head + ROOM);
        for line in lines {
            let start = match (is_grouped, is_narrow) {
                (true, false) => format!("{}  {} : ", padded(&line.group, group), padded(&line.name, name)),
                (true, true) => format!("{}:{}: ", line.group, line.name),
                (false, false) => padded(&format!("{}:", line.name), name + 2),
                (false, true) => format!("{}: ", line.name),
            };
            out.push_str(&start);
            match self.width {
                Some(width) => {
                    out.push_str(&cut(&line.value, width.saturating_sub(columns(&start)).max(LEAST)));
                }
                None => out.push_str(&line.value),
            }
            out.push('\n');
        }
        if !self.is_all {
            return;
        }
        if lines.is_empty() {
            out.push_str("no metadata\n");
        }
        for issue in issues {
            self.issue(issue, out);
        }
    }

    fn issue(&self, issue: &Issue, out: &mut String) {
        let text = shown(&format!("issue: {issue}"));
        match self.width {
            Some(width) => out.push_str(&cut(&text, width.max(LEAST))),
            None => out.push_str(&text),
        }
        out.push('\n');
    }
}

impl Line {
    fn of_tag(tag: &Tag<'_>) -> Self {
        Self {
            group: shown(&tag.group.to_string()),
            name: shown(&tag.full_name()),
            value: shown(&tag_text(&tag.value)),
        }
    }

    fn of_field(name: &str, value: &FieldValue) -> Self {
        Self { group: String::new(), name: shown(name), value: shown(&field_text(value)) }
    }
}

fn each_item(value: &Value<'_>, out: &mut String) {
    match value {
        Value::List(items) => items.iter().for_each(|item| each_item(item, out)),
        one => push_line(&one.to_string(), out),
    }
}

fn push_line(text: &str, out: &mut String) {
    out.push_str(&shown(text));
    out.push('\n');
}

fn padded(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width.saturating_sub(columns(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Pick;
    use embedmeta::{BlockKind, Extraction, Group, Origin, Stage};

    fn tag(group: Group<'static>, name: &'static str, value: Value<'static>) -> Tag<'static> {
        let source = Origin::new(BlockKind::Exif, 0);
        Tag::new(group, name, value, None, source)
    }

    #[allow(clippy::needless_pass_by_value)] // it is made for the call
    fn text(plain: Plain, answer: Result<Extraction, Error>) -> Vec<String> {
        let pick = Pick::default();
        let mut out = Vec::new();
        let answer = answer.as_ref().map(|read| Answer::Tags(read.into()));
        plain.record(
            &Job::Tags { pick: &pick },
            Path::new("a\u{1b}.jpg"),
            answer.as_ref().map_err(|error| *error),
            &mut out,
        );
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    fn tags() -> Extraction {
        let list = vec![Value::text("one\ntwo\u{1b}[2J"), Value::text("three")];
        let mut read = Extraction::default();
        read.tags = vec![
            tag(Group::Ifd(0), "Make", Value::text("写真写真写真写真写真写真写真写真")),
            tag(Group::Xmp("\u{202e}x".into()), "Subject", Value::List(list)),
        ];
        read.issues = vec![embedmeta::Issue::new("code".into(), Stage::Xmp, Some(3), "x\u{7}")];
        read
    }

    const PLAIN: Plain = Plain { width: None, is_headed: true, values: false, is_all: true };

    #[test]
    fn lines_stand_in_columns_and_are_escaped() {
        let expected = [
            r"======== a\u{1b}.jpg",
            r"IFD0           Make    : 写真写真写真写真写真写真写真写真",
            r"XMP-\u{202e}x  Subject : one\ntwo\u{1b}[2J; three",
            r"issue: code: x\u{7} (at byte 3)",
        ];
        assert_eq!(text(PLAIN, Ok(tags())), expected);
    }

    #[test]
    fn lines_are_cut_to_the_terminal() {
        let at = |width| text(Plain { width: Some(width), is_headed: false, ..PLAIN }, Ok(tags()));
        assert_eq!(at(50)[0], "IFD0           Make    : 写真写真写真写真写真写真…");
        assert_eq!(
            at(40)[..2],
            ["IFD0:Make: 写真写真写真写真写真写真写真…", r"XMP-\u{202e}x:Subject: one\ntwo\u{1b}[2…"]
        );
        assert!([40, 50, 80].iter().all(|width| at(*width).iter().all(|line| columns(line) <= *width)));
    }

    #[test]
    fn values_alone_are_an_item_a_line() {
        let values = text(Plain { values: true, ..PLAIN }, Ok(tags()));
        assert_eq!(values, ["写真写真写真写真写真写真写真写真", r"one\ntwo\u{1b}[2J", "three"]);
        assert!(text(Plain { values: true, ..PLAIN }, Err(Error::Empty)).is_empty());
    }

    #[test]
    fn files_that_failed_and_files_without_metadata_say_so() {
        assert_eq!(text(PLAIN, Err(Error::Empty))[1], "error: empty-file: the file is empty");
        assert_eq!(text(PLAIN, Ok(Extraction::default()))[1], "no metadata");
        assert_eq!(text(Plain { is_all: false, ..PLAIN }, Ok(Extraction::default())).len(), 1);
    }
}
