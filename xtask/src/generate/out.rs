//! The generated files.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Generated files by their paths in the repository.
#[derive(Default)]
pub(crate) struct Out {
    files: Vec<(&'static str, String)>,
}

impl Out {
    /// Adds a file that was generated from these tables.
    pub fn write(&mut self, path: &'static str, tables: &[&str], code: &str) {
        let tables = tables.join(", ");
        let text = format!("// Made of {tables} by `cargo xtask generate`; not to be edited.\n\n{code}");
        self.files.push((path, text));
    }

    /// The paths of files that differ from what is stored.
    pub(crate) fn stale(&self) -> impl Iterator<Item = &'static str> {
        let is_stale = |(path, text): &&(_, String)| fs::read_to_string(path).ok().as_ref() != Some(text);
        self.files.iter().filter(is_stale).map(|(path, _)| *path)
    }

    /// Writes the files that have changed.
    pub(crate) fn keep(&self) -> Result<(), (PathBuf, io::Error)> {
        let stale: Vec<&str> = self.stale().collect();
        for (path, text) in self.files.iter().filter(|(path, _)| stale.contains(path)) {
            let path = Path::new(path);
            let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
            folder.and_then(|()| fs::write(path, text)).map_err(|error| (path.to_path_buf(), error))?;
        }
        Ok(())
    }
}
