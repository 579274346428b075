//! What formulas are evaluated for, and what they may ask for.

use super::op::Fact;
use super::value::{Buffer, Item};
use crate::bytes::ByteOrder;
use bumpalo::Bump;

/// The longest text that a formula makes.
pub(super) const LONGEST: usize = 1 << 16;

/// The value for which a formula is evaluated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    /// `x`: what is stored, or the value that was made of it.
    pub x: Item<'a>,
    /// What is stored.
    pub stored: Item<'a>,
}

/// What a formula may ask for beyond its value.
pub(crate) trait Scene<'a> {
    /// A fact about the file or the entry.
    fn fact(&self, fact: Fact) -> Item<'a>;

    /// A value that an earlier row left; none until then.
    fn register(&self, number: u8) -> Item<'a>;

    /// Where texts are made.
    fn arena(&self) -> &'a Bump;

    /// The meaning of a value in the set of the row, or none. In a list, `place` is the place of the item.
    fn meaning(&self, value: Item<'a>, place: usize) -> Item<'a>;

    /// What is printed of a value that has no meaning.
    fn unknown(&self, value: Item<'a>) -> Item<'a> {
        let mut out = Buffer::new_in(self.arena());
        out.extend_from_slice(b"Unknown (");
        value.write(&mut out);
        out.push(b')');
        Item::of_bytes(out.into_bump_slice())
    }

    /// The byte order of numbers in raw bytes.
    fn order(&self) -> ByteOrder;

    /// A function that is no part of the language.
    fn named(&self, function: u8, values: &[Item<'a>]) -> Item<'a>;
}
