//! From tags to the consolidated object, by one table.
//!
//! Every tag names its field: its own name without dashes. The table ([`fields`]) gives the field its place, type
//! and form; [`reconcile`] chooses between tags of the same field; [`shape`] gives the value its JSON type.

pub(crate) mod datetime;
mod derived;
mod fields;
mod gps;
mod provenance;
mod reconcile;
mod shape;

pub use provenance::{Carried, Provenance};
pub use reconcile::{Policy, Rule};

use crate::context::Context;
use crate::metadata::{EmbeddedMetadata, FieldValue};
use crate::tag::{Group, Tag};
use fields::{FIELDS, Field, Section, Shown};
use reconcile::{Carrier, Order, Rank};
use std::borrow::Cow;
use std::collections::HashMap;

/// Which fields the object has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Every EXIF, GPS, IPTC and XMP tag that describes the picture.
    #[default]
    Full,
    /// The documented fields alone.
    Documented,
}

/// How dates are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dates {
    /// In UTC: `2019-10-16T19:01:03.000Z`. A date without an offset is shown as if it were UTC.
    #[default]
    Utc,
    /// The wall clock: `2019-10-16T21:01:03.000`.
    Local,
}

/// What the caller chose.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub profile: Profile,
    pub policy: Policy,
    pub dates: Dates,
    /// Whether the provenance is wanted.
    pub provenance: bool,
}

/// The tags of a file, and what their consolidation needs to know.
pub(crate) struct Found<'f, 'a> {
    pub tags: &'f [Tag<'a>],
    pub options: Options,
    pub cx: &'f Context<'a>,
}

impl<'f, 'a> Found<'f, 'a> {
    /// The first tag of this group and name, of any language.
    pub(crate) fn tag(&self, group: &Group<'_>, name: &str) -> Option<&'f Tag<'a>> {
        self.tags.iter().find(|tag| tag.name == name && tag.group == *group)
    }
}

/// Consolidates the tags of a file.
pub(crate) fn consolidate(found: &Found<'_, '_>) -> (EmbeddedMetadata, Vec<Provenance>) {
    let order = Order { policy: found.options.policy, digest: reconcile::digest_state(found.tags) };
    let mut candidates = candidates(found, order);
    candidates.sort_unstable_by_key(|candidate| (candidate.place, candidate.rank, candidate.tag));
    let mut entries: Vec<Entry> = candidates
        .chunk_by(|a, b| a.place == b.place)
        .filter_map(|rivals| decide(rivals, found, order))
        .collect();
    add_derived(&mut entries, found, order);

    let mut metadata = EmbeddedMetadata::default();
    let mut provenance = Vec::new();
    for entry in entries {
        provenance.extend(entry.provenance);
        metadata.push(entry.name, entry.value);
    }
    (metadata, provenance)
}

/// Where a field stands in the object: its row, or behind the rows of its section in the order found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    row: usize,
    unknown: usize,
}

impl Place {
    fn known(row: usize) -> Self {
        // Unknown fields stand before the row that follows their section.
        Self { row, unknown: usize::MAX }
    }
}

/// A tag that carries a field.
struct Candidate {
    place: Place,
    rank: Rank,
    carrier: Carrier,
    tag: usize,
}

struct Entry {
    place: Place,
    name: Cow<'static, str>,
    value: FieldValue,
    provenance: Option<Provenance>,
}

fn candidates(found: &Found<'_, '_>, order: Order) -> Vec<Candidate> {
    let mut unknown: HashMap<Cow<'_, str>, Place> = HashMap::new();
    let mut candidates = Vec::with_capacity(found.tags.len());
    for (index, tag) in found.tags.iter().enumerate() {
        let Some(carrier) = reconcile::carrier(&tag.group) else { continue };
        if is_editing_history(&tag.group) || is_unknown(tag, carrier) {
            continue;
        }
        let name = field_name(&tag.name);
        let row = fields::row(&name);
        let field = row.and_then(|row| FIELDS.get(row));
        if !is_shown(field, found.options.profile) {
            continue;
        }
        let place = match row {
            Some(row) => Place::known(row),
            None => *unknown
                .entry(name)
                .or_insert(Place { row: fields::end_of(section(carrier)), unknown: index }),
        };
        candidates.push(Candidate { place, rank: order.rank(field, tag, carrier), carrier, tag: index });
    }
    candidates
}

/// A tag's name without its dashes.
fn field_name(name: &str) -> Cow<'_, str> {
    if name.contains('-') { Cow::Owned(name.replace('-', "")) } else { Cow::Borrowed(name) }
}

fn section(carrier: Carrier) -> Section {
    match carrier {
        Carrier::Exif => Section::Exif,
        Carrier::Iim => Section::Iptc,
        Carrier::Xmp => Section::Xmp,
    }
}

/// Groups that tell how the picture was worked on, and not what it shows.
fn is_editing_history(group: &Group<'_>) -> bool {
    matches!(group, Group::Xmp(name) if matches!(name.as_ref(), "xmpMM" | "crs" | "crd"))
}

/// Whether the tag has a number for a name, since nobody knows what it means.
fn is_unknown(tag: &Tag<'_>, carrier: Carrier) -> bool {
    carrier == Carrier::Exif && tag.name.starts_with("Exif_0x")
}

fn is_shown(field: Option<&Field>, profile: Profile) -> bool {
    match field.map_or(Shown::Full, |field| field.shown) {
        Shown::Documented => true,
        Shown::Full => profile == Profile::Full,
        Shown::Encoding => false,
    }
}

/// Chooses among the tags of one field, the best of which comes first. A tag whose value cannot be shown (an
/// impossible date) leaves its place to the next.
fn decide(rivals: &[Candidate], found: &Found<'_, '_>, order: Order) -> Option<Entry> {
    rivals.iter().find_map(|winner| {
        let tag = found.tags.get(winner.tag)?;
        let field = (winner.place.unknown == usize::MAX).then(|| FIELDS.get(winner.place.row)).flatten();
        let value = shape::shape(field, tag, found)?;
        let name = match field {
            Some(field) => Cow::Borrowed(field.name),
            None => Cow::Owned(field_name(&tag.name).into_owned()),
        };
        let provenance =
            found.options.provenance.then(|| explain(name.clone(), winner, rivals, found, order));
        Some(Entry { place: winner.place, name, value, provenance })
    })
}

fn explain(
    field: Cow<'static, str>,
    winner: &Candidate,
    rivals: &[Candidate],
    found: &Found<'_, '_>,
    order: Order,
) -> Provenance {
    let carried = |candidate: &Candidate| found.tags.get(candidate.tag).map(Carried::of);
    let losers = || rivals.iter().filter(|rival| rival.tag != winner.tag);
    let rule = losers()
        .next()
        .map_or(Rule::Only, |loser| order.rule((winner.rank, winner.carrier), (loser.rank, loser.carrier)));
    Provenance {
        field,
        winners: carried(winner).into_iter().collect(),
        rule,
        losers: losers().filter_map(carried).collect(),
    }
}

/// Puts the derived fields into their places. One that stands there already was carried by a lesser tag.
fn add_derived(entries: &mut Vec<Entry>, found: &Found<'_, '_>, order: Order) {
    for derived in derived::all(found, order) {
        let Some(row) = fields::row(derived.field) else { continue };
        if !is_shown(FIELDS.get(row), found.options.profile) {
            continue;
        }
        let place = Place::known(row);
        let provenance = found.options.provenance.then(|| Provenance {
            field: Cow::Borrowed(derived.field),
            winners: derived.carried(),
            rule: Rule::Derived,
            losers: Vec::new(),
        });
        let entry = Entry { place, name: Cow::Borrowed(derived.field), value: derived.value, provenance };
        let at = entries.partition_point(|other| other.place < place);
        match entries.get_mut(at).filter(|other| other.place == place) {
            Some(other) => {
                let lost = other.provenance.take().map(|lost| lost.winners).unwrap_or_default();
                *other = entry;
                if let Some(provenance) = &mut other.provenance {
                    provenance.losers = lost;
                }
            }
            None => entries.insert(at, entry),
        }
    }
}
