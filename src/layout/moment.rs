//! A value while the formulas of its row are evaluated, and the meanings of values.

use super::part::Stored;
use super::state::State;
use super::tables::{CAMERA, Flags, Row};
use crate::formula::Item;
use crate::text;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// A value while the formulas of its row are evaluated.
pub(crate) struct Moment<'m, 'n, 'a> {
    pub state: &'m State<'n, 'a>,
    pub row: &'static Row,
    pub stored: &'m Stored<'m, 'a>,
    /// The length of the record.
    pub size: usize,
}

impl<'a> Moment<'_, '_, 'a> {
    /// What is known of the camera, or what the note itself says about it.
    pub fn camera(&self, index: usize, known: &'a str) -> Item<'a> {
        let own = CAMERA.get(index).and_then(|register| self.state.registers.get(*register));
        own.copied().filter(|own| known.is_empty() && own.is_some()).unwrap_or(Item::Text(known.trim_end()))
    }

    /// The printed form of a value: its meaning, or what is printed without one.
    pub fn printed(&self, item: Item<'a>) -> Item<'a> {
        match self.meant(item) {
            Item::None => self.unmeant(item),
            meaning => meaning,
        }
    }

    /// The meaning of a value; none if it has none.
    pub fn meant(&self, item: Item<'a>) -> Item<'a> {
        let Some(codes) = self.row.codes() else { return Item::None };
        let found = match item {
            Item::Int(number) => codes.number(number),
            Item::Text(text) => codes.text_or_number(text),
            Item::Real(_) => {
                let text = item.bytes(self.state.cx.arena);
                std::str::from_utf8(text).ok().and_then(|text| codes.text_or_number(text))
            }
            _ => None,
        };
        found.map_or(Item::None, Item::Text)
    }

    /// What is printed of a value without a meaning.
    pub fn unmeant(&self, item: Item<'a>) -> Item<'a> {
        if self.row.flags.has(Flags::BITS) { self.bits(item) } else { self.without_meaning(item) }
    }

    /// The printed form of a value without a meaning.
    fn without_meaning(&self, item: Item<'a>) -> Item<'a> {
        let mut out = ArenaString::new_in(self.state.cx.arena);
        let text = text::marked(item.bytes(self.state.cx.arena), self.state.cx.arena);
        // Writing to a string cannot fail.
        let _ = match text.parse::<i64>() {
            Ok(number) if self.row.flags.has(Flags::HEX) => write!(out, "Unknown ({number:#x})"),
            _ => write!(out, "Unknown ({text})"),
        };
        Item::Text(out.into_bump_str())
    }

    /// The whole numbers of a list.
    pub fn numbers(&self, item: Item<'a>) -> impl Iterator<Item = i64> + use<'a> {
        let text = item.bytes(self.state.cx.arena);
        text.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).map(|word| Item::of_word(word).int())
    }

    /// The meanings of the bits that are set in one number, or in several of 32 bits each.
    fn bits(&self, item: Item<'a>) -> Item<'a> {
        let Some(codes) = self.row.codes() else { return item };
        let text = item.bytes(self.state.cx.arena);
        let words = text.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
        let width = if self.row.flags.has(Flags::OCTETS) { 8 } else { 32 };
        let mut out = ArenaString::new_in(self.state.cx.arena);
        for (index, word) in (0u32..).zip(words) {
            let number = Item::of_word(word).int();
            for bit in (0..width).filter(|bit| number >> bit & 1 == 1) {
                let bit = index.saturating_mul(width).saturating_add(bit);
                if !out.is_empty() {
                    out.push_str(", ");
                }
                match u8::try_from(bit).ok().and_then(|bit| codes.bit(bit)) {
                    Some(meaning) => out.push_str(meaning),
                    None => {
                        let _ = write!(out, "[{bit}]");
                    }
                }
            }
        }
        if out.is_empty() {
            return Item::Text("(none)");
        }
        Item::Text(out.into_bump_str())
    }
}
