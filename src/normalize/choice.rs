//! The choice among the tags that carry a field, and its reason.

use super::candidate::Candidate;
use super::carrier::Carrier;
use super::entry::{Carried, OffsetSource, Provenance, Rule};
use super::fields::{Field, Form, Section};
use super::input::Input;
use super::rank::Decision;
use super::reconcile::Order;
use super::shape::{self, Shaped};
use crate::charset::CharsetRung;
use crate::metadata::FieldValue;
use crate::tag::{DEFAULT_LANG, Tag};
use std::borrow::Cow;

/// The value of a field, and the reason for it if the provenance is asked for.
pub(super) struct Choice<'f, 'a> {
    pub value: FieldValue,
    why: Option<Why<'f, 'a>>,
}

struct Why<'f, 'a> {
    winners: Vec<&'f Tag<'a>>,
    rule: Rule,
    offset: Option<OffsetSource>,
}

/// Chooses among the tags of one field, which are sorted by rank. A tag whose value cannot be shown (an impossible
/// date) is skipped, and so is one whose value does not fit the field's type (a text instead of a date) if the value
/// of a later one does.
pub(super) fn choose<'f, 'a>(
    field: Option<&Field>,
    rivals: &[Candidate<'f, 'a>],
    input: &Input<'f, 'a>,
    order: Order<'_>,
) -> Option<Choice<'f, 'a>> {
    let Best { winner, shaped, beats_text } = best(field, rivals, input)?;
    let Shaped { value, offset, time, .. } = shaped;
    if order.is_iim_newer()
        && winner.carrier == Carrier::Iim
        && let Some(choice) = recover(field, &value, &winner, rivals, input)
    {
        return Some(choice);
    }
    let why = |winners: Vec<&'f Tag<'a>>| {
        let rule = rule(field, &winner, beats_text, losers(rivals, &winners).next(), rivals, order);
        Why { winners, rule, offset }
    };
    if input.options.languages && is_alternative(field, winner.tag) {
        let (value, winners) = alternatives(value, field, &winner, rivals, input);
        return Some(Choice { value, why: input.options.provenance.then(|| why(winners)) });
    }
    let why = input.options.provenance.then(|| why([Some(winner.tag), time].into_iter().flatten().collect()));
    Some(Choice { value, why })
}

struct Best<'f, 'a> {
    winner: Candidate<'f, 'a>,
    shaped: Shaped<'f, 'a>,
    /// Whether a text with a better rank was skipped because it does not fit the field's type.
    beats_text: bool,
}

fn best<'f, 'a>(
    field: Option<&Field>,
    rivals: &[Candidate<'f, 'a>],
    input: &Input<'f, 'a>,
) -> Option<Best<'f, 'a>> {
    let mut text = None;
    for rival in rivals.iter().filter(|rival| !rival.rank.is_apart()) {
        let Some(shaped) = shape::shape(field, rival.tag, input) else { continue };
        if shaped.fits {
            return Some(Best { winner: *rival, shaped, beats_text: text.is_some() });
        }
        text.get_or_insert(Best { winner: *rival, shaped, beats_text: false });
    }
    text
}

impl Choice<'_, '_> {
    /// The provenance of `field`, whose value was chosen among `rivals`.
    pub fn explain(&self, field: Cow<'static, str>, rivals: &[Candidate<'_, '_>]) -> Option<Box<Provenance>> {
        let why = self.why.as_ref()?;
        Some(Box::new(Provenance {
            field,
            winners: why.winners.iter().map(|tag| Carried::of(tag)).collect(),
            rule: why.rule,
            offset: why.offset,
            losers: losers(rivals, &why.winners).map(|loser| Carried::of(loser.tag)).collect(),
        }))
    }
}

fn losers<'r, 'f, 'a>(
    rivals: &'r [Candidate<'f, 'a>],
    winners: &'r [&'f Tag<'a>],
) -> impl Iterator<Item = &'r Candidate<'f, 'a>> {
    rivals.iter().filter(|rival| !winners.iter().any(|winner| std::ptr::eq(*winner, rival.tag)))
}

/// The rule by which the winner was chosen: the value itself if that decided, or else the ranks of the winner and of
/// the first loser.
fn rule(
    field: Option<&Field>,
    winner: &Candidate<'_, '_>,
    beats_text: bool,
    loser: Option<&Candidate<'_, '_>>,
    rivals: &[Candidate<'_, '_>],
    order: Order<'_>,
) -> Rule {
    let in_iim = field.is_some_and(|field| field.in_iim);
    let lacks_iim =
        || in_iim && !rivals.iter().any(|rival| rival.carrier == Carrier::Iim && !rival.rank.is_blank());
    let is_own_xmp = winner.carrier == Carrier::Xmp && winner.rank.is_of_picture();
    if order.is_iim_newer() && is_own_xmp && lacks_iim() {
        return Rule::XmpFallback;
    }
    if beats_text {
        return Rule::NotAValue;
    }
    let Some(loser) = loser else { return Rule::Only };
    let (winner, policy) = ((winner.rank, winner.carrier), order.policy);
    match (Decision { winner, loser: (loser.rank, loser.carrier), policy }).rule() {
        // A caption that is not blank loses only if it is boilerplate.
        Rule::NotBlank
            if field.is_some_and(|field| field.form == Form::Caption) && !loser.rank.is_blank() =>
        {
            Rule::NotBoilerplate
        }
        rule => rule,
    }
}

/// The full value from XMP, if that of IIM is the same but cut at the length that IIM allows.
fn recover<'f, 'a>(
    field: Option<&Field>,
    cut: &FieldValue,
    iim: &Candidate<'f, 'a>,
    rivals: &[Candidate<'f, 'a>],
    input: &Input<'f, 'a>,
) -> Option<Choice<'f, 'a>> {
    let limit = field.map(|field| usize::from(field.limit)).filter(|limit| *limit > 0)?;
    let is_own = |rival: &&Candidate<'f, 'a>| rival.rank.is_of_picture() && !rival.rank.is_blank();
    let xmp = rivals.iter().find(|rival| rival.carrier == Carrier::Xmp && is_own(rival))?;
    let whole = shape::shape(field, xmp.tag, input)?.value;
    let charset = iim.tag.source.charset;
    let mut recovered = 0;
    let mut items: Vec<FieldValue> = Vec::with_capacity(cut.items().len());
    for (at, item) in cut.items().iter().enumerate() {
        let longer = whole.items().get(at).filter(|longer| is_cut(item, longer, limit, charset));
        recovered += usize::from(longer.is_some());
        items.push(longer.unwrap_or(item).clone());
    }
    if recovered == 0 {
        return None;
    }
    let winners = if recovered == items.len() { vec![xmp.tag] } else { vec![iim.tag, xmp.tag] };
    let value = match cut {
        FieldValue::List(_) => FieldValue::List(items),
        _ => items.pop()?,
    };
    let why = Why { winners, rule: Rule::Truncated, offset: None };
    Some(Choice { value, why: input.options.provenance.then_some(why) })
}

/// Whether `cut` is the start of `whole`, and the next character would exceed the limit of IIM.
fn is_cut(cut: &FieldValue, whole: &FieldValue, limit: usize, charset: Option<CharsetRung>) -> bool {
    let (Some(cut), Some(whole)) = (cut.as_text(), whole.as_text()) else { return false };
    let Some(next) = whole.strip_prefix(cut).and_then(|rest| rest.chars().next()) else { return false };
    // A declared character set may be UTF-8, or have one byte per character.
    let is_full_in_utf8 = cut.len() <= limit && cut.len() + next.len_utf8() > limit;
    let is_full_in_bytes = cut.chars().count() == limit;
    match charset {
        None | Some(CharsetRung::Utf8) => is_full_in_utf8,
        Some(CharsetRung::Fallback) => is_full_in_bytes,
        Some(CharsetRung::Declared) => is_full_in_utf8 || is_full_in_bytes,
    }
}

/// Whether the field is itself a language alternative, and not derived from one.
fn is_alternative(field: Option<&Field>, tag: &Tag<'_>) -> bool {
    tag.lang.is_some() && field.is_none_or(|field| field.section != Section::Derived)
}

/// All items of the winning alternative, by language; the default comes first.
fn alternatives<'f, 'a>(
    first: FieldValue,
    field: Option<&Field>,
    winner: &Candidate<'f, 'a>,
    rivals: &[Candidate<'f, 'a>],
    input: &Input<'f, 'a>,
) -> (FieldValue, Vec<&'f Tag<'a>>) {
    let lang = |tag: &Tag<'a>| tag.lang.as_deref().unwrap_or(DEFAULT_LANG).to_owned();
    let is_item = |rival: &&Candidate<'f, 'a>| {
        rival.index != winner.index
            && rival.tag.lang.is_some()
            && rival.tag.group == winner.tag.group
            && rival.tag.source.block == winner.tag.source.block
            && rival.rank.is_superseded() == winner.rank.is_superseded()
    };
    let mut items = vec![(winner.index, lang(winner.tag), first, winner.tag)];
    for rival in rivals.iter().filter(is_item) {
        if let Some(shaped) = shape::shape(field, rival.tag, input) {
            items.push((rival.index, lang(rival.tag), shaped.value, rival.tag));
        }
    }
    items.sort_by_key(|(index, lang, ..)| (lang != DEFAULT_LANG, *index));
    let winners = items.iter().map(|(.., tag)| *tag).collect();
    let parts = items.into_iter().map(|(_, lang, value, _)| (Cow::Owned(lang), value));
    (FieldValue::Object(parts.collect()), winners)
}
