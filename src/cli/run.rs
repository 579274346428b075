//! The run over all files: from the paths to the last record.

use super::args::{Common, ProgressArg};
use super::condition::Condition;
use super::interrupt::{self, stop_at_interrupt};
use super::media::Library;
use super::print::Print;
use super::progress::{Progress, Tally, say};
use super::resume::{self, resume};
use super::target::Target;
use crate::batch::{self, Filter, Input, List, Pool, Scratch, Walk};
use crate::output::{Answer, Job, Row, Style, Writer};
use crate::{Error, Extractor, Groups, Source, Stage};
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// What is done with each file.
pub(super) struct Task<'t> {
    pub extractor: Extractor,
    /// Whether a sidecar beside it is merged.
    pub sidecar: bool,
    /// Whether its file object is printed, and from what.
    pub library: Option<&'t Library>,
    pub job: Job<'t>,
    /// What a file must fulfil to be printed.
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

/// Why the command stops before its end.
pub(super) enum Failure {
    Usage(String),
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Prints a record for each file.
pub(super) fn run(common: &Common, task: &Task<'_>) -> Result<Outcome, Failure> {
    let mut filter = filter(common)?;
    let list = open_list(common)?;
    let total = known_total(common);
    let jobs = if total == Some(1) { 1 } else { common.jobs.map_or(0, NonZeroUsize::get) };
    let pool = Pool::new(jobs).map_err(|error| Failure::Usage(error.to_string()))?;
    let (target, last) = open_target(common, task)?;
    let mut failures = open_failures(common)?;
    filter.own.extend(common.work.output.iter().chain(&common.work.errors).cloned());
    filter.own.extend(target.temporary().map(Path::to_path_buf));
    if total != Some(1) {
        stop_at_interrupt(filter.stop.clone());
    }

    let walk = Walk { paths: &common.paths, list, filter: &filter };
    let behind = Behind::new(last);
    let found = Cell::new(0);
    let is_all_found = Cell::new(false);
    let inputs = behind.of(walk.inputs()).inspect(|_| found.set(found.get() + 1));
    let inputs = inputs.chain(std::iter::from_fn(|| {
        is_all_found.set(true);
        None
    }));

    let mut tally = Tally::new();
    tally.matched = task.condition.as_ref().map(|_| 0);
    let mut all_agree = true;
    let wanted = if common.work.quiet { ProgressArg::Never } else { common.work.progress };
    let mut progress = Progress::new(wanted, target.is_terminal, total);
    let target = print_all(&pool, inputs, task, target, &mut failures, |record| {
        tally.add(record.failure.is_none(), record.bytes_read);
        tally.matched = tally.matched.map(|matched| matched + u64::from(record.matches));
        all_agree &= !record.disagrees;
        progress.show(&tally, is_all_found.get().then(|| found.get()));
    });
    progress.end();
    target?.finish()?;

    let is_interrupted = filter.stop.load(Ordering::Relaxed);
    if !is_interrupted && let Some(path) = behind.missed() {
        let message = format!("cannot resume behind {}: it is not among the files", path.display());
        return Err(Failure::Usage(message));
    }
    if !common.work.quiet && (tally.files > 1 || is_interrupted) {
        let what = if is_interrupted { "interrupted: " } else { "" };
        say(&format!("{what}{}", tally.summary()));
    }
    Ok(match (is_interrupted, tally.errors) {
        (true, _) => Outcome::Interrupted,
        (false, 0) if all_agree => Outcome::AllRead,
        (false, _) => Outcome::SomeFailed,
    })
}

/// Writes the records in their order: the one place where they leave the process.
fn print_all(
    pool: &Pool,
    inputs: impl Iterator<Item = Input>,
    task: &Task<'_>,
    mut target: Target,
    failures: &mut Option<File>,
    mut seen: impl FnMut(&Record),
) -> io::Result<Target> {
    let mut printer = task.print.start(&mut target)?;
    let each = |input: &Input, scratch: &mut Scratch| one(input, scratch, task);
    pool.run(inputs, each, |mut record, bytes| {
        if record.is_shown {
            printer.write(bytes, record.row.take(), &mut target)?;
        }
        if let Some(complaint) = &record.complaint {
            say(complaint);
        }
        if let (Some(failures), Some(failure)) = (failures.as_mut(), &record.failure) {
            // A failure is never known of a file whose record is not there.
            target.flush()?;
            failures.write_all(failure)?;
        }
        seen(&record);
        Ok(())
    })?;
    printer.finish(&mut target)?;
    Ok(target)
}

/// What is told of a file beside the bytes of its record.
#[derive(Default)]
struct Record {
    /// Whether it is printed.
    is_shown: bool,
    /// Whether the file fulfils the condition.
    matches: bool,
    /// Its record, where that is the row of a table.
    row: Option<Row>,
    /// Whether other decoders read it otherwise.
    disagrees: bool,
    failure: Option<Vec<u8>>,
    /// What is told on standard error, for the output has no place for it.
    complaint: Option<String>,
    bytes_read: u64,
}

fn one(input: &Input, scratch: &mut Scratch, task: &Task<'_>) -> Record {
    let Scratch { memory, out } = scratch;
    let bytes_read = Cell::new(0);
    let result = batch::isolated(|| {
        let source = Counted { source: input.open()?, read: &bytes_read };
        #[cfg(feature = "verify")]
        if matches!(task.job, Job::Verify) {
            if let Some(condition) = &task.condition
                && !condition.holds_unread(&source, &task.extractor, memory)?
            {
                return Ok(None);
            }
            let report = crate::verify::source(&source, &task.extractor)?;
            return Ok(Some(Answer::Report(Box::new(report))));
        }
        let sidecar = if task.sidecar { input.open_sidecar()? } else { None };
        let sidecar = sidecar.as_ref().map(|sidecar| sidecar as &dyn Source);
        let read = match task.job {
            Job::Extract { .. } => task.extractor.metadata_of(&source, sidecar, memory),
            Job::Tags { pick } if !pick.is_all() => {
                let read = task.extractor.some_of(&source, memory, |tag| pick.wants(tag));
                read.map(|mut read| {
                    if task.condition.is_none() && pick.families() != Groups::default() {
                        // Fields that are made of a part of the tags tell nothing.
                        read.issues.retain(|issue| issue.stage != Stage::Normalize);
                    }
                    read
                })
            }
            _ => task.extractor.all_of(&source, sidecar, memory),
        };
        if let Some(condition) = &task.condition {
            let is_wanted = match &read {
                Ok(read) => condition.holds(read, &source, sidecar, memory)?,
                Err(Error::UnknownFormat { .. }) if task.library.is_some() => condition.holds_of_nothing(),
                // It is decided below.
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
    });
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
    let make = || task.print.make(&task.job, &input.path, result.as_ref(), out);
    let row = is_shown.then(make).flatten();
    #[cfg(feature = "verify")]
    let disagrees = matches!(&result, Ok(Answer::Report(report)) if !report.agrees());
    #[cfg(not(feature = "verify"))]
    let disagrees = false;
    let error = result.err();
    let complaint = error.as_ref().filter(|_| is_shown && task.print.hides_failures());
    Record {
        is_shown,
        matches: decided == Some(true),
        row,
        disagrees,
        complaint: complaint.map(|error| format!("{}: {}: {error}", input.path.display(), error.code())),
        failure: error.map(|error| failure_of(&input.path, &error)),
        bytes_read,
    }
}

fn failure_of(path: &Path, error: &Error) -> Vec<u8> {
    let mut line = Vec::new();
    Writer::new(Style::Lines).failure(path, error, &mut line);
    line
}

/// A source whose bytes are counted as they are read.
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

/// The inputs behind the last record of an output that is resumed.
struct Behind {
    last: Option<(PathBuf, Cell<usize>)>,
}

impl Behind {
    fn new(last: Option<(PathBuf, usize)>) -> Self {
        Self { last: last.map(|(path, count)| (path, Cell::new(count))) }
    }

    fn of(&self, inputs: impl Iterator<Item = Input>) -> impl Iterator<Item = Input> {
        inputs.skip_while(|input| match &self.last {
            Some((path, left)) if left.get() > 0 => {
                // Bytes, for paths that are equal may be spelled differently.
                if path.as_os_str() == input.path.as_os_str() {
                    left.set(left.get() - 1);
                }
                true
            }
            _ => false,
        })
    }

    /// The path, where it was not met.
    fn missed(&self) -> Option<&Path> {
        self.last.as_ref().filter(|(_, left)| left.get() > 0).map(|(path, _)| path.as_path())
    }
}

fn filter(common: &Common) -> Result<Filter, Failure> {
    let selection = &common.selection;
    let filter = Filter::new(&selection.ext, &selection.exclude);
    let mut filter = filter.map_err(|error| Failure::Usage(format!("--exclude: {error}")))?;
    filter.hidden = selection.hidden;
    filter.follow = selection.follow;
    filter.changed_since = selection.changed_since;
    Ok(filter)
}

fn open_list(common: &Common) -> Result<Option<List>, Failure> {
    let Some(path) = &common.selection.files_from else { return Ok(None) };
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    if is_stdin(path) && common.paths.iter().any(is_stdin) {
        return Err(Failure::Usage("standard input cannot be both a picture and a list of files".into()));
    }
    let wrong = |error| Failure::Usage(format!("{}: {error}", path.display()));
    List::open(path, common.selection.null).map(Some).map_err(wrong)
}

/// The number of files, where it is known without a walk.
pub(super) fn known_total(common: &Common) -> Option<u64> {
    let Common { paths, selection, work, .. } = common;
    let is_open = selection.files_from.is_some() || selection.changed_since.is_some() || work.resume;
    (!is_open && !paths.iter().any(|path| path.is_dir())).then_some(paths.len() as u64)
}

fn open_target(common: &Common, task: &Task<'_>) -> Result<(Target, Option<(PathBuf, usize)>), Failure> {
    let Some(path) = common.work.output.as_ref().filter(|path| path.as_os_str() != "-") else {
        if common.work.resume {
            return Err(Failure::Usage("--resume needs a file".into()));
        }
        return Ok((Target::stdout(), None));
    };
    if common.work.resume {
        if task.library.is_some() || !task.print.is_lines() {
            return Err(Failure::Usage("--resume needs --format ndjson, and no --file-object".into()));
        }
        let resumed = resume(path, &task.job).map_err(Failure::Usage)?;
        return Ok((Target::appended(resumed.file), resumed.last));
    }
    let target = Target::file(path).map_err(|error| named(path, &error))?;
    Ok((target, None))
}

/// Opens the file in which failures are collected.
fn open_failures(common: &Common) -> Result<Option<File>, Failure> {
    let Some(path) = &common.work.errors else { return Ok(None) };
    let file = if common.work.resume { resume::append(path) } else { File::create(path) };
    file.map(Some).map_err(|error| named(path, &error))
}

fn named(path: &Path, error: &io::Error) -> Failure {
    Failure::Output(io::Error::new(error.kind(), format!("{}: {error}", path.display())))
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
