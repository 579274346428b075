//! Arguments → calls → exit code; nothing else.

mod args;
mod arguments;
mod bounds;
mod interrupt;
mod media;
mod outputs;
mod place;
mod print;
mod progress;
mod resume;
mod run;
mod strip;
mod summary;
mod target;
mod values;

use crate::output::{self, Csv, Job, Sheet, Table};
use crate::{Charset, Extractor, Profile, SidecarPolicy, UnknownCharset};
use anstream::{AutoStream, ColorChoice};
use args::{Choices, Cli, ColorArg, Command, Common, ExplainFormatArg, Extract, ExtractFormatArg, FormatArg};
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use media::Library;
use print::Print;
use run::{Failure, Outcome, Task};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Runs the command with the arguments of the process.
pub fn run() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli =
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut Cli::command()).exit());
    match try_run(&cli, &matches) {
        Ok(outcome) => ExitCode::from(u8::from(outcome)),
        // Whoever read the output has enough of it.
        Err(Failure::Records(_, error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Records(name, error)) => complain(&format!("cannot write {name}: {error}"), 1),
        Err(Failure::Run(message)) => complain(&message, 1),
        Err(Failure::Usage(message)) => complain(&message, 2),
    }
}

fn complain(message: &str, code: u8) -> ExitCode {
    progress::say(message);
    ExitCode::from(code)
}

fn try_run(cli: &Cli, matches: &ArgMatches) -> Result<Outcome, Failure> {
    match &cli.command {
        Command::Extract(args) => {
            let library = Library::read(args.library.as_deref(), args.url_endpoint.as_deref());
            let library = library.map_err(Failure::Usage)?;
            let task = Task {
                extractor: consolidator(&args.common, &args.choices)?,
                sidecar: args.choices.sidecar.is_some(),
                library: args.file_object.then_some(&library),
                job: Job::Extract { fields: &args.fields },
                print: print_of(args)?,
            };
            run::run(&args.common, &task, matches)
        }
        Command::Tags(args) => {
            let task = Task {
                extractor: extractor(&args.common)?.unknown(args.unknown),
                sidecar: false,
                library: None,
                job: Job::Tags,
                print: args.records.format.into(),
            };
            run::run(&args.common, &task, matches)
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
                sidecar: args.choices.sidecar.is_some(),
                library: None,
                job: Job::Explain { fields: &args.fields },
                print,
            };
            run::run(&args.common, &task, matches)
        }
        Command::Summary(args) => {
            // Cameras and places are no documented fields; what of the fields is counted is chosen later.
            let extractor = consolidator(&args.common, &args.choices)?.profile(Profile::Full);
            let task = Task {
                extractor,
                sidecar: args.choices.sidecar.is_some(),
                library: None,
                job: Job::Extract { fields: &[] },
                print: Print::Summary(summary::of(args)),
            };
            run::run(&args.common, &task, matches)
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
            run::run(&args.common, &task, matches)
        }
        Command::Schema(args) => {
            let text = if args.typescript {
                output::typescript()
            } else {
                output::json_schema().map_err(io::Error::from)? + "\n"
            };
            show(text.as_bytes())
        }
        Command::Completions(args) => {
            let mut text = Vec::new();
            clap_complete::generate(args.shell, &mut Cli::command(), "embedmeta", &mut text);
            show(&text)
        }
        Command::Man(args) => show(&manual(args.command.as_deref())?),
        Command::Strip(args) => strip::run(args),
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
    let charset: Charset =
        common.charset.parse().map_err(|error: UnknownCharset| Failure::Usage(error.to_string()))?;
    Ok(Extractor::new().limits(common.limits.0.clone()).fallback_charset(charset))
}

fn consolidator(common: &Common, choices: &Choices) -> Result<Extractor, Failure> {
    let Choices { profile, policy, dates, languages, lang, sidecar } = choices;
    let extractor = extractor(common)?
        .profile((*profile).into())
        .policy((*policy).into())
        .dates((*dates).into())
        .languages(*languages)
        .sidecar(sidecar.map_or_else(SidecarPolicy::default, SidecarPolicy::from));
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
