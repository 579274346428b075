//! Paths of keywords: `Places|Europe|Vienna`.
//!
//! The separator is `|`, as in Lightroom, so a step cannot contain it. A `|` in a step of other writers becomes `/`,
//! which is their separator, so that no step of theirs contains it.

use std::collections::HashSet;

/// Paths in the order of the file, without duplicates.
#[derive(Default)]
pub(super) struct Paths {
    list: Vec<String>,
    seen: HashSet<String>,
}

impl Paths {
    pub fn add(&mut self, path: &str) {
        if !path.is_empty() && !self.seen.contains(path) {
            self.seen.insert(path.to_owned());
            self.list.push(path.to_owned());
        }
    }

    pub fn list(self) -> Vec<String> {
        self.list
    }
}

/// A path with another separator in our form: its steps are trimmed, and empty ones are left out.
pub(super) fn split(path: &str, separator: char) -> String {
    let mut out = String::with_capacity(path.len());
    path.split(separator).for_each(|part| step(&mut out, part));
    out
}

/// Adds a step to a path.
pub(super) fn step(path: &mut String, part: &str) {
    let part = part.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    if part.is_empty() {
        return;
    }
    if !path.is_empty() {
        path.push('|');
    }
    path.extend(part.chars().map(|letter| if letter == '|' { '/' } else { letter }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_trimmed_and_parted_by_one_separator() {
        assert_eq!(split(" Places / Europe//Vienna/ ", '/'), "Places|Europe|Vienna");
        assert_eq!(split("a|b/c", '|'), "a|b/c");
        assert_eq!(split("a|b/c", '/'), "a/b|c");
        assert_eq!(split(" / ", '/'), "");
    }
}
