//! Fields that are made of others.

use crate::metadata::FieldValue;
use crate::normalize::choice::{self, Candidate, Candidates};
use crate::normalize::consolidate::{Entry, Found, Place};
use crate::normalize::entry::Carried;
use crate::normalize::fields::{FIELDS, PROPERTIES, Property, Source};
use crate::normalize::reconcile::{self, Carrier, Order};
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

/// The fields that several standards carry under names of their own; without those that a tag of their own name carries too, which are decided in their places.
pub(crate) fn properties<'f, 'a>(
    candidates: &Candidates<'f, 'a>,
    found: &Found<'f, 'a>,
    order: Order<'_>,
) -> Vec<Entry> {
    if candidates.len() == 0 {
        return Vec::new();
    }
    let mut rivals = Vec::new();
    let unnamed = PROPERTIES.iter().filter(|one| candidates.of_row(usize::from(one.row)).is_empty());
    unnamed.filter_map(|one| decide(one, candidates, found, order, &mut rivals)).collect()
}

/// The field in this row, where tags of other names carry it beside those of its own.
pub(crate) fn property<'f, 'a>(
    row: usize,
    candidates: &Candidates<'f, 'a>,
    found: &Found<'f, 'a>,
    order: Order<'_>,
) -> Option<Entry> {
    let property = PROPERTIES.iter().find(|property| usize::from(property.row) == row)?;
    decide(property, candidates, found, order, &mut Vec::new())
}

/// The entry of a property; `rivals` is memory that is used again.
fn decide<'f, 'a>(
    property: &Property,
    candidates: &Candidates<'f, 'a>,
    found: &Found<'f, 'a>,
    order: Order<'_>,
    rivals: &mut Vec<Candidate<'f, 'a>>,
) -> Option<Entry> {
    let row = usize::from(property.row);
    let field = FIELDS
        .get(row)
        .filter(|field| crate::normalize::consolidate::is_shown(Some(field), found.options.profile))?;
    rivals.clear();
    for (source, place) in property.sources.iter().zip(0..) {
        for candidate in candidates.of_row(usize::from(source.row)) {
            let is_named = reconcile::is_group(&candidate.tag.group, source.group)
                || candidate.carrier == Carrier::Exif && reconcile::is_directory(source.group);
            if is_named {
                rivals.push(candidate.as_source(row, place, source.fallback));
            } else if is_mirror_beside(candidate, source, property) {
                rivals.push(candidate.as_mirror(order).as_source(row, place, source.fallback));
            }
        }
    }
    // Tags that bear the field's own name come behind those that the table names.
    let named = rivals.len();
    let last = property.sources.last().map_or(0, |source| source.fallback);
    for own in candidates.of_row(row) {
        if !rivals.iter().take(named).any(|rival| rival.index == own.index) {
            rivals.push(own.behind(if last == 0 { 0 } else { last + 1 }));
        }
    }
    // So it is with most properties of most files.
    if rivals.is_empty() {
        return None;
    }
    rivals.sort_unstable_by_key(Candidate::key);
    let choice = choice::choose(Some(field), rivals, found, order)?;
    let name = Cow::Borrowed(field.name);
    let provenance = found.options.provenance.then(|| choice.explain(name.clone(), rivals)).flatten();
    Some(Entry { place: Place::known(row), name, value: choice.value, provenance })
}

/// Whether it is a sidecar's mirror of an EXIF tag: it corrects what is made of that tag too.
fn is_mirror_beside(candidate: &Candidate<'_, '_>, source: &Source, property: &Property) -> bool {
    let group = &candidate.tag.group;
    let is_named = |other: &Source| other.row == source.row && reconcile::is_group(group, other.group);
    !candidate.rank.is_of_picture()
        && reconcile::is_mirror(group, source.group)
        && !property.sources.iter().any(is_named)
}
