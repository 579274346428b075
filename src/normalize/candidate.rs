//! The candidates for each field: the tags that carry it.

use super::carrier::{self, Carrier, is_editing_history};
use super::entry::FieldId;
use super::fields::{self, FIELDS, ROWS, Section};
use super::input::Input;
use super::options::Profile;
use super::rank::Rank;
use super::reconcile::Order;
use super::table_tags;
use crate::tag::{Group, Tag};
use std::borrow::Cow;
use std::collections::HashMap;

/// A tag that carries a field.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'f, 'a> {
    pub field: FieldId,
    pub rank: Rank,
    pub carrier: Carrier,
    /// Its number among the tags of the file.
    pub index: u32,
    pub tag: &'f Tag<'a>,
}

impl Candidate<'_, '_> {
    /// The same tag as a source of the field in `row`.
    pub fn as_source(&self, row: usize, source: u8, fallback: u8) -> Self {
        Self { field: FieldId::known(row), rank: self.rank.as_source(source, fallback), ..*self }
    }

    /// The same tag in the place of the EXIF tag that it repeats.
    pub fn as_mirror(&self, order: Order<'_>) -> Self {
        Self { carrier: Carrier::Exif, rank: order.as_exif(self.rank), ..*self }
    }

    /// The same tag, to be used only if the sources that the table names have no value.
    pub fn behind(&self, fallback: u8) -> Self {
        Self { rank: self.rank.behind(fallback), ..*self }
    }

    /// What candidates are sorted by: the best of each field comes first.
    pub fn key(&self) -> (FieldId, u64, u32) {
        (self.field, self.rank.number(), self.index)
    }
}

/// The candidates of a file, the best of each field first.
pub(super) struct Candidates<'f, 'a> {
    sorted: Vec<Candidate<'f, 'a>>,
    /// Whether each row of the table has candidates.
    rows: [u64; ROWS.div_ceil(64)],
}

impl<'f, 'a> Candidates<'f, 'a> {
    pub fn new(mut candidates: Vec<Candidate<'f, 'a>>) -> Self {
        candidates.sort_unstable_by_key(Candidate::key);
        let mut rows = [0; ROWS.div_ceil(64)];
        for row in candidates.iter().filter_map(|candidate| candidate.field.row()) {
            if let Some(word) = rows.get_mut(row / 64) {
                *word |= 1 << (row % 64);
            }
        }
        Self { sorted: candidates, rows }
    }

    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// The candidates of each field.
    pub fn by_field(&self) -> impl Iterator<Item = &[Candidate<'f, 'a>]> {
        self.sorted.chunk_by(|a, b| a.field == b.field)
    }

    /// The candidates of the field in this row.
    pub fn of_row(&self, row: usize) -> &[Candidate<'f, 'a>] {
        if self.rows.get(row / 64).is_none_or(|word| word >> (row % 64) & 1 == 0) {
            return &[];
        }
        let field = FieldId::known(row);
        let start = self.sorted.partition_point(|candidate| candidate.field < field);
        let rest = self.sorted.get(start..).unwrap_or_default();
        let end = rest.iter().position(|candidate| candidate.field != field).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }
}

/// The tags that carry a field of the object, or a source of one, in the order of the file.
pub(super) fn candidates<'f, 'a>(input: &Input<'f, 'a>, order: Order<'_>) -> Vec<Candidate<'f, 'a>> {
    let mut unknown: HashMap<Cow<'_, str>, FieldId> = HashMap::new();
    let mut candidates = Vec::with_capacity(input.tags.len() + input.superseded.len());
    let superseded = input.superseded.iter().map(|tag| (tag, true));
    let all = input.tags.iter().map(|tag| (tag, false)).chain(superseded);
    for ((tag, is_superseded), index) in all.zip(0u32..) {
        let standard = if table_tags::is_maker(tag) { None } else { carrier::carrier(&tag.group) };
        let Some(carrier) = standard else {
            candidates.extend(of_table(tag, index, input, order));
            continue;
        };
        if matches!(&tag.group, Group::Xmp(group) if is_editing_history(group)) || is_no_field(tag, carrier) {
            continue;
        }
        let row = row(&tag.name);
        let field = row.and_then(|row| FIELDS.get(row));
        if !input.options.profile.shows(field) && !field.is_some_and(|field| field.is_source) {
            continue;
        }
        let id = match row {
            Some(row) => FieldId::known(row),
            None => *unknown
                .entry(field_name(&tag.name))
                .or_insert_with(|| FieldId::unknown(fields::end_of(section(carrier)), index)),
        };
        let rank = order.rank(field, tag, carrier);
        let rank = if is_superseded { rank.as_superseded() } else { rank };
        candidates.push(Candidate { field: id, rank, carrier, index, tag });
    }
    candidates
}

/// The fields that a tag of a table carries. The documented fields are those of the standards.
fn of_table<'f, 'a>(
    tag: &'f Tag<'a>,
    index: u32,
    input: &Input<'f, 'a>,
    order: Order<'_>,
) -> impl Iterator<Item = Candidate<'f, 'a>> {
    let is_shown = input.options.profile == Profile::Full && matches!(tag.group, Group::Other(_));
    let sources = is_shown.then(|| table_tags::sources(tag)).into_iter().flatten();
    let says_nothing = || table_tags::is_maker(tag) && table_tags::says_nothing(&tag.value);
    sources.filter(move |_| !says_nothing()).map(move |source| {
        let row = usize::from(source.row);
        let rank = order.rank(FIELDS.get(row), tag, Carrier::Table).as_source(source.place, source.fallback);
        Candidate { field: FieldId::known(row), rank, carrier: Carrier::Table, index, tag }
    })
}

/// The row of the field that a tag names.
fn row(name: &str) -> Option<usize> {
    // No field has a dash in its name, and few tags have one.
    fields::row(name).or_else(|| name.contains('-').then(|| fields::row(&field_name(name))).flatten())
}

/// A tag's name without its dashes.
pub(super) fn field_name(name: &str) -> Cow<'_, str> {
    if name.contains('-') { Cow::Owned(name.replace('-', "")) } else { Cow::Borrowed(name) }
}

fn section(carrier: Carrier) -> Section {
    match carrier {
        Carrier::Exif => Section::Exif,
        Carrier::Iim => Section::Iptc,
        Carrier::Xmp | Carrier::Takeout | Carrier::Table => Section::Xmp,
    }
}

/// Whether the tag is left out: its meaning is unknown, so that its name is a number, or it is a title that is only the
/// name of the file.
fn is_no_field(tag: &Tag<'_>, carrier: Carrier) -> bool {
    match carrier {
        Carrier::Exif => !tag.known,
        Carrier::Takeout => is_file_name(tag),
        Carrier::Iim | Carrier::Xmp | Carrier::Table => false,
    }
}

/// Whether the tag is a title that is only the name of the file, which Google writes if there is no other.
fn is_file_name(tag: &Tag<'_>) -> bool {
    const ENDS: &[&str] = &[
        "jpg", "jpeg", "jpe", "png", "gif", "webp", "heic", "heif", "avif", "jxl", "tif", "tiff", "bmp",
        "dng", "raw", "arw", "cr2", "cr3", "crw", "nef", "nrw", "orf", "pef", "raf", "rw2", "srw", "mp4",
        "m4v", "mov", "3gp", "avi", "mkv", "mpg", "webm", "mp", "mv",
    ];
    let end = tag.value.as_str().and_then(|title| title.trim_end().rsplit_once('.')).map(|(_, end)| end);
    tag.name == "Title" && end.is_some_and(|end| ENDS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}
