//! The arguments of the command.

use super::bounds::LimitArgs;
use super::values;
use crate::{Dates, Policy, Profile, SidecarPolicy};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::time::SystemTime;

/// Reads the metadata of pictures (EXIF, IPTC-IIM, XMP).
#[derive(Debug, Parser)]
#[command(name = "embedmeta", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit code: 0 all files were read, 1 some failed (the others are printed) or the output could not be \
                  written, 2 wrong usage, 130 interrupted."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the consolidated record of each file.
    Extract(Extract),
    /// Print every tag of each file with its group, as `exiftool -G1 -j` names and converts them.
    Tags(Tags),
    /// Print for each field where its value came from, by which rule, and what was passed over.
    Explain(Explain),
    /// Decode each file again with independent decoders, and print where they disagree and what looks odd.
    #[cfg(feature = "verify")]
    #[command(
        after_help = "Exit code: 0 the decoders agree, 1 they disagree somewhere or some file failed, 2 wrong usage."
    )]
    Verify(Verify),
    /// Print the JSON Schema of the records, or their types in TypeScript.
    Schema(Schema),
    /// Copy pictures (JPEG, PNG, WebP) without metadata; the coded picture stays as it is.
    Strip(Strip),
    /// Print the completions of a shell.
    Completions(Completions),
    /// Print the manual page, or that of one command, for `man -l -`.
    Man(Man),
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub(crate) struct Extract {
    #[command(flatten)]
    pub common: Common,

    /// `json`: each record indented; `ndjson`: a record a line; `csv`: a header, and a line a file with the documented
    /// fields; `parquet`: a typed column a field.
    #[arg(long, value_enum, default_value_t)]
    pub format: ExtractFormatArg,

    /// What stands between the items of a list in a cell of CSV [default: "; "].
    #[arg(long, value_name = "TEXT")]
    pub separator: Option<String>,

    #[command(flatten)]
    pub choices: Choices,

    /// Only these fields, separated by commas; may be given several times. In any case, and by the names of tags too:
    /// `By-line`, `XMP-dc:Creator`.
    #[arg(long, visible_alias = "field", value_name = "NAME,…", value_delimiter = ',')]
    pub fields: Vec<String>,

    /// What the file is and its size, as `file`; so by default, unless the profile is `documented` or fields are chosen.
    #[arg(long, conflicts_with_all = ["no_file", "file_object"], help_heading = "Output")]
    pub file: bool,

    /// No `file`.
    #[arg(long, conflicts_with = "file_object", help_heading = "Output")]
    pub no_file: bool,

    /// Print the file object of a media library instead: name, times, size, type and the metadata.
    #[arg(long, conflicts_with = "fields", help_heading = "Output")]
    pub file_object: bool,

    /// What the media library knows of its files: NDJSON keyed by `filePath`.
    #[arg(long, value_name = "FILE", requires = "file_object")]
    pub library: Option<PathBuf>,

    /// Where the files are served; gives `url` and `thumbnail`.
    #[arg(long, value_name = "URL", requires = "file_object")]
    pub url_endpoint: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Tags {
    #[command(flatten)]
    pub common: Common,

    #[command(flatten)]
    pub records: Records,

    /// EXIF tags of unknown meaning too, named by their numbers.
    #[arg(short, long, help_heading = "Metadata")]
    pub unknown: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub common: Common,

    /// Only these fields, separated by commas, and whole where they are long; may be given several times. In any case, and by
    /// the names of tags too: `By-line`, `XMP-dc:Creator`.
    #[arg(
        long,
        visible_alias = "field",
        help_heading = "Metadata",
        value_name = "NAME,…",
        value_delimiter = ','
    )]
    pub fields: Vec<String>,

    #[command(flatten)]
    pub choices: Choices,

    /// `text`: for people; `json`: each record indented; `ndjson`: a record a line.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: ExplainFormatArg,

    /// Whether the text is coloured; `auto`: on a terminal, unless `NO_COLOR` is set.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub color: ColorArg,
}

#[cfg(feature = "verify")]
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub common: Common,

    /// `text`: for people; `json`: each record indented; `ndjson`: a record a line.
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormatArg,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Declarations in TypeScript instead of the JSON Schema (draft 2020-12).
    #[arg(long)]
    pub typescript: bool,

    /// Of the records of `--numeric`, in which every field that measures something is a number.
    #[arg(short, long)]
    pub numeric: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command whose page it is.
    pub command: Option<String>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("target").args(["output", "in_place"]).required(true))]
#[command(group = clap::ArgGroup::new("classes").args(["gps", "places", "people"]).multiple(true))]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub(crate) struct Strip {
    /// Files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The folder for the copies, which keep their names; it is made where there is none.
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// Replace the files themselves.
    #[arg(long)]
    pub in_place: bool,

    /// Replace files that are in the folder already.
    #[arg(long, conflicts_with = "in_place")]
    pub force: bool,

    /// All metadata goes (the default).
    #[arg(long, conflicts_with = "classes")]
    pub all: bool,

    /// Coordinates go: EXIF's GPS directory and positions in XMP.
    #[arg(long)]
    pub gps: bool,

    /// Named places go, in IPTC and XMP, and coordinates with them.
    #[arg(long)]
    pub places: bool,

    /// People in the picture go: regions and names. Who made it stays, and so do keywords.
    #[arg(long)]
    pub people: bool,

    /// The colour profile goes too.
    #[arg(long, conflicts_with = "classes")]
    pub no_icc: bool,

    /// The orientation goes too: the picture may then be shown lying on its side.
    #[arg(long, conflicts_with = "classes")]
    pub no_orientation: bool,
}

/// The files, how they are read, and where the records go.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Common {
    /// Files, folders (with all that is in them), or `-` for one picture on standard input.
    #[arg(required_unless_present = "files_from", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How many files are read at once [default: one a core].
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// The character set of EXIF and IPTC text that declares none and is not UTF-8.
    #[arg(long, value_name = "NAME", default_value = "windows-1252")]
    pub charset: String,

    #[command(flatten)]
    pub selection: Selection,

    #[command(flatten)]
    pub limits: LimitArgs,

    #[command(flatten)]
    pub work: Work,
}

/// Which files are read. A path that is named itself is read whatever its name.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct Selection {
    /// Read the paths in FILE too, one a line; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,

    /// The paths in that file end in NUL, not in a line feed.
    #[arg(short = '0', long, requires = "files_from")]
    pub null: bool,

    /// In folders only files with these extensions, in any case: `jpg,tif`.
    #[arg(long, value_name = "EXT,…", value_delimiter = ',')]
    pub ext: Vec<String>,

    /// In folders not the files and folders that match, as a line of `.gitignore` would; may be given several times.
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// In folders hidden files and folders too.
    #[arg(long)]
    pub hidden: bool,

    /// In folders also what symbolic links lead to.
    #[arg(long)]
    pub follow: bool,

    /// Only files that changed after FILE did, or after a date: `2026-01-31`, `2026-01-31T12:00`, in UTC unless it
    /// ends in an offset such as `+01:00`.
    #[arg(long, value_name = "FILE|DATE", value_parser = values::moment)]
    pub changed_since: Option<SystemTime>,
}

/// Where the records go, and what long work needs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Work {
    /// Write the records to FILE. It has its name only when it is whole; after Ctrl-C with the records so far.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Go on where FILE ends (with `-o FILE --format ndjson`, and otherwise the same arguments as before). It is
    /// written in place, so that a run that is killed can be resumed too.
    #[arg(long, requires = "output")]
    pub resume: bool,

    /// Write failures to FILE too, a line each as they come: `{"path", "error": {"code", "message"}}`.
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,

    /// How far it is, on standard error; `auto`: where that is a terminal and the records go elsewhere.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub progress: ProgressArg,

    /// No summary and no progress.
    #[arg(short, long)]
    pub quiet: bool,
}

/// How records are printed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Records {
    /// `json`: each record indented; `ndjson`: a record a line.
    #[arg(long, value_enum, default_value_t)]
    pub format: FormatArg,
}

/// How tags become fields.
#[derive(Debug, Args)]
#[command(next_help_heading = "Metadata")]
pub(crate) struct Choices {
    /// Which fields the object has.
    #[arg(long, value_enum, default_value_t)]
    pub profile: ProfileArg,

    /// Whose values come first where EXIF, IPTC and XMP disagree.
    #[arg(long, value_enum, default_value_t)]
    pub policy: PolicyArg,

    /// Dates in UTC, or as the wall clock without an offset.
    #[arg(long, value_enum, default_value_t)]
    pub dates: DatesArg,

    /// Every field that measures something as a number in one unit: seconds, millimetres, metres, f-numbers, steps of exposure,
    /// signed degrees.
    #[arg(short, long)]
    pub numeric: bool,

    /// All items of language alternatives, by language: `{"x-default": "…", "fr-FR": "…"}`.
    #[arg(long, conflicts_with = "lang")]
    pub languages: bool,

    /// The language that is preferred in language alternatives; their default where they lack it.
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,

    /// Merge the XMP sidecar that lies beside a picture (`photo.jpg.xmp` or `photo.xmp`); `--sidecar` alone means
    /// `--sidecar=win`. Where there is none, the JSON that Google Takeout has for the picture (`photo.jpg.json` or
    /// `photo.jpg.supplemental-metadata.json`) fills what the picture lacks, in either order.
    #[arg(long, value_enum, value_name = "ORDER", num_args = 0..=1, require_equals = true, default_missing_value = "win")]
    pub sidecar: Option<SidecarArg>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    #[default]
    Json,
    Ndjson,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractFormatArg {
    #[default]
    Json,
    Ndjson,
    Csv,
    Parquet,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormatArg {
    #[default]
    Text,
    Json,
    Ndjson,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressArg {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ProfileArg {
    /// Every EXIF, GPS, IPTC and XMP tag that describes the picture.
    #[default]
    Full,
    /// The documented fields alone.
    Documented,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum PolicyArg {
    /// EXIF, then XMP or IPTC as the digest says (Metadata Working Group).
    #[default]
    Mwg,
    /// XMP, then IPTC, then EXIF.
    XmpFirst,
    /// IPTC, then EXIF, then XMP.
    IptcFirst,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SidecarArg {
    /// The sidecar is the newest word: its values come before EXIF, IPTC and XMP of the picture.
    Win,
    /// The sidecar's values come last: they only fill what the picture lacks.
    Fill,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum DatesArg {
    #[default]
    Utc,
    Local,
}

impl From<ProfileArg> for Profile {
    fn from(arg: ProfileArg) -> Self {
        match arg {
            ProfileArg::Full => Self::Full,
            ProfileArg::Documented => Self::Documented,
        }
    }
}

impl From<PolicyArg> for Policy {
    fn from(arg: PolicyArg) -> Self {
        match arg {
            PolicyArg::Mwg => Self::Mwg,
            PolicyArg::XmpFirst => Self::XmpFirst,
            PolicyArg::IptcFirst => Self::IptcFirst,
        }
    }
}

impl From<SidecarArg> for SidecarPolicy {
    fn from(arg: SidecarArg) -> Self {
        match arg {
            SidecarArg::Win => Self::Win,
            SidecarArg::Fill => Self::Fill,
        }
    }
}

impl From<DatesArg> for Dates {
    fn from(arg: DatesArg) -> Self {
        match arg {
            DatesArg::Utc => Self::Utc,
            DatesArg::Local => Self::Local,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
