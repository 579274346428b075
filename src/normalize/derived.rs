//! Fields that are made of others.

use super::choice::{self, Candidate};
use super::fields::{FIELDS, PROPERTIES};
use super::provenance::Carried;
use super::reconcile::{self, Carrier, Order};
use super::{Entry, Found, Place};
use crate::metadata::FieldValue;
use crate::tag::Tag;
use std::borrow::Cow;

/// A derived field: its name, its value and the tags that it was made of.
pub(crate) struct Derived<'f, 'a> {
    pub field: &'static str,
    pub value: FieldValue,
    pub from: Vec<&'f Tag<'a>>,
}

impl Derived<'_, '_> {
    pub(crate) fn carried(&self) -> Vec<Carried> {
        self.from.iter().map(|tag| Carried::of(tag)).collect()
    }
}

/// The derived fields that need more than a choice among tags.
pub(crate) fn all<'f, 'a>(found: &Found<'f, 'a>) -> impl Iterator<Item = Derived<'f, 'a>> {
    [
        super::credentials::content_credentials(found),
        super::regions::regions(found),
        super::keyword_paths::keyword_paths(found),
    ]
    .into_iter()
    .flatten()
}

/// The fields that several standards carry under names of their own, of `candidates` in their order.
pub(super) fn properties<'f, 'a>(
    candidates: &[Candidate<'f, 'a>],
    found: &Found<'f, 'a>,
    order: Order<'_>,
) -> Vec<Entry> {
    let mut rivals = Vec::new();
    let mut entries = Vec::new();
    for property in PROPERTIES {
        let row = usize::from(property.row);
        let Some(field) = FIELDS.get(row).filter(|field| super::is_shown(Some(field), found.options.profile))
        else {
            continue;
        };
        rivals.clear();
        for (source, place) in property.sources.iter().zip(0..) {
            let of_source = of_row(candidates, usize::from(source.row)).iter().filter(|candidate| {
                reconcile::is_group(&candidate.tag.group, source.group)
                    || candidate.carrier == Carrier::Exif && reconcile::is_directory(source.group)
            });
            rivals.extend(of_source.map(|candidate| candidate.as_source(row, place, source.fallback)));
        }
        // Tags that bear the field's own name come behind those that the table names.
        let named = rivals.len();
        let last = property.sources.last().map_or(0, |source| source.fallback);
        for own in of_row(candidates, row) {
            if !rivals.iter().take(named).any(|rival| rival.index == own.index) {
                rivals.push(own.as_source(row, 0, if last == 0 { 0 } else { last + 1 }));
            }
        }
        rivals.sort_unstable_by_key(Candidate::key);
        if let Some(choice) = choice::choose(Some(field), &rivals, found, order) {
            let name = Cow::Borrowed(field.name);
            let provenance = choice.explain(name.clone(), &rivals);
            entries.push(Entry { place: Place::known(row), name, value: choice.value, provenance });
        }
    }
    entries
}

fn of_row<'c, 'f, 'a>(candidates: &'c [Candidate<'f, 'a>], row: usize) -> &'c [Candidate<'f, 'a>] {
    let place = Place::known(row);
    let start = candidates.partition_point(|candidate| candidate.place < place);
    let rest = candidates.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|candidate| candidate.place == place)).unwrap_or_default()
}
