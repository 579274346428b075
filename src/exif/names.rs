//! Which of several tags of one name in a group is shown.
//!
//! One tag of each name leads in the whole block: the last one, unless it yields to those before it. Its group shows
//! it, and every other group shows its first tag of that name; so does `ExifTool`.

use super::tags::{Table, Tag as Row};
use crate::tag::{Group, Tag};
use bumpalo::Bump;
use std::collections::{HashMap, HashSet};

/// The places of tags in the sink, counted from 1; 0 where there is none.
type Places<'a> = &'a mut [u32];

/// The names of a block's tags.
#[derive(Default)]
pub(super) struct Names<'a> {
    /// For each group the place of its tag of each name.
    groups: Vec<(Group<'static>, Places<'a>)>,
    /// For each table the place of the tag of each name that leads.
    leaders: Vec<(Table, Places<'a>)>,
    /// The first tags of their groups that gave their places to leaders, by place.
    firsts: HashMap<u32, Tag<'a>>,
}

/// A tag that is to be shown among others.
pub(super) struct Candidate<'a> {
    pub tag: Tag<'a>,
    pub row: &'static Row,
    pub table: Table,
    /// Whether it yields to tags of its name that were there before.
    pub yields: bool,
}

impl<'a> Names<'a> {
    /// The number of a group: directories of one group share their names.
    pub fn group(&mut self, group: &Group<'static>, table: Table, arena: &'a Bump) -> usize {
        let known = self.groups.iter().position(|(known, _)| known == group);
        known.unwrap_or_else(|| {
            let places = arena.alloc_slice_fill_copy(table.slots(), 0);
            self.groups.push((group.clone(), places));
            if !self.leaders.iter().any(|(known, _)| *known == table) {
                self.leaders.push((table, arena.alloc_slice_fill_copy(table.slots(), 0)));
            }
            self.groups.len() - 1
        })
    }

    /// Puts a tag among the others of the group with this number.
    pub fn put(&mut self, group: usize, candidate: Candidate<'a>, tags: &mut Vec<Tag<'a>>) {
        let Candidate { tag, row, table, yields } = candidate;
        let slot = usize::from(row.slot);
        let leaders = self.leaders.iter_mut().find(|(known, _)| *known == table);
        let place = self.groups.get_mut(group).and_then(|(_, places)| places.get_mut(slot));
        let (Some(place), Some(leader)) = (place, leaders.and_then(|(_, places)| places.get_mut(slot)))
        else {
            return;
        };
        let leads = *leader == 0 || !yields;
        match tags.get_mut((*place as usize).wrapping_sub(1)) {
            None => {
                tags.push(tag);
                *place = u32::try_from(tags.len()).unwrap_or_default();
            }
            Some(shown) if leads => {
                let old = std::mem::replace(shown, tag);
                self.firsts.entry(*place).or_insert(old);
            }
            Some(_) => return,
        }
        if leads {
            let before = std::mem::replace(leader, *place);
            if before != *place && !self.firsts.is_empty() {
                give_back(before, &mut self.firsts, tags);
            }
        }
    }
}

/// Shows the first tag again at the place of one that leads no more.
fn give_back<'a>(place: u32, firsts: &mut HashMap<u32, Tag<'a>>, tags: &mut [Tag<'a>]) {
    let Some(first) = firsts.remove(&place) else { return };
    if let Some(shown) = tags.get_mut((place as usize).wrapping_sub(1)) {
        *shown = first;
    }
}

/// Takes away what a second structure, whose tags start at `from`, has under the names of the first: the first counts.
pub(super) fn keep_first(tags: &mut Vec<Tag<'_>>, from: usize) {
    let known: HashSet<_> = tags.iter().take(from).map(|tag| (tag.group.clone(), tag.name.clone())).collect();
    let mut place = 0;
    tags.retain(|tag| {
        place += 1;
        place <= from || !known.contains(&(tag.group.clone(), tag.name.clone()))
    });
}
