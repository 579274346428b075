//! Decides which tag is shown if a group has several tags of one name.
//!
//! For each name, one tag in the whole block is the leader: the last one that does not yield to an earlier one. The
//! leader's group shows it, and every other group shows its first tag of that name, as `ExifTool` does.

use super::tags::TagTable;
use crate::context::Context;
use crate::slots::{self, Places};
use crate::tag::{Group, Tag};
use std::collections::{HashMap, HashSet};

/// The tags of a block, by name.
#[derive(Default)]
pub(super) struct Leaders<'a> {
    /// For each group, the position of its tag of each name.
    groups: Vec<(Group<'static>, Places<'a>)>,
    /// For each table, the position of the leader of each name.
    leading: Vec<(&'static TagTable, Places<'a>)>,
    /// The first tags of their groups that were replaced by leaders, by position.
    firsts: HashMap<u32, Tag<'a>>,
}

/// A tag that competes with others of its name.
pub(super) struct Candidate<'a> {
    pub tag: Tag<'a>,
    /// The slot of the name in the table.
    pub slot: u16,
    pub table: &'static TagTable,
    /// Whether it yields to earlier tags of its name.
    pub yields: bool,
}

impl<'a> Leaders<'a> {
    /// The index of a group. Directories of one group share their names.
    pub fn group(&mut self, group: &Group<'static>, table: &'static TagTable, cx: &'a Context<'a>) -> usize {
        let known = self.groups.iter().position(|(known, _)| known == group);
        known.unwrap_or_else(|| {
            self.groups.push((group.clone(), Places::new(cx.slots(table.slots))));
            if !self.leading.iter().any(|(known, _)| std::ptr::eq(*known, table)) {
                self.leading.push((table, Places::new(cx.slots(table.slots))));
            }
            self.groups.len() - 1
        })
    }

    /// Adds a tag to the group with this index.
    pub fn put(&mut self, group: usize, candidate: Candidate<'a>, tags: &mut Vec<Tag<'a>>) {
        let Candidate { tag, slot, table, yields } = candidate;
        let leaders = self.leading.iter_mut().find(|(known, _)| std::ptr::eq(*known, table));
        let (Some((_, places)), Some((_, leaders))) = (self.groups.get_mut(group), leaders) else { return };
        let (mut place, leader) = (places.place(slot), leaders.place(slot));
        let leads = leader == 0 || !yields;
        match slots::at(place, tags) {
            None => place = places.push(slot, tag, tags),
            Some(shown) if leads => {
                let old = std::mem::replace(shown, tag);
                self.firsts.entry(place).or_insert(old);
            }
            Some(_) => return,
        }
        if leads {
            leaders.set(slot, place);
            if leader != place && !self.firsts.is_empty() {
                give_back(leader, &mut self.firsts, tags);
            }
        }
    }
}

/// Restores the first tag at the position of a tag that is no longer the leader.
fn give_back<'a>(place: u32, firsts: &mut HashMap<u32, Tag<'a>>, tags: &mut [Tag<'a>]) {
    let Some(first) = firsts.remove(&place) else { return };
    if let Some(shown) = slots::at(place, tags) {
        *shown = first;
    }
}

/// Removes the tags of a nested structure (from index `from` on) that the outer structure has too.
pub(super) fn keep_first(tags: &mut Vec<Tag<'_>>, from: usize) {
    let known: HashSet<_> = tags.iter().take(from).map(|tag| (tag.group.clone(), tag.name.clone())).collect();
    let mut place = 0;
    tags.retain(|tag| {
        place += 1;
        place <= from || !known.contains(&(tag.group.clone(), tag.name.clone()))
    });
}
