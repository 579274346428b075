//! Counts the files in advance, while the first ones are read.

use super::filter::Filter;
use super::walk::{List, Walk};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// The result so far of a second walk, ahead of the one whose files are read. It needs as much memory for names as
/// that one: those of the open folders.
#[derive(Default)]
pub struct Count {
    inputs: AtomicU64,
    is_whole: AtomicBool,
    is_ended: AtomicBool,
}

impl Count {
    /// Counts on a thread of its own. `list` is a list of paths that can be read twice, and whether its paths end in
    /// NUL. With `is_another` there is one more list that can only be read once, so the count never becomes complete.
    /// If the thread cannot be started, the count stays at 0.
    pub fn start(
        paths: Vec<PathBuf>,
        list: Option<(PathBuf, bool)>,
        is_another: bool,
        filter: Arc<Filter>,
    ) -> Arc<Self> {
        let count = Arc::new(Self::default());
        let found = count.clone();
        let work = move || {
            let list = list.map(|(path, is_null)| List::open(&path, is_null));
            let is_known = !is_another && list.as_ref().is_none_or(Result::is_ok);
            let walk = Walk { paths: &paths, list: list.and_then(Result::ok), filter: &filter, ahead: 0 };
            for _ in walk.inputs().take_while(|_| !found.is_ended.load(Ordering::Relaxed)) {
                found.inputs.fetch_add(1, Ordering::Relaxed);
            }
            let is_cut = found.is_ended.load(Ordering::Relaxed) || filter.is_stopped();
            found.is_whole.store(is_known && !is_cut, Ordering::Release);
        };
        // The thread is never joined: it may hang as long as a folder does.
        let _ = thread::Builder::new().name("embedmeta-count".into()).spawn(work);
        count
    }

    /// The count so far, and whether it is complete.
    pub fn get(&self) -> (u64, bool) {
        let is_whole = self.is_whole.load(Ordering::Acquire);
        (self.inputs.load(Ordering::Relaxed), is_whole)
    }

    /// Stops the count.
    pub fn end(&self) {
        self.is_ended.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn counted(list: Option<&str>, is_another: bool, is_stopped: bool) -> (u64, bool) {
        let filter = Filter::new(&["rs".into()], &["pool.rs".into()]).unwrap();
        filter.stop.store(is_stopped, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("embedmeta-count-{}-{is_another}", std::process::id()));
        std::fs::write(&path, list.unwrap_or_default()).unwrap();
        let listed = path.clone();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/batch").into();
        let count = Count::start(vec![folder], list.map(|_| (path, false)), is_another, filter.into());
        let end = Instant::now() + Duration::from_secs(2);
        while !count.get().1 && Instant::now() < end && !is_another && !is_stopped {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(50));
        std::fs::remove_file(listed).unwrap();
        count.get()
    }

    #[test]
    fn what_a_walk_finds_is_counted() {
        let files =
            std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/batch")).unwrap().count() as u64;
        assert_eq!(counted(None, false, false), (files - 1, true));
        assert_eq!(counted(Some("a.jpg\nb.jpg"), false, false), (files + 1, true));
        assert_eq!(counted(None, true, false), (files - 1, false));
        assert!(!counted(None, false, true).1);
    }
}
