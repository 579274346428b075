//! The files given by the arguments, in the order of their paths.

use super::filter::Filter;
use super::folder::Folder;
use super::input::{Ahead, Input};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// All inputs given by the arguments: single files as they are, and the wanted files of folders.
///
/// In folders, anything that is not a regular file (a pipe, a device) is skipped, and so are links unless they are
/// followed. A link that is broken or leads back to an open folder is reported.
pub struct Walk<'w> {
    /// The given paths; `-` is standard input.
    pub paths: &'w [PathBuf],
    /// A list of more paths, which come after these.
    pub list: Option<List>,
    /// Which files of folders are wanted.
    pub filter: &'w Filter,
    /// How many of the given files may be opened ahead of their turn; with 0, none is.
    pub ahead: usize,
}

/// The number of files opened ahead of their turn when files are read: a process may have only so many files open.
pub const AHEAD: usize = 32;

impl<'w> Walk<'w> {
    /// The files one by one, as they are found.
    pub fn inputs(self) -> impl Iterator<Item = Input> + use<'w> {
        let Self { paths, list, filter, ahead } = self;
        let ahead = Ahead::new(ahead);
        let of_list = ahead.clone();
        let given = paths.iter().flat_map(move |path| {
            if path.as_os_str() == "-" { one(Input::stdin()) } else { named(path.clone(), filter, &ahead) }
        });
        let listed = list.into_iter().flatten().flat_map(move |path| match path {
            Ok(path) => named(path, filter, &of_list),
            Err((list, error)) => one(Input::unreadable(list, None, error)),
        });
        let all = given.chain(listed).filter(|input| filter.is_recent(input));
        all.take_while(|_| !filter.is_stopped())
    }
}

/// The inputs of a given path.
enum Named<'w> {
    One(Option<Input>),
    Folder(Box<Folder<'w>>),
}

impl Iterator for Named<'_> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        match self {
            Self::One(input) => input.take(),
            Self::Folder(folder) => folder.next(),
        }
    }
}

fn one<'w>(input: Input) -> Named<'w> {
    Named::One(Some(input))
}

fn named<'w>(path: PathBuf, filter: &'w Filter, ahead: &Ahead) -> Named<'w> {
    match Input::named(path, ahead, |path, metadata| filter.is_own(path, metadata)) {
        Ok(input) => one(input),
        Err(folder) => Named::Folder(Box::new(Folder::new(&folder, filter))),
    }
}

/// Paths read one by one from a file or from standard input.
pub struct List {
    name: PathBuf,
    reader: Option<Box<dyn BufRead>>,
    end: u8,
}

/// Longer than any path a system allows.
const LONGEST_PATH: u64 = 64 * 1024;

impl List {
    /// Opens a list; `-` is standard input. Its paths end in a line feed, or in NUL.
    ///
    /// # Errors
    ///
    /// The error of the system, if it cannot be opened.
    pub fn open(path: &Path, is_null: bool) -> io::Result<Self> {
        let reader: Box<dyn BufRead> = if path.as_os_str() == "-" {
            Box::new(io::stdin().lock())
        } else {
            Box::new(BufReader::new(File::open(path)?))
        };
        Ok(Self { name: path.to_path_buf(), reader: Some(reader), end: if is_null { 0 } else { b'\n' } })
    }

    fn read(&mut self) -> io::Result<Option<PathBuf>> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            if reader.by_ref().take(LONGEST_PATH).read_until(self.end, &mut bytes)? == 0 {
                return Ok(None);
            }
            let has_end = bytes.pop_if(|last| *last == self.end).is_some();
            if !has_end && bytes.len() as u64 == LONGEST_PATH {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a path is too long"));
            }
            if cfg!(windows) && self.end == b'\n' {
                bytes.pop_if(|last| *last == b'\r');
            }
            if !bytes.is_empty() {
                return path_of(bytes).map(Some);
            }
        }
    }
}

impl Iterator for List {
    type Item = Result<PathBuf, (PathBuf, io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read() {
            Ok(path) => path.map(Ok),
            Err(error) => {
                self.reader = None;
                Some(Err((self.name.clone(), error)))
            }
        }
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps)] // it can fail on other systems
fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    Ok(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    let text = String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::atomic::Ordering;

    /// The files of a temporary folder of this test.
    fn walked(name: &str, files: &[&str], filter: impl FnOnce(&mut Filter)) -> Vec<String> {
        let root = std::env::temp_dir().join(format!("embedmeta-walk-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"x").unwrap();
        }
        let mut all = Filter::new(&[], &[]).unwrap();
        filter(&mut all);
        let paths = [root.clone()];
        let found = Walk { paths: &paths, list: None, filter: &all, ahead: AHEAD }.inputs();
        let found = found.map(|input| input.library_path().trim_start_matches('/').to_owned()).collect();
        fs::remove_dir_all(&root).unwrap();
        found
    }

    #[test]
    fn files_come_in_the_order_of_their_whole_paths() {
        let files = ["a.jpg", "a/b.jpg", "a-b/c.jpg", "a/b/c.jpg", "a0.jpg", "Z.jpg", "a/é.jpg", "b"];
        let mut sorted = files.map(str::to_owned).to_vec();
        sorted.sort();
        assert_eq!(sorted[1], "a-b/c.jpg");
        assert_eq!(walked("order", &files, |_| {}), sorted);
    }

    #[test]
    fn what_is_wanted_of_a_folder() {
        let files =
            ["a.jpg", "b.TIF", "c.png", ".h.jpg", ".git/d.jpg", "x/cache/e.jpg", "cache/f.jpg", ".gitignore"];
        let with = |extensions: &[&str], exclude: &[&str]| {
            let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
            Filter::new(&texts(extensions), &texts(exclude)).unwrap()
        };
        let of = |name, filter: Filter| walked(name, &files, |all| *all = filter);
        assert_eq!(of("ext", with(&["JPG", ".tif"], &["cache"])), ["a.jpg", "b.TIF"]);
        assert_eq!(of("root", with(&["jpg"], &["/cache/"])), ["a.jpg", "x/cache/e.jpg"]);
        assert_eq!(of("two", with(&[], &["*.jpg", "*.png"])), ["b.TIF"]);
        assert_eq!(of("sign", with(&[], &["#x", "!a.jpg", "x/**", "cache", "*.TIF"])), ["a.jpg", "c.png"]);
        let mut hidden = with(&["jpg"], &["cache"]);
        hidden.hidden = true;
        assert_eq!(of("hidden", hidden), [".git/d.jpg", ".h.jpg", "a.jpg"]);
    }

    #[test]
    fn a_walk_that_is_stopped_ends() {
        let stop = |filter: &mut Filter| filter.stop.store(true, Ordering::Relaxed);
        assert!(walked("stop", &["a.jpg", "b.jpg"], stop).is_empty());
    }

    #[test]
    fn lists_have_a_path_a_line_or_end_paths_in_nul() {
        let paths = |bytes: &[u8], end: u8| -> Vec<String> {
            let reader = io::Cursor::new(bytes.to_vec());
            let list = List { name: "list".into(), reader: Some(Box::new(reader)), end };
            list.map(|path| path.map_or_else(|(_, e)| e.to_string(), |p| p.display().to_string())).collect()
        };
        assert_eq!(paths(b"a\n\nb c\nlast", b'\n'), ["a", "b c", "last"]);
        assert_eq!(paths(b"a\nb\0c\0", 0), ["a\nb", "c"]);
        assert_eq!(paths(&vec![b'a'; 70_000], 0), ["a path is too long"]);
        assert_eq!(paths(b"", b'\n'), [""; 0]);
    }
}
