//! One tag a slot: which of the tags of a list is that of a row of a table.

use crate::context::{Context, Slots};

/// The places that a table's slots have in a list: rows of one name share a slot. What several tags of one slot are
/// worth is the matter of the decoder.
pub(crate) struct Places<'a> {
    /// Places are counted from 1, and 0 is none.
    slots: Slots<'a>,
}

impl<'a> Places<'a> {
    /// The slots of a table, none of which has a place yet.
    pub fn new(slots: usize, cx: &'a Context<'a>) -> Self {
        Self { slots: cx.slots(slots) }
    }

    /// The place of a slot, counted from 1; 0 where it has none.
    pub fn place(&self, slot: u16) -> u32 {
        self.slots.get(slot)
    }

    /// Gives a slot a place, counted from 1.
    pub fn set(&mut self, slot: u16, place: u32) {
        self.slots.set(slot, place);
    }

    /// Puts an item of a slot, which has none yet, behind the others, and says at which place.
    pub fn push<T>(&mut self, slot: u16, item: T, list: &mut Vec<T>) -> u32 {
        list.push(item);
        let place = u32::try_from(list.len()).unwrap_or_default();
        self.slots.set(slot, place);
        place
    }
}

/// What a list has at a place that is counted from 1.
pub(crate) fn at<T>(place: u32, list: &mut [T]) -> Option<&mut T> {
    list.get_mut((place as usize).wrapping_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;

    #[test]
    fn a_slot_has_the_place_of_its_item() {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let mut list = vec!["before"];
        {
            let mut places = Places::new(4, &cx);
            assert_eq!(at(places.place(3), &mut list), None);
            assert_eq!(places.push(3, "item", &mut list), 2);
            assert_eq!(at(places.place(3), &mut list), Some(&mut "item"));
            assert_eq!(places.place(9), 0);
        }
        // Its memory is used again, without what was in it.
        assert_eq!(Places::new(4, &cx).place(3), 0);
    }
}
