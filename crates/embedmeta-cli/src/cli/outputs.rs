//! No output may overwrite an input or a picture. This is checked before anything is opened for writing.

use super::args::Common;
use super::place::{Place, name_of, standard_stream};
use embedmeta::Limits;
use embedmeta::batch::{Identity, List, open_regular};
use embedmeta::internal;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Refuses outputs that would destroy something; the error says which one, and why.
///
/// `read` is a further file that the command reads.
pub(super) fn check(common: &Common, read: Option<&Path>) -> Result<(), String> {
    let named = common.work.output.as_deref().map(Output::named);
    let records = named.unwrap_or_else(Output::unnamed);
    let failures = common.work.errors.as_deref().map(Output::named);
    let outputs: Vec<&Output<'_>> = failures.iter().chain([&records]).collect();
    let refused = |output: &Output<'_>, why: &str| Err(format!("cannot write {}: {why}", output.name));
    for output in &outputs {
        if let Some(why) = output.is_no_file().or_else(|| output.is_read(common, read)) {
            return refused(output, &why);
        }
    }
    if let Some(output) = outputs.iter().find(|output| is_listed(common, output)) {
        return refused(output, "it is one of the files that are read");
    }
    for output in &outputs {
        if let Some(why) = output.is_picture() {
            return refused(output, &why);
        }
    }
    match &failures {
        Some(failures) if failures.is_same(&records) => refused(failures, "the records are written to it"),
        _ => Ok(()),
    }
}

/// A destination for records or failures.
struct Output<'o> {
    name: String,
    /// `None` for standard output if no path was given.
    path: Option<&'o Path>,
    place: Place,
    /// The identity of what is there already, if it can be told apart: not a terminal or the like.
    identity: Option<Identity>,
}

impl<'o> Output<'o> {
    fn named(path: &'o Path) -> Self {
        let place = Place::of(path);
        let identity = match open(place) {
            Some(file) => identity(&file),
            None => path.metadata().ok().filter(is_one).and_then(|_| Identity::of(path).ok()),
        };
        Self { name: name_of(path), path: Some(path), place, identity }
    }

    fn unnamed() -> Self {
        Self { path: None, ..Self::named(Path::new("-")) }
    }

    /// The reason why no file can be written there.
    fn is_no_file(&self) -> Option<String> {
        let path = self.path.filter(|_| self.place == Place::File || self.place == Place::Lasting)?;
        match path.metadata() {
            Ok(metadata) => metadata.is_dir().then(|| "it is a folder".into()),
            Err(error) => path.is_symlink().then(|| format!("it is a link that leads nowhere ({error})")),
        }
    }

    /// How the arguments name it as an input, if they do.
    fn is_read(&self, common: &Common, read: Option<&Path>) -> Option<String> {
        let identity = self.identity.as_ref()?;
        let stdin = || open(Place::Open(0)).and_then(|stdin| self::identity(&stdin));
        let identity_of =
            |path: &Path| if path.as_os_str() == "-" { stdin() } else { Identity::of(path).ok() };
        let is_this = |path: &Path| identity_of(path).as_ref() == Some(identity);
        if common.paths.iter().any(|path| is_this(path)) {
            return Some("it is one of the files that are read".into());
        }
        if common.selection.files_from.as_deref().is_some_and(is_this) {
            return Some("the list of files is read from it".into());
        }
        read.is_some_and(is_this).then(|| "the library is read from it".into())
    }

    /// Whether a picture is there, judged by its magic bytes.
    fn is_picture(&self) -> Option<String> {
        let path = self.path?;
        let head = match self.place {
            Place::File if self.identity.is_some() => match head(path) {
                Ok(head) => head,
                Err(error) => return Some(format!("it cannot be seen whether it holds a picture ({error})")),
            },
            // A file that is open only for writing is read through another path, if there is one.
            Place::Open(number) => head(Path::new(&format!("/proc/self/fd/{number}"))).ok()?,
            Place::File | Place::Lasting => return None,
        };
        internal::format(&head).map(|format| format!("it holds a picture ({format})"))
    }

    fn is_same(&self, other: &Self) -> bool {
        match (&self.identity, &other.identity) {
            (Some(a), Some(b)) => match (self.place, other.place) {
                // If the caller pointed two streams at one file, that was intended.
                (Place::Open(a), Place::Open(b)) => a == b,
                _ => a == b,
            },
            // Neither exists yet.
            (None, None) if self.place == Place::File && other.place == Place::File => {
                self.path.and_then(full) == other.path.and_then(full)
            }
            _ => false,
        }
    }
}

/// The full path of a file that does not exist yet.
fn full(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    Some(folder.ok()?.join(path.file_name()?))
}

fn open(place: Place) -> Option<File> {
    match place {
        Place::Open(number) => standard_stream(number)?.ok(),
        Place::File | Place::Lasting => None,
    }
}

fn identity(file: &File) -> Option<Identity> {
    file.metadata().ok().filter(is_one).and_then(|_| Identity::of_file(file))
}

/// Whether it is a file or a pipe; terminals, `/dev/null` and other devices may have many writers.
fn is_one(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    let is_pipe = std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type());
    #[cfg(not(unix))]
    let is_pipe = false;
    metadata.is_file() || is_pipe
}

/// Whether the output is named in a list of files that can be read twice.
fn is_listed(common: &Common, output: &Output<'_>) -> bool {
    // If standard output leads to a listed file, that file is skipped when its turn comes.
    let Some(identity) = output.identity.as_ref().filter(|_| output.path.is_some()) else { return false };
    let list = common.selection.files_from.as_ref().filter(|list| list.is_file());
    let list = list.and_then(|list| List::open(list, common.selection.null).ok());
    list.into_iter().flatten().flatten().any(|path| Identity::of(&path).is_ok_and(|found| found == *identity))
}

/// The first bytes of a file, enough to recognise its format.
fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let (file, _) = open_regular(path)?;
    file.take(Limits::default().head as u64).read_to_end(&mut head)?;
    Ok(head)
}
