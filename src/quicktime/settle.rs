//! Which of several tags with one name are shown.
//!
//! `ExifTool` keeps tags by their names alone. A tag that is found takes the place of an earlier one with its name, which
//! is moved aside, unless the new one has a low priority. Of each group the tag that kept its place is shown, or the first
//! one that was moved aside.

use crate::block::BlockKind;
use crate::layout::state::State;
use std::collections::HashMap;

/// Removes the tags of the film that are not shown.
pub(crate) fn names(state: &mut State<'_, '_>) {
    if state.block != BlockKind::QuickTime {
        return;
    }
    let hidden = hidden(state);
    if hidden.is_empty() {
        return;
    }
    let mut index = 0;
    state.sink.tags.retain(|_| {
        index += 1;
        hidden.binary_search(&(index - 1)).is_err()
    });
}

/// The indices of the tags that are not shown, in ascending order.
fn hidden(state: &State<'_, '_>) -> Vec<usize> {
    let tags = &state.sink.tags;
    let mut found = HashMap::<&str, Vec<usize>>::new();
    for (index, tag) in tags.iter().enumerate().skip(state.before) {
        if tag.source.block == BlockKind::QuickTime {
            found.entry(tag.name.as_ref()).or_default().push(index);
        }
    }
    let mut hidden = Vec::new();
    for places in found.into_values().filter(|places| places.len() > 1) {
        let is_low = |index: &&usize| {
            u32::try_from(**index + 1).is_ok_and(|place| state.lows.binary_search(&place).is_ok())
        };
        let main = places.iter().rfind(|index| !is_low(index)).or(places.last()).copied();
        let group = |index: usize| tags.get(index).map(|tag| &tag.group);
        let mut shown: Vec<usize> = main.into_iter().collect();
        for index in places {
            if shown.iter().all(|other| group(*other) != group(index)) {
                shown.push(index);
            } else if Some(index) != main && !shown.contains(&index) {
                hidden.push(index);
            }
        }
    }
    hidden.sort_unstable();
    hidden
}
