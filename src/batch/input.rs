//! An input file, and how it is opened.

use super::takeout;
use crate::issue::Error;
use crate::source::{FileSource, Source};
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A file to read, or a path that cannot be one.
pub struct Input {
    /// The path as given; `-` for standard input.
    pub path: PathBuf,
    /// The given folder in which the file was found; `None` if the file itself was given.
    pub root: Option<Arc<Path>>,
    access: Access,
}

enum Access {
    File,
    /// A file that was opened when it was named, until it is read.
    Open(Mutex<Option<Opened>>),
    Stdin,
    /// A path that cannot be read, with the reason.
    Unreadable(Mutex<Option<io::Error>>),
}

/// A file opened ahead of its turn.
struct Opened {
    source: FileSource,
    /// Holds one of the places of [`Ahead`] until the file is read.
    _place: Arc<()>,
}

/// A limited number of places for files opened ahead of their turn.
#[derive(Clone)]
pub(super) struct Ahead {
    places: usize,
    /// Its strong count is the number of places taken, plus the two owners.
    taken: Arc<()>,
}

impl Ahead {
    pub(super) fn new(places: usize) -> Self {
        Self { places, taken: Arc::default() }
    }

    fn place(&self) -> Option<Arc<()>> {
        /// The owners of the counter: one for the given paths, and one for lists.
        const GIVERS: usize = 2;
        (Arc::strong_count(&self.taken) < self.places + GIVERS).then(|| self.taken.clone())
    }
}

impl Input {
    pub(super) fn file(path: PathBuf, root: Option<Arc<Path>>) -> Self {
        Self { path, root, access: Access::File }
    }

    /// An input for a path given by the user. It is opened at once, which saves a second system call. A folder is
    /// returned as `Err`. If the path cannot be opened, the error is reported when it is read.
    pub(super) fn named(
        path: PathBuf,
        ahead: &Ahead,
        is_own: impl Fn(&Path, &Metadata) -> bool,
    ) -> Result<Self, PathBuf> {
        let place = ahead.place();
        let (file, metadata) = match place.as_ref().and_then(|_| open(&path).ok()) {
            Some((file, metadata)) => (Some(file), Some(metadata)),
            None => (None, path.metadata().ok()),
        };
        if metadata.as_ref().is_some_and(Metadata::is_dir) {
            return Err(path);
        }
        if metadata.as_ref().is_some_and(|metadata| is_own(&path, metadata)) {
            return Ok(Self::unreadable(path, None, io::Error::other("it is what this run writes")));
        }
        let metadata = metadata.filter(Metadata::is_file);
        let opened = file.zip(metadata).zip(place).map(|((file, metadata), place)| {
            let source = FileSource::with_len(file, metadata.len());
            Opened { source, _place: place }
        });
        // If it is missing or not a regular file, opening it will tell.
        let access = opened.map_or(Access::File, |opened| Access::Open(Mutex::new(Some(opened))));
        Ok(Self { path, root: None, access })
    }

    pub(super) fn stdin() -> Self {
        Self { path: "-".into(), root: None, access: Access::Stdin }
    }

    pub(super) fn unreadable(path: PathBuf, root: Option<Arc<Path>>, error: io::Error) -> Self {
        Self { path, root, access: Access::Unreadable(Mutex::new(Some(error))) }
    }

    pub(super) fn is_file(&self) -> bool {
        matches!(self.access, Access::File | Access::Open(_))
    }

    /// Opens it for reading.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if it cannot be opened or is not a regular file.
    pub fn open(&self) -> Result<Box<dyn Source>, Error> {
        match &self.access {
            Access::File => Ok(Box::new(source(&self.path)?)),
            Access::Open(opened) => match opened.lock().ok().and_then(|mut opened| opened.take()) {
                Some(opened) => Ok(Box::new(opened.source)),
                None => Ok(Box::new(source(&self.path)?)),
            },
            Access::Stdin => Ok(Box::new(Memory(standard_input()?))),
            Access::Unreadable(error) => {
                let error = error.lock().ok().and_then(|mut error| error.take());
                Err(error.unwrap_or_else(|| io::ErrorKind::Other.into()).into())
            }
        }
    }

    /// Opens the sidecar beside it, if there is one: `photo.jpg.xmp`, or else `photo.xmp`, or else the JSON of Google
    /// Takeout.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if there is one but it cannot be opened.
    pub fn open_sidecar(&self) -> Result<Option<FileSource>, Error> {
        let is_sidecar = self
            .path
            .extension()
            .is_some_and(|end| ["xmp", "json"].iter().any(|sidecar| end.eq_ignore_ascii_case(sidecar)));
        if is_sidecar || !self.is_file() {
            return Ok(None);
        }
        let packets = ["xmp", "XMP"]
            .into_iter()
            .flat_map(|end| [with_added(&self.path, end), self.path.with_extension(end)]);
        for path in packets.chain(takeout::paths(&self.path)) {
            match source(&path) {
                Ok(source) => return Ok(Some(source)),
                // A name too long for its folder cannot exist.
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }

    /// The path relative to the given folder, with slashes and a leading slash. For a file that was given itself,
    /// only its name.
    pub fn library_path(&self) -> String {
        let within = self.root.as_deref().and_then(|root| self.path.strip_prefix(root).ok());
        let within = within.or_else(|| self.path.file_name().map(Path::new)).unwrap_or(&self.path);
        within.iter().fold(String::new(), |path, part| path + "/" + &part.to_string_lossy())
    }
}

fn source(path: &Path) -> io::Result<FileSource> {
    open_regular(path).map(|(file, metadata)| FileSource::with_len(file, metadata.len()))
}

/// Opens the file without waiting for a pipe. The metadata is that of the open file, since the path may lead
/// elsewhere by then.
fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

/// Opens a regular file only.
///
/// # Errors
///
/// The error of the system, or one that says that it is not a regular file.
pub fn open_regular(path: &Path) -> io::Result<(File, Metadata)> {
    let (file, metadata) = open(path)?;
    if metadata.is_file() {
        Ok((file, metadata))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// Larger than any picture. The length of a pipe is not known in advance.
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

fn with_added(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(".");
    path.push(end);
    path.into()
}
