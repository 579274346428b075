//! Arguments → calls → exit code; nothing else.

mod args;
mod media;

use crate::batch::{self, Input};
use crate::output::{self, Answer, Csv, Job, ParquetFile, Row, Sheet, Style, Table, Writer};
use crate::{Extractor, Source};
use anstream::{AutoStream, ColorChoice};
use args::{Choices, Cli, ColorArg, Command, Common, ExplainFormatArg, Extract, ExtractFormatArg, FormatArg};
use bumpalo::Bump;
use clap::Parser;
use media::Library;
use std::io::{self, BufWriter, IsTerminal, Write};
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
            let library = Library::read(args.library.as_deref(), args.url_endpoint.as_deref());
            let library = library.map_err(Failure::Usage)?;
            let task = Task {
                extractor: consolidator(&args.common, &args.choices)?,
                sidecar: args.choices.sidecar,
                library: args.file_object.then_some(&library),
                job: Job::Extract { fields: &args.fields },
                print: print_of(args)?,
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
    Extractor::new().fallback_charset(&common.charset).ok_or_else(unknown)
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

/// How the records of `extract` are printed.
fn print_of(args: &Extract) -> Result<Print<'_>, Failure> {
    let wrong = |message: &str| Err(Failure::Usage(message.to_owned()));
    let is_json = matches!(args.format, ExtractFormatArg::Json | ExtractFormatArg::Ndjson);
    if args.file_object && !is_json {
        return wrong("a file object has no columns: print it as `json` or `ndjson`");
    }
    if args.separator.is_some() && args.format != ExtractFormatArg::Csv {
        return wrong("--separator is for `--format csv`");
    }
    Ok(match args.format {
        ExtractFormatArg::Json => FormatArg::Json.into(),
        ExtractFormatArg::Ndjson => FormatArg::Ndjson.into(),
        ExtractFormatArg::Csv => {
            Print::Csv(Csv::new(&args.fields, args.separator.as_deref().unwrap_or("; ")))
        }
        ExtractFormatArg::Parquet => {
            let table = Table::new(&args.fields, args.choices.dates.into());
            let table = table.map_err(|why| Failure::Usage(why.to_owned()))?;
            if io::stdout().is_terminal() {
                return wrong("Parquet is nothing for a terminal: redirect standard output into a file");
            }
            Print::Parquet(table)
        }
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
    Csv(Csv<'t>),
    Parquet(Table),
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
    let mut table = None;
    match &task.print {
        Print::Csv(csv) => out.write_all(&csv.header())?,
        Print::Parquet(columns) => table = Some(ParquetFile::new(columns)?),
        Print::Records(_) | Print::Sheet(_) => {}
    }
    let each = |input: &Input, arena: &mut Bump| one(input, arena, task);
    pool.run(batch::walk(&common.paths), each, |record| {
        all_read &= record.ok;
        if matches!(task.print, Print::Sheet(_)) && !std::mem::take(&mut is_first) {
            out.write_all(b"\n")?;
        }
        match (record.part, &mut table) {
            (Part::Row(row), Some(table)) => out.write_all(&table.push(row)?),
            (Part::Bytes(bytes), _) => out.write_all(&bytes),
            (Part::Row(_), None) => Ok(()),
        }
    })?;
    if let Some(table) = table {
        out.write_all(&table.finish()?)?;
    }
    out.flush()?;
    Ok(all_read)
}

/// The record of one file.
struct Record {
    part: Part,
    ok: bool,
}

/// What it adds to the output.
enum Part {
    Bytes(Vec<u8>),
    Row(Row),
}

fn one(input: &Input, arena: &mut Bump, task: &Task<'_>) -> Record {
    let result = batch::isolated(|| {
        let source = input.open()?;
        let source = source.as_ref();
        let sidecar = if task.sidecar { input.open_sidecar()? } else { None };
        let sidecar = sidecar.as_ref().map(|sidecar| sidecar as &dyn Source);
        let read = match task.job {
            Job::Extract { .. } => task.extractor.metadata_of(source, sidecar, arena),
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
    let (path, result) = (&input.path, result.as_ref());
    let part = match &task.print {
        Print::Records(writer) => Part::Bytes(writer.record(&task.job, path, result)),
        Print::Csv(csv) => Part::Bytes(csv.record(path, result)),
        Print::Parquet(table) => Part::Row(table.row(path, result)),
        Print::Sheet(sheet) => Part::Bytes(sheet.of(path, result)),
    };
    Record { part, ok }
}
