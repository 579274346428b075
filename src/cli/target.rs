//! Where the records are written.

use anstream::AutoStream;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Standard output, or a file that has its name when it is whole.
pub(super) struct Target {
    out: BufWriter<Box<dyn Write>>,
    unnamed: Option<Unnamed>,
    /// Whether people see the records as they come.
    pub is_terminal: bool,
}

/// A file that waits for its name; removed where it does not get it.
pub(super) struct Unnamed {
    path: PathBuf,
    name: PathBuf,
}

impl Unnamed {
    /// Gives the file its name: whoever looks sees the old file or this one, never a part.
    pub(super) fn take_name(mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.name)?;
        // Another file may have been made under the old name by now: it is not this one's to remove.
        self.path.clear();
        Ok(())
    }
}

impl Target {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        let stdout = io::stdout().lock();
        let is_terminal = stdout.is_terminal();
        // This changes no byte; a console of Windows is told that it will meet escape codes.
        Self { is_terminal, ..Self::of(Box::new(AutoStream::always_ansi(stdout)), None) }
    }

    /// A file that replaces `path` at the end. What is no regular file, such as a device, is written as it is.
    pub(super) fn file(path: &Path) -> io::Result<Self> {
        let old = path.metadata().ok();
        if old.as_ref().is_some_and(|old| !old.is_file()) {
            return Ok(Self::of(Box::new(OpenOptions::new().write(true).open(path)?), None));
        }
        // A link stays, and what it leads to is replaced.
        let name = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let (file, unnamed) = create_beside(&name)?;
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        Ok(Self::of(Box::new(file), Some(unnamed)))
    }

    /// A file that is written where it lies, from where it stands.
    pub(super) fn appended(file: File) -> Self {
        Self::of(Box::new(file), None)
    }

    fn of(out: Box<dyn Write>, unnamed: Option<Unnamed>) -> Self {
        Self { out: BufWriter::with_capacity(256 * 1024, out), unnamed, is_terminal: false }
    }

    /// The file that is there under no name yet.
    pub(super) fn temporary(&self) -> Option<&Path> {
        self.unnamed.as_ref().map(|unnamed| unnamed.path.as_path())
    }

    /// Writes out what is held, and gives the file its name.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        let Self { out, unnamed, .. } = self;
        // It is closed before: some systems rename no open file.
        drop(out);
        unnamed.map_or(Ok(()), Unnamed::take_name)
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        // After it got its name it has no other.
        if !self.path.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A new hidden file in the folder of `name`, which it may have later.
pub(super) fn create_beside(name: &Path) -> io::Result<(File, Unnamed)> {
    let Some(own) = name.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "that is no name of a file"));
    };
    let mut attempt = 0;
    loop {
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(own);
        hidden.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let path = name.with_file_name(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, Unnamed { path, name: name.to_path_buf() })),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_name_when_it_is_whole_and_else_is_gone() {
        let folder = std::env::temp_dir().join(format!("embedmeta-target-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("out.json");
        fs::write(&path, "old").unwrap();
        let names = || fs::read_dir(&folder).unwrap().count();
        let mut target = Target::file(&path).unwrap();
        target.write_all(b"half").unwrap();
        assert_eq!(names(), 2);
        drop(target);
        assert_eq!((names(), fs::read(&path).unwrap()), (1, b"old".to_vec()));
        let mut target = Target::file(&path).unwrap();
        target.write_all(b"whole").unwrap();
        target.finish().unwrap();
        assert_eq!((names(), fs::read(&path).unwrap()), (1, b"whole".to_vec()));
        fs::remove_dir_all(&folder).unwrap();
    }
}
