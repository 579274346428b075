//! The files of a package, and which imports from which.

use super::imports::{self, Import};
use super::text;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// The files below `src/` of a package.
pub(super) struct House {
    files: Vec<File>,
    /// The files by module path.
    modules: BTreeMap<Vec<String>, usize>,
}

struct File {
    /// Its path below `src/`, with slashes.
    name: String,
    module: Vec<String>,
    imports: Vec<Import>,
    paths: Vec<Vec<String>>,
}

/// The longest chain of re-exports that is followed.
const STEPS: usize = 12;

impl House {
    /// Reads all files below a folder.
    pub(super) fn read(src: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        collect(src, src, &mut files)?;
        Ok(Self::of(files))
    }

    /// Takes files as names and texts.
    pub(super) fn of(files: Vec<(String, String)>) -> Self {
        let files: Vec<File> = files.into_iter().filter(|(name, _)| counts(name)).map(File::new).collect();
        let modules = files.iter().enumerate().map(|(place, file)| (file.module.clone(), place)).collect();
        Self { files, modules }
    }

    /// The name of each file, and the names of the files that it imports from.
    pub(super) fn arrows(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let name = |place: usize| self.files.get(place).map_or("", |file| file.name.as_str());
        let of = |(place, file): (usize, &File)| -> BTreeSet<&str> {
            let targets = self.used(file).into_iter().filter_map(|path| self.defining(&path, STEPS));
            targets.filter(|target| *target != place).map(name).collect()
        };
        self.files.iter().enumerate().map(|(place, file)| (file.name.as_str(), of((place, file)))).collect()
    }

    /// The paths that a file uses, from the root.
    fn used(&self, file: &File) -> Vec<Vec<String>> {
        // A re-export in a `mod.rs` or the like is not a use.
        let is_shown = |import: &&Import| !(import.is_public && file.is_map());
        let imported =
            file.imports.iter().filter(is_shown).filter_map(|import| self.absolute(file, &import.path));
        let named = file.paths.iter().filter_map(|path| {
            let (first, rest) = path.split_first()?;
            let module = file.imports.iter().find(|import| import.name == *first);
            let module = module.and_then(|import| self.absolute(file, &import.path));
            match module.filter(|module| self.modules.contains_key(module)) {
                Some(module) => Some([module.as_slice(), rest].concat()),
                None => self.absolute(file, path),
            }
        });
        imported.chain(named).collect()
    }

    /// The path from the root; `None` if it leads to another package.
    fn absolute(&self, file: &File, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let child = || [file.module.as_slice(), path].concat();
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([file.module.as_slice(), rest].concat()),
            "super" => {
                let up = path.iter().take_while(|name| *name == "super").count();
                let module = file.module.get(..file.module.len().checked_sub(up)?)?;
                Some([module, path.get(up..)?].concat())
            }
            name => {
                let module = [file.module.as_slice(), &[name.to_owned()]].concat();
                self.modules.contains_key(&module).then(child)
            }
        }
    }

    /// The file that defines the item at a path, after following all re-exports.
    fn defining(&self, path: &[String], steps: usize) -> Option<usize> {
        let (length, place) = (0..=path.len()).rev().find_map(|length| {
            let place = self.modules.get(path.get(..length)?)?;
            Some((length, *place))
        })?;
        let file = self.files.get(place)?;
        let Some(name) = path.get(length) else {
            // Whoever names only the module uses its items by their own paths.
            return (!file.is_map()).then_some(place);
        };
        let shown = file.imports.iter().find(|import| import.is_public && import.name == *name);
        let shown = shown.and_then(|import| self.absolute(file, &import.path));
        match shown.filter(|shown| shown != path && steps > 0) {
            Some(shown) => {
                let behind = path.get(length + 1..).unwrap_or_default();
                self.defining(&[shown.as_slice(), behind].concat(), steps - 1)
            }
            None => Some(place),
        }
    }
}

impl File {
    fn new((name, source): (String, String)) -> Self {
        let mut module: Vec<String> = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        module.pop_if(|last| matches!(last.as_str(), "mod" | "lib" | "main"));
        let (imports, paths) = imports::read(&text::code(&source));
        Self { name, module, imports, paths }
    }

    /// Whether the file should hold only the map of its folder.
    fn is_map(&self) -> bool {
        ["mod.rs", "lib.rs", "main.rs"].contains(&self.name.rsplit('/').next().unwrap_or_default())
    }
}

/// Whether a file is checked: files for tests and fuzzing may import anything.
fn counts(name: &str) -> bool {
    !["tests.rs", "testing.rs", "fuzzing.rs"].contains(&name.rsplit('/').next().unwrap_or_default())
}

fn collect(src: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    let mut entries = folder.read_dir()?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(src, &path, files)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            let below = path.strip_prefix(src).unwrap_or(&path);
            let name = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let house = House::of(files);
        let arrows = house.arrows();
        let of = |(file, targets): (&&str, &BTreeSet<&str>)| -> Vec<String> {
            targets.iter().map(|target| format!("{file} → {target}")).collect()
        };
        arrows.iter().flat_map(of).collect()
    }

    #[test]
    fn names_are_followed_to_where_they_are_defined() {
        let found = arrows(&[
            ("lib.rs", "mod a; mod b; pub use a::Shown;"),
            ("a/mod.rs", "mod inner; pub use inner::Shown; pub struct Own;"),
            ("a/inner.rs", "pub struct Shown;"),
            ("b.rs", "use crate::Shown; use crate::a::Own;"),
        ]);
        assert_eq!(found, ["b.rs → a/inner.rs", "b.rs → a/mod.rs"]);
    }

    #[test]
    fn modules_are_used_by_what_is_behind_their_names() {
        let found = arrows(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a/mod.rs", "mod inner; pub use inner::f; fn g() { inner::f() }"),
            ("a/inner.rs", "pub fn f() { super::g() }"),
            ("b.rs", "use crate::{a, c}; fn h() { a::f(); c::i() }"),
            ("c.rs", "fn i() { crate::b::h(); std::mem::drop(1) }"),
        ]);
        assert_eq!(
            found,
            [
                "a/inner.rs → a/mod.rs",
                "a/mod.rs → a/inner.rs",
                "b.rs → a/inner.rs",
                "b.rs → c.rs",
                "c.rs → b.rs"
            ]
        );
    }

    #[test]
    fn tests_do_not_count() {
        let found = arrows(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "#[cfg(test)] mod tests { use crate::b::B; }"),
            ("b.rs", "use crate::a::A;"),
            ("b/tests.rs", "use crate::a::A;"),
        ]);
        assert_eq!(found, ["b.rs → a.rs"]);
    }
}
