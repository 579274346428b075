//! Shared by the benches.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The size of the first read, here and in the library.
pub const HEAD: usize = 64 * 1024;

/// The least that any reader of metadata must do: opens a file, reads its head and closes it.
pub fn read_head(path: &Path, buffer: &mut Vec<u8>) -> io::Result<usize> {
    buffer.clear();
    File::open(path)?.take(HEAD as u64).read_to_end(buffer)
}

/// The path of a sample in the repository.
pub fn sample(name: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = package.ancestors().map(|folder| folder.join("testdata")).find(|folder| folder.is_dir());
    samples.unwrap_or_default().join(name)
}
