//! Arguments → calls → exit code; nothing else.

mod args;

use crate::batch::{self, Input};
use crate::output::{Job, Style, Writer};
use crate::{Error, Extractor};
use args::{Cli, Command, Common, FormatArg};
use bumpalo::Bump;
use clap::Parser;
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
            print(&args.common, &extractor, &Job::Extract { fields: &args.fields })
        }
        Command::Tags(common) => print(common, &extractor(common)?, &Job::Tags),
    }
}

fn extractor(common: &Common) -> Result<Extractor, Failure> {
    let unknown = || Failure::Usage(format!("no character set is called {:?}", common.charset));
    Extractor::new().fallback_charset(&common.charset).ok_or_else(unknown)
}

/// Prints a record for each file; `false` where some file failed.
fn print(common: &Common, extractor: &Extractor, job: &Job<'_>) -> Result<bool, Failure> {
    let writer = Writer::new(match common.format {
        FormatArg::Json => Style::Indented,
        FormatArg::Ndjson => Style::Lines,
    });
    let jobs = common.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool = batch::Pool::new(jobs).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut out = BufWriter::with_capacity(256 * 1024, io::stdout().lock());
    let mut all_read = true;
    let each = |input: &Input, arena: &mut Bump| one(input, arena, extractor, job, writer);
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

fn one(input: &Input, arena: &mut Bump, extractor: &Extractor, job: &Job<'_>, writer: Writer) -> Record {
    let result = batch::isolated(|| {
        let source = input.open()?;
        match job {
            Job::Extract { .. } => extractor.metadata_of(source.as_ref(), arena),
            Job::Tags => extractor.from_source(source.as_ref()),
        }
    });
    let ok = result.is_ok();
    let bytes = writer.record(job, input.path(), result.as_ref().map_err(|error: &Error| error));
    Record { bytes, ok }
}
