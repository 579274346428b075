//! Reads a table: tab-separated rows under one header line; empty lines and lines that begin with `#` are notes.

use std::fs;

/// The rows of a table.
pub struct Table {
    path: String,
    header: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One row, its cells by the names of the header.
pub struct Row<'t> {
    table: &'t Table,
    line: usize,
    cells: &'t [String],
}

impl Table {
    /// Reads `path`, relative to the crate's root.
    pub fn read(path: &str) -> Self {
        println!("cargo::rerun-if-changed={path}");
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut lines =
            text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let header = split(lines.next().unwrap_or_else(|| panic!("{path}: no header")).1);
        let rows = lines.map(|(number, line)| (number + 1, split(line))).collect();
        Self { path: path.to_owned(), header, rows }
    }

    /// All rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }
}

impl<'t> Row<'t> {
    /// The cell under `column`; empty where the row is short.
    pub fn get(&self, column: &str) -> &'t str {
        let index = self.table.header.iter().position(|name| name == column);
        let index = index.unwrap_or_else(|| panic!("{}: no column {column}", self.table.path));
        self.cells.get(index).map_or("", String::as_str)
    }

    /// The cell under `column` as a number.
    pub fn number<T: std::str::FromStr>(&self, column: &str) -> T {
        let text = self.get(column);
        text.parse().unwrap_or_else(|_| self.wrong(&format!("{column}: {text:?} is no number")))
    }

    /// Stops the build: this row is wrong.
    pub fn wrong(&self, why: &str) -> ! {
        panic!("{}:{}: {why}", self.table.path, self.line)
    }
}
