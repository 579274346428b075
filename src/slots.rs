//! Tables of numbers whose memory is reused, and maps from the rows of a table to the tags of a list.

use std::cell::RefCell;

/// A table that is not in use: its numbers, all 0, and an empty list for the indices of those that are set.
pub(crate) type SpareSlots = (Vec<u32>, Vec<u16>);

/// A table of numbers, all 0 until they are set. Its memory is reused, and only the numbers that were set are reset to
/// 0, because most tables are large and most files set few of them.
pub(crate) struct Slots<'a> {
    numbers: Vec<u32>,
    set: Vec<u16>,
    spare: &'a RefCell<Vec<SpareSlots>>,
}

impl<'a> Slots<'a> {
    /// A table of `len` numbers, all 0, in the memory of a table that is not in use.
    pub fn taken(len: usize, spare: &'a RefCell<Vec<SpareSlots>>) -> Self {
        let mut tables = spare.borrow_mut();
        let fits = tables.iter().rposition(|(numbers, _)| numbers.len() >= len);
        let (numbers, set) =
            fits.map_or_else(|| (vec![0; len], Vec::new()), |place| tables.swap_remove(place));
        drop(tables);
        Self { numbers, set, spare }
    }

    /// The number at the index `place`; 0 beyond the end.
    pub fn get(&self, place: u16) -> u32 {
        self.numbers.get(usize::from(place)).copied().unwrap_or_default()
    }

    /// Sets the number at the index `place`.
    pub fn set(&mut self, place: u16, number: u32) {
        let Some(slot) = self.numbers.get_mut(usize::from(place)) else { return };
        if *slot == 0 {
            self.set.push(place);
        }
        *slot = number;
    }
}

impl Drop for Slots<'_> {
    fn drop(&mut self) {
        for place in self.set.drain(..) {
            if let Some(slot) = self.numbers.get_mut(usize::from(place)) {
                *slot = 0;
            }
        }
        self.spare.borrow_mut().push((std::mem::take(&mut self.numbers), std::mem::take(&mut self.set)));
    }
}

/// Maps the slots of a table to places in a list. Rows with the same name share a slot; the decoder decides which of
/// several tags in one slot to keep.
pub(crate) struct Places<'a> {
    /// Places are counted from 1; 0 means none.
    slots: Slots<'a>,
}

impl<'a> Places<'a> {
    /// A map in which no slot has a place yet.
    pub fn new(slots: Slots<'a>) -> Self {
        Self { slots }
    }

    /// The place of a slot, counted from 1; 0 if it has none.
    pub fn place(&self, slot: u16) -> u32 {
        self.slots.get(slot)
    }

    /// Sets the place of a slot, counted from 1.
    pub fn set(&mut self, slot: u16, place: u32) {
        self.slots.set(slot, place);
    }

    /// Appends the first item of a slot to the list and returns its place.
    pub fn push<T>(&mut self, slot: u16, item: T, list: &mut Vec<T>) -> u32 {
        list.push(item);
        let place = u32::try_from(list.len()).unwrap_or_default();
        self.slots.set(slot, place);
        place
    }
}

/// The same for a large table of which often only a little is found: the table is taken once that is no longer little.
pub(crate) struct FewPlaces<'a> {
    few: Vec<(u16, u32)>,
    all: Option<Places<'a>>,
    /// The size of the table.
    len: usize,
    spare: &'a RefCell<Vec<SpareSlots>>,
}

impl<'a> FewPlaces<'a> {
    /// How many places are searched one by one.
    const FEW: usize = 16;

    /// A map of a table of `len` slots, in which no slot has a place yet.
    pub fn new(len: usize, spare: &'a RefCell<Vec<SpareSlots>>) -> Self {
        Self { few: Vec::new(), all: None, len, spare }
    }

    /// The place of a slot, counted from 1; 0 if it has none.
    pub fn place(&self, slot: u16) -> u32 {
        let one = || self.few.iter().find(|(other, _)| *other == slot).map(|(_, place)| *place);
        self.all.as_ref().map_or_else(|| one().unwrap_or_default(), |all| all.place(slot))
    }

    /// Appends the first item of a slot to the list and returns its place.
    pub fn push<T>(&mut self, slot: u16, item: T, list: &mut Vec<T>) -> u32 {
        if self.all.is_none() && self.few.len() == Self::FEW {
            let mut all = Places::new(Slots::taken(self.len, self.spare));
            self.few.iter().for_each(|(slot, place)| all.set(*slot, *place));
            self.all = Some(all);
        }
        if let Some(all) = &mut self.all {
            return all.push(slot, item, list);
        }
        list.push(item);
        let place = u32::try_from(list.len()).unwrap_or_default();
        self.few.push((slot, place));
        place
    }
}

/// The item of a list at a place, counted from 1.
pub(crate) fn at<T>(place: u32, list: &mut [T]) -> Option<&mut T> {
    list.get_mut((place as usize).wrapping_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_has_the_place_of_its_item() {
        let spare = RefCell::default();
        let mut list = vec!["before"];
        {
            let mut places = Places::new(Slots::taken(4, &spare));
            assert_eq!(at(places.place(3), &mut list), None);
            assert_eq!(places.push(3, "item", &mut list), 2);
            assert_eq!(at(places.place(3), &mut list), Some(&mut "item"));
            assert_eq!(places.place(9), 0);
        }
        let mut places = FewPlaces::new(100, &spare);
        for slot in 0..100 {
            assert_eq!(places.place(slot), 0);
            let place = places.push(slot, "another", &mut list);
            assert_eq!((places.place(slot), places.place(0)), (place, 3));
        }
        // Its memory is reused without its old content.
        assert_eq!(Places::new(Slots::taken(4, &spare)).place(3), 0);
    }
}
