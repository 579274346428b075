//! Counts files by name, for many names.

use std::collections::HashMap;

/// The most names that are counted separately: more than any honest collection has, and few enough to keep.
const MOST: usize = 10_000;

/// Counts files by names taken from the files. Once there are too many different names to keep, further ones are
/// counted together.
#[derive(Debug)]
pub(super) struct Counter {
    counts: HashMap<Box<str>, Count>,
    most: usize,
    /// How often a name was met when there was no room left for it.
    other: u64,
}

#[derive(Debug)]
struct Count {
    files: u64,
    /// The last file that has the name.
    last: u64,
}

impl Default for Counter {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl Counter {
    pub(super) fn of(most: usize) -> Self {
        Self { counts: HashMap::new(), most, other: 0 }
    }

    /// Counts a name of a file; a name that occurs twice in one file counts once.
    pub(super) fn add(&mut self, name: &str, file: u64) {
        if let Some(count) = self.counts.get_mut(name) {
            count.files += u64::from(count.last != file);
            count.last = file;
        } else if self.counts.len() < self.most {
            self.counts.insert(name.into(), Count { files: 1, last: file });
        } else {
            self.other += 1;
        }
    }

    /// The names with their number of files: most frequent first, equal counts in alphabetical order.
    pub(super) fn ranked(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<_> = self.counts.iter().map(|(name, count)| (&**name, count.files)).collect();
        all.sort_unstable_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
        all
    }

    /// How often a name was met that is not counted separately.
    pub(super) fn other(&self) -> u64 {
        self.other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_names_come_first_and_a_file_counts_once() {
        let mut counter = Counter::default();
        for (name, file) in [("b", 1), ("c", 1), ("a", 2), ("c", 2), ("c", 2), ("b", 2), ("a", 3)] {
            counter.add(name, file);
        }
        assert_eq!(counter.ranked(), [("a", 2), ("b", 2), ("c", 2)]);
        counter.add("c", 4);
        assert_eq!(counter.ranked(), [("c", 3), ("a", 2), ("b", 2)]);
        assert_eq!(counter.other(), 0);
    }

    #[test]
    fn names_beyond_the_bound_are_counted_together() {
        let mut counter = Counter::of(3);
        for file in 0..1000 {
            counter.add(&format!("name {file}"), file);
            counter.add("name 0", file);
        }
        assert_eq!(counter.ranked(), [("name 0", 1000), ("name 1", 1), ("name 2", 1)]);
        assert_eq!(counter.counts.len(), 3);
        assert_eq!(counter.other(), 997);
    }
}
