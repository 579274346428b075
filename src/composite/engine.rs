//! Makes the tags that are computed of others.

use super::found::Found;
use super::hash::MOST_SOURCES;
use super::moment::Moment;
use super::rows::{CODE, NAMES, ROWS, Row, Source};
use crate::block::BlockKind;
use crate::context::Context;
use crate::formula::{Input, Item, Scene, evaluate};
use crate::sink::Camera;
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

/// The index of a tag that is not there.
const NOWHERE: usize = usize::MAX;

/// Adds the tags that can be computed of these.
pub(crate) fn add<'a>(tags: &mut Vec<Tag<'a>>, camera: Camera<'a>, cx: &'a Context<'a>) {
    let mut found = Found::of(tags, cx.arena);
    // Of several rows of one name, the first that has a value is shown.
    let mut made = [false; NAMES.len()];
    for row in &ROWS {
        let Some(is_made) = made.get_mut(usize::from(row.number)).filter(|is_made| !**is_made) else {
            continue;
        };
        let Some(sources) = sources(row, &found, tags) else { continue };
        let Some(tag) = compute(&Moment { row, tags, sources, camera, cx }) else { continue };
        found.add(tags.len(), &tag);
        tags.push(tag);
        *is_made = true;
    }
}

/// The indices of the tags that a row asks for; none if one is missing that it needs, or all.
fn sources(row: &Row, found: &Found<'_>, tags: &[Tag<'_>]) -> Option<[usize; MOST_SOURCES]> {
    let is_missing = |source: &Source| source.is_required && !found.has(source.name);
    if row.sources.iter().any(is_missing) || row.unless.is_some_and(|name| found.has(name)) {
        return None;
    }
    let mut sources = [NOWHERE; MOST_SOURCES];
    let mut has_any = false;
    for (slot, source) in sources.iter_mut().zip(row.sources) {
        match found.resolve(source.name, source.of, tags) {
            Some(at) => *slot = at,
            None if source.is_required => return None,
            None => continue,
        }
        has_any = true;
    }
    has_any.then_some(sources)
}

/// The tag of a row.
fn compute<'a>(moment: &Moment<'_, 'a>) -> Option<Tag<'a>> {
    let row = moment.row;
    let first = moment.value(0);
    let value = match row.value {
        0 => first,
        program => evaluate(&CODE, program, Input { x: first, stored: first }, moment),
    };
    if value == Item::None {
        return None;
    }
    let printed = match (row.print, row.codes()) {
        (0, None) => value,
        (0, Some(_)) => match moment.meaning(value, 0) {
            Item::None => moment.unknown(value),
            meaning => meaning,
        },
        (program, _) => evaluate(&CODE, program, Input { x: value, stored: first }, moment),
    };
    if printed == Item::None {
        return None;
    }
    let arena = moment.cx.arena;
    let raw = (printed.bytes(arena) != value.bytes(arena)).then(|| shown(value));
    let group = if row.group.is_empty() { "Composite" } else { row.group };
    // It was found where its first source was.
    let offset =
        (0..row.sources.len()).find_map(|source| moment.tag(source)).map_or(0, |tag| tag.source.offset);
    let source = Origin::new(BlockKind::Composite, offset);
    Some(Tag::new(Group::Other(Cow::Borrowed(group)), row.name, shown(printed), raw, source))
}

fn shown(item: Item<'_>) -> Value<'_> {
    match item {
        Item::None => Value::text(""),
        Item::Int(number) => Value::Int(number),
        // What is computed may be whole.
        Item::Real(number) => crate::number::whole(number, 15).map_or(Value::Real(number), Value::Int),
        Item::Text(text) => Value::text(text),
        Item::Bytes(bytes) => Value::Text(String::from_utf8_lossy(bytes)),
    }
}
