//! The arguments that made an output, stored beside it so that a run with other arguments does not resume it.

use super::args::Cli;
use super::target::{Unnamed, create_beside, remove_left_over};
use clap::{Arg, ArgMatches, CommandFactory, parser::ValueSource};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

/// Arguments that change no record of NDJSON, by their names in [`super::args`]. All others do, those that are yet to come
/// too.
const APART: [&str; 9] =
    ["jobs", "output", "resume", "errors", "progress", "quiet", "color", "separator", "help"];
/// Arguments that say which files are read, and in what order.
const SELECTION: [&str; 8] =
    ["paths", "files_from", "null", "ext", "exclude", "hidden", "follow", "changed_since"];
/// Arguments whose values have no order.
const UNORDERED: [&str; 2] = ["fields", "ext"];

/// What shapes the records, but for defaults: each argument as it is typed, with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Arguments {
    /// The version that wrote this, for people.
    embedmeta: String,
    records: BTreeMap<String, Vec<String>>,
    /// `None` where a list on standard input was read, of which nothing is known later.
    selection: Option<BTreeMap<String, Vec<String>>>,
}

impl Arguments {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let (mut records, mut selection) = (BTreeMap::new(), BTreeMap::new());
        let command = Cli::command();
        if let Some((name, matches)) = matches.subcommand() {
            records.insert("command".into(), vec![name.to_owned()]);
            let defined = command.find_subcommand(name).into_iter().flat_map(clap::Command::get_arguments);
            for arg in defined.filter(|arg| !APART.contains(&arg.get_id().as_str())) {
                let kept =
                    if SELECTION.contains(&arg.get_id().as_str()) { &mut selection } else { &mut records };
                if let Some(values) = values(arg, matches) {
                    kept.insert(typed(arg), values);
                }
            }
            if is_relative(matches) {
                let folder = env::current_dir().unwrap_or_default();
                selection.insert("the current folder".into(), vec![shown(folder.as_os_str())]);
            }
        }
        let is_known = selection.get("--files-from").is_none_or(|list| list != &["-"]);
        Self { embedmeta: version, records, selection: is_known.then_some(selection) }
    }

    /// How these arguments differ from those that an output was made with; `None` where they do not.
    pub(super) fn difference(&self, before: &Self) -> Option<String> {
        difference(&self.records, &before.records)
            .or_else(|| difference(self.selection.as_ref()?, before.selection.as_ref()?))
    }
}

/// The values of an argument; `None` of its default.
fn values(arg: &Arg, matches: &ArgMatches) -> Option<Vec<String>> {
    let id = arg.get_id().as_str();
    if matches.value_source(id).is_none_or(|source| source == ValueSource::DefaultValue) {
        return None;
    }
    // A value that can be spelled in several ways, or whose meaning may change by tomorrow, is stored resolved.
    if let Ok(Some(number)) = matches.try_get_one::<u64>(id) {
        return Some(vec![number.to_string()]).filter(|values| !is_default(arg, values));
    }
    if let Ok(Some(moment)) = matches.try_get_one::<SystemTime>(id) {
        return Some(vec![chrono::DateTime::<chrono::Utc>::from(*moment).to_rfc3339()]);
    }
    let mut values: Vec<String> = matches.try_get_raw(id).ok()??.map(shown).collect();
    if UNORDERED.contains(&id) {
        values.sort_unstable();
        values.dedup();
    }
    Some(values).filter(|values| !is_default(arg, values))
}

fn is_default(arg: &Arg, values: &[String]) -> bool {
    let default = arg.get_default_values();
    !default.is_empty()
        && default.len() == values.len()
        && default.iter().zip(values).all(|(a, b)| &**a == b.as_str())
}

/// An argument as it is typed.
fn typed(arg: &Arg) -> String {
    arg.get_long().map_or_else(|| "the paths".into(), |long| format!("--{long}"))
}

/// A value as text; of what is none, its bytes can be told.
fn shown(value: &std::ffi::OsStr) -> String {
    value.to_str().map_or_else(|| value.as_encoded_bytes().escape_ascii().to_string(), str::to_owned)
}

/// Whether the same paths would lead elsewhere from another folder; those of a list may.
fn is_relative(matches: &ArgMatches) -> bool {
    let paths = matches.try_get_many::<PathBuf>("paths").ok().flatten();
    let is_list = matches.try_get_one::<PathBuf>("files_from").is_ok_and(|list| list.is_some());
    is_list || paths.into_iter().flatten().any(|path| path.is_relative() && path.as_os_str() != "-")
}

fn difference(now: &BTreeMap<String, Vec<String>>, before: &BTreeMap<String, Vec<String>>) -> Option<String> {
    let name = now.keys().chain(before.keys()).find(|name| now.get(*name) != before.get(*name))?;
    let told = |values: &Vec<String>| match values.as_slice() {
        // A switch.
        [value] if value == "true" => name.clone(),
        [a, b, c, _, ..] => format!("{name} {a} {b} {c} …"),
        values => format!("{name} {}", values.join(" ")),
    };
    Some(match (before.get(name).map(told), now.get(name).map(told)) {
        (Some(before), Some(now)) => format!("it was made with {before}, not with {now}"),
        (Some(before), None) => format!("it was made with {before}"),
        (None, now) => format!("it was made without {}", now.unwrap_or_default()),
    })
}

/// The file in which the arguments of an output are kept: hidden, beside it.
pub(super) fn path_beside(output: &Path) -> PathBuf {
    let output = output.canonicalize().unwrap_or_else(|_| output.to_path_buf());
    let mut name = std::ffi::OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".embedmeta");
    output.with_file_name(name)
}

/// The arguments that the output was made with, where they are known.
pub(super) fn read_beside(output: &Path) -> io::Result<Option<Arguments>> {
    let path = path_beside(output);
    let wrong = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    match fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|error| wrong(error.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(error)),
    }
}

/// Writes the arguments to a file that is to have its name beside the output.
pub(super) fn write_beside(output: &Path, arguments: &Arguments) -> io::Result<Unnamed> {
    let path = path_beside(output);
    remove_left_over(&path);
    let written = create_beside(&path).and_then(|(mut file, unnamed)| {
        file.write_all(&serde_json::to_vec(arguments)?)?;
        file.write_all(b"\n")?;
        Ok(unnamed)
    });
    written.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// Forgets them.
pub(super) fn remove_beside(output: &Path) {
    // Most outputs have none.
    let _ = fs::remove_file(path_beside(output));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &[&str]) -> Arguments {
        Arguments::of(&Cli::command().try_get_matches_from([&["embedmeta"], args].concat()).unwrap())
    }

    #[test]
    fn what_is_written_otherwise_and_is_the_same_does_not_differ() {
        let plain = of(&["extract", "a"]);
        for same in [
            &["extract", "--profile", "full", "a"][..],
            &["extract", "--max-head", "64K", "-j3", "-q", "a"],
            &["extract", "a", "-o", "x", "--errors", "y", "--progress", "never", "--resume"],
        ] {
            assert_eq!(of(same).difference(&plain), None, "{same:?}");
        }
        let a = of(&["extract", "--fields", "A,B", "--ext", "jpg,tif", "--changed-since", "2026-01-31", "a"]);
        let b = of(&["extract", "--fields", "B", "--fields", "A", "--ext", "tif", "--ext", "jpg", "a"]);
        assert!(a.difference(&b).unwrap().contains("--changed-since 2026-01-31T00:00:00"));
        let c = ["--changed-since", "2026-01-31T00:00Z"];
        let c = of(&[&["extract", "--fields", "B,A", "--ext", "tif,jpg", "a"], &c[..]].concat());
        assert_eq!(a.difference(&c), None);
    }

    #[test]
    fn what_shapes_the_records_differs() {
        let plain = of(&["extract", "a", "b"]);
        for (args, why) in [
            (&["tags", "a", "b"][..], "it was made with command extract, not with command tags"),
            (&["extract", "b", "a"], "it was made with the paths a b, not with the paths b a"),
            (&["extract", "--sidecar", "a", "b"], "it was made without --sidecar win"),
            (&["extract", "--lang", "fr", "a", "b"], "it was made without --lang fr"),
            (&["extract", "--max-head", "4K", "a", "b"], "it was made without --max-head 4096"),
            (&["extract", "--hidden", "a", "b"], "it was made without --hidden"),
        ] {
            assert_eq!(of(args).difference(&plain).as_deref(), Some(why));
        }
        let hidden = of(&["extract", "--hidden", "a", "b"]);
        assert_eq!(plain.difference(&hidden).as_deref(), Some("it was made with --hidden"));
        let list = of(&["extract", "--files-from", "-"]);
        assert_eq!(plain.difference(&list), None, "nobody knows what stood in the list");
    }

    #[test]
    fn each_argument_is_either_apart_or_of_the_selection_or_shapes_records() {
        let command = Cli::command();
        let names: Vec<_> = command
            .get_subcommands()
            .filter(|command| command.get_arguments().any(|arg| arg.get_id() == "resume"))
            .flat_map(|command| command.get_arguments().map(|arg| arg.get_id().to_string()))
            .collect();
        for name in APART.iter().filter(|name| **name != "help").chain(&SELECTION) {
            assert!(names.iter().any(|found| found == name), "{name} is no argument");
        }
    }
}
