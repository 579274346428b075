//! Reads a table: tab-separated rows under one header line; empty lines and lines that begin with `#` are comments.

use std::fs;

/// The rows of a table.
pub struct Table {
    path: String,
    header: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One row, with its cells by column name.
pub struct Row<'t> {
    table: &'t Table,
    line: usize,
    cells: &'t [String],
}

impl Table {
    /// Reads `path`, relative to the repository.
    pub fn read(path: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut lines =
            text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let header = split(lines.next().unwrap_or_else(|| panic!("{path}: no header")).1);
        let rows = lines.map(|(number, line)| (number + 1, split(line))).collect();
        Self { path: path.to_owned(), header, rows }
    }

    /// All rows in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }
}

impl<'t> Row<'t> {
    /// The cell under `column`; empty if the row is short.
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

    /// What is wrong with this row, and where it stands.
    pub fn place(&self, why: &str) -> String {
        format!("{}:{}: {why}", self.table.path, self.line)
    }

    /// Stops the run because this row is wrong.
    pub fn wrong(&self, why: &str) -> ! {
        panic!("{}", self.place(why))
    }
}

/// An array with one item per line, so that a changed row is a changed line.
pub fn lines<T: std::fmt::Debug>(items: &[T]) -> String {
    array(items.iter().map(|item| format!("{item:?}")))
}

/// An array of numbers, several per line.
pub fn numbers<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    const PER_LINE: usize = 16;
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    array(items.chunks(PER_LINE).map(|line| line.join(", ")))
}

fn array(lines: impl Iterator<Item = String>) -> String {
    let mut out = "[\n".to_owned();
    for line in lines {
        out.extend(["    ", &line, ",\n"]);
    }
    out + "]"
}
