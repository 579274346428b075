//! The contribution of one file to the summary.

use super::super::record::Answer;
use super::options::Summary;
use embedmeta::internal::fields::{self, FIELDS, Shown};
use embedmeta::{EmbeddedMetadata, Error, Extraction, FormatId, OffsetSource};
use std::path::{Path, PathBuf};

/// The dates that place a picture in time; the first one present is used.
pub(super) const DATES: [&str; 6] = [
    "DateTimeOriginal",
    "CreateDate",
    "DateCreated",
    "MWGDateTimeOriginal",
    "DateTimeCreated",
    "MWGCreateDate",
];

/// The maximum length of a kept name, in characters.
const LONGEST: usize = 120;
/// Terminates each name of an unknown field; no name contains it.
const END: u8 = 0;

/// The countable facts of one file. Names of fields that the table does not know are kept as separate bytes, so that
/// they count towards the bytes that wait for their turn.
#[derive(Debug)]
pub(crate) struct Digest {
    pub(super) path: PathBuf,
    /// The facts, or the code of the error.
    pub(super) read: Result<Facts, &'static str>,
}

#[derive(Debug, Default)]
pub(super) struct Facts {
    pub format: FormatId,
    pub size: u64,
    /// Width and height.
    pub pixels: Option<(u32, u32)>,
    pub orientation: Option<u8>,
    pub has_metadata: bool,
    /// The table rows of the fields that the file has.
    pub rows: Vec<u16>,
    /// The codes of the file's issues, each once.
    pub issues: Vec<&'static str>,
    pub camera: Option<String>,
    pub lens: Option<String>,
    pub date: Option<Date>,
    pub has_position: bool,
}

/// When the picture was made.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub year: u16,
    pub text: String,
    /// The field that gave the date, as an index into [`DATES`].
    pub field: usize,
    pub offset: Offset,
}

/// Whether a moment is absolute, or local to an unknown time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offset {
    Known,
    Assumed,
    /// There is no time of day for a zone to apply to.
    NoTime,
}

impl Digest {
    /// Collects the facts of a file; the names of unknown fields go to `names`.
    pub(crate) fn new(
        path: &Path,
        result: Result<&Answer<'_>, &Error>,
        summary: &Summary,
        names: &mut Vec<u8>,
    ) -> Self {
        let read = match result {
            Ok(Answer::Extraction(extraction)) => Ok(Facts::new(extraction, summary, names)),
            // The file was not read for the summary.
            Ok(_) => Ok(Facts::default()),
            Err(error) => Err(error.code()),
        };
        Self { path: path.to_path_buf(), read }
    }
}

impl Facts {
    fn new(extraction: &Extraction, summary: &Summary, names: &mut Vec<u8>) -> Self {
        let Extraction { metadata, file, .. } = extraction;
        let mut facts = Self {
            format: file.format,
            size: file.size,
            pixels: file.width.zip(file.height).filter(|(width, height)| *width > 0 && *height > 0),
            orientation: file.orientation,
            has_metadata: !metadata.is_empty(),
            camera: camera(name_in(metadata, "Make"), name_in(metadata, "Model")),
            lens: name_in(metadata, "LensModel").map(kept),
            date: date(extraction),
            has_position: ["GPSLatitude", "GPSLongitude"].iter().all(|name| metadata.number(name).is_some()),
            ..Self::default()
        };
        for (name, _) in metadata {
            let row = fields::row(name);
            let is_documented =
                row.and_then(|row| FIELDS.get(row)).is_some_and(|f| f.shown == Shown::Documented);
            if summary.documented && !is_documented {
                continue;
            }
            match row.and_then(|row| u16::try_from(row).ok()) {
                Some(row) => facts.rows.push(row),
                None => names.extend(kept(name).bytes().filter(|byte| *byte != END).chain([END])),
            }
        }
        // All of them are codes of this version.
        for code in extraction.issues.iter().filter_map(|issue| issue.code.known()) {
            if !facts.issues.contains(&code) {
                facts.issues.push(code);
            }
        }
        facts
    }
}

/// The names that [`Digest::new`] wrote.
pub(super) fn names(bytes: &[u8]) -> impl Iterator<Item = &str> {
    std::str::from_utf8(bytes).unwrap_or_default().split_terminator(char::from(END))
}

fn name_in<'m>(metadata: &'m EmbeddedMetadata, field: &str) -> Option<&'m str> {
    metadata.text(field).map(str::trim).filter(|name| !name.is_empty())
}

/// The name, cut to the length that is kept.
fn kept(name: &str) -> String {
    if name.chars().nth(LONGEST).is_none() {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// The camera, by make and model. Many models begin with a word of the make, which is then not repeated.
fn camera(make: Option<&str>, model: Option<&str>) -> Option<String> {
    let (make, model) = match (make, model) {
        (Some(make), Some(model)) => (make, model),
        (one, other) => return one.or(other).map(kept),
    };
    let ends = |signs: &'static str| move |c: char| c.is_whitespace() || signs.contains(c);
    let first = model.split(ends("-_")).next().unwrap_or_default();
    let is_first = |word: &str| !word.is_empty() && word.eq_ignore_ascii_case(first);
    let is_said = starts_with(model, make) || make.split(ends(",.")).any(is_first);
    Some(if is_said { kept(model) } else { kept(&format!("{make} {model}")) })
}

/// Whether the text starts with these whole words, in any case.
fn starts_with(text: &str, words: &str) -> bool {
    text.split_at_checked(words.len()).is_some_and(|(start, rest)| {
        start.eq_ignore_ascii_case(words) && !rest.starts_with(char::is_alphanumeric)
    })
}

fn date(extraction: &Extraction) -> Option<Date> {
    DATES.iter().enumerate().find_map(|(field, name)| {
        let text = extraction.metadata.text(name)?;
        let year = year(text)?;
        let why = extraction.provenance.iter().find(|why| why.field == *name);
        let offset = match why.and_then(|why| why.offset) {
            Some(OffsetSource::Assumed) => Offset::Assumed,
            Some(_) => Offset::Known,
            None => Offset::NoTime,
        };
        Some(Date { year, text: text.to_owned(), field, offset })
    })
}

/// The year of a full or partial date; `None` if the text is not a date.
fn year(text: &str) -> Option<u16> {
    let (year, rest) = text.split_at_checked(4)?;
    let is_digit = |c: char| c.is_ascii_digit();
    let is_date = match rest.len() {
        0 => true,
        3 | 6.. => {
            rest.len() <= 32
                && rest.starts_with('-')
                && rest.chars().all(|c| is_digit(c) || "-:.TZ".contains(c))
        }
        _ => false,
    };
    (is_date && year.chars().all(is_digit)).then(|| year.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maker_is_not_named_twice() {
        for (make, model, name) in [
            ("Acme", "Acme One", "Acme One"),
            ("ACME CORPORATION", "Acme D1", "Acme D1"),
            ("The Acme Company", "ACME-Shot 2", "ACME-Shot 2"),
            ("Acme Co., Ltd.", "X-100", "Acme Co., Ltd. X-100"),
            ("Acme", "Acmeon 5", "Acme Acmeon 5"),
            ("Acme-Works", "ACME-WORKS 5", "ACME-WORKS 5"),
            ("Ac", "Bc", "Ac Bc"),
            ("É", "é 1", "É é 1"),
        ] {
            assert_eq!(camera(Some(make), Some(model)).as_deref(), Some(name));
        }
        assert_eq!(camera(Some("Acme"), None).as_deref(), Some("Acme"));
        assert_eq!(camera(None, Some("One")).as_deref(), Some("One"));
        assert_eq!(camera(None, None), None);
    }

    #[test]
    fn years_are_of_dates_alone() {
        for (text, expected) in [
            ("2019-10-16T19:01:03.000Z", Some(2019)),
            ("2019-10-16T19:01:03.000", Some(2019)),
            ("2019-10", Some(2019)),
            ("1919", Some(1919)),
            ("2019 summer", None),
            ("20191016", None),
            ("12", None),
            ("1919é", None),
            ("", None),
        ] {
            assert_eq!(year(text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_bounded_in_their_length() {
        let long = "é".repeat(LONGEST);
        assert_eq!(kept(&long), long);
        let cut = kept(&(long + "x"));
        assert_eq!(cut.chars().count(), LONGEST);
        assert!(cut.ends_with("é…"));
    }
}
