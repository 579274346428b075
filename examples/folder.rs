//! A folder, on all cores: a line of JSON for each picture.
//!
//! ```sh
//! cargo run --release --example folder -- testdata
//! ```
//!
//! JSON is written by serde: a program of your own needs the feature `serde` of embedmeta.
//!
//! It collects all paths before it reads, and follows no links. The command `embedmeta` reads millions of files in the
//! order of their paths with bounded memory; it is built on the module `batch` (a feature of that name).

use embedmeta::{Error, Extractor};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| "testdata".into());
    let mut out = io::stdout().lock();
    for record in records(Path::new(&folder))? {
        writeln!(out, "{record}")?;
    }
    Ok(())
}

/// A record of each picture below a folder, in the order of their paths.
pub(crate) fn records(folder: &Path) -> io::Result<Vec<Value>> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    // An extractor holds options alone: all threads share it.
    let extractor = Extractor::new();
    Ok(paths.par_iter().filter_map(|path| record(&extractor, path)).collect())
}

/// What a file holds, or why it could not be read; nothing where it is no picture.
fn record(extractor: &Extractor, path: &Path) -> Option<Value> {
    match extractor.from_path(path) {
        Ok(extraction) => Some(json!({ "path": path, "metadata": extraction.metadata })),
        // Formats are told by content, never by the names of files.
        Err(Error::UnknownFormat { .. } | Error::Empty) => None,
        Err(error) => Some(json!({ "path": path, "error": error.to_string() })),
    }
}

/// The regular files of a folder and of those in it.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), paths)?;
        } else if kind.is_file() {
            paths.push(entry.path());
        }
    }
    Ok(())
}
