//! The summary as a document: printed directly as JSON, and as tables for people.

#![allow(clippy::struct_field_names)] // members are the keys of the document

use super::collection::{Collection, Example, Named, Picture};
use super::digest::DATES;
use super::options::{End, Summary};
use crate::output::json::{Style, Writer};
use crate::output::record::PathText;
use embedmeta::internal;
use embedmeta::internal::fields::{FIELDS, Shown};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

/// The orientation codes that rotate or mirror a picture.
const TURNS: RangeInclusive<u8> = 2..=8;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'c> {
    /// All files; some `failed`, the others were `read`.
    pub files: u64,
    pub read: u64,
    pub failed: u64,
    pub interrupted: bool,
    pub without_metadata: u64,
    /// The total size of the files that were read.
    pub bytes: u64,
    /// The number of bytes that were read from all files.
    pub bytes_read: u64,
    pub formats: Vec<Format<'c>>,
    pub failures: Vec<Code<'c>>,
    pub issues: Vec<Code<'c>>,
    pub fields: Vec<Field<'c>>,
    /// How often a field was met that is not counted separately, because there are too many.
    pub fields_not_counted: u64,
    pub cameras: Ranking<'c>,
    pub lenses: Ranking<'c>,
    pub years: Vec<Year>,
    pub dates: Dates<'c>,
    pub positions: Positions,
    pub pixels: Pixels<'c>,
    /// Pictures to be rotated or mirrored: those without an orientation, or with code 1, are not counted.
    pub orientations: Vec<Orientation>,
}

#[derive(Debug, Serialize)]
pub(super) struct Format<'c> {
    pub format: &'c str,
    pub files: u64,
    pub bytes: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Code<'c> {
    pub code: &'c str,
    pub files: u64,
    #[serde(serialize_with = "path")]
    pub example: &'c Path,
}

#[derive(Debug, Serialize)]
pub(super) struct Field<'c> {
    pub field: &'c str,
    pub files: u64,
    /// The percentage of the files that were read, to one decimal place.
    #[serde(serialize_with = "tenths")]
    pub percent: u64,
}

/// The most frequent of many names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ranking<'c> {
    pub values: Vec<Name<'c>>,
    /// The number of names beyond those in `values`.
    pub more: u64,
    pub more_files: u64,
    /// Files whose names are not counted separately, because there are too many.
    pub files_not_counted: u64,
    pub without: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Name<'c> {
    pub name: &'c str,
    pub files: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Year {
    pub year: u16,
    pub files: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dates<'c> {
    pub with: u64,
    pub without: u64,
    pub offset_known: u64,
    pub offset_assumed: u64,
    pub without_time: u64,
    pub earliest: Option<Moment<'c>>,
    pub latest: Option<Moment<'c>>,
    /// The fields that gave the dates.
    pub fields: Vec<Told>,
}

#[derive(Debug, Serialize)]
pub(super) struct Moment<'c> {
    pub date: &'c str,
    #[serde(serialize_with = "path")]
    pub example: &'c Path,
}

#[derive(Debug, Serialize)]
pub(super) struct Told {
    pub field: &'static str,
    pub files: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Positions {
    pub with: u64,
    pub without: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Pixels<'c> {
    pub smallest: Option<Size<'c>>,
    pub largest: Option<Size<'c>>,
    /// Files that do not tell the size of their picture.
    pub unknown: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Size<'c> {
    pub width: u32,
    pub height: u32,
    #[serde(serialize_with = "path")]
    pub example: &'c Path,
}

#[derive(Debug, Serialize)]
pub(super) struct Orientation {
    pub orientation: u8,
    pub meaning: &'static str,
    pub files: u64,
}

impl<'c> Document<'c> {
    pub(super) fn new(collection: &'c Collection, summary: &Summary, end: End) -> Self {
        let read = collection.read();
        let Collection { dates, pictures, .. } = collection;
        let moment = |told: &'c Option<(String, std::path::PathBuf)>| {
            told.as_ref().map(|(date, path)| Moment { date, example: path })
        };
        Self {
            files: collection.files,
            read,
            failed: collection.failed,
            interrupted: end.is_interrupted,
            without_metadata: read - collection.with_metadata,
            bytes: collection.bytes,
            bytes_read: end.bytes_read,
            formats: formats(collection),
            failures: codes(&collection.failures),
            issues: codes(&collection.issues),
            fields: fields(collection, summary),
            fields_not_counted: collection.unknown_fields.other(),
            cameras: ranking(&collection.cameras, read, summary.top),
            lenses: ranking(&collection.lenses, read, summary.top),
            years: dates.years.iter().map(|(year, files)| Year { year: *year, files: *files }).collect(),
            dates: Dates {
                with: dates.files,
                without: read - dates.files,
                offset_known: dates.known,
                offset_assumed: dates.assumed,
                without_time: dates.files - dates.known - dates.assumed,
                earliest: moment(&dates.earliest),
                latest: moment(&dates.latest),
                fields: told(&dates.fields),
            },
            positions: Positions { with: collection.positions, without: read - collection.positions },
            pixels: Pixels {
                smallest: pictures.smallest.as_ref().map(size),
                largest: pictures.largest.as_ref().map(size),
                unknown: read - pictures.files,
            },
            orientations: orientations(&collection.orientations),
        }
    }

    pub(super) fn json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        Writer::new(Style::Indented).document(self, &mut out);
        out
    }
}

fn formats(collection: &Collection) -> Vec<Format<'_>> {
    let formats = collection.formats.iter();
    let mut formats: Vec<_> =
        formats.map(|(format, of)| Format { format, files: of.files, bytes: of.bytes }).collect();
    formats.sort_by_key(|format| std::cmp::Reverse(format.files));
    formats
}

fn codes<'c>(examples: &'c BTreeMap<&'static str, Example>) -> Vec<Code<'c>> {
    let code = |(code, example): (&'c &'static str, &'c Example)| Code {
        code,
        files: example.files,
        example: &example.first,
    };
    let mut codes: Vec<_> = examples.iter().map(code).collect();
    codes.sort_by_key(|code| std::cmp::Reverse(code.files));
    codes
}

/// Most frequent first; equal counts in table order, followed by unknown fields in alphabetical order.
fn fields<'c>(collection: &'c Collection, summary: &Summary) -> Vec<Field<'c>> {
    let read = collection.read();
    let field = |name: &'c str, files: u64| Field { field: name, files, percent: per_mille(files, read) };
    let known = FIELDS.iter().zip(&collection.fields);
    let is_told = |shown: Shown, files: u64| files > 0 || (summary.all_fields && shown == Shown::Documented);
    let known = known.filter(|(row, files)| is_told(row.shown, **files));
    let mut all: Vec<_> = known.map(|(row, files)| field(row.name, *files)).collect();
    all.extend(collection.unknown_fields.ranked().into_iter().map(|(name, files)| field(name, files)));
    all.sort_by_key(|field| std::cmp::Reverse(field.files));
    all
}

fn ranking(named: &Named, read: u64, top: usize) -> Ranking<'_> {
    let mut values = named.names.ranked();
    let top = if top == 0 { values.len() } else { top.min(values.len()) };
    let rest = values.split_off(top);
    Ranking {
        values: values.into_iter().map(|(name, files)| Name { name, files }).collect(),
        more: rest.len() as u64,
        more_files: rest.iter().map(|(_, files)| files).sum(),
        files_not_counted: named.names.other(),
        without: read - named.files,
    }
}

fn told(fields: &[u64]) -> Vec<Told> {
    let told = DATES.iter().zip(fields).filter(|(_, files)| **files > 0);
    told.map(|(field, files)| Told { field, files: *files }).collect()
}

fn size(picture: &Picture) -> Size<'_> {
    Size { width: picture.width, height: picture.height, example: &picture.path }
}

fn orientations(files: &BTreeMap<u8, u64>) -> Vec<Orientation> {
    let turned = TURNS.filter_map(|code| {
        let files = *files.get(&code)?;
        Some(Orientation { orientation: code, meaning: internal::orientation(code)?, files })
    });
    turned.collect()
}

/// The share of the files in thousandths, rounded.
pub(super) fn per_mille(files: u64, all: u64) -> u64 {
    let rounded = (u128::from(files) * 1000 + u128::from(all) / 2).checked_div(all.into());
    rounded.and_then(|part| part.try_into().ok()).unwrap_or(0)
}

#[allow(clippy::trivially_copy_pass_by_ref, clippy::cast_precision_loss)] // serde asks for it; 1000 at most
fn tenths<S: Serializer>(per_mille: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(*per_mille as f64 / 10.0)
}

fn path<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    PathText(path).serialize(serializer)
}
