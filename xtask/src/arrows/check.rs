//! Finds import errors in this repository.

use super::circles::circles;
use super::floors::floor;
use super::house::House;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The packages that are checked; floors apply only to the first one, the library.
const PACKAGES: [&str; 4] = ["", "crates/embedmeta-verify/", "crates/embedmeta-cli/", "xtask/"];

/// The complaints, or an error that says which file could not be read.
pub(crate) fn check(repository: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for package in PACKAGES {
        let src = repository.join(package).join("src");
        let house = House::read(&src).map_err(|error| format!("{}: {error}", src.display()))?;
        found.extend(complaints(package, &house.arrows()));
    }
    Ok(found)
}

fn complaints(package: &str, arrows: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<String> {
    let mut found = Vec::new();
    for circle in circles(arrows) {
        for file in &circle {
            let targets = arrows.get(file).into_iter().flatten().filter(|target| circle.contains(target));
            let targets: Vec<&str> = targets.copied().collect();
            found.push(format!("{package}src/{file}: in a circle by {}", targets.join(", ")));
        }
    }
    if package.is_empty() {
        found.extend(arrows.iter().flat_map(|(file, targets)| upward(file, targets)));
    }
    found
}

/// The imports that lead to a higher floor.
fn upward(file: &str, targets: &BTreeSet<&str>) -> Vec<String> {
    let Some((own, name)) = floor(file) else {
        return vec![format!("src/{file}: it stands on no floor; xtask/src/arrows/floors.rs names them")];
    };
    let higher = targets.iter().filter_map(|target| Some((target, floor(target)?)));
    let higher = higher.filter(|(_, (number, _))| *number > own);
    higher
        .map(|(target, (_, other))| format!("src/{file} ({name}): imports from {target} ({other})"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(package: &str, arrows: &[(&str, &[&str])]) -> Vec<String> {
        let arrows =
            arrows.iter().map(|(file, targets)| (*file, targets.iter().copied().collect())).collect();
        complaints(package, &arrows)
    }

    #[test]
    fn an_arrow_may_lead_down_and_not_up() {
        assert!(of("", &[("exif/mod.rs", &["bytes.rs", "iptc/mod.rs"])]).is_empty());
        assert_eq!(
            of("", &[("bytes.rs", &["exif/mod.rs"]), ("attic.rs", &[])]),
            [
                "src/attic.rs: it stands on no floor; xtask/src/arrows/floors.rs names them",
                "src/bytes.rs (ground): imports from exif/mod.rs (decoders)"
            ]
        );
        assert!(of("xtask/", &[("attic.rs", &["lib.rs"])]).is_empty());
    }

    #[test]
    fn each_file_of_a_circle_is_told() {
        let found = of("xtask/", &[("a.rs", &["b.rs", "c.rs"]), ("b.rs", &["a.rs"]), ("c.rs", &[])]);
        assert_eq!(found, ["xtask/src/a.rs: in a circle by b.rs", "xtask/src/b.rs: in a circle by a.rs"]);
    }
}
