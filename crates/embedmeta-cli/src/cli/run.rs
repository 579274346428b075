//! The run over all files: from the paths to the last record.

use super::args::{Common, ProgressArg, Selection};
use super::arguments::{self, Arguments};
use super::condition::Condition;
use super::failure::Failure;
use super::interrupt::{self, stop_at_interrupt};
use super::media::Library;
use super::outputs;
use super::place::{Place, name_of, open_lasting, standard_stream};
use super::print::{Made, Print, Printer};
use super::progress::{self, Progress, Seen, Tally, Total, say};
use super::resume::{self, Resumed, resume};
use super::target::{Target, Unnamed, remove_left_over};
use crate::output::{Answer, End, Job, Style, TagList, Writer, grouped};
use crate::query::Pick;
use clap::ArgMatches;
use embedmeta::batch::{self, AHEAD, Count, Filter, Identity, Input, List, Pool, Scratch, Walk};
use embedmeta::{Error, Extractor, Source, Stage, internal};
use std::cell::Cell;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Common {
    /// The number of files if it is known without a walk; it is not when an output is resumed.
    pub fn known_total(&self) -> Option<u64> {
        known_total(&self.paths, &self.selection).filter(|_| !self.work.resume)
    }
}

/// What to do with each file.
pub(super) struct Task<'t> {
    pub extractor: Extractor,
    /// Whether a sidecar beside the file is merged.
    pub sidecar: bool,
    /// Set if file objects are printed: the library that they come from.
    pub library: Option<&'t Library>,
    pub job: Job<'t>,
    /// What a file must meet to be printed.
    pub condition: Option<Condition<'t>>,
    pub print: Print<'t>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    AllRead,
    SomeFailed,
    Interrupted,
}

/// Prints a record for each file.
pub(super) fn run(common: &Common, task: &Task<'_>, matches: &ArgMatches) -> Result<Outcome, Failure> {
    outputs::check(common, task.library.and_then(Library::path)).map_err(Failure::Usage)?;
    let mut filter = filter(&common.selection)?;
    let list = open_list(&common.selection, &common.paths)?;
    let total = common.known_total();
    let pool = pool(common.jobs, total)?;
    let Opened { target, resumed, mut made_with } = open_target(common, task, matches)?;
    let mut failures = Failures::open(common)?;
    filter.own = own(common, &target, made_with.as_ref());
    // A summary is written at the end, so there are no records for a bar to get in between.
    let is_between = target.is_terminal && !task.print.is_summary();
    let is_beside = is_between || failures.as_ref().is_some_and(|failures| failures.file.is_terminal());
    let filter = Arc::new(filter);
    let wanted = if common.work.quiet { ProgressArg::Never } else { common.work.progress };
    let progress = start_progress(wanted, &common.selection, &common.paths, total, is_beside, &filter);
    let seen = progress.as_ref().map(Progress::seen);

    let walk = Walk { paths: &common.paths, list, filter: &filter, ahead: AHEAD };
    let failed_before = resumed.as_ref().map_or(0, |resumed| resumed.failures);
    let behind = Behind::new(resumed.and_then(|resumed| resumed.last));
    let tell = |what: fn(&Seen)| {
        if let Some(seen) = seen {
            what(seen);
        }
    };
    let inputs = behind.of(walk.inputs(), || tell(Seen::pass)).inspect(|_| tell(Seen::find));
    let inputs = inputs.chain(std::iter::from_fn(|| {
        tell(Seen::find_all);
        None
    }));

    let mut tally = Tally::new();
    tally.matched = task.condition.as_ref().map(|_| 0);
    let mut all_agree = true;
    let printed = print_all(&pool, inputs, task, target, failures.as_mut(), &mut made_with, |record| {
        tally.add(record.failure.is_none(), record.bytes_read);
        tally.matched = tally.matched.map(|matched| matched + u64::from(record.matches));
        all_agree &= !record.disagrees;
        if let Some(seen) = seen {
            seen.tell(&tally);
        }
    });
    if let Some(progress) = progress {
        progress.end();
    }
    let (mut target, printer) = printed?;
    let is_interrupted = filter.stop.load(Ordering::Relaxed);
    let name = target.name.clone();
    let finished = printer.finish(End { bytes_read: tally.bytes, is_interrupted }, &mut target);
    finished.and_then(|()| target.finish()).map_err(|error| Failure::Records(name, error))?;

    if !is_interrupted && let Some(path) = behind.missed() {
        let message = format!("cannot resume behind {}: it is not among the files", path.display());
        return Err(Failure::Usage(message));
    }
    let made_with = made_with.filter(|_| behind.missed().is_none());
    remember(common, task, matches, made_with, is_interrupted)?;
    if !common.work.quiet && (tally.files > 1 || is_interrupted || failed_before > 0) {
        let what = if is_interrupted { "interrupted: " } else { "" };
        say(&format!("{what}{}{}", tally.summary(), earlier(failed_before)));
    }
    Ok(match (is_interrupted, tally.errors + failed_before) {
        (true, _) => Outcome::Interrupted,
        (false, 0) if all_agree => Outcome::AllRead,
        (false, _) => Outcome::SomeFailed,
    })
}

/// Writes the records in order, and the text after the last one. Only here do they leave the process.
fn print_all(
    pool: &Pool,
    inputs: impl Iterator<Item = Input>,
    task: &Task<'_>,
    mut target: Target,
    mut failures: Option<&mut Failures>,
    made_with: &mut Option<Unnamed>,
    mut seen: impl FnMut(&Record),
) -> Result<(Target, Printer), Failure> {
    let name = target.name.clone();
    let lost = |error| Failure::Records(name.clone(), error);
    let mut printer = task.print.start(&mut target).map_err(lost)?;
    let each = |input: &Input, scratch: &mut Scratch| one(input, scratch, task);
    pool.run(inputs, each, |mut record, bytes| {
        name_file(made_with)?;
        if record.is_shown {
            printer.write(bytes, record.made.take(), &mut target).map_err(lost)?;
        }
        if let Some(complaint) = &record.complaint {
            say(complaint);
        }
        if let (Some(failures), Some(failure)) = (failures.as_mut(), &record.failure) {
            // Report no failure before the file's record has been written.
            target.flush().map_err(lost)?;
            failures.write(failure)?;
        }
        seen(&record);
        Ok::<_, Failure>(())
    })?;
    Ok((target, printer))
}

/// What is known about a file besides the bytes of its record.
#[derive(Default)]
struct Record {
    /// Whether it is printed.
    is_shown: bool,
    /// Whether the file meets the condition.
    matches: bool,
    /// The record if it is not bytes.
    made: Option<Made>,
    /// Whether other decoders read the file differently.
    disagrees: bool,
    failure: Option<Vec<u8>>,
    /// A message for standard error, because the output has no place for it.
    complaint: Option<String>,
    bytes_read: u64,
}

fn one(input: &Input, scratch: &mut Scratch, task: &Task<'_>) -> Record {
    if let (Job::Tags { pick }, None) = (&task.job, &task.condition) {
        return tags(input, scratch, task, pick);
    }
    let Scratch { memory, out } = scratch;
    let bytes_read = Cell::new(0);
    let result = batch::isolated(|| answer(input, memory, task, &bytes_read));
    let bytes_read = bytes_read.get();
    let result = match result {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => return Record { bytes_read, ..Record::default() },
        Err(error) => Err(error),
    };
    let decided = match (&task.condition, &result) {
        (Some(condition), Err(error)) => condition.decides(error),
        (condition, result) => (condition.is_some() && result.is_ok()).then_some(true),
    };
    let is_shown = decided != Some(false);
    let chosen = match (&result, &task.job) {
        (Ok(Answer::Extraction(read)), Job::Tags { .. }) => Some(Answer::Tags(read.into())),
        _ => None,
    };
    let make = || {
        let result = chosen.as_ref().map_or(result.as_ref(), Ok);
        task.print.make(&task.job, &input.path, result, out)
    };
    let made = is_shown.then(make).flatten();
    #[cfg(feature = "verify")]
    let disagrees = matches!(&result, Ok(Answer::Report(report)) if !report.agrees());
    #[cfg(not(feature = "verify"))]
    let disagrees = false;
    let error = result.err();
    let complaint = error.as_ref().filter(|_| is_shown && task.print.hides_failures());
    Record {
        is_shown,
        matches: decided == Some(true),
        made,
        disagrees,
        complaint: complaint.map(|error| self::complaint(input, error)),
        failure: error.map(|error| failure_of(&input.path, &error)),
        bytes_read,
    }
}

/// Reads the wanted tags of a file and prints them while they borrow from its bytes.
fn tags(input: &Input, scratch: &mut Scratch, task: &Task<'_>, pick: &Pick) -> Record {
    let Scratch { memory, out } = scratch;
    let bytes_read = Cell::new(0);
    let start = out.len();
    let print = |result: Result<&Answer<'_>, &Error>, out: &mut Vec<u8>| {
        task.print.make(&task.job, &input.path, result, out)
    };
    let read = batch::isolated(|| {
        let source = Counted { source: input.open()?, read: &bytes_read };
        internal::with_tags(&task.extractor, &source, memory, |tags, track, file, issues| {
            let tags = tags.iter().filter(|tag| pick.wants(tag)).collect();
            print(Ok(&Answer::Tags(TagList { tags, track, file, issues })), out)
        })
    });
    let bytes_read = bytes_read.get();
    match read {
        Ok(made) => Record { is_shown: true, made, bytes_read, ..Record::default() },
        Err(error) => {
            // What a failure interrupted is no record.
            out.truncate(start);
            let made = print(Err(&error), out);
            let complaint = task.print.hides_failures().then(|| complaint(input, &error));
            let failure = Some(failure_of(&input.path, &error));
            Record { is_shown: true, made, complaint, failure, bytes_read, ..Record::default() }
        }
    }
}

fn complaint(input: &Input, error: &Error) -> String {
    format!("{}: {}: {error}", input.path.display(), error.code())
}

/// Reads a file as its task asks; `None` if the condition rules it out.
fn answer(
    input: &Input,
    memory: &mut internal::Memory,
    task: &Task<'_>,
    bytes: &Cell<u64>,
) -> Result<Option<Answer<'static>>, Error> {
    let source = Counted { source: input.open()?, read: bytes };
    #[cfg(feature = "verify")]
    if matches!(task.job, Job::Verify) {
        if let Some(condition) = &task.condition
            && !condition.holds_unread(&source, &task.extractor, memory)?
        {
            return Ok(None);
        }
        let report = embedmeta_verify::source(&source, &task.extractor)?;
        return Ok(Some(Answer::Report(Box::new(report))));
    }
    let sidecar = if task.sidecar { input.open_sidecar()? } else { None };
    let sidecar = sidecar.as_ref().map(|sidecar| sidecar as &dyn Source);
    let read = match task.job {
        Job::Extract { .. } if !task.print.is_summary() => {
            internal::metadata(&task.extractor, &source, sidecar, memory)
        }
        Job::Tags { pick } => {
            let read = internal::chosen_tags(&task.extractor, &source, memory, |tag| pick.wants(tag));
            read.map(|mut read| {
                // The condition has to know the fields, but they are not shown.
                read.issues.retain(|issue| issue.stage != Stage::Normalize);
                read
            })
        }
        _ => internal::explained(&task.extractor, &source, sidecar, memory),
    };
    if let Some(condition) = &task.condition {
        let is_wanted = match &read {
            Ok(read) => condition.holds(read, &source, sidecar, memory)?,
            Err(Error::UnknownFormat { .. }) if task.library.is_some() => condition.holds_of_nothing(),
            // The condition decides below.
            Err(_) => true,
        };
        if !is_wanted {
            return Ok(None);
        }
    }
    match task.library {
        Some(library) => library.object(input, &source, read).map(Answer::Object).map(Some),
        None => read.map(Answer::Extraction).map(Some),
    }
}

fn failure_of(path: &Path, error: &Error) -> Vec<u8> {
    let mut line = Vec::new();
    Writer::new(Style::Lines).failure(path, error, &mut line);
    line
}

/// A source that counts the bytes read from it.
struct Counted<'c> {
    source: Box<dyn Source>,
    read: &'c Cell<u64>,
}

impl Source for Counted<'_> {
    fn len(&self) -> u64 {
        self.source.len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read_at(offset, buffer)?;
        self.read.set(self.read.get().saturating_add(count as u64));
        Ok(count)
    }

    fn as_slice(&self) -> Option<&[u8]> {
        self.source.as_slice().inspect(|_| self.read.set(self.source.len()))
    }
}

/// The inputs after the last record of a resumed output.
struct Behind {
    last: Option<(PathBuf, Cell<usize>)>,
}

impl Behind {
    fn new(last: Option<(PathBuf, usize)>) -> Self {
        Self { last: last.map(|(path, count)| (path, Cell::new(count))) }
    }

    /// Calls `pass` for each input that is skipped.
    fn of(&self, inputs: impl Iterator<Item = Input>, pass: impl Fn()) -> impl Iterator<Item = Input> {
        inputs.skip_while(move |input| match &self.last {
            Some((path, left)) if left.get() > 0 => {
                // Compare bytes: paths that are equal may be spelled differently.
                if path.as_os_str() == input.path.as_os_str() {
                    left.set(left.get() - 1);
                }
                pass();
                true
            }
            _ => false,
        })
    }

    /// The path, if it was not found.
    fn missed(&self) -> Option<&Path> {
        self.last.as_ref().filter(|(_, left)| left.get() > 0).map(|(path, _)| path.as_path())
    }
}

pub(super) fn filter(selection: &Selection) -> Result<Filter, Failure> {
    let filter = Filter::new(&selection.ext, &selection.exclude);
    let mut filter = filter.map_err(|error| Failure::Usage(format!("--exclude: {error}")))?;
    filter.hidden = selection.hidden;
    filter.follow = selection.follow;
    filter.changed_since = selection.changed_since;
    Ok(filter)
}

pub(super) fn open_list(selection: &Selection, paths: &[PathBuf]) -> Result<Option<List>, Failure> {
    let Some(path) = &selection.files_from else { return Ok(None) };
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    if is_stdin(path) && paths.iter().any(is_stdin) {
        return Err(Failure::Usage("standard input cannot be both a picture and a list of files".into()));
    }
    let wrong = |error| Failure::Usage(format!("{}: {error}", path.display()));
    List::open(path, selection.null).map(Some).map_err(wrong)
}

/// A pool with as many threads as requested; a single file needs only one.
pub(super) fn pool(jobs: Option<NonZeroUsize>, total: Option<u64>) -> Result<Pool, Failure> {
    let jobs = if total == Some(1) { 1 } else { jobs.map_or(0, NonZeroUsize::get) };
    Pool::new(jobs).map_err(Failure::Run)
}

/// Starts the progress display if it is wanted. From then on Ctrl-C ends it, unless there is only one file.
pub(super) fn start_progress(
    wanted: ProgressArg,
    selection: &Selection,
    paths: &[PathBuf],
    total: Option<u64>,
    is_beside: bool,
    filter: &Arc<Filter>,
) -> Option<Progress> {
    let list = selection.files_from.as_ref();
    // A pipe can be read only once.
    let twice = list.filter(|list| list.is_file()).map(|list| (list.clone(), selection.null));
    let is_another = list.is_some() && twice.is_none();
    let count = || Count::start(paths.to_vec(), twice, is_another, filter.clone());
    let progress = progress::is_shown(wanted, is_beside, total)
        .then(|| Progress::start(total.map_or_else(|| Total::Counted(count()), Total::Known), is_beside));
    if total != Some(1) {
        let seen = progress.as_ref().map(Progress::seen).cloned();
        stop_at_interrupt(filter.stop.clone(), move || {
            if let Some(seen) = &seen {
                seen.end_at_once();
            }
        });
    }
    progress
}

/// The number of files if it is known without a walk.
pub(super) fn known_total(paths: &[PathBuf], selection: &Selection) -> Option<u64> {
    let is_open = selection.files_from.is_some() || selection.changed_since.is_some();
    (!is_open && !paths.iter().any(|path| path.is_dir())).then_some(paths.len() as u64)
}

/// The output and its state.
struct Opened {
    target: Target,
    resumed: Option<Resumed>,
    /// The arguments that made the output, in a file that gets its name before any record is added.
    made_with: Option<Unnamed>,
}

fn open_target(common: &Common, task: &Task<'_>, matches: &ArgMatches) -> Result<Opened, Failure> {
    let opened = |target| Opened { target, resumed: None, made_with: None };
    let Some(path) = &common.work.output else { return Ok(opened(Target::stdout())) };
    if !common.work.resume {
        let target = Target::named(path).map_err(|error| Failure::Records(name_of(path), error))?;
        return Ok(opened(target));
    }
    if Place::of(path) != Place::File {
        return Err(Failure::Usage("--resume needs a file".into()));
    }
    if !is_resumable(task) {
        return Err(Failure::Usage("--resume needs --format ndjson, and no --file-object".into()));
    }
    let given = Arguments::of(matches);
    let (file, resumed) = resume(path, &task.job, &given).map_err(Failure::Usage)?;
    remove_left_over(&path.canonicalize().unwrap_or_else(|_| path.clone()));
    let made_with = if resumed.is_known { None } else { Some(arguments::write_beside(path, &given)) };
    let made_with = made_with.transpose().map_err(|error| Failure::Run(format!("cannot write {error}")))?;
    let target = Target::appended(file, name_of(path));
    Ok(Opened { target, resumed: Some(resumed), made_with })
}

fn is_resumable(task: &Task<'_>) -> bool {
    task.library.is_none() && task.print.is_lines()
}

/// Records what the output was made with, or that this is no longer known.
fn remember(
    common: &Common,
    task: &Task<'_>,
    matches: &ArgMatches,
    mut made_with: Option<Unnamed>,
    is_interrupted: bool,
) -> Result<(), Failure> {
    let Some(path) = common.work.output.as_ref().filter(|path| Place::of(path) == Place::File) else {
        return Ok(());
    };
    if !common.work.resume {
        if !(is_interrupted && is_resumable(task)) {
            arguments::remove_beside(path);
            return Ok(());
        }
        let written = arguments::write_beside(path, &Arguments::of(matches));
        made_with = Some(written.map_err(|error| Failure::Run(format!("cannot write {error}")))?);
    }
    name_file(&mut made_with)
}

fn name_file(unnamed: &mut Option<Unnamed>) -> Result<(), Failure> {
    let Some(unnamed) = unnamed.take() else { return Ok(()) };
    let name = unnamed.name().display().to_string();
    unnamed.take_name().map_err(|error| Failure::Run(format!("cannot write {name}: {error}")))
}

/// Reports the records that were there before.
fn earlier(failures: u64) -> String {
    match failures {
        0 => String::new(),
        1 => "; 1 of the files before had an error".into(),
        count => format!("; {} of the files before had errors", grouped(count)),
    }
}

/// Where failures are collected.
struct Failures {
    name: String,
    file: File,
}

impl Failures {
    fn open(common: &Common) -> Result<Option<Self>, Failure> {
        let Some(path) = &common.work.errors else { return Ok(None) };
        let file = match Place::of(path) {
            Place::File if common.work.resume => resume::append(path),
            Place::File => File::create(path),
            place => open_lasting(path, place),
        };
        let name = name_of(path);
        match file {
            Ok(file) => Ok(Some(Self { name, file })),
            Err(error) => Err(Failure::Run(format!("cannot write {name}: {error}"))),
        }
    }

    fn write(&mut self, failure: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(failure);
        written.map_err(|error| Failure::Run(format!("cannot write {}: {error}", self.name)))
    }
}

/// The files that the command itself writes. They are not inputs, even if they lie among them.
fn own(common: &Common, target: &Target, made_with: Option<&Unnamed>) -> Vec<Identity> {
    let paths = common.work.output.iter().chain(&common.work.errors).map(PathBuf::as_path);
    let unnamed = target.temporary().into_iter().chain(made_with.map(Unnamed::path));
    let beside = common.work.output.as_deref().map(arguments::path_beside);
    let paths = paths.chain(unnamed).chain(beside.as_deref());
    let own = paths.filter_map(|path| Identity::of(path).ok());
    let stdout = standard_stream(1).and_then(|stdout| Identity::of_file(&stdout.ok()?));
    own.chain(stdout).collect()
}

impl From<Outcome> for u8 {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::AllRead => 0,
            Outcome::SomeFailed => 1,
            Outcome::Interrupted => interrupt::EXIT_CODE,
        }
    }
}
