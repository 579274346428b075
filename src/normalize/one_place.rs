//! Latitude, longitude and altitude come from one source: parts of two places would make a third, where nobody was.

use super::candidate::Candidate;
use super::entry::FieldId;
use super::fields::{Form, Together};
use super::input::Input;
use super::rank::Rank;
use super::shape;
use crate::tag::Tag;

/// Sets apart the tags of a place that are not from the chosen source.
///
/// The chosen source is the first one with both coordinates, or else the first with one of them, or else the first
/// with an altitude. A source is a group of tags in one block, such as `GPS`, or a sidecar's `XMP-exif`.
pub(super) fn settle<'f, 'a>(candidates: &mut [Candidate<'f, 'a>], input: &Input<'f, 'a>) {
    for place in [Together::Position, Together::Destination] {
        settle_one(candidates, place, input);
    }
}

fn settle_one<'f, 'a>(candidates: &mut [Candidate<'f, 'a>], place: Together, input: &Input<'f, 'a>) {
    let is_told = |candidate: &Candidate<'_, '_>| {
        candidate.field.in_table().is_some_and(|field| field.together == Some(place))
    };
    let mut sources: Vec<Candidate<'f, 'a>> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| is_told(candidate)) {
        match sources.iter_mut().find(|source| is_same(source, candidate)) {
            Some(source) if weight(candidate) < weight(source) => *source = *candidate,
            Some(_) => {}
            None => sources.push(*candidate),
        }
    }
    if sources.len() < 2 {
        return;
    }
    sources.sort_by_key(|source| (weight(source), source.index));
    let parts = |source: &Candidate<'f, 'a>, form: Form| {
        let of_source = candidates.iter().filter(|candidate| {
            is_told(candidate)
                && is_same(source, candidate)
                && candidate.field.in_table().is_some_and(|field| field.form == form)
        });
        let shown = of_source.filter(|part| shape::shape(part.field.in_table(), part.tag, input).is_some());
        // One tag may hold both coordinates.
        let mut fields: Vec<FieldId> = shown.map(|part| part.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    };
    let has = |form, count| sources.iter().find(|source| parts(source, form) >= count).copied();
    let first = has(Form::Degrees, 2).or_else(|| has(Form::Degrees, 1)).or_else(|| has(Form::Metres, 1));
    let Some(first) = first else { return };
    for candidate in candidates.iter_mut().filter(|candidate| is_told(candidate)) {
        if !is_same(&first, candidate) {
            candidate.rank = candidate.rank.as_apart();
        }
    }
}

/// The rank of a source by one of its tags. A blank tag says nothing about the other tags of its source.
fn weight(candidate: &Candidate<'_, '_>) -> Rank {
    candidate.rank.as_filled()
}

fn is_same(one: &Candidate<'_, '_>, other: &Candidate<'_, '_>) -> bool {
    let key = |tag: &Tag<'_>| (tag.source.block, tag.source.standard);
    one.tag.group == other.tag.group
        && key(one.tag) == key(other.tag)
        && one.rank.is_superseded() == other.rank.is_superseded()
}
