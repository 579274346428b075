//! The arguments of the command.

use super::bounds::LimitArgs;
use super::values;
use crate::query::Query;
use clap::{Args, Parser, Subcommand, ValueEnum};
use embedmeta::{Dates, Policy, Profile, SidecarPolicy};
use std::path::PathBuf;
use std::time::SystemTime;

const EXAMPLES_OF_EXTRACT: &str = "\
Examples:
  embedmeta extract photo.jpg
  embedmeta extract --format text --fields Title,Creator,City photos/
  embedmeta extract --where 'Rating >= 4 and DateTimeOriginal < 2020-01-01' photos/
  embedmeta extract --format csv --where 'has GPSLatitude and not Copyright' photos/ > found.csv
  embedmeta extract --format ndjson --where 'Keywords contains harbour or Model ~ \"*EOS*\"' photos/";

const EXAMPLES_OF_TAGS: &str = "\
Examples:
  embedmeta tags --format text photo.jpg
  embedmeta tags --fields 'IFD0:Make,GPS:*,*:Keywords' photo.jpg
  embedmeta tags --format csv --fields IFD0:Make,ExifIFD:LensModel photos/ > cameras.csv
  embedmeta tags --values --fields XMP-dc:Subject photo.jpg
  embedmeta tags --format text --group XMP-dc,GPS --where 'file.format = JPEG and Rating = 5' photos/";

/// Reads the metadata of pictures (EXIF, IPTC-IIM, XMP).
#[derive(Debug, Parser)]
#[command(name = "embedmeta", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit code: 0 all files were read, 1 some failed (the others are printed), the output could not be \
                  written or threads could not be started, 2 wrong usage or an output that would destroy something, \
                  130 interrupted."
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
    /// Tell what is in a collection: formats, failures, fields, issues, cameras, lenses, years, places.
    Summary(Summary),
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
#[command(after_help = EXAMPLES_OF_EXTRACT)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub(crate) struct Extract {
    #[command(flatten)]
    pub common: Common,

    /// `json`: each record indented; `ndjson`: a record a line; `csv`: a header, and a line a file with the documented
    /// fields; `parquet`: a typed column a field; `text`: for people, a line a field [default: json].
    #[arg(long, value_enum)]
    pub format: Option<ExtractFormatArg>,

    /// In text the values alone, an item a line, for scripts; implies `--format text`. What could not be read is told
    /// on standard error.
    #[arg(long)]
    pub values: bool,

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
#[command(after_help = EXAMPLES_OF_TAGS)]
pub(crate) struct Tags {
    #[command(flatten)]
    pub common: Common,

    /// `json`: each record indented; `ndjson`: a record a line; `csv`: a line a file with a column for each tag of
    /// `--fields`, or without names a line a tag; `text`: for people, a line a tag [default: json].
    #[arg(long, value_enum, help_heading = "Output")]
    pub format: Option<TagsFormatArg>,

    /// In text the values alone, an item a line, for scripts; implies `--format text`. What could not be read is told
    /// on standard error.
    #[arg(long, help_heading = "Output")]
    pub values: bool,

    /// What stands between the items of a list in a cell of CSV [default: "; "].
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub separator: Option<String>,

    /// Only these tags, in the order of the file: `IFD0:Make`, `GPS:*`, `*:Keywords`, `Make`.
    ///
    /// Groups and names are ExifTool's, in any case; `*` stands for any signs, `?` for one. `EXIF:` is every group of
    /// EXIF (IFD0, IFD1, ExifIFD, GPS, InteropIFD, SubIFD), `IPTC:` and `XMP:` are all groups of theirs, `MakerNotes:` those of
    /// all makers (`Canon`, `Nikon`, …). In CSV the first
    /// tag that a name fits fills its column. Families that no name can fit are not read, and have no issues.
    #[arg(long, value_name = "[GROUP:]NAME,…", value_delimiter = ',', help_heading = "Metadata")]
    pub fields: Vec<String>,

    /// Only tags of these groups: `XMP-dc,GPS`.
    #[arg(long = "group", value_name = "GROUP,…", value_delimiter = ',', help_heading = "Metadata")]
    pub groups: Vec<String>,

    /// EXIF tags of unknown meaning too, named by their numbers.
    #[arg(short, long, help_heading = "Metadata")]
    pub unknown: bool,

    /// The way of the camera in films with a track of places (`GoPro`'s and Google's), as `track`: for each place its
    /// `time` in the film in seconds, `latitude` and `longitude` in degrees (south and west are negative), and where it
    /// is known `altitude` in metres, `speed` in metres a second, and `dateTime`, the time of the satellites in UTC.
    /// All samples of the track are read for it. Only in JSON and NDJSON.
    #[arg(long, help_heading = "Metadata")]
    pub track: bool,
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

#[derive(Debug, Args)]
pub(crate) struct Summary {
    #[command(flatten)]
    pub common: Common,

    #[command(flatten)]
    pub choices: Choices,

    /// `text`: tables for people; `json`: one document.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: SummaryFormatArg,

    /// How many cameras and lenses are listed, the most frequent first; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub top: usize,

    /// List the documented fields that no file has, too.
    #[arg(long, help_heading = "Output")]
    pub all_fields: bool,
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
#[command(arg_required_else_help = true)]
#[command(group = clap::ArgGroup::new("classes").args(["gps", "places", "people"]).multiple(true))]
#[command(
    after_help = "A copy is read again before it is written. TIFF and what is made like it (DNG and other camera raws), \
                  HEIF and all other formats are refused; what is no picture is skipped in folders. Exit code: 0 all \
                  pictures were copied, 1 some were refused or failed, 2 wrong usage, 130 interrupted."
)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub(crate) struct Strip {
    /// Files, folders (with all that is in them), or `-` for one picture on standard input, whose copy goes to standard
    /// output.
    #[arg(required_unless_present = "files_from", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The folder for the copies; it is made where there is none. They keep their names, and what was in a folder its
    /// place there. `-` for the copy of one picture on standard output.
    #[arg(short, long, value_name = "DIR", conflicts_with = "in_place")]
    pub output: Option<PathBuf>,

    /// Replace the files themselves.
    #[arg(long)]
    pub in_place: bool,

    /// Replace a file that has other names too (hard links): under these the old one stays, with its metadata.
    #[arg(long, requires = "in_place", conflicts_with = "output")]
    pub break_links: bool,

    /// Replace files that are in the folder already.
    #[arg(long, conflicts_with = "in_place")]
    pub force: bool,

    /// The copies have the times of their files: when they were last written.
    #[arg(long)]
    pub keep_times: bool,

    /// How many files are copied at once, each of them in memory [default: one a core].
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// How far it is, on standard error; `auto`: where that is a terminal.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub progress: ProgressArg,

    /// No summary and no progress.
    #[arg(short, long)]
    pub quiet: bool,

    /// All metadata goes (the default).
    #[arg(long, conflicts_with = "classes", help_heading = "What goes")]
    pub all: bool,

    /// The rights stay where all else goes: copyright, creator, credit line, usage terms and licence, in EXIF, IPTC and
    /// XMP. The creator's address goes.
    #[arg(long, conflicts_with = "classes", help_heading = "What goes")]
    pub keep_rights: bool,

    /// Coordinates go: EXIF's GPS directory and positions in XMP.
    #[arg(long, help_heading = "What goes")]
    pub gps: bool,

    /// Named places go, in IPTC and XMP, and coordinates with them.
    #[arg(long, help_heading = "What goes")]
    pub places: bool,

    /// People in the picture go: regions and names. Who made it stays, and so do keywords.
    #[arg(long, help_heading = "What goes")]
    pub people: bool,

    /// The colour profile goes too.
    #[arg(long, conflicts_with = "classes", help_heading = "What goes")]
    pub no_icc: bool,

    /// The orientation goes too: the picture may then be shown lying on its side.
    #[arg(long, conflicts_with = "classes", help_heading = "What goes")]
    pub no_orientation: bool,

    #[command(flatten)]
    pub selection: Selection,
}

/// The files, how they are read, and where the records go.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Common {
    /// Files, folders (with all that is in them), or `-` for one picture on standard input.
    #[arg(required_unless_present = "files_from", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How many files are read at once, 256 at the most [default: one a core].
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// The character set of EXIF and IPTC text that declares none and is not UTF-8.
    #[arg(long, value_name = "NAME", default_value = "windows-1252")]
    pub charset: String,

    /// Do not read maker notes: what only the camera's maker can say, such as the lens or the shutter count.
    #[arg(long)]
    pub no_makernotes: bool,

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

    /// Only files of which EXPR holds: `Rating >= 4 and not Copyright`.
    ///
    /// NAME or `has NAME`: there is such a field; `not NAME`: there is none. `=` (in any case), `==` (exactly), `!=` (there,
    /// and none equals), `<`, `<=`, `>`, `>=`, `contains TEXT`, `~ GLOB` compare; of a list any item may fit. `not` binds
    /// closer than `and`, `and` closer than `or`; parentheses group. Values with blanks stand in quotes.
    ///
    /// Names are those of fields, in any case; `field.NAME` is one that the schema does not list. There are also
    /// file.format, file.mime, file.width, file.height, file.size, file.orientation, file.components, file.hasAlpha, and
    /// of films and sounds file.duration (in seconds), file.bitRate, file.codecs, file.displayWidth, file.displayHeight;
    /// `issue CODE` and `error CODE`, or without a code for any. Dates are moments: `2020` or `2020-05-17` is its first
    /// one, but after `=` all of it. A text that begins with a number and a unit (`50.0 mm`) counts as that number.
    ///
    /// Files that could not be read are told of, unless EXPR asks for `error`; the exit code
    /// is 1 either way. That nothing matches is no failure.
    #[arg(long = "where", value_name = "EXPR", value_parser = Query::parse)]
    pub condition: Option<Query>,

    /// Only files that changed after FILE did, or after a date: `2026-01-31`, `2026-01-31T12:00`, in UTC unless it
    /// ends in an offset such as `+01:00`.
    #[arg(long, value_name = "FILE|DATE", value_parser = values::moment)]
    pub changed_since: Option<SystemTime>,
}

/// Where the records go, and what long work needs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Work {
    /// Write the records to FILE. It has its name only when it is whole; after Ctrl-C with the records so far. What cannot
    /// be replaced (a pipe, a device, /dev/stdout) is written as it is. A file that is read, a picture and a link that
    /// leads nowhere are refused, with exit code 2; where FILE takes no more, it is 1.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Go on where FILE ends (with `-o FILE --format ndjson`). It is written in place, so that a run that is killed can be
    /// resumed too. Arguments with which its records would be others are refused: those that it was made with are kept
    /// beside it, in `.FILE.embedmeta`. The exit code is 1 where any record of FILE, old or new, tells of a failure.
    #[arg(long, requires = "output")]
    pub resume: bool,

    /// Write failures to FILE too, a line each as they come: `{"path", "error": {"code", "message"}}`. It is refused as
    /// that of `--output` is, and where it is the same. The exit code does not depend on it.
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,

    /// How far it is, on standard error: a bar on a terminal, and a line a second elsewhere or where records or failures
    /// are shown on a terminal too; `auto`: only the bar.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub progress: ProgressArg,

    /// No summary and no progress; why the command itself failed is still told, and the exit code is the same.
    #[arg(short, long)]
    pub quiet: bool,
}

impl Work {
    /// Whether the records go to standard output.
    pub fn is_on_stdout(&self) -> bool {
        self.output.as_ref().is_none_or(|path| path.as_os_str() == "-")
    }
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

/// The two forms of JSON that each command has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FormatArg {
    Json,
    Ndjson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractFormatArg {
    Json,
    Ndjson,
    Csv,
    Parquet,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TagsFormatArg {
    Json,
    Ndjson,
    Csv,
    Text,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormatArg {
    #[default]
    Text,
    Json,
    Ndjson,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormatArg {
    #[default]
    Text,
    Json,
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
