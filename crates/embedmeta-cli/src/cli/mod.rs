//! Arguments → calls → exit code; nothing else.

mod args;
mod arguments;
mod bounds;
mod condition;
mod failure;
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
mod terminal;
mod values;

use crate::names;
use crate::output::{self, Csv, Job, Plain, Sheet, Table, TagCsv};
use crate::query::Pick;
use anstream::{AutoStream, ColorChoice};
use args::{
    Choices, Cli, ColorArg, Command, Common, ExplainFormatArg, Extract, ExtractFormatArg, FormatArg,
    ProfileArg, Tags, TagsFormatArg,
};
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use condition::Condition;
use embedmeta::{Charset, Extractor, Groups, Profile, SidecarPolicy, UnknownCharset};
use failure::Failure;
use media::Library;
use print::Print;
use run::{Outcome, Task};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Runs the command with the arguments of the process.
pub fn run() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli =
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut Cli::command()).exit());
    match try_run(&cli, &matches) {
        Ok(outcome) => ExitCode::from(u8::from(outcome)),
        // The reader of the output has seen enough.
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
        Command::Extract(args) => extract(args, matches),
        Command::Tags(args) => tags(args, matches),
        Command::Explain(args) => explain(args, matches),
        Command::Summary(args) => summarise(args, matches),
        #[cfg(feature = "verify")]
        Command::Verify(args) => verify(args, matches),
        Command::Schema(args) if args.typescript => show(output::typescript(args.numeric).as_bytes()),
        Command::Schema(args) => {
            let text = output::json_schema(args.numeric).map_err(io::Error::from)? + "\n";
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

fn extract(args: &Extract, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let library = Library::read(args.library.as_deref(), args.url_endpoint.as_deref());
    let library = library.map_err(Failure::Usage)?;
    let extractor = consolidator(&args.common, &args.choices)?;
    let fields = names::resolve(&args.fields, true).map_err(Failure::Usage)?;
    let file = shows_file(args, &fields);
    let task = Task {
        condition: condition(&args.common, &args.choices, &extractor)?,
        extractor,
        sidecar: args.choices.sidecar.is_some(),
        library: args.file_object.then_some(&library),
        job: Job::Extract { fields: &fields, file },
        print: print_of(args, &fields, file)?,
    };
    run::run(&args.common, &task, matches)
}

fn tags(args: &Tags, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let pick = Pick::new(&args.fields, &args.groups).map_err(Failure::Usage)?;
    let extractor = extractor(&args.common)?.unknown(args.unknown).track(args.track);
    let families = if args.common.no_makernotes {
        pick.families().without(Groups::MAKER_NOTES)
    } else {
        pick.families()
    };
    let condition = Condition::new(&args.common, |_| None)?;
    let task = Task {
        // The condition covers everything that the file carries.
        extractor: if condition.is_none() { extractor.groups(families) } else { extractor },
        sidecar: false,
        library: None,
        job: Job::Tags { pick: &pick },
        condition,
        print: print_of_tags(args, &pick)?,
    };
    run::run(&args.common, &task, matches)
}

fn explain(args: &args::Explain, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let fields = names::resolve(&args.fields, false).map_err(Failure::Usage)?;
    let print = print_or_text(args.format, || {
        let colour = is_coloured(args.color);
        Print::Sheet(Sheet { fields: &fields, fallback: &args.common.charset, colour })
    });
    let extractor = consolidator(&args.common, &args.choices)?;
    let task = Task {
        condition: condition(&args.common, &args.choices, &extractor)?,
        extractor,
        sidecar: args.choices.sidecar.is_some(),
        library: None,
        job: Job::Explain { fields: &fields },
        print,
    };
    run::run(&args.common, &task, matches)
}

fn summarise(args: &args::Summary, matches: &ArgMatches) -> Result<Outcome, Failure> {
    // Cameras and places are not documented fields; the fields to count are chosen later.
    let extractor = consolidator(&args.common, &args.choices)?.profile(Profile::Full);
    let task = Task {
        extractor,
        sidecar: args.choices.sidecar.is_some(),
        library: None,
        job: Job::Extract { fields: &[], file: false },
        condition: Condition::new(&args.common, |_| None)?,
        print: Print::Summary(summary::of(args)),
    };
    run::run(&args.common, &task, matches)
}

#[cfg(feature = "verify")]
fn verify(args: &args::Verify, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let task = Task {
        extractor: extractor(&args.common)?,
        sidecar: false,
        library: None,
        job: Job::Verify,
        condition: Condition::new(&args.common, |_| None)?,
        print: print_or_text(args.format, || Print::Opinion),
    };
    run::run(&args.common, &task, matches)
}

/// The form that the option names, where `text` is the one for people.
fn print_or_text<'p>(format: ExplainFormatArg, text: impl FnOnce() -> Print<'p>) -> Print<'p> {
    match format {
        ExplainFormatArg::Json => FormatArg::Json.into(),
        ExplainFormatArg::Ndjson => FormatArg::Ndjson.into(),
        ExplainFormatArg::Text => text(),
    }
}

fn show(text: &[u8]) -> Result<Outcome, Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    stdout.flush()?;
    Ok(Outcome::AllRead)
}

/// The manual page of the command or of a subcommand.
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
    let all = Groups::default();
    let groups = if common.no_makernotes { all.without(Groups::MAKER_NOTES) } else { all };
    Ok(Extractor::new().limits(common.limits.0.clone()).fallback_charset(charset).groups(groups))
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

/// The condition over the fields of the file, in any profile.
fn condition<'c>(
    common: &'c Common,
    choices: &Choices,
    extractor: &Extractor,
) -> Result<Option<Condition<'c>>, Failure> {
    let is_documented = Profile::from(choices.profile) == Profile::Documented;
    Condition::new(common, |query| {
        (is_documented && query.needs_full_profile).then(|| extractor.clone().profile(Profile::Full))
    })
}

/// How text is printed. If values were chosen, nothing else is shown.
fn plain(common: &Common, values: bool, is_chosen: bool) -> Plain {
    Plain {
        // Bare values are for scripts, and for people who want a value in full.
        width: if common.work.is_on_stdout() && !values { terminal::width() } else { None },
        is_headed: common.known_total() != Some(1),
        values,
        is_all: !is_chosen,
    }
}

/// How `tags` prints its records.
fn print_of_tags<'t>(args: &'t Tags, pick: &'t Pick) -> Result<Print<'t>, Failure> {
    let wrong = |message: &str| Err(Failure::Usage(message.to_owned()));
    let default = if args.values { TagsFormatArg::Text } else { TagsFormatArg::Json };
    let format = args.format.unwrap_or(default);
    if args.values && format != TagsFormatArg::Text {
        return wrong("--values is for `--format text`");
    }
    if args.separator.is_some() && format != TagsFormatArg::Csv {
        return wrong("--separator is for `--format csv`");
    }
    Ok(match format {
        TagsFormatArg::Json => FormatArg::Json.into(),
        TagsFormatArg::Ndjson => FormatArg::Ndjson.into(),
        TagsFormatArg::Csv => Print::TagCsv(TagCsv::new(pick, args.separator.as_deref().unwrap_or("; "))),
        TagsFormatArg::Text => Print::Plain(plain(&args.common, args.values, !pick.is_all())),
    })
}

/// Whether `extract` prints facts about the file: the full profile does, unless fields were chosen.
fn shows_file(args: &Extract, fields: &[String]) -> bool {
    let is_full = matches!(args.choices.profile, ProfileArg::Full) && fields.is_empty();
    args.file || ((is_full || names::asks_for_file(fields)) && !args.no_file)
}

/// How `extract` prints its records.
fn print_of<'a>(args: &'a Extract, fields: &[String], file: bool) -> Result<Print<'a>, Failure> {
    let wrong = |message: &str| Err(Failure::Usage(message.to_owned()));
    let default = if args.values { ExtractFormatArg::Text } else { ExtractFormatArg::Json };
    let format = args.format.unwrap_or(default);
    let is_json = matches!(format, ExtractFormatArg::Json | ExtractFormatArg::Ndjson);
    if args.file_object && !is_json {
        return wrong("a file object has no columns and no text: print it as `json` or `ndjson`");
    }
    if args.separator.is_some() && format != ExtractFormatArg::Csv {
        return wrong("--separator is for `--format csv`");
    }
    if args.values && format != ExtractFormatArg::Text {
        return wrong("--values is for `--format text`");
    }
    Ok(match format {
        ExtractFormatArg::Json => FormatArg::Json.into(),
        ExtractFormatArg::Ndjson => FormatArg::Ndjson.into(),
        ExtractFormatArg::Text => Print::Plain(plain(&args.common, args.values, !args.fields.is_empty())),
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
