//! Finds files that import each other in a circle [Tarjan 1972].

use std::collections::{BTreeMap, BTreeSet};

/// The groups of files in which each file leads to all others, sorted.
pub(super) fn circles<'f>(arrows: &BTreeMap<&'f str, BTreeSet<&'f str>>) -> Vec<Vec<&'f str>> {
    let mut search = Search { arrows, seen: BTreeMap::new(), open: Vec::new(), found: Vec::new() };
    for file in arrows.keys() {
        if !search.seen.contains_key(file) {
            search.visit(file);
        }
    }
    search.found.sort();
    search.found
}

struct Search<'a, 'f> {
    arrows: &'a BTreeMap<&'f str, BTreeSet<&'f str>>,
    /// When each file was visited, and the earliest open file that it leads to.
    seen: BTreeMap<&'f str, (usize, usize)>,
    /// The files that may still belong to a circle.
    open: Vec<&'f str>,
    found: Vec<Vec<&'f str>>,
}

impl<'f> Search<'_, 'f> {
    /// Follows all arrows from a file and returns the earliest open file that it leads to.
    fn visit(&mut self, file: &'f str) -> usize {
        let number = self.seen.len();
        let mut earliest = number;
        self.seen.insert(file, (number, number));
        self.open.push(file);
        for target in self.arrows.get(file).into_iter().flatten() {
            let reached = match self.seen.get(target) {
                None => self.visit(target),
                Some((number, _)) if self.open.contains(target) => *number,
                Some(_) => continue,
            };
            earliest = earliest.min(reached);
        }
        self.seen.insert(file, (number, earliest));
        if earliest == number {
            let start = self.open.iter().position(|open| *open == file).unwrap_or_default();
            let mut circle = self.open.split_off(start);
            if circle.len() > 1 {
                circle.sort_unstable();
                self.found.push(circle);
            }
        }
        earliest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_and_lines_are_none() {
        let arrows: BTreeMap<&str, BTreeSet<&str>> = [
            ("a", vec!["b", "c"]),
            ("b", vec!["c"]),
            ("c", vec![]),
            ("d", vec!["e", "a"]),
            ("e", vec!["f"]),
            ("f", vec!["d"]),
            ("g", vec!["h"]),
            ("h", vec!["g", "d"]),
        ]
        .map(|(file, targets)| (file, targets.into_iter().collect()))
        .into();
        assert_eq!(circles(&arrows), [vec!["d", "e", "f"], vec!["g", "h"]]);
    }
}
