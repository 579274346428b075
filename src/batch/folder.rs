//! A folder and everything in it, in the order of the paths.
//!
//! Only the names in the open folders, one inside the other, are in memory, never the whole tree.

use super::filter::Filter;
use super::input::Input;
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of a folder and of its subfolders, sorted by the bytes of their paths.
pub(super) struct Folder<'w> {
    filter: &'w Filter,
    root: Arc<Path>,
    open: Vec<Level>,
    /// Inputs that come before the rest of the open folders.
    next: Vec<Input>,
}

/// A folder that is open.
struct Level {
    path: PathBuf,
    /// Its canonical path, used to detect loops. Only determined if links are followed.
    real: Option<PathBuf>,
    entries: std::vec::IntoIter<Entry>,
}

struct Entry {
    name: Box<OsStr>,
    kind: EntryType,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EntryType {
    File,
    Folder,
    /// A symbolic link that is not followed, or that is broken.
    Link,
}

impl<'w> Folder<'w> {
    pub(super) fn new(root: &Path, filter: &'w Filter) -> Self {
        let mut folder = Self { filter, root: root.into(), open: Vec::new(), next: Vec::new() };
        folder.enter(root.to_path_buf());
        folder
    }

    fn enter(&mut self, path: PathBuf) {
        let entered = self.real(&path).and_then(|real| Ok((real, fs::read_dir(&path)?)));
        let (real, listing) = match entered {
            Ok(entered) => entered,
            Err(error) => return self.fail(path, error),
        };
        let mut entries = Vec::new();
        for entry in listing {
            match entry.and_then(|entry| self.keep(&path, &entry)) {
                Ok(Some(entry)) => entries.push(entry),
                Ok(None) => {}
                Err(error) => self.fail(path.clone(), error),
            }
        }
        entries.sort_unstable_by(by_path);
        entries.shrink_to_fit();
        self.open.push(Level { path, real, entries: entries.into_iter() });
    }

    fn fail(&mut self, path: PathBuf, error: io::Error) {
        self.next.push(Input::unreadable(path, Some(self.root.clone()), error));
    }

    /// The canonical path of the folder, if links are followed. An error if that folder is already open.
    fn real(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        if !self.filter.follow {
            return Ok(None);
        }
        let real = path.canonicalize()?;
        match self.open.iter().find(|level| level.real.as_ref() == Some(&real)) {
            Some(level) => Err(io::Error::other(format!("a link back to {}", level.path.display()))),
            None => Ok(Some(real)),
        }
    }

    /// The entry, if it is wanted or is a folder that may contain wanted files.
    fn keep(&self, folder: &Path, entry: &fs::DirEntry) -> io::Result<Option<Entry>> {
        let mut kind = entry.file_type()?;
        let is_link = kind.is_symlink();
        let name = entry.file_name();
        let path = folder.join(&name);
        if is_link && self.filter.follow {
            kind = path.metadata().map_or(kind, |metadata| metadata.file_type());
        }
        let kind = if kind.is_file() {
            EntryType::File
        } else if kind.is_dir() {
            EntryType::Folder
        } else if kind.is_symlink() {
            EntryType::Link
        } else {
            return Ok(None);
        };
        let within = path.strip_prefix(&self.root).unwrap_or(&path);
        let is_own = || kind != EntryType::Link && self.filter.is_own_entry(&path, entry, is_link);
        let is_wanted = self.filter.wants(within, kind == EntryType::Folder) && !is_own();
        Ok(is_wanted.then(|| Entry { name: name.into_boxed_os_str(), kind }))
    }
}

impl Iterator for Folder<'_> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            if self.filter.is_stopped() {
                return None;
            }
            if let Some(input) = self.next.pop() {
                return Some(input);
            }
            let level = self.open.last_mut()?;
            let Some(Entry { name, kind }) = level.entries.next() else {
                self.open.pop();
                continue;
            };
            let path = level.path.join(&*name);
            match kind {
                EntryType::File => return Some(Input::file(path, Some(self.root.clone()))),
                EntryType::Folder => self.enter(path),
                EntryType::Link => {
                    if let Err(error) = path.metadata() {
                        self.fail(path, error);
                    }
                }
            }
        }
    }
}

/// Compares folders as if their name ended in a slash, so that they sort where their files do.
fn by_path(a: &Entry, b: &Entry) -> Ordering {
    let bytes = |entry: &Entry| -> (usize, Option<u8>) {
        (entry.name.len(), (entry.kind == EntryType::Folder).then_some(b'/'))
    };
    let ((a_len, a_end), (b_len, b_end)) = (bytes(a), bytes(b));
    let common = a_len.min(b_len);
    let (a, b) = (a.name.as_encoded_bytes(), b.name.as_encoded_bytes());
    a.get(..common).cmp(&b.get(..common)).then_with(|| {
        let rest = |bytes: &[u8], end: Option<u8>| bytes.get(common).copied().or(end);
        rest(a, a_end).cmp(&rest(b, b_end))
    })
}
