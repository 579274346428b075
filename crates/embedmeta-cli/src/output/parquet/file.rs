//! The Parquet file: its schema, its row groups, and the levels that encode nulls and lists.
//!
//! These are Dremel's levels. A definition level counts how many of the optional and repeated parts of a column's path
//! are present; a repetition level is 0 at the start of a row and 1 for further items of its list.

use super::{Cell, ERROR, FILE, ISSUES, PATH, PATH_BYTES, REST, Row, Scalar, Table, Type, UTC};
use embedmeta::Stage;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type as Schema, TypePtr};
use std::io;
use std::sync::Arc;

/// Collects rows and returns the bytes of the file as they become ready.
pub(crate) struct File {
    writer: SerializedFileWriter<Vec<u8>>,
    /// The columns of the current row group.
    leaves: Vec<Leaf>,
    /// How many of the columns are facts about the file.
    facts: usize,
    rows: usize,
    size: usize,
    bound: Bound,
}

/// The most that a row group holds; this bounds the memory.
#[derive(Clone, Copy, Debug)]
struct Bound {
    rows: usize,
    /// The size of the values in memory; the row that reaches it ends the group.
    size: usize,
}

/// A file with few row groups is fast to read; 8,192 rows of some 60 fields take about 10 MB.
const BOUND: Bound = Bound { rows: 8192, size: 32 * 1024 * 1024 };
/// The columns before the fields.
const BEFORE: usize = 2;

impl File {
    /// An empty file with these columns.
    pub(crate) fn new(table: &Table) -> io::Result<Self> {
        Self::bounded(table, BOUND)
    }

    fn bounded(table: &Table, bound: Bound) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            // Page statistics would stay in memory until the end.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_key_value_metadata(units(table))
            .build();
        let (schema, leaves) = schema(table).map_err(failed)?;
        let writer =
            SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        Ok(Self { writer, leaves, facts: table.facts.len(), rows: 0, size: 0, bound })
    }

    /// Adds a row; returns the next bytes of the file, often none.
    pub(crate) fn push(&mut self, row: Row) -> io::Result<Vec<u8>> {
        self.size += row.into_leaves(self.facts, &mut self.leaves);
        self.rows += 1;
        if self.rows >= self.bound.rows || self.size >= self.bound.size {
            self.write_group().map_err(failed)?;
        }
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// The last bytes.
    pub(crate) fn finish(mut self) -> io::Result<Vec<u8>> {
        if self.rows > 0 {
            self.write_group().map_err(failed)?;
        }
        self.writer.into_inner().map_err(failed)
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for leaf in &mut self.leaves {
            let mut column = group.next_column()?.ok_or_else(mismatch)?;
            let definitions = Some(leaf.definitions.as_slice());
            let repetitions = leaf.is_repeated.then_some(leaf.repetitions.as_slice());
            match (column.untyped(), &leaf.values) {
                (ColumnWriter::ByteArrayColumnWriter(out), Values::Bytes(values)) => {
                    out.write_batch(values, definitions, repetitions)?
                }
                (ColumnWriter::DoubleColumnWriter(out), Values::Numbers(values)) => {
                    out.write_batch(values, definitions, repetitions)?
                }
                (ColumnWriter::Int64ColumnWriter(out), Values::Integers(values)) => {
                    out.write_batch(values, definitions, repetitions)?
                }
                (ColumnWriter::BoolColumnWriter(out), Values::Bools(values)) => {
                    out.write_batch(values, definitions, repetitions)?
                }
                _ => return Err(mismatch()),
            };
            column.close()?;
            leaf.clear();
        }
        group.close()?;
        (self.rows, self.size) = (0, 0);
        Ok(())
    }
}

/// The units of the numeric columns.
fn units(table: &Table) -> Option<Vec<KeyValue>> {
    let of = |column| table.unit(column).map(|unit| unit.name.to_owned());
    let units =
        table.columns.iter().filter_map(|column| Some((format!("unit:{}", column.name), of(column)?)));
    let units: Vec<_> = units.map(|(key, unit)| KeyValue::new(key, unit)).collect();
    (!units.is_empty()).then_some(units)
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn mismatch() -> ParquetError {
    ParquetError::General("the columns are not those of the schema".to_owned())
}

/// What a column holds of the current row group.
#[derive(Debug)]
struct Leaf {
    values: Values,
    definitions: Vec<i16>,
    /// Empty unless the column is repeated.
    repetitions: Vec<i16>,
    is_repeated: bool,
}

#[derive(Debug)]
enum Values {
    Bytes(Vec<ByteArray>),
    Numbers(Vec<f64>),
    Integers(Vec<i64>),
    Bools(Vec<bool>),
}

impl Leaf {
    fn new(kind: Type, is_repeated: bool) -> Self {
        let values = match kind {
            Type::Text | Type::Json | Type::Any => Values::Bytes(Vec::new()),
            Type::Number => Values::Numbers(Vec::new()),
            Type::Bool => Values::Bools(Vec::new()),
            Type::Integer | Type::Moment => Values::Integers(Vec::new()),
        };
        Self { values, definitions: Vec::new(), repetitions: Vec::new(), is_repeated }
    }

    /// Adds the cell of a field; returns its size in memory.
    fn cell(&mut self, cell: Option<Cell>) -> usize {
        self.cell_within(0, cell)
    }

    /// Adds the cell of a column in a group that is there to this level.
    fn cell_within(&mut self, level: i16, cell: Option<Cell>) -> usize {
        match cell {
            None => self.push(level, false, None),
            Some(Cell::One(value)) => self.push(level + 1, false, Some(value)),
            Some(Cell::List(items)) if items.is_empty() => self.push(level + 1, false, None),
            Some(Cell::List(items)) => {
                let items = items.into_iter().enumerate();
                items.map(|(at, item)| self.push(level + 2, at > 0, Some(item))).sum()
            }
        }
    }

    fn bytes(&mut self, value: Option<Vec<u8>>) -> usize {
        self.cell(value.map(|value| Cell::One(Scalar::Bytes(value))))
    }

    /// Adds a value or its absence, with its levels; returns its size in memory.
    fn push(&mut self, definition: i16, is_further: bool, value: Option<Scalar>) -> usize {
        self.definitions.push(definition);
        if self.is_repeated {
            self.repetitions.push(i16::from(is_further));
        }
        let levels = 2 * size_of::<i16>();
        levels
            + match (&mut self.values, value) {
                (Values::Bytes(values), Some(Scalar::Bytes(value))) => {
                    let size = value.len() + size_of::<ByteArray>();
                    values.push(value.into());
                    size
                }
                (Values::Numbers(values), Some(Scalar::Number(value))) => {
                    values.push(value);
                    size_of::<f64>()
                }
                (Values::Integers(values), Some(Scalar::Integer(value))) => {
                    values.push(value);
                    size_of::<i64>()
                }
                (Values::Bools(values), Some(Scalar::Bool(value))) => {
                    values.push(value);
                    size_of::<bool>()
                }
                // A cell has its column's type. If it had not, the group would be rejected for a missing value.
                (_, _) => 0,
            }
    }

    fn clear(&mut self) {
        self.definitions.clear();
        self.repetitions.clear();
        match &mut self.values {
            Values::Bytes(values) => values.clear(),
            Values::Numbers(values) => values.clear(),
            Values::Integers(values) => values.clear(),
            Values::Bools(values) => values.clear(),
        }
    }
}

impl Row {
    /// Adds the row to all columns in the order of [`schema`]; returns its size in memory.
    fn into_leaves(mut self, facts: usize, leaves: &mut [Leaf]) -> usize {
        self.cells.sort_by_key(|(place, _)| *place);
        let mut cells = self.cells.into_iter().peekable();
        let fields = leaves.len().saturating_sub(BEFORE + facts + AFTER);
        let mut leaves = leaves.iter_mut();
        let mut next = |fill: &mut dyn FnMut(&mut Leaf) -> usize| leaves.next().map_or(0, fill);
        let mut size = next(&mut |leaf| leaf.bytes(self.path.take().map(String::into_bytes)));
        size += next(&mut |leaf| leaf.bytes(self.path_bytes.take()));
        for place in 0..fields {
            let mut cell = cells.next_if(|(at, _)| *at == place).map(|(_, cell)| cell);
            size += next(&mut |leaf| leaf.cell(cell.take()));
        }
        let is_read = self.facts.is_some();
        let mut told = self.facts.take().unwrap_or_default().into_iter();
        for _ in 0..facts {
            let mut fact = told.next().flatten();
            size += next(&mut |leaf| leaf.cell_within(i16::from(is_read), fact.take()));
        }
        let issues = std::mem::take(&mut self.issues);
        for part in ISSUE {
            size += next(&mut |leaf| {
                if issues.is_empty() {
                    return leaf.push(0, false, None);
                }
                let all = issues.iter().enumerate();
                all.map(|(at, issue)| {
                    let value = (part.value)(issue);
                    // An offset is optional within its issue.
                    let definition = 1 + i16::from(part.is_optional && value.is_some());
                    leaf.push(definition, at > 0, value)
                })
                .sum()
            });
        }
        size += next(&mut |leaf| leaf.bytes(self.error.take().map(String::into_bytes)));
        size + next(&mut |leaf| leaf.bytes(self.rest.take().map(String::into_bytes)))
    }
}

/// A column of the issues.
struct Part {
    name: &'static str,
    kind: Type,
    is_optional: bool,
    value: fn(&embedmeta::Issue) -> Option<Scalar>,
}

const ISSUE: [Part; 4] = [
    Part {
        name: "code",
        kind: Type::Text,
        is_optional: false,
        value: |issue| Some(text(issue.code.as_str())),
    },
    Part {
        name: "stage",
        kind: Type::Text,
        is_optional: false,
        value: |issue| Some(text(stage(issue.stage))),
    },
    Part {
        name: "offset",
        kind: Type::Integer,
        is_optional: true,
        value: |issue| issue.offset.and_then(|offset| i64::try_from(offset).ok()).map(Scalar::Integer),
    },
    Part { name: "detail", kind: Type::Text, is_optional: false, value: |issue| Some(text(&issue.detail)) },
];
/// The columns after the fields: the issues, the error and the rest.
const AFTER: usize = ISSUE.len() + 2;

fn text(text: &str) -> Scalar {
    Scalar::Bytes(text.as_bytes().to_vec())
}

/// The name used in JSON.
fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Container => "container",
        Stage::Exif => "exif",
        Stage::MakerNote => "makernote",
        Stage::Iptc => "iptc",
        Stage::Xmp => "xmp",
        Stage::Jumbf => "jumbf",
        Stage::Normalize => "normalize",
        _ => "other",
    }
}

/// The schema and its columns in order.
fn schema(table: &Table) -> Result<(Schema, Vec<Leaf>), ParquetError> {
    let is_utc = table.moment == UTC;
    let optional = |name, kind| leaf(name, kind, Repetition::OPTIONAL, is_utc);
    let binary = Schema::primitive_type_builder(PATH_BYTES, Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL)
        .build()?;
    let mut fields = vec![optional(PATH, Type::Text)?, Arc::new(binary)];
    let mut leaves = vec![Leaf::new(Type::Text, false), Leaf::new(Type::Text, false)];
    for column in table.columns.iter() {
        let kind = table.type_of(column);
        let is_list = table.is_list(column);
        fields.push(if is_list {
            list(&column.name, leaf(ELEMENT, kind, Repetition::REQUIRED, is_utc)?, Repetition::OPTIONAL)?
        } else {
            optional(&column.name, kind)?
        });
        leaves.push(Leaf::new(kind, is_list));
    }
    if !table.facts.is_empty() {
        let mut facts = Vec::with_capacity(table.facts.len());
        for fact in table.facts {
            let kind = match fact.name {
                "format" | "mime" | "codecs" => Type::Text,
                "hasAlpha" => Type::Bool,
                "duration" => Type::Number,
                _ => Type::Integer,
            };
            let is_list = fact.name == "codecs";
            facts.push(if is_list {
                list(fact.name, leaf(ELEMENT, kind, Repetition::REQUIRED, is_utc)?, Repetition::OPTIONAL)?
            } else {
                optional(fact.name, kind)?
            });
            leaves.push(Leaf::new(kind, is_list));
        }
        let file = Schema::group_type_builder(FILE).with_repetition(Repetition::OPTIONAL);
        fields.push(Arc::new(file.with_fields(facts).build()?));
    }
    let mut parts = Vec::with_capacity(ISSUE.len());
    for part in ISSUE {
        let repetition = if part.is_optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        parts.push(leaf(part.name, part.kind, repetition, is_utc)?);
        leaves.push(Leaf::new(part.kind, true));
    }
    let issue = Schema::group_type_builder(ELEMENT).with_repetition(Repetition::REQUIRED);
    let issue = issue.with_fields(parts).build()?;
    fields.push(list(ISSUES, Arc::new(issue), Repetition::REQUIRED)?);
    for name in [ERROR, REST] {
        fields.push(optional(name, Type::Text)?);
        leaves.push(Leaf::new(Type::Text, false));
    }
    Ok((Schema::group_type_builder("record").with_fields(fields).build()?, leaves))
}

fn leaf(name: &str, kind: Type, repetition: Repetition, is_utc: bool) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match kind {
        Type::Text | Type::Json | Type::Any => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Type::Number => (Physical::DOUBLE, None),
        Type::Integer => (Physical::INT64, None),
        Type::Bool => (Physical::BOOLEAN, None),
        Type::Moment => (Physical::INT64, Some(LogicalType::timestamp(is_utc, TimeUnit::MILLIS))),
    };
    let builder = Schema::primitive_type_builder(name, physical).with_repetition(repetition);
    builder.with_logical_type(logical).build().map(Arc::new)
}

/// A list with the three levels that the format requires.
fn list(name: &str, element: TypePtr, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    let items = Schema::group_type_builder("list").with_repetition(Repetition::REPEATED);
    let items = items.with_fields(vec![element]).build()?;
    Schema::group_type_builder(name)
        .with_repetition(repetition)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(items)])
        .build()
        .map(Arc::new)
}

const ELEMENT: &str = "element";

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::Dates;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    /// The number of rows in each row group of a file with `rows` rows.
    fn groups(name: &str, rows: usize, bound: Bound) -> Vec<i64> {
        let table =
            Table::new(&["Title".to_owned(), "Keywords".to_owned()], false, false, Dates::Utc).unwrap();
        let mut file = File::bounded(&table, bound).unwrap();
        let mut bytes = Vec::new();
        for n in 0..rows {
            let keywords = Cell::List((0..n % 3).map(|k| text(&format!("k{k}"))).collect());
            // Cells may come in any order.
            let cells = vec![(1, keywords), (0, Cell::One(text(&format!("title {n}"))))];
            let row = Row { path: Some(format!("{n}.jpg")), cells, ..Row::default() };
            bytes.extend(file.push(row).unwrap());
            assert!(file.rows < bound.rows && file.size < bound.size);
        }
        bytes.extend(file.finish().unwrap());
        let path = std::env::temp_dir().join(format!("embedmeta-{name}-{}.parquet", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        std::fs::remove_file(&path).unwrap();
        let mut titles = 0;
        for (n, row) in reader.get_row_iter(None).unwrap().enumerate() {
            let row = row.unwrap().to_string();
            assert!(row.contains(&format!("\"title {n}\"")), "{row}");
            assert_eq!(row.matches("\"k").count(), n % 3, "{row}");
            titles += 1;
        }
        assert_eq!(titles, rows);
        reader
            .metadata()
            .row_groups()
            .iter()
            .map(parquet::file::metadata::RowGroupMetaData::num_rows)
            .collect()
    }

    #[test]
    fn groups_are_bounded_by_rows() {
        assert_eq!(groups("rows", 20_000, Bound { rows: 8192, size: usize::MAX }), [8192, 8192, 3616]);
        assert_eq!(groups("none", 0, BOUND), [0; 0]);
        assert_eq!(groups("two", 2, Bound { rows: 2, size: usize::MAX }), [2]);
    }

    #[test]
    fn groups_are_bounded_by_size() {
        let all = groups("size", 1000, Bound { rows: usize::MAX, size: 10_000 });
        assert!(all.len() > 5 && all.iter().all(|rows| *rows < 200), "{all:?}");
    }

    #[test]
    fn stages_are_called_as_in_json() {
        for one in [
            Stage::Container,
            Stage::Exif,
            Stage::MakerNote,
            Stage::Iptc,
            Stage::Xmp,
            Stage::Jumbf,
            Stage::Normalize,
        ] {
            assert_eq!(serde_json::to_value(one).unwrap(), stage(one));
        }
    }
}
