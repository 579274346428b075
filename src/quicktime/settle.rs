//! Which of several tags with one name are shown.
//!
//! `ExifTool` keeps tags by their names alone. A tag that is found takes the place of an earlier one with its name, which
//! is moved aside, unless the new one has a low priority. Of each group the tag that kept its place is shown, or the first
//! one that was moved aside. A text in another language than English is also shown as if it were in English, if there is
//! none in English.

use crate::block::BlockKind;
use crate::layout::state::State;
use crate::tag::Tag;
use std::collections::{HashMap, HashSet};

/// Removes the tags of the film that are not shown.
pub(crate) fn names(state: &mut State<'_, '_>) {
    plain(state);
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

/// Shows texts without their languages as well, if no other tag has the name.
fn plain(state: &mut State<'_, '_>) {
    let foreign = std::mem::take(&mut state.foreign);
    if foreign.is_empty() {
        return;
    }
    let tags = &state.sink.tags;
    let mut names: HashSet<&str> = tags.iter().skip(state.before).map(|tag| tag.name.as_ref()).collect();
    let mut plain = Vec::new();
    for (index, language) in foreign {
        let Some(tag) = tags.get(index as usize) else { continue };
        let name = tag.name.strip_suffix(language).and_then(|name| name.strip_suffix('-'));
        if let Some(name) = name.filter(|name| names.insert(name)) {
            plain.push(Tag { name: name.to_owned().into(), ..tag.clone() });
        }
    }
    state.sink.tags.extend(plain);
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
        let mut shown: HashSet<_> = main.map(group).into_iter().collect();
        let others = places.into_iter().filter(|index| Some(*index) != main);
        hidden.extend(others.filter(|index| !shown.insert(group(*index))));
    }
    hidden.sort_unstable();
    hidden
}
