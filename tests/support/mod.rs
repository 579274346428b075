//! Builds small files from their parts, so that every sample can be understood.
// Each test uses only part of this, and may panic; code that builds samples is written for readability.
#![allow(dead_code, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::needless_for_each, clippy::type_complexity, clippy::format_collect)]

pub mod boxes;
pub mod document;
pub mod exif;
pub mod facts;
pub mod films;
pub mod formats;
pub mod icc;
pub mod jpeg;
pub mod jumbf;
pub mod notes;
pub mod png;
pub mod raster;
pub mod raw;
pub mod recordings;
pub mod samples;
pub mod segments;

use std::path::{Path, PathBuf};

/// The repository's folder, whichever package is tested.
pub fn repository() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().find(|folder| folder.join("testdata").is_dir()).expect("the samples").to_path_buf()
}

/// The folder of the samples.
pub fn testdata() -> PathBuf {
    repository().join("testdata")
}

/// The corpus of real files beside the project; prints a notice if there is none.
pub fn corpus() -> Option<PathBuf> {
    let corpus = repository().join("../shared/corpus");
    if !corpus.is_dir() {
        println!("no corpus at {}: nothing is tested here", corpus.display());
        return None;
    }
    Some(corpus)
}

/// An empty folder for one test, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("embedmeta-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the folder can be made");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into the folder.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("the folder can be made");
        std::fs::write(&path, bytes).expect("the file can be written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
