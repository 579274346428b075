//! The arguments of the command.

use super::bounds::LimitArgs;
use crate::{Dates, Policy, Profile};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads the metadata of pictures (EXIF, IPTC-IIM, XMP).
#[derive(Debug, Parser)]
#[command(name = "embedmeta", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit code: 0 all files were read, 1 some failed (the others are printed), 2 wrong usage."
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
    /// Print the JSON Schema of the records, or their types in TypeScript.
    Schema(Schema),
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    #[command(flatten)]
    pub common: Common,

    #[command(flatten)]
    pub records: Records,

    #[command(flatten)]
    pub choices: Choices,

    /// Only these fields, separated by commas.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub fields: Vec<String>,

    /// Print the file object of a media library instead: name, times, size, type and the metadata.
    #[arg(long, conflicts_with = "fields")]
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
    #[arg(short, long)]
    pub unknown: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub common: Common,

    /// Only this field, and whole where it is long; may be given several times, or several separated by commas.
    #[arg(long = "field", value_name = "NAME", value_delimiter = ',')]
    pub fields: Vec<String>,

    #[command(flatten)]
    pub choices: Choices,

    /// `text`: for people; `json`: each record indented; `ndjson`: a record a line.
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormatArg,

    /// Whether the text is coloured; `auto`: on a terminal, unless `NO_COLOR` is set.
    #[arg(long, value_enum, default_value_t)]
    pub color: ColorArg,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Declarations in TypeScript instead of the JSON Schema (draft 2020-12).
    #[arg(long)]
    pub typescript: bool,
}

/// The files, and how they are read.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Common {
    /// Files, folders (with all that is in them), or `-` for one picture on standard input.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How many files are read at once [default: one a core].
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// The character set of EXIF and IPTC text that declares none and is not UTF-8.
    #[arg(long, value_name = "NAME", default_value = "windows-1252")]
    pub charset: String,

    #[command(flatten)]
    pub limits: LimitArgs,
}

/// How records are printed.
#[derive(Debug, Args)]
pub(crate) struct Records {
    /// `json`: each record indented; `ndjson`: a record a line.
    #[arg(long, value_enum, default_value_t)]
    pub format: FormatArg,
}

/// How tags become fields.
#[derive(Debug, Args)]
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

    /// All items of language alternatives, by language: `{"x-default": "…", "fr-FR": "…"}`.
    #[arg(long, conflicts_with = "lang")]
    pub languages: bool,

    /// The language that is preferred in language alternatives; their default where they lack it.
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,

    /// Merge the XMP sidecar that lies beside a picture (`photo.jpg.xmp` or `photo.xmp`): it wins over the picture's own XMP.
    #[arg(long)]
    pub sidecar: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    #[default]
    Json,
    Ndjson,
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
