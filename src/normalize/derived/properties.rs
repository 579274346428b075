//! Properties: fields that several standards carry under different names.

use crate::normalize::candidate::{Candidate, Candidates};
use crate::normalize::carrier::{self, Carrier};
use crate::normalize::choice;
use crate::normalize::entry::{FieldEntry, FieldId};
use crate::normalize::fields::{FIELDS, PROPERTIES, Property, Source};
use crate::normalize::input::Input;
use crate::normalize::reconcile::Order;
use std::borrow::Cow;

/// The properties for which no tag has their own name. If there is such a tag, the property is decided with the other
/// fields, by [`property`].
pub(crate) fn properties<'f, 'a>(
    candidates: &Candidates<'f, 'a>,
    input: &Input<'f, 'a>,
    order: Order<'_>,
) -> Vec<FieldEntry> {
    if candidates.len() == 0 {
        return Vec::new();
    }
    let mut rivals = Vec::new();
    let unnamed = PROPERTIES.iter().filter(|one| candidates.of_row(usize::from(one.row)).is_empty());
    unnamed.filter_map(|one| decide(one, candidates, input, order, &mut rivals)).collect()
}

/// The property in this row, from its own tags and those of other names.
pub(crate) fn property<'f, 'a>(
    row: usize,
    candidates: &Candidates<'f, 'a>,
    input: &Input<'f, 'a>,
    order: Order<'_>,
) -> Option<FieldEntry> {
    let property = PROPERTIES.iter().find(|property| usize::from(property.row) == row)?;
    decide(property, candidates, input, order, &mut Vec::new())
}

/// The entry of a property. `rivals` is a buffer that is reused.
fn decide<'f, 'a>(
    property: &Property,
    candidates: &Candidates<'f, 'a>,
    input: &Input<'f, 'a>,
    order: Order<'_>,
    rivals: &mut Vec<Candidate<'f, 'a>>,
) -> Option<FieldEntry> {
    let row = usize::from(property.row);
    let field = FIELDS.get(row).filter(|field| input.options.profile.shows(Some(field)))?;
    rivals.clear();
    for (source, place) in property.sources.iter().zip(0..) {
        for candidate in candidates.of_row(usize::from(source.row)) {
            let is_named = carrier::is_group(&candidate.tag.group, source.group)
                || candidate.carrier == Carrier::Exif && carrier::is_directory(source.group);
            if is_named {
                rivals.push(candidate.as_source(row, place, source.fallback));
            } else if is_mirror_beside(candidate, source, property) {
                rivals.push(candidate.as_mirror(order).as_source(row, place, source.fallback));
            }
        }
    }
    // Tags with the property's own name come after those listed in the table.
    let named = rivals.len();
    let last = property.sources.last().map_or(0, |source| source.fallback);
    for own in candidates.of_row(row) {
        if own.carrier == Carrier::Table {
            rivals.push(*own);
        } else if !rivals.iter().take(named).any(|rival| rival.index == own.index) {
            rivals.push(own.behind(if last == 0 { 0 } else { last + 1 }));
        }
    }
    // Most files have none of the tags of most properties.
    if rivals.is_empty() {
        return None;
    }
    rivals.sort_unstable_by_key(Candidate::key);
    let choice = choice::choose(Some(field), rivals, input, order)?;
    let name = Cow::Borrowed(field.name);
    let provenance = input.options.provenance.then(|| choice.explain(name.clone(), rivals)).flatten();
    Some(FieldEntry { field: FieldId::known(row), name, value: choice.value, provenance })
}

/// Whether it is the mirror of an EXIF tag in a sidecar, which then also replaces that tag as a source.
fn is_mirror_beside(candidate: &Candidate<'_, '_>, source: &Source, property: &Property) -> bool {
    let group = &candidate.tag.group;
    let is_named = |other: &Source| other.row == source.row && carrier::is_group(group, other.group);
    !candidate.rank.is_of_picture()
        && carrier::is_mirror(group, source.group)
        && !property.sources.iter().any(is_named)
}
