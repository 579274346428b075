//! The names that Google Takeout gives to the JSON of a picture.
//!
//! `photo.jpg` has `photo.jpg.json`, or since 2024 `photo.jpg.supplemental-metadata.json`. Long names are cut before
//! `.json`. The number of a second picture with the same name comes after all of that (`photo(1).jpg` has
//! `photo.jpg(1).json`). An edited picture has no JSON of its own (`photo-edited.jpg` has that of `photo.jpg`). None
//! of this is documented; it is what exports look like.

use std::path::{Path, PathBuf};

/// The suffix after the picture's name.
const BEHIND: &str = ".supplemental-metadata";

/// The lengths to which a name is cut before `.json`. A full name has at most 51 characters, which leaves 46; longer
/// ones occur where the characters are counted differently.
const CUTS: [usize; 7] = [46, 45, 47, 48, 49, 50, 51];

/// The suffixes that Google Photos adds to the name of an edited picture, by language.
const EDITED: &[&str] = &[
    "-edited",
    "-effects",
    "-bearbeitet",
    "-bewerkt",
    "-editado",
    "-ha editado",
    "-editat",
    "-edytowane",
    "-modificato",
    "-modifié",
    "-編集済み",
];

/// The paths at which the picture's JSON may be, the most likely first.
pub(super) fn paths(picture: &Path) -> impl Iterator<Item = PathBuf> {
    let name = picture.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let readings = if name.is_empty() { Vec::new() } else { readings(name) };
    let names = readings.into_iter().flat_map(|(name, number)| names(&name, number).collect::<Vec<_>>());
    names.map(|name| picture.with_file_name(name))
}

/// The ways to understand the picture's name: its original name, and its number among pictures with the same name.
fn readings(name: &str) -> Vec<(String, &str)> {
    let (stem, end) = name.rfind('.').map_or((name, ""), |dot| name.split_at(dot));
    let mut readings = vec![(name.to_owned(), "")];
    let (bare, number) = numbered(stem);
    let mut add = |stem: &str, number| {
        readings.push((format!("{stem}{end}"), number));
    };
    if !number.is_empty() {
        add(bare, number);
    }
    if let Some(stem) = EDITED.iter().find_map(|edited| bare.strip_suffix(edited)).filter(|s| !s.is_empty()) {
        add(stem, number);
        let (bare, number) = numbered(stem);
        if !number.is_empty() {
            add(bare, number);
        }
    }
    readings
}

/// The stem without the number at its end, and that number with its parentheses: `photo`, `(1)`.
fn numbered(stem: &str) -> (&str, &str) {
    let number = stem.rfind('(').map(|at| stem.split_at(at)).filter(|(bare, number)| {
        let digits = number.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
        !bare.is_empty() && !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    number.unwrap_or((stem, ""))
}

fn names(name: &str, number: &str) -> impl Iterator<Item = String> {
    let whole = format!("{name}{BEHIND}");
    let length = whole.chars().count();
    let cuts = CUTS.iter().filter(|cut| **cut < length);
    let cut = cuts.map(|cut| whole.chars().take(*cut).collect::<String>()).collect::<Vec<_>>();
    [name.to_owned(), whole].into_iter().chain(cut).map(move |stem| format!("{stem}{number}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the JSON with this name is found for the picture.
    fn has(picture: &str, json: &str) -> bool {
        paths(&Path::new("album").join(picture)).any(|path| path == Path::new("album").join(json))
    }

    #[test]
    fn names_are_those_of_exports() {
        for (picture, json) in [
            ("photo.jpg", "photo.jpg.json"),
            ("photo.jpg", "photo.jpg.supplemental-metadata.json"),
            ("IMG_20200101_123456789.jpg", "IMG_20200101_123456789.jpg.supplemental-metad.json"),
            ("PXL_20230528_123456789.jpg", "PXL_20230528_123456789.jpg.supplemental-metada.json"),
            ("photo(1).jpg", "photo.jpg(1).json"),
            ("photo(1).jpg", "photo(1).jpg.json"),
            ("photo(12).jpg", "photo.jpg.supplemental-metadata(12).json"),
            ("PXL_20230528_123456789(1).jpg", "PXL_20230528_123456789.jpg.supplemental-metada(1).json"),
            ("photo-edited.jpg", "photo.jpg.json"),
            ("photo-edited(1).jpg", "photo.jpg(1).json"),
            ("photo(1)-edited.jpg", "photo.jpg(1).json"),
            ("foto-bearbeitet.jpg", "foto.jpg.supplemental-metadata.json"),
            ("no end", "no end.json"),
            // Cut within the picture's name, and right after it.
            (
                "a-name-that-is-longer-than-forty-six-letters-is.jpg",
                "a-name-that-is-longer-than-forty-six-letters-i.json",
            ),
            (
                "a-name-of-forty-five-letters-with-its-end.jpg",
                "a-name-of-forty-five-letters-with-its-end.jpg..json",
            ),
            (
                "Ünïcödé-näme-thät-ïs-löng-änd-öf-métäl.jpg",
                "Ünïcödé-näme-thät-ïs-löng-änd-öf-métäl.jpg.sup.json",
            ),
        ] {
            assert!(has(picture, json), "{picture}: {json}");
        }
        for (picture, json) in [
            ("photo.jpg", "photo.json"),
            ("photo.jpg", "photo.jpg(1).json"),
            ("photo(1).jpg", "photo.jpg.json"),
            ("photo(a).jpg", "photo.jpg(a).json"),
            ("-edited.jpg", ".jpg.json"),
        ] {
            assert!(!has(picture, json), "{picture}: {json}");
        }
    }

    #[test]
    fn few_names_are_tried() {
        assert_eq!(paths(Path::new("photo.jpg")).count(), 2);
        assert_eq!(paths(Path::new("photo.jpg")).next().as_deref(), Some(Path::new("photo.jpg.json")));
        assert!(paths(Path::new(&"x".repeat(200))).count() < 10);
        assert_eq!(paths(Path::new("..")).count(), 0);
    }
}
