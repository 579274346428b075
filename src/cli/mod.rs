//! Arguments → calls → exit code; nothing else.

mod args;
mod bounds;
mod media;

use crate::batch::{self, Input};
use crate::context::Scratch;
use crate::output::{self, Answer, Job, Sheet, Style, Writer};
use crate::{Extractor, Source};
use anstream::{AutoStream, ColorChoice};
use args::{Choices, Cli, ColorArg, Command, Common, ExplainFormatArg, FormatArg};
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
    let _ = writeln!(io::stderr(), "embedmeta: {}", output::shown(message));
    ExitCode::from(code)
}

fn try_run(cli: &Cli) -> Result<bool, Failure> {
    match &cli.command {
        Command::Extract(args) => {
            let library = Library::read(args.library.as_deref(), args.url_endpoint.as_deref());
            let library = library.map_err(Failure::Usage)?;
            let task = Task {
                extractor: consolidator(&args.common, &args.choices)?,
                sidecar: args.choices.sidecar,
                library: args.file_object.then_some(&library),
                job: Job::Extract { fields: &args.fields },
                print: args.records.format.into(),
            };
            run_task(&args.common, &task)
        }
        Command::Tags(args) => {
            let task = Task {
                extractor: extractor(&args.common)?.unknown(args.unknown),
                sidecar: false,
                library: None,
                job: Job::Tags,
                print: args.records.format.into(),
            };
            run_task(&args.common, &task)
        }
        Command::Explain(args) => {
            let print = match args.format {
                ExplainFormatArg::Json => FormatArg::Json.into(),
                ExplainFormatArg::Ndjson => FormatArg::Ndjson.into(),
                ExplainFormatArg::Text => Print::Sheet(Sheet {
                    fields: &args.fields,
                    fallback: &args.common.charset,
                    colour: is_coloured(args.color),
                }),
            };
            let task = Task {
                extractor: consolidator(&args.common, &args.choices)?,
                sidecar: args.choices.sidecar,
                library: None,
                job: Job::Explain { fields: &args.fields },
                print,
            };
            run_task(&args.common, &task)
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
    let extractor = Extractor::new().limits(common.limits.0.clone());
    extractor.fallback_charset(&common.charset).ok_or_else(unknown)
}

fn consolidator(common: &Common, choices: &Choices) -> Result<Extractor, Failure> {
    let Choices { profile, policy, dates, languages, lang, sidecar: _ } = choices;
    let extractor = extractor(common)?
        .profile((*profile).into())
        .policy((*policy).into())
        .dates((*dates).into())
        .languages(*languages);
    Ok(match lang {
        Some(lang) => extractor.lang(lang),
        None => extractor,
    })
}

fn is_coloured(wanted: ColorArg) -> bool {
    match wanted {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

/// What is done with each file.
struct Task<'t> {
    extractor: Extractor,
    /// Whether a sidecar beside it is merged.
    sidecar: bool,
    /// Whether its file object is printed, and from what.
    library: Option<&'t Library>,
    job: Job<'t>,
    print: Print<'t>,
}

/// How the answers are printed.
enum Print<'t> {
    Records(Writer),
    Sheet(Sheet<'t>),
}

impl From<FormatArg> for Print<'_> {
    fn from(format: FormatArg) -> Self {
        Self::Records(Writer::new(match format {
            FormatArg::Json => Style::Indented,
            FormatArg::Ndjson => Style::Lines,
        }))
    }
}

/// Prints a record for each file; `false` where some file failed.
fn run_task(common: &Common, task: &Task<'_>) -> Result<bool, Failure> {
    let jobs = common.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool = batch::Pool::new(jobs).map_err(|error| Failure::Usage(error.to_string()))?;
    // This changes no byte; a console of Windows is told that it will meet escape codes.
    let stdout = AutoStream::always_ansi(io::stdout().lock());
    let mut out = BufWriter::with_capacity(256 * 1024, stdout);
    let mut all_read = true;
    let mut is_first = true;
    let each = |input: &Input, scratch: &mut Scratch| one(input, scratch, task);
    pool.run(batch::walk(&common.paths), each, |record| {
        all_read &= record.ok;
        if matches!(task.print, Print::Sheet(_)) && !std::mem::take(&mut is_first) {
            out.write_all(b"\n")?;
        }
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

fn one(input: &Input, scratch: &mut Scratch, task: &Task<'_>) -> Record {
    let result = batch::isolated(|| {
        let source = input.open()?;
        let source = source.as_ref();
        let sidecar = if task.sidecar { input.open_sidecar()? } else { None };
        let sidecar = sidecar.as_ref().map(|sidecar| sidecar as &dyn Source);
        let read = match task.job {
            Job::Extract { .. } => task.extractor.metadata_of(source, sidecar, scratch),
            Job::Tags => task.extractor.from_source(source),
            Job::Explain { .. } => match sidecar {
                Some(sidecar) => task.extractor.from_source_and_sidecar(source, sidecar),
                None => task.extractor.from_source(source),
            },
        };
        match task.library {
            Some(library) => library.object(input, source, read).map(Answer::Object),
            None => read.map(Answer::Extraction),
        }
    });
    let ok = result.is_ok();
    let bytes = match &task.print {
        Print::Records(writer) => writer.record(&task.job, &input.path, result.as_ref()),
        Print::Sheet(sheet) => sheet.of(&input.path, result.as_ref()),
    };
    Record { bytes, ok }
}
