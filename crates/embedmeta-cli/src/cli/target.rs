//! Where the records are written.

use super::place::{Place, STDOUT, name_of, open_lasting};
use anstream::AutoStream;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Standard output, or a file that has its name when it is whole.
pub(super) struct Target {
    out: BufWriter<Box<dyn Write>>,
    unnamed: Option<Unnamed>,
    /// What people call it.
    pub name: String,
    /// Whether people see the records as they come.
    pub is_terminal: bool,
}

/// A file that waits for its name; removed where it does not get it.
pub(super) struct Unnamed {
    path: PathBuf,
    name: PathBuf,
}

impl Unnamed {
    /// Where it lies so far.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The path that it is to have.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

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
        let stdout = Box::new(AutoStream::always_ansi(stdout));
        Self { is_terminal, ..Self::of(stdout, None, "standard output".into()) }
    }

    /// Where `path` leads: a file that replaces it at the end, or what cannot be replaced, written as it is.
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
        // A link stays, and what it leads to is replaced.
        let name = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        remove_left_over(&name);
        let (file, unnamed) = create_beside(&name)?;
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        Ok(Self::of(Box::new(file), Some(unnamed), name_of(path)))
    }

    /// A file that is written where it lies, from where it stands.
    pub(super) fn appended(file: File, name: String) -> Self {
        Self::of(Box::new(file), None, name)
    }

    fn of(out: Box<dyn Write>, unnamed: Option<Unnamed>, name: String) -> Self {
        Self { out: BufWriter::with_capacity(256 * 1024, out), unnamed, name, is_terminal: false }
    }

    /// The file that is there under no name yet.
    pub(super) fn temporary(&self) -> Option<&Path> {
        self.unnamed.as_ref().map(Unnamed::path)
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

/// Removes what runs that were killed have left of a file of that name.
///
/// It is only known on Linux whether a process is still there; elsewhere all is left.
pub(super) fn remove_left_over(name: &Path) {
    let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(own) = name.file_name().filter(|_| cfg!(target_os = "linux")) else { return };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let process = process_of(entry.file_name().as_encoded_bytes(), own.as_encoded_bytes());
        if process.is_some_and(|process| is_left_by(process, &entry)) {
            // Whoever may not remove it leaves it as well.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The process that has made a file of [`create_beside`], by its name.
fn process_of(name: &[u8], own: &[u8]) -> Option<u32> {
    let rest = name.strip_prefix(b".")?.strip_prefix(own)?.strip_prefix(b".")?.strip_suffix(b".tmp")?;
    let (process, attempt) = std::str::from_utf8(rest).ok()?.split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(process) && is_number(attempt)).then(|| process.parse().ok())?
}

/// Whether a file is of this user, whose processes are all shown, and of a process that is gone.
#[cfg(target_os = "linux")]
fn is_left_by(process: u32, entry: &fs::DirEntry) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(file), Ok(own)) = (entry.metadata(), fs::metadata("/proc/self")) else { return false };
    if !file.is_file() || file.uid() != own.uid() {
        return false;
    }
    match fs::read_to_string(format!("/proc/{process}/stat")) {
        // It has ended, and is only not asked for its exit code yet.
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
