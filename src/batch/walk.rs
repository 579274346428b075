//! The files that the arguments name, in the order of their paths.

use crate::issue::Error;
use crate::source::{FileSource, Source};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A file to read, or a path that cannot be one.
pub(crate) struct Input {
    /// The path as it was given; `-` for standard input.
    pub path: PathBuf,
    /// The folder that was given and in which the file was found; none where the file itself was given.
    pub root: Option<Arc<Path>>,
    kind: Kind,
}

enum Kind {
    File,
    Stdin,
    /// There is nothing to read, and why.
    Unreadable(Mutex<Option<io::Error>>),
}

impl Input {
    fn file(path: PathBuf, root: Option<Arc<Path>>) -> Self {
        Self { path, root, kind: Kind::File }
    }

    fn unreadable(path: PathBuf, root: Option<Arc<Path>>, error: io::Error) -> Self {
        Self { path, root, kind: Kind::Unreadable(Mutex::new(Some(error))) }
    }

    /// Opens it for reading.
    pub(crate) fn open(&self) -> Result<Box<dyn Source>, Error> {
        match &self.kind {
            Kind::File => Ok(Box::new(FileSource::new(File::open(&self.path)?)?)),
            Kind::Stdin => Ok(Box::new(Memory(standard_input()?))),
            Kind::Unreadable(error) => {
                let error = error.lock().ok().and_then(|mut error| error.take());
                Err(error.unwrap_or_else(|| io::ErrorKind::Other.into()).into())
            }
        }
    }

    /// Opens the sidecar beside it, where there is one: `photo.jpg.xmp`, or else `photo.xmp`.
    pub(crate) fn open_sidecar(&self) -> Result<Option<FileSource>, Error> {
        let is_sidecar = self.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xmp"));
        if is_sidecar || !matches!(self.kind, Kind::File) {
            return Ok(None);
        }
        for end in ["xmp", "XMP"] {
            for path in [with_added(&self.path, end), self.path.with_extension(end)] {
                // Opening a pipe would wait for its writer.
                match path.metadata() {
                    Ok(metadata) if metadata.is_file() => {
                        return Ok(Some(FileSource::new(File::open(&path)?)?));
                    }
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(None)
    }

    /// The path from the folder that was given, with slashes and one at its start; the bare name of a file that was
    /// given itself.
    pub(crate) fn library_path(&self) -> String {
        let within = self.root.as_deref().and_then(|root| self.path.strip_prefix(root).ok());
        let within = within.or_else(|| self.path.file_name().map(Path::new)).unwrap_or(&self.path);
        within.iter().fold(String::new(), |path, part| path + "/" + &part.to_string_lossy())
    }
}

/// More than any picture has; a pipe has no end that could be seen before.
const LONGEST_INPUT: u64 = 512 * 1024 * 1024;

fn standard_input() -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(LONGEST_INPUT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

struct Memory(Vec<u8>);

impl Source for Memory {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.as_slice().read_at(offset, buffer)
    }

    fn as_slice(&self) -> Option<&[u8]> {
        Some(&self.0)
    }
}

/// All inputs that `paths` name: files as they are given, folders with everything in them.
///
/// In folders hidden files are left out, links are not followed, and what is no regular file (a pipe, a device) is
/// passed over; a link that leads nowhere is reported.
pub(crate) fn walk(paths: &[PathBuf]) -> impl Iterator<Item = Input> + '_ {
    paths.iter().flat_map(|path| -> Box<dyn Iterator<Item = Input>> {
        if path.as_os_str() == "-" {
            let stdin = Input { path: path.clone(), root: None, kind: Kind::Stdin };
            return Box::new(std::iter::once(stdin));
        }
        Box::new(std::iter::once(match path.metadata() {
            Ok(metadata) if metadata.is_dir() => return Box::new(folder(path)),
            Ok(metadata) if metadata.is_file() => Input::file(path.clone(), None),
            Ok(_) => {
                let error = io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
                Input::unreadable(path.clone(), None, error)
            }
            Err(error) => Input::unreadable(path.clone(), None, error),
        }))
    })
}

fn folder(root: &Path) -> impl Iterator<Item = Input> + use<> {
    let mut walk = ignore::WalkBuilder::new(root);
    walk.standard_filters(false).hidden(true).follow_links(false).sort_by_file_name(Ord::cmp);
    let root: Arc<Path> = root.into();
    walk.build().filter_map(move |entry| match entry {
        Ok(entry) => {
            let kind = entry.file_type()?;
            if kind.is_file() {
                Some(Input::file(entry.into_path(), Some(root.clone())))
            } else if kind.is_symlink() {
                let error = entry.path().metadata().err()?;
                Some(Input::unreadable(entry.into_path(), Some(root.clone()), error))
            } else {
                None
            }
        }
        Err(error) => {
            let path = path_of(&error).unwrap_or_else(|| root.to_path_buf());
            let cause = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
            Some(Input::unreadable(path, Some(root.clone()), cause))
        }
    })
}

fn with_added(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(".");
    path.push(end);
    path.into()
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}
