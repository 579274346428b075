//! A row while its formulas are evaluated.

use super::hash::MOST_SOURCES;
use super::rows::Row;
use crate::context::Context;
use crate::formula::Item;
use crate::sink::Camera;
use crate::tag::{Tag, Value};
use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;
use std::borrow::Cow;
use std::fmt::Write;

/// A row while its formulas are evaluated.
pub(super) struct Moment<'m, 'a> {
    pub row: &'static Row,
    pub tags: &'m [Tag<'a>],
    /// The indices of the sources' tags; those that are not there are beyond all tags.
    pub sources: [usize; MOST_SOURCES],
    pub camera: Camera<'a>,
    pub cx: &'a Context<'a>,
}

impl<'a> Moment<'_, 'a> {
    /// The tag of a source.
    pub fn tag(&self, source: usize) -> Option<&Tag<'a>> {
        self.tags.get(*self.sources.get(source)?)
    }

    /// The value of a source.
    pub fn value(&self, source: usize) -> Item<'a> {
        self.tag(source).map_or(Item::None, |tag| item(tag.raw(), self.cx.arena))
    }

    /// The printed form of a source.
    pub fn printed(&self, source: usize) -> Item<'a> {
        self.tag(source).map_or(Item::None, |tag| item(&tag.value, self.cx.arena))
    }

    /// Text in the arena.
    pub fn text(&self, text: std::fmt::Arguments<'_>) -> Item<'a> {
        let mut out = ArenaString::new_in(self.cx.arena);
        // Writing to a string cannot fail.
        let _ = out.write_fmt(text);
        Item::Text(out.into_bump_str())
    }
}

/// A value of a tag as one of a formula.
pub(super) fn item<'a>(value: &Value<'a>, arena: &'a Bump) -> Item<'a> {
    match value {
        Value::Text(Cow::Borrowed(text)) => Item::Text(text),
        Value::Int(number) => Item::Int(*number),
        Value::Real(number) => Item::Real(*number),
        Value::Rational { num, den } if *den != 0 && num % den == 0 => Item::Int(num / den),
        Value::Unread(_) => Item::Text(""),
        Value::Rational { num, den } if *den != 0 => {
            Item::Real(crate::tag::rational(*num, *den).unwrap_or_default())
        }
        other => {
            let mut out = ArenaString::new_in(arena);
            // Writing to a string cannot fail.
            let _ = other.write(&mut out);
            Item::Text(out.into_bump_str())
        }
    }
}
