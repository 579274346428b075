//! Arguments → calls → exit code; nothing else.

mod args;
mod bounds;
mod interrupt;
mod media;
mod print;
mod progress;
mod resume;
mod run;
mod strip;
mod target;
mod values;

use crate::output::{self, Csv, Job, Sheet, Table};
use crate::{Extractor, SidecarPolicy};
use anstream::{AutoStream, ColorChoice};
use args::{
    Choices, Cli, ColorArg, Command, Common, ExplainFormatArg, Extract, ExtractFormatArg, FormatArg,
    ProfileArg,
};
use clap::{CommandFactory, Parser};
use media::Library;
use print::Print;
use run::{Failure, Outcome, Task};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Runs the command with the arguments of the process.
pub fn run() -> ExitCode {
    match try_run(&Cli::parse()) {
        Ok(outcome) => ExitCode::from(u8::from(outcome)),
        // Whoever read the output has enough of it.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => complain(&format!("cannot write: {error}"), 1),
        Err(Failure::Usage(message)) => complain(&message, 2),
    }
}

fn complain(message: &str, code: u8) -> ExitCode {
    progress::say(message);
    ExitCode::from(code)
}

fn try_run(cli: &Cli) -> Result<Outcome, Failure> {
    match &cli.command {
        Command::Extract(args) => {
            let library = Library::read(args.library.as_deref(), args.url_endpoint.as_deref());
            let library = library.map_err(Failure::Usage)?;
            let fields = output::fields_of(&args.fields, true).map_err(Failure::Usage)?;
            let file = shows_file(args, &fields);
            let task = Task {
                extractor: consolidator(&args.common, &args.choices)?,
                sidecar: args.choices.sidecar.is_some(),
                library: args.file_object.then_some(&library),
                job: Job::Extract { fields: &fields, file },
                print: print_of(args, &fields, file)?,
            };
            run::run(&args.common, &task)
        }
        Command::Tags(args) => {
            let task = Task {
                extractor: extractor(&args.common)?.unknown(args.unknown),
                sidecar: false,
                library: None,
                job: Job::Tags,
                print: args.records.format.into(),
            };
            run::run(&args.common, &task)
        }
        Command::Explain(args) => {
            let fields = output::fields_of(&args.fields, false).map_err(Failure::Usage)?;
            let print = match args.format {
                ExplainFormatArg::Json => FormatArg::Json.into(),
                ExplainFormatArg::Ndjson => FormatArg::Ndjson.into(),
                ExplainFormatArg::Text => Print::Sheet(Sheet {
                    fields: &fields,
                    fallback: &args.common.charset,
                    colour: is_coloured(args.color),
                }),
            };
            let task = Task {
                extractor: consolidator(&args.common, &args.choices)?,
                sidecar: args.choices.sidecar.is_some(),
                library: None,
                job: Job::Explain { fields: &fields },
                print,
            };
            run::run(&args.common, &task)
        }
        #[cfg(feature = "verify")]
        Command::Verify(args) => {
            let task = Task {
                extractor: extractor(&args.common)?,
                sidecar: false,
                library: None,
                job: Job::Verify,
                print: match args.format {
                    ExplainFormatArg::Json => FormatArg::Json.into(),
                    ExplainFormatArg::Ndjson => FormatArg::Ndjson.into(),
                    ExplainFormatArg::Text => Print::Opinion,
                },
            };
            run::run(&args.common, &task)
        }
        Command::Schema(args) => {
            let text = if args.typescript {
                output::typescript(args.numeric)
            } else {
                output::json_schema(args.numeric).map_err(io::Error::from)? + "\n"
            };
            show(text.as_bytes())
        }
        Command::Completions(args) => {
            let mut text = Vec::new();
            clap_complete::generate(args.shell, &mut Cli::command(), "embedmeta", &mut text);
            show(&text)
        }
        Command::Man(args) => show(&manual(args.command.as_deref())?),
        Command::Strip(args) => Ok(if strip::run(args) { Outcome::AllRead } else { Outcome::SomeFailed }),
    }
}

fn show(text: &[u8]) -> Result<Outcome, Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    stdout.flush()?;
    Ok(Outcome::AllRead)
}

/// The manual page, or that of a command.
fn manual(command: Option<&str>) -> Result<Vec<u8>, Failure> {
    let mut page = Cli::command();
    page.build();
    if let Some(name) = command {
        let unknown = || Failure::Usage(format!("there is no command {name:?}"));
        page = page.find_subcommand(name).cloned().ok_or_else(unknown)?;
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    Ok(text)
}

fn extractor(common: &Common) -> Result<Extractor, Failure> {
    let unknown = || Failure::Usage(format!("no character set is called {:?}", common.charset));
    let extractor = Extractor::new().limits(common.limits.0.clone());
    extractor.fallback_charset(&common.charset).ok_or_else(unknown)
}

fn consolidator(common: &Common, choices: &Choices) -> Result<Extractor, Failure> {
    let Choices { profile, policy, dates, numeric, languages, lang, sidecar } = choices;
    let extractor = extractor(common)?
        .profile((*profile).into())
        .policy((*policy).into())
        .dates((*dates).into())
        .numeric(*numeric)
        .languages(*languages)
        .sidecar(sidecar.map_or_else(SidecarPolicy::default, SidecarPolicy::from));
    Ok(match lang {
        Some(lang) => extractor.lang(lang),
        None => extractor,
    })
}

/// Whether the records of `extract` tell what the file is: those of the full profile do, but who chooses fields wants these.
fn shows_file(args: &Extract, fields: &[String]) -> bool {
    let is_full = matches!(args.choices.profile, ProfileArg::Full) && fields.is_empty();
    args.file || ((is_full || output::asks_for_file(fields)) && !args.no_file)
}

/// How the records of `extract` are printed.
fn print_of<'a>(args: &'a Extract, fields: &[String], file: bool) -> Result<Print<'a>, Failure> {
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
            let separator = args.separator.as_deref().unwrap_or("; ");
            Print::Csv(Csv::new(fields, file, separator))
        }
        ExtractFormatArg::Parquet => {
            let table = Table::new(fields, file, args.choices.numeric, args.choices.dates.into());
            let table = table.map_err(|why| Failure::Usage(why.to_owned()))?;
            if args.common.work.output.is_none() && io::stdout().is_terminal() {
                return wrong("Parquet is nothing for a terminal: name a file with `-o`");
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
