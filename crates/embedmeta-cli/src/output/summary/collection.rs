//! The counts so far.

use super::counter::Counter;
use super::digest::{self, DATES, Date, Digest, Facts, Offset};
use embedmeta::internal::fields::FIELDS;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The totals over all files.
#[derive(Debug)]
pub(crate) struct Collection {
    /// All files, including those that failed.
    pub(super) files: u64,
    pub(super) failed: u64,
    pub(super) with_metadata: u64,
    /// The total size of the files that were read.
    pub(super) bytes: u64,
    pub(super) formats: BTreeMap<&'static str, Format>,
    pub(super) failures: BTreeMap<&'static str, Example>,
    pub(super) issues: BTreeMap<&'static str, Example>,
    /// The number of files that have each field of the table.
    pub(super) fields: Vec<u64>,
    pub(super) unknown_fields: Counter,
    pub(super) cameras: Named,
    pub(super) lenses: Named,
    pub(super) dates: Dates,
    pub(super) positions: u64,
    pub(super) pictures: Pictures,
    /// Number of files by orientation code.
    pub(super) orientations: BTreeMap<u8, u64>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Format {
    pub files: u64,
    pub bytes: u64,
}

/// Files with something in common, and the first of them.
#[derive(Debug)]
pub(super) struct Example {
    pub files: u64,
    pub first: PathBuf,
}

/// Number of files by a name that not every file has.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub names: Counter,
    pub files: u64,
}

#[derive(Debug, Default)]
pub(super) struct Dates {
    pub files: u64,
    /// Number of files by the field that gave the date.
    pub fields: [u64; DATES.len()],
    /// A year has four digits, so there are at most 10,000.
    pub years: BTreeMap<u16, u64>,
    pub known: u64,
    pub assumed: u64,
    pub earliest: Option<(String, PathBuf)>,
    pub latest: Option<(String, PathBuf)>,
}

#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// Files with known width and height.
    pub files: u64,
    pub smallest: Option<Picture>,
    pub largest: Option<Picture>,
}

#[derive(Debug)]
pub(super) struct Picture {
    pub width: u32,
    pub height: u32,
    pub path: PathBuf,
}

impl Default for Collection {
    fn default() -> Self {
        Self {
            files: 0,
            failed: 0,
            with_metadata: 0,
            bytes: 0,
            formats: BTreeMap::new(),
            failures: BTreeMap::new(),
            issues: BTreeMap::new(),
            fields: vec![0; FIELDS.len()],
            unknown_fields: Counter::default(),
            cameras: Named::default(),
            lenses: Named::default(),
            dates: Dates::default(),
            positions: 0,
            pictures: Pictures::default(),
            orientations: BTreeMap::new(),
        }
    }
}

impl Collection {
    /// Adds a file; `names` are the bytes that were made along with its digest.
    pub(crate) fn add(&mut self, digest: Digest, names: &[u8]) {
        self.files += 1;
        let Digest { path, read } = digest;
        match read {
            Ok(facts) => self.add_facts(facts, &path, names),
            Err(code) => {
                self.failed += 1;
                add_example(&mut self.failures, code, &path);
            }
        }
    }

    fn add_facts(&mut self, facts: Facts, path: &Path, names: &[u8]) {
        self.bytes = self.bytes.saturating_add(facts.size);
        let format = self.formats.entry(facts.format.name()).or_default();
        format.files += 1;
        format.bytes = format.bytes.saturating_add(facts.size);
        self.with_metadata += u64::from(facts.has_metadata);
        self.positions += u64::from(facts.has_position);
        for row in facts.rows {
            if let Some(files) = self.fields.get_mut(usize::from(row)) {
                *files += 1;
            }
        }
        for name in digest::names(names) {
            self.unknown_fields.add(name, self.files);
        }
        for code in facts.issues {
            add_example(&mut self.issues, code, path);
        }
        self.cameras.add(facts.camera, self.files);
        self.lenses.add(facts.lens, self.files);
        if let Some(date) = facts.date {
            self.dates.add(date, path);
        }
        if let Some((width, height)) = facts.pixels {
            self.pictures.add(width, height, path);
        }
        if let Some(code) = facts.orientation {
            *self.orientations.entry(code).or_default() += 1;
        }
    }

    /// The number of files that did not fail.
    pub(super) fn read(&self) -> u64 {
        self.files - self.failed
    }
}

fn add_example(examples: &mut BTreeMap<&'static str, Example>, code: &'static str, path: &Path) {
    examples.entry(code).or_insert_with(|| Example { files: 0, first: path.to_path_buf() }).files += 1;
}

impl Named {
    fn add(&mut self, name: Option<String>, file: u64) {
        if let Some(name) = name {
            self.files += 1;
            self.names.add(&name, file);
        }
    }
}

impl Dates {
    fn add(&mut self, date: Date, path: &Path) {
        let Date { year, text, field, offset } = date;
        self.files += 1;
        if let Some(files) = self.fields.get_mut(field) {
            *files += 1;
        }
        *self.years.entry(year).or_default() += 1;
        match offset {
            Offset::Known => self.known += 1,
            Offset::Assumed => self.assumed += 1,
            Offset::NoTime => {}
        }
        // ISO 8601 text sorts by time.
        if self.earliest.as_ref().is_none_or(|(earliest, _)| text < *earliest) {
            self.earliest = Some((text.clone(), path.to_path_buf()));
        }
        if self.latest.as_ref().is_none_or(|(latest, _)| text > *latest) {
            self.latest = Some((text, path.to_path_buf()));
        }
    }
}

impl Pictures {
    fn add(&mut self, width: u32, height: u32, path: &Path) {
        self.files += 1;
        let pixels = |width: u32, height: u32| u64::from(width) * u64::from(height);
        let area = pixels(width, height);
        let picture = || Some(Picture { width, height, path: path.to_path_buf() });
        if self.smallest.as_ref().is_none_or(|least| area < pixels(least.width, least.height)) {
            self.smallest = picture();
        }
        if self.largest.as_ref().is_none_or(|most| area > pixels(most.width, most.height)) {
            self.largest = picture();
        }
    }
}
