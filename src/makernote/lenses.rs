//! The lenses that makers' numbers stand for.

use crate::codes::{Codes, MAKERS};

/// The lenses of a maker, by the group of its tags and by the tag with the number. An empty name stands for lenses that
/// are known by several numbers.
pub(crate) fn list(group: &str, name: &str) -> Option<&'static Codes> {
    let (.., codes) = LENSES.iter().find(|(of, tag, _)| *of == group && *tag == name)?;
    MAKERS.get(usize::from(*codes))
}

/// The groups whose cameras know their lenses by one number in the tag `name`.
pub(crate) fn groups(name: &str) -> impl Iterator<Item = &'static str> {
    LENSES.iter().filter(move |(_, tag, _)| *tag == name).map(|(group, ..)| *group)
}

/// The names of all lenses with a number. The list has those after the first under the number, a dot and their own
/// number.
pub(crate) fn names(lenses: &'static Codes, number: &str) -> Vec<&'static str> {
    let mut others: Vec<(u8, &str)> = lenses
        .texts(number)
        .filter_map(|(key, name)| Some((key.strip_prefix(number)?.strip_prefix('.')?.parse().ok()?, name)))
        .collect();
    others.sort_unstable();
    lenses.text_or_number(number).into_iter().chain(others.into_iter().map(|(_, name)| name)).collect()
}

/// The names of all lenses in a list, by their numbers.
pub(crate) fn all(lenses: &'static Codes) -> Vec<&'static str> {
    lenses.numbers().flat_map(|(number, _)| names(lenses, &number.to_string())).collect()
}

/// The names of all lenses whose keys begin and end like this.
pub(crate) fn between(lenses: &'static Codes, start: &str, end: &str) -> Vec<&'static str> {
    let bare = |key: &'static str| key.split('.').next().unwrap_or(key);
    lenses.texts(start).filter(|(key, _)| bare(key).ends_with(end)).map(|(_, name)| name).collect()
}

include!("generated/lenses.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lenses_with_one_number_are_found_together() {
        let canon = list("Canon", "LensType").unwrap();
        assert_eq!(names(canon, "9"), ["Canon EF 70-210mm f/4", "Sigma 55-200mm f/4-5.6 DC"]);
        assert_eq!(names(canon, "-7"), [""; 0]);
        let nikon = list("Nikon", "").unwrap();
        assert_eq!(names(nikon, "02 3B 44 61 30 3D 02 00").len(), 1);
        assert_eq!(names(nikon, "25 48 3C 5C 24 24 1B 02").len(), 2, "none has the key without a number");
        assert!(groups("LensType").any(|group| group == "Pentax"));
    }
}
