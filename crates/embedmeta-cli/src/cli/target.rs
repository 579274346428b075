//! Where the records are written.

use super::place::{Place, STDOUT, name_of, open_lasting};
use anstream::AutoStream;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Standard output, or a file that gets its name once it is complete.
pub(super) struct Target {
    out: BufWriter<Box<dyn Write>>,
    unnamed: Option<Unnamed>,
    /// The name to show to people.
    pub name: String,
    /// Whether people see the records as they are written.
    pub is_terminal: bool,
}

/// A file that waits for its name; it is removed if it never gets it.
pub(super) struct Unnamed {
    path: PathBuf,
    name: PathBuf,
}

impl Unnamed {
    /// Where the file lies for now.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The path that the file is to get.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    /// Gives the file its name: a reader sees the old file or the new one, never a part.
    pub(super) fn take_name(mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.name)?;
        // Another file may have taken the temporary name by now, and must not be removed.
        self.path.clear();
        Ok(())
    }
}

impl Target {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        let stdout = io::stdout().lock();
        let is_terminal = stdout.is_terminal();
        // This changes no bytes; it tells a Windows console to expect escape codes.
        let stdout = Box::new(AutoStream::always_ansi(stdout));
        Self { is_terminal, ..Self::of(stdout, None, "standard output".into()) }
    }

    /// The target at `path`: a file that replaces it at the end, or, if it cannot be replaced, the path itself.
    pub(super) fn named(path: &Path) -> io::Result<Self> {
        match Place::of(path) {
            STDOUT => Ok(Self::stdout()),
            Place::File => Self::file(path),
            place => {
                let file = open_lasting(path, place)?;
                Ok(Self { is_terminal: file.is_terminal(), ..Self::of(Box::new(file), None, name_of(path)) })
            }
        }
    }

    fn file(path: &Path) -> io::Result<Self> {
        let old = path.metadata().ok();
        // Keep a link, and replace the file that it leads to.
        let name = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        remove_left_over(&name);
        let (file, unnamed) = create_beside(&name)?;
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        Ok(Self::of(Box::new(file), Some(unnamed), name_of(path)))
    }

    /// A file that is written in place, from its current position.
    pub(super) fn appended(file: File, name: String) -> Self {
        Self::of(Box::new(file), None, name)
    }

    fn of(out: Box<dyn Write>, unnamed: Option<Unnamed>, name: String) -> Self {
        Self { out: BufWriter::with_capacity(256 * 1024, out), unnamed, name, is_terminal: false }
    }

    /// The file that has no name yet.
    pub(super) fn temporary(&self) -> Option<&Path> {
        self.unnamed.as_ref().map(Unnamed::path)
    }

    /// Flushes the output and gives the file its name.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        let Self { out, unnamed, .. } = self;
        // The file is closed first, because some systems cannot rename an open file.
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
        // Once the file has its name, there is nothing to remove.
        if !self.path.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A new hidden file in the folder of `name`, which it can take later.
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

/// Removes temporary files for that name that killed runs have left behind.
///
/// Only Linux tells whether a process is still running; elsewhere all files stay.
pub(super) fn remove_left_over(name: &Path) {
    let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(own) = name.file_name().filter(|_| cfg!(target_os = "linux")) else { return };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let process = process_of(entry.file_name().as_encoded_bytes(), own.as_encoded_bytes());
        if process.is_some_and(|process| is_left_by(process, &entry)) {
            // If the file may not be removed, it stays.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The process that made a file of [`create_beside`], taken from its name.
fn process_of(name: &[u8], own: &[u8]) -> Option<u32> {
    let rest = name.strip_prefix(b".")?.strip_prefix(own)?.strip_prefix(b".")?.strip_suffix(b".tmp")?;
    let (process, attempt) = std::str::from_utf8(rest).ok()?.split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(process) && is_number(attempt)).then(|| process.parse().ok())?
}

/// Whether a file belongs to this user, all of whose processes are visible, and to a process that is gone.
#[cfg(target_os = "linux")]
fn is_left_by(process: u32, entry: &fs::DirEntry) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(file), Ok(own)) = (entry.metadata(), fs::metadata("/proc/self")) else { return false };
    if !file.is_file() || file.uid() != own.uid() {
        return false;
    }
    match fs::read_to_string(format!("/proc/{process}/stat")) {
        // A zombie: it has ended, but its exit code has not been collected.
        Ok(state) => state.rsplit(") ").next().is_some_and(|state| state.starts_with(['Z', 'X'])),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(not(target_os = "linux"))]
fn is_left_by(_: u32, _: &fs::DirEntry) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unnamed_files_are_known_by_their_names() {
        let of = |name: &str| process_of(name.as_bytes(), b"out.json");
        assert_eq!(of(".out.json.123-0.tmp"), Some(123));
        for other in
            [".out.json.tmp", ".out.json.123.tmp", ".out.json.-1-0.tmp", ".out.json.123-0", "out.json"]
        {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(of(".my.out.json.123-0.tmp"), None);
        assert_eq!(of(".out.json.99999999999-0.tmp"), None);
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole_and_else_is_gone() {
        let folder = std::env::temp_dir().join(format!("embedmeta-target-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("out.json");
        fs::write(&path, "old").unwrap();
        let names = || fs::read_dir(&folder).unwrap().count();
        let mut target = Target::named(&path).unwrap();
        target.write_all(b"half").unwrap();
        assert_eq!(names(), 2);
        drop(target);
        assert_eq!((names(), fs::read(&path).unwrap()), (1, b"old".to_vec()));
        let mut target = Target::named(&path).unwrap();
        target.write_all(b"whole").unwrap();
        target.finish().unwrap();
        assert_eq!((names(), fs::read(&path).unwrap()), (1, b"whole".to_vec()));
        fs::remove_dir_all(&folder).unwrap();
    }
}
