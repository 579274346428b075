//! The files that the arguments name, in the order of their paths.

use crate::issue::Error;
use crate::source::{FileSource, Source};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file to read, or a path that cannot be one.
pub(crate) enum Input {
    /// A regular file.
    File(PathBuf),
    /// One picture on standard input.
    Stdin,
    /// A path at which there is nothing to read, and why.
    Unreadable(PathBuf, std::sync::Mutex<Option<io::Error>>),
}

impl Input {
    /// The path as it was given; `-` for standard input.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Unreadable(path, _) => path,
            Self::Stdin => Path::new("-"),
        }
    }

    /// Opens it for reading.
    pub(crate) fn open(&self) -> Result<Box<dyn Source>, Error> {
        match self {
            Self::File(path) => Ok(Box::new(FileSource::new(File::open(path)?)?)),
            Self::Stdin => Ok(Box::new(Memory(standard_input()?))),
            Self::Unreadable(_, error) => {
                let error = error.lock().ok().and_then(|mut error| error.take());
                Err(error.unwrap_or_else(|| io::ErrorKind::Other.into()).into())
            }
        }
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
            return Box::new(std::iter::once(Input::Stdin));
        }
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => Box::new(folder(path)),
            Ok(metadata) if metadata.is_file() => Box::new(std::iter::once(Input::File(path.clone()))),
            Ok(_) => {
                let error = io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
                Box::new(std::iter::once(unreadable(path.clone(), error)))
            }
            Err(error) => Box::new(std::iter::once(unreadable(path.clone(), error))),
        }
    })
}

fn unreadable(path: PathBuf, error: io::Error) -> Input {
    Input::Unreadable(path, std::sync::Mutex::new(Some(error)))
}

fn folder(root: &Path) -> impl Iterator<Item = Input> + use<> {
    let mut walk = ignore::WalkBuilder::new(root);
    walk.standard_filters(false).hidden(true).follow_links(false).sort_by_file_name(Ord::cmp);
    let root = root.to_owned();
    walk.build().filter_map(move |entry| match entry {
        Ok(entry) => {
            let kind = entry.file_type()?;
            if kind.is_file() {
                Some(Input::File(entry.into_path()))
            } else if kind.is_symlink() {
                let error = entry.path().metadata().err()?;
                Some(unreadable(entry.into_path(), error))
            } else {
                None
            }
        }
        Err(error) => {
            let path = path_of(&error).unwrap_or_else(|| root.clone());
            let cause = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
            Some(unreadable(path, cause))
        }
    })
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}
