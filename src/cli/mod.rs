//! Arguments → calls → exit code; nothing else.

mod args;
mod media;

use crate::batch::{self, Input};
use crate::output::{self, Answer, Job, Style, Writer};
use crate::{Extractor, Source};
use args::{Cli, Command, Common, FormatArg};
use bumpalo::Bump;
use clap::Parser;
use media::Library;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Runs the command with the arguments of the process.
pub fn run() -> ExitCode {
    match try_run(&Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        // Whoever read the output has enough of it.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => complain(&format!("cannot write: {error}"), 1),
        Err(Failure::Usage(message)) => complain(&message, 2),
    }
}

/// Why the command stops before its end.
enum Failure {
    Usage(String),
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn complain(message: &str, code: u8) -> ExitCode {
    // Nothing can be done where standard error is closed too.
    let _ = writeln!(io::stderr(), "embedmeta: {message}");
    ExitCode::from(code)
}

fn try_run(cli: &Cli) -> Result<bool, Failure> {
    match &cli.command {
        Command::Extract(args) => {
            let extractor = extractor(&args.common)?
                .profile(args.profile.into())
                .policy(args.policy.into())
                .dates(args.dates.into());
            let library = Library::read(args.library.as_deref(), args.url_endpoint.as_deref());
            let library = library.map_err(Failure::Usage)?;
            let task = Task {
                extractor,
                sidecar: args.sidecar,
                library: args.file_object.then_some(&library),
                job: Job::Extract { fields: &args.fields },
            };
            print(&args.common, &task)
        }
        Command::Tags(args) => {
            let extractor = extractor(&args.common)?.unknown(args.unknown);
            print(&args.common, &Task { extractor, sidecar: false, library: None, job: Job::Tags })
        }
        Command::Schema(args) => {
            let text = if args.typescript {
                output::typescript()
            } else {
                output::json_schema().map_err(io::Error::from)? + "\n"
            };
            io::stdout().write_all(text.as_bytes())?;
            Ok(true)
        }
    }
}

fn extractor(common: &Common) -> Result<Extractor, Failure> {
    let unknown = || Failure::Usage(format!("no character set is called {:?}", common.charset));
    Extractor::new().fallback_charset(&common.charset).ok_or_else(unknown)
}

/// What is done with each file.
struct Task<'t> {
    extractor: Extractor,
    /// Whether a sidecar beside it is merged.
    sidecar: bool,
    /// Whether its file object is printed, and from what.
    library: Option<&'t Library>,
    job: Job<'t>,
}

/// Prints a record for each file; `false` where some file failed.
fn print(common: &Common, task: &Task<'_>) -> Result<bool, Failure> {
    let writer = Writer::new(match common.format {
        FormatArg::Json => Style::Indented,
        FormatArg::Ndjson => Style::Lines,
    });
    let jobs = common.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool = batch::Pool::new(jobs).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut out = BufWriter::with_capacity(256 * 1024, io::stdout().lock());
    let mut all_read = true;
    let each = |input: &Input, arena: &mut Bump| one(input, arena, task, writer);
    pool.run(batch::walk(&common.paths), each, |record| {
        all_read &= record.ok;
        out.write_all(&record.bytes)
    })?;
    out.flush()?;
    Ok(all_read)
}

/// The printed record of one file.
struct Record {
    bytes: Vec<u8>,
    ok: bool,
}

fn one(input: &Input, arena: &mut Bump, task: &Task<'_>, writer: Writer) -> Record {
    let result = batch::isolated(|| {
        let source = input.open()?;
        let source = source.as_ref();
        let sidecar = if task.sidecar { input.open_sidecar()? } else { None };
        let sidecar = sidecar.as_ref().map(|sidecar| sidecar as &dyn Source);
        let read = match task.job {
            Job::Extract { .. } => task.extractor.metadata_of(source, sidecar, arena),
            Job::Tags => task.extractor.from_source(source),
        };
        match task.library {
            Some(library) => library.object(input, source, read).map(Answer::Object),
            None => read.map(Answer::Extraction),
        }
    });
    let ok = result.is_ok();
    let bytes = writer.record(&task.job, &input.path, result.as_ref());
    Record { bytes, ok }
}
