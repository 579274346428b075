//! `strip`: files in, copies out.

use super::args::{ProgressArg, Strip};
use super::failure::Failure;
use super::progress::{self, Progress, Tally};
use super::run::{Outcome, filter, known_total, open_list, pool, start_progress};
use super::target::{Unnamed, create_beside};
use crate::output::grouped;
use embedmeta::batch::{self, Identity, Input, Walk, open_regular};
use embedmeta::strip::{Classes, Error, MAX_LEN, Stripped, What, check, strip};
use embedmeta::{Extractor, FileType, Source, internal};
use std::cell::Cell;
use std::collections::HashSet;
use std::fs::{self, FileTimes, Metadata};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Copies each file; files that are not copied are reported on standard error.
pub(super) fn run(args: &Strip) -> Result<Outcome, Failure> {
    let to = To::of(args)?;
    if let To::Stdout = to {
        let [path] = args.paths.as_slice() else { return Err(usage(ONE_PICTURE)) };
        return to_stdout(path, what(args));
    }
    let mut filter = filter(&args.selection)?;
    let list = open_list(&args.selection, &args.paths)?;
    if let To::Folder { real, .. } = &to {
        filter.own.extend(Identity::of(real));
    }
    let total = known_total(&args.paths, &args.selection);
    let pool = pool(args.jobs, total)?;
    let filter = Arc::new(filter);
    let wanted = if args.quiet { ProgressArg::Never } else { args.progress };
    let progress = start_progress(wanted, &args.selection, &args.paths, total, false, &filter);
    let seen = progress.as_ref().map(Progress::seen);
    let inputs = Walk { paths: &args.paths, list, filter: &filter, ahead: 0 }.inputs();
    let inputs = inputs.filter(|input| !to.has_made(input)).inspect(|_| {
        if let Some(seen) = seen {
            seen.find();
        }
    });
    let inputs = inputs.chain(std::iter::from_fn(|| {
        if let Some(seen) = seen {
            seen.find_all();
        }
        None
    }));

    let mut tally = Tally::new();
    let mut counts = Counts::default();
    let mut taken = HashSet::new();
    let each = |input: &Input, scratch: &mut batch::Scratch| one(input, &to, args, scratch);
    pool.run(inputs, each, |Done { path, fate, bytes }, _| {
        let fate = named(fate, &mut taken, args.force);
        match &progress {
            Some(progress) => progress.aside(|| tell(&path, &fate)),
            None => tell(&path, &fate),
        }
        counts.add(&fate);
        tally.add(!matches!(fate, Fate::Refused(_) | Fate::Failed(_)), bytes);
        if let Some(seen) = seen {
            seen.tell(&tally);
        }
        Ok::<_, Failure>(())
    })?;
    if let Some(progress) = progress {
        progress.end();
    }

    let is_interrupted = filter.stop.load(Ordering::Relaxed);
    if !args.quiet && (tally.files > 1 || is_interrupted) {
        let what = if is_interrupted { "interrupted: " } else { "" };
        progress::say(&format!("{what}{}", counts.summary(args.in_place)));
    }
    Ok(match (is_interrupted, counts.refused + counts.failed) {
        (true, _) => Outcome::Interrupted,
        (false, 0) => Outcome::AllRead,
        (false, _) => Outcome::SomeFailed,
    })
}

/// Where the copies go.
enum To {
    /// A folder, and its canonical path.
    Folder {
        path: PathBuf,
        real: PathBuf,
    },
    /// Over the files themselves.
    Place,
    Stdout,
}

const ONE_PICTURE: &str = "standard output takes the copy of one picture: name a folder with `-o`";

impl To {
    fn of(args: &Strip) -> Result<Self, Failure> {
        let is_dash = |path: &PathBuf| path.as_os_str() == "-";
        let reads_stdin = args.paths.iter().any(is_dash);
        let to_stdout = args.output.as_ref().map_or(reads_stdin && !args.in_place, is_dash);
        if to_stdout {
            let is_one = args.paths.len() == 1 && args.selection.files_from.is_none();
            if !is_one || args.paths.iter().any(|path| path.is_dir()) {
                return Err(usage(ONE_PICTURE));
            }
            if args.keep_times {
                return Err(usage("--keep-times is for copies that are files"));
            }
            if io::stdout().is_terminal() {
                return Err(usage("a picture is nothing for a terminal: name a folder with `-o`"));
            }
            return Ok(Self::Stdout);
        }
        if reads_stdin {
            return Err(usage("a picture on standard input has no name: its copy goes to standard output"));
        }
        if args.in_place {
            if args.selection.follow {
                return Err(usage("--in-place changes nothing that links lead to: leave out --follow"));
            }
            return Ok(Self::Place);
        }
        let Some(path) = &args.output else {
            return Err(usage("where to? Name a folder for the copies with `-o`, or give --in-place"));
        };
        let wrong = |error: &io::Error| Failure::Run(format!("cannot write {}: {error}", path.display()));
        if path.exists() && !path.is_dir() {
            return Err(wrong(&io::Error::other("this is no folder")));
        }
        fs::create_dir_all(path).map_err(|error| wrong(&error))?;
        let real = path.canonicalize().map_err(|error| wrong(&error))?;
        Ok(Self::Folder { path: path.clone(), real })
    }

    /// Whether a file lies among the copies although the folder that was given lies elsewhere. A walk that reaches the
    /// copies, through whatever link, must not copy them again.
    fn has_made(&self, input: &Input) -> bool {
        let (Self::Folder { real, .. }, Some(root)) = (self, &input.root) else { return false };
        let is_within = |path: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(real));
        is_within(&input.path) && !is_within(root)
    }
}

fn usage(message: &str) -> Failure {
    Failure::Usage(message.to_owned())
}

fn what(args: &Strip) -> What {
    if args.gps || args.places || args.people {
        let mut classes = Classes::default();
        (classes.gps, classes.places, classes.people) = (args.gps, args.places, args.people);
        return What::Classes(classes);
    }
    What::All { icc: !args.no_icc, orientation: !args.no_orientation, rights: args.keep_rights }
}

/// The outcome of a file.
enum Fate {
    /// The copy is written and waits for its name.
    Made {
        copy: Unnamed,
        target: PathBuf,
        warnings: Vec<String>,
    },
    /// The copy's name is taken by a file that would have to be replaced.
    Exists(PathBuf),
    Copied(Vec<String>),
    /// There is nothing wrong with the file, but it is not copied; the text says why.
    Refused(String),
    Failed(String),
    /// A file in a folder that is not a picture.
    Skipped,
    /// A file that does not meet the condition.
    Unmatched,
}

struct Done {
    path: PathBuf,
    fate: Fate,
    /// The length of the file, if it was read.
    bytes: u64,
}

#[derive(Default)]
struct Counts {
    copied: u64,
    refused: u64,
    failed: u64,
    skipped: u64,
    unmatched: u64,
}

impl Counts {
    fn add(&mut self, fate: &Fate) {
        match fate {
            Fate::Made { .. } | Fate::Copied(_) => self.copied += 1,
            Fate::Refused(_) | Fate::Exists(_) => self.refused += 1,
            Fate::Failed(_) => self.failed += 1,
            Fate::Skipped => self.skipped += 1,
            Fate::Unmatched => self.unmatched += 1,
        }
    }

    /// `12 files copied, 3 refused, 1 failed`, and how many were not pictures.
    fn summary(&self, in_place: bool) -> String {
        let Self { copied, refused, failed, skipped, unmatched } = self;
        let plural = if *copied == 1 { "" } else { "s" };
        let done = if in_place { "replaced" } else { "copied" };
        let skipped = match skipped {
            0 => String::new(),
            skipped => format!(", {} skipped (no pictures)", grouped(*skipped)),
        };
        let unmatched = match unmatched {
            0 => String::new(),
            unmatched => format!(", {} not matched", grouped(*unmatched)),
        };
        let [copied, refused, failed] = [copied, refused, failed].map(|count| grouped(*count));
        format!("{copied} file{plural} {done}, {refused} refused, {failed} failed{skipped}{unmatched}")
    }
}

/// Gives a copy its name. Copies are named one after another, so that none takes the name of another.
fn named(fate: Fate, taken: &mut HashSet<PathBuf>, force: bool) -> Fate {
    match fate {
        Fate::Made { target, .. } | Fate::Exists(target) if !force && taken.contains(&target) => {
            Fate::Refused("another file of this name was given: --force lets the last one win".into())
        }
        // A case-insensitive file system may already hold the copy under another spelling.
        Fate::Made { target, .. } | Fate::Exists(target) if !force && is_there(&target) => {
            Fate::Refused(format!("{} is there already: --force replaces it", target.display()))
        }
        Fate::Exists(target) => Fate::Failed(format!("{} was there and is gone", target.display())),
        Fate::Made { copy, target, warnings } => match copy.take_name() {
            Ok(()) => {
                taken.insert(target);
                Fate::Copied(warnings)
            }
            Err(error) => Fate::Failed(format!("{}: {error}", target.display())),
        },
        other => other,
    }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn tell(path: &Path, fate: &Fate) {
    let say = |kind: &str, text: &str| progress::say(&format!("{}: {kind}: {text}", path.display()));
    match fate {
        Fate::Copied(warnings) => warnings.iter().for_each(|warning| say("warning", warning)),
        Fate::Refused(why) | Fate::Failed(why) => say("error", why),
        Fate::Made { .. } | Fate::Exists(_) | Fate::Skipped | Fate::Unmatched => {}
    }
}

/// Makes the copy of one file, so that a panic costs only this file.
fn one(input: &Input, to: &To, args: &Strip, scratch: &mut batch::Scratch) -> Done {
    let bytes = Cell::new(0);
    let fate = batch::isolated(|| {
        if !is_wanted(input, args, scratch) {
            return Ok(Fate::Unmatched);
        }
        Ok(copy(input, to, args, &bytes).unwrap_or_else(|fate| fate))
    });
    let fate = fate.unwrap_or_else(|error| Fate::Failed(error.to_string()));
    Done { path: input.path.clone(), fate, bytes: bytes.get() }
}

/// Whether the file meets the condition. An unreadable file is reported when it is copied.
fn is_wanted(input: &Input, args: &Strip, scratch: &mut batch::Scratch) -> bool {
    let Some(query) = &args.selection.condition else { return true };
    let read = input
        .open()
        .and_then(|source| internal::metadata(&Extractor::new(), &*source, None, &mut scratch.memory));
    read.map_or_else(
        |error| !query.decides_failures || query.holds((&error).into()),
        |read| query.holds((&read).into()),
    )
}

fn copy(input: &Input, to: &To, args: &Strip, read_bytes: &Cell<u64>) -> Result<Fate, Fate> {
    let path = &*input.path;
    let is_found = input.root.is_some();
    check(&*input.open().map_err(|error| Fate::Failed(error.to_string()))?)
        .map_err(|error| fate_of(&error, is_found))?;
    let target = match to {
        To::Folder { path: folder, .. } => {
            let within = input.root.as_deref().and_then(|root| path.strip_prefix(root).ok());
            let within = within.or_else(|| path.file_name().map(Path::new));
            let target = folder.join(within.ok_or_else(|| Fate::Failed("this is no file".into()))?);
            if is_same(path, &target) {
                let why = "the copy would overwrite the file itself: that is what --in-place is for";
                return Err(Fate::Refused(why.into()));
            }
            target
        }
        To::Place | To::Stdout => path.to_owned(),
    };
    let in_place = matches!(to, To::Place);
    if !in_place && !args.force && is_there(&target) {
        return Err(Fate::Exists(target));
    }
    let (bytes, metadata) = read(path)?;
    read_bytes.set(bytes.len() as u64);
    if in_place {
        may_replace(path, &metadata, args.break_links)?;
    }
    let Stripped { bytes: copy, warnings, .. } =
        strip(&bytes, what(args)).map_err(|error| fate_of(&error, is_found))?;
    if in_place && copy == bytes {
        return Ok(Fate::Copied(warnings));
    }
    drop(bytes);
    let written = write(&target, &copy, &metadata, args.keep_times);
    let copy = written.map_err(|error| Fate::Failed(format!("{}: {error}", target.display())))?;
    if in_place {
        // No other copy can claim this name, so take it at once.
        return match copy.take_name() {
            Ok(()) => Ok(Fate::Copied(warnings)),
            Err(error) => Err(Fate::Failed(error.to_string())),
        };
    }
    Ok(Fate::Made { copy, target, warnings })
}

/// The outcome of a file without a copy. In a folder, a file that is not a picture is skipped; if named, it is an
/// error.
fn fate_of(error: &Error, is_found: bool) -> Fate {
    let is_picture = match error {
        Error::Format { mime, .. } => FileType::of(Some(mime)) == FileType::Image,
        Error::Read(embedmeta::Error::UnknownFormat { .. } | embedmeta::Error::Empty) => false,
        _ => true,
    };
    match error {
        _ if is_found && !is_picture => Fate::Skipped,
        Error::Format { .. } => Fate::Refused(error.to_string()),
        _ => Fate::Failed(error.to_string()),
    }
}

/// Whether a file may be replaced in place.
fn may_replace(path: &Path, metadata: &Metadata, break_links: bool) -> Result<(), Fate> {
    let refused = |why: &str| Err(Fate::Refused(why.to_owned()));
    let is_link = path.symlink_metadata().map_err(|error| Fate::Failed(error.to_string()))?.is_symlink();
    if is_link {
        return refused("this is a symbolic link: name the file that it points to");
    }
    if metadata.permissions().readonly() {
        return refused("this is read-only: what is protected is not replaced");
    }
    if links(metadata) > 1 && !break_links {
        return refused(
            "this file has other names too (hard links), which would keep the metadata: --break-links replaces it \
             under this name alone",
        );
    }
    Ok(())
}

#[cfg(unix)]
fn links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn links(_: &Metadata) -> u64 {
    1
}

/// Whether both paths lead to the same file.
fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// The bytes of a file, up to the size limit for copies.
fn read(path: &Path) -> Result<(Vec<u8>, Metadata), Fate> {
    let told = |error: io::Error| Fate::Failed(error.to_string());
    let (file, metadata) = open_regular(path).map_err(told)?;
    if metadata.len() > MAX_LEN {
        return Err(Fate::Failed(Error::TooLong(metadata.len()).to_string()));
    }
    let mut bytes = Vec::new();
    file.take(MAX_LEN + 1).read_to_end(&mut bytes).map_err(told)?;
    Ok((bytes, metadata))
}

/// Writes a new file beside the target, which can take its name once complete. It gets the mode of the original, and
/// its times if they are kept.
fn write(target: &Path, bytes: &[u8], source: &Metadata, keep_times: bool) -> io::Result<Unnamed> {
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let (mut file, unnamed) = create_beside(target)?;
    // Set the mode first: nobody may read the copy who could not read the original.
    file.set_permissions(source.permissions())?;
    file.write_all(bytes)?;
    if keep_times {
        file.set_times(FileTimes::new().set_modified(source.modified()?))?;
    }
    file.sync_all()?;
    // The file is closed before it gets its name, because some systems cannot rename an open file.
    Ok(unnamed)
}

/// Writes the copy of one picture to standard output, and nothing else.
fn to_stdout(path: &Path, what: What) -> Result<Outcome, Failure> {
    let made = batch::isolated(|| Ok(bytes_of(path).and_then(|bytes| strip(&bytes, what))));
    match made.unwrap_or_else(|error| Err(error.into())) {
        Ok(Stripped { bytes, warnings, .. }) => {
            tell(path, &Fate::Copied(warnings));
            let mut stdout = io::stdout().lock();
            stdout.write_all(&bytes)?;
            stdout.flush()?;
            Ok(Outcome::AllRead)
        }
        Err(error) => {
            tell(path, &fate_of(&error, false));
            Ok(Outcome::SomeFailed)
        }
    }
}

/// The bytes of a file or of standard input.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().take(MAX_LEN + 1).read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    let (file, metadata) = open_regular(path)?;
    let source = embedmeta::FileSource::new(file.try_clone()?)?;
    check(&source as &dyn Source)?;
    if metadata.len() > MAX_LEN {
        return Err(Error::TooLong(metadata.len()));
    }
    file.take(MAX_LEN + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
