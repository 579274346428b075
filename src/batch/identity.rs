//! The identity of the file that a path leads to.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

/// A file, whatever it is called: all hard and symbolic links to it are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
    /// Other systems do not tell hard links apart.
    #[cfg(not(unix))]
    real: std::path::PathBuf,
}

impl Identity {
    /// The file that the path leads to.
    ///
    /// # Errors
    ///
    /// The error of the system, if the path leads nowhere.
    pub fn of(path: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        let found = Self::of_metadata(&path.metadata()?);
        #[cfg(not(unix))]
        let found = Self { real: path.canonicalize()? };
        Ok(found)
    }

    /// The identity of an open file; `None` if the system does not provide one.
    pub fn of_file(file: &File) -> Option<Self> {
        #[cfg(unix)]
        let found = file.metadata().ok().map(|metadata| Self::of_metadata(&metadata));
        #[cfg(not(unix))]
        let found = {
            let _ = file;
            None
        };
        found
    }

    #[cfg(unix)]
    fn of_metadata(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: metadata.dev(), inode: metadata.ino() }
    }

    /// Whether the file at a path, whose metadata is known, is this one.
    #[cfg(unix)]
    pub(super) fn is_at(&self, _: &Path, metadata: &Metadata) -> bool {
        *self == Self::of_metadata(metadata)
    }

    /// Whether the file at a path is this one.
    #[cfg(not(unix))]
    pub(super) fn is_at(&self, path: &Path, _: &Metadata) -> bool {
        Self::of(path).is_ok_and(|found| *self == found)
    }

    /// Whether an entry of a folder may be this file, judging without another system call. Links are not resolved.
    pub(super) fn may_be(&self, entry: &fs::DirEntry) -> bool {
        #[cfg(unix)]
        let may_be = std::os::unix::fs::DirEntryExt::ino(entry) == self.inode;
        #[cfg(not(unix))]
        let may_be = self.real.file_name() == Some(&entry.file_name());
        may_be
    }
}
