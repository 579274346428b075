//! Parquet: one typed column per field, for analysis.
//!
//! | type of the field | column |
//! |---|---|
//! | string | UTF-8 |
//! | number | DOUBLE |
//! | integer | INT64 |
//! | boolean | BOOLEAN |
//! | date-time | TIMESTAMP in milliseconds, UTC; with local dates without a zone |
//! | object | UTF-8, its JSON |
//! | not in the table | UTF-8, text unchanged and numbers in digits |
//!
//! With numeric quantities, fields with a unit are DOUBLE, or a LIST of DOUBLE; the file's own metadata give the unit
//! of each, as `unit:FocalLength`.
//!
//! `file` is a group with one column per fact about the file (`file.width`); `file.duration` is a DOUBLE, and
//! `file.codecs` a LIST.
//!
//! A field that is always a list is a LIST of its type. A value that does not fit its column (a partial date, two
//! values in a single-valued field, text that is not a number) leaves it null and goes to `rest`, the JSON of
//! everything without a column.

mod file;

pub(crate) use file::File;

use super::columns::{Choice, Column, Columns};
use super::record::Answer;
use crate::facts::{FACTS, Fact, FactValue};
use chrono::NaiveDateTime;
use embedmeta::internal::fields::{Kind, Unit};
use embedmeta::internal::round_to;
use embedmeta::{Dates, Error, FieldValue, Issue};
use serde::{Serialize, Serializer};
use std::path::Path;

/// The columns and how to fill them.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Columns,
    /// The facts about the file itself.
    facts: &'static [Fact],
    /// Whether quantities are numbers.
    numeric: bool,
    /// The format of moments in the object.
    moment: &'static str,
    /// Whether nothing but the columns is wanted from the object.
    is_choice: bool,
}

/// The row of one file.
#[derive(Debug, Default)]
pub(crate) struct Row {
    path: Option<String>,
    /// Set if the path is not UTF-8.
    path_bytes: Option<Vec<u8>>,
    /// The fields that fit their columns, each with its column index; no index occurs twice.
    cells: Vec<(usize, Cell)>,
    /// The facts about a file that was read, in order.
    facts: Option<Vec<Option<Cell>>>,
    issues: Vec<Issue>,
    error: Option<String>,
    rest: Option<String>,
}

/// The content of a column.
#[derive(Debug, PartialEq)]
enum Cell {
    One(Scalar),
    List(Vec<Scalar>),
}

#[derive(Debug, PartialEq)]
enum Scalar {
    Bytes(Vec<u8>),
    Number(f64),
    Integer(i64),
    Bool(bool),
}

/// The type of a column, or of the items of its lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Integer,
    Moment,
    Bool,
    Json,
    Any,
}

const PATH: &str = "path";
const PATH_BYTES: &str = "path_bytes";
const FILE: &str = "file";
const ISSUES: &str = "issues";
const ERROR: &str = "error";
const REST: &str = "rest";

impl Table {
    /// Columns for these fields in order, or for all that the table describes, and for the facts about the `file`.
    // Without Parquet this call returns the reason.
    #[allow(clippy::unnecessary_wraps)]
    pub(crate) fn new(
        fields: &[String],
        file: bool,
        numeric: bool,
        dates: Dates,
    ) -> Result<Self, &'static str> {
        let others = [PATH, PATH_BYTES, FILE, ISSUES, ERROR, REST];
        Ok(Self {
            columns: Columns::new(fields, Choice::Described, &others),
            numeric,
            facts: if file { &FACTS } else { &[] },
            moment: match dates {
                Dates::Local => WALL_CLOCK,
                _ => UTC,
            },
            is_choice: !fields.is_empty(),
        })
    }

    /// The row of one file.
    pub(crate) fn row(&self, path: &Path, result: Result<&Answer<'_>, &Error>) -> Row {
        let mut row = Row::default();
        match path.to_str() {
            Some(text) => row.path = Some(text.to_owned()),
            None => row.path_bytes = Some(path.as_os_str().as_encoded_bytes().to_vec()),
        }
        match result {
            Ok(Answer::Extraction(extraction)) => {
                let mut rest = Vec::new();
                for (name, value) in &extraction.metadata {
                    let place = self.columns.place(name);
                    let cell = place.and_then(|place| self.cell(self.columns.get(place)?, value));
                    match (place, cell) {
                        (Some(place), Some(cell)) => row.cells.push((place, cell)),
                        (None, _) if self.is_choice => {}
                        _ => rest.push((name, value)),
                    }
                }
                row.rest = (!rest.is_empty()).then(|| json(&Rest(&rest)));
                let facts = self.facts.iter().map(|fact| (fact.value)(&extraction.file).map(Cell::from));
                row.facts = (!self.facts.is_empty()).then(|| facts.collect());
                row.issues.clone_from(&extraction.issues);
            }
            // The arguments rule out every other answer: only these have columns.
            Ok(_) => {}
            Err(error) => row.error = Some(format!("{}: {error}", error.code())),
        }
        row
    }

    /// The value in the form of its column; `None` if it does not fit.
    fn cell(&self, column: &Column, value: &FieldValue) -> Option<Cell> {
        let kind = self.type_of(column);
        match value {
            FieldValue::List(items) if self.is_list(column) => {
                items.iter().map(|item| self.scalar(kind, item)).collect::<Option<_>>().map(Cell::List)
            }
            _ if self.is_list(column) => None,
            one => self.scalar(kind, one).map(Cell::One),
        }
    }

    fn type_of(&self, column: &Column) -> Type {
        match column.field.map_or(Kind::Auto, |field| field.kind) {
            _ if self.unit(column).is_some() => Type::Number,
            Kind::String => Type::Text,
            Kind::Number => Type::Number,
            Kind::Integer => Type::Integer,
            Kind::Boolean => Type::Bool,
            Kind::DateTime => Type::Moment,
            Kind::Object => Type::Json,
            Kind::Auto => Type::Any,
        }
    }

    fn is_list(&self, column: &Column) -> bool {
        column.field.is_some_and(|field| field.list) || self.unit(column).is_some_and(|unit| unit.several)
    }

    /// The unit of a numeric column.
    fn unit(&self, column: &Column) -> Option<Unit> {
        column.field.filter(|_| self.numeric)?.unit
    }

    fn scalar(&self, kind: Type, value: &FieldValue) -> Option<Scalar> {
        let text = |text: String| Some(Scalar::Bytes(text.into_bytes()));
        match (kind, value) {
            (Type::Json, value) => text(json(value)),
            (Type::Text | Type::Any, FieldValue::Text(value)) => text(value.clone()),
            (Type::Any, FieldValue::Integer(_) | FieldValue::Number(_)) => text(json(value)),
            (Type::Bool, FieldValue::Bool(truth)) => Some(Scalar::Bool(*truth)),
            (Type::Integer, FieldValue::Integer(whole)) => Some(Scalar::Integer(*whole)),
            // As in JSON.
            (Type::Number, FieldValue::Number(real)) => Some(Scalar::Number(round_to(*real, 15))),
            (Type::Number, FieldValue::Integer(whole)) if whole.unsigned_abs() <= EXACT => {
                value.as_number().map(Scalar::Number)
            }
            (Type::Moment, FieldValue::Text(value)) => {
                let moment = NaiveDateTime::parse_from_str(value, self.moment).ok()?;
                // A moment that is written differently would lose information.
                let is_same = moment.format(self.moment).to_string() == *value;
                is_same.then(|| Scalar::Integer(moment.and_utc().timestamp_millis()))
            }
            _ => None,
        }
    }
}

impl From<FactValue<'_>> for Cell {
    fn from(value: FactValue<'_>) -> Self {
        let text = |text: &str| Scalar::Bytes(text.as_bytes().to_vec());
        Self::One(match value {
            FactValue::Text(one) => text(one),
            FactValue::Number(number) => Scalar::Integer(i64::try_from(number).unwrap_or(i64::MAX)),
            FactValue::Seconds(number) => Scalar::Number(number),
            FactValue::Bool(truth) => Scalar::Bool(truth),
            FactValue::Texts(texts) => return Self::List(texts.iter().map(|one| text(one)).collect()),
        })
    }
}

const UTC: &str = "%Y-%m-%dT%H:%M:%S%.3fZ";
const WALL_CLOCK: &str = "%Y-%m-%dT%H:%M:%S%.3f";
/// A DOUBLE holds every whole number up to here exactly.
const EXACT: u64 = 1 << 53;

fn json(value: &impl Serialize) -> String {
    // Writing to memory cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// The fields without a column, in object order.
struct Rest<'r>(&'r [(&'r str, &'r FieldValue)]);

impl Serialize for Rest<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(name: &str, value: &str) -> Option<Cell> {
        let table = Table::new(&[name.to_owned()], false, false, Dates::Utc).unwrap();
        let value: FieldValue = serde_json::from_str(value).unwrap();
        table.cell(table.columns.get(0).unwrap(), &value)
    }

    fn bytes(text: &str) -> Scalar {
        Scalar::Bytes(text.as_bytes().to_vec())
    }

    #[test]
    fn values_that_fit_their_columns() {
        assert_eq!(cell("Title", r#""a""#), Some(Cell::One(bytes("a"))));
        assert_eq!(cell("Keywords", r#"["a","b"]"#), Some(Cell::List(vec![bytes("a"), bytes("b")])));
        assert_eq!(cell("GPSLatitude", "-33.5"), Some(Cell::One(Scalar::Number(-33.5))));
        assert_eq!(cell("GPSLatitude", "-33"), Some(Cell::One(Scalar::Number(-33.0))));
        assert_eq!(cell("WideGamut", "true"), Some(Cell::One(Scalar::Bool(true))));
        assert_eq!(cell("Rating", "4"), Some(Cell::One(Scalar::Integer(4))));
        let moment = Scalar::Integer(1_571_252_463_000);
        assert_eq!(cell("DateTimeOriginal", r#""2019-10-16T19:01:03.000Z""#), Some(Cell::One(moment)));
        assert_eq!(cell("Regions", r#"[{"x":1}]"#), Some(Cell::List(vec![bytes(r#"{"x":1}"#)])));
        assert_eq!(cell("Mine", "7"), Some(Cell::One(bytes("7"))));
    }

    #[test]
    fn values_that_do_not_fit() {
        for (name, value) in [
            ("Title", r#"["a","b"]"#),
            ("Title", r#"{"x-default":"a"}"#),
            ("Title", "1"),
            ("Keywords", r#""a""#),
            ("Keywords", r#"["a",1]"#),
            ("GPSLatitude", r#""north""#),
            ("GPSLatitude", "9007199254740993"),
            ("Rating", "1.5"),
            ("DateTimeOriginal", r#""1919""#),
            ("DateTimeOriginal", r#""2019-10-16T19:01:03.000""#),
            ("DateTimeOriginal", r#""2019-10-16T19:01:03Z""#),
            ("Mine", r#"["a"]"#),
        ] {
            assert_eq!(cell(name, value), None, "{name} {value}");
        }
    }
}
